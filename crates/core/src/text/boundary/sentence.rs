//! Sentences.
//!
//! A sentence ends after `.`, `?`, `!`, `…` and their like, with the closing
//! marks after them, where white space and no small letter follows: so
//! `"Why?" he asked` is one sentence. On top of Unicode's rules (UAX #29):
//! - abbreviations and initials end none, except those that can when a common
//!   sentence opener follows ("the U.S. The");
//! - a speaker after a quoted question or exclamation goes with it
//!   (`"Why?" Smith asked.`);
//! - a note mark such as `[1]` belongs to the sentence before it;
//! - a line break inside a block is white space like any other.

use std::ops::Range;

use text_size::{TextRange, TextSize};

use super::abbreviation::{Abbreviation, abbreviation};
use super::chars;
use super::common::{is_day_or_zone, is_german_month, is_speech_verb, is_starter};
use super::paragraph::block_at;
use super::{grapheme, span, word};
use crate::text::Block;

/// The sentence around a place, within its block; in the white space between
/// two sentences, the one before.
#[must_use]
pub fn sentence_at(text: &str, blocks: &[Block], at: TextSize) -> Option<TextRange> {
    let block = block_at(blocks, at).and_then(|index| blocks.get(index))?;
    let sentence = sentence_in(text, &word::limits(text, block), usize::from(at));
    (!sentence.is_empty()).then(|| span::range(sentence.start, sentence.end))
}

/// The beginning of the first sentence that begins after a place, in its block
/// or one of the next; else the end of the last block.
#[must_use]
pub fn next_sentence(text: &str, blocks: &[Block], at: TextSize) -> TextSize {
    let place = usize::from(at);
    let first = blocks.partition_point(|block| block.range.end() <= at);
    for block in blocks.get(first..).unwrap_or_default() {
        let limits = word::limits(text, block);
        let start = start_of_text(text, &limits);
        if start > place {
            return span::offset(start);
        }
        let sentence = sentence_in(text, &limits, place);
        if let Some(stop) = next_stop(text, &limits, sentence.start) {
            return span::offset(stop.next);
        }
    }
    word::last_stop(text, blocks, at)
}

/// The beginning of the last sentence that begins before a place, in its block
/// or one of those before; else the beginning of the first block.
#[must_use]
pub fn previous_sentence(text: &str, blocks: &[Block], at: TextSize) -> TextSize {
    let place = usize::from(at);
    let past = blocks.partition_point(|block| block.range.start() < at);
    for block in blocks.get(..past).unwrap_or_default().iter().rev() {
        let limits = word::limits(text, block);
        if let Some(before) = place.min(limits.end + 1).checked_sub(1) {
            let start = sentence_in(text, &limits, before).start;
            if start < place {
                return span::offset(start);
            }
        }
    }
    word::first_stop(text, blocks, at)
}

/// Where a sentence ends and the next one begins.
struct Stop {
    end: usize,
    next: usize,
}

fn sentence_in(text: &str, limits: &Range<usize>, at: usize) -> Range<usize> {
    let at = at.clamp(limits.start, limits.end);
    let before = stops_before(text, limits, at).find(|stop| stop.next <= at);
    let start = before.map_or_else(|| start_of_text(text, limits), |stop| stop.next);
    let end = next_stop(text, limits, start).map_or(limits.end, |stop| stop.end);
    start..end.max(start)
}

fn start_of_text(text: &str, limits: &Range<usize>) -> usize {
    skip_space(text, limits.start).min(limits.end)
}

/// The first stop after a place.
fn next_stop(text: &str, limits: &Range<usize>, from: usize) -> Option<Stop> {
    let rest = span::slice(text, from, limits.end);
    let mut marks = rest.char_indices().filter(|(_, c)| is_terminator(*c));
    marks.find_map(|(at, _)| stop_at(text, limits, from + at))
}

