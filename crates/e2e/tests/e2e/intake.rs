//! Files of other programs: what is asked before they are opened, and sets
//! that go out and come back.

use galley_e2e::zip::zip;
use galley_e2e::{Page, browse, until};
use serde_json::{Value, json};

use crate::marking::{TITLE, open_ferry};
use crate::opening::drop_files;
use crate::screenshots::open_label_set;

const QUESTION: &str = "dialog.question[open]";

/// A line of doccano's.
pub fn doccano(text: &str, labels: Value) -> String {
    json!({ "text": text, "label": labels }).to_string()
}

/// Two ships, which are a code point and two UTF-16 units each.
pub fn ships() -> String {
    doccano("🚢🚢 Ada met Bo in Rome.", json!([[5, 8, "PER"], [13, 15, "PER"], [19, 23, "HAFEN"]]))
}

async fn expect_no_question(page: &Page) {
    page.ready().await;
    page.expect_count(QUESTION, 0).await;
}

#[test]
fn a_wrong_unit_shows_in_the_words_and_labels_are_asked_about_once() {
    browse(async |page| {
        page.open_files(&[page.file("ships.jsonl", ships())]).await;
        page.expect_count(QUESTION, 1).await;
        page.expect_count(".question-reading", 2).await;
        let words = page
            .eval(
                "return [...document.querySelectorAll('.question-reading')].map((way) => [way.querySelector('input').checked, squeezed(way.textContent)])",
                json!([]),
            )
            .await;
        let (first, second) =
            (words[0][1].as_str().unwrap_or_default(), words[1][1].as_str().unwrap_or_default());
        assert_eq!((&words[0][0], &words[1][0]), (&json!(true), &json!(false)), "{words}");
        assert!(first.contains("UTF-16") && first.contains("Ada") && first.contains("Rome"), "{first}");
        assert!(
            second.contains("code points") && second.contains("a m") && !second.contains("Ada"),
            "{second}"
        );
        assert_eq!(page.chosen("What PER becomes").await, "Person");
        assert_eq!(page.chosen("What HAFEN becomes").await, "New label (entity)");
        page.shoot("question").await;
        page.choose("What HAFEN becomes", "Place (GPE)").await;
        page.click("Open").await;
        page.expect_marked(&[("PERSON", "Ada"), ("PERSON", "Bo"), ("GPE", "Rome")]).await;

        // Known labels, and a text in which all units are one: nothing to ask. Then only of what is new.
        let plain = |end: &str, more: Option<&str>| {
            let mut labels = vec![json!([0, 3, "PER"]), json!([12, 19, "HAFEN"])];
            labels.extend(more.map(|label| json!([4, 7, label])));
            doccano(&format!("Bea saw the harbour{end}"), labels.into())
        };
        page.open_files(&[page.file("plain.jsonl", plain(".", None))]).await;
        page.expect_marked(&[("PERSON", "Bea"), ("GPE", "harbour")]).await;
        expect_no_question(page).await;
        page.saved().await;
        page.reload().await;
        page.open_files(&[page.file("more.jsonl", plain("!", Some("VERB")))]).await;
        page.expect_count(QUESTION, 1).await;
        page.expect_count(".question-row", 1).await;
        page.choose("What VERB becomes", "Leave out").await;
        page.click("Open").await;
        page.expect_text(".notice", "1 annotation labelled \"VERB\"; left out, as chosen").await;
        page.open_files(&[page.file("again.jsonl", plain("?", Some("VERB")))]).await;
        page.expect_count(".row", 5).await;
        expect_no_question(page).await;
        page.expect_marked_count(2).await;
    });
}

#[test]
fn offsets_of_another_unit_are_found_out_and_what_could_not_be_read_is_a_list() {
    browse(async |page| {
        let span = |start: u32, end: u32, words: &str| json!({ "start": start, "end": end, "label": "PERSON", "text": words });
        // UTF-16 where code points are meant.
        let good = json!({ "text": "🚢🚢 Ada met Bo.", "spans": [span(5, 8, "Ada"), span(13, 15, "Bo")] });
        let bad: Vec<String> = (0..30).map(|number| format!("{{\"text\": {number}}}")).collect();
        page.open_files(&[page.file("units.jsonl", format!("{good}\n{}", bad.join("\n")))]).await;
        page.expect_text(".question-reading:has(:checked)", "UTF-16 units").await;
        page.expect_text(".question-reading:has(:checked)", "fits best").await;
        page.expect_text(".question-reading:not(:has(:checked))", "the file quotes other words").await;
        // The focus is where Enter takes what is proposed.
        page.press("Enter").await;
        page.expect_marked(&[("PERSON", "Ada"), ("PERSON", "Bo")]).await;
        page.click("All 31 lines…").await;
        page.expect_text(".notice-lines li:first-child", "line 2: it has no \"text\"; left out").await;
        page.expect_text(".notice-lines li:last-child", "its offsets fit UTF-16 units").await;
        page.click("Save as text").await;
        let (name, text) = page.downloaded(".txt").await;
        assert!(name.contains("units") && text.lines().count() == 31, "{name}: {text}");

        // One that is not to be opened stays out.
        page.press("Escape").await;
        page.open_files(&[page.file("ships.jsonl", ships())]).await;
        page.expect_count(QUESTION, 1).await;
        page.press("Escape").await;
        page.expect_said("“ships.jsonl” was not opened").await;
        page.expect_count(".row", 2).await;
    });
}

