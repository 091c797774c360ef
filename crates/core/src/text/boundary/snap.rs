//! From a sweep of the mouse to the words that it means.

use std::ops::Range;

use text_size::TextRange;

use super::{grapheme, quotation, span, word};

/// The longest sweep whose brackets and quotation marks are paired.
const MOST_PAIRED: usize = 1 << 16;

/// A sweep widened to the whole words that it touches, without the white
/// space and the punctuation at its ends. Quotation marks and brackets at an
/// end stay when the sweep has both of the pair; the full stop of an
/// abbreviation, `%` and `$` are part of their words. None when no word is
/// touched.
#[must_use]
pub fn snap_to_words(text: &str, range: TextRange) -> Option<TextRange> {
    fit(text, range, false)
}

/// The range without the white space and the punctuation at its ends, as
/// [`snap_to_words`] has it, but with words left cut that it cuts.
#[must_use]
pub fn trim(text: &str, range: TextRange) -> Option<TextRange> {
    fit(text, range, true)
}

fn fit(text: &str, range: TextRange, cut: bool) -> Option<TextRange> {
    let range = grapheme::snap_to_graphemes(text, range);
    let mut range = usize::from(range.start())..usize::from(range.end());
    // A pair may lose its sense with the marks around it. Once the words are
    // whole, the range only shrinks, so this ends.
    loop {
        let fitted = fit_once(text, &range, cut)?;
        if fitted == range {
            return Some(span::range(fitted.start, fitted.end));
        }
        range = fitted;
    }
}

fn fit_once(text: &str, range: &Range<usize>, cut: bool) -> Option<Range<usize>> {
    if range.is_empty() {
        return None;
    }
    let all = 0..text.len();
    let meets = |word: &Range<usize>| word.start < range.end && range.start < word.end;
    let first = word::forward(text, all.clone(), range.start)
        .take_while(|word| word.start < range.end)
        .find(meets)?;
    let last = word::backward(text, all, range.end).take_while(|word| word.end > range.start).find(meets)?;
    let mut fitted = first.start..last.end;
    if cut {
        fitted = fitted.start.max(range.start)..fitted.end.min(range.end);
    }
    keep_pairs(text, range, &mut fitted);
    Some(fitted)
}

/// Takes marks at the ends back in whose other half is inside.
fn keep_pairs(text: &str, sweep: &Range<usize>, fitted: &mut Range<usize>) {
    let has_more = sweep.start < fitted.start || fitted.end < sweep.end;
    if !has_more || sweep.len() > MOST_PAIRED {
        return;
    }
    let words = fitted.clone();
    let pairs = quotation::closed_in(text, sweep).into_iter().chain(brackets_in(text, sweep));
    for pair in pairs.filter(|pair| pair.start < words.end && words.start < pair.end) {
        fitted.start = fitted.start.min(pair.start);
        fitted.end = fitted.end.max(pair.end);
    }
    // A mark may have a combining mark on it.
    fitted.start = grapheme::floor_usize(text, fitted.start);
    fitted.end = grapheme::ceil_usize(text, fitted.end);
}

/// The pairs of brackets in a range, brackets included.
fn brackets_in(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let (mut open, mut pairs) = (Vec::new(), Vec::new());
    for (at, c) in span::slice(text, range.start, range.end).char_indices() {
        let at = range.start + at;
        if let Some(closing) = closing_bracket(c) {
            open.push((closing, at));
        } else if let Some(index) = open.iter().rposition(|(closing, _)| *closing == c) {
            let start = open.get(index).map_or(at, |(_, start)| *start);
            open.truncate(index);
            pairs.push(start..at + c.len_utf8());
        }
    }
    pairs
}

