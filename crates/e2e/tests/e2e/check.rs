//! The attribution check, the sources and the report, on the sample.

use galley_e2e::screen::Scheme;
use galley_e2e::{Modifier, Page, browse};
use serde_json::json;

use crate::marking::open_ferry;

#[test]
fn a_reason_that_is_being_typed_stays_when_another_finding_is_gone() {
    browse(async |page| {
        page.command("show the check").await;
        page.expect_count(".finding", 2).await;
        for (number, reason) in [(1, "The caption names him"), (2, "A slogan")] {
            page.click_on(&format!(".finding:nth-of-type({number}) [aria-expanded]")).await;
            page.expect_count(&format!(".finding:nth-of-type({number}) input:focus"), 1).await;
            page.type_text(reason).await;
        }
        page.press("Enter").await;
        page.expect_text(".check-counts", "1 dismissed").await;
        let typed =
            page.eval("return document.querySelector('.finding .dismiss input')?.value", json!([])).await;
        assert_eq!(typed, "The caption names him");
    });
}

#[test]
fn findings_come_live_are_gone_to_dismissed_and_reported() {
    browse(async |page| {
        page.command("show the check").await;
        page.expect_text(".missing", "No attribution is marked yet").await;
        page.expect_count("[data-check='quotation_without_source']", 2).await;

        // Live, as one marks.
        page.sweep("Exports through the harbour have fallen").await;
        page.press("c").await;
        page.expect_count("[data-check='claim_without_source']", 1).await;
        mark(page, "A senior port official", "s").await;
        mark(page, "told the Coastal", "u").await;
        mark(page, "that Okafor would ask for a promise", "q").await;
        page.press("Escape").await;
        page.command("show the check").await;
        page.expect_text(".check-counts", "1 attribution, 1 claim,").await;
        page.press("b").await;
        page.sweep_nth("Lind", 3, Modifier::None).await;
        page.press("s").await;
        mark(page, "had claimed", "u").await;
        mark(page, "that the wall was never inspected", "q").await;
        page.press("Escape").await;
        page.command("show the check").await;
        page.expect_text(".check-counts", "2 attributions, 1 claim,").await;
        let found = page.count(".findings .finding").await;
        page.expect_text(".tab-count", &found.to_string()).await;

        // On the card too, and as a quiet mark in the margin.
        page.expect_count(".note[data-found='warning']", 1).await;
        page.expect_count(".passage[data-found]", 3).await;
        page.click_on(".note[data-found]").await;
        page.command("show the attributions").await;
        page.expect_text(".card-findings", "First mention without name and position").await;
        page.click_on(".card-findings [data-check='loaded_cue'] [aria-expanded]").await;
        page.fill("Why is it no problem here?", "She said he claimed it").await;
        page.press("Enter").await;
        page.expect_count(".card-findings [data-check='loaded_cue']", 0).await;
        page.press("Escape").await;
        page.command("show the check").await;
        page.expect_text(".check-counts", "1 dismissed").await;
        page.press("Ctrl+z").await;
        page.expect_text(".check-counts", "0 dismissed").await;

        // What one step does about a claim: it is own reporting.
        page.click_on("[data-check='claim_without_source'] .finding-foot .link-button").await;
        page.expect_count("[data-check='claim_without_source']", 0).await;
        page.press("Ctrl+z").await;
        page.expect_count("[data-check='claim_without_source']", 1).await;

        // By key to the next problem, the worst first.
        page.press("F8").await;
        page.expect_said("Problem 1 of").await;
        page.expect_count("[data-level='error'] [aria-current]", 1).await;
        page.expect_count("#attribution-card", 0).await;
        page.press("F8*3").await;
        page.expect_said("Problem 4 of").await;
        // With the card that the fourth is about.
        page.expect_text("#attribution-card [data-part=source]", "Lind").await;

        // Dismissed with a reason, kept over a reload, revoked.
        page.click_on("[data-check='quotation_without_source'] [aria-expanded]").await;
        page.fill("Why is it no problem here?", "The paragraph before names him").await;
        page.press("Enter").await;
        page.expect_text(".check-counts", "1 dismissed").await;
        page.expect_count("[data-check='quotation_without_source']", 1).await;
        page.saved().await;
        page.reload().await;
        page.command("show the check").await;
        page.expect_text(".check-counts", "1 dismissed").await;
        pictures(page, "check").await;

        page.command("save the report").await;
        let (_, report) = page.downloaded(".html").await;
        for words in ["Attribution report", "The paragraph before names him", "A senior port official"] {
            assert!(report.contains(words), "{words}");
        }

        // Printed, the report is all there is on the page.
        page.eval("window.print = () => { window.inPrint = document.querySelector('.printed').shadowRoot.textContent }", json!([])).await;
        page.command("print the report").await;
        page.expect_said("Printing the report").await;
        galley_e2e::until("the report to be printed", async || {
            match page.eval("return window.inPrint || ''", json!([])).await.as_str() {
                Some(words) if words.contains("The paragraph before names him") => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await;
        page.eval("dispatchEvent(new Event('afterprint'))", json!([])).await;
        page.expect_count(".printed", 0).await;
        // The browser's own command prints it too.
        page.eval("dispatchEvent(new Event('beforeprint'))", json!([])).await;
        page.expect_count(".printed", 1).await;
        page.eval("dispatchEvent(new Event('afterprint'))", json!([])).await;

        page.command("show the sources").await;
        page.expect_text(".sources", "A senior port official").await;
        pictures(page, "sources").await;
        page.command("save the sources as csv").await;
        let (_, csv) = page.downloaded(".csv").await;
        assert!(csv.contains("\"A senior port official\",\"anonymous\",no,1"), "{csv}");

        // A check is turned off for the house.
        page.command("settings").await;
        page.click_on(".house-style summary").await;
        page.choose("Claim without a source", "Off").await;
        page.press("Escape").await;
        page.command("show the check").await;
        page.expect_count("[data-check='claim_without_source']", 0).await;

        page.click_on(".dismissed summary").await;
        page.click("Revoke").await;
        page.expect_text(".check-counts", "0 dismissed").await;
    });
}

#[test]
fn the_sample_shows_a_full_marking_as_one_step() {
    browse(async |page| {
        page.click("Show me").await;
        page.expect_count(".hints", 0).await;
        page.press("F8").await;
        page.expect_said("Problem 1 of 4").await;
        page.expect_text(".check-counts", "12 attributions, 3 claims, 6 quotations").await;
        page.press("Ctrl+z").await;
        page.expect_marked_count(0).await;
        page.expect_text(".check-counts", "0 attributions, 0 claims").await;
    });
}

#[test]
fn the_sources_of_the_whole_set_are_counted_from_the_store() {
    browse(async |page| {
        mark(page, "A senior port official", "s").await;
        mark(page, "that Okafor would ask for a promise", "q").await;
        open_ferry(page).await;
        page.press("b").await;
        mark(page, "Tomas Reyle", "s").await;
        mark(page, "Nobody waited to be asked", "q").await;
        page.saved().await;
        page.command("show the sources").await;
        page.expect_count(".source-row", 1).await;
        page.click("All 2 articles").await;
        page.expect_said("2 sources in 2 articles").await;
        page.expect_count(".source-row", 2).await;
        // Who is quoted most comes first, until it is sorted by name.
        page.expect_text(".source-row", "Tomas Reyle").await;
        page.choose("Sorted by", "Name").await;
        page.expect_text(".source-row", "A senior port official").await;
        pictures(page, "sources-set").await;
        page.expect_accessible("sources of the set").await;
        page.click("Save as CSV").await;
        let (name, csv) = page.downloaded(".csv").await;
        assert_eq!((name.as_str(), csv.lines().count()), ("sources.csv", 3), "{csv}");
        // A click goes to the other article, and selects the words.
        page.click_on(".source-row .source-go").await;
        page.expect_said("Selected “A senior port official”").await;
        page.expect_text("h1.block", "Harbour levy").await;
    });
}

async fn mark(page: &Page, words: &str, key: &str) {
    page.sweep(words).await;
    page.press(key).await;
}

async fn pictures(page: &Page, scene: &str) {
    for scheme in Scheme::ALL {
        page.set_scheme(scheme).await;
        page.shoot(&format!("1280-{}-{scene}", scheme.name())).await;
    }
}
