//! Between places on the page and places in the text.
//!
//! The DOM speaks of nodes and UTF-16 units, the core of byte offsets. A block
//! element holds its block's text and nothing else, so a place is found by
//! counting the text before it in its block, never in the whole article.

use galley_core::store::BlockView;
use galley_core::text::{Text, TextRange, TextSize};
use gloo_utils::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomRect, Element, HtmlElement, Node, Range, Selection, TreeWalker};

/// What is needed to translate: the text, and the blocks on the page, which
/// follow each other. Places in other blocks are nowhere on the page.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    pub text: &'a Text,
    pub blocks: &'a [std::sync::Arc<BlockView>],
}

impl<'a> Page<'a> {
    /// The browser's selection as anchor and head, when both are in the
    /// article.
    pub fn selected(self) -> Option<(TextSize, TextSize)> {
        let selection = browser_selection()?;
        let anchor = self.offset_at(&selection.anchor_node()?, selection.anchor_offset())?;
        let head = self.offset_at(&selection.focus_node()?, selection.focus_offset())?;
        Some((anchor, head))
    }

    /// The place in the text at a point of the window, CSS pixels.
    pub fn offset_at_point(self, x: f32, y: f32) -> Option<TextSize> {
        let position = document().caret_position_from_point(x, y)?;
        self.offset_at(&position.offset_node()?, position.offset())
    }

    /// The place in the text that a DOM boundary point stands for.
    pub fn offset_at(self, node: &Node, offset: u32) -> Option<TextSize> {
        let Some(element) = block_element(node) else { return self.offset_between_blocks(node, offset) };
        let view = self.view_of(&element)?;
        let before = document().create_range().ok()?;
        before.set_start(&element, 0).ok()?;
        before.set_end(node, offset).ok()?;
        let utf16 = before.to_string().length();
        let first = self.text.utf16_from_byte(view.range.start())?;
        let at = self.text.byte_from_utf16(first + utf16).unwrap_or(view.range.end());
        Some(at.min(view.range.end()))
    }

    /// A triple click, for one, ends a selection at the start of the next
    /// block or in the article element itself.
    fn offset_between_blocks(self, node: &Node, offset: u32) -> Option<TextSize> {
        let node: &Element = node.dyn_ref()?;
        node.closest("[data-article]").ok()??;
        // Beside a block, among its notes.
        if let Some(view) = node.closest(".passage").ok().flatten().and_then(|passage| self.view_of(&passage))
        {
            return Some(if offset == 0 { view.range.start() } else { view.range.end() });
        }
        let after = node.child_nodes().get(offset).and_then(|child| child.dyn_into::<Element>().ok());
        match after.and_then(|element| self.view_of(&element).cloned()) {
            Some(view) => Some(view.range.start()),
            None => self.blocks.last().map(|view| view.range.end()),
        }
    }

