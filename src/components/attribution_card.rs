//! The attribution card: who, cue, to whom and what as one object. What is
//! derived or proposed is dashed until it is confirmed.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::checks::Finding;
use galley_core::model::{AnnotationType, AttributeKind, Attributes, Id, LabelSet, Scope};
use galley_core::session::{CardCommand, Command};
use serde_json::Value;
use yew::prelude::*;

use super::buttons::{icon_button, press};
use super::finding::{FindingItem, problem};
use super::icon::{Shape, icon};
use super::select::Select;
use super::text_field::TextField;
use super::{ByPointer, Dispatch, spaced, use_dispatch};
use crate::action::Action;
use crate::app::checking::{Checking, Problem};

/// A value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    pub name: String,
    pub value: String,
    pub is_derived: bool,
}

/// One part of the card.
#[derive(Clone, Debug, PartialEq)]
pub struct PartView {
    pub id: Id,
    pub kind: AnnotationType,
    pub words: String,
    /// Whom it means, where the words do not say so.
    pub name: Option<String>,
    pub chips: Vec<Chip>,
}

/// What the card shows.
#[derive(Clone, Debug, PartialEq)]
pub struct CardView {
    pub id: Id,
    /// Parts join it.
    pub open: bool,
    pub parts: Vec<PartView>,
    pub proposed: Vec<(AnnotationType, String)>,
    pub no_source: bool,
    pub chips: Vec<Chip>,
    pub attributes: Attributes,
    pub note: String,
    pub parent: Option<(Id, String)>,
    pub derived_parent: Option<(Id, String)>,
    /// In which it can be nested.
    pub parents: Vec<(Id, String)>,
    pub nested: Vec<(Id, String)>,
    /// Something derived is not confirmed yet.
    pub unconfirmed: bool,
}

#[derive(Properties, PartialEq)]
pub struct AttributionCardProps {
    pub card: Option<Rc<CardView>>,
    /// The check, where its findings are not listed beside the card.
    #[prop_or_default]
    pub checking: Option<ByPointer<Checking>>,
    /// The finding that was gone to last.
    #[prop_or_default]
    pub problem: Option<Problem>,
    pub label_set: Arc<LabelSet>,
}

fn on_card(dispatch: &Dispatch, command: CardCommand) -> Callback<MouseEvent> {
    press(dispatch, Action::DoHere(Command::Card(command)))
}

#[component]
pub fn AttributionCard(props: &AttributionCardProps) -> Html {
    let dispatch = use_dispatch();
    let Some(card) = &props.card else {
        return html! {
            <p class="hint card-none">{ "No card is open: the next part begins one." }</p>
        };
    };
    let state =
        if card.open { "Open: what you mark joins it" } else { "Shown: what you mark begins another" };
    let open = on_card(&dispatch, CardCommand::Open(card.id.clone()));
    html! {
        <section key={card.id.to_string()} class={classes!("card", card.open.then_some("is-open"))} id="attribution-card" aria-label="Attribution card" tabindex="-1">
            <header class="card-head">
                <span class="card-state">{ state }</span>
                if card.open {
                    <button type="button" class="link-button" onclick={on_card(&dispatch, CardCommand::Begin)}>{ "New" }<kbd>{ "B" }</kbd></button>
                } else {
                    <button type="button" class="link-button" onclick={open}>{ "Open" }<kbd>{ "I" }</kbd></button>
                }
            </header>
            { ladder(card, &dispatch) }
            <dl class="card-parts">
                { row(card, AnnotationType::Source, "who", "S", &dispatch) }
                { row(card, AnnotationType::Cue, "cue", "U", &dispatch) }
                { row(card, AnnotationType::Addressee, "to", "A", &dispatch) }
                { row(card, AnnotationType::Content, "what", "Q", &dispatch) }
            </dl>
            <ul class="chips" aria-label="Values">{ for card.chips.iter().map(|chip| chip_of(chip, None, &dispatch)) }</ul>
            { nested(card, &dispatch) }
            if let Some(checking) = &props.checking {
                { findings(card, checking, props.problem.as_ref()) }
            }
            <div class="card-tools">
                if card.unconfirmed || !card.proposed.is_empty() {
                    <button type="button" class="button primary" onclick={on_card(&dispatch, CardCommand::Confirm)}>
                        { if card.proposed.is_empty() { "Confirm" } else { "Take over" } }<kbd>{ "Y" }</kbd>
                    </button>
                }
                if !card.parts.iter().any(|part| part.kind == AnnotationType::Source) {
                    <button type="button" class="button" aria-pressed={card.no_source.to_string()} onclick={on_card(&dispatch, CardCommand::NoSource)}>{ "No source" }<kbd>{ "0" }</kbd></button>
                }
                <button type="button" class="button" aria-pressed={is_flagged(card).to_string()} onclick={on_card(&dispatch, CardCommand::Discuss)}>{ "Discuss" }<kbd>{ "!" }</kbd></button>
                <button type="button" class="icon-button" aria-label="Delete the attribution" title="Delete the attribution" onclick={on_card(&dispatch, CardCommand::Delete)}>{ icon(Shape::Trash) }</button>
            </div>
            if is_flagged(card) || !card.note.is_empty() {
                { note(card, &dispatch) }
            }
            <details class="card-more">
                <summary>{ "All values" }</summary>
                { for props.label_set.attributes_of(Scope::Attribution).filter_map(|attribute| match &attribute.kind {
                    AttributeKind::Choice { values } => Some(choice(&attribute.name, values, card, &dispatch)),
                    AttributeKind::Flag | AttributeKind::Text => None,
                }) }
                { parent(card, &dispatch) }
                if !is_flagged(card) && card.note.is_empty() {
                    { note(card, &dispatch) }
                }
            </details>
        </section>
    }
}

