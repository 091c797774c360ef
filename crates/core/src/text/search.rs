//! Finding words in the text.
//!
//! A needle that is no regular expression is looked for word by word: any run
//! of white space in it matches any run in the text, so that a phrase is found
//! across a line break; white space at its ends, soft hyphens and other
//! invisible characters do not count, in the needle and in the text. When case
//! is ignored it is ignored for every letter of Unicode ("İ", "ß" and "SS"),
//! and curly quotation marks equal straight ones. Accents count.
//!
//! Regular expressions are those of the `regex-lite` crate: `(?i)`, `\w`, `\d`,
//! `\s` and `\b` know the letters of ASCII only; `^` and `$` are at every line.
//! They find nothing across a blank line.

use std::collections::VecDeque;

use regex_lite::{Regex, RegexBuilder};
use text_size::{TextRange, TextSize};

use super::boundary::{grapheme, is_invisible, joins_words, snap_to_graphemes};

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub needle: String,
    pub ignore_case: bool,
    pub whole_word: bool,
    /// Whether the needle is a regular expression.
    pub regex: bool,
}

/// Why nothing could be looked for, in words for the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    #[error("“{pattern}” is not a regular expression that Galley can read: {reason}")]
    Pattern { pattern: String, reason: String },
}

/// Where the needle occurs in the text, in order and without overlaps. Matches
/// begin and end at grapheme boundaries: a plain needle's that do not are no
/// matches, a regular expression's are widened. Empty matches are left out.
///
/// # Errors
/// When the needle should be a regular expression and is none.
pub fn find_all(text: &str, query: &Query) -> Result<Vec<TextRange>, SearchError> {
    let mut found = Vec::new();
    Finder::new(text, query)?.advance(usize::MAX, &mut found);
    Ok(found)
}

/// A search that can pause: a long text is looked through piece by piece.
pub struct Finder<'a> {
    text: &'a str,
    whole_word: bool,
    search: Search<'a>,
}

enum Search<'a> {
    Plain(Plain<'a>),
    Regex {
        regex: Regex,
        /// Where the next paragraph begins, bytes.
        at: usize,
    },
}

impl<'a> Finder<'a> {
    /// # Errors
    /// When the needle should be a regular expression and is none.
    pub fn new(text: &'a str, query: &Query) -> Result<Self, SearchError> {
        let search = if query.regex {
            Search::Regex { regex: regex(query)?, at: 0 }
        } else {
            Search::Plain(Plain::new(text, query))
        };
        Ok(Self { text, whole_word: query.whole_word, search })
    }

    /// Looks through about so many bytes more, and adds the matches to those
    /// found before. Whether there is more text to look through.
    pub fn advance(&mut self, bytes: usize, found: &mut Vec<TextRange>) -> bool {
        let (text, whole_word) = (self.text, self.whole_word);
        let keep = |range: &TextRange| !whole_word || is_whole_word(text, *range);
        match &mut self.search {
            Search::Plain(plain) => plain.advance(text, bytes, found, keep),
            Search::Regex { regex, at } => {
                let end = at.saturating_add(bytes);
                while *at < text.len() && *at < end {
                    let paragraph = &text[*at..*at + paragraph_len(&text[*at..])];
                    find_in_paragraph(regex, text, *at, paragraph, found, keep);
                    *at += paragraph.len();
                }
                *at < text.len()
            }
        }
    }
}

fn is_whole_word(text: &str, range: TextRange) -> bool {
    !joins_words(text, range.start()) && !joins_words(text, range.end())
}

fn regex(query: &Query) -> Result<Regex, SearchError> {
    let mut builder = RegexBuilder::new(&query.needle);
    builder.case_insensitive(query.ignore_case).multi_line(true).crlf(true);
    builder
        .build()
        .map_err(|error| SearchError::Pattern { pattern: query.needle.clone(), reason: error.to_string() })
}

