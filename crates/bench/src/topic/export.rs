//! Exporting the open article as JSON.

use galley_e2e::Page;
use serde_json::json;

use super::WHOLE;
use crate::measure::{Book, Measure, Subject, Unit};
use crate::size::Size;
use crate::tab::Tab;

pub const EXPORT: Measure = Measure::new("Export", "button to the file handed over", Unit::Milliseconds);
pub const LONGEST: Measure = Measure::new("Export", "longest frame meanwhile", Unit::Milliseconds);

pub async fn export(tab: &Tab, size: Size, title: &str, book: &mut Book) {
    tab.page.press("Escape*2 Ctrl+s").await;
    tab.page.choose("What", &format!("This article: {title}")).await;
    tab.rest().await;
    let press = async |page: &Page| page.click("Download").await;
    let timing = tab.timed("pointerup", json!([["said", "^Exported"]]), WHOLE, press).await;
    tab.page.downloaded(".json").await;
    book.add(EXPORT, Subject::Galley, Some(size), timing.total());
    book.add(LONGEST, Subject::Galley, Some(size), timing.longest_frame);
}
