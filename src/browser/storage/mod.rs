//! Where the work is kept: IndexedDB, or memory where the browser refuses it.
//!
//! A registry database lists the workspaces; each workspace is a database of
//! its own, named by its id and not by the page's path. It holds a journal of
//! every transaction, the articles as snapshots (their texts apart), the list
//! with its counts, and the label set. Opening an article takes its snapshot
//! and replays the journal entries that came after it.

mod error;
mod held;
mod indexed_db;
pub mod kept_file;
pub mod registry;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

pub use error::StorageError;
pub(crate) use error::describe;
use galley_core::model::{Article, Extra, Id, LabelSet};
pub use galley_core::store::Restored;
use galley_core::store::keeping::{self, read_line, read_text, read_transaction, snapshot_seq};
use galley_core::store::record::Damaged;
use galley_core::store::tables::{
    ArticleRecords, GUIDELINES, Key, LABEL_SET, MemoryTables, PREFERENCES, Stored, Table, Taken, Value, Write,
};
use galley_core::store::workspace::{Counts, count};
use galley_core::store::{Committed, History, Line, Listing, Row, Seq, Transaction, Workspace};
use serde::{Deserialize, Serialize};
use yew::Callback;

use self::held::Held;
use self::indexed_db::Tables;
use self::registry::{Wanted, WorkspaceRecord};
use super::clock;

type Result<T> = std::result::Result<T, StorageError>;

/// Entries of the journal, or why one cannot be read.
pub type Entries = Vec<(Seq, std::result::Result<Transaction, Damaged>)>;

/// Lines of the history that are read at once: none of them is more than a
/// few words.
pub const LINES_AT_ONCE: Seq = 200;

/// A page of the history's lines.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// Where it begins.
    pub from: Seq,
    pub lines: Vec<(Seq, Line)>,
    /// What of it was not intact.
    pub damaged: Vec<StorageError>,
}

/// What a user has set, and where they were.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The open article.
    pub current: Option<Id>,
    /// The annotator's name.
    pub creator: String,
    pub hints_seen: bool,
    /// Labels' letters in the text are switched off.
    pub hide_tags: bool,
    /// Fields of the files that were opened that Galley does not know; they
    /// are exported again.
    pub file_fields: Extra,
    /// When the set was last exported, RFC 3339; empty when it never was.
    pub exported: String,
    /// The journal's length then.
    pub exported_at: Seq,
    /// The workspace files that were saved here or taken in here, by the ids
    /// of their savings.
    pub saves: Vec<String>,
}

/// A workspace as it was stored.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub label_set: Arc<LabelSet>,
    /// Markdown.
    pub guidelines: Arc<str>,
    pub listings: Vec<Arc<Listing>>,
    /// Also of articles that were taken off the list.
    pub counts: HashMap<Id, Counts>,
    /// Told from its end, as far as an undo mostly goes.
    pub history: History,
    pub preferences: Preferences,
    /// Nothing was ever done in it.
    pub is_new: bool,
    /// Records that could not be read; the rest is here.
    pub damaged: Vec<StorageError>,
}

/// An article as it was once.
#[derive(Clone, Debug)]
pub struct PastArticle {
    pub article: Article,
    /// The annotation that the step made or changed.
    pub changed: Option<Id>,
    /// Why it may not be exact, in words.
    pub problems: Vec<String>,
}

/// Where a workspace is kept. Clones are the same store.
#[derive(Clone)]
pub struct Storage(Rc<Inner>);

struct Inner {
    record: WorkspaceRecord,
    backend: Rc<Backend>,
    /// What was done and is not stored yet.
    waiting: RefCell<Vec<Arc<Transaction>>>,
    /// The journal's last entry, as far as is known here.
    stored: Cell<Seq>,
    held: RefCell<Held>,
}

impl PartialEq for Storage {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Storage {
    /// Opens the workspace that is wanted, or the one that was used last, or a
    /// new one. Where the browser refuses, memory takes its place, and the
    /// error says why.
    pub async fn open(wanted: Wanted) -> (Self, Option<StorageError>) {
        match Self::open_durable(wanted).await {
            Ok(storage) => (storage, None),
            Err(error) => (Self::in_memory(), Some(error)),
        }
    }

