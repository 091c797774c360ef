//! The rest of the program.
//!
//! The packed page is started with the part of the program that a start runs.
//! The rest stands beside it in the page (`xtask/src/split.rs`), compressed
//! harder; it is unpacked and compiled when the page is painted, in turns, or
//! at once when something of it is called sooner. Served by Trunk, the program
//! is in one piece, and nothing is left to load.

use std::cell::RefCell;
use std::io::{self, Cursor, Read};

use js_sys::{Object, Reflect, Uint8Array, WebAssembly};
use lzma_rust2::LzipReader;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::own_page::{self, REST};
use super::pace::{Pace, after_paint};

/// How the rest calls what it takes from the part that runs.
const START_MODULE: &str = "start";
/// How much is unpacked before the time is looked at, bytes.
const PIECE: u64 = 16 * 1024;
const DAMAGED: &str = "The program inside this file is damaged.";

#[wasm_bindgen]
extern "C" {
    /// The bytes that stand in an element of the packed page. It is the
    /// launcher's, which reads the part that runs in the same way.
    #[wasm_bindgen(js_name = galleyBytes)]
    fn bytes_of(id: &str) -> Uint8Array;
}

/// How far the rest is.
enum Rest {
    InPage,
    Unpacking(Box<Unpacker>),
    Unpacked(Uint8Array),
    Loaded,
}

struct Unpacker {
    packed: LzipReader<Cursor<Vec<u8>>>,
    bytes: Vec<u8>,
}

thread_local! {
    static STATE: RefCell<Rest> = const { RefCell::new(Rest::InPage) };
}

impl Rest {
    /// Unpacks another piece; whether it was the last one.
    fn advance(&mut self) -> bool {
        match self {
            Self::InPage => *self = Self::Unpacking(Box::new(Unpacker::of_page())),
            Self::Unpacking(unpacker) => match unpacker.piece() {
                Ok(0) => *self = Self::Unpacked(Uint8Array::from(&unpacker.bytes[..])),
                Ok(_) => {}
                Err(_) => wasm_bindgen::throw_str(DAMAGED),
            },
            Self::Unpacked(_) | Self::Loaded => return true,
        }
        false
    }

    /// What is unpacked and not loaded.
    fn bytes(&self) -> Option<Uint8Array> {
        if let Self::Unpacked(bytes) = self { Some(bytes.clone()) } else { None }
    }
}

impl Unpacker {
    fn of_page() -> Self {
        Self { packed: LzipReader::new(Cursor::new(bytes_of(REST).to_vec())), bytes: Vec::new() }
    }

    /// How many bytes there are more; none at the end.
    fn piece(&mut self) -> io::Result<usize> {
        self.packed.by_ref().take(PIECE).read_to_end(&mut self.bytes)
    }
}

/// Loads the rest as soon as the page is painted.
pub fn load_when_painted() {
    if own_page::is_packed() {
        after_paint(|| spawn_local(load_in_turns()));
    }
}

async fn load_in_turns() {
    let mut pace = Pace::new();
    while !STATE.with_borrow_mut(Rest::advance) {
        pace.breathe().await;
    }
    let Some(bytes) = STATE.with_borrow(Rest::bytes) else { return };
    let compiled = JsFuture::from(WebAssembly::compile(&bytes)).await;
    // What was needed sooner is there by now.
    if STATE.with_borrow(Rest::bytes).is_some() {
        link(compiled.map(JsCast::unchecked_into));
    }
}

/// Loads the rest at once. The part that runs calls this where it calls
/// something of the rest; what this calls is therefore never in the rest.
#[wasm_bindgen]
pub fn load_rest() {
    while !STATE.with_borrow_mut(Rest::advance) {}
    if let Some(bytes) = STATE.with_borrow(Rest::bytes) {
        link(WebAssembly::Module::new(&bytes));
    }
}

/// Makes the rest with the memory and functions of the part that runs.
fn link(module: Result<WebAssembly::Module, JsValue>) {
    let imports = Object::new();
    let linked = module.and_then(|module| {
        Reflect::set(&imports, &START_MODULE.into(), &wasm_bindgen::exports())?;
        WebAssembly::Instance::new(&module, &imports)
    });
    match linked {
        Ok(_) => STATE.set(Rest::Loaded),
        Err(_) => wasm_bindgen::throw_str(DAMAGED),
    }
}
