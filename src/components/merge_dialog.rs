//! Others' copies: what differs, side by side, for a choice.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::json::word;
use galley_core::merge::{Choice, Conflict, Merge, Part, Version, WholeValue};
use galley_core::model::{Article, LabelSet};
use galley_core::store::Field;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::buttons::{button, press};
use super::dialog::{Modal, closing};
use super::{counted, hint, use_dispatch};
use crate::action::{Action, Chosen};

#[derive(Properties, PartialEq)]
pub struct MergeDialogProps {
    pub merges: Merges,
    pub from: AttrValue,
    /// Those here, and the files', where they differ.
    pub guidelines: Vec<Arc<str>>,
    /// What the files' label sets have otherwise, in words.
    pub labels: Vec<String>,
    pub label_set: Arc<LabelSet>,
}

/// Compared by pointer.
#[derive(Clone)]
pub struct Merges(pub Rc<Vec<Merge>>);

impl PartialEq for Merges {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[component]
pub fn MergeDialog(props: &MergeDialogProps) -> Html {
    let dispatch = use_dispatch();
    let merges = props.merges.0.clone();
    let choices = use_state(|| merges.iter().map(Merge::latest).collect::<Vec<Vec<Choice>>>());
    let on_change = {
        let choices = choices.clone();
        Callback::from(move |(article, conflict, choice): (usize, usize, Choice)| {
            let mut next = (*choices).clone();
            if let Some(slot) = next.get_mut(article).and_then(|list| list.get_mut(conflict)) {
                *slot = choice;
            }
            choices.set(next);
        })
    };
    let guidelines = use_state(|| Choice::One(0));
    let their_labels = use_state(|| false);
    // Of the guidelines there is one text a side, of the label set one or the other.
    let all = |choose: fn(&Conflict) -> Choice, of_guidelines: Choice, of_labels: bool| {
        let (choices, merges) = (choices.clone(), merges.clone());
        let (guidelines, their_labels) = (guidelines.clone(), their_labels.clone());
        Callback::from(move |_: MouseEvent| {
            choices.set(merges.iter().map(|merge| merge.conflicts().iter().map(choose).collect()).collect());
            guidelines.set(of_guidelines);
            their_labels.set(of_labels);
        })
    };
    let last = props.guidelines.len().saturating_sub(1);
    let apply = {
        let (dispatch, choices) = (dispatch.clone(), choices.clone());
        let (guidelines, their_labels) = (guidelines.clone(), their_labels.clone());
        Callback::from(move |_: MouseEvent| {
            let (articles, guidelines) = ((*choices).clone(), Some(*guidelines));
            dispatch.emit(Action::Merge(Chosen { articles, guidelines, their_labels: *their_labels }));
        })
    };
    let count = merges.iter().map(|merge| merge.conflicts().len()).sum::<usize>()
        + usize::from(props.guidelines.len() > 1)
        + usize::from(!props.labels.is_empty());
    let title = counted(count, "difference");
    html! {
        <Modal title={format!("Merge {}: {title}", props.from)} class="wide merge" on_close={closing(&dispatch)}>
            { hint("What only one side has comes along by itself. Choose what stays where both have the same thing in a different state; the one changed last is chosen to begin with. All of it is one step that Ctrl+Z takes back.") }
            <div class="buttons">
                { button("button", "All mine", all(|_| Choice::One(0), Choice::One(0), false)) }
                { button("button", "All theirs", all(|conflict| Choice::One(conflict.versions.len() - 1), Choice::One(last), true)) }
                { button("button", "Both everywhere", all(|_| Choice::Both, Choice::Both, false)) }
            </div>
            if props.guidelines.len() > 1 {
                { guidelines_choice(&props.guidelines, *guidelines, &Callback::from(move |choice| guidelines.set(choice))) }
            }
            if !props.labels.is_empty() {
                { labels_choice(&props.labels, *their_labels, &Callback::from(move |theirs| their_labels.set(theirs))) }
            }
            { for merges.iter().enumerate().filter(|(_, merge)| !merge.conflicts().is_empty()).map(|(article, merge)| html! {
                <section class="merge-article" key={article}>
                    <h3>{ merge.title() }</h3>
                    { for merge.conflicts().iter().enumerate().map(|(index, conflict)| {
                        let chosen = choices.get(article).and_then(|list| list.get(index)).copied().unwrap_or(Choice::Both);
                        choice(article, index, conflict, chosen, merge.mine(), &props.label_set, &on_change)
                    }) }
                </section>
            }) }
            <div class="buttons">
                { button("button primary", "Merge", apply) }
                { button("button", "Cancel", press(&dispatch, Action::CloseDialog)) }
            </div>
        </Modal>
    }
}

fn choice(
    article: usize,
    index: usize,
    conflict: &Conflict,
    chosen: Choice,
    text: &Article,
    label_set: &LabelSet,
    on_change: &Callback<(usize, usize, Choice)>,
) -> Html {
    let name = format!("merge-{article}-{index}");
    let radio = |value: Choice, title: String, body: Html| {
        let on_change = on_change.clone();
        let onchange = Callback::from(move |event: Event| {
            if event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked()) {
                on_change.emit((article, index, value));
            }
        });
        html! {
            <label class="merge-version">
                <input type="radio" name={name.clone()} checked={chosen == value} {onchange} />
                <span class="merge-who">{ title }</span>
                { body }
            </label>
        }
    };
    html! {
        <fieldset class="merge-conflict">
            <legend>{ what(conflict.versions.first(), text) }</legend>
            { for conflict.versions.iter().enumerate().map(|(at, version)| {
                radio(Choice::One(at), who(conflict, at, version), lines(version, text, label_set))
            }) }
            if conflict.has_both() {
                { radio(Choice::Both, "Both".to_owned(), html! {}) }
            }
        </fieldset>
    }
}

