//! Settings of the person at this browser.

use std::sync::Arc;

use galley_core::model::LabelSet;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Modal;
use super::house_style::HouseStyle;
use super::text_field::TextField;
use super::use_dispatch;
use crate::action::{Action, Dialog};

#[derive(Properties, PartialEq)]
pub struct SettingsDialogProps {
    pub label_set: Arc<LabelSet>,
    pub creator: AttrValue,
    pub show_tags: bool,
}

#[component]
pub fn SettingsDialog(props: &SettingsDialogProps) -> Html {
    let dispatch = use_dispatch();
    let name = dispatch.reform(Action::SetCreator);
    let tags = dispatch.reform(|event: Event| {
        Action::ShowTags(event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked()))
    });
    html! {
        <Modal title="Settings" class="settings" on_close={dispatch.reform(|()| Action::CloseDialog)}>
            <TextField label="Your name" value={props.creator.clone()} on_change={name} autocomplete="name" />
            <p class="hint">{ "Kept with every annotation you make, so that a set of several annotators can be told apart. It stays in this browser and in the files you export." }</p>
            <label class="field is-flag">
                <input type="checkbox" checked={props.show_tags} onchange={tags} />
                <span>{ "Show each label’s letter in the text" }</span>
            </label>
            <HouseStyle label_set={props.label_set.clone()} />
            <div class="buttons">
                <button type="button" class="button" onclick={dispatch.reform(|_: MouseEvent| Action::Show(Dialog::LabelSet))}>{ "Edit the label set…" }</button>
                <button type="button" class="button primary" onclick={dispatch.reform(|_: MouseEvent| Action::CloseDialog)}>{ "Done" }</button>
            </div>
        </Modal>
    }
}
