//! The list and the panel beside the article, on a wide and on a narrow screen.

use galley_e2e::{Page, browse};
use serde_json::json;

use crate::marking::open_ferry;

const SHOWN: &str = "[role=tab][aria-selected=true]";

#[test]
fn arrow_keys_go_from_tab_to_tab() {
    browse(async |page| {
        open_ferry(page).await;
        page.click_on("#tab-Inspector").await;
        for (key, shown) in [
            ("ArrowRight", "Attribution"),
            ("ArrowLeft", "Inspector"),
            ("ArrowLeft", "Guidelines"),
            ("Home", "Inspector"),
            ("End", "Guidelines"),
        ] {
            page.press(key).await;
            page.expect_text(SHOWN, shown).await;
            page.expect_count(&format!("#tab-{shown}:focus"), 1).await;
        }
        // One stop for the Tab key.
        page.expect_count("[role=tab][tabindex='0']", 1).await;
    });
}

/// Whether a part of the page is wholly in the window, and none of it lies
/// under another part.
async fn is_clear(page: &Page, selector: &str) -> bool {
    let script = "
        const part = document.querySelector(arguments[0]);
        const { left, top, right, bottom } = part.getBoundingClientRect();
        // Inside of round corners.
        const corners = [[left + 5, top + 5], [right - 5, top + 5], [left + 5, bottom - 5], [right - 5, bottom - 5]];
        return corners.every(([x, y]) => part.contains(document.elementFromPoint(x, y)));
    ";
    page.eval(script, json!([selector])).await == json!(true)
}

#[test]
fn a_window_made_narrow_folds_the_list_and_keeps_the_text_clear() {
    browse(async |page| {
        open_ferry(page).await;
        page.expect_count(".article-list", 1).await;
        page.set_size(768, 1024).await;
        page.expect_count(".article-list", 0).await;
        page.expect_count(".side", 1).await;
        assert!(is_clear(page, ".page").await, "the panel lies over the article");
    });
}

#[test]
fn on_a_phone_the_words_and_their_details_are_seen_together() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Quay Street").await;
        page.press("g").await;
        page.saved().await;
        page.set_size(390, 844).await;
        page.reload().await;
        page.click_words("Quay").await;
        page.expect_count("mark.on", 1).await;
        page.press("Ctrl+i").await;
        page.expect_text("#side-panel .fragments", "Quay Street").await;
        assert!(is_clear(page, ".page").await, "the panel lies over the article");
        assert!(is_clear(page, "mark.on").await, "the words are out of sight");
    });
}
