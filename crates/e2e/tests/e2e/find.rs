//! Find in the text, and label every match.

use galley_e2e::{Page, browse};

use crate::marking::open_ferry;

/// The ferry article has "Marlow" so often outside the boilerplate.
const MARLOWS: usize = 4;

#[test]
fn all_occurrences_are_labelled_as_one_undo() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Port of\u{a0}Marlow").await;
        page.press("g").await;
        page.expect_marked_count(1).await;
        find(page, "Marlow").await;
        page.expect_text(".find-result", &format!("{MARLOWS} found")).await;

        page.choose("Label for all matches", "Place").await;
        page.click(&format!("Label all {MARLOWS}")).await;
        // One is inside an annotation of the label.
        page.expect_said("Label 3 occurrences as Place (1 labelled already)").await;
        page.expect_marked_count(4).await;
        page.click(&format!("Label all {MARLOWS}")).await;
        page.expect_said(&format!("Nothing to label ({MARLOWS} labelled already)")).await;
        page.press("Escape").await;
        page.expect_count(".find-bar", 0).await;
        page.press("Ctrl+z").await;
        page.expect_marked(&[("GPE", "Port of\u{a0}Marlow")]).await;
    });
}

#[test]
fn case_words_and_patterns() {
    browse(async |page| {
        open_ferry(page).await;
        find(page, "the").await;
        let as_typed = found(page).await;
        page.click_on(".find-bar .check:nth-of-type(1) input").await;
        let any_case = found_other_than(page, as_typed).await;
        page.click_on(".find-bar .check:nth-of-type(2) input").await;
        let words = found_other_than(page, any_case).await;
        assert!(words < any_case && as_typed != any_case, "{as_typed}, {any_case}, {words}");
        let text = galley_e2e::fixtures::fixture_text("ferry.txt").to_lowercase();
        let expected = text.split(|c: char| !c.is_alphanumeric()).filter(|word| *word == "the").count();
        assert_eq!(words, expected);

        page.click_on(".find-bar .check:nth-of-type(3) input").await;
        page.fill("Find in the text", r"\$\d+\.\d|\d+\.\d%").await;
        page.expect_text(".find-result", "2 found").await;
        page.press("Enter").await;
        page.expect_text(".find-result", "1 of 2").await;
        page.press("Shift+Enter").await;
        page.expect_text(".find-result", "2 of 2").await;
        page.fill("Find in the text", "(").await;
        page.expect_count(".find-input[aria-invalid=true]", 1).await;
    });
}

#[test]
fn boilerplate_is_left_alone() {
    browse(async |page| {
        open_ferry(page).await;
        // Three times in the article, once below it.
        find(page, "night").await;
        page.expect_text(".find-result", "4 found").await;
        page.choose("Label for all matches", "Other").await;
        page.click("Label all 4").await;
        page.expect_said("Label 3 occurrences as Other (1 in boilerplate or across blocks left out)").await;
    });
}

async fn find(page: &Page, words: &str) {
    page.press("Escape Ctrl+f").await;
    page.expect_count(".find-bar", 1).await;
    page.fill("Find in the text", words).await;
    page.expect_text(".find-result", "found").await;
}

async fn found(page: &Page) -> usize {
    let result = page.text(".find-result").await;
    result.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or_default()
}

async fn found_other_than(page: &Page, before: usize) -> usize {
    galley_e2e::until("another number of matches", async || match found(page).await {
        count if count != before => Ok(count),
        count => Err(count.to_string()),
    })
    .await
}
