//! From lines to an article.

use std::collections::HashMap;
use std::ops::Range;

use crate::formats::draft::Fragment;
use crate::formats::table::{File, Parsed, Sample};
use crate::formats::uima::to_draft::draft;
use crate::formats::uima::{Slot, Structure};
use crate::formats::{ReadError, Tools};

const FORMAT: &str = "#FORMAT=WebAnno TSV 3";
/// More white space than this between two sentences is a wrong offset.
const WIDEST_GAP: u32 = 10_000;

pub(in crate::formats) fn fits(sample: &Sample<'_>) -> bool {
    sample.text.starts_with(FORMAT)
}

pub(in crate::formats) fn read(
    files: &[File],
    _: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let mut reader = Reader { file, layers: Vec::new(), sentences: Vec::new(), units: Vec::new() };
        reader.lines(file.text()?, parsed);
        if reader.units.is_empty() {
            parsed.note(file.name.clone(), "there is no token in it", "left out");
            continue;
        }
        let text = reader.text(parsed);
        let structures = Marks::default().all(&reader, &text, parsed);
        draft(text, &structures, file, parsed);
    }
    Ok(())
}

/// What a column of a layer holds.
enum Column {
    /// The name of a feature; empty for a layer without any.
    Feature(String),
    /// The roles of a slot, by the slot's name; the targets are the next column.
    Roles(String),
    /// The targets of slots, of a type.
    Targets(String),
    /// Where a relation comes from, an annotation of a type.
    From(String),
}

struct Layer {
    kind: String,
    is_chain: bool,
    /// With their places in a line.
    columns: Vec<(usize, Column)>,
}

struct Sentence {
    text: String,
    /// Its first token.
    first: usize,
}

/// A token, or a part of one.
struct Unit<'a> {
    id: &'a str,
    start: u32,
    end: u32,
    words: &'a str,
    values: Vec<&'a str>,
    line: usize,
}

struct Reader<'a> {
    file: &'a File,
    layers: Vec<Layer>,
    sentences: Vec<Sentence>,
    units: Vec<Unit<'a>>,
}