/// The stops at the marks before a place, the last one first.
fn stops_before<'a>(text: &'a str, limits: &'a Range<usize>, at: usize) -> impl Iterator<Item = Stop> + 'a {
    let at = text.floor_char_boundary(at);
    let marks = span::slice(text, limits.start, at).char_indices().rev().filter(|(_, c)| is_terminator(*c));
    marks.filter_map(|(at, _)| stop_at(text, limits, limits.start + at))
}

/// Whether a sentence begins at a place, or would but for the opening marks
/// before it.
pub(super) fn begins_at(text: &str, limits: &Range<usize>, at: usize) -> bool {
    let before = span::slice(text, limits.start, at);
    let words = before.trim_end_matches(|c: char| is_opening(c) || chars::is_invisible(c));
    let is_quoted = span::slice(text, limits.start + words.len(), at).contains(is_quotation_mark);
    if words.trim_end().is_empty() || (is_quoted && words.ends_with(char::is_whitespace)) {
        return true;
    }
    let end = limits.start + words.trim_end().len();
    stops_before(text, limits, end).next().is_some_and(|stop| stop.end >= end && stop.next <= at)
}

/// The stop that the mark at a place makes, if it ends a sentence. None at the
/// end of the limits, where every sentence ends.
fn stop_at(text: &str, limits: &Range<usize>, at: usize) -> Option<Stop> {
    let mark = span::char_after(text, at)?;
    let after_mark = at + mark.len_utf8();
    let after_marks = skip_closing(text, after_mark);
    let closing = span::slice(text, after_mark, after_marks);
    let end = grapheme::ceil_usize(text, after_marks);
    let next = grapheme::ceil_usize(text, skip_space(text, end));
    if next >= limits.end || (next == end && !ends_without_space(text, mark, closing, end)) {
        return None;
    }
    let following = Following::new(text, next, limits.end);
    let goes_on = following.goes_on(!closing.is_empty())
        || (mark == '.' && closing.is_empty() && is_abbreviated(text, limits, at, &following))
        || (matches!(mark, '?' | '!') && closing.contains(is_quotation_mark) && following.names_speaker());
    (!goes_on).then_some(Stop { end, next })
}

/// What comes after a mark that may end a sentence.
struct Following<'a> {
    /// From the first character after the white space on.
    marks: &'a str,
    /// Without opening marks and dashes.
    words: &'a str,
}

impl<'a> Following<'a> {
    fn new(text: &'a str, at: usize, limit: usize) -> Self {
        /// As much as can make a difference.
        const MOST: usize = 160;
        let end = text.floor_char_boundary(at.saturating_add(MOST).min(limit));
        let marks = span::slice(text, at, end);
        let words =
            marks.trim_start_matches(|c: char| is_opening(c) || chars::is_invisible(c) || c.is_whitespace());
        Self { marks, words }
    }

    fn word(&self) -> &'a str {
        let length = self.words.find(|c: char| !(c.is_alphanumeric() || chars::is_apostrophe(c)));
        span::slice(self.words, 0, length.unwrap_or(self.words.len()))
    }

    /// Whether the sentence goes on, seen from what follows alone.
    fn goes_on(&self, after_closing: bool) -> bool {
        let is_dash = self.marks.starts_with(['—', '–', '-']);
        let is_inner = self.marks.starts_with([',', ';', ':', ')', ']', '}', '/']);
        let mut chars = self.words.chars();
        let is_small = chars.next().is_some_and(char::is_lowercase);
        // "iPhone" begins with a capital in all but looks.
        let is_brand = chars.next().is_some_and(char::is_uppercase);
        is_inner || (is_dash && after_closing) || (is_small && !is_brand)
    }

    fn starts_with_opening_mark(&self) -> bool {
        self.marks.starts_with(is_opening)
    }

    /// Whether a name and a verb of speech follow: `Smith asked`.
    fn names_speaker(&self) -> bool {
        let clause = self.words.split(['.', ',', ';', ':', '!', '?', '"', '“']).next().unwrap_or_default();
        let mut words = clause.split_whitespace();
        !is_starter(self.word()) && words.next().is_some() && words.take(4).any(is_speech_verb)
    }
}

