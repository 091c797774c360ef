//! Tables of tokens: IOB2 as in CoNLL-2003, and CoNLL-U with the labels in
//! `MISC`. A tag says whether a token begins (`B-`) or continues (`I-`) what
//! carries a label.
//!
//! IOB2 has one layer: of annotations that overlap, the outer one, or the one
//! that begins first. Its text is words with spaces between. CoNLL-U has as
//! many layers as are needed (`NER`, `NER2`, …), and `SpacesAfter` gives the
//! text back letter for letter.

use std::fmt::Write as _;
use std::ops::Range;

use super::draft::{Draft, Fragment, Span};
use super::losses::{self, Keeps};
use super::table::{File, Parsed, Sample};
use super::tokens::{Token, sentences, tokens, touched};
use super::writing::Page;
use super::{ReadError, Tools};
use crate::model::{Annotation, AnnotationType};
use crate::text::TextRange;

/// Which words are of which label, as words.
const LAYER: Keeps = losses::SPANS | losses::IN_WORDS | losses::CONTROLS | losses::INDENT;
pub(super) const KEEPS: Keeps = LAYER | losses::MENTIONS;
pub(super) const PARTS_KEEP: Keeps = LAYER | losses::ALL_TYPES;
pub(super) const CONLLU_KEEPS: Keeps =
    KEEPS | losses::TEXT | losses::ALL_TYPES | losses::NESTED | losses::CROSSING;

const NEW_DOCUMENT: &str = "-DOCSTART-";

pub(super) fn fits(sample: &Sample<'_>) -> bool {
    let mut rows = sample.text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let head: Vec<&str> = rows.by_ref().take(20).collect();
    // A line or two may be wrong.
    let rows = head.iter().filter(|line| row(line).is_some()).count();
    head.first().is_some_and(|line| line.starts_with(NEW_DOCUMENT))
        || (head.len() >= 3
            && rows * 5 >= head.len() * 4
            && sample.text.lines().filter_map(row).any(|(_, tag)| tag.is_some()))
}

/// A token's words and its tag, if it has one; `None` for what is no token.
fn row(line: &str) -> Option<(&str, Option<Tag<'_>>)> {
    let mut columns: Vec<&str> = if line.contains('\t') {
        line.split('\t').map(str::trim).collect()
    } else {
        line.split(' ').filter(|column| !column.is_empty()).collect()
    };
    let last = columns.pop()?;
    let words = columns.first().filter(|words| !words.is_empty())?;
    if matches!(last, "O" | "_") {
        return Some((words, None));
    }
    let (place, label) = last.split_once('-')?;
    let (is_first, is_last) = match place {
        "B" => (true, false),
        "I" | "M" => (false, false),
        "E" | "L" => (false, true),
        "S" | "U" | "W" => (true, true),
        _ => return None,
    };
    (!label.is_empty()).then_some((words, Some(Tag { label, is_first, is_last })))
}

/// What a token is of. The schemes differ in which ends they mark (IOB1, IOB2,
/// IOBES, BILOU); where one label follows another, each begins anew.
#[derive(Clone, Copy)]
struct Tag<'a> {
    label: &'a str,
    is_first: bool,
    is_last: bool,
}

pub(super) fn read(files: &[File], _: &mut Tools<'_>, parsed: &mut Parsed) -> Result<(), ReadError> {
    for file in files {
        let mut document = Document::default();
        for (index, line) in file.text()?.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.starts_with(NEW_DOCUMENT) {
                document.finish(file, parsed);
            } else if line.trim().is_empty() {
                document.end_sentence();
            } else if let Some((words, tag)) = row(line) {
                document.token(words, tag);
            } else if !line.starts_with('#') {
                parsed.note(
                    format!("{}, line {}", file.name, index + 1),
                    "it is no token with a tag",
                    "left out",
                );
            }
        }
        document.finish(file, parsed);
    }
    Ok(())
}

/// An article whose tokens are still coming.
#[derive(Default)]
struct Document {
    text: String,
    /// Code points of the text.
    length: u32,
    spans: Vec<Span>,
    /// The last span goes on with this label.
    open: Option<String>,
    is_new_line: bool,
    /// How many articles of the file came before.
    before: usize,
}

