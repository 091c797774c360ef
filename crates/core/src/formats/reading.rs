//! From files to articles: found out what they are, taken apart by the
//! format's reader, looked at, and placed.

use std::collections::{BTreeMap, HashSet};

use super::detect::{self, Kind};
use super::draft::{Draft, Span};
use super::items::Batch;
use super::label_map::{self, FileLabel, Taken, carried};
use super::native::{self, NativeImport};
use super::table::{FORMATS, File, Format, Item, Parsed, Sample};
use super::unit::Unit;
use super::{Issue, ReadError, Tools};
use crate::json::Raw;
use crate::model::{Article, Id, LabelSet};
use crate::text::{Text, TextRange};

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
    // What has marks is not taken for mere articles, nor those for a text.
    if fitting.iter().any(|format| format.has_marks()) {
        fitting.retain(|format| format.has_marks());
    } else if fitting.iter().any(|format| !is_fallback(format)) {
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
    // Of a large file no more than it takes.
    Raw::new(line.trim_end()).filter(|value| value.is_object()).or_else(|| Raw::first_in(text))
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
    parse_after(0, format, files, tools)
}

/// Takes some items of a file apart. What cannot be read at all is told of
/// item by item, so that it costs no other.
#[must_use]
pub fn parse_batch(format: &'static Format, batch: Batch, name: &str, tools: &mut Tools<'_>) -> Opened {
    let mut opened = Opened { format, parsed: Parsed::default() };
    let before = batch.before;
    match parse_after(before, format, &[batch.file(name)], tools) {
        Ok(whole) => opened.join(whole),
        Err(error) => {
            let items = batch.apart();
            if items.len() < 2 {
                let place = if items.is_empty() {
                    error.place
                } else {
                    format!("item {}, {}", before + 1, error.place)
                };
                opened.parsed.note(place, error.reason, "left out");
                return opened;
            }
            items.into_iter().for_each(|item| opened.join(parse_batch(format, item, name, tools)));
        }
    }
    opened
}

fn parse_after(
    before: usize,
    format: &'static Format,
    files: &[File],
    tools: &mut Tools<'_>,
) -> Result<Opened, ReadError> {
    let mut parsed = Parsed { before, ..Parsed::default() };
    let Some(read) = format.read else {
        let reason = format!("{} can only be written", format.name);
        return Err(ReadError { place: "the file".to_owned(), reason });
    };
    read(files, tools, &mut parsed)?;
    Opened { format, parsed }.unless_empty()
}

/// A mark as a preview shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub label: String,
    /// The words at its offsets; `None` where those are outside the text.
    pub words: Option<String>,
    /// The file quotes other words than these.
    pub differs: bool,
}

