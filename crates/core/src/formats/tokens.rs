//! Tokens for formats that have no characters: words as Unicode has them, cut
//! where an annotation begins or ends, so that each annotation is some of
//! them.

use unicode_segmentation::UnicodeSegmentation;

use crate::model::Article;
use crate::text::boundary::{grapheme, next_sentence};
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
        // A mark that goes before a character may stand before a space.
        let end = grapheme::ceil(&article.text, TextSize::new((at + word.len()) as u32));
        let begun = tokens.last().map_or(TextSize::new(0), |last: &Token| last.range.end());
        let range = TextRange::new(begun.max(TextSize::new(at as u32)).min(end), end);
        if range.is_empty() {
            continue;
        }
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

/// The article's sentences, from their first token to their last. A sentence
/// that begins inside of a token begins after it.
pub(super) fn sentences(article: &Article, tokens: &[Token]) -> Vec<TextRange> {
    let mut sentences: Vec<TextRange> = Vec::new();
    let mut next = TextSize::new(0);
    for token in tokens {
        let is_first = token.range.start() >= next;
        while next <= token.range.start() {
            let found = next_sentence(&article.text, &article.blocks, next);
            next = if found > next { found } else { article.text.size() + TextSize::new(1) };
        }
        match sentences.last_mut() {
            Some(last) if !is_first => *last = last.cover(token.range),
            _ => sentences.push(token.range),
        }
    }
    sentences
}

/// The places of the tokens that a range touches, as tokens are counted; `None`
/// when there is only white space in it.
pub(super) fn touched(tokens: &[Token], range: TextRange) -> Option<std::ops::Range<usize>> {
    let from = tokens.partition_point(|token| token.range.end() <= range.start());
    let to = tokens.partition_point(|token| token.range.start() < range.end());
    (from < to).then_some(from..to)
}

/// A range without the white space at its edges.
pub(super) fn covered(tokens: &[Token], range: TextRange) -> Option<TextRange> {
    let tokens = tokens.get(touched(tokens, range)?)?;
    Some(tokens.first()?.range.cover(tokens.last()?.range))
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
