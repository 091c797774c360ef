//! A block: a stretch of the text with a kind.

use serde::{Deserialize, Serialize};
use text_size::TextRange;

/// What a block is in the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    Headline,
    Standfirst,
    Byline,
    Dateline,
    Paragraph,
    Subheading,
    Quotation,
    ListItem,
    Caption,
    Credit,
    Boilerplate,
}

impl BlockKind {
    /// Every kind, in the order in which a menu shows them.
    pub const ALL: [Self; 11] = [
        Self::Headline,
        Self::Standfirst,
        Self::Byline,
        Self::Dateline,
        Self::Paragraph,
        Self::Subheading,
        Self::Quotation,
        Self::ListItem,
        Self::Caption,
        Self::Credit,
        Self::Boilerplate,
    ];

    /// The kind's name in files and in `data-kind`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Standfirst => "standfirst",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Paragraph => "paragraph",
            Self::Subheading => "subheading",
            Self::Quotation => "quotation",
            Self::ListItem => "list_item",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Boilerplate => "boilerplate",
        }
    }

    /// The kind's name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Headline => "Headline",
            Self::Standfirst => "Standfirst",
            Self::Byline => "Byline",
            Self::Dateline => "Dateline",
            Self::Paragraph => "Paragraph",
            Self::Subheading => "Subheading",
            Self::Quotation => "Quotation",
            Self::ListItem => "List item",
            Self::Caption => "Caption",
            Self::Credit => "Credit",
            Self::Boilerplate => "Boilerplate",
        }
    }

    /// The kind with this [`name`](Self::name), if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A stretch of the text with a kind. The range excludes the white space
/// around it; blocks are in text order and do not overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub kind: BlockKind,
    /// Byte offsets into the article's text.
    pub range: TextRange,
}
