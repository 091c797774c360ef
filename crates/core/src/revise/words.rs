//! Words, and what changed between two runs of them.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

/// A run of words that both texts have, or only one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Same(String),
    Gone(String),
    New(String),
}

/// The words and marks of a text with the white space between them, in order,
/// as byte ranges.
pub(super) fn words(text: &str) -> Vec<Range<usize>> {
    text.split_word_bound_indices().map(|(at, word)| at..at + word.len()).collect()
}

/// Whether a token has letters or digits.
pub(super) fn is_word(token: &str) -> bool {
    token.chars().any(char::is_alphanumeric)
}

/// What changed from one text to the other, word by word. Long texts are best
/// compared by [`Alignment`](super::Alignment).
#[must_use]
pub fn compare(before: &str, after: &str) -> Vec<Piece> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_word_bounds().collect(), after.split_word_bounds().collect());
    let mut pieces = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (gone, come) = (old[op.old_range()].concat(), new[op.new_range()].concat());
        match op.tag() {
            DiffTag::Equal => pieces.push(Piece::Same(gone)),
            _ => {
                pieces.extend((!gone.is_empty()).then_some(Piece::Gone(gone)));
                pieces.extend((!come.is_empty()).then_some(Piece::New(come)));
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_word_is_shown_in_its_place() {
        let (same, gone, new) = (
            |text: &str| Piece::Same(text.to_owned()),
            |text: &str| Piece::Gone(text.to_owned()),
            |text: &str| Piece::New(text.to_owned()),
        );
        assert_eq!(
            compare("We were told nothing.", "We were told little, late."),
            [same("We were told "), gone("nothing"), new("little, late"), same(".")]
        );
        assert_eq!(compare("", "new"), [new("new")]);
        assert_eq!(compare("same", "same"), [same("same")]);
    }
}
