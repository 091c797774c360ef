//! A session: the workspace, the open article, the history, and where the
//! user is in it. Commands go in; a transaction to store and words to announce
//! come out.

mod bulk;
pub mod card;
mod caret;
mod command;
mod confirm;
mod dismissing;
pub mod entities;
mod evidence;
mod labels;
mod marking;
mod marks;
mod others;
mod selection;
mod showing;
mod syncing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;

pub use bulk::Plan;
pub use card::CardCommand;
pub use command::{Around, Command, Direction, Edge, Merging, Replacement, ToMarks, Unit};
pub use confirm::{Derived, parts_of};
pub use entities::EntityCommand;
pub use selection::Selection;
pub use syncing::TakenIn;

use crate::model::{Annotation, Article, Id, LabelId, LabelSet, Status};
use crate::revise::take_along;
use crate::store::workspace::Counts;
use crate::store::{
    Committed, Conflict, Document, DocumentChange, Edit, History, Listing, Next, Revert, Transaction,
    Workspace, WorkspaceChange,
};
use crate::text::{BlockKind, TextRange, TextSize};

/// Time and ids for one command: core has neither a clock nor randomness.
pub struct Stamp<'a> {
    /// RFC 3339, UTC.
    pub time: String,
    pub new_id: &'a mut dyn FnMut() -> Id,
}

/// What came of a command.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is to be stored; the session has it applied already.
    pub committed: Option<Committed>,
    /// Words for the live region and the status line.
    pub message: Option<String>,
}

impl Outcome {
    fn say(message: impl Into<String>) -> Self {
        Self { committed: None, message: Some(message.into()) }
    }
}

/// The workspace, the open article, the history, and where the user is.
#[derive(Debug, Default)]
pub struct Session {
    workspace: Workspace,
    document: Option<Document>,
    history: History,
    /// What was done and is not stored yet; the journal's last entries.
    unstored: VecDeque<Committed>,
    /// The ids of what was done in this session.
    own: HashSet<Id>,
    /// The annotator's name; may be empty.
    pub creator: String,
    selection: Selection,
    /// Selections that [`Command::Widen`] grew out of.
    narrower: Vec<TextRange>,
    selected: Option<Id>,
    brush: Option<LabelId>,
    card: card::Card,
    /// The mention that the next one is linked to.
    linking: Option<Id>,
    /// The annotation that the next held fragment is added to.
    extending: Option<Id>,
}

impl Session {
    #[must_use]
    pub fn new(workspace: Workspace, history: History) -> Self {
        Self { workspace, history, ..Self::default() }
    }

    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    #[must_use]
    pub fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    /// For painting: the views are made when asked for.
    pub fn document_mut(&mut self) -> Option<&mut Document> {
        self.document.as_mut()
    }

    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    #[must_use]
    pub fn brush(&self) -> Option<&LabelId> {
        self.brush.as_ref()
    }

    /// Whether the next held fragment goes to the annotation selected before.
    #[must_use]
    pub fn is_extending(&self) -> bool {
        self.extending.is_some()
    }

    /// The selected annotation.
    #[must_use]
    pub fn selected(&self) -> Option<&Arc<Annotation>> {
        let id = self.selected.as_ref()?;
        self.document.as_ref()?.annotation(id)
    }

    /// Opens an article that the list names, replacing the open one. Its
    /// annotations are the truth for the list's counts.
    pub fn open(&mut self, article: Article) {
        let document = Document::new(article);
        let start = document.blocks().first().map_or(TextSize::new(0), |block| block.range.start());
        self.workspace.set_counts(document.id().clone(), document.counts());
        self.document = Some(document);
        self.selection = Selection::caret(start);
        self.narrower.clear();
        self.selected = None;
        self.forget_card();
        self.linking = None;
        self.extending = None;
    }

    /// Takes the counts of an article that is stored and about to be listed.
    pub fn count(&mut self, article: Id, counts: Counts) {
        self.workspace.set_counts(article, counts);
    }

    /// Closes the open article; its line in the list stays.
    pub fn close(&mut self) {
        self.document = None;
        self.selection = Selection::default();
        self.selected = None;
        self.forget_card();
    }

    /// The open article as it stands, with the status the list gives it.
    #[must_use]
    pub fn article(&self) -> Option<Article> {
        let document = self.document.as_ref()?;
        Some(document.to_article(self.status(document.id())))
    }

    #[must_use]
    pub fn status(&self, article: &Id) -> Status {
        self.workspace.listing(article).map_or(Status::New, |listing| listing.status)
    }

    /// The history, for what was read of it.
    pub fn history_mut(&mut self) -> &mut History {
        &mut self.history
    }

