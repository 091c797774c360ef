//! What a page says about itself: `<meta>`, Open Graph, JSON-LD.

use serde_json::Value;

use super::page::Page;
use crate::model::Extra;

/// What a page says about itself.
#[derive(Default)]
pub(super) struct Found {
    /// url, publisher, published, byline, language.
    pub(super) metadata: Extra,
    /// The headline, or the page's title without the site's name.
    pub(super) title: Option<String>,
    /// The text, where the metadata carries it.
    pub(super) article_body: Option<String>,
}

impl Found {
    /// Notes a value unless a better source gave one.
    fn note(&mut self, name: &str, value: Option<String>) {
        let value = value.map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "));
        if let Some(value) = value.filter(|value| !value.is_empty() && !self.metadata.contains_key(name)) {
            self.metadata.insert(name.to_owned(), value.into());
        }
    }
}

pub(super) fn of(page: &Page) -> Found {
    let mut found = Found::default();
    let article = json_ld(page);
    if let Some(article) = &article {
        let text = |name: &str| article.get(name).and_then(texts);
        found.note("url", text("mainEntityOfPage").or_else(|| text("url")));
        found.note("publisher", text("publisher"));
        found.note("published", text("datePublished"));
        found.note("byline", text("author"));
        found.note("language", text("inLanguage"));
        found.article_body = article.get("articleBody").and_then(Value::as_str).map(str::to_owned);
    }
    found.note("url", meta(page, &["og:url"]).or_else(|| canonical(page)));
    found.note("publisher", meta(page, &["og:site_name", "application-name", "publisher"]));
    let dates = ["article:published_time", "datePublished", "date", "dc.date", "pubdate", "parsely-pub-date"];
    found.note("published", meta(page, &dates).or_else(|| first_time(page)));
    found.note(
        "byline",
        meta(page, &["author", "article:author", "dc.creator", "parsely-author", "byl"])
            .filter(|author| is_name(author)),
    );
    found.note("language", lang(page));
    let headline = article.as_ref().and_then(|article| article.get("headline")).and_then(texts);
    found.title = headline
        .or_else(|| meta(page, &["og:title", "twitter:title"]))
        .or_else(|| title(page, &found.metadata));
    found
}

/// `article:author` is often the address of a profile.
fn is_name(author: &str) -> bool {
    !author.contains("://")
}

fn elements<'p>(page: &'p Page, tag: &'p str) -> impl Iterator<Item = usize> + 'p {
    (0..page.len()).filter(move |&index| page.tag(index) == tag)
}

/// The content of the first `<meta>` of one of the names, the first name first.
fn meta(page: &Page, names: &[&str]) -> Option<String> {
    let has_name = |index: usize, name: &str| {
        ["property", "name", "itemprop"]
            .iter()
            .any(|key| page.attribute(index, key).is_some_and(|value| value.eq_ignore_ascii_case(name)))
    };
    names.iter().find_map(|name| {
        elements(page, "meta")
            .filter(|&index| has_name(index, name))
            .find_map(|index| page.attribute(index, "content"))
            .filter(|content| !content.trim().is_empty())
            .map(str::to_owned)
    })
}

fn canonical(page: &Page) -> Option<String> {
    let link = elements(page, "link").find(|&index| page.has_value(index, "rel", "canonical"))?;
    page.attribute(link, "href").map(str::to_owned)
}

fn first_time(page: &Page) -> Option<String> {
    elements(page, "time")
        .filter(|&index| page.is_kept(index))
        .find_map(|index| page.attribute(index, "datetime"))
        .map(str::to_owned)
}

fn lang(page: &Page) -> Option<String> {
    elements(page, "html").find_map(|index| page.attribute(index, "lang")).map(str::to_owned)
}

/// The page's `<title>` without the name of the site at its end.
fn title(page: &Page, metadata: &Extra) -> Option<String> {
    let index = elements(page, "title").next()?;
    let texts = (index..page.end(index)).filter_map(|inside| page.text(inside));
    let words: Vec<&str> = texts.flat_map(str::split_whitespace).collect();
    let title = words.join(" ");
    let publisher = metadata.get("publisher").and_then(Value::as_str);
    let bare = [" | ", " – ", " — ", " - ", " · "].iter().find_map(|separator| {
        let (head, site) = title.rsplit_once(separator)?;
        (Some(site) == publisher || *separator == " | ").then(|| head.to_owned())
    });
    bare.or(Some(title)).filter(|title| !title.is_empty())
}

/// The first news article of the page's JSON-LD.
fn json_ld(page: &Page) -> Option<Value> {
    let scripts =
        elements(page, "script").filter(|&index| page.has_value(index, "type", "application/ld+json"));
    scripts
        .filter_map(|index| {
            let text: String = (index..page.end(index)).filter_map(|inside| page.text(inside)).collect();
            article_in(serde_json::from_str(&text).ok()?)
        })
        .next()
}

fn article_in(value: Value) -> Option<Value> {
    let mut rest = vec![value];
    while let Some(value) = rest.pop() {
        match value {
            Value::Array(values) => rest.extend(values.into_iter().rev()),
            Value::Object(object) if is_article(object.get("@type")) => return Some(Value::Object(object)),
            Value::Object(mut object) => {
                rest.extend(["mainEntity", "@graph"].iter().filter_map(|key| object.remove(*key)))
            }
            _ => {}
        }
    }
    None
}

fn is_article(kind: Option<&Value>) -> bool {
    let is_one = |name: &str| {
        name.ends_with("Article") || matches!(name, "BlogPosting" | "LiveBlogPosting" | "Report")
    };
    match kind {
        Some(Value::String(name)) => is_one(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is_one),
        _ => false,
    }
}

/// A text, a thing's name or id, or several of them.
fn texts(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => {
            ["name", "@id", "url"].iter().find_map(|key| object.get(*key)?.as_str().map(str::to_owned))
        }
        Value::Array(values) => {
            let texts: Vec<String> =
                values.iter().filter(|value| !value.is_array()).filter_map(texts).collect();
            (!texts.is_empty()).then(|| texts.join(", "))
        }
        _ => None,
    }
}
