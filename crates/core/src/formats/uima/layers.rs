//! An article as annotations of our types.

use std::collections::HashMap;

use super::types::{ATTRIBUTION, MARK};
use crate::formats::heads::members;
use crate::formats::native::write;
use crate::formats::writing::{Page, json_line};
use crate::model::{Annotation, Attributes, Attribution};
use crate::text::TextRange;

/// An annotation of one of our types.
pub(super) struct Placed {
    pub(super) kind: &'static str,
    pub(super) range: TextRange,
    /// Those that say something.
    pub(super) features: Vec<(&'static str, String)>,
    /// Roles with what fills them, by its place in the list.
    pub(super) slots: Vec<(&'static str, usize)>,
}

/// The article's marks, each with its further fragments behind it, and its
/// attributions. `place` says what a fragment covers; a mark of which nothing
/// is covered is left out.
pub(super) fn placed(page: &Page<'_>, place: &dyn Fn(TextRange) -> Option<TextRange>) -> Vec<Placed> {
    let mut all: Vec<Placed> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for annotation in &page.annotations {
        let id = annotation.id.as_str();
        let fragments = annotation.target.fragments().iter().filter_map(|&fragment| place(fragment));
        for (index, range) in fragments.enumerate() {
            let features = if index == 0 {
                places.insert(id, all.len());
                mark(page, annotation)
            } else {
                vec![("label", page.label(annotation).to_owned()), ("partOf", id.to_owned())]
            };
            all.push(Placed { kind: MARK, range, features, slots: Vec::new() });
        }
    }
    let mut attributions: HashMap<&str, usize> = HashMap::new();
    for attribution in page.attributions() {
        let slots: Vec<_> = members(attribution)
            .filter_map(|(role, id)| Some((role.name(), *places.get(id.as_str())?)))
            .collect();
        let Some(range) = slots.first().and_then(|&(_, first)| all.get(first)).map(|first| first.range)
        else {
            continue;
        };
        attributions.insert(attribution.id.as_str(), all.len());
        all.push(Placed { kind: ATTRIBUTION, range, features: attributes_of(attribution), slots });
    }
    for attribution in page.attributions() {
        let parent = attribution.parent.as_ref().and_then(|id| attributions.get(id.as_str()));
        let own = attributions.get(attribution.id.as_str()).and_then(|&at| all.get_mut(at));
        if let (Some(&parent), Some(own)) = (parent, own) {
            own.slots.push(("parent", parent));
        }
    }
    all
}

fn mark(page: &Page<'_>, annotation: &Annotation) -> Vec<(&'static str, String)> {
    let mut details = String::new();
    json_line(&mut details, |out| {
        out.begin_object();
        write::details(out, annotation, &[]);
        out.end();
    });
    let mut features = vec![
        ("label", page.label(annotation).to_owned()),
        ("kind", annotation.kind.name().to_owned()),
        ("identifier", annotation.id.to_string()),
        ("details", details),
    ];
    said(&mut features, &annotation.note, &annotation.attributes);
    features
}

fn attributes_of(attribution: &Attribution) -> Vec<(&'static str, String)> {
    let mut features = vec![("identifier", attribution.id.to_string())];
    if attribution.no_source {
        features.push(("noSource", "true".to_owned()));
    }
    if !attribution.extra.is_empty() {
        features.push(("details", serde_json::to_string(&attribution.extra).unwrap_or_default()));
    }
    said(&mut features, &attribution.note, &attribution.attributes);
    features
}

fn said(features: &mut Vec<(&'static str, String)>, note: &str, attributes: &Attributes) {
    if !note.is_empty() {
        features.push(("note", note.to_owned()));
    }
    if !attributes.is_empty() {
        features.push(("attributes", serde_json::to_string(attributes).unwrap_or_default()));
    }
}
