//! A transaction: a list of changes with metadata; the only way in which
//! anything changes.
//!
//! Every change is a value with an inverse, so a transaction can be applied,
//! undone and written to the journal without knowing what made it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::edition::Edition;
use super::workspace::Listing;
use crate::model::{Annotation, Attribution, Dismissal, Entity, Id, LabelSet};
use crate::text::BlockKind;

/// A transaction's place in a workspace's journal, counted from 1.
pub type Seq = u64;

/// One thing before and after: `None` before is a creation, `None` after a
/// removal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit<K, T> {
    pub id: K,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub before: Option<T>,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub after: Option<T>,
}

fn none<T>() -> Option<T> {
    None
}

impl<K, T> Edit<K, T> {
    fn inverse(self) -> Self {
        Self { id: self.id, before: self.after, after: self.before }
    }
}

/// A change inside one article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentChange {
    Annotation(Edit<Id, Arc<Annotation>>),
    Entity(Edit<Id, Arc<Entity>>),
    Attribution(Edit<Id, Arc<Attribution>>),
    Dismissal(Edit<Id, Arc<Dismissal>>),
    /// A block's kind; the id is the block's index.
    Block(Edit<u32, BlockKind>),
    /// The text is replaced by a corrected copy.
    Edition(Edit<(), Arc<Edition>>),
    /// Something of the article as a whole.
    Field(Edit<Field, Value>),
}

/// Something of an article as a whole that can change by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A text.
    Title,
    /// An entry of the metadata, by its name.
    Metadata(String),
    /// A label of the whole article, by its name.
    DocumentLabel(String),
}

impl DocumentChange {
    /// The creation of an annotation.
    #[must_use]
    pub fn create(annotation: Annotation) -> Self {
        Self::Annotation(Edit { id: annotation.id.clone(), before: None, after: Some(Arc::new(annotation)) })
    }

    /// A change of an annotation into another state of the same id.
    #[must_use]
    pub fn update(before: &Arc<Annotation>, after: Annotation) -> Self {
        Self::Annotation(Edit {
            id: before.id.clone(),
            before: Some(before.clone()),
            after: Some(Arc::new(after)),
        })
    }

    /// The removal of an annotation.
    #[must_use]
    pub fn delete(annotation: &Arc<Annotation>) -> Self {
        Self::Annotation(Edit { id: annotation.id.clone(), before: Some(annotation.clone()), after: None })
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Annotation(edit) => Self::Annotation(edit.inverse()),
            Self::Entity(edit) => Self::Entity(edit.inverse()),
            Self::Attribution(edit) => Self::Attribution(edit.inverse()),
            Self::Dismissal(edit) => Self::Dismissal(edit.inverse()),
            Self::Block(edit) => Self::Block(edit.inverse()),
            Self::Edition(edit) => Self::Edition(edit.inverse()),
            Self::Field(edit) => Self::Field(edit.inverse()),
        }
    }
}

/// A change of the workspace: its list of articles, its label set or its
/// guidelines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkspaceChange {
    /// An article's line in the list. The article itself is stored beside the
    /// journal before the transaction that lists it.
    Listing(Edit<Id, Arc<Listing>>),
    LabelSet(Edit<(), Arc<LabelSet>>),
    /// What the workspace's annotators agreed on, as Markdown.
    Guidelines(Edit<(), Arc<str>>),
}

impl WorkspaceChange {
    fn inverse(self) -> Self {
        match self {
            Self::Listing(edit) => Self::Listing(edit.inverse()),
            Self::LabelSet(edit) => Self::LabelSet(edit.inverse()),
            Self::Guidelines(edit) => Self::Guidelines(edit.inverse()),
        }
    }
}

/// A change does not fit the state that it was applied to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} is not as the change expects it")]
pub struct Conflict {
    pub what: String,
}

/// What an undo or a redo takes back, by its id: an undo takes back any
/// transaction but an undo, a redo takes back an undo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revert {
    Undo(Id),
    Redo(Id),
}

impl Revert {
    /// The transaction that is taken back.
    #[must_use]
    pub fn of(&self) -> &Id {
        let (Self::Undo(id) | Self::Redo(id)) = self;
        id
    }
}

/// What one step of the user's changed, as one undo.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// Given once and the same in every place that has this transaction, so
    /// that two journals can be compared.
    #[serde(default)]
    pub id: Id,
    /// RFC 3339, UTC.
    pub time: String,
    /// The annotator's name; may be empty.
    pub creator: String,
    /// What the user did, in words: "Label “Ana Ruiz” as Person".
    pub event: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workspace: Vec<WorkspaceChange>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub articles: BTreeMap<Id, Vec<DocumentChange>>,
    /// What this one takes back, when it is an undo or a redo.
    #[serde(default, rename = "revert", skip_serializing_if = "Option::is_none")]
    pub reverts: Option<Revert>,
    /// Transactions of a file that were not known here and are taken in with
    /// this one: what they did, this one does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub includes: Vec<Id>,
    /// Transactions of another writer that were not known here when this was
    /// done, and of which it overrides something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Id>,
}

impl Transaction {
    /// The transaction that takes this one back. Its metadata is this one's;
    /// the caller stamps it.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let mut inverse = self.clone();
        inverse.overrides.clear();
        inverse.includes.clear();
        inverse.workspace = inverse.workspace.into_iter().rev().map(WorkspaceChange::inverse).collect();
        for changes in inverse.articles.values_mut() {
            *changes = std::mem::take(changes).into_iter().rev().map(DocumentChange::inverse).collect();
        }
        inverse
    }

    /// The first annotation of an article that this one makes or changes.
    #[must_use]
    pub fn first_annotation(&self, article: &Id) -> Option<&Id> {
        self.articles.get(article)?.iter().find_map(|change| match change {
            DocumentChange::Annotation(edit) => edit.after.as_ref().map(|_| &edit.id),
            _ => None,
        })
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.includes.is_empty() && self.workspace.is_empty() && self.articles.values().all(Vec::is_empty)
    }
}
