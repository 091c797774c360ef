//! From articles to files of a format.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use super::file_name;
use super::losses::is_no_xml;
use super::newlines::with_lf;
use super::table::{File, Format, Write};
use super::unit::{Counted, Newlines, Unit};
use crate::json::{Layout, Writer};
use crate::model::{Annotation, Article, Attributes, Attribution, Id, LabelSet};
use crate::text::TextRange;

/// An article on its way into a file.
pub struct Page<'a> {
    pub(super) article: &'a Article,
    pub(super) label_set: &'a LabelSet,
    pub(super) unit: Unit,
    counted: Counted<'a>,
    /// In reading order.
    pub(super) annotations: Vec<&'a Annotation>,
    by_id: HashMap<&'a Id, &'a Annotation>,
    /// What the article's files are named by.
    pub(super) stem: &'a str,
}

impl<'a> Page<'a> {
    fn new(article: &'a Article, label_set: &'a LabelSet, unit: Unit, stem: &'a str) -> Self {
        let mut annotations: Vec<&Annotation> = article.annotations.iter().map(AsRef::as_ref).collect();
        annotations.sort_by_key(|annotation| annotation.reading_order());
        let by_id = annotations.iter().map(|annotation| (&annotation.id, *annotation)).collect();
        Self {
            article,
            label_set,
            unit,
            counted: Counted::new(&article.text, unit),
            annotations,
            by_id,
            stem,
        }
    }

    pub(super) fn text(&self) -> &'a str {
        self.article.text.as_str()
    }

    /// A range's start and end in the file's unit.
    pub(super) fn range(&self, range: TextRange) -> (u32, u32) {
        self.counted.range(range)
    }

    /// A range's words.
    pub(super) fn words(&self, range: TextRange) -> &'a str {
        self.article.text.slice(range).unwrap_or_default()
    }

    /// The name of an annotation's label.
    pub(super) fn label<'b>(&'b self, annotation: &'b Annotation) -> &'b str {
        self.label_set.name_of(&annotation.label)
    }

    pub(super) fn annotation(&self, id: &Id) -> Option<&'a Annotation> {
        self.by_id.get(id).copied()
    }

    pub(super) fn attributions(&self) -> impl Iterator<Item = &'a Attribution> {
        self.article.attributions.iter().map(AsRef::as_ref)
    }

    /// Writes an object of all that another format's own fields do not say:
    /// the article in Galley's own format without its text and annotations.
    pub(super) fn rest(&self, out: &mut Writer) {
        self.rest_with(out, |_| {});
    }

    /// The same with more fields.
    pub(super) fn rest_with(&self, out: &mut Writer, more: impl FnOnce(&mut Writer)) {
        out.begin_object();
        more(out);
        out.text("offset_unit", self.unit.name());
        super::native::write::rest(out, self.article, self.label_set, &mut |range| self.range(range));
        out.end();
    }
}

/// The files written so far.
#[derive(Debug, Default)]
pub struct Output {
    pub(super) files: Vec<File>,
}

impl Output {
    pub(super) fn file(&mut self, name: String, text: String) {
        self.files.push(File { name, bytes: text.into_bytes() });
    }
}

/// Writes articles as one format, one after the other: what comes from each
/// call is written out and forgotten.
pub struct Export {
    format: &'static Format,
    unit: Unit,
    count: usize,
    /// Names of files that are taken.
    stems: std::collections::HashSet<String>,
}

/// What a step of an export gives: a piece of the one file, or files.
#[derive(Debug, Default, PartialEq)]
pub struct Piece {
    pub text: String,
    pub files: Vec<File>,
}

impl Export {
    /// An export in this unit, or in the format's own.
    #[must_use]
    pub fn new(format: &'static Format, unit: Option<Unit>) -> Self {
        let unit = unit.filter(|unit| format.units.contains(unit)).unwrap_or_else(|| format.unit());
        Self { format, unit, count: 0, stems: std::collections::HashSet::new() }
    }

    /// Whether all articles go into one file.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        !matches!(self.format.write, Write::Files(_))
    }

    /// An article's piece. Its labels are of the set.
    pub fn article(&mut self, article: &Article, label_set: &LabelSet) -> Piece {
        let article: Cow<'_, Article> = match self.format.newlines {
            Newlines::Kept => Cow::Borrowed(article),
            Newlines::Lf => Cow::Owned(with_lf(article)),
        };
        self.count += 1;
        let stem = self.stem(&article);
        let page = Page::new(&article, label_set, self.unit, &stem);
        match self.format.write {
            Write::Stream { begin, between, article: write, .. } => {
                let mut text = String::from(if self.count == 1 { begin } else { between });
                write(&page, &mut text);
                Piece { text, files: Vec::new() }
            }
            Write::Files(write) => {
                let mut output = Output::default();
                write(&page, &mut output);
                Piece { text: String::new(), files: output.files }
            }
            Write::No | Write::Native => Piece::default(),
        }
    }

    /// The end of the one file, and the files beside the articles.
    #[must_use]
    pub fn finish(self, label_set: &LabelSet) -> Piece {
        let text = match self.format.write {
            Write::Stream { begin, end, .. } if self.count == 0 => format!("{begin}{end}"),
            Write::Stream { end, .. } => end.to_owned(),
            _ => String::new(),
        };
        let files = self.format.beside.map(|beside| beside(label_set)).unwrap_or_default();
        Piece { text, files }
    }

    /// A name for an article's files that no other has.
    fn stem(&mut self, article: &Article) -> String {
        if self.is_stream() {
            return String::new();
        }
        let slug = file_name::slug(&article.title);
        let slug = if slug.is_empty() { "article".to_owned() } else { slug };
        let mut stem = slug.clone();
        let mut number = 2;
        while !self.stems.insert(stem.clone()) {
            stem = format!("{slug}-{number}");
            number += 1;
        }
        stem
    }
}

/// Writes one JSON value on one line.
pub(super) fn json_line(out: &mut String, write: impl FnOnce(&mut Writer)) {
    let mut writer = Writer::new(Layout::OneLine);
    write(&mut writer);
    out.push_str(&writer.take());
}

/// Writes a field of attributes, unless there are none.
pub(super) fn attributes(out: &mut Writer, attributes: &Attributes) {
    if attributes.is_empty() {
        return;
    }
    out.name("attributes");
    out.begin_object();
    for (name, value) in attributes {
        out.key(name);
        out.value(value);
    }
    out.end();
}

/// Writes text into XML; `in_attribute` also keeps line ends and tabs, which a
/// parser would make spaces. What XML cannot write becomes U+FFFD.
pub(super) fn xml(out: &mut String, text: &str, in_attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' if in_attribute => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c if is_no_xml(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}

/// Writes an attribute of an XML element, a space before it.
pub(super) fn xml_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    xml(out, value, true);
    out.push('"');
}
