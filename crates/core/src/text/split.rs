//! Splits a plain text into blocks and tells what kind each is.
//!
//! The rules look at lines, lengths, punctuation and a few tables of English
//! phrases (`split/phrases.rs`); nothing is learned and nothing is guessed twice. A
//! user can change any block's kind afterwards.
//!
//! # Where blocks begin and end
//! 1. A line ends at LF, CRLF, CR, U+2028 or U+2029 (or VT, FF, NEL). Blank
//!    lines and U+2029 separate paragraphs. White space at a block's edges is
//!    outside it; so are zero-width spaces and byte order marks.
//! 2. The lines of a paragraph are one block if the text is hard-wrapped: all
//!    of them but the last are 50 to 100 characters wide and nearly equally so,
//!    and in some paragraph at least half of them go on in lower case.
//!    Otherwise each line is a block: lists, bylines, poems, and files without
//!    blank lines. A list mark always starts a block.
//! 3. A full date that runs into a sentence near the top is a block of its own.
//!
//! # What each block is
//! The first rule that fits decides.
//! 1. **Boilerplate**: a marker line ("You might also like", "Sources") greys
//!    everything to the end; in the first third of the text, with long
//!    paragraphs to come, only itself. Softer markers ("Read more", "Related")
//!    do so only if no long paragraphs come; "Advertisement" never does.
//! 2. **Headline**: the first block that is neither a date, byline, caption nor
//!    credit, if it has at most 30 words and no full stop.
//! 3. **Quotation**: a block that starts with ">".
//! 4. **Dateline**: a line that is a date, times and a place aside.
//! 5. **Byline**: before the first paragraph, "By" and a name; or a name alone
//!    right above the date line.
//! 6. **Credit**: "Source: …", "— Reuters", "Additional reporting by …".
//! 7. **Caption**: a block that says so: "… Image: Ana Reed", "file photo".
//! 8. **List item**: a line that starts with a list mark.
//! 9. **Standfirst**: one or two sentences after the headline that stand out:
//!    they are not indented while the body is, or a byline or date line follows
//!    them, or they have no full stop.
//! 10. **Caption**: near the top, a verbless line of up to 14 words; anywhere, a
//!     line that is a person's name and affiliation.
//! 11. **Subheading**: a *label* (at most 16 words, no sentence) that stands
//!     alone with text to come, of up to five words, or of six or seven without
//!     a verb. A longer one is the headline of another story if a word could be
//!     its verb, so **boilerplate**; else a **caption**.
//! 12. **Paragraph**: everything else.

mod dates;
mod lines;
mod phrases;
mod rendered;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use super::{Block, BlockKind, TextRange, TextSize};
use phrases::Mark;

pub use rendered::Rendered;
pub use words::is_blank;

/// How many characters make a long paragraph: one that teasers do not have.
const LONG: usize = 180;

/// Blocks of a text and their kinds: in order, disjoint, none empty, and every
/// character but white space is in one.
#[must_use]
pub fn split(text: &str) -> Vec<Block> {
    let mut pieces = lines::pieces(text);
    cut_run_in_date(text, &mut pieces);
    classify(text, pieces, Origin::Lines)
}

/// A stretch of the text that becomes a block.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    indented: bool,
    after_blank: bool,
    /// What the markup says it is.
    kind: Option<BlockKind>,
}

/// Cuts the first full date that runs into a sentence from it; only near the
/// top, where the date line is.
fn cut_run_in_date(text: &str, pieces: &mut Vec<Piece>) {
    let found = pieces.iter().enumerate().take(5).skip(1).find_map(|(index, piece)| {
        let len = dates::run_in_date(&text[piece.range.clone()])?;
        Some((index, piece.range.start + len))
    });
    let Some((index, cut)) = found else { return };
    let Some(piece) = pieces.get_mut(index) else { return };
    let rest = text[cut..piece.range.end].trim_start_matches(is_blank);
    let sentence = Piece { range: piece.range.end - rest.len()..piece.range.end, kind: None, ..*piece };
    piece.range.end = cut;
    pieces.insert(index + 1, sentence);
}

/// Where pieces come from, and so which rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// Lines of plain text: nothing is known but the text.
    Lines,
    /// Markup, where headings, lists and quotations are known.
    Markup,
}

