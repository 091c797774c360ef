//! RSS and Atom: each entry is an article, with as much of it as the feed has.

use super::About;
use crate::formats::html::Node;
use crate::formats::table::{File, Parsed, Sample};
use crate::formats::{ReadError, Tools, xml};

pub(in crate::formats) fn fits(sample: &Sample<'_>) -> bool {
    xml::has_root(sample.text, &["<rss", "<rdf:RDF", "<feed"])
}

pub(in crate::formats) fn read(
    files: &[File],
    tools: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let tree = xml::parse(file.text()?)?;
        let publisher = tree.find("title").map(Node::words);
        let entries: Vec<&Node> = tree.all().filter(|node| matches!(node.tag(), "item" | "entry")).collect();
        for (index, entry) in entries.iter().enumerate() {
            let place = format!("entry {}", index + 1);
            read_entry(entry, publisher.clone(), &place, tools, parsed);
        }
    }
    Ok(())
}

fn read_entry(
    entry: &Node,
    publisher: Option<String>,
    place: &str,
    tools: &mut Tools<'_>,
    parsed: &mut Parsed,
) {
    let text = |tag: &str| entry.child(tag).map(Node::words);
    let mut about = About { title: text("title").unwrap_or_default(), ..About::default() };
    let link = entry.child("link").and_then(|link| link.attribute("href")).map(str::to_owned);
    about.note("url", link.or_else(|| text("link")));
    about.note("byline", text("creator").or_else(|| text("author")));
    about.note(
        "published",
        text("pubDate").or_else(|| text("published")).or_else(|| text("updated")).or_else(|| text("date")),
    );
    about.note("publisher", publisher);
    let bodies = ["encoded", "content", "description", "summary"];
    let Some(body) =
        bodies.iter().find_map(|tag| entry.child(tag).filter(|body| !body.text().trim().is_empty()))
    else {
        return about.blocks(Vec::new(), place, tools, parsed);
    };
    // XHTML stands there as elements, HTML as text.
    let is_tree = body.children().iter().any(|child| !child.tag().is_empty());
    if is_tree {
        let blocks =
            body.all().filter(|node| matches!(node.tag(), "p" | "li" | "h1" | "h2" | "h3" | "blockquote"));
        let mut blocks: Vec<_> = blocks.map(|node| (node.words(), None)).collect();
        if blocks.is_empty() {
            blocks.push((body.words(), None));
        }
        about.blocks(blocks, place, tools, parsed);
    } else if body.text().contains('<') {
        about.markup(&body.text(), place, tools, parsed);
    } else {
        about.blocks(vec![(body.words(), None)], place, tools, parsed);
    }
}
