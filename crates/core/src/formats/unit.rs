//! What a file's offsets count, and what becomes of line ends in it.

use unicode_segmentation::UnicodeSegmentation;

use super::native::document::OffsetUnit;
use crate::text::{Text, TextRange, TextSize};

/// What `start` and `end` count in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Unicode code points, as Python's strings count.
    #[default]
    CodePoint,
    /// UTF-16 code units, as JavaScript's and Java's strings count.
    Utf16,
    /// Characters as people see them: doccano's `grapheme_mode`.
    Grapheme,
    /// The format has no offsets: its marks stand in the text.
    None,
}

impl Unit {
    /// Every unit that offsets can have.
    pub const ALL: [Self; 3] = [Self::CodePoint, Self::Utf16, Self::Grapheme];

    /// The unit's name on the command line and in stored choices.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CodePoint => "code_point",
            Self::Utf16 => "utf16",
            Self::Grapheme => "grapheme",
            Self::None => "none",
        }
    }

    /// The unit with this [`name`](Self::name), if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// The unit in words for a dialog.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::CodePoint => "Unicode code points",
            Self::Utf16 => "UTF-16 units",
            Self::Grapheme => "characters as seen (graphemes)",
            Self::None => "no offsets",
        }
    }
}

/// What becomes of the article's line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newlines {
    /// They stay as they are.
    Kept,
    /// CRLF and CR become LF, and every offset is counted after that.
    Lf,
}

impl Newlines {
    /// In words for a dialog.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Kept => "Line ends stay as they are.",
            Self::Lf => "Line ends become LF.",
        }
    }
}

/// Whether every offset of a text is the same in all units: each character is
/// one code point, one UTF-16 unit and one grapheme. What this does not know
/// to be so is taken for not.
pub(super) fn is_uniform(text: &str) -> bool {
    text.chars().all(|c| {
        // Letters without combining marks, dashes and quotation marks, currencies.
        matches!(c, '\0'..='\u{2FF}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{20A0}'..='\u{20CF}')
            && c != '\r'
    })
}

/// A text's offsets in one unit.
pub(super) struct Counted<'a> {
    text: &'a Text,
    unit: Unit,
    /// Where each grapheme begins, and the text's end; only for graphemes.
    starts: Vec<TextSize>,
}

impl<'a> Counted<'a> {
    pub(super) fn new(text: &'a Text, unit: Unit) -> Self {
        let mut starts = Vec::new();
        if unit == Unit::Grapheme {
            starts.extend(text.grapheme_indices(true).map(|(at, _)| TextSize::new(at as u32)));
            starts.push(text.size());
        }
        Self { text, unit, starts }
    }

    /// A range's start and end in the unit. Inside a grapheme, the grapheme
    /// before counts.
    pub(super) fn range(&self, range: TextRange) -> (u32, u32) {
        (self.offset(range.start()), self.offset(range.end()))
    }

    pub(super) fn offset(&self, at: TextSize) -> u32 {
        match self.unit {
            Unit::Utf16 => self.text.utf16_from_byte(at).unwrap_or_default(),
            Unit::Grapheme => {
                u32::try_from(self.starts.partition_point(|&start| start < at)).unwrap_or_default()
            }
            Unit::CodePoint | Unit::None => self.text.code_point_from_byte(at).unwrap_or_default(),
        }
    }

    /// The place of an offset; `None` past the end or inside a character.
    pub(super) fn byte(&self, offset: u32) -> Option<TextSize> {
        match self.unit {
            Unit::Utf16 => self.text.byte_from_utf16(offset),
            Unit::Grapheme => self.starts.get(offset as usize).copied(),
            Unit::CodePoint | Unit::None => self.text.byte_from_code_point(offset),
        }
    }

    /// The words between two offsets, if both are places in the text.
    pub(super) fn slice(&self, start: u32, end: u32) -> Option<&'a str> {
        let (start, end) = (self.byte(start)?, self.byte(end)?);
        if start <= end { self.text.slice(TextRange::new(start, end)) } else { None }
    }
}

impl From<Unit> for OffsetUnit {
    fn from(unit: Unit) -> Self {
        if unit == Unit::Utf16 { Self::Utf16 } else { Self::CodePoint }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::boundary::grapheme::is_boundary;
    use crate::text::marked::nasty_text;

    #[test]
    fn a_family_is_seven_code_points_eleven_units_and_one_grapheme() {
        let text = Text::new("a👨‍👩‍👧‍👦b").unwrap();
        let family = TextRange::new(1.into(), text.size() - TextSize::new(1));
        let counted = |unit| Counted::new(&text, unit).range(family);
        assert_eq!(counted(Unit::CodePoint), (1, 8));
        assert_eq!(counted(Unit::Utf16), (1, 12));
        assert_eq!(counted(Unit::Grapheme), (1, 2));
    }

    #[test]
    fn plain_text_counts_the_same_in_all_units() {
        assert!(is_uniform("Zoë said: “No – not for 5 €…”\n"));
        for other in ["a\r\n", "e\u{301}", "🚢", "\u{200D}"] {
            assert!(!is_uniform(other), "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_uniform_counts_the_same_in_all_units(text in "[\\x00-\u{2FF}\u{2010}-\u{205E}\u{20A0}-\u{20FF}]{0,40}") {
            let counts = |unit| {
                let text = Text::new(text.clone()).unwrap();
                Counted::new(&text, unit).offset(text.size())
            };
            if is_uniform(&text) {
                prop_assert_eq!(counts(Unit::CodePoint), counts(Unit::Utf16));
                prop_assert_eq!(counts(Unit::CodePoint), counts(Unit::Grapheme));
            }
        }

        #[test]
        fn an_offset_comes_back_as_its_place(text in nasty_text()) {
            let text = Text::new(text).unwrap();
            for unit in Unit::ALL {
                let counted = Counted::new(&text, unit);
                for at in (0..=u32::from(text.size())).map(TextSize::new) {
                    if is_boundary(&text, at) {
                        prop_assert_eq!(counted.byte(counted.offset(at)), Some(at), "{:?}", unit);
                    }
                }
            }
        }
    }
}
