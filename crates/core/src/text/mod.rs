//! The article's text: positions, boundaries, blocks and painted segments.
//!
//! Inside Galley every position is a byte offset into the UTF-8 text
//! ([`TextSize`]), and every range is half-open ([`TextRange`]). Other units
//! exist only at the edges; [`offsets`] converts them, with the unit in each
//! function's name.

pub mod block;
pub mod boundary;
pub mod fuzzy;
pub mod heights;
#[cfg(test)]
pub(crate) mod marked;
pub mod offsets;
pub mod search;
pub mod segment;
pub mod split;

pub use block::{Block, BlockKind};
pub use offsets::Text;
pub use text_size::{TextRange, TextSize};
