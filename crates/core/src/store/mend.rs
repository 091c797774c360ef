//! Changes made so that nothing names what is not there afterwards.
//!
//! What a user does here and now is made so from the start. What is taken back
//! later may not be: meanwhile another writer has linked what goes again, or
//! has deleted what comes to be named again.

use std::collections::HashSet;
use std::sync::Arc;

use super::document::Document;
use super::transaction::{DocumentChange, Edit};
use crate::model::{Attribution, Entity, Id};

impl Document {
    /// The changes, with what they delete taken out of what names it, and
    /// without naming what is not there.
    #[must_use]
    pub fn mend(&self, mut changes: Vec<DocumentChange>) -> Vec<DocumentChange> {
        let mut there = There { document: self, added: HashSet::new(), gone: HashSet::new() };
        for change in &changes {
            there.follow(change);
        }
        let mut more = Vec::new();
        if !there.gone.is_empty() {
            let changed: HashSet<&Id> = changes.iter().filter_map(linking).collect();
            let entities = self.entities().filter(|entity| !changed.contains(&entity.id));
            more.extend(
                entities.filter_map(|before| there.entity(before)).map(|after| self.put_entity(after)),
            );
            let attributions = self.attributions().filter(|before| !changed.contains(&before.id));
            let mended = attributions.filter_map(|before| there.attribution(before));
            more.extend(mended.map(|after| self.put_attribution(after)));
        }
        for change in &mut changes {
            match change {
                DocumentChange::Entity(Edit { after: Some(after), .. }) => {
                    if let Some(mended) = there.entity(after) {
                        *after = Arc::new(mended);
                    }
                }
                DocumentChange::Attribution(Edit { after: Some(after), .. }) => {
                    if let Some(mended) = there.attribution(after) {
                        *after = Arc::new(mended);
                    }
                }
                _ => {}
            }
        }
        changes.extend(more);
        changes
    }

    /// What is named and not there; nothing, unless something is wrong.
    #[must_use]
    pub fn dangling(&self) -> Vec<Id> {
        let mentions = self.entities().flat_map(|entity| entity.mentions.iter());
        let parts = self.attributions().flat_map(|attribution| attribution.parts().map(|(_, id)| id));
        let parents = self.attributions().filter_map(|attribution| attribution.parent.as_ref());
        let annotations = mentions.chain(parts).filter(|id| self.annotation(id).is_none());
        annotations.chain(parents.filter(|id| self.attribution(id).is_none())).cloned().collect()
    }
}

/// The entity or the attribution that a change is of.
fn linking(change: &DocumentChange) -> Option<&Id> {
    match change {
        DocumentChange::Entity(edit) => Some(&edit.id),
        DocumentChange::Attribution(edit) => Some(&edit.id),
        _ => None,
    }
}

/// What will be there after changes. Ids are unique across kinds.
struct There<'a> {
    document: &'a Document,
    added: HashSet<Id>,
    gone: HashSet<Id>,
}

impl There<'_> {
    fn follow(&mut self, change: &DocumentChange) {
        let (id, is_there) = match change {
            DocumentChange::Annotation(edit) => (&edit.id, edit.after.is_some()),
            DocumentChange::Attribution(edit) => (&edit.id, edit.after.is_some()),
            _ => return,
        };
        let (to, from) =
            if is_there { (&mut self.added, &mut self.gone) } else { (&mut self.gone, &mut self.added) };
        from.remove(id);
        to.insert(id.clone());
    }

    fn lacks(&self, id: &Id) -> bool {
        let is_here = self.document.annotation(id).is_some() || self.document.attribution(id).is_some();
        self.gone.contains(id) || !(is_here || self.added.contains(id))
    }

    /// The entity without the mentions that are not there; `None` when all are.
    fn entity(&self, entity: &Entity) -> Option<Entity> {
        let lacks = entity.mentions.iter().any(|id| self.lacks(id));
        lacks.then(|| Entity {
            mentions: entity.mentions.iter().filter(|id| !self.lacks(id)).cloned().collect(),
            ..entity.clone()
        })
    }

    /// The same of an attribution's parts and of what it is nested in.
    fn attribution(&self, attribution: &Attribution) -> Option<Attribution> {
        let lacks_part = attribution.parts().any(|(_, id)| self.lacks(id));
        let lacks_parent = attribution.parent.as_ref().is_some_and(|parent| self.lacks(parent));
        (lacks_part || lacks_parent).then(|| {
            let mut mended = attribution.clone();
            mended.take_off(|id| self.lacks(id));
            mended.parent = mended.parent.take().filter(|parent| !self.lacks(parent));
            mended
        })
    }
}
