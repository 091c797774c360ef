//! From the file to the model: keep what can be kept, list what could not.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use serde_json::Value;

use super::document::{OffsetUnit, VERSION};
use super::extra::{SET_ASIDE, set_aside};
use super::fields::{Log, Part, shortened, shown};
use super::json::{is_complete, parse};
use super::kinds::known_kind;
use super::labels::{Labels, read_label_set};
use super::read_article::{Cast, read_article};
use crate::formats::{Issue, ReadError, label_set};
use crate::model::{Article, Extra, Id, LabelSet};

/// What was read from a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NativeImport {
    /// In the order of the file.
    pub articles: Vec<Article>,
    /// The labels that the articles' label ids are of: the file's own set with
    /// what articles use and it lacks. `None` when the file brings no set and
    /// every label was in the given one. To take the articles into a workspace
    /// with another set, see [`label_set::merge`] and [`label_set::relabel`].
    pub label_set: Option<LabelSet>,
    /// Unknown fields of the file itself, and articles that could not be read;
    /// for [`write_json_with`](super::write_json_with).
    pub extra: Extra,
    pub issues: Vec<Issue>,
}

/// Reads a `.json` or `.jsonl` file.
///
/// # Errors
/// When the text is no JSON, is cut off, is JSON of another kind, or was made
/// by a newer Galley. A `.jsonl` file fails only when none of its lines can be
/// read; otherwise the lines that cannot are issues.
pub fn read(
    text: &str,
    file_name: &str,
    label_set: &LabelSet,
    new_id: &mut dyn FnMut() -> Id,
) -> Result<NativeImport, ReadError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(ReadError { place: "the file".to_owned(), reason: "it is empty".to_owned() });
    }
    let mut reader = Reader::new(file_name, label_set);
    let articles = if is_lines(text, file_name) {
        reader.read_lines(text, new_id)?
    } else {
        reader.read_document(parse(text, 1)?, new_id)?
    };
    Ok(NativeImport { articles, ..reader.finish() })
}

/// Whether a text is one JSON value per line rather than one over all.
fn is_lines(text: &str, file_name: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
        return false;
    };
    let named_so = [".jsonl", ".ndjson"].iter().any(|end| file_name.to_ascii_lowercase().ends_with(end));
    // A first line that is not whole may still be one of several, unless it
    // only opens what goes on below.
    let is_opening = matches!(first.trim(), "{" | "[");
    (named_so && !is_opening) || (second.trim_start().starts_with('{') && is_complete(first))
}

/// What a line or an object of a file turned out to be.
enum Item {
    Article(Box<Article>),
    Header,
}

/// Where an object stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// On a line, or as the whole file: it may be an article or a header, and
    /// of any program.
    Alone,
    /// In a list that may be of any program.
    InList,
    /// In a Galley file's list of articles.
    InFile,
}

/// Reads a file piece by piece; an app hands it the lines of a `.jsonl` file
/// as they come, however large the file is.
#[derive(Debug)]
pub struct Reader {
    file_name: String,
    labels: Labels,
    /// Ids of articles read.
    ids: HashSet<Id>,
    budget: Cell<u64>,
    extra: Extra,
    log: Log,
    count: usize,
}

/// How many bytes may be searched for quotations that are not near their
/// place: a second's worth or two, and enough for some thousands of them in
/// articles of the usual length.
const SEARCH_BUDGET: u64 = 64 << 20;

impl Reader {
    /// A reader that resolves labels in this set where the file has none.
    #[must_use]
    pub fn new(file_name: &str, label_set: &LabelSet) -> Self {
        Self {
            file_name: file_name.to_owned(),
            labels: Labels::new(label_set),
            ids: HashSet::new(),
            budget: Cell::new(SEARCH_BUDGET),
            extra: Extra::new(),
            log: Log::default(),
            count: 0,
        }
    }

