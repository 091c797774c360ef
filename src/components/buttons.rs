//! Buttons, and what a press of one sends.

use yew::prelude::*;

use super::Dispatch;
use super::icon::{Shape, icon};
use crate::action::Action;

/// Sends an action at each press.
pub fn press(dispatch: &Dispatch, action: Action) -> Callback<MouseEvent> {
    dispatch.reform(move |_| action.clone())
}

/// A button with words on it.
pub fn button(class: &'static str, words: impl Into<AttrValue>, onclick: Callback<MouseEvent>) -> Html {
    button_unless(false, class, words, onclick)
}

/// The same, which cannot always be pressed.
pub fn button_unless(
    disabled: bool,
    class: &'static str,
    words: impl Into<AttrValue>,
    onclick: Callback<MouseEvent>,
) -> Html {
    let words: AttrValue = words.into();
    html! { <button type="button" {class} {disabled} {onclick}>{ words }</button> }
}

/// A button whose words are too few for who does not see what it belongs to.
pub fn named_button(
    class: &'static str,
    words: &'static str,
    label: String,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! { <button type="button" {class} aria-label={label} {onclick}>{ words }</button> }
}

/// A button with an icon on it, and words for who does not see it.
pub fn icon_button(label: impl Into<AttrValue>, shape: Shape, onclick: Callback<MouseEvent>) -> Html {
    icon_button_unless(false, label, shape, onclick)
}

/// The same, which cannot always be pressed.
pub fn icon_button_unless(
    disabled: bool,
    label: impl Into<AttrValue>,
    shape: Shape,
    onclick: Callback<MouseEvent>,
) -> Html {
    let label: AttrValue = label.into();
    html! { <button type="button" class="icon-button" aria-label={label} {disabled} {onclick}>{ icon(shape) }</button> }
}