    /// The view of a block's element, or of the passage that it is in.
    fn view_of(self, element: &Element) -> Option<&'a std::sync::Arc<BlockView>> {
        let block = match element.get_attribute("data-block") {
            Some(index) => index,
            None => element.query_selector("[data-block]").ok()??.get_attribute("data-block")?,
        };
        let index: usize = block.parse().ok()?;
        self.blocks.get(index.checked_sub(self.blocks.first()?.index)?)
    }

    /// The text from the first block on the page to the last.
    fn extent(self) -> Option<TextRange> {
        Some(TextRange::new(self.blocks.first()?.range.start(), self.blocks.last()?.range.end()))
    }

    /// The place on the page that is nearest to a place in the text.
    fn nearest(self, at: TextSize) -> Option<TextSize> {
        self.extent().map(|extent| at.clamp(extent.start(), extent.end()))
    }

    /// What of a stretch is on the page; where it is nearest when none is.
    pub fn clamp(self, range: TextRange) -> Option<TextRange> {
        Some(TextRange::new(self.nearest(range.start())?, self.nearest(range.end())?))
    }

    /// Those of some sorted, disjoint stretches that are on the page.
    pub fn among(self, ranges: &[TextRange]) -> &[TextRange] {
        let Some(extent) = self.extent() else { return &[] };
        let first = ranges.partition_point(|range| range.end() <= extent.start());
        let last = ranges.partition_point(|range| range.start() < extent.end());
        ranges.get(first..last).unwrap_or_default()
    }

    /// The DOM boundary point of a place in the text. At a border between two
    /// text nodes `after` chooses the later one.
    fn point(self, at: TextSize, after: bool) -> Option<(Node, u32)> {
        let position = self.blocks.partition_point(|view| view.range.end() < at);
        let view = self.blocks.get(position)?;
        let selector = format!("[data-article] [data-block=\"{}\"]", view.index);
        let element = document().query_selector(&selector).ok()??;
        // Between two blocks, the second is nearest; before those on the page
        // there are others.
        if at < view.range.start() && position == 0 && view.index > 0 {
            return None;
        }
        let at = at.max(view.range.start());
        let mut left = self.text.utf16_from_byte(at)? - self.text.utf16_from_byte(view.range.start())?;
        let walker = text_nodes(&element)?;
        let mut last = None;
        while let Ok(Some(node)) = walker.next_node() {
            let length = utf16_length(&node);
            if left < length || (left == length && !after) {
                return Some((node, left));
            }
            left -= length;
            last = Some((node, length));
        }
        last
    }

    /// A DOM range of what of a stretch of the text is on the page.
    pub fn dom_range(self, range: TextRange) -> Option<Range> {
        let on_page = self.clamp(range)?;
        // Of a place, as of a stretch, nothing may be there.
        if on_page.is_empty() && on_page != range {
            return None;
        }
        let range = on_page;
        let (start, start_offset) = self.point(range.start(), !range.is_empty())?;
        let (end, end_offset) = self.point(range.end(), false)?;
        let dom_range = document().create_range().ok()?;
        dom_range.set_start(&start, start_offset).ok()?;
        dom_range.set_end(&end, end_offset).ok()?;
        Some(dom_range)
    }

    /// Where the caret stands: a line-high rectangle, left edge at the caret.
    pub fn caret_rect(self, at: TextSize) -> Option<CaretRect> {
        let here = self.dom_range(TextRange::empty(at))?;
        if let Some(rect) = last_rect(&here) {
            return Some(CaretRect { x: rect.left(), top: rect.top(), bottom: rect.bottom() });
        }
        // Some engines give an empty range no rectangle: take the side of the
        // character beside it.
        let (node, offset) = self.point(at, true)?;
        let beside = document().create_range().ok()?;
        let length = utf16_length(&node);
        if offset < length {
            beside.set_start(&node, offset).ok()?;
            beside.set_end(&node, offset + 1).ok()?;
            last_rect(&beside).map(|rect| CaretRect {
                x: rect.left(),
                top: rect.top(),
                bottom: rect.bottom(),
            })
        } else {
            beside.set_start(&node, offset.checked_sub(1)?).ok()?;
            beside.set_end(&node, offset).ok()?;
            last_rect(&beside).map(|rect| CaretRect {
                x: rect.right(),
                top: rect.top(),
                bottom: rect.bottom(),
            })
        }
    }

    /// Makes the browser select what the session has selected.
    pub fn select(self, anchor: TextSize, head: TextSize) {
        let (Some(selection), Some(anchor), Some(head)) =
            (browser_selection(), self.nearest(anchor), self.nearest(head))
        else {
            return;
        };
        if self.selected() == Some((anchor, head)) {
            return;
        }
        let forward = anchor <= head;
        if let (Some((anchor, anchor_offset)), Some((head, head_offset))) =
            (self.point(anchor, forward && anchor != head), self.point(head, !forward))
        {
            // It fails only for nodes that have left the page meanwhile.
            let _ = selection.set_base_and_extent(&anchor, anchor_offset, &head, head_offset);
        }
    }

    /// The place one line further up or down the screen, from a place in the
    /// text: at the same distance from the margin, past gaps between blocks.
    pub fn by_line(self, from: TextSize, down: bool) -> Option<TextSize> {
        const TRIES: u32 = 8;
        let caret = self.caret_rect(from)?;
        let height = (caret.bottom - caret.top).max(8.0);
        let (start, step) = if down { (caret.bottom, height / 2.0) } else { (caret.top, -height / 2.0) };
        (1..=TRIES).find_map(|n| {
            let y = start + step * f64::from(n);
            let at = self.offset_at_point(caret.x as f32 + 1.0, y as f32)?;
            let other_line =
                self.caret_rect(at).is_some_and(|rect| (rect.top - caret.top).abs() > height / 3.0);
            (at != from && other_line && (at > from) == down).then_some(at)
        })
    }
}

