//! The file is the project: saved, opened elsewhere, joined, and its text
//! replaced.

use std::path::Path;

use galley_e2e::{Browser, Page, Profile, browse};
use serde_json::Value;

use crate::marking::{TITLE, open_ferry, open_ferry_with_two};

const HOSTILE: &str = "Tide at the quay\n\nLee Park wrote </script><script>document.title='run'</script> and <!-- so on.\n\nThe sea\u{2028}rose. <img src=x onerror=\"document.title='run'\"> Nobody came.\n";

/// Saves the workspace by download.
async fn save_as(page: &Page, format: &str, extension: &str) -> String {
    page.press("Ctrl+Shift+s").await;
    page.expect_count("dialog[open]", 1).await;
    page.choose("As", format).await;
    page.click("Download").await;
    page.downloaded(extension).await.1
}

async fn open_page(page: &Page, file: &Path) {
    page.go(&format!("file://{}", file.display())).await;
    page.ready().await;
}

async fn elsewhere(file: &Path) -> Page {
    let page = Page::start_blank(Profile::new()).await;
    open_page(&page, file).await;
    page
}

#[test]
fn a_saved_page_shows_the_work_anywhere_and_can_be_saved_again() {
    browse(async |page| {
        let hostile = page.file("tide.txt", HOSTILE);
        page.open_article(&hostile, "Tide at the quay").await;
        page.sweep("Lee Park").await;
        page.press("p").await;
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.saved().await;
        let saved = save_as(page, "HTML (.html): Galley itself with the work inside", ".html").await;
        assert!(!saved.contains("document.title='run'</script>"), "the text is inert");
        let file = page.file("work.html", &saved);

        let there = elsewhere(&file).await;
        there.expect_count(".row", 3).await;
        open_listed(&there, "Tide at the quay").await;
        there.expect_marked(&[("PERSON", "Lee Park")]).await;
        assert_ne!(there.client.title().await.unwrap_or_default(), "run");
        open_listed(&there, TITLE).await;
        there.expect_marked(&[("PERSON", "Ilse Varga")]).await;
        there.sweep("Tomas Reyle").await;
        there.press("p").await;
        there.saved().await;
        let again = save_as(&there, "HTML (.html): Galley itself with the work inside", ".html").await;
        let programs = |page: &str| {
            let start = page.find("id=\"galley-wasm\"").expect("the program is in it");
            page[start..].split("</script>").next().map(str::to_owned)
        };
        assert_eq!(programs(&again), programs(&saved), "the same program");
        // What is deleted stays deleted when a file that is known is opened.
        there.click_words("Ilse").await;
        there.press("Delete").await;
        there.expect_marked(&[("PERSON", "Tomas Reyle")]).await;
        there.saved().await;
        open_page(&there, &file).await;
        there.expect_text(".notices", "in this browser already").await;
        open_listed(&there, TITLE).await;
        there.expect_marked(&[("PERSON", "Tomas Reyle")]).await;
        there.close().await;

        // Back where it came from: what was done there is joined with what is here.
        let next = page.file("next.html", &again);
        if Browser::current() == Browser::Chromium {
            open_page(page, &next).await;
        } else {
            page.open_files(&[next]).await;
        }
        page.expect_text(".notices", "Merged").await;
        open_listed(page, TITLE).await;
        page.expect_marked(&[("PERSON", "Ilse Varga"), ("PERSON", "Tomas Reyle")]).await;
    });
}

async fn open_listed(page: &Page, title: &str) {
    page.command(title).await;
    page.expect_open(title).await;
}

#[test]
fn a_workspace_goes_through_json_and_zip() {
    browse(async |page| {
        page.command("guidelines").await;
        page.click("Write guidelines").await;
        page.fill("Guidelines, as Markdown", "# Names\n\n<img src=x onerror=1> Mark **all**.").await;
        page.click("Keep").await;
        page.expect_text(".guidelines-text strong", "all").await;
        page.expect_count(".guidelines-text img", 0).await;
        page.press("Escape").await;
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.saved().await;
        let json = save_as(page, "Galley JSON (.galley.json): the work alone", ".json").await;
        let value: Value = serde_json::from_str(&json).expect("it is JSON");
        assert!(value["guidelines"].as_str().is_some_and(|text| text.starts_with("# Names")));
        let file = page.file("work.galley.json", &json);
        page.press("Ctrl+Shift+s").await;
        page.choose("As", "Zip (.zip): one JSON file an article").await;
        page.click("Download").await;
        let zip = page.downloaded_bytes(".zip").await;
        let zip = page.file("work.zip", zip);

        for file in [file, zip] {
            let there = Page::start(Profile::new()).await;
            there.open_files(&[file]).await;
            there.expect_count(".row", 3).await;
            open_listed(&there, TITLE).await;
            there.expect_marked(&[("PERSON", "Ilse Varga")]).await;
            there.command("guidelines").await;
            there.expect_text(".guidelines-text", "<img src=x onerror=1> Mark all.").await;
            there.close().await;
        }
    });
}