    /// What an undo (or a redo) would take back.
    #[must_use]
    pub fn next(&self, redo: bool) -> Next {
        if redo { self.history.to_redo() } else { self.history.to_undo() }
    }

    /// The article that an undo (or a redo) changes and that should be open to
    /// show it; `None` when the open one is among those changed, or none is.
    #[must_use]
    pub fn article_to_open_for(&self, redo: bool) -> Option<Id> {
        let Next::Found(transaction) = self.next(redo) else { return None };
        let open = self.document.as_ref().map(Document::id);
        if open.is_some_and(|open| transaction.articles.contains_key(open)) {
            return None;
        }
        transaction.articles.keys().find(|id| self.workspace.listing(id).is_some()).cloned()
    }

    /// The closed articles that an undo (or a redo) changes: it has to know
    /// what another writer has made of them.
    #[must_use]
    pub fn closed_articles_of(&self, redo: bool) -> Vec<Id> {
        let Next::Found(transaction) = self.next(redo) else { return Vec::new() };
        let open = self.document.as_ref().map(Document::id);
        transaction.articles.keys().filter(|id| Some(*id) != open).cloned().collect()
    }

    /// Does what a user asks.
    pub fn perform(&mut self, command: Command, stamp: &mut Stamp<'_>) -> Outcome {
        match command {
            Command::Move { unit, direction, extend } => self.move_caret(unit, direction, extend),
            Command::Place { at, extend } => self.place(at, extend),
            Command::Sweep { range, exact, add } => self.sweep(range, exact, add, stamp),
            Command::SelectText(range) => self.select_text(range),
            Command::Widen => self.widen(),
            Command::Narrow => self.narrow(),
            Command::Around(around) => self.select_around(around),
            Command::Hold => self.hold(stamp),
            Command::Escape => self.escape(),
            Command::Select(id) => self.select(&id),
            Command::SelectAt(at) => self.select_at(at),
            Command::SelectNext(direction) => self.select_next(direction),
            Command::Label(label) => self.label(label, stamp),
            Command::Brush(label) => self.set_brush(label),
            Command::SetLabel(label) => self.set_label(label, stamp),
            Command::SetAttribute { name, value } => self.set_attribute(name, value, stamp),
            Command::SetNote(note) => self.set_note(note, stamp),
            Command::Delete => self.delete(stamp),
            Command::RemoveFragment(index) => self.remove_fragment(index, stamp),
            Command::Nudge { edge, unit, direction } => self.nudge(edge, unit, direction, stamp),
            Command::Dismiss { check, subject, reason } => self.dismiss(check, subject, reason, stamp),
            Command::ShowSample => self.show_sample(stamp),
            Command::Revoke(id) => self.revoke(&id, stamp),
            Command::ToMarks(how) => self.fit_to_marks(how, stamp),
            Command::Card(command) => self.on_card(command, stamp),
            Command::Entity(command) => self.on_entity(command, stamp),
            Command::SetEvidence { index, evidence } => self.set_evidence(index, evidence, stamp),
            Command::LabelPlanned(plan) => self.label_planned(*plan, stamp),
            Command::SetBlockKind { block, kind } => self.set_block_kind(block, kind, stamp),
            Command::SetStatus { article, status } => self.set_status(&article, status, stamp),
            Command::AddArticles(listings) => self.add_articles(listings, stamp),
            Command::RemoveArticle(article) => self.remove_article(&article, stamp),
            Command::EditLabelSet(label_set) => self.edit_label_set(*label_set, stamp),
            Command::RemoveLabel { label, replacement, articles } => {
                self.remove_label(&label, replacement, articles, stamp)
            }
            Command::EditGuidelines(guidelines) => self.edit_guidelines(guidelines, stamp),
            Command::Merge(merging) => self.merge(*merging, stamp),
            Command::ReplaceText(revision) => self.replace_text(&revision, stamp),
            Command::Undo => self.revert(false, Vec::new(), stamp),
            Command::Redo => self.revert(true, Vec::new(), stamp),
            Command::Revert { redo, closed } => self.revert(redo, closed, stamp),
            Command::GoBack { to, since } => self.go_back(&to, since, stamp),
        }
    }

    fn set_block_kind(&mut self, block: usize, kind: BlockKind, stamp: &mut Stamp<'_>) -> Outcome {
        let Some((id, before)) = self
            .document
            .as_ref()
            .and_then(|document| Some((u32::try_from(block).ok()?, document.blocks().get(block)?.kind)))
        else {
            return Outcome::default();
        };
        if before == kind {
            return Outcome::default();
        }
        let event = format!("Make block {} a {}", block + 1, kind.title().to_lowercase());
        let change = DocumentChange::Block(Edit { id, before: Some(before), after: Some(kind) });
        self.commit_document(event, vec![change], stamp)
    }

