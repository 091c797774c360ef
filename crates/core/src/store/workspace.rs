//! The workspace: the list of articles, and the label set they share.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::transaction::{Conflict, DocumentChange, Edit, Transaction, WorkspaceChange};
use crate::model::{Annotation, Id, LabelId, LabelSet, Status};

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

/// The number of annotations by label.
#[must_use]
pub fn count<'a>(annotations: impl IntoIterator<Item = &'a Arc<Annotation>>) -> Counts {
    let mut counts = Counts::new();
    annotations.into_iter().for_each(|annotation| add(&mut counts, &annotation.label, 1));
    counts
}

/// Counts a label so many times more; one that is not there is not listed.
fn add(counts: &mut Counts, label: &LabelId, more: i64) {
    let Some(count) = counts.get_mut(label) else {
        counts.insert(label.clone(), more);
        return;
    };
    *count += more;
    if *count == 0 {
        counts.remove(label);
    }
}

/// The list of articles with their counts, and the label set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workspace {
    label_set: Arc<LabelSet>,
    guidelines: Arc<str>,
    /// Sorted by position, then id.
    listings: Vec<Arc<Listing>>,
    by_id: HashMap<Id, Arc<Listing>>,
    counts: HashMap<Id, Counts>,
}

impl Workspace {
    #[must_use]
    pub fn new(label_set: Arc<LabelSet>, listings: Vec<Arc<Listing>>, counts: HashMap<Id, Counts>) -> Self {
        let by_id = listings.iter().map(|listing| (listing.id.clone(), listing.clone())).collect();
        let mut workspace = Self { label_set, guidelines: Arc::default(), listings, by_id, counts };
        workspace.listings.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
        workspace
    }

    /// The workspace with these guidelines, as they were stored.
    #[must_use]
    pub fn with_guidelines(self, guidelines: Arc<str>) -> Self {
        Self { guidelines, ..self }
    }

    /// What annotators agreed on, as Markdown; may be empty.
    #[must_use]
    pub fn guidelines(&self) -> &Arc<str> {
        &self.guidelines
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

    #[must_use]
    pub fn listing(&self, id: &Id) -> Option<&Arc<Listing>> {
        self.by_id.get(id)
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
        self.listings.last().map_or(0, |listing| listing.position.saturating_add(1))
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
        self.check(transaction)?;
        self.force(transaction);
        Ok(())
    }

    /// Takes what a transaction says as it is, whatever was before.
    pub fn force(&mut self, transaction: &Transaction) {
        for change in &transaction.workspace {
            match change {
                WorkspaceChange::LabelSet(edit) => self.label_set = edit.after.clone().unwrap_or_default(),
                WorkspaceChange::Guidelines(edit) => self.guidelines = edit.after.clone().unwrap_or_default(),
                WorkspaceChange::Listing(edit) => self.list(&edit.id, edit.after.clone()),
            }
        }
        for (article, changes) in &transaction.articles {
            let counts = self.counts.entry(article.clone()).or_default();
            for change in changes {
                let DocumentChange::Annotation(edit) = change else { continue };
                edit.before.iter().for_each(|before| add(counts, &before.label, -1));
                edit.after.iter().for_each(|after| add(counts, &after.label, 1));
            }
        }
    }

    /// Whether a transaction's workspace changes can be applied.
    ///
    /// # Errors
    /// When a change does not fit.
    pub fn check(&self, transaction: &Transaction) -> Result<(), Conflict> {
        transaction.workspace.iter().try_for_each(|change| self.check_one(change))
    }

    /// Whether a change starts from what is here.
    #[must_use]
    pub fn fits(&self, change: &WorkspaceChange) -> bool {
        self.check_one(change).is_ok()
    }

    /// Puts an article's line into the list, in the place of the one that it
    /// had; or takes it off the list.
    fn list(&mut self, id: &Id, after: Option<Arc<Listing>>) {
        if let Some(at) = self.by_id.remove(id).and_then(|before| self.place(&before).ok()) {
            self.listings.remove(at);
        }
        if let Some(after) = after {
            let at = self.place(&after).unwrap_or_else(|at| at);
            self.listings.insert(at, after.clone());
            self.by_id.insert(id.clone(), after);
        }
    }

    /// Where a line is in the list, or where it belongs.
    fn place(&self, listing: &Listing) -> Result<usize, usize> {
        self.listings.binary_search_by(|other| key(other).cmp(&key(listing)))
    }

    fn check_one(&self, change: &WorkspaceChange) -> Result<(), Conflict> {
        match change {
            WorkspaceChange::LabelSet(Edit { before, .. }) => match before {
                Some(before) if before == &self.label_set => Ok(()),
                _ => Err(Conflict { what: "the label set".to_owned() }),
            },
            WorkspaceChange::Guidelines(edit) => match &edit.before {
                Some(before) if before == &self.guidelines => Ok(()),
                _ => Err(Conflict { what: "the guidelines".to_owned() }),
            },
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// However lines come, change and go, the list is theirs by position
        /// and then id.
        #[test]
        fn the_list_stays_in_order(
            first in prop::collection::vec((0_u8..9, 0_u64..5), 0..6),
            changes in prop::collection::vec((0_u8..9, prop::option::of(0_u64..5)), 0..30),
        ) {
            let line = |id: u8, position: u64| {
                let (id, title) = (Id::from(format!("a{id}")), format!("{id} at {position}"));
                Arc::new(Listing { id, title, status: Status::New, position })
            };
            let mut lines: BTreeMap<u8, Arc<Listing>> =
                first.into_iter().map(|(id, position)| (id, line(id, position))).collect();
            let mut workspace =
                Workspace::new(Arc::default(), lines.values().rev().cloned().collect(), HashMap::new());
            for (id, position) in changes {
                let after = position.map(|position| line(id, position));
                let edit = Edit { id: Id::from(format!("a{id}")), before: lines.get(&id).cloned(), after: after.clone() };
                let transaction =
                    Transaction { workspace: vec![WorkspaceChange::Listing(edit)], ..Transaction::default() };
                workspace.apply(&transaction).expect("a change that fits");
                lines.remove(&id);
                lines.extend(after.map(|after| (id, after)));
            }
            let mut sorted: Vec<_> = lines.values().cloned().collect();
            sorted.sort_by(|a, b| key(a).cmp(&key(b)));
            prop_assert_eq!(workspace.listings(), &sorted);
            for id in 0..9 {
                prop_assert_eq!(workspace.listing(&Id::from(format!("a{id}"))), lines.get(&id));
            }
        }
    }
}
