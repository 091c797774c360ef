//! What takes time: storage, files, other articles. Each is started here, and
//! its answer is handled here.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::formats::losses::Loss;
use galley_core::formats::{self, ReadError};
use galley_core::model::{Article, Id, LabelId, LabelSet};
use galley_core::sample;
use galley_core::session::{Command, Replacement, Session};
use galley_core::store::{Listing, Next, Seq, Transaction, Workspace};
use wasm_bindgen_futures::spawn_local;
use yew::html::Scope;
use yew::prelude::*;

use super::{App, Msg, Phase, focus_article, listed};
use crate::action::{Action, Dialog, ExportTo};
use crate::browser::channel::Channel;
use crate::browser::screen::is_wide;
use crate::browser::storage::registry::Wanted;
use crate::browser::storage::{Lines, Loaded, Preferences, Restored, Storage, StorageError};
use crate::browser::{address, save, seen};
use crate::components::counted;
use crate::exporting::{
    self, Destination, ExportContext, ExportError, ExportFormat, ExportScope, Exported, Exporting,
};
use crate::opening::{self, Guess, Input, OpenContext, Opened, Opening, Report};
use crate::state::{NoticeKind, Progress, SaveState};

/// Journal entries after which the open article is stored whole, so that
/// opening it replays few.
pub const SNAPSHOT_EVERY: Seq = 100;
/// Reading this many annotations takes no longer than replaying one entry. So
/// an article with many annotations is stored whole less often: an edit costs
/// the same in every article.
const ANNOTATIONS_PER_ENTRY: usize = 20;

/// What was read of the history.
pub enum Remembered {
    Older(Lines),
    /// A transaction, unless it is damaged or missing.
    One(Id, Option<Transaction>),
}

/// Opens the storage.
pub fn start(link: &Scope<App>, wanted: Wanted) {
    let link = link.clone();
    spawn_local(async move {
        let (storage, error) = Storage::open(wanted).await;
        link.send_message(Msg::Opened(storage, error));
    });
}

/// The id of the sample that a workspace begins with: two windows that come to
/// a new workspace at once bring the same.
pub fn sample_id(workspace: &str) -> Id {
    Id::from(format!("sample-{workspace}"))
}

/// Reads the workspace.
pub fn load(link: &Scope<App>, storage: Option<Storage>) {
    let (link, Some(storage)) = (link.clone(), storage) else { return };
    spawn_local(async move {
        let loaded = storage.load().await;
        link.send_message(Msg::Loaded(Box::new(loaded)));
    });
}

impl App {
    /// Shows the sample before the store is there.
    pub(super) fn show_ahead(&mut self, id: Id) {
        self.phase = Phase::Ahead;
        self.is_new_place = true;
        self.save = SaveState::Saving;
        self.session.open(sample::article(id));
        self.repaint();
    }

    /// The storage is there: what is in it is read.
    pub(super) fn opened(&mut self, ctx: &Context<Self>, storage: Storage, error: Option<StorageError>) {
        if let Some(error) = error {
            self.save = SaveState::Unsaved;
            self.warn_unsaved("This browser keeps nothing for this page", &error, None);
        }
        if storage.is_durable() {
            address::name(storage.workspace_id());
        }
        self.workspace_name.clone_from(&storage.record().name);
        storage.on_lost(ctx.link().callback(Msg::Lost));
        let name = format!("galley-{}", storage.workspace_id());
        self.channel = Channel::open(&name, ctx.link().callback(|()| Msg::Heard));
        self.storage = Some(storage);
        load(ctx.link(), self.storage.clone());
    }

