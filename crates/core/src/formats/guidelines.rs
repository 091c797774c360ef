//! Guidelines: Markdown as a tree of a few elements, for a screen to draw.
//!
//! Markup in the Markdown is text: it is shown as it was typed. A link is its
//! words with the address after them, since nothing here goes anywhere.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// How deep elements are nested at most; what is deeper is drawn flat.
const DEEPEST: usize = 32;

/// A part of the guidelines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Text(String),
    /// An HTML element of this name, which is one of a fixed set.
    Element(&'static str, Vec<Node>),
}

/// Reads Markdown.
#[must_use]
pub fn parse(markdown: &str) -> Vec<Node> {
    let mut open: Vec<(&'static str, Vec<Node>)> = vec![("", Vec::new())];
    let mut addresses = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(tag) => {
                if let Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } = &tag {
                    addresses.push(dest_url.to_string());
                }
                open.push((name(&tag), Vec::new()));
            }
            Event::End(end) => {
                if matches!(end, TagEnd::Link | TagEnd::Image)
                    && let Some(address) = addresses.pop().filter(|address| !address.is_empty())
                {
                    push(&mut open, Node::Text(format!(" ({address})")));
                }
                close(&mut open);
            }
            Event::Code(code) => push(&mut open, Node::Element("code", vec![Node::Text(code.to_string())])),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                push(&mut open, Node::Text(text.to_string()));
            }
            Event::SoftBreak => push(&mut open, Node::Text(" ".to_owned())),
            Event::HardBreak => push(&mut open, Node::Element("br", Vec::new())),
            Event::Rule => push(&mut open, Node::Element("hr", Vec::new())),
            _ => {}
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().map(|(_, nodes)| nodes).unwrap_or_default()
}

fn push(open: &mut [(&'static str, Vec<Node>)], node: Node) {
    if let Some((_, nodes)) = open.last_mut() {
        nodes.push(node);
    }
}

fn close(open: &mut Vec<(&'static str, Vec<Node>)>) {
    let depth = open.len();
    if depth < 2 {
        return;
    }
    let Some((name, nodes)) = open.pop() else { return };
    if name.is_empty() || depth > DEEPEST {
        nodes.into_iter().for_each(|node| push(open, node));
    } else {
        push(open, Node::Element(name, nodes));
    }
}

/// The page has a heading above; "" for what needs no element.
fn name(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::Paragraph => "p",
        Tag::Heading { level: HeadingLevel::H1, .. } => "h3",
        Tag::Heading { level: HeadingLevel::H2, .. } => "h4",
        Tag::Heading { .. } => "h5",
        Tag::BlockQuote(_) => "blockquote",
        Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) | Tag::HtmlBlock => "pre",
        Tag::List(Some(_)) => "ol",
        Tag::List(None) => "ul",
        Tag::Item => "li",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Strikethrough => "s",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(markdown: &str) -> String {
        fn write(nodes: &[Node], out: &mut String) {
            for node in nodes {
                match node {
                    Node::Text(text) => out.push_str(text),
                    Node::Element(name, inner) => {
                        out.push_str(&format!("[{name} "));
                        write(inner, out);
                        out.push(']');
                    }
                }
            }
        }
        let mut out = String::new();
        write(&parse(markdown), &mut out);
        out
    }

    #[test]
    fn headings_lists_examples_and_emphasis() {
        assert_eq!(
            shown("# Sources\n\nMark **who** says it:\n\n- *Ana Ruiz* said\n- `he`\n\n> A source said."),
            "[h3 Sources][p Mark [strong who] says it:][ul [li [em Ana Ruiz] said][li [code he]]][blockquote [p A source said.]]"
        );
    }

    #[test]
    fn markup_is_text_and_links_go_nowhere() {
        assert_eq!(shown("<img src=x onerror=alert(1)> a"), "[p <img src=x onerror=alert(1)> a]");
        assert_eq!(shown("<div>\n<script>1</script>"), "[pre <div>\n<script>1</script>]");
        assert_eq!(shown("[the guide](javascript:1)"), "[p the guide (javascript:1)]");
    }

    #[test]
    fn deep_nesting_is_drawn_flat() {
        assert!(shown(&"> ".repeat(5_000)).matches("[blockquote").count() < DEEPEST);
    }
}