impl<'a> Reader<'a> {
    fn lines(&mut self, text: &'a str, parsed: &mut Parsed) {
        let mut words: Vec<String> = Vec::new();
        for (index, line) in text.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let place = || format!("{}, line {}", self.file.name, index + 1);
            if let Some(line) = line.strip_prefix("#Text=") {
                words.push(unescaped(line));
            } else if let Some((kind, rest)) = line.strip_prefix("#T_").and_then(|line| line.split_once('='))
            {
                self.layer(rest, kind == "CH");
            } else if !line.is_empty() && !line.starts_with('#') {
                match unit(line, index + 1) {
                    Some(unit) => {
                        if !words.is_empty() {
                            let text = std::mem::take(&mut words).join("\n");
                            self.sentences.push(Sentence { text, first: self.units.len() });
                        }
                        self.units.push(unit);
                    }
                    None => parsed.note(place(), "it is no token with its offsets", "left out"),
                }
            }
        }
    }

    fn layer(&mut self, declared: &str, is_chain: bool) {
        let mut fields = declared.split('|');
        let kind = fields.next().unwrap_or_default().to_owned();
        let first = self.layers.iter().map(|layer| layer.columns.len()).sum::<usize>();
        let mut columns: Vec<(usize, Column)> = Vec::new();
        for field in fields {
            let column = match (field.strip_prefix("ROLE_"), field.strip_prefix("BT_"), columns.last()) {
                (Some(role), ..) => {
                    let name = role.split_once(':').map_or(role, |(_, name)| name);
                    Column::Roles(name.rsplit_once('_').map_or(name, |(name, _)| name).to_owned())
                }
                (_, Some(base), _) => Column::From(base.to_owned()),
                (.., Some((_, Column::Roles(_)))) => Column::Targets(field.to_owned()),
                _ => Column::Feature(field.to_owned()),
            };
            columns.push((first + columns.len(), column));
        }
        if columns.is_empty() {
            columns.push((first, Column::Feature(String::new())));
        }
        self.layers.push(Layer { kind, is_chain, columns });
    }

    /// The text of all sentences, each at the offset of its first token.
    fn text(&self, parsed: &mut Parsed) -> String {
        let length = self.length();
        let mut text = String::new();
        let mut at = 0_u32;
        for (index, sentence) in self.sentences.iter().enumerate() {
            let start = self.units.get(sentence.first).map_or(at, |unit| unit.start);
            let gap = start.saturating_sub(at);
            if start < at || gap > WIDEST_GAP {
                let line = self.units.get(sentence.first).map_or(0, |unit| unit.line);
                let place = format!("{}, line {line}", self.file.name);
                parsed.note(place, "its sentence does not begin where the one before ends", "put behind it");
                text.push('\n');
            } else {
                // What stood there the file does not say; a line end where there is room for one.
                text.push_str(if gap > 0 && index > 0 { "\n" } else { "" });
                let spaces = if index > 0 { gap.saturating_sub(1) } else { gap };
                text.extend((0..spaces).map(|_| ' '));
                at = start;
            }
            text.push_str(&sentence.text);
            at = at.saturating_add(length(&sentence.text));
        }
        text
    }

    /// How the file counts: in UTF-16 units, unless its tokens have as many code
    /// points as their offsets say.
    fn length(&self) -> fn(&str) -> u32 {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let is_off = |unit: &&Unit<'_>| {
            let length = unit.end.saturating_sub(unit.start);
            length == count(unit.words.chars().count()) && length != count(unit.words.encode_utf16().count())
        };
        if self.units.iter().any(|unit| is_off(&unit)) {
            |text| u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
        } else {
            |text| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
        }
    }

    /// Where each token's words are in the text, one after the other with
    /// white space between; `None` for those that are not there, as a token with
    /// a tab in it.
    fn found(&self, text: &str) -> Vec<Option<Range<usize>>> {
        let (mut at, mut token, mut has_missed) = (0, None, false);
        let mut found = Vec::with_capacity(self.units.len());
        for unit in &self.units {
            if unit.id.contains('.') {
                let part = token.clone().and_then(|token: Range<usize>| {
                    Some(token.start + text.get(token.clone())?.find(unit.words)?)
                });
                found.push(part.map(|start| start..start + unit.words.len()));
                continue;
            }
            let rest = text.get(at..).unwrap_or_default();
            let gap = rest.find(unit.words);
            let gap = gap.filter(|&gap| has_missed || rest[..gap].trim().is_empty());
            token = gap.map(|gap| at + gap..at + gap + unit.words.len());
            has_missed = token.is_none();
            at = token.as_ref().map_or(at, |token| token.end);
            found.push(token.clone());
        }
        found
    }
}

fn unit(line: &str, number: usize) -> Option<Unit<'_>> {
    let mut fields = line.split('\t');
    let (id, offsets, words) = (fields.next()?, fields.next()?, fields.next()?);
    let (start, end) = offsets.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    id.contains('-').then(|| Unit { id, start, end, words, values: fields.collect(), line: number })
}

/// A slot, and the target that it has in the file: a unit with a number or a
/// type.
struct Open {
    structure: usize,
    slot: usize,
    target: String,
    kind: String,
}

/// The annotations of the columns.
#[derive(Default)]
struct Marks {
    all: Vec<Structure>,
    /// By their numbers.
    by_number: HashMap<String, usize>,
    /// By unit and layer, in the order in which they are stacked.
    by_unit: HashMap<(String, String), Vec<usize>>,
    /// Where each begins and ends.
    units: Vec<(usize, usize)>,
    /// What each says of itself.
    said: Vec<String>,
    open: Vec<Open>,
}

