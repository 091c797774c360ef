//! Starts the program, marks a little, and writes down which functions have run; `cargo xtask profile` starts it with a
//! file that counts.

use std::collections::BTreeSet;
use std::env;
use std::error::Error;
use std::fs;

use galley_e2e::{Page, Profile, setting};
use serde_json::{Value, json};

/// Keeps what the program exports: the counts are there.
const KEEP: &str = "
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...parts) => {
        const made = await instantiate(...parts);
        window.counted ??= (made.instance ?? made).exports;
        return made;
    };";
const RAN: &str = "
    return Array.from({ length: arguments[0] }, (_, number) => number)
        .filter((number) => window.counted[`ran${number}`].value === 1);";

fn main() -> Result<(), Box<dyn Error>> {
    let functions: usize = env::var("GALLEY_FUNCTIONS")?.parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ran = runtime.block_on(ran(functions));
    let lines: String = ran.iter().map(|number| format!("{number}\n")).collect();
    fs::write(setting::path("GALLEY_RAN"), lines)?;
    Ok(())
}

/// The numbers of the functions that have run.
async fn ran(functions: usize) -> BTreeSet<u64> {
    let page = Page::start_blank(Profile::new()).await;
    page.chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": KEEP })).await;
    let mut ran = BTreeSet::new();
    // With what is stored, but for the first time; and some things happen in this order or that.
    for _ in 0..4 {
        page.open().await;
        mark(&page).await;
        let numbers = page.eval(RAN, json!([functions])).await;
        ran.extend(numbers.as_array().into_iter().flatten().filter_map(Value::as_u64));
    }
    page.close().await;
    ran
}

/// What a labeler does first.
async fn mark(page: &Page) {
    page.saved().await;
    page.press("ArrowRight ArrowDown Space Shift+ArrowRight x").await;
    page.saved().await;
    page.double_click("levy").await;
    page.press("p Delete Ctrl+z Tab Escape").await;
    page.saved().await;
}
