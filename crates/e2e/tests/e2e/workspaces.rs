//! Several workspaces in one place: made, opened, renamed, exported, deleted.

use galley_e2e::{Browser, Page, Setting, browse, until};
use serde_json::json;

use crate::marking::{TITLE, open_ferry};

async fn show(page: &Page) {
    page.command("workspaces").await;
    page.expect_count("dialog.workspaces[open]", 1).await;
}

async fn expect_loaded(page: &Page, name: &str) {
    page.ready().await;
    page.expect_text(".list-head h2", name).await;
}

#[test]
fn workspaces_are_made_opened_renamed_and_deleted_after_a_file_was_offered() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.saved().await;
        show(page).await;
        page.expect_text(".workspace", "never exported").await;
        page.expect_count("button[aria-label^='Delete']", 0).await;
        page.fill("A new workspace’s name", "Harbour <b>2</b>").await;
        page.click("New workspace").await;
        expect_loaded(page, "Harbour <b>2</b> · 0 of 0").await;
        page.expect_count(".row", 0).await;
        page.expect_count(".notice", 0).await;
        let tide = page.file("tide.txt", "Tide at the quay\n\nLee Park wrote.\n");
        page.open_article(&tide, "Tide at the quay").await;
        page.saved().await;
        // A reload stays in it; so does another window in the other.
        page.reload().await;
        page.expect_open("Tide at the quay").await;

        show(page).await;
        page.expect_accessible("workspaces").await;
        page.shoot("workspaces").await;
        page.click("Rename Unnamed workspace").await;
        // What is typed goes into the field.
        page.type_text("Ferry").await;
        page.press("Enter").await;
        page.expect_text(".workspace:nth-child(2) .workspace-name", "Ferry").await;
        page.click("Open Ferry").await;
        expect_loaded(page, "Ferry").await;
        page.expect_open(TITLE).await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;

        // A file of the other one, and then it goes. The mouse has a way there too.
        page.click("Workspaces…").await;
        page.expect_count("dialog.workspaces[open]", 1).await;
        page.click("Delete Harbour <b>2</b>…").await;
        page.expect_accessible("deleting").await;
        page.click("Save it to a file").await;
        let (_, file) = page.downloaded(".html").await;
        assert!(file.contains("Lee Park wrote."), "the file has the work");
        page.expect_text(".workspace:nth-child(2) .workspace-facts", "1 article · exported").await;
        page.click("Delete for good").await;
        page.expect_count(".workspace", 1).await;
        let left = "const done = arguments[0];
            indexedDB.databases().then((all) => done(all.filter(({ name }) => name.startsWith('galley-')).length))";
        assert_eq!(page.eval_async(left, json!([])).await, 1);
        page.press("Escape").await;
        page.expect_open(TITLE).await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
    });
}

#[test]
fn a_lost_list_of_workspaces_is_made_anew_from_what_is_there() {
    browse(async |page| {
        open_ferry(page).await;
        page.saved().await;
        let delete = "const done = arguments[0]; const request = indexedDB.deleteDatabase('galley');
            request.onsuccess = () => done('done'); request.onerror = () => done('failed');";
        assert_eq!(page.eval_async(delete, json!([])).await, "done");
        page.reload().await;
        page.expect_open(TITLE).await;
        page.expect_count(".row", 2).await;
    });
}

#[test]
fn a_new_place_says_that_it_is_new_and_how_the_work_comes_there() {
    browse(async |page| {
        page.expect_text(".hints", "save it to a file there").await;
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.saved().await;
        // A copy in another place: Firefox has a store by place, Chromium one for all.
        let html = std::fs::read(&Setting::get().galley_html).expect("the file can be read");
        let copy = page.file("copy.html", html);
        page.go(&format!("file://{}", copy.display())).await;
        page.ready().await;
        if Browser::current() == Browser::Firefox {
            page.expect_text(".hints", "in another folder stays there").await;
            page.expect_count(".row", 1).await;
        } else {
            page.expect_open(TITLE).await;
        }
        page.open().await;
        page.expect_open(TITLE).await;
        until("no word of a new place", async || match page.count(".hints").await {
            0 => Ok(()),
            count => Err(count.to_string()),
        })
        .await;
    });
}
