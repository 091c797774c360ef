//! Quotations: text between quotation marks, over paragraphs too.
//!
//! Marks are paired as a reader pairs them, by their shape where it tells and
//! by the spaces around them where it does not:
//! - “ ”, „ “, « », » «, ‹ ›, 「 」 and 『 』 by shape, ” ” and straight marks
//!   by what is around them; a wrong but clear mark ("We know“) closes too;
//! - an apostrophe is no mark: inside a word, before a decade, in "’em"; the
//!   one of "ministers’ houses" only if a better closing mark follows;
//! - a straight single mark that is never closed is taken for an apostrophe,
//!   any other for a quotation that is not closed: it goes on to the end of
//!   the block, or to where the next one of its kind opens;
//! - a running quotation opens every paragraph, and only the last one closes; it
//!   passes over captions and credits between.

use std::cmp::Reverse;
use std::ops::Range;

use text_size::TextRange;

use super::chars::{self, is_punctuation};
use super::{grapheme, span, word};
use crate::text::{Block, BlockKind};

/// Text between quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The quotation with its marks.
    pub range: TextRange,
    /// What is between the marks, without white space around it. In a running
    /// quotation the marks that open its further paragraphs are in it.
    pub inner: TextRange,
    /// Whether there is a closing mark.
    pub closed: bool,
}

#[cfg(test)]
fn quotations(text: &str, blocks: &[Block]) -> Vec<Quotation> {
    Quotations::new(text, blocks.to_vec()).finish()
}

/// The quotations of a run of blocks, found piece by piece: by their beginning;
/// of two that begin together the longer one first.
pub struct Quotations<'a> {
    scan: Scan<'a>,
    blocks: Vec<Block>,
    /// Blocks that were looked at.
    done: usize,
}

impl<'a> Quotations<'a> {
    #[must_use]
    pub fn new(text: &'a str, blocks: Vec<Block>) -> Self {
        Self { scan: Scan::new(text), blocks, done: 0 }
    }

    /// Looks at so many more blocks; whether there are any left.
    pub fn more(&mut self, count: usize) -> bool {
        let end = (self.done + count).min(self.blocks.len());
        for index in self.done..end {
            self.scan.block(&self.blocks, index);
        }
        self.done = end;
        end < self.blocks.len()
    }

    /// Those of all blocks.
    #[must_use]
    pub fn finish(mut self) -> Vec<Quotation> {
        self.more(self.blocks.len());
        self.scan.finish()
    }
}

/// The innermost quotation, with its marks, that holds a range and more.
#[must_use]
pub fn quotation_around(text: &str, blocks: &[Block], range: TextRange) -> Option<TextRange> {
    let range = grapheme::snap_to_graphemes(text, range);
    let around = quotations_near(text, blocks, range).into_iter().map(|quotation| quotation.range);
    around.filter(|around| around.contains_range(range) && *around != range).min_by_key(|around| around.len())
}

/// What of a range is inside quotation marks, marks included: one piece for
/// each outermost quotation that it meets. Empty when there is none.
#[must_use]
pub fn trim_to_marks(text: &str, blocks: &[Block], range: TextRange) -> Vec<TextRange> {
    let range = grapheme::snap_to_graphemes(text, range);
    let mut pieces: Vec<TextRange> = Vec::new();
    let mut past = range.start();
    for quotation in quotations_near(text, blocks, range) {
        // Nested quotations come after the one that holds them.
        let is_outermost = quotation.range.start() >= past || pieces.is_empty();
        if is_outermost && quotation.inner.intersect(range).is_some_and(|shared| !shared.is_empty()) {
            pieces.extend(quotation.range.intersect(range));
            past = quotation.range.end();
        }
    }
    pieces
}

