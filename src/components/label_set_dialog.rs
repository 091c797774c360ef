//! The label set editor. It works on a draft: nothing changes until "Save",
//! but for the removal of a label that annotations carry, which is done at
//! once.

mod aliases;
mod attributes;
mod labels;
mod removal;
mod transfer;

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::label_set::{Fault, LabelSetEdit, Place};
use galley_core::model::{AnnotationType, LabelId, LabelSet, Scope};
use galley_core::session::Replacement;
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use self::aliases::aliases;
use self::attributes::AttributeSection;
use self::labels::LabelSection;
use self::transfer::Transfer;
use super::buttons::{button, button_unless};
use super::dialog::{Modal, closing};
use super::icon::{Shape, icon};
use super::{focus, hint, use_dispatch, use_focus};
use crate::action::Action;

#[derive(Properties, PartialEq)]
pub struct LabelSetDialogProps {
    pub label_set: Arc<LabelSet>,
    /// How many annotations carry each label, over all articles.
    pub uses: Rc<HashMap<LabelId, i64>>,
}

/// The set as it is being edited.
#[derive(Clone, PartialEq)]
pub struct Draft(LabelSet);

impl Reducible for Draft {
    type Action = LabelSetEdit;

    fn reduce(self: Rc<Self>, edit: LabelSetEdit) -> Rc<Self> {
        let mut set = self.0.clone();
        set.edit(edit);
        Rc::new(Self(set))
    }
}

/// Where the parts of the editor send their steps.
type Edit = UseReducerDispatcher<Draft>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Labels,
    Attributes,
}

