//! Settings of the person at this browser.

use std::sync::Arc;

use galley_core::model::LabelSet;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::buttons::{button, press};
use super::dialog::{Modal, closing};
use super::house_style::house_style;
use super::text_field::TextField;
use super::{Dispatch, hint};
use crate::action::{Action, Dialog};

pub fn settings_dialog(
    label_set: &Arc<LabelSet>,
    creator: &str,
    show_tags: bool,
    dispatch: &Dispatch,
) -> Html {
    let name = dispatch.reform(Action::SetCreator);
    let tags = dispatch.reform(|event: Event| {
        Action::ShowTags(event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked()))
    });
    html! {
        <Modal key="settings" title="Settings" class="settings" on_close={closing(dispatch)}>
            <TextField label="Your name" value={creator.to_owned()} on_change={name} autocomplete="name" />
            { hint("Kept with every annotation you make, so that a set of several annotators can be told apart. It stays in this browser and in the files you export.") }
            <label class="field is-flag">
                <input type="checkbox" checked={show_tags} onchange={tags} />
                <span>{ "Show each label’s letter in the text" }</span>
            </label>
            { house_style(label_set, dispatch) }
            <div class="buttons">
                { button("button", "Edit the label set…", press(dispatch, Action::Show(Dialog::LabelSet))) }
                { button("button primary", "Done", press(dispatch, Action::CloseDialog)) }
            </div>
        </Modal>
    }
}