/// The length of a text's first paragraph, the blank line after it included.
fn paragraph_len(text: &str) -> usize {
    let mut len = 0;
    for line in text.split_inclusive('\n') {
        len += line.len();
        if line.trim().is_empty() {
            break;
        }
    }
    len
}

fn find_in_paragraph(
    regex: &Regex,
    text: &str,
    at: usize,
    paragraph: &str,
    found: &mut Vec<TextRange>,
    keep: impl Fn(&TextRange) -> bool,
) {
    for part in regex.find_iter(paragraph).filter(|part| !part.is_empty()) {
        let range = snap_to_graphemes(text, range(at + part.start(), at + part.end()));
        let is_free = found.last().is_none_or(|last| last.end() <= range.start());
        if is_free && keep(&range) {
            found.push(range);
        }
    }
}

/// What one character of a text is compared as: white space is one space, and
/// a letter without its case may be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unit {
    c: char,
    /// Where in the text the character begins and ends; a run of white space
    /// is one character.
    start: usize,
    end: usize,
    /// Whether it is the first, and the last, of its character's units.
    first: bool,
    last: bool,
}

/// The Knuth-Morris-Pratt search: it looks at each unit of the text once.
struct Plain<'a> {
    needle: Vec<char>,
    fallback: Vec<usize>,
    starts: Starts,
    units: Units<'a>,
    /// How much of the needle the last units match.
    matched: usize,
    /// The last units, as many as the needle has.
    window: VecDeque<Unit>,
}

impl<'a> Plain<'a> {
    fn new(text: &'a str, query: &Query) -> Self {
        let needle: Vec<char> =
            Units::new(query.needle.trim(), query.ignore_case).map(|unit| unit.c).collect();
        Self {
            fallback: fallbacks(&needle),
            starts: Starts::of(&needle, query.ignore_case),
            units: Units::new(text, query.ignore_case),
            matched: 0,
            window: VecDeque::with_capacity(needle.len()),
            needle,
        }
    }

    fn advance(
        &mut self,
        text: &str,
        bytes: usize,
        found: &mut Vec<TextRange>,
        keep: impl Fn(&TextRange) -> bool,
    ) -> bool {
        if self.needle.is_empty() {
            return false;
        }
        let end = self.units.at.saturating_add(bytes);
        while self.units.at < end {
            if self.matched == 0 && self.units.pending.is_empty() {
                self.units.skip_to(self.starts, end);
            }
            let Some(unit) = self.units.next() else { return false };
            found.extend(self.take(unit, text, &keep));
        }
        true
    }

    /// Takes one more unit; the match that ends with it.
    fn take(&mut self, unit: Unit, text: &str, keep: impl Fn(&TextRange) -> bool) -> Option<TextRange> {
        if self.window.len() == self.needle.len() {
            self.window.pop_front();
        }
        self.window.push_back(unit);
        self.matched = advance(&self.needle, &self.fallback, self.matched, unit.c);
        if self.matched < self.needle.len() {
            return None;
        }
        let begin = self.window.front().filter(|first| first.first && unit.last);
        let is_aligned = |range: &TextRange| {
            grapheme::is_boundary(text, range.start()) && grapheme::is_boundary(text, range.end())
        };
        let range = begin.map(|first| range(first.start, unit.end)).filter(is_aligned).filter(keep);
        let overlapping = self.fallback.last().copied().unwrap_or(0);
        self.matched = if range.is_some() { 0 } else { overlapping };
        range
    }
}

/// How much of the needle has been matched after one more unit.
fn advance(needle: &[char], fallback: &[usize], mut matched: usize, c: char) -> usize {
    loop {
        if needle.get(matched) == Some(&c) {
            return matched + 1;
        }
        let Some(last) = matched.checked_sub(1) else {
            return 0;
        };
        matched = fallback.get(last).copied().unwrap_or(0);
    }
}

/// For each beginning of the needle, the length of the longest shorter one that
/// it ends with.
fn fallbacks(needle: &[char]) -> Vec<usize> {
    let mut fallback = Vec::with_capacity(needle.len());
    let mut matched = 0;
    for (index, &c) in needle.iter().enumerate() {
        matched = if index == 0 { 0 } else { advance(needle, &fallback, matched, c) };
        fallback.push(matched);
    }
    fallback
}