impl Opened {
    /// Itself, unless there is no article in it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn unless_empty(self) -> Result<Self, ReadError> {
        if !self.parsed.items.is_empty() || self.parsed.whole.is_some() {
            return Ok(self);
        }
        Err(match self.parsed.issues.last() {
            Some(issue) => ReadError { place: issue.place.clone(), reason: issue.found.clone() },
            None => {
                ReadError { place: "the file".to_owned(), reason: "there is no article in it".to_owned() }
            }
        })
    }

    /// The unit in which the offsets fit best: the format's own unless another
    /// fits more of them.
    #[must_use]
    pub fn best_unit(&self) -> Unit {
        let own = self.format.unit();
        if own == Unit::None {
            return own;
        }
        if let Some(unit) = self.stated_unit() {
            return unit;
        }
        // Only these can tell.
        let drafts = self.marked().filter(|draft| !draft.is_uniform);
        let drafts: Vec<(&Draft, Text)> = drafts.filter_map(with_text).collect();
        let fragments = |draft: &Draft| draft.spans.iter().map(|span| span.fragments.len()).sum::<usize>();
        let count: usize = drafts.iter().map(|(draft, _)| fragments(draft)).sum();
        let score = |unit: Unit| {
            let mut score = (0, 0);
            for (draft, text) in &drafts {
                let (fitting, quoted) = draft.fit(text, unit);
                score.0 += fitting;
                // Where nothing is quoted, the borders of words are a hint.
                score.1 += if quoted == 0 { draft.on_words(text, unit) } else { 0 };
            }
            score
        };
        let mut best = (score(own), own);
        // All fit already: none can fit better.
        if best.0.0 + best.0.1 >= count {
            return own;
        }
        for unit in Unit::ALL.into_iter().filter(|&unit| unit != own) {
            let other = score(unit);
            let fits_words = other.1 == count && count >= 3 && best.0.1 * 5 < count * 4;
            if other.0 > best.0.0 || (other.0 == best.0.0 && fits_words) {
                best = (other, unit);
            }
        }
        best.1
    }

    /// The unit that the file itself says its offsets count.
    fn stated_unit(&self) -> Option<Unit> {
        let unit = |draft: &Draft| Unit::from_name(draft.rest.get("offset_unit")?.as_str()?);
        self.marked().find_map(unit)
    }

    /// The units to choose among, the likeliest first: one, unless the format
    /// leaves it open or its own does not fit. Those in which every mark is
    /// where it is in another are left out.
    pub(super) fn units(&self) -> Vec<Unit> {
        let (best, own) = (self.best_unit(), self.format.unit());
        let mut units = vec![best];
        let is_open = best != own || self.format.units.len() > 1;
        if own == Unit::None || !is_open || self.stated_unit().is_some() {
            return units;
        }
        let mut places = vec![self.places(best)];
        for unit in [own].into_iter().chain(Unit::ALL) {
            let other = self.places(unit);
            if !places.contains(&other) {
                places.push(other);
                units.push(unit);
            }
        }
        units
    }

    /// The number of the first mark from which a preview shows how units
    /// differ.
    pub(super) fn first_difference(&self, units: &[Unit]) -> usize {
        let [first, others @ ..] = units else { return 0 };
        if others.is_empty() {
            return 0;
        }
        let first = self.places(*first);
        let differs = |unit: &Unit| {
            let other = self.places(*unit);
            first.iter().zip(&other).position(|(a, b)| a != b)
        };
        let difference = others.iter().filter_map(differs).min().unwrap_or_default();
        if difference < PREVIEW { 0 } else { difference }
    }

    /// Where each mark is in a unit.
    fn places(&self, unit: Unit) -> Vec<Vec<Option<TextRange>>> {
        self.drafts().flat_map(|(draft, text)| draft.places(&text, unit)).collect()
    }

    /// Marks with the words that they have in a unit, from a number on.
    #[must_use]
    pub fn preview(&self, unit: Unit, from: usize) -> Vec<Shown> {
        let mut skipped = from;
        let mut shown = Vec::new();
        for (draft, text) in self.drafts() {
            let skip = skipped.min(draft.spans.len());
            skipped -= skip;
            for span in draft.spans.iter().skip(skip).take(PREVIEW - shown.len()) {
                shown.push(shown_span(draft, span, &text, unit));
            }
            if shown.len() >= PREVIEW {
                break;
            }
        }
        shown
    }

    /// The labels of the file, with what each most likely is of a set.
    #[must_use]
    pub fn labels(&self, set: &LabelSet, unit: Unit) -> Vec<FileLabel> {
        let drafts: Vec<&Draft> = self.parsed.items.iter().filter_map(draft_of).collect();
        let label = |label: label_map::Carried<'_>| {
            let (draft, span) = label.first;
            let draft = drafts[draft];
            let text = Text::new(draft.text.as_str()).ok();
            let example = text.and_then(|text| draft.surface(&draft.spans[span], &text, unit));
            FileLabel::new(&label, example.unwrap_or_default(), set)
        };
        carried(drafts.iter().copied()).into_iter().map(label).collect()
    }

    /// How many marks there are to be placed.
    #[must_use]
    pub fn marks(&self) -> usize {
        self.marked().map(|draft| draft.spans.len()).sum()
    }

    /// Names the one article that this is, where its own file has no place
    /// for that.
    pub fn name(&mut self, id: &Id, title: &str) {
        if let [Item::Draft(draft)] = self.parsed.items.as_mut_slice() {
            draft.id = Some(id.to_string());
            draft.title = Some(title.to_owned());
        }
    }

    /// Takes in what was taken apart of another file of the same format.
    pub fn join(&mut self, other: Self) {
        self.parsed.items.extend(other.parsed.items);
        self.parsed.issues.extend(other.parsed.issues);
    }

    /// Takes the first articles off, so that they can be placed in turns.
    #[must_use]
    pub fn split_off(&mut self, count: usize) -> Self {
        let rest = self.parsed.items.split_off(count.min(self.parsed.items.len()));
        let mut parsed = std::mem::take(&mut self.parsed);
        self.parsed.items = rest;
        self.parsed.whole = None;
        Self { format: self.format, parsed: Parsed { items: std::mem::take(&mut parsed.items), ..parsed } }
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

    fn marked(&self) -> impl Iterator<Item = &Draft> {
        self.parsed.items.iter().filter_map(draft_of).filter(|draft| !draft.spans.is_empty())
    }

    fn drafts(&self) -> impl Iterator<Item = (&Draft, Text)> {
        self.marked().filter_map(with_text)
    }
}

