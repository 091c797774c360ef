//! Words.
//!
//! A word is a run of letters and digits as in Unicode's word segmentation
//! (UAX #29), and on top of that:
//! - hyphens, apostrophes and, between letters or between digits, full stops
//!   join: "last-ditch", "don't", "U.S.-led", "example.com", "9.5"; between
//!   digits also `,`, `:`, `/` and the en dash: "1,000", "10:30", "9/11";
//! - a currency sign, a plus or minus sign, `#` and `@` belong to what follows
//!   them, and `%`, `°` and a currency sign to the number before:
//!   "$12", "US$12m", "-5%", "20°C", "@ada";
//! - an abbreviation keeps its full stop: "U.S.", "Mr.", "J."; the full stop
//!   that ends a sentence is no part of a word;
//! - an emoji or another symbol is a word, and so is each letter of the
//!   scripts that put no space between words.

use std::ops::Range;

use text_size::{TextRange, TextSize};

use super::abbreviation::{Abbreviation, abbreviation};
use super::chars::{self, Kind};
use super::common::is_starter;
use super::{grapheme, span};
use crate::text::Block;

/// The word under a place, else the word that ends there.
#[must_use]
pub fn word_at(text: &str, at: TextSize) -> Option<TextRange> {
    let at = grapheme::floor_usize(text, usize::from(at));
    let under = word_of(text, 0..text.len(), at);
    let word = under
        .or_else(|| word_of(text, 0..text.len(), grapheme::before(text, at)).filter(|word| word.end == at));
    word.map(|word| span::range(word.start, word.end))
}

/// The beginning of the first word that begins after a place, in its block or
/// one of the next; else the end of the last block.
#[must_use]
pub fn next_word(text: &str, blocks: &[Block], at: TextSize) -> TextSize {
    let place = usize::from(at);
    let found = words_after(text, blocks, place).find(|word| word.start > place);
    found.map_or_else(|| last_stop(text, blocks, at), |word| span::offset(word.start))
}

/// The end of the first word that ends after a place, in its block or one of
/// the next; else the end of the last block.
#[must_use]
pub fn next_word_end(text: &str, blocks: &[Block], at: TextSize) -> TextSize {
    let place = usize::from(at);
    let found = words_after(text, blocks, place).find(|word| word.end > place);
    found.map_or_else(|| last_stop(text, blocks, at), |word| span::offset(word.end))
}

/// The beginning of the last word that begins before a place, in its block or
/// one of those before; else the beginning of the first block.
#[must_use]
pub fn previous_word(text: &str, blocks: &[Block], at: TextSize) -> TextSize {
    let place = usize::from(at);
    let found = words_before(text, blocks, place).find(|word| word.start < place);
    found.map_or_else(|| first_stop(text, blocks, at), |word| span::offset(word.start))
}

/// The end of the last word that ends before a place, in its block or one of
/// those before; else the beginning of the first block.
#[must_use]
pub fn previous_word_end(text: &str, blocks: &[Block], at: TextSize) -> TextSize {
    let place = usize::from(at);
    let found = words_before(text, blocks, place).find(|word| word.end < place);
    found.map_or_else(|| first_stop(text, blocks, at), |word| span::offset(word.end))
}

/// Whether letters or digits on both sides of a place are of one word, in the
/// narrow sense of a search for whole words: a hyphen or apostrophe parts it.
pub(in crate::text) fn joins_words(text: &str, at: TextSize) -> bool {
    let at = grapheme::floor_usize(text, usize::from(at));
    let is_core = |kind| matches!(kind, Kind::Letter | Kind::Digit | Kind::Katakana);
    at > 0
        && at < text.len()
        && is_core(kind_at(text, grapheme::before(text, at)))
        && is_core(kind_at(text, at))
}

/// Where a caret stops that has nothing after it: the end of the last block,
/// or where it is when it is past that.
pub(super) fn last_stop(text: &str, blocks: &[Block], at: TextSize) -> TextSize {
    let end = blocks.last().map_or(at, |block| block.range.end());
    grapheme::floor(text, end.max(at))
}

