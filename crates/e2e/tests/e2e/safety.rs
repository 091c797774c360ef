//! The store refused, full, cleared, damaged or taken over by a newer Galley:
//! the app says so in words, goes on from memory, and offers the file.

use galley_e2e::{Browser, Page, Profile, Setting, browse, browse_blank, browse_in, until};
use serde_json::json;

use crate::marking::{TITLE, open_ferry, open_ferry_with_two};

/// Opens the store of the open workspace beside the app.
const OPEN: &str = "
    const done = arguments[arguments.length - 1];
    const id = new URLSearchParams(location.hash.slice(1)).get('workspace');
    const promised = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = request.onblocked = () => reject(request.error);
    });
    const open = (version) => promised(indexedDB.open('galley-' + id, version));
    const write = async (table, change) => {
        const db = await open();
        const transaction = db.transaction(table, 'readwrite');
        change(transaction.objectStore(table));
        await new Promise((resolve) => { transaction.oncomplete = resolve; });
        db.close();
    };
";

async fn in_store(page: &Page, script: &str) {
    let script = format!(
        "{OPEN} (async () => {{ {script} }})().then(() => done('done'), (error) => done(String(error)));"
    );
    assert_eq!(page.eval_async(&script, json!([])).await, "done");
}

async fn expect_state(page: &Page, state: &str) {
    until(&format!("the state to be {state}"), async || {
        let script = "return document.querySelector('[data-save-state]')?.dataset.saveState ?? 'nothing'";
        let found = page.eval(script, json!([])).await;
        if found == state { Ok(()) } else { Err(found.to_string()) }
    })
    .await;
}

/// What the browser would ask before it leaves the page.
async fn asks_before_leaving(page: &Page) -> bool {
    let script = "const leave = new Event('beforeunload', { cancelable: true });
        window.dispatchEvent(leave); return leave.defaultPrevented";
    page.eval(script, json!([])).await == json!(true)
}

/// Reloads although something would be lost, without being asked.
async fn leave(page: &Page) {
    let script = "window.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true)";
    page.eval(script, json!([])).await;
    page.reload().await;
}

/// The file that the notice offers has this in it.
async fn expect_file_with(page: &Page, words: &[&str]) {
    page.click("Save the work to a file").await;
    let (_, file) = page.downloaded(".html").await;
    let work = &file[file.rfind("id=\"galley-project\"").expect("the work is in the file")..];
    for words in words {
        assert!(work.contains(words), "“{words}” is not in the file");
    }
}

/// Galley with a script before all others, and without its policy, which
/// would refuse that.
fn with_script(page: &Page, script: &str) -> std::path::PathBuf {
    let html = std::fs::read_to_string(&Setting::get().galley_html).expect("the file can be read");
    let policy = html.find("<meta http-equiv").expect("it has a policy");
    let end = policy + html[policy..].find('>').expect("the policy ends") + 1;
    page.file("changed.html", format!("{}<script>{script}</script>{}", &html[..policy], &html[end..]))
}

#[test]
fn a_refused_store_is_told_and_the_work_goes_into_a_file() {
    browse_blank(async |page| {
        // Browsers refuse when it is asked for, or when it is opened.
        let refuse = "const refuse = () => { throw new DOMException('not here', 'SecurityError'); };
            const ask = () => Object.defineProperty(window, 'indexedDB', { get: refuse });
            if (location.hash === '#never') ask(); else IDBFactory.prototype.open = refuse;";
        let file = with_script(page, refuse);
        page.go(&format!("file://{}#never", file.display())).await;
        page.ready().await;
        page.expect_text(".notice", "does not let Galley store anything here (not here)").await;
        page.go("about:blank").await;
        page.go(&format!("file://{}", file.display())).await;
        page.ready().await;
        expect_state(page, "unsaved").await;
        page.expect_text(".notice", "does not let Galley store anything here (not here)").await;
        assert!(!asks_before_leaving(page).await, "the sample alone is no loss");
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
        // To the other article and back: all of it is in memory.
        page.press("k j").await;
        page.expect_open(TITLE).await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
        assert!(asks_before_leaving(page).await);
        page.expect_accessible("refused").await;
        expect_file_with(page, &["Ilse Varga", "PERSON"]).await;
        page.expect_said("Exported 2 articles").await;
        assert!(!asks_before_leaving(page).await, "all of it is in a file");
    });
}

