//! The tables in IndexedDB.
//!
//! An IndexedDB transaction commits by itself as soon as a task ends in which
//! it got no new request. So everything here gathers first, then issues its
//! requests, and awaits nothing but them.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

use galley_core::model::Id;
use galley_core::store::record::Damaged;
use galley_core::store::tables::{ArticleRecords, Key, Stored, Table, Value, Write};
use galley_core::store::{FromV1, Line, Revert, Seq};
use gloo_timers::callback::Timeout;
use js_sys::{Array, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Event, IdbCursorDirection, IdbDatabase, IdbFactory, IdbIndexParameters, IdbKeyRange, IdbObjectStore,
    IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode, IdbVersionChangeEvent,
};
use yew::Callback;

use super::error::{BY_THE_BROWSER, FOR_ROOM, StorageError, describe};
use crate::browser::js;

type Result<T> = std::result::Result<T, StorageError>;

/// The version of a workspace's tables. A change of [`Table`] or of a
/// record's shape needs a new one, and a step in [`upgrade`].
const VERSION: u32 = 2;
/// How the names of the workspaces' databases begin.
const DATABASES: &str = "galley-";
/// The history's indexes: by article, and by the transaction's id, which no
/// two have.
const BY_ARTICLE: &str = "by_article";
const BY_ID: &str = "by_id";
/// What a line of the history reverts.
const UNDO: &str = "undo";
const REDO: &str = "redo";
/// A browser with a damaged profile may never answer; the user must not wait
/// for it forever.
const PATIENCE_MS: u32 = 20_000;
/// Requests issued in one go: some milliseconds' worth.
const WRITES_AT_ONCE: usize = 250;
/// Records fetched by one request.
const PAGE: u32 = 2_000;
/// How many entries of other articles are read along rather than asked around.
const GAP: Seq = 8;

/// A workspace's tables.
pub struct Tables(Connection);

impl Tables {
    pub async fn open(workspace: &str) -> Result<Self> {
        let id = workspace.to_owned();
        let upgrade =
            |db: &IdbDatabase, transaction: &IdbTransaction, from| upgrade(id, db, transaction, from);
        Connection::open(&database(workspace), VERSION, upgrade).await.map(Self)
    }

    /// Calls back when the database is closed under the page.
    pub fn on_lost(&self, callback: Callback<StorageError>) {
        *self.0.state.on_lost.borrow_mut() = Some(callback);
    }

