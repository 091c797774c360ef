//! Records that an earlier version of the store has written, as this one
//! writes them.

use std::collections::HashMap;

use serde::Deserialize;

use super::record::Damaged;
use super::transaction::{Revert, Seq, Transaction};
use crate::model::Id;

/// Journal entries of version 1, in which a transaction had no id of its own
/// and said by a journal's number what it reverts.
///
/// The ids follow from the workspace and the number, so that doing it again
/// gives the same.
#[derive(Debug)]
pub struct FromV1 {
    workspace: String,
    /// Whether each entry is an undo.
    undos: HashMap<Seq, bool>,
}

/// What version 1 said elsewhere.
#[derive(Deserialize)]
struct V1 {
    reverts: Option<Seq>,
}

impl FromV1 {
    #[must_use]
    pub fn new(workspace: &str) -> Self {
        Self { workspace: workspace.to_owned(), undos: HashMap::new() }
    }

    /// The next entry; they come in the order of their `seq`.
    ///
    /// # Errors
    /// When the record is damaged.
    pub fn entry(&mut self, seq: Seq, json: &str) -> Result<Transaction, Damaged> {
        let V1 { reverts } = serde_json::from_str(json)?;
        let mut transaction: Transaction = serde_json::from_str(json)?;
        transaction.id = self.id(seq);
        transaction.reverts = reverts.map(|seq| {
            let is_undo = self.undos.get(&seq) == Some(&true);
            if is_undo { Revert::Redo(self.id(seq)) } else { Revert::Undo(self.id(seq)) }
        });
        self.undos.insert(seq, matches!(transaction.reverts, Some(Revert::Undo(_))));
        Ok(transaction)
    }

    fn id(&self, seq: Seq) -> Id {
        Id::from(format!("{}-{seq}", self.workspace))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{History, Line, Next};

    /// What the first version wrote: a mark, its undo, the undo's redo.
    const MARK: &str = r#"{"time":"2026-11-23T09:00:00.000Z","creator":"Ada","event":"Label “Ilse Varga” as Person","workspace":[{"listing":{"id":"a1","before":{"id":"a1","title":"Ferry","status":"new","position":0},"after":{"id":"a1","title":"Ferry","status":"in_progress","position":0}}}],"articles":{"a1":[{"annotation":{"id":"n1","after":{"id":"n1","type":"entity","label":"PERSON","target":[[0,10]],"provenance":{"creator":"Ada","created":"2026-11-23T09:00:00.000Z","origin":"human"}}}}]}}"#;
    const UNDO: &str = r#"{"time":"2026-11-23T09:01:00.000Z","creator":"Ada","event":"Label “Ilse Varga” as Person","reverts":1}"#;
    const REDO: &str = r#"{"time":"2026-11-23T09:02:00.000Z","creator":"Ada","event":"Label “Ilse Varga” as Person","reverts":2}"#;

    #[test]
    fn entries_of_the_first_version_get_ids_and_revert_by_them() {
        let mut from = FromV1::new("w");
        let [mark, undo, redo] = [(1, MARK), (2, UNDO), (3, REDO)]
            .map(|(seq, json)| from.entry(seq, json).expect("an entry of version 1"));
        assert_eq!(mark.id.as_str(), "w-1");
        assert_eq!((mark.creator.as_str(), mark.reverts.as_ref()), ("Ada", None));
        assert_eq!((mark.workspace.len(), mark.articles[&Id::new("a1")].len()), (1, 1));
        assert_eq!(undo.reverts, Some(Revert::Undo("w-1".into())));
        assert_eq!(redo.reverts, Some(Revert::Redo("w-2".into())));

        let mut history = History::new(3);
        history.tell_older(1, &[Line::from(&mark), Line::from(&undo), Line::from(&redo)]);
        assert_eq!(history.to_undo(), Next::Unread("w-3".into()));
        assert_eq!(history.to_redo(), Next::Nothing);
    }

    #[test]
    fn a_damaged_entry_is_told() {
        assert!(FromV1::new("w").entry(1, &MARK[..40]).is_err());
        assert!(FromV1::new("w").entry(1, "[]").is_err());
    }
}
