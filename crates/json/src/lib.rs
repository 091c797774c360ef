//! JSON without a tree: values are read where they stand in their text, and
//! written one after the other. A hundred thousand annotations are in memory
//! once, as annotations.
//!
//! What Galley does not know is kept as [`serde_json::Value`].

#![forbid(unsafe_code)]

pub mod read;
pub mod write;

use std::borrow::Cow;

use serde_json::Value;

pub use read::{Items, Object, Raw};
pub use write::{Layout, Writer};

/// A value as a word: a text as it is, anything else as JSON.
#[must_use]
pub fn word(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// How much of a text's beginning has none of the characters of ASCII that
/// JSON escapes, in bytes.
fn plain_len(text: &[u8]) -> usize {
    let words = text.chunks_exact(8).take_while(|word| !has_special(word));
    let len = 8 * words.count();
    len + text[len..].iter().take_while(|byte| !is_special(**byte)).count()
}

fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Whether one of eight bytes is special, looking at all of them at once: a
/// byte less than n is one that borrows when n is taken from it.
fn has_special(word: &[u8]) -> bool {
    const ONES: u64 = u64::MAX / 0xFF;
    let word = word.try_into().map_or(0, u64::from_le_bytes);
    let less_than = |word: u64, n: u64| word.wrapping_sub(ONES * n) & !word;
    let is = |byte: u8| less_than(word ^ (ONES * u64::from(byte)), 1);
    (less_than(word, 0x20) | is(b'"') | is(b'\\')) & (ONES * 0x80) != 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_text_ends_at_the_first_special_byte(text in prop::collection::vec(prop_oneof![9 => 0x1E_u8..=255, 1 => 0_u8..=0x22], 0..40)) {
            let expected = text.iter().position(|&byte| is_special(byte)).unwrap_or(text.len());
            prop_assert_eq!(plain_len(&text), expected);
        }
    }
}
