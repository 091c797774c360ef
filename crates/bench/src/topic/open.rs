//! Opening: the packed file for the first time, and an article from a file.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::WHOLE;
use crate::measure::{Book, Measure, Subject, Unit};
use crate::size::Size;
use crate::tab::Tab;

pub const FIRST_START: Measure =
    Measure::new("First start", "the page to the sample, ready", Unit::Milliseconds);
pub const OPEN: Measure =
    Measure::new("Open", "the file to text and marks in view, ready", Unit::Milliseconds);
pub const LONGEST: Measure = Measure::new("Open", "longest frame meanwhile", Unit::Milliseconds);

/// Opens an article's file in Galley.
pub async fn open(tab: &Tab, size: Size, file: &Path, title: &str, book: &mut Book) {
    let files: [PathBuf; 1] = [file.to_owned()];
    let act = async |page: &galley_e2e::Page| page.open_files(&files).await;
    let timing = tab.timed("change", json!([["open", title, true]]), WHOLE, act).await;
    book.add(OPEN, Subject::Galley, Some(size), timing.total());
    book.add(LONGEST, Subject::Galley, Some(size), timing.longest_frame);
    tab.page.saved().await;
}
