//! Entities: which mentions are of the same person, body or place.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::caret::shorten;
use super::{Outcome, Session, Stamp};
use crate::model::{Annotation, AnnotationType, Entity, Extra, Id, LabelId};
use crate::store::{Document, DocumentChange};

/// What a user does with entities.
#[derive(Clone, Debug, PartialEq)]
pub enum EntityCommand {
    /// Groups the selected mention with all of the same words.
    Group,
    /// Takes the selected mention up; on the next one, makes them one entity.
    Link,
    /// Puts a mention, or the words of a source, into an entity.
    Join {
        mention: Id,
        entity: Id,
    },
    /// Makes two entities one.
    Merge {
        from: Id,
        into: Id,
    },
    /// Takes a mention off its entity; none is the selected one.
    Split(Option<Id>),
    Rename {
        entity: Id,
        name: String,
    },
    SetRole {
        entity: Id,
        role: String,
    },
    SetType {
        entity: Id,
        label: LabelId,
    },
    SetLinks {
        entity: Id,
        links: Vec<String>,
    },
    /// Removes an entity; its mentions stay.
    Remove(Id),
}

impl Session {
    /// The mention that was taken up to be linked.
    #[must_use]
    pub fn linking(&self) -> Option<&Id> {
        self.linking.as_ref()
    }

    #[inline(never)]
    pub(super) fn on_entity(&mut self, command: EntityCommand, stamp: &mut Stamp<'_>) -> Outcome {
        match command {
            EntityCommand::Group => self.group(stamp),
            EntityCommand::Link => self.link(stamp),
            EntityCommand::Join { mention, entity } => self.join_entity(&mention, &entity, stamp),
            EntityCommand::Merge { from, into } => self.merge_entities(&from, &into, stamp),
            EntityCommand::Split(mention) => self.split(mention, stamp),
            EntityCommand::Rename { entity, name } => self.change_entity(&entity, stamp, |entity| {
                let event = format!("Rename “{}” to “{name}”", entity.name);
                entity.name = name;
                event
            }),
            EntityCommand::SetRole { entity, role } => self.change_entity(&entity, stamp, |entity| {
                entity.role = role;
                format!("Set the role of “{}”", entity.name)
            }),
            EntityCommand::SetType { entity, label } => self.change_entity(&entity, stamp, |entity| {
                entity.label = label;
                format!("Set the type of “{}”", entity.name)
            }),
            EntityCommand::SetLinks { entity, links } => self.change_entity(&entity, stamp, |entity| {
                entity.links = links;
                format!("Set the links of “{}”", entity.name)
            }),
            EntityCommand::Remove(id) => self.remove_entity(&id, stamp),
        }
    }

    fn group(&mut self, stamp: &mut Stamp<'_>) -> Outcome {
        let Some((document, mention)) = self.selected_mention() else {
            return Outcome::say("Select a mention of a person, body or place first");
        };
        let alike = same_words(document, mention);
        // An entity that one of them is in already takes the others in.
        let known = document
            .entity_of(&mention.id)
            .or_else(|| alike.iter().find_map(|other| document.entity_of(&other.id)));
        let mut entity =
            known.map_or_else(|| entity_of(mention, document, (stamp.new_id)()), |known| (**known).clone());
        let before = entity.mentions.len();
        for other in std::iter::once(mention).chain(alike) {
            if document.entity_of(&other.id).is_none() && !entity.mentions.contains(&other.id) {
                entity.mentions.push(other.id.clone());
            }
        }
        let more = entity.mentions.len() - before;
        if more == 0 {
            return Outcome::say("All mentions of these words are grouped already");
        }
        let event = format!("Group {more} mentions as “{}”", entity.name);
        let change = document.put_entity(entity);
        self.commit_document(event, vec![change], stamp)
    }