    /// Makes these writes, all or none, and waits until they are on the disk.
    pub async fn write(&self, writes: &[Write]) -> Result<()> {
        let mut names: Vec<&str> = writes.iter().map(|write| write.table().name()).collect();
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return Ok(());
        }
        let transaction = self.0.begin(&names, IdbTransactionMode::Readwrite)?;
        if let Err(error) = issue_all(&transaction, writes).await {
            let why = transaction.error();
            // Half of the writes must not be kept.
            let _ = transaction.abort();
            return Err(self.0.explain(why.map_or(error, |why| StorageError::from_js(&why))));
        }
        self.0.complete(&transaction).await
    }

    pub async fn get(&self, table: Table, key: &Key) -> Result<Option<Stored>> {
        let transaction = self.0.begin(&[table.name()], IdbTransactionMode::Readonly)?;
        let store = transaction.object_store(table.name()).map_err(failed)?;
        self.0
            .tell(done(&store.get(&key_to_js(key)).map_err(failed)?).await)
            .map(|value| value_from_js(&value))
    }

    /// Every record of a table, by key.
    pub async fn all(&self, table: Table) -> Result<Vec<(Key, Stored)>> {
        let transaction = self.0.begin(&[table.name()], IdbTransactionMode::Readonly)?;
        let store = transaction.object_store(table.name()).map_err(failed)?;
        self.0.tell(read_all(&store).await)
    }

    /// The records of a table that is keyed by seq, from one up to before
    /// another.
    pub async fn between(&self, table: Table, from: Seq, to: Seq) -> Result<Vec<(Key, Stored)>> {
        if from >= to {
            return Ok(Vec::new());
        }
        let transaction = self.0.begin(&[table.name()], IdbTransactionMode::Readonly)?;
        let store = transaction.object_store(table.name()).map_err(failed)?;
        let [from, to] = [from, to].map(|seq| key_to_js(&Key::Seq(seq)));
        let range = IdbKeyRange::bound_with_lower_open_and_upper_open(&from, &to, false, true);
        let range = JsValue::from(range.map_err(failed)?);
        let keys = done(&store.get_all_keys_with_key(&range).map_err(failed)?);
        let values = done(&store.get_all_with_key(&range).map_err(failed)?);
        let keys = Array::from(&self.0.tell(keys.await)?);
        let values = Array::from(&self.0.tell(values.await)?);
        let records = keys.iter().zip(values.iter());
        Ok(records.filter_map(|(key, value)| Some((key_from_js(&key)?, value_from_js(&value)?))).collect())
    }

    /// The last seq of a table, 0 where it has none.
    pub async fn last(&self, table: Table) -> Result<Seq> {
        let transaction = self.0.begin(&[table.name()], IdbTransactionMode::Readonly)?;
        let store = transaction.object_store(table.name()).map_err(failed)?;
        Ok(seq_of(&self.0.tell(done(&last_key(&store)?).await)?))
    }

    /// A transaction by its id.
    pub async fn transaction(&self, id: &Id) -> Result<Option<Stored>> {
        let names = [Table::History.name(), Table::Journal.name()];
        let transaction = self.0.begin(&names, IdbTransactionMode::Readonly)?;
        self.0.tell(read_transaction(&transaction, id).await)
    }

    /// How many records a table has.
    pub async fn count(&self, table: Table) -> Result<usize> {
        let transaction = self.0.begin(&[table.name()], IdbTransactionMode::Readonly)?;
        let store = transaction.object_store(table.name()).map_err(failed)?;
        let count = self.0.tell(done(&store.count().map_err(failed)?).await)?;
        Ok(count.as_f64().unwrap_or_default() as usize)
    }

    pub async fn keys(&self, table: Table) -> Result<Vec<Key>> {
        let transaction = self.0.begin(&[table.name()], IdbTransactionMode::Readonly)?;
        let store = transaction.object_store(table.name()).map_err(failed)?;
        let keys = self.0.tell(done(&store.get_all_keys().map_err(failed)?).await)?;
        Ok(Array::from(&keys).iter().filter_map(|key| key_from_js(&key)).collect())
    }

    /// An article's records, with the journal entries that change it and that
    /// come after its snapshot: `told` reads from the snapshot how far it
    /// tells.
    pub async fn article(&self, id: &Id, told: impl Fn(&str) -> Seq) -> Result<ArticleRecords> {
        let tables = [Table::Articles, Table::History, Table::Journal, Table::Texts];
        let names = tables.map(Table::name);
        let transaction = self.0.begin(&names, IdbTransactionMode::Readonly)?;
        self.0.tell(read_article(&transaction, id, told).await)
    }
}

/// The name of a workspace's database.
pub(super) fn database(workspace: &str) -> String {
    format!("{DATABASES}{workspace}")
}

/// The workspaces that have a database, by their ids; none where the browser
/// does not tell.
pub(super) async fn databases() -> Vec<String> {
    let Ok(factory) = factory() else { return Vec::new() };
    let found = js::call_async(&factory, "databases", &[]).await.unwrap_or(JsValue::UNDEFINED);
    let found = if found.is_undefined() { Array::new() } else { Array::from(&found) };
    let names = found.iter().filter_map(|database| js::get_string(&database, "name"));
    names.filter_map(|name| name.strip_prefix(DATABASES).map(str::to_owned)).collect()
}

/// Deletes a workspace's database. Windows that have it open are told, and let
/// go of it.
pub(super) async fn delete(workspace: &str) -> Result<()> {
    let request = factory()?.delete_database(&database(workspace)).map_err(failed)?;
    done(&request).await.map(drop)
}

