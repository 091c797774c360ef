//! The whole browser is killed while someone works, again and again: what the
//! screen had called saved is there afterwards, once.
//!
//! `cargo xtask torture` runs these with many more kills.

use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::time::Duration;

use galley_e2e::{Marked, Page, Profile, browse, keys, process};
use serde_json::json;

const TITLE: &str = "What the harbour counts";
/// Words in a paragraph, and paragraphs: each round marks one.
const WORDS: usize = 120;
const ROUNDS: usize = 12;
/// Milliseconds after which a kill comes at the latest.
const LATEST: u64 = 1_500;

/// Kills while marking.
fn rounds() -> usize {
    let kills = std::env::var("GALLEY_KILLS").ok().and_then(|kills| kills.parse().ok());
    kills.unwrap_or(2).min(ROUNDS)
}

/// Kills while something else is done: fewer, there are several such things.
fn fewer_rounds() -> usize {
    rounds().div_ceil(5)
}

/// Notes a kill, for the summary of `cargo xtask torture`: during what, how
/// many marks were shown as saved, and how many of them are lost.
fn tally(during: &str, compared: usize, lost: usize) {
    println!("killed while {during}: {compared} shown as saved, {lost} lost");
    if let Some(file) = std::env::var_os("GALLEY_TALLY") {
        let file = fs::OpenOptions::new().create(true).append(true).open(file);
        let written = file.and_then(|mut file| {
            std::io::Write::write_all(&mut file, format!("{during}\t{compared}\t{lost}\n").as_bytes())
        });
        written.expect("the tally can be written");
    }
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
/// Every `whole`th time the article is stored whole.
async fn mark_until_killed(
    page: &Page,
    paragraph: usize,
    before: HashSet<String>,
    whole: usize,
) -> HashSet<String> {
    page.press(&format!("Ctrl+ArrowDown*{paragraph}")).await;
    let killer = kill_soon(page);
    let mut seen = before;
    for batch in 1.. {
        // To another article and back: then this one is stored whole.
        let strokes = if batch % whole == 0 { "k j" } else { "Space p ArrowRight Space o ArrowRight" };
        if page.client.perform_actions(keys::sequence(strokes)).await.is_err() {
            break;
        }
        match saved(page).await {
            Ok(Some(ids)) if batch % whole != 0 => seen.extend(ids),
            Ok(_) => {}
            Err(_) => break,
        }
        if batch % whole == 0
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

async fn expect_kept(page: &Page, seen: &HashSet<String>, during: &str) -> HashSet<String> {
    // Another may have been open at that moment.
    page.command(TITLE).await;
    page.expect_open(TITLE).await;
    let marked = page.marked().await;
    let ids: HashSet<String> = marked.iter().map(|mark| mark.id.clone()).collect();
    let lost: Vec<&String> = seen.difference(&ids).collect();
    tally(during, seen.len(), lost.len());
    assert!(lost.is_empty(), "{} of {} were lost: {lost:?}", lost.len(), seen.len());
    assert_eq!(ids.len(), marked.len(), "an id is there twice");
    let mut places: Vec<(&str, &str)> =
        marked.iter().map(|Marked { label, words, .. }| (label.as_str(), words.as_str())).collect();
    let count = places.len();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), count, "a mark is there twice");
    assert_eq!(told(page).await, [] as [&str; 0], "after {during}");
    ids
}

/// What the notices say; but not that a file which is opened again after the
/// kill has nothing new.
async fn told(page: &Page) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.notice')].map((notice) => notice.innerText)";
    let notices = page.eval(script, json!([])).await;
    let notices: Vec<String> = serde_json::from_value(notices).expect("a list of texts");
    notices
        .into_iter()
        .filter(|notice| !notice.starts_with("Everything in this file is in this browser"))
        .collect()
}

async fn open_harbour(page: &Page) {
    let file = page.file("harbour.txt", text());
    page.open_article(&file, TITLE).await;
    page.saved().await;
}

/// Marks some words in a paragraph; gives the ids of all that is marked.
async fn mark_some(page: &Page, paragraph: usize) -> HashSet<String> {
    page.press(&format!("Ctrl+ArrowDown*{paragraph} Space p ArrowRight Space o")).await;
    page.saved().await;
    page.marked().await.into_iter().map(|mark| mark.id).collect()
}

#[test]
fn kills_while_marking_lose_nothing_that_was_saved() {
    browse(async |page| {
        open_harbour(page).await;
        let mut kept = HashSet::new();
        for paragraph in 1..=rounds() {
            let seen = mark_until_killed(page, paragraph, kept, 4).await;
            page.kill_and_restart().await;
            kept = expect_kept(page, &seen, "marking").await;
        }
    });
}

#[test]
fn kills_while_the_article_is_stored_whole_lose_nothing() {
    browse(async |page| {
        open_harbour(page).await;
        let mut kept = HashSet::new();
        for paragraph in 1..=fewer_rounds() {
            // Every other batch goes to another article and back, so that the
            // kill mostly comes while this one is stored whole.
            let seen = mark_until_killed(page, paragraph, kept, 2).await;
            page.kill_and_restart().await;
            kept = expect_kept(page, &seen, "storing whole").await;
        }
    });
}

