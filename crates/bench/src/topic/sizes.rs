//! The sizes of what is shipped.

use std::env;
use std::fs;

use galley_e2e::Setting;

use crate::measure::{Book, Measure, Subject, Unit};

const fn measure(name: &'static str) -> Measure {
    Measure::new("Size", name, Unit::Kilobytes)
}

pub const WASM: Measure = measure("wasm");
pub const WASM_GZIP: Measure = measure("wasm, gzip");
pub const PACKED: Measure = measure("the packed file");

/// Of the wasm, whoever started the benchmark knows: it is not to be had from
/// the packed file.
pub fn sizes(book: &mut Book) {
    let packed = fs::metadata(&Setting::get().galley_html).map(|file| file.len() as f64).ok();
    let told = |variable: &str| env::var(variable).ok()?.parse().ok();
    for (measure, bytes) in
        [(WASM, told("GALLEY_WASM_BYTES")), (WASM_GZIP, told("GALLEY_WASM_GZIP_BYTES")), (PACKED, packed)]
    {
        match bytes {
            Some(bytes) => book.add(measure, Subject::Galley, None, bytes / 1e3),
            None => book.fail(measure, Subject::Galley, None, "not known"),
        }
    }
}
