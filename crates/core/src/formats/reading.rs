//! From files to articles: found out what they are, taken apart by the
//! format's reader, looked at, and placed.

use std::collections::BTreeMap;

use super::detect::{self, Kind};
use super::draft::{Draft, Span};
use super::label_map::{FileLabel, LabelMap, Taken, labels_of};
use super::native::{self, NativeImport};
use super::table::{FORMATS, File, Format, Item, Parsed, Sample};
use super::unit::Unit;
use super::{Issue, ReadError, Tools};
use crate::json::Raw;
use crate::model::{Article, Id, LabelSet};
use crate::text::Text;

/// How many marks a preview shows.
const PREVIEW: usize = 10;

/// The formats that files may be of, the likeliest first; never none, since
/// everything is a text.
#[must_use]
pub fn detect(files: &[File]) -> Vec<&'static Format> {
    let bytes = files.first().map(|file| file.bytes.as_slice()).unwrap_or_default();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // As much as is text: of another encoding, or cut inside a character.
        Err(error) => {
            std::str::from_utf8(bytes.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default()
        }
    };
    let text = text.trim_start_matches('\u{FEFF}');
    let sample =
        || Sample { files, text, object: first_object(text).and_then(Raw::object).unwrap_or_default() };
    let sample = sample();
    let mut fitting: Vec<&'static Format> =
        FORMATS.iter().filter(|format| format.is_read() && (format.fits)(&sample)).collect();
    // A file with marks is not asked about as a text.
    if fitting.iter().any(|format| !is_fallback(format)) {
        fitting.retain(|format| !is_fallback(format));
    } else {
        fitting.truncate(1);
        // JSON of a kind that nobody knows: Galley's own reader says why.
        let name = files.first().map(|file| file.name.as_str()).unwrap_or_default();
        if matches!(detect::kind(text, name), Kind::Json | Kind::JsonLines) {
            fitting = FORMATS.iter().take(1).collect();
        }
    }
    fitting
}

fn is_fallback(format: &Format) -> bool {
    matches!(format.id, "html" | "markdown" | "text")
}

/// The first JSON object of a text: the text's own, its first line's, or the
/// first of its list.
fn first_object(text: &str) -> Option<Raw<'_>> {
    let text = text.trim_start();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let line = text.lines().next().unwrap_or_default();
    let value = Raw::new(line.trim_end()).or_else(|| Raw::new(text.trim_end()))?;
    if value.is_array() { value.items().next() } else { Some(value) }
}

/// Files as their format's reader has them, before their marks are placed.
#[derive(Debug)]
pub struct Opened {
    pub format: &'static Format,
    parsed: Parsed,
}

/// Takes files that belong together apart.
///
/// # Errors
/// When nothing in them can be read as this format.
pub fn parse(format: &'static Format, files: &[File], tools: &mut Tools<'_>) -> Result<Opened, ReadError> {
    let mut parsed = Parsed::default();
    let Some(read) = format.read else {
        let reason = format!("{} can only be written", format.name);
        return Err(ReadError { place: "the file".to_owned(), reason });
    };
    read(files, tools, &mut parsed)?;
    if parsed.items.is_empty() && parsed.whole.is_none() {
        let last = parsed.issues.last();
        return Err(match last {
            Some(issue) => ReadError { place: issue.place.clone(), reason: issue.found.clone() },
            None => {
                ReadError { place: "the file".to_owned(), reason: "there is no article in it".to_owned() }
            }
        });
    }
    Ok(Opened { format, parsed })
}

/// A mark as a preview shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub label: String,
    /// The words at its offsets.
    pub words: String,
    /// The file quotes other words than these.
    pub differs: bool,
}

impl Opened {
    /// The unit in which the offsets fit best: the format's own unless another
    /// fits more of them.
    #[must_use]
    pub fn best_unit(&self) -> Unit {
        let own = self.format.unit();
        if own == Unit::None {
            return own;
        }
        let stated = |(draft, _): (&Draft, Text)| Unit::from_name(draft.rest.get("offset_unit")?.as_str()?);
        if let Some(unit) = self.drafts().find_map(stated) {
            return unit;
        }
        let count: usize = self.drafts().map(|(draft, _)| draft.spans.len()).sum();
        let score = |unit: Unit| {
            let mut score = (0, 0);
            for (draft, text) in self.drafts() {
                let (fitting, quoted) = draft.fit(&text, unit);
                score.0 += fitting;
                // Where nothing is quoted, the borders of words are a hint.
                score.1 += if quoted == 0 { draft.on_words(&text, unit) } else { 0 };
            }
            score
        };
        let mut best = (score(own), own);
        for unit in Unit::ALL.into_iter().filter(|&unit| unit != own) {
            let other = score(unit);
            let fits_words = other.1 == count && count >= 3 && best.0.1 * 5 < count * 4;
            if other.0 > best.0.0 || (other.0 == best.0.0 && fits_words) {
                best = (other, unit);
            }
        }
        best.1
    }

    /// The first marks with the words that they have in a unit.
    #[must_use]
    pub fn preview(&self, unit: Unit) -> Vec<Shown> {
        let mut shown = Vec::new();
        for (draft, text) in self.drafts() {
            for span in draft.spans.iter().take(PREVIEW - shown.len()) {
                shown.push(shown_span(draft, span, &text, unit));
            }
            if shown.len() >= PREVIEW {
                break;
            }
        }
        shown
    }

