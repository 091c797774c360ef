//! What is marked in the ferry article, by mouse and by keyboard alike, and
//! the file that must come of it.

use galley_e2e::Page;
use galley_e2e::export::{assert_same, normalised};
use galley_e2e::fixtures::{fixture, fixture_text};

pub const TITLE: &str = "Marlow ferry suspended after ramp gives way";

/// Ten entities and three claims, in the order in which they are made: an
/// entity inside a claim, two that cross, one of two fragments, a claim
/// across an emoji.
pub const MARKED: [(&str, &str); 13] = [
    ("FAC", "Port of\u{a0}Marlow"),
    ("DATE", "Tuesday"),
    ("PERSON", "Ilse Varga"),
    ("ORG", "Marlow Courier"),
    ("CLAIM", "repairs would cost $2.4 million"),
    ("MONEY", "$2.4 million"),
    ("CLAIM", "The crew 🧑🏽‍🚒 saved nine\u{a0}people from the water"),
    ("PERSON", "Tomas Reyle"),
    ("PERSON", "Lena … Brandt"),
    ("PERSON", "Otto\u{a0}Brandt"),
    ("LOC", "Quay Street"),
    ("CLAIM", "The bolts had not been replaced since 2009"),
    ("DATE", "2009"),
];

/// Opens the ferry article beside the sample.
pub async fn open_ferry(page: &Page) {
    page.open_article(&fixture("ferry.txt"), TITLE).await;
}

/// The same, with two people marked and stored.
pub async fn open_ferry_with_two(page: &Page) {
    open_ferry(page).await;
    for words in ["Ilse Varga", "Tomas Reyle"] {
        page.sweep(words).await;
        page.press("p").await;
    }
    page.saved().await;
}

/// Exports the open article alone, and compares it byte by byte with what is
/// expected, for both browsers and for mouse and keyboard.
pub async fn expect_export(page: &Page) {
    page.saved().await;
    page.press("Ctrl+s").await;
    page.choose("What", &format!("This article: {TITLE}")).await;
    page.click("Download").await;
    let (_, export) = page.downloaded(".json").await;
    assert_same(&normalised(&export), &fixture_text("expected-ferry.json"), "ferry.json");
}
