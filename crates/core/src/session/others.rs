//! What comes from elsewhere: colleagues' work, corrected copies, and the
//! guidelines that people agree on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Merging, Outcome, Selection, Session, Stamp};
use crate::model::Status;
use crate::revise::Revision;
use crate::store::{Edit, Listing, WorkspaceChange};
use crate::text::TextSize;

impl Session {
    /// One transaction: an article in which something is marked now is in
    /// progress.
    pub(super) fn merge(&mut self, merging: Merging, stamp: &mut Stamp<'_>) -> Outcome {
        let Merging { event, label_set, mut articles } = merging;
        articles.retain(|_, changes| !changes.is_empty());
        let started = articles
            .keys()
            .filter(|id| self.status(id) == Status::New)
            .filter_map(|id| self.status_change(id, Status::InProgress));
        let workspace = label_set
            .and_then(|label_set| self.label_set_change(label_set))
            .into_iter()
            .chain(started)
            .collect();
        self.commit(event, workspace, articles, stamp)
    }

    pub(super) fn edit_guidelines(&mut self, guidelines: Arc<str>, stamp: &mut Stamp<'_>) -> Outcome {
        let before = self.workspace.guidelines().clone();
        if before == guidelines {
            return Outcome::default();
        }
        let change =
            WorkspaceChange::Guidelines(Edit { id: (), before: Some(before), after: Some(guidelines) });
        self.commit("Edit the guidelines".to_owned(), vec![change], BTreeMap::new(), stamp)
    }

    /// One transaction: the new edition with the annotations in it, and its
    /// title in the list.
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
