//! An edition of an article: the text with what stands and falls with it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Article, Extra};
use crate::text::{Block, Text};

/// What is replaced when an article's text is replaced by a corrected copy.
/// A text by itself is never edited: a new edition takes the place of the old
/// one, which stays in the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    pub title: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub metadata: Extra,
    pub text: Arc<Text>,
    pub blocks: Vec<Block>,
    /// Annotations without a place in this text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orphans: Vec<serde_json::Value>,
}

// A JSON value is equal to itself: no number in one is NaN.
impl Eq for Edition {}

/// The metadata field that a later edition has: the SHA-256 of the text that
/// it replaces.
pub const REPLACES: &str = "replaces_text_sha256";

impl Edition {
    /// The edition of an article as it stands.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        let Article { title, metadata, text, blocks, orphans, .. } = article;
        Self {
            title: title.clone(),
            metadata: metadata.clone(),
            text: text.clone(),
            blocks: blocks.clone(),
            orphans: orphans.clone(),
        }
    }
}
