//! Attributions as one object: marked by keyboard alone, shown beside the
//! text, undone as one step, and exported.

use galley_e2e::{Page, browse};
use serde_json::{Value, json};

use crate::marking::open_ferry;

/// The attributions of the only article that has some, as words.
async fn exported(page: &Page) -> (Value, Vec<String>) {
    let export = page.export_value().await;
    let articles = export["articles"].as_array().cloned().unwrap_or_default();
    let has_some = |article: &&Value| article["attributions"].as_array().is_some_and(|all| !all.is_empty());
    let article = articles.iter().find(has_some).cloned().unwrap_or_default();
    let words = attributions(&article);
    (article, words)
}

/// `who / cue / to: what` of each attribution of an exported article.
pub fn attributions(article: &Value) -> Vec<String> {
    let part = |id: &Value| -> String {
        let annotation = article["annotations"].as_array().into_iter().flatten().find(|of| of["id"] == *id);
        let target = annotation.and_then(|annotation| annotation["target"].as_array());
        let exact = target.into_iter().flatten().filter_map(|fragment| fragment["exact"].as_str());
        exact.collect::<Vec<_>>().join(" … ")
    };
    let parts = |ids: &Value| -> String {
        ids.as_array().into_iter().flatten().map(part).collect::<Vec<_>>().join(" + ")
    };
    let all = article["attributions"].as_array().into_iter().flatten();
    all.map(|of| {
        let (who, cue, to) = (parts(&of["sources"]), part(&of["cue"]), parts(&of["addressees"]));
        format!("{who} / {cue} / {to}: {}", parts(&of["contents"]))
    })
    .collect()
}

#[test]
fn a_quotation_is_attributed_with_three_keys_and_shown_in_the_margin() {
    browse(async |page| {
        // To the quotation that "said" cuts in two.
        page.press("Ctrl+ArrowDown*6 ArrowRight*2").await;
        page.press("\"").await;
        page.expect_said("Selected ““This is a difficult week,”").await;
        page.press("q").await;
        page.expect_text("#attribution-card [data-part=source] .is-derived", "Lind").await;
        page.expect_marked_count(1).await;
        page.press("y").await;
        page.expect_said("Taken over: “Lind” is the source").await;
        page.expect_marked_count(3).await;
        page.expect_text("[data-block='6'] ~ .notes .note-who", "Lind").await;
        page.expect_count(".links path", 2).await;
        // Derived, until it is confirmed.
        page.expect_text("#attribution-card > .chips .is-derived", "direct").await;
        page.press("y").await;
        page.expect_said("Confirm what is derived for “Lind”").await;
        page.expect_count("#attribution-card .chip.is-derived", 0).await;
        let (article, words) = exported(page).await;
        assert_eq!(words, ["Lind / said / : “This is a difficult week,”"]);
        assert_eq!(article["attributions"][0]["attributes"]["quote_type"], "direct");
        page.press("Ctrl+z*2").await;
        page.expect_marked_count(1).await;
        page.press("Ctrl+y*2").await;
        page.saved().await;
        page.reload().await;
        page.expect_text(".note-who", "Lind").await;
    });
}

#[test]
fn a_card_is_filled_edited_and_deleted_by_keyboard() {
    browse(async |page| {
        open_ferry(page).await;
        // "Tomas Reyle", from the name to the cue before it.
        page.press("Ctrl+ArrowDown*5 ArrowRight*11 , s").await;
        page.expect_said("Label “Tomas Reyle” as Source, a new card").await;
        page.press("ArrowLeft*3 Space u").await;
        page.expect_said("as Cue, with “Tomas Reyle”").await;
        page.press("0").await;
        page.expect_said("The card has a source").await;
        page.press("! Shift+Enter").await;
        page.expect_count("#attribution-card :focus", 1).await;
        page.expect_text("#attribution-card [aria-pressed=true]", "Discuss").await;
        page.fill("Note on the attribution", "who heard it?").await;
        page.press("Escape").await;
        page.expect_said("Note on the attribution").await;
        let (article, _) = exported(page).await;
        assert_eq!(article["attributions"][0]["note"], "who heard it?");
        assert_eq!(article["attributions"][0]["attributes"]["discuss"], json!(true));
        page.press("Shift+Delete").await;
        page.expect_said("Delete the attribution").await;
        page.expect_marked_count(0).await;
        page.press("Ctrl+z").await;
        page.expect_marked_count(2).await;
        page.expect_text(".card-line", "Tomas Reyle").await;
    });
}

