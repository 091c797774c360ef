//! Files that mean no good: what is in them is text everywhere, and what
//! cannot be read is told in words.

use galley_e2e::{Browser, Page, Profile, browse};
use serde_json::json;

/// Runs where it is taken for markup, and says so.
const MARKUP: &str = "<img src=x onerror=\"document.title='run'\">";

fn work() -> String {
    let text = "Bridge closed\n\nAna Ruiz said “it stays closed” on Monday.\n";
    let provenance = json!({"creator": MARKUP, "created": "2026-01-01T00:00:00Z", "origin": "human"});
    let annotation = |id: &str, kind: &str, label: &str, start: usize, exact: &str| {
        let end = start + exact.chars().count();
        json!({"id": id, "type": kind, "label": label, "note": MARKUP, "provenance": provenance,
            "target": [{"start": start, "end": end, "exact": exact}], "attributes": {"x": MARKUP}})
    };
    let label =
        |name: &str, kind: &str| json!({"name": name, "type": kind, "title": format!("{name} {MARKUP}")});
    json!({
        "format": "galley", "version": 1, "offset_unit": "code_point", "generator": MARKUP,
        "guidelines": format!("# {MARKUP}\n\n{MARKUP}\n"), "workspace": {"id": "w1", "name": MARKUP, "save": "s1"},
        "label_set": {
            "name": MARKUP,
            "labels": [label("PERSON", "entity"), label("SOURCE", "source"), label("CUE", "cue"), label("CONTENT", "content"), label(MARKUP, "claim")],
            "attributes": [{"name": MARKUP, "applies_to": "attribution", "type": "choice", "values": [MARKUP]}],
        },
        "articles": [{
            "id": "a", "title": MARKUP, "text": text, "status": "in_progress",
            "metadata": {"byline": MARKUP, "url": "javascript:document.title='run'", MARKUP: MARKUP},
            "document_labels": {MARKUP: MARKUP},
            "annotations": [
                annotation("p", "entity", "PERSON", 15, "Ana Ruiz"), annotation("s", "source", "SOURCE", 15, "Ana Ruiz"),
                annotation("u", "cue", "CUE", 24, "said"), annotation("c", "content", "CONTENT", 29, "“it stays closed”"),
                annotation("k", "claim", MARKUP, 30, "it stays closed"),
            ],
            "entities": [{"id": "e", "type": "PERSON", "name": MARKUP, "role": MARKUP, "mentions": ["p"], "links": ["javascript:document.title='run'"]}],
            "attributions": [{"id": "t", "sources": ["s"], "cue": "u", "contents": ["c"], "note": MARKUP, "attributes": {MARKUP: MARKUP}}],
            "dismissals": [{"id": "d", "check": "single_source", "reason": MARKUP, "provenance": provenance}],
        }],
    })
    .to_string()
}

/// Nothing of it has become a part of the page, and none of it ran.
async fn expect_inert(page: &Page, scene: &str) {
    let found = "return document.title === 'run' || document.querySelectorAll('img, a[href^=\"javascript\"]').length > 0";
    assert_eq!(page.eval(found, json!([])).await, false, "{scene}");
    let shown = "return document.body.innerText.includes('<img src=x')";
    assert_eq!(page.eval(shown, json!([])).await, true, "nothing of it is shown: {scene}");
}

/// Goes to every place that shows what a file has in it.
async fn look_everywhere(page: &Page) {
    expect_inert(page, "the article and the list").await;
    page.click_words("Ana").await;
    page.expect_count("[data-inspector], .inspector", 1).await;
    expect_inert(page, "the inspector").await;
    page.press("Escape").await;
    page.sweep("on Monday").await;
    expect_inert(page, "the palette").await;
    page.press("Escape").await;
    for panel in [
        "show the attributions",
        "show the check",
        "show the sources",
        "show the list of annotations",
        "show the article's details",
        "guidelines",
    ] {
        page.command(panel).await;
        expect_inert(page, panel).await;
    }
    for dialog in ["label set", "history", "settings", "export"] {
        page.command(dialog).await;
        page.expect_count("dialog[open]", 1).await;
        expect_inert(page, dialog).await;
        page.press("Escape").await;
        page.expect_count("dialog[open]", 0).await;
    }
    for key in ["Ctrl+k", "?", "Ctrl+Shift+s"] {
        page.press(key).await;
        page.expect_count("dialog[open]", 1).await;
        expect_inert(page, key).await;
        page.press("Escape").await;
        page.expect_count("dialog[open]", 0).await;
    }
}

#[test]
fn markup_in_a_file_is_text_everywhere() {
    browse(async |page| {
        let file = page.file("<img src=x onerror=1>.json", work());
        page.open_files(&[file]).await;
        page.expect_open(MARKUP).await;
        page.saved().await;
        look_everywhere(page).await;
        page.command("save the report").await;
        let (_, report) = page.downloaded(".html").await;
        assert!(report.contains("&lt;img src=x") && !report.contains("<img"), "{report}");

        page.press("Ctrl+Shift+s").await;
        page.choose("As", "HTML (.html): Galley itself with the work inside").await;
        page.click("Download").await;
        let (_, saved) = page.downloaded(".html").await;
        let saved = page.file("saved.html", saved);
        let there = Page::start_blank(Profile::new()).await;
        there.go(&format!("file://{}", saved.display())).await;
        there.ready().await;
        // After the sample.
        there.expect_count(".row", 2).await;
        there.press("j").await;
        there.expect_open(MARKUP).await;
        look_everywhere(&there).await;
        there.close().await;
    });
}