#[test]
fn a_full_disk_is_told_and_everything_is_stored_when_there_is_room() {
    browse(async |page| {
        let fill = "for (const name of ['put', 'add']) {
                const own = IDBObjectStore.prototype[name];
                IDBObjectStore.prototype['own_' + name] = own;
                IDBObjectStore.prototype[name] = function () { throw new DOMException('full', 'QuotaExceededError'); };
            }";
        page.saved().await;
        page.eval(fill, json!([])).await;
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        expect_state(page, "failed").await;
        page.expect_text(".notice", "no room left").await;
        page.press("k j").await;
        page.expect_open(TITLE).await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
        page.expect_count(".notice", 1).await;
        assert!(asks_before_leaving(page).await);
        expect_file_with(page, &["Ilse Varga", "PERSON"]).await;

        let free = "for (const name of ['put', 'add'])
            IDBObjectStore.prototype[name] = IDBObjectStore.prototype['own_' + name];";
        page.eval(free, json!([])).await;
        page.sweep("Tomas Reyle").await;
        page.press("p").await;
        page.saved().await;
        page.expect_count(".notice", 0).await;
        page.reload().await;
        page.expect_open(TITLE).await;
        page.expect_marked(&[("PERSON", "Ilse Varga"), ("PERSON", "Tomas Reyle")]).await;
        assert!(!asks_before_leaving(page).await);
    });
}

/// Firefox's own limit, reached by what another page of the place stores.
/// Chromium's limit for such pages cannot be set: the one that its protocol has
/// for tests does not hold for IndexedDB there.
#[test]
fn what_firefox_has_no_room_for_is_told_and_stored_when_there_is_room() {
    if Browser::current() == Browser::Chromium {
        return;
    }
    browse_in(Profile::with_room(4_000), async |page| {
        open_ferry(page).await;
        page.saved().await;
        let fill = "const noise = (length) => Array.from({ length }, () => Math.random().toString(36).slice(2, 12)).join('');
            let key = 0;
            for (const length of [20000, 2000, 200, 20]) {
                const request = indexedDB.open('filler');
                request.onupgradeneeded = () => request.result.createObjectStore('noise');
                const db = await promised(request);
                for (let more = true; more;) more = await new Promise((end) => {
                    const transaction = db.transaction('noise', 'readwrite');
                    transaction.objectStore('noise').put(noise(length), key++);
                    transaction.oncomplete = () => end(true);
                    transaction.onabort = () => end(false);
                });
                db.close();
            }";
        in_store(page, fill).await;
        let words: Vec<String> =
            (0..60_000_u64).map(|at| format!("{:x}", at.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
        let large =
            page.file("large.txt", format!("Tide at the quay\n\nLee Park wrote {}.\n", words.join(" ")));
        page.open_article(&large, "Tide at the quay").await;
        expect_state(page, "failed").await;
        page.expect_text(".notice", "no room left").await;
        page.sweep("Lee Park").await;
        page.press("p").await;
        page.expect_marked(&[("PERSON", "Lee Park")]).await;
        expect_file_with(page, &["Lee Park wrote"]).await;
        in_store(page, "await promised(indexedDB.deleteDatabase('filler'));").await;
        page.saved().await;
        page.expect_count(".notice", 0).await;
        page.reload().await;
        page.expect_open("Tide at the quay").await;
        page.expect_marked(&[("PERSON", "Lee Park")]).await;
    });
}

#[test]
fn a_store_that_the_browser_clears_while_open_is_told() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.saved().await;
        match Browser::current() {
            Browser::Chromium => {
                let of = json!({"origin": "file://", "storageTypes": "indexeddb"});
                page.chromium("Storage.clearDataForOrigin", of).await;
            }
            Browser::Firefox => {
                let address = page.client.current_url().await.expect("the page has an address").to_string();
                let clear = "const uri = Services.io.newURI(arguments[0].split('#')[0]);
                    const principal = Services.scriptSecurityManager.createContentPrincipal(uri, {});
                    Services.qms.clearStoragesForPrincipal(principal); return principal.origin";
                page.firefox(clear, json!([address])).await;
            }
        }
        page.sweep("Tomas Reyle").await;
        page.press("p").await;
        expect_state(page, "failed").await;
        page.expect_text(".notice", "the browser has cleared or closed it").await;
        page.expect_marked(&[("PERSON", "Ilse Varga"), ("PERSON", "Tomas Reyle")]).await;
        expect_file_with(page, &["Ilse Varga", "Tomas Reyle"]).await;
    });
}

