//! Single edits: from the input event to the paint, at the start, in the
//! middle and at the end of the article.

use serde_json::json;

use super::EDIT;
use crate::measure::{Book, Measure, Subject, Unit};
use crate::size::Size;
use crate::tab::{Spot, Tab};

const fn measure(name: &'static str) -> Measure {
    Measure::new("Edit", name, Unit::Milliseconds)
}

pub const LABEL: Measure = measure("label");
pub const EDGE: Measure = measure("move an edge");
pub const CHANGE: Measure = measure("change a label");
pub const DELETE: Measure = measure("delete");
pub const UNDO: Measure = measure("undo");
pub const SELECT: Measure = measure("select");
/// The single edits.
pub const EDITS: [Measure; 6] = [LABEL, SELECT, DELETE, UNDO, EDGE, CHANGE];
/// Of the same key press as `LABEL`, further on.
pub const SAVED: Measure = Measure::new("Store", "label key to saved", Unit::Milliseconds);

const PARTS: [f64; 3] = [0.0, 0.5, 1.0];

/// Edits at each part of the article so many times, and leaves it as it was.
pub async fn edit(tab: &Tab, subject: Subject, size: Size, times: usize, book: &mut Book) {
    for part in PARTS {
        tab.go_to(part).await;
        for nth in 0..times {
            Edits { tab, subject, size }.once(nth, book).await;
        }
    }
}

struct Edits<'a> {
    tab: &'a Tab,
    subject: Subject,
    size: Size,
}

impl Edits<'_> {
    async fn once(&self, nth: usize, book: &mut Book) {
        let word = self.tab.plain_word(nth).await;
        self.tab.press_at(&word, 2).await;
        self.tab.rest().await;
        self.label(&word, book).await;
        for (key, measure) in [("]", EDGE), ("e", CHANGE), ("Delete", DELETE)] {
            self.key(key, measure, &word, book).await;
        }
        // As many as there were edits.
        for _ in 0..4 {
            self.key("Ctrl+z", UNDO, &word, book).await;
        }
        self.select(nth, book).await;
    }

    async fn label(&self, word: &Spot, book: &mut Book) {
        let changed = json!(["changed", word.block]);
        let is_stored = self.subject == Subject::Galley;
        let wanted = if is_stored { json!([changed, ["saved"]]) } else { json!([changed]) };
        let timing = self.tab.timed("keydown", wanted, EDIT, async |page| page.press("p").await).await;
        self.add(book, LABEL, timing.stages[0]);
        if is_stored {
            self.add(book, SAVED, timing.total());
        }
        self.tab.rest().await;
    }

    async fn key(&self, key: &str, measure: Measure, word: &Spot, book: &mut Book) {
        let wanted = json!([["changed", word.block]]);
        let timing = self.tab.timed("keydown", wanted, EDIT, async |page| page.press(key).await).await;
        self.add(book, measure, timing.total());
        self.tab.rest().await;
    }

    async fn select(&self, nth: usize, book: &mut Book) {
        let mark = self.tab.mark(nth).await;
        let wanted = json!([["changed", mark.block]]);
        let press = async |_: &_| self.tab.press_at(&mark, 1).await;
        let timing = self.tab.timed("pointerup", wanted, EDIT, press).await;
        self.add(book, SELECT, timing.total());
        self.tab.rest().await;
    }

    fn add(&self, book: &mut Book, measure: Measure, value: f64) {
        book.add(measure, self.subject, Some(self.size), value);
    }
}