/// The bytes that a match may begin with.
#[derive(Clone, Copy)]
struct Starts {
    small: u8,
    capital: u8,
    /// And any that is not ASCII: letters that become these without their case,
    /// and curly quotation marks.
    beyond_ascii: bool,
    /// Nothing is known of it.
    any: bool,
}

impl Starts {
    fn of(needle: &[char], ignore_case: bool) -> Self {
        let first = needle.first().copied().unwrap_or(' ');
        let byte = first.encode_utf8(&mut [0; 4]).as_bytes()[0];
        Self {
            small: byte,
            capital: if ignore_case { byte.to_ascii_uppercase() } else { byte },
            beyond_ascii: ignore_case,
            any: first == ' ',
        }
    }

    fn has(self, byte: u8) -> bool {
        byte == self.small || byte == self.capital || (self.beyond_ascii && byte >= 0x80)
    }
}

/// A text as what it is compared as.
struct Units<'a> {
    text: &'a str,
    /// Where the next character begins, bytes.
    at: usize,
    ignore_case: bool,
    /// The units of the last character that are still to come.
    pending: VecDeque<Unit>,
}

impl<'a> Units<'a> {
    fn new(text: &'a str, ignore_case: bool) -> Self {
        Self { text, at: 0, ignore_case, pending: VecDeque::new() }
    }

    /// Goes on to the next character that a match may begin with, at most to
    /// the one at or after `end`.
    fn skip_to(&mut self, starts: Starts, end: usize) {
        if starts.any {
            return;
        }
        let end = self.text.ceil_char_boundary(end);
        let found = self.text.as_bytes()[self.at..end].iter().position(|&byte| starts.has(byte));
        self.at = found.map_or(end, |found| self.at + found);
    }

    /// The next character with its place, if it is one of these.
    fn next_if(&mut self, is: impl Fn(char) -> bool) -> Option<(usize, char)> {
        let (start, c) = (self.at, self.text[self.at..].chars().next().filter(|c| is(*c))?);
        self.at += c.len_utf8();
        Some((start, c))
    }

    /// The run of white space that begins with this character; what is
    /// invisible within it does not count.
    fn space(&mut self, start: usize, c: char) -> Unit {
        let mut end = start + c.len_utf8();
        while let Some((at, c)) = self.next_if(|c| c.is_whitespace() || is_invisible(c)) {
            if c.is_whitespace() {
                end = at + c.len_utf8();
            }
        }
        Unit { c: ' ', start, end, first: true, last: true }
    }
}

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        if let Some(unit) = self.pending.pop_front() {
            return Some(unit);
        }
        while self.next_if(is_invisible).is_some() {}
        let (start, c) = self.next_if(|_| true)?;
        if c.is_whitespace() {
            return Some(self.space(start, c));
        }
        let unit = |c| Unit { c, start, end: start + c.len_utf8(), first: true, last: true };
        if !self.ignore_case {
            return Some(unit(c));
        }
        if c.is_ascii() {
            return Some(unit(c.to_ascii_lowercase()));
        }
        let end = start + c.len_utf8();
        self.pending.extend(folded(c).map(|c| Unit { c, start, end, first: false, last: false }));
        if let Some(first) = self.pending.front_mut() {
            first.first = true;
        }
        if let Some(last) = self.pending.back_mut() {
            last.last = true;
        }
        self.pending.pop_front()
    }
}

/// A character without its case: its capital's small letters, so that "ß",
/// "ς" and "ﬁ" equal "SS", "Σ" and "FI".
fn folded(c: char) -> impl Iterator<Item = char> {
    let c = match c {
        '‘' | '’' | '‛' | '\u{2BC}' => '\'',
        '“' | '”' | '„' | '‟' => '"',
        c => c,
    };
    // A dotless i has the same capital as the one with a dot, and is another letter.
    let is_dotless = c == 'ı';
    c.to_uppercase().flat_map(char::to_lowercase).map(move |lower| if is_dotless { c } else { lower })
}