fn last_key(store: &IdbObjectStore) -> Result<IdbRequest> {
    store.open_key_cursor_with_range_and_direction(&JsValue::NULL, IdbCursorDirection::Prev).map_err(failed)
}

/// Where a cursor over seqs is; 0 where there is none.
fn seq_of(cursor: &JsValue) -> Seq {
    js::get(cursor, "key").and_then(|key| seq_from_js(&key)).unwrap_or(0)
}

async fn read_transaction(transaction: &IdbTransaction, id: &Id) -> Result<Option<Stored>> {
    let store = |table: Table| transaction.object_store(table.name()).map_err(failed);
    let (history, journal) = (store(Table::History)?, store(Table::Journal)?);
    let key = history.index(BY_ID).and_then(|index| index.get_key(&id.as_str().into())).map_err(failed)?;
    let key = done(&key).await?;
    if key.is_undefined() {
        return Ok(None);
    }
    let value = done(&journal.get(&key).map_err(failed)?).await?;
    Ok(value_from_js(&value))
}

async fn read_article(
    transaction: &IdbTransaction,
    id: &Id,
    told: impl Fn(&str) -> Seq,
) -> Result<ArticleRecords> {
    let store = |table: Table| transaction.object_store(table.name()).map_err(failed);
    let key = JsValue::from_str(id.as_str());
    let journal = store(Table::Journal)?;
    let text = done(&store(Table::Texts)?.get(&key).map_err(failed)?);
    let article = done(&store(Table::Articles)?.get(&key).map_err(failed)?);
    let seqs = store(Table::History)?.index(BY_ARTICLE).and_then(|index| index.get_all_keys_with_key(&key));
    let seqs = done(&seqs.map_err(failed)?);
    let last = done(&last_key(&journal)?);
    // Awaited in the order in which they were asked for, so that the
    // transaction is alive when the entries are asked for.
    let text = value_from_js(&text.await?);
    let article = value_from_js(&article.await?);
    let seqs = Array::from(&seqs.await?);
    let last = seq_of(&last.await?);
    let snapshot = match &article {
        Some(Ok(Value::Text(json))) => told(json),
        _ => 0,
    };
    let seqs = seqs.iter().filter_map(|key| seq_from_js(&key)).filter(|&seq| seq > snapshot).collect();
    let entries = read_entries(&journal, seqs).await?;
    Ok(ArticleRecords { text, article, entries, last })
}

/// The journal's entries of an article. A request costs more than an entry, so
/// those that lie close together come by one, with what is between them.
async fn read_entries(journal: &IdbObjectStore, seqs: Vec<Seq>) -> Result<Vec<(Seq, Stored)>> {
    let wanted: HashSet<Seq> = seqs.iter().copied().collect();
    let runs: Vec<_> = runs(&seqs)
        .into_iter()
        .map(|(first, last)| {
            let range = IdbKeyRange::bound(&key_to_js(&Key::Seq(first)), &key_to_js(&Key::Seq(last)));
            let range = JsValue::from(range.map_err(failed)?);
            let keys = done(&journal.get_all_keys_with_key(&range).map_err(failed)?);
            Ok((keys, done(&journal.get_all_with_key(&range).map_err(failed)?)))
        })
        .collect::<Result<_>>()?;
    let mut entries = Vec::with_capacity(seqs.len());
    for (keys, values) in runs {
        let (keys, values) = (Array::from(&keys.await?), Array::from(&values.await?));
        let found = keys.iter().zip(values.iter()).filter_map(|(key, value)| {
            let seq = seq_from_js(&key).filter(|seq| wanted.contains(seq))?;
            Some((seq, value_from_js(&value)?))
        });
        entries.extend(found);
    }
    Ok(entries)
}

