//! brat standoff: a `.txt` and an `.ann`. Offsets are code points of a text
//! with line feeds.
//!
//! An annotation is a text-bound `T`, its attributes `A` (a text with white
//! space in it a comment of its own type), its note an `AnnotatorNotes`
//! comment. What brat has no place for is JSON in a comment of type `Galley`. An attribution is an event as in the PolNeAR corpus: a trigger
//! `Attribution` on the cue, or on the first member where there is no cue
//! (`Attribution-no-source` where a person says that there is no source), with
//! the members as arguments. A role that comes again is numbered: `Content2`.
//! No fragment holds a line end, since brat refuses those: a fragment is cut
//! around them, and fragments with nothing but line ends between are one again
//! when read.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::draft::{Draft, Fragment, Link, Role, Span, json_fields};
use super::heads::members;
use super::losses::{self, Keeps};
use super::native::extra::set_aside;
use super::native::write::details;
use super::table::{File, Parsed, Sample};
use super::writing::{Output, Page, json_line};
use super::{ReadError, Tools};
use crate::json::Writer;
use crate::json::word;
use crate::model::{Annotation, AnnotationType, AttributeKind, LabelSet, Scope};
use crate::text::TextRange;

const MARKS: Keeps = losses::SPANS
    | losses::TEXT
    | losses::ALL_TYPES
    | losses::NESTED
    | losses::CROSSING
    | losses::GAPS
    | losses::ATTRIBUTIONS
    | losses::LONE
    | losses::IN_WORDS
    | losses::CONTROLS
    | losses::EDGES
    | losses::SENTENCES
    | losses::INDENT;
pub(super) const KEEPS: Keeps = MARKS
    | losses::ATTRIBUTES
    | losses::NOTES
    | losses::PROVENANCE
    | losses::EVIDENCE
    | losses::ATTRIBUTION_DETAILS
    | losses::MENTIONS;
pub(super) const POLNEAR_KEEPS: Keeps = MARKS;

const EVENT: &str = "Attribution";
const NO_SOURCE: &str = "Attribution-no-source";
/// The type of a comment that holds an attribute with white space.
const ATTRIBUTE: &str = "Attribute-";
/// The type of a comment that holds what brat has no place for.
const DETAILS: &str = "Galley";

pub(super) fn fits(sample: &Sample<'_>) -> bool {
    sample.files.iter().any(|file| file.extension() == "ann")
        || (sample.text.lines().next().is_some_and(is_text_bound)
            && sample
                .text
                .lines()
                .take(20)
                .all(|line| line.starts_with(['T', 'E', 'R', 'A', 'M', 'N', '#', '*'])))
}

fn is_text_bound(line: &str) -> bool {
    line.strip_prefix('T')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains('\t'))
}

pub(super) fn read(files: &[File], _: &mut Tools<'_>, parsed: &mut Parsed) -> Result<(), ReadError> {
    let path = |file: &File| {
        file.name.rsplit_once('.').map_or_else(|| file.name.clone(), |(path, _)| path.to_owned())
    };
    let anns: Vec<&File> = files.iter().filter(|file| file.extension() == "ann").collect();
    for file in files.iter().filter(|file| file.extension() == "txt") {
        let text = file.text()?;
        let ann = anns.iter().find(|ann| path(ann) == path(file));
        let mut draft =
            Draft { text: text.to_owned(), title: Some(file.stem().to_owned()), ..Draft::default() };
        if let Some(ann) = ann {
            read_ann(ann.text()?, &ann.name, &mut draft, parsed);
        }
        parsed.push(draft);
    }
    for ann in anns {
        if !files.iter().any(|file| file.extension() == "txt" && path(file) == path(ann)) {
            parsed.note(
                ann.name.clone(),
                "its .txt is not there, and it has no text of its own",
                "open both together",
            );
        }
    }
    Ok(())
}

/// An event as it stands in the file.
struct Event {
    id: String,
    no_source: bool,
    trigger: String,
    /// Roles with the ids of spans or events.
    arguments: Vec<(String, String)>,
}

