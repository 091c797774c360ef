//! Articles on their way into the store: gathered, told apart from those that
//! are there, and put in batches.

use std::collections::HashSet;
use std::sync::Arc;

use galley_core::formats::native::NativeImport;
use galley_core::formats::project::Project;
use galley_core::formats::{Issue, ReadError, label_set};
use galley_core::merge::{Copy, Parting, is_copy, is_newer_edition};
use galley_core::model::{Article, Id, LabelSet, Status};
use galley_core::store::inherit::{Legacy, inherit};
use galley_core::store::record::Damaged;
use galley_core::store::{Document, Listing, Seq, Transaction};

use yew::Callback;

use super::{Inherited, OpenContext, Opened, Opening, Report};
use crate::browser::{clock, pace};

/// Articles in one transaction; also the limit by bytes of text.
const BATCH: usize = 50;
const BATCH_BYTES: usize = 1 << 19;
/// Articles listed in one transaction: a frame's worth.
const LISTED_AT_ONCE: usize = 2_000;

/// Gathers articles and stores them in batches.
pub(super) struct Shelf {
    pub(super) context: OpenContext,
    pub(super) report: Report,
    on: Callback<Opening>,
    /// The workspace's label set with what the files bring.
    label_set: LabelSet,
    batch: Vec<Article>,
    batch_bytes: usize,
    /// The articles in the store, whoever put them there; read when needed.
    known: Option<HashSet<Id>>,
    /// Those that this opening has put there.
    put: Vec<Id>,
    /// The articles that were told of already, to be listed; and the first.
    arrived: HashSet<Id>,
    first: Option<Id>,
    /// The first article that needs no opening, because it is listed.
    listed_already: Option<Id>,
    /// The titles of such articles in the current file.
    already: Vec<String>,
    /// What was done since this workspace and the current file's parted.
    since: Option<Arc<Parting>>,
    /// The journals that files have brought, to compare the next with.
    journals: Vec<Vec<Arc<Transaction>>>,
    /// The articles of the current file.
    of_file: HashSet<Id>,
}

impl Shelf {
    pub(super) fn new(context: OpenContext, on: Callback<Opening>) -> Self {
        Self {
            on,
            label_set: (*context.label_set).clone(),
            context,
            report: Report::default(),
            batch: Vec::new(),
            batch_bytes: 0,
            known: None,
            put: Vec::new(),
            arrived: HashSet::new(),
            first: None,
            listed_already: None,
            already: Vec::new(),
            since: None,
            journals: Vec::new(),
            of_file: HashSet::new(),
        }
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.context.cancel.get()
    }

    /// How many articles there are so far.
    pub(super) fn len(&self) -> usize {
        self.arrived.len() + self.report.articles.len() + self.batch.len()
    }

    /// The workspace's label set with what came so far.
    pub(super) fn label_set(&self) -> &LabelSet {
        &self.label_set
    }

    /// Takes over what a person has chosen for labels.
    pub(super) fn know(&mut self, label_set: &LabelSet) {
        if self.label_set != *label_set {
            self.label_set.clone_from(label_set);
        }
    }

    pub(super) fn issue(&mut self, file: &str, issue: Issue) {
        self.report.issues.push((file.to_owned(), issue));
    }

    pub(super) fn failure(&mut self, file: &str, error: ReadError) {
        self.report.failures.push((file.to_owned(), error));
    }

    /// Takes an article in. Those of one call after the other until the next
    /// [`flush`](Self::flush) have their labels from one label set.
    pub(super) fn add(&mut self, article: Article) {
        self.batch_bytes += article.text.as_str().len();
        self.batch.push(article);
    }

    pub(super) fn is_full(&self) -> bool {
        self.batch.len() >= BATCH || self.batch_bytes >= BATCH_BYTES
    }

