//! The list and the panel beside the article, on a wide and on a narrow screen.

use galley_e2e::{Page, browse, until};
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

/// Waits until nothing lies over a part of the page: both ends of its first
/// line can be pointed at.
async fn expect_clear(page: &Page, selector: &str) {
    let script = "
        const part = document.querySelector(arguments[0]);
        const { left, top, right, bottom } = part.getClientRects()[0];
        const middle = (top + bottom) / 2;
        const points = [[left + 4, middle], [right - 4, middle]];
        const over = points.map(([x, y]) => document.elementFromPoint(x, y)).filter((found) => !part.contains(found));
        return over.map((found) => found?.outerHTML.slice(0, 80) ?? 'the end of the window');
    ";
    until(&format!("nothing over `{selector}`"), async || {
        let over = page.eval(script, json!([selector])).await;
        if over == json!([]) { Ok(()) } else { Err(over.to_string()) }
    })
    .await;
}

#[test]
fn a_window_made_narrow_folds_the_list_and_keeps_the_text_clear() {
    browse(async |page| {
        open_ferry(page).await;
        page.expect_count(".article-list", 1).await;
        page.set_size(768, 1024).await;
        page.expect_count(".article-list", 0).await;
        page.expect_count(".side", 1).await;
        expect_clear(page, ".page").await;
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
        expect_clear(page, ".page").await;
        expect_clear(page, "mark.on").await;
    });
}