/// Where entries lie close together: from the first to the last of each run.
fn runs(seqs: &[Seq]) -> Vec<(Seq, Seq)> {
    let mut runs: Vec<(Seq, Seq)> = Vec::new();
    for &seq in seqs {
        match runs.last_mut() {
            Some((first, last)) if seq - *last <= GAP && seq - *first < Seq::from(PAGE) => *last = seq,
            _ => runs.push((seq, seq)),
        }
    }
    runs
}

async fn read_all(store: &IdbObjectStore) -> Result<Vec<(Key, Stored)>> {
    let mut records = Vec::new();
    let mut after = JsValue::UNDEFINED;
    loop {
        let keys = done(&store.get_all_keys_with_key_and_limit(&after, PAGE).map_err(failed)?);
        let values = done(&store.get_all_with_key_and_limit(&after, PAGE).map_err(failed)?);
        let keys = Array::from(&keys.await?);
        let values = Array::from(&values.await?);
        let page = keys.iter().zip(values.iter());
        records.extend(page.filter_map(|(key, value)| Some((key_from_js(&key)?, value_from_js(&value)?))));
        if keys.length() < PAGE {
            return Ok(records);
        }
        after =
            IdbKeyRange::lower_bound_with_open(&keys.get(keys.length() - 1), true).map_err(failed)?.into();
    }
}

/// Makes the tables, or brings those of an earlier version up to date. All of
/// it is one transaction of the browser's: a kill leaves them as they were.
fn upgrade(
    workspace: String,
    db: &IdbDatabase,
    transaction: &IdbTransaction,
    from: u32,
) -> std::result::Result<(), JsValue> {
    for table in Table::ALL {
        let is_later = table == Table::History;
        if from < 1 || (from < 2 && is_later) {
            db.create_object_store(table.name())?;
        }
    }
    if from < 2 {
        let history = transaction.object_store(Table::History.name())?;
        let (by_each, by_one) = (IdbIndexParameters::new(), IdbIndexParameters::new());
        by_each.set_multi_entry(true);
        by_one.set_unique(true);
        history.create_index_with_str_and_optional_parameters(BY_ARTICLE, "articles", &by_each)?;
        history.create_index_with_str_and_optional_parameters(BY_ID, "id", &by_one)?;
    }
    if from == 1 {
        let transaction = transaction.clone();
        transaction.object_store(Table::Journal.name())?.delete_index(BY_ARTICLE)?;
        spawn_local(async move {
            if migrate_v1(&workspace, &transaction).await.is_err() {
                let _ = transaction.abort();
            }
        });
    }
    Ok(())
}

/// The journal of version 1 had the articles and what an entry reverts beside
/// the transaction. What cannot be read stays as it is, and is told of when
/// someone needs it.
async fn migrate_v1(workspace: &str, transaction: &IdbTransaction) -> Result<()> {
    let store = |table: Table| transaction.object_store(table.name()).map_err(failed);
    let (journal, history) = (store(Table::Journal)?, store(Table::History)?);
    let mut from = FromV1::new(workspace);
    let mut after = JsValue::UNDEFINED;
    loop {
        let keys = done(&journal.get_all_keys_with_key_and_limit(&after, PAGE).map_err(failed)?);
        let values = done(&journal.get_all_with_key_and_limit(&after, PAGE).map_err(failed)?);
        let (keys, values) = (Array::from(&keys.await?), Array::from(&values.await?));
        for (key, value) in keys.iter().zip(values.iter()) {
            let (Some(seq), Some(json)) = (seq_from_js(&key), js::get_string(&value, "json")) else {
                continue;
            };
            let Ok(entry) = from.entry(seq, &json) else { continue };
            let json =
                serde_json::to_string(&entry).map_err(|why| StorageError::damaged("", Damaged::from(why)))?;
            journal.put_with_key(&json.into(), &key).map_err(failed)?;
            history.put_with_key(&line_to_js(&Line::from(&entry)), &key).map_err(failed)?;
        }
        if keys.length() < PAGE {
            return Ok(());
        }
        after =
            IdbKeyRange::lower_bound_with_open(&keys.get(keys.length() - 1), true).map_err(failed)?.into();
    }
}