    /// Stores what was taken in. `labels` is the set that the articles' labels
    /// are of, where that is not the workspace's.
    pub(super) async fn flush(&mut self, file: &str, labels: Option<&LabelSet>) -> Result<(), ReadError> {
        let mut batch = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        if let Some(labels) = labels {
            self.adopt(labels, &mut batch);
        }
        let mut fresh = Vec::with_capacity(batch.len());
        let mut opened = Vec::with_capacity(batch.len());
        for article in batch {
            self.of_file.insert(article.id.clone());
            if let Some(issue) = self.gone_here(&article) {
                self.issue(file, issue);
                continue;
            }
            match self.place(article, file).await? {
                Place::Fresh(article) => {
                    opened.push(Opened::of(&article));
                    fresh.push(article);
                }
                Place::Stored(article) => opened.push(Opened::of(&article)),
                Place::Copy(id, article) => {
                    self.first_listed(&id);
                    self.report
                        .copies
                        .push((id, Copy { from: file.to_owned(), article, since: self.since.clone() }));
                }
                Place::Listed(article) => {
                    self.first_listed(&article.id);
                    // A file of this workspace has what is here.
                    if self.since.is_none() {
                        self.already.push(article.title);
                    }
                }
            }
        }
        let is_first = self.first.is_none();
        if is_first && let Some(first) = fresh.first() {
            self.on.emit(Opening::First(Box::new(first.clone()), self.changed_label_set()));
            // It is painted before anything else is done.
            pace::next_task().await;
        }
        self.put.extend(fresh.iter().map(|article| article.id.clone()));
        let stored = self.context.storage.put_articles(fresh, self.context.seq).await;
        if stored.is_ok() || is_first {
            self.first = self.first.take().or_else(|| opened.first().map(|opened| opened.id.clone()));
            self.report.articles.extend(opened);
        }
        if is_first || self.report.articles.len() >= LISTED_AT_ONCE {
            let arrived = std::mem::take(&mut self.report.articles);
            self.arrived.extend(arrived.iter().map(|opened| opened.id.clone()));
            self.on.emit(Opening::Arrived(arrived));
        }
        stored.map_err(|error| store_error(&error))
    }

    fn first_listed(&mut self, id: &Id) {
        self.listed_already.get_or_insert_with(|| id.clone());
    }

    /// The workspace's label set with what the files brought, if it is another.
    fn changed_label_set(&self) -> Option<LabelSet> {
        (self.label_set != *self.context.label_set).then(|| self.label_set.clone())
    }

    /// Compares what was done here with what a file tells of its workspace, so
    /// that its articles are told apart by it.
    pub(super) async fn compare(&mut self, mut project: Project) -> Result<(), ReadError> {
        let Some(theirs) = project.history.take() else {
            self.report.projects.push((project, None));
            return Ok(());
        };
        let entries = self.context.storage.transactions(1, Seq::MAX).await;
        let mine = entries.map_err(|error| store_error(&error))?;
        let mine: Vec<Transaction> = mine.into_iter().filter_map(|(_, entry)| entry.ok()).collect();
        let parting = Parting::new(&mine, &theirs).beside(&self.journals, &theirs);
        self.journals.push(theirs);
        self.since = Some(Arc::new(parting));
        self.report.projects.push((project, self.since.clone()));
        Ok(())
    }

    /// Takes a workspace in with its history, as this store's own, where
    /// nothing was done yet. Whether it could; else it is taken in like any
    /// other.
    pub(super) async fn inherit(&mut self, file: &str, project: &Project, import: &NativeImport) -> bool {
        let Some(history) = project.history.as_deref().filter(|_| self.is_untouched()) else { return false };
        let label_set = import.label_set.clone().map_or_else(|| self.context.label_set.clone(), Arc::new);
        let Ok(unlisted) = project.unlisted(&label_set, &mut clock::new_id) else { return false };
        let Ok(known) = self.context.storage.article_ids().await else { return false };
        let mut ids = import.articles.iter().chain(&unlisted).map(|article| &article.id);
        if history.is_empty() || ids.any(|id| known.contains(id)) {
            return false;
        }
        let guidelines = project.guidelines.as_str().into();
        let (listed, unlisted) = (&import.articles, &unlisted);
        let legacy = Legacy { history, listed, unlisted, label_set: &label_set, guidelines: &guidelines };
        let writes = match inherit(&legacy, self.context.seq) {
            Ok(writes) => writes,
            Err(Damaged(found)) => {
                let done = "it begins anew here".to_owned();
                self.issue(file, Issue { place: "the history".to_owned(), found, done });
                return false;
            }
        };
        // Where it cannot be written, opening it like any other file tells.
        if self.context.storage.inherit(&writes).await.is_err() {
            return false;
        }
        let Project { id, name, save, saves, .. } = project.clone();
        let saves = saves.into_iter().chain([save]).collect();
        let (first, steps) = (listed.first().map(|article| article.id.clone()), history.len());
        self.report.inherited = Some(Inherited { id, name, first, steps, saves, rest: Vec::new() });
        true
    }

