//! The history: what was done, when and by whom, and the way back to any
//! point of it.

use std::rc::Rc;

use galley_core::store::{Line, Revert, Seq};
use yew::prelude::*;

use super::dialog::Modal;
use super::use_dispatch;
use crate::action::Action;
use crate::browser::clock;
use crate::browser::storage::LINES_AT_ONCE;

/// A page of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryPage {
    /// Entries from one on, in the journal's order.
    pub from: Seq,
    pub lines: Vec<(Seq, Line)>,
    /// The journal's last entry.
    pub last: Seq,
}

#[derive(Properties, PartialEq)]
pub struct HistoryDialogProps {
    pub page: Rc<HistoryPage>,
}

#[component]
pub fn HistoryDialog(props: &HistoryDialogProps) -> Html {
    let dispatch = use_dispatch();
    let HistoryPage { from, lines, last } = &*props.page;
    let turn = |before: Seq| dispatch.reform(move |_: MouseEvent| Action::ShowHistory(Some(before)));
    let newest = lines.last().map_or(0, |(seq, _)| *seq);
    let close = dispatch.clone();
    html! {
        <Modal title="History" class="history-dialog" on_close={move |()| close.emit(Action::CloseDialog)}>
            <p>{ "Going back to a point is a new step: nothing is lost, and Undo takes it back." }</p>
            if lines.is_empty() {
                <p>{ "Nothing was done yet." }</p>
            }
            <ol class="history-list" tabindex="0" aria-label="What was done, the latest first">
                { for lines.iter().rev().map(|(seq, line)| entry(*seq, line, *last, &dispatch)) }
            </ol>
            <div class="buttons">
                <button type="button" class="button" disabled={newest >= *last}
                    onclick={turn(newest + LINES_AT_ONCE + 1)}>{ "Newer" }</button>
                <button type="button" class="button" disabled={*from <= 1} onclick={turn(*from)}>{ "Older" }</button>
            </div>
        </Modal>
    }
}

fn entry(seq: Seq, line: &Line, last: Seq, dispatch: &super::Dispatch) -> Html {
    let what = match line.reverts {
        Some(Revert::Undo(_)) => format!("Undo: {}", line.event),
        Some(Revert::Redo(_)) => format!("Redo: {}", line.event),
        None => line.event.clone(),
    };
    let when = format!("{} {}", clock::day(&line.time), clock::time_of_day(&line.time));
    let who = if line.creator.is_empty() { String::new() } else { format!(" · {}", line.creator) };
    html! {
        <li key={seq} class="history-line">
            <div>
                <p>{ &what }</p>
                <p class="history-when"><time datetime={line.time.clone()}>{ when }</time>{ who }</p>
            </div>
            if seq < last {
                <button type="button" class="button" aria-label={format!("Go back to: {what}")}
                    onclick={dispatch.reform(move |_: MouseEvent| Action::GoBack(seq))}>{ "Go back to here" }</button>
            }
        </li>
    }
}
