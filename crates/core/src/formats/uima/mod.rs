//! What INCEpTION and other UIMA programs exchange: annotations of types, and
//! nothing else, on one text. Offsets are UTF-16 units.
//!
//! An annotation is a `Mark`, its label, type, note and attributes are the
//! mark's features; further fragments are marks that name the first. An
//! attribution is an `Attribution` on its cue, or on its first member, with the
//! members in the slots of `roles`. Sentences and tokens go along, since
//! INCEpTION shows nothing without them; tokens are cut where an annotation is.
//!
//! Of others' files every annotation is a mark: its label is the feature
//! `label` or `value`, else the layer's name; slots and relations in the roles
//! of an attribution make one. What taggers and parsers write is left out.

mod json;
mod layers;
mod resolve;
mod to_draft;
mod tsv;
mod types;
mod xmi;

use super::draft::Fragment;
use super::losses::{self, Keeps};

pub(super) use json::{fits as fits_json, read as read_json, write as write_json};
pub(super) use tsv::{fits as fits_tsv, read as read_tsv, write as write_tsv};
pub(super) use types::beside;
pub(super) use xmi::{fits as fits_xmi, read as read_xmi, write as write_xmi};

pub(super) const JSON_KEEPS: Keeps = losses::ALL;
pub(super) const XMI_KEEPS: Keeps = losses::ALL & !losses::CONTROLS;
pub(super) const TSV_KEEPS: Keeps = losses::ALL
    & !(losses::ENTITIES
        | losses::METADATA
        | losses::BLOCKS
        | losses::ORPHANS
        | losses::DISMISSALS
        | losses::EDGES
        | losses::INDENT);

/// A feature structure of a file, with what Galley reads of it.
#[derive(Debug, Default)]
struct Structure {
    id: String,
    /// The type's name, with or without its package.
    kind: String,
    /// Where it is, if it is an annotation.
    at: Option<Fragment>,
    /// The features that have a text, in their order.
    features: Vec<(String, String)>,
    slots: Vec<Slot>,
    /// The annotations that a relation goes from and to.
    ends: Option<(String, String)>,
}

/// What fills a slot of an annotation.
#[derive(Debug)]
struct Slot {
    feature: String,
    role: String,
    /// The id of a structure.
    target: String,
}

impl Structure {
    /// The type's name without its package.
    fn name(&self) -> &str {
        short(&self.kind)
    }

    /// A feature that says something.
    fn feature(&self, name: &str) -> Option<&str> {
        let found = self.features.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// A type's name without its package.
fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}
