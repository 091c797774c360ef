//! The workspace: the list of articles, and the label set they share.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::transaction::{Conflict, Edit, Transaction, WorkspaceChange};
use crate::model::{Id, LabelId, LabelSet, Status};

/// An article's line in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    pub id: Id,
    pub title: String,
    pub status: Status,
    /// Orders the list.
    pub position: u64,
}

/// How many annotations an article has, by label.
pub type Counts = BTreeMap<LabelId, i64>;

/// The list of articles with their counts, and the label set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workspace {
    label_set: Arc<LabelSet>,
    /// Sorted by position, then id.
    listings: Vec<Arc<Listing>>,
    counts: HashMap<Id, Counts>,
}

impl Workspace {
    #[must_use]
    pub fn new(label_set: Arc<LabelSet>, listings: Vec<Arc<Listing>>, counts: HashMap<Id, Counts>) -> Self {
        let mut workspace = Self { label_set, listings, counts };
        workspace.listings.sort_by(|a, b| key(a).cmp(&key(b)));
        workspace
    }

    #[must_use]
    pub fn label_set(&self) -> &Arc<LabelSet> {
        &self.label_set
    }

    /// The articles in list order.
    #[must_use]
    pub fn listings(&self) -> &[Arc<Listing>] {
        &self.listings
    }

    /// Cost: one pass over the list.
    #[must_use]
    pub fn listing(&self, id: &Id) -> Option<&Arc<Listing>> {
        self.listings.iter().find(|listing| &listing.id == id)
    }

    /// An article's counts by label.
    #[must_use]
    pub fn counts(&self, article: &Id) -> Option<&Counts> {
        self.counts.get(article)
    }

    /// How many annotations an article has.
    #[must_use]
    pub fn total(&self, article: &Id) -> i64 {
        self.counts.get(article).map_or(0, |counts| counts.values().sum())
    }

    /// How many annotations carry a label, over all articles, listed or not:
    /// an article taken off the list can come back by undo.
    #[must_use]
    pub fn uses(&self, label: &LabelId) -> i64 {
        self.counts.values().filter_map(|counts| counts.get(label)).sum()
    }

    /// The articles in which a label is used.
    #[must_use]
    pub fn articles_with(&self, label: &LabelId) -> Vec<Id> {
        let mut articles: Vec<Id> = self
            .counts
            .iter()
            .filter(|(_, counts)| counts.get(label).is_some_and(|&n| n > 0))
            .map(|(id, _)| id.clone())
            .collect();
        articles.sort();
        articles
    }

    /// The position that puts a new article at the end of the list.
    #[must_use]
    pub fn next_position(&self) -> u64 {
        self.listings.last().map_or(0, |listing| listing.position + 1)
    }

    /// Takes the counts of an article as counted in the article itself.
    pub fn set_counts(&mut self, article: Id, counts: Counts) {
        self.counts.insert(article, counts);
    }

    /// Applies a transaction's workspace changes and its effect on the counts.
    ///
    /// # Errors
    /// When a change does not fit; then nothing has changed.
    pub fn apply(&mut self, transaction: &Transaction) -> Result<(), Conflict> {
        transaction.workspace.iter().try_for_each(|change| self.check(change))?;
        let mut relisted: HashMap<&Id, Option<&Arc<Listing>>> = HashMap::new();
        for change in &transaction.workspace {
            match change {
                WorkspaceChange::LabelSet(edit) => self.label_set = edit.after.clone().unwrap_or_default(),
                WorkspaceChange::Listing(edit) => {
                    relisted.insert(&edit.id, edit.after.as_ref());
                }
            }
        }
        if !relisted.is_empty() {
            self.listings.retain(|listing| !relisted.contains_key(&listing.id));
            self.listings.extend(relisted.into_values().flatten().cloned());
            self.listings.sort_by(|a, b| key(a).cmp(&key(b)));
        }
        for (article, changes) in transaction.count_changes() {
            let counts = self.counts.entry(article).or_default();
            for (label, change) in changes {
                let count = counts.entry(label.clone()).or_default();
                *count += change;
                if *count == 0 {
                    counts.remove(&label);
                }
            }
        }
        Ok(())
    }

    fn check(&self, change: &WorkspaceChange) -> Result<(), Conflict> {
        match change {
            WorkspaceChange::LabelSet(Edit { before, .. }) => match before {
                Some(before) if before == &self.label_set => Ok(()),
                _ => Err(Conflict { what: "the label set".to_owned() }),
            },
            // Imports list thousands at once: only changes of listed articles
            // are looked up.
            WorkspaceChange::Listing(Edit { id, before: Some(before), .. }) => match self.listing(id) {
                Some(listing) if listing == before => Ok(()),
                _ => Err(Conflict { what: format!("“{}” in the list", before.title) }),
            },
            WorkspaceChange::Listing(_) => Ok(()),
        }
    }
}

fn key(listing: &Listing) -> (u64, &Id) {
    (listing.position, &listing.id)
}
