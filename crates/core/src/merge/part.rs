//! What can be in two copies of an article: one type over all that has an id,
//! so that all are joined by the same rules.

use std::sync::Arc;

use crate::formats::native::sha256;
use crate::model::{Annotation, Attribution, Dismissal, Entity, Id, Provenance};
use crate::store::{DocumentChange, Edit};

/// An annotation, an entity, an attribution or a dismissal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Annotation(Arc<Annotation>),
    Entity(Arc<Entity>),
    Attribution(Arc<Attribution>),
    Dismissal(Arc<Dismissal>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Annotation,
    Entity,
    Attribution,
    Dismissal,
}

/// The id of a version that is put beside another one of the same id: it says
/// what it was, and follows from the content, so that the same version has the
/// same id whoever puts it there.
#[must_use]
pub fn beside(part: &Part) -> Id {
    let sum = sha256(&part.json());
    Id::from(format!("{}~{}", part.id(), sum.get(..12).unwrap_or_default()))
}

impl Part {
    #[must_use]
    pub fn id(&self) -> &Id {
        match self {
            Self::Annotation(annotation) => &annotation.id,
            Self::Entity(entity) => &entity.id,
            Self::Attribution(attribution) => &attribution.id,
            Self::Dismissal(dismissal) => &dismissal.id,
        }
    }

    pub(super) fn key(&self) -> super::Key {
        let kind = match self {
            Self::Annotation(_) => Kind::Annotation,
            Self::Entity(_) => Kind::Entity,
            Self::Attribution(_) => Kind::Attribution,
            Self::Dismissal(_) => Kind::Dismissal,
        };
        (kind, self.id().clone())
    }

    /// The part as it is when it stands beside another of its id.
    pub(super) fn beside(&self) -> Self {
        let id = beside(self);
        match self {
            Self::Annotation(annotation) => {
                Self::Annotation(Arc::new(Annotation { id, ..(**annotation).clone() }))
            }
            Self::Entity(entity) => Self::Entity(Arc::new(Entity { id, ..(**entity).clone() })),
            Self::Dismissal(dismissal) => {
                Self::Dismissal(Arc::new(Dismissal { id, ..(**dismissal).clone() }))
            }
            Self::Attribution(attribution) => {
                Self::Attribution(Arc::new(Attribution { id, ..(**attribution).clone() }))
            }
        }
    }

    /// What makes two versions different in a person's eyes: all but who made
    /// it when, and an entity's mentions.
    pub(super) fn essence(&self) -> Self {
        match self {
            Self::Annotation(annotation) => Self::Annotation(Arc::new(Annotation {
                provenance: Provenance::default(),
                ..(**annotation).clone()
            })),
            Self::Entity(entity) => {
                Self::Entity(Arc::new(Entity { mentions: Vec::new(), ..(**entity).clone() }))
            }
            Self::Dismissal(dismissal) => Self::Dismissal(Arc::new(Dismissal {
                provenance: Provenance::default(),
                ..(**dismissal).clone()
            })),
            Self::Attribution(_) => self.clone(),
        }
    }

    /// Orders versions by when they were changed last, and those of a time by
    /// their content: the same for everyone.
    pub(super) fn age(&self) -> (Arc<str>, String) {
        let last = |Provenance { created, modified, .. }: &Provenance| {
            modified.clone().unwrap_or_else(|| created.clone())
        };
        let time = match self {
            Self::Annotation(annotation) => last(&annotation.provenance),
            Self::Dismissal(dismissal) => last(&dismissal.provenance),
            Self::Entity(_) | Self::Attribution(_) => "".into(),
        };
        let content = match self {
            Self::Entity(_) => self.essence().json(),
            _ => self.json(),
        };
        (time, content)
    }

    /// An entity with the mentions of another version too, by id.
    pub(super) fn with_mentions_of(self, other: &Self) -> Self {
        let (Self::Entity(entity), Self::Entity(other)) = (&self, other) else { return self };
        let new: Vec<&Id> = other.mentions.iter().filter(|id| !entity.mentions.contains(id)).collect();
        if new.is_empty() {
            return self;
        }
        let mut mentions: Vec<Id> = entity.mentions.iter().chain(new).cloned().collect();
        mentions.sort_unstable();
        Self::Entity(Arc::new(Entity { mentions, ..(**entity).clone() }))
    }

    /// The change that puts it in the place of what was there.
    pub(super) fn change(&self, before: Option<&Self>) -> DocumentChange {
        /// The change, where what was there is of the same kind, as it is.
        macro_rules! change {
            ($kind:ident, $after:expr) => {{
                let before = match before {
                    Some(Self::$kind(before)) => Some(before.clone()),
                    _ => None,
                };
                DocumentChange::$kind(Edit { id: self.id().clone(), before, after: Some($after.clone()) })
            }};
        }
        match self {
            Self::Annotation(after) => change!(Annotation, after),
            Self::Entity(after) => change!(Entity, after),
            Self::Attribution(after) => change!(Attribution, after),
            Self::Dismissal(after) => change!(Dismissal, after),
        }
    }

    fn json(&self) -> String {
        let json = match self {
            Self::Annotation(annotation) => serde_json::to_string(annotation),
            Self::Entity(entity) => serde_json::to_string(entity),
            Self::Attribution(attribution) => serde_json::to_string(attribution),
            Self::Dismissal(dismissal) => serde_json::to_string(dismissal),
        };
        // Plain values with string keys always make JSON.
        json.unwrap_or_default()
    }
}
