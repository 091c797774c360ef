//! Word's `.docx`: paragraphs and headings, with the document's title, author
//! and date.

use super::About;
use crate::formats::archive::{Archive, is_archive};
use crate::formats::html::Node;
use crate::formats::table::{File, Parsed, Sample};
use crate::formats::{ReadError, Tools, xml};
use crate::text::BlockKind;

const DOCUMENT: &str = "word/document.xml";

/// The first file as an archive.
pub(super) fn archive<'a>(sample: &Sample<'a>) -> Option<Archive<'a>> {
    let file = sample.files.first().filter(|file| is_archive(&file.bytes))?;
    Archive::open(&file.bytes).ok()
}

pub(in crate::formats) fn fits(sample: &Sample<'_>) -> bool {
    archive(sample).is_some_and(|archive| archive.names().any(|name| name == DOCUMENT))
}

pub(super) fn tree(archive: &Archive<'_>, name: &str) -> Result<Option<Node>, ReadError> {
    let Some(bytes) = archive.file(name) else { return Ok(None) };
    let file = File::new(name, bytes?);
    xml::parse(file.text()?).map(Some)
}

pub(in crate::formats) fn read(
    files: &[File],
    tools: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let archive = Archive::open(&file.bytes)?;
        let Some(document) = tree(&archive, DOCUMENT)? else {
            parsed.note(file.name.clone(), "it has no document in it", "left out");
            continue;
        };
        let mut about = About::default();
        if let Ok(Some(core)) = tree(&archive, "docProps/core.xml") {
            let text = |tag: &str| core.find(tag).map(Node::words);
            about.title = text("title").unwrap_or_default();
            about.note("byline", text("creator"));
            about.note("published", text("created"));
        }
        about.note("file_name", Some(file.name.clone()));
        let mut has_headline = false;
        let blocks = document.all().filter(|node| node.tag() == "p").map(|paragraph| {
            let style = paragraph.find("pStyle").and_then(|style| style.attribute("val")).unwrap_or_default();
            let style = style.to_ascii_lowercase();
            let kind = match style.as_str() {
                "title" | "heading1" if !has_headline => Some(BlockKind::Headline),
                style if style.starts_with("heading") || style == "title" => Some(BlockKind::Subheading),
                "subtitle" => Some(BlockKind::Standfirst),
                "listparagraph" => Some(BlockKind::ListItem),
                style if style.contains("quote") => Some(BlockKind::Quotation),
                "caption" => Some(BlockKind::Caption),
                _ => None,
            };
            has_headline |= kind == Some(BlockKind::Headline);
            (words(paragraph), kind)
        });
        let blocks: Vec<_> = blocks.collect();
        // The file's properties often have a title of long ago.
        if let Some((headline, _)) = blocks.iter().find(|(_, kind)| *kind == Some(BlockKind::Headline)) {
            about.title.clone_from(headline);
        }
        about.blocks(blocks, &file.name, tools, parsed);
    }
    Ok(())
}

/// A paragraph's text; what was deleted in a tracked change is not in it.
fn words(paragraph: &Node) -> String {
    let mut words = String::new();
    for node in paragraph.all() {
        match node.tag() {
            "t" => words.push_str(&node.text()),
            "tab" => words.push('\t'),
            "br" | "cr" => words.push('\n'),
            "noBreakHyphen" => words.push('\u{2011}'),
            _ => {}
        }
    }
    words
}
