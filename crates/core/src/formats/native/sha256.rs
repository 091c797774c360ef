//! The sum that tells whether a text is the one that was exported.

use sha2::{Digest, Sha256};

/// Bytes summed up in one call.
const PIECE: usize = 4096;

/// The SHA-256 of a text, in lower-case hexadecimal digits.
pub fn sha256(text: &str) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16);
    let mut sum = Sha256::new();
    // Not in one call: browsers go over to better compiled code at the next
    // call only, and 10 MB take four times as long.
    text.as_bytes().chunks(PIECE).for_each(|piece| sum.update(piece));
    sum.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_sums() {
        assert_eq!(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
