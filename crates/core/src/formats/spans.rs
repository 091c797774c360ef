//! One article a line with its spans: spaCy's and Prodigy's JSONL, and what
//! Hugging Face's `datasets` reads as columns. Offsets are code points.
//!
//! An attribution is relations from its cue (see [`heads`](super::heads));
//! the article's other fields are in `meta.galley`.

use serde_json::Value;

use super::draft::{Draft, Fragment, Role, Span, attributes_of};
use super::heads::{FileArrow, arrows, grouped};
use super::losses::{self, Keeps};
use super::native::extra::{SET_ASIDE, set_aside};
use super::native::fields::id_of;
use super::native::json::{objects, parse};
use super::native::write::details;
use super::table::{File, Parsed, Sample};
use super::tokens::{Token, tokens, touched};
use super::writing::{Page, attributes, json_line};
use super::{ReadError, Tools};
use crate::json::{Object, Raw, Writer};
use crate::model::{AnnotationType, Target};

pub(super) const KEEPS: Keeps = losses::ALL;

/// The fields of a span.
const SPAN: &[&str] = &[
    "start",
    "end",
    "token_start",
    "token_end",
    "label",
    "text",
    "part_of",
    "id",
    "type",
    "attributes",
    "note",
    "evidence",
    "provenance",
];
/// The fields of a line.
const LINE: [&str; 7] = ["id", "text", "tokens", "spans", "entities", "relations", "meta"];

pub(super) fn fits(sample: &Sample<'_>) -> bool {
    let is_list = |name: &str| sample.object.get(name).is_some_and(Raw::is_array);
    let entities_are_spans = || {
        let entities = sample.object.get("entities").unwrap_or_default();
        entities.objects().all(|(_, entity)| entity.is_some_and(|entity| entity.contains("start")))
    };
    sample.object.get("text").is_some_and(Raw::is_string)
        && !sample.object.contains("format")
        && (is_list("spans") || (is_list("entities") && entities_are_spans()))
}

/// The lines of a file that are JSON objects; or the file's own list.
pub(super) fn each_line(
    file: &File,
    parsed: &mut Parsed,
    read: &dyn Fn(Object<'_>, &str, &mut Parsed) -> Result<Draft, &'static str>,
) -> Result<(), ReadError> {
    let text = file.text()?;
    let one = |place: String, object: Option<Object<'_>>, parsed: &mut Parsed| {
        let object = object.ok_or("it is not an object");
        match object.and_then(|object| read(object, &place, parsed)) {
            Ok(draft) => parsed.push(draft),
            Err(reason) => parsed.note(place, reason, "left out"),
        }
    };
    if text.trim_start().starts_with('[') {
        for (index, (_, object)) in objects(text, parsed)?.enumerate() {
            one(format!("item {}", parsed.before + index + 1), object, parsed);
        }
        return Ok(());
    }
    if let (_, Some(object)) = parse(text, 1).unwrap_or_default() {
        let place =
            if parsed.before == 0 { "the file".to_owned() } else { format!("line {}", parsed.before + 1) };
        one(place, Some(object), parsed);
        return Ok(());
    }
    for (index, line) in text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = parsed.before + index + 1;
        match parse(line, number) {
            Ok((_, object)) => one(format!("line {number}"), object, parsed),
            Err(error) => parsed.note(error.place, error.reason, "the line was left out"),
        }
    }
    Ok(())
}

pub(super) fn read(files: &[File], _: &mut Tools<'_>, parsed: &mut Parsed) -> Result<(), ReadError> {
    files.iter().try_for_each(|file| each_line(file, parsed, &read_line))
}

