//! An article: title, text and metadata, with what was marked in it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Annotation, Attribution, Dismissal, Entity, Extra, Id};
use crate::text::{Block, Text};

/// How far the work on an article has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    #[default]
    New,
    InProgress,
    Done,
    Skipped,
}

impl Status {
    pub const ALL: [Self; 4] = [Self::New, Self::InProgress, Self::Done, Self::Skipped];

    /// The status's name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Skipped => "skipped",
        }
    }

    /// The status with this [`name`](Self::name), if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The status's name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::InProgress => "In progress",
            Self::Done => "Done",
            Self::Skipped => "Skipped",
        }
    }
}

/// A whole article as it is read from and written to files and the store. Its
/// text is never edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    pub id: Id,
    pub title: String,
    /// url, publisher, published, byline, file_name, encoding, bom and
    /// whatever else a file brings.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub metadata: Extra,
    pub text: Arc<Text>,
    pub blocks: Vec<Block>,
    #[serde(default)]
    pub annotations: Vec<Arc<Annotation>>,
    #[serde(default)]
    pub entities: Vec<Arc<Entity>>,
    #[serde(default)]
    pub attributions: Vec<Arc<Attribution>>,
    /// Findings of the checks that an editor has set aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dismissals: Vec<Arc<Dismissal>>,
    /// Labels of the article as a whole.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub document_labels: Extra,
    #[serde(default)]
    pub status: Status,
    /// Annotations of a file whose place in the text could not be found: kept
    /// as the file had them, listed for the user, exported again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orphans: Vec<serde_json::Value>,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

impl Article {
    /// An article in which nothing is marked yet, without metadata.
    #[must_use]
    pub fn unmarked(id: Id, title: String, text: Arc<Text>, blocks: Vec<Block>) -> Self {
        Self {
            id,
            title,
            metadata: Extra::new(),
            text,
            blocks,
            annotations: Vec::new(),
            entities: Vec::new(),
            attributions: Vec::new(),
            dismissals: Vec::new(),
            document_labels: Extra::new(),
            status: Status::New,
            orphans: Vec::new(),
            extra: Extra::new(),
        }
    }
}
