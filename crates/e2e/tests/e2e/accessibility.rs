//! axe-core finds nothing: on any scene, light and dark, wide and narrow.

use galley_e2e::screen::Scheme;
use galley_e2e::{Page, browse};

use crate::intake::{doccano, ships};
use crate::marking::open_ferry;
use crate::screenshots::open_label_set;

const SIZES: [(u32, u32); 2] = [(1280, 860), (390, 844)];

#[test]
fn axe_finds_nothing_on_the_article_and_its_panels() {
    browse(async |page| {
        check(page, "start").await;
        open_ferry(page).await;
        page.sweep("repairs would cost $2.4 million").await;
        page.press("c").await;
        page.sweep("$2.4 million").await;
        page.press("m").await;
        page.sweep("Tomas Reyle").await;
        page.press("s p *").await;
        page.sweep("said Tomas").await;
        page.press("u").await;
        page.expect_marked_count(5).await;
        page.saved().await;
        for (width, height) in SIZES {
            page.set_size(width, height).await;
            // Which panels are open is decided at the start.
            page.reload().await;
            check_panels(page, &format!("{width} px")).await;
        }
    });
}

async fn check_panels(page: &Page, width: &str) {
    page.sweep("Quay Street").await;
    page.expect_count(".selection-palette.is-shown", 1).await;
    check(page, &format!("words selected, {width}")).await;
    page.press("Escape").await;
    page.click_words("million").await;
    page.expect_count("mark.on", 1).await;
    if page.count(".side").await == 0 {
        page.press("Ctrl+i").await;
    }
    check(page, &format!("annotation selected, {width}")).await;
    page.press("Alt+ArrowDown").await;
    page.expect_count("#attribution-card", 1).await;
    check(page, &format!("attribution card, {width}")).await;
    page.click_on("#tab-Check").await;
    page.expect_text(".check-counts", "checked").await;
    check(page, &format!("check, {width}")).await;
    page.click("Sources").await;
    page.expect_count(".source-row", 1).await;
    check(page, &format!("sources, {width}")).await;
    page.click("Annotations").await;
    check(page, &format!("list of annotations, {width}")).await;
    page.click("Article").await;
    check(page, &format!("details of the article, {width}")).await;
    page.press("Ctrl+i Ctrl+f").await;
    page.fill("Find in the text", "Marlow").await;
    page.expect_text(".find-result", "found").await;
    check(page, &format!("find, {width}")).await;
    page.press("Escape").await;
    let broken = page.file("broken.json", "{\"format\": \"galley\", ");
    page.open_files(&[broken]).await;
    page.expect_text(".notice.is-problem", "broken.json").await;
    check(page, &format!("notice, {width}")).await;
}

#[test]
fn an_article_without_a_headline_has_a_heading() {
    browse(async |page| {
        let text = "“We are done,” said Ana Ruiz, and that was all there was to say.";
        page.open_article(&page.file("note.txt", text), text).await;
        page.expect_count("[data-article] h1", 0).await;
        check(page, "no headline").await;
    });
}

#[test]
fn axe_finds_nothing_in_the_dialogs() {
    browse(async |page| {
        for (width, height) in SIZES {
            page.set_size(width, height).await;
            page.reload().await;
            check_dialogs(page, &format!("{width} px")).await;
        }
    });
}

async fn check_dialogs(page: &Page, width: &str) {
    for (scene, keys) in [("keys", "?"), ("commands", "Ctrl+k"), ("export", "Ctrl+s")] {
        page.press(keys).await;
        page.expect_count("dialog[open]", 1).await;
        check(page, &format!("{scene}, {width}")).await;
        page.press("Escape").await;
        page.expect_count("dialog[open]", 0).await;
    }
    for (scene, command) in [("settings", "settings"), ("paste", "paste an article")] {
        page.command(command).await;
        page.expect_count(&format!("dialog.{scene}[open]"), 1).await;
        check(page, &format!("{scene}, {width}")).await;
        page.press("Escape").await;
        page.expect_count("dialog[open]", 0).await;
    }
    page.open_files(&[page.file("ships.jsonl", ships())]).await;
    page.expect_count("dialog.question[open]", 1).await;
    check(page, &format!("a question about a file, {width}")).await;
    page.press("Escape").await;
    page.expect_count("dialog[open]", 0).await;
    let lines: Vec<String> = (0..6).map(|number| format!("{{\"text\": {number}, \"spans\": []}}")).collect();
    let one = doccano("Ada met Bo.", serde_json::json!([[0, 3, "PERSON"]]));
    page.open_files(&[page.file("lines.jsonl", format!("{one}\n{}", lines.join("\n")))]).await;
    page.click("All 6 lines…").await;
    check(page, &format!("all lines of a notice, {width}")).await;
    page.press("Escape").await;
    page.expect_count("dialog[open]", 0).await;
    page.press("Ctrl+s").await;
    page.choose("As", "CSV of spans (.csv)").await;
    page.expect_text(".losses [role=status]", "Not in the file:").await;
    check(page, &format!("losses of an export, {width}")).await;
    page.press("Escape").await;
    open_label_set(page).await;
    check(page, &format!("label set, {width}")).await;
    page.click("Attributes").await;
    check(page, &format!("attributes of the label set, {width}")).await;
    page.press("Escape").await;
    page.expect_count("dialog[open]", 0).await;
}

async fn check(page: &Page, scene: &str) {
    for scheme in Scheme::ALL {
        page.set_scheme(scheme).await;
        page.expect_accessible(&format!("{scene}, {}", scheme.name())).await;
    }
}
