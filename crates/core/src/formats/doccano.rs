//! doccano: an article a line, with `entities` and `relations`, or with
//! `label` as a list of `[start, end, label]`. Its server stores offsets as
//! they come; its screen counts UTF-16 units, or graphemes in projects that
//! are set so. All is written in ASCII: its importer guesses the encoding.
//!
//! What it has no place for goes along in `galley`, which it keeps as a field of
//! the document. Its importer gives all entities new ids, so what is said there
//! of an annotation is found again by the entity's place and label.
//!
//! Further fragments of an annotation are entities of their own, tied to the
//! first by a relation of type `part`.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use super::draft::{Draft, Fragment, Role, Span};
use super::heads::{FileArrow, arrows, grouped};
use super::losses::{self, Keeps};
use super::native::extra::set_aside;
use super::native::fields::id_of;
use super::native::write::{details, rest_without_places};
use super::spans::each_line;
use super::table::{File, Parsed, Sample};
use super::writing::{Page, attributes, json_line};
use super::{ReadError, Tools};
use crate::json::{Object, Raw, Writer};
use crate::model::{Annotation, Extra};

const COMMON: Keeps = losses::SPANS
    | losses::TEXT
    | losses::ALL_TYPES
    | losses::NESTED
    | losses::CROSSING
    | losses::METADATA
    | losses::IN_WORDS
    | losses::CONTROLS
    | losses::EDGES
    | losses::SENTENCES
    | losses::INDENT
    | losses::MENTIONS;
pub(super) const KEEPS: Keeps = COMMON
    | losses::GAPS
    | losses::ATTRIBUTES
    | losses::NOTES
    | losses::PROVENANCE
    | losses::EVIDENCE
    | losses::ATTRIBUTIONS
    | losses::ATTRIBUTION_DETAILS
    | losses::LONE
    | losses::ENTITIES;
pub(super) const SEQ_KEEPS: Keeps = COMMON;

/// The relation between the fragments of one annotation.
const PART: &str = "part";

pub(super) fn fits(sample: &Sample<'_>) -> bool {
    let object = &sample.object;
    let is_triple = |item: Raw<'_>| item.is_array() && item.items().count() == 3;
    let is_seq =
        |name: &str| object.get(name).is_some_and(|list| list.is_array() && list.items().all(is_triple));
    let entities = object.get("entities").unwrap_or_default();
    let is_rel = entities.is_array()
        && entities.objects().all(|(_, entity)| entity.is_some_and(|entity| entity.contains("start_offset")));
    (object.get("text").is_some_and(Raw::is_string) || object.get("data").is_some_and(Raw::is_string))
        && (is_seq("label") || is_seq("labels") || is_rel)
}

pub(super) fn read(files: &[File], _: &mut Tools<'_>, parsed: &mut Parsed) -> Result<(), ReadError> {
    files.iter().try_for_each(|file| each_line(file, parsed, &read_line))
}

