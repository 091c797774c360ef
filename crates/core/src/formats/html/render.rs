//! Elements into blocks of text, as a browser lays them out.

use super::main_content::Choice;
use super::page::Page;
use crate::text::BlockKind;

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Elements whose inside is one flow of words: a date or a name in it is not a
/// block of its own.
const FLOWS: &[&str] =
    &["p", "li", "blockquote", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "td", "dd"];

const STANDFIRST_WORDS: &[&str] =
    &["standfirst", "dek", "deck", "subtitle", "subheadline", "subhead", "strapline", "summary", "excerpt"];
const BYLINE_WORDS: &[&str] = &["byline", "bylines", "author", "authors", "contributor", "contributors"];
const DATE_WORDS: &[&str] = &["date", "dateline", "datetime", "timestamp", "pubdate", "published", "updated"];

/// The blocks of the chosen part with the kinds that the markup gives them.
pub(super) fn blocks(page: &Page, choice: &Choice) -> Vec<(String, Option<BlockKind>)> {
    let mut writer = Writer::default();
    let mut open: Vec<Open> = Vec::new();
    let mut index = choice.from;
    while index < page.end(choice.content) {
        while let Some(element) = open.pop_if(|element| element.end <= index) {
            writer.close(&element);
        }
        if !page.is_kept(index) {
            // What is left out is so with all that is in it.
            index = page.end(index).max(index + 1);
            continue;
        }
        if let Some(text) = page.text(index) {
            writer.text(text, writer.preformatted > 0);
        } else {
            open.push(writer.open(page, index, choice));
        }
        index += 1;
    }
    while let Some(element) = open.pop() {
        writer.close(&element);
    }
    writer.flush();
    writer.blocks
}

/// An element that is being written.
struct Open<'a> {
    tag: &'a str,
    end: usize,
    is_block: bool,
    has_kind: bool,
    /// The mark that closes a `<q>`.
    closing: &'static str,
}

#[derive(Default)]
struct Writer {
    blocks: Vec<(String, Option<BlockKind>)>,
    current: String,
    /// White space was read, and belongs before the next word.
    space: bool,
    /// What the open elements say of a block, the innermost last.
    kinds: Vec<BlockKind>,
    /// How many open elements keep white space as it is.
    preformatted: usize,
}

impl Writer {
    fn open<'a>(&mut self, page: &Page<'a>, index: usize, choice: &Choice) -> Open<'a> {
        let tag = page.tag(index);
        let is_line = BLOCKS.contains(&tag);
        // A link in a byline is part of it.
        let kind = kind(page, index, choice).filter(|kind| is_line || self.kinds.last() != Some(kind));
        let is_block = is_line || kind.is_some();
        if is_block {
            self.flush();
        }
        self.kinds.extend(kind);
        let mut closing = "";
        match tag {
            "pre" => self.preformatted += 1,
            "br" => self.line_break(),
            "td" | "th" if !self.current.is_empty() => self.push_mark('\t'),
            // A browser paints the marks of a quotation; the text needs them.
            "q" if !page.line(index).starts_with(['"', '“', '‘', '\'', '«', '„']) => {
                self.text("“", false);
                closing = "”";
            }
            _ => {}
        }
        Open { tag, end: page.end(index), is_block, has_kind: kind.is_some(), closing }
    }

    fn close(&mut self, element: &Open) {
        self.current.push_str(element.closing);
        if element.is_block {
            self.flush();
        }
        if element.has_kind {
            self.kinds.pop();
        }
        self.preformatted -= usize::from(element.tag == "pre");
    }

    /// Writes text with each run of white space as one space, but for `<pre>`.
    /// A no-break space is not white space to a browser.
    fn text(&mut self, text: &str, is_kept_as_is: bool) {
        for c in text.chars() {
            if !is_kept_as_is && matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}') {
                self.space = true;
                continue;
            }
            if self.space && !self.current.is_empty() && !self.current.ends_with(['\n', '\t']) {
                self.current.push(' ');
            }
            self.space = false;
            self.current.push(c);
        }
    }

    fn push_mark(&mut self, mark: char) {
        self.space = false;
        self.current.push(mark);
    }

    /// One line break stays in the block; two in a row end it.
    fn line_break(&mut self) {
        if self.current.ends_with('\n') {
            self.flush();
        } else if !self.current.is_empty() {
            self.push_mark('\n');
        }
    }

    fn flush(&mut self) {
        self.space = false;
        let block = std::mem::take(&mut self.current);
        if !block.trim().is_empty() {
            self.blocks.push((block, self.kinds.last().copied()));
        }
    }
}

/// What an element says that its blocks are.
fn kind(page: &Page, index: usize, choice: &Choice) -> Option<BlockKind> {
    if choice.headline == Some(index) {
        return Some(BlockKind::Headline);
    }
    match page.tag(index) {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => by_name(page, index).or(Some(BlockKind::Subheading)),
        "blockquote" => Some(BlockKind::Quotation),
        "li" => Some(BlockKind::ListItem),
        "figcaption" | "caption" => Some(BlockKind::Caption),
        "pre" => Some(BlockKind::Paragraph),
        "" | "article" | "main" | "body" | "html" | "br" => None,
        _ => by_name(page, index),
    }
}

/// What the class, id or item property of a short element says that it is.
fn by_name(page: &Page, index: usize) -> Option<BlockKind> {
    let len = page.weight(index).text;
    let is_in_flow = || page.ancestors(index).take(3).any(|around| FLOWS.contains(&page.tag(around)));
    if len == 0 || len > 400 || is_in_flow() {
        return None;
    }
    if is_standfirst(page, index) {
        Some(BlockKind::Standfirst)
    } else if len <= 160 && is_byline(page, index) {
        Some(BlockKind::Byline)
    } else if len <= 100 && is_date(page, index) {
        Some(BlockKind::Dateline)
    } else {
        page.has_word(index, &["caption", "figcaption"]).then_some(BlockKind::Caption)
    }
}

fn is_standfirst(page: &Page, index: usize) -> bool {
    page.has_word(index, STANDFIRST_WORDS)
        || page.has_value(index, "itemprop", "description")
        || page.has_value(index, "itemprop", "alternativeHeadline")
}

pub(super) fn is_byline(page: &Page, index: usize) -> bool {
    page.has_word(index, BYLINE_WORDS)
        || page.has_value(index, "itemprop", "author")
        || page.has_value(index, "rel", "author")
}

/// A `<time>` or an element called a date, with a figure in it, and only if
/// hardly anything stands beside it.
fn is_date(page: &Page, index: usize) -> bool {
    let is_named = page.tag(index) == "time"
        || page.has_word(index, DATE_WORDS)
        || page.has_value(index, "itemprop", "datePublished");
    let beside = page.parent(index).map_or(0, |parent| page.weight(parent).text - page.weight(index).text);
    let is_alone = BLOCKS.contains(&page.tag(index)) || beside <= 160;
    is_named && is_alone && page.line(index).contains(|c: char| c.is_ascii_digit())
}
