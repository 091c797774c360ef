//! What the panel shows of entities.

use std::rc::Rc;

use galley_core::model::AnnotationType;
use galley_core::session::entities::same_words;

use super::App;
use crate::action::Tab;
use crate::components::entities::{EntitiesView, EntityView};

/// Entities listed at once, and mentions of each.
const LISTED: usize = 100;

impl App {
    /// Takes over what the inspector shows of entities, while it shows them
    /// and something differs.
    pub(super) fn show_entities(&mut self) {
        let Some(document) = self.session.document() else { return };
        if !(self.layout.side && self.layout.tab == Tab::Inspector) {
            return;
        }
        let inspected = self.inspected.as_ref().and_then(|selected| document.annotation(&selected.id));
        let of =
            (document.id().clone(), document.revision(), inspected.map(|annotation| annotation.id.clone()));
        if self.painted.entities_of.as_ref() == Some(&of) {
            return;
        }
        let mention = inspected.filter(|annotation| {
            matches!(
                annotation.kind,
                AnnotationType::Entity | AnnotationType::Source | AnnotationType::Addressee
            )
        });
        let entity = mention.and_then(|mention| match mention.kind {
            AnnotationType::Entity => document.entity_of(&mention.id),
            _ => document.resolve(mention),
        });
        let alike = mention.filter(|mention| mention.kind == AnnotationType::Entity).map_or(0, |mention| {
            let others = same_words(document, mention);
            let others = others.iter().filter(|other| document.entity_of(&other.id).is_none());
            others.count()
        });
        let words = |id| document.annotation(id).map(|mention| mention.target.exact(document.text()));
        let entities = document.entities().take(LISTED).map(|entity| EntityView {
            entity: entity.clone(),
            mentions: entity
                .mentions
                .iter()
                .take(LISTED)
                .filter_map(|id| Some((id.clone(), words(id)?)))
                .collect(),
        });
        self.painted.entities = Rc::new(EntitiesView {
            selected: mention.map(|mention| (mention.id.clone(), mention.target.exact(document.text()))),
            of: entity.map(|entity| entity.id.clone()),
            alike,
            entities: entities.collect(),
            total: document.entities().count(),
        });
        self.painted.entities_of = Some(of);
    }
}