fn read_line(mut line: Object<'_>, place: &str, parsed: &mut Parsed) -> Result<Draft, &'static str> {
    let text =
        line.take("text").or_else(|| line.take("data")).and_then(Raw::string).ok_or("it has no \"text\"")?;
    let mut draft = Draft { text: text.into_owned(), ..Draft::default() };
    draft.rest = line.take("galley").and_then(Raw::object).map(Object::into_map).unwrap_or_default();
    let entities = parsed.list(&mut line, "entities", place);
    for (index, (value, entity)) in entities.objects().enumerate() {
        let Some(entity) = entity else {
            parsed.note(format!("{place}, entity {}", index + 1), "it is not an object", "kept aside");
            set_aside(&mut draft.kept, "entities", value.to_value());
            continue;
        };
        let id = entity
            .get("id")
            .and_then(id_of)
            .map_or_else(|| format!("entity-{}", index + 1), std::borrow::Cow::into_owned);
        let label = entity.get("label").and_then(Raw::string).unwrap_or_default().into_owned();
        let fragment = Fragment::raw(entity.get("start_offset"), entity.get("end_offset"), None);
        draft.spans.push(Span { id, label, fragments: vec![fragment], ..Span::default() });
    }
    let name = if line.contains("label") { "label" } else { "labels" };
    let list = parsed.list(&mut line, name, place);
    for (index, item) in list.items().enumerate() {
        let mut parts = item.items();
        let (start, end) = (parts.next(), parts.next());
        match parts.next().and_then(Raw::string) {
            Some(label) => {
                let fragments = vec![Fragment::raw(start, end, None)];
                draft.spans.push(Span {
                    id: format!("span-{}", index + 1),
                    label: label.into_owned(),
                    fragments,
                    ..Span::default()
                });
            }
            None => {
                parsed.note(
                    format!("{place}, label {}", index + 1),
                    "it is no [start, end, label]",
                    "kept aside",
                );
                set_aside(&mut draft.kept, "label", item.to_value());
            }
        }
    }
    let list = parsed.list(&mut line, "relations", place);
    relations(list, &mut draft, place, parsed);
    draft.metadata.extend(line.into_map());
    Ok(draft)
}

/// What Galley has written of annotations, each with its entity's place and
/// label, goes to the spans; their ids there by those in the file.
fn recall(draft: &mut Draft) -> HashMap<String, String> {
    let Some(Value::Array(list)) = draft.rest.remove("annotations") else { return HashMap::new() };
    let mut own: HashMap<String, VecDeque<Extra>> = HashMap::new();
    for one in list {
        if let Value::Object(mut one) = one
            && let Some(entity) = one.remove("entity")
        {
            own.entry(entity.to_string()).or_default().push_back(one);
        }
    }
    let mut ids = HashMap::new();
    for span in &mut draft.spans {
        let Some(Fragment { start, end, .. }) = span.fragments.first() else { continue };
        let entity = Value::from(vec![start.clone(), end.clone(), Value::from(span.label.as_str())]);
        let Some(own) = own.get_mut(&entity.to_string()).and_then(VecDeque::pop_front) else { continue };
        if let Some(id) = own.get("id").and_then(Value::as_str) {
            ids.insert(span.id.clone(), id.to_owned());
        }
        span.recall(own);
    }
    ids
}

fn relations(list: Raw<'_>, draft: &mut Draft, place: &str, parsed: &mut Parsed) {
    let mut found = Vec::new();
    for (value, relation) in list.objects() {
        let relation = relation.unwrap_or_default();
        let id = |name: &str| relation.get(name).and_then(id_of).map(std::borrow::Cow::into_owned);
        let kind = relation.get("type").and_then(Raw::string).unwrap_or_default();
        match (id("from_id"), id("to_id"), Role::from_name(&kind)) {
            (Some(from), Some(to), _) if kind == PART => {
                let part = draft.spans.iter().position(|span| span.id == to && from != to);
                let part = part.map(|at| draft.spans.remove(at));
                if let (Some(part), Some(first)) = (part, draft.spans.iter_mut().find(|span| span.id == from))
                {
                    first.fragments.extend(part.fragments);
                }
            }
            (Some(from), Some(to), Some(role)) => found.push(FileArrow { from, to, role, attribution: None }),
            _ => {
                parsed.note(
                    place,
                    format!("a relation of type {kind:?}, which is no role of an attribution"),
                    "kept aside",
                );
                set_aside(&mut draft.kept, "relations", value.to_value());
            }
        }
    }
    let ids = recall(draft);
    draft.rename(&ids);
    for FileArrow { from, to, .. } in &mut found {
        for end in [from, to] {
            if let Some(id) = ids.get(end.as_str()) {
                end.clone_from(id);
            }
        }
    }
    let whole = draft.rest.remove("attributions").unwrap_or_default().to_string();
    draft.links = grouped(&draft.spans, found, Raw::new(&whole), place, parsed);
}

pub(super) fn write(page: &Page<'_>, out: &mut String) {
    let mut line = String::new();
    json_line(&mut line, |out| {
        begin(page, true, out);
        let mut ids: HashMap<&str, i64> = HashMap::new();
        let mut parts: Vec<(i64, i64)> = Vec::new();
        let mut count = 0;
        out.name("entities");
        out.begin_array();
        for annotation in &page.annotations {
            for (index, &fragment) in annotation.target.fragments().iter().enumerate() {
                count += 1;
                if index == 0 {
                    ids.insert(annotation.id.as_str(), count);
                } else {
                    parts.push((count - index as i64, count));
                }
                let (start, end) = page.range(fragment);
                out.begin_object();
                number(out, "id", count);
                out.text("label", page.label(annotation));
                number(out, "start_offset", start.into());
                number(out, "end_offset", end.into());
                out.end();
            }
        }
        out.end();
        out.name("relations");
        out.begin_array();
        let arrows = page.attributions().flat_map(arrows).filter_map(|arrow| {
            Some((*ids.get(arrow.from.as_str())?, *ids.get(arrow.to.as_str())?, arrow.role.name()))
        });
        let parts = parts.into_iter().map(|(first, part)| (first, part, PART));
        for (index, (from, to, kind)) in arrows.chain(parts).enumerate() {
            out.begin_object();
            number(out, "id", index as i64 + 1);
            number(out, "from_id", from);
            number(out, "to_id", to);
            out.text("type", kind);
            out.end();
        }
        out.end();
        out.end();
    });
    ascii(out, &line);
}

pub(super) fn write_seq(page: &Page<'_>, out: &mut String) {
    let mut line = String::new();
    json_line(&mut line, |out| {
        begin(page, false, out);
        out.name("label");
        out.begin_array();
        for annotation in &page.annotations {
            let (start, end) = page.range(annotation.target.extent());
            out.begin_array();
            out.number(start.into());
            out.number(end.into());
            out.string(page.label(annotation));
            out.end();
        }
        out.end();
        out.end();
    });
    ascii(out, &line);
}

/// The text, and what doccano keeps as the document's own fields.
fn begin(page: &Page<'_>, is_whole: bool, out: &mut Writer) {
    out.begin_object();
    out.text("text", page.text());
    out.name("galley");
    out.begin_object();
    out.text("offset_unit", page.unit.name());
    if is_whole {
        rest_without_places(out, page.article, page.label_set);
        out.name("annotations");
        out.begin_array();
        page.annotations.iter().for_each(|annotation| own_fields(page, annotation, out));
        out.end();
    } else {
        let article = page.article;
        out.text("id", article.id.as_str());
        out.text("title", &article.title);
        out.name("metadata");
        out.map(&article.metadata);
        out.name("document_labels");
        out.map(&article.document_labels);
        out.text("status", article.status.name());
    }
    out.end();
}

fn own_fields(page: &Page<'_>, annotation: &Annotation, out: &mut Writer) {
    let (start, end) = page.range(annotation.target.fragments().first().copied().unwrap_or_default());
    out.begin_object();
    out.name("entity");
    out.begin_array();
    out.number(start.into());
    out.number(end.into());
    out.string(page.label(annotation));
    out.end();
    out.text("id", annotation.id.as_str());
    out.text("type", annotation.kind.name());
    attributes(out, &annotation.attributes);
    if !annotation.note.is_empty() {
        out.text("note", &annotation.note);
    }
    details(out, annotation, &["entity", "id", "type", "attributes", "note"]);
    out.end();
}

fn number(out: &mut Writer, name: &'static str, number: i64) {
    out.name(name);
    out.number(number);
}

/// JSON with all but ASCII escaped.
fn ascii(out: &mut String, json: &str) {
    use std::fmt::Write as _;
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
}
