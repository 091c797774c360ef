//! The label set: labels with keys and colours, and attributes with their
//! allowed values.

mod check;
mod color;
mod edit;
mod house_style;
mod merge;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{AnnotationType, Extra};

pub use check::{Fault, Place, is_color};
pub use edit::LabelSetEdit;
pub use house_style::{CheckStyle, HouseStyle, Level};
pub use merge::Merge;

/// A label's id: given once and never changed, so that renaming a label
/// touches no annotation. Files carry the label's name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LabelId(Arc<str>);

impl LabelId {
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for LabelId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl Borrow<str> for LabelId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LabelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    pub id: LabelId,
    #[serde(rename = "type")]
    pub kind: AnnotationType,
    /// The name in files, unique in the set: `PERSON`.
    pub name: String,
    /// The name on screen: `Person`.
    pub title: String,
    /// The character that labels the selection, as lower case; none when the
    /// label has no key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<char>,
    /// `#rrggbb`, for a light page; the screen derives the dark one.
    pub color: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

/// What an attribute belongs to: annotations of a type, or attributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Entity,
    Claim,
    Source,
    Cue,
    Content,
    Addressee,
    Attribution,
}

impl Scope {
    /// Every scope, in the order in which a menu shows them.
    pub const ALL: [Self; 7] = [
        Self::Entity,
        Self::Claim,
        Self::Source,
        Self::Cue,
        Self::Content,
        Self::Addressee,
        Self::Attribution,
    ];

    /// The scope's name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Entity => AnnotationType::Entity.name(),
            Self::Claim => AnnotationType::Claim.name(),
            Self::Source => AnnotationType::Source.name(),
            Self::Cue => AnnotationType::Cue.name(),
            Self::Content => AnnotationType::Content.name(),
            Self::Addressee => AnnotationType::Addressee.name(),
            Self::Attribution => "attribution",
        }
    }

    /// The scope with this [`name`](Self::name), if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

impl From<AnnotationType> for Scope {
    fn from(kind: AnnotationType) -> Self {
        match kind {
            AnnotationType::Entity => Self::Entity,
            AnnotationType::Claim => Self::Claim,
            AnnotationType::Source => Self::Source,
            AnnotationType::Cue => Self::Cue,
            AnnotationType::Content => Self::Content,
            AnnotationType::Addressee => Self::Addressee,
        }
    }
}

/// What values an attribute takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum AttributeKind {
    /// One of these strings.
    Choice { values: Vec<String> },
    /// True, or absent.
    Flag,
    /// Any text.
    Text,
}

impl AttributeKind {
    /// The kind's name in files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Choice { .. } => "choice",
            Self::Flag => "flag",
            Self::Text => "text",
        }
    }
}

/// An attribute that annotations of a type, or attributions, may carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    pub applies_to: Scope,
    /// The name in files, unique within what it applies to: `checkability`.
    pub name: String,
    #[serde(flatten)]
    pub kind: AttributeKind,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

/// What the labels in other programs' files are here, by their names there: a
/// label of the set, or `None` where what carries it is left out.
pub type Aliases = BTreeMap<String, Option<LabelId>>;

/// The labels, attributes, keys and colours of a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelSet {
    pub name: String,
    pub labels: Vec<Label>,
    pub attributes: Vec<Attribute>,
    /// Which checks are run, and at which level.
    #[serde(default, skip_serializing_if = "HouseStyle::is_empty")]
    pub house_style: HouseStyle,
    #[serde(default, skip_serializing_if = "Aliases::is_empty")]
    pub aliases: Aliases,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

impl LabelSet {
    /// The label with this id.
    #[must_use]
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.labels.iter().find(|label| &label.id == id)
    }

    /// The label with this name in files.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Label> {
        self.labels.iter().find(|label| label.name == name)
    }

    /// The first label with this key.
    #[must_use]
    pub fn by_key(&self, key: char) -> Option<&Label> {
        let key: char = key.to_lowercase().next().unwrap_or(key);
        self.labels.iter().find(|label| label.key == Some(key))
    }

    /// The name that files carry for this label: its name, or the id when the
    /// label is no longer in the set.
    #[must_use]
    pub fn name_of<'a>(&'a self, id: &'a LabelId) -> &'a str {
        self.label(id).map_or(id.as_str(), |label| &label.name)
    }

    /// The attributes that apply to this scope.
    pub fn attributes_of(&self, scope: Scope) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(move |attribute| attribute.applies_to == scope)
    }

    /// Keys that more than one label claims, each with the labels' ids.
    #[must_use]
    pub fn key_clashes(&self) -> Vec<(char, Vec<LabelId>)> {
        let mut keys: Vec<char> = self.labels.iter().filter_map(|label| label.key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter()
            .map(|key| {
                (
                    key,
                    self.labels
                        .iter()
                        .filter(|label| label.key == Some(key))
                        .map(|label| label.id.clone())
                        .collect::<Vec<_>>(),
                )
            })
            .filter(|(_, labels)| labels.len() > 1)
            .collect()
    }
}