    pub(super) fn loaded(&mut self, ctx: &Context<Self>, loaded: Result<Loaded, StorageError>) {
        let loaded = match loaded {
            Ok(loaded) => loaded,
            Err(error) => {
                self.storage = Some(Storage::in_memory());
                self.save = SaveState::Unsaved;
                self.warn_unsaved("What is stored here cannot be read", &error, None);
                Loaded { is_new: true, ..Loaded::default() }
            }
        };
        self.tell_damaged(&loaded.damaged);
        self.preferences = loaded.preferences;
        let workspace = Workspace::new(loaded.label_set, loaded.listings, loaded.counts)
            .with_guidelines(loaded.guidelines);
        self.label_styles.show(workspace.label_set());
        let current = self.preferences.current.clone().filter(|id| workspace.listing(id).is_some());
        let first = current.or_else(|| workspace.listings().first().map(|listing| listing.id.clone()));
        self.session = Session::new(workspace, loaded.history);
        self.session.creator.clone_from(&self.preferences.creator);
        if let Some(storage) = &self.storage {
            storage.expect(self.session.stored(), self.session.unstored());
        }
        self.is_new_place = loaded.is_new && self.workspace_name.is_empty();
        let was_used = self.storage.as_ref().is_some_and(|storage| storage.record().used);
        let was_cleared = loaded.is_new && was_used;
        let is_sample_next = first.is_none() && self.is_new_place && !was_cleared;
        if std::mem::replace(&mut self.phase, Phase::Ready) == Phase::Ahead && !is_sample_next {
            // The place was not new: what was done was meant for the sample, but for files that were dropped.
            self.waiting.retain(|action| matches!(action, Action::Open(_)));
            self.save = SaveState::Saved(None);
        }
        seen::remember();
        // What another window has written since it was read.
        self.sync(ctx);
        self.recall_file(ctx);
        let rest = std::mem::take(&mut self.rest);
        if self.open_embedded(ctx, first.as_ref()) {
            return;
        }
        match first {
            Some(id) => self.fetch(ctx, id, None),
            None if was_cleared => self.tell(
                NoticeKind::Problem,
                "What was stored in this workspace is gone",
                vec![
                    "The browser, or someone at it, has cleared it. If you have saved it to a file, open that file here.".to_owned(),
                ],
            ),
            // One that the user has made is as empty as they expect it.
            None if self.is_new_place => {
                self.next_is_no_loss();
                let workspace = self.storage.as_ref().map_or("", Storage::workspace_id);
                self.open_sample(ctx, sample_id(workspace));
            }
            None => {
                if let Some(words) = self.opened_words.take() {
                    self.say(words);
                }
            }
        }
        self.open_inputs(ctx, rest);
        self.resume(ctx);
    }

    /// Lists what of the store is not intact.
    pub(super) fn tell_damaged(&mut self, damaged: &[StorageError]) {
        if !damaged.is_empty() {
            let lines = damaged.iter().map(ToString::to_string).collect();
            self.tell(
                NoticeKind::Problem,
                "A part of what is stored here is damaged; the rest is open",
                lines,
            );
        }
    }

    /// Stores the open article whole when there are so many entries since it
    /// last was, and they are not few beside its annotations. That it fails
    /// loses nothing: the journal has it all.
    pub(super) fn snapshot_after(&mut self, entries: Seq) {
        let seq = self.session.stored();
        // What is stored whole must not be ahead of the journal.
        if self.session.unstored().len() > 0 {
            return;
        }
        let (Some(storage), Some(document)) = (self.storage.clone(), self.session.document()) else { return };
        let few = (document.len() / ANNOTATIONS_PER_ENTRY) as Seq;
        if seq < self.snapshot + entries.max(few) {
            return;
        }
        let Some(article) = self.session.article() else { return };
        self.snapshot = seq;
        spawn_local(async move {
            if let Err(error) = storage.snapshot(article, seq).await {
                warn(&error);
            }
        });
    }

    /// Reads what an undo or a redo needs of the history, and then does it.
    pub(super) fn read_history(&mut self, ctx: &Context<Self>, next: Next, then: Action) {
        let Some(storage) = self.storage.clone() else { return };
        self.reading = true;
        let link = ctx.link().clone();
        spawn_local(async move {
            let read = match next {
                Next::Nothing | Next::Found(_) => return,
                Next::Older(before) => storage.lines_before(before).await.map(Remembered::Older),
                Next::Unread(id) => match storage.transaction(&id).await {
                    Ok(transaction) => Ok(Remembered::One(id, transaction)),
                    Err(StorageError::Damaged { .. }) => Ok(Remembered::One(id, None)),
                    Err(error) => Err(error),
                },
            };
            link.send_message(Msg::Remembered(Box::new(read), then));
        });
    }