#[test]
fn colleagues_files_are_joined_with_a_choice_where_they_differ() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.saved().await;
        let mut theirs = page.export_value().await;
        theirs["label_set"]["labels"][0]["color"] = "#123456".into();
        let articles = theirs["articles"].as_array_mut().expect("there are articles");
        let article =
            articles.iter_mut().find(|article| article["title"] == TITLE).unwrap_or_else(|| panic!("ferry"));
        // Another id: the text tells that it is the same article.
        article["id"] = "of-lee".into();
        article["status"] = "done".into();
        article["document_labels"] = serde_json::json!({"topic": "<i>sea</i>"});
        let annotation = &mut article["annotations"][0];
        annotation["note"] = "<b>from Lee</b>".into();
        annotation["label"] = "ORG".into();
        let mut second = annotation.clone();
        second["id"] = "second".into();
        article["annotations"].as_array_mut().expect("a list").push(second);
        let file = page.file("lee.json", theirs.to_string());

        page.open_files(std::slice::from_ref(&file)).await;
        page.expect_text("dialog[open].merge", "“Ilse Varga”").await;
        page.expect_text("dialog[open].merge", "<b>from Lee</b>").await;
        page.expect_text("dialog[open].merge", "the label Person").await;
        page.expect_text(".merge-article .merge-conflict legend", "Status").await;
        page.expect_accessible("merge").await;
        page.click("All theirs").await;
        page.click("Merge").await;
        page.expect_text(".notices", "Merged “lee.json”").await;
        page.expect_count(".row[data-status=done]", 1).await;
        open_listed(page, TITLE).await;
        page.expect_marked(&[("ORG", "Ilse Varga"), ("ORG", "Ilse Varga")]).await;
        page.press("Ctrl+z").await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
        page.press("Ctrl+y").await;
        page.expect_marked(&[("ORG", "Ilse Varga"), ("ORG", "Ilse Varga")]).await;
        page.saved().await;
        page.reload().await;
        page.open_files(&[file]).await;
        page.expect_text(".notices", "has nothing new").await;
        page.expect_count(".row", 2).await;
    });
}

#[test]
fn a_corrected_text_takes_the_annotations_along() {
    browse(async |page| {
        let file = page.file("a.txt", "Bridge closed\n\nAna Ruiz said “we were told nothing at all” on Monday.\n\nLee Park left early that day.\n");
        page.open_article(&file, "Bridge closed").await;
        for (words, key) in [("Ana Ruiz", "p"), ("“we were told nothing at all”", "q"), ("Lee Park", "p")]
        {
            page.sweep(words).await;
            page.press(key).await;
        }
        page.saved().await;
        page.command("replace the text").await;
        page.fill(
            "The corrected text",
            "Bridge closed for good\n\nOn Tuesday, Ana Ruiz said “we were told little at all” again.\n",
        )
        .await;
        page.click("Compare").await;
        page.expect_text(".review-list .is-error ins", "little").await;
        page.expect_text(".review", "no place in the new text").await;
        page.expect_accessible("review").await;
        page.click("Replace the text").await;
        page.expect_open("Bridge closed for good").await;
        page.expect_marked(&[("PERSON", "Ana Ruiz"), ("CONTENT", "“we were told little at all”")]).await;
        page.saved().await;
        page.kill_and_restart().await;
        page.expect_marked(&[("PERSON", "Ana Ruiz"), ("CONTENT", "“we were told little at all”")]).await;
        page.press("Ctrl+z").await;
        page.expect_open("Bridge closed").await;
        page.expect_marked(&[
            ("PERSON", "Ana Ruiz"),
            ("CONTENT", "“we were told nothing at all”"),
            ("PERSON", "Lee Park"),
        ])
        .await;
    });
}