/// A rule looks at a block in its place and says what it is, if it can.
type Rule = fn(&Scan<'_>, usize) -> Option<BlockKind>;

/// The rules in their order; boilerplate marks and the headline come before.
const LINE_RULES: &[Rule] = &[
    quoted_line,
    date_line,
    byline,
    credit,
    marked_caption,
    list_item,
    standfirst,
    unmarked_caption,
    subheading_or_teaser,
];

/// The rules for what markup leaves open.
const MARKUP_RULES: &[Rule] = &[date_line, byline, credit, marked_caption, standfirst];

/// A block while its kind is sought.
struct Draft<'a> {
    text: &'a str,
    indented: bool,
    after_blank: bool,
    is_label: bool,
    kind: Option<BlockKind>,
}

/// The blocks of a text, and what was found on the way to the current one.
struct Scan<'a> {
    drafts: Vec<Draft<'a>>,
    /// The last block that is more than a label.
    last_solid: Option<usize>,
    body_is_indented: bool,
    seen: Seen,
}

/// What stands before the current block.
#[derive(Default)]
struct Seen {
    paragraphs: usize,
    dateline: bool,
    standfirst: bool,
    headline: bool,
    /// Below the headline: anything but boilerplate, and of that anything but
    /// byline, date line and captions.
    below: bool,
    body: bool,
}

impl Seen {
    fn note(&mut self, kind: BlockKind) {
        use BlockKind::{Boilerplate, Byline, Caption, Dateline, Headline, Paragraph, Standfirst};
        self.below |= self.headline && kind != Boilerplate;
        self.body |= self.headline && !matches!(kind, Boilerplate | Byline | Dateline | Caption);
        self.paragraphs += usize::from(kind == Paragraph);
        self.dateline |= kind == Dateline;
        self.standfirst |= kind == Standfirst;
        self.headline |= kind == Headline;
    }
}

impl Scan<'_> {
    fn text(&self, index: usize) -> &str {
        self.drafts.get(index).map_or("", |draft| draft.text)
    }

    /// Before the first paragraph, where headline, standfirst, byline and date
    /// line are.
    fn is_opening(&self) -> bool {
        self.seen.paragraphs == 0
    }
}

fn classify(text: &str, pieces: Vec<Piece>, origin: Origin) -> Vec<Block> {
    let ranges: Vec<Range<usize>> = pieces.iter().map(|piece| piece.range.clone()).collect();
    let drafts: Vec<Draft> = pieces.into_iter().map(|piece| draft(text, piece)).collect();
    let kinds = kinds(drafts, origin);
    ranges
        .into_iter()
        .zip(kinds)
        .filter_map(|(range, kind)| Some(Block { kind, range: text_range(range)? }))
        .collect()
}

/// `None` past 4 GB, which [`Text`](super::Text) refuses.
fn text_range(range: Range<usize>) -> Option<TextRange> {
    let (start, end) = (TextSize::try_from(range.start).ok()?, TextSize::try_from(range.end).ok()?);
    Some(TextRange::new(start, end))
}

fn draft(text: &str, piece: Piece) -> Draft<'_> {
    let text = &text[piece.range];
    Draft {
        text,
        indented: piece.indented,
        after_blank: piece.after_blank,
        is_label: words::is_label(text),
        kind: piece.kind,
    }
}

fn kinds(mut drafts: Vec<Draft>, origin: Origin) -> Vec<BlockKind> {
    mark_boilerplate(&mut drafts);
    let headline = find_headline(&drafts);
    if let Some(draft) = headline.and_then(|index| drafts.get_mut(index)) {
        draft.kind = Some(BlockKind::Headline);
    }
    let last_solid = drafts.iter().rposition(is_solid);
    let body_is_indented = is_body_indented(&drafts, headline);
    let rules = if origin == Origin::Lines { LINE_RULES } else { MARKUP_RULES };
    let mut scan = Scan { drafts, last_solid, body_is_indented, seen: Seen::default() };
    let mut kinds = Vec::with_capacity(scan.drafts.len());
    for index in 0..scan.drafts.len() {
        let given = scan.drafts.get(index).and_then(|draft| draft.kind);
        let kind = given
            .or_else(|| rules.iter().find_map(|rule| rule(&scan, index)))
            .unwrap_or(BlockKind::Paragraph);
        scan.seen.note(kind);
        kinds.push(kind);
    }
    kinds
}

/// Whether a block is part of the article and more than a label; a list item
/// is, whatever it looks like.
fn is_solid(draft: &Draft) -> bool {
    draft.kind != Some(BlockKind::Boilerplate) && (!draft.is_label || lines::list_mark(draft.text).is_some())
}

