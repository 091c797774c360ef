//! What is stored where: the tables of a workspace, and the writes to them.
//! Both backends understand these; only one of them is a browser's.

use std::collections::BTreeMap;
use std::ops::Bound;

use galley_core::model::Id;
use galley_core::store::{Recorded, Seq};

/// A table of a workspace's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// By seq: the transactions.
    Journal,
    /// By article: its text, which never changes.
    Texts,
    /// By article: the rest of it, as of a journal entry.
    Articles,
    /// By article: its line in the list, and its counts.
    Listings,
    /// By name: the label set, the preferences.
    Meta,
}

impl Table {
    pub const ALL: [Self; 5] = [Self::Journal, Self::Texts, Self::Articles, Self::Listings, Self::Meta];

    pub fn name(self) -> &'static str {
        match self {
            Self::Journal => "journal",
            Self::Texts => "texts",
            Self::Articles => "articles",
            Self::Listings => "listings",
            Self::Meta => "meta",
        }
    }
}

/// The records of [`Table::Meta`].
pub const LABEL_SET: &str = "label_set";
pub const PREFERENCES: &str = "preferences";

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Seq(Seq),
    Name(String),
}

impl Key {
    pub fn into_name(self) -> Option<String> {
        match self {
            Self::Name(name) => Some(name),
            Self::Seq(_) => None,
        }
    }
}

impl From<&Id> for Key {
    fn from(id: &Id) -> Self {
        Self::Name(id.as_str().to_owned())
    }
}

/// A journal entry, with the articles that it changes for the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub reverts: Option<Seq>,
    pub articles: Vec<String>,
    pub json: String,
}

impl Entry {
    pub fn into_recorded(self, seq: Seq) -> Recorded {
        Recorded { seq, reverts: self.reverts, json: self.json }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Entry(Entry),
}

impl Value {
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Entry(_) => None,
        }
    }

    pub fn into_entry(self) -> Option<Entry> {
        match self {
            Self::Entry(entry) => Some(entry),
            Self::Text(_) => None,
        }
    }
}

/// One write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Fails when the key is taken: a journal entry is never overwritten.
    Add(Table, Key, Value),
    Put(Table, Key, Value),
    Remove(Table, Key),
}

impl Write {
    pub fn table(&self) -> Table {
        match self {
            Self::Add(table, ..) | Self::Put(table, ..) | Self::Remove(table, _) => *table,
        }
    }

    pub fn text(table: Table, key: impl Into<Key>, text: String) -> Self {
        Self::Put(table, key.into(), Value::Text(text))
    }
}

/// A stored value, or why it cannot be read.
pub type Stored = Result<Value, String>;

/// An article's records as they are stored.
#[derive(Debug, Default)]
pub struct ArticleRecords {
    pub text: Option<Stored>,
    pub article: Option<Stored>,
    /// The journal entries that change it.
    pub entries: Vec<(Seq, Stored)>,
}

/// The backend of a page that may not store anything: the same tables, gone
/// when the page closes.
#[derive(Debug, Default)]
pub struct MemoryTables(BTreeMap<(Table, Key), Value>);

impl MemoryTables {
    pub fn write(&mut self, writes: &[Write]) {
        for write in writes {
            match write.clone() {
                Write::Add(table, key, value) | Write::Put(table, key, value) => {
                    self.0.insert((table, key), value);
                }
                Write::Remove(table, key) => {
                    self.0.remove(&(table, key));
                }
            }
        }
    }

    pub fn get(&self, table: Table, key: Key) -> Option<Value> {
        self.0.get(&(table, key)).cloned()
    }

    pub fn all(&self, table: Table) -> Vec<(Key, Value)> {
        // Every seq orders before every name.
        let from = Bound::Included((table, Key::Seq(0)));
        let rows = self.0.range((from, Bound::Unbounded)).take_while(|((of, _), _)| *of == table);
        rows.map(|((_, key), value)| (key.clone(), value.clone())).collect()
    }

    pub fn article(&self, id: &Id) -> ArticleRecords {
        let changes_it = |value: &Value| match value {
            Value::Entry(entry) => entry.articles.iter().any(|article| article == id.as_str()),
            Value::Text(_) => false,
        };
        let journal = self.all(Table::Journal).into_iter().filter(|(_, value)| changes_it(value));
        ArticleRecords {
            text: self.get(Table::Texts, id.into()).map(Ok),
            article: self.get(Table::Articles, id.into()).map(Ok),
            entries: journal
                .filter_map(|(key, value)| match key {
                    Key::Seq(seq) => Some((seq, Ok(value))),
                    Key::Name(_) => None,
                })
                .collect(),
        }
    }
}