/// What the check has found on the card.
fn findings(card: &CardView, checking: &Checking, shown: Option<&Problem>) -> Html {
    let parts: Vec<&Id> = card.parts.iter().map(|part| &part.id).collect();
    let found = checking.findings_on(&card.id, &parts);
    if found.is_empty() {
        return html! {};
    }
    let item = |finding: Finding| {
        let problem = problem(&finding);
        html! { <FindingItem key={format!("{problem:?}")} is_shown={shown == Some(&problem)} {finding} /> }
    };
    html! { <ul class="findings card-findings" aria-label="Findings on this attribution">{ for found.into_iter().map(item) }</ul> }
}

fn is_flagged(card: &CardView) -> bool {
    card.attributes.get("discuss").is_some_and(|value| *value == true)
}

fn row(
    card: &CardView,
    kind: AnnotationType,
    title: &'static str,
    key: &'static str,
    dispatch: &Dispatch,
) -> Html {
    let parts = || card.parts.iter().filter(|part| part.kind == kind);
    let proposed = card.proposed.iter().find(|(other, _)| *other == kind).map(|(_, words)| words);
    html! {
        <div class="card-row" data-part={kind.name()}>
            <dt>{ title }</dt>
            <dd>
                { for parts().map(|part| part_of(part, dispatch)) }
                if let Some(words) = proposed {
                    <button type="button" class="card-words is-derived" title="Proposed from the sentence: Y takes it over" onclick={on_card(dispatch, CardCommand::Confirm)}>{ words }</button>
                } else if kind == AnnotationType::Source && card.no_source {
                    <span class="card-stated">{ "no source, as stated" }</span>
                } else if parts().next().is_none() {
                    <span class="card-missing">{ "select and press " }<kbd>{ key }</kbd></span>
                }
            </dd>
        </div>
    }
}

fn part_of(part: &PartView, dispatch: &Dispatch) -> Html {
    let select = press(dispatch, Action::Do(Command::Select(part.id.clone())));
    let off = on_card(dispatch, CardCommand::TakeOff(part.id.clone()));
    html! {
        <div key={part.id.to_string()} class="card-part">
            <button type="button" class="card-words" onclick={select}>{ &part.words }</button>
            { icon_button(format!("Take “{}” off the card", part.words), Shape::Close, off) }
            if let Some(name) = &part.name {
                <span class="card-name">{ format!("= {name}") }</span>
            }
            if !part.chips.is_empty() {
                <ul class="chips is-small">{ for part.chips.iter().map(|chip| chip_of(chip, Some(&part.id), dispatch)) }</ul>
            }
        </div>
    }
}

