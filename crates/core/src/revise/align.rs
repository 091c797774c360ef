//! Which stretches of an old text stand where in a new one.
//!
//! First whole sentences that both have, in order; then whole sentences that
//! were moved; then, between those, word by word. What only happens to stand
//! in both of two different sentences does not count.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};
use text_size::{TextRange, TextSize};

use super::words::{is_word, words};

/// The work that comparing two runs of words may take, as the product of their
/// lengths: beyond it their words are not compared.
const MOST_WORK: usize = 50_000_000;
/// A moved sentence has at least so many words: fewer may stand anywhere by
/// chance.
const MOVED_WORDS: usize = 4;
/// A changed sentence keeps at least so many of its words, in percent: fewer
/// are there by chance.
const KEPT_WORDS: usize = 35;

/// A stretch of the old text that stands in the new one, character for
/// character. Bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub old: usize,
    pub new: usize,
    pub len: usize,
    /// It was moved past others.
    pub moved: bool,
}

impl Stretch {
    fn in_old(&self) -> Range<usize> {
        self.old..self.old + self.len
    }

    fn in_new(&self) -> Range<usize> {
        self.new..self.new + self.len
    }
}

/// The stretches that two texts share, by their place in the old one; none
/// meets another, in either text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    stretches: Vec<Stretch>,
    /// What they are in the new text, in order.
    taken: Vec<Range<usize>>,
}

impl Alignment {
    #[must_use]
    pub fn new(old: &str, new: &str) -> Self {
        if old == new {
            let whole = Stretch { old: 0, new: 0, len: old.len(), moved: false };
            return Self { stretches: vec![whole], taken: vec![whole.in_new()] };
        }
        let mut aligner = Aligner { old, new, stretches: Vec::new() };
        let (was, is) = aligner.sentences();
        aligner.moved(&was, &is);
        aligner.words(&was);
        let stretches = aligner.stretches;
        let mut taken: Vec<Range<usize>> = stretches.iter().map(Stretch::in_new).collect();
        taken.sort_by_key(|range| range.start);
        Self { stretches, taken }
    }

    #[must_use]
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// Where a whole range of the old text stands, and whether it was moved.
    #[must_use]
    pub fn whole(&self, range: TextRange) -> Option<(TextRange, bool)> {
        let (start, end) = (usize::from(range.start()), usize::from(range.end()));
        let stretch = self.meeting(start..end).next()?;
        if stretch.old > start || stretch.in_old().end < end {
            return None;
        }
        Some((text_range(stretch.new + (start - stretch.old), end - start)?, stretch.moved))
    }

    /// Whether a range of the new text is where something else stood already.
    #[must_use]
    pub fn is_taken(&self, range: TextRange) -> bool {
        let (start, end) = (usize::from(range.start()), usize::from(range.end()));
        let first = self.taken.partition_point(|taken| taken.end <= start);
        self.taken.get(first).is_some_and(|taken| taken.start < end)
    }

    /// The stretches that share something with a range of the old text.
    pub(super) fn meeting(&self, range: Range<usize>) -> impl Iterator<Item = &Stretch> {
        let first = self.stretches.partition_point(|stretch| stretch.in_old().end <= range.start);
        self.stretches[first..].iter().take_while(move |stretch| stretch.old < range.end)
    }

    /// Where the text goes on that was not moved: the end of what comes before
    /// a range and the start of what comes after it, in the old text and the
    /// new.
    pub(super) fn around(&self, range: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
        let before = self.stretches.partition_point(|stretch| stretch.in_old().end <= range.start);
        let after = self.stretches.partition_point(|stretch| stretch.old < range.end);
        let stays = |stretch: &&Stretch| !stretch.moved;
        let before = self.stretches[..before].iter().rev().find(stays);
        let after = self.stretches[after..].iter().find(stays);
        let (old_start, new_start) =
            before.map_or((0, 0), |stretch| (stretch.in_old().end, stretch.in_new().end));
        let (old_end, new_end) = after.map_or((usize::MAX, usize::MAX), |stretch| (stretch.old, stretch.new));
        (old_start..old_end, (new_start <= new_end).then_some(new_start..new_end))
    }
}

