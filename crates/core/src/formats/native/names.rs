//! The names of the fields that Galley knows, by what they are fields of.

pub(super) const FILE: &[&str] =
    &["format", "version", "offset_unit", "exported", "generator", "label_set", "articles"];
pub(in crate::formats) const LABEL_SET: &[&str] = &["name", "labels", "attributes", "house_style", "aliases"];
pub(super) const CHECK_STYLE: &[&str] = &["off", "level"];
pub(super) const LABEL: &[&str] = &["id", "type", "name", "title", "key", "color"];
pub(super) const ATTRIBUTE: &[&str] = &["applies_to", "name", "kind"];
pub(super) const CHOICE: &[&str] = &["applies_to", "name", "kind", "values"];
/// With those of the line that an article may stand alone on.
pub(super) const ARTICLE: &[&str] = &[
    "format",
    "version",
    "offset_unit",
    "label_set",
    "id",
    "title",
    "metadata",
    "text",
    "text_sha256",
    "blocks",
    "annotations",
    "entities",
    "attributions",
    "dismissals",
    "document_labels",
    "status",
    "orphans",
];
pub(super) const BLOCK: &[&str] = &["kind", "start", "end"];
pub(super) const ANNOTATION: &[&str] =
    &["id", "type", "label", "target", "attributes", "note", "evidence", "provenance"];
pub(super) const EVIDENCE: &[&str] = &["url", "title", "quote", "date", "stance"];
pub(super) const FRAGMENT: &[&str] = &["start", "end", "exact"];
pub(super) const PROVENANCE: &[&str] = &["creator", "created", "modified", "origin", "rule"];
pub(super) const ENTITY: &[&str] = &["id", "type", "name", "role", "mentions", "links"];
pub(super) const ATTRIBUTION: &[&str] =
    &["id", "sources", "no_source", "cue", "contents", "addressees", "parent", "attributes", "note"];
pub(super) const DISMISSAL: &[&str] =
    &["id", "check", "annotations", "attributions", "target", "reason", "provenance"];
