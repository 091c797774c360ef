//! Two windows on one workspace: each sees what the other does.

use fantoccini::wd::WindowHandle;
use galley_e2e::{Page, browse};
use serde_json::json;

use crate::marking::{TITLE, open_ferry};

async fn window(page: &Page, handle: &WindowHandle) {
    page.client.switch_to_window(handle.clone()).await.expect("the window is there");
}

#[test]
fn what_one_window_does_the_other_shows() {
    browse(async |page| {
        open_ferry(page).await;
        page.saved().await;
        let first = page.client.window().await.expect("a window");
        let second = page.client.new_window(true).await.expect("a second window").handle;
        window(page, &second).await;
        page.open().await;
        page.expect_open(TITLE).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.saved().await;

        window(page, &first).await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
        page.sweep("Tomas Reyle").await;
        page.press("p").await;
        page.saved().await;
        // An undo takes back what was done here, not what was done there.
        page.press("Ctrl+z").await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
        page.press("Ctrl+y").await;
        page.saved().await;

        window(page, &second).await;
        page.expect_marked(&[("PERSON", "Ilse Varga"), ("PERSON", "Tomas Reyle")]).await;
        page.press("Ctrl+z").await;
        page.saved().await;
        window(page, &first).await;
        page.expect_marked(&[("PERSON", "Tomas Reyle")]).await;
        page.reload().await;
        page.expect_marked(&[("PERSON", "Tomas Reyle")]).await;
    });
}

/// A store as the first version wrote it.
const FIRST_VERSION: &str = r#"
    const [done] = arguments;
    const open = (name, version, upgrade) => new Promise((resolve, reject) => {
        const request = indexedDB.open(name, version);
        request.onupgradeneeded = () => upgrade(request.result);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const put = (db, table, entries) => new Promise((resolve, reject) => {
        const transaction = db.transaction(table, "readwrite");
        for (const [key, value] of entries) transaction.objectStore(table).put(value, key);
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
    });
    (async () => {
        const registry = await open("galley", 1, (db) => db.createObjectStore("workspaces"));
        const opened = new Date().toISOString();
        await put(registry, "workspaces", [["old", JSON.stringify({ id: "old", name: "", opened })]]);
        registry.close();
        const db = await open("galley-old", 1, (db) => {
            for (const table of ["journal", "texts", "articles", "listings", "meta"]) {
                const store = db.createObjectStore(table);
                if (table === "journal") store.createIndex("by_article", "articles", { multiEntry: true });
            }
        });
        const listing = { id: "a1", title: "Harbour", status: "new", position: 0 };
        const mark = (id, label, start, end) => ({ annotation: { id, after: {
            id, type: "entity", label, target: [[start, end]],
            provenance: { creator: "Ada", created: "2026-11-20T09:00:00.000Z", origin: "human" } } } });
        const entry = (event, articles, more) => ({
            reverts: more.reverts ?? null, articles: Object.keys(articles),
            json: JSON.stringify({ time: "2026-11-20T09:00:00.000Z", creator: "Ada", event, ...more,
                ...(Object.keys(articles).length > 0 ? { articles } : {}) }) });
        await put(db, "texts", [["a1", "Ilse Varga met Otto Brandt."]]);
        await put(db, "articles", [["a1", JSON.stringify({ seq: 0, id: "a1", title: "Harbour",
            blocks: [{ kind: "paragraph", range: [0, 27] }], status: "new" })]]);
        await put(db, "listings", [["a1", JSON.stringify({ id: "a1", listing, counts: { PERSON: 1 } })]]);
        await put(db, "journal", [
            [1, entry("Open “Harbour”", {}, { workspace: [{ listing: { id: "a1", after: listing } }] })],
            [2, entry("Label “Ilse Varga” as Person", { a1: [mark("n1", "PERSON", 0, 10)] }, {})],
            [3, entry("Label “Otto Brandt” as Person", { a1: [mark("n2", "PERSON", 15, 26)] }, {})],
            [4, entry("Label “Otto Brandt” as Person",
                { a1: [{ annotation: { id: "n2", before: mark("n2", "PERSON", 15, 26).annotation.after } }] }, { reverts: 3 })],
        ]);
        db.close();
        return "written";
    })().then(done, (error) => done(String(error)));
"#;

#[test]
fn a_store_of_the_first_version_opens_with_its_history() {
    browse(async |page| {
        // A workspace that was opened after the one that is open.
        page.saved().await;
        let written = page.client.execute_async(FIRST_VERSION, vec![]).await.expect("the script runs");
        assert_eq!(written, json!("written"));
        page.open().await;
        page.expect_open("Harbour").await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
        page.press("Ctrl+y").await;
        page.expect_marked(&[("PERSON", "Ilse Varga"), ("PERSON", "Otto Brandt")]).await;
        page.press("Ctrl+z*2").await;
        page.expect_marked(&[]).await;
        page.saved().await;
        page.reload().await;
        page.expect_marked(&[]).await;
        page.expect_count(".notice", 0).await;
    });
}
