//! The search itself: every occurrence of a quotation, overlapping ones too,
//! in one pass over the text, and the best of them.

use std::cmp::Reverse;

use text_size::{TextRange, TextSize};

use super::fold::{Fold, units};
use super::{Found, Quote};
use crate::text::boundary::grapheme::is_boundary;

/// One pass over a stretch of a text.
pub(super) struct Search<'a> {
    pub(super) text: &'a str,
    pub(super) quote: &'a Quote<'a>,
    pub(super) near: Option<TextSize>,
    /// Occurrences start at or after this,
    pub(super) first: TextSize,
    /// and at or before this.
    pub(super) last: TextSize,
    pub(super) fold: Fold,
}

/// How well an occurrence fits: greater is better.
type Fit = (usize, Reverse<u32>);

impl Search<'_> {
    pub(super) fn best(&self) -> Option<Found> {
        if self.fold == Fold::Exact && !self.stretch().contains(self.quote.exact) {
            return None;
        }
        let pattern = Pattern::new(self.quote.exact, self.fold)?;
        let mut best: Option<(Fit, Found)> = None;
        for range in pattern.occurrences(self.text, self.first, self.last, self.fold) {
            let fit = self.fit(range);
            let passed =
                best.is_some_and(|((context, away), found)| !found.only && context == 0 && away > fit.1);
            // From here on occurrences are only further away.
            if passed && !self.quote.has_context() {
                break;
            }
            if best.is_some_and(|(_, found)| !found.only) && best.is_some_and(|(other, _)| other >= fit) {
                continue;
            }
            if cuts_no_grapheme(self.text, range) {
                best = Some(better(best, fit, range));
            }
        }
        best.map(|(_, found)| found)
    }

    /// All that an exact occurrence can lie in: much the fastest way to see
    /// that there is none.
    fn stretch(&self) -> &str {
        let first = char_boundary_from(self.text, self.first.into());
        let end = usize::from(self.last).saturating_add(self.quote.exact.len());
        self.text.get(first..char_boundary_from(self.text, end).max(first)).unwrap_or_default()
    }

    fn fit(&self, range: TextRange) -> Fit {
        let away = self.near.map_or(0, |near| u32::from(near).abs_diff(range.start().into()));
        let context = if self.quote.has_context() { self.quote.context_at(self.text, range) } else { 0 };
        (context, Reverse(away))
    }
}

/// The better of the best so far and another occurrence. The first keeps its
/// place among equals; an occurrence is the only one until another has the
/// same surroundings.
fn better(best: Option<(Fit, Found)>, fit: Fit, range: TextRange) -> (Fit, Found) {
    match best {
        Some((best, found)) if best >= fit => (best, Found { only: found.only && best.0 > fit.0, ..found }),
        Some((best, _)) => (fit, Found { range, only: fit.0 > best.0 }),
        None => (fit, Found { range, only: true }),
    }
}

pub(super) fn cuts_no_grapheme(text: &str, range: TextRange) -> bool {
    is_boundary(text, range.start()) && is_boundary(text, range.end())
}

/// A folded quotation with the table that tells how far a failed comparison
/// may move on.
struct Pattern {
    units: Vec<char>,
    /// For each length of a matched beginning, the length of the longest
    /// shorter beginning that it ends with.
    borders: Vec<usize>,
}

impl Pattern {
    /// `None` for a quotation of nothing.
    fn new(exact: &str, fold: Fold) -> Option<Self> {
        let units: Vec<char> = units(exact, fold).map(|unit| unit.folded).collect();
        if units.is_empty() {
            return None;
        }
        let mut pattern = Self { borders: vec![0; units.len() + 1], units };
        let mut matched = 0;
        for index in 1..pattern.units.len() {
            let unit = pattern.units.get(index).copied()?;
            matched = pattern.step(matched, unit);
            *pattern.borders.get_mut(index + 1)? = matched;
        }
        Some(pattern)
    }

    /// How much of the pattern is matched after one more unit.
    fn step(&self, mut matched: usize, unit: char) -> usize {
        loop {
            if self.units.get(matched) == Some(&unit) {
                return matched + 1;
            }
            if matched == 0 {
                return 0;
            }
            matched = self.borders.get(matched).copied().unwrap_or(0);
        }
    }

    /// The occurrences that start between two positions, in text order.
    fn occurrences<'a>(
        &'a self,
        text: &'a str,
        first: TextSize,
        last: TextSize,
        fold: Fold,
    ) -> impl Iterator<Item = TextRange> + 'a {
        let from = char_boundary_from(text, first.into());
        let stretch = text.get(from..).unwrap_or_default();
        let last = usize::from(last);
        let mut starts = Starts::new(self.units.len());
        let mut matched = 0;
        let mut stretch = units(stretch, fold);
        std::iter::from_fn(move || {
            loop {
                let unit = stretch.next()?;
                starts.push(unit.start + from);
                matched = self.step(matched, unit.folded);
                // What may still become an occurrence begins here.
                let begin = starts.back(matched.max(1));
                if begin > last {
                    return None;
                }
                if matched == self.units.len() {
                    return range(begin, unit.end + from);
                }
            }
        })
    }
}

/// Where the last few units started: as many as the pattern is long.
struct Starts {
    ring: Vec<usize>,
    next: usize,
}

impl Starts {
    fn new(len: usize) -> Self {
        Self { ring: vec![0; len], next: 0 }
    }

    fn push(&mut self, start: usize) {
        if let Some(slot) = self.ring.get_mut(self.next) {
            *slot = start;
        }
        self.next = if self.next + 1 < self.ring.len() { self.next + 1 } else { 0 };
    }

    /// The start of the unit that was pushed as the last but `count - 1`, for a
    /// count up to the pattern's length.
    fn back(&self, count: usize) -> usize {
        let at = if count <= self.next { self.next - count } else { self.next + self.ring.len() - count };
        self.ring.get(at).copied().unwrap_or_default()
    }
}

fn range(start: usize, end: usize) -> Option<TextRange> {
    Some(TextRange::new(TextSize::try_from(start).ok()?, TextSize::try_from(end).ok()?))
}

fn char_boundary_from(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}
