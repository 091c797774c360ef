//! Where the work is kept: IndexedDB, or memory where the browser refuses it.
//!
//! A registry database lists the workspaces; each workspace is a database of
//! its own, named by its id and not by the page's path. It holds a journal of
//! every transaction, the articles as snapshots (their texts apart), the list
//! with its counts, and the label set. Opening an article takes its snapshot
//! and replays the journal entries that came after it.

mod error;
mod indexed_db;
mod queue;
mod tables;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

pub use error::StorageError;
pub(crate) use error::describe;
use galley_core::model::{Article, Extra, Id, LabelSet};
use galley_core::session::{Committed, replay};
use galley_core::store::record::{Damaged, article_from_json, article_to_json};
use galley_core::store::workspace::Counts;
use galley_core::store::{Listing, Recorded, Row, Seq, Transaction, Workspace, WorkspaceChange};
use serde::{Deserialize, Serialize};
use yew::Callback;

use self::indexed_db::{Registry, Tables};
use self::queue::{Kind, Queue};
use self::tables::{
    ArticleRecords, Entry, Key, LABEL_SET, MemoryTables, PREFERENCES, Stored, Table, Value, Write,
};
use super::clock;

type Result<T> = std::result::Result<T, StorageError>;

/// A workspace in the registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct WorkspaceRecord {
    id: String,
    #[serde(default)]
    name: String,
    /// When it was last opened, RFC 3339.
    #[serde(default)]
    opened: String,
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
}

/// A workspace as it was stored.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub label_set: Arc<LabelSet>,
    pub listings: Vec<Arc<Listing>>,
    /// Also of articles that were taken off the list.
    pub counts: HashMap<Id, Counts>,
    /// In the order of `seq`.
    pub journal: Vec<Recorded>,
    pub preferences: Preferences,
    /// Nothing was ever done in it.
    pub is_new: bool,
    /// Records that could not be read; the rest is here.
    pub damaged: Vec<StorageError>,
}

/// An article as it was stored and changed since.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    pub article: Article,
    /// How many journal entries were replayed since it was last stored whole.
    pub replayed: usize,
    /// Changes in the journal that could not be read or did not fit, in words.
    pub problems: Vec<String>,
}

/// Where a workspace is kept. Clones are the same store.
#[derive(Clone)]
pub struct Storage(Rc<Inner>);

struct Inner {
    workspace_id: String,
    backend: Rc<Backend>,
    queue: Rc<Queue>,
}

impl PartialEq for Storage {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Storage {
    /// Opens the workspace that was used last, or a new one. Where the
    /// browser refuses, memory takes its place, and the error says why.
    pub async fn open() -> (Self, Option<StorageError>) {
        match Self::open_durable().await {
            Ok(storage) => (storage, None),
            Err(error) => (Self::in_memory(), Some(error)),
        }
    }

    /// A store that is gone when the page closes.
    pub fn in_memory() -> Self {
        Self::new(clock::new_id().to_string(), Backend::Memory(Default::default()))
    }

    async fn open_durable() -> Result<Self> {
        let id = Registry::open().await?.enter(last_used).await?;
        let tables = Tables::open(&id).await?;
        Ok(Self::new(id, Backend::Durable(tables)))
    }

    fn new(workspace_id: String, backend: Backend) -> Self {
        Self(Rc::new(Inner { workspace_id, backend: Rc::new(backend), queue: Rc::default() }))
    }

    /// The workspace's id: names its database and its lock.
    pub fn workspace_id(&self) -> &str {
        &self.0.workspace_id
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
        let backend = &self.0.backend;
        let mut loaded = Loaded::default();
        loaded.take_journal(backend.all(Table::Journal).await?);
        loaded.take_rows(backend.all(Table::Listings).await?);
        let label_set = backend.get(Table::Meta, LABEL_SET).await?;
        if let Some(label_set) = loaded.read_json(label_set, "The label set") {
            loaded.label_set = Arc::new(label_set);
        }
        let preferences = backend.get(Table::Meta, PREFERENCES).await?;
        loaded.preferences = loaded.read_json(preferences, "The preferences").unwrap_or_default();
        Ok(loaded)
    }

    /// Writes a transaction with what it changed in the list and the label
    /// set, as one. `workspace` is the workspace after it. Done when it is on
    /// the disk, with everything before it.
    ///
    /// A transaction that cannot be written is kept and goes with the next
    /// one.
    pub fn append(
        &self,
        committed: &Committed,
        workspace: &Workspace,
    ) -> impl Future<Output = Result<()>> + use<> {
        let writes = append_writes(committed, workspace);
        let (queue, backend) = (self.0.queue.clone(), self.0.backend.clone());
        // Queued here and not in the future: the order of calls is the order
        // of the journal.
        let written = writes.map(|writes| queue.push(&backend, Kind::Change, writes));
        async move { written?.await }
    }