/// Where a caret stops that has nothing before it.
pub(super) fn first_stop(text: &str, blocks: &[Block], at: TextSize) -> TextSize {
    let start = blocks.first().map_or(at, |block| block.range.start());
    grapheme::floor(text, start.min(at))
}

/// The words of the blocks from the one around or after a place on; the first
/// of them may lie before the place.
fn words_after<'a>(text: &'a str, blocks: &'a [Block], at: usize) -> impl Iterator<Item = Range<usize>> + 'a {
    let first = blocks.partition_point(|block| usize::from(block.range.end()) <= at);
    let rest = blocks.get(first..).unwrap_or_default();
    rest.iter().flat_map(move |block| forward(text, limits(text, block), at))
}

/// The words of the blocks from the one around or before a place on,
/// backwards; the first of them may lie after the place.
fn words_before<'a>(
    text: &'a str,
    blocks: &'a [Block],
    at: usize,
) -> impl Iterator<Item = Range<usize>> + 'a {
    let past = blocks.partition_point(|block| usize::from(block.range.start()) < at);
    let rest = blocks.get(..past).unwrap_or_default();
    rest.iter().rev().flat_map(move |block| backward(text, limits(text, block), at))
}

/// A block's range, inside the text and at grapheme boundaries.
pub(super) fn limits(text: &str, block: &Block) -> Range<usize> {
    let start = grapheme::ceil_usize(text, block.range.start().into());
    let end = grapheme::floor_usize(text, block.range.end().into());
    start..end.max(start)
}

/// The word around the cluster that begins at a place.
fn word_of(text: &str, limit: Range<usize>, at: usize) -> Option<Range<usize>> {
    let mut words = forward(text, limit, at).take_while(|word| word.start <= at);
    words.find(|word| word.contains(&at))
}

/// The words within limits, from the run around a place on: those before the
/// place in the same run come too.
pub(super) fn forward(
    text: &str,
    limit: Range<usize>,
    from: usize,
) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = run_start(text, &limit, grapheme::floor_usize(text, from).clamp(limit.start, limit.end));
    let mut words = Vec::new().into_iter();
    std::iter::from_fn(move || {
        loop {
            if let Some(word) = words.next() {
                return Some(word);
            }
            while at < limit.end && kind_at(text, at) == Kind::Space {
                at = grapheme::after(text, at);
            }
            if at >= limit.end {
                return None;
            }
            let end = run_end(text, &limit, at);
            words = words_of_run(text, at..end).into_iter();
            at = end;
        }
    })
}

/// The words within limits, backwards from the run around a place: those after
/// the place in the same run come too.
pub(super) fn backward(
    text: &str,
    limit: Range<usize>,
    from: usize,
) -> impl Iterator<Item = Range<usize>> + '_ {
    let from = grapheme::floor_usize(text, from).clamp(limit.start, limit.end);
    let mut at = if from < limit.end && kind_at(text, from) != Kind::Space {
        run_end(text, &limit, run_start(text, &limit, from))
    } else {
        from
    };
    let mut words = Vec::new().into_iter().rev();
    std::iter::from_fn(move || {
        loop {
            if let Some(word) = words.next() {
                return Some(word);
            }
            let mut last = grapheme::before(text, at).max(limit.start);
            while at > limit.start && kind_at(text, last) == Kind::Space {
                at = last;
                last = grapheme::before(text, at).max(limit.start);
            }
            if at <= limit.start {
                return None;
            }
            let start = run_start(text, &limit, last);
            words = words_of_run(text, start..at).into_iter().rev();
            at = start;
        }
    })
}

fn kind_at(text: &str, at: usize) -> Kind {
    chars::kind(span::slice(text, at, grapheme::after(text, at))).0
}