pub(super) fn text_range(start: usize, len: usize) -> Option<TextRange> {
    Some(TextRange::at(TextSize::try_from(start).ok()?, TextSize::try_from(len).ok()?))
}

struct Aligner<'a> {
    old: &'a str,
    new: &'a str,
    /// By their place in the old text.
    stretches: Vec<Stretch>,
}

impl Aligner<'_> {
    /// Aligns the sentences that both have in one order. Gives all sentences
    /// of both.
    fn sentences(&mut self) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
        let (was, is) = (sentences(self.old), sentences(self.new));
        // Those that only one has would make comparing the others slow.
        let shared: HashSet<&str> = {
            let old: HashSet<&str> = was.iter().map(|range| &self.old[range.clone()]).collect();
            is.iter().map(|range| &self.new[range.clone()]).filter(|text| old.contains(text)).collect()
        };
        let old: Vec<&Range<usize>> =
            was.iter().filter(|range| shared.contains(&self.old[(*range).clone()])).collect();
        let new: Vec<&Range<usize>> =
            is.iter().filter(|range| shared.contains(&self.new[(*range).clone()])).collect();
        let old_texts: Vec<&str> = old.iter().map(|range| &self.old[(*range).clone()]).collect();
        let new_texts: Vec<&str> = new.iter().map(|range| &self.new[(*range).clone()]).collect();
        for op in capture_diff_slices(Algorithm::Patience, &old_texts, &new_texts) {
            if op.tag() == DiffTag::Equal {
                for (from, to) in old[op.old_range()].iter().zip(&new[op.new_range()]) {
                    self.push(from.start, to.start, from.len(), false);
                }
            }
        }
        self.join_over_space();
        (was, is)
    }

    /// Joins sentences with the same white space between them.
    fn join_over_space(&mut self) {
        let (old, new) = (self.old, self.new);
        self.stretches.dedup_by(|next, last| {
            let (was, is) = (last.in_old().end..next.old, last.in_new().end..next.new);
            let joins = was.len() == is.len() && is.start <= is.end && old.get(was) == new.get(is);
            if joins {
                last.len = next.in_old().end - last.old;
            }
            joins
        });
    }

    /// Aligns sentences that are gone from one place and new in another.
    fn moved(&mut self, was: &[Range<usize>], is: &[Range<usize>]) {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        let taken = Taken::new(self.stretches.iter().map(Stretch::in_new));
        for range in is.iter().rev().filter(|range| !taken.meets(range)) {
            places.entry(&self.new[range.clone()]).or_default().push(range.start);
        }
        let taken = Taken::new(self.stretches.iter().map(Stretch::in_old));
        for range in was.iter().filter(|range| !taken.meets(range)) {
            let text = &self.old[range.clone()];
            if text.split_whitespace().count() >= MOVED_WORDS
                && let Some(new) = places.get_mut(text).and_then(Vec::pop)
            {
                self.push(range.start, new, range.len(), true);
            }
        }
        self.stretches.sort_by_key(|stretch| stretch.old);
    }

    /// Aligns the words of what is left between the sentences that stayed.
    fn words(&mut self, was: &[Range<usize>]) {
        let stays: Vec<Stretch> = self.stretches.iter().copied().filter(|stretch| !stretch.moved).collect();
        let moved_old =
            Taken::new(self.stretches.iter().filter(|stretch| stretch.moved).map(Stretch::in_old));
        let moved_new =
            Taken::new(self.stretches.iter().filter(|stretch| stretch.moved).map(Stretch::in_new));
        let ends = stays.iter().map(|stretch| (stretch.old, stretch.new));
        let starts = stays.iter().map(|stretch| (stretch.in_old().end, stretch.in_new().end));
        let gaps = std::iter::once((0, 0)).chain(starts);
        for ((old_start, new_start), (old_end, new_end)) in
            gaps.zip(ends.chain([(self.old.len(), self.new.len())]))
        {
            let old = words_outside(self.old, old_start..old_end, &moved_old);
            let new = words_outside(self.new, new_start..new_end, &moved_new);
            self.gap(&old, &new, was);
        }
        self.stretches.sort_by_key(|stretch| stretch.old);
    }

    fn gap(&mut self, old: &[Range<usize>], new: &[Range<usize>], was: &[Range<usize>]) {
        if old.is_empty() || new.is_empty() || old.len().saturating_mul(new.len()) > MOST_WORK {
            return;
        }
        let old_words: Vec<&str> = old.iter().map(|range| &self.old[range.clone()]).collect();
        let new_words: Vec<&str> = new.iter().map(|range| &self.new[range.clone()]).collect();
        let mut pairs: Vec<(Range<usize>, usize)> = Vec::new();
        for op in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
            if op.tag() == DiffTag::Equal {
                let same = old[op.old_range()].iter().zip(&new[op.new_range()]);
                pairs.extend(same.map(|(from, to)| (from.clone(), to.start)));
            }
        }
        let first = was.partition_point(|sentence| sentence.end <= old[0].start);
        for sentence in &was[first..] {
            if sentence.start >= old[old.len() - 1].end {
                break;
            }
            let counted = |range: &&Range<usize>| {
                sentence.start <= range.start
                    && range.end <= sentence.end
                    && is_word(&self.old[(*range).clone()])
            };
            let all = old.iter().filter(counted).count();
            let kept = pairs.iter().map(|(range, _)| range).filter(counted).count();
            if kept * 100 < all * KEPT_WORDS {
                pairs.retain(|(range, _)| range.end <= sentence.start || sentence.end <= range.start);
            }
        }
        for (from, to) in pairs {
            self.push(from.start, to, from.len(), false);
        }
    }

    fn push(&mut self, old: usize, new: usize, len: usize, moved: bool) {
        match self.stretches.last_mut() {
            Some(last) if last.in_old().end == old && last.in_new().end == new && last.moved == moved => {
                last.len += len;
            }
            _ => self.stretches.push(Stretch { old, new, len, moved }),
        }
    }
}

