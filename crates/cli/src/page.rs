//! Pages of HTML, as the browser would parse them.

use galley_core::formats::html::{Builder, Node};
use galley_core::formats::nesting::{MAX_NESTING, nesting};
use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// The tree of a page; `None` when it is nested deeper than any article, on
/// which parsing takes minutes.
pub fn parse(html: &str) -> Option<Node> {
    if nesting(html) > MAX_NESTING {
        return None;
    }
    let document = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html);
    let mut builder = Builder::default();
    // Without recursion: no nesting is too deep.
    let mut steps = vec![Step::Open(document.document)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Close => builder.close(),
            Step::Open(node) => {
                match &node.data {
                    NodeData::Element { name, attrs, .. } => {
                        let attribute = |attribute: &html5ever::Attribute| {
                            (attribute.name.local.to_string(), attribute.value.to_string())
                        };
                        let attributes = attrs.borrow().iter().map(attribute).collect();
                        builder.open(name.local.to_string(), attributes);
                        steps.push(Step::Close);
                    }
                    NodeData::Text { contents } => builder.text(contents.borrow().to_string()),
                    _ => {}
                }
                steps.extend(node.children.borrow().iter().rev().cloned().map(Step::Open));
            }
        }
    }
    Some(builder.finish())
}

enum Step {
    Open(Handle),
    Close,
}
