//! Letting bytes out of the page: as a download, through the browser's save
//! dialog, or by the clipboard.

use std::fmt;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlTextAreaElement, Url};

use super::js;
use super::storage::describe;

/// How long a download's address stays good: the browser may ask the user
/// first where to put it.
const ADDRESS_LIFE_MS: u32 = 600_000;

/// Why something did not leave the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// The browser has no save dialog here.
    NoPicker,
    /// The user has closed the dialog, or refused.
    Cancelled,
    /// The clipboard is not to be written to.
    NotCopied,
    Failed {
        why: String,
    },
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPicker => f.write_str("This browser has no save dialog for pages; use Download"),
            Self::Cancelled => f.write_str("Nothing was saved"),
            Self::NotCopied => {
                f.write_str("The browser did not let Galley write to the clipboard; use Download")
            }
            Self::Failed { why } => write!(f, "The file was not written: {why}. Use Download"),
        }
    }
}

/// What is in a file, for the save dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileKind {
    pub mime: &'static str,
    pub extension: &'static str,
    pub description: &'static str,
}

pub const JSON: FileKind = FileKind { mime: "application/json", extension: ".json", description: "JSON" };
pub const JSON_LINES: FileKind =
    FileKind { mime: "application/x-ndjson", extension: ".jsonl", description: "JSON, one article a line" };
/// All other endings that are written.
const OTHER_KINDS: [FileKind; 5] = [
    FileKind { mime: "application/ld+json", extension: ".jsonld", description: "JSON-LD" },
    CSV,
    FileKind { mime: "text/tab-separated-values", extension: ".tsv", description: "TSV" },
    FileKind { mime: "application/zip", extension: ".zip", description: "Zip archive" },
    FileKind { mime: "text/plain", extension: ".txt", description: "Text" },
];

impl FileKind {
    /// The kind of a file by its ending, which begins without the full stop.
    pub fn of(extension: &str) -> Self {
        let all = [JSON, JSON_LINES].into_iter().chain(OTHER_KINDS);
        let mut fitting = all.filter(|kind| kind.extension.strip_prefix('.') == Some(extension));
        fitting.next().unwrap_or(OTHER_KINDS[OTHER_KINDS.len() - 1])
    }
}

pub const PROJECT: FileKind =
    FileKind { mime: "application/json", extension: ".galley.json", description: "Galley workspace" };
pub const PAGE: FileKind =
    FileKind { mime: "text/html", extension: ".html", description: "Galley with the workspace in it" };
pub const ARCHIVE: FileKind = FileKind {
    mime: "application/zip",
    extension: ".zip",
    description: "Galley workspace, one file an article",
};
pub const HTML: FileKind = FileKind { mime: "text/html", extension: ".html", description: "A page" };
pub const CSV: FileKind = FileKind { mime: "text/csv", extension: ".csv", description: "A table" };

/// What is to leave the page, gathered piece by piece. The browser keeps it,
/// and may keep it on the disk.
#[derive(Default)]
pub struct Parts {
    /// What the browser has taken already.
    taken: Array,
    /// What it has not, and how much that is.
    pending: Array,
    size: usize,
}

/// Handed to the browser at once, in bytes: more would hold the page up.
const HANDED: usize = 4 << 20;

impl Parts {
    pub fn push(&mut self, text: &str) {
        self.push_bytes(text.as_bytes());
    }

    pub fn push_bytes(&mut self, bytes: &[u8]) {
        self.pending.push(&Uint8Array::from(bytes));
        self.size += bytes.len();
        if self.size >= HANDED {
            self.hand_over();
        }
    }

    /// Makes one part of those that are pending. Should the browser refuse,
    /// they stay as they are, and the end says why.
    fn hand_over(&mut self) {
        self.size = 0;
        if let Ok(blob) = Blob::new_with_u8_array_sequence(&self.pending) {
            self.taken.push(&blob);
            self.pending = Array::new();
        }
    }

    pub fn blob(&self, kind: FileKind) -> Result<Blob, SaveError> {
        let options = BlobPropertyBag::new();
        options.set_type(kind.mime);
        let all = self.taken.concat(&self.pending);
        Blob::new_with_blob_sequence_and_options(&all, &options)
            .map_err(|error| SaveError::Failed { why: describe(&error) })
    }
}

/// A file that the user chose in the save dialog. It can be written again,
/// after a restart when the user allows it.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedFile {
    handle: JsValue,
    pub name: String,
}

/// Whether the browser has a save dialog for pages.
pub fn has_picker() -> bool {
    web_sys::window().is_some_and(|window| js::get(&window, "showSaveFilePicker").is_some())
}

