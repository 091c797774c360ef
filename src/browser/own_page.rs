//! The page itself: what workspace is inside it, and its own source, to save
//! another with.
//!
//! The source is gathered from the parts that packing gave ids or marks to,
//! and from nothing else: what the app, or an add-on, put on the page since is
//! no part of it. Scripts and styles come out letter for letter, so the
//! policy's hashes hold.

use galley_core::formats::project::ELEMENT;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, NodeList};

/// What of the head is the page's own.
const HEAD: &str =
    "head > meta, head > title, head > link[rel=icon], head > style[id], head > style[data-from]";
/// What of the body is, in its order.
const SCRIPTS: &str = "script[id^='galley-']";
/// The script that reads those before it.
const LAUNCH: &str = "galley-launch";
/// What shows that the page is the packed one.
const PROGRAM: &str = "galley-wasm";
/// The part of the program that is loaded when the page is painted.
pub const REST: &str = "galley-rest";

/// The workspace inside the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedded {
    pub workspace: String,
    /// The saving that made the page.
    pub save: String,
    pub json: String,
}

/// Takes the workspace out of the page: it is read once, and may be large.
pub fn take_embedded() -> Option<Embedded> {
    let element = gloo_utils::document().get_element_by_id(ELEMENT)?;
    element.remove();
    let attribute = |name: &str| {
        let value = element.get_attribute(name)?;
        value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-').then_some(value)
    };
    let json = element.text_content().filter(|json| !json.trim().is_empty())?;
    Some(Embedded { workspace: attribute("data-workspace")?, save: attribute("data-save")?, json })
}

/// Whether this is the single file, rather than a page that Trunk serves.
pub fn is_packed() -> bool {
    gloo_utils::document().get_element_by_id(PROGRAM).is_some()
}

/// The page before and after the workspace that is to be inside it; `None`
/// when the page is not the packed one. The ids are made by Galley: letters,
/// digits and hyphens.
pub fn source(workspace: &str, save: &str) -> Option<(String, String)> {
    let document = gloo_utils::document();
    is_packed().then_some(())?;
    let launch = document.get_element_by_id(LAUNCH)?;
    let rest = document.get_element_by_id(REST)?;
    let mut before = "<!doctype html>\n<html lang=\"en\">\n<head>\n".to_owned();
    for element in all(&document, HEAD)? {
        before.push_str(&element.outer_html());
        before.push('\n');
    }
    before.push_str("</head>\n<body>\n<div id=\"app\"></div>\n");
    before.push_str(&notice(&document)?);
    for element in all(&document, SCRIPTS)? {
        if ![LAUNCH, REST].contains(&element.id().as_str()) {
            before.push('\n');
            before.push_str(&element.outer_html());
        }
    }
    before.push_str(&format!(
        "\n<script id=\"{ELEMENT}\" type=\"application/json\" data-workspace=\"{workspace}\" data-save=\"{save}\">"
    ));
    let after = format!("</script>\n{}\n{}\n</body>\n</html>\n", launch.outer_html(), rest.outer_html());
    Some((before, after))
}

/// The notice as it was before the app started.
fn notice(document: &Document) -> Option<String> {
    let copy: Element =
        document.get_element_by_id("galley-notice")?.clone_node_with_deep(true).ok()?.unchecked_into();
    copy.set_attribute("data-state", "opening").ok()?;
    copy.query_selector("pre").ok()??.set_text_content(None);
    Some(copy.outer_html())
}

fn all(document: &Document, selector: &str) -> Option<Vec<Element>> {
    let found: NodeList = document.query_selector_all(selector).ok()?;
    Some((0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect())
}
