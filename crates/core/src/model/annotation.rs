//! An annotation: a target with a label, attributes, a note and a provenance.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use text_size::{TextRange, TextSize};

use super::{Evidence, Extra, Id, LabelId, Provenance};

/// What an annotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnnotationType {
    /// A mention of an entity.
    Entity,
    Claim,
    /// Who says it.
    Source,
    /// The words that attribute: "said", "according to".
    Cue,
    /// What is said.
    Content,
    /// To whom it is said.
    Addressee,
}

impl AnnotationType {
    /// Every type, in the order in which a menu shows them.
    pub const ALL: [Self; 6] =
        [Self::Entity, Self::Claim, Self::Source, Self::Cue, Self::Content, Self::Addressee];

    /// The type's name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Claim => "claim",
            Self::Source => "source",
            Self::Cue => "cue",
            Self::Content => "content",
            Self::Addressee => "addressee",
        }
    }

    /// Whether it is a part of an attribution.
    #[must_use]
    pub fn is_part(self) -> bool {
        matches!(self, Self::Source | Self::Cue | Self::Content | Self::Addressee)
    }

    /// The type with this [`name`](Self::name), if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Attribute values by attribute name.
pub type Attributes = BTreeMap<String, Value>;

/// Why fragments do not make a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    #[error("a target needs at least one fragment")]
    NoFragment,
    #[error("a fragment is empty")]
    EmptyFragment,
}

/// One or more fragments of the text: in text order, none empty, none
/// touching or overlapping the next.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<TextRange>", into = "Vec<TextRange>")]
pub struct Target(Vec<TextRange>);

impl Target {
    /// A target of these fragments, sorted, with those that touch or overlap
    /// joined.
    ///
    /// # Errors
    /// When there is no fragment, or one is empty.
    pub fn new(mut fragments: Vec<TextRange>) -> Result<Self, TargetError> {
        if fragments.iter().any(|fragment| fragment.is_empty()) {
            return Err(TargetError::EmptyFragment);
        }
        fragments.sort_unstable_by_key(|fragment| (fragment.start(), fragment.end()));
        fragments.dedup_by(|next, last| {
            let touches = next.start() <= last.end();
            if touches {
                *last = last.cover(*next);
            }
            touches
        });
        if fragments.is_empty() {
            return Err(TargetError::NoFragment);
        }
        Ok(Self(fragments))
    }

    /// The fragments, at least one, in text order, byte offsets.
    #[must_use]
    pub fn fragments(&self) -> &[TextRange] {
        &self.0
    }

    /// From the first fragment's start to the last one's end, gaps included.
    #[must_use]
    pub fn extent(&self) -> TextRange {
        let (first, last) = (self.0[0], self.0[self.0.len() - 1]);
        first.cover(last)
    }

    /// The fragment that holds the character at an offset.
    #[must_use]
    pub fn fragment_at(&self, at: TextSize) -> Option<TextRange> {
        self.0.iter().copied().find(|fragment| fragment.contains(at))
    }

    /// The target's text: its fragments joined by " … ".
    #[must_use]
    pub fn exact(&self, text: &str) -> String {
        let parts: Vec<&str> =
            self.0.iter().filter_map(|range| text.get(std::ops::Range::<usize>::from(*range))).collect();
        parts.join(" … ")
    }
}

impl TryFrom<Vec<TextRange>> for Target {
    type Error = TargetError;

    fn try_from(fragments: Vec<TextRange>) -> Result<Self, TargetError> {
        Self::new(fragments)
    }
}

impl From<Target> for Vec<TextRange> {
    fn from(target: Target) -> Self {
        target.0
    }
}

/// A target with a label, attributes, a note and a provenance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    pub id: Id,
    #[serde(rename = "type")]
    pub kind: AnnotationType,
    pub label: LabelId,
    pub target: Target,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: Attributes,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// For a claim: what an editor found for or against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub provenance: Provenance,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

impl Annotation {
    #[must_use]
    pub fn reading_order(&self) -> ReadingOrder {
        let extent = self.target.extent();
        ReadingOrder(extent.start(), Reverse(extent.end()), self.id.clone())
    }
}

/// An annotation's place among all of an article: by start, longer first, then
/// by id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadingOrder(TextSize, Reverse<TextSize>, Id);

impl ReadingOrder {
    /// The place before every annotation that begins at an offset.
    #[must_use]
    pub fn before(at: TextSize) -> Self {
        Self(at, Reverse(TextSize::new(u32::MAX)), Id::new(""))
    }
}
