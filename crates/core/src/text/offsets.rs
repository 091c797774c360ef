//! The article's text with conversions between byte offsets and the units
//! that files and the DOM use.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use text_size::{TextRange, TextSize};

/// Bytes between two checkpoints of the offset table.
const STEP: usize = 1024;

/// How many code points and UTF-16 units lie before a byte offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Checkpoint {
    byte: u32,
    code_point: u32,
    utf16: u32,
}

/// The text is longer than a [`TextSize`] can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is longer than 4 GB")]
pub struct TextTooLong;

/// An article's text: kept exactly as it was decoded, never edited.
///
/// Every `*_from_*` method takes an offset in one unit and gives the same
/// place in another; `None` when the place is past the end or inside a
/// character. Each costs a binary search and a walk of at most 1 KB.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text {
    string: Box<str>,
    /// Sorted; the first is the text's start. Empty for pure ASCII, where all
    /// units agree.
    checkpoints: Vec<Checkpoint>,
}

impl Text {
    /// # Errors
    /// When the text has more than `u32::MAX` bytes.
    pub fn new(string: impl Into<Box<str>>) -> Result<Self, TextTooLong> {
        let string = string.into();
        if u32::try_from(string.len()).is_err() {
            return Err(TextTooLong);
        }
        let checkpoints = if string.is_ascii() { Vec::new() } else { checkpoints(&string) };
        Ok(Self { string, checkpoints })
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// The text's length in bytes.
    #[must_use]
    pub fn size(&self) -> TextSize {
        TextSize::of(&*self.string)
    }

    /// The text of a range; `None` when it is outside the text or cuts a
    /// character.
    #[must_use]
    pub fn slice(&self, range: TextRange) -> Option<&str> {
        self.string.get(std::ops::Range::<usize>::from(range))
    }

    #[must_use]
    pub fn code_point_from_byte(&self, byte: TextSize) -> Option<u32> {
        self.units_before(byte, Unit::CodePoint)
    }

    #[must_use]
    pub fn utf16_from_byte(&self, byte: TextSize) -> Option<u32> {
        self.units_before(byte, Unit::Utf16)
    }

    #[must_use]
    pub fn byte_from_code_point(&self, code_point: u32) -> Option<TextSize> {
        self.to_byte(code_point, Unit::CodePoint)
    }

    #[must_use]
    pub fn byte_from_utf16(&self, utf16: u32) -> Option<TextSize> {
        self.to_byte(utf16, Unit::Utf16)
    }

    /// The place so many code points after another one; `None` when it is past
    /// the end. Costs a walk there.
    #[must_use]
    pub fn byte_code_points_after(&self, from: TextSize, code_points: u32) -> Option<TextSize> {
        self.walk(from.into(), code_points, Unit::CodePoint)
    }

    /// The place so many UTF-16 units after another one; `None` when it is past
    /// the end or inside a character. Costs a walk there.
    #[must_use]
    pub fn byte_utf16_after(&self, from: TextSize, utf16: u32) -> Option<TextSize> {
        self.walk(from.into(), utf16, Unit::Utf16)
    }

    fn units_before(&self, byte: TextSize, unit: Unit) -> Option<u32> {
        let byte = u32::from(byte);
        if !self.string.is_char_boundary(byte as usize) {
            return None;
        }
        let Some(near) = self.checkpoint_before(byte, Unit::Byte) else {
            return Some(byte);
        };
        let between = &self.string.as_bytes()[near.byte as usize..byte as usize];
        Some(near.get(unit) + unit.count(between))
    }

    fn to_byte(&self, offset: u32, unit: Unit) -> Option<TextSize> {
        match self.checkpoint_before(offset, unit) {
            Some(near) => self.walk(near.byte as usize, offset - near.get(unit), unit),
            None => (offset as usize <= self.string.len()).then(|| TextSize::new(offset)),
        }
    }

    /// The place so many units after a byte offset.
    fn walk(&self, from: usize, mut units: u32, unit: Unit) -> Option<TextSize> {
        let (mut at, bytes) = (from, self.string.as_bytes().get(from..)?);
        for word in bytes.as_chunks().0 {
            let Some(left) = units.checked_sub(unit.begun_in(*word)) else { break };
            (at, units) = (at + word.len(), left);
        }
        for &byte in &bytes[at - from..] {
            let Some(left) = units.checked_sub(unit.count(&[byte])) else { break };
            (at, units) = (at + 1, left);
        }
        (units == 0).then(|| TextSize::try_from(at).ok()).flatten()
    }

    /// The last checkpoint at or before an offset; none for ASCII text.
    fn checkpoint_before(&self, offset: u32, unit: Unit) -> Option<Checkpoint> {
        let after = self.checkpoints.partition_point(|checkpoint| checkpoint.get(unit) <= offset);
        after.checked_sub(1).and_then(|index| self.checkpoints.get(index)).copied()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Byte,
    CodePoint,
    Utf16,
}

impl Unit {
    /// How many units there are in UTF-8; a character counts where it begins.
    fn count(self, bytes: &[u8]) -> u32 {
        let (words, rest) = bytes.as_chunks();
        let mut count = 0;
        for word in words {
            count += self.begun_in(*word);
        }
        let mut last = [INSIDE; 8];
        last[..rest.len()].copy_from_slice(rest);
        count + self.begun_in(last)
    }

    /// How many units begin in eight bytes of UTF-8, looking at all of them at
    /// once: none with those inside of a character, two with the first of a
    /// character beyond U+FFFF in UTF-16.
    fn begun_in(self, word: [u8; 8]) -> u32 {
        const FIRST_BITS: u64 = u64::MAX / 0xFF * 0x80;
        let word = u64::from_le_bytes(word);
        let inside = word & !(word << 1) & FIRST_BITS;
        let beyond = word & (word << 1) & (word << 2) & (word << 3) & FIRST_BITS;
        let begun = 8 - inside.count_ones();
        if self == Self::Utf16 { begun + beyond.count_ones() } else { begun }
    }
}

/// A byte inside of a character.
const INSIDE: u8 = 0x80;

impl Checkpoint {
    fn get(&self, unit: Unit) -> u32 {
        match unit {
            Unit::Byte => self.byte,
            Unit::CodePoint => self.code_point,
            Unit::Utf16 => self.utf16,
        }
    }
}

fn checkpoints(string: &str) -> Vec<Checkpoint> {
    let mut table = vec![Checkpoint::default()];
    let mut at = Checkpoint::default();
    while string.len() - at.byte as usize > STEP {
        let end = string.ceil_char_boundary(at.byte as usize + STEP);
        let bytes = &string.as_bytes()[at.byte as usize..end];
        at.code_point += Unit::CodePoint.count(bytes);
        at.utf16 += Unit::Utf16.count(bytes);
        at.byte = end as u32;
        table.push(at);
    }
    table
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.string
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.string, f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.string)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::marked::{nasty_text, nasty_text_with_offsets, nasty_text_with_range};

    fn text(string: &str) -> Text {
        Text::new(string).unwrap()
    }

    /// Every character boundary: its byte, code point and UTF-16 offset.
    fn counted(string: &str) -> Vec<[u32; 3]> {
        let mut places = vec![[0; 3]];
        for c in string.chars() {
            let [byte, code_point, utf16] = places[places.len() - 1];
            places.push([byte + c.len_utf8() as u32, code_point + 1, utf16 + c.len_utf16() as u32]);
        }
        places
    }

    fn check(string: &str) {
        check_from(string, 0);
    }

    /// Every offset in every unit, from the first one on.
    fn check_from(string: &str, first: usize) {
        let text = text(string);
        let counted = counted(string);
        // Offsets with no place are inside a character or past the end.
        let size = string.len() + 3;
        let (mut of_byte, mut of_code_point, mut of_utf16) =
            (vec![None; size], vec![None; size], vec![None; size]);
        for place in counted {
            of_byte[place[0] as usize] = Some(place);
            of_code_point[place[1] as usize] = Some(place);
            of_utf16[place[2] as usize] = Some(place);
        }
        for offset in first..size {
            let unit = offset as u32;
            let byte = TextSize::new(unit);
            let bytes = |place: Option<[u32; 3]>| place.map(|place| TextSize::new(place[0]));
            assert_eq!(
                text.code_point_from_byte(byte),
                of_byte[offset].map(|place| place[1]),
                "{string:?} {offset}"
            );
            assert_eq!(
                text.utf16_from_byte(byte),
                of_byte[offset].map(|place| place[2]),
                "{string:?} {offset}"
            );
            assert_eq!(text.byte_from_code_point(unit), bytes(of_code_point[offset]), "{string:?} {offset}");
            assert_eq!(text.byte_from_utf16(unit), bytes(of_utf16[offset]), "{string:?} {offset}");
        }
    }

    #[test]
    fn offsets_of_short_texts() {
        for string in ["", "a", "plain\r\nASCII", "é", "a𝒲b", "👨‍👩‍👧‍👦", "e\u{301}\u{A0}שלום", "\u{FEFF}x"]
        {
            check(string);
        }
    }

    /// Characters of one to four bytes before, on and after the checkpoints.
    #[test]
    fn offsets_around_checkpoints() {
        for wide in ["é", "語", "𝒲"] {
            for lead in STEP - 5..=STEP + 1 {
                check_from(&format!("{}{wide}{wide}y", "x".repeat(lead)), lead - 5);
                check_from(&format!("{wide}{}{wide}{wide}y", "x".repeat(2 * lead)), 2 * lead - 5);
            }
            check(&wide.repeat(STEP / 2));
        }
    }

    #[test]
    fn any_text_takes_every_text_there_is() {
        assert_eq!(text("ab").size(), TextSize::new(2));
        assert_eq!(serde_json::to_string(&text("a\u{301}𝒲")).unwrap(), "\"a\u{301}𝒲\"");
        assert_eq!(serde_json::from_str::<Text>("\"a\\ud835\\udcb2\"").unwrap(), text("a𝒲"));
    }

    proptest! {
        #[test]
        fn offsets_are_those_that_a_reader_counts(string in nasty_text()) {
            check(&string);
        }

        #[test]
        fn offsets_after_checkpoints_too(string in nasty_text(), lead in STEP - 20..STEP + 20) {
            check_from(&format!("{}é{string}", "x".repeat(lead)), lead - 2);
        }

        #[test]
        fn no_offset_panics((string, [offset]) in nasty_text_with_offsets::<1>()) {
            let text = text(&string);
            let (byte, size) = (TextSize::new(offset), text.size());
            let is_boundary = string.is_char_boundary(offset as usize);
            prop_assert_eq!(text.utf16_from_byte(byte).is_some(), is_boundary);
            prop_assert_eq!(text.code_point_from_byte(byte).is_some(), is_boundary);
            prop_assert!(text.byte_from_utf16(offset).is_none_or(|byte| byte <= size));
            prop_assert!(text.byte_from_code_point(offset).is_none_or(|byte| byte <= size));
        }

        #[test]
        fn a_slice_is_what_the_string_has((string, range) in nasty_text_with_range()) {
            let (start, end) = (usize::from(range.start()), usize::from(range.end()));
            let text = text(&string);
            prop_assert_eq!(text.slice(range), string.get(start..end));
        }
    }
}
