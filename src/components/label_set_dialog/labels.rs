//! The labels of one type, a row each.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::label_set::{Fault, LabelSetEdit, Place};
use galley_core::model::{AnnotationType, Label, LabelId, LabelSet};
use galley_core::session::Replacement;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::removal::Removal;
use super::{Edit, focus_in_place, remark, scope_title, use_first_focus, value_of};
use crate::browser::clock;
use crate::commands::COMMANDS;
use crate::components::buttons::icon_button_unless;
use crate::components::icon::{Shape, icon};

#[derive(Properties, PartialEq)]
pub struct LabelSectionProps {
    pub kind: AnnotationType,
    pub set: Rc<LabelSet>,
    /// The set as it is saved.
    pub saved: Arc<LabelSet>,
    pub uses: Rc<HashMap<LabelId, i64>>,
    pub faults: Rc<Vec<(Place, Fault)>>,
    /// Labels that are being removed.
    pub leaving: Rc<Vec<LabelId>>,
    pub edit: Edit,
    /// Removes a label that annotations carry.
    pub remove: Callback<(LabelId, Replacement)>,
}

#[component]
pub fn LabelSection(props: &LabelSectionProps) -> Html {
    // The label that was added last: its title gets the focus.
    let added = use_state(|| None::<LabelId>);
    let add_button = use_node_ref();
    let title = scope_title(props.kind.into());
    let labels: Vec<&Label> = props.set.labels.iter().filter(|label| label.kind == props.kind).collect();
    let add = {
        let (edit, added, kind) = (props.edit.clone(), added.clone(), props.kind);
        Callback::from(move |_: MouseEvent| {
            let id = LabelId::new(clock::new_id().as_str());
            added.set(Some(id.clone()));
            edit.dispatch(LabelSetEdit::AddLabel {
                id,
                kind,
                reserved: command_keys().map(|(key, _)| key).collect(),
            });
        })
    };
    let drop_label = {
        let (edit, add_button) = (props.edit.clone(), add_button.clone());
        Callback::from(move |id: LabelId| {
            // The row goes, and the focus with it, unless it is moved before.
            focus_in_place(&add_button);
            edit.dispatch(LabelSetEdit::RemoveLabel(id));
        })
    };
    let row = |(at, label): (usize, &&Label)| {
        let faults: Vec<Fault> = props
            .faults
            .iter()
            .filter(|(place, _)| *place == Place::Label(label.id.clone()))
            .map(|(_, fault)| *fault)
            .collect();
        let others = labels.iter().filter(|other| other.id != label.id && !props.leaving.contains(&other.id));
        html! {
            <LabelRow key={label.id.as_str().to_owned()} label={(*label).clone()} uses={props.uses.get(&label.id).copied().unwrap_or(0)}
                is_new={props.saved.label(&label.id).is_none()} takes_focus={added.as_ref() == Some(&label.id)}
                is_first={at == 0} is_last={at + 1 == labels.len()} {faults} key_remark={key_remark(&props.set, label).map(AttrValue::from)}
                is_leaving={props.leaving.contains(&label.id)} can_remove={props.faults.is_empty()}
                others={others.map(|other| (other.id.clone(), AttrValue::from(other.title.clone()))).collect::<Vec<_>>()}
                edit={props.edit.clone()} drop_label={drop_label.clone()} remove={props.remove.clone()} />
        }
    };
    html! {
        <section class="label-set-section" aria-label={title}>
            <div class="label-set-columns">
                <h3>{ title }</h3>
                if !labels.is_empty() {
                    // Every input says this by its own name.
                    <span aria-hidden="true">{ "In files" }</span>
                    <span aria-hidden="true">{ "Key" }</span>
                    <span aria-hidden="true">{ "Used" }</span>
                }
            </div>
            <ul>{ for labels.iter().enumerate().map(row) }</ul>
            <button type="button" class="link-button label-set-add" ref={add_button} onclick={add} aria-label={format!("Add a label to {}", title.to_lowercase())}>
                { "Add a label" }
            </button>
        </section>
    }
}

