//! What the screen knows beside the session: what is saved, what is found,
//! what is to be told.

use std::rc::Rc;

use galley_core::text::TextRange;
use galley_core::text::search::Query;

use crate::action::{Dialog, Tab};

/// Whether the work is in storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Everything is; when the last of it was, as a time of day.
    Saved(Option<String>),
    Saving,
    /// Storage is refused: the work is in memory only.
    Unsaved,
    /// A write failed.
    Failed,
}

impl SaveState {
    /// The value of `data-save-state`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Saved(_) => "saved",
            Self::Saving => "saving",
            Self::Unsaved => "unsaved",
            Self::Failed => "failed",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Problem,
    Information,
}

/// Something to tell, until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub number: usize,
    pub kind: NoticeKind,
    pub title: String,
    pub lines: Rc<[String]>,
    /// The whole work is offered as a file.
    pub offer_file: bool,
}

/// Long work under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub title: String,
    pub detail: String,
    pub done: u64,
    pub total: u64,
}

/// What the find bar found in the open article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Find {
    pub open: bool,
    pub query: Query,
    pub matches: Rc<Vec<TextRange>>,
    /// The match that the caret is on.
    pub current: Option<usize>,
    /// More matches may come.
    pub searching: bool,
    pub error: Option<String>,
}

/// The parts of the screen that are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    pub list: bool,
    pub side: bool,
    pub tab: Tab,
    pub dialog: Option<Dialog>,
}