/// The innermost quotation, with its marks, whose words are just those of the
/// range; none when the range is no quotation or has its marks already.
#[must_use]
pub fn widen_to_marks(text: &str, blocks: &[Block], range: TextRange) -> Option<TextRange> {
    let range = grapheme::snap_to_graphemes(text, range);
    let words = without_marks(text, range);
    let same = quotations_near(text, blocks, range)
        .into_iter()
        .filter(|quotation| !words.is_empty() && without_marks(text, quotation.inner) == words);
    let widened = same.map(|quotation| quotation.range).min_by_key(|range| range.len())?;
    (widened != range).then_some(widened)
}

/// The quotations of the blocks that a range meets, and of as many before and
/// after as running quotations need.
#[must_use]
pub fn quotations_near(text: &str, blocks: &[Block], range: TextRange) -> Vec<Quotation> {
    let mut first = blocks.partition_point(|block| block.range.end() < range.start());
    let last = blocks.partition_point(|block| block.range.start() <= range.end());
    while let Some(before) = before_asides(blocks, first).filter(|_| first < last) {
        if !runs_on(text, blocks, before) {
            break;
        }
        first = before;
    }
    let mut scan = Scan::new(text);
    for index in first..blocks.len() {
        if index >= last && scan.open.is_empty() {
            break;
        }
        scan.block(blocks, index);
    }
    scan.finish()
}

/// The index of the last block before another that is no aside.
fn before_asides(blocks: &[Block], index: usize) -> Option<usize> {
    blocks.get(..index)?.iter().rposition(|block| !is_aside(block))
}

/// Whether a running quotation passes over a block.
fn is_aside(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Caption | BlockKind::Credit)
}

/// Whether a running quotation goes through a block.
fn is_prose(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::Quotation | BlockKind::ListItem)
}

/// Whether a quotation runs on from a block into the next.
fn runs_on(text: &str, blocks: &[Block], index: usize) -> bool {
    let mut scan = Scan::new(text);
    scan.block(blocks, index);
    !scan.open.is_empty()
}

/// The quotations whose both marks are in a range.
pub(super) fn closed_in(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut scan = Scan::new(text);
    scan.marks(range, &(0..text.len()));
    scan.found.into_iter().filter(|found| found.closed).map(|found| found.start..found.end).collect()
}

fn without_marks(text: &str, range: TextRange) -> Range<usize> {
    let is_mark = |c: char| c.is_whitespace() || is_punctuation(c);
    trimmed(text, range.start().into()..range.end().into(), is_mark)
}

fn trimmed(text: &str, range: Range<usize>, is_outside: impl Fn(char) -> bool + Copy) -> Range<usize> {
    let inside = span::slice(text, range.start, range.end);
    let start = range.start + inside.len() - inside.trim_start_matches(is_outside).len();
    let end = start + inside.trim_matches(is_outside).len();
    start..end
}

/// How deep quotations nest at most: what is deeper is a text that uses the
/// marks for something else, and must not make the search slow.
const MOST_OPEN: usize = 16;

/// Marks that close one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    /// « »
    Guillemet,
    /// ‹ ›
    SingleGuillemet,
    Corner,
    WhiteCorner,
}

/// A mark that has not been closed yet.
#[derive(Clone, Copy, Debug)]
struct Open {
    start: usize,
    /// The end of the mark.
    end: usize,
    mark: char,
    family: Family,
    /// The block that the mark is in began at it, or a colon or comma came
    /// before it.
    introduced: bool,
}

/// A quotation that is over.
#[derive(Clone, Copy, Debug)]
struct Found {
    start: usize,
    inner: usize,
    inner_end: usize,
    end: usize,
    closed: bool,
}

/// A mark and what is around it; nothing counts as around it outside its block.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: usize,
    end: usize,
    mark: char,
    before: Option<char>,
    after: Option<char>,
}

impl Mark {
    /// Whether there is a space, an opening mark or nothing before.
    fn is_on_opening_side(&self) -> bool {
        self.is_after_space()
            || self.before.is_some_and(|c| {
                matches!(
                    c,
                    '—' | '–'
                        | '-'
                        | '/'
                        | '"'
                        | '\''
                        | '“'
                        | '‘'
                        | '„'
                        | '‚'
                        | '«'
                        | '»'
                        | '‹'
                        | '›'
                        | '¿'
                        | '¡'
                        | '…'
                )
            })
    }

