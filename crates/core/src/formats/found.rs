//! What `cargo xtask fuzz` found: what is read is written, and read back as it
//! was.

use super::native::{self, NativeImport};
use super::reading;
use super::table::{self, File};
use super::{Tools, label_set, xml};
use crate::model::{Id, LabelSet};

/// Reads a file as a format, and again from what Galley writes of it.
fn twice(format: &str, files: &[File]) -> NativeImport {
    let (set, mut count) = (LabelSet::default(), 0);
    let mut new_id = || {
        count += 1;
        Id::new(&format!("new{count}"))
    };
    let parse_html = |html: &str| xml::parse(html).ok();
    let mut tools = Tools { label_set: &set, new_id: &mut new_id, parse_html: &parse_html };
    let import = reading::read(table::by_id(format).unwrap(), files, None, &mut tools).unwrap();
    let labels = import.label_set.as_ref().unwrap_or(&set);
    let json = native::write_json(labels, &import.articles, "now", &import.extra);
    let again = native::read(&json, "again.json", labels, &mut new_id).unwrap();
    assert_eq!(again.issues, [], "in {json}");
    assert_eq!(again.articles, import.articles, "by way of {json}");
    import
}

#[test]
fn a_label_of_a_label_set_without_a_name() {
    let (set, _) =
        label_set::read(r##"{"labels": [{"id": "", "color": "#2f855a"}, {"name": ""}]}"##).unwrap();
    assert_eq!(set.labels.len(), 2);
    assert_eq!(label_set::read(&label_set::write(&set)).unwrap(), (set, Vec::new()));
}

#[test]
fn a_mark_without_a_label() {
    let line = r#"{"text":"Ito met Diaz.","spans":[{"start":0,"end":3,"text":"Ito"}]}"#;
    let import = twice("spans", &[File::new("a.jsonl", line)]);
    assert_eq!(import.articles[0].annotations.len(), 1);
}