fn read_ann(ann: &str, name: &str, draft: &mut Draft, parsed: &mut Parsed) {
    let mut events: Vec<Event> = Vec::new();
    // What says something of another line, which may come later.
    let mut later: Vec<(String, &str)> = Vec::new();
    for (index, line) in ann.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let place = || format!("{name}, line {}", index + 1);
        let outcome = match line.chars().next() {
            None => Ok(()),
            Some('T') => text_bound(line, draft),
            Some('E') => event(line).map(|event| events.push(event)),
            Some('A' | 'M' | '#' | 'R' | 'N' | '*') => {
                later.push((place(), line));
                Ok(())
            }
            Some(_) => Err("it is no line of brat's"),
        };
        if let Err(reason) = outcome {
            parsed.note(place(), reason, "kept aside");
            set_aside(&mut draft.kept, "line", Value::from(line));
        }
    }
    let mut links = links(&events, draft, name, parsed);
    let ids = later.iter().filter_map(|(_, line)| own_id(line)).collect();
    for (place, line) in later {
        if !about(line, draft, &mut links) {
            parsed.note(place, "Galley has no place for it", "kept aside");
            set_aside(&mut draft.kept, "line", Value::from(line));
        }
    }
    draft.links = links;
    draft.rename(&ids);
}

/// The id in the file, and in Galley, of what a comment has details of.
fn own_id(line: &str) -> Option<(String, String)> {
    let (_, rest) = line.strip_prefix('#')?.split_once('\t')?;
    let (of, json) = rest.strip_prefix(DETAILS)?.strip_prefix(' ')?.split_once('\t')?;
    let id = json_fields(json)?.get("id")?.as_str()?.to_owned();
    Some((of.to_owned(), id))
}

fn text_bound(line: &str, draft: &mut Draft) -> Result<(), &'static str> {
    let mut columns = line.splitn(3, '\t');
    let (Some(id), Some(mark)) = (columns.next(), columns.next()) else { return Err("it has no offsets") };
    let mut quoted = columns.next().map(str::chars);
    let (label, offsets) = mark.split_once(' ').ok_or("it has no offsets")?;
    let mut span = Span { id: id.to_owned(), label: label.to_owned(), ..Span::default() };
    for offsets in offsets.split(';') {
        let (start, end) = offsets.split_once(' ').ok_or("its offsets are no numbers")?;
        let number = |offset: &str| offset.trim().parse::<u32>().map_err(|_| "its offsets are no numbers");
        let (start, end) = (number(start)?, number(end)?);
        let exact = quoted.as_mut().map(|quoted| {
            let exact: String = quoted.by_ref().take(end.saturating_sub(start) as usize).collect();
            quoted.next();
            exact
        });
        let exact =
            exact.filter(|exact| !exact.is_empty()).map(|exact| as_in_text(&draft.text, start, exact));
        let fragment = Fragment::new(start, end, exact);
        match span.fragments.last_mut() {
            Some(last) if only_line_ends(&draft.text, last, start) => {
                *last = joined(&draft.text, last, fragment)
            }
            _ => span.fragments.push(fragment),
        }
    }
    // The rest of a single quotation that is longer than its offsets say: it
    // was counted in another unit.
    if let (Some(rest), [fragment]) = (quoted, span.fragments.as_mut_slice())
        && let Some(exact) = &mut fragment.exact
        && !rest.as_str().is_empty()
        && !draft.text.contains(exact.as_str())
    {
        exact.push_str(rest.as_str());
    }
    draft.spans.push(span);
    Ok(())
}

/// What a line of an `.ann` cannot hold is a space in its last column.
fn in_column(words: &str) -> String {
    words.replace(is_line_end, " ")
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The words as the text has them, where the column has spaces for what it
/// cannot hold.
fn as_in_text(text: &str, start: u32, exact: String) -> String {
    if !exact.contains(' ') || text.is_ascii() {
        return exact;
    }
    let there: String = text.chars().skip(start as usize).take(exact.chars().count()).collect();
    if in_column(&there) == exact { there } else { exact }
}

fn only_line_ends(text: &str, last: &Fragment, start: u32) -> bool {
    let Some(end) = last.end.as_u64().and_then(|end| usize::try_from(end).ok()) else { return false };
    let start = start as usize;
    start > end && text.chars().skip(end).take(start - end).all(|c| matches!(c, '\n' | '\r'))
}

fn joined(text: &str, last: &Fragment, next: Fragment) -> Fragment {
    let number = |value: &Value| value.as_u64().unwrap_or_default() as usize;
    let between =
        text.chars().skip(number(&last.end)).take(number(&next.start).saturating_sub(number(&last.end)));
    let exact = match (&last.exact, next.exact) {
        (Some(first), Some(second)) => Some(format!("{first}{}{second}", between.collect::<String>())),
        _ => None,
    };
    Fragment { start: last.start.clone(), end: next.end, exact }
}

fn event(line: &str) -> Result<Event, &'static str> {
    let (id, rest) = line.split_once('\t').ok_or("it has no arguments")?;
    let mut parts = rest.split([' ', '\t']).filter(|part| !part.is_empty()).map(|part| part.split_once(':'));
    let (kind, trigger) = parts.next().flatten().ok_or("it has no trigger")?;
    let arguments = parts.flatten().map(|(role, of)| (role.to_owned(), of.to_owned())).collect();
    Ok(Event { id: id.to_owned(), no_source: kind == NO_SOURCE, trigger: trigger.to_owned(), arguments })
}