#[test]
fn what_cannot_be_read_is_told_and_changes_nothing() {
    browse(async |page| {
        let rows = page.count(".row").await;
        let deep = format!("{{\"text\": \"x\", \"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let cases: [(&str, Vec<u8>, &str); 5] = [
            ("deep.json", deep.into_bytes(), "nested too deeply"),
            ("deep.html", "<div>".repeat(100_000).into_bytes(), "nested 100000 deep"),
            ("bomb.zip", bomb(), "unpacks to more than 100 MB"),
            ("half.json", br#"{"text": "half \ud83d of one"}"#.to_vec(), "surrogate"),
            (
                "cut.json",
                br#"{"format": "galley", "version": 1, "articles": [{"text": "It r"#.to_vec(),
                "in the middle of a value",
            ),
        ];
        for (name, bytes, words) in cases {
            let file = page.file(name, bytes);
            page.open_files(&[file]).await;
            page.expect_text(".notices", &format!("“{name}” was not opened")).await;
            page.expect_text(".notices", words).await;
            page.press("Escape").await;
        }
        assert_eq!(page.count(".row").await, rows, "nothing was listed");
    });
}

#[test]
fn places_that_cannot_be_are_told_one_by_one() {
    browse(async |page| {
        let mark = |id: &str, start: i64, end: i64| json!({"id": id, "type": "entity", "label": "PERSON", "target": [{"start": start, "end": end}]});
        // In UTF-16 units: the astronaut is five, the last is inside its pair; the accented e is two.
        let article = json!({
            "format": "galley", "version": 1, "offset_unit": "utf16", "id": "a", "title": "Places",
            "text": "Ana 👩‍🚀 e\u{301}va met Ana.\n",
            "annotations": [
                mark("good", 0, 3), mark("good", 15, 18), mark("negative", -4, 2), mark("past", 15, 900),
                mark("pair", 5, 9), mark("cluster", 10, 13), mark("backwards", 9, 4),
            ],
        });
        let file = page.file("places.json", article.to_string());
        page.open_files(&[file]).await;
        page.expect_open("Places").await;
        page.expect_text(".notices", "5 remarks on what was read").await;
        page.click("All 5 lines…").await;
        for words in [
            "\"good\": another has its id too",
            "-4–2 are no offsets",
            "15–900 reaches past the end",
            "5–9 cuts a character",
            "9–4 ends before it starts",
        ] {
            page.expect_text("dialog[open]", words).await;
        }
        page.press("Escape").await;
        let inside = "const at = document.querySelector('[data-article]'); return [...at.querySelectorAll('mark')].every(mark => \
            !/^[\\u0300-\\u036f\\udc00-\\udfff]/.test(mark.textContent) && !/[\\ud800-\\udbff]$/.test(mark.textContent))";
        assert_eq!(page.eval(inside, json!([])).await, true, "no mark begins or ends inside a letter");
        page.saved().await;
    });
}

/// A zip of one file that unpacks to more than is read.
fn bomb() -> Vec<u8> {
    use galley_core::formats::archive::ArchiveWriter;
    let mut writer = ArchiveWriter::new();
    writer.add("galley.json", &vec![b' '; 101_000_000]).expect("it has a name");
    let mut bytes = writer.take();
    bytes.extend(writer.finish().expect("it is one file"));
    bytes
}

/// Half a character alone, which a page's text can have: opened, it is refused;
/// in a field it shows as what is kept.
#[test]
fn half_a_character_is_told_wherever_it_comes_from() {
    browse(async |page| {
        let rows = page.count(".row").await;
        let drop = ("drop", "DragEvent", "dataTransfer");
        let paste = ("paste", "ClipboardEvent", "clipboardData");
        // Firefox has nothing on the clipboard of an event that a script has made.
        let events = if Browser::current() == Browser::Firefox { vec![drop] } else { vec![drop, paste] };
        for (event, kind, field) in events {
            let script = format!(
                "const data = new DataTransfer();
                data.setData('text/plain', 'Half \\ud83d of one.\\n\\nAnd more of it.');
                document.body.dispatchEvent(new {kind}('{event}', {{ {field}: data, bubbles: true, cancelable: true }}));"
            );
            page.eval(&script, json!([])).await;
            page.expect_text(".notices", "half of a character stands alone in it").await;
            page.click("Dismiss").await;
            page.expect_count(".notice", 0).await;
        }
        assert_eq!(page.count(".row").await, rows);

        // A note, a title, guidelines, a pasted text, a workspace's name.
        let put = async |label: &str, kept: &str| {
            let script = "const field = named('input, textarea', arguments[0]);
                field.value = 'a \\ud83d b'; field.dispatchEvent(new Event('change', { bubbles: true })); return field.value";
            assert_eq!(page.eval(script, json!([label])).await, kept, "{label}");
            page.expect_said("Half a character stood alone there").await;
        };
        page.press("Space p Enter").await;
        put("Note", "a \u{FFFD} b").await;
        page.command("guidelines").await;
        page.click("Write guidelines").await;
        put("Guidelines, as Markdown", "a \u{FFFD} b").await;
        page.click("Keep").await;
        page.expect_text(".guidelines-text", "a \u{FFFD} b").await;
        page.command("workspaces").await;
        page.expect_count("dialog.workspaces[open]", 1).await;
        put("A new workspace’s name", "a \u{FFFD} b").await;
        page.press("Escape").await;
        page.saved().await;
        let file = page.export_value().await;
        let notes = file["articles"][0]["annotations"].as_array().into_iter().flatten();
        assert!(notes.map(|it| &it["note"]).any(|note| note == "a \u{FFFD} b"), "the note is what was shown");
    });
}
