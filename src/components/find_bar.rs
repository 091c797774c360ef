//! Find in the text, and label every match at once.

use std::sync::Arc;

use galley_core::model::{LabelId, LabelSet};
use galley_core::session::Direction;
use galley_core::text::search::Query;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::buttons::{button_unless, icon_button, icon_button_unless, press};
use super::icon::Shape;
use super::select::Select;
use super::use_dispatch;
use crate::action::Action;
use crate::state::Find;

#[derive(Properties, PartialEq)]
pub struct FindBarProps {
    pub find: Find,
    pub label_set: Arc<LabelSet>,
    /// Counts the times the bar was asked for, so that asking again returns
    /// the focus to it.
    pub asked: u32,
}

#[component]
pub fn FindBar(props: &FindBarProps) -> Html {
    let dispatch = use_dispatch();
    let input = use_node_ref();
    let label = use_state(|| props.label_set.labels.first().map(|label| label.id.clone()));
    use_effect_with(props.asked, {
        let input = input.clone();
        move |_| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                // Focusing an element on the page does not fail.
                let _ = input.focus();
                input.select();
            }
        }
    });

    let query = &props.find.query;
    let ask = |change: fn(&mut Query, &HtmlInputElement)| {
        let (dispatch, query) = (dispatch.clone(), query.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let mut query = query.clone();
                change(&mut query, &input);
                dispatch.emit(Action::Find(query));
            }
        })
    };
    let on_key = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" if !event.is_composing() => {
                let direction = if event.shift_key() { Direction::Backward } else { Direction::Forward };
                dispatch.emit(Action::StepMatch(direction));
            }
            _ => {}
        })
    };
    // From any of its buttons, not the field alone.
    let on_escape = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.is_composing() {
                event.prevent_default();
                dispatch.emit(Action::ShowFind(false));
            }
        })
    };
    let step = |direction: Direction| press(&dispatch, Action::StepMatch(direction));
    let labels: Vec<(AttrValue, AttrValue)> = props
        .label_set
        .labels
        .iter()
        .map(|label| (label.id.as_str().to_owned().into(), label.title.clone().into()))
        .collect();
    let choose = {
        let label = label.clone();
        Callback::from(move |id: String| label.set(Some(LabelId::new(&id))))
    };
    let label_all = {
        let (dispatch, label) = (dispatch.clone(), (*label).clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(label) = label.clone() {
                dispatch.emit(Action::LabelMatches(label));
            }
        })
    };
    let count = props.find.matches.len();
    html! {
        <search class="find-bar" onkeydown={on_escape}>
            <div class="find-row">
                <input ref={input} type="search" class="find-input" placeholder="Find in the text" aria-label="Find in the text"
                    value={query.needle.clone()} oninput={ask(|query, input| query.needle = input.value())} onkeydown={on_key}
                    aria-invalid={props.find.error.is_some().then_some("true")} aria-describedby="find-result" />
                <span id="find-result" class="find-result" role="status">{ result(&props.find) }</span>
                { icon_button_unless(count == 0, "Previous match", Shape::Up, step(Direction::Backward)) }
                { icon_button_unless(count == 0, "Next match", Shape::Down, step(Direction::Forward)) }
                { icon_button("Close find", Shape::Close, press(&dispatch, Action::ShowFind(false))) }
            </div>
            <div class="find-row">
                <label class="check"><input type="checkbox" checked={query.ignore_case} oninput={ask(|query, input| query.ignore_case = input.checked())} />{ "Ignore case" }</label>
                <label class="check"><input type="checkbox" checked={query.whole_word} oninput={ask(|query, input| query.whole_word = input.checked())} />{ "Whole word" }</label>
                <label class="check"><input type="checkbox" checked={query.regex} oninput={ask(|query, input| query.regex = input.checked())} />{ "Regular expression" }</label>
                <span class="find-label">
                    <Select quiet=true label="Label for all matches" value={label.as_ref().map(|label| label.as_str().to_owned()).unwrap_or_default()} options={labels} on_change={choose} />
                    { button_unless(count == 0, "button", format!("Label all {count}"), label_all) }
                </span>
            </div>
        </search>
    }
}

fn result(find: &Find) -> String {
    match (&find.error, find.matches.len(), find.current) {
        (Some(error), ..) => error.clone(),
        _ if find.query.needle.is_empty() => String::new(),
        (None, count, None) if find.searching => format!("{count}…"),
        (None, 0, _) => "none".to_owned(),
        (None, count, Some(current)) => format!("{} of {count}", current + 1),
        (None, count, None) => format!("{count} found"),
    }
}