    fn is_after_space(&self) -> bool {
        self.before.is_none_or(|c| c.is_whitespace() || chars::is_invisible(c) || is_opening_bracket(c))
    }

    /// Whether words begin right after.
    fn is_before_words(&self) -> bool {
        self.after.is_some_and(|c| {
            !c.is_whitespace() && !matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '}')
        })
    }

    /// Whether the mark opens, as far as one can tell without its shape.
    fn clearly_opens(&self) -> bool {
        self.is_after_space() && self.is_before_words()
    }

    /// Whether it may be the apostrophe of "ministers’ houses".
    fn may_be_plural(&self) -> bool {
        self.before.is_some_and(|c| matches!(c, 's' | 'S')) && self.after.is_some_and(char::is_whitespace)
    }

    fn clearly_closes(&self) -> bool {
        !self.is_after_space() && !self.after.is_some_and(char::is_alphanumeric)
    }
}

struct Scan<'a> {
    text: &'a str,
    open: Vec<Open>,
    found: Vec<Found>,
    /// A single quotation that may have been closed by an apostrophe, with the
    /// number of marks that were open around it.
    doubtful: Option<(usize, usize)>,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, open: Vec::new(), found: Vec::new(), doubtful: None }
    }

    fn finish(mut self) -> Vec<Quotation> {
        let end = self.found.iter().map(|found| found.end).chain(self.open.iter().map(|open| open.end)).max();
        self.drop_from(0, end.unwrap_or(0));
        let mut quotations: Vec<_> = self.found.iter().filter_map(|found| self.quotation(found)).collect();
        quotations.sort_by_key(|quotation| (quotation.range.start(), Reverse(quotation.range.end())));
        quotations
    }

    fn quotation(&self, found: &Found) -> Option<Quotation> {
        let inner = trimmed(self.text, found.inner..found.inner_end, char::is_whitespace);
        let range = grapheme::snap_to_graphemes(self.text, span::range(found.start, found.end));
        // A mark may have a combining mark on it, and words an invisible one before them.
        let inner_start = grapheme::ceil_usize(self.text, inner.start);
        let inner_end = grapheme::floor_usize(self.text, inner.end);
        let inner = (inner_start < inner_end).then(|| span::range(inner_start, inner_end))?;
        Some(Quotation { range, inner, closed: found.closed })
    }

    fn block(&mut self, blocks: &[Block], index: usize) {
        let Some(block) = blocks.get(index) else {
            return;
        };
        let limits = word::limits(self.text, block);
        if is_aside(block) {
            self.aside(&limits);
            return;
        }
        let start = self.skip_marks_that_go_on(&limits);
        self.marks(&(start..limits.end), &limits);
        let rest = blocks.get(index + 1..).unwrap_or_default();
        let next = rest.iter().find(|block| !is_aside(block));
        let running = next.map_or(0, |next| self.count_running(block, next));
        self.drop_from(running, limits.end);
    }

    /// Reads a block that is none of a running quotation's.
    fn aside(&mut self, limits: &Range<usize>) {
        let running = std::mem::take(&mut self.open);
        self.marks(limits, limits);
        self.drop_from(0, limits.end);
        self.open = running;
    }

    /// The end of the marks at a block's beginning that only say that a
    /// running quotation goes on.
    fn skip_marks_that_go_on(&self, limits: &Range<usize>) -> usize {
        self.open
            .iter()
            .fold(limits.start, |at, _| at + span::char_after(self.text, at).map_or(0, char::len_utf8))
    }

    /// How many of the open quotations run on into the next block.
    fn count_running(&self, block: &Block, next: &Block) -> usize {
        if !is_prose(block) || !is_prose(next) {
            return 0;
        }
        let limits = word::limits(self.text, next);
        let mut marks = span::slice(self.text, limits.start, limits.end).chars();
        let goes_on = |open: &&Open| {
            let mark = marks.next();
            let is_same = mark == Some(open.mark) || (open.mark == '«' && mark == Some('»'));
            is_same && (open.mark != '\'' || open.introduced)
        };
        self.open.iter().take_while(goes_on).count()
    }

    /// Ends the open quotations from the `index`th on where no mark closes them.
    fn drop_from(&mut self, index: usize, end: usize) {
        for open in self.open.split_off(index.min(self.open.len())) {
            // Most likely an apostrophe.
            let is_apostrophe = matches!(open.mark, '\'' | '’');
            if !is_apostrophe {
                let inner = trimmed(self.text, open.end..end.max(open.end), char::is_whitespace);
                let (start, end) = (open.start, inner.end.max(open.end));
                self.found.push(Found { start, inner: open.end, inner_end: end, end, closed: false });
            }
        }
        self.doubtful = None;
    }

    /// Reads the marks of a stretch of text, by what is around them.
    fn marks(&mut self, stretch: &Range<usize>, around: &Range<usize>) {
        for (at, mark) in span::slice(self.text, stretch.start, stretch.end).char_indices() {
            if is_mark(mark) {
                let (at, end) = (stretch.start + at, stretch.start + at + mark.len_utf8());
                let before = span::char_before(span::slice(self.text, around.start, at), at - around.start);
                let after = span::char_after(span::slice(self.text, end, around.end), 0);
                self.mark(&Mark { at, end, mark, before, after });
            }
        }
    }

    fn mark(&mut self, mark: &Mark) {
        match mark.mark {
            '"' | '\u{FF02}' => self.straight_double(mark),
            '“' | '‟' => self.left_double(mark),
            '”' => self.right_double(mark),
            '„' => self.push(mark, Family::Double),
            '‘' | '‛' => self.left_single(mark),
            '’' | '\'' | '\u{FF07}' => self.right_single(mark),
            '‚' if mark.is_on_opening_side() && mark.is_before_words() => self.push(mark, Family::Single),
            '«' | '»' => self.guillemet(mark, Family::Guillemet, '«'),
            '‹' | '›' => self.guillemet(mark, Family::SingleGuillemet, '‹'),
            '「' | '\u{FF62}' => self.push(mark, Family::Corner),
            '」' | '\u{FF63}' => self.close(mark, Family::Corner),
            '『' => self.push(mark, Family::WhiteCorner),
            '』' => self.close(mark, Family::WhiteCorner),
            _ => {}
        }
    }

    fn straight_double(&mut self, mark: &Mark) {
        let same = self.open.iter().rposition(|open| open.mark == mark.mark);
        match same {
            Some(unclosed) if mark.clearly_opens() => {
                self.drop_from(unclosed, mark.at);
                self.push(mark, Family::Double);
            }
            Some(_) => self.close(mark, Family::Double),
            None if self.last_of(Family::Double).is_some() && mark.clearly_closes() => {
                self.close(mark, Family::Double)
            }
            // After a digit it stands for inches.
            None if !mark.before.is_some_and(char::is_alphanumeric) && mark.is_before_words() => {
                self.push(mark, Family::Double);
            }
            None => {}
        }
    }

    /// “ opens, except after „ and where it can only be meant to close.
    fn left_double(&mut self, mark: &Mark) {
        let after_low = self.last_of(Family::Double).is_some_and(|open| open.mark == '„');
        let closes = if after_low {
            !mark.clearly_opens()
        } else {
            !mark.is_on_opening_side() && mark.clearly_closes()
        };
        if closes && self.last_of(Family::Double).is_some() {
            self.close(mark, Family::Double);
        } else if !closes {
            self.push(mark, Family::Double);
        }
    }

    fn right_double(&mut self, mark: &Mark) {
        if self.last_of(Family::Double).is_some() {
            self.close(mark, Family::Double);
        } else if mark.clearly_opens() {
            self.push(mark, Family::Double);
        }
    }

    fn guillemet(&mut self, mark: &Mark, family: Family, left: char) {
        let closes = match self.last_of(family) {
            None => false,
            // »Ja« or, in Finnish, »Ja».
            Some(open) if open.mark != left => mark.mark == left || !mark.clearly_opens(),
            Some(_) => mark.mark != left,
        };
        if closes {
            self.close(mark, family);
        } else if mark.mark == left || (mark.is_on_opening_side() && mark.is_before_words()) {
            self.push(mark, family);
        }
    }

    fn left_single(&mut self, mark: &Mark) {
        let after_low = self.last_of(Family::Single).is_some_and(|open| open.mark == '‚');
        if after_low && !mark.clearly_opens() {
            self.close(mark, Family::Single);
        } else if self.opens_single(mark) {
            self.push(mark, Family::Single);
        }
    }

    /// Between two letters the mark neither closes nor opens.
    fn right_single(&mut self, mark: &Mark) {
        if self.open.last().is_some_and(|open| open.family == Family::Single) && mark.clearly_closes() {
            let is_doubtful = mark.may_be_plural();
            self.close(mark, Family::Single);
            self.doubtful = is_doubtful.then(|| (self.found.len().saturating_sub(1), self.open.len()));
        } else if mark.mark != '’' && self.opens_single(mark) {
            self.push(mark, Family::Single);
        } else if mark.clearly_closes() && !mark.may_be_plural() {
            self.close_after_doubtful(mark);
        }
    }

    /// The mark before was an apostrophe: the quotation goes on to this one.
    fn close_after_doubtful(&mut self, mark: &Mark) {
        let doubtful = self.doubtful.take().filter(|(_, depth)| *depth == self.open.len());
        if let Some(found) = doubtful.and_then(|(index, _)| self.found.get_mut(index)) {
            found.inner_end = mark.at;
            found.end = mark.end;
        }
    }

    fn opens_single(&self, mark: &Mark) -> bool {
        mark.is_on_opening_side() && mark.is_before_words() && !is_elision(self.text, mark.end)
    }

    fn last_of(&self, family: Family) -> Option<&Open> {
        self.open.iter().rev().find(|open| open.family == family)
    }

    fn push(&mut self, mark: &Mark, family: Family) {
        if family == Family::Single {
            self.doubtful = None;
        }
        let before =
            span::slice(self.text, self.text.floor_char_boundary(mark.at.saturating_sub(8)), mark.at);
        let introduced = mark.before.is_none() || before.trim_end().ends_with([':', ',']);
        if self.open.len() >= MOST_OPEN {
            let inner = self.open.split_off(1);
            self.drop_from(0, mark.at);
            self.open = inner;
        }
        self.open.push(Open { start: mark.at, end: mark.end, mark: mark.mark, family, introduced });
    }

    /// Closes the last open quotation of a family, and with it those inside.
    fn close(&mut self, mark: &Mark, family: Family) {
        let Some(index) = self.open.iter().rposition(|open| open.family == family) else {
            return;
        };
        if index + 1 < self.open.len() {
            self.drop_from(index + 1, mark.at);
        }
        if let Some(open) = self.open.pop() {
            let (start, inner, inner_end, end) = (open.start, open.end, mark.at, mark.end);
            self.found.push(Found { start, inner, inner_end, end, closed: true });
        }
    }
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '\u{FF02}'
            | '\u{FF07}'
            | '\u{FF62}'
            | '\u{FF63}'
    )
}

