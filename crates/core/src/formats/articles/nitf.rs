//! NITF, and NewsML-G2, which has NITF, XHTML or plain text inside.

use super::{About, squeezed};
use crate::formats::html::{self, Node};
use crate::formats::table::{File, Parsed, Sample};
use crate::formats::{ReadError, Tools, xml};
use crate::text::BlockKind;

pub(in crate::formats) fn fits(sample: &Sample<'_>) -> bool {
    xml::has_root(sample.text, &["<nitf>", "<nitf "]) && !fits_newsml(sample)
}

pub(in crate::formats) fn fits_newsml(sample: &Sample<'_>) -> bool {
    xml::has_root(sample.text, &["<newsItem", "<newsMessage", ":newsItem", ":newsMessage"])
}

pub(in crate::formats) fn read(
    files: &[File],
    tools: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let tree = xml::parse(file.text()?)?;
        read_nitf(&tree, About::default(), &file.name, tools, parsed);
    }
    Ok(())
}

pub(super) fn read_nitf(
    tree: &Node,
    mut about: About,
    place: &str,
    tools: &mut Tools<'_>,
    parsed: &mut Parsed,
) {
    let text = |tag: &str| tree.find(tag).map(Node::words);
    if about.title.is_empty() {
        about.title = text("hl1").or_else(|| text("title")).unwrap_or_default();
    }
    let published = tree.find("date.issue").and_then(|date| date.attribute("norm"));
    about.note("published", published.map(str::to_owned).or_else(|| text("story.date")));
    about.note("byline", text("byline"));
    about.note("publisher", text("distributor"));
    let Some(body) = tree.find("body") else {
        return parsed.note(place, "it has no body", "left out");
    };
    let mut blocks = Vec::new();
    // Blocks inside of others are their own; what is around them is not text.
    let mut rest = vec![(body, None)];
    while let Some((node, around)) = rest.pop() {
        let kind = match node.tag() {
            "hl1" => Some(BlockKind::Headline),
            "hl2" if around == Some(BlockKind::Headline) => Some(BlockKind::Standfirst),
            "hl2" | "hl3" | "hl4" => Some(BlockKind::Subheading),
            "hedline" => Some(BlockKind::Headline),
            "byline" => Some(BlockKind::Byline),
            "dateline" => Some(BlockKind::Dateline),
            "abstract" => Some(BlockKind::Standfirst),
            "bq" => Some(BlockKind::Quotation),
            "li" => Some(BlockKind::ListItem),
            "media-caption" => Some(BlockKind::Caption),
            "tagline" => Some(BlockKind::Credit),
            "table" | "media-metadata" | "media-reference" => continue,
            _ => around,
        };
        let is_block = |node: &Node| {
            matches!(
                node.tag(),
                "p" | "hl1" | "hl2" | "hl3" | "hl4" | "li" | "block" | "bq" | "abstract" | "media"
            )
        };
        if node.all().skip(1).any(is_block)
            || matches!(node.tag(), "body" | "body.head" | "body.content" | "body.end" | "hedline")
        {
            rest.extend(node.children().iter().rev().map(|child| (child, kind)));
        } else if !node.tag().is_empty() {
            let words = node.words();
            blocks.push((words, kind.or(Some(BlockKind::Paragraph))));
        }
    }
    about.blocks(blocks, place, tools, parsed);
}

pub(in crate::formats) fn read_newsml(
    files: &[File],
    tools: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let tree = xml::parse(file.text()?)?;
        let items: Vec<&Node> = tree.all().filter(|node| node.tag() == "newsItem").collect();
        for (index, item) in items.iter().enumerate() {
            read_item(item, &format!("{}, news item {}", file.name, index + 1), tools, parsed);
        }
    }
    Ok(())
}

fn read_item(item: &Node, place: &str, tools: &mut Tools<'_>, parsed: &mut Parsed) {
    let text = |tag: &str| item.find(tag).map(Node::words);
    let mut about = About { title: text("headline").unwrap_or_default(), ..About::default() };
    about.note("uri", item.attribute("guid").map(str::to_owned));
    about.note("byline", text("by"));
    about.note("published", text("versionCreated").or_else(|| text("contentCreated")));
    about.note(
        "publisher",
        text("creditline").or_else(|| {
            item.find("provider").and_then(|provider| provider.attribute("literal")).map(str::to_owned)
        }),
    );
    about.note(
        "language",
        item.find("language").and_then(|language| language.attribute("tag")).map(str::to_owned),
    );
    let Some(content) = item.find("contentSet") else {
        return parsed.note(place, "it has no content", "left out");
    };
    if let Some(nitf) = content.find("nitf") {
        return read_nitf(nitf, about, place, tools, parsed);
    }
    if let Some(page) = content.find("html") {
        let article = html::read((tools.new_id)(), place, page);
        return about.read(article, place, parsed);
    }
    match content.find("inlineData").or_else(|| content.find("inlineXML")) {
        Some(data) => {
            let text = data.text();
            let blocks = text.split("\n\n").map(|block| (squeezed(block), None)).collect();
            about.blocks(blocks, place, tools, parsed);
        }
        None => parsed.note(place, "its content is not in the file", "left out"),
    }
}