/// Whether the full stop at a place belongs to an abbreviation, an initial or
/// a number, so that the sentence goes on.
fn is_abbreviated(text: &str, limits: &Range<usize>, at: usize, following: &Following) -> bool {
    let word = word_before(text, limits, at);
    let next = following.word();
    let begins_anew = is_starter(next) || following.starts_with_opening_mark();
    let is_list_number =
        word.len() <= 3 && at - word.len() == limits.start && word.starts_with(|c: char| c.is_ascii_digit());
    match abbreviation(word) {
        Some(Abbreviation::Leading) => true,
        Some(Abbreviation::BeforeNumber) => next.starts_with(char::is_numeric),
        Some(Abbreviation::Trailing) => !begins_anew,
        Some(Abbreviation::Time) => is_day_or_zone(next),
        Some(Abbreviation::Initial) => !begins_anew && next.starts_with(char::is_uppercase),
        None => is_list_number || (is_ordinal(word) && is_german_month(next)),
    }
}

fn is_ordinal(word: &str) -> bool {
    word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit())
}

/// The word that ends at a place, with the full stops inside it.
fn word_before<'a>(text: &'a str, limits: &Range<usize>, at: usize) -> &'a str {
    /// Longer than any abbreviation.
    const MOST: usize = 32;
    let start = text.floor_char_boundary(at.saturating_sub(MOST)).max(limits.start);
    let before = span::slice(text, start, at);
    before.rsplit(|c: char| !(c.is_alphanumeric() || c == '.')).next().unwrap_or_default()
}

/// Whether the end of a sentence needs no space after it.
fn ends_without_space(text: &str, mark: char, closing: &str, end: usize) -> bool {
    // 「行く。」と言った goes on.
    let is_quoted = closing.contains(['」', '』', '\u{FF63}']);
    let goes_on = span::char_after(text, end).is_some_and(|c| matches!(c, '\u{3041}'..='\u{309F}'));
    is_wide(mark) && !(is_quoted && goes_on)
}

/// The end of the closing marks, and of note marks such as `[1]`.
fn skip_closing(text: &str, mut at: usize) -> usize {
    while let Some(c) = span::char_after(text, at) {
        let after = span::char_after(text, at + c.len_utf8());
        let is_shut = after.is_none_or(|c| !c.is_alphanumeric());
        if is_closing(c) || (matches!(c, '“' | '‘' | '«' | '‹') && is_shut) || chars::is_invisible(c) {
            at += c.len_utf8();
        } else if let Some(end) = note_end(text, at) {
            at = end;
        } else {
            break;
        }
    }
    at
}

fn note_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix('[')?;
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    (digits > 0 && rest.get(digits..)?.starts_with(']')).then_some(at + digits + 2)
}

/// Past the white space; a space that carries a combining mark is a character
/// of the sentence, not space before it.
fn skip_space(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let past =
        at + rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{200B}').len();
    usize::from(grapheme::floor(text, span::offset(past))).max(at)
}

fn is_wide(c: char) -> bool {
    matches!(c, '。' | '｡' | '！' | '？' | '．')
}

fn is_terminator(c: char) -> bool {
    is_wide(c)
        || matches!(
            c,
            '.' | '?'
                | '!'
                | '…'
                | '‥'
                | '‼'
                | '⁇'
                | '⁈'
                | '⁉'
                | '\u{61F}'
                | '\u{6D4}'
                | '।'
                | '॥'
                | '։'
                | '።'
                | '፧'
        )
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»' | '‹' | '›')
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '»'
            | '›'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '］'
            | '】'
            | '》'
            | '\u{FF63}'
    )
}

