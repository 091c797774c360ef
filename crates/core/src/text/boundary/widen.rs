//! The next larger selection.

use text_size::TextRange;

use super::paragraph::block_at;
use super::{grapheme, name, quotation, sentence, snap, span, word};
use crate::text::Block;

/// The next larger of word, name, inside of a quotation, quotation with its
/// marks, sentence and block that holds the selection and more. A caret gives
/// the word that it touches. A selection that is a whole block, or whole
/// blocks, stays as it is.
#[must_use]
pub fn widen(text: &str, blocks: &[Block], range: TextRange) -> TextRange {
    let range = grapheme::snap_to_graphemes(text, range);
    let Some(within) = blocks_around(text, blocks, range) else {
        return range;
    };
    let is_larger = |wider: &TextRange| {
        wider.contains_range(range) && *wider != range && !wider.is_empty() && within.contains_range(*wider)
    };
    let word =
        if range.is_empty() { word::word_at(text, range.start()) } else { snap::snap_to_words(text, range) };
    let name = name::name_around(text, blocks, range);
    let quotations = quotation::quotations_near(text, blocks, range);
    let quoted = quotations.into_iter().flat_map(|quotation| [quotation.inner, quotation.range]);
    let candidates =
        word.into_iter().chain(name).chain(quoted).chain(sentences(text, blocks, range)).chain([within]);
    candidates.filter(is_larger).min_by_key(|wider| wider.len()).unwrap_or(range)
}

/// The block around a selection, or all from its first to its last block.
fn blocks_around(text: &str, blocks: &[Block], range: TextRange) -> Option<TextRange> {
    let met = if range.is_empty() {
        let index = block_at(blocks, range.start())?;
        blocks.get(index..=index)?
    } else {
        let first = blocks.partition_point(|block| block.range.end() <= range.start());
        let past = blocks.partition_point(|block| block.range.start() < range.end());
        blocks.get(first..past)?
    };
    let (first, last) = (met.first()?, met.last()?);
    let (start, end) = (word::limits(text, first).start, word::limits(text, last).end);
    Some(span::range(start, end).cover(range))
}

/// The sentence around a selection, or all from its first to its last sentence.
fn sentences(text: &str, blocks: &[Block], range: TextRange) -> Option<TextRange> {
    let first = sentence::sentence_at(text, blocks, range.start())?;
    if first.contains_range(range) {
        return Some(first);
    }
    let last = sentence::sentence_at(text, blocks, grapheme::previous(text, range.end()))?;
    Some(first.cover(last))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::marked::{marked, nasty_text_with_range, paragraphs};

    /// Each step from the first selection on, to the last one that stays.
    #[track_caller]
    fn check(steps: &[&str]) {
        let text = marked(steps[0]);
        let mut range = text.selection();
        for expected in &steps[1..] {
            let wider = widen(&text.text, &text.blocks, range);
            assert_eq!(text.with(&[wider]), *expected);
            range = wider;
        }
        assert_eq!(widen(&text.text, &text.blocks, range), range);
    }

    #[test]
    fn from_a_caret_to_the_block() {
        check(&[
            "No. ¶ He said: “John Ker‸ry left. He did.” So. ¶ No.",
            "No. ¶ He said: “John [Kerry] left. He did.” So. ¶ No.",
            "No. ¶ He said: “[John Kerry] left. He did.” So. ¶ No.",
            "No. ¶ He said: “[John Kerry left. He did.]” So. ¶ No.",
            "No. ¶ He said: [“John Kerry left. He did.”] So. ¶ No.",
            "No. ¶ [He said: “John Kerry left. He did.”] So. ¶ No.",
            "No. ¶ [He said: “John Kerry left. He did.” So.] ¶ No.",
        ]);
        check(&["A ‘[b]’ c.", "A [‘b’] c.", "[A ‘b’ c.]"]);
        check(&[
            "One. T[w]o, yes. Six.",
            "One. [Two], yes. Six.",
            "One. [Two, yes.] Six.",
            "[One. Two, yes. Six.]",
        ]);
    }

    #[test]
    fn from_what_is_no_word() {
        check(&["One ‸— two. Six.", "[One — two.] Six.", "[One — two. Six.]"]);
        check(&[
            "One. T[wo. S]ix. No.",
            "One. [Two. Six]. No.",
            "One. [Two. Six.] No.",
            "[One. Two. Six. No.]",
        ]);
        check(&["One. ¶ T[wo. ¶ S]ix.", "One. ¶ [Two. ¶ Six].", "One. ¶ [Two. ¶ Six.]"]);
    }

    #[test]
    fn a_running_quotation_is_not_offered() {
        check(&["“One. ¶ “T‸wo.”", "“One. ¶ “[Two].”", "“One. ¶ [“Two.”]"]);
    }

    #[test]
    fn nothing_to_widen_to() {
        check(&["[One. ¶ Two.]"]);
        assert_eq!(widen("", &[], TextRange::empty(0.into())), TextRange::empty(0.into()));
        assert_eq!(widen("ab", &[], TextRange::empty(9.into())), TextRange::empty(2.into()));
    }

    proptest! {
        #[test]
        fn every_step_is_larger_and_there_is_a_last((text, range) in nasty_text_with_range()) {
            let blocks = paragraphs(&text);
            let mut range = grapheme::snap_to_graphemes(&text, range);
            for _ in 0..100 {
                let wider = widen(&text, &blocks, range);
                prop_assert!(wider.contains_range(range));
                prop_assert!(grapheme::is_boundary(&text, wider.start()) && grapheme::is_boundary(&text, wider.end()));
                if wider == range {
                    return Ok(());
                }
                range = wider;
            }
            prop_assert!(false, "no end");
        }
    }
}
