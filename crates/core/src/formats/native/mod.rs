//! Galley's own format: JSON in one object (`.json`), or an article per line
//! (`.jsonl`).
//!
//! ```json
//! {"format": "galley", "version": 1, "offset_unit": "code_point", "exported": "…", "generator": "galley 0.1.0",
//!  "label_set": {"name": "…", "labels": [], "attributes": []},
//!  "articles": [{"id": "…", "title": "…", "metadata": {}, "text": "…", "text_sha256": "…",
//!    "blocks": [{"kind": "headline", "start": 0, "end": 43}],
//!    "annotations": [{"id": "…", "type": "entity", "label": "PERSON",
//!      "target": [{"start": 0, "end": 5, "exact": "Ionas"}], "attributes": {}, "note": "",
//!      "provenance": {"creator": "…", "created": "…", "origin": "human"}}],
//!    "entities": [{"id": "…", "type": "PERSON", "name": "…", "role": "…", "mentions": ["…"], "links": []}],
//!    "attributions": [{"id": "…", "sources": ["…"], "no_source": false, "cue": "…", "contents": ["…"],
//!      "addressees": [], "parent": null, "attributes": {}}],
//!    "document_labels": {}, "status": "in_progress"}]}
//! ```
//!
//! In a `.jsonl` file the first line is such an object without `articles`, and
//! every other line is an article that starts with `format`, `version` and
//! `offset_unit` and so can be read alone.
//!
//! # Writing
//!
//! The same state gives the same bytes, save for `exported`. Offsets are code
//! points. Annotations are in text order (by start, the longer first, then by
//! id), entities and attributions in the order of their ids, unknown fields in
//! that of their names. A `.json` file has a line for each label, block,
//! annotation, entity and attribution, so that two of them can be compared
//! line by line.
//!
//! # Reading
//!
//! Of an article only `text` has to be there, and neither the header nor
//! `format`. Offsets may also be in UTF-16 units or bytes, where
//! `offset_unit` says so. Whatever is amiss is an [`Issue`](super::Issue), and
//! nothing is dropped:
//! - A target whose offsets do not hold, or whose text is not what it quotes,
//!   is put where the quotation is: near its place, or anywhere if the text
//!   has it once. If that fails, the annotation is an orphan: kept as it was,
//!   listed, and exported again.
//! - A target that cuts a grapheme cluster is widened to the whole of it.
//! - A label that is in no label set is added to the set.
//! - A second annotation, entity, attribution or article of an id gets a new
//!   one; references go to the first.
//! - A reference to an annotation that is not there, a parent that would close
//!   a circle, and any value of the wrong type is set aside: under
//!   `set_aside`, beside where it was, as `{"field": …, "value": …}`.
//! - Fields that Galley does not know stay where they were.
//! - An orphan is not looked for again: what a person has listed does not
//!   change under their hands.
//!
//! Whole numbers beyond 64 bits in unknown fields come back as floats.

pub mod document;
pub(in crate::formats) mod extra;
pub(in crate::formats) mod fields;
pub(in crate::formats) mod json;
mod kinds;
pub(in crate::formats) mod labels;
pub(super) mod names;
mod read;
mod read_article;
mod relations;
#[cfg(any(test, feature = "schema"))]
mod schema;
mod sha256;
#[cfg(any(test, feature = "schema"))]
#[expect(dead_code, reason = "it only describes")]
mod shape;
mod target;
pub(in crate::formats) mod write;

pub use extra::SET_ASIDE;
pub(in crate::formats) use read::read_version;
pub use read::{NativeImport, Reader, read};
#[cfg(any(test, feature = "schema"))]
pub use schema::json_schema;
pub(crate) use sha256::sha256;
pub use write::{
    ArticleWriter, FileWriter, annotation_value, write_json, write_jsonl_article, write_jsonl_header,
};

#[cfg(test)]
mod tests;
