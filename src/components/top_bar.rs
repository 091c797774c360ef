//! The bar at the top: the name, the labels, and the way to everything else.

use std::sync::Arc;

use galley_core::model::{LabelId, LabelSet};
use yew::prelude::*;

use super::icon::{Shape, icon};
use super::label_palette::LabelPalette;
use super::use_dispatch;
use crate::action::{Action, Dialog, Panel};

#[derive(Properties, PartialEq)]
pub struct TopBarProps {
    pub label_set: Arc<LabelSet>,
    pub active: Option<LabelId>,
    pub list_open: bool,
    pub side_open: bool,
}

#[component]
pub fn TopBar(props: &TopBarProps) -> Html {
    let dispatch = use_dispatch();
    let on = |action: Action| {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.emit(action.clone()))
    };
    html! {
        <header class="top-bar">
            <div class="top-start">
                <button type="button" class="icon-button" aria-label="Article list" title="Article list (Ctrl+B)"
                    aria-expanded={props.list_open.to_string()} onclick={on(Action::Toggle(Panel::List))}>
                    { icon(Shape::List) }
                </button>
                <span class="brand">{ "Galley" }</span>
            </div>
            <div class="top-labels" role="toolbar" aria-label="Labels">
                <LabelPalette label_set={props.label_set.clone()} active={props.active.clone()} />
            </div>
            <div class="top-end">
                <button type="button" class="icon-button" aria-label="Find" title="Find (Ctrl+F)" onclick={on(Action::ShowFind(true))}>
                    { icon(Shape::Search) }
                </button>
                <button type="button" class="icon-button" aria-label="Export" title="Export (Ctrl+S)" onclick={on(Action::Show(Dialog::Export))}>
                    { icon(Shape::Export) }
                </button>
                <button type="button" class="key-button" onclick={on(Action::Show(Dialog::Commands))}>
                    // Not a label: that would hide the keys from those who cannot see them.
                    <span class="visually-hidden">{ "All commands " }</span>
                    <kbd>{ "Ctrl" }</kbd><kbd>{ "K" }</kbd>
                </button>
                <button type="button" class="icon-button" aria-label="Side panel" title="Side panel (Ctrl+I)"
                    aria-expanded={props.side_open.to_string()} onclick={on(Action::Toggle(Panel::Side))}>
                    { icon(Shape::Side) }
                </button>
            </div>
        </header>
    }
}
