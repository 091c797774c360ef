//! The app: owns the session, does what the user asks, stores what came of
//! it, and lays out the screen.

mod card;
pub mod checking;
pub mod counting;
mod entities;
mod find;
mod history;
mod keyboard;
mod layout;
mod listed;
mod opened;
mod project;
mod revising;
mod safety;
mod syncing;
mod window;
mod work;
mod workspaces;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::formats::ReadError;
use galley_core::ledger::Place;
use galley_core::model::{Annotation, Article, Extra, Id, LabelId, ReadingOrder};
use galley_core::revise::Revision;
use galley_core::session::{Command, Direction, Replacement, Selection, Session, Stamp};
use galley_core::store::{Document, Listing, Next, Seq, Workspace};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use self::checking::{CheckedState, Checking, Problem};
use self::counting::{CountedSet, Counting};
use self::find::{Found, Labelling};
use self::keyboard::Keys;
use self::project::Pending;
use self::safety::Safety;
use self::window::Window;
use self::work::Remembered;
use crate::action::{Action, Panel, Tab};
use crate::browser::channel::Channel;
use crate::browser::label_styles::LabelStyles;
use crate::browser::own_page::{self, Embedded};
use crate::browser::program;
use crate::browser::save::SavedFile;
use crate::browser::screen::{self, is_wide};
use crate::browser::selection::{self, Page};
use crate::browser::storage::registry::{Wanted, WorkspaceLine};
use crate::browser::storage::{Entries, Loaded, Preferences, Restored, Storage, StorageError};
use crate::browser::{address, clock, pace, seen};
use crate::components::annotation_list::AnnotationPage;
use crate::components::attribution_card::CardView;
use crate::components::attribution_list::CardLines;
use crate::components::entities::EntitiesView;
use crate::components::history_dialog::HistoryPage;
use crate::components::history_preview::Past;
use crate::components::links::Linked;
use crate::components::{Dispatch, Margins, Views};
use crate::exporting::{ExportFormat, Exporting};
use crate::opening::{Ask, Guess, Input, Opened, Opening};
use crate::state::{Find, Layout, Notice, NoticeKind, Progress, SaveState};

/// What reaches the app: what the user does, and answers to what it asked.
pub enum Msg {
    Act(Action),
    Opened(Storage, Option<StorageError>),
    Loaded(Box<Result<Loaded, StorageError>>),
    /// Another window has written something.
    Heard,
    /// What it has written.
    Synced(Result<Entries, StorageError>),
    /// The browser closed the storage.
    Lost(StorageError),
    /// What could not be stored is tried again.
    Retry,
    /// The workspaces of this place.
    Workspaces(Result<Vec<WorkspaceLine>, StorageError>),
    /// An export of a workspace that is not open.
    ExportingOther(Exporting),
    /// Everything up to an entry is stored, or could not be.
    Stored(Seq, Result<(), StorageError>),
    /// An article came from storage; then the command is to be done in it.
    Fetched {
        id: Id,
        article: Box<Result<Option<Restored>, StorageError>>,
        then: Option<Action>,
    },
    /// A page of the history.
    HistoryPage(Result<(HistoryPage, Vec<StorageError>), StorageError>),
    /// An article as it was.
    Past(Result<Option<Rc<Past>>, StorageError>),
    /// What was done since a point of the history, to be taken back.
    Since(Result<Entries, StorageError>, String),
    /// What was read of the history; then the action is to be done.
    Remembered(Box<Result<Remembered, StorageError>>, Action),
    /// The closed articles that an undo or a redo changes.
    Closed(Result<Vec<Article>, StorageError>, bool),
    Found(Found),
    /// Others' copies, joined with the articles here.
    Joined(Box<Pending>),
    /// More of the matches are to be labelled.
    LabelMore(Labelling),
    Opening(Opening),
    Exporting(Exporting),
    /// Closed articles for the removal of a label.
    Gathered {
        label: LabelId,
        replacement: Replacement,
        articles: Vec<Article>,
    },
    /// The file that the workspace was saved to before a restart.
    Recalled(SavedFile, ExportFormat),
    /// The corrected text that a file had in it.
    Corrected(Box<Result<Article, ReadError>>),
    Redecoded(Guess, Box<Result<(Opened, Guess), ReadError>>),
    /// Something that has only to be told.
    Problem(String, Vec<String>),
    /// The article was scrolled.
    Scrolled,
    /// What is selected has been painted: its form can follow.
    Inspect,
    /// Nothing was changed for a moment: the checks can follow.
    Check,
    Checked(Box<Checking>),
    Counting(Counting),
    Redraw,
}