/// Whether at least half of the blocks below the headline are indented.
fn is_body_indented(drafts: &[Draft], headline: Option<usize>) -> bool {
    let body = headline.and_then(|index| drafts.get(index + 1..)).unwrap_or_default();
    let indented = body.iter().filter(|draft| draft.indented).count();
    indented >= 2 && indented * 2 >= body.len()
}

// The rules.

/// Rule 1, marker lines: greys them and what they announce.
fn mark_boilerplate(drafts: &mut [Draft]) {
    let total: usize = drafts.iter().map(|draft| draft.text.len()).sum();
    let mut after = Rest::of(drafts);
    let mut announced = false;
    for index in 0..drafts.len() {
        let Some(draft) = drafts.get_mut(index) else { return };
        after.leave(draft);
        if draft.kind == Some(BlockKind::Headline) {
            continue;
        }
        let mark = phrases::boilerplate_mark(draft.text);
        let is_late = (total - after.len) * 3 > total;
        let is_tail = match mark {
            Some(Mark::Tail) => is_late || !after.goes_on(),
            Some(Mark::Insert) => !after.goes_on(),
            Some(Mark::Interruption) | None => false,
        };
        if is_tail && index > 0 {
            drafts.iter_mut().skip(index).for_each(|draft| draft.kind = Some(BlockKind::Boilerplate));
            return;
        }
        let is_teaser = announced && draft.is_label && words::words(draft.text).count() > 5;
        let is_marked = mark.is_some_and(|mark| index > 0 || mark == Mark::Interruption);
        announced = is_teaser || (is_marked && mark != Some(Mark::Interruption));
        if is_teaser || is_marked {
            draft.kind = Some(BlockKind::Boilerplate);
        }
    }
}

/// What follows the current block.
struct Rest {
    len: usize,
    long: usize,
    long_len: usize,
}

impl Rest {
    fn of(drafts: &[Draft]) -> Self {
        let long = || drafts.iter().filter(|draft| is_long(draft));
        Self {
            len: drafts.iter().map(|draft| draft.text.len()).sum(),
            long: long().count(),
            long_len: long().map(|draft| draft.text.len()).sum(),
        }
    }

    fn leave(&mut self, draft: &Draft) {
        self.len -= draft.text.len();
        if is_long(draft) {
            self.long -= 1;
            self.long_len -= draft.text.len();
        }
    }

    /// Whether the article goes on: at least two long paragraphs, and they are
    /// at least half of what is left.
    fn goes_on(&self) -> bool {
        self.long >= 2 && self.long_len * 2 >= self.len
    }
}

fn is_long(draft: &Draft) -> bool {
    !words::is_within(draft.text, LONG)
}

/// Rule 2, the headline: what the markup says, or the first block that is not
/// something else and looks like one.
fn find_headline(drafts: &[Draft]) -> Option<usize> {
    let given = drafts.iter().position(|draft| draft.kind == Some(BlockKind::Headline));
    given.or_else(|| {
        let first = drafts.iter().position(|draft| match draft.kind {
            Some(kind) => kind != BlockKind::Boilerplate,
            None => !is_furniture(draft.text),
        });
        first.filter(|&index| {
            drafts.get(index).is_some_and(|draft| draft.kind.is_none() && is_headline(draft.text))
        })
    })
}

/// What may stand above a headline.
fn is_furniture(text: &str) -> bool {
    dates::is_date_line(text)
        || is_byline(text)
        || phrases::is_credit(text)
        || phrases::is_marked_caption(text)
}

fn is_headline(text: &str) -> bool {
    words::is_within(text, 250)
        && words::words(text).count() <= 30
        && text.chars().any(char::is_alphanumeric)
        && !(words::ends_sentence(text) && text.ends_with(['.', '。', '।']))
        && !text.ends_with([',', ';', ':'])
        && words::inner_breaks(text) <= 1
        && lines::list_mark(text).is_none()
        && !text.starts_with('>')
}

/// Rule 3.
fn quoted_line(scan: &Scan, index: usize) -> Option<BlockKind> {
    scan.text(index).starts_with('>').then_some(BlockKind::Quotation)
}

/// Rule 4.
fn date_line(scan: &Scan, index: usize) -> Option<BlockKind> {
    dates::is_date_line(scan.text(index)).then_some(BlockKind::Dateline)
}

/// Rule 5.
fn byline(scan: &Scan, index: usize) -> Option<BlockKind> {
    let text = scan.text(index);
    let is_name_above_date = || {
        words::is_within(text, 60)
            && words::is_name(text)
            && dates::is_date_line(scan.text(index + 1))
            && !scan.seen.dateline
    };
    (scan.is_opening() && (is_byline(text) || is_name_above_date())).then_some(BlockKind::Byline)
}

