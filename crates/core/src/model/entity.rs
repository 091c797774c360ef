//! An entity: what mentions refer to.

use serde::{Deserialize, Serialize};

use super::{Extra, Id, LabelId};

/// What one or more mentions refer to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    pub id: Id,
    /// The entity label that its mentions carry.
    #[serde(rename = "type")]
    pub label: LabelId,
    /// The canonical name.
    pub name: String,
    /// A position or description: "harbour master".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// Ids of `entity` annotations.
    pub mentions: Vec<Id>,
    /// URIs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}
