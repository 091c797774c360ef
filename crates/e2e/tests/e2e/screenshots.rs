//! Pictures for those who look at them: every scene at three widths, light and
//! dark. They are not compared with anything.

use galley_e2e::screen::Scheme;
use galley_e2e::{Modifier, Page, browse};

use crate::marking::open_ferry;

const SIZES: [(u32, u32); 3] = [(1280, 860), (768, 1024), (390, 844)];

#[test]
fn pictures_of_every_scene_are_made() {
    browse(async |page| {
        for (width, height) in SIZES {
            page.set_size(width, height).await;
            page.reload().await;
            in_both_schemes(page, width, "sample").await;
        }
        page.set_size(1280, 860).await;
        page.reload().await;
        prepare(page).await;
        for (width, height) in SIZES {
            page.set_size(width, height).await;
            // Which panels are open is decided at the start.
            page.reload().await;
            every_scene(page, width).await;
        }
    });
}

/// The ferry article with marks of several labels.
async fn prepare(page: &Page) {
    open_ferry(page).await;
    let marks = [
        ("Port of\u{a0}Marlow", "f"),
        ("Tuesday", "d"),
        ("Ilse Varga", "p"),
        ("repairs would cost $2.4 million", "c"),
        ("$2.4 million", "m"),
        ("said Tomas", "u"),
        ("Tomas Reyle", "s"),
        ("Nobody waited to be asked", "q"),
        ("The bolts had not been replaced since 2009", "c"),
    ];
    for (words, key) in marks {
        page.sweep(words).await;
        page.press(key).await;
    }
    page.sweep("Lena").await;
    page.sweep_with("Brandt", Modifier::Ctrl).await;
    page.press("p").await;
    page.expect_marked_count(marks.len() + 1).await;
    page.saved().await;
}

async fn every_scene(page: &Page, width: u32) {
    page.sweep("Quay Street").await;
    page.expect_count(".selection-palette.is-shown", 1).await;
    in_both_schemes(page, width, "selection").await;
    page.press("Escape").await;

    page.click_words("million").await;
    page.expect_count("mark.on", 1).await;
    if page.count(".side").await == 0 {
        page.press("Ctrl+i").await;
    }
    page.expect_text("#side-panel .fragments", "$2.4 million").await;
    in_both_schemes(page, width, "inspector").await;

    page.press("Alt+ArrowDown").await;
    page.expect_count("#attribution-card", 1).await;
    in_both_schemes(page, width, "card").await;
    for (scene, tab) in [("check", "#tab-Check"), ("sources", "#tab-Sources")] {
        page.click_on(tab).await;
        in_both_schemes(page, width, scene).await;
    }
    if width < 900 {
        page.press("Ctrl+i").await;
        in_both_schemes(page, width, "margin").await;
    }

    for (name, keys) in [("keys", "?"), ("commands", "Ctrl+k"), ("export", "Ctrl+s")] {
        page.press(keys).await;
        page.expect_count("dialog[open]", 1).await;
        in_both_schemes(page, width, name).await;
        page.press("Escape").await;
        page.expect_count("dialog[open]", 0).await;
    }
    open_label_set(page).await;
    in_both_schemes(page, width, "label-set").await;
    page.press("Escape").await;
    page.expect_count("dialog[open]", 0).await;

    page.press("Ctrl+f").await;
    page.fill("Find in the text", "Marlow").await;
    page.expect_text(".find-result", "found").await;
    in_both_schemes(page, width, "find").await;
}

pub async fn open_label_set(page: &Page) {
    page.command("label set").await;
    page.expect_count("dialog.label-set-dialog[open]", 1).await;
}

async fn in_both_schemes(page: &Page, width: u32, scene: &str) {
    for scheme in Scheme::ALL {
        page.set_scheme(scheme).await;
        page.shoot(&format!("{width}-{}-{scene}", scheme.name())).await;
    }
}