/// Whether words end at a cluster of this kind whatever is around it.
fn is_hard(kind: Kind) -> bool {
    matches!(kind, Kind::Space | Kind::Alone)
}

/// The most bytes that are read at once: longer runs, which no language has
/// but files do, are cut where a cell of this size begins, if all of the cell
/// before it is in the run too.
const CELL: usize = 1024;

/// The beginning of the run around a cluster: a run is one hard cluster, or
/// all between two.
fn run_start(text: &str, limit: &Range<usize>, at: usize) -> usize {
    if at >= limit.end || is_hard(kind_at(text, at)) {
        return at;
    }
    let (mut start, mut cut) = (at, at);
    while start > limit.start {
        let before = grapheme::before(text, start);
        if is_hard(kind_at(text, before)) {
            break;
        }
        if before / CELL + 1 < at / CELL {
            return cut;
        }
        start = before;
        if before / CELL == at / CELL {
            cut = before;
        }
    }
    start.max(limit.start)
}

/// The end of the run that begins at a place.
fn run_end(text: &str, limit: &Range<usize>, start: usize) -> usize {
    let mut end = grapheme::after(text, start);
    if !is_hard(kind_at(text, start)) {
        let is_cut = start > limit.start && !is_hard(kind_at(text, grapheme::before(text, start)));
        let past = start / CELL + if is_cut { 1 } else { 2 };
        while end < limit.end && end / CELL < past && !is_hard(kind_at(text, end)) {
            end = grapheme::after(text, end);
        }
    }
    end.min(limit.end)
}

/// A visible cluster of a run.
struct Piece {
    start: usize,
    end: usize,
    kind: Kind,
    c: char,
}

fn words_of_run(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let run = Run { text, pieces: pieces(text, run) };
    let (mut words, mut index) = (Vec::new(), 0);
    while let Some(piece) = run.pieces.get(index) {
        let end = run.word_end(index);
        if let Some(last) = end.and_then(|end| run.pieces.get(end.checked_sub(1)?)) {
            words.push(piece.start..last.end);
        }
        index = end.unwrap_or(index + 1);
    }
    words
}

fn pieces(text: &str, run: Range<usize>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = run.start;
    while start < run.end {
        let end = grapheme::after(text, start).min(run.end);
        let (kind, c) = chars::kind(span::slice(text, start, end));
        if kind != Kind::Invisible {
            pieces.push(Piece { start, end, kind, c });
        }
        start = end;
    }
    pieces
}

struct Run<'a> {
    text: &'a str,
    pieces: Vec<Piece>,
}