    #[inline(never)]
    pub(super) fn remembered(
        &mut self,
        ctx: &Context<Self>,
        read: Result<Remembered, StorageError>,
        then: Action,
    ) {
        self.reading = false;
        let history = self.session.history_mut();
        match read {
            Ok(Remembered::Older(Lines { from, lines, damaged })) => {
                history.tell_older(from, lines.iter().map(|(_, line)| line));
                self.tell_damaged(&damaged);
            }
            Ok(Remembered::One(_, Some(transaction))) => history.remember(Arc::new(transaction)),
            Ok(Remembered::One(id, None)) => {
                history.leave_out(&id);
                let lines = vec!["It stays as it is; the step before it is the next.".to_owned()];
                self.tell(
                    NoticeKind::Problem,
                    "A step of the history is damaged and cannot be undone",
                    lines,
                );
            }
            Err(error) => {
                self.waiting.clear();
                let title = "The history cannot be read";
                return self.tell(NoticeKind::Problem, title, vec![error.to_string()]);
            }
        }
        self.act(ctx, then);
        self.resume(ctx);
    }

    /// Reads the closed articles that an undo or a redo changes.
    pub(super) fn read_closed(&mut self, ctx: &Context<Self>, ids: Vec<Id>, redo: bool) {
        let Some(storage) = self.storage.clone() else { return };
        self.reading = true;
        let link = ctx.link().clone();
        spawn_local(async move {
            let mut articles = Vec::with_capacity(ids.len());
            for id in ids {
                match storage.article(&id).await {
                    Ok(restored) => articles.extend(restored.map(|restored| restored.article)),
                    Err(error) => return link.send_message(Msg::Closed(Err(error), redo)),
                }
            }
            link.send_message(Msg::Closed(Ok(articles), redo));
        });
    }

    #[inline(never)]
    pub(super) fn closed(
        &mut self,
        ctx: &Context<Self>,
        articles: Result<Vec<Article>, StorageError>,
        redo: bool,
    ) {
        self.reading = false;
        match articles {
            Ok(closed) => {
                self.reverted(ctx, Command::Revert { redo, closed });
                self.resume(ctx);
            }
            Err(error) => {
                self.waiting.clear();
                self.tell(
                    NoticeKind::Problem,
                    "Nothing was undone: an article that it changes cannot be read",
                    vec![error.to_string()],
                );
            }
        }
    }

    /// Changes the preferences and stores them.
    pub(super) fn prefer(&mut self, change: impl FnOnce(&mut Preferences)) {
        change(&mut self.preferences);
        let (Some(storage), preferences) = (self.storage.clone(), self.preferences.clone()) else { return };
        spawn_local(async move {
            if let Err(error) = storage.set_preferences(&preferences).await {
                warn(&error);
            }
        });
    }

    /// Fetches an article to open it, and then does what was asked for in it.
    pub(super) fn fetch(&mut self, ctx: &Context<Self>, id: Id, then: Option<Action>) {
        if self.open_id().as_ref() == Some(&id) && then.is_none() {
            // Back from one that is still on its way.
            self.fetching = None;
            return self.resume(ctx);
        }
        self.snapshot_after(1);
        self.fetching = Some(id.clone());
        self.read_article(ctx, id, then);
    }

    fn read_article(&self, ctx: &Context<Self>, id: Id, then: Option<Action>) {
        let Some(storage) = self.storage.clone() else { return };
        let link = ctx.link().clone();
        spawn_local(async move {
            let article = storage.stored_article(&id).await;
            link.send_message(Msg::Fetched { id, article: Box::new(article), then });
        });
    }

    pub(super) fn fetched(
        &mut self,
        ctx: &Context<Self>,
        id: &Id,
        article: Result<Option<Restored>, StorageError>,
        then: Option<Action>,
    ) {
        // The user may have asked for yet another one meanwhile.
        if self.fetching.as_ref() != Some(id) {
            return;
        }
        if let Ok(Some(restored)) = &article
            && restored.seq != self.session.stored()
        {
            // This window or another has written meanwhile.
            self.sync(ctx);
            return self.read_article(ctx, id.clone(), then);
        }
        self.fetching = None;
        if self.show_fetched(ctx, id, article) {
            if let Some(action) = then {
                self.act(ctx, action);
            }
            self.resume(ctx);
        } else {
            self.waiting.clear();
            self.open_next_intact(ctx, id);
        }
    }

