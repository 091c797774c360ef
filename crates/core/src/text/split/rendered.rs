//! Text that is rendered from markup, with what the markup says of each block.

use super::{BlockKind, Piece};
use crate::text::Block;

/// Builds a text out of blocks, a blank line between them.
#[derive(Debug, Default)]
pub struct Rendered {
    text: String,
    pieces: Vec<Piece>,
}

impl Rendered {
    /// Appends a block; nothing when it is blank. `None` leaves the kind to the
    /// line rules (date line, byline, credit, caption, standfirst).
    pub fn push(&mut self, block: &str, kind: Option<BlockKind>) {
        let bare = block.trim_matches(super::is_blank);
        if bare.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(bare);
        let range = start..self.text.len();
        self.pieces.push(Piece { range, indented: false, after_blank: true, kind });
    }

    /// Whether nothing was appended yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The text, and its blocks: the markup's kinds where it gave one, the line
    /// rules' elsewhere; boilerplate marks hold for both.
    #[must_use]
    pub fn finish(self) -> (String, Vec<Block>) {
        let blocks = super::classify(&self.text, self.pieces, super::Origin::Markup);
        (self.text, blocks)
    }
}
