//! For tests: texts with ranges written into them, and texts that are hard on
//! everything that counts characters.
//!
//! In a marked text `[` and `]` enclose a range (ranges may nest), `‸` is the
//! caret, and ` ¶ ` or `¶` begins a new block. `\[`, `\]` and `\¶` are the
//! characters themselves.

use proptest::prelude::*;

use super::{Block, BlockKind, TextRange, TextSize};

/// What a marked text says.
pub(crate) struct Marked {
    pub(crate) text: String,
    /// Ordered by beginning; the longer one first where two begin together.
    pub(crate) ranges: Vec<TextRange>,
    pub(crate) caret: Option<TextSize>,
    pub(crate) blocks: Vec<Block>,
}

impl Marked {
    /// The one range of the text, else the caret as an empty range.
    pub(crate) fn selection(&self) -> TextRange {
        match (self.ranges.as_slice(), self.caret) {
            ([range], None) => *range,
            ([], Some(caret)) => TextRange::empty(caret),
            _ => panic!("neither one range nor a caret: {:?}", self.text),
        }
    }

    /// The text with other ranges written into it.
    pub(crate) fn with(&self, ranges: &[TextRange]) -> String {
        let mut ranges = ranges.to_vec();
        ranges.sort_by_key(|range| (range.start(), std::cmp::Reverse(range.end())));
        self.render(&ranges, None)
    }

    /// The text with a caret written into it.
    pub(crate) fn with_caret(&self, caret: TextSize) -> String {
        self.render(&[], Some(caret))
    }

    fn render(&self, ranges: &[TextRange], caret: Option<TextSize>) -> String {
        let mut out = String::new();
        let ends = self.text.char_indices().map(|(at, c)| (at, Some(c)));
        for (at, c) in ends.chain([(self.text.len(), None)]) {
            let at = TextSize::try_from(at).unwrap();
            let closing = ranges.iter().filter(|range| range.end() == at && !range.is_empty());
            out.extend(closing.map(|_| ']'));
            out.extend((caret == Some(at)).then_some('‸'));
            for range in ranges.iter().filter(|range| range.start() == at) {
                out.push('[');
                out.extend(range.is_empty().then_some(']'));
            }
            match c {
                Some(c @ ('[' | ']' | '¶')) => out.extend(['\\', c]),
                Some(c) => out.push(c),
                None => {}
            }
        }
        out.replace("\n\n", " ¶ ")
    }
}

/// Reads a marked text.
pub(crate) fn marked(source: &str) -> Marked {
    let source = source.replace(" ¶ ", "¶");
    let (mut text, mut ranges, mut open, mut caret) = (String::new(), Vec::new(), Vec::new(), None);
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        let at = TextSize::of(&text);
        match c {
            '\\' if matches!(chars.peek(), Some('[' | ']' | '¶')) => text.extend(chars.next()),
            '[' => open.push(at),
            ']' => ranges.push(TextRange::new(open.pop().expect("a `]` without `[`"), at)),
            '‸' => assert_eq!(caret.replace(at), None, "two carets: {source}"),
            '¶' => text.push_str("\n\n"),
            c => text.push(c),
        }
    }
    assert!(open.is_empty(), "a `[` without `]`: {source}");
    ranges.sort_by_key(|range| (range.start(), std::cmp::Reverse(range.end())));
    let blocks = paragraphs(&text);
    Marked { text, ranges, caret, blocks }
}

/// One block for each stretch between empty lines.
pub(crate) fn paragraphs(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for part in text.split("\n\n") {
        let begin = start + part.len() - part.trim_start().len();
        let end = begin + part.trim().len();
        if begin < end {
            let range = TextRange::new((begin as u32).into(), (end as u32).into());
            blocks.push(Block { kind: BlockKind::Paragraph, range });
        }
        start += part.len() + 2;
    }
    blocks
}

