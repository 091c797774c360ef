//! Going from article to article by key: opening from the store.

use galley_e2e::Page;
use serde_json::json;

use super::WHOLE;
use crate::measure::{Book, Measure, Subject, Unit};
use crate::size::Size;
use crate::tab::Tab;

pub const SWITCH: Measure =
    Measure::new("Store", "key to an article from the store, painted", Unit::Milliseconds);

/// Goes to the sample, which is the one before in the list, and back.
pub async fn switch(tab: &Tab, size: Size, title: &str, sample: &str, times: usize, book: &mut Book) {
    tab.page.press("Escape*2").await;
    for _ in 0..times {
        let go = async |key: &str, title: &str, is_marked: bool| {
            let press = async |page: &Page| page.press(key).await;
            let wanted = json!([["open", title, is_marked]]);
            let timing = tab.timed("keydown", wanted, WHOLE, press).await;
            tab.page.saved().await;
            tab.rest().await;
            timing.total()
        };
        go("k", sample, false).await;
        book.add(SWITCH, Subject::Galley, Some(size), go("j", title, true).await);
    }
}
