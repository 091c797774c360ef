//! An article with line feeds for all of its line ends, for formats whose
//! readers count any other differently.

use std::sync::Arc;

use crate::model::{Article, Target};
use crate::text::{Text, TextRange, TextSize};

/// How many line ends are not a line feed alone.
pub(super) fn other_than_lf(text: &str) -> usize {
    text.matches('\r').count()
}

/// The article with each CRLF and CR as LF, and everything marked on the same
/// words.
pub(super) fn with_lf(article: &Article) -> Article {
    if other_than_lf(&article.text) == 0 {
        return article.clone();
    }
    let text = article.text.replace("\r\n", "\n").replace('\r', "\n");
    let removed = removed(&article.text);
    let shifted = |at: TextSize| {
        let before = removed.partition_point(|&place| place < at);
        at - TextSize::new(u32::try_from(before).unwrap_or_default())
    };
    let range = |range: TextRange| TextRange::new(shifted(range.start()), shifted(range.end()));
    let mut article = article.clone();
    for annotation in &mut article.annotations {
        let fragments = annotation.target.fragments().iter().map(|&fragment| range(fragment));
        // A lone carriage return of a pair would be empty now; no fragment
        // ends inside of a pair, which is one grapheme.
        if let Ok(target) = Target::new(fragments.filter(|range| !range.is_empty()).collect()) {
            Arc::make_mut(annotation).target = target;
        }
    }
    for block in &mut article.blocks {
        block.range = range(block.range);
    }
    article.text = Arc::new(Text::new(text).unwrap_or_default());
    article
}

/// Where a byte was left out: the carriage returns before a line feed.
fn removed(text: &str) -> Vec<TextSize> {
    text.match_indices("\r\n").map(|(at, _)| TextSize::new(u32::try_from(at).unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::testing::{article, exacts};

    #[test]
    fn marks_stay_on_their_words() {
        let before = article("a\r\n[tide\r\nrose]\rand\r\n[fell]\n\r\n");
        let after = with_lf(&before);
        assert_eq!(after.text.as_str(), "a\ntide\nrose\rand\nfell\n\n".replace('\r', "\n"));
        assert_eq!(exacts(&after), ["tide\nrose", "fell"]);
    }
}