fn guidelines_choice(versions: &[Arc<str>], chosen: Choice, on_change: &Callback<Choice>) -> Html {
    let option = |choice: Choice, title: String, words: Option<&Arc<str>>| {
        let on_change = on_change.reform(move |_: Event| choice);
        html! {
            <label class="merge-version">
                <input type="radio" name="merge-guidelines" checked={chosen == choice} onchange={on_change} />
                <span class="merge-who">{ title }</span>
                if let Some(words) = words {
                    <span class="merge-text" tabindex="0">{ words }</span>
                }
            </label>
        }
    };
    html! {
        <fieldset class="merge-conflict">
            <legend>{ "Guidelines" }</legend>
            { for versions.iter().enumerate().map(|(at, words)| {
                option(Choice::One(at), if at == 0 { "Mine" } else { "Theirs" }.to_owned(), Some(words))
            }) }
            { option(Choice::Both, "Both, one after the other".to_owned(), None) }
        </fieldset>
    }
}

fn labels_choice(names: &[String], chosen: bool, on_change: &Callback<bool>) -> Html {
    let option = |theirs: bool, title: &'static str| {
        let on_change = on_change.reform(move |_: Event| theirs);
        html! {
            <label class="merge-version">
                <input type="radio" name="merge-labels" checked={chosen == theirs} onchange={on_change} />
                <span class="merge-who">{ title }</span>
            </label>
        }
    };
    html! {
        <fieldset class="merge-conflict">
            <legend>{ format!("Label set: name, key, colour or kind of {}", names.join(", ")) }</legend>
            { option(false, "As they are here") }
            { option(true, "As in the file") }
        </fieldset>
    }
}

fn shortened(words: &str) -> String {
    const LONGEST: usize = 60;
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("“{}…”", &words[..end]),
        None => format!("“{words}”"),
    }
}

fn who(conflict: &Conflict, at: usize, version: &Version) -> String {
    if at == 0 && conflict.has_mine {
        "Mine".to_owned()
    } else {
        format!("Theirs: {}", version.from.join(", "))
    }
}

