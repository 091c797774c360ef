//! Quotations that no content covers, and whether the text says who is quoted.

use crate::derive::Facts;
use crate::suggest;
use crate::text::boundary::Quotation;
use crate::text::{TextRange, TextSize};

/// An outermost quotation of the body that no content covers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unmarked {
    pub quotation: Quotation,
    /// The text itself says who is quoted: in the sentence, or because the
    /// quotation goes on after one whose speaker was named.
    pub names_speaker: bool,
}

/// Finds them piece by piece.
pub(super) struct UnmarkedQuotations<'f, 'd> {
    facts: &'f Facts<'d>,
    /// Quotations that were looked at.
    done: usize,
    /// The end of the last outermost one.
    past: TextSize,
    /// The block of the last one, and whether a speaker was named in it.
    named_in: Option<(usize, bool)>,
    found: Vec<Unmarked>,
}

impl<'f, 'd> UnmarkedQuotations<'f, 'd> {
    pub(super) fn new(facts: &'f Facts<'d>) -> Self {
        Self { facts, done: 0, past: TextSize::new(0), named_in: None, found: Vec::new() }
    }

    /// Looks at so many more quotations; whether there are any left.
    pub(super) fn more(&mut self, count: usize) -> bool {
        let facts = self.facts;
        for quotation in facts.quotations.iter().skip(self.done).take(count) {
            self.look_at(quotation);
        }
        self.done += count;
        self.done < facts.quotations.len()
    }

    /// Those that were found so far.
    pub(super) fn found(&self) -> &[Unmarked] {
        &self.found
    }

    fn look_at(&mut self, quotation: &Quotation) {
        let facts = self.facts;
        // Marks within marks are the outer one's.
        if quotation.range.end() <= self.past {
            return;
        }
        self.past = quotation.range.end();
        let Some(block) = facts.document.block_at(quotation.range.start()) else { return };
        let before = self.named_in.is_some_and(|(of, named)| of == block && named);
        let mut covering = facts.covering(quotation.inner).peekable();
        let is_marked = covering.peek().is_some();
        let says_who = covering.any(|one| !one.sources.is_empty())
            || suggest::said(facts.text, facts.document.blocks(), quotation.range).cue.is_some();
        self.named_in = Some((block, before || says_who));
        if !is_marked && facts.is_body(quotation.range.start()) {
            let names_speaker = says_who || (before && begins_sentence(facts, quotation.range));
            self.found.push(Unmarked { quotation: *quotation, names_speaker });
        }
    }
}

/// What goes on begins a sentence of its own.
fn begins_sentence(facts: &Facts<'_>, quotation: TextRange) -> bool {
    facts.sentence(quotation.start()).start() == quotation.start()
}
