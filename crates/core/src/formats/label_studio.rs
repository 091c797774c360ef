//! Label Studio: a list of tasks, each with its text and regions. Offsets are
//! code points.
//!
//! An annotation is a region of type `labels`; each further fragment is a
//! region of its own, tied to the first by a relation labelled `part`.
//! Attributes are `choices` of the region, notes its `meta.text`. An
//! attribution is a relation from its cue (see [`heads`](super::heads)) to
//! each other member, labelled with that member's role. What Label Studio has
//! no place for goes along in `data.galley`, which it keeps.

use std::collections::HashMap;

use serde_json::Value;

use super::draft::{Draft, Fragment, Role, Span};
use super::heads::{FileArrow, arrows, grouped};
use super::losses::{self, Keeps};
use super::native::extra::set_aside;
use super::native::json::objects;
use super::native::write::details;
use super::table::{File, Parsed, Sample};
use super::writing::{Page, json_line, xml_attribute};
use super::{ReadError, Tools};
use crate::json::{Object, Raw, Writer, word};
use crate::model::{AttributeKind, Extra, LabelSet};

pub(super) const KEEPS: Keeps = losses::ALL;

/// The relation between the fragments of one annotation.
const PART: &str = "part";

pub(super) fn fits(sample: &Sample<'_>) -> bool {
    let has = |name: &str| sample.object.get(name).is_some_and(Raw::is_array);
    sample.object.get("data").is_some_and(Raw::is_object)
        && (has("annotations") || has("predictions") || has("completions"))
}

pub(super) fn read(files: &[File], _: &mut Tools<'_>, parsed: &mut Parsed) -> Result<(), ReadError> {
    for file in files {
        for (index, (_, task)) in objects(file.text()?, parsed)?.enumerate() {
            let place = format!("task {}", parsed.before + index + 1);
            match task.ok_or("it is not an object").and_then(|task| read_task(task, &place, parsed)) {
                Ok(draft) => parsed.push(draft),
                Err(reason) => parsed.note(place, reason, "left out"),
            }
        }
    }
    Ok(())
}

fn read_task(mut task: Object<'_>, place: &str, parsed: &mut Parsed) -> Result<Draft, &'static str> {
    let mut data = task.take("data").and_then(Raw::object).ok_or("it has no \"data\"")?;
    let results = results(&mut task, place, parsed);
    let name = text_field(&results, &data).ok_or("its data has no text")?;
    let text = data.take(&name).and_then(Raw::string).ok_or("its data has no text")?.into_owned();
    let mut draft = Draft { text, ..Draft::default() };
    let rest = data.take("galley");
    if let Some(rest) = rest.and_then(Raw::object) {
        draft.rest = rest.into_map();
    } else {
        draft.metadata = data.into_map();
    }
    draft.id = None;
    let whole = rest.and_then(Raw::object).and_then(|mut rest| rest.take("attributions"));
    read_results(results, whole, &mut draft, place, parsed);
    draft.recall();
    for (name, value) in task.into_map() {
        draft.kept.insert(name, value);
    }
    Ok(draft)
}

/// The regions and relations of the task's first annotation that was not
/// cancelled, else of its first prediction. The others are kept aside.
fn results<'a>(task: &mut Object<'a>, place: &str, parsed: &mut Parsed) -> Vec<Object<'a>> {
    let mut all = Vec::new();
    for name in ["annotations", "completions", "predictions"] {
        for (index, (_, annotation)) in parsed.list(task, name, place).objects().enumerate() {
            let place = format!("{place}, annotation {}", index + 1);
            let Some(mut annotation) = annotation else {
                parsed.note(place, "it is not an object", "left out");
                continue;
            };
            if annotation.get("was_cancelled").and_then(Raw::bool).unwrap_or_default() {
                parsed.note(place, "it was cancelled", "left out");
            } else {
                all.push(parsed.list(&mut annotation, "result", &place));
            }
        }
    }
    if all.len() > 1 {
        let found = format!("it has {} annotations or predictions", all.len());
        parsed.note(place, found, "the first was read; merge the others from files of their own");
    }
    let first = all.first().copied().unwrap_or_default();
    let mut results = Vec::new();
    for (index, (_, object)) in first.objects().enumerate() {
        match object {
            Some(object) => results.push(object),
            None => parsed.note(format!("{place}, region {}", index + 1), "it is not an object", "left out"),
        }
    }
    results
}

