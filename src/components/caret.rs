//! The caret, the selection and the palette beside it: laid over the article,
//! so that moving them paints no block anew.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::{Annotation, LabelSet};
use galley_core::session::Selection;
use galley_core::text::{Text, TextRange};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::label_palette::LabelPalette;
use super::{Views, use_resized};
use crate::browser::selection::{self, Page};

#[derive(Properties, PartialEq)]
pub struct CaretProps {
    pub text: Arc<Text>,
    pub views: Views,
    pub label_set: Arc<LabelSet>,
    pub selection: Rc<Selection>,
    pub selected: Option<Arc<Annotation>>,
    /// Matches of the find bar, while it is open.
    pub found: Option<Rc<Vec<TextRange>>>,
    /// Counts the steps after which the caret is to be scrolled into view.
    pub reveal: u32,
    /// Whether labels to choose from come to the selection.
    pub palette: bool,
}

#[component]
pub fn Caret(props: &CaretProps) -> Html {
    let caret = use_node_ref();
    let palette = use_node_ref();
    let resized = use_resized();
    let revealed = use_mut_ref(|| 0_u32);

    let selection = props.selection.clone();
    use_effect_with(
        (props.views.clone(), selection.clone(), props.selected.clone(), props.reveal, resized),
        {
            let (text, caret, palette) = (props.text.clone(), caret.clone(), palette.clone());
            move |(views, selection, _, reveal, _): &(Views, Rc<Selection>, _, u32, u32)| {
                let page = Page { text: &text, blocks: views };
                // While a field has the focus the browser's selection is in
                // it; the article's is painted instead.
                let typing = selection::is_typing();
                let current = typing.then(|| page.dom_range(selection.range())).flatten();
                selection::highlight("current", current.as_slice());
                if !typing {
                    page.select(selection.anchor, selection.head);
                }
                let held: Vec<_> = selection.held.iter().filter_map(|&range| page.dom_range(range)).collect();
                selection::highlight("held", &held);
                if let Some(caret) = caret.cast::<HtmlElement>() {
                    place_caret(&caret, page, selection);
                    if std::mem::replace(&mut *revealed.borrow_mut(), *reveal) != *reveal {
                        reveal_caret(&caret);
                    }
                }
                if let Some(palette) = palette.cast::<HtmlElement>() {
                    place_palette(&palette, page, selection);
                }
            }
        },
    );

    use_effect_with((props.views.clone(), props.found.clone()), {
        let text = props.text.clone();
        move |(views, found): &(Views, Option<Rc<Vec<TextRange>>>)| {
            let page = Page { text: &text, blocks: views };
            let found = found.as_deref().map(Vec::as_slice).unwrap_or_default();
            let ranges: Vec<_> =
                page.among(found).iter().filter_map(|&range| page.dom_range(range)).collect();
            selection::highlight("found", &ranges);
        }
    });

    let shown = !selection.is_empty() && props.palette;
    html! {
        <>
            <div ref={caret} class={classes!("caret", (selection.range().is_empty()).then_some("is-caret"))} aria-hidden="true" />
            <div ref={palette} class={classes!("selection-palette", shown.then_some("is-shown"))} hidden={!shown}
                role="toolbar" aria-label="Label the selection">
                if shown {
                    <LabelPalette label_set={props.label_set.clone()} active={None::<galley_core::model::LabelId>} compact={true} />
                }
            </div>
        </>
    }
}

/// Sets the caret's box; the policy refuses `style` attributes, but not this.
fn place_caret(caret: &HtmlElement, page: Page<'_>, selection: &Selection) {
    let Some((rect, origin)) = page.caret_rect(selection.head).zip(origin_of(caret)) else {
        let _ = caret.style().set_property("display", "none");
        return;
    };
    let style = caret.style();
    let _ = style.set_property("display", "block");
    let _ = style.set_property("left", &format!("{}px", rect.x - origin.0));
    let _ = style.set_property("top", &format!("{}px", rect.top - origin.1));
    let _ = style.set_property("height", &format!("{}px", rect.bottom - rect.top));
}

/// Puts the palette under the selection, or above it where there is no room,
/// within the article's column. On a narrow screen the style sheet holds it at
/// the bottom of the window instead.
fn place_palette(palette: &HtmlElement, page: Page<'_>, selection: &Selection) {
    const GAP: f64 = 8.0;
    let range =
        if selection.range().is_empty() { selection.held.last().copied() } else { Some(selection.range()) };
    let rect = range.and_then(|range| page.dom_range(range)).map(|range| range.get_bounding_client_rect());
    let (Some(rect), Some(origin), Some(parent)) = (rect, origin_of(palette), palette.offset_parent()) else {
        return;
    };
    let size = palette.get_bounding_client_rect();
    let window_height =
        gloo_utils::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
    // The status line and a margin take the window's last pixels.
    let below = rect.bottom() + GAP + size.height() < window_height - 48.0;
    let top = if below { rect.bottom() + GAP } else { rect.top() - GAP - size.height() };
    let widest = f64::from(parent.client_width()) - size.width() - GAP;
    let left = (rect.left() - origin.0).clamp(GAP, widest.max(GAP));
    let _ = palette.style().set_property("left", &format!("{left}px"));
    let _ = palette.style().set_property("top", &format!("{}px", top - origin.1));
}

/// The window position of the box that an element is placed in.
fn origin_of(element: &HtmlElement) -> Option<(f64, f64)> {
    // A hidden element has no offset parent; its parent is the same box.
    let parent: Element = element.offset_parent().or_else(|| element.parent_element())?;
    let rect = parent.get_bounding_client_rect();
    Some((rect.left(), rect.top()))
}

fn reveal_caret(caret: &HtmlElement) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
    caret.scroll_into_view_with_scroll_into_view_options(&options);
}