/// A stated value; or a derived one, which a click confirms.
fn chip_of(chip: &Chip, part: Option<&Id>, dispatch: &Dispatch) -> Html {
    let words = chip.value.replace('_', " ");
    let title = spaced(&chip.name);
    if !chip.is_derived {
        return html! { <li key={chip.name.clone()} class="chip" title={title}>{ words }</li> };
    }
    let (name, value) = (chip.name.clone(), Some(Value::String(chip.value.clone())));
    let command = match part {
        Some(part) => CardCommand::SetPartAttribute { part: part.clone(), name, value },
        None => CardCommand::SetAttribute { name, value },
    };
    html! {
        <li key={chip.name.clone()}>
            <button type="button" class="chip is-derived" aria-label={format!("Confirm {}: {words}", title.to_lowercase())}
                title={format!("{title}, derived from the text: click to confirm")} onclick={on_card(dispatch, command)}>{ words }</button>
        </li>
    }
}

/// What the card is nested in.
fn ladder(card: &CardView, dispatch: &Dispatch) -> Html {
    match (&card.parent, &card.derived_parent) {
        (Some((id, words)), _) => {
            html! { <p class="card-rung is-above">{ "within " }<button type="button" class="rung" onclick={on_card(dispatch, CardCommand::Open(id.clone()))}>{ words }</button></p> }
        }
        (None, Some((_, words))) => {
            html! { <p class="card-rung is-above">{ "within " }<button type="button" class="rung is-derived" title="Derived from the text: click to confirm" onclick={on_card(dispatch, CardCommand::Nest)}>{ words }</button></p> }
        }
        (None, None) => html! {},
    }
}

/// What is nested in the card.
fn nested(card: &CardView, dispatch: &Dispatch) -> Html {
    if card.nested.is_empty() {
        return html! {};
    }
    let rung = |(id, words): &(Id, String)| {
        html! { <li key={id.to_string()}><button type="button" class="rung" onclick={on_card(dispatch, CardCommand::Open(id.clone()))}>{ words }</button></li> }
    };
    html! { <ul class="card-rung is-below" aria-label="Nested in it">{ for card.nested.iter().map(rung) }</ul> }
}

fn choice(name: &str, values: &[String], card: &CardView, dispatch: &Dispatch) -> Html {
    let stated = card.attributes.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut options: Vec<(AttrValue, AttrValue)> = vec![("".into(), "–".into())];
    options.extend(values.iter().map(|value| (value.clone().into(), spaced(value).into())));
    if !stated.is_empty() && !values.contains(&stated) {
        options.push((stated.clone().into(), format!("{} (not in the label set)", spaced(&stated)).into()));
    }
    let key = name.to_owned();
    let on_change = dispatch.reform(move |value: String| {
        let value = (!value.is_empty()).then_some(Value::String(value));
        Action::DoHere(Command::Card(CardCommand::SetAttribute { name: key.clone(), value }))
    });
    html! { <Select key={name.to_owned()} label={spaced(name)} value={stated} {options} {on_change} /> }
}

fn parent(card: &CardView, dispatch: &Dispatch) -> Html {
    let mut options: Vec<(AttrValue, AttrValue)> = vec![("".into(), "–".into())];
    options
        .extend(card.parents.iter().map(|(id, words)| (id.as_str().to_owned().into(), words.clone().into())));
    let chosen = card.parent.as_ref().map(|(id, _)| id.as_str().to_owned()).unwrap_or_default();
    let on_change = dispatch.reform(|id: String| {
        let parent = (!id.is_empty()).then(|| Id::new(&id));
        Action::DoHere(Command::Card(CardCommand::SetParent(parent)))
    });
    html! { <Select label="Nested in" value={chosen} {options} {on_change} /> }
}

fn note(card: &CardView, dispatch: &Dispatch) -> Html {
    let on_change = dispatch.reform(|note| Action::DoHere(Command::Card(CardCommand::SetNote(note))));
    html! { <TextField label="Note on the attribution" value={card.note.clone()} {on_change} rows=2 /> }
}
