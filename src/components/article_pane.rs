//! The article: its blocks in view, room for the others, and the pointer that
//! marks them.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::{Annotation, Id, LabelSet};
use galley_core::session::{CardCommand, Command, Selection};
use galley_core::store::{BlockView, Margin};
use galley_core::text::{Text, TextRange, TextSize};
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, MouseEvent};
use yew::prelude::*;

use super::block::{Block, Flags};
use super::{ByPointer, Margins, Views, use_dispatch};
use crate::action::Action;
use crate::app::checking::Checking;
use crate::browser::selection::Page;

#[derive(Properties, PartialEq)]
pub struct ArticlePaneProps {
    pub node: NodeRef,
    pub id: Id,
    pub text: Arc<Text>,
    pub views: Views,
    pub margins: Margins,
    /// The height of what is not on the page above and below, CSS pixels.
    pub rooms: (u32, u32),
    pub label_set: Arc<LabelSet>,
    pub selection: Rc<Selection>,
    pub selected: Option<Arc<Annotation>>,
    pub checking: ByPointer<Checking>,
}

#[component]
pub fn ArticlePane(props: &ArticlePaneProps) -> Html {
    let dispatch = use_dispatch();
    let touched = use_mut_ref(|| false);

    // What the browser had selected when the pointer went down.
    let before = use_mut_ref(|| None::<(TextSize, TextSize)>);
    let on_pointer_down = {
        let (touched, before) = (touched.clone(), before.clone());
        let (text, views) = (props.text.clone(), props.views.clone());
        Callback::from(move |event: PointerEvent| {
            *touched.borrow_mut() = event.pointer_type() == "touch";
            *before.borrow_mut() = Page { text: &text, blocks: &views }.selected();
        })
    };
    let released = use_mut_ref(|| None::<Released>);
    let on_mouse_up = {
        let (dispatch, text, views) = (dispatch.clone(), props.text.clone(), props.views.clone());
        let selection = props.selection.clone();
        let (touched, released) = (touched.clone(), released.clone());
        Callback::from(move |event: MouseEvent| {
            if event.button() != 0 || closest(&event, "[data-attribution]").is_some() {
                return;
            }
            let selected = Page { text: &text, blocks: &views }.selected();
            let (dispatch, text, views, touch) =
                (dispatch.clone(), text.clone(), views.clone(), *touched.borrow());
            let selection = selection.clone();
            let released_here: Released = Box::new(move || {
                let page = Page { text: &text, blocks: &views };
                if let Some(action) = pointed(&event, page, &selection, touch) {
                    dispatch.emit(action);
                }
            });
            *released.borrow_mut() = Some(released_here);
            // A click into a selection clears it only after this event. Any
            // other click and every sweep have selected already what they do,
            // and waiting would cost a frame.
            let is_final =
                selected.is_none_or(|(anchor, head)| anchor == head) || selected != *before.borrow();
            if is_final {
                act_on(&released);
            } else {
                let released = released.clone();
                Timeout::new(0, move || act_on(&released)).forget();
            }
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
    // Words that are not on the page are copied too, as they are in the text.
    let on_copy = {
        let (text, selection) = (props.text.clone(), props.selection.clone());
        Callback::from(move |event: Event| {
            let Some(copied) = event.dyn_ref::<ClipboardEvent>() else { return };
            let words = text.slice(selection.range()).filter(|words| !words.is_empty());
            if let Some((words, data)) = words.zip(copied.clipboard_data())
                && data.set_data("text/plain", words).is_ok()
            {
                event.prevent_default();
            }
        })
    };
    // A note beside the text opens its card.
    let on_click = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: MouseEvent| {
            let note = closest(&event, "[data-attribution]");
            if let Some(id) = note.and_then(|note| note.get_attribute("data-attribution")) {
                dispatch.emit(Action::DoHere(Command::Card(CardCommand::Open(Id::new(&id)))));
            }
        })
    };
    // Only what another mark or note begins is worth a message.
    let pointed_at = use_mut_ref(|| None::<String>);
    let on_pointer_over = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: PointerEvent| {
            if event.pointer_type() == "touch" || event.buttons() != 0 {
                return;
            }
            let found = closest(&event, "[data-attribution], [data-annotations]");
            let ids = found.and_then(|found| {
                found.get_attribute("data-attribution").or_else(|| found.get_attribute("data-annotations"))
            });
            if *pointed_at.borrow() != ids {
                pointed_at.borrow_mut().clone_from(&ids);
                dispatch.emit(Action::PointAt(ids));
            }
        })
    };
    // Dragging selected words would move a ghost of them instead of selecting.
    let on_drag_start = Callback::from(|event: DragEvent| event.prevent_default());
    // A long press selects without a mouse button ever going up, and its
    // handles go on adjusting: what counts is where the selection comes to
    // rest.
    use_effect_with((props.text.clone(), props.views.clone(), props.selection.clone()), {
        let dispatch = dispatch.clone();
        move |(text, views, selection): &(Arc<Text>, Views, Rc<Selection>)| {
            let (text, views, selection) = (text.clone(), views.clone(), selection.clone());
            let rest = RefCell::new(None::<Timeout>);
            let listener = EventListener::new(&gloo_utils::document(), "selectionchange", move |_| {
                if !*touched.borrow() {
                    return;
                }
                let (dispatch, text, views) = (dispatch.clone(), text.clone(), views.clone());
                let selection = selection.clone();
                // Replacing a timeout cancels the one before.
                *rest.borrow_mut() = Some(Timeout::new(350, move || {
                    let page = Page { text: &text, blocks: &views };
                    // What the page itself has selected is no new sweep.
                    let known = page.clamp(selection.range());
                    if let Some(range) = selected_range(page).filter(|range| Some(*range) != known) {
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
    let flags = |view: &BlockView, margin: &Margin| Flags {
        notes: margin.iter().map(|note| props.checking.flagged.get(&note.attribution).copied()).collect(),
        block: props.checking.flagged_blocks.get(&view.index).copied(),
    };
    html! {
        <article ref={props.node.clone()} class="article" data-article={props.id.to_string()} tabindex="0" aria-label="Article"
            aria-describedby="article-help" onpointerdown={on_pointer_down} onmouseup={on_mouse_up} onclick={on_click} onpointerover={on_pointer_over}
            ondragstart={on_drag_start} oncopy={on_copy}>
            { room("above", props.rooms.0) }
            { for props.views.iter().zip(&*props.margins).map(|(view, margin)| html! {
                <Block key={view.index} view={view.clone()} margin={margin.clone()} text={props.text.clone()}
                    label_set={props.label_set.clone()} selected={selected(view)} flags={flags(view, margin)} />
            }) }
            { room("below", props.rooms.1) }
        </article>
    }
}

/// What an event is on, or in.
fn closest(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Empty room. A property and not an attribute: the policy refuses `style`
/// attributes.
fn room(key: &'static str, height: u32) -> Html {
    html! { <div {key} class="room" aria-hidden="true" ~style={format!("height: {height}px")} /> }
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
fn pointed(event: &MouseEvent, page: Page<'_>, selection: &Selection, touch: bool) -> Option<Action> {
    // With Shift the selection goes on from where it began, which may have
    // left the page.
    let swept = match page.selected() {
        Some((_, head)) if event.shift_key() => between(selection.anchor, head),
        Some((anchor, head)) => between(anchor, head),
        None => None,
    };
    if let Some(range) = swept {
        let add = event.ctrl_key() || event.meta_key();
        let sweep = Command::Sweep { range, exact: event.alt_key(), add };
        // The listener above takes what a finger selects.
        return (!touch).then_some(Action::DoHere(sweep));
    }
    let at = page.offset_at_point(event.client_x() as f32, event.client_y() as f32)?;
    if event.shift_key() {
        return Some(Action::DoHere(Command::Place { at, extend: true }));
    }
    let on_mark = closest(event, "[data-annotations]").is_some();
    Some(Action::DoHere(if on_mark { Command::SelectAt(at) } else { Command::Place { at, extend: false } }))
}

fn selected_range(page: Page<'_>) -> Option<TextRange> {
    let (anchor, head) = page.selected()?;
    between(anchor, head)
}

fn between(anchor: TextSize, head: TextSize) -> Option<TextRange> {
    (anchor != head).then(|| TextRange::new(anchor.min(head), anchor.max(head)))
}