fn read_line(mut line: Object<'_>, place: &str, parsed: &mut Parsed) -> Result<Draft, &'static str> {
    let text = line.take("text").and_then(Raw::string).ok_or("it has no \"text\"")?.into_owned();
    let mut draft = Draft { text, ..Draft::default() };
    draft.id = line.get("id").and_then(id_of).map(std::borrow::Cow::into_owned);
    let mut meta = line.take("meta").and_then(Raw::object).unwrap_or_default();
    let own = meta.take("galley");
    draft.rest = own.and_then(Raw::object).map(Object::into_map).unwrap_or_default();
    if own.is_some() {
        // Written for others; the article's own title is the same.
        meta.take("title");
    }
    draft.title = meta.get("title").and_then(Raw::string).map(std::borrow::Cow::into_owned);
    draft.metadata = meta.into_map();
    let tokens = line.take("tokens");
    let name = if line.contains("spans") { "spans" } else { "entities" };
    let list = parsed.list(&mut line, name, place);
    for (index, (value, span)) in list.objects().enumerate() {
        match span {
            Some(span) => read_span(span, index, &mut draft.spans),
            None => {
                parsed.note(format!("{place}, span {}", index + 1), "it is not an object", "kept aside");
                set_aside(&mut draft.kept, "spans", value.to_value());
            }
        }
    }
    let whole = own.and_then(Raw::object).and_then(|mut own| own.take("attributions"));
    let mut found = Vec::new();
    for (value, relation) in parsed.list(&mut line, "relations", place).objects() {
        match relation.and_then(|relation| read_relation(&relation, &draft.spans)) {
            Some(arrow) => found.push(arrow),
            None => {
                parsed.note(place, "a relation that is no role of an attribution", "kept aside");
                set_aside(&mut draft.kept, "relations", value.to_value());
            }
        }
    }
    draft.links = grouped(&draft.spans, found, whole, place, parsed);
    line.take("id");
    // Tokens are made anew; what else there is comes back.
    if tokens.is_some() {
        draft.kept.insert("tokens".to_owned(), Value::Bool(true));
    }
    draft.kept.extend(line.into_map());
    Ok(draft)
}

fn read_span(mut span: Object<'_>, index: usize, spans: &mut Vec<Span>) {
    let id = span.take("id").and_then(id_of).map(std::borrow::Cow::into_owned);
    let fragment = Fragment::raw(span.take("start"), span.take("end"), span.take("text"));
    // A further fragment of the one before.
    if let Some(first) = span.take("part_of").and_then(id_of)
        && let Some(first) = spans.iter_mut().rev().find(|span| span.id == *first)
    {
        first.fragments.push(fragment);
        return;
    }
    let own = |raw: Option<Raw<'_>>| raw.and_then(Raw::string).map(std::borrow::Cow::into_owned);
    span.take("token_start");
    span.take("token_end");
    spans.push(Span {
        id: id.unwrap_or_else(|| format!("span-{}", index + 1)),
        kind: own(span.take("type")).and_then(|kind| AnnotationType::from_name(&kind)),
        label: own(span.take("label")).unwrap_or_default(),
        fragments: vec![fragment],
        attributes: attributes_of(span.take("attributes")),
        note: own(span.take("note")).unwrap_or_default(),
        provenance: span.take("provenance").and_then(Raw::object).map(Object::into_map).unwrap_or_default(),
        extra: span.into_map(),
    });
}

/// An arrow between spans: by their ids, or by where they are.
fn read_relation(relation: &Object<'_>, spans: &[Span]) -> Option<FileArrow> {
    let end = |name: &str, span: &str| {
        let by_id = relation.get(name).filter(|id| id.is_string()).and_then(id_of);
        if let Some(id) = by_id {
            return Some(id.into_owned());
        }
        let at = relation.get(span).and_then(Raw::object)?;
        let (start, end) = (at.get("start")?.to_value(), at.get("end")?.to_value());
        let is_there = |span: &&Span| {
            span.fragments.first().is_some_and(|fragment| fragment.start == start && fragment.end == end)
        };
        spans.iter().find(is_there).map(|span| span.id.clone())
    };
    let label = relation.get("label").or_else(|| relation.get("type")).and_then(Raw::string)?;
    Some(FileArrow {
        from: end("from_id", "head_span").or_else(|| end("head", "head_span"))?,
        to: end("to_id", "child_span").or_else(|| end("tail", "child_span"))?,
        role: Role::from_name(&label)?,
        attribution: relation.get("attribution").and_then(id_of).map(std::borrow::Cow::into_owned),
    })
}

pub(super) fn write(page: &Page<'_>, out: &mut String) {
    line(page, &[], out);
}

pub(super) fn write_with_tokens(page: &Page<'_>, out: &mut String) {
    line(page, &tokens(page.article), out);
}

fn line(page: &Page<'_>, tokens: &[Token], out: &mut String) {
    json_line(out, |out| {
        out.begin_object();
        out.text("id", page.article.id.as_str());
        out.text("text", page.text());
        if !tokens.is_empty() {
            write_tokens(page, tokens, out);
        }
        out.name("spans");
        out.begin_array();
        for annotation in &page.annotations {
            for (index, &fragment) in annotation.target.fragments().iter().enumerate() {
                out.begin_object();
                offsets(page, &Some(fragment).into_iter().collect::<Vec<_>>(), tokens, out);
                out.text("label", page.label(annotation));
                out.text("text", page.words(fragment));
                if index > 0 {
                    out.text("part_of", annotation.id.as_str());
                } else {
                    out.text("id", annotation.id.as_str());
                    out.text("type", annotation.kind.name());
                    attributes(out, &annotation.attributes);
                    if !annotation.note.is_empty() {
                        out.text("note", &annotation.note);
                    }
                    details(out, annotation, SPAN);
                }
                out.end();
            }
        }
        out.end();
        out.name("relations");
        out.begin_array();
        for attribution in page.attributions() {
            for arrow in arrows(attribution) {
                let (Some(from), Some(to)) = (page.annotation(arrow.from), page.annotation(arrow.to)) else {
                    continue;
                };
                out.begin_object();
                out.text("from_id", arrow.from.as_str());
                out.text("to_id", arrow.to.as_str());
                relation_end(page, "head", "head_span", (&from.target, page.label(from)), tokens, out);
                relation_end(page, "child", "child_span", (&to.target, page.label(to)), tokens, out);
                out.text("label", arrow.role.name());
                out.text("attribution", attribution.id.as_str());
                out.end();
            }
        }
        out.end();
        out.name("meta");
        out.begin_object();
        out.text("title", &page.article.title);
        out.name("galley");
        page.rest(out);
        out.end();
        unknown_fields(page, out);
        out.end();
    });
}

/// Writes what was in a line beside the fields that Galley knows.
fn unknown_fields(page: &Page<'_>, out: &mut Writer) {
    let Some(Value::Object(kept)) = page.article.extra.get("spans") else { return };
    for (name, value) in kept.iter().filter(|(name, _)| !LINE.contains(&name.as_str()) && *name != SET_ASIDE)
    {
        out.key(name);
        out.value(value);
    }
}

fn offsets(page: &Page<'_>, fragments: &[crate::text::TextRange], tokens: &[Token], out: &mut Writer) {
    let (Some(first), Some(last)) = (fragments.first(), fragments.last()) else { return };
    let (start, end) = page.range(first.cover(*last));
    out.name("start");
    out.number(start.into());
    out.name("end");
    out.number(end.into());
    if let Some(covered) = touched(tokens, first.cover(*last)) {
        out.name("token_start");
        out.number(covered.start as i64);
        out.name("token_end");
        out.number(covered.end as i64 - 1);
    }
}

/// Prodigy points to the last token of a span.
fn relation_end(
    page: &Page<'_>,
    name: &'static str,
    span: &'static str,
    (target, label): (&Target, &str),
    tokens: &[Token],
    out: &mut Writer,
) {
    let first = target.fragments().first().copied().unwrap_or_default();
    if let Some(covered) = touched(tokens, first) {
        out.name(name);
        out.number(covered.end as i64 - 1);
    }
    out.name(span);
    out.begin_object();
    offsets(page, &[first], tokens, out);
    out.text("label", label);
    out.end();
}

fn write_tokens(page: &Page<'_>, tokens: &[Token], out: &mut Writer) {
    out.name("tokens");
    out.begin_array();
    for (index, token) in tokens.iter().enumerate() {
        let (start, end) = page.range(token.range);
        let followed =
            page.text().get(token.range.end().into()..).unwrap_or_default().starts_with(char::is_whitespace);
        out.begin_object();
        out.text("text", page.words(token.range));
        out.name("start");
        out.number(start.into());
        out.name("end");
        out.number(end.into());
        out.name("id");
        out.number(index as i64);
        out.name("ws");
        out.bool(followed);
        out.end();
    }
    out.end();
}
