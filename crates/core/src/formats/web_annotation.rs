//! W3C Web Annotation, in JSON-LD: an annotation for each mark with the label
//! as a tag, the note as a comment, and selectors by quotation and by position
//! (code points). Our own terms are in a second context that goes along. An
//! attribution is an annotation that links: its bodies are the members, with
//! their roles. The text comes first, as the body of an annotation of the whole
//! article.
//!
//! Hypothesis has the same selectors, counts UTF-16 units, and has tags and a
//! text for everything else.

use std::collections::HashMap;

use super::draft::{Draft, Fragment, Link, Role, Span, attributes_of};
use super::heads::members;
use super::losses::{self, Keeps};
use super::native::extra::set_aside;
use super::native::json::{objects, parse};
use super::native::write::evidence_field;
use super::table::{File, Parsed, Sample};
use super::writing::{Page, attributes, json_line};
use super::{ReadError, Tools};
use crate::json::{Object, Raw, Writer};
use crate::model::{Annotation, AnnotationType, Extra};
use crate::text::{TextRange, TextSize};

pub(super) const KEEPS: Keeps = losses::ALL;
pub(super) const HYPOTHESIS_KEEPS: Keeps = losses::ALL
    & !(losses::TEXT
        | losses::EVIDENCE
        | losses::DISMISSALS
        | losses::ATTRIBUTES
        | losses::PROVENANCE
        | losses::ATTRIBUTIONS
        | losses::ENTITIES
        | losses::METADATA
        | losses::ORPHANS);

const ANNO: &str = "http://www.w3.org/ns/anno.jsonld";
const NAMESPACE: &str = "urn:galley:terms:";
const ID: &str = "urn:galley:";
/// The longest prefix and suffix, in UTF-16 units: more than 32 make a library
/// that many use throw.
const AROUND: usize = 32;
/// Our terms; those marked are kept as JSON.
const TERMS: [(&str, bool); 9] = [
    ("evidence", true),
    ("annotation_type", false),
    ("attributes", true),
    ("article", true),
    ("origin", false),
    ("rule", false),
    ("role", false),
    ("attribution", true),
    ("extra", true),
];

pub(super) fn fits(sample: &Sample<'_>) -> bool {
    let is_annotation = |value: Raw<'_>| {
        value.string().as_deref() == Some("Annotation")
            || value.items().any(|item| item.string().as_deref() == Some("Annotation"))
    };
    sample.object.get("type").is_some_and(is_annotation) && sample.object.contains("target")
        || sample.object.get("@context").is_some_and(|context| context.string().as_deref() == Some(ANNO))
}

pub(super) fn fits_hypothesis(sample: &Sample<'_>) -> bool {
    let is_row = |object: &Object<'_>| object.contains("uri") && object.contains("target");
    let rows = sample.object.get("rows").unwrap_or_default();
    let first = rows.objects().next().and_then(|(_, object)| object);
    first.as_ref().is_some_and(is_row) || (is_row(&sample.object) && !sample.object.contains("type"))
}

fn iri(id: &str) -> String {
    use std::fmt::Write as _;
    let mut iri = String::from(ID);
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            iri.push(char::from(byte));
        } else {
            let _ = write!(iri, "%{byte:02X}");
        }
    }
    iri
}

/// The id that an IRI of ours stands for; any other IRI as it is.
fn id_of_iri(iri: &str) -> String {
    let Some(encoded) = iri.strip_prefix(ID) else { return iri.to_owned() };
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let [first, more @ ..] = rest {
        rest = more;
        let digit = |at: usize| more.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &more[2..];
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| iri.to_owned())
}

fn context_fields(out: &mut Writer) {
    out.begin_object();
    out.text("galley", NAMESPACE);
    for (term, is_json) in TERMS {
        out.name(term);
        if is_json {
            out.begin_object();
            out.text("@id", &format!("galley:{term}"));
            out.text("@type", "@json");
            out.end();
        } else {
            out.string(&format!("galley:{term}"));
        }
    }
    out.end();
}

fn begin(out: &mut Writer, id: &str, motivation: &str) {
    out.begin_object();
    out.name("@context");
    out.begin_array();
    out.string(ANNO);
    context_fields(out);
    out.end();
    out.text("id", id);
    out.text("type", "Annotation");
    out.text("motivation", motivation);
}

fn source(page: &Page<'_>) -> String {
    let url = page.article.metadata.get("url").and_then(|url| url.as_str());
    url.map_or_else(|| iri(page.article.id.as_str()), str::to_owned)
}

