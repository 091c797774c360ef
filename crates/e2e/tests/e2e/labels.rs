//! The label set editor.

use galley_e2e::{Page, browse};
use serde_json::{Value, json};

use crate::marking::open_ferry;
use crate::screenshots::open_label_set;

async fn mark(page: &Page, words: &str, key: &str) {
    page.sweep(words).await;
    page.press(key).await;
}

async fn save(page: &Page) {
    page.click("Save").await;
    page.expect_count("dialog[open]", 0).await;
}

/// The only annotations of the only article with any.
fn annotations(export: &Value) -> Vec<&Value> {
    let articles = export["articles"].as_array().into_iter().flatten();
    articles.flat_map(|article| article["annotations"].as_array().into_iter().flatten()).collect()
}

#[test]
fn a_label_is_added_with_a_key_and_used() {
    browse(async |page| {
        open_ferry(page).await;
        open_label_set(page).await;
        page.click("Add a label to entities").await;
        page.type_text("Vessel").await;
        let key = page.named_among("input", "Key of Vessel").await;
        key.send_keys("v").await.expect("the key can be typed");
        save(page).await;
        mark(page, "island ferry", "v").await;
        page.expect_said("as Vessel").await;
        let export = page.export_value().await;
        let labels = export["label_set"]["labels"].as_array().expect("the export has labels");
        let vessel = labels.iter().find(|label| label["title"] == "Vessel").expect("the new label is there");
        assert_eq!(vessel["key"], "v");
        assert_eq!(annotations(&export)[0]["label"], vessel["name"]);
    });
}

#[test]
fn annotations_follow_a_renamed_and_recoloured_label() {
    browse(async |page| {
        open_ferry(page).await;
        mark(page, "Ilse Varga", "p").await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
        open_label_set(page).await;
        page.fill("Title on screen of Person", "Human").await;
        page.fill("Name in files of Human", "HUMAN").await;
        let recolour = "const input = named('input', 'Colour of Human'); input.value = '#123456'; \
            input.dispatchEvent(new InputEvent('input', { bubbles: true }))";
        page.eval(recolour, serde_json::json!([])).await;
        save(page).await;
        page.expect_marked(&[("HUMAN", "Ilse Varga")]).await;
        let export = page.export_value().await;
        assert_eq!(annotations(&export)[0]["label"], "HUMAN");
        let labels = export["label_set"]["labels"].as_array().expect("the export has labels");
        assert!(
            labels.iter().any(|label| label["name"] == "HUMAN" && label["color"] == "#123456"),
            "{labels:#?}"
        );
        page.press("Ctrl+z").await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
    });
}

#[test]
fn keys_that_clash_are_shown() {
    browse(async |page| {
        open_label_set(page).await;
        let key = page.named_among("input", "Key of Org").await;
        key.send_keys("p").await.expect("the key can be typed");
        page.expect_text(".label-set-dialog", "Person and Org have the key P").await;
        key.send_keys("j").await.expect("the key can be typed");
        page.expect_text(".label-set-dialog", "J is the command “Next article”").await;
        // Nothing has changed before it is saved.
        page.press("Escape").await;
        page.expect_text(".label-set-dialog", "Discard the changes?").await;
        page.click("Discard").await;
        page.expect_count("dialog[open]", 0).await;
        page.expect_text(".top-labels [data-label=ORG] kbd", "O").await;
    });
}

#[test]
fn a_label_in_use_is_not_removed_without_asking() {
    browse(async |page| {
        open_ferry(page).await;
        mark(page, "Ilse Varga", "p").await;
        mark(page, "Marlow Courier", "o").await;
        page.expect_marked_count(2).await;
        open_label_set(page).await;
        page.click("Remove Person").await;
        page.expect_text(".label-set-question", "1 annotation carries this label").await;
        page.click("Keep Person").await;
        page.click("Remove Person").await;
        page.choose("Another label for it", "Other").await;
        page.click("Give it this label").await;
        page.expect_marked(&[("OTHER", "Ilse Varga"), ("ORG", "Marlow Courier")]).await;
        page.click("Remove Org").await;
        page.click("Delete it").await;
        page.expect_marked(&[("OTHER", "Ilse Varga")]).await;
        page.press("Escape").await;
        page.expect_count("dialog[open]", 0).await;
        page.press("Ctrl+z*2").await;
        page.expect_marked(&[("PERSON", "Ilse Varga"), ("ORG", "Marlow Courier")]).await;
    });
}

#[test]
fn a_label_set_is_exported_and_imported() {
    browse(async |page| {
        open_label_set(page).await;
        page.click("Export").await;
        let (name, file) = page.downloaded(".json").await;
        assert_eq!(name, "News attribution.labels.json");
        let mut set: Value = serde_json::from_str(&file).expect("the label set is JSON");
        set["labels"][0]["title"] = "Somebody".into();
        set["house_style"] = json!({ "scare_quotes": { "off": true }, "loaded_cue": { "level": "error" } });
        let path = page.file("set.json", set.to_string());
        let input = page.find(".label-set-file").await;
        input.send_keys(&path.display().to_string()).await.expect("the file can be chosen");
        page.expect_text(".label-set-offer", "1 label changed: Somebody").await;
        let checks = "2 checks changed in the house style: Loaded cue (error), Scare quotes (off)";
        page.expect_text(".label-set-offer", checks).await;
        page.click("Take it over").await;
        save(page).await;
        page.expect_text(".top-labels [data-label=PERSON]", "Somebody").await;
        let broken = page.file("broken.json", "{");
        open_label_set(page).await;
        let input = page.find(".label-set-file").await;
        input.send_keys(&broken.display().to_string()).await.expect("the file can be chosen");
        page.expect_text(".label-set-offer", "“broken.json” was not taken over").await;
    });
}
