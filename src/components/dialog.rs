//! A modal dialog: the browser's own, which keeps the focus inside and gives
//! it back.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::Dispatch;
use super::buttons::icon_button;
use super::icon::Shape;
use crate::action::Action;

/// Closes the dialog that is shown.
pub fn closing(dispatch: &Dispatch) -> Callback<()> {
    dispatch.reform(|()| Action::CloseDialog)
}

#[derive(Properties, PartialEq)]
pub struct ModalProps {
    pub title: AttrValue,
    pub on_close: Callback<()>,
    pub children: Html,
    #[prop_or_default]
    pub class: Classes,
}

#[component]
pub fn Modal(props: &ModalProps) -> Html {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // It fails only for a dialog that is open already.
                let _ = dialog.show_modal();
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        }
    });
    let close = props.on_close.reform(|_: MouseEvent| ());
    // Escape: the state closes the dialog, so that the two never disagree.
    let on_cancel = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            on_close.emit(());
        })
    };
    let on_backdrop = {
        let (node, on_close) = (node.clone(), props.on_close.clone());
        Callback::from(move |event: MouseEvent| {
            if event.target().is_some_and(|target| node.get().is_some_and(|node| *node == target)) {
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog ref={node} class={classes!("modal", props.class.clone())} aria-label={props.title.clone()}
            oncancel={on_cancel} onmousedown={on_backdrop}>
            <div class="modal-page">
                <header class="modal-head">
                    <h2>{ &props.title }</h2>
                    { icon_button("Close", Shape::Close, close) }
                </header>
                <div class="modal-body">{ props.children.clone() }</div>
            </div>
        </dialog>
    }
}