pub(super) fn write(page: &Page<'_>, out: &mut String) {
    let source = source(page);
    json_line(out, |out| {
        begin(out, &format!("{}:text", iri(page.article.id.as_str())), "describing");
        out.name("body");
        out.begin_object();
        out.text("type", "TextualBody");
        out.text("purpose", "describing");
        out.text("format", "text/plain");
        out.text("value", page.text());
        out.end();
        out.text("target", &source);
        out.name("article");
        page.rest(out);
        out.end();
    });
    for annotation in &page.annotations {
        out.push_str(",\n");
        json_line(out, |out| mark(page, annotation, &source, out));
    }
    for attribution in page.attributions() {
        out.push_str(",\n");
        json_line(out, |out| {
            begin(out, &iri(attribution.id.as_str()), "linking");
            out.name("body");
            out.begin_array();
            for (role, id) in members(attribution) {
                out.begin_object();
                out.text("type", "SpecificResource");
                out.text("source", &iri(id.as_str()));
                out.text("role", role.name());
                out.end();
            }
            out.end();
            out.text("target", &source);
            out.end();
        });
    }
}

fn mark(page: &Page<'_>, annotation: &Annotation, source: &str, out: &mut Writer) {
    let provenance = &annotation.provenance;
    begin(out, &iri(annotation.id.as_str()), "tagging");
    if !provenance.creator.is_empty() {
        out.name("creator");
        out.begin_object();
        out.text("type", "Person");
        out.text("name", &provenance.creator);
        out.end();
    }
    if !provenance.created.is_empty() {
        out.text("created", &provenance.created);
    }
    out.optional_text("modified", provenance.modified.as_deref());
    out.text("annotation_type", annotation.kind.name());
    out.text("origin", provenance.origin.name());
    out.optional_text("rule", provenance.rule.as_deref());
    attributes(out, &annotation.attributes);
    evidence_field(out, annotation);
    if !annotation.extra.is_empty() {
        out.name("extra");
        out.map(&annotation.extra);
    }
    out.name("body");
    out.begin_array();
    for (purpose, value) in [("tagging", page.label(annotation)), ("commenting", annotation.note.as_str())] {
        if !value.is_empty() {
            out.begin_object();
            out.text("type", "TextualBody");
            out.text("purpose", purpose);
            out.text("value", value);
            out.end();
        }
    }
    out.end();
    out.name("target");
    out.begin_array();
    for &fragment in annotation.target.fragments() {
        out.begin_object();
        out.text("type", "SpecificResource");
        selectors(page, fragment, source, out);
        out.end();
    }
    out.end();
    out.end();
}

fn selectors(page: &Page<'_>, fragment: TextRange, source: &str, out: &mut Writer) {
    let (start, end) = page.range(fragment);
    let before = page.words(TextRange::new(TextSize::new(0), fragment.start()));
    let after = page.words(TextRange::new(fragment.end(), page.article.text.size()));
    out.text("source", source);
    out.name("selector");
    out.begin_array();
    out.begin_object();
    out.text("type", "TextQuoteSelector");
    out.text("exact", page.words(fragment));
    out.text("prefix", last_units(before));
    out.text("suffix", first_units(after));
    out.end();
    out.begin_object();
    out.text("type", "TextPositionSelector");
    out.name("start");
    out.number(start.into());
    out.name("end");
    out.number(end.into());
    out.end();
    out.end();
}

fn first_units(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > AROUND
    });
    end.map_or(text, |(at, _)| text.get(..at).unwrap_or_default())
}

fn last_units(text: &str) -> &str {
    let mut units = 0;
    let start = text.char_indices().rev().find(|(_, c)| {
        units += c.len_utf16();
        units > AROUND
    });
    start.map_or(text, |(at, c)| text.get(at + c.len_utf8()..).unwrap_or_default())
}

pub(super) fn write_hypothesis(page: &Page<'_>, out: &mut String) {
    let source = source(page);
    for (index, annotation) in page.annotations.iter().enumerate() {
        if index > 0 {
            out.push_str(",\n");
        }
        json_line(out, |out| {
            out.begin_object();
            out.text("uri", &source);
            out.text("text", &annotation.note);
            out.texts("tags", &mut std::iter::once(page.label(annotation)));
            out.name("document");
            out.begin_object();
            out.texts("title", &mut std::iter::once(page.article.title.as_str()));
            out.end();
            out.name("target");
            out.begin_array();
            for &fragment in annotation.target.fragments() {
                out.begin_object();
                selectors(page, fragment, &source, out);
                out.end();
            }
            out.end();
            out.end();
        });
    }
}

