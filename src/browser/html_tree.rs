//! Pages as trees: parsed by the browser, never run. A document that
//! `DOMParser` makes has no window: its scripts do not run and its images are
//! not fetched.

use galley_core::formats::ReadError;
use galley_core::formats::html::{Builder, Node};
use galley_core::formats::nesting::{MAX_NESTING, nesting};
use wasm_bindgen::JsCast;
use web_sys::{Document, DomParser, Element, SupportedType};

/// Attributes that are longer hold data and nothing that a reader looks for.
const MAX_ATTRIBUTE: usize = 10_000;

/// A parsed page or fragment.
pub struct Page(Document);

impl Page {
    /// Parses markup; the browser makes something of any text.
    ///
    /// # Errors
    /// When it would freeze the browser, or the browser has no parser.
    pub fn parse(markup: &str) -> Result<Self, ReadError> {
        let depth = nesting(markup);
        if depth > MAX_NESTING {
            let reason =
                format!("its elements are nested {depth} deep, which is no article; browsers freeze on it");
            return Err(ReadError { place: "the file".to_owned(), reason });
        }
        let parser = DomParser::new().map_err(|_| no_parser())?;
        parser.parse_from_string(markup, SupportedType::TextHtml).map(Self).map_err(|_| no_parser())
    }

    /// How many elements stand for a paragraph, a heading or the like.
    pub fn block_count(&self) -> u32 {
        const BLOCKS: &str = "p, h1, h2, h3, h4, h5, h6, li, blockquote";
        self.0.query_selector_all(BLOCKS).map_or(0, |blocks| blocks.length())
    }

    /// The page as a tree. It is walked without recursion.
    pub fn tree(&self) -> Node {
        let mut builder = Builder::default();
        if let Some(root) = self.0.document_element() {
            walk(&root, &mut builder);
        }
        builder.finish()
    }
}

fn no_parser() -> ReadError {
    ReadError { place: "the file".to_owned(), reason: "this browser cannot read HTML for Galley".to_owned() }
}

fn walk(root: &web_sys::Node, builder: &mut Builder) {
    let mut node = root.clone();
    loop {
        let is_open = enter(builder, &node);
        if is_open && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        if is_open {
            builder.close();
        }
        match next_outside(&node, root, builder) {
            Some(next) => node = next,
            None => return,
        }
    }
}

/// The node after this one and all it holds; elements that end before it are
/// closed. `None` at the root's end.
fn next_outside(node: &web_sys::Node, root: &web_sys::Node, builder: &mut Builder) -> Option<web_sys::Node> {
    let mut node = node.clone();
    while node != *root {
        if let Some(next) = node.next_sibling() {
            return Some(next);
        }
        node = node.parent_node()?;
        builder.close();
    }
    None
}

/// Hands a node to the builder, and says whether it is an element, which is
/// then open.
fn enter(builder: &mut Builder, node: &web_sys::Node) -> bool {
    if let Some(element) = node.dyn_ref::<Element>() {
        builder.open(element.local_name().to_ascii_lowercase(), attributes(element));
        return true;
    }
    if matches!(node.node_type(), web_sys::Node::TEXT_NODE | web_sys::Node::CDATA_SECTION_NODE)
        && let Some(text) = node.node_value()
    {
        builder.text(text);
    }
    false
}

fn attributes(element: &Element) -> Vec<(String, String)> {
    let map = element.attributes();
    (0..map.length())
        .filter_map(|index| map.item(index))
        .filter_map(|attribute| {
            let value = attribute.value();
            (value.len() <= MAX_ATTRIBUTE).then(|| (attribute.name().to_ascii_lowercase(), value))
        })
        .collect()
}