    fn link(&mut self, stamp: &mut Stamp<'_>) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let Some(selected) = self.selected().cloned().filter(|selected| can_mention(selected)) else {
            return Outcome::say("Select a mention or a source first");
        };
        let taken = self.linking.take().and_then(|id| document.annotation(&id).cloned());
        let Some(taken) = taken.filter(|taken| taken.id != selected.id) else {
            self.linking = Some(selected.id.clone());
            let words = shorten(&selected.target.exact(document.text()));
            return Outcome::say(format!("“{words}” taken up: select another mention of the same, then &"));
        };
        match (document.entity_of(&taken.id).cloned(), document.entity_of(&selected.id).cloned()) {
            (Some(from), Some(into)) => self.merge_entities(&from.id, &into.id, stamp),
            (None, Some(entity)) => self.join_entity(&taken.id, &entity.id, stamp),
            (Some(entity), None) => self.join_entity(&selected.id, &entity.id, stamp),
            (None, None) => {
                // The one that is a name gives the name.
                let (first, second) = if taken.kind == AnnotationType::Entity {
                    (&taken, &selected)
                } else {
                    (&selected, &taken)
                };
                if first.kind != AnnotationType::Entity {
                    return Outcome::say("One of the two must be marked as a person, body or place");
                }
                let mut entity = entity_of(first, document, (stamp.new_id)());
                entity.mentions.push(first.id.clone());
                let event = format!("Link two mentions as “{}”", entity.name);
                let mut changes = Vec::new();
                entity.mentions.push(self.mention_for(second, &entity.label, &mut changes, stamp));
                changes.extend(self.document.as_ref().map(|document| document.put_entity(entity)));
                self.commit_document(event, changes, stamp)
            }
        }
    }

    fn join_entity(&mut self, mention: &Id, entity: &Id, stamp: &mut Stamp<'_>) -> Outcome {
        let Some((mention, entity)) = self.document.as_ref().and_then(|document| {
            Some((document.annotation(mention)?.clone(), document.entity(entity)?.clone()))
        }) else {
            return Outcome::default();
        };
        if !can_mention(&mention) || entity.mentions.contains(&mention.id) {
            return Outcome::say("It is grouped there already");
        }
        let mut changes = Vec::new();
        let id = self.mention_for(&mention, &entity.label, &mut changes, stamp);
        let Some(document) = &self.document else { return Outcome::default() };
        changes.extend(document.unlink_entities(&BTreeSet::from([id.clone()])));
        let mut after = (*entity).clone();
        after.mentions.push(id);
        changes.push(document.put_entity(after));
        let words = shorten(&mention.target.exact(document.text()));
        self.commit_document(format!("“{words}” means “{}”", entity.name), changes, stamp)
    }

    /// The mention itself; for the words of a source, one over the same words,
    /// made if there is none.
    fn mention_for(
        &self,
        of: &Annotation,
        label: &LabelId,
        changes: &mut Vec<DocumentChange>,
        stamp: &mut Stamp<'_>,
    ) -> Id {
        if of.kind == AnnotationType::Entity {
            return of.id.clone();
        }
        let known = self.document.as_ref().and_then(|document| document.with(&of.target, label));
        if let Some(known) = known {
            return known.id.clone();
        }
        let Some(label) = self.workspace.label_set().label(label) else { return of.id.clone() };
        let mention = self.new_annotation(of.target.clone(), label, stamp);
        let id = mention.id.clone();
        changes.push(DocumentChange::create(mention));
        id
    }

    fn merge_entities(&mut self, from: &Id, into: &Id, stamp: &mut Stamp<'_>) -> Outcome {
        let Some((document, from, into)) = self.document.as_ref().and_then(|document| {
            Some((document, document.entity(from)?.clone(), document.entity(into)?.clone()))
        }) else {
            return Outcome::default();
        };
        if from.id == into.id {
            return Outcome::say("They are one already");
        }
        let mut after = (*into).clone();
        after.mentions.extend(from.mentions.iter().filter(|id| !into.mentions.contains(id)).cloned());
        after.links.extend(from.links.iter().filter(|link| !into.links.contains(link)).cloned());
        if after.role.is_empty() {
            after.role.clone_from(&from.role);
        }
        let event = format!("Merge “{}” into “{}”", from.name, into.name);
        let changes = vec![document.drop_entity(&from), document.put_entity(after)];
        self.commit_document(event, changes, stamp)
    }

    /// An entity that loses its last mention goes.
    fn split(&mut self, mention: Option<Id>, stamp: &mut Stamp<'_>) -> Outcome {
        let mention = mention.or_else(|| self.selected.clone());
        let Some((document, mention, entity)) = self.document.as_ref().and_then(|document| {
            let mention = document.annotation(mention.as_ref()?)?;
            let entity = match mention.kind {
                AnnotationType::Entity => document.entity_of(&mention.id),
                _ => None,
            };
            Some((document, mention, entity?.clone()))
        }) else {
            return Outcome::say("Select a mention that is grouped first");
        };
        let words = shorten(&mention.target.exact(document.text()));
        let mut after = (*entity).clone();
        after.mentions.retain(|id| *id != mention.id);
        let is_last = after.mentions.is_empty();
        let change = if is_last { document.drop_entity(&entity) } else { document.put_entity(after) };
        let gone = if is_last { ", which had no other mention" } else { "" };
        self.commit_document(format!("Take “{words}” off “{}”{gone}", entity.name), vec![change], stamp)
    }

    fn remove_entity(&mut self, id: &Id, stamp: &mut Stamp<'_>) -> Outcome {
        let found = self.document.as_ref().and_then(|document| Some((document, document.entity(id)?)));
        let Some((document, entity)) = found else { return Outcome::default() };
        let (event, change) = (format!("Ungroup “{}”", entity.name), document.drop_entity(entity));
        self.commit_document(event, vec![change], stamp)
    }

    fn change_entity(
        &mut self,
        id: &Id,
        stamp: &mut Stamp<'_>,
        change: impl FnOnce(&mut Entity) -> String,
    ) -> Outcome {
        let found =
            self.document.as_ref().and_then(|document| Some((document, document.entity(id)?.clone())));
        let Some((document, before)) = found else { return Outcome::default() };
        let mut after = (*before).clone();
        let event = change(&mut after);
        if after == *before {
            return Outcome::default();
        }
        let change = document.put_entity(after);
        self.commit_document(event, vec![change], stamp)
    }

    fn selected_mention(&self) -> Option<(&Document, &Arc<Annotation>)> {
        let mention = self.selected().filter(|selected| selected.kind == AnnotationType::Entity)?;
        Some((self.document.as_ref()?, mention))
    }
}