/// The attributions that events are; their triggers are no annotations.
fn links(events: &[Event], draft: &mut Draft, name: &str, parsed: &mut Parsed) -> Vec<Link> {
    let is_there: HashMap<&str, ()> = draft.spans.iter().map(|span| (span.id.as_str(), ())).collect();
    let mut links = Vec::new();
    for event in events {
        let mut link = Link { id: event.id.clone(), no_source: event.no_source, ..Link::default() };
        for (role, of) in &event.arguments {
            let known = Role::from_name(role).filter(|_| is_there.contains_key(of.as_str()));
            match known {
                Some(Role::Cue) if link.cue.is_some() => {
                    parsed.note(
                        format!("{name}, {}", event.id),
                        "it has more than one cue",
                        "the first was taken",
                    );
                }
                Some(role) => link.add(role, of.clone()),
                None if role == "Parent" => link.parent = Some(of.clone()),
                None => {
                    parsed.note(
                        format!("{name}, {}", event.id),
                        format!("its argument {role}:{of} is none that Galley knows"),
                        "kept aside",
                    );
                    set_aside(&mut link.extra, "arguments", Value::from(format!("{role}:{of}")));
                }
            }
        }
        links.push(link);
    }
    let triggers: HashMap<&str, ()> = events.iter().map(|event| (event.trigger.as_str(), ())).collect();
    draft.spans.retain(|span| {
        !(triggers.contains_key(span.id.as_str()) && matches!(span.label.as_str(), EVENT | NO_SOURCE))
    });
    links
}

/// Takes an attribute or a comment; false when it is neither, or of nothing.
fn about(line: &str, draft: &mut Draft, links: &mut [Link]) -> bool {
    let Some((id, rest)) = line.split_once('\t') else { return false };
    let is_attribute = id.starts_with(['A', 'M']);
    let (head, text) = rest.split_once('\t').unwrap_or((rest, ""));
    let mut parts = head.splitn(3, ' ');
    let (Some(name), Some(of)) = (parts.next(), parts.next()) else { return false };
    let value = parts.next();
    let span = draft.spans.iter_mut().find(|span| span.id == of);
    let attributes = match (span, links.iter_mut().find(|link| link.id == of)) {
        (None, Some(link)) if name == "AnnotatorNotes" && !is_attribute => {
            link.extra.insert("note".to_owned(), text.into());
            return true;
        }
        (Some(span), _) if name == "AnnotatorNotes" && !is_attribute => {
            span.note = text.to_owned();
            return true;
        }
        (Some(span), _) if name == DETAILS && !is_attribute => {
            let Some(own) = json_fields(text) else { return false };
            span.recall(own);
            return true;
        }
        (None, Some(link)) if name == DETAILS && !is_attribute => {
            let Some(own) = json_fields(text) else { return false };
            link.extra.extend(own.into_iter().filter(|(name, _)| name != "id"));
            return true;
        }
        (Some(span), _) => &mut span.attributes,
        (None, Some(link)) => &mut link.attributes,
        (None, None) => return false,
    };
    let (name, value) = match (is_attribute, name.strip_prefix(ATTRIBUTE)) {
        (true, _) => (name, value.map_or(Value::Bool(true), Value::from)),
        (false, Some(name)) if id.starts_with('#') => (name, Value::from(text)),
        _ => return false,
    };
    attributes.insert(name.to_owned(), value);
    true
}

pub(super) fn write(page: &Page<'_>, out: &mut Output) {
    write_as(page, &|page, annotation| page.label(annotation).replace(char::is_whitespace, "_"), true, out);
}