/// Issues the writes, some at a time, so that the page goes on meanwhile. That
/// requests are under way keeps the transaction open.
async fn issue_all(transaction: &IdbTransaction, writes: &[Write]) -> Result<()> {
    let mut slices = writes.chunks(WRITES_AT_ONCE).peekable();
    while let Some(slice) = slices.next() {
        let mut last = None;
        for write in slice {
            last = Some(issue(transaction, write).map_err(not_issued)?);
        }
        if let Some(last) = last.filter(|_| slices.peek().is_some()) {
            done(&last).await?;
        }
    }
    Ok(())
}

fn issue(transaction: &IdbTransaction, write: &Write) -> std::result::Result<IdbRequest, JsValue> {
    let store = transaction.object_store(write.table().name())?;
    match write {
        Write::Add(_, key, value) => store.add_with_key(&value_to_js(value), &key_to_js(key)),
        Write::Put(_, key, value) => store.put_with_key(&value_to_js(value), &key_to_js(key)),
        Write::Remove(_, key) => store.delete(&key_to_js(key)),
    }
}

/// A database that may be closed by others at any time.
pub(super) struct Connection {
    db: IdbDatabase,
    state: Rc<State>,
    /// They live as long as the connection, and `drop` takes them off it.
    _listeners: [Closure<dyn FnMut(Event)>; 2],
}

#[derive(Default)]
struct State {
    closed: Cell<Option<&'static str>>,
    /// Something did not fit on the disk.
    is_full: Cell<bool>,
    on_lost: RefCell<Option<Callback<StorageError>>>,
}

impl State {
    fn close(&self, why: &'static str) {
        if self.closed.replace(Some(why)).is_none()
            && let Some(callback) = self.on_lost.borrow_mut().take()
        {
            callback.emit(StorageError::Closed { why });
        }
    }

    /// No window has closed it.
    fn close_by_browser(&self) {
        self.close(if self.is_full.get() { FOR_ROOM } else { BY_THE_BROWSER });
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.db.set_onversionchange(None);
        self.db.set_onclose(None);
        self.db.close();
    }
}

impl Connection {
    pub(super) async fn open(
        name: &str,
        version: u32,
        upgrade: impl FnOnce(&IdbDatabase, &IdbTransaction, u32) -> std::result::Result<(), JsValue> + 'static,
    ) -> Result<Self> {
        let request = factory()?.open_with_u32(name, version).map_err(|error| refused(&error))?;
        let db: IdbDatabase = opened(&request, upgrade).await?.unchecked_into();
        Ok(Self::listen(db))
    }

    fn listen(db: IdbDatabase) -> Self {
        let state = Rc::new(State::default());
        // Another tab updates or deletes the database, and waits for this one
        // to let go of it.
        let on_version_change = Closure::<dyn FnMut(Event)>::new({
            let (state, db) = (state.clone(), db.clone());
            move |event: Event| {
                let event: &IdbVersionChangeEvent = event.unchecked_ref();
                state.close(match event.new_version() {
                    Some(_) => "a newer Galley in another tab has taken it over",
                    None => "it was deleted",
                });
                db.close();
            }
        });
        // The browser closes it: the user has cleared the site's data, or the
        // disk has failed.
        let on_close = Closure::<dyn FnMut(Event)>::new({
            let state = state.clone();
            move |_| state.close_by_browser()
        });
        db.set_onversionchange(Some(on_version_change.as_ref().unchecked_ref()));
        db.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Self { db, state, _listeners: [on_version_change, on_close] }
    }

    pub(super) fn begin(&self, tables: &[&str], mode: IdbTransactionMode) -> Result<IdbTransaction> {
        let names: Array = tables.iter().map(|&name| JsValue::from_str(name)).collect();
        // "strict": what is said to be saved also survives a loss of power.
        // Browsers that do not know the option ignore it.
        let options = js::object(&[("durability", "strict".into())]);
        js::call(&self.db, "transaction", &[&names, &JsValue::from(mode), &options])
            .map(JsCast::unchecked_into)
            .map_err(|error| self.explain(failed(error)))
    }