    /// The labels of the file, with how often each is used and which label of
    /// the set it most likely is.
    #[must_use]
    pub fn labels(&self, set: &LabelSet) -> Vec<FileLabel> {
        labels_of(self.parsed.items.iter().filter_map(draft_of), set)
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parsed.items.len() + self.parsed.whole.as_ref().map_or(0, |whole| whole.articles.len())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn drafts(&self) -> impl Iterator<Item = (&Draft, Text)> {
        let marked = self.parsed.items.iter().filter_map(draft_of).filter(|draft| !draft.spans.is_empty());
        marked.filter_map(|draft| Some((draft, Text::new(draft.text.as_str()).ok()?)))
    }
}

fn draft_of(item: &Item) -> Option<&Draft> {
    match item {
        Item::Draft(draft) => Some(draft),
        Item::Article(_) => None,
    }
}

fn shown_span(draft: &Draft, span: &Span, text: &Text, unit: Unit) -> Shown {
    let words = draft.surface(span, text, unit);
    let quoted: Vec<&str> = span.fragments.iter().filter_map(|fragment| fragment.exact.as_deref()).collect();
    let differs = !quoted.is_empty() && quoted.join(" … ") != words;
    Shown { label: span.label.clone(), words, differs }
}

/// Places what was taken apart; one for all files of an opening or all lines
/// of a file, so that ids and labels are told apart across them.
#[derive(Debug)]
pub struct Importer {
    reader: native::Reader,
    map: LabelMap,
    label_set: LabelSet,
    issues: Vec<Issue>,
    whole: Option<NativeImport>,
    count: usize,
    /// Labels that were told of already.
    told: BTreeMap<String, ()>,
}

impl Importer {
    /// An importer that finds labels in this set, by this map.
    #[must_use]
    pub fn new(file_name: &str, label_set: &LabelSet, map: LabelMap) -> Self {
        Self {
            reader: native::Reader::new(file_name, label_set),
            map,
            label_set: label_set.clone(),
            issues: Vec::new(),
            whole: None,
            count: 0,
            told: BTreeMap::new(),
        }
    }

    /// The articles of what was taken apart, their offsets read in a unit.
    pub fn place(&mut self, opened: Opened, unit: Unit, new_id: &mut dyn FnMut() -> Id) -> Vec<Article> {
        let Opened { format, parsed } = opened;
        self.issues.extend(parsed.issues);
        let mut articles = Vec::new();
        if let Some(mut whole) = parsed.whole {
            articles.append(&mut whole.articles);
            self.issues.append(&mut whole.issues);
            self.whole = Some(whole);
        }
        for item in parsed.items {
            self.count += 1;
            match item {
                Item::Article(article) => articles.push(*article),
                Item::Draft(draft) => articles.extend(self.place_draft(*draft, format, unit, new_id)),
            }
        }
        articles
    }

    fn place_draft(
        &mut self,
        mut draft: Draft,
        format: &Format,
        unit: Unit,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Option<Article> {
        let place = match &draft.title {
            Some(title) => format!("article {} {:?}", self.count, native::fields::shortened(title, 40)),
            None => format!("article {}", self.count),
        };
        let is_stated = draft.rest.contains_key("offset_unit");
        if unit != format.unit() && format.unit() != Unit::None && !is_stated {
            let found = format!("its offsets fit {}, not {}", unit.title(), format.unit().title());
            self.issues.push(Issue { place: place.clone(), found, done: "read so".to_owned() });
        }
        for Taken { label, as_name, count } in self.map.apply(&mut draft, &self.label_set) {
            if self.told.insert(label.clone(), ()).is_none() {
                let (found, done) = match as_name {
                    Some(name) => (
                        format!("the label {label:?} is none of the label set"),
                        format!("taken as {name:?}"),
                    ),
                    None => {
                        (format!("{count} annotations labelled {label:?}"), "left out, as chosen".to_owned())
                    }
                };
                self.issues.push(Issue { place: place.clone(), found, done });
            }
        }
        let json = draft.to_native(format.id, unit);
        let read = self.reader.read_article(&json, &place, new_id);
        self.issues.extend(self.reader.take_issues());
        read.map_err(|reason| {
            self.issues.push(Issue { place, found: reason, done: "left out".to_owned() });
        })
        .ok()
    }

    /// What was found since the last call.
    pub fn take_issues(&mut self) -> Vec<Issue> {
        std::mem::take(&mut self.issues)
    }

    /// The label set of the articles so far, unless it is the given one.
    #[must_use]
    pub fn label_set(&self) -> Option<&LabelSet> {
        self.whole.as_ref().and_then(|whole| whole.label_set.as_ref()).or_else(|| self.reader.label_set())
    }

    /// All but the articles: the label set, the file's unknown fields and the
    /// issues not taken.
    #[must_use]
    pub fn finish(self) -> NativeImport {
        let mut import = self.reader.finish();
        import.issues.splice(0..0, self.issues);
        if let Some(whole) = self.whole {
            import.label_set = whole.label_set.or(import.label_set);
            import.extra.extend(whole.extra);
        }
        import
    }
}

/// Reads files as a format with the unit that fits and the labels that are
/// likeliest, without asking.
///
/// # Errors
/// When nothing in them can be read as this format.
pub fn read(
    format: &'static Format,
    files: &[File],
    unit: Option<Unit>,
    tools: &mut Tools<'_>,
) -> Result<NativeImport, ReadError> {
    let opened = parse(format, files, tools)?;
    let unit = unit.unwrap_or_else(|| opened.best_unit());
    let name = files.first().map(|file| file.name.as_str()).unwrap_or_default();
    let mut importer = Importer::new(name, tools.label_set, LabelMap::default());
    let articles = importer.place(opened, unit, tools.new_id);
    Ok(NativeImport { articles, ..importer.finish() })
}