fn what(version: Option<&Version>, text: &Article) -> String {
    match version.map(|version| &version.part) {
        Some(Part::Whole(whole)) => match &whole.value {
            WholeValue::Status(_) => "Status".to_owned(),
            WholeValue::Block(index, _) => {
                let words = text.blocks.get(*index as usize).and_then(|block| text.text.slice(block.range));
                format!("Kind of block {}: {}", index + 1, shortened(words.unwrap_or_default()))
            }
            WholeValue::Field(Field::Title, _) => "Title".to_owned(),
            WholeValue::Field(Field::Metadata(name), _) => format!("Metadata: {name}"),
            WholeValue::Field(Field::DocumentLabel(name), _) => format!("Label of the article: {name}"),
        },
        Some(Part::Annotation(annotation)) => format!("“{}”", annotation.target.exact(&text.text)),
        Some(Part::Entity(entity)) => format!("Entity {}", entity.name),
        Some(Part::Attribution(_)) => "Attribution".to_owned(),
        Some(Part::Dismissal(dismissal)) => format!("Dismissal of {}", dismissal.check),
        None => String::new(),
    }
}

/// What a version says, a line a field.
fn lines(version: &Version, text: &Article, label_set: &LabelSet) -> Html {
    let words = |ids: &[galley_core::model::Id]| -> String {
        let exact = |id: &galley_core::model::Id| {
            let found = text.annotations.iter().find(|annotation| annotation.id == *id);
            found.map_or_else(|| id.to_string(), |annotation| annotation.target.exact(&text.text))
        };
        ids.iter().map(exact).collect::<Vec<_>>().join(" · ")
    };
    let attributes = |attributes: &galley_core::model::Attributes| -> Vec<(String, String)> {
        attributes.iter().map(|(name, value)| (name.clone(), word(value).into_owned())).collect()
    };
    let mut fields: Vec<(String, String)> = match &version.part {
        Part::Whole(whole) => vec![match &whole.value {
            WholeValue::Status(status) => ("status".to_owned(), status.title().to_owned()),
            WholeValue::Block(_, kind) => ("kind".to_owned(), kind.title().to_owned()),
            WholeValue::Field(_, value) => ("value".to_owned(), word(value).into_owned()),
        }],
        Part::Annotation(annotation) => {
            let label = label_set.label(&annotation.label);
            let label = label.map_or_else(|| annotation.label.to_string(), |label| label.title.clone());
            let mut fields = vec![
                ("label".to_owned(), label),
                ("words".to_owned(), annotation.target.exact(&text.text)),
                ("note".to_owned(), annotation.note.clone()),
                ("by".to_owned(), annotation.provenance.creator.to_string()),
            ];
            fields.extend(attributes(&annotation.attributes));
            if !annotation.evidence.is_empty() {
                fields.push(("evidence".to_owned(), annotation.evidence.len().to_string()));
            }
            fields
        }
        Part::Entity(entity) => vec![
            ("name".to_owned(), entity.name.clone()),
            ("role".to_owned(), entity.role.clone()),
            ("links".to_owned(), entity.links.join(" ")),
            ("mentions".to_owned(), words(&entity.mentions)),
        ],
        Part::Attribution(attribution) => {
            let cue: Vec<_> = attribution.cue.iter().cloned().collect();
            let no_source = if attribution.no_source { "stated: none" } else { "" };
            let mut fields = vec![
                ("source".to_owned(), words(&attribution.sources)),
                ("source".to_owned(), no_source.to_owned()),
                ("cue".to_owned(), words(&cue)),
                ("content".to_owned(), words(&attribution.contents)),
                ("addressee".to_owned(), words(&attribution.addressees)),
            ];
            fields.extend(attributes(&attribution.attributes));
            fields
        }
        Part::Dismissal(dismissal) => vec![("reason".to_owned(), dismissal.reason.clone())],
    };
    fields.retain(|(_, value)| !value.is_empty());
    html! {
        <dl class="merge-fields">
            { for fields.into_iter().map(|(name, value)| html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }) }
        </dl>
    }
}