    /// A store that is gone when the page closes.
    pub fn in_memory() -> Self {
        let record = WorkspaceRecord { id: clock::new_id().to_string(), ..WorkspaceRecord::default() };
        Self::new(record, Backend::Memory(Default::default()))
    }

    async fn open_durable(wanted: Wanted) -> Result<Self> {
        Self::of(registry::enter(wanted).await?).await
    }

    /// The store of a workspace that is listed.
    pub async fn of(record: WorkspaceRecord) -> Result<Self> {
        let tables = Tables::open(&record.id).await?;
        Ok(Self::new(record, Backend::Durable(tables)))
    }

    fn new(record: WorkspaceRecord, backend: Backend) -> Self {
        Self(Rc::new(Inner {
            record,
            backend: Rc::new(backend),
            waiting: RefCell::default(),
            stored: Cell::default(),
            held: RefCell::default(),
        }))
    }

    /// The workspace's id: names its database and its lock.
    pub fn workspace_id(&self) -> &str {
        &self.0.record.id
    }

    /// The workspace as it was listed when it was opened.
    pub fn record(&self) -> &WorkspaceRecord {
        &self.0.record
    }

    /// Whether what is stored outlives the page.
    pub fn is_durable(&self) -> bool {
        matches!(*self.0.backend, Backend::Durable(_))
    }

    /// Calls back, once, when the browser or another tab closes the store.
    pub fn on_lost(&self, callback: Callback<StorageError>) {
        if let Backend::Durable(tables) = &*self.0.backend {
            tables.on_lost(callback);
        }
    }

    /// Reads everything but the articles. Records that cannot be read are
    /// listed; the rest is loaded.
    pub async fn load(&self) -> Result<Loaded> {
        loop {
            let loaded = self.load_once().await?;
            // Where another window wrote meanwhile, the parts may not be of
            // one time.
            if self.0.backend.last(Table::Journal).await? == loaded.history.last() {
                return Ok(loaded);
            }
        }
    }

    async fn load_once(&self) -> Result<Loaded> {
        let backend = &self.0.backend;
        let mut loaded = Loaded::default();
        loaded.history = History::new(backend.last(Table::Journal).await?);
        loaded.is_new = loaded.history.last() == 0;
        let Lines { from, lines, damaged } = self.lines_before(loaded.history.last() + 1).await?;
        loaded.history.tell_older(from, lines.iter().map(|(_, line)| line));
        loaded.damaged.extend(damaged);
        for (id, why) in loaded.take_rows(backend.all(Table::Listings).await?) {
            let told = self.list_anew(&mut loaded, &id).await;
            let what = match told {
                Some(title) => format!("The list’s line of “{title}” (made anew from the article)"),
                None => format!("The list’s line of the article {id}"),
            };
            loaded.damaged.push(StorageError::damaged(what, why));
        }
        let label_set = backend.get(Table::Meta, LABEL_SET).await?;
        if let Some(label_set) = loaded.read_json(label_set, "The label set") {
            loaded.label_set = Arc::new(label_set);
        }
        let guidelines = backend.get(Table::Meta, GUIDELINES).await?;
        if let Some(guidelines) = loaded.read_json::<String>(guidelines, "The guidelines") {
            loaded.guidelines = guidelines.into();
        }
        let preferences = backend.get(Table::Meta, PREFERENCES).await?;
        loaded.preferences = loaded.read_json(preferences, "The preferences").unwrap_or_default();
        Ok(loaded)
    }

    /// Lists an article whose line is damaged by what is stored of the article
    /// itself; gives its title.
    async fn list_anew(&self, loaded: &mut Loaded, id: &Id) -> Option<String> {
        let article = self.restore(id, &[]).await.ok()??.article;
        let position =
            loaded.listings.iter().map(|listing| listing.position.saturating_add(1)).max().unwrap_or(0);
        let listing = Arc::new(Listing {
            id: id.clone(),
            title: article.title.clone(),
            status: article.status,
            position,
        });
        let counts = count(&article.annotations);
        let row = Row { id: id.clone(), listing: Some(listing.clone()), counts: counts.clone() };
        let json = row.to_json().ok()?;
        // Where it cannot be written, it is told again the next time.
        let _ = self.0.backend.write(&[Write::text(Table::Listings, id, json)]).await;
        loaded.listings.push(listing);
        loaded.counts.insert(id.clone(), counts);
        Some(article.title)
    }

