//! What two workspaces have done since they parted, by their journals.
//!
//! A file can bring its workspace's journal. Transactions have ids that are
//! their own everywhere, so two journals tell what each side has done that the
//! other does not know: a thing that only one side has touched since is as
//! that side has it, also when it was deleted there, and only what both have
//! touched is a question.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::Key;
use super::part::{Kind, block_id, field_id};
use crate::model::Id;
use crate::store::{DocumentChange, Revert, Transaction, WorkspaceChange, squash};

/// What either side has done that the other does not know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parting {
    pub mine: Done,
    pub theirs: Done,
    /// Every transaction that they know and this side does not.
    pub new: Vec<Id>,
    /// The same between files that were opened before this one, by their
    /// numbers, and this one.
    earlier: Vec<Parting>,
    /// Which of several files they are.
    number: usize,
}

/// The things that one side has touched, by article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    parts: HashMap<Id, HashSet<Key>>,
    /// Articles whose text was replaced.
    texts: HashSet<Id>,
    /// Articles that were put on the list or taken off it.
    listed: HashSet<Id>,
    pub label_set: bool,
    pub guidelines: bool,
}

impl Parting {
    /// Compares two journals, each in its order.
    #[must_use]
    pub fn new<M, T>(mine: &[M], theirs: &[T]) -> Self
    where
        M: Borrow<Transaction>,
        T: Borrow<Transaction>,
    {
        let (known_here, known_there) = (known(mine), known(theirs));
        let mine = mine.iter().map(Borrow::borrow).filter(|done| !known_there.contains(&done.id));
        let new = theirs.iter().map(Borrow::borrow).filter(|done| !known_here.contains(&done.id));
        Self {
            mine: Done::of(mine),
            theirs: Done::of(new),
            new: known_there.iter().filter(|id| !known_here.contains(*id)).cloned().collect(),
            earlier: Vec::new(),
            number: 0,
        }
    }

    /// The same beside files that are opened together with this one, of which
    /// the journals are given in the order of the files.
    #[must_use]
    pub fn beside(self, files: &[Vec<Arc<Transaction>>], theirs: &[Arc<Transaction>]) -> Self {
        let earlier = files.iter().map(|file| Parting::new(file, theirs)).collect();
        Self { earlier, number: files.len(), ..self }
    }

    /// Whether one file has done something since it parted from another, and
    /// whether the other has.
    #[must_use]
    pub fn among(one: &Self, other: &Self, has: impl Fn(&Done) -> bool) -> (bool, bool) {
        match (other.earlier.get(one.number), one.earlier.get(other.number)) {
            (Some(parting), _) => (has(&parting.mine), has(&parting.theirs)),
            (None, Some(parting)) => (has(&parting.theirs), has(&parting.mine)),
            (None, None) => (false, false),
        }
    }
}

/// The transactions that a journal has, or has taken in from a file and not
/// taken back since.
fn known<T: Borrow<Transaction>>(journal: &[T]) -> BTreeSet<Id> {
    let taken_back = taken_back(journal);
    let journal = journal.iter().map(Borrow::borrow);
    journal
        .flat_map(|transaction| {
            let taken_in = if taken_back.contains(&transaction.id) { &[][..] } else { &transaction.includes };
            taken_in.iter().chain([&transaction.id])
        })
        .cloned()
        .collect()
}

/// The transactions that are undone at the end of a journal.
fn taken_back<T: Borrow<Transaction>>(journal: &[T]) -> HashSet<&Id> {
    let mut undone: HashMap<&Id, &Id> = HashMap::new();
    for transaction in journal.iter().map(Borrow::borrow) {
        match &transaction.reverts {
            Some(Revert::Undo(of)) => drop(undone.insert(of, &transaction.id)),
            Some(Revert::Redo(undo)) => undone.retain(|_, by| *by != undo),
            None => {}
        }
    }
    undone.into_keys().collect()
}

impl Done {
    /// What is otherwise after these transactions than before them, and what
    /// one that took in others' work has decided: that may be as it was here
    /// before, and is an answer to those others all the same.
    fn of<'a>(transactions: impl Iterator<Item = &'a Transaction>) -> Self {
        let transactions: Vec<&Transaction> = transactions.collect();
        let taken_back = taken_back(&transactions);
        let mut done = Self::default();
        let decided = transactions
            .iter()
            .filter(|merge| !merge.includes.is_empty() && !taken_back.contains(&merge.id))
            .flat_map(|merge| &merge.articles);
        for (article, changes) in decided {
            changes.iter().for_each(|change| done.touch(article, change.clone()));
        }
        let all = squash(transactions);
        for (article, changes) in all.articles {
            for change in changes {
                done.touch(&article, change);
            }
        }
        for change in all.workspace {
            match change {
                WorkspaceChange::LabelSet(_) => done.label_set = true,
                WorkspaceChange::Guidelines(_) => done.guidelines = true,
                WorkspaceChange::Listing(edit) => {
                    let status = |listing: &Option<Arc<crate::store::Listing>>| {
                        listing.as_ref().map(|listing| listing.status)
                    };
                    if edit.before.is_none() != edit.after.is_none() {
                        done.listed.insert(edit.id);
                    } else if status(&edit.before) != status(&edit.after) {
                        done.parts.entry(edit.id).or_default().insert((Kind::Whole, "status".into()));
                    }
                }
            }
        }
        done
    }

    fn touch(&mut self, article: &Id, change: DocumentChange) {
        let key = match change {
            DocumentChange::Annotation(edit) => (Kind::Annotation, edit.id),
            DocumentChange::Entity(edit) => (Kind::Entity, edit.id),
            DocumentChange::Attribution(edit) => (Kind::Attribution, edit.id),
            DocumentChange::Dismissal(edit) => (Kind::Dismissal, edit.id),
            DocumentChange::Block(edit) => (Kind::Whole, block_id(edit.id)),
            DocumentChange::Field(edit) => (Kind::Whole, field_id(&edit.id)),
            DocumentChange::Edition(edit) => {
                // One that takes in orphans has the same text.
                let text =
                    |edition: Option<Arc<crate::store::Edition>>| edition.map(|edition| edition.text.clone());
                if text(edit.before) != text(edit.after) {
                    self.texts.insert(article.clone());
                }
                return;
            }
        };
        self.parts.entry(article.clone()).or_default().insert(key);
    }

    pub(super) fn has(&self, article: &Id, key: &Key) -> bool {
        self.parts.get(article).is_some_and(|keys| keys.contains(key))
    }

    /// Whether anything in an article was touched.
    #[must_use]
    pub fn has_article(&self, article: &Id) -> bool {
        self.parts.contains_key(article) || self.has_text(article)
    }

    /// Whether an article's text was replaced.
    #[must_use]
    pub fn has_text(&self, article: &Id) -> bool {
        self.texts.contains(article)
    }

    /// Whether an article was put on the list or taken off it.
    #[must_use]
    pub fn has_listed(&self, article: &Id) -> bool {
        self.listed.contains(article)
    }
}
