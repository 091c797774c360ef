//! The list of articles: status, counts, search, going through it.

use galley_e2e::{Page, browse};

const NAMES: [&str; 3] = ["Harbour budget passes at last", "Bridge opens to walkers", "Harbour seals return"];

/// Three articles beside the sample.
async fn open_three(page: &Page) {
    let files = NAMES.map(|name| {
        let text =
            format!("{name}\n\nThe council met on Monday and Ada Brook spoke for an hour about the plan.\n");
        page.file(&format!("{}.txt", name.to_lowercase().replace(' ', "-")), text)
    });
    page.open_files(&files).await;
    page.expect_open(NAMES[0]).await;
    page.expect_count(".row", 4).await;
}

#[test]
fn one_goes_through_the_list_by_key() {
    browse(async |page| {
        open_three(page).await;
        page.expect_text(".list-head h2", "0 of 4").await;
        page.press("j").await;
        page.expect_open(NAMES[1]).await;
        page.press("k").await;
        page.expect_open(NAMES[0]).await;
        page.sweep("Ada Brook").await;
        page.press("p").await;
        page.expect_count(".row[aria-current][data-status=in_progress]", 1).await;
        page.expect_text(".row[aria-current] .count", "1").await;

        page.press("Ctrl+Enter").await;
        page.expect_open(NAMES[1]).await;
        page.expect_count(".row[data-status=done]", 1).await;
        page.expect_text(".list-head h2", "1 of 4").await;
        page.press("j").await;
        page.expect_open(NAMES[2]).await;
        page.press("j").await;
        page.expect_said("This is the last article").await;
        page.click("Article").await;
        page.choose("Status", "Skipped").await;
        page.expect_count(".row[data-status=skipped]", 1).await;
        page.expect_text(".list-head h2", "2 of 4").await;
        // A status is a change like any other.
        page.press("Escape Ctrl+z").await;
        page.expect_count(".row[data-status=skipped]", 0).await;
    });
}

#[test]
fn the_list_is_searched_and_filtered() {
    browse(async |page| {
        open_three(page).await;
        page.fill("Search the articles", "harbour seals").await;
        page.expect_count(".row", 1).await;
        page.expect_text(".row", NAMES[2]).await;
        page.click_on(".row").await;
        page.expect_open(NAMES[2]).await;
        page.fill("Search the articles", "no such title").await;
        page.expect_text(".list-rows", "No article fits").await;
        page.fill("Search the articles", " ").await;
        page.expect_count(".row", 4).await;
        page.press("Escape Ctrl+Enter").await;
        page.expect_count(".row[data-status=done]", 1).await;
        page.click_on(".filters :nth-child(4)").await;
        page.expect_count(".row", 1).await;
        page.expect_text(".row", NAMES[2]).await;
        page.click_on(".filters :nth-child(1)").await;
        page.expect_count(".row", 4).await;
    });
}

#[test]
fn an_article_is_taken_off_the_list_and_brought_back() {
    browse(async |page| {
        open_three(page).await;
        page.sweep("Ada Brook").await;
        page.press("p").await;
        page.expect_marked_count(1).await;
        page.command("remove this article").await;
        page.expect_count(".row", 3).await;
        page.saved().await;
        page.press("Ctrl+z").await;
        page.expect_count(".row", 4).await;
        page.expect_said("Undone").await;
        page.fill("Search the articles", NAMES[0]).await;
        page.click_on(".row").await;
        page.expect_open(NAMES[0]).await;
        page.expect_marked(&[("PERSON", "Ada Brook")]).await;
    });
}
