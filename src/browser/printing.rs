//! The printed page: a report laid over the app, in a shadow tree, so that
//! neither's styles touch the other's. `styles/print.css` hides the rest.

use galley_core::report;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, Element, ShadowRootInit, ShadowRootMode};

use super::label_styles::adopt;

/// Shows a report's HTML, in which every text is escaped, or takes it away.
pub fn show(report: Option<&str>) {
    let document = gloo_utils::document();
    if let Ok(Some(old)) = document.query_selector("body > .printed") {
        old.remove();
    }
    let Some((html, body)) = report.zip(document.body()) else { return };
    let Some(host) = document.create_element("div").ok() else { return };
    host.set_class_name("printed");
    if let (Ok(shadow), Ok(sheet)) =
        (host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)), CssStyleSheet::new())
        && sheet.replace_sync(report::STYLE).is_ok()
    {
        adopt(&shadow, &sheet);
        shadow.set_inner_html(html);
        let _ = body.append_child(host.unchecked_ref::<Element>());
    }
}

/// Opens the browser's print dialog.
pub fn print() {
    // A browser without one has said so itself.
    let _ = gloo_utils::window().print();
}
