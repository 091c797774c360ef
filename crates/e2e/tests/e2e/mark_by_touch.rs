//! Marking with a finger, on a small screen.

use galley_e2e::{Page, browse};
use serde_json::json;

use crate::marking::open_ferry;

/// What a long press and its handles do in browsers with a touch screen: the
/// drivers' fingers press, but select nothing.
async fn select(page: &Page, words: &str) {
    let script = "
        const { block, start, end } = locate(arguments[0], 0);
        const range = rangeIn(block, start, end);
        getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    ";
    page.eval(script, json!([words])).await;
}

#[test]
fn a_long_press_selects_and_the_palette_at_the_bottom_labels() {
    browse(async |page| {
        open_ferry(page).await;
        page.set_size(390, 844).await;
        page.reload().await;
        page.long_press("Varga told").await;
        select(page, "se Var").await;
        page.expect_said("Selected “Ilse Varga”").await;
        // A handle is drawn further.
        select(page, "Mayor Ilse Var").await;
        page.expect_said("Selected “Mayor Ilse Varga”").await;
        page.tap(".selection-palette [data-label=PERSON]").await;
        page.expect_marked(&[("PERSON", "Mayor Ilse Varga")]).await;
        page.expect_count(".selection-palette.is-shown", 0).await;
        // The parts of an attribution, by the same buttons; they make one card.
        let parts =
            [("Mayor Ilse Varga", "SOURCE"), ("said", "CUE"), ("suspended its island ferry", "CONTENT")];
        for (words, part) in parts {
            page.long_press(words).await;
            select(page, words).await;
            page.expect_count(".selection-palette.is-shown", 1).await;
            page.tap(&format!(".selection-palette [data-label={part}]")).await;
            page.expect_count(".selection-palette.is-shown", 0).await;
        }
        page.tap(".note").await;
        page.tap("[aria-label='Side panel']").await;
        page.expect_text("#attribution-card [data-part=source]", "Mayor Ilse Varga").await;
        page.expect_text("#attribution-card [data-part=cue]", "said").await;
        page.expect_text("#attribution-card [data-part=content]", "suspended its island ferry").await;
    });
}