fn is_opening_bracket(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '（' | '［' | '【')
}

/// Whether the mark before a place stands for letters left out: ’90s, ’em.
fn is_elision(text: &str, at: usize) -> bool {
    let rest = span::slice(text, at, text.floor_char_boundary(at.saturating_add(16)));
    let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = span::slice(rest, 0, length);
    let is_year = word.len() <= 3
        && word.trim_end_matches('s').len() == 2
        && word.starts_with(|c: char| c.is_ascii_digit());
    let is_short = ["em", "til", "tis", "twas", "cause", "bout", "n"]
        .iter()
        .any(|short| word.eq_ignore_ascii_case(short));
    is_year || is_short
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use text_size::TextSize;

    use super::*;
    use crate::text::marked::{Marked, marked, nasty_text_with_range, paragraphs, quoted_text};

    /// The text with its quotations in brackets.
    fn found(text: &Marked) -> String {
        let ranges: Vec<_> =
            quotations(&text.text, &text.blocks).iter().map(|quotation| quotation.range).collect();
        text.with(&ranges)
    }

    #[track_caller]
    fn check(expected: &str) {
        let text = marked(expected);
        assert_eq!(found(&text), expected);
        let quotations = quotations(&text.text, &text.blocks);
        assert!(quotations.iter().all(|quotation| quotation.closed), "{quotations:?}");
    }

    #[track_caller]
    fn check_unclosed(expected: &str, closed: &[bool]) {
        let text = marked(expected);
        assert_eq!(found(&text), expected);
        let are_closed: Vec<_> =
            quotations(&text.text, &text.blocks).iter().map(|quotation| quotation.closed).collect();
        assert_eq!(are_closed, closed);
    }

    #[test]
    fn marks_of_every_kind() {
        check("He said: [“It is.”] She: [\"No,\"] he said, [\"never.\"]");
        check("[‘It is,’] said Ito. ['No,'] said Ruiz, ['never.'] So.");
        check("[« Oui »], dit-il, [«non»]. [»Ja«], sagte er. [„Nein“], sagte sie. [„Nein”] [‚Gut‘]");
        check("[»Kyllä»] sanoi. [”Nej”], sa han.");
        check("[「はい」]と[『いいえ』]。[‹Oui›] [›Nein‹]");
        check("([\"No\"]) — [\"No\"]—[\"no\"] ([“No”])");
    }

    #[test]
    fn apostrophes_are_no_marks() {
        check("Don't take Ukraine's, the '90s, '68 and 'em; rock 'n' roll, ’tis ‘90s.");
        check("The ministers' houses and the drivers' cars' doors.");
        check("[‘The ministers’ houses don’t burn,’] he said. The ministers’ houses.");
        check("['The ministers' houses don't burn,'] he said.");
        check("She’s [“one of the ministers’ aides”] there.");
        check("A 6'2\" man with a 10\" pipe said [\"no\"].");
        check("the ['burger'] generation: ['We saw corpses'] there");
    }

    #[test]
    fn quotations_nest() {
        check("[“He said [‘no’] to me,”] she said. [\"He said ['no.']\"] [\"['No,'] he said.\"]");
        check("['He said [\"no\"] to me.'] [‘He said [“no”].’]");
        check("[„Er sagte [‚nein‘] zu mir.“] [« Il dit [« non »] ici. »] [「彼は[『はい』]と」]");
        check("[“He said [“no”] to me.”]");
    }

    #[test]
    fn wrong_but_clear_marks_close() {
        check("[“We know“], he said. [\"We know”], he said. [“We know\"], he said. [\"We know \"] he said.");
    }

    #[test]
    fn quotations_that_are_not_closed() {
        check_unclosed("[“The tide came fast, he said.] ¶ It rained.", &[false]);
        check_unclosed("He said: [\"The tide came, he said.] [\"It rained.\"]", &[false, true]);
        check_unclosed("[“The tide [“came,”] he said.] ¶ So [“no,”] he said.", &[false, true, true]);
        check_unclosed("[“The [‘tide] ”] came. 'The tide", &[true, false]);
        check_unclosed("stray \" and ” and ’ and 」 and »", &[]);
        check_unclosed("“” \"\" « »", &[]);
    }

    #[test]
    fn running_quotations_close_with_the_last_paragraph() {
        check("He said: [“One. ¶ “Two. ¶ “Three.”] He left. ¶ [“Four.”]");
        check("[\"One. ¶ \"Two,\"] he said. ¶ No.");
        check("['One. ¶ 'Two,'] he said.");
        check("[« Un. ¶ « Deux. »] Non. ¶ [« Un. ¶ » Deux. »]");
        check("[“He said: [‘One. ¶ “‘Two.’] So.”] ¶ [“No.”]");
        check_unclosed("[“One. ¶ “Two.] ¶ Three. ¶ [“Four.”]", &[false, true]);
    }

    #[test]
    fn a_running_quotation_ends_before_boilerplate_and_headlines() {
        let mut text = marked("[“One.] ¶ [“Two.”]");
        text.blocks[1].kind = BlockKind::Boilerplate;
        assert_eq!(found(&text), "[“One.] ¶ [“Two.”]");
        text.blocks[1].kind = BlockKind::Paragraph;
        assert_eq!(found(&text), "[“One. ¶ “Two.”]");
    }

    #[test]
    fn a_running_quotation_passes_over_captions() {
        let mut text = marked("He: “One. ¶ A “pic”. ¶ “T‸wo.”");
        text.blocks[1].kind = BlockKind::Caption;
        assert_eq!(found(&text), "He: [“One. ¶ A [“pic”]. ¶ “Two.”]");
        let around = quotation_around(&text.text, &text.blocks, text.selection());
        assert_eq!(text.with(around.as_slice()), "He: [“One. ¶ A “pic”. ¶ “Two.”]");
    }

    #[test]
    fn quotations_nest_to_a_depth() {
        let nested = |depth: usize| format!("{}a{}", "“".repeat(depth), "”".repeat(depth));
        for depth in [1, MOST_OPEN - 1, MOST_OPEN, MOST_OPEN + 9] {
            let text = nested(depth);
            let found = quotations(&text, &paragraphs(&text));
            assert_eq!(found.len(), depth);
            assert_eq!(found.iter().filter(|quotation| quotation.closed).count(), depth.min(MOST_OPEN));
        }
    }

    #[test]
    fn marks_without_end_take_no_time() {
        let text = "“ « » ‹ \" ' ” ".repeat(5_000);
        assert!(!quotations(&text, &paragraphs(&text)).is_empty());
        let text = format!("{}{}", "“ ".repeat(30_000), "» ".repeat(30_000));
        assert!(!quotations(&text, &paragraphs(&text)).is_empty());
    }

    #[test]
    fn what_is_between_the_marks() {
        let text = marked("“[One]” « [deux] » \"[three]\" “[Four. ¶ “Five.]”");
        let inner: Vec<_> =
            quotations(&text.text, &text.blocks).iter().map(|quotation| quotation.inner).collect();
        assert_eq!(inner, text.ranges);
    }

    #[track_caller]
    fn check_range(
        find: fn(&str, &[Block], TextRange) -> Option<TextRange>,
        selection: &str,
        expected: &str,
    ) {
        let text = marked(selection);
        let found = find(&text.text, &text.blocks, text.selection());
        assert_eq!(text.with(found.as_slice()), expected);
    }

    #[test]
    fn the_quotation_around_a_selection() {
        let check = |selection, expected| check_range(quotation_around, selection, expected);
        check("He: “It ‸is.” So.", "He: [“It is.”] So.");
        check("He: “[It is.]” So.", "He: [“It is.”] So.");
        check("He: [“It is.”] So.", "He: “It is.” So.");
        check("He: “It ‘[is]’ so.”", "He: “It [‘is’] so.”");
        check("He: “It [‘is’] so.”", "He: [“It ‘is’ so.”]");
        check("He: “It ‘is’ [so].”", "He: [“It ‘is’ so.”]");
        check("He‸: “It is.” So.", "He: “It is.” So.");
        check("[He: “It] is.” So.", "He: “It is.” So.");
        check(
            "No. ¶ He: “One. ¶ “T‸wo. ¶ “Three.” So. ¶ “Four.”",
            "No. ¶ He: [“One. ¶ “Two. ¶ “Three.”] So. ¶ “Four.”",
        );
        check("He: “O‸ne. ¶ “Two. ¶ “Three.” So.", "He: [“One. ¶ “Two. ¶ “Three.”] So.");
        check("He: “One. ¶ “Two. ¶ “Thre‸e.” So.", "He: [“One. ¶ “Two. ¶ “Three.”] So.");
        check("“One.” ¶ “Tw‸o.” ¶ “Three.”", "“One.” ¶ [“Two.”] ¶ “Three.”");
    }

    #[test]
    fn a_selection_takes_its_marks_in() {
        let check = |selection, expected| check_range(widen_to_marks, selection, expected);
        check("He: “[It is].” So.", "He: [“It is.”] So.");
        check("He: [“It is.]” So.", "He: [“It is.”] So.");
        check("He: [“It is.”] So.", "He: “It is.” So.");
        check("He: “[It] is.” So.", "He: “It is.” So.");
        check("He: “‘[It is]’ so.”", "He: “[‘It is’] so.”");
        check("He: “[, ]” So.", "He: “, ” So.");
    }

    #[test]
    fn a_selection_is_trimmed_to_what_is_quoted() {
        let check = |selection: &str, expected: &str| {
            let text = marked(selection);
            assert_eq!(text.with(&trim_to_marks(&text.text, &text.blocks, text.selection())), expected);
        };
        check("[that it was “never” so] he", "that it was [“never”] so he");
        check("[“No,” he said, “‘never’ so.” He left.]", "[“No,”] he said, [“‘never’ so.”] He left.");
        check("[He: “It is] so.”", "He: [“It is] so.”");
        check("[He left] “so”.", "He left “so”.");
        check("He left [“]so”.", "He left “so”.");
    }

    proptest! {
        #[test]
        fn quotations_are_in_order_and_nest((text, range) in nasty_text_with_range()) {
            let blocks = paragraphs(&text);
            let range = grapheme::snap_to_graphemes(&text, range);
            let quotations = quotations(&text, &blocks);
            let is_boundary = |at: TextSize| grapheme::is_boundary(&text, at);
            for quotation in &quotations {
                prop_assert!(quotation.range.contains_range(quotation.inner));
                prop_assert!(!quotation.inner.is_empty() && quotation.inner.len() < quotation.range.len());
                prop_assert!(is_boundary(quotation.range.start()) && is_boundary(quotation.range.end()));
                prop_assert!(is_boundary(quotation.inner.start()) && is_boundary(quotation.inner.end()));
            }
            let key = |quotation: &Quotation| (quotation.range.start(), Reverse(quotation.range.end()));
            prop_assert!(quotations.is_sorted_by_key(key));
            let around = quotation_around(&text, &blocks, range);
            prop_assert!(around.is_none_or(|around| around.contains_range(range) && around != range));
            // What is found near a place is what is found in the whole text.
            if blocks.iter().any(|block| block.range.contains_range(range)) {
                let all = quotations.iter().map(|quotation| quotation.range);
                let expected = all.filter(|all| all.contains_range(range) && *all != range).min_by_key(|all| all.len());
                prop_assert_eq!(around, expected);
            }
            for piece in trim_to_marks(&text, &blocks, range) {
                prop_assert!(range.contains_range(piece) && !piece.is_empty());
                prop_assert!(is_boundary(piece.start()) && is_boundary(piece.end()));
            }
            let _ = widen_to_marks(&text, &blocks, range);
        }

        #[test]
        fn quotations_do_not_cross(text in quoted_text()) {
            let found = quotations(&text, &paragraphs(&text));
            for (index, outer) in found.iter().enumerate() {
                for inner in &found[index + 1..] {
                    let shared = outer.range.intersect(inner.range).map_or(0.into(), TextRange::len);
                    prop_assert!(u32::from(shared) == 0 || shared == inner.range.len(), "{outer:?} {inner:?} {text:?}");
                }
            }
        }
    }
}
