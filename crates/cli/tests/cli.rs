//! The command as it is called: over files, and as a filter.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn galley(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_galley"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // It may end without having read all.
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A line as spaCy has it: an attribution with an emoji before it.
fn line(number: usize) -> String {
    format!(
        "{{\"id\":\"d{number}\",\"text\":\"👩‍🚀 Ito said “No”.\",\"spans\":[\
         {{\"start\":4,\"end\":7,\"label\":\"SOURCE\",\"id\":\"s\"}},{{\"start\":8,\"end\":12,\"label\":\"CUE\",\"id\":\"c\"}},\
         {{\"start\":13,\"end\":17,\"label\":\"CONTENT\",\"id\":\"q\"}}],\"relations\":[\
         {{\"from_id\":\"c\",\"to_id\":\"s\",\"label\":\"source\"}},{{\"from_id\":\"c\",\"to_id\":\"q\",\"label\":\"content\"}}]}}\n"
    )
}

#[test]
fn a_filter_converts_a_line_at_a_time() {
    let lines: String = (0..500).map(line).collect();
    let converted = galley(&["convert", "--to", "jsonl", "--no-header"], &lines);
    assert!(converted.status.success(), "{}", err(&converted));
    assert_eq!(out(&converted).lines().count(), 500);
    let back = galley(&["convert", "--to", "spans", "--quiet"], &out(&converted));
    assert_eq!(out(&back).lines().count(), 500);
    assert!(out(&back).contains("\"text\":\"“No”\""), "{}", out(&back));
    assert_eq!(err(&back), "");
    let counted = galley(&["stats"], &out(&converted));
    assert!(
        out(&counted).contains("articles\t500\n") && out(&counted).contains("attributions\t500\n"),
        "{}",
        out(&counted)
    );
}

#[test]
fn brat_goes_into_a_folder_and_comes_back_from_a_pair() {
    let folder = folder("brat");
    let path = folder.to_str().unwrap();
    let written = galley(&["convert", "--to", "brat", "-o", path], &line(1));
    assert!(written.status.success(), "{}", err(&written));
    assert!(err(&written).contains("offsets count Unicode code points"), "{}", err(&written));
    let lost = galley(&["convert", "--to", "csv"], &line(1));
    assert!(err(&lost).contains("lost: 1 attribution: \"said\"\n"), "{}", err(&lost));
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    assert_eq!(files.len(), 3, "{files:?}");
    let pair: Vec<&str> = files.iter().map(String::as_str).filter(|file| !file.ends_with(".conf")).collect();
    let back = galley(&[&["convert", "--to", "json", "-q"], pair.as_slice()].concat(), "");
    let json = out(&back);
    for part in ["\"exact\": \"Ito\"", "\"exact\": \"“No”\"", "\"no_source\": false"] {
        assert!(json.contains(part), "{part} in {json}{}", err(&back));
    }
}

#[test]
fn an_archive_of_several_files_an_article_comes_back_without_what_lies_beside() {
    let folder = folder("archives");
    for format in ["brat", "uima-json", "uima-xmi", "webanno-tsv", "spans", "label-studio", "jsonl", "json"] {
        let zip = folder.join(format!("{format}.zip"));
        let lines: String = (0..3).map(line).collect();
        let written = galley(&["convert", "--to", format, "-q", "-o", zip.to_str().unwrap()], &lines);
        assert!(written.status.success(), "{format}: {}", err(&written));
        let back = galley(&["stats", zip.to_str().unwrap()], "");
        let counted = out(&back);
        for part in ["articles\t3\n", "SOURCE\t3\n", "attributions\t3\n"] {
            assert!(counted.contains(part), "{format}: {part} in {counted}{}", err(&back));
        }
        let bytes = std::fs::read(&zip).unwrap();
        let archive = galley_core::formats::archive::Archive::open(&bytes).unwrap();
        let manifest = String::from_utf8(archive.file("manifest.json").unwrap().unwrap()).unwrap();
        assert_eq!(manifest.matches("\"id\":").count(), 3, "{manifest}");
        let id = format
            .replace("json", "galley")
            .replace("galleyl", "galley-jsonl")
            .replace("uima-galley", "uima-json");
        assert!(manifest.contains(&format!("\"format\": \"{id}\"")), "{manifest}");
    }
}

