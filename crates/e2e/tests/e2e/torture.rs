//! The whole browser is killed while someone works, again and again: what the
//! screen had called saved is there afterwards, once.
//!
//! `cargo xtask torture` runs these with many more kills.

use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::time::Duration;

use galley_e2e::{Marked, Page, browse, keys, process};
use serde_json::json;

const TITLE: &str = "What the harbour counts";
/// Words in a paragraph, and paragraphs: each round marks one.
const WORDS: usize = 120;
const ROUNDS: usize = 12;
/// Milliseconds after which a kill comes at the latest.
const LATEST: u64 = 1_500;

fn rounds() -> usize {
    let kills = std::env::var("GALLEY_KILLS").ok().and_then(|kills| kills.parse().ok());
    kills.unwrap_or(2).min(ROUNDS)
}

/// Of no use but that it differs from run to run.
fn random(below: u64) -> u64 {
    let uuid = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanoseconds = u64::from(uuid.map_or(0, |time| time.subsec_nanos()));
    nanoseconds.wrapping_mul(6_364_136_223_846_793_005) % below
}

/// Kills everything of the browser at a moment of its own choice.
fn kill_soon(page: &Page) -> std::thread::JoinHandle<()> {
    let family = page.family();
    let moment = Duration::from_millis(random(LATEST));
    std::thread::spawn(move || {
        std::thread::sleep(moment);
        process::kill(&family);
    })
}

fn text() -> String {
    let mut text = format!("{TITLE}\n");
    for paragraph in 1..=ROUNDS {
        text.push('\n');
        for word in 1..=WORDS {
            write!(text, "n{paragraph:02}{word:03} ").expect("a string takes it");
        }
        text.push_str(".\n");
    }
    text
}

/// What the screen shows, when it says that all of it is saved.
async fn saved(page: &Page) -> Result<Option<Vec<String>>, String> {
    let script = "const state = document.querySelector('[data-save-state]')?.dataset.saveState;
        return [state, state === 'saved' ? annotations().map((it) => it.id) : []]";
    let answer = page.ask(script, json!([])).await?;
    let ids = answer[1].as_array().into_iter().flatten();
    let ids = ids.filter_map(|id| id.as_str().map(str::to_owned)).collect();
    Ok((answer[0] == "saved").then_some(ids))
}

/// Marks word after word until the browser is gone; gives the ids that were
/// on the screen when it last said that everything is saved.
async fn mark_until_killed(page: &Page, paragraph: usize, before: HashSet<String>) -> HashSet<String> {
    page.press(&format!("Ctrl+ArrowDown*{paragraph}")).await;
    let killer = kill_soon(page);
    let mut seen = before;
    for batch in 1.. {
        // To another article and back: then this one is stored whole.
        let strokes = if batch % 4 == 0 { "k j" } else { "Space p ArrowRight Space o ArrowRight" };
        if page.client.perform_actions(keys::sequence(strokes)).await.is_err() {
            break;
        }
        match saved(page).await {
            Ok(Some(ids)) if batch % 4 != 0 => seen.extend(ids),
            Ok(_) => {}
            Err(_) => break,
        }
        if batch % 4 == 0
            && page
                .client
                .perform_actions(keys::sequence(&format!("Ctrl+ArrowDown*{paragraph} ArrowRight*{batch}")))
                .await
                .is_err()
        {
            break;
        }
    }
    killer.join().expect("the killer has no reason to fail");
    seen
}

async fn expect_kept(page: &Page, seen: &HashSet<String>) -> HashSet<String> {
    page.expect_open(TITLE).await;
    let marked = page.marked().await;
    let ids: HashSet<String> = marked.iter().map(|mark| mark.id.clone()).collect();
    let lost: Vec<&String> = seen.difference(&ids).collect();
    assert!(lost.is_empty(), "{} of {} were lost: {lost:?}", lost.len(), seen.len());
    assert_eq!(ids.len(), marked.len(), "an id is there twice");
    let mut places: Vec<(&str, &str)> =
        marked.iter().map(|Marked { label, words, .. }| (label.as_str(), words.as_str())).collect();
    let count = places.len();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), count, "a mark is there twice");
    page.expect_count(".notice", 0).await;
    ids
}

#[test]
fn kills_while_marking_lose_nothing_that_was_saved() {
    browse(async |page| {
        let file = page.profile.files().join("harbour.txt");
        fs::write(&file, text()).expect("the file can be written");
        page.open_article(&file, TITLE).await;
        page.saved().await;
        let mut kept = HashSet::new();
        for paragraph in 1..=rounds() {
            let seen = mark_until_killed(page, paragraph, kept).await;
            page.kill_and_restart().await;
            kept = expect_kept(page, &seen).await;
            println!("kill {paragraph}: {} shown as saved, {} there", seen.len(), kept.len());
        }
    });
}

#[test]
fn kills_during_an_import_keep_what_was_there_and_list_only_what_opens() {
    browse(async |page| {
        let file = page.profile.files().join("harbour.txt");
        fs::write(&file, text()).expect("the file can be written");
        page.open_article(&file, TITLE).await;
        page.press("Ctrl+ArrowDown Space p").await;
        page.expect_marked_count(1).await;
        page.saved().await;
        let files: Vec<_> = (0..120)
            .map(|number| {
                let file = page.profile.files().join(format!("note-{number}.txt"));
                fs::write(&file, format!("Note {number}\n\n{}\n", "The tide is noted. ".repeat(200)))
                    .expect("written");
                file
            })
            .collect();
        for _ in 0..rounds().min(6) {
            let before = page.count(".row").await;
            let killer = kill_soon(page);
            let _ = page.try_open_files(&files).await;
            killer.join().expect("the killer has no reason to fail");
            page.kill_and_restart().await;
            let after = page.count(".row").await;
            println!("import: {before} articles before the kill, {after} after");
            assert!(after >= before, "{before} were listed, {after} are");
            // The last one listed is whole, and so is what was marked.
            page.click_on(".row:last-child").await;
            page.ready().await;
            page.expect_count("[data-article]", 1).await;
            page.expect_count(".notice", 0).await;
        }
    });
}
