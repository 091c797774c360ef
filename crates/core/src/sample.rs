//! The article that a new workspace starts with. Its places and people are
//! made up; it has one of everything that a labeler meets: direct, indirect
//! and nested quotations, a quotation that runs over two paragraphs, one that
//! "said" cuts in two, an anonymous source with a reason, and a tail of
//! teasers.

pub mod marks;

use std::sync::Arc;

use crate::model::{Article, Id};
use crate::text::split::split;
use crate::text::{BlockKind, Text, TextRange};

const TEXT: &str = include_str!("sample.txt");

/// The sample article.
#[must_use]
pub fn article(id: Id) -> Article {
    let blocks = split(TEXT);
    let headline = blocks.iter().find(|block| block.kind == BlockKind::Headline);
    let title = headline.and_then(|block| slice(block.range)).unwrap_or("Sample");
    let metadata = [("publisher", "Coastal Wire"), ("published", "2026-05-08"), ("language", "en")];
    let metadata = metadata.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    // Only a text of more than 4 GB is refused.
    let text = Arc::new(Text::new(TEXT).unwrap_or_default());
    Article { metadata, ..Article::unmarked(id, title.to_owned(), text, blocks) }
}

fn slice(range: TextRange) -> Option<&'static str> {
    TEXT.get(std::ops::Range::<usize>::from(range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blocks_are_what_a_reader_expects() {
        use BlockKind::{Boilerplate, Byline, Credit, Dateline, Headline, Paragraph, Standfirst, Subheading};
        let article = article(Id::new("sample"));
        let kinds: Vec<BlockKind> = article.blocks.iter().map(|block| block.kind).collect();
        let expected = [
            &[Headline, Standfirst, Byline, Dateline][..],
            &[Paragraph; 4],
            &[Subheading],
            &[Paragraph; 7],
            &[Credit, Credit],
            &[Boilerplate; 5],
        ];
        assert_eq!(kinds, expected.concat());
        assert_eq!(article.title, "Harbour levy talks enter last day");
        assert_eq!(article.text.as_str(), TEXT);
    }

    #[test]
    fn it_has_one_of_everything() {
        for part in [
            "🍐",
            "Š",
            "asked not to be named because",
            "ferry. “Much",
            "unload.\n\n“My crew",
            "Okafor said on Thursday that Lind had claimed",
            "21 percent",
        ] {
            assert!(TEXT.contains(part), "{part}");
        }
        assert_eq!(TEXT.matches('“').count(), TEXT.matches('”').count() + 1, "one quotation runs on");
        let words = TEXT.split_whitespace().count();
        assert!((350..=450).contains(&words), "{words} words");
        assert!(TEXT.ends_with("way.\n"));
    }
}
