//! An attribution: who said what, in which words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Attributes, Extra, Id};

/// A relation of at most one cue with any number of sources, contents and
/// addressees, all of them annotations of the same article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    pub id: Id,
    #[serde(default)]
    pub sources: Vec<Id>,
    /// A person states that there is no source; not the same as none marked.
    #[serde(default)]
    pub no_source: bool,
    #[serde(default)]
    pub cue: Option<Id>,
    #[serde(default)]
    pub contents: Vec<Id>,
    #[serde(default)]
    pub addressees: Vec<Id>,
    /// The attribution that this one is nested in.
    #[serde(default)]
    pub parent: Option<Id>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: Attributes,
    /// Also what is to be discussed, where the attribute `discuss` is set.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}
