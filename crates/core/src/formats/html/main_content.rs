//! Which part of a page is the article.

use super::metadata::Found;
use super::page::Page;

/// The parts of the page to read.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// The element that holds the article.
    pub(super) content: usize,
    pub(super) headline: Option<usize>,
    /// Where to begin, if the headline stands before the content.
    pub(super) from: usize,
}

/// How many bytes of text may stand between a headline and the content.
const BETWEEN: usize = 1500;

pub(super) fn choose(page: &Page, found: &Found) -> Choice {
    let content = content(page);
    let headline = headline(page, content, found.title.as_deref());
    let is_before = |headline: usize| {
        let between: usize = (headline..content)
            .map(|index| page.text(index).filter(|_| page.is_kept(index)).map_or(0, str::len))
            .sum();
        headline < content && between <= BETWEEN
    };
    let headline =
        headline.filter(|&headline| (content..page.end(content)).contains(&headline) || is_before(headline));
    Choice { content, headline, from: headline.unwrap_or(content).min(content) }
}

/// The element that holds the article.
fn content(page: &Page) -> usize {
    let heaviest = |is_candidate: &dyn Fn(usize) -> bool| {
        let candidates = (0..page.len()).filter(|&index| page.is_kept(index) && is_candidate(index));
        // The first of equals: `max_by_key` would take the last.
        candidates.rev().max_by_key(|&index| page.weight(index).prose())
    };
    let prose = page.weight(0).prose();
    let holds_a_third = |&index: &usize| prose > 0 && page.weight(index).prose() * 3 >= prose;
    let is_article = |index: usize| page.tag(index) == "article" || page.has_value(index, "role", "article");
    let is_main = |index: usize| page.tag(index) == "main" || page.has_value(index, "role", "main");
    heaviest(&|index| page.has_value(index, "itemprop", "articleBody"))
        .filter(holds_a_third)
        .map(|body| page.ancestors(body).find(|&around| is_article(around)).unwrap_or(body))
        .or_else(|| heaviest(&is_article).filter(holds_a_third))
        .or_else(|| heaviest(&is_main).filter(holds_a_third))
        .unwrap_or_else(|| densest(page))
}

/// The innermost element that holds three quarters of the page's prose.
fn densest(page: &Page) -> usize {
    let prose = page.weight(0).prose();
    let mut found = 0;
    // In reading order, so each such element is inside the one before.
    for index in 0..page.len() {
        let is_block =
            !page.tag(index).is_empty() && !matches!(page.tag(index), "p" | "span" | "font" | "blockquote");
        if prose > 0 && is_block && page.is_kept(index) && page.weight(index).prose() * 4 >= prose * 3 {
            found = index;
        }
    }
    found
}

/// The heading that the metadata names, else the first `<h1>` of the content,
/// else the last one before it.
fn headline(page: &Page, content: usize, title: Option<&str>) -> Option<usize> {
    let headings = |tags: &'static [&'static str]| {
        (0..page.len()).filter(move |&index| {
            tags.contains(&page.tag(index)) && page.is_kept(index) && page.weight(index).text > 0
        })
    };
    let title = title.map(normal);
    let is_titled = |index: &usize| title.as_ref().is_some_and(|title| *title == normal(&page.line(*index)));
    let inside = content..page.end(content);
    headings(&["h1", "h2"])
        .find(is_titled)
        .or_else(|| headings(&["h1"]).find(|index| inside.contains(index)))
        .or_else(|| headings(&["h1"]).rfind(|&index| index < content && !is_logo(page, index)))
}

/// A heading that is a link, as a site's name is.
fn is_logo(page: &Page, index: usize) -> bool {
    let weight = page.weight(index);
    weight.in_links == weight.text
}

/// The letters and digits of a title, so that quotation marks and spaces make
/// no difference.
fn normal(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