#[test]
fn words_that_are_being_typed_stay_when_the_card_is_drawn_anew() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Tomas Reyle").await;
        page.press("s !").await;
        page.fill("Note on the attribution", "who heard it?").await;
        // Without leaving the field, as the check does that finds something.
        let confirm = "document.querySelector('#attribution-card .chip.is-derived').click()";
        page.eval(confirm, json!([])).await;
        page.expect_count("#attribution-card [data-part=source] .chip:not(.is-derived)", 1).await;
        let typed =
            page.eval("return document.querySelector('#attribution-card textarea').value", json!([])).await;
        assert_eq!(typed, "who heard it?");
        page.press("Escape").await;
        page.expect_said("Note on the attribution").await;
    });
}

#[test]
fn mentions_are_grouped_and_a_claim_gets_evidence() {
    browse(async |page| {
        for nth in [0, 1] {
            page.sweep_nth("Lind", nth, galley_e2e::Modifier::None).await;
            page.press("p").await;
        }
        page.expect_marked_count(2).await;
        page.click("Group “Lind”").await;
        page.expect_said("Group 2 mentions as “Lind”").await;
        page.fill("Canonical name", "Pavel Lind").await;
        page.fill("Links (URIs, apart by spaces)", "https://www.wikidata.org/wiki/Q42").await;
        page.press("Escape").await;
        page.expect_text(".entity-form .chip", "Wikidata Q42").await;
        page.press("/").await;
        page.expect_said("Take “Lind” off “Pavel Lind”").await;
        page.press("& Tab").await;
        page.press("Shift+Tab &").await;
        page.sweep("the wall was never inspected").await;
        page.press("c").await;
        page.click("Add evidence").await;
        page.fill("Link of evidence 1", "https://example.org/report").await;
        page.choose("Bearing of evidence 1", "Contradicts").await;
        page.expect_said("Evidence on “the wall").await;
        let export = page.export_value().await;
        let articles = export["articles"].as_array().cloned().unwrap_or_default();
        let entities: Vec<&Value> = articles
            .iter()
            .flat_map(|article| article["entities"].as_array().into_iter().flatten())
            .collect();
        assert_eq!(entities[0]["name"], "Pavel Lind");
        assert_eq!(entities[0]["links"], json!(["https://www.wikidata.org/wiki/Q42"]));
        let claims: Vec<&Value> = articles
            .iter()
            .flat_map(|article| article["annotations"].as_array().into_iter().flatten())
            .filter(|annotation| annotation["type"] == "claim")
            .collect();
        assert_eq!(claims[0]["evidence"][0]["stance"], "contradicts");
    });
}

#[test]
fn entities_are_merged_and_mentions_split_off_by_dragging() {
    browse(async |page| {
        for (words, key) in [("Lind", "p *"), ("Okafor", "p *")] {
            page.sweep(words).await;
            page.press(key).await;
        }
        page.expect_count(".entity-row", 2).await;
        // Without the form of the selected one, the rows are in view.
        page.press("Escape").await;
        page.expect_count(".entity-form", 0).await;
        page.drag(".entity-row:nth-child(2) .swatch", ".entity-row:nth-child(1) .swatch").await;
        page.expect_count(".entity-row", 1).await;
        page.expect_count(".entity-row .mention", 2).await;
        // Beside all entities it stands by itself.
        page.drag_to_foot(".entity-row .mention", ".entity-rows").await;
        page.expect_count(".entity-row .mention", 1).await;
        page.press("Ctrl+z*2").await;
        page.expect_count(".entity-row", 2).await;
    });
}
