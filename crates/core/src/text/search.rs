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

use std::collections::VecDeque;

use regex_lite::RegexBuilder;
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
    let is_word = |range: &TextRange| !query.whole_word || is_whole_word(text, *range);
    if query.regex {
        return find_regex(text, query, is_word);
    }
    Ok(find_plain(text, query, is_word))
}

fn is_whole_word(text: &str, range: TextRange) -> bool {
    !joins_words(text, range.start()) && !joins_words(text, range.end())
}

fn find_regex(
    text: &str,
    query: &Query,
    keep: impl Fn(&TextRange) -> bool,
) -> Result<Vec<TextRange>, SearchError> {
    let mut builder = RegexBuilder::new(&query.needle);
    builder.case_insensitive(query.ignore_case).multi_line(true).crlf(true);
    let regex = builder
        .build()
        .map_err(|error| SearchError::Pattern { pattern: query.needle.clone(), reason: error.to_string() })?;
    let mut found: Vec<TextRange> = Vec::new();
    for part in regex.find_iter(text).filter(|part| !part.is_empty()) {
        let range = snap_to_graphemes(text, range(part.start(), part.end()));
        let is_free = found.last().is_none_or(|last| last.end() <= range.start());
        if is_free && keep(&range) {
            found.push(range);
        }
    }
    Ok(found)
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
fn find_plain(text: &str, query: &Query, keep: impl Fn(&TextRange) -> bool) -> Vec<TextRange> {
    let needle: Vec<char> = units(query.needle.trim(), query.ignore_case).map(|unit| unit.c).collect();
    let fallback = fallbacks(&needle);
    let mut found = Vec::new();
    let (mut matched, mut window) = (0, VecDeque::with_capacity(needle.len()));
    if needle.is_empty() {
        return found;
    }
    for unit in units(text, query.ignore_case) {
        if window.len() == needle.len() {
            window.pop_front();
        }
        window.push_back(unit);
        matched = advance(&needle, &fallback, matched, unit.c);
        if matched < needle.len() {
            continue;
        }
        let begin = window.front().filter(|first| first.first && unit.last);
        let range = begin.map(|first| range(first.start, unit.end));
        let is_aligned = |range: &TextRange| {
            grapheme::is_boundary(text, range.start()) && grapheme::is_boundary(text, range.end())
        };
        matched = if let Some(range) = range.filter(is_aligned).filter(&keep) {
            found.push(range);
            0
        } else {
            fallback.last().copied().unwrap_or(0)
        };
    }
    found
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

/// A text as what it is compared as.
fn units(text: &str, ignore_case: bool) -> impl Iterator<Item = Unit> + '_ {
    let mut chars = text.char_indices().filter(|(_, c)| !is_invisible(*c)).peekable();
    let mut pending = VecDeque::new();
    std::iter::from_fn(move || {
        if let Some(unit) = pending.pop_front() {
            return Some(unit);
        }
        let (start, c) = chars.next()?;
        let mut end = start + c.len_utf8();
        if c.is_whitespace() {
            while let Some((at, c)) = chars.next_if(|(_, c)| c.is_whitespace()) {
                end = at + c.len_utf8();
            }
            return Some(Unit { c: ' ', start, end, first: true, last: true });
        }
        let unit = |c| Unit { c, start, end, first: false, last: false };
        match (ignore_case, c.is_ascii()) {
            (false, _) => pending.push_back(unit(c)),
            (true, true) => pending.push_back(unit(c.to_ascii_lowercase())),
            (true, false) => pending.extend(folded(c).map(unit)),
        }
        if let Some(first) = pending.front_mut() {
            first.first = true;
        }
        if let Some(last) = pending.back_mut() {
            last.last = true;
        }
        pending.pop_front()
    })
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
            }
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