/// "By" and a capitalised word, short and no sentence.
fn is_byline(text: &str) -> bool {
    let Some(name) = ["By ", "BY ", "by ", "By\u{A0}", "By: "].iter().find_map(|by| text.strip_prefix(by))
    else {
        return false;
    };
    words::is_within(name, 120)
        && name.trim_start().starts_with(char::is_uppercase)
        && words::words(name).count() <= 16
        && !words::ends_sentence(name)
}

/// Rule 6.
fn credit(scan: &Scan, index: usize) -> Option<BlockKind> {
    phrases::is_credit(scan.text(index)).then_some(BlockKind::Credit)
}

/// Rule 7.
fn marked_caption(scan: &Scan, index: usize) -> Option<BlockKind> {
    phrases::is_marked_caption(scan.text(index)).then_some(BlockKind::Caption)
}

/// Rule 8.
fn list_item(scan: &Scan, index: usize) -> Option<BlockKind> {
    lines::list_mark(scan.text(index)).map(|_| BlockKind::ListItem)
}

/// Rule 9.
fn standfirst(scan: &Scan, index: usize) -> Option<BlockKind> {
    let draft = scan.drafts.get(index)?;
    let is_candidate = scan.is_opening()
        && scan.seen.headline
        && !scan.seen.standfirst
        && words::is_within(draft.text, 400)
        && words::inner_breaks(draft.text) <= 1;
    if !is_candidate {
        return None;
    }
    let is_outdented = scan.body_is_indented && !draft.indented && !scan.seen.body;
    let next = scan.text(index + 1);
    let is_above_date = dates::is_date_line(next) || is_byline(next);
    let is_long_label =
        draft.is_label && words::words(draft.text).count() >= 6 && scan.last_solid > Some(index);
    (is_outdented || (!scan.seen.below && (is_above_date || is_long_label))).then_some(BlockKind::Standfirst)
}

/// Rule 10.
fn unmarked_caption(scan: &Scan, index: usize) -> Option<BlockKind> {
    let text = scan.text(index);
    if !words::is_within(text, 150) || !scan.seen.headline {
        return None;
    }
    if scan.drafts.get(index)?.is_label && words::is_name_of(text) {
        return Some(BlockKind::Caption);
    }
    let is_near_top = scan.seen.paragraphs == 1 || (scan.is_opening() && scan.seen.dateline);
    let count = words::words(text).count();
    // A short label is a subheading, unless it does not even start like one.
    let is_long_enough =
        if scan.drafts.get(index)?.is_label && !text.starts_with(char::is_lowercase) { 6 } else { 3 };
    let is_verbless = (is_long_enough..=14).contains(&count) && !words::could_have_verb(text);
    (is_near_top
        && is_verbless
        && words::inner_breaks(text) == 0
        && !words::ends_open(text)
        && !text.ends_with(['?', '!']))
    .then_some(BlockKind::Caption)
}

/// Rule 11.
fn subheading_or_teaser(scan: &Scan, index: usize) -> Option<BlockKind> {
    let draft = scan.drafts.get(index)?;
    let is_heading_something = scan.last_solid > Some(index) && scan.seen.headline;
    if !(draft.is_label && is_heading_something && stands_alone(scan, index)) {
        return None;
    }
    let is_teaser = |is_clause: bool| match (is_clause, scan.is_opening()) {
        (true, false) => Some(BlockKind::Boilerplate),
        (true, true) => None,
        (false, _) => Some(BlockKind::Caption),
    };
    match words::words(draft.text).count() {
        ..=5 => Some(BlockKind::Subheading),
        6..=7 if !words::has_verb(draft.text) => Some(BlockKind::Subheading),
        6..=7 => is_teaser(true),
        _ => is_teaser(words::could_have_verb(draft.text)),
    }
}

/// Whether no label is on the line above or below, as in a poem or a table.
fn stands_alone(scan: &Scan, index: usize) -> bool {
    let touches = |upper: usize, lower: usize| {
        let (upper, lower) = (scan.drafts.get(upper), scan.drafts.get(lower));
        matches!((upper, lower), (Some(upper), Some(lower)) if upper.is_label && lower.is_label && !lower.after_blank)
    };
    let touches_upper = index.checked_sub(1).is_some_and(|above| touches(above, index));
    !touches_upper && !touches(index, index + 1)
}
