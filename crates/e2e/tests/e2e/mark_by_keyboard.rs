//! The main job without a mouse; every action is said.

use galley_e2e::{Page, browse};

use crate::marking::{MARKED, expect_export, open_ferry};

#[test]
fn entities_and_claims_are_marked_and_exported() {
    browse(async |page| {
        open_ferry(page).await;
        mark(page).await;
        page.expect_marked(&MARKED).await;
        change_and_delete(page).await;
        page.expect_marked(&MARKED).await;

        page.press("Ctrl+z*2").await;
        page.expect_said("Undone").await;
        page.press("Ctrl+y*2").await;
        page.expect_said("Redone").await;
        page.expect_marked(&MARKED).await;

        page.saved().await;
        page.reload().await;
        page.expect_marked(&MARKED).await;
        expect_export(page).await;
    });
}

/// Presses keys that select words, sees that they are said, and labels them.
async fn label(page: &Page, keys: &str, words: &str, key: &str, title: &str) {
    page.press(keys).await;
    page.expect_said(&format!("Selected “{words}")).await;
    page.press(key).await;
    page.expect_said(&format!("Label “{words}")).await;
    page.expect_said(&format!("as {title}")).await;
}

async fn mark(page: &Page) {
    // From the headline to the first paragraph, past its first word.
    label(page, "Ctrl+ArrowDown*2 ArrowRight Shift+ArrowRight*3", "Port of Marlow", "f", "Facility").await;
    label(page, "ArrowRight*6 Space", "Tuesday", "d", "Date").await;
    label(page, "ArrowRight*8 Shift+ArrowRight*2", "Ilse Varga", "p", "Person").await;
    label(page, "Ctrl+ArrowDown ArrowRight*3 ,", "Marlow Courier", "o", "Org").await;
    label(page, "ArrowRight*2 Shift+ArrowRight*5", "repairs would cost $2.4 million", "c", "Claim").await;
    label(page, "ArrowLeft*2 Shift+ArrowRight*2", "$2.4 million", "m", "Money").await;
    let claim = "The crew 🧑🏽‍🚒 saved nine people from";
    label(page, "Ctrl+ArrowDown*2 ArrowRight Shift+ArrowRight*9", claim, "c", "Claim").await;
    label(page, "ArrowRight*2 ,", "Tomas Reyle", "p", "Person").await;
    page.press("Ctrl+ArrowDown Shift+ArrowRight +").await;
    page.expect_said("Fragment held").await;
    page.press("ArrowRight*3 Shift+ArrowRight p").await;
    page.expect_said("Label “Lena … Brandt” as Person").await;
    label(page, "ArrowLeft*2 Shift+ArrowRight*2", "Otto Brandt", "p", "Person").await;
    label(page, "ArrowRight*6 ,", "Quay Street", "l", "Location").await;
    label(
        page,
        "Ctrl+ArrowDown Shift+ArrowRight*8",
        "The bolts had not been replaced since 2009",
        "c",
        "Claim",
    )
    .await;
    label(page, "ArrowLeft Space", "2009", "d", "Date").await;
}

/// Marks a word, moves its edges, changes its label, and deletes it.
async fn change_and_delete(page: &Page) {
    label(page, "Ctrl+ArrowDown Space", "Traffic", "x", "Other").await;
    page.press("]*2").await;
    page.expect_said("Move an edge: “Traffic fell by”").await;
    page.press("{ }").await;
    page.expect_said("Move an edge: “fell”").await;
    page.press("Alt+[ [ Alt+] Alt+}").await;
    page.expect_said("Move an edge: “Traffic fell”").await;
    page.press("e").await;
    page.expect_said("Change “Traffic fell” to Event").await;
    page.press("Delete").await;
    page.expect_said("Delete Event “Traffic fell”").await;
}

#[test]
fn one_key_selects_quotation_sentence_and_name_and_another_widens() {
    browse(async |page| {
        open_ferry(page).await;
        // To "Tomas", and then the next quotation.
        page.press("Ctrl+ArrowDown*5 ArrowRight*11").await;
        page.expect_said("Tomas").await;
        page.press(",").await;
        page.expect_said("Selected “Tomas Reyle”").await;
        page.press("Escape").await;
        page.expect_said("Selection cleared").await;
        page.press("ArrowRight*4").await;
        page.expect_said("Nobody").await;
        page.press("\"").await;
        page.expect_said("Nobody waited to be asked.").await;
        page.press("Escape").await;
        page.expect_said("Selection cleared").await;
        page.press(".").await;
        page.expect_said("Nobody waited to be asked.").await;

        page.press("Escape Ctrl+ArrowUp*4 ArrowRight*15").await;
        page.press("Space").await;
        page.expect_said("Selected “way”").await;
        page.press("Space").await;
        page.expect_said("Selected “The Port of Marlow suspended").await;
        page.press("Shift+Space").await;
        page.expect_said("Selected “way”").await;
    });
}

#[test]
fn tab_goes_from_annotation_to_annotation_and_out_at_the_end() {
    browse(async |page| {
        open_ferry(page).await;
        page.press("Ctrl+ArrowDown*2 ArrowRight Shift+ArrowRight*3 f ArrowRight*6 Space d").await;
        page.expect_marked(&[("FAC", "Port of\u{a0}Marlow"), ("DATE", "Tuesday")]).await;
        page.press("Ctrl+ArrowUp*3 Tab").await;
        page.expect_said("Facility: “Port of Marlow”").await;
        page.press("Tab").await;
        page.expect_said("Date: “Tuesday”").await;
        page.press("Shift+Tab").await;
        page.expect_said("Facility: “Port of Marlow”").await;
        page.press("Enter").await;
        galley_e2e::until("the focus in the inspector", async || {
            match page.eval("return document.activeElement.id", serde_json::json!([])).await {
                id if id == "inspector-label" => Ok(()),
                id => Err(id.to_string()),
            }
        })
        .await;
        page.press("Escape").await;
        page.press("Tab*2").await;
        // Nobody is caught in the article.
        let inside = "return document.activeElement.matches('[data-article]')";
        assert_eq!(page.eval(inside, serde_json::json!([])).await, false);
    });
}

#[test]
fn a_fragment_is_added_to_an_annotation() {
    browse(async |page| {
        open_ferry(page).await;
        page.press("Ctrl+ArrowDown*6 Space p").await;
        page.expect_marked(&[("PERSON", "Lena")]).await;
        page.press("+").await;
        page.expect_said("Select the words to add").await;
        page.press("ArrowRight*3 Shift+ArrowRight +").await;
        page.expect_said("Add a fragment to “Lena … Brandt”").await;
        page.expect_marked(&[("PERSON", "Lena … Brandt")]).await;
        page.press("Ctrl+z").await;
        page.expect_marked(&[("PERSON", "Lena")]).await;
    });
}
