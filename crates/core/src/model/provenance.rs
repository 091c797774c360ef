//! Who made an annotation, when, and how.

use std::sync::Arc;

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

impl Origin {
    pub const ALL: [Self; 4] = [Self::Human, Self::Accepted, Self::Edited, Self::Imported];

    /// The origin's name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Accepted => "accepted",
            Self::Edited => "edited",
            Self::Imported => "imported",
        }
    }

    /// The origin with this [`name`](Self::name), if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }
}

/// Who made an annotation, when, and whether by hand or from a suggestion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The annotator's name as they gave it; may be empty.
    #[serde(default)]
    pub creator: Arc<str>,
    /// RFC 3339, UTC.
    #[serde(default)]
    pub created: Arc<str>,
    /// RFC 3339, UTC, of the last change by a person; absent while unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Arc<str>>,
    #[serde(default)]
    pub origin: Origin,
    /// The suggestion rule's id, where one made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Arc<str>>,
}

/// The last of texts that mostly come in runs of the same, so that a run is
/// one text in memory.
#[derive(Debug, Default)]
pub(crate) struct Last(Arc<str>);

impl Last {
    pub(crate) fn share(&mut self, text: &str) -> Arc<str> {
        if &*self.0 != text {
            self.0 = text.into();
        }
        self.0.clone()
    }
}
