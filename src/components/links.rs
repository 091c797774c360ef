//! Thin lines between the parts of one attribution, laid over the article.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::{AnnotationType, Id};
use galley_core::text::{Text, TextRange};
use web_sys::{DomRect, Element, Range};
use yew::prelude::*;

use super::{Views, use_resized};
use crate::browser::selection::{self, Page};

/// The parts of an attribution with their fragments.
#[derive(Clone, Debug, PartialEq)]
pub struct Linked {
    pub id: Id,
    pub parts: Vec<(AnnotationType, Vec<TextRange>)>,
}

#[derive(Properties, PartialEq)]
pub struct LinksProps {
    pub text: Arc<Text>,
    pub views: Views,
    pub linked: Option<Rc<Linked>>,
}

/// A line as a path's data, and whether it goes on within one part.
type Line = (String, bool);

#[component]
pub fn Links(props: &LinksProps) -> Html {
    let node = use_node_ref();
    let lines = use_state(Vec::<Line>::new);
    let resized = use_resized();
    // Where the words are is known only when they are laid out.
    use_effect_with((props.views.clone(), props.linked.clone(), resized), {
        let (node, text, lines) = (node.clone(), props.text.clone(), lines.clone());
        move |(views, linked, _): &(Views, Option<Rc<Linked>>, u32)| {
            let page = Page { text: &text, blocks: views };
            let drawn = linked.as_deref().map(|linked| draw(linked, page, &node)).unwrap_or_default();
            if *lines != drawn {
                lines.set(drawn);
            }
        }
    });
    html! {
        <svg ref={node} class="links" aria-hidden="true" focusable="false">
            { for lines.iter().map(|(path, within)| html! { <path class={within.then_some("is-within")} d={path.clone()} /> }) }
        </svg>
    }
}

/// The lines from the cue (without one, from the first content) to each other
/// part, and from fragment to fragment. The parts' words are lit up too.
fn draw(linked: &Linked, page: Page<'_>, node: &NodeRef) -> Vec<Line> {
    let Some(origin) = node.cast::<Element>().map(|svg| svg.get_bounding_client_rect()) else {
        return Vec::new();
    };
    let ranges = |fragments: &[TextRange]| -> Vec<Range> {
        fragments.iter().filter_map(|&fragment| page.dom_range(fragment)).collect()
    };
    let parts: Vec<(AnnotationType, Vec<Range>)> =
        linked.parts.iter().map(|(kind, fragments)| (*kind, ranges(fragments))).collect();
    let all: Vec<Range> = parts.iter().flat_map(|(_, ranges)| ranges.iter().cloned()).collect();
    selection::highlight("linked", &all);
    let of = |kind| parts.iter().position(|(other, ranges)| *other == kind && !ranges.is_empty());
    let Some(hub) = of(AnnotationType::Cue).or_else(|| of(AnnotationType::Content)) else {
        return Vec::new();
    };
    let Some(from) = parts.get(hub).and_then(|(_, ranges)| first_rect(ranges.first()?)) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for (index, (_, ranges)) in parts.iter().enumerate() {
        let rects: Vec<DomRect> = ranges.iter().filter_map(first_rect).collect();
        if index != hub
            && let Some(to) = rects.first()
        {
            lines.push((path(&from, to, &origin), false));
        }
        lines.extend(rects.windows(2).map(|pair| (path(&pair[0], &pair[1], &origin), true)));
    }
    lines
}

fn first_rect(range: &Range) -> Option<DomRect> {
    range.get_client_rects()?.get(0)
}

/// An arc over the line when both are on one, and a curve from the lower edge
/// of the upper to the upper edge of the lower otherwise.
fn path(from: &DomRect, to: &DomRect, origin: &DomRect) -> String {
    let middle = |rect: &DomRect| rect.left() + rect.width().min(60.0) / 2.0 - origin.left();
    let (x1, x2) = (middle(from), middle(to));
    if (from.top() - to.top()).abs() < from.height() / 2.0 {
        let y = from.top().min(to.top()) - origin.top() + 3.0;
        let lift = y - 9.0;
        return format!("M{x1:.0} {y:.0}C{x1:.0} {lift:.0} {x2:.0} {lift:.0} {x2:.0} {y:.0}");
    }
    let (upper, lower, upper_x, lower_x) =
        if from.top() < to.top() { (from, to, x1, x2) } else { (to, from, x2, x1) };
    let (y1, y2) = (upper.bottom() - origin.top() - 5.0, lower.top() - origin.top() + 3.0);
    let bend = ((y2 - y1) / 2.0).clamp(8.0, 40.0);
    format!(
        "M{upper_x:.0} {y1:.0}C{upper_x:.0} {:.0} {lower_x:.0} {:.0} {lower_x:.0} {y2:.0}",
        y1 + bend,
        y2 - bend
    )
}