#[test]
fn ten_megabytes_are_saved_and_opened() {
    browse(async |page| {
        let paragraph = "The tide </script> came in over the quay and the harbour master closed the gate. ";
        let text = format!("A long night\n\n{}", format!("{}\n\n", paragraph.repeat(8)).repeat(15_800));
        assert!(text.len() > 10_000_000);
        let file = page.file("long.txt", &text);
        page.open_article(&file, "A long night").await;
        page.saved().await;
        let saved = save_as(page, "HTML (.html): Galley itself with the work inside", ".html").await;
        let there = elsewhere(&page.file("long.html", saved)).await;
        open_listed(&there, "A long night").await;
        there.close().await;
    });
}

/// Opens a workspace's file beside its work: in Firefox the store belongs to
/// the file's place, so there it is dropped on the page.
async fn bring_back(page: &Page, file: &Path) {
    if Browser::current() == Browser::Chromium {
        open_page(page, file).await;
    } else {
        page.open_files(&[file.to_path_buf()]).await;
    }
}

const PAGE: &str = "HTML (.html): Galley itself with the work inside";

#[test]
fn two_that_went_on_from_one_file_are_compared_by_what_was_done() {
    browse(async |page| {
        open_ferry_with_two(page).await;
        let file = page.file("work.html", save_as(page, PAGE, ".html").await);

        // There, one is deleted, another is marked.
        let there = elsewhere(&file).await;
        open_listed(&there, TITLE).await;
        there.click_words("Ilse").await;
        there.press("Delete").await;
        there.sweep("Quay Street").await;
        there.press("l").await;
        there.expect_marked(&[("PERSON", "Tomas Reyle"), ("LOC", "Quay Street")]).await;
        there.saved().await;
        let next = page.file("next.html", save_as(&there, PAGE, ".html").await);

        // Here, meanwhile, something else.
        page.sweep("Marlow Courier").await;
        page.press("o").await;
        page.saved().await;
        bring_back(page, &next).await;
        page.expect_text(".notices", "Merged").await;
        page.expect_text(".notices", "1 annotation added").await;
        page.expect_text(".notices", "1 deleted").await;
        open_listed(page, TITLE).await;
        let all = [("ORG", "Marlow Courier"), ("PERSON", "Tomas Reyle"), ("LOC", "Quay Street")];
        page.expect_marked(&all).await;
        page.saved().await;

        // What was joined here comes there without a question, and is known the next time.
        let last = page.file("last.html", save_as(page, PAGE, ".html").await);
        bring_back(&there, &last).await;
        there.expect_text(".notices", "1 annotation added").await;
        open_listed(&there, TITLE).await;
        there.expect_marked(&all).await;
        there.close().await;
        page.open_files(&[next]).await;
        page.expect_text(".notices", "has nothing new").await;
        page.press("Ctrl+z").await;
        page.expect_marked(&[("PERSON", "Ilse Varga"), ("ORG", "Marlow Courier"), ("PERSON", "Tomas Reyle")])
            .await;
    });
}

/// A workspace with something undone in it, a text replaced and an article
/// taken off the list: all the ways in which a history can be more than marks.
async fn with_a_past(page: &Page) {
    open_ferry(page).await;
    for words in ["Ilse Varga", "Tomas Reyle"] {
        page.sweep(words).await;
        page.press("p").await;
    }
    page.press("Ctrl+z Ctrl+y").await;
    page.expect_marked(&[("PERSON", "Ilse Varga"), ("PERSON", "Tomas Reyle")]).await;
    let tide = page.file("tide.txt", "Tide at the quay\n\nLee Park wrote.\n");
    page.open_article(&tide, "Tide at the quay").await;
    page.command("remove this article").await;
    page.expect_count(".row", 2).await;
    open_listed(page, TITLE).await;
    page.click_words("Tomas").await;
    page.press("Delete").await;
    page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
    page.saved().await;
}