    /// Where nothing is open and an article cannot be, the next in the list is.
    fn open_next_intact(&mut self, ctx: &Context<Self>, damaged: &Id) {
        let listings = self.session.workspace().listings();
        let after = listings.iter().skip_while(|listing| listing.id != *damaged).nth(1);
        if self.session.document().is_none()
            && let Some(next) = after.map(|listing| listing.id.clone())
        {
            self.fetch(ctx, next, None);
        }
    }

    /// Whether the article could be opened.
    fn show_fetched(
        &mut self,
        ctx: &Context<Self>,
        id: &Id,
        article: Result<Option<Restored>, StorageError>,
    ) -> bool {
        let restored = match article {
            Ok(Some(restored)) => restored,
            Ok(None) => {
                self.tell(NoticeKind::Problem, "This article is not in the storage", Vec::new());
                return false;
            }
            Err(error) => {
                self.tell(NoticeKind::Problem, "This article cannot be read", vec![error.to_string()]);
                return false;
            }
        };
        let is_intact = restored.problems.is_empty();
        if !is_intact {
            self.tell(
                NoticeKind::Problem,
                "Some changes of this article could not be read",
                restored.problems,
            );
        }
        self.snapshot = restored.seq.saturating_sub(restored.replayed as Seq);
        self.show_article(ctx, restored.article, Session::open_stored);
        if is_intact {
            // So that much is replayed once.
            self.snapshot_after(SNAPSHOT_EVERY);
        }
        self.prefer(|preferences| preferences.current = Some(id.clone()));
        true
    }

    fn show_article(&mut self, ctx: &Context<Self>, article: Article, open: fn(&mut Session, Article)) {
        let title = article.title.clone();
        // On a narrow screen the list lies over the article.
        self.layout.list &= is_wide();
        open(&mut self.session, article);
        self.listed_from = listed::top();
        let words = self.opened_words.take();
        self.say(words.unwrap_or_else(|| format!("Opened “{title}”")));
        if self.find.open {
            self.search(ctx, self.find.query.clone());
        }
        self.reveal += 1;
        // The article is on the page only after the next drawing.
        gloo_timers::callback::Timeout::new(0, focus_article_unless_typing).forget();
    }

    pub(super) fn open_inputs(&mut self, ctx: &Context<Self>, inputs: Vec<Input>) {
        let Some(storage) = self.storage.clone() else { return };
        if inputs.is_empty() || self.progress.is_some() || !self.asked.is_empty() {
            return;
        }
        if self.layout.dialog == Some(Dialog::ReplaceText) {
            return inputs.into_iter().take(1).for_each(|input| self.review_file(ctx, input));
        }
        self.expecting = true;
        self.opened_from = None;
        self.cancel = Rc::default();
        opening::open(inputs, self.open_context(storage), ctx.link().callback(Msg::Opening));
    }

    fn open_context(&self, storage: Storage) -> OpenContext {
        let workspace = self.session.workspace();
        let labels_used = workspace.label_set().labels.iter().any(|label| workspace.uses(&label.id) > 0);
        OpenContext {
            storage,
            label_set: workspace.label_set().clone(),
            labels_used,
            is_blank: !labels_used
                && **workspace.label_set() == LabelSet::default()
                && workspace.guidelines().is_empty(),
            seq: self.session.stored(),
            listed: Rc::new(
                workspace.listings().iter().map(|listing| (listing.id.clone(), listing.clone())).collect(),
            ),
            cancel: self.cancel.clone(),
        }
    }

