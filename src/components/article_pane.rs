//! The article: its blocks, and the pointer that marks them.

use std::cell::RefCell;
use std::sync::Arc;

use galley_core::model::{Annotation, Id, LabelSet};
use galley_core::session::Command;
use galley_core::store::BlockView;
use galley_core::text::{Text, TextRange};
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};
use yew::prelude::*;

use super::block::Block;
use super::{Views, use_dispatch};
use crate::action::Action;
use crate::browser::selection::Page;

#[derive(Properties, PartialEq)]
pub struct ArticlePaneProps {
    pub id: Id,
    pub text: Arc<Text>,
    pub views: Views,
    pub label_set: Arc<LabelSet>,
    pub selected: Option<Arc<Annotation>>,
}

#[component]
pub fn ArticlePane(props: &ArticlePaneProps) -> Html {
    let dispatch = use_dispatch();
    let touched = use_mut_ref(|| false);

    let on_pointer_down = {
        let touched = touched.clone();
        Callback::from(move |event: PointerEvent| *touched.borrow_mut() = event.pointer_type() == "touch")
    };
    let released = use_mut_ref(|| None::<Released>);
    let on_mouse_up = {
        let (dispatch, text, views) = (dispatch.clone(), props.text.clone(), props.views.clone());
        let (touched, released) = (touched.clone(), released.clone());
        Callback::from(move |event: MouseEvent| {
            if event.button() != 0 {
                return;
            }
            let (dispatch, text, views, touch) =
                (dispatch.clone(), text.clone(), views.clone(), *touched.borrow());
            let released_here: Released = Box::new(move || {
                if let Some(action) = pointed(&event, Page { text: &text, blocks: &views }, touch) {
                    dispatch.emit(action);
                }
            });
            *released.borrow_mut() = Some(released_here);
            // A click into a selection clears it only after this event.
            let released = released.clone();
            Timeout::new(0, move || act_on(&released)).forget();
        })
    };
    // A browser that is busy may hand over the next key or press before the
    // timeout: it must find the words selected.
    use_effect_with((), move |()| {
        let before = |name: &'static str| {
            let released = released.clone();
            let options = EventListenerOptions::run_in_capture_phase();
            EventListener::new_with_options(&gloo_utils::window(), name, options, move |_| act_on(&released))
        };
        let listeners = [before("keydown"), before("pointerdown")];
        move || drop(listeners)
    });
    // Dragging selected words would move a ghost of them instead of selecting.
    let on_drag_start = Callback::from(|event: DragEvent| event.prevent_default());
    // A long press selects without a mouse button ever going up, and its
    // handles go on adjusting: what counts is where the selection comes to
    // rest.
    use_effect_with((props.text.clone(), props.views.clone()), {
        let dispatch = dispatch.clone();
        move |(text, views): &(Arc<Text>, Views)| {
            let (text, views) = (text.clone(), views.clone());
            let rest = RefCell::new(None::<Timeout>);
            let listener = EventListener::new(&gloo_utils::document(), "selectionchange", move |_| {
                if !*touched.borrow() {
                    return;
                }
                let (dispatch, text, views) = (dispatch.clone(), text.clone(), views.clone());
                // Replacing a timeout cancels the one before.
                *rest.borrow_mut() = Some(Timeout::new(350, move || {
                    if let Some(range) = selected_range(Page { text: &text, blocks: &views }) {
                        dispatch.emit(Action::DoHere(Command::Sweep { range, exact: false, add: false }));
                    }
                }));
            });
            move || drop(listener)
        }
    });

    let selected = |view: &BlockView| {
        let annotation = props.selected.as_ref()?;
        let here = |fragment: &TextRange| fragment.intersect(view.range).is_some_and(|both| !both.is_empty());
        annotation.target.fragments().iter().any(here).then(|| annotation.id.clone())
    };
    html! {
        <article class="article" data-article={props.id.to_string()} tabindex="0" aria-label="Article"
            aria-describedby="article-help" onpointerdown={on_pointer_down} onmouseup={on_mouse_up}
            ondragstart={on_drag_start}>
            { for props.views.iter().map(|view| html! {
                <Block key={view.index} view={view.clone()} text={props.text.clone()}
                    label_set={props.label_set.clone()} selected={selected(view)} />
            }) }
        </article>
    }
}

/// What is still to be done about a released mouse button.
type Released = Box<dyn FnOnce()>;

fn act_on(released: &RefCell<Option<Released>>) {
    let waiting = released.borrow_mut().take();
    if let Some(act) = waiting {
        act();
    }
}

/// What a released mouse button asks for: a sweep when text is selected,
/// otherwise what is under the pointer.
fn pointed(event: &MouseEvent, page: Page<'_>, touch: bool) -> Option<Action> {
    if let Some(range) = selected_range(page) {
        let add = event.ctrl_key() || event.meta_key();
        let sweep = Command::Sweep { range, exact: event.alt_key(), add };
        // The listener above takes what a finger selects.
        return (!touch).then_some(Action::DoHere(sweep));
    }
    let at = page.offset_at_point(event.client_x() as f32, event.client_y() as f32)?;
    if event.shift_key() {
        return Some(Action::DoHere(Command::Place { at, extend: true }));
    }
    let on_mark = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.closest("[data-annotations]").ok().flatten().is_some());
    Some(Action::DoHere(if on_mark { Command::SelectAt(at) } else { Command::Place { at, extend: false } }))
}

fn selected_range(page: Page<'_>) -> Option<TextRange> {
    let (anchor, head) = page.selected()?;
    (anchor != head).then(|| TextRange::new(anchor.min(head), anchor.max(head)))
}