#[test]
fn documents_pairs_and_archives_of_other_programs_open() {
    browse(async |page| {
        let paragraph = |style: &str, text: &str| {
            format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
        };
        let document = format!(
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{}{}</w:body></w:document>",
            paragraph("Title", "From a word processor"),
            paragraph("Normal", "The harbour was shut at noon &amp; stayed so.")
        );
        page.open_article(
            &page.file("report.docx", zip(&[("word/document.xml", &document)])),
            "From a word processor",
        )
        .await;
        page.expect_text("[data-kind=paragraph]", "shut at noon & stayed so").await;

        let chapter = |title: &str| {
            format!(
                "<html><body><h1>{title}</h1><p>Ada Brook spoke for an hour about the plan, and all listened.</p></body></html>"
            )
        };
        let book = zip(&[
            (
                "META-INF/container.xml",
                "<container><rootfiles><rootfile full-path=\"b/book.opf\"/></rootfiles></container>",
            ),
            (
                "b/book.opf",
                "<package><manifest><item id=\"one\" href=\"one.xhtml\"/><item id=\"two\" href=\"two.xhtml\"/></manifest><spine><itemref idref=\"two\"/><itemref idref=\"one\"/></spine></package>",
            ),
            ("b/one.xhtml", &chapter("Chapter one")),
            ("b/two.xhtml", &chapter("Chapter two")),
        ]);
        page.open_article(&page.file("book.epub", book), "Chapter two").await;
        page.expect_count(".row", 4).await;

        let marks = "T1\tPERSON 0 3\tAda\nT2\tORG 9 15\tMarlow\nA1\tmention_form T1 name\n";
        drop_files(page, &[("pair.ann", marks), ("pair.txt", "Ada left Marlow.\n")]).await;
        page.expect_open("pair").await;
        page.expect_marked(&[("PERSON", "Ada"), ("ORG", "Marlow")]).await;

        let pairs = zip(&[
            ("set/a.txt", "Ada left Marlow early.\n"),
            ("set/a.ann", marks),
            ("set/b.txt", "Bea left Norton late.\n"),
            ("set/b.ann", marks.replace("Ada", "Bea").replace("Marlow", "Norton").as_str()),
            ("set/lost.ann", marks),
            ("annotation.conf", "[entities]\nPERSON\n"),
        ]);
        page.open_article(&page.file("pairs.zip", pairs), "a").await;
        page.expect_marked(&[("PERSON", "Ada"), ("ORG", "Marlow")]).await;
        page.expect_count(".row", 7).await;
        page.expect_text(".notice", "its .txt is not there").await;
        page.press("j").await;
        page.expect_marked(&[("PERSON", "Bea"), ("ORG", "Norton")]).await;

        let ninjs = json!({ "uri": "urn:news:1", "headlines": [{ "value": "From an agency" }], "bodies": [
            { "contentType": "text/plain", "value": "Ada Brook spoke for an hour.\n\nNobody left before the end." }] });
        page.open_article(&page.file("agency.json", ninjs.to_string()), "From an agency").await;
        page.expect_count(QUESTION, 0).await;
    });
}

/// What is marked in the open article, as a file has it.
async fn annotations(page: &Page) -> Vec<Value> {
    page.press("Ctrl+s").await;
    page.choose("What", &format!("This article: {TITLE}")).await;
    page.click("Download").await;
    let (_, json) = page.downloaded(".json").await;
    let export: Value = serde_json::from_str(&json).expect("the export is JSON");
    let marks = export["articles"][0]["annotations"].as_array().cloned().unwrap_or_default();
    marks
        .iter()
        .map(|mark| json!([mark["label"], mark["target"], mark["attributes"], mark["note"]]))
        .collect()
}

