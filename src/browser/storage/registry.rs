//! The workspaces of this place: a database that lists them, beside one for
//! each.

use galley_core::store::Seq;
use galley_core::store::keeping::read_text;
use galley_core::store::tables::{Key, PREFERENCES, Table};
use js_sys::Array;
use serde::{Deserialize, Serialize};
use web_sys::{IdbDatabase, IdbObjectStore, IdbTransaction, IdbTransactionMode};

use super::error::StorageError;
use super::indexed_db::{Connection, Tables, databases, delete, done, failed};
use super::{Preferences, Result};
use crate::browser::clock;

const VERSION: u32 = 1;
/// The database that lists the workspaces, and its table.
const REGISTRY: &str = "galley";
const WORKSPACES: &str = "workspaces";

/// A workspace in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkspaceRecord {
    pub id: String,
    /// Given by the user; may be empty.
    pub name: String,
    /// When it was last opened, RFC 3339.
    pub opened: String,
    /// Something was stored in it: if it is empty later, it was cleared.
    pub used: bool,
}

/// Which workspace a page asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The one that the address names: only one that is listed.
    pub chosen: Option<String>,
    /// The one that is inside the page; it is listed if it is not yet.
    pub embedded: Option<String>,
    /// The id of a new one, where none is listed.
    pub new: String,
}

/// A workspace as the dialog lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceLine {
    pub record: WorkspaceRecord,
    pub contents: std::result::Result<Contents, StorageError>,
}

/// What is in a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    pub articles: usize,
    /// When all of it was last exported, RFC 3339; empty when it never was.
    pub exported: String,
    /// Steps since.
    pub unexported: Seq,
}

/// Picks the workspace that a page asks for, or the one that was opened last,
/// or makes one: the record, and whether it was listed.
pub async fn enter(wanted: Wanted) -> Result<WorkspaceRecord> {
    let registry = open().await?;
    // Where the list was lost, the databases tell.
    let found = if read_all(&registry).await?.is_empty() { databases().await } else { Vec::new() };
    // Choosing and writing are one transaction, so that two windows opened at
    // once do not make two workspaces.
    let transaction = registry.begin(&[WORKSPACES], IdbTransactionMode::Readwrite)?;
    let store = transaction.object_store(WORKSPACES).map_err(failed)?;
    let mut known = records(&store).await?;
    let lost = found.into_iter().filter(|id| known.iter().all(|record| record.id != *id));
    let lost: Vec<_> =
        lost.map(|id| WorkspaceRecord { id, used: true, ..WorkspaceRecord::default() }).collect();
    for record in &lost {
        put(&store, record)?;
    }
    known.extend(lost);
    let mut record = choose(known, wanted);
    record.opened = clock::now();
    put(&store, &record)?;
    registry.complete(&transaction).await?;
    Ok(record)
}

fn choose(known: Vec<WorkspaceRecord>, wanted: Wanted) -> WorkspaceRecord {
    let of_id = |id: &String| known.iter().find(|record| record.id == *id).cloned();
    if let Some(chosen) = wanted.chosen.as_ref().and_then(of_id) {
        return chosen;
    }
    if let Some(id) = wanted.embedded {
        return of_id(&id).unwrap_or(WorkspaceRecord { id, ..WorkspaceRecord::default() });
    }
    let last = known.into_iter().max_by(|a, b| a.opened.cmp(&b.opened));
    last.unwrap_or(WorkspaceRecord { id: wanted.new, ..WorkspaceRecord::default() })
}

/// Lists a new workspace.
pub async fn add(name: String) -> Result<WorkspaceRecord> {
    let record = WorkspaceRecord { id: clock::new_id().to_string(), name, ..WorkspaceRecord::default() };
    change(&record.id, |_| record.clone()).await?;
    Ok(record)
}

pub async fn rename(id: &str, name: String) -> Result<()> {
    change(id, |record| WorkspaceRecord { name, ..record }).await
}

/// Notes that something is stored in a workspace.
pub async fn note_used(id: &str) -> Result<()> {
    change(id, |record| WorkspaceRecord { used: true, ..record }).await
}

/// Deletes a workspace with all that is in it.
pub async fn remove(id: &str) -> Result<()> {
    // In this order: what is listed and gone is told, what is there and not
    // listed would never be seen.
    delete(id).await?;
    let registry = open().await?;
    let transaction = registry.begin(&[WORKSPACES], IdbTransactionMode::Readwrite)?;
    let store = transaction.object_store(WORKSPACES).map_err(failed)?;
    store.delete(&id.into()).map_err(failed)?;
    registry.complete(&transaction).await
}

/// All workspaces, the one opened last first, with what is in them.
pub async fn list() -> Result<Vec<WorkspaceLine>> {
    let mut records = read_all(&open().await?).await?;
    records.sort_by(|a, b| b.opened.cmp(&a.opened));
    let mut lines = Vec::with_capacity(records.len());
    for record in records {
        let contents = contents(&record.id).await;
        lines.push(WorkspaceLine { record, contents });
    }
    Ok(lines)
}

async fn contents(id: &str) -> Result<Contents> {
    let tables = Tables::open(id).await?;
    let last = tables.last(Table::Journal).await?;
    let articles = tables.count(Table::Listings).await?;
    let preferences = tables.get(Table::Meta, &Key::Name(PREFERENCES.to_owned())).await?;
    let preferences = preferences.and_then(|stored| read_text(stored).ok());
    let preferences: Preferences =
        preferences.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    let unexported = last.saturating_sub(preferences.exported_at);
    Ok(Contents { articles, exported: preferences.exported, unexported })
}

async fn open() -> Result<Connection> {
    let create = |db: &IdbDatabase, _: &IdbTransaction, _| db.create_object_store(WORKSPACES).map(drop);
    Connection::open(REGISTRY, VERSION, create).await
}

async fn read_all(registry: &Connection) -> Result<Vec<WorkspaceRecord>> {
    let transaction = registry.begin(&[WORKSPACES], IdbTransactionMode::Readonly)?;
    records(&transaction.object_store(WORKSPACES).map_err(failed)?).await
}

/// A record that cannot be read is passed over and stays where it is.
async fn records(store: &IdbObjectStore) -> Result<Vec<WorkspaceRecord>> {
    let found = Array::from(&done(&store.get_all().map_err(failed)?).await?);
    let found = found.iter().filter_map(|record| record.as_string());
    Ok(found.filter_map(|json| serde_json::from_str(&json).ok()).collect())
}

fn put(store: &IdbObjectStore, record: &WorkspaceRecord) -> Result<()> {
    let json =
        serde_json::to_string(record).map_err(|error| StorageError::damaged("The list", error.into()))?;
    store.put_with_key(&json.into(), &record.id.as_str().into()).map(drop).map_err(failed)
}

/// Changes a workspace's record, or makes it.
async fn change(id: &str, change: impl FnOnce(WorkspaceRecord) -> WorkspaceRecord) -> Result<()> {
    let registry = open().await?;
    let transaction = registry.begin(&[WORKSPACES], IdbTransactionMode::Readwrite)?;
    let store = transaction.object_store(WORKSPACES).map_err(failed)?;
    let record = records(&store).await?.into_iter().find(|record| record.id == id);
    let record =
        record.unwrap_or_else(|| WorkspaceRecord { id: id.to_owned(), ..WorkspaceRecord::default() });
    put(&store, &change(record))?;
    registry.complete(&transaction).await
}
