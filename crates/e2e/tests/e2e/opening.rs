//! What comes in: by the file dialog, by drop and by paste; what is refused,
//! and how.

use galley_e2e::{Page, browse, until};
use serde_json::{Value, json};

use crate::marking::{TITLE, open_ferry};

const STORY: &str =
    "Ada Brook spoke for an hour about the plan, and the council listened until the lamps were lit.";

/// A plain article of this title.
fn article(title: &str) -> String {
    format!("{title}\n\n{STORY}\n")
}

/// Gives the page a drop of files, names and texts.
pub async fn drop_files(page: &Page, files: &[(&str, &str)]) {
    let script = "
        const transfer = new DataTransfer();
        for (const [name, text] of arguments[0]) transfer.items.add(new File([text], name));
        const target = document.querySelector('[data-article]');
        for (const type of ['dragover', 'drop'])
            target.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    ";
    page.eval(script, json!([files])).await;
}

/// Waits for a notice of a file that was not opened, and that what was open
/// stays; the notice's words.
async fn expect_refused(page: &Page, file: &str, words: &[&str]) {
    let notice = until(&format!("a notice about {file}"), async || {
        let script =
            "return [...document.querySelectorAll('.notice')].map((notice) => squeezed(notice.textContent))";
        let notices = page.eval(script, json!([])).await;
        let texts: Vec<String> =
            notices.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        let is_told = |text: &&String| text.contains(file) && !text.starts_with("Opening");
        texts.iter().find(is_told).cloned().ok_or(format!("{texts:?}"))
    })
    .await;
    for words in words {
        assert!(
            notice.to_lowercase().contains(words),
            "the notice about {file} should say “{words}”, but says: {notice}"
        );
    }
    page.expect_open(TITLE).await;
    page.click("Dismiss").await;
    page.expect_count(".notice", 0).await;
}

#[test]
fn every_format_opens_and_several_at_once() {
    browse(async |page| {
        let markdown = format!(
            "---\ntitle: From Markdown\n---\n# From Markdown\n\n{STORY}\n\n## A second part\n\n- one\n- two\n"
        );
        let html = format!(
            "<!doctype html><html><head><title>From HTML</title><script>document.title = 'ran'</script></head><body>\
             <nav><a href='/'>Home</a> <a href='/news'>All the news</a></nav><article><h1>From HTML</h1>\
             <p>{STORY}</p><p>{STORY} <b onclick=\"document.title='ran'\">Twice</b>, in fact.</p>\
             <img src=x onerror=\"document.title='ran'\"><div class=share-bar>Share on every network</div></article>\
             <footer>All rights reserved</footer></body></html>"
        );
        let files = [
            page.file("plain.txt", article("From plain text")),
            page.file("markdown.md", markdown),
            page.file("page.html", html),
        ];
        page.open_files(&files).await;
        page.expect_open("From plain text").await;
        page.expect_count(".row", 4).await;
        page.expect_count("[data-kind=headline]", 1).await;

        page.press("j").await;
        page.expect_open("From Markdown").await;
        page.expect_text("[data-kind=subheading]", "A second part").await;
        page.expect_count("[data-kind=list_item]", 2).await;

        page.press("j").await;
        page.expect_open("From HTML").await;
        page.expect_text("[data-kind=headline]", "From HTML").await;
        let text = page.text("[data-article]").await;
        assert!(text.contains("Twice"), "{text}");
        for left_out in ["Home", "All the news", "Share on", "All rights", "ran"] {
            assert!(!text.contains(left_out), "“{left_out}” is in the article: {text}");
        }
        assert_eq!(page.client.title().await.expect("the page has a title"), "Galley");
    });
}

#[test]
fn files_are_dropped_and_text_is_pasted() {
    browse(async |page| {
        let (one, two) = (article("Dropped first"), article("Dropped second"));
        drop_files(page, &[("one.txt", &one), ("two.txt", &two)]).await;
        page.expect_open("Dropped first").await;
        page.expect_count(".row", 3).await;

        // Real keys: what is cut from a field is pasted over the article.
        page.click("Paste…").await;
        page.fill("Text", &article("Pasted over the page")).await;
        page.press("Ctrl+a Ctrl+x Escape").await;
        page.expect_count("dialog[open]", 0).await;
        page.press("Ctrl+v").await;
        page.expect_open("Pasted over the page").await;

        page.click("Paste…").await;
        page.fill("Text", &article("Pasted in the dialog")).await;
        page.click("Open").await;
        page.expect_open("Pasted in the dialog").await;
        page.expect_count(".row", 5).await;
        page.saved().await;
        page.reload().await;
        page.expect_open("Pasted in the dialog").await;
    });
}

