//! What the screen paints of a block.

use std::sync::Arc;

use crate::model::Annotation;
use crate::text::{BlockKind, TextRange};

/// One block, ready to paint. Made anew only when something in it changed, so
/// that the screen can compare by pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockView {
    pub index: usize,
    pub kind: BlockKind,
    /// Counted over the paragraphs, from 1; other kinds have no number.
    pub number: Option<u32>,
    pub range: TextRange,
    pub segments: Vec<PaintedSegment>,
}

/// A stretch of a block that the same annotations cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaintedSegment {
    pub range: TextRange,
    /// Outermost first; empty for plain text.
    pub covers: Vec<Cover>,
}

/// One annotation over a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    pub annotation: Arc<Annotation>,
    /// The underline's place, 0 nearest to the text.
    pub lane: u8,
    /// The segment begins with the annotation's first character.
    pub begins: bool,
    /// The segment begins a later fragment of the annotation.
    pub resumes: bool,
    /// The segment ends with the annotation's last character.
    pub ends: bool,
}