    pub(super) async fn complete(&self, transaction: &IdbTransaction) -> Result<()> {
        let completed = Promise::new(&mut |resolve, reject| {
            transaction.set_oncomplete(Some(resolve.unchecked_ref()));
            transaction.set_onabort(Some(reject.unchecked_ref()));
        });
        match JsFuture::from(completed).await {
            Ok(_) => Ok(()),
            Err(_) => Err(self.explain(match transaction.error() {
                Some(error) => StorageError::from_js(&error),
                None => StorageError::Failed { why: "the browser has broken it off".to_owned() },
            })),
        }
    }

    fn tell<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|error| self.explain(error))
    }

    /// Once the database is closed, that is why whatever failed has failed.
    fn explain(&self, error: StorageError) -> StorageError {
        self.state.is_full.set(self.state.is_full.get() || error == StorageError::Full);
        self.state.closed.get().map_or(error, |why| StorageError::Closed { why })
    }
}

fn factory() -> Result<IdbFactory> {
    let window = web_sys::window().ok_or_else(|| refused(&JsValue::UNDEFINED))?;
    match window.indexed_db() {
        Ok(Some(factory)) => Ok(factory),
        Ok(None) => Err(StorageError::Refused { why: "it has no IndexedDB".to_owned() }),
        Err(error) => Err(refused(&error)),
    }
}

async fn opened(
    request: &IdbOpenDbRequest,
    upgrade: impl FnOnce(&IdbDatabase, &IdbTransaction, u32) -> std::result::Result<(), JsValue> + 'static,
) -> Result<JsValue> {
    let on_upgrade = Closure::once({
        let request = request.clone();
        move |event: Event| {
            let event: &IdbVersionChangeEvent = event.unchecked_ref();
            let db = request.result().ok().and_then(|db| db.dyn_into::<IdbDatabase>().ok());
            let upgraded = db
                .zip(request.transaction())
                .map(|(db, transaction)| upgrade(&db, &transaction, event.old_version() as u32));
            // Aborting takes the whole upgrade back and fails the request.
            if let Some(Err(_)) | None = upgraded
                && let Some(transaction) = request.transaction()
            {
                let _ = transaction.abort();
            }
        }
    });
    request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
    let mut patience = None;
    let answer = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(resolve.unchecked_ref()));
        request.set_onerror(Some(reject.unchecked_ref()));
        request.set_onblocked(Some(reject.unchecked_ref()));
        patience = Some(Timeout::new(PATIENCE_MS, move || {
            let _ = reject.call1(&JsValue::UNDEFINED, &JsValue::NULL);
        }));
    });
    let answer = JsFuture::from(answer).await;
    drop(patience);
    request.set_onupgradeneeded(None);
    request.set_onblocked(None);
    match answer {
        Ok(_) => request.result().map_err(|error| refused(&error)),
        Err(event) => {
            close_when_opened(request);
            Err(why_not_opened(request, &event))
        }
    }
}

fn why_not_opened(request: &IdbOpenDbRequest, event: &JsValue) -> StorageError {
    if event.is_null() {
        return StorageError::Refused { why: "its store does not answer".to_owned() };
    }
    if event.dyn_ref::<Event>().is_some_and(|event| event.type_() == "blocked") {
        return StorageError::Blocked;
    }
    match request.error() {
        Ok(Some(error)) => match StorageError::from_js(&error) {
            StorageError::Failed { why } => StorageError::Refused { why },
            error => error,
        },
        _ => refused(&JsValue::UNDEFINED),
    }
}

