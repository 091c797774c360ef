//! The records in which a workspace is stored: what each one holds, as JSON.
//!
//! Where they are kept is the app's business. An article's text is stored
//! apart from the rest of it: the text never changes, the rest does.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::stored::{Fields, Shared, Stored, field, field_unless, from_json, to_json};
use super::transaction::{Seq, Transaction, WorkspaceChange};
use super::workspace::{Counts, Listing, Workspace};
use crate::json::{Raw, Writer};
use crate::model::{Annotation, Article, Id};
use crate::text::Text;

pub use super::stored::Damaged;

/// An article's line in the list with its counts. An article that was taken
/// off the list keeps its counts, because an undo brings it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: Id,
    pub listing: Option<Arc<Listing>>,
    pub counts: Counts,
}

impl Row {
    /// The rows that a transaction has changed, as `workspace` has them after
    /// it.
    #[must_use]
    pub fn changed(workspace: &Workspace, transaction: &Transaction) -> Vec<Self> {
        // A bulk import lists thousands: what it says itself is not looked up.
        let mut listings: BTreeMap<&Id, Option<Arc<Listing>>> = BTreeMap::new();
        for id in transaction.articles.keys() {
            listings.insert(id, workspace.listing(id).cloned());
        }
        for change in &transaction.workspace {
            if let WorkspaceChange::Listing(edit) = change {
                listings.insert(&edit.id, edit.after.clone());
            }
        }
        listings
            .into_iter()
            .map(|(id, listing)| Self {
                id: id.clone(),
                listing,
                counts: workspace.counts(id).cloned().unwrap_or_default(),
            })
            .collect()
    }

    /// # Errors
    /// None.
    pub fn to_json(&self) -> Result<String, Damaged> {
        Ok(to_json(self))
    }

    /// # Errors
    /// When the record is damaged.
    pub fn from_json(json: &str) -> Result<Self, Damaged> {
        from_json(json)
    }
}

impl Stored for Row {
    fn write(&self, out: &mut Writer) {
        let Self { id, listing, counts } = self;
        out.begin_object();
        field(out, "id", id);
        field_unless(out, "listing", listing.is_none(), listing);
        field_unless(out, "counts", counts.is_empty(), counts);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        Some(Self {
            id: fields.get("id")?,
            listing: fields.or_default("listing")?,
            counts: fields.or_default("counts")?,
        })
    }
}

/// An article without its text as JSON: a snapshot that tells everything up
/// to and including the journal entry `seq`.
///
/// # Errors
/// None.
pub fn article_to_json(article: &Article, seq: Seq) -> Result<String, Damaged> {
    Ok(to_json(&Snapshot { seq, article: Cow::Borrowed(article) }))
}

/// An article from its two records, and the journal entry up to which it is
/// told.
///
/// # Errors
/// When a record is damaged.
pub fn article_from_json(json: &str, text: &str) -> Result<(Article, Seq), Damaged> {
    let Snapshot { seq, article } = from_json(json)?;
    let text = Arc::new(Text::new(text).map_err(|error| Damaged(error.to_string()))?);
    let article = Article { text, ..article.into_owned() };
    check_ranges(&article)?;
    Ok((article, seq))
}

/// An article without its text, and the journal entry up to which it is told.
struct Snapshot<'a> {
    seq: Seq,
    article: Cow<'a, Article>,
}

impl Stored for Snapshot<'_> {
    fn write(&self, out: &mut Writer) {
        // Every field is named, so that a new one cannot be forgotten here.
        let Article {
            id,
            title,
            metadata,
            text: _,
            blocks,
            annotations,
            entities,
            attributions,
            document_labels,
            status,
            orphans,
            extra,
        } = &*self.article;
        out.begin_object();
        field(out, "seq", &self.seq);
        field(out, "id", id);
        field(out, "title", title);
        field_unless(out, "metadata", metadata.is_empty(), metadata);
        field(out, "blocks", blocks);
        field_unless(out, "annotations", annotations.is_empty(), annotations);
        field_unless(out, "entities", entities.is_empty(), entities);
        field_unless(out, "attributions", attributions.is_empty(), attributions);
        field_unless(out, "document_labels", document_labels.is_empty(), document_labels);
        field(out, "status", status);
        field_unless(out, "orphans", orphans.is_empty(), orphans);
        field_unless(out, "extra", extra.is_empty(), extra);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        let seq = fields.get("seq")?;
        let article = Article {
            id: fields.get("id")?,
            title: fields.get("title")?,
            metadata: fields.or_default("metadata")?,
            text: Arc::default(),
            blocks: fields.get("blocks")?,
            annotations: fields.or_default("annotations")?,
            entities: fields.or_default("entities")?,
            attributions: fields.or_default("attributions")?,
            document_labels: fields.or_default("document_labels")?,
            status: fields.get("status")?,
            orphans: fields.or_default("orphans")?,
            extra: fields.or_default("extra")?,
        };
        Some(Self { seq, article: Cow::Owned(article) })
    }
}

/// A text that does not belong to the record (or lost its end) would make
/// every later step slice outside it.
fn check_ranges(article: &Article) -> Result<(), Damaged> {
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
    use crate::model::{AnnotationType, Extra, LabelId, Provenance, Status, Target};
    use crate::store::{DocumentChange, Edit};
    use crate::text::{Block, BlockKind, TextRange};

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
        assert_eq!(Row::changed(&workspace, &listed), [row(Some(listing("a1", Status::New)), 0)]);

        let marked = Transaction {
            articles: BTreeMap::from([("a1".into(), vec![DocumentChange::create(annotation("n1", 0, 8))])]),
            ..Transaction::default()
        };
        workspace.apply(&marked).unwrap();
        let rows = Row::changed(&workspace, &marked);
        assert_eq!(rows, [row(Some(listing("a1", Status::New)), 1)]);
        assert_eq!(rows[0].to_json().and_then(|json| Row::from_json(&json)), Ok(rows[0].clone()));

        let removed = Transaction {
            workspace: vec![list(Some(listing("a1", Status::New)), None)],
            ..Transaction::default()
        };
        workspace.apply(&removed).unwrap();
        assert_eq!(Row::changed(&workspace, &removed), [row(None, 1)], "the counts stay for an undo");
    }
}
