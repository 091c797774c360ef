//! XML as a tree, and looking around in it. Prefixes of names are left out:
//! in the formats that Galley reads, no two names differ by them alone.
//! Entities that a document defines are not resolved, so none can grow.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::ReadError;
use super::html::{Builder, Node};

/// The tree of a document.
///
/// # Errors
/// When it is not well-formed, with the line.
pub(super) fn parse(text: &str) -> Result<Node, ReadError> {
    let mut reader = Reader::from_str(text);
    let mut builder = Builder::default();
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event().map_err(|error| {
            let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX).min(text.len());
            let line =
                text.as_bytes().get(..at).unwrap_or_default().iter().filter(|&&byte| byte == b'\n').count();
            ReadError {
                place: format!("line {}", line + 1),
                reason: format!("this is no well-formed XML: {error}"),
            }
        })?;
        match event {
            Event::Start(element) => {
                depth += 1;
                open(&mut builder, &element);
            }
            Event::Empty(element) => {
                open(&mut builder, &element);
                builder.close();
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                builder.close();
            }
            Event::Text(text) => builder.text(text.replace("\r\n", "\n")),
            Event::CData(text) => builder.text(text.to_string()),
            Event::GeneralRef(reference) => {
                let name = reference.to_string();
                builder.text(
                    quick_xml::escape::unescape(&format!("&{name};"))
                        .map_or_else(|_| format!("&{name};"), Into::into),
                );
            }
            Event::Eof if depth > 0 => {
                let reason = "the file ends inside an element (truncated XML)".to_owned();
                return Err(ReadError { place: "the file".to_owned(), reason });
            }
            Event::Eof => return Ok(builder.finish()),
            _ => {}
        }
    }
}

/// Whether one of these stands in the beginning of a document.
pub(super) fn has_root(text: &str, roots: &[&str]) -> bool {
    let head = text.get(..text.floor_char_boundary(4096)).unwrap_or(text);
    head.trim_start().starts_with('<') && roots.iter().any(|root| head.contains(root))
}

fn open(builder: &mut Builder, element: &BytesStart<'_>) {
    let name = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    let attributes = element.attributes().flatten().map(|attribute| {
        let value = attribute.value.to_string();
        let value = quick_xml::escape::unescape(&value).map_or(value.clone(), Into::into);
        (name(attribute.key.as_ref()), value)
    });
    builder.open(name(element.name().as_ref()), attributes.collect());
}

impl Node {
    pub(super) fn tag(&self) -> &str {
        match self {
            Self::Element { tag, .. } => tag,
            Self::Text(_) => "",
        }
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let Self::Element { attributes, .. } = self else { return None };
        attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn children(&self) -> &[Node] {
        match self {
            Self::Element { children, .. } => children,
            Self::Text(_) => &[],
        }
    }

    /// The first child of a tag.
    pub(super) fn child(&self, tag: &str) -> Option<&Node> {
        self.children().iter().find(|child| child.tag() == tag)
    }

    /// The node and all below it, in the document's order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Node> {
        let mut rest = vec![self];
        std::iter::from_fn(move || {
            let node = rest.pop()?;
            rest.extend(node.children().iter().rev());
            Some(node)
        })
    }

    /// The first element of a tag, at any depth.
    pub(super) fn find(&self, tag: &str) -> Option<&Node> {
        self.all().find(|node| node.tag() == tag)
    }

    /// All text in it, as it stands.
    pub(super) fn text(&self) -> String {
        let texts = self.all().filter_map(|node| match node {
            Self::Text(text) => Some(text.as_str()),
            Self::Element { .. } => None,
        });
        texts.collect()
    }

    /// All text in it, runs of white space as one space.
    pub(super) fn words(&self) -> String {
        super::articles::squeezed(&self.text())
    }
}
