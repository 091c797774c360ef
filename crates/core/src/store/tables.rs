//! What is stored where: the tables of a workspace, and the writes to them.
//! Every backend understands these; the app has one in the browser's database
//! and the one in memory that is here.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::history::Line;
use super::transaction::Seq;
use crate::model::Id;

/// A table of a workspace's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// By seq: the transactions as JSON.
    Journal,
    /// By seq: what the history lists of each.
    History,
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
    pub const ALL: [Self; 6] =
        [Self::Journal, Self::History, Self::Texts, Self::Articles, Self::Listings, Self::Meta];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Journal => "journal",
            Self::History => "history",
            Self::Texts => "texts",
            Self::Articles => "articles",
            Self::Listings => "listings",
            Self::Meta => "meta",
        }
    }
}

/// The records of [`Table::Meta`].
pub const LABEL_SET: &str = "label_set";
pub const GUIDELINES: &str = "guidelines";
pub const PREFERENCES: &str = "preferences";

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Seq(Seq),
    Name(String),
}

impl Key {
    #[must_use]
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Line(Line),
}

impl Value {
    #[must_use]
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Line(_) => None,
        }
    }

    #[must_use]
    pub fn into_line(self) -> Option<Line> {
        match self {
            Self::Line(line) => Some(line),
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
    #[must_use]
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
    /// The transactions that change it and come after its snapshot.
    pub entries: Vec<(Seq, Stored)>,
    /// The journal's last entry.
    pub last: Seq,
}

/// A key is taken that must be free: another writer was first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("another writer was first")]
pub struct Taken;

/// The tables in memory: for a page that may not store anything, and for
/// tests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemoryTables(BTreeMap<(Table, Key), Value>);

impl MemoryTables {
    /// Makes these writes, all or none.
    ///
    /// # Errors
    /// When a key is taken that must be free.
    pub fn write(&mut self, writes: &[Write]) -> Result<(), Taken> {
        let is_taken = |write: &Write| match write {
            Write::Add(table, key, _) => self.0.contains_key(&(*table, key.clone())),
            Write::Put(..) | Write::Remove(..) => false,
        };
        if writes.iter().any(is_taken) {
            return Err(Taken);
        }
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
        Ok(())
    }

    #[must_use]
    pub fn get(&self, table: Table, key: Key) -> Option<Value> {
        self.0.get(&(table, key)).cloned()
    }

    #[must_use]
    pub fn all(&self, table: Table) -> Vec<(Key, Value)> {
        self.from(table, 0)
    }

    /// The records of a table that is keyed by seq, from one on.
    #[must_use]
    pub fn from(&self, table: Table, seq: Seq) -> Vec<(Key, Value)> {
        // Every seq orders before every name.
        let from = Bound::Included((table, Key::Seq(seq)));
        let rows = self.0.range((from, Bound::Unbounded)).take_while(|((of, _), _)| *of == table);
        rows.map(|((_, key), value)| (key.clone(), value.clone())).collect()
    }

    /// The last seq of a table that is keyed by seq, 0 where it has none.
    #[must_use]
    pub fn last(&self, table: Table) -> Seq {
        let keys = (table, Key::Seq(0))..=(table, Key::Seq(Seq::MAX));
        match self.0.range(keys).next_back() {
            Some(((_, Key::Seq(seq)), _)) => *seq,
            _ => 0,
        }
    }

    /// A transaction by its id.
    #[must_use]
    pub fn transaction(&self, id: &Id) -> Option<Value> {
        let is_it = |(_, value): &(Key, Value)| matches!(value, Value::Line(line) if line.id == *id);
        let (key, _) = self.all(Table::History).into_iter().find(is_it)?;
        self.get(Table::Journal, key)
    }

    /// An article's records; `told` reads from its snapshot how far it tells.
    #[must_use]
    pub fn article(&self, id: &Id, told: impl Fn(&str) -> Seq) -> ArticleRecords {
        let article = self.get(Table::Articles, id.into());
        let snapshot = match &article {
            Some(Value::Text(json)) => told(json),
            _ => 0,
        };
        let changes_it = |(key, value): (Key, Value)| match (key, value) {
            (Key::Seq(seq), Value::Line(line)) => line.articles.contains(id).then_some(seq),
            _ => None,
        };
        let seqs = self.from(Table::History, snapshot + 1).into_iter().filter_map(changes_it);
        let entry = |seq| Some((seq, Ok(self.get(Table::Journal, Key::Seq(seq))?)));
        ArticleRecords {
            text: self.get(Table::Texts, id.into()).map(Ok),
            article: article.map(Ok),
            entries: seqs.filter_map(entry).collect(),
            last: self.last(Table::Journal),
        }
    }
}