fn is_opening(c: char) -> bool {
    is_quotation_mark(c) && !matches!(c, '”' | '’')
        || matches!(
            c,
            '(' | '['
                | '{'
                | '「'
                | '『'
                | '（'
                | '［'
                | '【'
                | '《'
                | '¿'
                | '¡'
                | '—'
                | '–'
                | '-'
                | '•'
                | '*'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::marked::{marked, nasty_text_with_offsets, paragraphs};

    /// Every sentence, found from every place.
    #[track_caller]
    fn check(expected: &str) {
        let text = marked(expected);
        let places = (0..=text.text.len() as u32).filter(|&at| grapheme::is_boundary(&text.text, at.into()));
        let mut sentences: Vec<_> =
            places.filter_map(|at| sentence_at(&text.text, &text.blocks, at.into())).collect();
        sentences.dedup();
        assert_eq!(text.with(&sentences), expected);
    }

    #[test]
    fn sentences_end_where_a_reader_stops() {
        check("[One ends.] [Two ends!] [Does three?] [Four… goes on.]  [Five…] [Six ...] [Seven] ¶ [Eight.]");
        check(
            "[A line\nbreaks.]\n[Another.] ¶ [A heading] ¶ [9.5% of 1.2 million at example.com rose.] [15 fell.]",
        );
        check(
            "[It reopened.\\[1\\]\\[23\\]] [Then (it is said.)] [(It closed.)] [It fell (twice!) and rose.]",
        );
        check("[Yahoo! said so.] [She left.] [iPhone sales rose.]");
        check("[One.]\u{A0}[Two.]\u{3000}[Three.]\u{200B}[Four.]");
    }

    #[test]
    fn abbreviations_end_no_sentence() {
        check("[Mr. Ito met Gen. Ruiz and Dr. Finn on St. Ann Street.] [Then they left.]");
        check("[J. K. Ruiz lives in the U.S. Senate, D.C., e.g. today.] [The rest of the U.S. does not.]");
        check("[It is in the U.S.] [The other is in the U.K.] [“No,” he said.]");
        check("[On Jan. 5 it was No. 7.] [It was so in Jan.] [Was it Ito?] [No.] [It was Ruiz.]");
        check("[Acme Inc. Chairman Ito spoke.] [He owns Acme Inc.] [He is rich, etc.]");
        check("[It opens at 9 a.m. Monday, or 4 p.m. EST.] [It shuts at 5 p.m.] [Nobody came at 6 p.m.]");
        check("[Take vitamin C.] [The other is B. Finn of course.]");
        check("[1. First things.] [Then 2.] [In 2010.] [Later.]");
        check("[Am 3. Mai war es so.] [Dann nicht.]");
    }

    #[test]
    fn closing_marks_belong_to_the_sentence() {
        check("[He said: “It is.”] [She said: \"No.\"] [(Really.)] [‘Oh.’] [So.]");
        check("[“Why?” he asked.] [“No!” cried Ito.] [“Why?” Ana Ruiz asked.] [“Why?”] [He said nothing.]");
        check("[“Why?”, he asked.] [“Why?” – Ito did not say.] [«Non !» dit-il.] [„Ja.“] [»Nein.«] [Gut.]");
        check("[“It is.] [It was,” he said.] [“Go.] [Stay.”]");
        check("[He said. “and then” he left.]");
    }

    #[test]
    fn every_script_has_sentences() {
        check("[これは文です。][次の文！]　[終わり]");
        check("[「行く。」と彼は言った。][「はい。」] [次。]");
        check("[“我走了。”][他说。]");
        check("[هل هذا؟] [نعم.] [שלום.] [כן.] [यह है।] [नहीं।]");
    }

    #[test]
    fn a_caret_between_blocks_is_in_no_sentence() {
        let text = marked("One. ¶ Two.");
        assert_eq!(sentence_at(&text.text, &text.blocks, 5.into()), None);
        assert_eq!(sentence_at("", &[], 0.into()), None);
    }

    type Step = fn(&str, &[Block], TextSize) -> TextSize;

    #[track_caller]
    fn check_step(step: Step, before: &str, after: &str) {
        let text = marked(before);
        assert_eq!(text.with_caret(step(&text.text, &text.blocks, text.caret.unwrap())), after);
    }

    #[test]
    fn a_caret_goes_by_sentence_across_blocks() {
        check_step(next_sentence, "O‸ne. Two. ¶ Six.", "One. ‸Two. ¶ Six.");
        check_step(next_sentence, "One.‸ Two. ¶ Six.", "One. ‸Two. ¶ Six.");
        check_step(next_sentence, "One. ‸Two. ¶ Six.", "One. Two. ¶ ‸Six.");
        check_step(next_sentence, "One. Two.‸ ¶ Six.", "One. Two. ¶ ‸Six.");
        check_step(next_sentence, "One. Two. ¶ ‸Six.", "One. Two. ¶ Six.‸");
        check_step(previous_sentence, "One. Two. ¶ Si‸x.", "One. Two. ¶ ‸Six.");
        check_step(previous_sentence, "One. Two. ¶ ‸Six.", "One. ‸Two. ¶ Six.");
        check_step(previous_sentence, "One. ‸Two. ¶ Six.", "‸One. Two. ¶ Six.");
        check_step(previous_sentence, "‸One. Two. ¶ Six.", "‸One. Two. ¶ Six.");
        check_step(previous_sentence, "One. Two. ¶ Six.‸", "One. Two. ¶ ‸Six.");
    }

    #[test]
    fn a_sentence_is_found_in_a_long_block_without_reading_it() {
        let text = "It rained here. ".repeat(200_000);
        let blocks = paragraphs(&text);
        for at in (0..5_000).map(|n| n * 637) {
            let sentence = sentence_at(&text, &blocks, at.into()).unwrap();
            assert_eq!(u32::from(sentence.start()) % 16, 0);
            assert_eq!(sentence.len(), 15.into());
        }
    }

    proptest! {
        #[test]
        fn sentences_part_their_blocks((text, [at]) in nasty_text_with_offsets::<1>()) {
            let blocks = paragraphs(&text);
            let at = TextSize::new(at);
            for step in [next_sentence, previous_sentence] {
                prop_assert!(grapheme::is_boundary(&text, step(&text, &blocks, at)));
            }
            prop_assert!(next_sentence(&text, &blocks, at) >= grapheme::floor(&text, at));
            prop_assert!(previous_sentence(&text, &blocks, at) <= at);
            if let Some(sentence) = sentence_at(&text, &blocks, at) {
                let block = block_at(&blocks, at).unwrap();
                prop_assert!(grapheme::snap_to_graphemes(&text, blocks[block].range).contains_range(sentence));
                prop_assert!(grapheme::is_boundary(&text, sentence.start()));
                prop_assert!(grapheme::is_boundary(&text, sentence.end()));
                prop_assert_eq!(sentence_at(&text, &blocks, sentence.start()), Some(sentence));
                let inside = grapheme::previous(&text, sentence.end());
                prop_assert_eq!(sentence_at(&text, &blocks, inside), Some(sentence));
            }
        }

        /// Forwards and backwards a caret finds the same sentences.
        #[test]
        fn carets_go_back_as_they_came((text, _) in nasty_text_with_offsets::<0>()) {
            let blocks = paragraphs(&text);
            let starts = |step: Step, from: TextSize| {
                let stops = std::iter::successors(Some(from), |&at| Some(step(&text, &blocks, at)).filter(|&next| next != at));
                let is_start = |at: &TextSize| {
                    *at > 0.into() && sentence_at(&text, &blocks, *at).is_some_and(|sentence| sentence.start() == *at)
                };
                let mut starts: Vec<_> = stops.skip(1).filter(is_start).collect();
                starts.sort();
                starts
            };
            prop_assert_eq!(starts(next_sentence, 0.into()), starts(previous_sentence, TextSize::of(&*text)));
        }
    }
}
