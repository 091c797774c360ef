//! Which key does what, and when keys are left to the browser.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::LabelSet;
use galley_core::session::{Command, Direction, Session};
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Event, KeyboardEvent};

use crate::action::Action;
use crate::browser::{files, halves, selection};
use crate::commands::{action_for, key_name};
use crate::components::Dispatch;

/// What must be known at the moment a key is pressed: whether to take it from
/// the browser cannot be asked later.
#[derive(Default)]
pub struct Keys {
    label_set: Arc<LabelSet>,
    /// Whether there is an annotation that Tab and Shift+Tab would go to.
    tab: bool,
    back_tab: bool,
}

impl Keys {
    pub fn follow(&mut self, session: &Session) {
        self.label_set = session.workspace().label_set().clone();
        let neighbour = |forward| {
            session.document().is_some_and(|document| {
                document
                    .neighbour(session.selected().map(AsRef::as_ref), session.selection().head, forward)
                    .is_some()
            })
        };
        self.tab = neighbour(true);
        self.back_tab = neighbour(false);
    }

    /// What a key asks for; `None` leaves it to the browser.
    fn action(&self, event: &KeyboardEvent) -> Option<Action> {
        let key = key_name(event);
        if event.is_composing() || event.default_prevented() || is_dialog_open() {
            return None;
        }
        if selection::is_typing() {
            return while_typing(&key);
        }
        if matches!(key.as_str(), "Enter" | "Space") && selection::is_on_control() {
            return None;
        }
        let in_article = selection::is_in_article();
        match key.as_str() {
            // At the last annotation Tab leaves the article, so that nobody
            // is caught in it.
            "Tab" if !in_article || !self.tab => None,
            "Shift+Tab" if !in_article || !self.back_tab => None,
            key if key.contains("Arrow") && !in_article => None,
            key => action_for(key).or_else(|| self.label_action(key)),
        }
    }

    fn label_action(&self, key: &str) -> Option<Action> {
        let key = key.strip_prefix("Shift+").unwrap_or(key);
        let mut chars = key.chars();
        let (Some(letter), None) = (chars.next(), chars.next()) else { return None };
        let label = self.label_set.by_key(letter)?;
        Some(Action::Do(Command::Label(label.id.clone())))
    }
}

/// Keys that act even while the user types in a field.
fn while_typing(key: &str) -> Option<Action> {
    match key {
        "Escape" => Some(Action::FocusArticle),
        "F3" => Some(Action::StepMatch(Direction::Forward)),
        "Shift+F3" => Some(Action::StepMatch(Direction::Backward)),
        "Ctrl+k" | "Ctrl+s" | "Ctrl+f" | "Ctrl+o" | "Ctrl+Enter" => action_for(key),
        _ => None,
    }
}

fn is_dialog_open() -> bool {
    gloo_utils::document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Keys, files dropped anywhere on the page, and pasted articles.
pub fn listen(keys: &Rc<RefCell<Keys>>, dispatch: &Dispatch) -> Vec<EventListener> {
    let on_key = {
        let (keys, dispatch) = (keys.clone(), dispatch.clone());
        move |event: &Event| {
            let Some(pressed) = event.dyn_ref::<KeyboardEvent>() else { return };
            let action = keys.borrow().action(pressed);
            if let Some(action) = action {
                event.prevent_default();
                dispatch.emit(action);
            }
        }
    };
    let on_drag_over = {
        let dispatch = dispatch.clone();
        move |event: &Event| {
            if event.dyn_ref::<DragEvent>().is_some_and(files::has_files) {
                event.prevent_default();
                dispatch.emit(Action::Dragging(true));
            }
        }
    };
    let on_drag_leave = {
        let dispatch = dispatch.clone();
        move |event: &Event| {
            // Leaving the window, not one element for another.
            if event.dyn_ref::<DragEvent>().is_some_and(|event| event.related_target().is_none()) {
                dispatch.emit(Action::Dragging(false));
            }
        }
    };
    let on_drop = {
        let dispatch = dispatch.clone();
        move |event: &Event| {
            let Some(dropped) = event.dyn_ref::<DragEvent>() else { return };
            event.prevent_default();
            dispatch.emit(Action::Dragging(false));
            dispatch.emit(Action::Open(files::dropped(dropped)));
        }
    };
    let on_paste = {
        let dispatch = dispatch.clone();
        move |event: &Event| {
            let Some(pasted) = event.dyn_ref::<web_sys::ClipboardEvent>() else { return };
            if selection::is_typing() || is_dialog_open() {
                return;
            }
            let inputs = files::pasted(pasted);
            if !inputs.is_empty() {
                event.prevent_default();
                dispatch.emit(Action::Open(inputs));
            }
        }
    };
    let on_change = {
        let dispatch = dispatch.clone();
        move |event: &Event| {
            if halves::mend(event) {
                let dispatch = dispatch.clone();
                // After what the change itself says.
                Timeout::new(0, move || {
                    dispatch.emit(Action::Say(
                        "Half a character stood alone there (a lone surrogate); it is kept as �",
                    ));
                })
                .forget();
            }
        }
    };
    let printing = |name, show| {
        let dispatch = dispatch.clone();
        listener(name, move |_| dispatch.emit(Action::ShowPrinted(show)))
    };
    vec![
        listener("keydown", on_key),
        listener("dragover", on_drag_over),
        listener("dragleave", on_drag_leave),
        listener("drop", on_drop),
        listener("paste", on_paste),
        early("change", on_change),
        printing("beforeprint", true),
        printing("afterprint", false),
    ]
}

/// One that is asked before what the event is for.
fn early(name: &'static str, on: impl Fn(&Event) + 'static) -> EventListener {
    let options = EventListenerOptions::run_in_capture_phase();
    EventListener::new_with_options(&gloo_utils::window(), name, options, move |event| on(event))
}

fn listener(name: &'static str, mut on: impl FnMut(&Event) + 'static) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&gloo_utils::window(), name, options, move |event| on(event))
}