    /// Reads a line of a `.jsonl` file, counted from 1: an article, or nothing
    /// when the line is empty or a header.
    ///
    /// # Errors
    /// When the line is no JSON, is cut off, is JSON of another kind, or was
    /// made by a newer Galley. The lines after it can still be read.
    pub fn read_line(
        &mut self,
        line: &str,
        number: usize,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Result<Option<Article>, ReadError> {
        let line = if number == 1 { line.strip_prefix('\u{FEFF}').unwrap_or(line) } else { line };
        if line.trim().is_empty() {
            return Ok(None);
        }
        let value = parse(line, number)?;
        let place = Part { of: None, kind: "line", number, name: None };
        match self.read_item(value, Stand::Alone, &place, OffsetUnit::default(), new_id) {
            Ok(Item::Article(article)) => Ok(Some(*article)),
            Ok(Item::Header) => Ok(None),
            Err((_, reason)) => Err(ReadError { place: place.to_string(), reason }),
        }
    }

    /// The issues since the last call.
    pub fn take_issues(&mut self) -> Vec<Issue> {
        std::mem::take(&mut self.log.0)
    }

    /// The label set of the articles read so far, as
    /// [`finish`](Self::finish) will give it with those still to come.
    #[must_use]
    pub fn label_set(&self) -> Option<&LabelSet> {
        self.labels.set()
    }

    /// All but the articles: the label set, the file's unknown fields and the
    /// issues not taken.
    #[must_use]
    pub fn finish(self) -> NativeImport {
        NativeImport {
            articles: Vec::new(),
            label_set: self.labels.into_set(),
            extra: self.extra,
            issues: self.log.0,
        }
    }

    fn read_lines(&mut self, text: &str, new_id: &mut dyn FnMut() -> Id) -> Result<Vec<Article>, ReadError> {
        let mut articles = Vec::new();
        let mut first_error = None;
        let mut any_read = false;
        for (index, line) in text.split('\n').enumerate() {
            match self.read_line(line, index + 1, new_id) {
                Ok(article) => {
                    any_read |= !line.trim().is_empty();
                    articles.extend(article);
                }
                Err(error) => {
                    self.log.note(&error.place, error.reason.clone(), "the line was left out");
                    first_error.get_or_insert(error);
                }
            }
        }
        match first_error {
            Some(error) if !any_read => Err(error),
            _ => Ok(articles),
        }
    }

    fn read_document(
        &mut self,
        value: Value,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Result<Vec<Article>, ReadError> {
        let file = |reason| ReadError { place: "the file".to_owned(), reason };
        match value {
            Value::Object(mut map) if is_file(&map) => {
                let articles = self.read_header(&mut map, &"the file").map_err(file)?;
                self.extra.append(&mut map);
                let Some(articles) = articles else {
                    self.log.note(&"the file", "it has no articles", "nothing to open");
                    return Ok(Vec::new());
                };
                Ok(self.read_list(articles.0, Stand::InFile, articles.1, new_id))
            }
            Value::Array(list) if list.iter().any(|item| item.get("text").is_some_and(Value::is_string)) => {
                Ok(self.read_list(list, Stand::InList, OffsetUnit::default(), new_id))
            }
            value => match self.read_item(value, Stand::Alone, &"the file", OffsetUnit::default(), new_id) {
                Ok(Item::Article(article)) => Ok(vec![*article]),
                Ok(Item::Header) => Ok(Vec::new()),
                Err((_, reason)) => Err(file(reason)),
            },
        }
    }

    /// Takes what a file's top or a header line says of the whole file; gives
    /// its articles with their unit, if it has any.
    fn read_header(
        &mut self,
        map: &mut Extra,
        place: &dyn fmt::Display,
    ) -> Result<Option<(Vec<Value>, OffsetUnit)>, String> {
        read_format(map)?;
        read_version(map)?;
        let unit = read_unit(map)?.unwrap_or_default();
        // What Galley writes anew each time.
        for name in ["format", "version", "offset_unit", "exported", "generator"] {
            map.remove(name);
        }
        self.read_own_label_set(map, place);
        match map.remove("articles") {
            Some(Value::Array(articles)) => Ok(Some((articles, unit))),
            None | Some(Value::Null) => Ok(None),
            Some(other) => Err(format!("\"articles\" is {}, not a list", shown(&other))),
        }
    }

    fn read_own_label_set(&mut self, map: &mut Extra, place: &dyn fmt::Display) {
        match map.remove("label_set") {
            Some(Value::Object(set)) => {
                let place = Part { of: Some(place), kind: "the label set", number: 0, name: None };
                let set = read_label_set(set, &place, &mut self.log);
                self.labels.adopt(set);
            }
            None | Some(Value::Null) => {}
            Some(other) => {
                self.log.note(
                    place,
                    format!("\"label_set\" is {}, not an object", shown(&other)),
                    "set aside",
                );
                set_aside(map, "label_set", other);
            }
        }
    }

    fn read_list(
        &mut self,
        list: Vec<Value>,
        stand: Stand,
        unit: OffsetUnit,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Vec<Article> {
        let mut articles = Vec::with_capacity(list.len());
        for (index, value) in list.into_iter().enumerate() {
            let title = value.get("title").and_then(Value::as_str).map(str::to_owned);
            let place = Part { of: None, kind: "article", number: index + 1, name: title.as_deref() };
            match self.read_item(value, stand, &place, unit, new_id) {
                Ok(Item::Article(article)) => articles.push(*article),
                Ok(Item::Header) => {}
                Err((value, reason)) => {
                    self.log.note(&place, reason, "no article; set aside with the file's unknown fields");
                    set_aside(&mut self.extra, "articles", value);
                }
            }
        }
        articles
    }

    /// Reads an article or a header; what is neither comes back with the
    /// reason.
    fn read_item(
        &mut self,
        value: Value,
        stand: Stand,
        place: &dyn fmt::Display,
        unit: OffsetUnit,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Result<Item, (Value, String)> {
        if let Err(reason) = check_item(&value, stand) {
            return Err((value, reason));
        }
        let other =
            if stand == Stand::InFile || value.get("format").is_some() { None } else { known_kind(&value) };
        let Value::Object(mut map) = value else {
            return Err((value, NOT_GALLEY.to_owned()));
        };
        let unit = match read_unit(&map) {
            Ok(own) => own.unwrap_or(unit),
            Err(reason) => return Err((Value::Object(map), reason)),
        };
        if !map.contains_key("text") {
            return match self.read_header(&mut map, place) {
                Ok(_) => {
                    merge_extra(&mut self.extra, map);
                    Ok(Item::Header)
                }
                Err(reason) => Err((Value::Object(map), reason)),
            };
        }
        if let Some(kind) = other {
            let found = format!("it looks like {kind}, not Galley's");
            self.log.note(place, found, "its text was read; the rest is kept but not shown");
        }
        self.read_own_label_set(&mut map, place);
        for name in ["format", "version", "offset_unit"] {
            map.remove(name);
        }
        self.count += 1;
        let number = self.count;
        let mut cast = Cast {
            labels: &mut self.labels,
            ids: &mut self.ids,
            log: &mut self.log,
            budget: &self.budget,
            unit,
            file_name: &self.file_name,
            number,
            new_id,
        };
        read_article(map, place, &mut cast).map(|article| Item::Article(Box::new(article)))
    }
}

const NOT_GALLEY: &str = "this is JSON, but not Galley's: it has no \"format\": \"galley\" and no \"text\"";

/// Whether an object is a whole file rather than one article.
fn is_file(map: &Extra) -> bool {
    let is_galley = map.get("format").and_then(Value::as_str) == Some("galley");
    !map.contains_key("text") && (is_galley || map.get("articles").is_some_and(has_texts))
}

fn has_texts(articles: &Value) -> bool {
    articles
        .as_array()
        .is_some_and(|list| list.iter().any(|item| item.get("text").is_some_and(Value::is_string)))
}

/// Whether a value is an article or a header of a kind and version that can be
/// read.
fn check_item(value: &Value, stand: Stand) -> Result<(), String> {
    let not_galley = || match known_kind(value) {
        Some(kind) => format!("{NOT_GALLEY} (it looks like {kind})"),
        None => NOT_GALLEY.to_owned(),
    };
    let Value::Object(map) = value else {
        return Err(not_galley());
    };
    read_format(map)?;
    let says_nothing = ["format", "text", "articles"].iter().all(|name| !map.contains_key(*name));
    if stand == Stand::Alone && says_nothing {
        // Before the version: other programs' files have versions too.
        return Err(not_galley());
    }
    read_version(map)?;
    match map.get("text") {
        Some(Value::String(_)) => Ok(()),
        Some(other) => Err(format!("\"text\" is {}, not a text", shown(other))),
        None if stand != Stand::Alone => Err("it has no \"text\"".to_owned()),
        None if map.contains_key("articles") => {
            Err("it is a whole file on one line, not an article".to_owned())
        }
        None if !map.contains_key("format") => Err(not_galley()),
        None => Ok(()),
    }
}

fn read_format(map: &Extra) -> Result<(), String> {
    match map.get("format") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(format)) if format == "galley" => Ok(()),
        Some(Value::String(format)) if format == label_set::FORMAT => {
            Err("this is a label set, not articles: import it where labels are edited".to_owned())
        }
        Some(other) => Err(format!("this is JSON, but not Galley's: its \"format\" is {}", shown(other))),
    }
}

/// Checks that a file's version is one that can be read.
pub(in crate::formats) fn read_version(map: &Extra) -> Result<(), String> {
    match map.get("version") {
        None | Some(Value::Null) => Ok(()),
        Some(version) => match version.as_f64() {
            Some(version) if version == VERSION as f64 => Ok(()),
            Some(newer) if newer > VERSION as f64 => {
                Err(format!("it was made by a newer Galley (version {newer})"))
            }
            _ => Err(format!("its version is {}, which no Galley has written", shown(version))),
        },
    }
}

fn read_unit(map: &Extra) -> Result<Option<OffsetUnit>, String> {
    let name = match map.get("offset_unit") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(name)) => name,
        Some(other) => return Err(format!("its offset unit is {}", shown(other))),
    };
    match OffsetUnit::ALL.into_iter().find(|unit| unit.name() == name) {
        Some(unit) => Ok(Some(unit)),
        None => Err(format!(
            "its offset unit {:?} is none that Galley knows (code_point, utf16, byte)",
            shortened(name, 40)
        )),
    }
}

/// Adds a later header's unknown fields; those of the first stay.
fn merge_extra(extra: &mut Extra, more: Extra) {
    for (name, value) in more {
        match (extra.get_mut(&name), value) {
            (Some(Value::Array(list)), Value::Array(more)) if name == SET_ASIDE => list.extend(more),
            (Some(_), _) => {}
            (None, value) => {
                extra.insert(name, value);
            }
        }
    }
}
