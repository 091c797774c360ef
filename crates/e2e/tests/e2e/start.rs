//! The file opens, and keeps its word on when it is ready.

use galley_e2e::{Setting, browse_blank, until};
use serde_json::json;

#[test]
fn galley_opens_from_a_file_and_is_ready_with_the_sample_painted() {
    browse_blank(async |page| {
        page.go(&Setting::get().address()).await;
        // Asked at once and together: ready means that the article is there and that keys work.
        let script = "return [Boolean(document.querySelector('[data-ready]')), blocks().length]";
        let blocks = until("Galley to be ready", async || match page.ask(script, json!([])).await? {
            state if state[0] == true => Ok(state[1].as_u64().unwrap_or_default()),
            state => Err(state.to_string()),
        })
        .await;
        assert!(blocks > 10, "data-ready is there, but only {blocks} blocks of the article are");
        let script = "
            const page = document.documentElement, article = document.querySelector('.scroller');
            return [page.scrollHeight <= page.clientHeight, article.offsetHeight === article.clientHeight];
        ";
        let fits = page.eval(script, json!([])).await;
        assert_eq!(fits, json!([true, true]), "only the article scrolls, and has no scroll bar across");
        page.press("ArrowRight").await;
        page.expect_said("levy").await;
        page.expect_count(".hints", 1).await;
        page.press("Shift+ArrowRight x").await;
        page.expect_marked(&[("OTHER", "levy")]).await;
        page.expect_count(".hints", 0).await;
        page.saved().await;
    });
}