    /// Stores articles, all or none. `seq` is the journal's last entry: the
    /// articles tell everything up to it. They are in the workspace once a
    /// transaction lists them.
    pub async fn put_articles(&self, articles: Vec<Article>, seq: Seq) -> Result<()> {
        let mut writes = Vec::with_capacity(articles.len() * 2);
        for article in &articles {
            writes.push(Write::text(Table::Texts, &article.id, article.text.as_str().to_owned()));
            writes.push(snapshot_write(article, seq)?);
        }
        self.0.queue.push(&self.0.backend, Kind::Other, writes).await
    }

    /// Takes back articles that were stored and never listed.
    pub async fn remove_articles(&self, ids: &[Id]) -> Result<()> {
        let remove = |id| [Table::Texts, Table::Articles].map(|table| Write::Remove(table, Key::from(id)));
        let writes = ids.iter().flat_map(remove).collect();
        self.0.queue.push(&self.0.backend, Kind::Other, writes).await
    }

    /// Stores an article as it stands after the journal entry `seq`, so that
    /// opening it need not replay the entries up to there. One write: a kill
    /// leaves the old snapshot or the new one, and never one that is ahead of
    /// the journal.
    pub async fn snapshot(&self, article: Article, seq: Seq) -> Result<()> {
        let write = snapshot_write(&article, seq)?;
        self.0.queue.push(&self.0.backend, Kind::Other, vec![write]).await
    }

    /// An article, listed or not, as its snapshot and the journal tell it,
    /// with changes that are not on the disk yet.
    pub async fn article(&self, id: &Id) -> Result<Option<Restored>> {
        // Taken first: what is written meanwhile is in both.
        let mut waiting = self.0.queue.entries();
        waiting.retain(|(_, entry)| entry.articles.iter().any(|article| article == id.as_str()));
        let mut records = self.0.backend.article(id).await?;
        let written: HashSet<Seq> = records.entries.iter().map(|(seq, _)| *seq).collect();
        waiting.retain(|(seq, _)| !written.contains(seq));
        records.entries.extend(waiting.into_iter().map(|(seq, entry)| (seq, Ok(Value::Entry(entry)))));
        let what = || format!("The article {id}");
        let damaged = |why: String| StorageError::damaged(what(), Damaged(why));
        let (text, article) = match (records.text, records.article) {
            (None, None) => return Ok(None),
            (Some(text), Some(article)) => (text.map_err(damaged)?, article.map_err(damaged)?),
            (None, Some(_)) => return Err(damaged("its text is missing".to_owned())),
            (Some(_), None) => return Err(damaged("only its text is there".to_owned())),
        };
        let (Some(text), Some(json)) = (text.into_text(), article.into_text()) else {
            return Err(damaged("it is not text".to_owned()));
        };
        let (article, seq) =
            article_from_json(&json, &text).map_err(|why| StorageError::damaged(what(), why))?;
        Ok(Some(restore(article, seq, records.entries)))
    }

    /// The ids of all articles in the store, listed or not.
    pub async fn article_ids(&self) -> Result<HashSet<Id>> {
        let keys = self.0.backend.keys(Table::Articles).await?;
        Ok(keys.into_iter().filter_map(Key::into_name).map(Id::from).collect())
    }

    /// Keeps what the user has set.
    pub async fn set_preferences(&self, preferences: &Preferences) -> Result<()> {
        let json = to_json(preferences, "The preferences")?;
        let write = Write::text(Table::Meta, Key::Name(PREFERENCES.to_owned()), json);
        // Past the queue: preferences belong to no transaction, and need not
        // wait for those that fail.
        self.0.backend.write(&[write]).await
    }
}

impl Loaded {
    fn take_journal(&mut self, records: Vec<(Key, Stored)>) {
        for (key, stored) in records {
            let Key::Seq(seq) = key else { continue };
            match stored.and_then(|value| value.into_entry().ok_or_else(wrong_shape)) {
                Ok(entry) => self.journal.push(entry.into_recorded(seq)),
                Err(why) => {
                    self.damaged
                        .push(StorageError::damaged(format!("Entry {seq} of the history"), Damaged(why)));
                }
            }
        }
        self.is_new = self.journal.is_empty() && self.damaged.is_empty();
    }

    fn take_rows(&mut self, records: Vec<(Key, Stored)>) {
        for (key, stored) in records {
            let text = stored.and_then(|value| value.into_text().ok_or_else(wrong_shape)).map_err(Damaged);
            match text.and_then(|json| Row::from_json(&json)) {
                Ok(row) => {
                    self.listings.extend(row.listing);
                    self.counts.insert(row.id, row.counts);
                }
                Err(why) => {
                    let article = match key {
                        Key::Name(id) => id,
                        Key::Seq(seq) => seq.to_string(),
                    };
                    self.damaged.push(StorageError::damaged(
                        format!("The list's line of the article {article}"),
                        why,
                    ));
                }
            }
        }
    }

