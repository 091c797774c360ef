//! Articles that the browser would not store: kept in memory, so that work
//! goes on, and stored with the next change that it does store.

use std::collections::HashSet;

use galley_core::model::Id;
use galley_core::store::Seq;
use galley_core::store::tables::{ArticleRecords, Key, MemoryTables, Table, Write};

#[derive(Default)]
pub(super) struct Held {
    writes: Vec<Write>,
    tables: MemoryTables,
}

impl Held {
    /// Takes the writes that store articles.
    pub(super) fn hold(&mut self, writes: Vec<Write>) {
        // They put and never add, so none of them is refused.
        let _ = self.tables.write(&writes);
        self.writes.extend(writes);
    }

    /// What is to be stored.
    pub(super) fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// So many of the writes are stored.
    pub(super) fn release(&mut self, stored: usize) {
        self.writes.drain(..stored.min(self.writes.len()));
        self.tables = MemoryTables::default();
        let _ = self.tables.write(&self.writes);
    }

    pub(super) fn ids(&self) -> HashSet<Id> {
        let keys = self.tables.all(Table::Articles).into_iter();
        keys.filter_map(|(key, _)| key.into_name()).map(Id::from).collect()
    }

    /// An article's records. `last` is the journal's last entry: nobody else
    /// has the article, so there is nothing in the journal that it lacks.
    pub(super) fn article(&self, id: &Id, last: Seq) -> Option<ArticleRecords> {
        let article = self.tables.get(Table::Articles, Key::from(id))?;
        let text = self.tables.get(Table::Texts, Key::from(id))?;
        Some(ArticleRecords { text: Some(Ok(text)), article: Some(Ok(article)), entries: Vec::new(), last })
    }
}
