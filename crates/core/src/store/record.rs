//! The records in which a workspace is stored: what each one holds, as JSON.
//!
//! Where they are kept is the app's business. An article's text is stored
//! apart from the rest of it: the text never changes, the rest does.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::edition::REPLACES;
use super::transaction::{Seq, Transaction, WorkspaceChange};
use super::workspace::{Counts, Listing, Workspace};
use crate::model::{Annotation, Article, Attribution, Dismissal, Entity, Extra, Id, Status};
use crate::text::{Block, Text};

/// A stored record that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Damaged(pub String);

impl From<serde_json::Error> for Damaged {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// An article's line in the list with its counts. An article that was taken
/// off the list keeps its counts, because an undo brings it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub id: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing: Option<Arc<Listing>>,
    #[serde(default, skip_serializing_if = "Counts::is_empty")]
    pub counts: Counts,
}

impl Row {
    /// The rows that transactions have changed, as `workspace` has them after
    /// the last.
    #[must_use]
    pub fn changed<'a>(
        workspace: &Workspace,
        transactions: impl IntoIterator<Item = &'a Transaction>,
    ) -> Vec<Self> {
        // A bulk import lists thousands: what it says itself is not looked up.
        let mut listings: BTreeMap<Id, Option<Arc<Listing>>> = BTreeMap::new();
        for transaction in transactions {
            for id in transaction.articles.keys() {
                listings.entry(id.clone()).or_insert_with(|| workspace.listing(id).cloned());
            }
            for change in &transaction.workspace {
                if let WorkspaceChange::Listing(edit) = change {
                    listings.insert(edit.id.clone(), edit.after.clone());
                }
            }
        }
        listings
            .into_iter()
            .map(|(id, listing)| {
                let counts = workspace.counts(&id).cloned().unwrap_or_default();
                Self { id, listing, counts }
            })
            .collect()
    }

    /// # Errors
    /// When the value cannot be written as JSON.
    pub fn to_json(&self) -> Result<String, Damaged> {
        Ok(serde_json::to_string(self)?)
    }

    /// # Errors
    /// When the record is damaged.
    pub fn from_json(json: &str) -> Result<Self, Damaged> {
        Ok(serde_json::from_str(json)?)
    }
}

/// An article without its text, and the journal entry up to which it is told.
#[derive(Serialize, Deserialize)]
struct ArticleRecord<'a> {
    seq: Seq,
    id: Cow<'a, Id>,
    title: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    metadata: Cow<'a, Extra>,
    /// Of a later edition: the text that is stored apart is the first one, and
    /// never written again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Cow<'a, str>>,
    blocks: Cow<'a, [Block]>,
    #[serde(default = "nothing", skip_serializing_if = "<[_]>::is_empty")]
    annotations: Cow<'a, [Arc<Annotation>]>,
    #[serde(default = "nothing", skip_serializing_if = "<[_]>::is_empty")]
    entities: Cow<'a, [Arc<Entity>]>,
    #[serde(default = "nothing", skip_serializing_if = "<[_]>::is_empty")]
    attributions: Cow<'a, [Arc<Attribution>]>,
    #[serde(default = "nothing", skip_serializing_if = "<[_]>::is_empty")]
    dismissals: Cow<'a, [Arc<Dismissal>]>,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    document_labels: Cow<'a, Extra>,
    status: Status,
    #[serde(default = "nothing", skip_serializing_if = "<[_]>::is_empty")]
    orphans: Cow<'a, [serde_json::Value]>,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    extra: Cow<'a, Extra>,
}

fn nothing<T: Clone>() -> Cow<'static, [T]> {
    Cow::Borrowed(&[])
}

/// An article without its text as JSON: a snapshot that tells everything up
/// to and including the journal entry `seq`.
///
/// # Errors
/// When the article cannot be written as JSON.
pub fn article_to_json(article: &Article, seq: Seq) -> Result<String, Damaged> {
    // Every field is named, so that a new one cannot be forgotten here.
    let Article {
        id,
        title,
        metadata,
        text,
        blocks,
        annotations,
        entities,
        attributions,
        dismissals,
        document_labels,
        status,
        orphans,
        extra,
    } = article;
    let record = ArticleRecord {
        seq,
        id: Cow::Borrowed(id),
        title: Cow::Borrowed(title),
        metadata: Cow::Borrowed(metadata),
        text: metadata.contains_key(REPLACES).then(|| Cow::Borrowed(text.as_str())),
        blocks: Cow::Borrowed(blocks),
        annotations: Cow::Borrowed(annotations),
        entities: Cow::Borrowed(entities),
        attributions: Cow::Borrowed(attributions),
        dismissals: Cow::Borrowed(dismissals),
        document_labels: Cow::Borrowed(document_labels),
        status: *status,
        orphans: Cow::Borrowed(orphans),
        extra: Cow::Borrowed(extra),
    };
    Ok(serde_json::to_string(&record)?)
}

/// An article from its two records, and the journal entry up to which it is
/// told.
///
/// # Errors
/// When a record is damaged.
pub fn article_from_json(json: &str, text: &str) -> Result<(Article, Seq), Damaged> {
    let record: ArticleRecord<'static> = serde_json::from_str(json)?;
    let article = Article {
        id: record.id.into_owned(),
        title: record.title.into_owned(),
        metadata: record.metadata.into_owned(),
        text: Arc::new(
            Text::new(record.text.as_deref().unwrap_or(text)).map_err(|error| Damaged(error.to_string()))?,
        ),
        blocks: record.blocks.into_owned(),
        annotations: record.annotations.into_owned(),
        entities: record.entities.into_owned(),
        attributions: record.attributions.into_owned(),
        dismissals: record.dismissals.into_owned(),
        document_labels: record.document_labels.into_owned(),
        status: record.status,
        orphans: record.orphans.into_owned(),
        extra: record.extra.into_owned(),
    };
    check_ranges(&article)?;
    Ok((article, record.seq))
}