    /// Takes note of what was done and is not stored yet: whoever asks for an
    /// article gets it with that. `stored` is the last entry before it.
    pub fn expect<'a>(&self, stored: Seq, unstored: impl Iterator<Item = &'a Committed>) {
        self.0.stored.set(stored);
        *self.0.waiting.borrow_mut() = unstored.map(|committed| committed.transaction.clone()).collect();
    }

    /// Writes transactions with what they changed in the list and the label
    /// set, as one. `workspace` is the workspace after them. Done when they
    /// are on the disk. Where another window has written since,
    /// [`StorageError::Overtaken`] says so, and nothing is written.
    pub fn append(
        &self,
        committed: &[Committed],
        workspace: &Workspace,
    ) -> impl Future<Output = Result<()>> + use<> {
        let appended = keeping::append(committed, workspace);
        let inner = self.0.clone();
        let mut writes = inner.held.borrow().writes().to_vec();
        async move {
            let held = writes.len();
            writes.extend(appended.map_err(|why| StorageError::damaged("The change", why))?);
            inner.backend.write(&writes).await?;
            inner.held.borrow_mut().release(held);
            Ok(())
        }
    }

    /// The journal's entries from one up to before another.
    pub async fn transactions(&self, from: Seq, to: Seq) -> Result<Entries> {
        let records = self.0.backend.between(Table::Journal, from, to).await?;
        let entry = |(key, stored)| match key {
            Key::Seq(seq) => Some((seq, read_transaction(stored))),
            Key::Name(_) => None,
        };
        Ok(records.into_iter().filter_map(entry).collect())
    }

    /// Stores articles, all or none. `seq` is the journal's last entry: the
    /// articles tell everything up to it. They are in the workspace once a
    /// transaction lists them. Those that the browser does not store are held
    /// in memory, as the transaction will be: that one tells.
    pub async fn put_articles(&self, articles: Vec<Article>, seq: Seq) -> Result<()> {
        let writes = keeping::put_articles(&articles, seq)
            .map_err(|why| StorageError::damaged("An article to be stored", why))?;
        if self.0.backend.write(&writes).await.is_err() {
            self.0.held.borrow_mut().hold(writes);
        }
        Ok(())
    }

    /// Takes in a workspace as a file tells it, with its history, after the
    /// journal's last entry: all of it or nothing.
    pub async fn inherit(&self, writes: &[Write]) -> Result<()> {
        self.0.backend.write(writes).await
    }

    /// Holds an article in memory whose store is gone.
    pub fn hold(&self, article: &Article) -> Result<()> {
        let writes = keeping::put_articles(std::slice::from_ref(article), self.0.stored.get())
            .map_err(|why| StorageError::damaged("An article", why))?;
        self.0.held.borrow_mut().hold(writes);
        Ok(())
    }

    /// Takes back articles that were stored and never listed.
    pub async fn remove_articles(&self, ids: &[Id]) -> Result<()> {
        let remove = |id| [Table::Texts, Table::Articles].map(|table| Write::Remove(table, Key::from(id)));
        let writes: Vec<Write> = ids.iter().flat_map(remove).collect();
        let removed = self.0.backend.write(&writes).await;
        if removed.is_err() {
            self.0.held.borrow_mut().hold(writes);
        }
        removed
    }

    /// Stores an article as it stands after the journal entry `seq`, so that
    /// opening it need not replay the entries up to there. One write: a kill
    /// leaves the old snapshot or the new one, and never one that is ahead of
    /// the journal.
    pub async fn snapshot(&self, article: Article, seq: Seq) -> Result<()> {
        let write = keeping::snapshot(&article, seq)
            .map_err(|why| StorageError::damaged(format!("The article {}", article.id), why))?;
        self.0.backend.write(&[write]).await
    }

    /// An article, listed or not, as its snapshot and the journal tell it,
    /// with changes that are not on the disk yet.
    pub async fn article(&self, id: &Id) -> Result<Option<Restored>> {
        // Taken first: what is written meanwhile is in both.
        let waiting = self.0.waiting.borrow().clone();
        self.restore(id, &waiting).await
    }

    /// An article as it is stored, without what waits to be.
    pub async fn stored_article(&self, id: &Id) -> Result<Option<Restored>> {
        self.restore(id, &[]).await
    }

