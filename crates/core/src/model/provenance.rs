//! Who made an annotation, when, and how.

use serde::{Deserialize, Serialize};

/// How an annotation came to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Marked by a person.
    #[default]
    Human,
    /// A suggestion that a person accepted as it was.
    Accepted,
    /// A suggestion that a person changed before or after accepting it.
    Edited,
    /// Brought by a file that does not say more.
    Imported,
}

/// Who made an annotation, when, and whether by hand or from a suggestion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The annotator's name as they gave it; may be empty.
    #[serde(default)]
    pub creator: String,
    /// RFC 3339, UTC.
    #[serde(default)]
    pub created: String,
    /// RFC 3339, UTC, of the last change by a person; absent while unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    #[serde(default)]
    pub origin: Origin,
    /// The suggestion rule's id, where one made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}