impl Marks {
    fn all(mut self, reader: &Reader<'_>, text: &str, parsed: &mut Parsed) -> Vec<Structure> {
        let mut relations = Vec::new();
        for (index, unit) in reader.units.iter().enumerate() {
            for layer in reader.layers.iter().filter(|layer| !layer.is_chain) {
                if layer.columns.iter().any(|(_, column)| matches!(column, Column::From(_))) {
                    relations.push((index, layer));
                } else {
                    self.unit(index, unit, layer, &reader.file.name, parsed);
                }
            }
        }
        for chain in reader.layers.iter().filter(|layer| layer.is_chain) {
            let is_used = |unit: &Unit<'_>| {
                chain.columns.iter().any(|&(at, _)| unit.values.get(at).is_some_and(|value| *value != "_"))
            };
            if reader.units.iter().any(is_used) {
                let found = format!("the layer {:?} is of chains, which Galley does not read", chain.kind);
                parsed.note(reader.file.name.clone(), found, "left out");
            }
        }
        for Open { structure, slot, target, kind } in std::mem::take(&mut self.open) {
            let target = self.target(&target, &kind).unwrap_or_default();
            if let Some(slot) = self.all.get_mut(structure).and_then(|one| one.slots.get_mut(slot)) {
                slot.target = target;
            }
        }
        for (index, layer) in relations {
            if let Some(unit) = reader.units.get(index) {
                self.relation(unit, layer);
            }
        }
        let found = reader.found(text);
        for (structure, &(first, last)) in self.all.iter_mut().zip(&self.units) {
            let (Some(from), Some(to)) = (reader.units.get(first), reader.units.get(last)) else { continue };
            let place = |index: usize| found.get(index).cloned().flatten();
            let exact = place(first).zip(place(last)).and_then(|(from, to)| text.get(from.start..to.end));
            structure.at = Some(Fragment::new(from.start, to.end, exact.map(str::to_owned)));
        }
        self.all
    }

    /// Takes the annotations of a layer on a unit.
    fn unit(&mut self, index: usize, unit: &Unit<'_>, layer: &Layer, place: &str, parsed: &mut Parsed) {
        let columns: Vec<(&Column, Vec<&str>)> = layer
            .columns
            .iter()
            .map(|(at, column)| (column, unit.values.get(*at).copied().map(stacked).unwrap_or_default()))
            .collect();
        let depth = columns.iter().map(|(_, values)| values.len()).max().unwrap_or_default();
        for level in 0..depth {
            let value = |values: &Vec<&'_ str>| values.get(level).map(|value| value.to_string());
            let number = columns.iter().find_map(|(column, values)| match column {
                Column::Targets(_) => None,
                _ => suffix(values.get(level)?).1.map(str::to_owned),
            });
            let mut known = number.as_ref().and_then(|number| self.by_number.get(number)).copied();
            let says = says(layer, &columns, level);
            if known.is_some_and(|at| self.said.get(at) != Some(&says)) {
                let found = format!(
                    "at {} the number {} is that of another annotation",
                    unit.id,
                    number.as_deref().unwrap_or_default()
                );
                parsed.note(place, found, "read as one of its own");
                known = None;
            }
            let is_new = known.is_none();
            let at = known.unwrap_or_else(|| {
                let id = (self.all.len() + 1).to_string();
                self.all.push(Structure { id, kind: layer.kind.clone(), ..Structure::default() });
                self.units.push((index, index));
                self.said.push(says);
                self.all.len() - 1
            });
            if let Some(number) = number {
                self.by_number.entry(number).or_insert(at);
            }
            if let Some(units) = self.units.get_mut(at) {
                units.1 = index;
            }
            self.by_unit.entry((unit.id.to_owned(), layer.kind.clone())).or_default().push(at);
            if !is_new {
                continue;
            }
            let mut roles: (String, Vec<String>) = Default::default();
            for (column, values) in &columns {
                let Some(value) = value(values) else { continue };
                match column {
                    Column::Feature(name) => self.feature(at, name, suffix(&value).0),
                    Column::Roles(name) => roles = (name.clone(), list(suffix(&value).0)),
                    Column::Targets(kind) => self.slots(at, &roles, &value, kind),
                    Column::From(_) => {}
                }
            }
        }
    }

    fn feature(&mut self, at: usize, name: &str, value: &str) {
        if value != "*"
            && !value.is_empty()
            && !name.is_empty()
            && let Some(structure) = self.all.get_mut(at)
        {
            structure.features.push((name.to_owned(), unescaped(value)));
        }
    }

    fn slots(&mut self, at: usize, (feature, roles): &(String, Vec<String>), targets: &str, kind: &str) {
        let Some(structure) = self.all.get_mut(at) else { return };
        for (index, target) in list(targets).into_iter().enumerate().filter(|(_, target)| target != "_") {
            let role = roles.get(index).filter(|role| *role != "*").map(|role| unescaped(role));
            let slot = structure.slots.len();
            self.open.push(Open { structure: at, slot, target, kind: kind.to_owned() });
            structure.slots.push(Slot {
                feature: feature.clone(),
                role: role.unwrap_or_default(),
                target: String::new(),
            });
        }
    }

    fn relation(&mut self, unit: &Unit<'_>, layer: &Layer) {
        let value = |at: usize| unit.values.get(at).copied().map(stacked).unwrap_or_default();
        let from = layer.columns.iter().find_map(|(at, column)| match column {
            Column::From(kind) => Some((value(*at), kind)),
            _ => None,
        });
        let Some((froms, kind)) = from else { return };
        for (level, from) in froms.into_iter().enumerate() {
            let (place, numbers) = suffix(from);
            let (source, target) = numbers.and_then(|numbers| numbers.split_once('_')).unwrap_or(("0", "0"));
            let end = |place: &str, number: &str| {
                let is_numbered = number != "0";
                let place = if is_numbered { format!("{place}[{number}]") } else { place.to_owned() };
                self.target(&place, kind).unwrap_or_default()
            };
            let ends = Some((end(place, source), end(unit.id, target)));
            let features = layer.columns.iter().filter_map(|(at, column)| match column {
                Column::Feature(name) => Some((name.clone(), unescaped(suffix(value(*at).get(level)?).0))),
                _ => None,
            });
            let features = features.filter(|(_, value)| value != "*").collect();
            let id = (self.all.len() + 1).to_string();
            self.all.push(Structure { id, kind: layer.kind.clone(), features, ends, ..Structure::default() });
        }
    }

    /// The id of the annotation at a unit: the one of the number, else the first
    /// of the type.
    fn target(&self, place: &str, kind: &str) -> Option<String> {
        let at = match suffix(place) {
            (_, Some(number)) => self.by_number.get(number),
            (unit, None) => self.by_unit.get(&(unit.to_owned(), kind.to_owned()))?.first(),
        };
        at.and_then(|&at| self.all.get(at)).map(|one| one.id.clone())
    }
}

