//! A set of many articles in one file.

use std::path::Path;

use galley_e2e::Page;
use serde_json::json;

use super::memory::held;
use super::{WHOLE, number};
use crate::measure::{Book, Measure, Subject, Unit};
use crate::tab::Tab;

const TOPIC: &str = "Set";
pub const ROWS: Measure = Measure::new(TOPIC, "the file to the list painted", Unit::Milliseconds);
pub const ALL: Measure = Measure::new(TOPIC, "the file to all articles opened", Unit::Milliseconds);
pub const LONGEST: Measure = Measure::new(TOPIC, "longest frame", Unit::Milliseconds);
pub const MEMORY: Measure = Measure::new(TOPIC, "JS heap and wasm memory", Unit::Megabytes);
pub const FILE: Measure = Measure::new(TOPIC, "size of the file", Unit::Megabytes);

/// Opens the set beside the sample.
pub async fn set(tab: &Tab, file: &Path, articles: usize, book: &mut Book) {
    let files = [file.to_owned()];
    let listed = format!("of {}$", number(articles + 1));
    let wanted = json!([["rows"], ["text", ".list-head h2", listed]]);
    let open = async |page: &Page| page.open_files(&files).await;
    let timing = tab.timed("change", wanted, WHOLE, open).await;
    tab.page.saved().await;
    let held = held(tab).await;
    let mut add = |measure, value| book.add(measure, Subject::Galley, None, value);
    add(ROWS, timing.stages[0]);
    add(ALL, timing.total());
    add(LONGEST, timing.longest_frame);
    add(MEMORY, held.heap + held.wasm);
    add(FILE, std::fs::metadata(file).expect("the set was just opened").len() as f64 / 1e6);
}
