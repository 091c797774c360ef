//! Undo and redo without limit, over everything the journal holds.
//!
//! Nothing is ever taken out of the journal: an undo is a new entry that says
//! what it reverts. So the two stacks follow from the journal alone, and a
//! reload brings them back. They are told from its end on, page by page, and
//! only as far back as someone asks; the transactions themselves are read when
//! they are needed.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::transaction::{Revert, Seq, Transaction};
use crate::model::Id;

/// What the journal's list of entries says of one: everything but the changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The transaction's.
    pub id: Id,
    /// RFC 3339, UTC.
    pub time: String,
    pub creator: String,
    pub event: String,
    pub reverts: Option<Revert>,
    /// The articles that it changes.
    pub articles: Vec<Id>,
}

impl From<&Transaction> for Line {
    fn from(transaction: &Transaction) -> Self {
        Self {
            id: transaction.id.clone(),
            time: transaction.time.clone(),
            creator: transaction.creator.clone(),
            event: transaction.event.clone(),
            reverts: transaction.reverts.clone(),
            articles: transaction.articles.keys().cloned().collect(),
        }
    }
}

/// What an undo or a redo would take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    Nothing,
    Found(Arc<Transaction>),
    /// It has to be read first, and [remembered](History::remember).
    Unread(Id),
    /// The entries before this one have to be read first, and
    /// [told](History::tell_older).
    Older(Seq),
}

/// The journal's undo and redo stacks, as far back as it was told.
#[derive(Clone, Debug)]
pub struct History {
    undo: Vec<Id>,
    redo: Vec<Id>,
    /// What some entry told so far takes back.
    reverted: HashSet<Id>,
    /// A step has been told after which nothing older can be redone.
    stepped: bool,
    /// The oldest entry told so far, or the one after the last.
    from: Seq,
    last: Seq,
    transactions: HashMap<Id, Arc<Transaction>>,
}

impl Default for History {
    fn default() -> Self {
        Self::new(0)
    }
}

impl History {
    /// The history of a journal whose last entry is `last`; nothing of it is
    /// told yet.
    #[must_use]
    pub fn new(last: Seq) -> Self {
        Self {
            undo: Vec::new(),
            redo: Vec::new(),
            reverted: HashSet::new(),
            stepped: false,
            from: last + 1,
            last,
            transactions: HashMap::new(),
        }
    }

    /// Tells the entries before those told so far, in the journal's order.
    /// `from` is where they begin, whether or not all could be read.
    pub fn tell_older<'a>(
        &mut self,
        from: Seq,
        lines: impl IntoIterator<Item = &'a Line, IntoIter: DoubleEndedIterator>,
    ) {
        let (mut undo, mut redo) = (Vec::new(), Vec::new());
        for line in lines.into_iter().rev() {
            let is_undo = matches!(line.reverts, Some(Revert::Undo(_)));
            if !self.reverted.contains(&line.id) {
                if !is_undo {
                    undo.push(line.id.clone());
                } else if !self.stepped {
                    redo.push(line.id.clone());
                }
            }
            match &line.reverts {
                Some(revert) => {
                    self.reverted.insert(revert.of().clone());
                }
                None => self.stepped = true,
            }
        }
        prepend(&mut self.undo, undo);
        prepend(&mut self.redo, redo);
        self.from = from;
    }

    /// Takes in a transaction that was just done here.
    pub fn commit(&mut self, transaction: Arc<Transaction>) {
        let id = transaction.id.clone();
        match &transaction.reverts {
            Some(Revert::Undo(reverted)) => {
                self.take_off(reverted);
                self.redo.push(id.clone());
            }
            Some(Revert::Redo(reverted)) => {
                self.take_off(reverted);
                self.undo.push(id.clone());
            }
            None => {
                self.undo.push(id.clone());
                self.redo.clear();
                self.stepped = true;
            }
        }
        self.last += 1;
        self.transactions.insert(id, transaction);
    }

    /// Takes in an entry of another writer. It is not for an undo here, but may
    /// have taken back what was.
    pub fn take_in(&mut self, transaction: &Transaction) {
        if let Some(revert) = &transaction.reverts {
            self.take_off(revert.of());
        }
        self.last += 1;
    }

    /// Leaves out an entry of another writer that cannot be read.
    pub fn skip(&mut self) {
        self.last += 1;
    }

    fn take_off(&mut self, id: &Id) {
        // Mostly the last one.
        for stack in [&mut self.undo, &mut self.redo] {
            if let Some(at) = stack.iter().rposition(|other| other == id) {
                stack.remove(at);
            }
        }
        self.reverted.insert(id.clone());
    }

    /// Keeps a transaction that was read.
    pub fn remember(&mut self, transaction: Arc<Transaction>) {
        self.transactions.insert(transaction.id.clone(), transaction);
    }

    /// Takes a step that cannot be read off the stacks, so that those before
    /// it can be reached.
    pub fn leave_out(&mut self, id: &Id) {
        self.take_off(id);
    }

    /// A transaction that was done here or read.
    #[must_use]
    pub fn known(&self, id: &Id) -> Option<&Arc<Transaction>> {
        self.transactions.get(id)
    }

    /// The journal's last entry.
    #[must_use]
    pub fn last(&self) -> Seq {
        self.last
    }

    /// How many steps told so far can be undone.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.undo.len()
    }

    /// What an undo would take back.
    #[must_use]
    pub fn to_undo(&self) -> Next {
        self.next(&self.undo, true)
    }

    /// The undo that a redo would take back.
    #[must_use]
    pub fn to_redo(&self) -> Next {
        self.next(&self.redo, !self.stepped)
    }

    fn next(&self, stack: &[Id], more: bool) -> Next {
        match stack.last() {
            Some(id) => match self.transactions.get(id) {
                Some(transaction) => Next::Found(transaction.clone()),
                None => Next::Unread(id.clone()),
            },
            None if more && self.from > 1 => Next::Older(self.from),
            None => Next::Nothing,
        }
    }
}