    pub(super) fn opening(&mut self, ctx: &Context<Self>, opening: Opening) {
        match opening {
            Opening::Ask(ask) => self.ask(ask),
            Opening::Progress { file, done, total, articles } => {
                let detail = if articles > 1 { format!("{file}: {articles} articles") } else { file };
                self.progress = Some(Progress { title: "Opening…".to_owned(), detail, done, total });
            }
            Opening::First(article, label_set) => {
                self.opened_from = Some(self.session.history().depth());
                if let Some(label_set) = label_set {
                    self.perform(ctx, Command::EditLabelSet(Box::new(label_set)));
                }
                self.snapshot_after(1);
                self.fetching = None;
                self.snapshot = self.session.stored();
                self.show_article(ctx, *article, Session::open);
                self.resume(ctx);
            }
            Opening::Arrived(articles) => {
                self.arrived += articles.len();
                self.list(ctx, articles, self.session.workspace().next_position());
                let open = self.open_id();
                self.prefer(|preferences| preferences.current = open);
            }
            Opening::Done(report) => {
                self.progress = None;
                self.expecting = false;
                self.report(ctx, *report);
            }
        }
    }

    /// Lists what was opened, and tells what was not.
    fn report(&mut self, ctx: &Context<Self>, report: Report) {
        self.tell_failures(&report.failures);
        self.tell_issues(&report.issues);
        if report.cancelled {
            self.take_back_opening(ctx);
        }
        if let Some(inherited) = report.inherited {
            self.prefer(|preferences| preferences.file_fields.extend(report.extra));
            return self.inherit(ctx, inherited);
        }
        let mut brought = self.take_projects(ctx, report.projects);
        if !report.failures.is_empty() || report.cancelled {
            // What failed in part may be tried again.
            brought.forget();
        }
        brought.label_sets = report.label_sets;
        brought.removed = report.removed;
        for guess in report.guesses {
            let lines = vec![
                "If letters look wrong, choose another encoding in the panel, under Article.".to_owned(),
            ];
            self.tell(
                NoticeKind::Information,
                format!("“{}” was read as {}, which is a guess", guess.file, guess.encoding),
                lines,
            );
            self.guesses.insert(guess.article.clone(), guess);
        }
        let mut label_set = report.label_set;
        // What only copies need comes with them, as one step.
        if (report.copies.is_empty() || !report.articles.is_empty())
            && let Some(label_set) = label_set.take()
        {
            self.perform(ctx, Command::EditLabelSet(Box::new(label_set)));
        }
        if !report.extra.is_empty() {
            self.prefer(|preferences| preferences.file_fields.extend(report.extra));
        }
        let first = report.first;
        let arrived = std::mem::take(&mut self.arrived) + report.articles.len();
        self.list(ctx, report.articles, self.session.workspace().next_position());
        // A large set is listed in several steps.
        if arrived > 1 && !report.cancelled {
            self.say(format!("Opened {arrived} articles"));
        }
        if let Some(first) = first {
            self.fetch(ctx, first, None);
        }
        self.gather_copies(ctx, report.copies, label_set, brought);
    }

    /// Takes off the list again what a cancelled opening has brought, unless
    /// something was done since.
    fn take_back_opening(&mut self, ctx: &Context<Self>) {
        let from = self.opened_from.unwrap_or(usize::MAX);
        let mut words = "Opening was cancelled; nothing was opened";
        while self.session.history().depth() > from
            && let Next::Found(transaction) = self.session.history().to_undo()
        {
            if !transaction.articles.is_empty() {
                words = "Opening was cancelled; what was listed before you marked something stays";
                break;
            }
            self.perform(ctx, Command::Undo);
        }
        self.follow_list(ctx);
        self.act(ctx, Action::Say(words));
    }

    /// Lists stored articles from a position on.
    fn list(&mut self, ctx: &Context<Self>, opened: Vec<Opened>, position: u64) {
        let mut listings = Vec::with_capacity(opened.len());
        for (Opened { id, title, status, counts }, position) in opened.into_iter().zip(position..) {
            self.session.count(id.clone(), counts);
            listings.push(Arc::new(Listing { id, title, status, position }));
        }
        self.perform(ctx, Command::AddArticles(listings));
    }

