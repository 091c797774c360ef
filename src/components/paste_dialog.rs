//! Opening an article by pasting it.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::Dispatch;
use super::buttons::button;
use super::dialog::{Modal, closing};
use crate::action::Action;
use crate::opening::Input;

pub fn paste_dialog(dispatch: &Dispatch) -> Html {
    let (name, text) = (NodeRef::default(), NodeRef::default());
    let open = {
        let (dispatch, name, text) = (dispatch.clone(), name.clone(), text.clone());
        Callback::from(move |_: MouseEvent| {
            let words = text.cast::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default();
            let name = name.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let name = if name.trim().is_empty() { "Pasted article".to_owned() } else { name };
            dispatch.emit(Action::CloseDialog);
            dispatch.emit(Action::Open(vec![Input::Pasted { name, text: words, html: None }]));
        })
    };
    html! {
        <Modal key="paste" title="Paste an article" class="paste" on_close={closing(dispatch)}>
            <label class="field"><span class="field-name">{ "Text" }</span><textarea ref={text} rows="12" autofocus=true /></label>
            <label class="field"><span class="field-name">{ "Name, if the text has no headline" }</span><input ref={name} type="text" /></label>
            <div class="buttons">
                { button("button primary", "Open", open) }
            </div>
        </Modal>
    }
}