fn closing_bracket(opening: char) -> Option<char> {
    Some(match opening {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '（' => '）',
        '［' => '］',
        '【' => '】',
        '〔' => '〕',
        '〈' => '〉',
        '《' => '》',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use text_size::TextSize;

    use super::*;
    use crate::text::marked::{marked, nasty_text_with_range, quoted_text};

    #[track_caller]
    fn check(sweep: &str, expected: &str) {
        let text = marked(sweep);
        assert_eq!(text.with(snap_to_words(&text.text, text.selection()).as_slice()), expected);
    }

    #[track_caller]
    fn check_trim(sweep: &str, expected: &str) {
        let text = marked(sweep);
        assert_eq!(text.with(trim(&text.text, text.selection()).as_slice()), expected);
    }

    #[test]
    fn a_sweep_takes_the_words_that_it_touches() {
        check("K[err]y and Lavrov", "[Kerry] and Lavrov");
        check("Ker[ry an]d Lavrov", "[Kerry and] Lavrov");
        check("Kerry[ and ]Lavrov", "Kerry [and] Lavrov");
        check("Ukr[aine'] and", "[Ukraine]' and");
        check("a[ last-dit]ch attempt", "a [last-ditch] attempt");
        check("one[ — ]two", "one — two");
        check("one[, ]two", "one, two");
        check("a ‸word", "a word");
        check("a wo‸rd", "a word");
        check("an 👩[‍]👩 emoji", "an [👩‍👩] emoji");
    }

    #[test]
    fn spaces_and_punctuation_are_trimmed() {
        check("He said[ no. ]Then", "He said [no]. Then");
        check("in the [U.S. ]Senate", "in the [U.S.] Senate");
        check("up [9.5%, or $12].", "up [9.5%, or $12].");
        check("up [ $12. ]", "up  [$12]. ");
        check("said:[ “This] is", "said: “[This] is");
        check("[This is a test.”] he", "[This is a test].” he");
        check("[…no—]", "…[no]—");
        check("[?!]", "?!");
    }

    #[test]
    fn pairs_stay() {
        check("said: [“This is a test.”] He", "said: [“This is a test.”] He");
        check("said:[ \"This is a test.\" ]He", "said: [\"This is a test.\"] He");
        check("a[ “burger” gen]eration", "a [“burger” generation]");
        check("the[ FBI (bureau). ]It", "the [FBI (bureau)]. It");
        check("the[ (bureau]) is", "the ([bureau]) is");
        check("[said “no”, ‘yes’.]", "[said “no”, ‘yes’].");
        check("[the ministers’ ]houses", "[the ministers]’ houses");
        check("[('a')]", "[('a')]");
        check("said[\" and \"]no", "said\" [and] \"no");
        check("a[ \\[sic\\] ]b", "a [\\[sic\\]] b");
        check("[“No,” he said. “Ye]s", "[“No,” he said. “Yes]");
    }

    #[test]
    fn trimming_leaves_cut_words_cut() {
        check_trim("K[err]y", "K[err]y");
        check_trim("K[erry, ]", "K[erry], ");
        check_trim("[ “a” b]c", " [“a” b]c");
        check_trim("[ , ]", " , ");
    }

    /// Here the marks that are trimmed gave others their sense.
    #[test]
    fn pairs_are_those_of_what_is_left() {
        let text = marked("„[\"\\['\"'a「\\]\"a」]‘\"");
        let fitted = snap_to_words(&text.text, text.selection()).unwrap();
        assert_eq!(snap_to_words(&text.text, fitted), Some(fitted));
    }

    #[test]
    fn ends_are_far_apart_in_no_time() {
        let text = "word, ".repeat(2_000_000);
        let all = TextRange::up_to(TextSize::of(&*text));
        assert_eq!(snap_to_words(&text, all), Some(TextRange::up_to(all.end() - TextSize::from(2))));
    }

    proptest! {
        #[test]
        fn snapping_and_trimming_settle_at_once((text, range) in nasty_text_with_range()) {
            for fit in [snap_to_words, trim] {
                let Some(fitted) = fit(&text, range) else { continue };
                prop_assert!(!fitted.is_empty() && usize::from(fitted.end()) <= text.len());
                prop_assert!(grapheme::is_boundary(&text, fitted.start()) && grapheme::is_boundary(&text, fitted.end()));
                prop_assert!(fitted.intersect(grapheme::snap_to_graphemes(&text, range)).is_some());
                prop_assert_eq!(fit(&text, fitted), Some(fitted));
                let exact = &text[fitted];
                prop_assert_eq!(exact, exact.trim());
            }
        }

        #[test]
        fn pairs_settle_at_once(text in quoted_text(), a: prop::sample::Index, b: prop::sample::Index) {
            let place = |index: prop::sample::Index| grapheme::floor_usize(&text, index.index(text.len() + 1));
            let range = span::range(place(a), place(b));
            for fit in [snap_to_words, trim] {
                let fitted = fit(&text, range);
                prop_assert_eq!(fitted.and_then(|fitted| fit(&text, fitted)), fitted);
            }
        }

        #[test]
        fn trimming_only_shrinks((text, range) in nasty_text_with_range()) {
            if let Some(trimmed) = trim(&text, range) {
                prop_assert!(grapheme::snap_to_graphemes(&text, range).contains_range(trimmed));
                let snapped = snap_to_words(&text, range);
                prop_assert!(snapped.is_some_and(|snapped| snapped.intersect(trimmed).is_some()));
            }
        }
    }
}
