//! An article as it was after a step of the history: to look at, and to go
//! back to.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::{Id, LabelSet};
use galley_core::store::{Document, Line, Margin, Seq};
use yew::prelude::*;

use super::block::Block;
use super::buttons::{button, button_unless, press};
use super::dialog::{Modal, closing};
use super::history_dialog::{what, when_and_who};
use super::{hint, use_dispatch};
use crate::action::{Action, Dialog};

/// Blocks on the page at once.
const PART: usize = 150;

/// An article at a time.
#[derive(Debug)]
pub struct Past {
    pub seq: Seq,
    pub line: Line,
    /// The steps before and after it in the list.
    pub before: Option<Seq>,
    pub after: Option<Seq>,
    pub is_last: bool,
    /// The views are made when they are asked for.
    pub document: RefCell<Document>,
    /// The annotation that the step made or changed.
    pub changed: Option<Id>,
    /// Why it may not be exact, in words.
    pub problems: Vec<String>,
}

impl Past {
    /// The first block of the part that has what was changed.
    fn first_shown(&self) -> usize {
        let document = self.document.borrow();
        let changed = self.changed.as_ref().and_then(|id| document.annotation(id));
        let block = changed.and_then(|annotation| document.blocks_of(annotation).next());
        block.map_or(0, |block| block / PART * PART)
    }
}

#[derive(Properties)]
pub struct HistoryPreviewProps {
    pub past: Rc<Past>,
    pub label_set: Arc<LabelSet>,
}

impl PartialEq for HistoryPreviewProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.past, &other.past) && Arc::ptr_eq(&self.label_set, &other.label_set)
    }
}

#[component]
pub fn HistoryPreview(props: &HistoryPreviewProps) -> Html {
    let dispatch = use_dispatch();
    let past = &props.past;
    let shown = use_state(|| (past.seq, past.first_shown()));
    let from = if shown.0 == past.seq { shown.1 } else { past.first_shown() };
    let mut document = past.document.borrow_mut();
    let (title, text, count) =
        (document.title().to_owned(), document.text().clone(), document.blocks().len());
    let views: Vec<_> = (from..count.min(from + PART)).filter_map(|block| document.view(block)).collect();
    drop(document);
    let act = |action: Action| press(&dispatch, action);
    let step = |to: Option<Seq>, words: &'static str| {
        let on = to.map_or_else(Callback::noop, |seq| act(Action::Preview(seq)));
        button_unless(to.is_none(), "button", words, on)
    };
    let part = |from: Option<usize>, words: &'static str| {
        let (shown, seq) = (shown.clone(), past.seq);
        let on = from.map_or_else(Callback::noop, |from| Callback::from(move |_| shown.set((seq, from))));
        button_unless(from.is_none(), "button", words, on)
    };
    let seq = past.seq;
    html! {
        <Modal title="How it was" class="wide preview" on_close={closing(&dispatch)}>
            <div class="preview-head" role="status">
                <p><strong>{ format!("“{title}” after: {}", what(&past.line)) }</strong></p>
                { hint(format!("{}. A view of the past: nothing can be changed in it.", when_and_who(&past.line))) }
                { for past.problems.iter().map(|problem| html! { <p class="workspace-problem">{ problem }</p> }) }
            </div>
            <div class="buttons">
                if !past.is_last {
                    { button("button primary", "Go back to here", act(Action::GoBack(seq))) }
                }
                { step(past.before, "Step before") }
                { step(past.after, "Step after") }
                { button("button quiet", "Back to the history", act(Action::Show(Dialog::History))) }
            </div>
            <article class="article preview-article" tabindex="0" aria-label="The article as it was">
                { for views.iter().map(|view| html! {
                    <Block key={view.index} view={view.clone()} margin={Margin::default()} text={text.clone()}
                        label_set={props.label_set.clone()} selected={past.changed.clone()} />
                }) }
            </article>
            if count > PART {
                <div class="buttons">
                    { part(from.checked_sub(PART), "Part before") }
                    { part(Some(from + PART).filter(|next| *next < count), "Part after") }
                </div>
            }
        </Modal>
    }
}