impl Run<'_> {
    fn kind(&self, index: usize) -> Option<Kind> {
        self.pieces.get(index).map(|piece| piece.kind)
    }

    fn char(&self, index: usize) -> Option<char> {
        self.pieces.get(index).map(|piece| piece.c)
    }

    fn is_digit(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::Digit)
    }

    fn is_letter(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::Letter)
    }

    /// Whether a piece makes a word, without help from others.
    fn is_core(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(Kind::Letter | Kind::Digit | Kind::Katakana))
    }

    fn is_upper(&self, index: usize) -> bool {
        self.char(index).is_some_and(char::is_uppercase)
    }

    /// The end of the word that begins at a piece, if one does.
    fn word_end(&self, start: usize) -> Option<usize> {
        let Some(core) = self.core_after_prefix(start) else {
            // A sign that belongs to no number is a word of its own.
            return matches!(self.kind(start)?, Kind::Alone | Kind::Currency | Kind::Unit)
                .then_some(start + 1);
        };
        let mut end = core + 1;
        while let Some(next) = self.join(start, end) {
            end = next;
        }
        Some(if self.keeps_full_stop(start, end) { end + 1 } else { end })
    }

    /// The index of a word's first letter or digit, after the signs before it.
    fn core_after_prefix(&self, start: usize) -> Option<usize> {
        if self.is_core(start) {
            return Some(start);
        }
        let next = start + 1;
        match (self.kind(start)?, self.char(start)?) {
            (Kind::Currency, _) => self.is_digit(next).then_some(next),
            (Kind::Mark, '@' | '#') => self.is_core(next).then_some(next),
            (Kind::Mark, '-' | '\u{2212}' | '+' | '±') if !self.has_core_before(start) => {
                let number = if self.kind(next) == Some(Kind::Currency) { next + 1 } else { next };
                self.is_digit(number).then_some(number)
            }
            // ’90s
            (Kind::Mark, c) if chars::is_apostrophe(c) && !self.has_core_before(start) => {
                let is_decade =
                    self.is_digit(next) && self.is_digit(next + 1) && self.char(next + 2) == Some('s');
                (is_decade && !self.is_core(next + 3)).then_some(next)
            }
            _ => None,
        }
    }

    fn has_core_before(&self, index: usize) -> bool {
        index.checked_sub(1).is_some_and(|before| {
            self.is_core(before) || matches!(self.kind(before), Some(Kind::Unit | Kind::Currency))
        })
    }

    /// Where a word that goes up to `end` goes on to, if it goes on.
    fn join(&self, start: usize, end: usize) -> Option<usize> {
        let left = end.checked_sub(1)?;
        let core = |at: usize| self.is_core(at).then_some(at + 1);
        match (self.kind(left)?, self.kind(end)?) {
            (Kind::Letter | Kind::Digit, Kind::Letter | Kind::Digit) | (Kind::Katakana, Kind::Katakana) => {
                Some(end + 1)
            }
            (Kind::Digit, Kind::Unit | Kind::Currency) => Some(end + 1),
            // 20°C
            (Kind::Unit, Kind::Letter) if self.char(left) == Some('°') => Some(end + 1),
            // US$12
            (Kind::Letter, Kind::Currency) if self.is_upper(left) && self.is_digit(end + 1) => Some(end + 2),
            (_, Kind::Mark) if self.bridges(left, end) => {
                let currency = self.kind(end + 1) == Some(Kind::Currency);
                core(if currency { end + 2 } else { end + 1 })
            }
            (Kind::Letter, Kind::Mark) if self.bridges_after_full_stop(start, end) => core(end + 2),
            _ => None,
        }
    }

    /// Whether the mark at `at` joins what is on both sides of it.
    fn bridges(&self, left: usize, at: usize) -> bool {
        let right = at + 1;
        let Some(mark) = self.char(at) else {
            return false;
        };
        let digits = self.is_digit(left) && self.is_digit(right);
        let letters = self.is_letter(left) && self.is_letter(right);
        match mark {
            '-' | '\u{2010}' | '\u{2011}' => {
                self.is_core(right) || (self.kind(right) == Some(Kind::Currency) && self.is_digit(right + 1))
            }
            c if chars::is_apostrophe(c) => self.is_core(left) && self.is_letter(right),
            '.' => digits || (letters && !self.begins_sentence(right)),
            ',' | ':' | '/' | '–' => digits,
            '·' | '\u{387}' | '\u{2027}' => letters,
            '・' | '\u{30A0}' => {
                self.kind(left) == Some(Kind::Katakana) && self.kind(right) == Some(Kind::Katakana)
            }
            '@' => self.is_core(left) && self.is_core(right),
            '&' => self.is_upper(left) && self.is_upper(right),
            '"' | '\u{5F3}' | '\u{5F4}' | '\u{5BE}' => {
                self.char(left).is_some_and(chars::is_hebrew)
                    && self.char(right).is_some_and(chars::is_hebrew)
            }
            _ => false,
        }
    }

    /// Whether a full stop and the mark after it join: "U.S.-led", "U.S.’s".
    fn bridges_after_full_stop(&self, start: usize, at: usize) -> bool {
        let dotted = abbreviation(self.word(start, at)).is_some();
        let right = at + 2;
        dotted
            && self.char(at) == Some('.')
            && match self.char(at + 1) {
                Some('-' | '\u{2010}' | '\u{2011}') => self.is_core(right),
                Some(c) if chars::is_apostrophe(c) => {
                    self.char(right) == Some('s') && !self.is_core(right + 1)
                }
                _ => false,
            }
    }

    /// Whether a capital with a small letter after it is at a piece: after a
    /// full stop, the beginning of a sentence whose space has been lost.
    fn begins_sentence(&self, index: usize) -> bool {
        self.is_upper(index) && self.char(index + 1).is_some_and(char::is_lowercase)
    }

    fn word(&self, start: usize, end: usize) -> &str {
        let place = |index: usize| self.pieces.get(index);
        let last = end.checked_sub(1).and_then(place);
        place(start).zip(last).map_or("", |(first, last)| span::slice(self.text, first.start, last.end))
    }

    /// Whether the full stop after a word is the word's own.
    fn keeps_full_stop(&self, start: usize, end: usize) -> bool {
        if self.char(end) != Some('.') {
            return false;
        }
        let Some(full_stop) = self.pieces.get(end) else {
            return false;
        };
        let word = self.word(start, end);
        let last_part = word.rsplit(['-', '\u{2010}', '\u{2011}']).next().unwrap_or(word);
        abbreviation(last_part).is_some_and(|kind| owns_full_stop(self.text, full_stop.end, kind))
    }
}