    fn set_status(&mut self, article: &Id, status: Status, stamp: &mut Stamp<'_>) -> Outcome {
        let Some(change) = self.status_change(article, status) else { return Outcome::default() };
        let title = self.workspace.listing(article).map_or("", |listing| &listing.title);
        let event = format!("Set “{title}” to {}", status.title().to_lowercase());
        self.commit(event, vec![change], BTreeMap::new(), stamp)
    }

    fn status_change(&self, article: &Id, status: Status) -> Option<WorkspaceChange> {
        let listing = self.workspace.listing(article)?;
        if listing.status == status {
            return None;
        }
        let after = Arc::new(Listing { status, ..(**listing).clone() });
        Some(WorkspaceChange::Listing(Edit {
            id: article.clone(),
            before: Some(listing.clone()),
            after: Some(after),
        }))
    }

    fn add_articles(&mut self, listings: Vec<Arc<Listing>>, stamp: &mut Stamp<'_>) -> Outcome {
        if listings.is_empty() {
            return Outcome::default();
        }
        let event = match listings.as_slice() {
            [only] => format!("Open “{}”", only.title),
            several => format!("Open {} articles", several.len()),
        };
        let changes = listings
            .into_iter()
            .map(|listing| {
                WorkspaceChange::Listing(Edit { id: listing.id.clone(), before: None, after: Some(listing) })
            })
            .collect();
        self.commit(event, changes, BTreeMap::new(), stamp)
    }

    #[inline(never)]
    fn remove_article(&mut self, article: &Id, stamp: &mut Stamp<'_>) -> Outcome {
        let Some(listing) = self.workspace.listing(article).cloned() else { return Outcome::default() };
        let event = format!("Remove “{}” from the list", listing.title);
        let change =
            WorkspaceChange::Listing(Edit { id: article.clone(), before: Some(listing), after: None });
        let outcome = self.commit(event, vec![change], BTreeMap::new(), stamp);
        if self.document.as_ref().is_some_and(|document| document.id() == article) {
            self.close();
        }
        outcome
    }

    #[inline(never)]
    fn edit_label_set(&mut self, label_set: LabelSet, stamp: &mut Stamp<'_>) -> Outcome {
        match self.label_set_change(label_set) {
            Some(change) => {
                self.commit("Edit the label set".to_owned(), vec![change], BTreeMap::new(), stamp)
            }
            None => Outcome::default(),
        }
    }

    fn label_set_change(&self, label_set: LabelSet) -> Option<WorkspaceChange> {
        let before = self.workspace.label_set();
        if **before == label_set {
            return None;
        }
        Some(WorkspaceChange::LabelSet(Edit {
            id: (),
            before: Some(before.clone()),
            after: Some(Arc::new(label_set)),
        }))
    }

    /// `closed` are the articles that it changes and that are not open, as they
    /// stand.
    fn revert(&mut self, redo: bool, closed: Vec<Article>, stamp: &mut Stamp<'_>) -> Outcome {
        let (done, nothing) =
            if redo { ("Redone", "Nothing to redo") } else { ("Undone", "Nothing to undo") };
        let Next::Found(reverted) = self.next(redo) else { return Outcome::say(nothing) };
        let id = reverted.id.clone();
        let reverts = Some(if redo { Revert::Redo(id) } else { Revert::Undo(id) });
        let inverse = Transaction { reverts, ..reverted.inverse() };
        let event = inverse.event.clone();
        let mut transaction = inverse.clone();
        for article in closed {
            let mut document = Document::new(article);
            if let Some(changes) = transaction.articles.get_mut(document.id()) {
                let whole = document.clone();
                changes.retain(|change| document.apply(std::slice::from_ref(change)).is_ok());
                *changes = whole.mend(take_along(&whole, std::mem::take(changes)));
            }
        }
        let is_whole = transaction == inverse;
        let committed = match self.record(self.mended(transaction.clone()), stamp) {
            Ok(committed) if is_whole => committed,
            Ok(committed) => return but_for(committed, done, &event),
            Err(_) => match self.record(self.fitting(transaction), stamp) {
                Ok(committed) => return but_for(committed, done, &event),
                Err(conflict) => return Outcome::say(format!("Not undone, because {conflict}")),
            },
        };
        self.show(&committed.transaction);
        Outcome { committed: Some(committed), message: Some(format!("{done}: {event}")) }
    }

    /// Without the changes that do not fit what another writer has made of
    /// things.
    fn fitting(&self, mut transaction: Transaction) -> Transaction {
        transaction.workspace.retain(|change| self.workspace.fits(change));
        if let Some(document) = &self.document
            && let Some(changes) = transaction.articles.get_mut(document.id())
        {
            changes.retain(|change| document.fits(change));
        }
        self.mended(transaction)
    }

