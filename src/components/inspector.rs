//! The inspector: the selected annotation's label, text, attributes, note and
//! provenance, all editable.

use std::sync::Arc;

use galley_core::model::{
    Annotation, AnnotationType, Attribute, AttributeKind, LabelId, LabelSet, Origin, Scope,
};
use galley_core::session::{Command, Direction, Edge, Unit};
use galley_core::text::Text;
use serde_json::Value;
use yew::prelude::*;

use super::buttons::{icon_button, press};
use super::evidence::evidence_list;
use super::icon::{Shape, icon};
use super::select::Select;
use super::text_field::TextField;
use super::{Dispatch, spaced, use_dispatch};
use crate::action::Action;
use crate::browser::clock;

#[derive(Properties, PartialEq)]
pub struct InspectorProps {
    pub annotation: Option<Arc<Annotation>>,
    pub text: Arc<Text>,
    pub label_set: Arc<LabelSet>,
}

#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let dispatch = use_dispatch();
    let Some(annotation) = &props.annotation else {
        return html! {
            <div class="inspector empty">
                <p>{ "No annotation selected." }</p>
                <p>{ "Click a mark, or press " }<kbd>{ "Tab" }</kbd>{ " to go from one to the next." }</p>
            </div>
        };
    };
    let set_label = dispatch.reform(|id: String| Action::DoHere(Command::SetLabel(LabelId::new(&id))));
    let labels = props
        .label_set
        .labels
        .iter()
        .map(|label| (label.id.as_str().to_owned().into(), label.title.clone().into()))
        .collect::<Vec<_>>();
    let set_note = dispatch.reform(|note| Action::DoHere(Command::SetNote(note)));
    let delete = press(&dispatch, Action::DoHere(Command::Delete));
    // Keyed by annotation: a field's half-typed text must not move on to the
    // next annotation.
    html! {
        <div class="inspector" key={annotation.id.to_string()}>
            { fragments(annotation, &props.text, &dispatch) }
            <Select id="inspector-label" label="Label" value={annotation.label.as_str().to_owned()} options={labels} on_change={set_label} />
            { for props.label_set.attributes_of(Scope::from(annotation.kind)).map(|attribute| field(attribute, annotation, &dispatch)) }
            { for unlisted(annotation, &props.label_set).map(|(name, value)| html! {
                <p class="field"><span class="field-name">{ name }</span><span>{ value.to_string() }</span></p>
            }) }
            if annotation.kind == AnnotationType::Claim {
                { evidence_list(&annotation.evidence, &dispatch) }
            }
            <TextField label="Note" value={annotation.note.clone()} on_change={set_note} rows=2 />
            <div class="nudges" role="group" aria-label="Move the edges">
                { nudge("Start", Edge::Start, &dispatch) }
                { nudge("End", Edge::End, &dispatch) }
            </div>
            <p class="provenance">{ provenance(annotation) }</p>
            <button type="button" class="button danger" onclick={delete}>{ icon(Shape::Trash) }{ "Delete" }<kbd>{ "Del" }</kbd></button>
        </div>
    }
}

fn fragments(annotation: &Annotation, text: &Text, dispatch: &Dispatch) -> Html {
    let fragments = annotation.target.fragments();
    html! {
        <ol class={classes!("fragments", (fragments.len() == 1).then_some("is-single"))} aria-label="Text">
            { for fragments.iter().enumerate().map(|(index, &range)| html! {
                <li key={index}>
                    <q>{ text.slice(range).unwrap_or_default() }</q>
                    if fragments.len() > 1 {
                        { icon_button(format!("Take fragment {} off", index + 1), Shape::Close, press(dispatch, Action::DoHere(Command::RemoveFragment(index)))) }
                    }
                </li>
            }) }
        </ol>
    }
}