/// The keys of one character that are commands, with what they do.
fn command_keys() -> impl Iterator<Item = (char, &'static str)> {
    COMMANDS.iter().flat_map(|entry| {
        entry.bindings.iter().filter_map(|(key, _)| {
            let mut chars = key.chars();
            Some((chars.next().filter(|_| chars.next().is_none())?, entry.title))
        })
    })
}

/// Why a label's key will not do what it should, or does for another as well.
fn key_remark(set: &LabelSet, label: &Label) -> Option<String> {
    let key = label.key?;
    let shown = key.to_uppercase();
    if let Some((_, command)) = command_keys().find(|(command, _)| *command == key) {
        return Some(format!(
            "{shown} is the command “{command}” and goes on being that: it does not label."
        ));
    }
    let same: Vec<&str> =
        set.labels.iter().filter(|other| other.key == Some(key)).map(|other| other.title.as_str()).collect();
    let (first, others) = same.split_first()?;
    (!others.is_empty()).then(|| {
        format!("{} have the key {shown}. It labels as {first}, which comes first.", same.join(" and "))
    })
}

#[derive(Properties, PartialEq)]
struct LabelRowProps {
    label: Label,
    uses: i64,
    /// No file and no annotation can carry it yet.
    is_new: bool,
    takes_focus: bool,
    is_first: bool,
    is_last: bool,
    faults: Vec<Fault>,
    key_remark: Option<AttrValue>,
    is_leaving: bool,
    /// Removing a label that is in use saves the draft, so there must be no fault in it.
    can_remove: bool,
    others: Vec<(LabelId, AttrValue)>,
    edit: Edit,
    drop_label: Callback<LabelId>,
    remove: Callback<(LabelId, Replacement)>,
}

#[component]
fn LabelRow(props: &LabelRowProps) -> Html {
    let title_input = use_node_ref();
    let is_asking = use_state(|| false);
    use_first_focus(&title_input, props.takes_focus);
    let Label { id, title, name, color, .. } = props.label.clone();
    let send = |make: fn(LabelId, String) -> LabelSetEdit| {
        let (edit, id) = (props.edit.clone(), id.clone());
        Callback::from(move |event: InputEvent| edit.dispatch(make(id.clone(), value_of(&event))))
    };
    let set_title = if props.is_new {
        send(|id, title| LabelSetEdit::SetTitle { id, title, name_follows: true })
    } else {
        send(|id, title| LabelSetEdit::SetTitle { id, title, name_follows: false })
    };
    let step = |up: bool| {
        let (edit, id) = (props.edit.clone(), id.clone());
        Callback::from(move |_: MouseEvent| edit.dispatch(LabelSetEdit::MoveLabel { id: id.clone(), up }))
    };
    let ask = {
        let (is_asking, drop_label, id, uses) =
            (is_asking.clone(), props.drop_label.clone(), id.clone(), props.uses);
        Callback::from(move |_: MouseEvent| {
            if uses > 0 {
                is_asking.set(!*is_asking);
            } else {
                drop_label.emit(id.clone());
            }
        })
    };
    let remove = {
        let (is_asking, remove, id) = (is_asking.clone(), props.remove.clone(), id.clone());
        Callback::from(move |replacement: Option<Replacement>| {
            is_asking.set(false);
            if let Some(replacement) = replacement {
                remove.emit((id.clone(), replacement));
            }
        })
    };
    let of = |what: &str| format!("{what} of {title}");
    let has = |wanted: Fault| props.faults.contains(&wanted);
    let remark_id = |what: &str| format!("label-set-{what}-{id}");
    let invalid_title = has(Fault::NoTitle);
    let invalid_name = has(Fault::NoName) || has(Fault::NameTaken);
    let described = |is_there: bool, what: &str| is_there.then(|| remark_id(what));
    html! {
        <li class={classes!("label-set-row", props.is_leaving.then_some("is-leaving"))}>
            <div class="label-set-cells">
                <input type="color" class="label-set-color" value={color} oninput={send(LabelSetEdit::SetColor)} aria-label={of("Colour")}
                    disabled={props.is_leaving} />
                <input type="text" class="label-set-title" ref={title_input} value={title.clone()} oninput={set_title} aria-label={of("Title on screen")}
                    aria-invalid={invalid_title.then_some("true")} aria-describedby={described(invalid_title, "fault")} disabled={props.is_leaving} />
                <label class="label-set-in-files">
                    <span class="label-set-caption" aria-hidden="true">{ "In files" }</span>
                    <input type="text" value={name} oninput={send(LabelSetEdit::SetName)} aria-label={of("Name in files")} spellcheck="false"
                        autocomplete="off" aria-invalid={invalid_name.then_some("true")} aria-describedby={described(invalid_name, "fault")} disabled={props.is_leaving} />
                </label>
                <label class="label-set-key">
                    <span class="label-set-caption" aria-hidden="true">{ "Key" }</span>
                    { key_input(props, of("Key"), props.key_remark.is_some().then(|| remark_id("key"))) }
                </label>
                <span class="label-set-uses">{ props.uses }<span class="visually-hidden">{ if props.uses == 1 { " annotation" } else { " annotations" } }</span></span>
                <span class="label-set-tools">
                    { icon_button_unless(props.is_first || props.is_leaving, format!("Move {title} up"), Shape::Up, step(true)) }
                    { icon_button_unless(props.is_last || props.is_leaving, format!("Move {title} down"), Shape::Down, step(false)) }
                    <button type="button" class="icon-button" onclick={ask} disabled={props.is_leaving} aria-label={format!("Remove {title}")}
                        aria-expanded={(props.uses > 0).then(|| is_asking.to_string())}>{ icon(Shape::Trash) }</button>
                </span>
            </div>
            if !props.faults.is_empty() {
                { remark(remark_id("fault"), true, in_words(&props.faults)) }
            }
            if let Some(words) = &props.key_remark {
                { remark(remark_id("key"), false, words.to_string()) }
            }
            if props.is_leaving {
                <p class="label-set-remark" role="status">{ format!("Removing {title}…") }</p>
            } else if *is_asking {
                <Removal title={title.clone()} uses={props.uses} others={props.others.clone()} can_remove={props.can_remove} on_answer={remove} />
            }
        </li>
    }
}

