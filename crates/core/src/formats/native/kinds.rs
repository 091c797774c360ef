//! JSON of other programs, told by its fields, so that a message can name it.

use crate::json::{Object, Raw};

/// A kind of JSON that people may have at hand, and what tells it.
struct Kind {
    name: &'static str,
    is: fn(&Object<'_>) -> bool,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "a Label Studio export",
        is: |value| {
            has(value, "data")
                && (has(value, "annotations") || has(value, "predictions") || has(value, "completions"))
        },
    },
    Kind {
        name: "UIMA CAS JSON (INCEpTION)",
        is: |value| {
            has(value, "%TYPES") || has(value, "%FEATURE_STRUCTURES") || has(value, "_referenced_fss")
        },
    },
    Kind { name: "a Hypothesis export", is: |value| has(value, "rows") && has(value, "total") },
    Kind {
        name: "a Web Annotation",
        is: |value| {
            text(value, "@context").contains("anno.jsonld") || text(value, "type") == "AnnotationPage"
        },
    },
    Kind {
        name: "a ninjs article",
        is: |value| {
            has(value, "uri") && (has(value, "bodies") || has(value, "body_text") || has(value, "body_html"))
        },
    },
    Kind { name: "a schema.org article", is: |value| has(value, "@context") && has(value, "@type") },
    Kind { name: "Prodigy's or spaCy's", is: |value| has(value, "spans") || has(value, "_task_hash") },
    Kind { name: "a Galley label set", is: |value| is_list(value, "labels") && has(value, "attributes") },
    Kind { name: "doccano's", is: |value| is_list(value, "label") || is_list(value, "labels") },
    Kind {
        name: "a Hugging Face data set's",
        is: |value| has(value, "tokens") && (has(value, "ner_tags") || has(value, "tags")),
    },
    Kind { name: "a Jupyter notebook", is: |value| has(value, "cells") && has(value, "nbformat") },
];

fn has(object: &Object<'_>, field: &str) -> bool {
    object.contains(field)
}

fn is_list(object: &Object<'_>, field: &str) -> bool {
    object.get(field).is_some_and(Raw::is_array)
}

fn text<'a>(object: &Object<'a>, field: &str) -> std::borrow::Cow<'a, str> {
    object.get(field).and_then(Raw::string).unwrap_or_default()
}

/// What another program's JSON looks like; a list is what its first item is.
pub(super) fn known_kind(value: Raw<'_>) -> Option<&'static str> {
    let object = value.items().next().unwrap_or(value).object()?;
    KINDS.iter().find(|kind| (kind.is)(&object)).map(|kind| kind.name)
}
