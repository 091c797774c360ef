//! The file's shape, in the order of the fields: what the JSON Schema is
//! derived from, and what [`write`](super::write) keeps to.
//!
//! These types are not the model's: a file counts in code points, quotes every
//! fragment and names labels, where the model has bytes, a text beside it and
//! label ids. No value of them is ever made.

use schemars::JsonSchema;
use serde_json::Value;

use super::document::OffsetUnit;
use super::schema;
use std::collections::BTreeMap;

use crate::model::{AnnotationType, Attributes, Extra, Level, Origin, Scope, Stance, Status};
use crate::text::BlockKind;

/// The value of `format`.
#[derive(JsonSchema)]
#[schemars(inline)]
pub enum Format {
    #[schemars(rename = "galley")]
    Galley,
}

/// The value of `version`.
#[derive(JsonSchema)]
#[schemars(inline, extend("const" = 1), with = "u64")]
pub struct Version;

/// A whole `.json` file.
#[derive(JsonSchema)]
pub struct File {
    pub format: Format,
    pub version: Version,
    pub offset_unit: OffsetUnit,
    /// When the file was written, RFC 3339.
    pub exported: String,
    /// What wrote the file, with its version.
    pub generator: String,
    pub label_set: LabelSet,
    pub articles: Vec<Article>,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// The first line of a `.jsonl` file.
#[derive(JsonSchema)]
pub struct Header {
    pub format: Format,
    pub version: Version,
    pub offset_unit: OffsetUnit,
    /// When the file was written, RFC 3339.
    pub exported: String,
    /// What wrote the file, with its version.
    pub generator: String,
    pub label_set: LabelSet,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// Any other line of a `.jsonl` file: an article that stands alone.
#[derive(JsonSchema)]
pub struct Line {
    pub format: Format,
    pub version: Version,
    pub offset_unit: OffsetUnit,
    #[schemars(flatten)]
    pub article: Article,
}

/// The labels and attributes that annotations use.
#[derive(JsonSchema)]
pub struct LabelSet {
    pub name: String,
    pub labels: Vec<Label>,
    pub attributes: Vec<Attribute>,
    /// What is said of the checks, by their names; all others run at their own
    /// level.
    pub house_style: BTreeMap<String, CheckStyle>,
    /// What other programs call the labels: their names, with the id of a
    /// label, or null where what carries the name is left out.
    pub aliases: BTreeMap<String, Option<String>>,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// What a house style says of one check.
#[derive(JsonSchema)]
pub struct CheckStyle {
    /// The check is not run.
    pub off: bool,
    /// The level of its findings, where that is not the check's own.
    #[schemars(schema_with = "schema::level")]
    pub level: Option<Level>,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// One label.
#[derive(JsonSchema)]
pub struct Label {
    /// Stays when the label is renamed.
    pub id: String,
    #[schemars(rename = "type")]
    #[schemars(schema_with = "schema::annotation_type")]
    pub kind: AnnotationType,
    /// What annotations name the label by; unique in the set.
    pub name: String,
    /// The name on screen.
    pub title: String,
    /// The character that labels the selection, in lower case.
    pub key: Option<char>,
    /// For a light page.
    #[schemars(regex(pattern = "^#[0-9a-fA-F]{6}$"))]
    pub color: String,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// An attribute that annotations of a type, or attributions, may carry.
#[derive(JsonSchema)]
pub struct Attribute {
    #[schemars(schema_with = "schema::scope")]
    pub applies_to: Scope,
    pub name: String,
    pub kind: AttributeKind,
    /// What a choice chooses from; for a choice only.
    pub values: Option<Vec<String>>,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// What values an attribute takes.
#[derive(JsonSchema)]
#[schemars(inline)]
#[schemars(rename_all = "snake_case")]
pub enum AttributeKind {
    /// One of the strings in `values`.
    Choice,
    /// True, or absent.
    Flag,
    /// Any text.
    Text,
}

/// An article with what was marked in it. Only the text has to be there.
#[derive(JsonSchema)]
pub struct Article {
    pub id: String,
    pub title: String,
    /// url, publisher, published, byline, file_name and whatever else is known.
    pub metadata: Extra,
    /// The text that every offset counts in, exactly.
    pub text: String,
    /// SHA-256 of the text in UTF-8, in lower-case hexadecimal digits.
    #[schemars(regex(pattern = "^[0-9a-fA-F]{64}$"))]
    pub text_sha256: String,
    /// In text order, without the white space around them.
    pub blocks: Vec<Block>,
    /// In text order: by start, the longer first, then by id.
    pub annotations: Vec<Annotation>,
    /// By id.
    pub entities: Vec<Entity>,
    /// By id.
    pub attributions: Vec<Attribution>,
    /// Findings of the checks that an editor has set aside, by id.
    pub dismissals: Vec<Dismissal>,
    /// Labels of the article as a whole.
    pub document_labels: Extra,
    #[schemars(schema_with = "schema::status")]
    pub status: Status,
    /// Annotations whose place in the text was not found, as they were read.
    pub orphans: Vec<Value>,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// A stretch of the text with a kind.
#[derive(JsonSchema)]
pub struct Block {
    #[schemars(schema_with = "schema::block_kind")]
    pub kind: BlockKind,
    pub start: u32,
    pub end: u32,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// A target with a label, attributes, a note and a provenance.
#[derive(JsonSchema)]
pub struct Annotation {
    pub id: String,
    #[schemars(rename = "type")]
    #[schemars(schema_with = "schema::annotation_type")]
    pub kind: AnnotationType,
    /// The label's name in the label set.
    pub label: String,
    /// What is marked: more than one fragment when it is discontinuous.
    #[schemars(length(min = 1))]
    pub target: Vec<Fragment>,
    pub attributes: Attributes,
    pub note: String,
    /// For a claim: what an editor found for or against it.
    pub evidence: Vec<Evidence>,
    pub provenance: Provenance,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// A half-open range of the text, with the text that is there.
#[derive(JsonSchema)]
pub struct Fragment {
    pub start: u32,
    pub end: u32,
    /// Lets a reader check the offsets, and find the place when they are off.
    pub exact: String,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// Who made an annotation, when, and how.
#[derive(JsonSchema)]
pub struct Provenance {
    pub creator: String,
    /// RFC 3339, UTC.
    pub created: String,
    /// RFC 3339, UTC, of the last change; absent while unchanged.
    pub modified: Option<String>,
    #[schemars(schema_with = "schema::origin")]
    pub origin: Origin,
    /// The rule that suggested it.
    pub rule: Option<String>,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// What one or more mentions refer to.
#[derive(JsonSchema)]
pub struct Entity {
    pub id: String,
    /// The name of the label that its mentions carry.
    #[schemars(rename = "type")]
    pub label: String,
    /// The canonical name.
    pub name: String,
    /// A position or description.
    pub role: String,
    /// Ids of annotations of this article.
    pub mentions: Vec<String>,
    /// URIs.
    pub links: Vec<String>,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// Who said what, in which words: all of them ids of annotations of this
/// article, but for `parent`.
#[derive(JsonSchema)]
pub struct Attribution {
    pub id: String,
    pub sources: Vec<String>,
    /// A person states that there is no source.
    pub no_source: bool,
    pub cue: Option<String>,
    pub contents: Vec<String>,
    pub addressees: Vec<String>,
    /// The attribution that this one is nested in.
    pub parent: Option<String>,
    pub attributes: Attributes,
    pub note: String,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// A link with what it says about a claim.
#[derive(JsonSchema)]
pub struct Evidence {
    pub url: String,
    pub title: String,
    /// The words that bear on the claim.
    pub quote: String,
    pub date: String,
    #[schemars(schema_with = "schema::stance")]
    pub stance: Option<Stance>,
    #[schemars(flatten)]
    pub extra: Extra,
}

/// A finding that was set aside, with the reason. What it is about: marks, or
/// a place in the text, or neither for the whole article.
#[derive(JsonSchema)]
pub struct Dismissal {
    pub id: String,
    /// The check's name.
    pub check: String,
    /// Ids of annotations.
    pub annotations: Vec<String>,
    /// Ids of attributions.
    pub attributions: Vec<String>,
    /// The place, where it is about words that no mark is on.
    pub target: Option<Vec<Fragment>>,
    pub reason: String,
    pub provenance: Provenance,
    #[schemars(flatten)]
    pub extra: Extra,
}
