//! From an article to lines.

use std::fmt::Write as _;

use crate::formats::tokens::{Token, covered, sentences, tokens, touched};
use crate::formats::uima::layers::{Placed, placed};
use crate::formats::uima::types::{
    ANNOTATION, ATTRIBUTION, ATTRIBUTION_FEATURES, LINK, MARK, MARK_FEATURES, ROLES,
};
use crate::formats::writing::{Output, Page};
use crate::text::{TextRange, TextSize};

/// No annotation; and one that says nothing.
const NONE: &str = "_";
const NOTHING: &str = "*";

pub(in crate::formats) fn write(page: &Page<'_>, out: &mut Output) {
    let tokens = tokens(page.article);
    let marks = placed(page, &|range| covered(&tokens, range));
    let table = Table::new(page, &tokens, &marks);
    let mut tsv = format!(
        "#FORMAT=WebAnno TSV 3.3\n#T_SP={MARK}|{}\n#T_SP={ATTRIBUTION}|{}|ROLE_{ATTRIBUTION}:{ROLES}_{LINK}|{ANNOTATION}\n\n",
        MARK_FEATURES.join("|"),
        ATTRIBUTION_FEATURES.join("|")
    );
    let starts: Vec<TextSize> =
        sentences(page.article, &tokens).iter().map(|sentence| sentence.start()).collect();
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(page.article.text.size());
        table.sentence(TextRange::new(start, end), &mut tsv);
    }
    out.file(format!("{}.tsv", page.stem), tsv);
}

struct Table<'a> {
    page: &'a Page<'a>,
    tokens: &'a [Token],
    marks: &'a [Placed],
    /// What covers each token, by its place among the marks.
    covering: Vec<Vec<usize>>,
    /// "1-3" of each token: its sentence and its place in it.
    names: Vec<String>,
}

impl<'a> Table<'a> {
    fn new(page: &'a Page<'a>, tokens: &'a [Token], marks: &'a [Placed]) -> Self {
        let mut covering = vec![Vec::new(); tokens.len()];
        for (index, mark) in marks.iter().enumerate() {
            let range = touched(tokens, mark.range).unwrap_or_default();
            for token in covering.get_mut(range).unwrap_or_default() {
                token.push(index);
            }
        }
        let mut names = Vec::with_capacity(tokens.len());
        for (index, sentence) in sentences(page.article, tokens).iter().enumerate() {
            let count = touched(tokens, *sentence).unwrap_or_default().len();
            names.extend((1..=count).map(|token| format!("{}-{token}", index + 1)));
        }
        Self { page, tokens, marks, covering, names }
    }

    fn sentence(&self, range: TextRange, out: &mut String) {
        out.push('\n');
        for line in self.page.words(range).split('\n') {
            out.push_str("#Text=");
            escape_text(out, line);
            out.push('\n');
        }
        for index in touched(self.tokens, range).unwrap_or_default() {
            self.token(index, out);
        }
    }

    fn token(&self, index: usize, out: &mut String) {
        let (Some(token), Some(name), Some(covering)) =
            (self.tokens.get(index), self.names.get(index), self.covering.get(index))
        else {
            return;
        };
        let (start, end) = self.page.range(token.range);
        let words = self.page.words(token.range).replace(['\t', '\r', '\n'], " ");
        let _ = write!(out, "{name}\t{start}-{end}\t{words}\t");
        let of = |kind: &'static str| covering.iter().copied().filter(move |&at| self.kind(at) == kind);
        for feature in MARK_FEATURES {
            column(out, of(MARK).map(|at| self.value(at, feature)));
        }
        for feature in ATTRIBUTION_FEATURES {
            column(out, of(ATTRIBUTION).map(|at| self.value(at, feature)));
        }
        column(out, of(ATTRIBUTION).map(|at| numbered(&self.slots(at, &|role, _| role.to_owned()), at)));
        column(out, of(ATTRIBUTION).map(|at| self.slots(at, &|_, target| self.place(target))));
        out.push('\n');
    }

    fn kind(&self, at: usize) -> &str {
        self.marks.get(at).map_or("", |mark| mark.kind)
    }

    fn value(&self, at: usize, feature: &str) -> String {
        let features = self.marks.get(at).map(|mark| mark.features.as_slice()).unwrap_or_default();
        let text = features.iter().find(|(name, text)| *name == feature && !text.is_empty());
        numbered(&text.map_or_else(|| NOTHING.to_owned(), |(_, text)| escaped(text)), at)
    }

    fn slots(&self, at: usize, show: &dyn Fn(&str, usize) -> String) -> String {
        let slots = self.marks.get(at).map(|mark| mark.slots.as_slice()).unwrap_or_default();
        slots.iter().map(|&(role, target)| show(role, target)).collect::<Vec<_>>().join(";")
    }

    /// A mark's first token with the mark's number.
    fn place(&self, at: usize) -> String {
        let first = self.marks.get(at).and_then(|mark| touched(self.tokens, mark.range));
        let name = first.and_then(|range| self.names.get(range.start));
        numbered(name.map_or(NONE, String::as_str), at)
    }
}

fn numbered(value: &str, at: usize) -> String {
    format!("{value}[{}]", at + 1)
}

fn column(out: &mut String, values: impl Iterator<Item = String>) {
    let stacked = values.collect::<Vec<_>>().join("|");
    out.push_str(if stacked.is_empty() { NONE } else { &stacked });
    out.push('\t');
}

fn escape_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{C}' => out.push_str("\\f"),
            '\u{8}' => out.push_str("\\b"),
            '\\' => out.push_str("\\\\"),
            '\0'..='\u{7}' | '\u{E}'..='\u{1F}' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
}

fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for (at, c) in value.char_indices() {
        match c {
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            // Its readers would take it for the end of the line.
            '\r' if value[at..].starts_with("\r\n") => {}
            '\r' => out.push_str("\\n"),
            '\\' | '[' | ']' | '|' | '_' | ';' | '*' => out.extend(['\\', c]),
            '-' if value[at..].starts_with("->") => out.push_str("\\-"),
            c => out.push(c),
        }
    }
    out
}