fn range(start: usize, end: usize) -> TextRange {
    let offset = |at: usize| TextSize::new(u32::try_from(at).unwrap_or(u32::MAX));
    TextRange::new(offset(start), offset(end.max(start)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::marked::{marked, nasty_text};

    fn query(needle: &str, options: &str) -> Query {
        Query {
            needle: needle.to_owned(),
            ignore_case: options.contains('i'),
            whole_word: options.contains('w'),
            regex: options.contains('r'),
        }
    }

    #[test]
    fn a_regular_expression_finds_nothing_across_a_blank_line() {
        check("a\\s+b", "r", "[a b] a\n \nb [a\nb]");
    }

    #[track_caller]
    fn check(needle: &str, options: &str, expected: &str) {
        let text = marked(expected);
        let found = find_all(&text.text, &query(needle, options)).unwrap();
        assert_eq!(text.with(&found), expected);
    }

    #[test]
    fn plain_words() {
        check("he", "", "[he] said t[he] He[he][he]");
        check("aa", "", "[aa]a [aa][aa]");
        check("aab", "", "a[aab] aa");
        check("a.c", "", "abc [a.c]");
        check("x", "", "none");
        check("", "", "none");
        check(" \u{AD}", "", "no ne");
    }

    #[test]
    fn without_case() {
        check("he", "i", "[He] said t[hE] end");
        check("éCOLE", "i", "[École] [éCOLE] ecole");
        check("istanbul", "i", "[Istanbul] İstanbul ıstanbul");
        check("İSTANBUL", "i", "a [İstanbul] b [i̇stanbul] Istanbul");
        check("strasse", "i", "die [Straße] und [STRASSE]");
        check("STRAßE", "i", "die [Straße] und [Strasse]");
        check("ΣΊΣΥΦΟΣ", "i", "[Σίσυφος] [σίσυφοσ]");
        check("fi", "i", "[ﬁ]le [FI]le");
        check("f", "i", "ﬁle [F]ile");
        check("ПРИВЕТ", "i", "[привет], мир");
        check("don't “go”", "i", "[Don’t \"go\"]");
        check("Don't", "", "Don’t [Don't]");
        check("𐐀", "i", "[𐐨][𐐀]");
    }

    #[test]
    fn white_space_matches_white_space() {
        check("a big  deal", "", "[a big deal], [a\nbig\u{A0}deal], [a  \r\n big\tdeal], a bigdeal");
        check(" big ", "", "a [big] deal");
        check("\u{AD} big", "", "a[  big][ big] deal, abig");
        check("cooperate", "", "[co\u{AD}oper\u{2060}ate]");
        check("co\u{AD}op", "", "[coop]");
    }

    #[test]
    fn graphemes_stay_whole() {
        check("e", "", "[e] e\u{301} é");
        check("👩", "", "👨‍👩‍👧 [👩] 👩🏽");
        check("🇺🇦", "", "[🇺🇦][🇺🇦]");
        check("🇦🇺", "", "🇺🇦🇺🇦");
        check("\\n", "r", "a[\r\n]b");
        check(".", "r", "[a][👨‍👩‍👧][e\u{301}]");
    }

    #[test]
    fn whole_words() {
        check("us", "wi", "[US] and [us], bus, use, [US]-led, [US]'s");
        check("e", "w", "[e] é e\u{301} ее e1 _e [e].");
        check("日", "w", "[日]本");
        check("he \\w+", "wr", "[he said] then the one");
        check("said no", "w", "[said no] said none");
        check("a a", "w", "xa [a a] a");
    }

    #[test]
    fn regular_expressions() {
        check("[KL]\\w+", "r", "[Kerry] and [Lavrov]");
        check("kerry|lavrov", "ri", "[Kerry] and [LAVROV]");
        check("x*", "r", "a[xx]b");
        check("^\\w+$", "r", "[One]\r\n[Two]\nno no");
        check("é+", "r", "caf[éé]");
    }

    #[test]
    fn what_is_no_regular_expression_is_said_in_words() {
        let error = find_all("text", &query("(a", "r")).unwrap_err().to_string();
        assert!(error.starts_with("“(a” is not a regular expression that Galley can read: "), "{error}");
        assert_eq!(find_all("(a", &query("(a", "")).unwrap().len(), 1);
        assert!(find_all("text", &query("a{1000}{1000}{1000}", "r")).is_err());
    }

    /// What makes a naive search look at every character again and again.
    #[test]
    fn a_long_text_costs_no_more_than_its_length() {
        let text = "a".repeat(300_000);
        let needle = format!("{}b", "a".repeat(5_000));
        for options in ["", "i"] {
            assert_eq!(find_all(&text, &query(&needle, options)).unwrap(), []);
        }
    }

    /// What a plain search finds, by looking at every place.
    fn find_naively(text: &str, query: &Query) -> Vec<TextRange> {
        let needle: Vec<char> =
            Units::new(query.needle.trim(), query.ignore_case).map(|unit| unit.c).collect();
        let units: Vec<Unit> = Units::new(text, query.ignore_case).collect();
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(part) = units.get(at..at + needle.len()).filter(|part| !part.is_empty()) {
            let (first, last) = (part[0], part[part.len() - 1]);
            let range = range(first.start, last.end);
            let is_match = part.iter().map(|unit| unit.c).eq(needle.iter().copied())
                && (first.first && last.last)
                && [range.start(), range.end()].into_iter().all(|at| grapheme::is_boundary(text, at))
                && (!query.whole_word || is_whole_word(text, range));
            found.extend(is_match.then_some(range));
            at += if is_match { needle.len() } else { 1 };
        }
        found
    }

    proptest! {
        #[test]
        fn matches_are_whole_and_in_order(
            (text, needle) in nasty_text().prop_flat_map(|text| {
                let chars: Vec<char> = text.chars().collect();
                let part = (0..=chars.len(), 0..=chars.len()).prop_map(move |(a, b)| {
                    chars[a.min(b)..a.max(b)].iter().take(5).collect::<String>()
                });
                (Just(text), part)
            }),
            ignore_case: bool,
            whole_word: bool,
            regex: bool,
        ) {
            let query = Query { needle, ignore_case, whole_word, regex };
            if let Ok(found) = find_all(&text, &query) {
                prop_assert!(found.windows(2).all(|pair| pair[0].end() <= pair[1].start()));
                for range in &found {
                    prop_assert!(!range.is_empty() && usize::from(range.end()) <= text.len());
                    prop_assert!(grapheme::is_boundary(&text, range.start()) && grapheme::is_boundary(&text, range.end()));
                }
                if !query.regex {
                    prop_assert_eq!(found, find_naively(&text, &query));
                }
            }
        }

        #[test]
        fn piece_by_piece_the_same_is_found(
            text in "[aB \n]{0,60}",
            needle in "[ab]{1,2}( [ab])?",
            regex: bool,
            piece in 0usize..9,
        ) {
            let query = Query { needle, ignore_case: true, whole_word: false, regex };
            let (mut finder, mut found) = (Finder::new(&text, &query).unwrap(), Vec::new());
            while finder.advance(piece.max(1), &mut found) {}
            prop_assert_eq!(found, find_all(&text, &query).unwrap());
        }

        /// A plain search for words without white space finds what the standard
        /// library finds.
        #[test]
        fn a_plain_search_agrees_with_the_standard_library(text in "[ab ]{0,40}", needle in "[ab]{1,4}") {
            let found: Vec<_> = find_all(&text, &query(&needle, "")).unwrap().iter().map(|range| range.start()).collect();
            let expected: Vec<_> =
                text.match_indices(&needle).map(|(at, _)| TextSize::try_from(at).unwrap()).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
