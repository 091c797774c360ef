//! Nothing is lost: not by a reload, not by a crash of the tab, not by the end
//! of the whole browser.

use galley_e2e::{Page, browse};

use crate::marking::{TITLE, open_ferry};

const BOTH: [(&str, &str); 2] = [("PERSON", "Ilse Varga"), ("PERSON", "Tomas Reyle")];

#[test]
fn a_crashed_tab_and_a_killed_browser_bring_everything_back() {
    browse(async |page| {
        prepare(page).await;

        page.crash_tab().await;
        expect_everything(page).await;
        // The history has come along.
        page.press("Ctrl+z").await;
        page.expect_said("Undone: Label “Tomas Reyle” as Person").await;
        page.expect_marked(&BOTH[..1]).await;
        page.saved().await;

        page.kill_and_restart().await;
        page.expect_open(TITLE).await;
        page.expect_marked(&BOTH[..1]).await;
        page.press("Ctrl+y").await;
        page.expect_said("Redone: Label “Tomas Reyle” as Person").await;
        expect_everything(page).await;
        page.press("Ctrl+z*2").await;
        page.expect_marked(&[]).await;
    });
}

/// Two articles, the second open with two annotations, and a label renamed.
async fn prepare(page: &Page) {
    page.command("label set").await;
    page.fill("Title on screen of Law", "Statute").await;
    page.click("Save").await;
    open_ferry(page).await;
    for (_, words) in BOTH {
        page.sweep(words).await;
        page.press("p").await;
    }
    expect_everything(page).await;
    page.saved().await;
}

async fn expect_everything(page: &Page) {
    page.expect_open(TITLE).await;
    page.expect_marked(&BOTH).await;
    page.expect_count(".row", 2).await;
    page.expect_text(".row[aria-current] .count", "2").await;
    page.expect_text(".top-labels [data-label=LAW]", "Statute").await;
}

#[test]
fn undo_goes_back_through_articles_and_reloads() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.expect_marked(&BOTH[..1]).await;
        // To the article before, and undo from there: it shows what it undoes.
        page.press("k").await;
        page.expect_count("mark[data-annotations]", 0).await;
        page.saved().await;
        page.reload().await;
        page.press("Ctrl+z").await;
        page.expect_open(TITLE).await;
        page.expect_marked(&[]).await;
        page.expect_said("Undone: Label “Ilse Varga” as Person").await;
        page.press("Ctrl+z").await;
        page.expect_count(".row", 1).await;
        page.press("Ctrl+y*2").await;
        page.expect_open(TITLE).await;
        page.expect_marked(&BOTH[..1]).await;
    });
}

#[test]
fn the_history_lists_what_was_done_and_goes_back_to_a_point_of_it() {
    browse(async |page| {
        open_ferry(page).await;
        for (_, words) in BOTH {
            page.sweep(words).await;
            page.press("p").await;
        }
        page.expect_marked(&BOTH).await;
        page.saved().await;
        page.command("history").await;
        page.expect_text(".history-line", "Label “Tomas Reyle” as Person").await;
        page.expect_accessible("history").await;
        page.shoot("history").await;
        // How it was: a view, with the marks of then.
        page.click("Show how it was after: Label “Ilse Varga” as Person").await;
        page.expect_said("A view, nothing can be changed").await;
        page.expect_text("dialog.preview mark", "Ilse Varga").await;
        page.expect_count("dialog.preview mark[data-annotations]", 1).await;
        page.expect_accessible("preview").await;
        page.shoot("preview").await;
        page.click("Step before").await;
        page.expect_count("dialog.preview mark[data-annotations]", 0).await;
        page.click("Back to the history").await;
        page.click("Go back to here: Label “Ilse Varga” as Person").await;
        page.expect_said("Go back to “Label “Ilse Varga” as Person”").await;
        page.expect_marked(&BOTH[..1]).await;
        page.saved().await;
        page.reload().await;
        page.expect_marked(&BOTH[..1]).await;
        page.press("Ctrl+z").await;
        page.expect_marked(&BOTH).await;
    });
}