/// What the annotations of one source say.
#[derive(Default)]
struct Found {
    draft: Draft,
    has_text: bool,
    /// The members of attributions, by the attribution's id.
    links: Vec<Link>,
    whole: Vec<Link>,
}

pub(super) fn read(files: &[File], _: &mut Tools<'_>, parsed: &mut Parsed) -> Result<(), ReadError> {
    let mut sources: Vec<String> = Vec::new();
    let mut found: HashMap<String, Found> = HashMap::new();
    for file in files.iter().filter(|file| file.extension() != "txt") {
        let text = file.text()?;
        for (index, (line, first_line)) in values(text).into_iter().enumerate() {
            let (value, object) = match parse(line, first_line) {
                Ok(parsed) => parsed,
                Err(_) if index == 0 => {
                    for (number, (_, object)) in objects(text, parsed)?.enumerate() {
                        read_one(number, object, &mut sources, &mut found, parsed);
                    }
                    break;
                }
                Err(error) => {
                    parsed.note(error.place, error.reason, "the line was left out");
                    continue;
                }
            };
            let list =
                object.and_then(|mut page| page.take("items").or_else(|| page.take("rows"))).unwrap_or(value);
            let one = list.object();
            for (number, object) in list.objects().map(|(_, object)| object).chain(one.map(Some)).enumerate()
            {
                read_one(number, object, &mut sources, &mut found, parsed);
            }
        }
    }
    let texts: Vec<&File> = files.iter().filter(|file| file.extension() == "txt").collect();
    for source in sources {
        let Some(mut one) = found.remove(&source) else { continue };
        if !one.has_text {
            let Some(file) = texts.first() else {
                parsed.note(source, "its text is not in the file", "open the text's file together with it");
                continue;
            };
            one.draft.text = file.text()?.to_owned();
            one.draft.metadata.insert("url".to_owned(), source.clone().into());
        }
        one.draft.links = one.links;
        for own in one.whole {
            // One that is not there was deleted.
            if let Some(link) = one.draft.links.iter_mut().find(|link| link.id == own.id) {
                (link.no_source, link.parent, link.attributes, link.extra) =
                    (own.no_source, own.parent, own.attributes, own.extra);
            }
        }
        parsed.push(one.draft);
    }
    Ok(())
}

/// The values of a file: one, or one a line.
fn values(text: &str) -> Vec<(&str, usize)> {
    if Raw::new(text.trim()).is_some() || !text.trim_start().starts_with('{') {
        return vec![(text.trim(), 1)];
    }
    text.split('\n')
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| (line.trim(), at + 1))
        .collect()
}

fn string(raw: Option<Raw<'_>>) -> Option<String> {
    raw.and_then(Raw::string).map(std::borrow::Cow::into_owned)
}

/// A value, or the values of a list, those that are objects opened.
fn each<'a>(raw: Option<Raw<'a>>) -> Vec<(Raw<'a>, Option<Object<'a>>)> {
    let raw = raw.unwrap_or_default();
    if raw.is_array() { raw.objects().collect() } else { vec![(raw, raw.object())] }
}

fn read_one(
    number: usize,
    object: Option<Object<'_>>,
    sources: &mut Vec<String>,
    found: &mut HashMap<String, Found>,
    parsed: &mut Parsed,
) {
    let place = &format!("annotation {}", number + 1);
    let Some(mut object) = object else {
        parsed.note(place, "it is not an object", "left out");
        return;
    };
    let targets = each(object.take("target"));
    let source = targets.iter().find_map(|(raw, target)| {
        let own = target.as_ref().and_then(|target| {
            let source = target.get("source").or_else(|| target.get("id"))?;
            source.string().map(std::borrow::Cow::into_owned).or_else(|| string(source.object()?.get("id")))
        });
        own.or_else(|| string(Some(*raw)))
    });
    let source = source.or_else(|| string(object.take("uri")));
    let Some(source) = source else {
        parsed.note(place, "its target has no source", "left out");
        return;
    };
    if !found.contains_key(&source) {
        sources.push(source.clone());
    }
    let one = found.entry(source).or_default();
    let id = string(object.take("id")).map(|iri| id_of_iri(&iri)).unwrap_or_else(|| place.replace(" ", "-"));
    let bodies = each(object.take("body").or_else(|| object.take("bodyValue")));
    if let Some(article) = object.take("article").and_then(Raw::object) {
        one.has_text = true;
        let text = bodies.iter().find_map(|(_, body)| string(body.as_ref()?.get("value")));
        one.draft.text = text.unwrap_or_default();
        let whole = article.get("attributions").unwrap_or_default();
        one.whole = whole.objects().filter_map(|(_, link)| link.map(Link::of_native)).collect();
        one.draft.rest = article.into_map();
        return;
    }
    let is_link = bodies.iter().any(|(_, body)| body.as_ref().is_some_and(|body| body.contains("role")));
    if is_link
        || (string(object.get("motivation")).as_deref() == Some("linking") && id_is_ours(&one.whole, &id))
    {
        let mut link = Link { id, ..Link::default() };
        for (_, body) in &bodies {
            let Some(body) = body else { continue };
            let member = string(body.get("source").or_else(|| body.get("id")));
            let role = string(body.get("role")).and_then(|role| Role::from_name(&role));
            if let (Some(member), Some(role)) = (member, role) {
                link.add(role, id_of_iri(&member));
            }
        }
        one.links.push(link);
        return;
    }
    match read_mark(object, id, &bodies, &targets) {
        Some(span) => one.draft.spans.push(span),
        None => {
            parsed.note(place, "it has no selector by position or quotation", "kept aside");
            for (target, _) in targets {
                set_aside(&mut one.draft.kept, "target", target.to_value());
            }
        }
    }
}