    async fn restore(&self, id: &Id, waiting: &[Arc<Transaction>]) -> Result<Option<Restored>> {
        let held = self.0.held.borrow().article(id, self.0.stored.get());
        let records = match held {
            Some(records) => records,
            None => self.0.backend.article(id, snapshot_seq).await?,
        };
        keeping::restore(records, id, waiting)
            .map_err(|why| StorageError::damaged(format!("The article {id}"), why))
    }

    /// An article as it was after a journal entry.
    pub async fn article_after(&self, id: &Id, seq: Seq) -> Result<Option<PastArticle>> {
        let waiting = self.0.waiting.borrow().clone();
        let Some(Restored { article, seq: last, mut problems, .. }) = self.restore(id, &waiting).await?
        else {
            return Ok(None);
        };
        let entries = self.0.backend.article(id, |_| seq).await?.entries;
        let mut since = Vec::with_capacity(entries.len());
        for (number, stored) in entries.into_iter().filter(|(number, _)| *number <= last) {
            match read_transaction(stored) {
                Ok(transaction) => since.push(Arc::new(transaction)),
                Err(Damaged(why)) => {
                    problems.push(format!("Step {number}, which came later, is damaged ({why})"))
                }
            }
        }
        let is_stored = |waiting: &Arc<Transaction>| since.iter().any(|stored| stored.id == waiting.id);
        let unstored: Vec<_> = waiting.into_iter().filter(|waiting| !is_stored(waiting)).collect();
        since.extend(unstored);
        let (article, misfits) = keeping::rewind(article, &since);
        if misfits > 0 {
            problems
                .push(format!("{misfits} of the steps since do not fit, so it is not certain how it was."));
        }
        let step = self.transactions(seq, seq + 1).await?.pop();
        let changed =
            step.and_then(|(_, step)| step.ok()).and_then(|step| step.first_annotation(id).cloned());
        Ok(Some(PastArticle { article, changed, problems }))
    }

    /// The history's lines before an entry, a page of them. One that cannot be
    /// read, or is missing, is made anew from the journal; either is told.
    pub async fn lines_before(&self, seq: Seq) -> Result<Lines> {
        let to = seq.min(self.0.backend.last(Table::Journal).await? + 1);
        let from = to.saturating_sub(LINES_AT_ONCE).max(1);
        let records = self.0.backend.between(Table::History, from, to).await?;
        let mut records = records.into_iter().peekable();
        let mut told = Lines { from, ..Lines::default() };
        for seq in from..to {
            let stored = records.next_if(|(key, _)| *key == Key::Seq(seq));
            match stored.map_or_else(|| Err(Damaged("it is missing".to_owned())), |(_, line)| read_line(line))
            {
                Ok(line) => told.lines.push((seq, line)),
                Err(why) => {
                    let anew = self.line_anew(seq).await;
                    let done = if anew.is_some() {
                        "made anew from the journal"
                    } else {
                        "neither shown nor undone"
                    };
                    let what = format!("Step {seq} in the history’s list ({done})");
                    told.damaged.push(StorageError::damaged(what, why));
                    told.lines.extend(anew.map(|line| (seq, line)));
                }
            }
        }
        Ok(told)
    }

    /// A line of the history by the journal's entry. It is also what finds the
    /// entries of an article.
    async fn line_anew(&self, seq: Seq) -> Option<Line> {
        let (_, entry) = self.transactions(seq, seq + 1).await.ok()?.pop()?;
        let line = Line::from(&entry.ok()?);
        let write = Write::Put(Table::History, Key::Seq(seq), Value::Line(line.clone()));
        // Where it cannot be written, it is told again the next time.
        let _ = self.0.backend.write(&[write]).await;
        Some(line)
    }

    /// A transaction of the journal, by its id.
    pub async fn transaction(&self, id: &Id) -> Result<Option<Transaction>> {
        let stored = self.0.backend.transaction(id).await?;
        let damaged = |why| StorageError::damaged("An entry of the history", why);
        stored.map(|stored| read_transaction(stored).map_err(damaged)).transpose()
    }

