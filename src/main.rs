//! Galley: an article annotator that runs wholly in the browser.
//!
//! This crate is the screen; everything that can be known without a browser
//! is in `galley-core`.

mod action;
mod app;
mod browser;
mod commands;
mod components;
mod exporting;
mod opening;
mod state;

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// The page's own script (see index.html): says in words that the app has
    /// ended, and keeps further events from it.
    #[wasm_bindgen(js_name = galleyStop)]
    fn stop(state: &str, error: &str);
}

fn main() {
    yew::set_custom_panic_hook(Box::new(|panic| stop("failed", &panic.to_string())));
    // `Renderer::new` would empty the whole body, and with it the payload that
    // the packed file was started from.
    match gloo_utils::document().get_element_by_id("app") {
        Some(root) => drop(yew::Renderer::<app::App>::with_root(root).render()),
        None => stop("failed", "The page has no element #app."),
    }
}