#[test]
fn annotations_beside_their_text_are_paired_by_name() {
    let folder = folder("pairs");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let quote = |words: &str| {
        format!(
            "{{\"uri\":\"https://x/\",\"tags\":[\"PERSON\"],\"target\":[{{\"selector\":[{{\"type\":\"TextQuoteSelector\",\"exact\":\"{words}\"}}]}}]}}"
        )
    };
    std::fs::write(path("one.json"), format!("{{\"rows\":[{}]}}", quote("Ito"))).unwrap();
    std::fs::write(path("one.txt"), "Ito left.").unwrap();
    std::fs::write(path("two.json"), format!("{{\"rows\":[{}]}}", quote("Diaz"))).unwrap();
    std::fs::write(path("two.txt"), "Diaz came.").unwrap();
    std::fs::write(path("three.txt"), "Nobody did.").unwrap();
    let names = ["one.json", "two.txt", "three.txt", "one.txt", "two.json"].map(path);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let counted = galley(&[&["stats"], names.as_slice()].concat(), "");
    assert!(counted.status.success(), "{}", err(&counted));
    assert!(
        out(&counted).contains("articles\t3\n") && out(&counted).contains("PERSON\t2\n"),
        "{}",
        out(&counted)
    );
}

#[test]
fn what_is_not_in_order_is_listed_and_told_by_the_exit_code() {
    let good = galley(&["validate"], &line(1));
    assert_eq!(good.status.code(), Some(0), "{}", out(&good));
    let moved = line(1).replace("\"start\":4,\"end\":7", "\"start\":400,\"end\":700");
    let bad = galley(&["validate"], &format!("{moved}{{\"text\": 3}}\nnot JSON\n"));
    assert_eq!(bad.status.code(), Some(1));
    for part in ["line 1", "reaches past the end", "line 2", "line 3", "1 article,"] {
        assert!(out(&bad).contains(part), "{part} in {}", out(&bad));
    }
}

#[test]
fn findings_are_text_json_or_sarif() {
    let article = "{\"text\":\"Talks\\n\\n“We were told nothing.” The bridge reopened 👩‍🚀 on Friday.\"}\n";
    let text = galley(&["check"], article);
    assert!(out(&text).contains("line 3: error quotation_without_source"), "{}{}", out(&text), err(&text));
    assert_eq!(text.status.code(), Some(1));
    let json = galley(&["check", "--format", "json"], article);
    assert!(
        out(&json).lines().any(|line| line.contains("\"check\":\"quotation_without_source\"")),
        "{}",
        out(&json)
    );
    let sarif = galley(&["check", "--format", "sarif"], article);
    assert!(
        out(&sarif).contains("\"version\":\"2.1.0\"") && out(&sarif).trim_end().ends_with("]}]}"),
        "{}",
        out(&sarif)
    );
}

#[test]
fn copies_are_joined() {
    let folder = folder("merge");
    let (mine, theirs) = (folder.join("mine.json"), folder.join("theirs.json"));
    let article = |annotation: &str| {
        format!(
            "{{\"format\":\"galley\",\"version\":1,\"articles\":[{{\"id\":\"a\",\"title\":\"T\",\"text\":\"Ito met Diaz.\",\
             \"annotations\":[{annotation}]}}]}}"
        )
    };
    let ito = "{\"id\":\"1\",\"type\":\"entity\",\"label\":\"PERSON\",\"target\":[{\"start\":0,\"end\":3,\"exact\":\"Ito\"}]}";
    let diaz = "{\"id\":\"2\",\"type\":\"entity\",\"label\":\"PERSON\",\"target\":[{\"start\":8,\"end\":12,\"exact\":\"Diaz\"}]}";
    std::fs::write(&mine, article(ito)).unwrap();
    std::fs::write(&theirs, article(diaz)).unwrap();
    let merged = galley(&["merge", mine.to_str().unwrap(), theirs.to_str().unwrap()], "");
    let json = out(&merged);
    assert!(merged.status.success(), "{}", err(&merged));
    assert!(json.contains("\"exact\": \"Ito\"") && json.contains("\"exact\": \"Diaz\""), "{json}");
    assert_eq!(json.matches("\"text_sha256\"").count(), 1, "{json}");
}

#[test]
fn what_cannot_be_understood_is_said() {
    for (arguments, words) in [
        (&["convert"][..], "needs --to"),
        (&["convert", "--to", "word"], "no format \"word\""),
        (&["conver"], "no command"),
        (&["stats", "--unit", "byte"], "no unit"),
        (&["check", "-o", "findings.sarif"], "check takes no --output"),
        (&["convert", "--to", "csv", "--format", "json"], "convert takes no --format"),
    ] {
        let output = galley(arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(words), "{}", err(&output));
    }
    let help = out(&galley(&["--help"], ""));
    assert!(help.contains("Examples:") && help.contains("label-studio"), "{help}");
}

#[test]
fn a_page_that_is_nested_without_end_is_refused_at_once() {
    let output = galley(&["validate", "--from", "html"], &"<div>".repeat(100_000));
    assert!(!output.status.success());
    assert!(out(&output).contains("cannot be parsed"), "{}", out(&output));
}