fn field(attribute: &Attribute, annotation: &Annotation, dispatch: &Dispatch) -> Html {
    let name = attribute.name.clone();
    let value = annotation.attributes.get(&name);
    let title = spaced(&name);
    match &attribute.kind {
        AttributeKind::Choice { values } => {
            let chosen = value.and_then(Value::as_str).unwrap_or_default().to_owned();
            let mut options: Vec<(AttrValue, AttrValue)> = vec![("".into(), "–".into())];
            options.extend(values.iter().map(|value| (value.clone().into(), spaced(value).into())));
            // A value that the label set no longer offers is still the value.
            if !chosen.is_empty() && !values.contains(&chosen) {
                options.push((
                    chosen.clone().into(),
                    format!("{} (not in the label set)", spaced(&chosen)).into(),
                ));
            }
            let on_change = dispatch.reform(move |value: String| {
                let value = (!value.is_empty()).then_some(Value::String(value));
                Action::DoHere(Command::SetAttribute { name: name.clone(), value })
            });
            html! { <Select key={attribute.name.clone()} label={title} value={chosen} {options} {on_change} /> }
        }
        AttributeKind::Flag => {
            let checked = value.and_then(Value::as_bool).unwrap_or(false);
            let on_change = dispatch.reform(move |_: Event| {
                Action::DoHere(Command::SetAttribute {
                    name: name.clone(),
                    value: (!checked).then_some(Value::Bool(true)),
                })
            });
            html! {
                <label key={attribute.name.clone()} class="field is-flag"><input type="checkbox" {checked} onchange={on_change} /><span>{ title }</span></label>
            }
        }
        AttributeKind::Text => {
            let on_change = dispatch.reform(move |text: String| {
                let value = (!text.is_empty()).then_some(Value::String(text));
                Action::DoHere(Command::SetAttribute { name: name.clone(), value })
            });
            let value = value.and_then(Value::as_str).unwrap_or_default().to_owned();
            html! { <TextField key={attribute.name.clone()} label={title} {value} {on_change} /> }
        }
    }
}

/// Attributes of the annotation that the label set does not name: shown, so
/// that nothing a file brought is hidden.
fn unlisted<'a>(
    annotation: &'a Annotation,
    label_set: &'a LabelSet,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    annotation.attributes.iter().filter(move |(name, _)| {
        label_set.attributes_of(Scope::from(annotation.kind)).all(|attribute| &attribute.name != *name)
    })
}

fn nudge(title: &'static str, edge: Edge, dispatch: &Dispatch) -> Html {
    let button = |direction: Direction| {
        let (sign, words) = match direction {
            Direction::Backward => ("←", format!("{title}: one word earlier")),
            Direction::Forward => ("→", format!("{title}: one word later")),
        };
        let press = dispatch.reform(move |event: MouseEvent| {
            let unit = if event.alt_key() { Unit::Character } else { Unit::Word };
            Action::DoHere(Command::Nudge { edge, unit, direction })
        });
        html! { <button type="button" class="icon-button" aria-label={words.clone()} title={format!("{words} (Alt: character)")} onclick={press}>{ sign }</button> }
    };
    html! { <span class="nudge"><span class="field-name">{ title }</span>{ button(Direction::Backward) }{ button(Direction::Forward) }</span> }
}

fn provenance(annotation: &Annotation) -> String {
    let provenance = &annotation.provenance;
    let how = match provenance.origin {
        Origin::Human => "Marked",
        Origin::Accepted => "Suggested and accepted",
        Origin::Edited => "Suggested and edited",
        Origin::Imported => "Imported",
    };
    let by =
        if provenance.creator.is_empty() { String::new() } else { format!(" by {}", provenance.creator) };
    let changed =
        provenance.modified.as_deref().map(|time| format!(", changed {}", when(time))).unwrap_or_default();
    format!("{how}{by} {}{changed}", when(&provenance.created))
}

fn when(time: &str) -> String {
    format!("{} {}", clock::day(time), clock::time_of_day(time))
}