pub(super) fn write_polnear(page: &Page<'_>, out: &mut Output) {
    let label = |_: &Page<'_>, annotation: &Annotation| {
        let mut name = annotation.kind.name().to_owned();
        name.get_mut(..1).into_iter().for_each(|first| first.make_ascii_uppercase());
        name
    };
    write_as(page, &label, false, out);
}

fn write_as(
    page: &Page<'_>,
    label: &dyn Fn(&Page<'_>, &Annotation) -> String,
    is_whole: bool,
    out: &mut Output,
) {
    let mut ann = Ann::default();
    let mut ids: HashMap<&str, usize> = HashMap::new();
    for annotation in &page.annotations {
        let is_role = !matches!(annotation.kind, AnnotationType::Entity | AnnotationType::Claim);
        if !is_whole && !is_role {
            continue;
        }
        let Some(id) = ann.text_bound(page, &label(page, annotation), annotation.target.fragments()) else {
            continue;
        };
        ids.insert(annotation.id.as_str(), id);
        if is_whole {
            let of = format!("T{id}");
            ann.attributes(&of, &annotation.attributes);
            ann.note(&of, &annotation.note);
            ann.details(&of, |out| {
                out.text("id", annotation.id.as_str());
                details(out, annotation, &["id"]);
            });
        }
    }
    let mut sorted: Vec<_> = page.attributions().collect();
    sorted.sort_by_key(|attribution| {
        attribution.cue.as_ref().or(attribution.contents.first()).and_then(|id| ids.get(id.as_str()))
    });
    let numbers: HashMap<&str, usize> =
        sorted.iter().enumerate().map(|(index, attribution)| (attribution.id.as_str(), index + 1)).collect();
    for (index, attribution) in sorted.iter().enumerate() {
        let mut roles: HashMap<Role, usize> = HashMap::new();
        let mut arguments = String::new();
        let mut at = None;
        for (role, id) in members(attribution) {
            let Some(number) = ids.get(id.as_str()) else { continue };
            at = at.or_else(|| page.annotation(id));
            let count = roles.entry(role).or_insert(0);
            *count += 1;
            let mut name = role.name().to_owned();
            name.get_mut(..1).into_iter().for_each(|first| first.make_ascii_uppercase());
            if *count > 1 {
                let _ = write!(name, "{count}");
            }
            let _ = write!(arguments, " {name}:T{number}");
        }
        let Some(at) = at else { continue };
        if let Some(parent) =
            attribution.parent.as_ref().filter(|_| is_whole).and_then(|id| numbers.get(id.as_str()))
        {
            let _ = write!(arguments, " Parent:E{parent}");
        }
        let kind = if attribution.no_source || (!is_whole && attribution.sources.is_empty()) {
            NO_SOURCE
        } else {
            EVENT
        };
        let Some(trigger) = ann.text_bound(page, kind, at.target.fragments()) else { continue };
        let _ = writeln!(ann.lines, "E{}\t{kind}:T{trigger}{arguments}", index + 1);
        if is_whole {
            let of = format!("E{}", index + 1);
            ann.attributes(&of, &attribution.attributes);
            ann.note(&of, &attribution.note);
            ann.details(&of, |out| {
                out.text("id", attribution.id.as_str());
                out.fields(&attribution.extra);
            });
        }
    }
    out.file(format!("{}.txt", page.stem), page.text().to_owned());
    out.file(format!("{}.ann", page.stem), ann.lines);
}

/// The lines of an `.ann`, with how many there are of each kind.
#[derive(Default)]
struct Ann {
    lines: String,
    spans: usize,
    attributes: usize,
    comments: usize,
}

impl Ann {
    /// Writes a text-bound annotation, cut around line ends; its number, or
    /// nothing when there are only line ends in it.
    fn text_bound(&mut self, page: &Page<'_>, label: &str, fragments: &[TextRange]) -> Option<usize> {
        let mut parts: Vec<TextRange> = Vec::new();
        for fragment in fragments {
            let mut start = fragment.start();
            for line in page.words(*fragment).split('\n') {
                let range = TextRange::at(start, crate::text::TextSize::of(line));
                parts.extend((!range.is_empty()).then_some(range));
                start = range.end() + crate::text::TextSize::new(1);
            }
        }
        if parts.is_empty() {
            return None;
        }
        self.spans += 1;
        let offsets: Vec<String> = parts
            .iter()
            .map(|&part| {
                let (start, end) = page.range(part);
                format!("{start} {end}")
            })
            .collect();
        let words: Vec<String> = parts.iter().map(|&part| in_column(page.words(part))).collect();
        let _ = writeln!(self.lines, "T{}\t{label} {}\t{}", self.spans, offsets.join(";"), words.join(" "));
        Some(self.spans)
    }

    fn attributes(&mut self, of: &str, attributes: &crate::model::Attributes) {
        for (name, value) in attributes {
            let word = word(value);
            if *value == Value::Bool(true) {
                self.attributes += 1;
                let _ = writeln!(self.lines, "A{}\t{name} {of}", self.attributes);
            } else if word.is_empty() || word.contains(char::is_whitespace) {
                self.comment(&format!("{ATTRIBUTE}{name}"), of, &word);
            } else {
                self.attributes += 1;
                let _ = writeln!(self.lines, "A{}\t{name} {of} {word}", self.attributes);
            }
        }
    }

    fn note(&mut self, of: &str, note: &str) {
        if !note.is_empty() {
            self.comment("AnnotatorNotes", of, note);
        }
    }

    /// Writes what brat has no place for. Line ends that JSON may hold are
    /// escaped: all of them are in texts.
    fn details(&mut self, of: &str, fields: impl FnOnce(&mut Writer)) {
        let mut json = String::new();
        json_line(&mut json, |out| {
            out.begin_object();
            fields(out);
            out.end();
        });
        let mut escaped = String::with_capacity(json.len());
        for c in json.chars() {
            if is_line_end(c) {
                let _ = write!(escaped, "\\u{:04x}", u32::from(c));
            } else {
                escaped.push(c);
            }
        }
        self.comment(DETAILS, of, &escaped);
    }

    fn comment(&mut self, kind: &str, of: &str, text: &str) {
        self.comments += 1;
        let _ = writeln!(self.lines, "#{}\t{kind} {of}\t{}", self.comments, in_column(text));
    }
}

/// What brat shows and allows.
pub(super) fn config(set: &LabelSet) -> Vec<File> {
    let types: Vec<String> =
        set.labels.iter().map(|label| label.name.replace(char::is_whitespace, "_")).collect();
    let of = |kind: AnnotationType| {
        let names: Vec<String> = set
            .labels
            .iter()
            .filter(|label| label.kind == kind)
            .map(|label| label.name.replace(char::is_whitespace, "_"))
            .collect();
        if names.is_empty() { "<ENTITY>".to_owned() } else { names.join("|") }
    };
    let mut attributes = String::new();
    for attribute in &set.attributes {
        let arg = if attribute.applies_to == Scope::Attribution { "<EVENT>" } else { "<ENTITY>" };
        match &attribute.kind {
            AttributeKind::Choice { values } => {
                let _ = writeln!(attributes, "{}\tArg:{arg}, Value:{}", attribute.name, values.join("|"));
            }
            AttributeKind::Flag => {
                let _ = writeln!(attributes, "{}\tArg:{arg}", attribute.name);
            }
            // brat has no attributes of free text; they are comments.
            AttributeKind::Text => {}
        }
    }
    vec![configuration(&types, &of, &attributes)]
}

pub(super) fn polnear_config(_: &LabelSet) -> Vec<File> {
    let types = ["Source", "Cue", "Content", "Addressee"].map(str::to_owned);
    let of = |kind: AnnotationType| {
        let mut name = kind.name().to_owned();
        name.get_mut(..1).into_iter().for_each(|first| first.make_ascii_uppercase());
        name
    };
    vec![configuration(&types, &of, "")]
}

fn configuration(types: &[String], of: &dyn Fn(AnnotationType) -> String, attributes: &str) -> File {
    let arguments = format!(
        "Source*:{}, Cue?:{}, Content*:{}, Addressee*:{}, Parent?:<EVENT>",
        of(AnnotationType::Source),
        of(AnnotationType::Cue),
        of(AnnotationType::Content),
        of(AnnotationType::Addressee)
    );
    let text = format!(
        "[entities]\n{}\n\n[relations]\n\n[events]\n{EVENT}\t{arguments}\n{NO_SOURCE}\t{arguments}\n\n[attributes]\n{attributes}",
        types.join("\n")
    );
    File::new("annotation.conf", text)
}
