//! EPUB, and any zip of pages or texts: each is an article. An EPUB's come in
//! the order of its spine.

use super::docx::{archive, tree};
use super::text;
use crate::formats::archive::Archive;
use crate::formats::html::Node;
use crate::formats::table::{File, Parsed, Sample};
use crate::formats::{ReadError, Tools};

pub(in crate::formats) fn fits(sample: &Sample<'_>) -> bool {
    archive(sample).is_some_and(|archive| archive.names().any(is_text))
}

fn is_text(name: &str) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    matches!(end.as_deref(), Some("xhtml" | "html" | "htm" | "txt" | "md" | "markdown"))
}

pub(in crate::formats) fn read(
    files: &[File],
    tools: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let archive = Archive::open(&file.bytes)?;
        let names = spine(&archive)
            .unwrap_or_else(|| archive.names().filter(|name| is_text(name)).map(str::to_owned).collect());
        for name in names {
            let Some(bytes) = archive.file(&name) else { continue };
            let one = bytes.and_then(|bytes| {
                let inner = [File::new(name.clone(), bytes)];
                match inner[0].extension().as_str() {
                    "txt" => text::read(&inner, tools, parsed),
                    "md" | "markdown" => text::read_markdown(&inner, tools, parsed),
                    _ => text::read_html(&inner, tools, parsed),
                }
            });
            if let Err(error) = one {
                parsed.note(name, error.reason, "left out");
            }
        }
    }
    Ok(())
}

/// The pages of a book in reading order.
fn spine(archive: &Archive<'_>) -> Option<Vec<String>> {
    let container = tree(archive, "META-INF/container.xml").ok()??;
    let path = container.find("rootfile")?.attribute("full-path")?.to_owned();
    let package = tree(archive, &path).ok()??;
    let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let items: Vec<&Node> = package.all().filter(|node| node.tag() == "item").collect();
    let page = |reference: &Node| {
        let id = reference.attribute("idref")?;
        let item = items.iter().find(|item| item.attribute("id") == Some(id))?;
        Some(format!("{folder}{}", item.attribute("href")?))
    };
    let pages: Vec<String> = package.all().filter(|node| node.tag() == "itemref").filter_map(page).collect();
    (!pages.is_empty()).then_some(pages)
}
