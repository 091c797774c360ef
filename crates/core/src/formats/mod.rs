//! What Galley reads and writes: one file per format.
//!
//! Readers keep what they can and list what they could not: every [`Issue`]
//! names the place, what was found and what was done.

pub mod archive;
mod articles;
mod brat;
pub mod bundle;
mod conll;
mod csv;
pub mod detect;
mod doccano;
mod draft;
pub mod encoding;
mod fact_check;
pub mod file_name;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod found;
mod galley;
pub mod guidelines;
mod heads;
pub mod html;
pub mod items;
pub mod label_map;
pub mod label_set;
mod label_studio;
pub mod lines;
pub mod losses;
#[cfg(test)]
mod malformed;
pub mod markdown;
pub mod native;
pub mod nesting;
mod newlines;
pub mod plain;
pub mod project;
pub mod question;
pub mod reading;
#[cfg(test)]
mod round_trip;
mod spans;
pub mod table;
mod tei;
#[cfg(test)]
mod testing;
mod tokens;
mod uima;
pub mod unit;
mod web_annotation;
pub mod writing;
mod xml;

use std::fmt;

use crate::model::{Id, LabelSet};

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

/// What reading needs of its surroundings.
pub struct Tools<'a> {
    /// Where labels are found that the file does not bring.
    pub label_set: &'a LabelSet,
    pub new_id: &'a mut dyn FnMut() -> Id,
    /// Parses a page of HTML; `None` when it cannot.
    pub parse_html: &'a dyn Fn(&str) -> Option<html::Node>,
}
