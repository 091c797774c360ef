//! From the file to the model: keep what can be kept, list what could not.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use serde_json::Value;

use super::document::{OffsetUnit, VERSION};
use super::extra::{SET_ASIDE, set_aside};
use super::fields::{Fields, Log, Part, shortened, shown};
use super::json::{is_complete, parse};
use super::kinds::known_kind;
use super::labels::{Labels, read_label_set};
use super::read_article::{Cast, read_article};
use crate::formats::{Issue, ReadError, label_set};
use crate::json::{Object, Raw};
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
    /// for [`write_json`](super::write_json).
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
        let (value, object) = parse(line, number)?;
        let place = Part { of: None, kind: "line", number, name: None };
        match self.read_item(
            value,
            object.unwrap_or_default(),
            Stand::Alone,
            &place,
            OffsetUnit::default(),
            new_id,
        ) {
            Ok(Item::Article(article)) => Ok(Some(*article)),
            Ok(Item::Header) => Ok(None),
            Err(reason) => Err(ReadError { place: place.to_string(), reason }),
        }
    }

    /// Reads an article that another format's reader has put into Galley's
    /// own terms.
    ///
    /// # Errors
    /// When it is no article; why.
    pub(in crate::formats) fn read_article(
        &mut self,
        json: &str,
        place: &dyn fmt::Display,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Result<Article, String> {
        let (value, object) = parse(json, 1).map_err(|error| error.reason)?;
        let object = object.unwrap_or_default();
        match self.read_item(value, object, Stand::InFile, place, OffsetUnit::default(), new_id)? {
            Item::Article(article) => Ok(*article),
            Item::Header => Err("it has no text".to_owned()),
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
        (value, object): (Raw<'_>, Option<Object<'_>>),
        new_id: &mut dyn FnMut() -> Id,
    ) -> Result<Vec<Article>, ReadError> {
        let file = |reason| ReadError { place: "the file".to_owned(), reason };
        let object = object.unwrap_or_default();
        if is_file(&object) {
            let Some((articles, unit)) = self.read_header(object, &"the file").map_err(file)? else {
                self.log.note(&"the file", "it has no articles", "nothing to open");
                return Ok(Vec::new());
            };
            return Ok(self.read_list(articles, Stand::InFile, unit, new_id));
        }
        if has_texts(value) {
            return Ok(self.read_list(value, Stand::InList, OffsetUnit::default(), new_id));
        }
        match self.read_item(value, object, Stand::Alone, &"the file", OffsetUnit::default(), new_id) {
            Ok(Item::Article(article)) => Ok(vec![*article]),
            Ok(Item::Header) => Ok(Vec::new()),
            Err(reason) => Err(file(reason)),
        }
    }

    /// Takes what a file's top or a header line says of the whole file; gives
    /// its articles with their unit, if it has any.
    fn read_header<'a>(
        &mut self,
        mut object: Object<'a>,
        place: &dyn fmt::Display,
    ) -> Result<Option<(Raw<'a>, OffsetUnit)>, String> {
        read_format(&object)?;
        read_version(&object)?;
        let unit = read_unit(&object)?.unwrap_or_default();
        let articles = object.take("articles").filter(|articles| !articles.is_null());
        if let Some(other) = articles.filter(|articles| !articles.is_array()) {
            return Err(format!("\"articles\" is {}, not a list", shown(other)));
        }
        // What Galley writes anew each time.
        for name in ["format", "version", "offset_unit", "exported", "generator"] {
            object.take(name);
        }
        let unusable = self.read_own_label_set(&mut object, place);
        merge_extra(&mut self.extra, object.into_map());
        if let Some(unusable) = unusable {
            set_aside(&mut self.extra, "label_set", unusable);
        }
        Ok(articles.map(|articles| (articles, unit)))
    }

    /// Takes the label set that a file or a line brings; gives back what is
    /// none.
    fn read_own_label_set(&mut self, object: &mut Object<'_>, place: &dyn fmt::Display) -> Option<Value> {
        let value = object.take("label_set").filter(|value| !value.is_null())?;
        let Some(set) = value.object() else {
            self.log.note(place, format!("\"label_set\" is {}, not an object", shown(value)), "set aside");
            return Some(value.to_value());
        };
        let place = Part { of: Some(place), kind: "the label set", number: 0, name: None };
        let set = read_label_set(set, &place, &mut self.log);
        self.labels.adopt(set);
        None
    }

    fn read_list(
        &mut self,
        list: Raw<'_>,
        stand: Stand,
        unit: OffsetUnit,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Vec<Article> {
        let mut articles = Vec::new();
        for (index, (value, object)) in list.objects().enumerate() {
            let object = object.unwrap_or_default();
            let title = object.get("title").and_then(Raw::string);
            let place = Part { of: None, kind: "article", number: index + 1, name: title.as_deref() };
            match self.read_item(value, object, stand, &place, unit, new_id) {
                Ok(Item::Article(article)) => articles.push(*article),
                Ok(Item::Header) => {}
                Err(reason) => {
                    self.log.note(&place, reason, "no article; set aside with the file's unknown fields");
                    set_aside(&mut self.extra, "articles", value.to_value());
                }
            }
        }
        articles
    }

    /// Reads an article or a header, or says why it is neither. `object` is
    /// the value's.
    fn read_item(
        &mut self,
        value: Raw<'_>,
        mut object: Object<'_>,
        stand: Stand,
        place: &dyn fmt::Display,
        unit: OffsetUnit,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Result<Item, String> {
        check_item(value, &object, stand)?;
        let is_galley = stand == Stand::InFile || object.contains("format");
        let other = if is_galley { None } else { known_kind(value) };
        let unit = read_unit(&object)?.unwrap_or(unit);
        if !object.contains("text") {
            self.read_header(object, place)?;
            return Ok(Item::Header);
        }
        if let Some(kind) = other {
            let found = format!("it looks like {kind}, not Galley's");
            self.log.note(place, found, "its text was read; the rest is kept but not shown");
        }
        let unusable = self.read_own_label_set(&mut object, place);
        for name in ["format", "version", "offset_unit"] {
            object.take(name);
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
        let mut fields = Fields::new(object, place);
        if let Some(unusable) = unusable {
            fields.set_aside("label_set", unusable);
        }
        read_article(fields, place, &mut cast).map(|article| Item::Article(Box::new(article)))
    }
}

const NOT_GALLEY: &str = "this is JSON, but not Galley's: it has no \"format\": \"galley\" and no \"text\"";

fn not_galley(value: Raw<'_>) -> String {
    match known_kind(value) {
        Some(kind) => format!("{NOT_GALLEY} (it looks like {kind})"),
        None => NOT_GALLEY.to_owned(),
    }
}

/// Whether an object is a whole file rather than one article.
fn is_file(object: &Object<'_>) -> bool {
    let is_galley = object.get("format").and_then(Raw::string).as_deref() == Some("galley");
    !object.contains("text") && (is_galley || object.get("articles").is_some_and(has_texts))
}

fn has_texts(articles: Raw<'_>) -> bool {
    articles
        .objects()
        .filter_map(|(_, object)| object)
        .any(|item| item.get("text").is_some_and(Raw::is_string))
}

/// Whether an object is an article or a header of a kind and version that can
/// be read.
fn check_item(value: Raw<'_>, object: &Object<'_>, stand: Stand) -> Result<(), String> {
    if !value.is_object() {
        return Err(not_galley(value));
    }
    read_format(object)?;
    let says_nothing = ["format", "text", "articles"].iter().all(|name| !object.contains(name));
    if stand == Stand::Alone && says_nothing {
        // Before the version: other programs' files have versions too.
        return Err(not_galley(value));
    }
    read_version(object)?;
    match object.get("text") {
        Some(text) if text.is_string() => Ok(()),
        Some(other) => Err(format!("\"text\" is {}, not a text", shown(other))),
        None if stand != Stand::Alone => Err("it has no \"text\"".to_owned()),
        None if object.contains("articles") => {
            Err("it is a whole file on one line, not an article".to_owned())
        }
        None if !object.contains("format") => Err(not_galley(value)),
        None => Ok(()),
    }
}

/// A field's value; null is as good as absent.
fn stated<'a>(object: &Object<'a>, name: &str) -> Option<Raw<'a>> {
    object.get(name).filter(|value| !value.is_null())
}

fn read_format(object: &Object<'_>) -> Result<(), String> {
    let Some(format) = stated(object, "format") else { return Ok(()) };
    match format.string().as_deref() {
        Some("galley") => Ok(()),
        Some(label_set::FORMAT) => {
            Err("this is a label set, not articles: import it where labels are edited".to_owned())
        }
        _ => Err(format!("this is JSON, but not Galley's: its \"format\" is {}", shown(format))),
    }
}

/// Checks that a file's version is one that can be read.
pub(in crate::formats) fn read_version(object: &Object<'_>) -> Result<(), String> {
    let Some(version) = stated(object, "version") else { return Ok(()) };
    match version.to_value().as_f64() {
        Some(version) if version == VERSION as f64 => Ok(()),
        Some(newer) if newer > VERSION as f64 => {
            Err(format!("it was made by a newer Galley (version {newer})"))
        }
        _ => Err(format!("its version is {}, which no Galley has written", shown(version))),
    }
}

fn read_unit(object: &Object<'_>) -> Result<Option<OffsetUnit>, String> {
    let Some(unit) = stated(object, "offset_unit") else { return Ok(None) };
    let Some(name) = unit.string() else {
        return Err(format!("its offset unit is {}", shown(unit)));
    };
    match OffsetUnit::ALL.into_iter().find(|unit| unit.name() == name) {
        Some(unit) => Ok(Some(unit)),
        None => Err(format!(
            "its offset unit {:?} is none that Galley knows (code_point, utf16, byte)",
            shortened(&name, 40)
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