#[test]
fn a_store_deleted_while_open_leaves_the_open_article_and_is_told_at_the_next_start() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.saved().await;
        page.reload().await;
        in_store(page, "await promised(indexedDB.deleteDatabase('galley-' + id));").await;
        expect_state(page, "failed").await;
        page.expect_text(".notice", "it was deleted").await;
        page.expect_text(".notice", "1 more of the list cannot be opened").await;
        page.sweep("Tomas Reyle").await;
        page.press("p").await;
        // What is opened now is in memory too.
        let tide = page.file("tide.txt", "Tide at the quay\n\nLee Park wrote.\n");
        page.open_article(&tide, "Tide at the quay").await;
        page.sweep("Lee Park").await;
        page.press("p").await;
        page.press("k").await;
        page.expect_open(TITLE).await;
        page.expect_marked(&[("PERSON", "Ilse Varga"), ("PERSON", "Tomas Reyle")]).await;
        expect_file_with(page, &["Ilse Varga", "Tomas Reyle", "Lee Park"]).await;
        page.expect_text(".notices", "Exported, but not all of it could be read").await;

        leave(page).await;
        page.expect_text(".notice", "What was stored in this workspace is gone").await;
        page.expect_count(".row", 0).await;
        open_ferry(page).await;
        page.saved().await;
        page.reload().await;
        page.expect_open(TITLE).await;
        page.expect_count(".notice", 0).await;
    });
}

#[test]
fn damaged_records_are_told_and_the_rest_opens() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        let tide = page.file("tide.txt", "Tide at the quay\n\nLee Park wrote.\n");
        page.open_article(&tide, "Tide at the quay").await;
        page.saved().await;
        // The ferry's stored state, the list's line of the open one, the label set.
        in_store(
            page,
            "let ids;
            await write('articles', (store) => { const all = store.getAllKeys(); all.onsuccess = () => {
                ids = all.result;
                const read = store.getAll();
                read.onsuccess = () => read.result.forEach((json, at) => {
                    if (JSON.parse(json).title.startsWith('Marlow')) store.put(json.slice(0, 40), ids[at]);
                    else if (JSON.parse(json).title.startsWith('Tide')) ids.tide = ids[at];
                }); }; });
            await write('listings', (store) => store.put('{', ids.tide));
            await write('meta', (store) => store.put('[1]', 'label_set'));",
        )
        .await;
        page.reload().await;
        page.expect_open("Tide at the quay").await;
        page.expect_text(".notice", "The label set is damaged").await;
        page.expect_text(".notice", "The list’s line of “Tide at the quay” (made anew from the article)")
            .await;
        page.expect_accessible("damaged").await;
        page.press("k").await;
        page.expect_open(TITLE).await;
        page.expect_text(".notices", "put together from its text and the history").await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;

        // Without its text an article cannot be: the next one opens.
        in_store(
            page,
            "const db = await open();
            const rows = await promised(db.transaction('listings').objectStore('listings').getAll());
            db.close();
            const { id: ferry } = rows.map((json) => JSON.parse(json)).find((row) => row.listing.title.startsWith('Marlow'));
            await write('texts', (store) => store.delete(ferry));",
        )
        .await;
        page.reload().await;
        page.expect_text(".notices", "its text is missing").await;
        page.expect_open("Tide at the quay").await;
        page.expect_count(".row", 3).await;
    });
}

#[test]
fn a_damaged_history_is_told_line_by_line_and_the_rest_goes_on() {
    browse(async |page| {
        open_ferry_with_two(page).await;
        // To the other article and back: then it is stored whole, and needs no step.
        page.press("k j").await;
        page.expect_open(TITLE).await;
        page.saved().await;
        // Of the last step the history's line, and before it the step itself.
        in_store(
            page,
            "await write('history', (store) => { const all = store.getAllKeys();
                all.onsuccess = () => store.put('{', all.result.at(-1)); });
            await write('journal', (store) => { const all = store.getAllKeys();
                all.onsuccess = () => store.put('{', all.result.at(-2)); });",
        )
        .await;
        page.reload().await;
        page.expect_text(".notice", "in the history’s list (made anew from the journal) is damaged").await;
        page.expect_open(TITLE).await;
        page.expect_marked(&[("PERSON", "Ilse Varga"), ("PERSON", "Tomas Reyle")]).await;
        page.press("Ctrl+z").await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
        page.press("Ctrl+z").await;
        page.expect_text(".notices", "A step of the history is damaged and cannot be undone").await;
        page.saved().await;
        page.reload().await;
        page.ready().await;
        page.expect_count(".notice", 0).await;
    });
}