/// The name of the field that the regions are in: the one they name, else
/// `text`, else the longest text.
fn text_field(results: &[Object<'_>], data: &Object<'_>) -> Option<String> {
    let named = results.iter().find_map(|region| region.get("to_name")).and_then(Raw::string);
    let is_text = |name: &str| data.get(name).is_some_and(Raw::is_string);
    if is_text("text") {
        return Some("text".to_owned());
    }
    named.filter(|name| is_text(name)).map(std::borrow::Cow::into_owned).or_else(|| {
        let names = data.names();
        let texts = names.into_iter().filter(|name| is_text(name));
        texts.max_by_key(|name| data.get(name).and_then(Raw::string).map_or(0, |text| text.len()))
    })
}

fn read_results(
    results: Vec<Object<'_>>,
    whole: Option<Raw<'_>>,
    draft: &mut Draft,
    place: &str,
    parsed: &mut Parsed,
) {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut relations = Vec::new();
    for (index, mut region) in results.into_iter().enumerate() {
        let kind = region.take("type").and_then(Raw::string).unwrap_or_default();
        if kind == "relation" {
            relations.push(region);
            continue;
        }
        let id = region.get("id").and_then(Raw::string).map(std::borrow::Cow::into_owned);
        let id = id.unwrap_or_else(|| format!("region-{}", index + 1));
        let Some(mut value) = region.take("value").and_then(Raw::object) else {
            parsed.note(format!("{place}, region {}", index + 1), "it has no \"value\"", "kept aside");
            set_aside(&mut draft.kept, "result", Value::Object(region.into_map()));
            continue;
        };
        if matches!(&*kind, "labels" | "hypertextlabels") || value.contains("labels") {
            if places.contains_key(&id)
                && draft.spans.get(places[&id]).is_some_and(|span| !span.label.is_empty())
            {
                parsed.note(
                    format!("{place}, region {id:?}"),
                    "another region has its id too",
                    "read as one of its own",
                );
                draft.spans.push(Span { id: id.clone(), ..Span::default() });
                places.insert(id.clone(), draft.spans.len() - 1);
            }
            let span = span_of(&mut draft.spans, &mut places, &id);
            read_region(&mut region, &mut value, span);
        } else if let Some(name) = region.take("from_name").and_then(Raw::string) {
            let span = span_of(&mut draft.spans, &mut places, &id);
            read_attribute(&name, &mut value, span);
        }
    }
    // Choices of a region that is not there are the task's own.
    let (spans, loose): (Vec<Span>, Vec<Span>) =
        std::mem::take(&mut draft.spans).into_iter().partition(|span| !span.fragments.is_empty());
    draft.spans = spans;
    for span in loose {
        let labels = draft.rest.entry("document_labels").or_insert_with(|| Value::Object(Extra::new()));
        if let Value::Object(labels) = labels {
            labels.extend(span.attributes);
        }
    }
    read_relations(relations, whole, draft, place, parsed);
}

fn span_of<'s>(spans: &'s mut Vec<Span>, places: &mut HashMap<String, usize>, id: &str) -> &'s mut Span {
    let at = *places.entry(id.to_owned()).or_insert_with(|| {
        spans.push(Span { id: id.to_owned(), ..Span::default() });
        spans.len() - 1
    });
    &mut spans[at]
}

fn read_region(region: &mut Object<'_>, value: &mut Object<'_>, span: &mut Span) {
    // Rich text counts in the rendered text; `start` and `end` are paths there.
    let (start, end) = match value.take("globalOffsets").and_then(Raw::object) {
        Some(mut global) => (global.take("start"), global.take("end")),
        None => (value.take("start"), value.take("end")),
    };
    let mut fragment = Fragment::raw(start, end, value.take("text"));
    // Drawn by hand, it quotes a line end as a backslash and an n.
    fragment.exact = fragment.exact.map(|exact| exact.replace("\\n", "\n")).filter(|exact| !exact.is_empty());
    span.fragments.push(fragment);
    let labels = value.take("labels").or_else(|| value.take("hypertextlabels")).unwrap_or_default();
    let mut labels = labels.items().filter_map(Raw::string);
    if let Some(label) = labels.next() {
        span.label = label.into_owned();
    }
    let more: Vec<Value> = labels.map(|label| Value::from(label.into_owned())).collect();
    if !more.is_empty() {
        span.extra.insert("more_labels".to_owned(), Value::Array(more));
    }
    if let Some(mut meta) = region.take("meta").and_then(Raw::object) {
        let notes = meta.take("text").unwrap_or_default();
        let notes: Vec<_> =
            notes.items().chain((!notes.is_array()).then_some(notes)).filter_map(Raw::string).collect();
        span.note = notes.join("\n");
    }
}

