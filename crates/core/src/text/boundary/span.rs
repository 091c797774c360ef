//! Conversions between the offsets of the interface and those of `str`.

use text_size::{TextRange, TextSize};

/// The offset of a place in a text; a text is never longer than 4 GB.
pub(super) fn offset(at: usize) -> TextSize {
    TextSize::new(u32::try_from(at).unwrap_or(u32::MAX))
}

/// The range between two places, in either order.
pub(super) fn range(start: usize, end: usize) -> TextRange {
    let (start, end) = (offset(start), offset(end));
    TextRange::new(start.min(end), start.max(end))
}

/// The text between two places; nothing where they are no range of it.
pub(super) fn slice(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default()
}

/// The character that ends at a place.
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// The character that begins at a place.
pub(super) fn char_after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}