    /// The ids of all articles in the store, listed or not.
    pub async fn article_ids(&self) -> Result<HashSet<Id>> {
        let mut ids = self.0.held.borrow().ids();
        match self.0.backend.keys(Table::Articles).await {
            Ok(keys) => ids.extend(keys.into_iter().filter_map(Key::into_name).map(Id::from)),
            // What is held is all there is.
            Err(StorageError::Closed { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(ids)
    }

    /// Keeps what the user has set.
    pub async fn set_preferences(&self, preferences: &Preferences) -> Result<()> {
        let json = to_json(preferences, "The preferences")?;
        let write = Write::text(Table::Meta, Key::Name(PREFERENCES.to_owned()), json);
        self.0.backend.write(&[write]).await
    }
}

impl Loaded {
    /// Gives the articles whose rows are damaged, and why.
    fn take_rows(&mut self, records: Vec<(Key, Stored)>) -> Vec<(Id, Damaged)> {
        let mut damaged = Vec::new();
        for (key, stored) in records {
            match read_text(stored).and_then(|json| Row::from_json(&json)) {
                Ok(row) => {
                    self.listings.extend(row.listing);
                    self.counts.insert(row.id, row.counts);
                }
                Err(why) => damaged.extend(key.into_name().map(|id| (Id::from(id), why))),
            }
        }
        damaged
    }

    fn read_json<T: for<'a> Deserialize<'a>>(&mut self, stored: Option<Stored>, what: &str) -> Option<T> {
        match read_text(stored?).and_then(|json| Ok(serde_json::from_str(&json)?)) {
            Ok(value) => Some(value),
            Err(why) => {
                self.damaged.push(StorageError::damaged(what, why));
                None
            }
        }
    }
}

fn to_json(value: &impl Serialize, what: &str) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StorageError::damaged(what, error.into()))
}

/// Where the tables are.
enum Backend {
    Durable(Tables),
    Memory(RefCell<MemoryTables>),
}

impl Backend {
    async fn write(&self, writes: &[Write]) -> Result<()> {
        match self {
            Self::Durable(tables) => tables.write(writes).await,
            Self::Memory(tables) => {
                tables.borrow_mut().write(writes).map_err(|Taken| StorageError::Overtaken)
            }
        }
    }

    async fn get(&self, table: Table, name: &str) -> Result<Option<Stored>> {
        let key = Key::Name(name.to_owned());
        match self {
            Self::Durable(tables) => tables.get(table, &key).await,
            Self::Memory(tables) => Ok(tables.borrow().get(table, key).map(Ok)),
        }
    }

    async fn all(&self, table: Table) -> Result<Vec<(Key, Stored)>> {
        match self {
            Self::Durable(tables) => tables.all(table).await,
            Self::Memory(tables) => {
                Ok(tables.borrow().all(table).into_iter().map(|(key, value)| (key, Ok(value))).collect())
            }
        }
    }

    /// The records of a table that is keyed by seq, from one up to before
    /// another.
    async fn between(&self, table: Table, from: Seq, to: Seq) -> Result<Vec<(Key, Stored)>> {
        match self {
            Self::Durable(tables) => tables.between(table, from, to).await,
            Self::Memory(tables) => {
                let records = tables.borrow().from(table, from);
                let before = records.into_iter().take_while(|(key, _)| *key < Key::Seq(to));
                Ok(before.map(|(key, value)| (key, Ok(value))).collect())
            }
        }
    }

    /// The last seq of a table, 0 where it has none.
    async fn last(&self, table: Table) -> Result<Seq> {
        match self {
            Self::Durable(tables) => tables.last(table).await,
            Self::Memory(tables) => Ok(tables.borrow().last(table)),
        }
    }

    async fn transaction(&self, id: &Id) -> Result<Option<Stored>> {
        match self {
            Self::Durable(tables) => tables.transaction(id).await,
            Self::Memory(tables) => Ok(tables.borrow().transaction(id).map(Ok)),
        }
    }

    async fn keys(&self, table: Table) -> Result<Vec<Key>> {
        match self {
            Self::Durable(tables) => tables.keys(table).await,
            Self::Memory(tables) => Ok(tables.borrow().all(table).into_iter().map(|(key, _)| key).collect()),
        }
    }

    /// `told` reads from the snapshot how far it tells.
    async fn article(&self, id: &Id, told: impl Fn(&str) -> Seq) -> Result<ArticleRecords> {
        match self {
            Self::Durable(tables) => tables.article(id, told).await,
            Self::Memory(tables) => Ok(tables.borrow().article(id, told)),
        }
    }
}
