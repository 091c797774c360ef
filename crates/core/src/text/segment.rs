//! Segments: the pieces a block is painted in, cut wherever a mark begins or
//! ends.

use text_size::{TextRange, TextSize};

/// Marks stacked deeper than this share the last lane.
pub const LANES: u8 = 4;

/// A stretch of a block that the same marks cover from end to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Byte offsets into the article's text.
    pub range: TextRange,
    /// Indices into the marks given to [`segments`], outermost first: longer
    /// marks before shorter ones.
    pub covers: Vec<usize>,
}

/// Cuts a block into segments that are disjoint and cover it exactly.
///
/// Marks may overlap, nest, be in any order and reach out of the block; empty
/// ones are ignored. Cost: n log n, and the sum of the covers.
#[must_use]
pub fn segments(block: TextRange, marks: &[TextRange]) -> Vec<Segment> {
    let clipped: Vec<Option<TextRange>> =
        marks.iter().map(|mark| mark.intersect(block).filter(|range| !range.is_empty())).collect();
    let mut cuts: Vec<TextSize> = vec![block.start(), block.end()];
    cuts.extend(clipped.iter().flatten().flat_map(|range| [range.start(), range.end()]));
    cuts.sort_unstable();
    cuts.dedup();

    let mut by_start: Vec<usize> = (0..marks.len()).filter(|&mark| clipped[mark].is_some()).collect();
    by_start.sort_by_key(|&mark| clipped[mark].map(TextRange::start));
    let mut waiting = by_start.into_iter().peekable();
    let mut open: Vec<usize> = Vec::new();
    let mut painted = Vec::with_capacity(cuts.len());
    for pair in cuts.windows(2) {
        let range = TextRange::new(pair[0], pair[1]);
        open.retain(|&mark| clipped[mark].is_some_and(|clip| clip.end() > range.start()));
        while let Some(mark) =
            waiting.next_if(|&mark| clipped[mark].is_some_and(|clip| clip.start() <= range.start()))
        {
            open.push(mark);
        }
        let mut covers = open.clone();
        covers.sort_by_key(|&mark| (std::cmp::Reverse(marks[mark].len()), marks[mark].start(), mark));
        painted.push(Segment { range, covers });
    }
    painted
}

/// Gives each mark a lane such that overlapping marks have different lanes as
/// far as [`LANES`] reaches, so that each can have an underline of its own.
/// Shorter marks get the lanes nearer to the text.
#[must_use]
pub fn lanes(marks: &[TextRange]) -> Vec<u8> {
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by_key(|&mark| (marks[mark].len(), marks[mark].start()));
    let mut lanes = vec![0; marks.len()];
    let mut placed: Vec<Vec<TextRange>> = vec![Vec::new(); usize::from(LANES)];
    for mark in order {
        let free = placed.iter().position(|lane| !meets(lane, marks[mark])).unwrap_or(placed.len() - 1);
        let at = placed[free].partition_point(|range| range.start() < marks[mark].start());
        placed[free].insert(at, marks[mark]);
        lanes[mark] = u8::try_from(free).unwrap_or(LANES - 1);
    }
    lanes
}

/// Whether a range overlaps one of these, which are disjoint and sorted (the
/// last lane, which may hold overlapping ones, is never refused anything).
fn meets(lane: &[TextRange], range: TextRange) -> bool {
    let after = lane.partition_point(|placed| placed.start() < range.end());
    after > 0 && lane[after - 1].end() > range.start()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(start: u32, end: u32) -> TextRange {
        TextRange::new(start.into(), end.into())
    }

    #[test]
    fn an_unmarked_block_is_one_segment() {
        assert_eq!(segments(range(3, 9), &[]), vec![Segment { range: range(3, 9), covers: vec![] }]);
    }

    #[test]
    fn a_name_inside_a_claim_is_painted_inside_it() {
        let painted = segments(range(0, 20), &[range(4, 7), range(2, 12)]);
        let covers: Vec<_> = painted.iter().map(|segment| segment.covers.clone()).collect();
        assert_eq!(covers, vec![vec![], vec![1], vec![1, 0], vec![1], vec![]]);
    }

    #[test]
    fn the_inner_of_two_has_the_lane_nearer_to_the_text() {
        assert_eq!(lanes(&[range(2, 12), range(4, 7), range(14, 16)]), vec![1, 0, 0]);
    }

    proptest! {
        #[test]
        fn segments_are_disjoint_cover_exactly_and_name_the_right_marks(
            start in 0u32..50,
            len in 0u32..100,
            marks in prop::collection::vec((0u32..160, 0u32..60), 0..20),
        ) {
            let block = range(start, start + len);
            let marks: Vec<TextRange> = marks.into_iter().map(|(start, len)| range(start, start + len)).collect();
            let painted = segments(block, &marks);
            let mut at = block.start();
            for segment in &painted {
                prop_assert_eq!(segment.range.start(), at);
                prop_assert!(!segment.range.is_empty());
                at = segment.range.end();
                let mut expected: Vec<usize> =
                    (0..marks.len()).filter(|&mark| !marks[mark].is_empty() && marks[mark].contains_range(segment.range)).collect();
                let mut covers = segment.covers.clone();
                covers.sort_unstable();
                expected.sort_unstable();
                prop_assert_eq!(covers, expected);
            }
            prop_assert_eq!(at, block.end());
        }

        #[test]
        fn overlapping_marks_get_different_lanes(marks in prop::collection::vec((0u32..60, 1u32..10), 0..4)) {
            let marks: Vec<TextRange> = marks.into_iter().map(|(start, len)| range(start, start + len)).collect();
            let lanes = lanes(&marks);
            for a in 0..marks.len() {
                for b in 0..a {
                    let overlap = marks[a].intersect(marks[b]).is_some_and(|both| !both.is_empty());
                    prop_assert!(!overlap || lanes[a] != lanes[b]);
                }
            }
        }
    }
}
