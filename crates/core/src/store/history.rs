//! Undo and redo without limit, over everything the journal holds.
//!
//! Nothing is ever taken out of the journal: an undo is a new entry that says
//! which one it reverts. So the two stacks follow from the journal alone, and
//! a reload brings them back.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::transaction::{Seq, Transaction};

/// One entry of the journal. The transaction stays JSON until it is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    pub seq: Seq,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverts: Option<Seq>,
    /// The [`Transaction`] as JSON.
    pub json: String,
}

/// The journal's undo and redo stacks.
#[derive(Clone, Debug, Default)]
pub struct History {
    entries: HashMap<Seq, String>,
    undo: Vec<Seq>,
    redo: Vec<Seq>,
    last: Seq,
    /// The last transaction of this session: the one that is mostly taken
    /// back, and need not be read for it.
    latest: Option<(Seq, Arc<Transaction>)>,
}

impl History {
    /// The history that a journal tells; entries in the order of their `seq`.
    #[must_use]
    pub fn replay(journal: impl IntoIterator<Item = Recorded>) -> Self {
        let mut history = Self::default();
        for entry in journal {
            history.push(entry);
        }
        history
    }

    /// Takes a new entry in.
    pub fn push(&mut self, entry: Recorded) {
        let Recorded { seq, reverts, json } = entry;
        match reverts {
            Some(reverted) if self.undo.last() == Some(&reverted) => {
                self.undo.pop();
                self.redo.push(seq);
            }
            Some(reverted) if self.redo.last() == Some(&reverted) => {
                self.redo.pop();
                self.undo.push(seq);
            }
            _ => {
                self.undo.push(seq);
                self.redo.clear();
            }
        }
        self.last = self.last.max(seq);
        self.entries.insert(seq, json);
    }

    /// Takes a new entry in, with the transaction that it tells.
    pub fn commit(&mut self, entry: Recorded, transaction: Arc<Transaction>) {
        self.latest = Some((entry.seq, transaction));
        self.push(entry);
    }

    /// The `seq` of the next entry.
    #[must_use]
    pub fn next_seq(&self) -> Seq {
        self.last + 1
    }

    /// The transaction that an undo would take back.
    #[must_use]
    pub fn to_undo(&self) -> Option<(Seq, Arc<Transaction>)> {
        self.undo.last().and_then(|&seq| self.transaction(seq))
    }

    /// The undo that a redo would take back.
    #[must_use]
    pub fn to_redo(&self) -> Option<(Seq, Arc<Transaction>)> {
        self.redo.last().and_then(|&seq| self.transaction(seq))
    }

    fn transaction(&self, seq: Seq) -> Option<(Seq, Arc<Transaction>)> {
        if let Some(latest) = self.latest.as_ref().filter(|(latest, _)| *latest == seq) {
            return Some(latest.clone());
        }
        let transaction = serde_json::from_str(self.entries.get(&seq)?).ok()?;
        Some((seq, Arc::new(transaction)))
    }
}