/// The article as a colleague has it: with so many marks of their own.
async fn of_a_colleague(page: &Page, round: usize) -> (std::path::PathBuf, HashSet<String>) {
    const MARKS: usize = 400;
    let mut file = page.export_value().await;
    let articles = file["articles"].as_array_mut().expect("there are articles");
    let article = articles.iter_mut().find(|article| article["title"] == TITLE).expect("the article");
    let annotations = article["annotations"].as_array_mut().expect("a list");
    let pattern = annotations.first().cloned().expect("something is marked");
    let mut ids = HashSet::new();
    for number in 0..MARKS {
        let mut annotation = pattern.clone();
        let id = format!("theirs-{round}-{number}");
        annotation["id"] = id.as_str().into();
        annotation["note"] = id.as_str().into();
        annotations.push(annotation);
        ids.insert(id);
    }
    (page.file(&format!("colleague-{round}.json"), file.to_string()), ids)
}

#[test]
fn kills_while_files_are_merged_keep_what_was_there_and_take_all_or_nothing() {
    browse(async |page| {
        open_harbour(page).await;
        for round in 1..=fewer_rounds() {
            let seen = mark_some(page, round).await;
            let (file, theirs) = of_a_colleague(page, round).await;
            let killer = kill_soon(page);
            let _ = page.try_open_files(&[file]).await;
            killer.join().expect("the killer has no reason to fail");
            page.kill_and_restart().await;
            // Which article was open is not what is kept at all costs.
            page.command(TITLE).await;
            page.expect_open(TITLE).await;
            let marked: Vec<String> = page.marked().await.into_iter().map(|mark| mark.id).collect();
            let ids: HashSet<&String> = marked.iter().collect();
            assert_eq!(ids.len(), marked.len(), "an id is there twice");
            let lost = seen.iter().filter(|id| !ids.contains(id)).count();
            tally("merging", seen.len(), lost);
            assert_eq!(lost, 0, "marks were lost");
            let taken = theirs.iter().filter(|id| ids.contains(id)).count();
            assert!(taken == 0 || taken == theirs.len(), "{taken} of {} were merged", theirs.len());
            page.expect_count(".notice", 0).await;
        }
    });
}

#[test]
fn kills_while_the_workspace_is_saved_as_a_page_lose_nothing() {
    browse(async |page| {
        open_harbour(page).await;
        for round in 1..=fewer_rounds() {
            let seen = mark_some(page, round).await;
            page.press("Ctrl+Shift+s").await;
            page.expect_count("dialog[open]", 1).await;
            let button = page.named("Download").await;
            let killer = kill_soon(page);
            let _ = button.click().await;
            killer.join().expect("the killer has no reason to fail");
            page.kill_and_restart().await;
            expect_kept(page, &seen, "saving as HTML").await;
        }
    });
}

#[test]
fn kills_while_a_history_is_taken_in_leave_all_of_it_or_nothing() {
    browse(async |page| {
        open_harbour(page).await;
        let seen = mark_some(page, 1).await;
        page.press("Ctrl+Shift+s").await;
        page.expect_count("dialog[open]", 1).await;
        page.click("Download").await;
        let file = page.file("work.html", page.downloaded(".html").await.1);
        let address = format!("file://{}", file.display());
        for _ in 0..fewer_rounds() {
            let mut there = Page::start_blank(Profile::new()).await;
            let killer = kill_soon(&there);
            // It may be gone before it is there.
            let _ = there.client.goto(&address).await;
            killer.join().expect("the killer has no reason to fail");
            there.kill_and_restart_blank().await;
            there.go(&address).await;
            there.ready().await;
            // What the file brings comes after what was stored.
            there.expect_text(".list-rows", TITLE).await;
            expect_kept(&there, &seen, "taking a history in").await;
            there.press("Ctrl+z").await;
            there.expect_count("mark[data-annotations]", seen.len() as u64 - 1).await;
            there.close().await;
        }
    });
}

#[test]
fn kills_during_an_import_keep_what_was_there_and_list_only_what_opens() {
    browse(async |page| {
        open_harbour(page).await;
        let mut seen = mark_some(page, 1).await;
        let files: Vec<_> = (0..120)
            .map(|number| {
                let text = format!("Note {number}\n\n{}\n", "The tide is noted. ".repeat(200));
                page.file(&format!("note-{number}.txt"), text)
            })
            .collect();
        for _ in 0..fewer_rounds() {
            let before = page.count(".row").await;
            let killer = kill_soon(page);
            let _ = page.try_open_files(&files).await;
            killer.join().expect("the killer has no reason to fail");
            page.kill_and_restart().await;
            let after = page.count(".row").await;
            assert!(after >= before, "{before} were listed, {after} are");
            // The last one listed is whole, and so is what was marked.
            page.click_on(".row:last-child").await;
            page.ready().await;
            page.expect_count("[data-article]", 1).await;
            page.expect_count(".notice", 0).await;
            page.command(TITLE).await;
            seen = expect_kept(page, &seen, "importing").await;
        }
    });
}