/// Whether the full stop that ends at a place is the abbreviation's own, seen
/// from what follows.
fn owns_full_stop(text: &str, end: usize, kind: Abbreviation) -> bool {
    match kind {
        Abbreviation::Leading | Abbreviation::Trailing | Abbreviation::Time => true,
        Abbreviation::BeforeNumber => next_word_text(text, end).starts_with(char::is_numeric),
        Abbreviation::Initial => {
            let next = next_word_text(text, end);
            next.starts_with(char::is_uppercase) && !is_starter(next)
        }
    }
}

/// The word after the white space that begins at a place; empty when
/// something else is there.
pub(super) fn next_word_text(text: &str, at: usize) -> &str {
    /// Longer than any word that makes a difference.
    const MOST: usize = 64;
    let end = text.floor_char_boundary(at.saturating_add(MOST));
    let rest = span::slice(text, at, end);
    let Some(word) = rest.strip_prefix(char::is_whitespace) else {
        return "";
    };
    let word = word.trim_start();
    let length = word.find(|c: char| !(c.is_alphanumeric() || chars::is_apostrophe(c))).unwrap_or(word.len());
    span::slice(word, 0, length).trim_end_matches(chars::is_apostrophe)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::marked::{marked, nasty_text_with_offsets, paragraphs};

    /// All words, found one by one from their every place.
    #[track_caller]
    fn check(expected: &str) {
        let text = marked(expected);
        let mut words = Vec::new();
        for at in 0..text.text.len() as u32 {
            if let Some(word) = word_at(&text.text, at.into()).filter(|word| word.contains(at.into())) {
                words.push(word);
            }
        }
        words.dedup();
        assert_eq!(text.with(&words), expected);
        let all = 0..text.text.len();
        let forwards: Vec<_> =
            forward(&text.text, all.clone(), 0).map(|word| span::range(word.start, word.end)).collect();
        let mut backwards: Vec<_> = backward(&text.text, all.clone(), all.end)
            .map(|word| span::range(word.start, word.end))
            .collect();
        backwards.reverse();
        assert_eq!(text.with(&forwards), expected);
        assert_eq!(text.with(&backwards), expected);
    }

    #[test]
    fn words_and_what_joins_them() {
        check("[Well]—[he] [said]: “[don’t]”, ([or]) '[no]'.");
        check("[don't] [O'Neill] [ambassador's] [l’État] [ministers]' [houses]");
        check("[last-ditch] [pro-Kremlin] [Smith-Jones]’ [six] - [member] [a]--[b] -[x]");
        check("[and]/[or] [Russia]–[Ukraine] [Jay-Z]- [AT&T] [Ben] & [Jerry]");
        check("[snake_case] [ada@example.org] [@ada] [#MeToo] [caf\u{FFFD}s] [www.example.com].");
        check("[the] [end].[The] [next]");
    }

    #[test]
    fn abbreviations_keep_their_full_stop() {
        check("[the] [U.S.] [and] [the] [U.N.]");
        check("[U.S.-led] [U.S.'s] [non-U.S.] [a.m.] [Ph.D.] [e.g.], [J.K.] [Ito]");
        check("[Mr.] [Ito], [Gen.] [J.] [K.] [Ruiz] [of] [Acme] [Inc.]");
        check("[vitamin] [C]. [The] [word]. [Plan] [B].");
        check("[Jan.] [5] [and] [No.] [7], [in] [Jan]. [We] [said] [No].");
        check("[said].’[We]");
    }

    #[test]
    fn numbers_hold_their_signs() {
        check("[9.5%] [of] [$12], [US$12m], [12€], [-5%], [1,000.50], [10:30] [to] [9/11]; [2–1].");
        check("[20°C] [’90s] [1990s] ‘[90] [days]’ [1st] [#1] [%] [$] [+5] [3-1] [in] [2010]. [15] [left]");
    }

    #[test]
    fn every_script_has_words() {
        check("[Привет], [мир]! [שלום] [צה״ל] [سلام]، [한국] [हिन्दी]।");
        check("[日][本][へ][カタカナ]、[ジョン・ケリー]");
        check("[กำ][ไ][ท][ย]");
        check("[𝒲𝒲] [e\u{301}te\u{301}] [co\u{AD}operate] [e\u{200D}x]\u{200F}");
        check("[yes] [👍🏽][👨‍👩‍👧‍👦] [ok][😀]! [🇺🇦][🇺]");
        check("[a]\u{200B}[b]\u{A0}[c]\r\n[d]\u{3000}[e]\0[f]");
    }

    #[test]
    fn the_word_under_a_caret_comes_before_the_one_that_ends_there() {
        let check = |before: &str, after: &str| {
            let text = marked(before);
            assert_eq!(text.with(word_at(&text.text, text.caret.unwrap()).as_slice()), after);
        };
        check("He‸ said", "[He] said");
        check("He ‸said", "He [said]");
        check("日‸本", "日[本]");
        check("said‸.", "[said].");
        check("said.‸ He", "said. He");
        check("U.S‸. law", "[U.S.] law");
        check("U.S.‸ law", "[U.S.] law");
        check("‸", "");
        check("x‸", "[x]");
        check(" ‸ ", "  ");
    }

    /// A run without a space is read in parts, and from every place in the same ones.
    #[test]
    fn a_run_without_end_is_cut() {
        for (lead, unit) in [(0, "x"), (5_000, "x"), (3, "é"), (0, "👨‍👩‍👧‍👦"), (7, "x,.")]
        {
            let text = format!("{}{}", " ".repeat(lead), unit.repeat(10_000 / unit.len()));
            let forwards: Vec<_> = forward(&text, 0..text.len(), 0).collect();
            let mut backwards: Vec<_> = backward(&text, 0..text.len(), text.len()).collect();
            backwards.reverse();
            assert!(forwards == backwards, "{unit}");
            assert!(forwards.iter().all(|word| word.len() <= 2 * CELL), "{unit}");
            for at in (0..text.len()).step_by(397).map(|at| grapheme::floor_usize(&text, at)) {
                let expected = forwards.iter().find(|word| word.contains(&at)).cloned();
                assert_eq!(word_of(&text, 0..text.len(), at), expected, "{unit} {at}");
            }
        }
        let url = format!("a {} b", "long-word".repeat(100));
        assert_eq!(word_at(&url, 9.into()).map(TextRange::len), Some(900.into()));
    }

    type Step = fn(&str, &[Block], TextSize) -> TextSize;

    /// Every stop of a caret, from one end to the other.
    #[track_caller]
    fn check_stops(step: Step, forwards: bool, expected: &str) {
        let parts: Vec<_> = expected.split('‸').collect();
        let text = marked(&parts.concat());
        let mut at = if forwards { 0 } else { text.text.len() as u32 }.into();
        let mut stops = Vec::new();
        loop {
            let next = step(&text.text, &text.blocks, at);
            if next == at {
                break;
            }
            stops.push(TextRange::empty(next));
            at = next;
        }
        stops.sort_by_key(|stop| stop.start());
        assert_eq!(text.with(&stops).replace("[]", "‸"), expected);
    }

    #[test]
    fn a_caret_stops_at_words_across_blocks() {
        check_stops(next_word, true, "He ‸said: “‸No.” ¶ “‸Why?”‸");
        check_stops(previous_word, false, "‸He ‸said: “‸No.” ¶ “‸Why?”");
        check_stops(next_word_end, true, "He‸ said‸: “No‸.” ¶ “Why‸?”‸");
        check_stops(previous_word_end, false, "‸He‸ said‸: “No‸.” ¶ “Why‸?”");
        check_stops(next_word, true, "… ‸no ‸yes ¶ … ¶ ‸a‸");
    }

    proptest! {
        #[test]
        fn words_are_disjoint_and_whole((text, [at]) in nasty_text_with_offsets::<1>()) {
            let words: Vec<_> = forward(&text, 0..text.len(), 0).collect();
            let mut backwards: Vec<_> = backward(&text, 0..text.len(), text.len()).collect();
            backwards.reverse();
            prop_assert_eq!(&words, &backwards);
            prop_assert!(words.windows(2).all(|pair| pair[0].end <= pair[1].start));
            for word in &words {
                prop_assert!(!word.is_empty());
                let (start, end) = (span::offset(word.start), span::offset(word.end));
                prop_assert!(grapheme::is_boundary(&text, start) && grapheme::is_boundary(&text, end));
                prop_assert!(!text[word.clone()].contains(char::is_whitespace), "{:?}", &text[word.clone()]);
            }
            let at = usize::from(grapheme::floor(&text, at.into()));
            let touched = words.iter().rfind(|word| word.start <= at && at <= word.end);
            let touched = touched.map(|word| span::range(word.start, word.end));
            prop_assert_eq!(word_at(&text, span::offset(at)), touched);
        }

        #[test]
        fn carets_move_on((text, [at]) in nasty_text_with_offsets::<1>()) {
            let blocks = paragraphs(&text);
            let at = TextSize::new(at);
            let end = TextSize::of(&*text);
            for step in [next_word, next_word_end] {
                let next = step(&text, &blocks, at);
                prop_assert!(grapheme::is_boundary(&text, next));
                prop_assert!(next >= grapheme::floor(&text, at) && next <= end);
            }
            for step in [previous_word, previous_word_end] {
                let previous = step(&text, &blocks, at);
                prop_assert!(grapheme::is_boundary(&text, previous));
                prop_assert!(previous <= at);
            }
        }

        /// Forwards and backwards a caret stops at the beginnings of the same words.
        #[test]
        fn carets_go_back_as_they_came((text, _) in nasty_text_with_offsets::<0>()) {
            let blocks = paragraphs(&text);
            let stops = |step: Step, from: TextSize| {
                let mut stops: Vec<_> = std::iter::successors(Some(from), |&at| {
                    Some(step(&text, &blocks, at)).filter(|&next| next != at)
                })
                .skip(1)
                .filter(|&at| at > 0.into() && word_at(&text, at).is_some_and(|word| word.start() == at))
                .collect();
                stops.sort();
                stops
            };
            let forwards = stops(next_word, 0.into());
            prop_assert!(forwards.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!(forwards, stops(previous_word, TextSize::of(&*text)));
        }
    }
}
