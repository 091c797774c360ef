//! HTML: the main text of a page, as a reader would see it.
//!
//! The browser parses the page without running any of it and hands over a
//! neutral tree of [`Node`]s. From that tree:
//! 1. What is never text is left out: scripts, styles, navigation, footers,
//!    asides, forms, buttons, hidden elements, and elements whose class or id
//!    says that they are a menu, a share bar, an advertisement, comments or
//!    related links; and lists of links (`page.rs`).
//! 2. The main content is the `articleBody`, the `<article>` or the `<main>`
//!    with most text, or else the innermost element that holds three quarters of
//!    the page's text (`main_content.rs`).
//! 3. The headline is the heading that the page's metadata names, or the first
//!    `<h1>`; without one, the metadata's title stands in for it.
//! 4. Elements give the blocks and their kinds; white space is collapsed as a
//!    browser does, no-break spaces stay, and neither `<br>` nor the border of
//!    two blocks glues words (`render.rs`).
//!
//! Nothing here recurses, so no nesting is too deep.

mod main_content;
mod metadata;
mod page;
mod render;
#[cfg(test)]
mod tests;
mod tree;

use super::{ReadError, plain};
use crate::model::{Article, Id};
use crate::text::BlockKind;
use crate::text::split::{Rendered, split};

use page::Page;
pub use tree::{Builder, Node};

/// An article of a page.
///
/// # Errors
/// When the page has no text, or more than an article can hold.
pub fn read(id: Id, file_name: &str, root: &Node) -> Result<Article, ReadError> {
    let page = Page::of(root);
    let mut found = metadata::of(&page);
    found.metadata.insert("file_name".to_owned(), file_name.into());
    let choice = main_content::choose(&page, &found);
    let mut rendered = Rendered::default();
    let body = render::blocks(&page, &choice);
    let has_text = body.iter().any(|(_, kind)| *kind != Some(BlockKind::Headline));
    if let Some(title) = found.title.as_deref().filter(|_| choice.headline.is_none() && has_text) {
        rendered.push(title, Some(BlockKind::Headline));
    }
    for (block, kind) in &body {
        rendered.push(block, *kind);
    }
    if !has_text && let Some(text) = found.article_body {
        // The page would have been filled in by a script; its metadata has the text.
        let text = found.title.into_iter().chain([text]).collect::<Vec<_>>().join("\n\n");
        let blocks = split(&text);
        return plain::article(id, None, found.metadata, text, blocks);
    }
    let (text, blocks) = rendered.finish();
    plain::article(id, None, found.metadata, text, blocks)
}
