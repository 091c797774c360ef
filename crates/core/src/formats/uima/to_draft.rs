//! The annotations of a file as marks and attributions.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::types::{ARTICLE, ATTRIBUTION, DOCUMENT, MARK};
use super::{Slot, Structure, short};
use crate::formats::draft::{Draft, Link, Role, Span, json_fields};
use crate::formats::heads::{FileArrow, grouped};
use crate::formats::native::extra::set_aside;
use crate::formats::table::{File, Parsed};
use crate::model::{AnnotationType, Attributes, Extra};

/// What every file has and Galley makes anew.
const FRAME: [&str; 13] = [
    "Sofa",
    "View",
    "NULL",
    "FSArray",
    "Token",
    "Sentence",
    "DocumentAnnotation",
    "DocumentMetaData",
    "CASMetadata",
    "TagsetDescription",
    "TagDescription",
    "LayerDefinition",
    "FeatureDefinition",
];

/// What taggers and parsers write; the parts of speech have types of their own
/// that begin so too.
const LANGUAGE: [&str; 14] = [
    "POS",
    "Lemma",
    "Stem",
    "MorphologicalFeatures",
    "Dependency",
    "ROOT",
    "Constituent",
    "Chunk",
    "SurfaceForm",
    "Compound",
    "Split",
    "Paragraph",
    "Heading",
    "Div",
];

/// A draft of a file's text and what is marked on it.
pub(super) fn draft(text: String, structures: &[Structure], file: &File, parsed: &mut Parsed) {
    let of = |kind: &str| structures.iter().find(|structure| structure.name() == short(kind));
    let stated = of(DOCUMENT).and_then(|document| document.feature("documentTitle"));
    let mut draft = Draft { text, title: Some(stated.unwrap_or(file.stem()).to_owned()), ..Draft::default() };
    draft.id = of(DOCUMENT).and_then(|document| document.feature("documentId")).map(str::to_owned);
    draft.rest = of(ARTICLE).filter(|article| article.at.is_none()).map(details).unwrap_or_default();
    fill(structures, &mut draft, &file.name, parsed);
    parsed.push(draft);
}

/// Fills a draft, whose text is there.
fn fill(structures: &[Structure], draft: &mut Draft, place: &str, parsed: &mut Parsed) {
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    let mut marks: Vec<&Structure> = Vec::new();
    let mut arrows: Vec<&Structure> = Vec::new();
    for structure in structures {
        let name = structure.name();
        let is_rest = name == short(ARTICLE) && structure.at.is_none();
        if FRAME.contains(&name) || name.ends_with("[]") || is_rest {
            continue;
        }
        let is_language = LANGUAGE.contains(&name) || name.starts_with("POS_");
        if is_language || (structure.at.is_none() && structure.ends.is_none()) {
            *left_out.entry(name).or_default() += 1;
        } else if structure.ends.is_some() {
            arrows.push(structure);
        } else {
            marks.push(structure);
        }
    }
    for (name, count) in left_out {
        let found = format!("{count} of type {name:?}, which are no annotations in Galley's sense");
        parsed.note(place, found, "left out");
    }
    let ids: HashMap<&str, String> =
        marks.iter().rev().map(|mark| (mark.id.as_str(), id_in_draft(mark))).collect();
    let (parts, firsts): (Vec<&Structure>, Vec<&Structure>) =
        marks.iter().partition(|mark| mark.feature("partOf").is_some());
    let mut links = Vec::new();
    for mark in firsts {
        let link = link(mark, &ids, draft, place, parsed);
        if !is_trigger(mark) {
            draft.spans.push(span(mark, link.is_some()));
        }
        links.extend(link);
    }
    for part in parts {
        let first = part.feature("partOf").unwrap_or_default();
        let first = draft.spans.iter_mut().find(|span| span.id == first);
        match (first, &part.at) {
            (Some(first), Some(at)) => first.fragments.push(at.clone()),
            _ => draft.spans.push(span(part, false)),
        }
    }
    let found = arrows.into_iter().filter_map(|one| arrow(one, &ids, draft, place, parsed)).collect();
    links.extend(grouped(&draft.spans, found, None, place, parsed));
    draft.links = links;
}

/// An attribution as Galley writes it is no mark: its members are.
fn is_trigger(structure: &Structure) -> bool {
    structure.name() == short(ATTRIBUTION) && structure.feature("identifier").is_some()
}

fn is_ours(structure: &Structure) -> bool {
    structure.name() == short(MARK)
}

fn id_in_draft(structure: &Structure) -> String {
    let own = structure.feature("identifier").filter(|_| is_ours(structure) || is_trigger(structure));
    own.map_or_else(|| format!("fs-{}", structure.id), str::to_owned)
}