/// A text that does not belong to the record (or lost its end) would make
/// every later step slice outside it.
pub(super) fn check_ranges(article: &Article) -> Result<(), Damaged> {
    let outside = |range| article.text.slice(range).is_none();
    if let Some(block) = article.blocks.iter().find(|block| outside(block.range)) {
        return Err(Damaged(format!("the {} at {:?} is not in the text", block.kind.name(), block.range)));
    }
    let lost =
        |annotation: &&Arc<Annotation>| annotation.target.fragments().iter().any(|&range| outside(range));
    match article.annotations.iter().find(lost) {
        Some(annotation) => Err(Damaged(format!("the annotation {} is not in the text", annotation.id))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AnnotationType, LabelId, Provenance, Subject, Target};
    use crate::store::{DocumentChange, Edit};
    use crate::text::{BlockKind, TextRange};

    fn range(start: u32, end: u32) -> TextRange {
        TextRange::new(start.into(), end.into())
    }

    fn annotation(id: &str, start: u32, end: u32) -> Annotation {
        Annotation {
            id: id.into(),
            kind: AnnotationType::Entity,
            label: LabelId::new("PERSON"),
            target: Target::new(vec![range(start, end)]).unwrap(),
            attributes: Default::default(),
            note: "a note".to_owned(),
            evidence: Vec::new(),
            provenance: Provenance::default(),
            extra: Extra::new(),
        }
    }

    fn article() -> Article {
        let text = "Ana Ruiz spoke.\n\n“Nein”, sagte sie. 👩‍👩‍👧";
        let extra = |key: &str| Extra::from_iter([(key.to_owned(), serde_json::json!({"deep": [1, null]}))]);
        Article {
            id: "a1".into(),
            title: "Ana \"Ruiz\"".to_owned(),
            metadata: extra("url"),
            text: Arc::new(Text::new(text).unwrap()),
            blocks: vec![Block { kind: BlockKind::Headline, range: range(0, 15) }],
            annotations: vec![Arc::new(annotation("n1", 0, 8))],
            entities: Vec::new(),
            attributions: Vec::new(),
            dismissals: vec![Arc::new(Dismissal {
                id: "d1".into(),
                check: "bare_anonymous".to_owned(),
                subject: Subject { place: Target::new(vec![range(0, 3)]).ok(), ..Subject::default() },
                reason: "seen".to_owned(),
                provenance: Provenance::default(),
                extra: Extra::new(),
            })],
            document_labels: extra("topic"),
            status: Status::InProgress,
            orphans: vec![serde_json::json!({"id": "lost"})],
            extra: extra("unknown"),
        }
    }

    fn listing(id: &str, status: Status) -> Arc<Listing> {
        Arc::new(Listing { id: id.into(), title: id.to_uppercase(), status, position: 0 })
    }

    #[test]
    fn an_article_comes_back_as_it_was() {
        let article = article();
        let json = article_to_json(&article, 7).unwrap();
        assert!(!json.contains("spoke"), "the text is stored apart");
        assert_eq!(article_from_json(&json, article.text.as_str()), Ok((article, 7)));
    }

    #[test]
    fn damage_is_told_and_never_panics() {
        let article = article();
        let json = article_to_json(&article, 7).unwrap();
        assert!(article_from_json(&json[..json.len() / 2], article.text.as_str()).is_err());
        assert!(article_from_json("", "").is_err());
        assert!(article_from_json("{}", "").is_err());
        assert!(article_from_json(&json, "cut").is_err(), "ranges outside the text");
        assert!(Row::from_json("[1]").is_err());
    }

    #[test]
    fn the_rows_of_a_transaction() {
        let mut workspace = Workspace::default();
        let list = |before, after| WorkspaceChange::Listing(Edit { id: Id::new("a1"), before, after });
        let listed = Transaction {
            workspace: vec![list(None, Some(listing("a1", Status::New)))],
            ..Transaction::default()
        };
        workspace.apply(&listed).unwrap();
        let row = |listing, count: i64| Row {
            id: "a1".into(),
            listing,
            counts: Counts::from_iter((count > 0).then(|| (LabelId::new("PERSON"), count))),
        };
        assert_eq!(Row::changed(&workspace, [&listed]), [row(Some(listing("a1", Status::New)), 0)]);

        let marked = Transaction {
            articles: BTreeMap::from([("a1".into(), vec![DocumentChange::create(annotation("n1", 0, 8))])]),
            ..Transaction::default()
        };
        workspace.apply(&marked).unwrap();
        let rows = Row::changed(&workspace, [&marked]);
        assert_eq!(rows, [row(Some(listing("a1", Status::New)), 1)]);
        assert_eq!(rows[0].to_json().and_then(|json| Row::from_json(&json)), Ok(rows[0].clone()));

        let removed = Transaction {
            workspace: vec![list(Some(listing("a1", Status::New)), None)],
            ..Transaction::default()
        };
        workspace.apply(&removed).unwrap();
        assert_eq!(Row::changed(&workspace, [&removed]), [row(None, 1)], "the counts stay for an undo");
    }
}
