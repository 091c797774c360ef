//! Grapheme clusters: what a reader takes for one character.
//!
//! The rules look back over no more than the cluster itself or, between
//! flags, the run of flags.

use text_size::{TextRange, TextSize};
use unicode_segmentation::GraphemeCursor;

use super::span;

/// Whether a place is between two grapheme clusters, or at an end of the text.
#[must_use]
pub fn is_boundary(text: &str, at: TextSize) -> bool {
    let at = usize::from(at);
    at <= text.len() && text.is_char_boundary(at) && is_break(text, at)
}

/// The last grapheme boundary at or before a place.
#[must_use]
pub fn floor(text: &str, at: TextSize) -> TextSize {
    span::offset(floor_usize(text, usize::from(at)))
}

/// The first grapheme boundary at or after a place; the end of the text for a
/// place past it.
#[must_use]
pub fn ceil(text: &str, at: TextSize) -> TextSize {
    span::offset(ceil_usize(text, usize::from(at)))
}

/// The boundary after the cluster at (or around) a place; the end of the text
/// stays where it is.
#[must_use]
pub fn next(text: &str, at: TextSize) -> TextSize {
    span::offset(after(text, floor_usize(text, usize::from(at))))
}

/// The boundary before the cluster at (or around) a place; the beginning of
/// the text stays where it is.
#[must_use]
pub fn previous(text: &str, at: TextSize) -> TextSize {
    span::offset(before(text, floor_usize(text, usize::from(at))))
}

/// The range with both its edges moved outwards to grapheme boundaries. An
/// empty range stays empty.
#[must_use]
pub fn snap_to_graphemes(text: &str, range: TextRange) -> TextRange {
    let start = floor(text, range.start());
    let end = if range.is_empty() { start } else { ceil(text, range.end()) };
    TextRange::new(start, end.max(start))
}

pub(super) fn floor_usize(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    if is_break(text, at) { at } else { before(text, at) }
}

pub(super) fn ceil_usize(text: &str, at: usize) -> usize {
    let floor = floor_usize(text, at);
    if floor >= at.min(text.len()) { floor } else { after(text, floor) }
}

/// The boundary after a character boundary.
pub(super) fn after(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    // The cursor asks for more text only where it is given a part of it.
    cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

/// The boundary before a character boundary.
pub(super) fn before(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

fn is_break(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;
    use crate::text::marked::{nasty_text, nasty_text_with_offsets, nasty_text_with_range};

    #[track_caller]
    fn check(text: &str, expected: &[u32]) {
        let boundaries: Vec<u32> =
            (0..=text.len() as u32).filter(|&at| is_boundary(text, at.into())).collect();
        assert_eq!(boundaries, expected, "{text:?}");
    }

    #[test]
    fn clusters_hold_together() {
        check("", &[0]);
        check("ab", &[0, 1, 2]);
        check("e\u{301}x", &[0, 3, 4]);
        check("\r\n\n", &[0, 2, 3]);
        check("👨‍👩‍👧‍👦!", &[0, 25, 26]);
        check("👍🏽1️⃣", &[0, 8, 15]);
        check("🇺🇦🇺🇦🇺", &[0, 8, 16, 20]);
        check("각", &[0, 3]);
        check("क्ष", &[0, 9]);
        check("𝒲", &[0, 4]);
    }

    #[test]
    fn places_inside_and_past_the_end() {
        let text = "a👨‍👩‍👧‍👦b";
        let at = TextSize::new;
        assert_eq!((floor(text, at(9)), ceil(text, at(9))), (at(1), at(26)));
        assert_eq!((next(text, at(9)), previous(text, at(9))), (at(26), at(0)));
        assert_eq!((next(text, at(26)), previous(text, at(26))), (at(27), at(1)));
        assert_eq!((floor(text, at(u32::MAX)), ceil(text, at(u32::MAX))), (at(27), at(27)));
        assert_eq!((next(text, at(27)), previous(text, at(0))), (at(27), at(0)));
        assert_eq!(snap_to_graphemes(text, TextRange::new(at(2), at(5))), TextRange::new(at(1), at(26)));
        assert_eq!(snap_to_graphemes(text, TextRange::empty(at(5))), TextRange::empty(at(1)));
    }

    proptest! {
        /// Against the boundaries that a walk over the whole text finds.
        #[test]
        fn every_place_agrees_with_the_whole_text(text in nasty_text()) {
            let mut all: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
            all.push(text.len());
            for place in 0..=text.len() + 3 {
                let at = TextSize::new(place as u32);
                let last = *all.iter().rfind(|&&boundary| boundary <= place).unwrap();
                let first = all.iter().copied().find(|&boundary| boundary >= place).unwrap_or(text.len());
                prop_assert_eq!(usize::from(floor(&text, at)), last);
                prop_assert_eq!(usize::from(ceil(&text, at)), first);
                prop_assert_eq!(is_boundary(&text, at), last == place && place <= text.len());
            }
        }

        #[test]
        fn next_and_previous_undo_each_other((text, [at]) in nasty_text_with_offsets::<1>()) {
            let at = floor(&text, at.into());
            let (after, before) = (next(&text, at), previous(&text, at));
            prop_assert!(before <= at && at <= after);
            prop_assert!(after > at || usize::from(at) == text.len());
            prop_assert!(before < at || usize::from(at) == 0);
            prop_assert!(after == at || previous(&text, after) == at);
            prop_assert!(before == at || next(&text, before) == at);
        }

        #[test]
        fn snapping_widens_once((text, range) in nasty_text_with_range()) {
            let snapped = snap_to_graphemes(&text, range);
            prop_assert!(usize::from(snapped.end()) <= text.len());
            prop_assert!(usize::from(range.end()) > text.len() || range.is_empty() || snapped.contains_range(range));
            prop_assert_eq!(snap_to_graphemes(&text, snapped), snapped);
        }
    }
}