/// What the storage is up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Starting,
    /// In a new place the sample is shown before the store is there. What is
    /// asked for meanwhile is done when it is.
    Ahead,
    Ready,
}

pub struct App {
    session: Session,
    storage: Option<Storage>,
    phase: Phase,
    /// Until the first article is on the screen.
    is_starting: bool,
    preferences: Preferences,
    /// The page of the history that the dialog shows.
    history_page: Rc<HistoryPage>,
    /// The article at the time that the dialog shows.
    past: Option<Rc<Past>>,
    /// To the other windows on the workspace.
    channel: Option<Channel>,
    /// What was done is being written.
    writing: bool,
    /// What another window has written is being read; and whether there is
    /// more by now.
    syncing: bool,
    heard: bool,
    save: SaveState,
    safety: Safety,
    /// The open workspace's name; may be empty.
    workspace_name: String,
    /// Nothing was stored here when the page was opened.
    is_new_place: bool,
    workspace_lines: Rc<[WorkspaceLine]>,
    /// The file that the last export was saved to.
    saved_file: Option<SavedFile>,
    /// The same of the workspace, with its format.
    saved_project: Option<(SavedFile, ExportFormat)>,
    /// The journal's length when the open article was last stored whole.
    snapshot: Seq,
    /// The workspace that was inside the page, until it is opened.
    embedded: Option<Embedded>,
    /// The store is to be read anew once nothing waits to be written, and what
    /// is to be opened then.
    read_anew: bool,
    rest: Vec<Input>,
    /// Copies that wait for choices.
    pending_merge: Option<Pending>,
    /// A corrected text that waits to be looked at.
    review: Option<Rc<Revision>>,
    fetching: Option<Id>,
    /// The history is being read for an undo or a redo.
    reading: bool,
    /// What was asked for while an article was being fetched, to be done in it.
    waiting: VecDeque<Action>,
    /// Articles are being opened; none may be open until they are.
    expecting: bool,
    /// What is to be asked of files that are being opened.
    asked: VecDeque<Ask>,
    /// How many steps could be undone when the last opening began, once it has.
    opened_from: Option<usize>,
    /// What is to be said of an opening when an article of it is on the page.
    opened_words: Option<String>,
    /// Articles that a running opening has listed already.
    arrived: usize,
    layout: Layout,
    /// A change may have touched the counts of closed articles.
    recount: bool,
    /// The first annotation that the panel lists.
    listed_from: ReadingOrder,
    find: Find,
    find_asked: u32,
    /// Counts the searches: only the newest goes on.
    search_number: Rc<Cell<u32>>,
    notices: Vec<Notice>,
    notice_count: usize,
    progress: Option<Progress>,
    cancel: Rc<Cell<bool>>,
    /// Files whose encoding was guessed, to be read again with another.
    guesses: HashMap<Id, Guess>,
    message: String,
    message_count: u32,
    /// Counts the steps after which the caret is to be scrolled into view,
    /// and how many of them were seen to.
    reveal: u32,
    revealed: u32,
    /// The last step was the pointer's, for which labels come to the
    /// selection; the keyboard has them already.
    pointed: bool,
    dragging: bool,
    /// The ids of what the pointer is over, apart by spaces.
    pointed_at: Option<String>,
    dispatch: Dispatch,
    label_styles: LabelStyles,
    painted: Painted,
    /// The annotation that the inspector shows.
    inspected: Option<Arc<Annotation>>,
    checking: Rc<Checking>,
    /// What is to be checked or being checked, and when.
    check_soon: Option<(CheckedState, Option<Timeout>)>,
    /// Counts the checks: only the newest goes on.
    check_number: Rc<Cell<u32>>,
    /// What waits for the check.
    after_check: Option<Action>,
    /// The sources of the whole set, once they were counted.
    counted: Option<Rc<CountedSet>>,
    /// The problem shown last.
    problem: Option<Problem>,
    window: Window,
    scroller: NodeRef,
    article: NodeRef,
    scrolled: Callback<Event>,
    file_input: NodeRef,
    keys: Rc<RefCell<Keys>>,
    _listeners: Vec<EventListener>,
}

