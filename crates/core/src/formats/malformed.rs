//! Files with something wrong in them: whatever it is, the rest is read, and
//! what is not there any more is told.

use serde_json::{Value, json};

use super::native::NativeImport;
use super::reading;
use super::table::{FORMATS, File, Format};
use super::writing::Export;
use super::{ReadError, Tools};
use crate::model::{Article, Id, LabelSet};

/// A small article with all that formats have places for.
const ARTICLE: &str = r#"{"format": "galley", "version": 1, "articles": [{"id": "d1", "title": "Tide", "text": "É 👩‍🚀 said “No, no” to her.\nDiaz nodded.",
  "metadata": {"url": "https://example.org/a"},
  "annotations": [
    {"id": "m1", "type": "source", "label": "SOURCE", "target": [{"start": 0, "end": 5, "exact": "É 👩‍🚀"}], "attributes": {"source_type": "person"}, "note": "who?"},
    {"id": "m2", "type": "cue", "label": "CUE", "target": [{"start": 6, "end": 10, "exact": "said"}]},
    {"id": "m3", "type": "content", "label": "CONTENT", "target": [{"start": 11, "end": 14, "exact": "“No"}, {"start": 16, "end": 19, "exact": "no”"}]},
    {"id": "m4", "type": "entity", "label": "PERSON", "target": [{"start": 28, "end": 32, "exact": "Diaz"}]}],
  "attributions": [{"id": "e1", "sources": ["m1"], "cue": "m2", "contents": ["m3"], "attributes": {"quote_type": "direct"}}]}]}"#;

fn read(format: &'static Format, files: &[File]) -> Result<NativeImport, ReadError> {
    let (set, mut count) = (LabelSet::default(), 0);
    let mut new_id = || {
        count += 1;
        Id::new(&format!("new{count}"))
    };
    let mut tools = Tools { label_set: &set, new_id: &mut new_id, parse_html: &|_| None };
    reading::read(format, files, None, &mut tools)
}

/// Those that are read and written, other than Galley's own, which has tests
/// of its own.
fn others() -> impl Iterator<Item = &'static Format> {
    FORMATS
        .iter()
        .filter(|format| format.is_read() && format.is_written() && !format.id.starts_with("galley"))
}

fn native() -> Article {
    let format = super::table::by_id("galley").unwrap();
    read(format, &[File::new("a.json", ARTICLE)]).unwrap().articles.remove(0)
}

/// The article in a format; beside its text where the format has none.
fn files(format: &'static Format) -> Vec<File> {
    let set = LabelSet::default();
    let article = native();
    let mut export = Export::new(format, None);
    let piece = export.article(&article, &set);
    let mut files = piece.files;
    if files.is_empty() {
        let name = format!("tide.{}", format.extensions[0]);
        files.push(File::new(name, piece.text + &export.finish(&set).text));
    }
    if format.id == "hypothesis" {
        files.push(File::new("tide.txt", article.text.as_bytes()));
    }
    files
}

/// How many articles, marks and attributions there are.
fn count(import: &NativeImport) -> [usize; 3] {
    let sum = |of: fn(&Article) -> usize| import.articles.iter().map(of).sum();
    [
        import.articles.len(),
        sum(|article| article.annotations.len() + article.orphans.len()),
        sum(|article| article.attributions.len()),
    ]
}

/// Reads what was changed; what it lacks must be told.
fn check(format: &'static Format, files: &[File], whole: [usize; 3], change: &str) -> Result<(), String> {
    let Ok(import) = read(format, files) else { return Ok(()) };
    let found = count(&import);
    let lacks = whole.iter().zip(found).any(|(&wanted, found)| found < wanted);
    let told = |issue: &super::Issue| !issue.done.starts_with("taken as") && !issue.place.is_empty();
    if lacks && !import.issues.iter().any(told) {
        return Err(format!("{}: {change}: {found:?} instead of {whole:?}", format.id));
    }
    Ok(())
}

/// Every place in a value, as a pointer.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| pointers(item, &format!("{at}/{index}"), all))
        }
        Value::Object(fields) => fields.iter().for_each(|(name, field)| {
            let name = name.replace('~', "~0").replace('/', "~1");
            pointers(field, &format!("{at}/{name}"), all);
        }),
        _ => {}
    }
}

/// What a value of JSON is exchanged for: other types, and numbers that are
/// no offsets.
fn wrong(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(_) | Value::Object(_) => vec![json!(7), json!("x"), json!(true)],
        Value::Number(_) => {
            vec![json!("x"), json!([]), json!(-1), json!(0.5), json!(4_000_000_000_u32), json!(1e99)]
        }
        _ => vec![json!(7), json!([]), json!({}), Value::Null],
    }
}

/// Exchanges values in the small file of each format that is JSON: with
/// `others` for the one at a place, given all places. Nothing may be missing
/// in silence.
fn exchange(others_for: impl Fn(&Value, &str, &[String]) -> Vec<Value>) {
    let mut silent = Vec::new();
    for format in others() {
        let files = files(format);
        let whole = count(&read(format, &files).unwrap());
        let Ok(value) = serde_json::from_slice::<Value>(&files[0].bytes) else { continue };
        let mut places = Vec::new();
        pointers(&value, "", &mut places);
        for place in &places {
            for other in others_for(&value, place, &places) {
                let mut changed = value.clone();
                *changed.pointer_mut(place).unwrap() = other.clone();
                let mut files = files.clone();
                files[0].bytes = changed.to_string().into_bytes();
                silent.extend(check(format, &files, whole, &format!("{place} is {other}")).err());
            }
        }
    }
    assert!(silent.is_empty(), "{}\n{}", silent.len(), silent.join("\n"));
}

