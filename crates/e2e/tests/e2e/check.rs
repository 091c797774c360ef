//! The attribution check, the sources and the report, on the sample.

use galley_e2e::screen::Scheme;
use galley_e2e::{Page, browse};

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

        // By key to the next problem, the worst first.
        page.press("F8").await;
        page.expect_said("Problem 1 of").await;
        page.expect_count("[data-level='error'] [aria-current]", 1).await;

        // Dismissed with a reason, kept over a reload, revoked.
        page.click_on("[data-check='quotation_without_source'] .link-button").await;
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
