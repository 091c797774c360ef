//! One of the readers, by its name in the environment.

#![no_main]

use std::sync::LazyLock;

use galley_fuzz::{READER, Reader, reader};
use libfuzzer_sys::fuzz_target;

static CHOSEN: LazyLock<Reader> = LazyLock::new(|| {
    let name = std::env::var(READER).unwrap_or_default();
    reader(&name).unwrap_or_else(|| panic!("{READER} names no reader: {name:?}"))
});

fuzz_target!(|data: &[u8]| CHOSEN.read(data));
