//! The tree that the browser's parser hands over.

/// A node of a parsed page.
#[derive(Debug)]
pub enum Node {
    Element {
        /// In lower case, as `localName` has it.
        tag: String,
        /// Names in lower case.
        attributes: Vec<(String, String)>,
        children: Vec<Node>,
    },
    Text(String),
}

impl Drop for Node {
    /// Empties the tree first: the drop that the compiler writes would recurse,
    /// and a deep tree overflow the stack.
    fn drop(&mut self) {
        let mut rest = take_children(self);
        while let Some(mut node) = rest.pop() {
            rest.append(&mut take_children(&mut node));
        }
    }
}

fn take_children(node: &mut Node) -> Vec<Node> {
    match node {
        Node::Element { children, .. } => std::mem::take(children),
        Node::Text(_) => Vec::new(),
    }
}

/// Builds a tree from the steps of a walk through another, without recursion:
/// [`open`](Self::open), [`text`](Self::text) and [`close`](Self::close).
#[derive(Debug, Default)]
pub struct Builder {
    open: Vec<Open>,
    roots: Vec<Node>,
}

/// An element whose children are still coming.
#[derive(Debug)]
struct Open {
    tag: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

impl Builder {
    /// Begins an element; what follows is inside it.
    pub fn open(&mut self, tag: impl Into<String>, attributes: Vec<(String, String)>) {
        self.open.push(Open { tag: tag.into(), attributes, children: Vec::new() });
    }

    pub fn text(&mut self, text: impl Into<String>) {
        self.add(Node::Text(text.into()));
    }

    /// Ends the element that was opened last, if one is open.
    pub fn close(&mut self) {
        if let Some(Open { tag, attributes, children }) = self.open.pop() {
            self.add(Node::Element { tag, attributes, children });
        }
    }

    fn add(&mut self, node: Node) {
        let children = self.open.last_mut().map_or(&mut self.roots, |open| &mut open.children);
        children.push(node);
    }

    /// The tree; a `<html>` around it where there was more than one root.
    #[must_use]
    pub fn finish(mut self) -> Node {
        while !self.open.is_empty() {
            self.close();
        }
        match self.roots.pop() {
            Some(root @ Node::Element { .. }) if self.roots.is_empty() => root,
            last => {
                self.roots.extend(last);
                Node::Element { tag: "html".to_owned(), attributes: Vec::new(), children: self.roots }
            }
        }
    }
}
