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

    /// Lists a fragment of an annotation in a block.
    pub fn insert(&mut self, block: usize, range: TextRange, annotation: &Arc<Annotation>) {
        if let Some(entries) = self.blocks.get_mut(block) {
            let at = entries.partition_point(|entry| order(entry) <= order_of(range, &annotation.id));
            entries.insert(at, Entry { range, annotation: annotation.clone() });
        }
    }

    /// Takes all fragments of an annotation out of a block.
    pub fn remove(&mut self, block: usize, annotation: &Id) {
        if let Some(entries) = self.blocks.get_mut(block) {
            entries.retain(|entry| &entry.annotation.id != annotation);
        }
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

/// The blocks that an annotation is in, by index, each with the fragment that
/// reaches into it.
pub fn places<'a>(
    blocks: &'a [Block],
    annotation: &'a Annotation,
) -> impl Iterator<Item = (usize, TextRange)> + 'a {
    annotation.target.fragments().iter().flat_map(|&range| {
        let first = blocks.partition_point(|block| block.range.end() <= range.start());
        let met = blocks[first..].iter().take_while(move |block| block.range.start() < range.end());
        met.enumerate().map(move |(index, _)| (first + index, range))
    })
}
