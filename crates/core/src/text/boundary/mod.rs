//! Where things in the text begin and end: graphemes, words, names,
//! quotations, sentences, blocks.
//!
//! Every function takes byte offsets into the whole text and accepts any
//! offset: one past the end is taken as the end, one inside a character as the
//! beginning of the grapheme cluster around it. Every offset that comes out is
//! at a grapheme boundary, as those of the blocks are. What a call costs
//! depends on the word, sentence or block around the offset, never on the
//! length of the text.

mod abbreviation;
mod chars;
mod common;
pub mod grapheme;
mod name;
pub mod paragraph;
mod quotation;
mod sentence;
mod snap;
mod span;
mod widen;
mod word;

pub(super) use chars::is_invisible;
pub use grapheme::snap_to_graphemes;
pub use name::name_around;
pub use paragraph::{block_at, next_block, previous_block};
pub use quotation::{
    Quotation, Quotations, quotation_around, quotations_near, trim_to_marks, widen_to_marks,
};
pub use sentence::{next_sentence, previous_sentence, sentence_at};
pub use snap::{snap_to_words, trim};
pub use widen::widen;
pub(super) use word::joins_words;
pub use word::{next_word, next_word_end, previous_word, previous_word_end, word_at};