impl Default for LabelSet {
    /// The set a new workspace starts with: the OntoNotes entity names, claims
    /// and the parts of an attribution.
    fn default() -> Self {
        use AnnotationType::{Addressee, Claim, Content, Cue, Entity, Source};
        const LABELS: [(AnnotationType, &str, &str, char, &str); 18] = [
            (Entity, "PERSON", "Person", 'p', "#b7791f"),
            (Entity, "ORG", "Org", 'o', "#2b6cb0"),
            (Entity, "GPE", "Place", 'g', "#2f855a"),
            (Entity, "LOC", "Location", 'l', "#4d7c0f"),
            (Entity, "FAC", "Facility", 'f', "#0e7490"),
            (Entity, "NORP", "Group", 'n', "#9d5c0d"),
            (Entity, "DATE", "Date", 'd', "#7c5cbf"),
            (Entity, "MONEY", "Money", 'm', "#15803d"),
            (Entity, "PERCENT", "Percent", 't', "#6d28d9"),
            (Entity, "EVENT", "Event", 'e', "#c2410c"),
            (Entity, "PRODUCT", "Product", 'r', "#be185d"),
            (Entity, "LAW", "Law", 'w', "#475569"),
            (Entity, "OTHER", "Other", 'x', "#78716c"),
            (Claim, "CLAIM", "Claim", 'c', "#0f766e"),
            (Source, "SOURCE", "Source", 's', "#8c2f2b"),
            (Cue, "CUE", "Cue", 'u', "#a8554f"),
            (Content, "CONTENT", "Quote", 'q', "#9f1239"),
            (Addressee, "ADDRESSEE", "Addressee", 'a', "#7f5539"),
        ];
        const CHOICES: [(Scope, &str, &[&str]); 12] = [
            (Scope::Claim, "checkability", &["not_factual", "factual", "check_worthy"]),
            (Scope::Claim, "commitment", &["certain", "probable", "possible", "underspecified"]),
            (
                Scope::Source,
                "source_type",
                &[
                    "named_person",
                    "named_org",
                    "document",
                    "anonymous",
                    "unnamed_person",
                    "unnamed_group",
                    "author",
                    "none",
                ],
            ),
            (Scope::Source, "source_form", &["name", "title", "description", "pronoun"]),
            (Scope::Attribution, "quote_type", &["direct", "indirect", "mixed"]),
            (Scope::Attribution, "mode", &["speech", "writing", "thought", "evidence"]),
            (Scope::Attribution, "polarity", &["positive", "negative"]),
            (
                Scope::Attribution,
                "sourcing",
                &["first_hand", "via_media", "via_person", "via_document", "unknown"],
            ),
            (Scope::Attribution, "cue_stance", &["neutral", "positive", "doubtful"]),
            (Scope::Attribution, "quote_integrity", &["closed", "running", "unclosed"]),
            (Scope::Attribution, "commitment", &["certain", "probable", "possible", "underspecified"]),
            (Scope::Entity, "mention_form", &["name", "title", "description", "pronoun"]),
        ];
        let labels = LABELS
            .into_iter()
            .map(|(kind, name, title, key, color)| Label {
                id: LabelId::new(name),
                kind,
                name: name.to_owned(),
                title: title.to_owned(),
                key: Some(key),
                color: color.to_owned(),
                extra: Extra::new(),
            })
            .collect();
        let mut attributes: Vec<Attribute> = CHOICES
            .into_iter()
            .map(|(applies_to, name, values)| Attribute {
                applies_to,
                name: name.to_owned(),
                kind: AttributeKind::Choice {
                    values: values.iter().map(|&value| value.to_owned()).collect(),
                },
                extra: Extra::new(),
            })
            .collect();
        let others = [
            (Scope::Attribution, "discuss", AttributeKind::Flag),
            (Scope::Source, "anonymity_reason", AttributeKind::Text),
            (Scope::Claim, "own_reporting", AttributeKind::Flag),
            (Scope::Claim, "own_reporting_reason", AttributeKind::Text),
        ];
        attributes.extend(others.map(|(applies_to, name, kind)| Attribute {
            applies_to,
            name: name.to_owned(),
            kind,
            extra: Extra::new(),
        }));
        Self {
            name: "News attribution".to_owned(),
            labels,
            attributes,
            house_style: HouseStyle::new(),
            aliases: Aliases::new(),
            extra: Extra::new(),
        }
    }
}
