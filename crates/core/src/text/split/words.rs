//! Small questions about the words of a line: English first, and quiet about
//! other languages.

use super::phrases::{ABBREVIATIONS, INSTITUTIONS, VERBS};

/// White space, and the zero-width marks that are as good as white space at
/// the edge of a block: zero width space, word joiner, byte order mark.
#[must_use]
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

/// The words with at least one letter, without the punctuation around them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_blank)
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().any(char::is_alphabetic))
}

/// The end of a text from its so many last words on.
pub(super) fn last_words(text: &str, count: usize) -> &str {
    let (mut words, mut start) = (0, text.len());
    let mut in_word = false;
    for (at, c) in text.char_indices().rev() {
        if !is_blank(c) {
            words += usize::from(!in_word);
            if words > count {
                break;
            }
            start = at;
        }
        in_word = !is_blank(c);
    }
    &text[start..]
}

/// Whether the text has at most this many characters, without reading on when
/// it has more.
pub(super) fn is_within(text: &str, chars: usize) -> bool {
    text.len() <= chars || (text.len() <= chars * 4 && text.chars().nth(chars).is_none())
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '“' | '»' | '›' | ')' | ']' | '}' | '」' | '』' | '）')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '„' | '«' | '‹' | '(' | '[' | '「' | '『')
}

/// A full stop that needs no space after it.
fn is_wide_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '।' | '؟')
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…') || is_wide_stop(c)
}

/// Whether the text ends as a sentence does, closing quotation marks aside.
/// "U.S." and "Inc." end no sentence for certain, so they count as words.
pub(super) fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(|c| is_blank(c) || is_closer(c));
    match bare.strip_suffix('.') {
        Some(before) => !is_abbreviation(before),
        None => bare.ends_with(is_stop),
    }
}

/// Whether the text breaks off: something has to follow.
pub(super) fn ends_open(text: &str) -> bool {
    let bare = text.trim_end_matches(|c| is_blank(c) || is_closer(c));
    bare.ends_with([',', ';', ':', '-', '–', '—', '،', '、', '：', '，'])
}

/// Whether what stands before a full stop is an abbreviation or an initial.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c| is_blank(c) || is_opener(c)).next().unwrap_or_default();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    is_initial || (word.contains('.') && !word.ends_with('.')) || ABBREVIATIONS.contains(&word)
}

/// How many sentences end inside the text, the last one aside.
pub(super) fn inner_breaks(text: &str) -> usize {
    text.char_indices().filter(|&(at, c)| is_stop(c) && is_break(text, at, c)).count()
}

fn is_break(text: &str, at: usize, stop: char) -> bool {
    let after = text[at + stop.len_utf8()..].trim_start_matches(is_closer);
    if is_wide_stop(stop) {
        return after.starts_with(|c: char| !is_stop(c));
    }
    let next = after.trim_start_matches(is_blank);
    next.len() < after.len()
        && next.starts_with(|c: char| !c.is_lowercase() && !is_stop(c))
        && !(stop == '.' && is_abbreviation(&text[..at]))
}

/// Whether the text is enclosed in quotation marks.
fn is_quoted(text: &str) -> bool {
    text.starts_with(['"', '“', '„', '«', '「', '\'', '‘'])
        && text.ends_with(['"', '”', '“', '»', '」', '\'', '’'])
}

/// Whether the text is a label: a line of at most 16 words and 120 characters
/// that is not a sentence and does not break off.
pub(super) fn is_label(text: &str) -> bool {
    is_within(text, 120)
        && (1..=16).contains(&words(text).count())
        && !ends_sentence(text)
        && !ends_open(text)
        && !is_quoted(text)
        && inner_breaks(text) == 0
}

fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

/// The words that can be verbs: all but the first, and of those only the lower
/// case ones, since a capital marks a name; unless The Line Is Set Like This.
fn verb_places(text: &str) -> impl Iterator<Item = &str> {
    let long = || words(text).filter(|word| word.len() > 3);
    let title_case = long().count() >= 4 && long().all(starts_upper);
    words(text).skip(1).filter(move |word| title_case || !starts_upper(word))
}

/// Whether a word of the text is a verb for certain: one of a table of common
/// finite forms that are rarely anything else.
pub(super) fn has_verb(text: &str) -> bool {
    verb_places(text).any(|word| VERBS.contains(&word.to_lowercase().as_str()))
}

/// Whether a word of the text could be a finite verb: one of the table, or a
/// word in -s, -ed or -n't, which many nouns are too.
pub(super) fn could_have_verb(text: &str) -> bool {
    has_verb(text) || verb_places(text).any(has_verb_ending)
}