/// The article, its revision, and its card with whether that is open.
type CardsOf = (Id, u64, Option<(Id, bool)>);

/// What the screen shows of the session: made anew when the session changed,
/// so that the parts compare it by pointer.
#[derive(Default)]
struct Painted {
    of: Option<(Id, u64)>,
    views: Views,
    margins: Margins,
    /// The blocks whose views these are.
    shown: Range<usize>,
    /// The views were not measured yet.
    unmeasured: bool,
    annotations: Option<Rc<AnnotationPage>>,
    /// The selected annotation when they were listed.
    listed_for: Option<Id>,
    listings: Rc<Vec<Arc<Listing>>>,
    totals: Rc<HashMap<Id, i64>>,
    metadata: Rc<Extra>,
    orphans: Rc<Vec<serde_json::Value>>,
    selection: Rc<Selection>,
    card: Option<Rc<CardView>>,
    lines: Rc<CardLines>,
    /// What they were made of.
    cards_of: Option<CardsOf>,
    linked: Option<Rc<Linked>>,
    entities: Rc<EntitiesView>,
    /// The article, its revision and the inspected annotation of them.
    entities_of: Option<(Id, u64, Option<Id>)>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let dispatch = ctx.link().callback(Msg::Act);
        let keys = Rc::<RefCell<Keys>>::default();
        let embedded = own_page::take_embedded();
        let wanted = Wanted {
            chosen: address::workspace(),
            embedded: embedded.as_ref().map(|embedded| embedded.workspace.clone()),
            new: clock::new_id().to_string(),
        };
        let is_new = wanted.chosen.is_none() && wanted.embedded.is_none() && seen::is_new_place();
        let ahead = is_new.then(|| work::sample_id(&wanted.new));
        work::start(ctx.link(), wanted);
        let safety = Safety::default();
        let mut listeners = keyboard::listen(&keys, &dispatch);
        listeners.push(safety.listen());
        listeners.push(screen::on_narrowed({
            let dispatch = dispatch.clone();
            move || dispatch.emit(Action::FoldList)
        }));
        let label_styles = LabelStyles::new();
        label_styles.show(&galley_core::model::LabelSet::default());
        let mut app = Self {
            session: Session::default(),
            storage: None,
            phase: Phase::Starting,
            is_starting: true,
            preferences: Preferences::default(),
            history_page: Rc::default(),
            past: None,
            channel: None,
            writing: false,
            syncing: false,
            heard: false,
            save: SaveState::Saved(None),
            safety,
            workspace_name: String::new(),
            is_new_place: false,
            workspace_lines: Rc::default(),
            saved_file: None,
            saved_project: None,
            snapshot: 0,
            read_anew: false,
            rest: Vec::new(),
            pending_merge: None,
            review: None,
            embedded,
            fetching: None,
            reading: false,
            waiting: VecDeque::new(),
            expecting: false,
            asked: VecDeque::new(),
            opened_from: None,
            opened_words: None,
            arrived: 0,
            layout: Layout { list: is_wide(), side: is_wide(), tab: Tab::Inspector, dialog: None },
            recount: false,
            listed_from: listed::top(),
            find: Find::default(),
            find_asked: 0,
            search_number: Rc::default(),
            notices: Vec::new(),
            notice_count: 0,
            progress: None,
            cancel: Rc::default(),
            guesses: HashMap::new(),
            message: String::new(),
            message_count: 0,
            reveal: 0,
            revealed: 0,
            pointed: false,
            dragging: false,
            pointed_at: None,
            _listeners: listeners,
            keys,
            dispatch,
            label_styles,
            painted: Painted::default(),
            inspected: None,
            checking: Rc::default(),
            check_soon: None,
            check_number: Rc::default(),
            after_check: None,
            counted: None,
            problem: None,
            window: Window::default(),
            scroller: NodeRef::default(),
            article: NodeRef::default(),
            scrolled: ctx.link().callback(|_| Msg::Scrolled),
            file_input: NodeRef::default(),
        };
        if let Some(id) = ahead {
            app.show_ahead(id);
        }
        app
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Act(action) => self.act(ctx, action),
            Msg::Opened(storage, error) => self.opened(ctx, storage, error),
            Msg::Loaded(loaded) => self.loaded(ctx, *loaded),
            Msg::Heard => self.sync(ctx),
            Msg::Synced(entries) => self.synced(ctx, entries),
            Msg::Lost(error) => self.lost(&error),
            Msg::Retry => self.write(ctx),
            Msg::Workspaces(lines) => self.workspaces(lines),
            Msg::ExportingOther(exporting) => self.exporting_other(exporting),
            Msg::Stored(last, result) => self.stored(ctx, last, result),
            Msg::Fetched { id, article, then } => self.fetched(ctx, &id, *article, then),
            Msg::HistoryPage(page) => self.history_page(page),
            Msg::Past(past) => self.past(past),
            Msg::Since(since, to) => self.go_back(ctx, since, to),
            Msg::Remembered(read, then) => self.remembered(ctx, *read, then),
            Msg::Closed(articles, redo) => self.closed(ctx, articles, redo),
            Msg::Found(found) => self.found(found),
            Msg::Joined(pending) => self.joined(ctx, *pending),
            Msg::LabelMore(labelling) => self.label_more(ctx, labelling),
            Msg::Opening(opening) => self.opening(ctx, opening),
            Msg::Exporting(exporting) => self.exporting(exporting),
            Msg::Gathered { label, replacement, articles } => {
                self.perform(ctx, Command::RemoveLabel { label, replacement, articles });
            }
            Msg::Recalled(file, format) => drop(self.saved_project.get_or_insert((file, format))),
            Msg::Corrected(corrected) => self.corrected(*corrected),
            Msg::Redecoded(old, read) => self.redecoded(ctx, old, *read),
            Msg::Problem(title, lines) => {
                self.expecting = false;
                self.tell(NoticeKind::Problem, title, lines);
            }
            Msg::Scrolled => {
                self.follow_scrolling();
                if self.window.shown() == self.painted.shown {
                    return false;
                }
            }
            Msg::Inspect => self.inspected = self.session.selected().cloned(),
            Msg::Check => self.check(ctx),
            Msg::Checked(checking) => self.checked(ctx, *checking),
            Msg::Counting(counting) => self.counting(counting),
            Msg::Redraw => {}
        }
        self.repaint();
        self.follow_checks(ctx);
        self.follow_risk();
        self.inspect(ctx);
        self.show_entities();
        true
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        self.screen()
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first_render: bool) {
        if std::mem::take(&mut self.painted.unmeasured)
            && let Some(article) = self.article.cast::<HtmlElement>()
            && self.window.measure(&article)
        {
            ctx.link().send_message(Msg::Redraw);
        }
        if self.is_starting && self.phase == Phase::Ready && self.is_ready() {
            self.is_starting = false;
            program::load_when_painted();
        }
    }
}