/// What an annotation says of itself on a line: the same on each of its own.
fn says(layer: &Layer, columns: &[(&Column, Vec<&str>)], level: usize) -> String {
    let values = columns.iter().filter_map(|(column, values)| match column {
        Column::Feature(_) => values.get(level).map(|value| suffix(value).0),
        _ => None,
    });
    std::iter::once(layer.kind.as_str()).chain(values).collect::<Vec<_>>().join("\t")
}

/// The stacked values of a column.
fn stacked(value: &str) -> Vec<&str> {
    if value == "_" || value.is_empty() { Vec::new() } else { split(value, '|') }
}

/// The values of a slot.
fn list(value: &str) -> Vec<String> {
    split(value, ';').into_iter().map(str::to_owned).collect()
}

/// Splits where a character is not escaped.
fn split(value: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut is_escaped) = (Vec::new(), 0, false);
    for (at, c) in value.char_indices() {
        if c == separator && !is_escaped {
            parts.extend(value.get(start..at));
            start = at + c.len_utf8();
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts.extend(value.get(start..));
    parts
}

/// A value, and what stands in brackets behind it.
fn suffix(value: &str) -> (&str, Option<&str>) {
    let (mut open, mut is_closed, mut is_escaped) = (None, false, false);
    for (at, c) in value.char_indices() {
        is_closed = c == ']' && !is_escaped;
        if c == '[' && !is_escaped {
            open = Some(at);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    match open.filter(|_| is_closed) {
        Some(open) => (value.get(..open).unwrap_or_default(), value.get(open + 1..value.len() - 1)),
        None => (value, None),
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => out.push('\t'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('f') => out.push('\u{C}'),
            Some('b') => out.push('\u{8}'),
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}