#[test]
fn a_store_of_a_newer_galley_is_left_alone() {
    browse(async |page| {
        open_ferry(page).await;
        page.saved().await;
        // Another window brings the store to a later version.
        in_store(page, "const db = await open(99); db.close();").await;
        page.expect_text(".notice", "a newer Galley in another tab has taken it over").await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.expect_marked(&[("PERSON", "Ilse Varga")]).await;
        expect_state(page, "failed").await;
        leave(page).await;
        page.expect_text(".notice", "written by a newer Galley").await;
        expect_state(page, "unsaved").await;
        let told = "const db = await open();
            const all = await promised(db.transaction('journal').objectStore('journal').getAll());
            db.close();
            if (db.version !== 99 || all.some((entry) => entry.includes('Ilse'))) throw new Error('changed');";
        // The page in memory names no workspace; the address still does.
        in_store(page, told).await;
    });
}

#[test]
fn much_that_was_not_exported_gets_a_quiet_word_also_after_a_reload() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.expect_count(".reminder", 0).await;
        page.press(&"Ctrl+z Ctrl+y ".repeat(100)).await;
        page.expect_text(".reminder", "steps not exported").await;
        page.saved().await;
        page.reload().await;
        page.expect_count(".notice", 0).await;
        page.expect_accessible("reminder").await;
        page.click_on(".reminder").await;
        page.choose("As", "Galley JSON (.galley.json): the work alone").await;
        page.click("Download").await;
        page.downloaded(".json").await;
        page.expect_count(".reminder", 0).await;
        page.expect_text(".status-bar", "exported").await;
        page.reload().await;
        page.expect_count(".reminder", 0).await;
        page.expect_text(".status-bar", "exported").await;
    });
}

/// A file on the disk as the browser's own handle: dropped, since no test can
/// press the browser's save dialog.
async fn handle_of(page: &Page, file: &std::path::Path) {
    let take =
        "for (const name of ['dragenter', 'dragover', 'drop']) window.addEventListener(name, (event) => {
            event.preventDefault();
            event.stopImmediatePropagation();
            if (name === 'drop') window.handle = event.dataTransfer.items[0].getAsFileSystemHandle();
        }, true)";
    page.eval(take, json!([])).await;
    for kind in ["dragEnter", "dragOver", "drop"] {
        let data = json!({"items": [], "files": [file], "dragOperationsMask": 1});
        page.chromium("Input.dispatchDragEvent", json!({"type": kind, "x": 300, "y": 300, "data": data}))
            .await;
    }
    let name = "const done = arguments[0]; window.handle.then((handle) => done(handle.name), (error) => done(String(error)))";
    assert_eq!(page.eval_async(name, json!([])).await, "work.html");
}

/// The browser asks whether a page may write a file; here everyone says yes,
/// and what would be written is kept.
async fn allow_writing(page: &Page) {
    let allow = "FileSystemFileHandle.prototype.requestPermission = async () => 'granted';
        FileSystemFileHandle.prototype.createWritable = async () => ({
            write: async (blob) => { window.written = await blob.text(); }, close: async () => {}, abort: async () => {},
        });
        window.showSaveFilePicker = () => window.handle";
    page.eval(allow, json!([])).await;
}

async fn expect_written(page: &Page, words: &str) {
    until(&format!("{words} to be written"), async || {
        let script = "return (window.written ?? '').includes(arguments[0])";
        let found = page.eval(script, json!([words])).await;
        if found == true { Ok(()) } else { Err("something else".to_owned()) }
    })
    .await;
}

/// Only Chromium has a save dialog for pages.
#[test]
fn the_file_that_was_saved_to_is_known_after_a_restart() {
    if Browser::current() == Browser::Firefox {
        return;
    }
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.saved().await;
        let file = page.file("work.html", "not written yet");
        handle_of(page, &file).await;
        allow_writing(page).await;
        page.press("Ctrl+Shift+s").await;
        page.click("Save as…").await;
        expect_written(page, "Ilse Varga").await;
        page.expect_said("work.html").await;
        page.saved().await;
        page.kill_and_restart().await;

        allow_writing(page).await;
        page.expect_open(TITLE).await;
        page.sweep("Tomas Reyle").await;
        page.press("p").await;
        page.saved().await;
        page.press("Ctrl+Shift+s").await;
        page.click("Save to work.html again").await;
        expect_written(page, "“Tomas Reyle” as Person").await;
    });
}