impl App {
    /// Does what the user asked.
    fn act(&mut self, ctx: &Context<Self>, action: Action) {
        match self.phase {
            Phase::Starting => return,
            Phase::Ahead => return self.waiting.push_back(action),
            Phase::Ready => {}
        }
        if self.is_busy() && action.waits(!self.waiting.is_empty()) {
            self.waiting.push_back(action);
            return;
        }
        match action {
            Action::Do(command) => {
                self.reveal += 1;
                self.pointed = false;
                self.perform(ctx, command);
            }
            Action::DoHere(command) => {
                self.pointed = true;
                self.perform(ctx, command);
            }
            Action::Line { direction, extend } => self.by_line(ctx, direction, extend),
            Action::Undo => self.revert(ctx, Command::Undo),
            Action::Redo => self.revert(ctx, Command::Redo),
            Action::OpenArticle(id) => self.fetch(ctx, id, None),
            Action::StepArticle(direction) => self.step_article(ctx, direction),
            Action::DoneAndNext => self.done_and_next(ctx),
            Action::SetStatus(status) => {
                if let Some(article) = self.open_id() {
                    self.perform(ctx, Command::SetStatus { article, status });
                }
            }
            Action::RemoveArticle => self.remove_article(ctx),
            Action::ChooseFiles => {
                if let Some(input) = self.file_input.cast::<HtmlInputElement>() {
                    input.click();
                }
            }
            Action::Open(inputs) => self.open_inputs(ctx, inputs),
            Action::Answer(answer) => self.answer(answer),
            Action::Dragging(dragging) => self.dragging = dragging,
            Action::OpenSample => self.open_sample(ctx, clock::new_id()),
            Action::Cancel => self.cancel.set(true),
            Action::Redecode(id, encoding) => self.redecode(ctx, &id, &encoding),
            Action::ShowFind(open) => self.show_find(ctx, open),
            Action::Find(query) => self.search(ctx, query),
            Action::StepMatch(direction) => self.step_match(ctx, direction),
            Action::LabelMatches(label) => self.label_matches(ctx, &label),
            Action::EditLabelSet(label_set) => self.perform(ctx, Command::EditLabelSet(label_set)),
            Action::RemoveLabel(label, replacement) => self.remove_label(ctx, label, replacement),
            Action::Export { scope, format, to, history } => self.export(ctx, scope, format, to, history),
            Action::ExportLabelSet => self.export_label_set(),
            Action::Merge(choices) => {
                self.layout.dialog = None;
                self.merge(ctx, &choices);
                focus_article();
            }
            Action::Review(text) => self.review(&text),
            Action::ReviewFile(input) => self.review_file(ctx, input),
            Action::Revise(revise) => self.revise(&revise),
            Action::ReplaceText(revision) => self.replace_text(ctx, revision),
            Action::EditGuidelines(text) => self.perform(ctx, Command::EditGuidelines(text.into())),
            Action::ShowHistory(before) => self.show_history(ctx, before),
            Action::Preview(seq) => self.preview(ctx, seq),
            Action::GoBack(seq) => self.read_since(ctx, seq),
            Action::ShowWorkspaces => self.show_workspaces(ctx),
            Action::OpenWorkspace(id) => address::open(&id),
            Action::NewWorkspace(name) => self.new_workspace(ctx, name),
            Action::RenameWorkspace(id, name) => self.rename_workspace(ctx, id, name),
            Action::ExportWorkspace(record) => self.export_workspace(ctx, record),
            Action::DeleteWorkspace(id) => self.delete_workspace(ctx, id),
            Action::Show(dialog) => self.layout.dialog = Some(dialog),
            Action::CloseDialog => {
                self.layout.dialog = None;
                self.pending_merge = None;
                self.review = None;
                self.past = None;
                focus_article();
            }
            Action::ShowTab(tab) => {
                self.layout.side = true;
                self.layout.tab = tab;
            }
            Action::StepList(direction) => self.step_list(direction),
            Action::NextProblem => self.next_problem(ctx),
            Action::ShowProblem(problem) => self.show_problem(ctx, &problem),
            Action::SaveReport => self.save_report(),
            Action::Fix(problem) => self.fix(ctx, &problem),
            Action::Print => self.print(),
            Action::ShowPrinted(show) => self.show_printed(show),
            Action::SaveLedger { whole_set } => self.save_ledger(ctx, whole_set),
            Action::CountSet => self.count_set(ctx),
            Action::GoTo(place) => self.go_to(ctx, place),
            Action::FocusInspector => self.focus_inspector(ctx),
            Action::FocusCard => self.focus_card(ctx),
            Action::PointAt(ids) => self.pointed_at = ids,
            Action::FocusArticle => focus_article(),
            Action::FoldList => self.layout.list = false,
            // On a narrow screen they would leave no room for the article.
            Action::Toggle(Panel::List) => {
                self.layout.list = !self.layout.list;
                self.layout.side &= is_wide();
            }
            Action::Toggle(Panel::Side) => {
                self.layout.side = !self.layout.side;
                self.layout.list &= is_wide();
                // On a phone the panel takes half of the text's room.
                if self.session.selected().is_some() && !is_wide() {
                    self.reveal += 1;
                }
            }
            Action::Say(words) => self.say(words),
            Action::DismissNotice(number) => self.notices.retain(|notice| notice.number != number),
            Action::DismissHints => self.prefer(|preferences| preferences.hints_seen = true),
            Action::SetCreator(creator) => {
                self.session.creator.clone_from(&creator);
                self.prefer(|preferences| preferences.creator = creator);
            }
            Action::ShowTags(show) => self.prefer(|preferences| preferences.hide_tags = !show),
        }
    }

