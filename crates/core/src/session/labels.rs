//! Removing a label from the label set.

use std::collections::BTreeMap;

use super::{Outcome, Replacement, Session, Stamp};
use crate::model::{Annotation, Article, Id, LabelId, LabelSetEdit};
use crate::store::{Document, DocumentChange};

impl Session {
    /// One transaction: the label goes, and its annotations in every article
    /// get another label or go with it.
    #[inline(never)]
    pub(super) fn remove_label(
        &mut self,
        label: &LabelId,
        replacement: Replacement,
        closed: Vec<Article>,
        stamp: &mut Stamp<'_>,
    ) -> Outcome {
        let label_set = self.workspace.label_set().clone();
        let Some(removed) = label_set.label(label) else { return Outcome::default() };
        let replacement = match replacement {
            Replacement::Nothing => None,
            Replacement::With(id) => {
                match label_set.label(&id).filter(|other| other.kind == removed.kind && &id != label) {
                    Some(other) => Some(other.id.clone()),
                    None => return Outcome::say("The replacement must be another label of the same type"),
                }
            }
        };
        let mut articles: BTreeMap<Id, Vec<DocumentChange>> = BTreeMap::new();
        if let Some(document) = &self.document {
            articles
                .insert(document.id().clone(), changes(document, label, replacement.as_ref(), &stamp.time));
        }
        for article in closed {
            let document = Document::new(article);
            articles
                .entry(document.id().clone())
                .or_insert_with(|| changes(&document, label, replacement.as_ref(), &stamp.time));
        }
        articles.retain(|_, changes| !changes.is_empty());
        let mut remaining = (*label_set).clone();
        remaining.edit(LabelSetEdit::RemoveLabel(label.clone()));
        if self.brush.as_ref() == Some(label) {
            self.brush = None;
        }
        let event = format!("Remove the label {}", removed.title);
        let workspace = self.label_set_change(remaining).into_iter().collect();
        self.commit(event, workspace, articles, stamp)
    }
}

fn changes(
    document: &Document,
    label: &LabelId,
    replacement: Option<&LabelId>,
    time: &str,
) -> Vec<DocumentChange> {
    let labelled = || document.annotations().filter(|annotation| &annotation.label == label);
    match replacement {
        Some(other) => labelled()
            .map(|annotation| {
                let mut after = Annotation { label: other.clone(), ..(**annotation).clone() };
                after.provenance.modified = Some(time.into());
                DocumentChange::update(annotation, after)
            })
            .collect(),
        None => {
            let mut changes = document.unlink(&labelled().map(|annotation| annotation.id.clone()).collect());
            changes.extend(labelled().map(DocumentChange::delete));
            changes
        }
    }
}
