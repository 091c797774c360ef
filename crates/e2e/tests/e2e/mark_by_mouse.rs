//! The main job with the mouse: sweep or double-click, then a key or a click
//! in the palette.

use galley_e2e::{Modifier, Page, browse};

use crate::marking::{MARKED, expect_export, open_ferry};

#[test]
fn entities_and_claims_are_marked_and_exported() {
    browse(async |page| {
        open_ferry(page).await;
        mark(page).await;
        page.expect_marked(&MARKED).await;

        page.press("Ctrl+z*2").await;
        page.expect_marked(&MARKED[..11]).await;
        page.press("Ctrl+Shift+z Ctrl+y").await;
        page.expect_marked(&MARKED).await;

        page.saved().await;
        page.reload().await;
        page.expect_marked(&MARKED).await;
        expect_export(page).await;
    });
}

async fn mark(page: &Page) {
    page.sweep("Port of\u{a0}Marlow").await;
    page.press("f").await;
    page.double_click("Tuesday").await;
    page.press("d").await;
    page.sweep("Ilse Varga").await;
    page.click_on(".selection-palette [data-label=PERSON]").await;
    page.expect_marked(&MARKED[..3]).await;

    // Half words become whole ones.
    page.sweep("arlow Cour").await;
    page.press("o").await;
    page.sweep("repairs would cost $2.4 million").await;
    page.press("c").await;
    page.sweep("$2.4 million").await;
    page.press("m").await;
    page.expect_marked(&MARKED[..6]).await;

    page.sweep("The crew 🧑🏽‍🚒 saved nine\u{a0}people from the water,").await;
    page.press("c").await;
    page.sweep(" Tomas Reyle, ").await;
    page.press("p").await;
    page.sweep("Lena").await;
    page.sweep_with("Brandt", Modifier::Ctrl).await;
    page.press("p").await;
    page.expect_marked(&MARKED[..9]).await;

    page.sweep("Otto\u{a0}Brandt").await;
    page.press("p").await;
    page.sweep("Quay Street").await;
    page.press("l").await;
    page.sweep("The bolts had not been replaced since 2009,").await;
    page.press("c").await;
    page.double_click("2009").await;
    page.press("d").await;
}

#[test]
fn a_brush_marks_with_every_sweep_until_escape() {
    browse(async |page| {
        open_ferry(page).await;
        page.press("p").await;
        page.expect_said("Brush: Person").await;
        page.sweep("Ilse Varga").await;
        page.sweep("Tomas Reyle").await;
        page.expect_marked(&[("PERSON", "Ilse Varga"), ("PERSON", "Tomas Reyle")]).await;
        page.press("Escape").await;
        page.expect_said("Brush put down").await;
        page.sweep("Quay Street").await;
        page.expect_marked_count(2).await;
    });
}

#[test]
fn alt_takes_exact_characters_and_a_sweep_may_cross_blocks() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep_with("egatt", Modifier::Alt).await;
        page.press("e").await;
        page.expect_marked(&[("EVENT", "egatt")]).await;
        page.sweep_across("midnight", "The bolts").await;
        page.press("x").await;
        page.expect_marked(&[("EVENT", "egatt"), ("OTHER", "midnight. ¶ The bolts")]).await;
    });
}

#[test]
fn a_click_selects_and_again_the_next_one_around() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("repairs would cost $2.4 million").await;
        page.press("c").await;
        page.sweep("$2.4 million").await;
        page.press("m").await;
        page.click_words("Varga told").await;
        page.expect_text("#side-panel", "No annotation selected").await;

        page.click_words("million").await;
        page.expect_text("#side-panel .fragments", "$2.4 million").await;
        page.expect_said("1 of 2 here").await;
        page.click_words("million").await;
        page.expect_text("#side-panel .fragments", "repairs would cost $2.4 million").await;
        page.expect_said("2 of 2 here").await;
        page.click_words("million").await;
        page.expect_said("1 of 2 here").await;
        page.press("Delete").await;
        page.expect_marked(&[("CLAIM", "repairs would cost $2.4 million")]).await;
    });
}

#[test]
fn the_inspector_edits_everything() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("repairs would cost $2.4 million").await;
        page.press("c").await;
        page.choose("Checkability", "Check worthy").await;
        page.expect_said("to check worthy").await;
        page.fill("Note", "ask the treasurer").await;
        page.press("Tab").await;
        page.expect_said("Note on").await;
        page.click("Start: one word later").await;
        page.expect_marked(&[("CLAIM", "would cost $2.4 million")]).await;
        let export = page.export_value().await;
        let annotation = &export["articles"][1]["annotations"][0];
        assert_eq!(annotation["attributes"]["checkability"], "check_worthy", "{export:#}");
        assert_eq!(annotation["note"], "ask the treasurer");
        page.choose("Label", "Event").await;
        page.expect_marked(&[("EVENT", "would cost $2.4 million")]).await;
        page.click("Delete").await;
        page.expect_marked(&[]).await;
    });
}