/// Where the caret stands in the window, CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CaretRect {
    pub x: f64,
    pub top: f64,
    pub bottom: f64,
}

/// The blocks in which the browser's selection begins and ends, in either
/// order, when it is a stretch within the article.
pub fn swept_blocks(article: &HtmlElement) -> Option<std::ops::Range<usize>> {
    let selection = browser_selection().filter(|selection| !selection.is_collapsed())?;
    let block = |node: Node| -> Option<usize> {
        let element = block_element(&node).filter(|element| article.contains(Some(element)))?;
        element.get_attribute("data-block")?.parse().ok()
    };
    let (anchor, head) = (block(selection.anchor_node()?)?, block(selection.focus_node()?)?);
    Some(anchor.min(head)..anchor.max(head) + 1)
}

fn browser_selection() -> Option<Selection> {
    window().get_selection().ok().flatten()
}

fn last_rect(range: &Range) -> Option<DomRect> {
    let rects = range.get_client_rects()?;
    rects.get(rects.length().checked_sub(1)?)
}

fn block_element(node: &Node) -> Option<Element> {
    let element = match node.dyn_ref::<Element>() {
        Some(element) => element.clone(),
        None => node.parent_element()?,
    };
    element.closest("[data-article] [data-block]").ok().flatten()
}

fn text_nodes(element: &Element) -> Option<TreeWalker> {
    // 4: show text nodes only.
    document().create_tree_walker_with_what_to_show(element, 4).ok()
}

fn utf16_length(node: &Node) -> u32 {
    node.dyn_ref::<web_sys::CharacterData>().map_or(0, web_sys::CharacterData::length)
}

/// Whether the user is typing somewhere, so that keys are text there.
pub fn is_typing() -> bool {
    let Some(active) = document().active_element() else { return false };
    let editable = active.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable);
    editable
        || active
            .matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])")
            .unwrap_or(false)
}

/// Whether the keys are the article's: it has the focus, or nothing has.
pub fn is_in_article() -> bool {
    document()
        .active_element()
        .is_none_or(|active| active.matches("body, [data-article], [data-article] *").unwrap_or(true))
}

/// Whether the focus is on something that Enter and Space press.
pub fn is_on_control() -> bool {
    document().active_element().is_some_and(|active| {
        active.matches("button, a[href], summary, input, [role=tab], [role=option]").unwrap_or(false)
    })
}

/// Paints stretches of the text through the CSS highlight of this name: they
/// need no elements of their own.
pub fn highlight(name: &str, ranges: &[Range]) {
    let highlights = js_sys::Reflect::get(&js_sys::global(), &"CSS".into())
        .and_then(|css| js_sys::Reflect::get(&css, &"highlights".into()));
    let Ok(highlights) = highlights else { return };
    if ranges.is_empty() {
        call(&highlights, "delete", &[&name.into()]);
        return;
    }
    let list: js_sys::Array = ranges.iter().collect();
    let made = js_sys::Reflect::get(&js_sys::global(), &"Highlight".into())
        .and_then(|class| js_sys::Reflect::construct(class.unchecked_ref::<js_sys::Function>(), &list));
    if let Ok(made) = made {
        call(&highlights, "set", &[&name.into(), &made]);
    }
}

/// Calls a method; browsers without it go without the highlight.
fn call(object: &JsValue, method: &str, arguments: &[&JsValue]) {
    let arguments: js_sys::Array = arguments.iter().copied().collect();
    if let Ok(method) = js_sys::Reflect::get(object, &method.into())
        && let Some(method) = method.dyn_ref::<js_sys::Function>()
    {
        let _ = method.apply(object, &arguments);
    }
}