    /// Nothing was done in the workspace but that articles were listed, and
    /// nothing was opened with this yet.
    pub(super) fn is_untouched(&self) -> bool {
        self.context.is_blank && self.len() == 0 && self.report == Report::default()
    }

    /// Why an article of the file does not come back, where it was taken off
    /// the list here.
    fn gone_here(&self, article: &Article) -> Option<Issue> {
        let since = self.since.as_ref()?;
        let id = &article.id;
        let is_gone = since.mine.has_listed(id)
            && !self.context.listed.contains_key(id)
            && !since.theirs.has_article(id)
            && !since.theirs.has_listed(id);
        is_gone.then(|| Issue {
            place: format!("the article “{}”", article.title),
            found: "taken off the list here since".to_owned(),
            done: "it stays off; History brings it back".to_owned(),
        })
    }

    /// What the file's newer work has taken off the list goes here too, unless
    /// something was done in it.
    fn end_workspace(&mut self, file: &str) {
        let of_file = std::mem::take(&mut self.of_file);
        let Some(since) = self.since.take() else { return };
        let listed = self.context.listed.clone();
        let gone = listed.iter().filter(|(id, _)| !of_file.contains(*id) && since.theirs.has_listed(id));
        for (id, listing) in gone {
            if since.mine.has_article(id) {
                let found = "taken off the list there, but something was done in it here".to_owned();
                let place = format!("the article “{}”", listing.title);
                self.issue(file, Issue { place, found, done: "it stays".to_owned() });
            } else {
                self.report.removed.push(id.clone());
            }
        }
    }

    /// What one file has taken off the list stays where another has it
    /// otherwise than it is here.
    fn keep_what_others_changed(&mut self) {
        let Report { removed, copies, issues, .. } = &mut self.report;
        removed.retain(|id| {
            let Some((_, copy)) = copies.iter().find(|(of, _)| of == id) else { return true };
            let place = format!("the article “{}”", copy.article.title);
            let found = "taken off the list in another of the files, but not the same here".to_owned();
            issues.push((copy.from.clone(), Issue { place, found, done: "it stays".to_owned() }));
            false
        });
    }

    /// Says of a file, once, that articles in it were in the list.
    pub(super) fn end_file(&mut self, file: &str) {
        self.end_workspace(file);
        let place = match std::mem::take(&mut self.already).as_slice() {
            [] => return,
            [title] => format!("the article “{title}”"),
            titles => format!("{} articles", titles.len()),
        };
        let found = "in the list already, with the same content".to_owned();
        self.issue(file, Issue { place, found, done: "not opened a second time".to_owned() });
    }

    /// Adds a file's labels to the workspace's, and gives the articles the
    /// workspace's label ids. Where nothing has been done with labels yet, the
    /// file's set is taken as it is, so that a file comes back as it was
    /// written; one without a label would leave nothing to mark with.
    fn adopt(&mut self, labels: &LabelSet, articles: &mut [Article]) {
        let is_untouched = !self.context.labels_used && self.label_set == LabelSet::default();
        if is_untouched && !labels.labels.is_empty() {
            self.label_set = labels.clone();
            return;
        }
        let renamed = label_set::merge(&mut self.label_set, labels);
        if !self.report.label_sets.iter().any(|(known, _)| known == labels) {
            self.report.label_sets.push((labels.clone(), self.since.clone()));
        }
        for article in articles {
            label_set::relabel(article, &renamed);
        }
    }

