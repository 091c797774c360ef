//! Files that Galley hands out, and what of them can be compared.

use std::fs;
use std::path::Path;

use regex_lite::{Captures, Regex};
use serde_json::Value;

use crate::page::Page;
use crate::setting::{Browser, Setting};
use crate::wait::until;

/// A time that stands for any.
const TIME: &str = "2000-01-01T00:00:00Z";

impl Page {
    /// Exports as it is set in the dialog when it opens, by download.
    pub async fn export(&self) -> String {
        self.press("Ctrl+s").await;
        self.click("Download").await;
        self.downloaded(".json").await.1
    }

    /// The export as a value.
    pub async fn export_value(&self) -> Value {
        let text = self.export().await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("the export is no JSON: {error}\n{text}"))
    }

    /// The one file that was downloaded, name and text, once it is whole. It
    /// is removed, so that the next one can be told from it.
    pub async fn downloaded(&self, extension: &str) -> (String, String) {
        let (name, bytes) = self.download(extension).await;
        (name, String::from_utf8(bytes).expect("the download is text"))
    }

    /// The same of a file that is no text.
    pub async fn downloaded_bytes(&self, extension: &str) -> Vec<u8> {
        self.download(extension).await.1
    }

    async fn download(&self, extension: &str) -> (String, Vec<u8>) {
        let folder = self.profile.downloads();
        let (name, bytes) = until(&format!("a download of a {extension} file"), async || {
            let files = files_in(&folder);
            let is_whole = |name: &&String| name.ends_with(extension);
            match files.as_slice() {
                [only] if is_whole(&only) => match fs::read(folder.join(only)) {
                    Ok(bytes) if !bytes.is_empty() => Ok((only.clone(), bytes)),
                    other => Err(format!("{:?}", other.map(|bytes| bytes.len()))),
                },
                other => Err(format!("{other:?}")),
            }
        })
        .await;
        fs::remove_file(folder.join(&name)).expect("the download could not be removed");
        (name, bytes)
    }
}

fn files_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// An export with what no two runs have in common made equal: ids become `a1`,
/// `a2`… in the order in which they appear, and times one time.
pub fn normalised(export: &str) -> String {
    let id = regex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    let time = regex(r#""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z""#);
    let mut ids: Vec<String> = Vec::new();
    let with_ids = id.replace_all(export, |found: &Captures| {
        let found = &found[0];
        let index = ids.iter().position(|known| known == found).unwrap_or_else(|| {
            ids.push(found.to_owned());
            ids.len() - 1
        });
        format!("a{}", index + 1)
    });
    time.replace_all(&with_ids, format!("\"{TIME}\"")).into_owned()
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is one")
}

/// Fails with the first line that differs, rather than with two whole files;
/// what was found is kept beside the pictures.
pub fn assert_same(found: &str, expected: &str, what: &str) {
    if found == expected {
        return;
    }
    let kept = Setting::get().shots.join(format!("failed-{}-{what}", Browser::current().name()));
    // Only a help for whoever looks into it.
    let _ = fs::write(&kept, found);
    let (mut found_lines, mut expected_lines) = (found.lines(), expected.lines());
    let mut number = 1;
    loop {
        match (found_lines.next(), expected_lines.next()) {
            (Some(found), Some(expected)) if found == expected => number += 1,
            (found, expected) => {
                panic!(
                    "{what} differs in line {number}:\n  found    {found:?}\n  expected {expected:?}\nall that was found is in {}",
                    kept.display()
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_times_are_made_equal() {
        let export = r#"{"id":"019ab3c4-0000-7000-8000-00000000000b","of":"019ab3c4-0000-7000-8000-00000000000a","same":"019ab3c4-0000-7000-8000-00000000000b","at":"2026-11-23T09:00:00.123Z"}"#;
        let expected = r#"{"id":"a1","of":"a2","same":"a1","at":"2000-01-01T00:00:00Z"}"#;
        assert_eq!(normalised(export), expected);
    }
}