/// Asks the user for a file. To be called at once when the user has asked to
/// save: the browser allows no dialog a few seconds later.
pub async fn pick(name: &str, kind: FileKind) -> Result<SavedFile, SaveError> {
    let window = web_sys::window().filter(|_| has_picker()).ok_or(SaveError::NoPicker)?;
    let extensions: JsValue = Array::of1(&kind.extension.into()).into();
    let accept = js::object(&[(kind.mime, extensions)]);
    let of_kind = js::object(&[("description", kind.description.into()), ("accept", accept)]);
    let options = js::object(&[
        ("suggestedName", name.into()),
        ("types", Array::of1(&of_kind).into()),
        ("id", "galley".into()),
    ]);
    let handle = js::call_async(&window, "showSaveFilePicker", &[&options])
        .await
        .map_err(|error| save_error(&error))?;
    let name = js::get_string(&handle, "name").unwrap_or_else(|| name.to_owned());
    Ok(SavedFile { handle, name })
}

impl SavedFile {
    pub fn new(handle: JsValue, name: String) -> Self {
        Self { handle, name }
    }

    /// The browser's own handle.
    pub fn handle(&self) -> &JsValue {
        &self.handle
    }

    /// Asks the user whether it may be written, where the browser has to. To
    /// be called at once when the user has asked to save.
    pub async fn allow(&self) -> Result<(), SaveError> {
        if js::get(&self.handle, "requestPermission").is_none() {
            return Ok(());
        }
        let mode = js::object(&[("mode", "readwrite".into())]);
        let answer = js::call_async(&self.handle, "requestPermission", &[&mode]).await;
        match answer.map_err(|error| save_error(&error))?.as_string().as_deref() {
            Some("granted") => Ok(()),
            _ => Err(SaveError::Failed { why: "the browser was not allowed to write it".to_owned() }),
        }
    }

    /// Writes the whole file. The browser puts it in place when all of it is
    /// written; until then the old one stays.
    pub async fn write(&self, blob: &Blob) -> Result<(), SaveError> {
        let stream =
            js::call_async(&self.handle, "createWritable", &[]).await.map_err(|error| save_error(&error))?;
        let written = js::call_async(&stream, "write", &[blob]).await;
        if let Err(error) = written {
            // The old file stays as it was.
            let _ = js::call_async(&stream, "abort", &[]).await;
            return Err(save_error(&error));
        }
        js::call_async(&stream, "close", &[]).await.map(drop).map_err(|error| save_error(&error))
    }
}

fn save_error(error: &JsValue) -> SaveError {
    match js::get_string(error, "name").as_deref() {
        Some("AbortError" | "NotAllowedError") => SaveError::Cancelled,
        _ => SaveError::Failed { why: describe(error) },
    }
}

/// Hands something to the browser as a download.
pub fn download(name: &str, blob: &Blob) -> Result<(), SaveError> {
    try_download(name, blob).map_err(|error| SaveError::Failed { why: describe(&error) })
}

fn try_download(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Timeout::new(ADDRESS_LIFE_MS, move || {
        // Nothing is lost when the address stays.
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

/// Puts text on the clipboard.
pub async fn copy(blob: &Blob) -> Result<(), SaveError> {
    let text = js::call_async(blob, "text", &[]).await.ok().and_then(|text| text.as_string());
    let Some(text) = text else { return Err(SaveError::NotCopied) };
    // A page from a file has no `navigator.clipboard` where the browser does
    // not count it as secure.
    let clipboard = web_sys::window().and_then(|window| js::get(&window.navigator(), "clipboard"));
    if let Some(clipboard) = clipboard
        && js::call_async(&clipboard, "writeText", &[&text.as_str().into()]).await.is_ok()
    {
        return Ok(());
    }
    match copy_by_command(&text) {
        Some(true) => Ok(()),
        _ => Err(SaveError::NotCopied),
    }
}

/// The old way: select the text in a field, and copy the selection.
fn copy_by_command(text: &str) -> Option<bool> {
    let document = web_sys::window()?.document()?;
    let focused = document.active_element();
    let field: HtmlTextAreaElement = document.create_element("textarea").ok()?.unchecked_into();
    field.set_value(text);
    field.set_read_only(true);
    field.set_attribute("aria-hidden", "true").ok()?;
    let style = field.style();
    for (property, value) in [("position", "fixed"), ("inset", "0 auto auto 0"), ("opacity", "0")] {
        style.set_property(property, value).ok()?;
    }
    // In an open dialog everything outside it is inert.
    let home = document.query_selector("dialog[open]").ok().flatten();
    let home = home.or_else(|| document.body().map(JsCast::unchecked_into))?;
    home.append_child(&field).ok()?;
    field.select();
    let copied =
        js::call(&document, "execCommand", &[&"copy".into()]).ok().and_then(|copied| copied.as_bool());
    field.remove();
    if let Some(focused) = focused.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = focused.focus();
    }
    copied
}