fn span(mark: &Structure, is_cue: bool) -> Span {
    let mut span = Span { id: id_in_draft(mark), ..Span::default() };
    span.fragments.extend(mark.at.clone());
    let label = ["label", "value"].into_iter().find(|name| mark.feature(name).is_some());
    span.label = label.and_then(|name| mark.feature(name)).unwrap_or(mark.name()).to_owned();
    if is_cue {
        span.kind = Some(AnnotationType::Cue);
        if label.is_none() {
            "CUE".clone_into(&mut span.label);
        }
    }
    if is_ours(mark) {
        span.kind = mark.feature("kind").and_then(AnnotationType::from_name);
        mark.feature("note").unwrap_or_default().clone_into(&mut span.note);
        span.attributes = attributes(mark);
        span.extra = details(mark);
        if let Some(Value::Object(provenance)) = span.extra.remove("provenance") {
            span.provenance = provenance;
        }
    } else {
        let others =
            mark.features.iter().filter(|(name, value)| Some(name.as_str()) != label && !value.is_empty());
        span.attributes = others.map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    }
    span
}

/// The attribution that an annotation's slots make.
fn link(
    mark: &Structure,
    ids: &HashMap<&str, String>,
    draft: &mut Draft,
    place: &str,
    parsed: &mut Parsed,
) -> Option<Link> {
    let is_ours = is_trigger(mark);
    let mut link = Link { id: id_in_draft(mark), ..Link::default() };
    let mut is_link = is_ours;
    for Slot { feature, role, target } in &mark.slots {
        let known = Role::from_name(role).or_else(|| Role::from_name(feature.trim_end_matches('s')));
        match (known, ids.get(target.as_str())) {
            (Some(Role::Cue), Some(_)) if link.cue.is_some() => {
                let found = format!("{} {} has more than one cue", mark.name(), mark.id);
                parsed.note(place, found, "the first was taken");
            }
            (Some(role), Some(target)) => {
                link.add(role, target.clone());
                is_link = true;
            }
            (None, Some(target)) if is_ours && role == "parent" => link.parent = Some(target.clone()),
            (_, target) => {
                let name = if role.is_empty() { feature } else { role };
                let found = match target {
                    Some(_) => format!(
                        "the slot {name:?} of {} {} is no role of an attribution",
                        mark.name(),
                        mark.id
                    ),
                    None => format!(
                        "the slot {name:?} of {} {} is filled by what is not there",
                        mark.name(),
                        mark.id
                    ),
                };
                parsed.note(place, found, "kept aside");
                set_aside(&mut draft.kept, "slots", Value::from(format!("{}: {name}", mark.id)));
            }
        }
    }
    if !is_link {
        return None;
    }
    if is_ours {
        link.no_source = mark.feature("noSource") == Some("true");
        link.attributes = attributes(mark);
        link.extra = details(mark);
        if let Some(note) = mark.feature("note") {
            link.extra.insert("note".to_owned(), note.into());
        }
    } else if link.cue.is_none() {
        link.cue = Some(link.id.clone());
        link.id = format!("{}-slots", link.id);
    }
    Some(link)
}

fn arrow(
    relation: &Structure,
    ids: &HashMap<&str, String>,
    draft: &mut Draft,
    place: &str,
    parsed: &mut Parsed,
) -> Option<FileArrow> {
    let (from, to) = relation.ends.as_ref()?;
    let mut names = relation.features.iter().map(|(_, value)| value.as_str()).chain([relation.name()]);
    let role = names.find_map(Role::from_name);
    match (ids.get(from.as_str()), ids.get(to.as_str()), role) {
        (Some(from), Some(to), Some(role)) => {
            Some(FileArrow { from: from.clone(), to: to.clone(), role, attribution: None })
        }
        (from, to, _) => {
            let label = relation.features.first().map_or(relation.name(), |(_, value)| value.as_str());
            let found = if from.is_some() && to.is_some() {
                format!("the relation {label:?} is no role of an attribution")
            } else {
                format!("an end of the relation {label:?} is not there")
            };
            parsed.note(place, found, "kept aside");
            set_aside(&mut draft.kept, "relations", Value::from(label));
            None
        }
    }
}

fn attributes(structure: &Structure) -> Attributes {
    let Some(text) = structure.feature("attributes") else { return Attributes::new() };
    match serde_json::from_str(text) {
        Ok(Value::Object(attributes)) => attributes.into_iter().collect(),
        // Typed in by hand.
        _ => Attributes::from([("attributes".to_owned(), text.into())]),
    }
}

/// What of ours a file holds as JSON.
fn details(structure: &Structure) -> Extra {
    structure.feature("details").and_then(json_fields).unwrap_or_default()
}
