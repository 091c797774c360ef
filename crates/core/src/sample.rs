//! The article that a new workspace starts with. Its places and people are
//! made up; it has one of everything that a labeler meets: direct, indirect
//! and nested quotations, a quotation that runs over two paragraphs, one that
//! "said" cuts in two, an anonymous source with a reason, and a tail of
//! teasers.

pub mod marks;

use std::sync::Arc;

use crate::model::{Article, Id};
use crate::text::BlockKind::{
    Boilerplate, Byline, Credit, Dateline, Headline, Paragraph, Standfirst, Subheading,
};
use crate::text::{Block, BlockKind, Text, TextRange, TextSize};

const TEXT: &str = include_str!("sample.txt");
/// What its lines are that are not empty. They need not be found out while
/// the first user waits for the first page.
#[rustfmt::skip]
const KINDS: [BlockKind; 23] = [
    Headline, Standfirst, Byline, Dateline,
    Paragraph, Paragraph, Paragraph, Paragraph,
    Subheading,
    Paragraph, Paragraph, Paragraph, Paragraph, Paragraph, Paragraph, Paragraph,
    Credit, Credit,
    Boilerplate, Boilerplate, Boilerplate, Boilerplate, Boilerplate,
];

/// The sample article.
#[must_use]
pub fn article(id: Id) -> Article {
    let blocks = blocks();
    let title = blocks.first().and_then(|headline| slice(headline.range)).unwrap_or("Sample");
    let metadata = [("publisher", "Coastal Wire"), ("published", "2026-05-08"), ("language", "en")];
    let metadata = metadata.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    // Only a text of more than 4 GB is refused.
    let text = Arc::new(Text::new(TEXT).unwrap_or_default());
    Article { metadata, ..Article::unmarked(id, title.to_owned(), text, blocks) }
}

fn blocks() -> Vec<Block> {
    let mut end = TextSize::new(0);
    let lines = TEXT.split_inclusive('\n').map(|line| {
        let start = end;
        end += TextSize::of(line);
        TextRange::at(start, TextSize::of(line.trim_end()))
    });
    let ranges = lines.filter(|range| !range.is_empty());
    ranges.zip(KINDS).map(|(range, kind)| Block { kind, range }).collect()
}

fn slice(range: TextRange) -> Option<&'static str> {
    TEXT.get(std::ops::Range::<usize>::from(range))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::split::split;

    #[test]
    fn the_blocks_are_those_of_the_file_if_it_had_been_dropped() {
        let article = article(Id::new("sample"));
        assert_eq!(article.blocks, split(TEXT));
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