fn can_mention(annotation: &Annotation) -> bool {
    matches!(annotation.kind, AnnotationType::Entity | AnnotationType::Source | AnnotationType::Addressee)
}

/// An entity after a mention of it, which is not in it yet.
fn entity_of(mention: &Annotation, document: &Document, id: Id) -> Entity {
    let words = mention.target.exact(document.text());
    Entity {
        id,
        label: mention.label.clone(),
        name: words.split_whitespace().collect::<Vec<_>>().join(" "),
        role: String::new(),
        mentions: Vec::new(),
        links: Vec::new(),
        extra: Extra::new(),
    }
}

/// The other mentions with the same label and the same words.
#[must_use]
pub fn same_words<'a>(document: &'a Document, mention: &Annotation) -> Vec<&'a Arc<Annotation>> {
    let text = document.text();
    let words = |annotation: &Annotation| {
        let slice = |range| text.slice(range).unwrap_or_default().split_whitespace();
        annotation.target.fragments().iter().copied().flat_map(slice).collect::<Vec<_>>()
    };
    let (own, length) = (words(mention), mention.target.extent().len());
    document
        .annotations()
        .filter(|other| other.label == mention.label && other.id != mention.id)
        // Spaces may differ in length, hardly more.
        .filter(|other| u32::from(other.target.extent().len()).abs_diff(length.into()) <= 4)
        .filter(|other| words(other) == own)
        .collect()
}
