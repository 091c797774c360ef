//! One target's place in the new text.

use std::ops::Range;

use similar::{Algorithm, capture_diff_slices, get_diff_ratio};
use text_size::TextRange;

use super::align::{Alignment, Stretch, text_range};
use super::words::{is_word, words};
use crate::anchor::{Quote, resolve_anywhere};
use crate::model::Target;
use crate::text::boundary::snap_to_graphemes;

/// How many characters before and after a quotation its context has.
const CONTEXT: usize = 32;
/// How many of them have to agree where the quotation stands by itself.
const AGREEING: usize = 12;
/// A quotation of so many words is known without its context.
const TELLING_WORDS: usize = 6;
/// How alike the letters of a corrected word are, at least.
const ALIKE: f32 = 0.6;

/// What becomes of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    Kept(Target),
    Moved(Target),
    Changed(Target),
    Lost,
}

/// One fragment's place.
enum Place {
    Kept(TextRange),
    Moved(TextRange),
    Changed(TextRange),
}

pub(super) struct Carrier<'a> {
    old: &'a str,
    new: &'a str,
    alignment: &'a Alignment,
}

impl<'a> Carrier<'a> {
    pub fn new(old: &'a str, new: &'a str, alignment: &'a Alignment) -> Self {
        Self { old, new, alignment }
    }

    pub fn carry(&self, target: &Target) -> Carried {
        let fragments = target.fragments();
        let places: Vec<Place> = fragments.iter().filter_map(|&range| self.place(range)).collect();
        let lost = places.len() < fragments.len();
        if lost && places.len() * 2 < fragments.len() {
            return Carried::Lost;
        }
        let (mut moved, mut changed) = (false, lost);
        let ranges = places.into_iter().map(|place| match place {
            Place::Kept(range) => range,
            Place::Moved(range) => {
                moved = true;
                range
            }
            Place::Changed(range) => {
                changed = true;
                range
            }
        });
        match Target::new(ranges.collect()) {
            Ok(target) if changed => Carried::Changed(target),
            Ok(target) if moved => Carried::Moved(target),
            Ok(target) => Carried::Kept(target),
            Err(_) => Carried::Lost,
        }
    }

    fn place(&self, range: TextRange) -> Option<Place> {
        if let Some((range, moved)) = self.alignment.whole(range) {
            return Some(if moved { Place::Moved(range) } else { Place::Kept(range) });
        }
        if let Some(range) = self.quoted(range) {
            return Some(Place::Moved(range));
        }
        let changed = self.in_part(range).or_else(|| self.corrected(range))?;
        let snapped = snap_to_graphemes(self.new, changed);
        (!snapped.is_empty()).then_some(Place::Changed(snapped))
    }

    /// The same words where nothing else stood, when they are many or their
    /// surroundings are the same.
    fn quoted(&self, range: TextRange) -> Option<TextRange> {
        let (before, exact, after) = (
            self.old.get(..range.start().into())?,
            self.old.get(Range::<usize>::from(range))?,
            self.old.get(range.end().into()..)?,
        );
        let prefix = last_chars(before, CONTEXT);
        let suffix = first_chars(after, CONTEXT);
        let found = resolve_anywhere(self.new, &Quote { exact, prefix, suffix }, None, 0.into())?;
        if !found.only || self.alignment.is_taken(found.range) {
            return None;
        }
        let (new_before, new_after) =
            (self.new.get(..found.range.start().into())?, self.new.get(found.range.end().into()..)?);
        let agree = prefix.chars().rev().zip(new_before.chars().rev()).take_while(|(a, b)| a == b).count()
            + suffix.chars().zip(new_after.chars()).take_while(|(a, b)| a == b).count();
        let telling = count_words(exact) >= TELLING_WORDS;
        (telling || agree >= AGREEING).then_some(found.range)
    }

