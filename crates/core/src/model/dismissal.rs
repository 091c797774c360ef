//! A dismissal: an editor's statement that a finding of a check is no problem
//! here, and why.

use serde::{Deserialize, Serialize};

use super::{Extra, Id, Provenance, Target};

/// What a finding is about, told so that the same finding has it again after
/// any edit that does not concern it: annotations and attributions where it
/// rests on marks, a place where it rests on the text alone, neither where it
/// is about the whole article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<Id>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributions: Vec<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Target>,
}

/// A finding that was set aside, with the reason. It is kept, exported and
/// shown, and can be revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dismissal {
    pub id: Id,
    /// The check's name in files.
    pub check: String,
    #[serde(flatten)]
    pub subject: Subject,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(default)]
    pub provenance: Provenance,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}
