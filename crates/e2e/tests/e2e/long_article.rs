//! A long article: only what is in view is on the page, and nobody notices.

use galley_e2e::{Modifier, Page, browse, until};
use serde_json::{Value, json};

const TITLE: &str = "The long inquiry";
const PARAGRAPHS: usize = 1_500;

fn article() -> String {
    let paragraph = |number: usize| {
        format!(
            "Witness {number} said that the harbour board had met on day {number} of the inquiry, that the minutes \
             were kept by hand, and that nobody had asked to see them before the lamps were lit. \
             The clerk thanked witness {number} and called the next one."
        )
    };
    let paragraphs: Vec<String> = (1..=PARAGRAPHS).map(paragraph).collect();
    format!("{TITLE}\n\n{}\n", paragraphs.join("\n\n"))
}

async fn open_long(page: &Page) {
    let file = page.file("long.txt", article());
    page.open_article(&file, TITLE).await;
}

/// How many blocks are on the page: many fewer than the article has.
async fn expect_few_blocks(page: &Page) {
    let blocks = page.count("[data-block]").await;
    assert!((2..200).contains(&blocks), "there are {blocks} of {PARAGRAPHS} blocks on the page");
}

/// Waits until a paragraph is in view.
async fn expect_in_view(page: &Page, number: usize) {
    let script = "
        const block = document.querySelector(`[data-block=\"${arguments[0]}\"]`);
        if (!block) return false;
        const { top, bottom } = block.getBoundingClientRect();
        const view = document.querySelector('.scroller').getBoundingClientRect();
        return bottom > view.top && top < view.bottom;
    ";
    until(&format!("paragraph {number} in view"), async || {
        if page.eval(script, json!([number])).await == json!(true) {
            Ok(())
        } else {
            Err("it is not".to_owned())
        }
    })
    .await;
}

/// Waits until the middle of the view shows text, but for a gap between two
/// blocks.
async fn expect_text_in_the_middle(page: &Page) {
    let script = "
        const middle = innerHeight / 2, gap = 40;
        return [...document.querySelectorAll('[data-block]')].some((block) => {
            const { top, bottom } = block.getBoundingClientRect();
            return top < middle + gap && bottom > middle - gap;
        });
    ";
    until("text in the middle of the view", async || {
        if page.eval(script, json!([])).await == json!(true) { Ok(()) } else { Err("room".to_owned()) }
    })
    .await;
}

/// Scrolls to a part of the way through; the height that the scroll bar shows.
async fn scroll_to(page: &Page, part: f64) -> f64 {
    let script = "
        const scroller = document.querySelector('.scroller');
        scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * arguments[0];
        return scroller.scrollHeight;
    ";
    page.eval(script, json!([part])).await.as_f64().expect("a height is a number")
}

/// The words that are marked, as the export has them.
async fn exported(page: &Page) -> Vec<String> {
    let export = page.export_value().await;
    // The first article is the sample.
    let annotations = export["articles"][1]["annotations"].as_array().cloned().unwrap_or_default();
    let exact = |annotation: &Value| annotation["target"][0]["exact"].as_str().unwrap_or_default().to_owned();
    annotations.iter().map(exact).collect()
}

#[test]
fn every_part_of_it_is_reached_by_scrolling_and_the_scroll_bar_keeps_still() {
    browse(async |page| {
        open_long(page).await;
        expect_few_blocks(page).await;
        let height = scroll_to(page, 0.0).await;
        for (part, number) in [(1.0, PARAGRAPHS), (0.5, PARAGRAPHS / 2), (0.0, 1)] {
            let now = scroll_to(page, part).await;
            assert!((now / height - 1.0).abs() < 0.02, "the article was {height} px high, and now is {now}");
            if part != 0.5 {
                expect_in_view(page, number).await;
            }
            expect_text_in_the_middle(page).await;
            expect_few_blocks(page).await;
        }
    });
}

#[test]
fn find_goes_to_what_is_far_away_and_it_is_marked_there() {
    browse(async |page| {
        open_long(page).await;
        page.press("Ctrl+f").await;
        page.fill("Find in the text", "Witness 1207").await;
        page.expect_text(".find-result", "1 found").await;
        page.press("Enter Escape").await;
        expect_in_view(page, 1207).await;
        page.press("p").await;
        page.expect_marked(&[("PERSON", "Witness 1207")]).await;
        // The caret goes on from there, and Tab comes back to it from the start.
        page.press("Ctrl+ArrowDown*2").await;
        expect_in_view(page, 1208).await;
        scroll_to(page, 0.0).await;
        expect_in_view(page, 1).await;
        page.press("Shift+Tab").await;
        expect_in_view(page, 1207).await;
        page.expect_text("#side-panel", "Witness 1207").await;
        page.press("Ctrl+z").await;
        page.expect_marked(&[]).await;
    });
}

#[test]
fn a_selection_may_begin_where_the_page_no_longer_has_it() {
    browse(async |page| {
        open_long(page).await;
        page.click_words("Witness 2").await;
        // The key makes sure that the click is through before the article moves.
        page.press("ArrowLeft").await;
        scroll_to(page, 0.5).await;
        expect_few_blocks(page).await;
        expect_text_in_the_middle(page).await;
        page.shift_click_at_middle().await;
        page.press("c").await;
        page.expect_said("Label").await;
        page.saved().await;
        let words = exported(page).await;
        let [claim] = words.as_slice() else {
            panic!("there should be one annotation, but there are {words:?}")
        };
        assert!(
            claim.starts_with("Witness 2 said") && claim.len() > 50_000,
            "{} bytes: {claim:.60}",
            claim.len()
        );

        page.press("Ctrl+ArrowUp").await;
        page.sweep_with("harbour", Modifier::None).await;
        page.press("l").await;
        page.saved().await;
        assert_eq!(exported(page).await.len(), 2);
    });
}

#[test]
fn all_of_a_selection_is_copied() {
    browse(async |page| {
        open_long(page).await;
        page.click_words("Witness 1 ").await;
        page.press("Shift+Ctrl+ArrowDown*60").await;
        let script = "
            const clipboardData = new DataTransfer();
            const copy = new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true });
            document.querySelector('[data-article]').dispatchEvent(copy);
            return copy.clipboardData.getData('text/plain');
        ";
        let copied = page.eval(script, json!([])).await;
        let copied = copied.as_str().unwrap_or_default();
        assert!(article().contains(copied), "what is copied is not in the text: {copied:.80}");
        assert!(copied.contains("witness 40 and"), "only {} bytes were copied", copied.len());
    });
}
