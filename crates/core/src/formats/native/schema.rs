//! The JSON Schema of the format, derived from its shape.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::shape::{File, Header, Line};
use crate::model::{AnnotationType, Level, Stance, Status};
use crate::text::BlockKind;

/// What has to be there, by what it is a part of: less than what Galley writes.
const REQUIRED: [(&str, &[&str]); 16] = [
    ("File", &["format", "version", "articles"]),
    ("Header", &["format", "version"]),
    ("Line", &["text"]),
    ("LabelSet", &[]),
    ("Label", &["name"]),
    ("Attribute", &["applies_to", "name", "kind"]),
    ("Article", &["text"]),
    ("Block", &["kind", "start", "end"]),
    ("Annotation", &["label", "target"]),
    ("Fragment", &["start", "end"]),
    ("Provenance", &[]),
    ("Entity", &["type"]),
    ("Attribution", &[]),
    ("CheckStyle", &[]),
    ("Evidence", &[]),
    ("Dismissal", &["check"]),
];

/// The schema (JSON Schema 2020-12) of a `.json` file. Its `$defs` has
/// `Header` for the first line of a `.jsonl` file and `Line` for the others.
///
/// It asks for what a file needs to be read without an issue, and says what
/// everything is; fields that it does not name are allowed everywhere.
#[must_use]
pub fn json_schema() -> Schema {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let _: Schema = generator.subschema_for::<Header>();
    let _: Schema = generator.subschema_for::<Line>();
    let mut schema = generator.into_root_schema_for::<File>();
    require_less(&mut schema);
    schema.insert("title".to_owned(), "Galley".into());
    schema.insert(
        "$comment".to_owned(),
        "Generated from the types in formats/native/shape.rs; do not edit.".into(),
    );
    schema
}

fn require_less(schema: &mut Schema) {
    for (name, required) in REQUIRED {
        let part = match name {
            "File" => schema.as_object_mut(),
            _ => schema.pointer_mut(&format!("/$defs/{name}")).and_then(Value::as_object_mut),
        };
        if let Some(part) = part {
            part.insert("required".to_owned(), required.into());
        }
    }
}

fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Schema {
    let names: Vec<&str> = names.into_iter().collect();
    json_schema!({ "type": "string", "enum": names })
}

pub(super) fn annotation_type(_: &mut SchemaGenerator) -> Schema {
    one_of(AnnotationType::ALL.map(AnnotationType::name))
}

pub(super) fn block_kind(_: &mut SchemaGenerator) -> Schema {
    one_of(BlockKind::ALL.map(BlockKind::name))
}

pub(super) fn status(_: &mut SchemaGenerator) -> Schema {
    one_of(Status::ALL.map(Status::name))
}

pub(super) fn scope(_: &mut SchemaGenerator) -> Schema {
    one_of(AnnotationType::ALL.map(AnnotationType::name).into_iter().chain(["attribution"]))
}

pub(super) fn level(_: &mut SchemaGenerator) -> Schema {
    one_of(Level::ALL.map(Level::name))
}

pub(super) fn stance(_: &mut SchemaGenerator) -> Schema {
    one_of(Stance::ALL.map(Stance::name))
}

pub(super) fn origin(_: &mut SchemaGenerator) -> Schema {
    one_of(["human", "accepted", "edited", "imported"])
}
