//! The tabs of the panel on the right: one stop for the Tab key, and the
//! arrow keys go from one to the next.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::buttons::press;
use super::use_dispatch;
use crate::action::{Action, Tab};

#[derive(Properties, PartialEq)]
pub struct TabsProps {
    pub shown: Tab,
    /// How many problems the check has found.
    pub found: usize,
}

#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let dispatch = use_dispatch();
    let list = use_node_ref();
    let shown = props.shown;
    let onkeydown = {
        let (dispatch, list) = (dispatch.clone(), list.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(next) = after_key(shown, &event.key()) else { return };
            event.prevent_default();
            dispatch.emit(Action::ShowTab(next));
            let tab = list
                .cast::<HtmlElement>()
                .and_then(|list| list.query_selector(&format!("#{}", element_id(next))).ok().flatten());
            if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
                let _ = tab.focus();
            }
        })
    };
    let tab = |tab: Tab| {
        html! {
            <button type="button" role="tab" id={element_id(tab)} aria-selected={(shown == tab).to_string()}
                tabindex={if shown == tab { "0" } else { "-1" }} aria-controls="side-panel"
                onclick={press(&dispatch, Action::ShowTab(tab))}>
                { tab.title() }
                if tab == Tab::Check && props.found > 0 {
                    <span class="tab-count" title={format!("{} found", props.found)}>{ props.found }</span>
                }
            </button>
        }
    };
    html! {
        <div class="tabs" role="tablist" ref={list} {onkeydown}>{ for Tab::ALL.into_iter().map(tab) }</div>
    }
}

/// The id of a tab's button; its panel is named by it.
pub fn element_id(tab: Tab) -> String {
    format!("tab-{}", tab.title())
}

/// The tab that a key goes to.
fn after_key(shown: Tab, key: &str) -> Option<Tab> {
    let at = Tab::ALL.iter().position(|tab| *tab == shown)?;
    let last = Tab::ALL.len() - 1;
    let next = match key {
        "ArrowRight" | "ArrowDown" => (at + 1) % Tab::ALL.len(),
        "ArrowLeft" | "ArrowUp" => at.checked_sub(1).unwrap_or(last),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Tab::ALL.get(next).copied()
}
