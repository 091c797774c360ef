//! A whole workspace in one file: as `.galley.json`, inside the app's own HTML
//! page, or as a zip of one JSON an article.
//!
//! All three are Galley's own JSON ([`native`](super::native)) with two fields
//! more:
//!
//! ```json
//! {"workspace": {"id": "…", "name": "…", "save": "…", "saves": ["…"]}, "guidelines": "# What to mark …"}
//! ```
//!
//! Where it is wanted, the workspace has its journal beside them, as the store
//! has it: `"history": {"offset_unit": "byte", "transactions": [ … ], "unlisted": { … }}`.
//! It tells what was done on either side since two parted
//! ([`Parting`](crate::merge::Parting)), and goes on where there was nothing
//! before ([`inherit`](crate::store::inherit)). `unlisted` is a Galley file of
//! the articles that were taken off the list, so that an undo brings them back.
//!
//! `save` is an id that each saving makes anew, and `saves` are those of the
//! files that went into it: a browser that has taken a file in knows it again,
//! and does not bring back what was deleted since.
//!
//! In a page the JSON stands in a script that no browser runs. JSON has a `<`
//! in strings only, and there it is written `\u003c`: so no text can end the
//! script or open a comment in it, and nothing else has to be escaped.
//!
//! A zip has `galley.json`, which is such a file without articles, and under
//! `articles/` a file for each.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{ReadError, native};
use crate::model::{Article, Extra, Id, LabelSet};
use crate::store::Transaction;

/// The id of the page's element that has the workspace.
pub const ELEMENT: &str = "galley-project";
/// What a zip has that is a workspace.
pub const INDEX: &str = "galley.json";
/// How many earlier files a file knows.
const MOST_SAVES: usize = 200;

/// What a file says of its workspace, besides the articles and the label set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    pub id: String,
    pub name: String,
    /// This file.
    pub save: String,
    /// The files that went into it.
    pub saves: Vec<String>,
    /// Markdown.
    pub guidelines: String,
    /// What was done, in its order, where the file tells.
    pub history: Option<Vec<Arc<Transaction>>>,
    /// The articles that were taken off the list, as a Galley file.
    pub unlisted: Option<Value>,
    /// How many entries of the history could not be read.
    pub unread: usize,
}

impl Project {
    /// A file's unknown fields with the workspace's.
    #[must_use]
    pub fn fields(&self, extra: &Extra) -> Extra {
        let Self { id, name, save, saves, guidelines, history, unlisted, unread: _ } = self;
        let saves = &saves[saves.len().saturating_sub(MOST_SAVES)..];
        let mut fields = extra.clone();
        let mut workspace = json!({"id": id, "name": name, "save": save, "saves": saves});
        if let Some(history) = history {
            let transactions: Vec<Value> = history.iter().filter_map(|done| written(done)).collect();
            workspace["history"] = json!({"offset_unit": "byte", "transactions": transactions});
            if let Some(unlisted) = unlisted {
                workspace["history"]["unlisted"] = unlisted.clone();
            }
        }
        fields.insert("workspace".to_owned(), workspace);
        fields.insert("guidelines".to_owned(), guidelines.as_str().into());
        fields
    }

    /// Takes the workspace's fields out of a file's unknown ones; `None` when
    /// the file is no workspace.
    #[must_use]
    pub fn take(extra: &mut Extra) -> Option<Self> {
        let id = extra.get("workspace")?.get("id")?.as_str()?.to_owned();
        let mut workspace = extra.remove("workspace")?;
        let unlisted = workspace.get_mut("history").and_then(|history| history.get_mut("unlisted"));
        let unlisted = unlisted.map(Value::take).filter(Value::is_object);
        let told = workspace.get_mut("history").and_then(|history| history.get_mut("transactions"));
        let told = told.and_then(Value::as_array_mut).map(std::mem::take);
        let mut unread = 0;
        let history = told.map(|transactions| {
            let read = transactions.iter().map(read);
            read.filter_map(|read| {
                unread += usize::from(read.is_none());
                read
            })
            .collect()
        });
        let text = |name: &str| workspace.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let saves = workspace.get("saves").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let guidelines = match extra.remove("guidelines") {
            Some(Value::String(guidelines)) => guidelines,
            Some(other) => {
                extra.insert("guidelines".to_owned(), other);
                String::new()
            }
            None => String::new(),
        };
        Some(Self {
            id,
            name: text("name"),
            save: text("save"),
            saves: saves.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            guidelines,
            history,
            unlisted,
            unread,
        })
    }

    /// Whether a file's unknown fields are those of a workspace with its history.
    #[must_use]
    pub fn has_history(extra: &Extra) -> bool {
        extra.get("workspace").is_some_and(|workspace| workspace.get("history").is_some())
    }

    /// Adds the articles that were taken off the list.
    pub fn add_unlisted(&mut self, label_set: &LabelSet, articles: &[Article], time: &str) {
        if !articles.is_empty() {
            let file = native::write_json(label_set, articles, time, &Extra::new());
            self.unlisted = serde_json::from_str(&file).ok();
        }
    }

    /// The articles that were taken off the list.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn unlisted(
        &self,
        label_set: &LabelSet,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Result<Vec<Article>, ReadError> {
        let Some(file) = &self.unlisted else { return Ok(Vec::new()) };
        Ok(native::read(&file.to_string(), "", label_set, new_id)?.articles)
    }
}