#[test]
fn json_with_a_value_of_another_type_says_what_it_lacks() {
    exchange(|value, place, _| {
        // Contexts and types, of which nothing is read.
        if place.contains("/@context/") || place.starts_with("/%TYPES/") {
            return Vec::new();
        }
        wrong(value.pointer(place).unwrap())
    });
}

/// Each id is there twice, and nowhere.
#[test]
fn json_with_an_id_of_another_says_what_it_lacks() {
    exchange(|value, place, places| {
        if !is_id(value, place) {
            return Vec::new();
        }
        let here = value.pointer(place).unwrap();
        let ids = places.iter().filter(|place| is_id(value, place));
        let mut others: Vec<Value> = ids.map(|other| value.pointer(other).unwrap().clone()).collect();
        others.retain(|other| other != here);
        others.push(if here.is_number() { json!(999) } else { json!("nowhere") });
        others.dedup();
        others
    });
}

fn is_id(value: &Value, place: &str) -> bool {
    let name = place.rsplit('/').next().unwrap_or_default();
    let is_one = value.pointer(place).is_some_and(|value| value.is_string() || value.is_number());
    is_one
        && (name.to_lowercase().ends_with("id") || matches!(name, "@target" | "@sofa" | "source" | "part_of"))
}

/// The numbers of a text, by where they stand.
fn numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut all: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, _) in text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        match all.last_mut() {
            Some(last) if last.end == at => last.end += 1,
            _ => all.push(at..at + 1),
        }
    }
    all
}

/// brat, XMI, TSV: every number, be it an offset or an id, is a word, another
/// number, or out of range.
#[test]
fn text_with_a_wrong_number_says_what_it_lacks() {
    let mut silent = Vec::new();
    for format in others() {
        let files = files(format);
        let whole = count(&read(format, &files).unwrap());
        for (index, file) in files.iter().enumerate() {
            let text = String::from_utf8(file.bytes.clone()).unwrap();
            if serde_json::from_str::<Value>(&text).is_ok() || file.extension() == "txt" {
                continue;
            }
            let found = numbers(&text);
            let other_numbers = ["1", "2", "3", "4000000000", "99999999999999999999", "-1", "0.5", "x"];
            for place in found {
                for other in other_numbers.iter().filter(|other| **other != &text[place.clone()]) {
                    let mut changed = text.clone();
                    changed.replace_range(place.clone(), other);
                    let mut files = files.clone();
                    files[index].bytes = changed.into_bytes();
                    let line = text[..place.start].matches('\n').count() + 1;
                    let what = format!("{} line {line}: {} is {other}", file.name, &text[place.clone()]);
                    silent.extend(check(format, &files, whole, &what).err());
                }
            }
        }
    }
    assert!(silent.is_empty(), "{}\n{}", silent.len(), silent.join("\n"));
}

/// Half a character, as programs write that cut texts by UTF-16 units.
#[test]
fn json_with_half_a_character_says_where() {
    for format in others() {
        let files = files(format);
        let Ok(value) = serde_json::from_slice::<Value>(&files[0].bytes) else { continue };
        let json = value.to_string();
        let words = json.find("said").unwrap();
        for half in ["\\ud83d", "\\ude80", "\\ud83dx"] {
            let mut changed = json.clone();
            changed.insert_str(words, half);
            let mut files = files.clone();
            files[0].bytes = changed.into_bytes();
            let error = read(format, &files).unwrap_err();
            assert!(error.place.contains("column"), "{}: {error}", format.id);
            assert!(error.reason.contains("lone surrogate"), "{}: {error}", format.id);
        }
    }
}

/// Of lines and lists what is before a cut is kept, and the cut is told.
#[test]
fn the_article_before_a_cut_is_kept() {
    let cut = ["label-studio", "spans", "prodigy", "doccano", "doccano-seq", "conll"];
    for format in others().filter(|format| cut.contains(&format.id)) {
        let article = native();
        let mut export = Export::new(format, None);
        let set = LabelSet::default();
        let first = export.article(&article, &set).text;
        let second = export.article(&article, &set).text;
        for end in second.char_indices().map(|(at, _)| at).skip(2) {
            let text = format!("{first}{}", &second[..end]);
            let import = read(format, &[File::new("a.x", text.as_str())]).unwrap();
            assert!(!import.articles[0].annotations.is_empty(), "{} {end}", format.id);
            let is_told = import
                .issues
                .iter()
                .any(|issue| issue.place.contains("line") || issue.place.contains("item"));
            assert!(is_told || format.id == "conll", "{} {end}: {:?}", format.id, import.issues);
        }
    }
}

/// In a list of annotations the text comes first, so all before the cut stay.
#[test]
fn web_annotations_before_a_cut_are_kept() {
    let format = super::table::by_id("web-annotation").unwrap();
    let text = String::from_utf8(files(format).remove(0).bytes).unwrap();
    let cut = text.find("m4").unwrap();
    let import = read(format, &[File::new("a.jsonld", &text[..cut])]).unwrap();
    assert_eq!(import.articles[0].annotations.len(), 3);
    assert!(import.issues.iter().any(|issue| issue.found.contains("truncated")), "{:?}", import.issues);
}