fn with_text(draft: &Draft) -> Option<(&Draft, Text)> {
    Some((draft, Text::new(draft.text.as_str()).ok()?))
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
    let differs = !quoted.is_empty() && words.as_ref().is_some_and(|words| *words != quoted.join(" … "));
    Shown { label: span.label.clone(), words, differs }
}

/// Places what was taken apart; one for all files of an opening or all lines
/// of a file, so that ids and labels are told apart across them.
#[derive(Debug)]
pub struct Importer {
    reader: native::Reader,
    label_set: LabelSet,
    issues: Vec<Issue>,
    whole: Option<NativeImport>,
    count: usize,
    /// Labels that were told of already.
    told: HashSet<String>,
    /// What became of labels in the files placed last, and of how many
    /// attributions nothing was left.
    taken: BTreeMap<Taken, usize>,
    unlinked: usize,
}

impl Importer {
    /// An importer that finds labels in this set.
    #[must_use]
    pub fn new(file_name: &str, label_set: &LabelSet) -> Self {
        Self {
            reader: native::Reader::new(file_name, label_set),
            label_set: label_set.clone(),
            issues: Vec::new(),
            whole: None,
            count: 0,
            told: HashSet::new(),
            taken: BTreeMap::new(),
            unlinked: 0,
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

    /// Tells what became of labels since this was last asked.
    fn tell_labels(&mut self) {
        for (Taken { label, as_name }, count) in std::mem::take(&mut self.taken) {
            let (found, done) = match as_name {
                Some(_) if !self.told.insert(label.clone()) => continue,
                Some(name) => {
                    (format!("the label {label:?} is none of the label set"), format!("taken as {name:?}"))
                }
                None => {
                    let what = if count == 1 { "annotation" } else { "annotations" };
                    (format!("{count} {what} labelled {label:?}"), "left out, as chosen".to_owned())
                }
            };
            self.issues.push(Issue { place: "the labels".to_owned(), found, done });
        }
        if self.unlinked > 0 {
            let found = format!("{} attributions with no part but annotations left out", self.unlinked);
            self.issues.push(Issue {
                place: "the labels".to_owned(),
                found,
                done: "left out too".to_owned(),
            });
            self.unlinked = 0;
        }
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
        let (taken, unlinked) = label_map::apply(&mut draft, &self.label_set);
        self.unlinked += unlinked;
        for (taken, count) in taken {
            *self.taken.entry(taken).or_default() += count;
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
        self.tell_labels();
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
    pub fn finish(mut self) -> NativeImport {
        self.tell_labels();
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
    let mut importer = Importer::new(name, tools.label_set);
    let articles = importer.place(opened, unit, tools.new_id);
    Ok(NativeImport { articles, ..importer.finish() })
}