fn read_attribute(name: &str, value: &mut Object<'_>, span: &mut Span) {
    let list = value
        .take("choices")
        .or_else(|| value.take("text"))
        .or_else(|| value.take("rating"))
        .unwrap_or_default();
    let mut values: Vec<Value> =
        if list.is_array() { list.items().map(Raw::to_value).collect() } else { vec![list.to_value()] };
    let value = if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
    let value = match value.as_str() {
        Some("true") => Value::Bool(true),
        Some(text) => {
            text.strip_prefix(JSON).and_then(|json| serde_json::from_str(json).ok()).unwrap_or(value)
        }
        None => value,
    };
    // Names are unique over all of a configuration; ours begin with the scope.
    let name = name.rsplit_once('.').map_or(name, |(_, name)| name);
    span.attributes.insert(name.to_owned(), value);
}

/// What begins a value that is no text.
const JSON: &str = "json:";

fn read_relations(
    relations: Vec<Object<'_>>,
    whole: Option<Raw<'_>>,
    draft: &mut Draft,
    place: &str,
    parsed: &mut Parsed,
) {
    let mut found = Vec::new();
    for mut relation in relations {
        let mut id = |name: &str| relation.take(name).and_then(Raw::string).map(std::borrow::Cow::into_owned);
        let (from, to, attribution) = (id("from_id"), id("to_id"), id("attribution"));
        let label = relation.get("labels").and_then(|labels| labels.items().next()).and_then(Raw::string);
        let (Some(from), Some(to)) = (from, to) else { continue };
        match label.as_deref() {
            Some(PART) => join(&mut draft.spans, &from, &to),
            label => match label.and_then(Role::from_name) {
                Some(role) => found.push(FileArrow { from, to, role, attribution }),
                None => {
                    parsed.note(
                        place,
                        format!("a relation labelled {label:?}, which is no role of an attribution"),
                        "kept aside",
                    );
                    let mut map = relation.into_map();
                    map.insert("from_id".to_owned(), from.into());
                    map.insert("to_id".to_owned(), to.into());
                    set_aside(&mut draft.kept, "relation", Value::Object(map));
                }
            },
        }
    }
    draft.links = grouped(&draft.spans, found, whole, place, parsed);
}

/// Makes a region the next fragment of another.
fn join(spans: &mut Vec<Span>, first: &str, part: &str) {
    let Some(at) = spans.iter().position(|span| span.id == part) else { return };
    if spans.iter().any(|span| span.id == first && first != part) {
        let mut part = spans.remove(at);
        if let Some(span) = spans.iter_mut().find(|span| span.id == first) {
            span.fragments.append(&mut part.fragments);
        }
    }
}

pub(super) fn write(page: &Page<'_>, out: &mut String) {
    json_line(out, |out| {
        out.begin_object();
        out.name("data");
        out.begin_object();
        out.text("text", page.text());
        out.name("galley");
        page.rest_with(out, |out| {
            out.name("annotations");
            out.begin_array();
            for annotation in &page.annotations {
                out.begin_object();
                out.text("id", annotation.id.as_str());
                details(out, annotation, &["id"]);
                out.end();
            }
            out.end();
        });
        out.end();
        out.name("annotations");
        out.begin_array();
        out.begin_object();
        out.name("result");
        out.begin_array();
        regions(page, out);
        for attribution in page.attributions() {
            for arrow in arrows(attribution) {
                relation(
                    out,
                    arrow.from.as_str(),
                    arrow.to.as_str(),
                    arrow.role.name(),
                    Some(attribution.id.as_str()),
                );
            }
        }
        out.end();
        out.end();
        out.end();
        out.end();
    });
}

