//! How a workspace is kept in its tables: which writes tell a change, and how
//! what is stored becomes articles again. Where the tables are is the app's
//! business.

use std::sync::Arc;

use serde::Deserialize;

use super::document::Document;
use super::history::Line;
use super::record::{Damaged, Row, article_from_json, article_to_json, check_ranges};
use super::tables::{ArticleRecords, GUIDELINES, Key, LABEL_SET, Stored, Table, Value, Write};
use super::transaction::{Conflict, DocumentChange, Seq, Transaction, WorkspaceChange};
use super::workspace::Workspace;
use crate::model::{Article, Id};
use crate::text::Text;
use crate::text::split::split;

/// A transaction with its place in the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Committed {
    pub seq: Seq,
    pub transaction: Arc<Transaction>,
    /// The transaction as it is stored.
    pub json: String,
}

impl Committed {
    /// # Errors
    /// When the transaction cannot be written as JSON.
    pub fn new(seq: Seq, transaction: Arc<Transaction>) -> Result<Self, Damaged> {
        let json = serde_json::to_string(&*transaction)?;
        Ok(Self { seq, transaction, json })
    }
}

/// The writes that append transactions to the journal with what they changed
/// in the list and the label set: all or none. `workspace` is the workspace
/// after them.
///
/// A journal entry is added, never put: where another writer has appended
/// since, nothing of this is written.
///
/// # Errors
/// When something cannot be written as JSON.
pub fn append(committed: &[Committed], workspace: &Workspace) -> Result<Vec<Write>, Damaged> {
    let mut writes = Vec::new();
    let (mut label_set, mut guidelines) = (false, false);
    for Committed { seq, transaction, json } in committed {
        let line = Line::from(&**transaction);
        writes.push(Write::Add(Table::Journal, Key::Seq(*seq), Value::Text(json.clone())));
        writes.push(Write::Add(Table::History, Key::Seq(*seq), Value::Line(line)));
        for change in &transaction.workspace {
            label_set |= matches!(change, WorkspaceChange::LabelSet(_));
            guidelines |= matches!(change, WorkspaceChange::Guidelines(_));
        }
    }
    let transactions = committed.iter().map(|committed| &*committed.transaction);
    for row in Row::changed(workspace, transactions) {
        writes.push(Write::text(Table::Listings, &row.id, row.to_json()?));
    }
    if label_set {
        writes.push(label_set_write(workspace)?);
    }
    if guidelines {
        writes.push(guidelines_write(workspace)?);
    }
    Ok(writes)
}

pub(super) fn label_set_write(workspace: &Workspace) -> Result<Write, Damaged> {
    let json = serde_json::to_string(&**workspace.label_set())?;
    Ok(Write::text(Table::Meta, Key::Name(LABEL_SET.to_owned()), json))
}

pub(super) fn guidelines_write(workspace: &Workspace) -> Result<Write, Damaged> {
    let json = serde_json::to_string(&**workspace.guidelines())?;
    Ok(Write::text(Table::Meta, Key::Name(GUIDELINES.to_owned()), json))
}

/// The write that stores an article, without its text, as it stands after the
/// journal entry `seq`. It may be missing or old: it only saves time.
///
/// # Errors
/// When the article cannot be written as JSON.
pub fn snapshot(article: &Article, seq: Seq) -> Result<Write, Damaged> {
    Ok(Write::text(Table::Articles, &article.id, article_to_json(article, seq)?))
}

/// The writes that store new articles. They are in the workspace once a
/// transaction lists them.
///
/// # Errors
/// When an article cannot be written as JSON.
pub fn put_articles(articles: &[Article], seq: Seq) -> Result<Vec<Write>, Damaged> {
    let mut writes = Vec::with_capacity(articles.len() * 2);
    for article in articles {
        writes.push(Write::text(Table::Texts, &article.id, article.text.as_str().to_owned()));
        writes.push(snapshot(article, seq)?);
    }
    Ok(writes)
}

/// An article as it was stored and changed since.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    pub article: Article,
    /// The journal's last entry: the article tells everything up to it.
    pub seq: Seq,
    /// How many journal entries were replayed since it was last stored whole.
    pub replayed: usize,
    /// Changes in the journal that could not be read or did not fit, in words.
    pub problems: Vec<String>,
}

/// How far a stored article tells. A damaged one tells nothing; reading it
/// says so.
#[must_use]
pub fn snapshot_seq(json: &str) -> Seq {
    #[derive(Deserialize)]
    struct Head {
        seq: Seq,
    }
    serde_json::from_str::<Head>(json).map_or(0, |head| head.seq)
}

