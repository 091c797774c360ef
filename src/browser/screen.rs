//! How much room the window has.

use std::cell::Cell;

use gloo_events::EventListener;

/// CSS pixels up to which the list of articles lies over the page; the styles
/// have the same.
const NARROW: f64 = 900.0;

/// Whether the list and the panel have room beside the article.
pub fn is_wide() -> bool {
    let width = gloo_utils::window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_none_or(|width| width > NARROW)
}

/// Tells when a window that had room has it no more.
pub fn on_narrowed(told: impl Fn() + 'static) -> EventListener {
    let was_wide = Cell::new(is_wide());
    EventListener::new(&gloo_utils::window(), "resize", move |_| {
        if was_wide.replace(is_wide()) && !was_wide.get() {
            told();
        }
    })
}
