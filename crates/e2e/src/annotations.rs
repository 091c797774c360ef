//! The annotations as the article shows them.

use serde_json::{Value, json};

use crate::page::Page;
use crate::wait::until;

/// An annotation on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    pub id: String,
    /// The label's name in files.
    pub label: String,
    /// Its words; fragments apart by ` … `, blocks by ` ¶ `.
    pub words: String,
}

impl Page {
    /// What is marked, in the order in which it begins.
    pub async fn marked(&self) -> Vec<Marked> {
        let found = self.eval("return annotations()", json!([])).await;
        let part = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let marked = |value: &Value| Marked {
            id: part(value, "id"),
            label: part(value, "label"),
            words: part(value, "words"),
        };
        found.as_array().into_iter().flatten().map(marked).collect()
    }

    /// Waits until exactly this is marked: label and words, in any order.
    pub async fn expect_marked(&self, expected: &[(&str, &str)]) {
        let mut expected: Vec<String> =
            expected.iter().map(|(label, words)| format!("{label}: {words}")).collect();
        expected.sort();
        until(&format!("the marks {expected:#?}"), async || {
            let marked = self.marked().await;
            let mut seen: Vec<String> =
                marked.iter().map(|mark| format!("{}: {}", mark.label, mark.words)).collect();
            seen.sort();
            if seen == expected { Ok(()) } else { Err(format!("{seen:#?}")) }
        })
        .await;
    }

    /// Waits until as many annotations are marked.
    pub async fn expect_marked_count(&self, expected: usize) {
        until(&format!("{expected} annotations"), async || match self.marked().await.len() {
            count if count == expected => Ok(()),
            count => Err(count.to_string()),
        })
        .await;
    }
}