/// An article from its records, with the transactions that are `waiting` to be
/// stored; `None` when there is none. Where the snapshot is damaged, text and
/// journal still tell most of it.
///
/// # Errors
/// When its text is damaged or missing, or does not belong to the rest.
pub fn restore(
    records: ArticleRecords,
    id: &Id,
    waiting: &[Arc<Transaction>],
) -> Result<Option<Restored>, Damaged> {
    let (text, article) = match (records.text, records.article) {
        (None, None) => return Ok(None),
        (Some(text), Some(article)) => (read_text(text)?, article),
        (None, Some(_)) => return Err(Damaged("its text is missing".to_owned())),
        (Some(_), None) => return Err(Damaged("only its text is there".to_owned())),
    };
    let mut problems = Vec::new();
    let told = read_text(article).and_then(|json| article_from_json(&json, &text));
    let (article, snapshot) = match &told {
        Ok(told) => told.clone(),
        Err(why) => {
            problems.push(format!(
                "Its stored state is damaged ({why}): it was put together from its text and the history; what came with the file that it was opened from may be missing"
            ));
            (from_text(id, &text)?, 0)
        }
    };
    let mut tail = Vec::new();
    for (seq, stored) in records.entries.into_iter().filter(|(seq, _)| *seq > snapshot) {
        match read_transaction(stored) {
            Ok(transaction) => tail.push((seq, Arc::new(transaction))),
            Err(Damaged(why)) => {
                problems.push(format!("Entry {seq} of the history is damaged and was left out ({why})"));
            }
        }
    }
    let replayed = tail.len();
    let stored = |waiting: &&Arc<Transaction>| tail.iter().any(|(_, other)| other.id == waiting.id);
    let waiting: Vec<_> = waiting.iter().filter(|waiting| waiting.articles.contains_key(id)).collect();
    let waiting: Vec<_> = waiting.into_iter().filter(|waiting| !stored(waiting)).cloned().collect();
    let last = tail.last().map_or(snapshot, |(seq, _)| *seq);
    tail.extend(waiting.into_iter().zip(last + 1..).map(|(transaction, seq)| (seq, transaction)));
    let (article, conflicts) = replay(article, &tail);
    let forced = |(seq, conflict)| format!("Entry {seq} of the history was applied although {conflict}");
    if let Err(damaged) = told {
        // Entries that follow what is lost hardly fit; that they were forced is
        // no news. But a text that lost its end takes no marks.
        check_ranges(&article).map_err(|_| damaged)?;
    } else {
        problems.extend(conflicts.into_iter().map(forced));
    }
    Ok(Some(Restored { article, seq: records.last, replayed, problems }))
}

/// The article that a text alone makes.
fn from_text(id: &Id, text: &str) -> Result<Article, Damaged> {
    let blocks = split(text);
    let text = Arc::new(Text::new(text).map_err(|error| Damaged(error.to_string()))?);
    let title = blocks.first().and_then(|block| text.slice(block.range)).unwrap_or_default().to_owned();
    Ok(Article::unmarked(id.clone(), title, text, blocks))
}

/// A stored transaction.
///
/// # Errors
/// When the record is damaged.
pub fn read_transaction(stored: Stored) -> Result<Transaction, Damaged> {
    Ok(serde_json::from_str(&read_text(stored)?)?)
}

/// A stored text.
///
/// # Errors
/// When the record is damaged.
pub fn read_text(stored: Stored) -> Result<String, Damaged> {
    stored.map_err(Damaged)?.into_text().ok_or_else(wrong_shape)
}

/// A stored line of the history.
///
/// # Errors
/// When the record is damaged.
pub fn read_line(stored: Stored) -> Result<Line, Damaged> {
    stored.map_err(Damaged)?.into_line().ok_or_else(wrong_shape)
}

fn wrong_shape() -> Damaged {
    Damaged("it is not in the shape that Galley writes".to_owned())
}

/// An article as it was before transactions, in the order in which they were
/// done; with how many of them did not fit, and were taken back all the same.
#[must_use]
pub fn rewind(article: Article, since: &[Arc<Transaction>]) -> (Article, usize) {
    let status = article.status;
    let mut document = Document::new(article);
    let mut misfits = 0;
    for transaction in since.iter().rev() {
        let Some(changes) = transaction.articles.get(document.id()) else { continue };
        let back: Vec<_> = changes.iter().rev().cloned().map(DocumentChange::inverse).collect();
        if document.apply(&back).is_err() {
            document.force(&back);
            misfits += 1;
        }
    }
    (document.to_article(status), misfits)
}

/// Brings a stored article up to date with the journal entries that came
/// after it was stored; `entries` in the order of their `seq`.
///
/// Where an entry does not fit, because one before it is damaged, what it says
/// of each thing is taken all the same: it was so once. These are given back
/// with why.
#[must_use]
pub fn replay(article: Article, entries: &[(Seq, Arc<Transaction>)]) -> (Article, Vec<(Seq, Conflict)>) {
    let status = article.status;
    let mut document = Document::new(article);
    let mut conflicts = Vec::new();
    for (seq, transaction) in entries {
        let changes = transaction.articles.get(document.id()).map_or(&[][..], Vec::as_slice);
        if let Err(conflict) = document.apply(changes) {
            document.force(changes);
            conflicts.push((*seq, conflict));
        }
    }
    (document.to_article(status), conflicts)
}
