//! The labels as buttons: in the bar at the top, and beside the selection.

use std::sync::Arc;

use galley_core::model::{Label, LabelId, LabelSet};
use galley_core::session::Command;
use yew::prelude::*;

use super::use_dispatch;
use crate::action::Action;

#[derive(Properties, PartialEq)]
pub struct LabelPaletteProps {
    pub label_set: Arc<LabelSet>,
    /// The brush, or the selected annotation's label.
    pub active: Option<LabelId>,
    #[prop_or_default]
    pub compact: bool,
}

#[component]
pub fn LabelPalette(props: &LabelPaletteProps) -> Html {
    let dispatch = use_dispatch();
    let button = |label: &Label| {
        let press = {
            let (dispatch, id) = (dispatch.clone(), label.id.clone());
            Callback::from(move |_: MouseEvent| dispatch.emit(Action::DoHere(Command::Label(id.clone()))))
        };
        // The article keeps the focus, and with it the selection.
        let keep_focus = Callback::from(|event: MouseEvent| event.prevent_default());
        let active = props.active.as_ref() == Some(&label.id);
        html! {
            <button key={label.id.as_str().to_owned()} type="button" class="label-button" data-label={label.id.as_str().to_owned()}
                tabindex={props.compact.then_some("-1")} aria-pressed={active.to_string()} onclick={press} onmousedown={keep_focus}>
                <span class="swatch" data-type={label.kind.name()} />
                <span class="label-title">{ &label.title }</span>
                if let Some(key) = label.key {
                    <kbd>{ key.to_uppercase().to_string() }</kbd>
                }
            </button>
        }
    };
    html! {
        <div class={classes!("label-palette", props.compact.then_some("is-compact"))}>
            { for props.label_set.labels.iter().map(button) }
        </div>
    }
}