#[test]
fn a_set_goes_out_as_an_archive_with_its_losses_told_and_comes_back() {
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("repairs would cost $2.4 million").await;
        page.press("c").await;
        page.choose("Checkability", "Check worthy").await;
        page.sweep("$2.4 million").await;
        page.press("m").await;
        page.sweep("The crew 🧑🏽‍🚒 saved nine").await;
        page.press("c").await;
        page.expect_marked_count(3).await;
        page.saved().await;
        let before = annotations(page).await;
        // brat has no place for metadata; so what is opened again has none to lose.
        for (format, lost) in [
            ("brat standoff (.ann)", "no place for all of the set. Not in the file:"),
            ("Label Studio JSON (.json)", "Nothing is lost: reading the file back gives the same work."),
        ] {
            page.press("Ctrl+s").await;
            page.choose("What", "The whole set: 2 articles").await;
            page.choose("As", format).await;
            // Counted over the set before it is written.
            page.expect_text("dialog[open] p[role=status]", lost).await;
            page.shoot("losses-of-a-set").await;
            page.click("Download").await;
            let archive = page.downloaded_bytes(".zip").await;
            page.expect_said("Exported 2 articles").await;
            page.command("remove this article").await;
            page.expect_count(".row", 1).await;
            page.command("remove this article").await;
            page.expect_count(".row", 0).await;
            page.open_files(&[page.file("set.zip", archive)]).await;
            page.expect_count(".row", 2).await;
            page.expect_count("[aria-current].row", 1).await;
            page.press("j").await;
            page.expect_open(TITLE).await;
            assert_eq!(annotations(page).await, before, "{format}");
            page.saved().await;
        }
        until("no dialog", async || {
            let open = page.count("dialog[open]").await;
            if open == 0 { Ok(()) } else { Err(open.to_string()) }
        })
        .await;
    });
}

#[test]
fn a_file_that_two_formats_fit_is_opened_as_the_one_that_is_chosen() {
    browse(async |page| {
        let both = json!({ "text": "Ada met Bo.", "spans": [{ "start": 0, "end": 3, "label": "PERSON" }],
            "label": [[0, 3, "PERSON"], [8, 10, "PERSON"]] });
        page.open_files(&[page.file("both.jsonl", both.to_string())]).await;
        page.expect_count(".question-reading", 2).await;
        page.expect_text(".question-reading:has(:checked)", "doccano").await;
        page.shoot("two-formats").await;
        page.click_on(".question-reading:not(:has(:checked)) input").await;
        page.expect_text(".question-reading:has(:checked)", "spaCy").await;
        page.click("Open").await;
        page.expect_marked(&[("PERSON", "Ada")]).await;
    });
}

#[test]
fn a_name_that_is_forgotten_is_asked_about_again_and_a_new_label_has_the_type_that_is_chosen() {
    browse(async |page| {
        let file = |end: &str| doccano(&format!("Ada met Bo{end}"), json!([[0, 3, "PER"], [4, 7, "TIE"]]));
        page.open_files(&[page.file("a.jsonl", file("."))]).await;
        page.choose("What TIE becomes", "New label (claim)").await;
        page.click("Open").await;
        page.expect_marked(&[("PERSON", "Ada"), ("TIE", "met")]).await;
        let export = page.export_value().await;
        let labels = export["label_set"]["labels"].as_array().cloned().unwrap_or_default();
        let tie = labels.iter().find(|label| label["name"] == "TIE").expect("the new label is there");
        assert_eq!(tie["type"], "claim");

        open_label_set(page).await;
        page.click("Forget PER").await;
        page.click("Save").await;
        page.expect_count("dialog[open]", 0).await;
        page.open_files(&[page.file("b.jsonl", file("!"))]).await;
        page.expect_count(".question-row", 1).await;
        assert_eq!(page.chosen("What PER becomes").await, "Person");
    });
}

#[test]
fn an_export_of_a_set_into_an_archive_can_be_cancelled_and_has_its_list() {
    browse(async |page| {
        let lines: Vec<String> = (0..600)
            .map(|number| doccano(&format!("Ada met Bo, report {number}."), json!([[0, 3, "PERSON"]])))
            .collect();
        page.open_files(&[page.file("set.jsonl", lines.join("\n"))]).await;
        page.expect_text(".list-head h2", "0 of 601").await;
        page.saved().await;
        let cancel = "
            new MutationObserver((_, observer) => {
                const progress = document.querySelector('.notices section[aria-label=Progress]');
                if (!progress) return;
                observer.disconnect();
                progress.querySelector('button').click();
            }).observe(document.querySelector('[data-ready], .app'), { childList: true, subtree: true, attributes: true });
        ";
        page.press("Ctrl+s").await;
        page.choose("What", "The whole set: 601 articles").await;
        page.choose("As", "doccano JSONL (entities and relations) (.jsonl)").await;
        page.expect_text("dialog[open]", "It is one file").await;
        page.click("In a zip archive, with a list of the articles").await;
        page.expect_text("dialog[open]", "manifest.json").await;
        page.shoot("export-zipped").await;
        page.eval(cancel, json!([])).await;
        page.click("Download").await;
        page.expect_said("Nothing was exported").await;

        page.press("Ctrl+s").await;
        page.choose("What", "The whole set: 601 articles").await;
        page.choose("As", "doccano JSONL (entities and relations) (.jsonl)").await;
        page.click("In a zip archive, with a list of the articles").await;
        page.click("Download").await;
        let archive = page.downloaded_bytes(".zip").await;
        page.expect_said("Exported 601 articles").await;
        let names = String::from_utf8_lossy(&archive).into_owned();
        assert!(names.contains("articles.jsonl") && names.contains("manifest.json"));
    });
}
