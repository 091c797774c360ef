//! Whom a source is: the entity whose mention it is, or holds.

use std::collections::HashMap;
use std::sync::Arc;

use super::document::Document;
use crate::model::{Annotation, AnnotationType, Entity, Id};
use crate::text::TextRange;

/// The label of people, whose name in a longer description says who it is.
const PERSON: &str = "PERSON";

/// The entity of each mention; the first by id where several claim it.
#[derive(Clone, Debug, Default)]
pub(super) struct MentionIndex(HashMap<Id, Vec<Id>>);

impl MentionIndex {
    /// Follows a change of an entity.
    pub(super) fn follow(&mut self, before: Option<&Entity>, after: Option<&Entity>) {
        for mention in before.into_iter().flat_map(|entity| &entity.mentions) {
            if let Some(of) = self.0.get_mut(mention) {
                of.retain(|id| Some(id) != before.map(|before| &before.id));
                if of.is_empty() {
                    self.0.remove(mention);
                }
            }
        }
        let Some(after) = after else { return };
        for mention in &after.mentions {
            let of = self.0.entry(mention.clone()).or_default();
            if let Err(at) = of.binary_search(&after.id) {
                of.insert(at, after.id.clone());
            }
        }
    }

    fn of(&self, mention: &Id) -> Option<&Id> {
        self.0.get(mention)?.first()
    }
}

impl Document {
    /// The entity that an annotation is a mention of.
    #[must_use]
    pub fn entity_of(&self, mention: &Id) -> Option<&Arc<Entity>> {
        self.entity(self.mentions().of(mention)?)
    }

    /// The entity that a source (or an addressee) is: the one whose mention has
    /// the same words, an article before them aside; else the first person
    /// named in it. A place or a body named in a description ("a clerk of the
    /// port") is not who speaks.
    #[must_use]
    pub fn resolve(&self, source: &Annotation) -> Option<&Arc<Entity>> {
        let extent = source.target.extent();
        let mut mentions: Vec<&Arc<Annotation>> = self
            .meeting(extent)
            .filter(|mention| mention.kind == AnnotationType::Entity)
            .filter(|mention| extent.contains_range(mention.target.extent()))
            .collect();
        mentions.sort_unstable_by_key(|mention| mention.reading_order());
        let same = |mention: &&&Arc<Annotation>| self.is_same_but_for_article(mention, extent);
        let person = |mention: &&&Arc<Annotation>| mention.label.as_str() == PERSON;
        let whole = mentions.iter().filter(same).find_map(|mention| self.entity_of(&mention.id));
        whole.or_else(|| mentions.iter().filter(person).find_map(|mention| self.entity_of(&mention.id)))
    }

    fn is_same_but_for_article(&self, mention: &Annotation, extent: TextRange) -> bool {
        let mention = mention.target.extent();
        let before = TextRange::new(extent.start(), mention.start());
        mention.end() == extent.end()
            && self
                .text()
                .slice(before)
                .is_some_and(|words| matches!(words.trim(), "" | "the" | "The" | "a" | "A" | "an" | "An"))
    }
}