#[component]
pub fn LabelSetDialog(props: &LabelSetDialogProps) -> Html {
    let dispatch = use_dispatch();
    let draft = use_reducer_eq(|| Draft((*props.label_set).clone()));
    let edit = draft.dispatcher();
    let part = use_state(|| Part::Labels);
    let is_asked = use_state(|| false);
    let body = use_node_ref();
    // Labels that are being removed with their annotations, until the saved set has lost them.
    let leaving = use_state(Vec::<LabelId>::new);

    use_effect_with(props.label_set.clone(), {
        let (edit, leaving) = (edit.clone(), leaving.clone());
        move |saved| {
            let (here, gone): (Vec<LabelId>, Vec<LabelId>) =
                leaving.iter().cloned().partition(|id| saved.label(id).is_some());
            if !gone.is_empty() {
                gone.into_iter().for_each(|id| edit.dispatch(LabelSetEdit::RemoveLabel(id)));
                leaving.set(here);
            }
        }
    });

    let set = &draft.0;
    let faults = set.faults();
    let is_changed = set.clone().trimmed() != *props.label_set;
    let close = {
        let (dispatch, is_asked) = (dispatch.clone(), is_asked.clone());
        Callback::from(move |()| {
            if is_changed {
                is_asked.set(true);
            } else {
                dispatch.emit(Action::CloseDialog);
            }
        })
    };
    use_escape(&body, is_changed, &close);

    // Saves what has been edited so far.
    let commit = {
        let (dispatch, draft) = (dispatch.clone(), draft.clone());
        move || {
            if is_changed {
                dispatch.emit(Action::EditLabelSet(Box::new(draft.0.clone().trimmed())));
            }
        }
    };
    let save = {
        let (dispatch, commit) = (dispatch.clone(), commit.clone());
        Callback::from(move |_: MouseEvent| {
            commit();
            dispatch.emit(Action::CloseDialog);
        })
    };
    let export = {
        let (dispatch, commit) = (dispatch.clone(), commit.clone());
        Callback::from(move |()| {
            commit();
            dispatch.emit(Action::ExportLabelSet);
        })
    };
    let remove = {
        let (dispatch, leaving) = (dispatch.clone(), leaving.clone());
        Callback::from(move |(id, replacement): (LabelId, Replacement)| {
            // First, because a label that was added just now may be the replacement.
            commit();
            leaving.set(leaving.iter().cloned().chain([id.clone()]).collect());
            dispatch.emit(Action::RemoveLabel(id, replacement));
        })
    };
    let rename = {
        let edit = edit.clone();
        Callback::from(move |event: InputEvent| edit.dispatch(LabelSetEdit::Rename(value_of(&event))))
    };
    let marked = [
        faults.iter().any(|(place, _)| matches!(place, Place::Label(_))),
        faults.iter().any(|(place, _)| matches!(place, Place::Attribute(_))),
    ];
    html! {
        <Modal title="Label set" class="label-set-dialog" on_close={close.clone()}>
            <div class="label-set-editor" ref={body}>
                <div class="label-set-top">
                    <label class="field label-set-name">
                        <span class="field-name">{ "Name of the set" }</span>
                        <input type="text" value={set.name.clone()} oninput={rename} aria-invalid={faults.iter().any(|(place, _)| *place == Place::Set).then_some("true")} />
                    </label>
                    <Transfer set={Rc::new(set.clone())} uses={props.uses.clone()} edit={edit.clone()} {export}
                        can_export={faults.is_empty()} saves_first={is_changed} />
                </div>
                { tabs(*part, marked, &Callback::from({ let part = part.clone(); move |chosen| part.set(chosen) })) }
                <div class="label-set-scroller" role="tabpanel" id="label-set-panel" aria-labelledby={tab_id(*part)} tabindex="0">
                    if *part == Part::Labels {
                        { hint("Annotations follow their label when it gets another title, name, key or colour.") }
                        { for AnnotationType::ALL.into_iter().map(|kind| html! {
                            <LabelSection key={kind.name()} {kind} set={Rc::new(set.clone())} saved={props.label_set.clone()} uses={props.uses.clone()}
                                faults={Rc::new(faults.clone())} leaving={Rc::new((*leaving).clone())} edit={edit.clone()} remove={remove.clone()} />
                        }) }
                        { aliases(set, &edit) }
                    } else {
                        { hint("What can be said about an annotation, or about an attribution as a whole. Values that were given already stay as they are, also when an attribute or a value is renamed or removed here.") }
                        { for Scope::ALL.into_iter().map(|scope| html! {
                            <AttributeSection key={scope_title(scope)} {scope} attributes={Rc::new(set.attributes.clone())}
                                faults={Rc::new(faults.clone())} edit={edit.clone()} />
                        }) }
                    }
                </div>
                if *is_asked && is_changed {
                    <Discard on_discard={closing(&dispatch)}
                        on_stay={Callback::from({ let is_asked = is_asked.clone(); move |()| is_asked.set(false) })} />
                } else {
                    <div class="label-set-foot">
                        <p role="status" class={classes!("label-set-state", (!faults.is_empty()).then_some("is-fault"))}>{ state(set, &faults, is_changed) }</p>
                        { button("button", "Cancel", close.reform(|_: MouseEvent| ())) }
                        { button_unless(!faults.is_empty(), "button primary", "Save", save) }
                    </div>
                }
            </div>
        </Modal>
    }
}

/// What stands beside "Save": why it cannot be done, or that it is to be done.
fn state(set: &LabelSet, faults: &[(Place, Fault)], is_changed: bool) -> String {
    let Some((place, fault)) = faults.first() else {
        return if is_changed {
            "Not saved yet. Once saved, Ctrl+Z takes it back.".to_owned()
        } else {
            String::new()
        };
    };
    let quoted = |name: &str, without: &str| {
        if name.trim().is_empty() { without.to_owned() } else { format!("“{}”", name.trim()) }
    };
    let subject = match place {
        Place::Set => "The set".to_owned(),
        Place::Label(id) => set
            .label(id)
            .map_or_else(String::new, |label| quoted(&label.title, &quoted(&label.name, "A label"))),
        Place::Attribute(index) => set
            .attributes
            .get(*index)
            .map_or_else(String::new, |attribute| quoted(&attribute.name, "An attribute")),
    };
    match faults.len() - 1 {
        0 => format!("To save: {subject} {fault}."),
        more => format!("To save: {subject} {fault}; and {more} more."),
    }
}

#[derive(Properties, PartialEq)]
struct DiscardProps {
    on_discard: Callback<()>,
    on_stay: Callback<()>,
}

/// Asks before changes are thrown away.
#[component]
fn Discard(props: &DiscardProps) -> Html {
    let stay = use_node_ref();
    use_focus(&stay);
    html! {
        <div class="label-set-foot" role="group" aria-label="Discard the changes?">
            <p class="label-set-state" role="status">{ "Discard the changes?" }</p>
            { button("button danger", "Discard", props.on_discard.reform(|_: MouseEvent| ())) }
            <button type="button" class="button" ref={stay} onclick={props.on_stay.reform(|_: MouseEvent| ())}>{ "Go on editing" }</button>
        </div>
    }
}

