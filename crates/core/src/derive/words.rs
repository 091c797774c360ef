//! The words of a piece of text, where they stand.

use crate::text::{TextRange, TextSize};

/// A word, with its place in the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    pub range: TextRange,
    pub text: &'a str,
}

impl Word<'_> {
    #[must_use]
    pub fn lower(&self) -> String {
        self.text.to_lowercase()
    }

    #[must_use]
    pub fn is_capitalised(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }
}

/// The words of a range. Apostrophes, hyphens and full stops inside a word are
/// part of it; a possessive ’s is too.
pub fn words(text: &str, range: TextRange) -> impl Iterator<Item = Word<'_>> {
    let piece = text.get(std::ops::Range::<usize>::from(range)).unwrap_or_default();
    piece.split(|c: char| c.is_whitespace() || is_between(c)).filter_map(move |word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%');
        if word.is_empty() {
            return None;
        }
        let offset = word.as_ptr() as usize - piece.as_ptr() as usize;
        let start = range.start() + TextSize::try_from(offset).ok()?;
        Some(Word { range: TextRange::at(start, TextSize::of(word)), text: word })
    })
}

fn is_between(c: char) -> bool {
    matches!(
        c,
        ',' | ';' | ':' | '—' | '–' | '(' | ')' | '[' | ']' | '/' | '"' | '“' | '”' | '„' | '«' | '»' | '…'
    )
}

/// What lies between two words.
pub fn gap<'a>(text: &'a str, before: &Word<'_>, after: &Word<'_>) -> &'a str {
    text.get(before.range.end().into()..after.range.start().into()).unwrap_or_default()
}
