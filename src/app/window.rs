//! Which blocks of the article are on the page: those in view and some around
//! them. The others are empty room above and below, so that what the page
//! costs does not grow with the article.

use std::ops::Range;

use galley_core::model::Id;
use galley_core::store::Document;
use galley_core::text::heights::Heights;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// An article that is not higher is on the page whole, so that the browser's
/// own find, reading aloud and printing have all of it. CSS pixels.
const WHOLE: u32 = 24_000;
/// Room above and below the view that is painted ahead. CSS pixels.
const AHEAD: u32 = 2_000;
/// A view's height before it is known. CSS pixels.
const VIEW: u32 = 1_000;
/// Blocks that stay on the page because the browser's selection begins there.
const MOST_KEPT: usize = 600;

/// The blocks on the page, and how high all of them are.
#[derive(Default)]
pub struct Window {
    of: Option<Id>,
    heights: Heights,
    blocks: usize,
    shown: Range<usize>,
    /// The column's width when the blocks were measured, CSS pixels.
    width: Option<i32>,
}

impl Window {
    /// Goes to the top of another article; nothing changes for the one that
    /// it is at.
    pub fn open(&mut self, document: Option<&Document>) {
        let blocks = document.map_or(&[][..], Document::blocks);
        // Another text of the same article has other blocks.
        if self.of.as_ref() == document.map(Document::id) && self.blocks == blocks.len() {
            return;
        }
        *self = Self {
            of: document.map(|document| document.id().clone()),
            heights: Heights::new(blocks),
            blocks: blocks.len(),
            ..Self::default()
        };
        self.shown = self.around(0, VIEW);
    }

    /// The blocks to paint, by index.
    pub fn shown(&self) -> Range<usize> {
        self.shown.clone()
    }

    /// The height of what is not on the page above and below, CSS pixels.
    pub fn rooms(&self) -> (u32, u32) {
        let above = self.heights.above(self.shown.start);
        (above, self.heights.above(self.blocks) - self.heights.above(self.shown.end))
    }

    /// Follows the view: `top` is the distance scrolled into the article.
    /// `kept` are blocks that may not leave the page.
    pub fn follow(&mut self, top: u32, height: u32, kept: Option<Range<usize>>) {
        let near = self.blocks_within(top.saturating_sub(AHEAD / 2), top + height + AHEAD / 2);
        if near.start >= self.shown.start && near.end <= self.shown.end {
            return;
        }
        let mut shown = self.around(top, height);
        if let Some(kept) = kept {
            let both = kept.start.min(shown.start)..kept.end.max(shown.end);
            if both.len() <= MOST_KEPT {
                shown = both;
            }
        }
        self.shown = shown;
    }

    /// Makes sure that a block is on the page.
    pub fn show(&mut self, block: usize) {
        if !self.shown.contains(&block) && block < self.blocks {
            let top = self.heights.above(block);
            self.shown = self.around(top.saturating_sub(VIEW / 2), VIEW);
        }
    }

    /// Takes the heights of the blocks as they are painted; whether the rooms
    /// are others now. `article` holds a room, the shown blocks and a room.
    pub fn measure(&mut self, article: &HtmlElement) -> bool {
        let tops = tops(article);
        let rooms = self.rooms();
        let width = article.client_width();
        let is_new = self.width.replace(width) != Some(width);
        if is_new {
            self.heights.forget();
        }
        let heights = tops.windows(2).map(|pair| u32::try_from(pair[1] - pair[0]).unwrap_or(0));
        self.heights.measure(self.shown.start, heights);
        if is_new {
            self.heights.calibrate();
        }
        self.rooms() != rooms
    }

    fn around(&self, top: u32, height: u32) -> Range<usize> {
        if self.heights.above(self.blocks) <= WHOLE {
            return 0..self.blocks;
        }
        self.blocks_within(top.saturating_sub(AHEAD), top + height + AHEAD)
    }

    fn blocks_within(&self, from: u32, to: u32) -> Range<usize> {
        let last = self.heights.block_at(to);
        self.heights.block_at(from)..(last + 1).min(self.blocks)
    }
}

/// Where the shown blocks begin, and the room below them.
fn tops(article: &HtmlElement) -> Vec<i32> {
    let children = article.children();
    (1..children.length())
        .filter_map(|index| children.item(index))
        .filter_map(|child: Element| child.dyn_into::<HtmlElement>().ok())
        .map(|child| child.offset_top())
        .collect()
}