impl Document {
    fn token(&mut self, words: &str, tag: Option<Tag<'_>>) {
        let is_new_line = std::mem::take(&mut self.is_new_line);
        if !self.text.is_empty() {
            self.text.push(if is_new_line { '\n' } else { ' ' });
            self.length += 1;
        }
        let start = self.length;
        self.text.push_str(words);
        self.length += u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
        let Some(tag) = tag else {
            self.open = None;
            return;
        };
        match self.spans.last_mut() {
            Some(last) if !tag.is_first && self.open.as_deref() == Some(tag.label) => {
                last.fragments.iter_mut().for_each(|fragment| fragment.end = self.length.into());
            }
            _ => self.spans.push(Span {
                id: format!("span-{}", self.spans.len() + 1),
                label: tag.label.to_owned(),
                fragments: vec![Fragment::new(start, self.length, None)],
                ..Span::default()
            }),
        }
        self.open = (!tag.is_last).then(|| tag.label.to_owned());
    }

    fn end_sentence(&mut self) {
        self.is_new_line = true;
        self.open = None;
    }

    fn finish(&mut self, file: &File, parsed: &mut Parsed) {
        let done = std::mem::take(self);
        self.before = done.before;
        if done.text.is_empty() {
            return;
        }
        self.before += 1;
        let title = if self.before == 1 {
            file.stem().to_owned()
        } else {
            format!("{} {}", file.stem(), self.before)
        };
        parsed.push(Draft { title: Some(title), text: done.text, spans: done.spans, ..Draft::default() });
    }
}

pub(super) fn write(page: &Page<'_>, out: &mut String) {
    iob2(page, &|annotation| !annotation.kind.is_part() && annotation.kind != AnnotationType::Claim, out);
}

pub(super) fn write_parts(page: &Page<'_>, out: &mut String) {
    iob2(page, &|annotation| annotation.kind.is_part(), out);
}

fn iob2(page: &Page<'_>, is_written: &dyn Fn(&Annotation) -> bool, out: &mut String) {
    let tokens = tokens(page.article);
    let written = page.annotations.iter().copied().filter(|annotation| is_written(annotation));
    let layers = layers(written, &tokens, 1, true);
    let sentences = sentences(page.article, &tokens);
    let tags = layers.first().map(|layer| tags(page, layer, &tokens, &sentences)).unwrap_or_default();
    let _ = write!(out, "{NEW_DOCUMENT} -X- -X- O\n\n");
    for sentence in sentences {
        for index in touched(&tokens, sentence).unwrap_or_default() {
            let words = tokens.get(index).map(|token| page.words(token.range)).unwrap_or_default();
            let tag = tags.get(index).and_then(Option::as_deref).unwrap_or("O");
            let _ = writeln!(out, "{} -X- -X- {tag}", words.replace(char::is_whitespace, "_"));
        }
        out.push('\n');
    }
}

/// An annotation with the tokens of its fragments.
type Covered<'a> = (&'a Annotation, Vec<Range<usize>>);

/// Annotations in layers in which none overlap, at most so many; as a whole
/// or in fragments.
fn layers<'a>(
    annotations: impl Iterator<Item = &'a Annotation>,
    tokens: &[Token],
    most: usize,
    is_whole: bool,
) -> Vec<Vec<Covered<'a>>> {
    let mut layers: Vec<Vec<Covered<'a>>> = Vec::new();
    // Where what is in each layer ends; annotations come in reading order.
    let mut ends: Vec<usize> = Vec::new();
    for annotation in annotations {
        let extent = [annotation.target.extent()];
        let fragments = if is_whole { &extent } else { annotation.target.fragments() };
        let ranges: Vec<_> = fragments.iter().filter_map(|&fragment| touched(tokens, fragment)).collect();
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { continue };
        let (start, end) = (first.start, last.end);
        let at = ends.iter().position(|&end| end <= start).unwrap_or(ends.len());
        if at == most {
            continue;
        }
        if at == ends.len() {
            ends.push(0);
            layers.push(Vec::new());
        }
        if let (Some(layer), Some(last)) = (layers.get_mut(at), ends.get_mut(at)) {
            layer.push((annotation, ranges));
            *last = end;
        }
    }
    layers
}