/// A transaction goes through text both ways, as the store has it: straight
/// to and from a `Value`, all its types would be in the program twice.
fn written(done: &Transaction) -> Option<Value> {
    serde_json::from_str(&serde_json::to_string(done).ok()?).ok()
}

fn read(done: &Value) -> Option<Arc<Transaction>> {
    serde_json::from_str(&done.to_string()).ok().map(Arc::new)
}

/// A piece of JSON as it stands in a page.
#[must_use]
pub fn inert(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// The workspace's JSON inside a page that was saved, if there is one.
#[must_use]
pub fn embedded(page: &str) -> Option<&str> {
    let start = page.find(&format!("<script id=\"{ELEMENT}\""))?;
    let (_, rest) = page.get(start..)?.split_once('>')?;
    let (json, _) = rest.split_once("</script>")?;
    (!json.trim().is_empty()).then_some(json)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::formats::{native, plain};
    use crate::model::{Id, LabelSet};

    fn project() -> Project {
        Project {
            id: "w1".to_owned(),
            name: "Levy".to_owned(),
            save: "s2".to_owned(),
            saves: vec!["s1".to_owned()],
            guidelines: "# Mark <b>names</b>".to_owned(),
            history: Some(vec![Arc::new(Transaction {
                id: Id::new("t1"),
                event: "Label </script>".to_owned(),
                includes: vec![Id::new("t0")],
                ..Transaction::default()
            })]),
            unlisted: None,
            unread: 0,
        }
    }

    #[test]
    fn the_fields_come_back_and_others_stay() {
        let other: Extra = serde_json::from_str(r#"{"editor": "lee"}"#).unwrap();
        let mut fields = project().fields(&other);
        assert_eq!(Project::take(&mut fields), Some(project()));
        assert_eq!(fields, other);
        assert_eq!(Project::take(&mut fields), None);
        let mut strange: Extra =
            serde_json::from_str(r#"{"workspace": {"id": 7}, "guidelines": []}"#).unwrap();
        assert_eq!(Project::take(&mut strange), None);
        assert_eq!(strange.len(), 2);
        let mut damaged = project().fields(&other);
        damaged["workspace"]["history"]["transactions"] =
            json!([7, {"id": "t", "time": "", "creator": "", "event": ""}]);
        let damaged = Project::take(&mut damaged).unwrap();
        assert_eq!((damaged.history.unwrap().len(), damaged.unread), (1, 1));
    }

    #[test]
    fn what_was_taken_off_the_list_goes_along() {
        let article = plain::read(Id::new("off"), "off", "Off the list.".to_owned()).unwrap();
        let mut project = project();
        project.add_unlisted(&LabelSet::default(), std::slice::from_ref(&article), "now");
        let back = Project::take(&mut project.fields(&Extra::new())).unwrap();
        let unlisted = back.unlisted(&LabelSet::default(), &mut || Id::new("new"));
        assert_eq!(unlisted.unwrap(), [article]);
    }

    #[test]
    fn a_page_without_a_workspace_has_none() {
        assert_eq!(embedded("<html><script>1</script>"), None);
        assert_eq!(embedded("<script id=\"galley-project\" type=\"application/json\"></script>"), None);
        assert_eq!(embedded("<script id=\"galley-project\""), None);
    }

    fn through_a_page(text: &str) -> String {
        let article = plain::read(Id::new("a"), text, text.to_owned()).unwrap();
        let file =
            native::write_json(&LabelSet::default(), [&article], "now", &project().fields(&Extra::new()));
        let inside = inert(&file);
        assert!(!inside.contains('<'), "nothing that HTML reads");
        let page = format!(
            "<!doctype html><body><script id=\"{ELEMENT}\" type=\"application/json\">{inside}</script><script>1</script>"
        );
        let json = embedded(&page).expect("it is there");
        let import = native::read(json, "page", &LabelSet::default(), &mut || Id::new("new")).unwrap();
        assert_eq!(import.issues, []);
        import.articles[0].text.as_str().to_owned()
    }

    #[test]
    fn any_text_is_inert_in_a_page() {
        for text in [
            "</script><script>alert(1)</script>",
            "<!-- <script> --> ]]> &lt; &amp;",
            "a\u{2028}b\u{2029}c\u{0}d\r\ne\rf\\u003c\\\"",
            "𝒲 e\u{301} 👩‍👩‍👧 \u{FEFF}",
        ] {
            assert_eq!(through_a_page(text), text);
        }
    }

    #[test]
    fn a_lone_surrogate_is_told_and_not_made_up() {
        let json = r#"{"text": "half \ud83d of one"}"#;
        let import = native::read(json, "page", &LabelSet::default(), &mut || Id::new("new"));
        assert!(import.is_err() || !import.unwrap().issues.is_empty());
    }

    proptest! {
        #[test]
        fn whatever_the_text(text in "\\PC{1,40}|[</script>!\\-\\\\u0-9\r\n\u{2028}]{1,40}") {
            prop_assume!(plain::read(Id::new("a"), "", text.clone()).is_ok());
            prop_assert_eq!(through_a_page(&text), text);
        }
    }
}
