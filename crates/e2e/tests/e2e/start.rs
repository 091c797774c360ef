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

/// A file that came damaged must not be blamed on the browser.
#[test]
fn a_damaged_file_says_that_it_is_damaged() {
    browse_blank(async |page| {
        let html = std::fs::read_to_string(&Setting::get().galley_html).expect("the file can be read");
        let program = |id: &str| {
            let start = html.find(&format!("id=\"{id}\"")).expect("the program is in the file");
            let end = start + html[start..].find("</script>").expect("the program ends");
            let middle = (start + 50_000..)
                .find(|&at| html.is_char_boundary(at) && html.is_char_boundary(at + 1))
                .expect("a place");
            (middle, end)
        };
        let ((start, end), (rest, _)) = (program("galley-wasm"), program("galley-rest"));
        let damaged = [
            ("one character changed", "failed", start..start + 1),
            ("the last half is missing", "failed", start..end),
            ("one character changed in what is loaded later", "stopped", rest..rest + 1),
        ];
        for (number, (how, expected, place)) in damaged.into_iter().enumerate() {
            let mut html = html.clone();
            let other = if html[place.clone()].starts_with('a') { "b" } else { "a" };
            html.replace_range(place, other);
            let file = page.file(&format!("damaged-{number}.html"), &html);
            page.go(&format!("file://{}", file.display())).await;
            until(&format!("the page to say what is wrong ({how})"), async || {
                let script = "const notice = document.getElementById('galley-notice'); return [notice.dataset.state, notice.innerText]";
                match page.ask(script, json!([])).await? {
                    state if state[0] == expected && state[1].as_str().is_some_and(|words| words.contains("is damaged")) => Ok(()),
                    state => Err(state.to_string()),
                }
            })
            .await;
        }
    });
}

/// Has the page wait for its databases until `letStore()` is called.
const HELD: &str = "<script>
let held = [];
function letStore() {
  const requests = held;
  held = null;
  requests.forEach((request) => request.dispatchEvent(new Event('success')));
}
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...named) {
  const request = open.apply(this, named);
  request.addEventListener('success', (event) => {
    if (!held) return;
    event.stopImmediatePropagation();
    held.push(request);
  });
  return request;
};
</script>";

/// The file with another script in it, which its policy would forbid.
fn with_script(script: &str) -> String {
    let html = std::fs::read_to_string(&Setting::get().galley_html).expect("the file can be read");
    let start = html.find("<meta http-equiv=\"Content-Security-Policy\"").expect("there is a policy");
    let end = start + html[start..].find('>').expect("the policy ends") + 1;
    format!("{}{script}{}", &html[..start], &html[end..])
}

#[test]
fn what_is_done_before_the_store_is_there_is_done_when_it_is() {
    browse_blank(async |page| {
        let file = page.file("held.html", with_script(HELD));
        page.go(&format!("file://{}", file.display())).await;
        page.expect_count("[data-ready=ahead]", 1).await;
        page.press("ArrowRight Shift+ArrowRight x").await;
        page.expect_count(".article mark", 0).await;
        page.expect_count("[data-save-state=saving]", 1).await;
        page.eval("letStore()", json!([])).await;
        page.expect_marked(&[("OTHER", "levy")]).await;
        page.saved().await;

        // A browser that has forgotten that the place is not new.
        page.eval("localStorage.clear()", json!([])).await;
        page.go("about:blank").await;
        page.go(&format!("file://{}", file.display())).await;
        page.expect_count("[data-ready=ahead]", 1).await;
        page.expect_count(".article mark", 0).await;
        page.press("Shift+ArrowRight p").await;
        page.eval("letStore()", json!([])).await;
        page.expect_marked(&[("OTHER", "levy")]).await;
        page.saved().await;
        page.expect_count(".article mark", 1).await;
    });
}