/// Puts what was found from the newest to the oldest under a stack.
fn prepend(stack: &mut Vec<Id>, mut older: Vec<Id>) {
    older.reverse();
    older.append(stack);
    *stack = older;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn done(id: usize, reverts: Option<Revert>) -> Arc<Transaction> {
        Arc::new(Transaction { id: Id::from(format!("t{id}")), reverts, ..Transaction::default() })
    }

    proptest! {
        /// What a journal tells, read from its end in pages of any size, is
        /// what its writer has: all that can be undone and redone, in order.
        #[test]
        fn the_stacks_follow_from_the_journal(
            steps in prop::collection::vec(0_u8..3, 0..40),
            page in 1_usize..9,
        ) {
            let mut written = History::default();
            let mut lines = Vec::new();
            for (number, step) in steps.into_iter().enumerate() {
                let reverts = match (step, written.to_undo(), written.to_redo()) {
                    (1, Next::Found(top), _) => Some(Revert::Undo(top.id.clone())),
                    (2, _, Next::Found(top)) => Some(Revert::Redo(top.id.clone())),
                    _ => None,
                };
                let transaction = done(number, reverts);
                lines.push(Line::from(&*transaction));
                written.commit(transaction);
            }
            let mut read = History::new(lines.len() as Seq);
            let mut end = lines.len();
            while end > 0 {
                let from = end.saturating_sub(page);
                read.tell_older(from as Seq + 1, &lines[from..end]);
                end = from;
            }
            prop_assert_eq!(&read.undo, &written.undo);
            prop_assert_eq!(&read.redo, &written.redo);
            prop_assert_eq!(read.last(), written.last());
        }
    }

    #[test]
    fn what_is_not_read_yet_is_asked_for() {
        let mut history = History::new(3);
        assert_eq!(history.to_undo(), Next::Older(4));
        let [one, two, undone] = [done(1, None), done(2, None), done(3, Some(Revert::Undo("t2".into())))];
        history.tell_older(2, &[Line::from(&*two), Line::from(&*undone)]);
        assert_eq!(history.to_redo(), Next::Unread("t3".into()));
        assert_eq!(history.to_undo(), Next::Older(2), "the second is undone, the first not told");
        history.tell_older(1, &[Line::from(&*one)]);
        assert_eq!(history.to_undo(), Next::Unread("t1".into()));
        history.remember(one.clone());
        assert_eq!(history.to_undo(), Next::Found(one));
    }
}
