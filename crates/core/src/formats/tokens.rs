//! Tokens for formats that have no characters: words as Unicode has them, cut
//! where an annotation begins or ends, so that each annotation is some of
//! them.

use unicode_segmentation::UnicodeSegmentation;

use crate::model::Article;
use crate::text::{TextRange, TextSize};

/// A word or a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) range: TextRange,
}

/// The article's tokens in text order; white space is between them.
pub(super) fn tokens(article: &Article) -> Vec<Token> {
    let fragments = article.annotations.iter().flat_map(|annotation| annotation.target.fragments());
    let mut cuts: Vec<TextSize> = fragments.flat_map(|fragment| [fragment.start(), fragment.end()]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut tokens = Vec::new();
    for (at, word) in article.text.split_word_bound_indices() {
        if word.chars().all(char::is_whitespace) {
            continue;
        }
        let range = TextRange::at(TextSize::new(at as u32), TextSize::of(word));
        let first = cuts.partition_point(|&cut| cut <= range.start());
        let mut start = range.start();
        for &cut in cuts.get(first..).unwrap_or_default().iter().take_while(|&&cut| cut < range.end()) {
            tokens.push(Token { range: TextRange::new(start, cut) });
            start = cut;
        }
        tokens.push(Token { range: TextRange::new(start, range.end()) });
    }
    tokens
}

/// Whether a place is at the border of a word.
pub(super) fn is_border(text: &str, at: TextSize) -> bool {
    let at = usize::from(at);
    let start = text.get(..at).and_then(|before| before.rfind(char::is_whitespace)).unwrap_or(0);
    let end =
        text.get(at..).and_then(|after| after.find(char::is_whitespace)).map_or(text.len(), |end| at + end);
    let near = text.get(start..end).unwrap_or_default();
    at == end || near.split_word_bound_indices().any(|(border, _)| start + border == at)
}
