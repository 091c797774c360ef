//! The caret and the selection.

use crate::model::Target;
use crate::text::{TextRange, TextSize};

/// Where the user is in the text: an anchor and a head, equal for a caret,
/// and fragments held for a discontinuous annotation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub anchor: TextSize,
    pub head: TextSize,
    /// Fragments selected earlier that the next annotation takes in.
    pub held: Vec<TextRange>,
}

impl Selection {
    #[must_use]
    pub fn caret(at: TextSize) -> Self {
        Self { anchor: at, head: at, held: Vec::new() }
    }

    /// The stretch between anchor and head; empty for a caret.
    #[must_use]
    pub fn range(&self) -> TextRange {
        TextRange::new(self.anchor.min(self.head), self.anchor.max(self.head))
    }

    /// Whether there is no text selected and none held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anchor == self.head && self.held.is_empty()
    }

    /// What an annotation of this selection would mark.
    #[must_use]
    pub fn target(&self) -> Option<Target> {
        let fragments = self.held.iter().copied().chain(Some(self.range()).filter(|range| !range.is_empty()));
        Target::new(fragments.collect()).ok()
    }

    pub(super) fn select(&mut self, range: TextRange) {
        self.anchor = range.start();
        self.head = range.end();
    }

    pub(super) fn collapse(&mut self, at: TextSize) {
        *self = Self::caret(at);
    }
}