#[test]
fn encodings_are_found_out_and_a_guess_can_be_changed() {
    browse(async |page| {
        let story = "Zoë paid 5 € for the café’s last éclair, and said that it had been worth it.";
        let text = |title: &str| format!("{title}\n\n{story}\n");
        let utf16 = |text: &str, mark: bool, big: bool| -> Vec<u8> {
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let files = [
            page.file("marked.txt", utf16(&text("With a mark"), true, false)),
            page.file("big.txt", utf16(&text("Big end first"), true, true)),
            page.file("unmarked.txt", utf16(&text("Without a mark"), false, false)),
        ];
        for (file, title) in files.iter().zip(["With a mark", "Big end first", "Without a mark"]) {
            page.open_article(file, title).await;
            page.expect_text("[data-article]", story).await;
        }

        // The same words in Windows-1252.
        let latin: Vec<u8> = text("A guess")
            .chars()
            .map(|c| match c {
                '€' => 0x80,
                '’' => 0x92,
                c => u8::try_from(u32::from(c)).expect("it is in Latin 1"),
            })
            .collect();
        page.open_article(&page.file("latin.txt", latin), "A guess").await;
        page.expect_text(".notice", "latin.txt").await;
        page.expect_text(".notice", "windows-1252").await;
        page.expect_text("[data-article]", story).await;
        page.click("Article").await;
        page.choose("Encoding (a guess)", "Cyrillic (Windows-1251)").await;
        page.expect_text("[data-article]", "Zoл").await;
        page.choose("Encoding (a guess)", "Western European (Windows-1252, ISO-8859-1)").await;
        page.expect_text("[data-article]", story).await;
        page.expect_count(".row", 5).await;
    });
}

#[test]
fn what_cannot_be_read_is_named_and_what_was_open_stays() {
    browse(async |page| {
        open_ferry(page).await;
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0".to_vec();
        let export = r#"{"format": "galley", "version": 1, "offset_unit": "code_point", "articles": [{"id": "x", "title": "Cut"#;
        let cases: [(&str, Vec<u8>, &[&str]); 6] = [
            ("picture.txt", png, &["the first bytes", "png", "not text"]),
            ("nothing.txt", Vec::new(), &["empty"]),
            ("cut.json", export.into(), &["line 1"]),
            ("foreign.json", br#"{"type": "FeatureCollection", "features": []}"#.to_vec(), &["galley"]),
            ("empty-set.jsonl", br#"{"format": "galley", "version": 1}"#.to_vec(), &["no article"]),
            ("numbers.jsonl", b"1\n2\n3\n".to_vec(), &["line 1"]),
        ];
        for (name, bytes, words) in cases {
            page.open_files(&[page.file(name, bytes)]).await;
            expect_refused(page, name, words).await;
        }
        let huge = page.file("huge.txt", "");
        let file = std::fs::File::options().write(true).open(&huge).expect("the file is there");
        file.set_len(200_000_000).expect("a file may have a hole");
        page.open_files(&[huge]).await;
        expect_refused(page, "huge.txt", &["200 mb"]).await;
        page.expect_count(".row", 2).await;

        // One that cannot be read does not keep the others from opening.
        let good = page.file("good.txt", article("The good one"));
        page.open_files(&[page.file("bad.txt", ""), good]).await;
        page.expect_open("The good one").await;
        page.expect_text(".notice", "bad.txt").await;
    });
}

#[test]
fn an_export_opens_again_and_is_the_same() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("repairs would cost $2.4 million").await;
        page.press("c").await;
        page.choose("Checkability", "Check worthy").await;
        page.expect_marked_count(1).await;
        page.press("Ctrl+s").await;
        page.choose("What", &format!("This article: {TITLE}")).await;
        page.click("Download").await;
        let (_, first) = page.downloaded(".json").await;
        // Taken off the list, so that the file alone brings it back.
        page.command("remove this article").await;
        page.expect_count(".row", 1).await;
        page.open_article(&page.file("again.json", &first), TITLE).await;
        page.expect_marked(&[("CLAIM", "repairs would cost $2.4 million")]).await;
        page.press("Ctrl+s").await;
        page.choose("What", &format!("This article: {TITLE}")).await;
        page.click("Download").await;
        let (_, second) = page.downloaded(".json").await;
        let without_time = |export: &str| {
            let mut value: Value = serde_json::from_str(export).expect("the export is JSON");
            value["exported"] = Value::Null;
            value
        };
        assert_eq!(without_time(&first), without_time(&second));
    });
}

