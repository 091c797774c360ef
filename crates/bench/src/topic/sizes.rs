//! The sizes of what is shipped.

use std::env;
use std::fs;

use galley_e2e::Setting;

use crate::measure::{Book, Measure, Subject, Unit};

const fn measure(name: &'static str) -> Measure {
    Measure::new("Size", name, Unit::Kilobytes)
}

pub const START: Measure = measure("wasm that a start runs, gzip");
pub const REST: Measure = measure("the rest of the wasm, lzip");
pub const WASM: Measure = measure("wasm, compressed");
pub const PACKED: Measure = measure("the packed file");

/// Of the wasm, whoever started the benchmark knows: it is not to be had from
/// the packed file.
pub fn sizes(book: &mut Book) {
    let packed = fs::metadata(&Setting::get().galley_html).map(|file| file.len() as f64).ok();
    let told = |variable: &str| env::var(variable).ok()?.parse::<f64>().ok();
    let (start, rest) = (told("GALLEY_START_BYTES"), told("GALLEY_REST_BYTES"));
    let both = start.zip(rest).map(|(start, rest)| start + rest);
    for (measure, bytes) in [(START, start), (REST, rest), (WASM, both), (PACKED, packed)] {
        match bytes {
            Some(bytes) => book.add(measure, Subject::Galley, None, bytes / 1e3),
            None => book.fail(measure, Subject::Galley, None, "not known"),
        }
    }
}