fn id_is_ours(whole: &[Link], id: &str) -> bool {
    whole.iter().any(|link| link.id == id)
}

fn read_mark(
    mut object: Object<'_>,
    id: String,
    bodies: &[(Raw<'_>, Option<Object<'_>>)],
    targets: &[(Raw<'_>, Option<Object<'_>>)],
) -> Option<Span> {
    let mut span = Span { id, ..Span::default() };
    for (_, target) in targets {
        let selectors = each(target.as_ref()?.get("selector"));
        let of = |kind: &str| {
            let is = |object: &&Object<'_>| string(object.get("type")).as_deref() == Some(kind);
            selectors.iter().filter_map(|(_, object)| object.as_ref()).find(is)
        };
        let (quote, position) = (of("TextQuoteSelector"), of("TextPositionSelector"));
        if quote.is_none() && position.is_none() {
            return None;
        }
        let (start, end) = (position.and_then(|at| at.get("start")), position.and_then(|at| at.get("end")));
        span.fragments.push(Fragment::raw(start, end, quote.and_then(|quote| quote.get("exact"))));
    }
    for (raw, body) in bodies {
        let Some(body) = body else {
            span.note = string(Some(*raw)).unwrap_or_default();
            continue;
        };
        let value = string(body.get("value")).unwrap_or_default();
        match string(body.get("purpose")).as_deref() {
            Some("tagging") if span.label.is_empty() => span.label = value,
            Some("tagging") => span.note.push_str(&format!(" #{value}")),
            _ => span.note = value,
        }
    }
    // Hypothesis has tags; the first is the label.
    let mut tags = object.take("tags").unwrap_or_default().items().filter_map(Raw::string);
    if span.label.is_empty() {
        span.label = tags.next().map(std::borrow::Cow::into_owned).unwrap_or_default();
    }
    let more: Vec<serde_json::Value> = tags.map(|tag| tag.into_owned().into()).collect();
    if let Some(text) = string(object.take("text")).filter(|text| !text.is_empty()) {
        span.note = text;
    }
    if span.label.is_empty() {
        "OTHER".clone_into(&mut span.label);
    }
    span.kind = string(object.take("annotation_type")).and_then(|kind| AnnotationType::from_name(&kind));
    span.attributes = attributes_of(object.take("attributes"));
    let creator = object.take("creator").or_else(|| object.take("user"));
    let creator = creator
        .and_then(Raw::object)
        .and_then(|person| string(person.get("name")))
        .or_else(|| string(creator));
    let mut extra = object.take("extra").and_then(Raw::object).map(Object::into_map).unwrap_or_default();
    let mut provenance = match extra.remove("provenance") {
        Some(serde_json::Value::Object(more)) => more,
        _ => Extra::new(),
    };
    for (name, value) in [
        ("creator", creator),
        ("created", string(object.take("created"))),
        ("modified", string(object.take("modified").or_else(|| object.take("updated")))),
        ("origin", string(object.take("origin"))),
        ("rule", string(object.take("rule"))),
    ] {
        if let Some(value) = value {
            provenance.insert(name.to_owned(), value.into());
        }
    }
    span.provenance = provenance;
    for name in ["@context", "type", "motivation"] {
        object.take(name);
    }
    span.extra = object.into_map();
    span.extra.extend(extra);
    if !more.is_empty() {
        span.extra.insert("tags".to_owned(), more.into());
    }
    Some(span)
}