fn has_verb_ending(word: &str) -> bool {
    let word = word.to_lowercase().replace('’', "'");
    let is_plain_s = word.ends_with('s') && !["ss", "us", "'s"].iter().any(|ending| word.ends_with(ending));
    word.len() > 3 && (is_plain_s || word.ends_with("ed") || word.ends_with("n't"))
}

/// Whether the text is a name: two to four capitalised words and nothing else.
pub(super) fn is_name(text: &str) -> bool {
    (2..=4).contains(&words(text).count())
        && text.split(is_blank).all(|word| word.starts_with(char::is_uppercase))
        && !text.contains(char::is_numeric)
}

/// Whether the text names a person and an affiliation, as captions of
/// portraits do: "Pavel Lind of the Harbour Party".
pub(super) fn is_name_of(text: &str) -> bool {
    let Some((name, affiliation)) = text.split_once(" of ") else { return false };
    let affiliation = affiliation.strip_prefix("the ").unwrap_or(affiliation);
    let is_institution = words(name).any(|word| INSTITUTIONS.contains(&word.to_lowercase().as_str()));
    is_name(name)
        && !is_institution
        && words(affiliation).count() <= 5
        && affiliation
            .split(is_blank)
            .all(|word| starts_upper(word) || matches!(word, "of" | "the" | "and" | "for"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentence_ends() {
        for text in [
            "It rained.",
            "“It rained.”",
            "Did it?",
            "He said (it rained.)",
            "雨が降った。",
            "No…",
            "It rained.\u{A0}",
        ] {
            assert!(ends_sentence(text), "{text:?}");
        }
        for text in ["Rain in the U.S.", "Lind Inc.", "Rain", "It rained:", "", "Ana R."] {
            assert!(!ends_sentence(text), "{text:?}");
        }
    }

    #[test]
    fn the_last_words() {
        assert_eq!(last_words(" One  two\u{A0}three. ", 2), "two\u{A0}three. ");
        assert_eq!(last_words("One two", 2), "One two");
        assert_eq!(last_words("One two", 9), "One two");
        assert_eq!((last_words("One", 0), last_words("", 3), last_words("  ", 3)), ("", "", ""));
    }

    #[test]
    fn inner_sentence_ends() {
        assert_eq!(inner_breaks("It rained. Then it stopped. Then"), 2);
        assert_eq!(inner_breaks("“It rained.” Then"), 1);
        assert_eq!(inner_breaks("雨が降った。止んだ。"), 1);
        for text in [
            "Mr. Lind of the U.S. Senate",
            "J. R. Reed",
            "It rained.",
            "Orsay.com",
            "wait... and see",
            "é. Lind",
            "“Mr. Lind”",
        ] {
            assert_eq!(inner_breaks(text), 0, "{text:?}");
        }
    }

    #[test]
    fn labels() {
        for text in ["A long night", "Orsay", "Talks stall in the U.S.", "Rain – 3, sun – 0"] {
            assert!(is_label(text), "{text:?}");
        }
        for text in
            ["It rained.", "He said:", "“It rained”", "It rained. Then", "- ", "2015", &"word ".repeat(17)]
        {
            assert!(!is_label(text), "{text:?}");
        }
    }

    #[test]
    fn verbs() {
        assert!(has_verb("Tensions in Orsay continue as vote nears"));
        assert!(has_verb("Tensions In Orsay Continue As Vote Nears"));
        assert!(!has_verb("The long evening of Will Reed"), "a capital marks a name");
        assert!(!could_have_verb("The Hills of Tarn on a day of rain"), "too short to tell");
        assert!(!has_verb("Is"), "the first word is not looked at");
        assert!(could_have_verb("Crews wait as harbour empties"));
        assert!(could_have_verb("The wall cracked"));
        assert!(!could_have_verb("The crew’s boat across the bay"));
    }

    #[test]
    fn names() {
        assert!(is_name("Ines Okafor") && is_name("Ines María Okafor-Lind"));
        assert!(!is_name("Okafor") && !is_name("Ines okafor") && !is_name("Ines Okafor, 3 May"));
        assert!(is_name_of("Pavel Lind of the Harbour Party") && is_name_of("Wu Chi-wai of NWP"));
        assert!(!is_name_of("Central Bank of Tarn") && !is_name_of("Ines Okafor of note"));
        assert!(!is_name_of("Rise of Orsay"));
    }
}
