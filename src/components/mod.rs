//! The parts of the screen: one file per part.

pub mod annotation_list;
pub mod article_details;
pub mod article_list;
pub mod article_pane;
pub mod attribution_card;
pub mod attribution_list;
pub mod block;
pub mod buttons;
pub mod caret;
pub mod check_panel;
pub mod command_list;
pub mod dialog;
pub mod entities;
pub mod evidence;
pub mod export_dialog;
pub mod find_bar;
pub mod finding;
pub mod guidelines_panel;
pub mod history_dialog;
pub mod history_preview;
pub mod house_style;
pub mod icon;
pub mod inspector;
pub mod key_sheet;
pub mod label_palette;
pub mod label_set_dialog;
pub mod links;
pub mod merge_dialog;
pub mod notice_dialog;
pub mod notices;
pub mod paste_dialog;
pub mod question_dialog;
pub mod replace_dialog;
pub mod save_dialog;
pub mod select;
pub mod settings_dialog;
pub mod sources_panel;
pub mod status_bar;
pub mod tabs;
pub mod text_field;
pub mod top_bar;
pub mod workspaces_dialog;

use std::rc::Rc;
use std::sync::Arc;

use galley_core::store::{BlockView, Margin};
use gloo_events::EventListener;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::action::Action;

/// The blocks that are on the page, consecutive and ready to paint; compared
/// by pointer.
pub type Views = Rc<Vec<Arc<BlockView>>>;

/// The notes beside them, one margin for each.
pub type Margins = Rc<Vec<Margin>>;

/// What is compared by pointer: made anew, it is another.
#[derive(Debug)]
pub struct ByPointer<T>(pub Rc<T>);

impl<T> Clone for ByPointer<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> PartialEq for ByPointer<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> std::ops::Deref for ByPointer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Where every part sends what the user does.
pub type Dispatch = Callback<Action>;

/// The dispatcher from the context; a part that stands outside the app does
/// nothing.
#[hook]
pub fn use_dispatch() -> Dispatch {
    use_context::<Dispatch>().unwrap_or_else(|| Callback::from(|_| ()))
}

/// A name of a file as words: `check_worthy` as "Check worthy".
pub fn spaced(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// So many of something: "1 claim", "2 claims".
pub fn counted(count: usize, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {one}{plural}")
}

/// A line that explains.
pub fn hint(words: impl Into<AttrValue>) -> Html {
    let words: AttrValue = words.into();
    html! { <p class="hint">{ words }</p> }
}

/// Puts the focus on an element.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Puts the focus on an element when it appears.
#[hook]
pub fn use_focus(node: &NodeRef) {
    let node = node.clone();
    use_effect_with((), move |()| focus(&node));
}

/// How often the window was resized: what is laid over the text is measured
/// anew when that changes.
#[hook]
pub fn use_resized() -> u32 {
    let resized = use_state(|| 0_u32);
    use_effect_with((), {
        let resized = resized.clone();
        move |()| {
            let count = std::cell::Cell::new(0_u32);
            let listener = EventListener::new(&gloo_utils::window(), "resize", move |_| {
                count.set(count.get() + 1);
                resized.set(count.get());
            });
            move || drop(listener)
        }
    });
    *resized
}
