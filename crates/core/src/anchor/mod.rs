//! From a quotation back to its place in a text.
//!
//! Files, other tools and earlier versions of an article know a span by its
//! words and by roughly where they stood. [`resolve`] finds the words again:
//! the occurrence nearest to the position, word for word if there is one, else
//! the same but for white space and quotation marks (see [`fold`]). What
//! cannot be found stays an orphan; nothing here guesses at similar words.
//!
//! Every result begins and ends at grapheme boundaries. The time is linear in
//! the text and the quotation (Knuth, Morris and Pratt's search), save where a
//! text consists of long runs of flags or combining marks.

pub mod fold;
mod search;

use text_size::{TextRange, TextSize};

use fold::{Fold, same_unit};
use search::Search;

/// How far from its position, in bytes, a quotation still counts as near.
///
/// Offsets drift by a few characters for each line break, emoji or entity that
/// another tool counted differently; over a long article that is some hundreds.
pub const NEAR: u32 = 1024;

/// How much of a prefix or a suffix is compared, in characters: more would let
/// a file make the search slow.
const CONTEXT: usize = 64;

/// Words quoted from a text, with what stood before and after them where that
/// is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quote<'a> {
    pub exact: &'a str,
    pub prefix: &'a str,
    pub suffix: &'a str,
}

impl<'a> Quote<'a> {
    /// A quotation without its surroundings.
    #[must_use]
    pub fn new(exact: &'a str) -> Self {
        Self { exact, prefix: "", suffix: "" }
    }

    fn has_context(&self) -> bool {
        !self.prefix.is_empty() || !self.suffix.is_empty()
    }

    /// How many characters around a range are those that the quotation names.
    fn context_at(&self, text: &str, range: TextRange) -> usize {
        let (before, after) = (text.get(..range.start().into()), text.get(range.end().into()..));
        let prefix = self.prefix.chars().rev().zip(before.unwrap_or_default().chars().rev());
        let suffix = self.suffix.chars().zip(after.unwrap_or_default().chars());
        let agree = |(a, b): &(char, char)| same_unit(*a, *b);
        prefix.take(CONTEXT).take_while(agree).count() + suffix.take(CONTEXT).take_while(agree).count()
    }
}

/// Where a quotation was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub range: TextRange,
    /// No other occurrence fits as well: the place does not rest on the
    /// position alone.
    pub only: bool,
}

/// Finds a quotation: its occurrence nearest to a position, in bytes.
///
/// In this order: at the position itself; near it ([`NEAR`]); anywhere. In
/// each, words that agree exactly come before words that agree but for white
/// space and quotation marks. With a prefix or a suffix, the occurrence whose
/// surroundings agree most comes first and nearness decides between equals.
/// Without a position, the quotation must occur once, or its surroundings must
/// tell one occurrence from the others.
#[must_use]
pub fn resolve(text: &str, quote: &Quote<'_>, near: Option<TextSize>) -> Option<TextRange> {
    match near {
        Some(near) => resolve_near(text, quote, near, TextSize::new(0))
            .or_else(|| resolve_anywhere(text, quote, Some(near), TextSize::new(0)).map(|found| found.range)),
        None => resolve_anywhere(text, quote, None, TextSize::new(0))
            .filter(|found| found.only)
            .map(|found| found.range),
    }
}

/// Finds a quotation at a position or within [`NEAR`] of it, and not before
/// `from`. Costs the same however long the text is. With a prefix or a suffix
/// the nearest place is no better than another, and this gives `None`.
#[must_use]
pub fn resolve_near(text: &str, quote: &Quote<'_>, near: TextSize, from: TextSize) -> Option<TextRange> {
    if quote.has_context() {
        return None;
    }
    let search = |fold, first, last| {
        Search { text, quote, near: Some(near), first, last, fold }.best().map(|found| found.range)
    };
    if near >= from
        && let Some(range) = in_place(text, quote.exact, near).or_else(|| search(Fold::Loose, near, near))
    {
        return Some(range);
    }
    let first = near.checked_sub(TextSize::new(NEAR)).unwrap_or_default().max(from);
    let last = TextSize::new(u32::from(near).saturating_add(NEAR));
    [Fold::Exact, Fold::Loose].into_iter().find_map(|fold| search(fold, first, last))
}

/// Finds a quotation anywhere at or after `from`: the occurrence whose
/// surroundings agree most, the nearest of those, the first of those.
#[must_use]
pub fn resolve_anywhere(
    text: &str,
    quote: &Quote<'_>,
    near: Option<TextSize>,
    from: TextSize,
) -> Option<Found> {
    let last = TextSize::new(u32::MAX);
    [Fold::Exact, Fold::Loose]
        .into_iter()
        .find_map(|fold| Search { text, quote, near, first: from, last, fold }.best())
}

/// Finds the quotations of one discontinuous target, in the order given, each
/// after the one before it.
///
/// A quotation that was found some way off moves the search for the next ones
/// by as much: the fragments of one target drift together. `None` when one of
/// them is not found.
#[must_use]
pub fn resolve_fragments(text: &str, quotes: &[(Quote<'_>, Option<TextSize>)]) -> Option<Vec<TextRange>> {
    let (mut from, mut drift) = (TextSize::new(0), 0);
    let mut ranges = Vec::with_capacity(quotes.len());
    for (quote, stated) in quotes {
        let near = stated.map_or(from, |stated| shifted(stated, drift));
        let range = resolve_near(text, quote, near, from)
            .or_else(|| resolve_anywhere(text, quote, Some(near), from).map(|found| found.range))?;
        if let Some(stated) = stated {
            drift = distance(*stated, range.start());
        }
        from = range.end();
        ranges.push(range);
    }
    Some(ranges)
}

/// A position moved by a drift, kept within what a position can be.
#[must_use]
pub fn shifted(at: TextSize, drift: i64) -> TextSize {
    let moved = (i64::from(u32::from(at)) + drift).clamp(0, i64::from(u32::MAX));
    TextSize::new(u32::try_from(moved).unwrap_or(u32::MAX))
}

/// How far it is from one position to another, in bytes; negative when the
/// other comes first.
#[must_use]
pub fn distance(from: TextSize, to: TextSize) -> i64 {
    i64::from(u32::from(to)) - i64::from(u32::from(from))
}

/// The quotation word for word at exactly this position.
fn in_place(text: &str, exact: &str, at: TextSize) -> Option<TextRange> {
    let rest = text.get(at.into()..)?;
    if exact.is_empty() || !rest.starts_with(exact) {
        return None;
    }
    let range = TextRange::at(at, TextSize::of(exact));
    search::cuts_no_grapheme(text, range).then_some(range)
}

#[cfg(test)]
mod tests;
