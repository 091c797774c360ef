//! The file's own shape: what [`write`](super::write) puts into JSON, in the
//! order of the fields here, and what the JSON Schema is derived from.
//!
//! These types are not the model's: a file counts in code points, quotes every
//! fragment and names labels, where the model has bytes, a text beside it and
//! label ids. The reader does not use them: it takes files apart field by
//! field, so that one bad value does not cost the rest.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::model::{AnnotationType, Attributes, Extra, Origin, Scope, Status};
use crate::text::BlockKind;

#[cfg(any(test, feature = "schema"))]
use super::schema;

/// The version of the format that this Galley writes.
pub const VERSION: u64 = 1;

/// Who wrote a file: "galley 0.1.0".
pub const GENERATOR: &str = concat!("galley ", env!("CARGO_PKG_VERSION"));

/// The value of `format`.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema), schemars(inline))]
pub enum Format {
    #[default]
    #[serde(rename = "galley")]
    Galley,
}

/// The value of `version`.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema), schemars(inline, extend("const" = 1)))]
#[cfg_attr(any(test, feature = "schema"), schemars(with = "u64"))]
pub struct Version;

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(VERSION)
    }
}

/// What `start` and `end` count. Galley writes code points and reads all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "snake_case")]
pub enum OffsetUnit {
    /// Unicode code points, as Python's strings count.
    #[default]
    CodePoint,
    /// UTF-16 code units, as JavaScript's and Java's strings count.
    #[serde(rename = "utf16")]
    Utf16,
    /// Bytes of the text in UTF-8, as Rust's and Go's strings count.
    Byte,
}

impl OffsetUnit {
    pub(super) const ALL: [Self; 3] = [Self::CodePoint, Self::Utf16, Self::Byte];

    /// The unit's name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CodePoint => "code_point",
            Self::Utf16 => "utf16",
            Self::Byte => "byte",
        }
    }
}

/// A whole `.json` file.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema), schemars(rename = "File"))]
pub struct File<'a, A> {
    pub format: Format,
    pub version: Version,
    pub offset_unit: OffsetUnit,
    /// When the file was written, RFC 3339.
    pub exported: &'a str,
    /// What wrote the file, with its version.
    pub generator: &'static str,
    pub label_set: LabelSet<'a>,
    pub articles: A,
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}

/// The first line of a `.jsonl` file.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct Header<'a> {
    pub format: Format,
    pub version: Version,
    pub offset_unit: OffsetUnit,
    /// When the file was written, RFC 3339.
    pub exported: &'a str,
    /// What wrote the file, with its version.
    pub generator: &'static str,
    pub label_set: LabelSet<'a>,
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}

/// Any other line of a `.jsonl` file: an article that stands alone.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct Line<'a> {
    pub format: Format,
    pub version: Version,
    pub offset_unit: OffsetUnit,
    #[serde(flatten)]
    pub article: Article<'a>,
}

/// The labels and attributes that annotations use.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct LabelSet<'a> {
    pub name: &'a str,
    pub labels: Vec<Label<'a>>,
    pub attributes: Vec<Attribute<'a>>,
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}

/// One label.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct Label<'a> {
    /// Stays when the label is renamed.
    pub id: &'a str,
    #[serde(rename = "type")]
    #[cfg_attr(any(test, feature = "schema"), schemars(schema_with = "schema::annotation_type"))]
    pub kind: AnnotationType,
    /// What annotations name the label by; unique in the set.
    pub name: &'a str,
    /// The name on screen.
    pub title: &'a str,
    /// The character that labels the selection, in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<char>,
    /// For a light page.
    #[cfg_attr(any(test, feature = "schema"), schemars(regex(pattern = "^#[0-9a-fA-F]{6}$")))]
    pub color: &'a str,
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}

/// An attribute that annotations of a type, or attributions, may carry.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct Attribute<'a> {
    #[cfg_attr(any(test, feature = "schema"), schemars(schema_with = "schema::scope"))]
    pub applies_to: Scope,
    pub name: &'a str,
    pub kind: AttributeKind,
    /// What a choice chooses from; for a choice only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<&'a [String]>,
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}