/// What a text can be made of that breaks those who count characters.
const PIECES: &[&str] = &[
    // Plain words, numbers and abbreviations.
    "a",
    "the",
    "He",
    "said",
    "Ada",
    "Ukraine's",
    "don't",
    "last-ditch",
    "U.S.",
    "Mr.",
    "J.",
    "9.5%",
    "$12",
    // White space: lines of all three kinds, no-break, narrow, ideographic, zero-width.
    " ",
    " ",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\n\n",
    "\u{A0}",
    "\u{202F}",
    "\u{3000}",
    "\u{200B}",
    // Marks.
    ".",
    ". ",
    ", ",
    "?",
    "!",
    "…",
    ":",
    "-",
    "—",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "“",
    "”",
    "'",
    "‘",
    "’",
    "„",
    "«",
    "»",
    "「",
    "」",
    "。",
    "\u{AD}",
    // Emoji: plain, with skin tone, a family joined by ZWJ, flags, a keycap, a variation selector.
    "😀",
    "👍🏽",
    "👨‍👩‍👧‍👦",
    "🇺🇦",
    "🇺",
    "1️⃣",
    "❤️",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    // Combining marks, alone and in heaps; ZWJ and a joiner of nothing.
    "e\u{301}",
    "\u{301}",
    "Z͑ͫ̓ͪ",
    "\u{200D}",
    "ñ",
    "İ",
    "ß",
    "ﬁ",
    // Astral letters, right to left with bidi marks, and scripts of other kinds.
    "𝒲",
    "𐐀",
    "שלום",
    "צה״ל",
    "سلام",
    "\u{200F}",
    "\u{2067}",
    "\u{0600}",
    "日本語",
    "カタカナ",
    "ひ",
    "ไทย",
    "กำ",
    "हिन्दी",
    "क्ष",
    "한국",
    "각",
    // What decoders leave behind.
    "\u{FFFD}",
    "\0",
    "\u{FEFF}",
    "\u{FFFF}",
];

/// Texts of up to 40 such pieces.
pub(crate) fn nasty_text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

/// Texts that are mostly quotation marks and brackets.
pub(crate) fn quoted_text() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "\"", "“", "”", "'", "‘", "’", "„", "«", "»", "「", "」", "(", ")", "[", "]", " ", " ", "a", "Bs", "6", ".", ",", "—",
        "\n\n",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..30).prop_map(|pieces| pieces.concat())
}

/// A nasty text and any offsets: most in or near the text, few anywhere.
pub(crate) fn nasty_text_with_offsets<const N: usize>() -> impl Strategy<Value = (String, [u32; N])> {
    nasty_text().prop_flat_map(|text| {
        let near = text.len() as u32 + 3;
        let offset = prop_oneof![15 => 0..=near, 1 => any::<u32>()];
        let offsets = prop::collection::vec(offset, N);
        (Just(text), offsets.prop_map(|offsets| offsets.try_into().unwrap()))
    })
}

/// A nasty text and any range: most in or near the text, few anywhere.
pub(crate) fn nasty_text_with_range() -> impl Strategy<Value = (String, TextRange)> {
    nasty_text_with_offsets::<2>()
        .prop_map(|(text, [a, b])| (text, TextRange::new(a.min(b).into(), a.max(b).into())))
}

#[test]
fn a_marked_text_is_read_and_written() {
    let read = marked("He: [“[So] \\[it\\] is.”] ¶ On‸.");
    assert_eq!(read.text, "He: “So [it] is.”\n\nOn.");
    let exact: Vec<_> = read.ranges.iter().map(|range| &read.text[*range]).collect();
    assert_eq!(exact, ["“So [it] is.”", "So"]);
    assert_eq!(read.caret, Some(TextSize::from(25)));
    assert_eq!(
        read.blocks.iter().map(|block| &read.text[block.range]).collect::<Vec<_>>(),
        ["He: “So [it] is.”", "On."]
    );
    assert_eq!(read.with(&read.ranges), "He: [“[So] \\[it\\] is.”] ¶ On.");
    assert_eq!(read.with_caret(25.into()), "He: “So \\[it\\] is.” ¶ On‸.");
}
