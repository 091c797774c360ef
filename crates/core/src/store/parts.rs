//! Which attributions an annotation is a part of, and what becomes of those
//! that name an annotation when it goes.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::document::Document;
use super::transaction::{DocumentChange, Edit};
use crate::model::{Attribution, Entity, Id};

/// The attributions by the annotations that are their parts.
#[derive(Clone, Debug, Default)]
pub(super) struct PartIndex(HashMap<Id, Vec<Id>>);

impl PartIndex {
    /// Follows a change of an attribution.
    pub(super) fn follow(&mut self, before: Option<&Attribution>, after: Option<&Attribution>) {
        for (_, part) in before.into_iter().flat_map(Attribution::parts) {
            if let Some(of) = self.0.get_mut(part) {
                of.retain(|id| Some(id) != before.map(|before| &before.id));
                if of.is_empty() {
                    self.0.remove(part);
                }
            }
        }
        let Some(after) = after else { return };
        for (_, part) in after.parts() {
            let of = self.0.entry(part.clone()).or_default();
            if !of.contains(&after.id) {
                of.push(after.id.clone());
            }
        }
    }

    /// The attributions that an annotation is a part of, by id.
    #[must_use]
    pub(super) fn of(&self, annotation: &Id) -> &[Id] {
        self.0.get(annotation).map_or(&[], Vec::as_slice)
    }
}

impl Document {
    /// The attributions that an annotation is a part of.
    pub fn attributions_of(&self, annotation: &Id) -> impl Iterator<Item = &Arc<Attribution>> {
        self.parts().of(annotation).iter().filter_map(|id| self.attribution(id))
    }

    /// The changes that take annotations out of the entities and attributions
    /// that name them; for use when they are deleted. An attribution that has
    /// no part left goes too.
    #[must_use]
    pub fn unlink(&self, annotations: &BTreeSet<Id>) -> Vec<DocumentChange> {
        let is_gone = |id: &Id| annotations.contains(id);
        let mut changes = self.unlink_entities(annotations);
        let mut named: Vec<&Id> = annotations.iter().flat_map(|id| self.parts().of(id)).collect();
        named.sort_unstable();
        named.dedup();
        let (mut kept, mut bare) = (Vec::new(), BTreeSet::new());
        for before in named.into_iter().filter_map(|id| self.attribution(id)) {
            let mut after = (**before).clone();
            after.take_off(is_gone);
            if after.is_bare() {
                bare.insert(before.id.clone());
            } else {
                kept.push(after);
            }
        }
        changes.extend(self.without(&bare, kept));
        changes
    }

    /// The changes that take annotations out of the entities alone.
    #[must_use]
    pub fn unlink_entities(&self, annotations: &BTreeSet<Id>) -> Vec<DocumentChange> {
        let is_gone = |id: &Id| annotations.contains(id);
        let named = self.entities().filter(|entity| entity.mentions.iter().any(is_gone));
        named
            .map(|entity| {
                let mentions = entity.mentions.iter().filter(|id| !is_gone(id)).cloned().collect();
                self.put_entity(Entity { mentions, ..(**entity).clone() })
            })
            .collect()
    }

    /// The changes that remove attributions and put others, which are not
    /// removed, into new states. What is nested in one that goes is nested in
    /// what that one was nested in.
    #[must_use]
    pub fn without(&self, gone: &BTreeSet<Id>, mut changed: Vec<Attribution>) -> Vec<DocumentChange> {
        if !gone.is_empty() {
            let orphaned = |attribution: &Attribution| {
                attribution.parent.as_ref().is_some_and(|parent| gone.contains(parent))
            };
            for nested in self.attributions().filter(|attribution| orphaned(attribution)) {
                if !gone.contains(&nested.id) && changed.iter().all(|after| after.id != nested.id) {
                    changed.push((**nested).clone());
                }
            }
            for after in &mut changed {
                for _ in gone {
                    if let Some(parent) = after.parent.take_if(|parent| gone.contains(parent)) {
                        after.parent = self.attribution(&parent).and_then(|parent| parent.parent.clone());
                    }
                }
            }
        }
        let removals = gone.iter().filter_map(|id| self.attribution(id)).map(|before| {
            DocumentChange::Attribution(Edit {
                id: before.id.clone(),
                before: Some(before.clone()),
                after: None,
            })
        });
        removals.chain(changed.into_iter().map(|after| self.put_attribution(after))).collect()
    }

    /// The change that makes an attribution, or changes the one of its id.
    #[must_use]
    pub fn put_attribution(&self, after: Attribution) -> DocumentChange {
        let before = self.attribution(&after.id).cloned();
        DocumentChange::Attribution(Edit { id: after.id.clone(), before, after: Some(Arc::new(after)) })
    }

    /// The change that makes an entity, or changes the one of its id.
    #[must_use]
    pub fn put_entity(&self, after: Entity) -> DocumentChange {
        let before = self.entity(&after.id).cloned();
        DocumentChange::Entity(Edit { id: after.id.clone(), before, after: Some(Arc::new(after)) })
    }

    /// The change that removes an entity; its mentions stay.
    #[must_use]
    pub fn drop_entity(&self, before: &Arc<Entity>) -> DocumentChange {
        DocumentChange::Entity(Edit { id: before.id.clone(), before: Some(before.clone()), after: None })
    }
}
