//! The line at the bottom: is the work safe, how much there is, and where the
//! keys are.

use galley_core::store::Seq;
use yew::prelude::*;

use super::buttons::press;
use super::{counted, use_dispatch};
use crate::action::{Action, Dialog};
use crate::state::SaveState;

#[derive(Properties, PartialEq)]
pub struct StatusBarProps {
    pub save: SaveState,
    /// When all of it was last exported, in words; empty when it never was.
    pub exported: AttrValue,
    /// Steps since, when they are many.
    pub unexported: Option<Seq>,
    pub annotations: Option<usize>,
    pub message: AttrValue,
    pub brush: Option<AttrValue>,
}

#[component]
pub fn StatusBar(props: &StatusBarProps) -> Html {
    let dispatch = use_dispatch();
    let save = match &props.save {
        SaveState::Saved(Some(time)) => format!("saved here {time}"),
        SaveState::Saved(None) => "saved here".to_owned(),
        SaveState::Saving => "saving…".to_owned(),
        SaveState::Unsaved => "kept in memory only".to_owned(),
        SaveState::Failed => "not saved".to_owned(),
    };
    html! {
        <footer class="status-bar" data-save-state={props.save.name()}>
            <span class="save-state">{ save }</span>
            if !props.exported.is_empty() {
                <span class="wide-only">{ format!("exported {}", props.exported) }</span>
            }
            if let Some(steps) = props.unexported {
                <button type="button" class="reminder" onclick={press(&dispatch, Action::Show(Dialog::Save))}>
                    { format!("{steps} steps not exported") }
                </button>
            }
            if let Some(count) = props.annotations {
                <span class="wide-only">{ counted(count, "annotation") }</span>
            }
            if let Some(brush) = &props.brush {
                <span class="brush">{ format!("brush: {brush}") }</span>
            }
            <span class="said" aria-hidden="true">{ &props.message }</span>
            <button type="button" class="key-button" onclick={press(&dispatch, Action::Show(Dialog::Keys))}>
                <kbd>{ "?" }</kbd>{ "keys" }
            </button>
        </footer>
    }
}