    /// So that in the open article nothing names what is not there.
    fn mended(&self, mut transaction: Transaction) -> Transaction {
        if let Some(document) = &self.document
            && let Some(changes) = transaction.articles.get_mut(document.id())
        {
            *changes = document.mend(take_along(document, std::mem::take(changes)));
        }
        transaction
    }

    /// Goes to what a reverted transaction changed in the open article.
    fn show(&mut self, transaction: &Transaction) {
        let Some(document) = &self.document else { return };
        let changes = transaction.articles.get(document.id()).map_or(&[][..], Vec::as_slice);
        self.narrower.clear();
        self.extending = None;
        let annotations: Vec<_> = changes
            .iter()
            .filter_map(|change| match change {
                DocumentChange::Annotation(edit) => Some(edit),
                _ => None,
            })
            .collect();
        let card = changes.iter().find_map(|change| match change {
            DocumentChange::Attribution(edit) => edit.after.as_ref().map(|after| after.id.clone()),
            _ => None,
        });
        if let Some(edit) = annotations.first() {
            let place =
                edit.after.as_ref().or(edit.before.as_ref()).map(|annotation| annotation.target.extent());
            self.selected = edit
                .after
                .as_ref()
                .filter(|_| annotations.len() == 1)
                .map(|annotation| annotation.id.clone());
            if let Some(place) = place {
                self.selection.collapse(place.end());
            }
        }
        if let Some(card) = card {
            self.show_card(&card);
        }
    }

    /// Changes the open article; the first annotation of a new article puts
    /// it in progress.
    fn commit_document(
        &mut self,
        event: String,
        changes: Vec<DocumentChange>,
        stamp: &mut Stamp<'_>,
    ) -> Outcome {
        let Some(article) = self.document.as_ref().map(|document| document.id().clone()) else {
            return Outcome::default();
        };
        let starts = self.status(&article) == Status::New
            && changes.iter().any(|change| matches!(change, DocumentChange::Annotation(_)));
        let status = starts.then(|| self.status_change(&article, Status::InProgress)).flatten();
        self.commit(event, status.into_iter().collect(), BTreeMap::from([(article, changes)]), stamp)
    }

    fn commit(
        &mut self,
        event: String,
        workspace: Vec<WorkspaceChange>,
        articles: BTreeMap<Id, Vec<DocumentChange>>,
        stamp: &mut Stamp<'_>,
    ) -> Outcome {
        self.commit_all(Transaction { event, workspace, articles, ..Transaction::default() }, stamp)
    }

    fn commit_all(&mut self, transaction: Transaction, stamp: &mut Stamp<'_>) -> Outcome {
        if transaction.is_empty() {
            return Outcome::default();
        }
        let event = transaction.event.clone();
        match self.record(transaction, stamp) {
            Ok(committed) => Outcome { committed: Some(committed), message: Some(event) },
            Err(conflict) => Outcome::say(format!("Not done: {conflict}")),
        }
    }

    /// Stamps and applies a transaction and takes it into the history.
    fn record(&mut self, transaction: Transaction, stamp: &mut Stamp<'_>) -> Result<Committed, Conflict> {
        let transaction = Transaction {
            id: (stamp.new_id)(),
            time: stamp.time.clone(),
            creator: self.creator.clone(),
            ..transaction
        };
        // What cannot be written down must not be done.
        let committed = Committed::new(self.history.last() + 1, Arc::new(transaction))
            .map_err(|error| Conflict { what: error.to_string() })?;
        self.apply(&committed.transaction)?;
        self.history.commit(committed.transaction.clone());
        self.own.insert(committed.transaction.id.clone());
        self.unstored.push_back(committed.clone());
        Ok(committed)
    }

    /// Applies a transaction to the list and, where it is changed, to the open
    /// article. Closed articles take it from the journal when they are opened.
    fn apply(&mut self, transaction: &Transaction) -> Result<(), Conflict> {
        self.workspace.check(transaction)?;
        if let Some(document) = &mut self.document
            && let Some(changes) = transaction.articles.get(document.id())
        {
            document.apply(changes)?;
            if changes.iter().any(|change| matches!(change, DocumentChange::Edition(_))) {
                self.forget_places();
            }
        }
        self.workspace.apply(transaction)
    }
}

/// An undo or a redo of a part.
fn but_for(committed: Committed, done: &str, event: &str) -> Outcome {
    let message = format!("{done}, but for what was changed elsewhere since: {event}");
    Outcome { committed: Some(committed), message: Some(message) }
}