/// A thousand articles in Galley's own format: what the file is, and then a
/// line each.
fn thousand() -> String {
    let line = |number: usize| {
        let title = format!("Report number {number}");
        let text = article(&title);
        let id = format!("report-{number}");
        json!({ "id": id, "title": title, "text": text }).to_string()
    };
    let head = json!({ "format": "galley", "version": 1, "offset_unit": "code_point" }).to_string();
    [head].into_iter().chain((1..=1000).map(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_thousand_articles_open_with_progress_and_can_be_cancelled() {
    browse(async |page| {
        let file = page.file("thousand.jsonl", thousand());
        // Progress may be gone before it is looked for: the page itself notes it, and cancels.
        let watch = "
            window.seen = 0;
            window.watcher?.disconnect();
            window.watcher = new MutationObserver(() => {
                const progress = document.querySelector('.notices section[aria-label=Progress]');
                if (!progress) return;
                window.seen++;
                if (arguments[0]) progress.querySelector('button').click();
            });
            window.watcher.observe(document.querySelector('[data-ready], .app'), { childList: true, subtree: true, attributes: true });
        ";
        page.eval(watch, json!([true])).await;
        page.open_files(std::slice::from_ref(&file)).await;
        page.expect_said("cancelled").await;
        page.expect_count(".notices section[aria-label=Progress]", 0).await;
        page.expect_count(".row", 1).await;
        page.ready().await;

        page.eval(watch, json!([false])).await;
        page.open_files(&[file]).await;
        page.expect_open("Report number 1").await;
        page.expect_text(".list-head h2", "0 of 1001").await;
        let seen = page.eval("return window.seen", json!([])).await;
        assert!(seen.as_u64() > Some(0), "no progress was shown");
        let rows = page.count(".row").await;
        assert!(rows < 100, "the list has {rows} rows on the page, though few are in view");
        page.fill("Search the articles", "number 777").await;
        page.expect_count(".row", 1).await;
        page.click_on(".row").await;
        page.expect_open("Report number 777").await;
        page.press("Escape j").await;
        page.expect_text("[data-kind=headline]", "Report number 778").await;
        page.saved().await;
        page.reload().await;
        page.expect_text("[data-kind=headline]", "Report number 778").await;
    });
}

#[test]
fn blocks_have_kinds_and_a_user_changes_them() {
    browse(async |page| {
        open_ferry(page).await;
        let kinds = "return blocks().map((block) => block.dataset.kind)";
        let mut expected = vec![
            "headline",
            "standfirst",
            "paragraph",
            "paragraph",
            "subheading",
            "paragraph",
            "paragraph",
            "paragraph",
            "paragraph",
            "credit",
            "boilerplate",
            "boilerplate",
            "boilerplate",
            "boilerplate",
        ];
        assert_eq!(page.eval(kinds, json!([])).await, json!(expected));
        page.click_words("A night on the quay").await;
        page.click("Article").await;
        page.choose("Block at the caret (5)", "Quotation").await;
        expected[4] = "quotation";
        page.expect_count("[data-kind=quotation]", 1).await;
        assert_eq!(page.eval(kinds, json!([])).await, json!(expected));
        page.saved().await;
        page.reload().await;
        assert_eq!(page.eval(kinds, json!([])).await, json!(expected));
        page.press("Ctrl+z").await;
        page.expect_count("[data-kind=quotation]", 0).await;
    });
}

#[test]
fn a_file_with_an_empty_label_set_leaves_labels_to_mark_with() {
    browse(async |page| {
        let file = json!({
            "format": "galley", "version": 1, "offset_unit": "code_point", "label_set": {},
            "articles": [{ "id": "x", "title": "A note", "text": "Ana Ruiz spoke." }],
        });
        page.open_article(&page.file("note.json", file.to_string()), "A note").await;
        page.sweep("Ana Ruiz").await;
        page.press("p").await;
        page.expect_marked(&[("PERSON", "Ana Ruiz")]).await;
    });
}