/// The tag of each token in a layer; in each sentence all begins anew.
fn tags(
    page: &Page<'_>,
    layer: &[Covered<'_>],
    tokens: &[Token],
    sentences: &[TextRange],
) -> Vec<Option<String>> {
    let mut tags = vec![None; tokens.len()];
    let begins_sentence = |index: usize| {
        let start = tokens.get(index).map(|token| token.range.start());
        start.is_some_and(|start| sentences.binary_search_by_key(&start, |sentence| sentence.start()).is_ok())
    };
    for (annotation, ranges) in layer {
        let label = page.label(annotation).replace(|c: char| c.is_whitespace() || c == '|', "_");
        for range in ranges {
            for index in range.clone() {
                let place = if index == range.start || begins_sentence(index) { "B" } else { "I" };
                if let Some(tag) = tags.get_mut(index) {
                    *tag = Some(format!("{place}-{label}"));
                }
            }
        }
    }
    tags
}

pub(super) fn write_conllu(page: &Page<'_>, out: &mut String) {
    let tokens = tokens(page.article);
    let layers = layers(page.annotations.iter().copied(), &tokens, usize::MAX, false);
    let sentences = sentences(page.article, &tokens);
    let layers: Vec<_> = layers.iter().map(|layer| tags(page, layer, &tokens, &sentences)).collect();
    let id = page.article.id.as_str().replace(char::is_whitespace, "_");
    let _ = writeln!(out, "# newdoc id = {id}\n# title = {}", one_line(&page.article.title));
    for (number, sentence) in sentences.into_iter().enumerate() {
        if page.article.blocks.binary_search_by_key(&sentence.start(), |block| block.range.start()).is_ok() {
            out.push_str("# newpar\n");
        }
        let _ = writeln!(out, "# sent_id = {id}-{}\n# text = {}", number + 1, one_line(page.words(sentence)));
        for (row, index) in touched(&tokens, sentence).unwrap_or_default().enumerate() {
            let Some(token) = tokens.get(index) else { continue };
            let mut misc = String::new();
            for (layer, tags) in layers.iter().enumerate() {
                if let Some(tag) = tags.get(index).and_then(Option::as_deref) {
                    let number = if layer == 0 { String::new() } else { (layer + 1).to_string() };
                    let _ = write!(misc, "NER{number}={tag}|");
                }
            }
            spaces(page, &tokens, index, &mut misc);
            let (start, end) = page.range(token.range);
            let words = one_line(page.words(token.range));
            let _ =
                writeln!(out, "{}\t{words}\t_\t_\t_\t_\t_\t_\t_\t{misc}TokenRange={start}:{end}", row + 1);
        }
        out.push('\n');
    }
}

/// Says what is between a token and its neighbours, unless it is one space
/// behind it.
fn spaces(page: &Page<'_>, tokens: &[Token], index: usize, misc: &mut String) {
    let Some(token) = tokens.get(index) else { return };
    let between = |from: usize, to: usize| page.text().get(from..to).unwrap_or_default();
    if index == 0 && token.range.start() > 0.into() {
        let _ = write!(misc, "SpacesBefore={}|", escaped(between(0, token.range.start().into())));
    }
    let next = tokens.get(index + 1).map_or(page.text().len(), |next| next.range.start().into());
    match between(token.range.end().into(), next) {
        " " => {}
        "" => misc.push_str("SpaceAfter=No|"),
        other => {
            let _ = write!(misc, "SpacesAfter={}|", escaped(other));
        }
    }
}

fn escaped(spaces: &str) -> String {
    let escape = |c: char| match c {
        ' ' => "\\s".to_owned(),
        '\t' => "\\t".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        c => c.to_string(),
    };
    spaces.chars().map(escape).collect()
}

fn one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ")
}