    /// What stands where a range stood of which at least half of the words
    /// stayed.
    fn in_part(&self, range: TextRange) -> Option<TextRange> {
        let range: Range<usize> = range.into();
        let exact = self.old.get(range.clone())?;
        let met: Vec<&Stretch> = self.alignment.meeting(range.clone()).collect();
        let moved = met.iter().all(|stretch| stretch.moved);
        let met: Vec<&Stretch> = met.into_iter().filter(|stretch| moved || !stretch.moved).collect();
        let (first, last) = (met.first()?, met.last()?);
        let all = count_words(exact);
        let kept: usize = met
            .iter()
            .filter_map(|stretch| {
                let (start, end) = (stretch.old.max(range.start), (stretch.old + stretch.len).min(range.end));
                self.old.get(start..end).map(count_words)
            })
            .sum();
        if kept == 0 || kept * 2 < all || !met.is_sorted_by_key(|stretch| stretch.new) {
            return None;
        }
        let (gap_before, _) = self.alignment.around(range.start..range.start);
        let start = if first.old <= range.start {
            first.new + (range.start - first.old)
        } else {
            self.edge(range.start..first.old, first, gap_before.start, true)
        };
        let end = if last.old + last.len >= range.end {
            last.new + (range.end - last.old)
        } else {
            let (gap_after, _) = self.alignment.around(range.end..range.end);
            self.edge(last.old + last.len..range.end, last, gap_after.end, false)
        };
        let inner = self.new.get(start..end)?;
        // What was put in between may be long, but not another text.
        if count_words(inner) > all * 3 + 12 {
            return None;
        }
        self.trimmed(start..end)
    }

    /// A range whose first or last words were replaced: with what stands in
    /// their place, where they stood alone in it.
    fn edge(&self, replaced: Range<usize>, beside: &Stretch, gap: usize, at_start: bool) -> usize {
        let (inside, outside) = if at_start {
            (beside.new, self.old.get(gap..replaced.start))
        } else {
            (beside.new + beside.len, self.old.get(replaced.end..gap.min(self.old.len())))
        };
        if outside.is_none_or(|outside| outside.contains(char::is_alphanumeric)) {
            return inside;
        }
        let (around, place) = self.alignment.around(replaced.clone());
        let _ = around;
        match place {
            Some(place) if at_start && place.end == inside => place.start,
            Some(place) if !at_start && place.start == inside => place.end.min(self.new.len()),
            _ => inside,
        }
    }

    /// A word or two that were written anew, as a misspelt name is: what stands
    /// in their place, alone and much like them.
    fn corrected(&self, range: TextRange) -> Option<TextRange> {
        let range: Range<usize> = range.into();
        let exact = self.old.get(range.clone())?;
        if self.alignment.meeting(range.clone()).any(|stretch| {
            let (start, end) = (stretch.old.max(range.start), (stretch.old + stretch.len).min(range.end));
            self.old.get(start..end).is_some_and(|kept| kept.contains(char::is_alphanumeric))
        }) {
            return None;
        }
        let (was, place) = self.alignment.around(range.clone());
        let place = place?;
        let slot = self.old.get(was.start..was.end.min(self.old.len()))?;
        let new = self.trimmed(place.start..place.end.min(self.new.len()))?;
        let text = self.new.get(Range::<usize>::from(new))?;
        let same_count = count_words(slot) == count_words(exact) && count_words(text) == count_words(exact);
        (same_count && alike(exact, text)).then_some(new)
    }

    fn trimmed(&self, range: Range<usize>) -> Option<TextRange> {
        let inner = self.new.get(range.clone())?;
        let trimmed = inner.trim();
        let lead = inner.len() - inner.trim_start().len();
        text_range(range.start + lead, trimmed.len()).filter(|range| !range.is_empty())
    }
}

fn count_words(text: &str) -> usize {
    words(text).into_iter().filter(|word| is_word(&text[word.clone()])).count()
}

fn alike(a: &str, b: &str) -> bool {
    const LONGEST: usize = 80;
    // As texts and not as characters: words are compared so too, and one diff is enough in the program.
    let [a, b] =
        [a, b].map(|text| text.split("").filter(|char| !char.is_empty()).take(LONGEST).collect::<Vec<_>>());
    get_diff_ratio(&capture_diff_slices(Algorithm::Myers, &a, &b), a.len(), b.len()) >= ALIKE
}

fn last_chars(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().take(count).last().map_or(text.len(), |(at, _)| at);
    &text[start..]
}

fn first_chars(text: &str, count: usize) -> &str {
    let end = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    &text[..end]
}