/// The tabs of the parts; `marked` is whether there is something to mend in each.
fn tabs(shown: Part, marked: [bool; 2], on_change: &Callback<Part>) -> Html {
    let nodes = [NodeRef::default(), NodeRef::default()];
    let on_key = {
        let (part, on_change, nodes) = (shown, on_change.clone(), nodes.clone());
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
                let (other, node) = if part == Part::Labels {
                    (Part::Attributes, &nodes[1])
                } else {
                    (Part::Labels, &nodes[0])
                };
                event.prevent_default();
                on_change.emit(other);
                focus(node);
            }
        })
    };
    let tab = |at: usize, part: Part, title: &'static str| {
        let is_shown = shown == part;
        html! {
            <button type="button" role="tab" id={tab_id(part)} ref={nodes[at].clone()} aria-selected={is_shown.to_string()}
                aria-controls="label-set-panel" tabindex={if is_shown { "0" } else { "-1" }} autofocus={part == Part::Labels} onclick={on_change.reform(move |_: MouseEvent| part)}>
                { title }
                if marked[at] {
                    <span class="label-set-tab-mark">{ icon(Shape::Warning) }<span class="visually-hidden">{ ": something is to be mended" }</span></span>
                }
            </button>
        }
    };
    html! {
        <div class="tabs label-set-tabs" role="tablist" aria-label="Parts of the label set" onkeydown={on_key}>
            { tab(0, Part::Labels, "Labels") }
            { tab(1, Part::Attributes, "Attributes") }
        </div>
    }
}

fn tab_id(part: Part) -> &'static str {
    match part {
        Part::Labels => "label-set-tab-labels",
        Part::Attributes => "label-set-tab-attributes",
    }
}

/// A scope's name on screen.
fn scope_title(scope: Scope) -> &'static str {
    match scope {
        Scope::Entity => "Entities",
        Scope::Claim => "Claims",
        Scope::Source => "Sources",
        Scope::Cue => "Cues",
        Scope::Content => "Contents",
        Scope::Addressee => "Addressees",
        Scope::Attribution => "Attributions",
    }
}

/// Takes the Escape key from the browser, which would close the dialog without
/// asking when it is pressed a second time.
#[hook]
fn use_escape(within: &NodeRef, is_changed: bool, close: &Callback<()>) {
    let (within, close) = (within.clone(), close.clone());
    use_effect_with(is_changed, move |_| {
        let dialog = within.cast::<Element>().and_then(|element| element.closest("dialog").ok().flatten());
        let listener = dialog.map(|dialog| {
            EventListener::new_with_options(
                &dialog,
                "keydown",
                EventListenerOptions::enable_prevent_default(),
                move |event| {
                    let key = event
                        .dyn_ref::<KeyboardEvent>()
                        .filter(|event| event.key() == "Escape" && !event.is_composing());
                    if key.is_some() && !event.default_prevented() {
                        event.prevent_default();
                        close.emit(());
                    }
                },
            )
        });
        move || drop(listener)
    });
}

/// What an input holds.
fn value_of(event: &InputEvent) -> String {
    event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

/// Puts the focus on an element without scrolling there: so that the focus is not lost with what
/// goes away.
fn focus_in_place(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // As above.
        let _ = element.focus_with_options(&options);
    }
}

/// Puts the focus on an input when it appears, with its text selected.
#[hook]
fn use_first_focus(input: &NodeRef, takes_focus: bool) {
    let input = input.clone();
    use_effect_with((), move |()| {
        if let Some(input) = input.cast::<HtmlInputElement>().filter(|_| takes_focus) {
            // As above.
            let _ = input.focus();
            input.select();
        }
    });
}

/// What is to be mended or known about a row, in a line of its own below it.
fn remark(id: String, is_fault: bool, words: String) -> Html {
    html! {
        <p {id} class={classes!("label-set-remark", is_fault.then_some("is-fault"))}>{ icon(Shape::Warning) }<span>{ words }</span></p>
    }
}