/// The history is there to be seen and gone back in, to the article that was
/// taken off the list.
async fn expect_the_past(there: &Page) {
    there.expect_said("Opened with its history").await;
    there.expect_count(".notice", 0).await;
    open_listed(there, TITLE).await;
    there.expect_marked(&[("PERSON", "Ilse Varga")]).await;
    there.command("history").await;
    there.expect_text("dialog[open]", "Label “Ilse Varga” as Person").await;
    there.click("Show how it was after: Label “Ilse Varga” as Person").await;
    there.expect_count("dialog.preview mark[data-annotations]", 1).await;
    there.press("Escape").await;
    there.expect_count("dialog[open]", 0).await;
    there.press("Ctrl+z").await;
    there.expect_marked(&[("PERSON", "Ilse Varga"), ("PERSON", "Tomas Reyle")]).await;
    there.press("Ctrl+z").await;
    there.expect_text(".rows", "Tide at the quay").await;
    open_listed(there, "Tide at the quay").await;
    there.press("Ctrl+y*2").await;
    open_listed(there, TITLE).await;
    there.expect_marked(&[("PERSON", "Ilse Varga")]).await;
    there.saved().await;
    there.reload().await;
    open_listed(there, TITLE).await;
    there.expect_marked(&[("PERSON", "Ilse Varga")]).await;
}

#[test]
fn a_file_with_its_history_goes_on_where_nothing_was_done_yet() {
    browse(async |page| {
        with_a_past(page).await;
        let html = page.file("work.html", save_as(page, PAGE, ".html").await);
        let json = save_as(page, "Galley JSON (.galley.json): the work alone", ".json").await;
        let json = page.file("work.galley.json", json);
        page.press("Ctrl+Shift+s").await;
        page.choose("As", "Zip (.zip): one JSON file an article").await;
        page.click("Download").await;
        let zip = page.file("work.zip", page.downloaded_bytes(".zip").await);

        let there = elsewhere(&html).await;
        expect_the_past(&there).await;
        there.expect_count(".row", 2).await;
        // What is done there is known here by its steps, and the other way round.
        there.sweep("Quay Street").await;
        there.press("l").await;
        there.saved().await;
        let next = page.file("next.html", save_as(&there, PAGE, ".html").await);
        there.close().await;
        bring_back(page, &next).await;
        page.expect_text(".notices", "1 annotation added").await;

        for file in [json, zip] {
            let there = Page::start(Profile::new()).await;
            there.saved().await;
            there.open_files(&[file]).await;
            expect_the_past(&there).await;
            // Beside the sample of the new place.
            there.expect_count(".row", 3).await;
            there.close().await;
        }
    });
}

#[test]
fn files_that_are_dropped_together_are_compared_by_what_was_done() {
    browse(async |page| {
        open_ferry_with_two(page).await;
        let file = page.file("work.html", save_as(page, PAGE, ".html").await);
        let mut files = Vec::new();
        for (number, (gone, new)) in [("Ilse", "Quay Street"), ("Tomas", "Marlow Courier")].iter().enumerate()
        {
            let there = elsewhere(&file).await;
            open_listed(&there, TITLE).await;
            there.click_words(gone).await;
            there.press("Delete").await;
            there.sweep(new).await;
            there.press("l").await;
            there.saved().await;
            files.push(page.file(&format!("of-{number}.html"), save_as(&there, PAGE, ".html").await));
            there.close().await;
        }
        page.open_files(&files).await;
        page.expect_text(".notices", "2 annotations added, 2 deleted").await;
        page.expect_text(".row:not([aria-current]) .count", "2").await;
        open_listed(page, TITLE).await;
        page.expect_marked(&[("LOC", "Marlow Courier"), ("LOC", "Quay Street")]).await;
        // All of it is one step.
        page.press("Ctrl+z").await;
        page.expect_marked(&[("PERSON", "Ilse Varga"), ("PERSON", "Tomas Reyle")]).await;
    });
}

#[test]
fn a_workspace_without_articles_is_saved_with_what_it_has() {
    browse(async |page| {
        page.command("remove this article").await;
        page.expect_count(".row", 0).await;
        page.command("guidelines").await;
        page.click("Write guidelines").await;
        page.fill("Guidelines, as Markdown", "# Names").await;
        page.click("Keep").await;
        page.saved().await;
        let json = save_as(page, "Galley JSON (.galley.json): the work alone", ".json").await;
        let file = page.file("empty.galley.json", json);
        let there = Page::start(Profile::new()).await;
        there.saved().await;
        there.open_files(&[file]).await;
        there.expect_said("Opened with its history").await;
        there.command("guidelines").await;
        there.expect_text(".guidelines-text", "Names").await;
        there.close().await;
    });
}