fn regions(page: &Page<'_>, out: &mut Writer) {
    for annotation in &page.annotations {
        let id = annotation.id.as_str();
        for (index, &fragment) in annotation.target.fragments().iter().enumerate() {
            let part_id = format!("{id}.{}", index + 1);
            let own_id = if index == 0 { id } else { &part_id };
            let offsets = |out: &mut Writer| {
                let (start, end) = page.range(fragment);
                out.name("start");
                out.number(start.into());
                out.name("end");
                out.number(end.into());
            };
            region(out, own_id, "label", "labels");
            out.name("value");
            out.begin_object();
            offsets(out);
            out.text("text", page.words(fragment));
            out.texts("labels", &mut std::iter::once(page.label(annotation)));
            out.end();
            if index == 0 && !annotation.note.is_empty() {
                out.name("meta");
                out.begin_object();
                out.texts("text", &mut std::iter::once(annotation.note.as_str()));
                out.end();
            }
            out.end();
            if index > 0 {
                relation(out, id, own_id, PART, None);
                continue;
            }
            for (name, attribute) in &annotation.attributes {
                let is_choice = page
                    .label_set
                    .attributes
                    .iter()
                    .any(|known| known.name == *name && !matches!(known.kind, AttributeKind::Text));
                let kind = if is_choice { "choices" } else { "textarea" };
                region(out, id, &format!("{}.{name}", annotation.kind.name()), kind);
                out.name("value");
                out.begin_object();
                offsets(out);
                let word = match attribute {
                    Value::String(text) if text != "true" && !text.starts_with(JSON) => word(attribute),
                    Value::Bool(true) => "true".into(),
                    other => format!("{JSON}{other}").into(),
                };
                out.texts(if is_choice { "choices" } else { "text" }, &mut std::iter::once(&*word));
                out.end();
                out.end();
            }
        }
    }
}

fn region(out: &mut Writer, id: &str, from_name: &str, kind: &str) {
    out.begin_object();
    out.text("id", id);
    out.text("from_name", from_name);
    out.text("to_name", "text");
    out.text("type", kind);
}

fn relation(out: &mut Writer, from: &str, to: &str, label: &str, attribution: Option<&str>) {
    out.begin_object();
    out.text("from_id", from);
    out.text("to_id", to);
    out.text("type", "relation");
    out.text("direction", "right");
    out.texts("labels", &mut std::iter::once(label));
    out.optional_text("attribution", attribution);
    out.end();
}

/// The labelling configuration that the tasks need.
pub(super) fn config(set: &LabelSet) -> Vec<File> {
    let mut xml = String::from("<View>\n  <Relations>\n");
    for name in Role::ALL.map(Role::name).into_iter().chain([PART]) {
        element(&mut xml, "    <Relation", &[("value", name)]);
    }
    xml.push_str("  </Relations>\n  <Labels name=\"label\" toName=\"text\">\n");
    for label in &set.labels {
        let key = label.key.map(String::from);
        let mut attributes = vec![("value", label.name.as_str()), ("background", label.color.as_str())];
        attributes.extend(key.as_deref().map(|key| ("hotkey", key)));
        element(&mut xml, "    <Label", &attributes);
    }
    xml.push_str("  </Labels>\n  <Text name=\"text\" value=\"$text\"/>\n");
    for attribute in &set.attributes {
        let name = format!("{}.{}", attribute.applies_to.name(), attribute.name);
        let labels: Vec<&str> = set
            .labels
            .iter()
            .filter(|label| label.kind.name() == attribute.applies_to.name())
            .map(|label| label.name.as_str())
            .collect();
        if labels.is_empty() {
            continue;
        }
        let tag = if matches!(attribute.kind, AttributeKind::Text) { "TextArea" } else { "Choices" };
        xml.push_str("  <");
        xml.push_str(tag);
        for (name, value) in [
            ("name", name.as_str()),
            ("toName", "text"),
            ("perRegion", "true"),
            ("whenTagName", "label"),
            ("whenLabelValue", &labels.join(",")),
        ] {
            xml_attribute(&mut xml, name, value);
        }
        match &attribute.kind {
            AttributeKind::Text => xml.push_str("/>\n"),
            AttributeKind::Flag => xml.push_str(">\n    <Choice value=\"true\"/>\n  </Choices>\n"),
            AttributeKind::Choice { values } => {
                xml.push_str(">\n");
                values.iter().for_each(|value| element(&mut xml, "    <Choice", &[("value", value)]));
                xml.push_str("  </Choices>\n");
            }
        }
    }
    xml.push_str("</View>\n");
    vec![File::new("label_studio_config.xml", xml)]
}

fn element(xml: &mut String, start: &str, attributes: &[(&str, &str)]) {
    xml.push_str(start);
    attributes.iter().for_each(|(name, value)| xml_attribute(xml, name, value));
    xml.push_str("/>\n");
}
