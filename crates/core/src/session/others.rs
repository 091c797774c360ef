//! What comes from elsewhere: colleagues' work, corrected copies, and the
//! guidelines that people agree on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Merging, Outcome, Selection, Session, Stamp};
use crate::model::{Id, Status};
use crate::revise::Revision;
use crate::store::{DocumentChange, Edit, Field, Listing, Transaction, WorkspaceChange};
use crate::text::TextSize;

impl Session {
    /// One transaction: an article in which something is marked now is in
    /// progress.
    #[inline(never)]
    pub(super) fn merge(&mut self, merging: Merging, stamp: &mut Stamp<'_>) -> Outcome {
        let Merging { event, label_set, guidelines, mut articles, mut statuses, removed, includes } = merging;
        articles.retain(|_, changes| !changes.is_empty());
        for id in articles.keys().filter(|id| self.status(id) == Status::New) {
            statuses.entry(id.clone()).or_insert(Status::InProgress);
        }
        let mut listed: Vec<&Id> = articles.keys().chain(statuses.keys()).chain(&removed).collect();
        listed.sort_unstable();
        listed.dedup();
        let listings = listed.into_iter().filter_map(|id| {
            let title = articles.get(id).and_then(|changes| title_after(changes));
            let before = self.workspace.listing(id)?;
            let after = (!removed.contains(id)).then(|| {
                Arc::new(Listing {
                    title: title.unwrap_or(&before.title).to_owned(),
                    status: statuses.get(id).copied().unwrap_or(before.status),
                    ..(**before).clone()
                })
            });
            let is_other = after.as_ref() != Some(before);
            is_other.then(|| {
                WorkspaceChange::Listing(Edit { id: id.clone(), before: Some(before.clone()), after })
            })
        });
        let workspace = label_set
            .and_then(|label_set| self.label_set_change(label_set))
            .into_iter()
            .chain(guidelines.and_then(|guidelines| self.guidelines_change(guidelines)))
            .chain(listings)
            .collect();
        let transaction = Transaction { event, workspace, articles, includes, ..Transaction::default() };
        let outcome = self.commit_all(transaction, stamp);
        if self.document.as_ref().is_some_and(|document| removed.contains(document.id())) {
            self.close();
        }
        outcome
    }

    pub(super) fn edit_guidelines(&mut self, guidelines: Arc<str>, stamp: &mut Stamp<'_>) -> Outcome {
        match self.guidelines_change(guidelines) {
            Some(change) => {
                self.commit("Edit the guidelines".to_owned(), vec![change], BTreeMap::new(), stamp)
            }
            None => Outcome::default(),
        }
    }

    fn guidelines_change(&self, guidelines: Arc<str>) -> Option<WorkspaceChange> {
        let before = self.workspace.guidelines().clone();
        let is_other = before != guidelines;
        let edit = Edit { id: (), before: Some(before), after: Some(guidelines) };
        is_other.then_some(WorkspaceChange::Guidelines(edit))
    }

    /// One transaction: the new edition with the annotations in it, and its
    /// title in the list.
    #[inline(never)]
    pub(super) fn replace_text(&mut self, revision: &Revision, stamp: &mut Stamp<'_>) -> Outcome {
        let Some(article) = self.article() else { return Outcome::default() };
        if revision.is_same() {
            return Outcome::say("The text is the same: nothing was replaced");
        }
        let changes = revision.changes(&article, self.workspace.label_set(), &stamp.time);
        let title = &revision.edition().title;
        let retitled =
            self.workspace.listing(&article.id).filter(|listing| listing.title != *title).map(|listing| {
                let after = Listing { title: title.clone(), ..(**listing).clone() };
                WorkspaceChange::Listing(Edit {
                    id: article.id.clone(),
                    before: Some(listing.clone()),
                    after: Some(Arc::new(after)),
                })
            });
        let event = format!("Replace the text of “{}”", article.title);
        self.commit(event, retitled.into_iter().collect(), BTreeMap::from([(article.id, changes)]), stamp)
    }

    /// The places of the user's are not those of another text.
    pub(super) fn forget_places(&mut self) {
        self.selection = Selection::caret(TextSize::new(0));
        self.narrower.clear();
        self.selected = None;
        self.extending = None;
    }
}

/// The title that changes give an article.
fn title_after(changes: &[DocumentChange]) -> Option<&str> {
    changes.iter().rev().find_map(|change| match change {
        DocumentChange::Field(Edit { id: Field::Title, after, .. }) => after.as_ref()?.as_str(),
        DocumentChange::Edition(edit) => edit.after.as_ref().map(|after| after.title.as_str()),
        _ => None,
    })
}