    /// The sample article, listed as if it had been dropped.
    pub(super) fn open_sample(&mut self, ctx: &Context<Self>, id: Id) {
        let Some(storage) = self.storage.clone() else { return };
        self.expecting = true;
        let (link, seq) = (ctx.link().clone(), self.session.stored());
        let article = sample::article(id);
        self.opening(ctx, Opening::First(Box::new(article.clone()), None));
        spawn_local(async move {
            let report = Report {
                articles: vec![Opened::of(&article)],
                first: Some(article.id.clone()),
                ..Report::default()
            };
            match storage.put_articles(vec![article], seq).await {
                Ok(()) => link.send_message(Msg::Opening(Opening::Done(Box::new(report)))),
                Err(error) => link.send_message(Msg::Problem(
                    "The sample could not be opened".to_owned(),
                    vec![error.to_string()],
                )),
            }
        });
    }

    /// Reads a file anew in another encoding, in place of what it was read as.
    pub(super) fn redecode(&mut self, ctx: &Context<Self>, id: &Id, encoding: &str) {
        let Some(guess) = self.guesses.remove(id) else { return };
        if self.session.workspace().total(id) > 0 {
            self.guesses.insert(id.clone(), guess);
            let lines = vec![
                "Its annotations belong to the text as it is. Delete them first, or open the file anew."
                    .to_owned(),
            ];
            return self.tell(NoticeKind::Problem, "This article has annotations already", lines);
        }
        let Some(storage) = self.storage.clone() else { return };
        let (context, encoding, link) = (self.open_context(storage), encoding.to_owned(), ctx.link().clone());
        spawn_local(async move {
            let read = opening::redecode(&guess, &encoding, &context).await;
            link.send_message(Msg::Redecoded(guess, Box::new(read)));
        });
    }

    /// Puts the article as it reads now in the place of the other.
    #[inline(never)]
    pub(super) fn redecoded(
        &mut self,
        ctx: &Context<Self>,
        old: Guess,
        read: Result<(Opened, Guess), ReadError>,
    ) {
        let (opened, guess) = match read {
            Ok(read) => read,
            Err(error) => {
                self.tell(
                    NoticeKind::Problem,
                    format!("“{}” cannot be read so", old.file),
                    vec![error.reason],
                );
                self.guesses.insert(old.article.clone(), old);
                return;
            }
        };
        let place = self.session.workspace().listing(&old.article).map(|listing| listing.position);
        let id = opened.id.clone();
        self.perform(ctx, Command::RemoveArticle(old.article));
        self.list(ctx, vec![opened], place.unwrap_or_else(|| self.session.workspace().next_position()));
        self.guesses.insert(guess.article.clone(), guess);
        self.fetch(ctx, id, None);
    }

    /// Gathers the closed articles in which a label is used: what becomes of
    /// their annotations is one transaction with its removal.
    pub(super) fn remove_label(&mut self, ctx: &Context<Self>, label: LabelId, replacement: Replacement) {
        let Some(storage) = self.storage.clone() else { return };
        let open = self.open_id();
        let used: Vec<Id> = self
            .session
            .workspace()
            .articles_with(&label)
            .into_iter()
            .filter(|id| Some(id) != open.as_ref())
            .collect();
        let link = ctx.link().clone();
        spawn_local(async move {
            let mut articles = Vec::with_capacity(used.len());
            for id in used {
                match storage.article(&id).await {
                    Ok(Some(restored)) => articles.push(restored.article),
                    Ok(None) => {}
                    Err(error) => {
                        let title =
                            "The label was not removed: an article that uses it cannot be read".to_owned();
                        return link.send_message(Msg::Problem(title, vec![error.to_string()]));
                    }
                }
            }
            link.send_message(Msg::Gathered { label, replacement, articles });
        });
    }

    pub(super) fn export(
        &mut self,
        ctx: &Context<Self>,
        scope: ExportScope,
        format: ExportFormat,
        to: ExportTo,
        history: bool,
    ) {
        let Some(storage) = self.storage.clone() else { return };
        self.layout.dialog = None;
        self.cancel = Rc::default();
        self.safety.exporting_at = self.session.history().last();
        let saved = if format.is_project() {
            self.saved_project.as_ref().map(|(file, _)| file)
        } else {
            self.saved_file.as_ref()
        };
        let destination = match (to, saved) {
            (ExportTo::Clipboard, _) => Destination::Clipboard,
            (ExportTo::SaveAgain, Some(file)) => Destination::Again(file.clone()),
            (ExportTo::SavePicker | ExportTo::SaveAgain, _) => Destination::Pick,
            (ExportTo::Download, _) => Destination::Download,
        };
        let context = ExportContext {
            label_set: self.session.workspace().label_set().clone(),
            file_fields: self.preferences.file_fields.clone(),
            listings: self.session.workspace().listings().to_vec(),
            project: self.project(&storage),
            history,
            open: self.session.article(),
            cancel: self.cancel.clone(),
            storage,
        };
        exporting::export(scope, format, destination, context, ctx.link().callback(Msg::Exporting));
    }

