//! The span index: which fragments lie in which block.
//!
//! An edit touches only the blocks that its fragments meet, so its cost does
//! not grow with the article.

use std::sync::Arc;

use crate::model::{Annotation, Id};
use crate::text::{Block, TextRange, TextSize};

/// A fragment of an annotation, clipped to nothing: it may reach out of the
/// block that lists it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub range: TextRange,
    pub annotation: Arc<Annotation>,
}

/// The fragments that meet each block, in text order.
#[derive(Clone, Debug, Default)]
pub struct SpanIndex {
    blocks: Vec<Vec<Entry>>,
}

impl SpanIndex {
    #[must_use]
    pub fn new(blocks: &[Block]) -> Self {
        Self { blocks: vec![Vec::new(); blocks.len()] }
    }

    /// Lists an annotation, and gives the indices of the blocks it meets.
    pub fn insert(&mut self, blocks: &[Block], annotation: &Arc<Annotation>) -> Vec<usize> {
        let mut touched = Vec::new();
        for &range in annotation.target.fragments() {
            for block in blocks_meeting(blocks, range) {
                if let Some(entries) = self.blocks.get_mut(block) {
                    let at = entries.partition_point(|entry| order(entry) <= order_of(range, &annotation.id));
                    entries.insert(at, Entry { range, annotation: annotation.clone() });
                    touched.push(block);
                }
            }
        }
        touched.dedup();
        touched
    }

    /// Takes an annotation out, and gives the indices of the blocks it met.
    pub fn remove(&mut self, blocks: &[Block], annotation: &Annotation) -> Vec<usize> {
        let mut touched = Vec::new();
        for &range in annotation.target.fragments() {
            for block in blocks_meeting(blocks, range) {
                if let Some(entries) = self.blocks.get_mut(block) {
                    entries.retain(|entry| entry.annotation.id != annotation.id);
                    touched.push(block);
                }
            }
        }
        touched.dedup();
        touched
    }

    /// The fragments that meet a block: by start, longer first, then by id.
    #[must_use]
    pub fn in_block(&self, block: usize) -> &[Entry] {
        self.blocks.get(block).map_or(&[], Vec::as_slice)
    }
}

fn order(entry: &Entry) -> (TextSize, std::cmp::Reverse<TextSize>, &Id) {
    order_of(entry.range, &entry.annotation.id)
}

fn order_of(range: TextRange, id: &Id) -> (TextSize, std::cmp::Reverse<TextSize>, &Id) {
    (range.start(), std::cmp::Reverse(range.end()), id)
}

/// The indices of the blocks that share at least a character with a range.
pub fn blocks_meeting(blocks: &[Block], range: TextRange) -> std::ops::Range<usize> {
    let first = blocks.partition_point(|block| block.range.end() <= range.start());
    let after = blocks.partition_point(|block| block.range.start() < range.end());
    first..after.max(first)
}
