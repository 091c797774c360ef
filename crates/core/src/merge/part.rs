//! What can be in two copies of an article: one type over all that has an id
//! or a name, so that all are joined by the same rules.

use std::sync::Arc;

use serde_json::Value;

use crate::formats::native::sha256;
use crate::model::{Annotation, Article, Attribution, Dismissal, Entity, Id, Provenance, Status};
use crate::store::{DocumentChange, Edit, Field};
use crate::text::BlockKind;

/// Something of the article as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// Which one: its name among the parts.
    id: Id,
    pub value: WholeValue,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WholeValue {
    Status(Status),
    /// The kind of a block, by its index.
    Block(u32, BlockKind),
    Field(Field, Value),
}

impl Whole {
    #[must_use]
    pub fn id(&self) -> &Id {
        &self.id
    }

    fn new(value: WholeValue) -> Self {
        let id = match &value {
            WholeValue::Status(_) => "status".into(),
            WholeValue::Block(index, _) => block_id(*index),
            WholeValue::Field(field, _) => field_id(field),
        };
        Self { id, value }
    }

    /// All of an article.
    pub(super) fn of(article: &Article) -> impl Iterator<Item = Self> {
        let blocks = article.blocks.iter().zip(0..).map(|(block, at)| WholeValue::Block(at, block.kind));
        let fields = |map: &crate::model::Extra, field: fn(String) -> Field| -> Vec<WholeValue> {
            let present = map.iter().filter(|(_, value)| !value.is_null());
            present.map(|(name, value)| WholeValue::Field(field(name.clone()), value.clone())).collect()
        };
        // Nobody has worked on a new one, so that this says nothing.
        let status = Some(WholeValue::Status(article.status)).filter(|_| article.status != Status::New);
        let title = WholeValue::Field(Field::Title, article.title.as_str().into());
        status
            .into_iter()
            .chain([title])
            .chain(blocks)
            .chain(fields(&article.metadata, Field::Metadata))
            .chain(fields(&article.document_labels, Field::DocumentLabel))
            .map(Self::new)
            .collect::<Vec<_>>()
            .into_iter()
    }

    fn change(&self, before: Option<&Self>) -> Option<DocumentChange> {
        match (&self.value, before.map(|before| &before.value)) {
            (WholeValue::Block(id, after), Some(WholeValue::Block(_, before))) => {
                Some(DocumentChange::Block(Edit { id: *id, before: Some(*before), after: Some(*after) }))
            }
            (WholeValue::Field(field, after), before) => {
                let before = match before {
                    Some(WholeValue::Field(_, before)) => Some(before.clone()),
                    _ => None,
                };
                Some(DocumentChange::Field(Edit { id: field.clone(), before, after: Some(after.clone()) }))
            }
            _ => None,
        }
    }
}

pub(super) fn block_id(index: u32) -> Id {
    Id::from(format!("block {index}"))
}

pub(super) fn field_id(field: &Field) -> Id {
    match field {
        Field::Title => "title".into(),
        Field::Metadata(name) => Id::from(format!("metadata {name}")),
        Field::DocumentLabel(name) => Id::from(format!("label {name}")),
    }
}

/// An annotation, an entity, an attribution, a dismissal, or something of the
/// article as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Whole(Arc<Whole>),
    Annotation(Arc<Annotation>),
    Entity(Arc<Entity>),
    Attribution(Arc<Attribution>),
    Dismissal(Arc<Dismissal>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    Whole,
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
            Self::Whole(whole) => &whole.id,
            Self::Annotation(annotation) => &annotation.id,
            Self::Entity(entity) => &entity.id,
            Self::Attribution(attribution) => &attribution.id,
            Self::Dismissal(dismissal) => &dismissal.id,
        }
    }

    pub(super) fn key(&self) -> super::Key {
        let kind = match self {
            Self::Whole(_) => Kind::Whole,
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
            Self::Whole(_) => self.clone(),
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
            Self::Attribution(_) | Self::Whole(_) => self.clone(),
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
            Self::Entity(_) | Self::Attribution(_) | Self::Whole(_) => "".into(),
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

    /// The change that takes it away.
    pub(super) fn removal(&self) -> Option<DocumentChange> {
        Some(match self {
            Self::Annotation(before) => DocumentChange::delete(before),
            Self::Entity(before) => DocumentChange::Entity(Edit {
                id: before.id.clone(),
                before: Some(before.clone()),
                after: None,
            }),
            Self::Attribution(before) => DocumentChange::Attribution(Edit {
                id: before.id.clone(),
                before: Some(before.clone()),
                after: None,
            }),
            Self::Dismissal(before) => DocumentChange::Dismissal(Edit {
                id: before.id.clone(),
                before: Some(before.clone()),
                after: None,
            }),
            Self::Whole(whole) => match &whole.value {
                WholeValue::Field(field, before) => DocumentChange::Field(Edit {
                    id: field.clone(),
                    before: Some(before.clone()),
                    after: None,
                }),
                // There is always a status, and each block has a kind.
                WholeValue::Status(_) | WholeValue::Block(..) => return None,
            },
        })
    }

    /// The change that puts it in the place of what was there; none for a
    /// status, which the list has.
    pub(super) fn change(&self, before: Option<&Self>) -> Option<DocumentChange> {
        /// The change, where what was there is of the same kind, as it is.
        macro_rules! change {
            ($kind:ident, $after:expr) => {{
                let before = match before {
                    Some(Self::$kind(before)) => Some(before.clone()),
                    _ => None,
                };
                Some(DocumentChange::$kind(Edit {
                    id: self.id().clone(),
                    before,
                    after: Some($after.clone()),
                }))
            }};
        }
        match self {
            Self::Whole(after) => after.change(match before {
                Some(Self::Whole(before)) => Some(before),
                _ => None,
            }),
            Self::Annotation(after) => change!(Annotation, after),
            Self::Entity(after) => change!(Entity, after),
            Self::Attribution(after) => change!(Attribution, after),
            Self::Dismissal(after) => change!(Dismissal, after),
        }
    }

    fn json(&self) -> String {
        let json = match self {
            Self::Whole(whole) => match &whole.value {
                WholeValue::Status(status) => serde_json::to_string(status),
                WholeValue::Block(_, kind) => serde_json::to_string(kind),
                WholeValue::Field(_, value) => serde_json::to_string(value),
            },
            Self::Annotation(annotation) => serde_json::to_string(annotation),
            Self::Entity(entity) => serde_json::to_string(entity),
            Self::Attribution(attribution) => serde_json::to_string(attribution),
            Self::Dismissal(dismissal) => serde_json::to_string(dismissal),
        };
        // Plain values with string keys always make JSON.
        json.unwrap_or_default()
    }
}