    /// Whether something is on its way that what is typed ahead waits for.
    fn is_busy(&self) -> bool {
        self.fetching.is_some() || self.reading || self.after_check.is_some()
    }

    /// Selects words, in another article after it was opened.
    fn go_to(&mut self, ctx: &Context<Self>, place: Place) {
        let select = Action::Do(Command::SelectText(place.range));
        match self.open_id() {
            Some(open) if open == place.article => self.act(ctx, select),
            _ => self.fetch(ctx, place.article, Some(select)),
        }
    }

    /// Does what was asked for while an article was on its way.
    fn resume(&mut self, ctx: &Context<Self>) {
        while !self.is_busy()
            && let Some(action) = self.waiting.pop_front()
        {
            self.act(ctx, action);
        }
    }

    /// Has the session do a command, and stores what came of it.
    fn perform(&mut self, ctx: &Context<Self>, command: Command) {
        let label_set = self.session.workspace().label_set().clone();
        let mut new_id = clock::new_id;
        let mut stamp = Stamp { time: clock::now(), new_id: &mut new_id };
        let card = self.session.card().filter(|_| self.session.is_card_open()).map(|card| card.id.clone());
        let unexported = self.unexported();
        let outcome = self.session.perform(command, &mut stamp);
        self.follow_card(card);
        if let Some(message) = outcome.message {
            self.say(message);
        }
        if let Some(committed) = outcome.committed {
            if !self.preferences.hints_seen && !committed.transaction.articles.is_empty() {
                self.prefer(|preferences| preferences.hints_seen = true);
            }
            let open = self.session.document().map(|document| document.id());
            self.recount |= committed.transaction.articles.keys().any(|id| Some(id) != open);
            self.store(ctx);
            self.remind(unexported);
            if !Arc::ptr_eq(&label_set, self.session.workspace().label_set()) {
                self.label_styles.show(self.session.workspace().label_set());
            }
        }
    }

