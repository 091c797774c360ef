//! The attributes of one scope, with their values.

use std::rc::Rc;

use galley_core::model::label_set::{Fault, LabelSetEdit, Place};
use galley_core::model::{Attribute, AttributeKind, Scope};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{Edit, focus_in_place, remark, scope_title, use_first_focus, value_of};
use crate::components::buttons::{icon_button, icon_button_unless};
use crate::components::icon::{Shape, icon};
use crate::components::select::Select;

#[derive(Properties, PartialEq)]
pub struct AttributeSectionProps {
    pub scope: Scope,
    /// Those of every scope: a row is known by its index among all.
    pub attributes: Rc<Vec<Attribute>>,
    pub faults: Rc<Vec<(Place, Fault)>>,
    pub edit: Edit,
}

#[component]
pub fn AttributeSection(props: &AttributeSectionProps) -> Html {
    // The place of the attribute that was added last: its name gets the focus.
    let added = use_state(|| None::<usize>);
    let add_button = use_node_ref();
    let title = scope_title(props.scope);
    let here: Vec<(usize, &Attribute)> = props
        .attributes
        .iter()
        .enumerate()
        .filter(|(_, attribute)| attribute.applies_to == props.scope)
        .collect();
    let add = {
        let (edit, scope, added, place) = (props.edit.clone(), props.scope, added.clone(), here.len());
        Callback::from(move |_: MouseEvent| {
            added.set(Some(place));
            edit.dispatch(LabelSetEdit::AddAttribute(scope));
        })
    };
    let drop_attribute = {
        let (edit, add_button) = (props.edit.clone(), add_button.clone());
        Callback::from(move |index: usize| {
            // The row goes, and the focus with it, unless it is moved before.
            focus_in_place(&add_button);
            edit.dispatch(LabelSetEdit::RemoveAttribute(index));
        })
    };
    let row = |(at, (index, attribute)): (usize, &(usize, &Attribute))| {
        let faults: Vec<Fault> = props
            .faults
            .iter()
            .filter(|(place, _)| *place == Place::Attribute(*index))
            .map(|(_, fault)| *fault)
            .collect();
        html! {
            <AttributeRow key={at} index={*index} attribute={(*attribute).clone()} takes_focus={*added == Some(at)}
                is_first={at == 0} is_last={at + 1 == here.len()} {faults} edit={props.edit.clone()} drop_attribute={drop_attribute.clone()} />
        }
    };
    html! {
        <section class="label-set-section" aria-label={title}>
            <h3>{ title }</h3>
            <ul>{ for here.iter().enumerate().map(row) }</ul>
            <button type="button" class="link-button label-set-add" ref={add_button} onclick={add} aria-label={format!("Add an attribute to {}", title.to_lowercase())}>
                { "Add an attribute" }
            </button>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct AttributeRowProps {
    index: usize,
    attribute: Attribute,
    takes_focus: bool,
    is_first: bool,
    is_last: bool,
    faults: Vec<Fault>,
    edit: Edit,
    drop_attribute: Callback<usize>,
}

#[component]
fn AttributeRow(props: &AttributeRowProps) -> Html {
    let index = props.index;
    let name_input = use_node_ref();
    use_first_focus(&name_input, props.takes_focus);
    let Attribute { name, kind, .. } = &props.attribute;
    let send = |make: fn(usize, String) -> LabelSetEdit| {
        let edit = props.edit.clone();
        Callback::from(move |event: InputEvent| edit.dispatch(make(index, value_of(&event))))
    };
    let press = |step: LabelSetEdit| {
        let edit = props.edit.clone();
        Callback::from(move |_: MouseEvent| edit.dispatch(step.clone()))
    };
    let set_kind = {
        let edit = props.edit.clone();
        Callback::from(move |kind: String| {
            edit.dispatch(LabelSetEdit::SetAttributeKind(index, kind_from(&kind)))
        })
    };
    let kinds: Vec<(AttrValue, AttrValue)> = vec![
        ("choice".into(), "One of these".into()),
        ("flag".into(), "Yes or nothing".into()),
        ("text".into(), "Any text".into()),
    ];
    let fault_id = format!("label-set-attribute-{index}");
    let is_name_wrong = props.faults.iter().any(|fault| *fault != Fault::NoValues);
    html! {
        <li class="label-set-row">
            <div class="label-set-attribute">
                <input type="text" class="label-set-attribute-name" ref={name_input} value={name.clone()} oninput={send(LabelSetEdit::SetAttributeName)} spellcheck="false"
                    autocomplete="off" aria-label={format!("Name of the attribute {name}")} aria-invalid={is_name_wrong.then_some("true")}
                    aria-describedby={is_name_wrong.then(|| fault_id.clone())} />
                <Select label={format!("What {name} can be")} quiet=true value={kind_name(kind)} options={kinds} on_change={set_kind} />
                <span class="label-set-tools">
                    { icon_button_unless(props.is_first, format!("Move {name} up"), Shape::Up, press(LabelSetEdit::MoveAttribute { index, up: true })) }
                    { icon_button_unless(props.is_last, format!("Move {name} down"), Shape::Down, press(LabelSetEdit::MoveAttribute { index, up: false })) }
                    { icon_button(format!("Remove {name}"), Shape::Trash, props.drop_attribute.reform(move |_: MouseEvent| index)) }
                </span>
            </div>
            if let AttributeKind::Choice { values } = kind {
                { choices(index, name, values, &props.edit) }
            }
            if !props.faults.is_empty() {
                { remark(fault_id, true, in_words(&props.faults)) }
            }
        </li>
    }
}

fn in_words(faults: &[Fault]) -> String {
    let parts: Vec<&str> = faults
        .iter()
        .map(|fault| match fault {
            Fault::NameTaken => "Another attribute here has this name.",
            Fault::NoValues => "Give at least one value to choose.",
            _ => "It needs a name.",
        })
        .collect();
    parts.join(" ")
}

fn kind_name(kind: &AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Choice { .. } => "choice",
        AttributeKind::Flag => "flag",
        AttributeKind::Text => "text",
    }
}

fn kind_from(name: &str) -> AttributeKind {
    match name {
        "flag" => AttributeKind::Flag,
        "text" => AttributeKind::Text,
        _ => AttributeKind::Choice { values: Vec::new() },
    }
}

/// The values to choose from, and a field for another one.
fn choices(index: usize, name: &str, values: &[String], edit: &Edit) -> Html {
    let input = NodeRef::default();
    let add = {
        let (edit, input) = (edit.clone(), input.clone());
        move || {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                edit.dispatch(LabelSetEdit::AddValue(index, input.value()));
                input.set_value("");
            }
        }
    };
    let on_key = {
        let add = add.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && !event.is_composing() {
                event.prevent_default();
                add();
            }
        })
    };
    // A value that was typed but not entered is meant as well.
    let on_leave = Callback::from(move |_: FocusEvent| add());
    let chip = |(at, value): (usize, &String)| {
        let remove = {
            let (edit, input) = (edit.clone(), input.clone());
            Callback::from(move |_: MouseEvent| {
                // The chip goes, and the focus with it, unless it is moved before.
                crate::components::focus(&input);
                edit.dispatch(LabelSetEdit::RemoveValue(index, at));
            })
        };
        html! {
            <li key={at} class="label-set-value">
                <span>{ value }</span>
                <button type="button" onclick={remove} aria-label={format!("Remove the value {value} of {name}")}>{ icon(Shape::Close) }</button>
            </li>
        }
    };
    html! {
        <ul class="label-set-values" aria-label={format!("Values of {name}")}>
            { for values.iter().enumerate().map(chip) }
            <li key="add" class="label-set-new-value">
                <input type="text" ref={input} placeholder="Add a value" aria-label={format!("Add a value to {name}")} onkeydown={on_key} onblur={on_leave}
                    spellcheck="false" autocomplete="off" />
            </li>
        </ul>
    }
}
