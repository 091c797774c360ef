//! Labelling every occurrence of a word at once, and undoing it.

use serde_json::json;

use super::{EDIT, WHOLE, number};
use crate::measure::{Book, Measure, Subject, Unit};
use crate::size::Size;
use crate::tab::{Tab, Timing};
use crate::words::BULK_WORD;

const fn measure(name: &'static str) -> Measure {
    Measure::new("Bulk", name, Unit::Milliseconds)
}

pub const FIND: Measure = measure("find every occurrence of a word");
pub const LABEL: Measure = measure("label them all");
pub const LABEL_FRAME: Measure = measure("label them all: longest frame");
pub const UNDO: Measure = measure("undo that");
pub const UNDO_FRAME: Measure = measure("undo that: longest frame");

/// Finds and labels all, and undoes it.
pub async fn bulk(tab: &Tab, size: Size, book: &mut Book) {
    let mut add = |measure, value| book.add(measure, Subject::Galley, Some(size), value);
    tab.go_to(0.0).await;
    tab.page.press("Escape*3 Ctrl+f").await;
    tab.page.expect_count(".find-bar", 1).await;
    // A label that no generated annotation has.
    tab.page.choose("Label for all matches", "Other").await;
    tab.page.fill("Find in the text", &format!("{BULK_WORD}x")).await;
    tab.page.expect_text(".find-result", "none").await;

    let found = format!("^{} found", number(size.bulk_words()));
    let wanted = json!([["text", ".find-result", found]]);
    let typed = tab.timed("input", wanted, EDIT, async |page| page.press("Backspace").await).await;
    add(FIND, typed.total());
    tab.rest().await;

    let wanted = json!([["said", "occurrences as Other"]]);
    let press = async |page: &galley_e2e::Page| page.click("Label all").await;
    let Timing { stages, longest_frame } = tab.timed("pointerup", wanted, WHOLE, press).await;
    add(LABEL, stages[0]);
    add(LABEL_FRAME, longest_frame);
    tab.page.saved().await;

    tab.page.press("Escape").await;
    tab.page.expect_count(".find-bar", 0).await;
    tab.rest().await;
    let wanted = json!([["said", "^Undone"]]);
    let press = async |page: &galley_e2e::Page| page.press("Ctrl+z").await;
    let Timing { stages, longest_frame } = tab.timed("keydown", wanted, WHOLE, press).await;
    add(UNDO, stages[0]);
    add(UNDO_FRAME, longest_frame);
    tab.page.saved().await;
}
