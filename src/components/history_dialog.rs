//! The history: what was done, when and by whom, and the way back to any
//! point of it.

use galley_core::store::{Line, Revert, Seq};
use yew::prelude::*;

use super::Dispatch;
use super::buttons::{button_unless, named_button, press};
use super::dialog::{Modal, closing};
use crate::action::Action;
use crate::browser::clock;
use crate::browser::storage::LINES_AT_ONCE;

/// A page of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryPage {
    /// Entries from one on, in the journal's order.
    pub from: Seq,
    pub lines: Vec<(Seq, Line)>,
    /// Which articles each of them changes, in words.
    pub places: Vec<String>,
    /// The journal's last entry.
    pub last: Seq,
}

pub fn history_dialog(page: &HistoryPage, dispatch: &Dispatch) -> Html {
    let HistoryPage { from, lines, places, last } = page;
    let turn = |before: Seq| press(dispatch, Action::ShowHistory(Some(before)));
    let newest = lines.last().map_or(0, |(seq, _)| *seq);
    html! {
        <Modal key="history" title="History" class="history-dialog" on_close={closing(dispatch)}>
            <p>{ "Going back to a point is a new step: nothing is lost, and Undo takes it back." }</p>
            if lines.is_empty() {
                <p>{ "Nothing was done yet." }</p>
            }
            <ol class="history-list" tabindex="0" aria-label="What was done, the latest first">
                { for lines.iter().zip(places).rev().map(|((seq, line), place)| entry(*seq, line, place, *last, dispatch)) }
            </ol>
            <div class="buttons">
                { button_unless(newest >= *last, "button", "Newest", turn(Seq::MAX)) }
                { button_unless(newest >= *last, "button", "Newer", turn(newest + LINES_AT_ONCE + 1)) }
                { button_unless(*from <= 1, "button", "Older", turn(*from)) }
                { button_unless(*from <= 1, "button", "Oldest", turn(LINES_AT_ONCE + 1)) }
                if let (Some((first, _)), Some((newest, _))) = (lines.first(), lines.last()) {
                    <span class="hint">{ format!("{first} to {newest} of {last}") }</span>
                }
            </div>
        </Modal>
    }
}

/// What was done in a step.
pub fn what(line: &Line) -> String {
    match line.reverts {
        Some(Revert::Undo(_)) => format!("Undo: {}", line.event),
        Some(Revert::Redo(_)) => format!("Redo: {}", line.event),
        None => line.event.clone(),
    }
}

pub fn when_and_who(line: &Line) -> String {
    let when = clock::day_and_time(&line.time);
    if line.creator.is_empty() { when } else { format!("{when} · {}", line.creator) }
}

fn entry(seq: Seq, line: &Line, place: &str, last: Seq, dispatch: &Dispatch) -> Html {
    let what = what(line);
    let show = press(dispatch, Action::Preview(seq));
    let back = press(dispatch, Action::GoBack(seq));
    html! {
        <li key={seq} class="history-line">
            <div>
                <p>{ &what }</p>
                <p class="history-when"><time datetime={line.time.clone()}>{ when_and_who(line) }</time>{ place }</p>
            </div>
            <div class="buttons">
                { named_button("button quiet", "Show", format!("Show how it was after: {what}"), show) }
                if seq < last {
                    { named_button("button", "Go back to here", format!("Go back to here: {what}"), back) }
                }
            </div>
        </li>
    }
}