    fn revert(&mut self, ctx: &Context<Self>, command: Command) {
        let redo = matches!(command, Command::Redo);
        let action = if redo { Action::Redo } else { Action::Undo };
        let next = self.session.next(redo);
        if let Next::Unread(_) | Next::Older(_) = next {
            return self.read_history(ctx, next, action);
        }
        match self.session.article_to_open_for(redo) {
            // So that what is undone can be seen.
            Some(article) => self.fetch(ctx, article, Some(action)),
            None => match self.session.closed_articles_of(redo) {
                closed if closed.is_empty() => self.reverted(ctx, command),
                closed => self.read_closed(ctx, closed, redo),
            },
        }
    }

    fn reverted(&mut self, ctx: &Context<Self>, command: Command) {
        self.reveal += 1;
        self.perform(ctx, command);
        self.follow_list(ctx);
    }

    /// After an undo may have taken the open article off the list, or brought
    /// one back: opens what there is.
    fn follow_list(&mut self, ctx: &Context<Self>) {
        if self.expecting {
            return;
        }
        let listed = self.open_id().is_some_and(|id| self.session.workspace().listing(&id).is_some());
        if listed {
            return;
        }
        self.session.close();
        if let Some(first) = self.session.workspace().listings().first() {
            let id = first.id.clone();
            self.fetch(ctx, id, None);
        }
    }

