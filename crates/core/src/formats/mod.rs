//! What Galley reads and writes: one file per format.
//!
//! Readers keep what they can and list what they could not: every [`Issue`]
//! names the place, what was found and what was done.

pub mod archive;
pub mod detect;
pub mod encoding;
pub mod file_name;
pub mod html;
pub mod label_set;
pub mod lines;
pub mod markdown;
pub mod native;
pub mod nesting;
pub mod plain;

use std::fmt;

use crate::model::Article;

/// Something in a file that was not as it should be, and what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Where in the file: "article 3 \"Title\", annotation a17", "line 12".
    pub place: String,
    /// What was found there.
    pub found: String,
    /// What Galley did about it.
    pub done: String,
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.found, self.done)
    }
}

/// A file that could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct ReadError {
    /// Where reading stopped: "line 3, column 17", "the first bytes", "the file".
    pub place: String,
    /// Why, in words for the user.
    pub reason: String,
}

/// What a reader got out of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Import {
    pub articles: Vec<Article>,
    pub issues: Vec<Issue>,
}