/// What values an attribute takes.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "snake_case")]
pub enum AttributeKind {
    /// One of the strings in `values`.
    Choice,
    /// True, or absent.
    Flag,
    /// Any text.
    Text,
}

/// An article with what was marked in it. Only the text has to be there.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct Article<'a> {
    pub id: &'a str,
    pub title: &'a str,
    /// url, publisher, published, byline, file_name and whatever else is known.
    pub metadata: Cow<'a, Extra>,
    /// The text that every offset counts in, exactly.
    pub text: &'a str,
    /// SHA-256 of the text in UTF-8, in lower-case hexadecimal digits.
    #[cfg_attr(any(test, feature = "schema"), schemars(regex(pattern = "^[0-9a-fA-F]{64}$")))]
    pub text_sha256: String,
    /// In text order, without the white space around them.
    pub blocks: Vec<Block<'a>>,
    /// In text order: by start, the longer first, then by id.
    pub annotations: Vec<Annotation<'a>>,
    /// By id.
    pub entities: Vec<Entity<'a>>,
    /// By id.
    pub attributions: Vec<Attribution<'a>>,
    /// Labels of the article as a whole.
    pub document_labels: Cow<'a, Extra>,
    #[cfg_attr(any(test, feature = "schema"), schemars(schema_with = "schema::status"))]
    pub status: Status,
    /// Annotations whose place in the text was not found, as they were read.
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    pub orphans: Cow<'a, [Value]>,
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}

/// A stretch of the text with a kind.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct Block<'a> {
    #[cfg_attr(any(test, feature = "schema"), schemars(schema_with = "schema::block_kind"))]
    pub kind: BlockKind,
    pub start: u32,
    pub end: u32,
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}

/// A target with a label, attributes, a note and a provenance.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct Annotation<'a> {
    pub id: &'a str,
    #[serde(rename = "type")]
    #[cfg_attr(any(test, feature = "schema"), schemars(schema_with = "schema::annotation_type"))]
    pub kind: AnnotationType,
    /// The label's name in the label set.
    pub label: &'a str,
    /// What is marked: more than one fragment when it is discontinuous.
    #[cfg_attr(any(test, feature = "schema"), schemars(length(min = 1)))]
    pub target: Vec<Fragment<'a>>,
    pub attributes: &'a Attributes,
    pub note: &'a str,
    pub provenance: Provenance<'a>,
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}

/// A half-open range of the text, with the text that is there.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct Fragment<'a> {
    pub start: u32,
    pub end: u32,
    /// Lets a reader check the offsets, and find the place when they are off.
    pub exact: &'a str,
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}

/// Who made an annotation, when, and how.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct Provenance<'a> {
    pub creator: &'a str,
    /// RFC 3339, UTC.
    pub created: &'a str,
    /// RFC 3339, UTC, of the last change; absent while unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<&'a str>,
    #[cfg_attr(any(test, feature = "schema"), schemars(schema_with = "schema::origin"))]
    pub origin: Origin,
    /// The rule that suggested it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'a str>,
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}

/// What one or more mentions refer to.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct Entity<'a> {
    pub id: &'a str,
    /// The name of the label that its mentions carry.
    #[serde(rename = "type")]
    pub label: &'a str,
    /// The canonical name.
    pub name: &'a str,
    /// A position or description.
    pub role: &'a str,
    /// Ids of annotations of this article.
    pub mentions: Vec<&'a str>,
    /// URIs.
    pub links: &'a [String],
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}

/// Who said what, in which words: all of them ids of annotations of this
/// article, but for `parent`.
#[derive(Debug, Serialize)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
pub struct Attribution<'a> {
    pub id: &'a str,
    pub sources: Vec<&'a str>,
    /// A person states that there is no source.
    pub no_source: bool,
    pub cue: Option<&'a str>,
    pub contents: Vec<&'a str>,
    pub addressees: Vec<&'a str>,
    /// The attribution that this one is nested in.
    pub parent: Option<&'a str>,
    pub attributes: &'a Attributes,
    #[serde(flatten)]
    pub extra: Cow<'a, Extra>,
}
