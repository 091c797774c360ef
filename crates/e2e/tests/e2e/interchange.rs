//! Files of other programs: what comes in with its marks, and what goes out
//! with a word on what is lost.

use galley_e2e::{browse, until};

const TASK: &str = r#"[{"id": 7, "data": {"text": "Ida Sørby 👩‍🚀 said “No”."}, "annotations": [{"result": [
 {"id": "s", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 0, "end": 9, "text": "Ida Sørby", "labels": ["Source"]}},
 {"id": "c", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 14, "end": 18, "text": "said", "labels": ["Cue"]}},
 {"id": "q", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 19, "end": 23, "text": "“No”", "labels": ["Content"]}},
 {"from_id": "c", "to_id": "s", "type": "relation", "direction": "right", "labels": ["source"]},
 {"from_id": "c", "to_id": "q", "type": "relation", "direction": "right", "labels": ["content"]}]}]}]"#;

#[test]
fn a_task_of_label_studio_comes_in_and_goes_out_as_others_have_it() {
    browse(async |page| {
        page.open_files(&[page.file("tasks.json", TASK)]).await;
        page.expect_open("tasks.json").await;
        page.press("Ctrl+s").await;
        page.choose("What", "This article: tasks.json").await;
        page.choose("As", "CSV of spans (.csv)").await;
        page.expect_text(".losses", "1 attribution").await;
        page.shoot("export-losses").await;
        page.click("Download").await;
        let (_, table) = page.downloaded(".csv").await;
        assert!(table.contains("source,SOURCE,0,9,Ida Sørby,"), "{table}");
        assert!(table.contains("content,CONTENT,19,23,“No”,"), "{table}");

        page.press("Ctrl+s").await;
        page.choose("As", "spaCy / Prodigy / Hugging Face JSONL (.jsonl)").await;
        page.click("Download").await;
        let (_, lines) = page.downloaded(".jsonl").await;
        let line: serde_json::Value =
            serde_json::from_str(lines.trim_end().lines().last().unwrap_or_default()).expect("a line");
        assert_eq!(line["relations"].as_array().map(Vec::len), Some(2), "{lines}");
        until("no dialog", async || {
            let open = page.count("dialog[open]").await;
            if open == 0 { Ok(()) } else { Err(open.to_string()) }
        })
        .await;
    });
}
