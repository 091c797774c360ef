//! What an article's annotations are made of. Plain values: nothing here
//! changes anything; `store` does.

pub mod annotation;
pub mod article;
pub mod attribution;
pub mod dismissal;
pub mod entity;
pub mod evidence;
pub mod id;
pub mod label_set;
pub mod provenance;

pub use annotation::{Annotation, AnnotationType, Attributes, ReadingOrder, Target, TargetError};
pub use article::{Article, Status};
pub use attribution::Attribution;
pub use dismissal::{Dismissal, Subject};
pub use entity::Entity;
pub use evidence::{Evidence, Stance};
pub use id::Id;
pub use label_set::{
    Aliases, Attribute, AttributeKind, CheckStyle, HouseStyle, Label, LabelId, LabelSet, LabelSetEdit, Level,
    Scope,
};
pub use provenance::{Origin, Provenance};

/// Fields of a file that Galley does not know, kept so that they survive a
/// round trip.
pub type Extra = serde_json::Map<String, serde_json::Value>;