/// What a label needs, as one sentence.
fn in_words(faults: &[Fault]) -> String {
    let parts: Vec<String> = faults
        .iter()
        .map(|fault| match fault {
            Fault::NameTaken => "another label has this name in files".to_owned(),
            Fault::NoName => "it needs a name in files".to_owned(),
            Fault::NoTitle => "it needs a title".to_owned(),
            other => format!("it {other}"),
        })
        .collect();
    let sentence = parts.join(", and ");
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
}

/// Takes a key by its being pressed. `remark` is the id of what is to be known
/// about the key.
fn key_input(props: &LabelRowProps, label: String, remark: Option<String>) -> Html {
    let set = {
        let (edit, id) = (props.edit.clone(), props.label.id.clone());
        move |key: Option<char>| edit.dispatch(LabelSetEdit::SetKey(id.clone(), key))
    };
    let on_key = {
        let set = set.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() || event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let key = event.key();
            let mut chars = key.chars();
            match (key.as_str(), chars.next(), chars.next()) {
                ("Backspace" | "Delete", ..) => set(None),
                // Space is a command, and cannot be seen.
                (_, Some(key), None) if !key.is_whitespace() => set(Some(key)),
                (" ", ..) => {}
                _ => return,
            }
            event.prevent_default();
        })
    };
    // What keyboards on glass send instead of keys.
    let on_input = Callback::from(move |event: InputEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>().filter(|_| !event.is_composing()) {
            let key = input.value().chars().rfind(|key| !key.is_whitespace());
            // The same key again changes no state, so nothing else would tidy up.
            input.set_value(&shown(key));
            set(key);
        }
    });
    html! {
        <input type="text" class="label-set-key-input" value={shown(props.label.key)}
            onkeydown={on_key} oninput={on_input} aria-label={label} aria-describedby={remark} disabled={props.is_leaving}
            autocomplete="off" autocapitalize="none" spellcheck="false" />
    }
}

fn shown(key: Option<char>) -> String {
    key.map(|key| key.to_uppercase().to_string()).unwrap_or_default()
}
