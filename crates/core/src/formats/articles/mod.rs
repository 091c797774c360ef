//! Articles without marks, from the formats in which newsrooms keep them.

pub(super) mod docx;
pub(super) mod epub;
pub(super) mod feed;
pub(super) mod ninjs;
pub(super) mod nitf;
pub(super) mod text;

use super::table::{Item, Parsed};
use super::{ReadError, Tools, html, plain};
use crate::model::{Article, Extra};
use crate::text::BlockKind;
use crate::text::split::{Rendered, is_blank};

/// Runs of white space as one space; no-break spaces stay.
pub(super) fn squeezed(text: &str) -> String {
    let words = text.split(|c: char| is_blank(c) && c != '\u{A0}').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// What a format says of an article besides its text.
#[derive(Default)]
struct About {
    title: String,
    metadata: Extra,
}

impl About {
    fn note(&mut self, name: &str, value: Option<String>) {
        let value = value.map(|value| squeezed(&value)).filter(|value| !value.is_empty());
        if let Some(value) = value {
            self.metadata.entry(name).or_insert_with(|| value.into());
        }
    }

    fn add_to(self, mut article: Article, parsed: &mut Parsed) {
        for (name, value) in self.metadata {
            article.metadata.insert(name, value);
        }
        if !self.title.is_empty() {
            article.title = self.title;
        }
        parsed.items.push(Item::Article(Box::new(article)));
    }

    /// An article of blocks; without any it is noted as left out.
    fn blocks(
        self,
        mut blocks: Vec<(String, Option<BlockKind>)>,
        place: &str,
        tools: &mut Tools<'_>,
        parsed: &mut Parsed,
    ) {
        let has_headline = blocks.iter().any(|(_, kind)| *kind == Some(BlockKind::Headline));
        if !has_headline && !self.title.is_empty() {
            blocks.insert(0, (self.title.clone(), Some(BlockKind::Headline)));
        }
        let mut rendered = Rendered::default();
        blocks.iter().for_each(|(block, kind)| rendered.push(block, *kind));
        let (text, blocks) = rendered.finish();
        let article = plain::article((tools.new_id)(), None, Extra::new(), text, blocks);
        self.read(article, place, parsed);
    }

    /// An article of a page's markup, or of a part of one.
    fn markup(self, markup: &str, place: &str, tools: &mut Tools<'_>, parsed: &mut Parsed) {
        let mut page = String::from("<!doctype html><html><body><article><h1>");
        super::writing::xml(&mut page, &self.title, false);
        page.push_str("</h1>");
        page.push_str(markup);
        page.push_str("</article></body></html>");
        let article = match (tools.parse_html)(&page) {
            Some(tree) => html::read((tools.new_id)(), place, &tree),
            None => {
                Err(ReadError { place: place.to_owned(), reason: "its HTML cannot be parsed".to_owned() })
            }
        };
        self.read(article, place, parsed);
    }

    fn read(self, article: Result<Article, ReadError>, place: &str, parsed: &mut Parsed) {
        match article {
            Ok(article) => self.add_to(article, parsed),
            Err(error) => parsed.note(place, error.reason, "left out"),
        }
    }
}
