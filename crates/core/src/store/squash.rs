//! Many transactions as one with the same effect: what going back to a point
//! in the history takes back.

use std::collections::HashMap;
use std::hash::Hash;

use super::transaction::{DocumentChange, Edit, Field, Transaction, WorkspaceChange};
use crate::model::Id;

/// One transaction that does what these do, one after the other; it has no
/// more than one change of each thing. Its metadata are empty.
pub fn squash<'a>(transactions: impl IntoIterator<Item = &'a Transaction>) -> Transaction {
    let mut workspace = Merged::default();
    let mut articles: HashMap<Id, Merged<DocumentChange>> = HashMap::new();
    for transaction in transactions {
        for change in &transaction.workspace {
            workspace.add(change);
        }
        for (article, changes) in &transaction.articles {
            let merged = articles.entry(article.clone()).or_default();
            changes.iter().for_each(|change| merged.add(change));
        }
    }
    Transaction {
        workspace: workspace.changes(),
        articles: articles
            .into_iter()
            .map(|(article, merged)| (article, merged.changes()))
            .filter(|(_, changes)| !changes.is_empty())
            .collect(),
        ..Transaction::default()
    }
}

/// A change that another of the same thing can follow.
trait Squash: Clone {
    type Thing: Hash + Eq;

    fn thing(&self) -> Self::Thing;

    /// Takes the outcome of a later change of the same thing.
    fn follow(&mut self, later: &Self);

    fn is_nothing(&self) -> bool;
}

struct Merged<C: Squash> {
    changes: Vec<C>,
    at: HashMap<C::Thing, usize>,
}

impl<C: Squash> Default for Merged<C> {
    fn default() -> Self {
        Self { changes: Vec::new(), at: HashMap::new() }
    }
}

impl<C: Squash> Merged<C> {
    fn add(&mut self, change: &C) {
        match self.at.get(&change.thing()) {
            Some(&at) => self.changes[at].follow(change),
            None => {
                self.at.insert(change.thing(), self.changes.len());
                self.changes.push(change.clone());
            }
        }
    }

    fn changes(self) -> Vec<C> {
        self.changes.into_iter().filter(|change| !change.is_nothing()).collect()
    }
}

fn follow<K, T: Clone>(edit: &mut Edit<K, T>, later: &Edit<K, T>) {
    edit.after.clone_from(&later.after);
}

impl Squash for WorkspaceChange {
    /// An article's line, the label set or the guidelines.
    type Thing = (std::mem::Discriminant<Self>, Option<Id>);

    fn thing(&self) -> Self::Thing {
        let id = match self {
            Self::Listing(edit) => Some(edit.id.clone()),
            Self::LabelSet(_) | Self::Guidelines(_) => None,
        };
        (std::mem::discriminant(self), id)
    }

    fn follow(&mut self, later: &Self) {
        match (self, later) {
            (Self::Listing(edit), Self::Listing(later)) => follow(edit, later),
            (Self::LabelSet(edit), Self::LabelSet(later)) => follow(edit, later),
            (Self::Guidelines(edit), Self::Guidelines(later)) => follow(edit, later),
            _ => {}
        }
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Listing(edit) => edit.before == edit.after,
            Self::LabelSet(edit) => edit.before == edit.after,
            Self::Guidelines(edit) => edit.before == edit.after,
        }
    }
}

impl Squash for DocumentChange {
    /// What kind of thing, and which.
    type Thing = (std::mem::Discriminant<Self>, Option<Id>, u32, Option<Field>);

    fn thing(&self) -> Self::Thing {
        let (id, number) = match self {
            Self::Field(edit) => return (std::mem::discriminant(self), None, 0, Some(edit.id.clone())),
            Self::Annotation(edit) => (Some(&edit.id), 0),
            Self::Entity(edit) => (Some(&edit.id), 0),
            Self::Attribution(edit) => (Some(&edit.id), 0),
            Self::Dismissal(edit) => (Some(&edit.id), 0),
            Self::Block(edit) => (None, edit.id),
            Self::Edition(_) => (None, 0),
        };
        (std::mem::discriminant(self), id.cloned(), number, None)
    }

    fn follow(&mut self, later: &Self) {
        match (self, later) {
            (Self::Annotation(edit), Self::Annotation(later)) => follow(edit, later),
            (Self::Entity(edit), Self::Entity(later)) => follow(edit, later),
            (Self::Attribution(edit), Self::Attribution(later)) => follow(edit, later),
            (Self::Dismissal(edit), Self::Dismissal(later)) => follow(edit, later),
            (Self::Block(edit), Self::Block(later)) => follow(edit, later),
            (Self::Edition(edit), Self::Edition(later)) => follow(edit, later),
            (Self::Field(edit), Self::Field(later)) => follow(edit, later),
            _ => {}
        }
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Annotation(edit) => edit.before == edit.after,
            Self::Entity(edit) => edit.before == edit.after,
            Self::Attribution(edit) => edit.before == edit.after,
            Self::Dismissal(edit) => edit.before == edit.after,
            Self::Block(edit) => edit.before == edit.after,
            Self::Edition(edit) => edit.before == edit.after,
            Self::Field(edit) => edit.before == edit.after,
        }
    }
}
