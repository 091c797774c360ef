//! Why something could not be stored or read back, in words for the user.

use std::fmt;

use galley_core::store::record::Damaged;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// Why a store is closed that no window has closed.
pub(super) const BY_THE_BROWSER: &str = "the browser has cleared or closed it";
pub(super) const FOR_ROOM: &str =
    "the browser has no room left for it, and has closed it; free some space on the disk before you reload";

/// Why something could not be stored or read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// The browser offers no store here, or refuses to open it.
    Refused { why: String },
    /// A newer Galley has written what is stored here.
    Newer,
    /// An older Galley in another tab keeps the store from being updated.
    Blocked,
    /// No room is left.
    Full,
    /// The store was closed under the page: cleared, deleted or taken over.
    Closed { why: &'static str },
    /// Another tab has written since this one read the workspace.
    Overtaken,
    /// A stored record cannot be read.
    Damaged { what: String, why: String },
    /// Anything else that the browser says.
    Failed { why: String },
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { why } => write!(
                f,
                "This browser does not let Galley store anything here ({why})"
            ),
            Self::Newer => f.write_str(
                "The work stored in this browser was written by a newer Galley. It is left as it is; open it with that version",
            ),
            Self::Blocked => {
                f.write_str("An older Galley is open in another tab. Close that tab, then reload this page")
            }
            Self::Full => f.write_str(
                "This browser has no room left for Galley. Free some space on the disk before you reload or close this page",
            ),
            Self::Closed { why } => write!(f, "The store was closed: {why}"),
            Self::Overtaken => f.write_str(
                "Another tab has changed this workspace since it was opened here; reload the page to go on with that",
            ),
            Self::Damaged { what, why } => write!(f, "{what} is damaged in the store and cannot be read ({why})"),
            Self::Failed { why } => write!(f, "The browser could not store or read the work: {why}"),
        }
    }
}

impl StorageError {
    /// What a browser has thrown, as an error of ours.
    pub(super) fn from_js(error: &JsValue) -> Self {
        match error.dyn_ref::<DomException>() {
            Some(error) => Self::from_exception(error),
            None => Self::Failed { why: describe(error) },
        }
    }

    fn from_exception(error: &DomException) -> Self {
        match error.name().as_str() {
            "QuotaExceededError" => Self::Full,
            // Chromium where the disk itself is full; only its words tell.
            _ if error.message().contains("NO_SPACE") => Self::Full,
            "VersionError" => Self::Newer,
            "ConstraintError" => Self::Overtaken,
            _ => Self::Failed { why: describe(error) },
        }
    }

    pub(super) fn damaged(what: impl Into<String>, why: Damaged) -> Self {
        Self::Damaged { what: what.into(), why: why.0 }
    }
}

/// A browser's error in its own words; some have none but a name.
pub(crate) fn describe(error: &JsValue) -> String {
    if let Some(error) = error.dyn_ref::<DomException>() {
        let message = error.message();
        return if message.is_empty() { error.name() } else { message };
    }
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| "it gives no reason".to_owned()),
    }
}
