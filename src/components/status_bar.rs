//! The line at the bottom: is the work safe, how much there is, and where the
//! keys are.

use yew::prelude::*;

use super::{counted, use_dispatch};
use crate::action::{Action, Dialog};
use crate::state::SaveState;

#[derive(Properties, PartialEq)]
pub struct StatusBarProps {
    pub save: SaveState,
    pub exported: Option<AttrValue>,
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
            if let Some(exported) = &props.exported {
                <span class="wide-only">{ format!("exported {exported}") }</span>
            }
            if let Some(count) = props.annotations {
                <span class="wide-only">{ counted(count, "annotation") }</span>
            }
            if let Some(brush) = &props.brush {
                <span class="brush">{ format!("brush: {brush}") }</span>
            }
            <span class="said" aria-hidden="true">{ &props.message }</span>
            <button type="button" class="key-button" onclick={dispatch.reform(|_: MouseEvent| Action::Show(Dialog::Keys))}>
                <kbd>{ "?" }</kbd>{ "keys" }
            </button>
        </footer>
    }
}