    /// Where an article belongs whose id may be in the store already.
    async fn place(&mut self, mut article: Article, file: &str) -> Result<Place, ReadError> {
        if self.known.is_none() {
            let known = self.context.storage.article_ids().await.map_err(|error| store_error(&error))?;
            self.known = Some(known);
        }
        let known = self.known.get_or_insert_default();
        if known.insert(article.id.clone()) {
            return Ok(match self.same_text(&article).await {
                Some(id) => Place::Copy(id, article),
                None => Place::Fresh(article),
            });
        }
        let id = article.id.clone();
        let is_listed = self.context.listed.contains_key(&id)
            || self.arrived.contains(&id)
            || self.report.articles.iter().any(|opened| opened.id == id);
        // One that cannot be read is not the same.
        let stored = self.context.storage.article(&id).await.ok().flatten();
        // The list has the status; one on which nobody has worked says nothing.
        let has_status =
            |listing: &Arc<Listing>| article.status == Status::New || listing.status == article.status;
        let is_same = stored.as_ref().is_some_and(|stored| is_same(&stored.article, &article))
            && self.context.listed.get(&id).is_none_or(has_status);
        if !is_same
            && is_listed
            && stored.is_some_and(|stored| self.belongs_to(&stored.article, &article, file))
        {
            return Ok(Place::Copy(id, article));
        }
        match (is_same, is_listed) {
            (true, true) => Ok(Place::Listed(article)),
            // Taken off the list earlier, or left by an opening that a crash
            // ended.
            (true, false) => Ok(Place::Stored(article)),
            (false, _) => {
                article.id = clock::new_id();
                if is_listed {
                    let place = format!("the article “{}”", article.title);
                    let found = "another version of it is in the list".to_owned();
                    self.issue(
                        file,
                        Issue { place, found, done: "opened beside that, with an id of its own".to_owned() },
                    );
                }
                Ok(Place::Fresh(article))
            }
        }
    }

    /// Whether an article is a copy of a listed one of its id.
    fn belongs_to(&self, stored: &Article, article: &Article, file: &str) -> bool {
        let copy = Copy { from: file.to_owned(), article: article.clone(), since: self.since.clone() };
        is_copy(stored, article) || is_newer_edition(stored, &copy)
    }

    /// The listed article of the same text, for one that has marks: two people
    /// may have opened one text, each under an id of its own.
    async fn same_text(&self, article: &Article) -> Option<Id> {
        if article.annotations.is_empty() {
            return None;
        }
        let listed = self.context.listed.iter().filter(|(_, listing)| listing.title == article.title);
        for (id, _) in listed {
            let stored = self.context.storage.article(id).await.ok().flatten();
            if stored.is_some_and(|stored| is_copy(&stored.article, article)) {
                return Some(id.clone());
            }
        }
        None
    }

    /// What came of it all. A cancelled opening leaves nothing behind that was
    /// not listed.
    pub(super) async fn finish(mut self) -> Report {
        if self.is_cancelled() {
            self.put.retain(|id| !self.arrived.contains(id));
            // What cannot be removed is only unlisted.
            let _ = self.context.storage.remove_articles(&self.put).await;
            return Report { cancelled: true, ..Report::default() };
        }
        self.keep_what_others_changed();
        self.report.label_set = self.changed_label_set();
        self.report.first = self.first.or(self.listed_already);
        self.report
    }
}

enum Place {
    /// To be stored.
    Fresh(Article),
    /// In the store as it is, and to be listed.
    Stored(Article),
    /// In the list as it is.
    Listed(Article),
    /// In the list under this id, with other marks.
    Copy(Id, Article),
}

/// Whether two articles say the same; the list has the status.
fn is_same(stored: &Article, article: &Article) -> bool {
    stored.text == article.text && in_order(stored) == in_order(article)
}

/// The article with everything in the order in which the store gives it back.
fn in_order(article: &Article) -> Article {
    Document::new(article.clone()).to_article(Default::default())
}

pub(super) fn store_error(error: &crate::browser::storage::StorageError) -> ReadError {
    ReadError { place: "the store".to_owned(), reason: error.to_string() }
}