/// A database that opens after it was given up must not block others.
fn close_when_opened(request: &IdbOpenDbRequest) {
    let late = request.clone();
    let close = Closure::once_into_js(move |_: JsValue| {
        if let Some(db) = late.result().ok().and_then(|db| db.dyn_into::<IdbDatabase>().ok()) {
            db.close();
        }
    });
    request.set_onsuccess(Some(close.unchecked_ref()));
    request.set_onerror(None);
}

/// A request's answer. It is listened for from here on, also before the
/// future is awaited. The handlers are a promise's own functions, so that
/// nothing needs to outlive them.
pub(super) fn done(request: &IdbRequest) -> impl Future<Output = Result<JsValue>> + use<> {
    let request = request.clone();
    let answer = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(resolve.unchecked_ref()));
        request.set_onerror(Some(reject.unchecked_ref()));
    });
    let answer = JsFuture::from(answer);
    async move {
        match answer.await {
            Ok(_) => request.result().map_err(failed),
            Err(_) => Err(match request.error() {
                Ok(Some(error)) => StorageError::from_js(&error),
                _ => failed(JsValue::UNDEFINED),
            }),
        }
    }
}

/// Why a request could not be made. Firefox takes nothing but deletions in the
/// transaction after one that had no room.
fn not_issued(error: JsValue) -> StorageError {
    match js::get_string(&error, "name").as_deref() {
        Some("InvalidStateError") => StorageError::Full,
        _ => failed(error),
    }
}

pub(super) fn failed(error: JsValue) -> StorageError {
    StorageError::from_js(&error)
}

fn refused(error: &JsValue) -> StorageError {
    StorageError::Refused { why: describe(error) }
}

fn key_to_js(key: &Key) -> JsValue {
    match key {
        // Exact up to 2^53 entries.
        Key::Seq(seq) => JsValue::from_f64(*seq as f64),
        Key::Name(name) => JsValue::from_str(name),
    }
}

fn key_from_js(key: &JsValue) -> Option<Key> {
    seq_from_js(key).map(Key::Seq).or_else(|| key.as_string().map(Key::Name))
}

fn seq_from_js(value: &JsValue) -> Option<Seq> {
    value.as_f64().filter(|seq| *seq >= 0.0).map(|seq| seq as Seq)
}

fn value_to_js(value: &Value) -> JsValue {
    match value {
        Value::Text(text) => JsValue::from_str(text),
        Value::Line(line) => line_to_js(line),
    }
}

fn line_to_js(line: &Line) -> JsValue {
    let articles: Array = line.articles.iter().map(|id| JsValue::from_str(id.as_str())).collect();
    let (reverts, of) = match &line.reverts {
        Some(Revert::Undo(id)) => (UNDO, id.as_str().into()),
        Some(Revert::Redo(id)) => (REDO, id.as_str().into()),
        None => (UNDO, JsValue::NULL),
    };
    js::object(&[
        ("id", line.id.as_str().into()),
        ("time", line.time.as_str().into()),
        ("creator", line.creator.as_str().into()),
        ("event", line.event.as_str().into()),
        (reverts, of),
        ("articles", articles.into()),
    ])
}

/// A stored value; `None` when there is none.
fn value_from_js(value: &JsValue) -> Option<Stored> {
    if value.is_undefined() {
        return None;
    }
    if let Some(text) = value.as_string() {
        return Some(Ok(Value::Text(text)));
    }
    Some(
        line_from_js(value)
            .map(Value::Line)
            .ok_or_else(|| "it is not in the shape that Galley writes".to_owned()),
    )
}

fn line_from_js(value: &JsValue) -> Option<Line> {
    let id = |name| js::get_string(value, name).map(Id::from);
    let articles = js::get(value, "articles")?;
    Some(Line {
        id: id("id")?,
        time: js::get_string(value, "time")?,
        creator: js::get_string(value, "creator")?,
        event: js::get_string(value, "event")?,
        reverts: id(UNDO).map(Revert::Undo).or_else(|| id(REDO).map(Revert::Redo)),
        articles: Array::from(&articles).iter().filter_map(|id| id.as_string()).map(Id::from).collect(),
    })
}