    fn by_line(&mut self, ctx: &Context<Self>, direction: Direction, extend: bool) {
        let Some(document) = self.session.document() else { return };
        let page = Page { text: document.text(), blocks: &self.painted.views };
        let down = direction == Direction::Forward;
        self.reveal += 1;
        match page.by_line(self.session.selection().head, down) {
            Some(at) => self.perform(ctx, Command::Place { at, extend }),
            // The line is out of view, or there is none: by block gets there.
            None => {
                self.perform(
                    ctx,
                    Command::Move { unit: galley_core::session::Unit::Block, direction, extend },
                );
            }
        }
    }

    fn step_article(&mut self, ctx: &Context<Self>, direction: Direction) {
        let listings = self.session.workspace().listings();
        let current = self.fetching.clone().or_else(|| self.open_id());
        let at = listings.iter().position(|listing| Some(&listing.id) == current.as_ref());
        let next = match (at, direction) {
            (Some(at), Direction::Forward) => at.checked_add(1),
            (Some(at), Direction::Backward) => at.checked_sub(1),
            (None, _) => Some(0),
        };
        match next.and_then(|next| listings.get(next)) {
            Some(listing) => {
                let id = listing.id.clone();
                self.fetch(ctx, id, None);
            }
            None => self.say(match direction {
                Direction::Forward => "This is the last article",
                Direction::Backward => "This is the first article",
            }),
        }
    }

    fn done_and_next(&mut self, ctx: &Context<Self>) {
        use galley_core::model::Status;
        let Some(article) = self.open_id() else { return };
        let listings = self.session.workspace().listings();
        let at = listings.iter().position(|listing| listing.id == article).unwrap_or(0);
        let open = |listing: &&Arc<Listing>| {
            matches!(listing.status, Status::New | Status::InProgress) && listing.id != article
        };
        let next = listings
            .iter()
            .skip(at)
            .chain(listings.iter().take(at))
            .find(open)
            .map(|listing| listing.id.clone());
        self.perform(ctx, Command::SetStatus { article, status: Status::Done });
        match next {
            Some(next) => self.fetch(ctx, next, None),
            None => self.say("Done: all articles are done"),
        }
    }

    fn remove_article(&mut self, ctx: &Context<Self>) {
        let Some(article) = self.open_id() else { return };
        self.snapshot_after(1);
        self.perform(ctx, Command::RemoveArticle(article));
        self.say("Removed from the list; Ctrl+Z brings it back");
        self.follow_list(ctx);
    }

    fn focus_inspector(&mut self, ctx: &Context<Self>) {
        self.layout.side = true;
        self.layout.tab = Tab::Inspector;
        self.inspected = self.session.selected().cloned();
        focus_soon(ctx, "#inspector-label");
    }

    fn focus_card(&mut self, ctx: &Context<Self>) {
        self.layout.side = true;
        self.layout.tab = Tab::Attribution;
        focus_soon(ctx, "#attribution-card button");
    }

    /// Has the blocks in view on the page.
    fn follow_scrolling(&mut self) {
        let (Some(scroller), Some(article)) =
            (self.scroller.cast::<HtmlElement>(), self.article.cast::<HtmlElement>())
        else {
            return;
        };
        let from = scroller.get_bounding_client_rect().top() - article.get_bounding_client_rect().top();
        let height = u32::try_from(scroller.client_height()).unwrap_or(0);
        // A sweep that goes on beyond the view has its beginning where it was.
        let kept = selection::swept_blocks(&article);
        self.window.follow(from.max(0.0) as u32, height, kept);
    }

    fn open_id(&self) -> Option<Id> {
        self.session.document().map(|document| document.id().clone())
    }

    fn say(&mut self, message: impl Into<String>) {
        self.message = message.into();
        self.message_count += 1;
    }

    fn tell(&mut self, kind: NoticeKind, title: impl Into<String>, lines: Vec<String>) {
        self.notice_count += 1;
        self.notices.push(Notice {
            number: self.notice_count,
            kind,
            title: title.into(),
            lines: lines.into(),
            offer_file: false,
        });
    }

