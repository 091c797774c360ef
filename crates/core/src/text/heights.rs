//! How high the blocks of an article are on the screen, so that only those in
//! view need be on the page: the others are empty room of the same height.
//!
//! A block that was painted has been measured. The others are estimated from
//! the length of their text, with what the measured ones tell about the width
//! of the column. All heights are CSS pixels.

use super::Block;

/// Room below a block and the unused half of its last line: what a block takes
/// besides its text.
const BESIDES: u32 = 33;
/// Pixels for 1,000 bytes of text until something was measured: 68 bytes to a
/// line of 30 pixels.
const PIXELS_FOR_1000_BYTES: u32 = 441;

/// The heights of an article's blocks, and sums of them in O(log n).
#[derive(Clone, Debug, Default)]
pub struct Heights {
    /// Bytes of text, by block.
    lengths: Vec<u32>,
    heights: Vec<u32>,
    measured: Vec<bool>,
    /// A Fenwick tree over `heights`.
    sums: Vec<u32>,
}

impl Heights {
    #[must_use]
    pub fn new(blocks: &[Block]) -> Self {
        let lengths: Vec<u32> = blocks.iter().map(|block| u32::from(block.range.len())).collect();
        let mut heights = Self {
            heights: vec![0; lengths.len()],
            measured: vec![false; lengths.len()],
            sums: Vec::new(),
            lengths,
        };
        heights.estimate(PIXELS_FOR_1000_BYTES);
        heights
    }

    /// The height of everything before a block; of the whole article for the
    /// block after the last.
    #[must_use]
    pub fn above(&self, block: usize) -> u32 {
        let mut at = block.min(self.heights.len());
        let mut sum = 0;
        while at > 0 {
            sum += self.sums[at];
            at -= lowest_bit(at);
        }
        sum
    }

    /// The block at a distance from the article's top; the last one when the
    /// article is not so high.
    #[must_use]
    pub fn block_at(&self, mut distance: u32) -> usize {
        let mut at = 0;
        let mut step = self.heights.len().checked_next_power_of_two().unwrap_or(0);
        while step > 0 {
            let next = at + step;
            if self.sums.get(next).is_some_and(|&sum| sum <= distance) {
                distance -= self.sums[next];
                at = next;
            }
            step /= 2;
        }
        at.min(self.heights.len().saturating_sub(1))
    }

    /// Takes the heights of consecutive blocks as they are on the screen.
    pub fn measure(&mut self, first: usize, heights: impl IntoIterator<Item = u32>) {
        for (block, height) in (first..self.heights.len()).zip(heights) {
            let before = std::mem::replace(&mut self.heights[block], height);
            self.measured[block] = true;
            self.add(block, height.wrapping_sub(before));
        }
    }

    /// Estimates the blocks that were not measured by those that were. Not to
    /// be done while the user scrolls: the scroll bar would jump.
    pub fn calibrate(&mut self) {
        let (mut bytes, mut pixels) = (0_u64, 0_u64);
        for block in (0..self.heights.len()).filter(|&block| self.measured[block]) {
            bytes += u64::from(self.lengths[block]);
            pixels += u64::from(self.heights[block].saturating_sub(BESIDES));
        }
        if let Some(rate) = (pixels * 1000).checked_div(bytes).and_then(|rate| u32::try_from(rate).ok()) {
            self.estimate(rate.max(1));
        }
    }

    /// Forgets what was measured, for use when the column has another width;
    /// the old heights stay as estimates until there are new ones.
    pub fn forget(&mut self) {
        self.measured.fill(false);
    }

    fn estimate(&mut self, pixels_for_1000_bytes: u32) {
        let rate = u64::from(pixels_for_1000_bytes);
        for block in (0..self.heights.len()).filter(|&block| !self.measured[block]) {
            let text = u64::from(self.lengths[block]) * rate / 1000;
            self.heights[block] = u32::try_from(text).unwrap_or(u32::MAX / 2).saturating_add(BESIDES);
        }
        self.sum_up();
    }

    fn sum_up(&mut self) {
        self.sums = vec![0; self.heights.len() + 1];
        for at in 1..self.sums.len() {
            self.sums[at] = self.sums[at].wrapping_add(self.heights[at - 1]);
            let parent = at + lowest_bit(at);
            if parent < self.sums.len() {
                self.sums[parent] = self.sums[parent].wrapping_add(self.sums[at]);
            }
        }
    }

    /// Adds to a block's height; a negative number wraps.
    fn add(&mut self, block: usize, more: u32) {
        let mut at = block + 1;
        while let Some(sum) = self.sums.get_mut(at) {
            *sum = sum.wrapping_add(more);
            at += lowest_bit(at);
        }
    }
}

fn lowest_bit(n: usize) -> usize {
    n & n.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{BlockKind, TextRange};

    fn heights(lengths: &[u32]) -> Heights {
        let mut start = 0;
        let blocks: Vec<Block> = lengths
            .iter()
            .map(|&length| {
                let range = TextRange::new(start.into(), (start + length).into());
                start += length + 1;
                Block { range, kind: BlockKind::Paragraph }
            })
            .collect();
        Heights::new(&blocks)
    }

    #[test]
    fn an_article_without_blocks_has_no_height() {
        let none = heights(&[]);
        assert_eq!((none.above(0), none.above(7), none.block_at(100)), (0, 0, 0));
    }

    #[test]
    fn what_was_not_measured_is_estimated_by_what_was() {
        let mut all = heights(&[1000, 1000, 2000]);
        all.measure(0, [BESIDES + 600]);
        all.calibrate();
        assert_eq!(all.above(1), BESIDES + 600);
        assert_eq!(all.above(2), 2 * (BESIDES + 600));
        assert_eq!(all.above(3), 2 * (BESIDES + 600) + BESIDES + 1200);
    }

    #[test]
    fn another_width_is_measured_anew() {
        let mut all = heights(&[1000, 1000]);
        all.measure(0, [500, 500]);
        all.forget();
        assert_eq!(all.above(2), 1000);
        all.measure(0, [BESIDES + 300]);
        all.calibrate();
        assert_eq!(all.above(2), 2 * (BESIDES + 300));
    }

    proptest! {
        #[test]
        fn sums_are_those_of_a_plain_addition(
            lengths in prop::collection::vec(0u32..3000, 1..60),
            measured in prop::collection::vec((0usize..60, prop::collection::vec(1u32..900, 0..20)), 0..6),
            calibrated: bool,
        ) {
            let mut all = heights(&lengths);
            for (first, measured) in measured {
                all.measure(first, measured);
            }
            if calibrated {
                all.calibrate();
            }
            let mut above = 0;
            for block in 0..lengths.len() {
                prop_assert_eq!(all.above(block), above);
                prop_assert_eq!(all.block_at(above), block);
                above += all.heights[block];
                prop_assert_eq!(all.block_at(above - 1), block);
            }
            prop_assert_eq!(all.above(lengths.len()), above);
            prop_assert_eq!(all.block_at(above), lengths.len() - 1);
        }
    }
}
