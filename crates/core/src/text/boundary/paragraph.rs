//! Blocks as stops for the caret.

use text_size::TextSize;

use crate::text::Block;

/// The index of the block that holds a place. A block's end counts as in it,
/// unless the next block begins there; the gap between two blocks is in none.
#[must_use]
pub fn block_at(blocks: &[Block], at: TextSize) -> Option<usize> {
    let index = blocks.partition_point(|block| block.range.start() <= at).checked_sub(1)?;
    blocks.get(index).is_some_and(|block| at <= block.range.end()).then_some(index)
}

/// The beginning of the first block that begins after a place, else the end
/// of the last block.
#[must_use]
pub fn next_block(blocks: &[Block], at: TextSize) -> TextSize {
    let index = blocks.partition_point(|block| block.range.start() <= at);
    let last = blocks.last().map_or(at, |block| block.range.end());
    blocks.get(index).map_or(last.max(at), |block| block.range.start())
}

/// The beginning of the last block that begins before a place, else the
/// beginning of the first block.
#[must_use]
pub fn previous_block(blocks: &[Block], at: TextSize) -> TextSize {
    let index = blocks.partition_point(|block| block.range.start() < at);
    let block = index.checked_sub(1).and_then(|index| blocks.get(index));
    block.map_or(at, |block| block.range.start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::marked::marked;

    #[test]
    fn a_block_holds_its_end_and_no_gap() {
        let text = marked("One. ¶ Two.");
        let at = |place: u32| block_at(&text.blocks, place.into());
        assert_eq!(
            [0, 3, 4, 5, 6, 10, 11].map(at),
            [Some(0), Some(0), Some(0), None, Some(1), Some(1), None]
        );
        assert_eq!(block_at(&[], 0.into()), None);
    }

    #[test]
    fn a_block_that_begins_where_another_ends_has_the_place() {
        let mut text = marked("One. ¶ Two.");
        text.blocks[0].range = text_size::TextRange::new(0.into(), 6.into());
        assert_eq!(block_at(&text.blocks, 6.into()), Some(1));
    }

    #[track_caller]
    fn check(step: fn(&[Block], TextSize) -> TextSize, before: &str, after: &str) {
        let text = marked(before);
        assert_eq!(text.with_caret(step(&text.blocks, text.caret.unwrap())), after);
    }

    #[test]
    fn a_caret_goes_from_block_to_block() {
        check(next_block, "‸One. ¶ Two. ¶ Six.", "One. ¶ ‸Two. ¶ Six.");
        check(next_block, "One.‸ ¶ Two. ¶ Six.", "One. ¶ ‸Two. ¶ Six.");
        check(next_block, "One. ¶ Two. ¶ ‸Six.", "One. ¶ Two. ¶ Six.‸");
        check(next_block, "One. ¶ Two. ¶ Six.‸", "One. ¶ Two. ¶ Six.‸");
        check(previous_block, "One. ¶ Two. ¶ Si‸x.", "One. ¶ Two. ¶ ‸Six.");
        check(previous_block, "One. ¶ Two. ¶ ‸Six.", "One. ¶ ‸Two. ¶ Six.");
        check(previous_block, "‸One. ¶ Two.", "‸One. ¶ Two.");
        assert_eq!(next_block(&[], 5.into()), 5.into());
        assert_eq!(previous_block(&[], 5.into()), 5.into());
    }
}