    /// Has the inspector show what is selected. Where it has no form yet, it
    /// gets one after the mark was painted: laying out a form takes as long
    /// as all the rest, and nobody looks there first.
    fn inspect(&mut self, ctx: &Context<Self>) {
        let selected = self.session.selected();
        if selected.is_some() && self.inspected.is_none() {
            let link = ctx.link().clone();
            pace::after_paint(move || link.send_message(Msg::Inspect));
        } else {
            self.inspected = selected.cloned();
        }
    }

    /// Takes over from the session what the screen compares by pointer.
    fn repaint(&mut self) {
        self.keys.borrow_mut().follow(&self.session);
        self.window.open(self.session.document());
        if std::mem::replace(&mut self.revealed, self.reveal) != self.reveal {
            let head = self.session.selection().head;
            if let Some(block) = self.session.document().and_then(|document| document.block_with_caret(head))
            {
                self.window.show(block);
            }
        }
        let painted = &mut self.painted;
        if *painted.selection != *self.session.selection() {
            painted.selection = Rc::new(self.session.selection().clone());
        }
        let workspace = self.session.workspace();
        let same_list = painted.listings.len() == workspace.listings().len()
            && painted.listings.iter().zip(workspace.listings()).all(|(a, b)| Arc::ptr_eq(a, b));
        if !same_list {
            painted.listings = Rc::new(workspace.listings().to_vec());
        }
        let open = self.session.document().map(|document| (document.id().clone(), document.revision()));
        // What was done in an open article counts in the list when it is closed.
        let is_other = painted.of.as_ref().map(|(id, _)| id) != open.as_ref().map(|(id, _)| id);
        if !same_list || is_other || std::mem::take(&mut self.recount) {
            painted.totals = Rc::new(totals(workspace));
        }
        let listing = self.layout.side && self.layout.tab == Tab::Annotations;
        if open != painted.of {
            painted.annotations = None;
            painted.repaint_article(&mut self.session, open, self.window.shown());
        } else if painted.shown != self.window.shown() {
            painted.repaint_blocks(&mut self.session, self.window.shown());
        }
        if listing {
            self.list_annotations();
        }
        self.show_cards();
    }
}

/// The number of annotations by article.
fn totals(workspace: &Workspace) -> HashMap<Id, i64> {
    workspace.listings().iter().map(|listing| (listing.id.clone(), workspace.total(&listing.id))).collect()
}

impl Painted {
    fn repaint_article(&mut self, session: &mut Session, open: Option<(Id, u64)>, shown: Range<usize>) {
        let same_article = open.as_ref().map(|(id, _)| id) == self.of.as_ref().map(|(id, _)| id);
        self.of = open;
        self.repaint_blocks(session, shown);
        let is_other = |document: &&Document| {
            !same_article
                || *self.metadata != *document.metadata()
                || self.orphans.len() != document.orphans().len()
        };
        if let Some(document) = session.document().filter(is_other) {
            self.metadata = Rc::new(document.metadata().clone());
            self.orphans = Rc::new(document.orphans().to_vec());
        }
    }

    fn repaint_blocks(&mut self, session: &mut Session, shown: Range<usize>) {
        let views = session
            .document_mut()
            .map(|document| shown.clone().filter_map(|index| document.view(index)).collect());
        self.views = Rc::new(views.unwrap_or_default());
        let margins = session
            .document_mut()
            .map(|document| shown.clone().map(|index| document.margin(index)).collect());
        self.margins = Rc::new(margins.unwrap_or_default());
        self.shown = shown;
        self.unmeasured = true;
    }
}

/// Moves the focus to what is on the page only after the next drawing.
fn focus_soon(ctx: &Context<App>, selector: &'static str) {
    let link = ctx.link().clone();
    Timeout::new(0, move || {
        let field = gloo_utils::document().query_selector(selector).ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            let _ = field.focus();
        }
        link.send_message(Msg::Redraw);
    })
    .forget();
}

/// Gives the keys back to the article.
fn focus_article() {
    let article = gloo_utils::document().query_selector("[data-article]").ok().flatten();
    if let Some(article) = article.and_then(|article| article.dyn_into::<HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = article.focus_with_options(&options);
    }
}