    pub(super) fn export_label_set(&mut self) {
        let label_set = self.session.workspace().label_set();
        let name = format!("{}.labels.json", label_set.name);
        let mut parts = save::Parts::default();
        parts.push(&formats::label_set::write(label_set));
        let saved = parts.blob(save::JSON).and_then(|blob| save::download(&name, &blob));
        match saved {
            Ok(()) => self.say(format!("Exported {name}")),
            Err(reason) => {
                self.tell(NoticeKind::Problem, "The label set was not exported", vec![reason.to_string()])
            }
        }
    }

    #[inline(never)]
    pub(super) fn exporting(&mut self, exporting: Exporting) {
        match exporting {
            Exporting::Progress { done, total } => {
                let detail = format!("{done} of {total} articles");
                let (done, total) = (done as u64, total as u64);
                self.progress = Some(Progress { title: "Exporting…".to_owned(), detail, done, total });
            }
            Exporting::Done(exported) => {
                self.progress = None;
                self.exported(exported);
            }
            Exporting::Failed(ExportError::Cancelled) => {
                self.progress = None;
                self.say("Nothing was exported");
            }
            Exporting::Failed(error) => {
                self.progress = None;
                self.tell(NoticeKind::Problem, "The export failed", vec![error.to_string()]);
            }
        }
    }

    /// An export of a workspace that is not open.
    #[inline(never)]
    pub(super) fn exporting_other(&mut self, exporting: Exporting) {
        match exporting {
            Exporting::Done(exported) => {
                self.progress = None;
                let name = exported.name.unwrap_or_default();
                self.say(format!("Saved {} to {name}", counted(exported.articles, "article")));
                if !exported.problems.is_empty() {
                    self.tell(
                        NoticeKind::Problem,
                        "Saved, but not all of it could be read",
                        exported.problems,
                    );
                }
            }
            other => self.exporting(other),
        }
    }

    fn exported(&mut self, exported: Exported) {
        let is_whole = exported.is_whole();
        if !exported.problems.is_empty() {
            self.tell(NoticeKind::Problem, "Exported, but not all of it could be read", exported.problems);
        }
        let losses: Vec<String> = exported.losses.iter().map(Loss::to_string).collect();
        if !losses.is_empty() {
            self.tell(NoticeKind::Information, "Exported; the format has no place for some of it", losses);
        }
        match (exported.file, exported.format.is_project()) {
            (Some(file), true) => {
                self.keep_file(&file, exported.format);
                self.saved_project = Some((file, exported.format));
            }
            (Some(file), false) => self.saved_file = Some(file),
            (None, _) => {}
        }
        if let Some(save) = exported.save.filter(|_| exported.name.is_some()) {
            self.know_saves([save]);
        }
        let articles = counted(exported.articles, "article");
        match exported.name {
            Some(name) => {
                // What is not whole does not stand for the work.
                if is_whole && exported.articles == self.session.workspace().listings().len() {
                    let at = self.safety.exporting_at;
                    self.prefer(|preferences| {
                        preferences.exported = exported.time;
                        preferences.exported_at = at;
                    });
                }
                self.say(format!("Exported {articles} to {name}"));
            }
            None => self.say(format!("Copied {articles} to the clipboard")),
        }
    }
}

/// Failures that lose nothing are only noted for a developer.
pub(super) fn warn(error: &StorageError) {
    web_sys::console::warn_1(&error.to_string().into());
}

fn focus_article_unless_typing() {
    if !crate::browser::selection::is_typing() {
        focus_article();
    }
}
