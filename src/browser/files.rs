//! Files that the user chose, dropped or pasted, and their bytes.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ClipboardEvent, DataTransfer, DragEvent, File, HtmlInputElement, TextDecodeOptions, TextDecoder,
    TextDecoderOptions,
};

use super::storage::describe;
use super::{halves, js};
use crate::opening::Input;

/// Why some of what is dropped or pasted is not opened.
const FOLDER: &str = "it is a folder; open the files in it instead";
const HALF: &str = "half of a character stands alone in it (a lone surrogate)";

/// What is read of a file at once.
pub const SLICE: u64 = 1 << 20;

/// The files chosen in a file input, which is emptied so that the same file
/// can be chosen again.
pub fn chosen(input: &HtmlInputElement) -> Vec<Input> {
    let files = input.files().map(|files| (0..files.length()).filter_map(|index| files.get(index)).collect());
    let files: Vec<File> = files.unwrap_or_default();
    input.set_value("");
    files.into_iter().map(Input::File).collect()
}

/// Whether something dragged over the page has files in it.
pub fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|transfer| transfer.types());
    types.is_some_and(|types| types.iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}

/// What was dropped: its files, or the text that was dragged from another
/// page. A folder comes as a file that cannot be read, with words for why.
pub fn dropped(event: &DragEvent) -> Vec<Input> {
    let Some(transfer) = event.data_transfer() else { return Vec::new() };
    let files = files_of(&transfer);
    if files.is_empty() { text_of(&transfer, "Dropped text") } else { files }
}

/// What was pasted: files, or an article.
pub fn pasted(event: &ClipboardEvent) -> Vec<Input> {
    let Some(transfer) = event.clipboard_data() else { return Vec::new() };
    let text = text_of(&transfer, "Pasted text");
    // A copied passage may come with a picture of itself: the words first.
    if text.is_empty() { files_of(&transfer) } else { text }
}

fn files_of(transfer: &DataTransfer) -> Vec<Input> {
    let items = transfer.items();
    let mut inputs = Vec::new();
    for index in 0..items.length() {
        let Some(item) = items.get(index).filter(|item| item.kind() == "file") else { continue };
        let folder = item.webkit_get_as_entry().ok().flatten().filter(|entry| entry.is_directory());
        match (folder, item.get_as_file()) {
            (Some(folder), _) => inputs.push(Input::Unfit { name: folder.name(), why: FOLDER }),
            (None, Ok(Some(file))) => inputs.push(Input::File(file)),
            (None, _) => {}
        }
    }
    inputs
}

fn text_of(transfer: &DataTransfer, name: &str) -> Vec<Input> {
    let text = js::call(transfer, "getData", &[&"text/plain".into()]).unwrap_or_default();
    if halves::has_half(&text) {
        return vec![Input::Unfit { name: name.to_owned(), why: HALF }];
    }
    let text = text.as_string().unwrap_or_default();
    let html = transfer.get_data("text/html").ok().filter(|html| !html.is_empty());
    if text.trim().is_empty() && html.is_none() {
        return Vec::new();
    }
    vec![Input::Pasted { name: name.to_owned(), text, html }]
}

/// The bytes of a part of a file.
pub async fn bytes(file: &Blob, from: u64, to: u64) -> Result<Vec<u8>, String> {
    // Exact: no file has 2^53 bytes.
    let part = file.slice_with_f64_and_f64(from as f64, to as f64).map_err(|error| why_unread(&error))?;
    let buffer: ArrayBuffer =
        JsFuture::from(part.array_buffer()).await.map_err(|error| why_unread(&error))?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn why_unread(error: &JsValue) -> String {
    format!("the browser cannot read it; it may have been moved, changed or protected ({})", describe(error))
}

/// Why bytes are not text in an encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The browser does not know the encoding.
    Unknown,
    /// These bytes, from this one on, mean nothing in it.
    At { byte: usize, line: usize },
}

/// Decodes bytes with the browser's decoder.
pub fn decode(bytes: &[u8], encoding: &str) -> Result<String, DecodeError> {
    let decoder = decoder(encoding)?;
    decoder.decode_with_u8_array(bytes).map_err(|_| first_fault(bytes, encoding))
}

fn decoder(encoding: &str) -> Result<TextDecoder, DecodeError> {
    let options = TextDecoderOptions::new();
    options.set_fatal(true);
    TextDecoder::new_with_label_and_options(encoding, &options).map_err(|_| DecodeError::Unknown)
}

/// The decoder does not say where it stopped: found by halving.
fn first_fault(bytes: &[u8], encoding: &str) -> DecodeError {
    let prefix = |len: usize| -> Option<String> {
        let options = TextDecodeOptions::new();
        // A character cut at the prefix's end is no fault.
        options.set_stream(true);
        decoder(encoding).ok()?.decode_with_u8_array_and_options(&bytes[..len], &options).ok()
    };
    let (mut good, mut bad) = (0, bytes.len());
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if prefix(middle).is_some() {
            good = middle;
        } else {
            bad = middle;
        }
    }
    let line = prefix(good).map_or(1, |text| text.matches('\n').count() + 1);
    DecodeError::At { byte: good, line }
}