/// Ranges of a text, to ask whether another meets one of them.
struct Taken(Vec<Range<usize>>);

impl Taken {
    fn new(ranges: impl Iterator<Item = Range<usize>>) -> Self {
        let mut ranges: Vec<Range<usize>> = ranges.collect();
        ranges.sort_by_key(|range| range.start);
        Self(ranges)
    }

    fn meets(&self, range: &Range<usize>) -> bool {
        let first = self.0.partition_point(|taken| taken.end <= range.start);
        self.0.get(first).is_some_and(|taken| taken.start < range.end)
    }
}

fn words_outside(text: &str, within: Range<usize>, taken: &Taken) -> Vec<Range<usize>> {
    let shifted = words(text.get(within.clone()).unwrap_or_default())
        .into_iter()
        .map(|word| word.start + within.start..word.end + within.start);
    shifted.filter(|word| !taken.meets(word)).collect()
}

/// The sentences of a text, roughly, without the white space around them: what
/// ends a line, or stands before a space after a sentence's last mark.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut last = ' ';
    let mut push = |range: Range<usize>| {
        let inner = &text[range.clone()];
        let trimmed = inner.trim();
        if !trimmed.is_empty() {
            let lead = inner.len() - inner.trim_start().len();
            found.push(range.start + lead..range.start + lead + trimmed.len());
        }
    };
    for (at, c) in text.char_indices() {
        let ends = matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
            || (c.is_whitespace() && matches!(last, '.' | '!' | '?' | '…' | '”' | '"' | '»' | '“'));
        if ends {
            push(start..at);
            start = at;
        }
        last = c;
    }
    push(start..text.len());
    found
}
