//! Plain text: kept exactly as it was decoded.

use std::sync::Arc;

use super::ReadError;
use crate::model::{Article, Extra, Id};
use crate::text::split::{is_blank, split};
use crate::text::{Block, BlockKind, Text};

/// The longest title that is taken from a text that has no headline.
const TITLE: usize = 120;

/// An article of a plain text.
///
/// # Errors
/// When there is nothing but white space, or more than an article can hold.
pub fn read(id: Id, file_name: &str, text: String) -> Result<Article, ReadError> {
    let blocks = split(&text);
    let mut metadata = Extra::new();
    metadata.insert("file_name".to_owned(), file_name.into());
    article(id, None, metadata, text, blocks)
}

/// An article of a text and its blocks. The title is the one given, or the
/// headline, or how the first block begins, or the file's name.
pub(super) fn article(
    id: Id,
    title: Option<String>,
    metadata: Extra,
    text: String,
    blocks: Vec<Block>,
) -> Result<Article, ReadError> {
    if text.trim_matches(is_blank).is_empty() {
        return Err(ReadError { place: "the file".to_owned(), reason: "there is no text in it".to_owned() });
    }
    let text = Text::new(text)
        .map_err(|error| ReadError { place: "the file".to_owned(), reason: error.to_string() })?;
    let title = title.or_else(|| title_of(&text, &blocks)).unwrap_or_else(|| file_name(&metadata));
    Ok(Article { metadata, ..Article::unmarked(id, title, Arc::new(text), blocks) })
}

fn file_name(metadata: &Extra) -> String {
    metadata.get("file_name").and_then(|name| name.as_str()).unwrap_or_default().to_owned()
}

fn title_of(text: &Text, blocks: &[Block]) -> Option<String> {
    let headline = blocks.iter().find(|block| block.kind == BlockKind::Headline);
    let title = one_line(text.slice(headline.or(blocks.first())?.range)?);
    (!title.is_empty()).then_some(title)
}

/// The words of a text on one line, cut after a word where it is too long for
/// a title.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(is_blank).filter(|word| !word.is_empty()) {
        if line.chars().count() + word.chars().count() > TITLE {
            line.extend(word.chars().take(if line.is_empty() { TITLE } else { 0 }));
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Article, ReadError> {
        super::read(Id::new("a"), "wall.txt", text.to_owned())
    }

    #[test]
    fn the_text_is_kept_exactly_and_the_headline_is_the_title() {
        let text = "\r\n Levy talks\u{A0}stall \r\n\r\n\tIt rained.\u{2028}\r\n";
        let article = read(text).unwrap();
        assert_eq!(article.text.as_str(), text);
        assert_eq!(article.title, "Levy talks stall");
        assert_eq!(article.blocks, split(text));
        assert_eq!(article.metadata["file_name"], "wall.txt");
        assert_eq!(article.status, crate::model::Status::New);
    }

    #[test]
    fn without_a_headline_the_title_is_how_the_text_begins() {
        assert_eq!(read("It rained.\n\nIt stopped.").unwrap().title, "It rained.");
        let long = read(&"rain ".repeat(100)).unwrap().title;
        assert!(long.ends_with("rain…") && long.chars().count() <= TITLE + 1, "{long}");
        assert_eq!(read(&"é".repeat(500)).unwrap().title.chars().count(), TITLE + 1);
    }

    #[test]
    fn a_text_without_words_is_refused() {
        assert_eq!(read(" \n\u{FEFF}").unwrap_err().to_string(), "the file: there is no text in it");
    }
}