    fn read_json<T: for<'a> Deserialize<'a>>(&mut self, stored: Option<Stored>, what: &str) -> Option<T> {
        let text = stored?.and_then(|value| value.into_text().ok_or_else(wrong_shape)).map_err(Damaged);
        match text.and_then(|json| Ok(serde_json::from_str(&json)?)) {
            Ok(value) => Some(value),
            Err(why) => {
                self.damaged.push(StorageError::damaged(what, why));
                None
            }
        }
    }
}

fn wrong_shape() -> String {
    "it is not in the shape that Galley writes".to_owned()
}

/// Picks the workspace that was opened last, or makes one: its id, its
/// record for the registry, and its id again for the caller.
fn last_used(records: Vec<String>) -> (String, String, String) {
    // A record that cannot be read is passed over and stays where it is.
    let known = records.iter().filter_map(|json| serde_json::from_str::<WorkspaceRecord>(json).ok());
    let last = known.max_by(|a, b| a.opened.cmp(&b.opened));
    let mut record = last.unwrap_or_else(|| WorkspaceRecord {
        id: clock::new_id().to_string(),
        name: String::new(),
        opened: String::new(),
    });
    record.opened = clock::now();
    // Three strings always make JSON.
    let json = serde_json::to_string(&record).unwrap_or_default();
    (record.id.clone(), json, record.id)
}

fn append_writes(committed: &Committed, workspace: &Workspace) -> Result<Vec<Write>> {
    let Committed { recorded, transaction } = committed;
    let entry = Entry {
        reverts: recorded.reverts,
        articles: transaction.articles.keys().map(|id| id.as_str().to_owned()).collect(),
        json: recorded.json.clone(),
    };
    let mut writes = vec![Write::Add(Table::Journal, Key::Seq(recorded.seq), Value::Entry(entry))];
    for row in Row::changed(workspace, transaction) {
        let json = row
            .to_json()
            .map_err(|why| StorageError::damaged(format!("The list's line of {}", row.id), why))?;
        writes.push(Write::text(Table::Listings, &row.id, json));
    }
    if transaction.workspace.iter().any(|change| matches!(change, WorkspaceChange::LabelSet(_))) {
        let json = to_json(&**workspace.label_set(), "The label set")?;
        writes.push(Write::text(Table::Meta, Key::Name(LABEL_SET.to_owned()), json));
    }
    Ok(writes)
}

fn snapshot_write(article: &Article, seq: Seq) -> Result<Write> {
    let json = article_to_json(article, seq)
        .map_err(|why| StorageError::damaged(format!("The article {}", article.id), why))?;
    Ok(Write::text(Table::Articles, &article.id, json))
}

fn to_json(value: &impl Serialize, what: &str) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StorageError::damaged(what, error.into()))
}

fn restore(article: Article, snapshot: Seq, entries: Vec<(Seq, Stored)>) -> Restored {
    let mut problems = Vec::new();
    let mut tail: Vec<(Seq, Transaction)> = Vec::new();
    for (seq, stored) in entries.into_iter().filter(|(seq, _)| *seq > snapshot) {
        let entry = stored.and_then(|value| value.into_entry().ok_or_else(wrong_shape));
        match entry.and_then(|entry| serde_json::from_str(&entry.json).map_err(|error| error.to_string())) {
            Ok(transaction) => tail.push((seq, transaction)),
            Err(why) => {
                problems.push(format!("Entry {seq} of the history is damaged and was left out ({why})"))
            }
        }
    }
    let replayed = tail.len();
    let (article, conflicts) = replay(article, &tail);
    let left_out = |(seq, conflict)| format!("Entry {seq} of the history was left out: {conflict}");
    problems.extend(conflicts.into_iter().map(left_out));
    Restored { article, replayed, problems }
}

/// Where the tables are.
enum Backend {
    Durable(Tables),
    Memory(std::cell::RefCell<MemoryTables>),
}

impl Backend {
    async fn write(&self, writes: &[Write]) -> Result<()> {
        match self {
            Self::Durable(tables) => tables.write(writes).await,
            Self::Memory(tables) => {
                tables.borrow_mut().write(writes);
                Ok(())
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

    async fn keys(&self, table: Table) -> Result<Vec<Key>> {
        match self {
            Self::Durable(tables) => tables.keys(table).await,
            Self::Memory(tables) => Ok(tables.borrow().all(table).into_iter().map(|(key, _)| key).collect()),
        }
    }

    async fn article(&self, id: &Id) -> Result<ArticleRecords> {
        match self {
            Self::Durable(tables) => tables.article(id, snapshot_seq).await,
            Self::Memory(tables) => Ok(tables.borrow().article(id)),
        }
    }
}

/// How far a stored article tells. A damaged one tells nothing; reading it
/// says so.
fn snapshot_seq(json: &str) -> Seq {
    #[derive(Deserialize)]
    struct Head {
        seq: Seq,
    }
    serde_json::from_str::<Head>(json).map_or(0, |head| head.seq)
}
