//! How what is stored is written as JSON and read again.
//!
//! Reading is strict: these records are Galley's own, and one that is not as
//! Galley writes it is damaged. Fields that it does not know are passed over.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::transaction::{DocumentChange, Edit, Transaction, WorkspaceChange};
use super::workspace::Listing;
use crate::json::{Layout, Object, Raw, Writer};
use crate::model::provenance::Last;
use crate::model::{
    Annotation, AnnotationType, Attribute, AttributeKind, Attribution, Entity, Extra, Id, Label, LabelId,
    LabelSet, Origin, Provenance, Scope, Status, Target,
};
use crate::text::{Block, BlockKind, TextRange};

/// A stored record that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Damaged(pub String);

impl From<serde_json::Error> for Damaged {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// How deep a record may be nested: what a file has is a few levels deeper in
/// a record.
const DEEPEST: usize = 128;

/// A record as JSON.
#[must_use]
pub fn to_json(record: &impl Stored) -> String {
    let mut out = Writer::new(Layout::OneLine);
    record.write(&mut out);
    out.take()
}

/// A record from its JSON.
///
/// # Errors
/// When it is damaged.
pub fn from_json<T: Stored>(json: &str) -> Result<T, Damaged> {
    let read = Raw::within(json, DEEPEST).and_then(|value| T::read(value, &mut Shared::default()));
    read.ok_or_else(|| why_not(json))
}

fn why_not(json: &str) -> Damaged {
    match serde_json::from_str::<Value>(json) {
        Err(error) => error.into(),
        Ok(_) => Damaged("it is not in the shape that Galley writes".to_owned()),
    }
}

/// What comes again and again in a record, and is in memory once.
#[derive(Debug, Default)]
pub struct Shared {
    labels: HashSet<LabelId>,
    creator: Last,
    created: Last,
}

/// What can be stored.
pub trait Stored: Sized {
    fn write(&self, out: &mut Writer);

    /// `None` when the value is not what [`write`](Self::write) writes.
    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self>;
}

/// An object's fields while they are read.
pub(super) struct Fields<'a, 's> {
    object: Object<'a>,
    shared: &'s mut Shared,
}

impl<'a, 's> Fields<'a, 's> {
    pub(super) fn of(value: Raw<'a>, shared: &'s mut Shared) -> Option<Self> {
        Some(Self { object: value.object()?, shared })
    }

    pub(super) fn get<T: Stored>(&mut self, name: &str) -> Option<T> {
        T::read(self.object.take(name)?, self.shared)
    }

    /// A field that is left out when it is empty.
    pub(super) fn or_default<T: Stored + Default>(&mut self, name: &str) -> Option<T> {
        self.object.take(name).map_or_else(|| Some(T::default()), |value| T::read(value, self.shared))
    }
}

pub(super) fn field(out: &mut Writer, name: &str, value: &impl Stored) {
    out.name(name);
    value.write(out);
}

/// A field that is left out when it is empty.
pub(super) fn field_unless(out: &mut Writer, name: &str, is_empty: bool, value: &impl Stored) {
    if !is_empty {
        field(out, name, value);
    }
}

pub(super) fn list<T: Stored>(out: &mut Writer, items: &[T]) {
    out.begin_array();
    items.iter().for_each(|item| item.write(out));
    out.end();
}

impl Stored for () {
    fn write(&self, out: &mut Writer) {
        out.null();
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        value.is_null().then_some(())
    }
}

impl Stored for bool {
    fn write(&self, out: &mut Writer) {
        out.bool(*self);
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        value.bool()
    }
}

impl Stored for u32 {
    fn write(&self, out: &mut Writer) {
        out.number((*self).into());
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        value.number()
    }
}

impl Stored for i64 {
    fn write(&self, out: &mut Writer) {
        out.number(*self);
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        value.number()
    }
}

/// Counts from 1, or of what is in memory: far from what an `i64` cannot hold.
impl Stored for u64 {
    fn write(&self, out: &mut Writer) {
        out.number(i64::try_from(*self).unwrap_or(i64::MAX));
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        value.number()
    }
}

impl Stored for String {
    fn write(&self, out: &mut Writer) {
        out.string(self);
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        Some(value.string()?.into_owned())
    }
}

impl Stored for Arc<str> {
    fn write(&self, out: &mut Writer) {
        out.string(self);
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        Some(value.string()?.into())
    }
}

impl Stored for char {
    fn write(&self, out: &mut Writer) {
        out.string(self.encode_utf8(&mut [0; 4]));
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        let string = value.string()?;
        let mut chars = string.chars();
        chars.next().filter(|_| chars.next().is_none())
    }
}

impl Stored for Id {
    fn write(&self, out: &mut Writer) {
        out.string(self.as_str());
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        Some(Self::new(&value.string()?))
    }
}

impl Stored for LabelId {
    fn write(&self, out: &mut Writer) {
        out.string(self.as_str());
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let id = value.string()?;
        if let Some(id) = shared.labels.get(&*id) {
            return Some(id.clone());
        }
        let id = Self::new(&id);
        shared.labels.insert(id.clone());
        Some(id)
    }
}

impl Stored for Value {
    fn write(&self, out: &mut Writer) {
        out.value(self);
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        Some(value.to_value())
    }
}

impl Stored for Extra {
    fn write(&self, out: &mut Writer) {
        out.map(self);
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        value.object().map(Object::into_map)
    }
}

impl<T: Stored> Stored for Option<T> {
    fn write(&self, out: &mut Writer) {
        match self {
            Some(value) => value.write(out),
            None => out.null(),
        }
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::read(value, shared).map(Some) }
    }
}

impl<T: Stored> Stored for Arc<T> {
    fn write(&self, out: &mut Writer) {
        T::write(self, out);
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        T::read(value, shared).map(Self::new)
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn write(&self, out: &mut Writer) {
        list(out, self);
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        if !value.is_array() {
            return None;
        }
        let mut items = Self::new();
        for item in value.items() {
            items.push(T::read(item, shared)?);
        }
        Some(items)
    }
}

impl<K: Ord + Borrow<str> + for<'k> From<&'k str>, T: Stored> Stored for BTreeMap<K, T> {
    fn write(&self, out: &mut Writer) {
        out.begin_object();
        self.iter().for_each(|(name, value)| field(out, name.borrow(), value));
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut map = Self::new();
        for (name, value) in value.object()?.into_fields() {
            map.insert(K::from(&name), T::read(value, shared)?);
        }
        Some(map)
    }
}

impl Stored for TextRange {
    fn write(&self, out: &mut Writer) {
        list(out, &[u32::from(self.start()), u32::from(self.end())]);
    }

    fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
        let mut ends = value.items().map(Raw::number::<u32>);
        let (start, end) = (ends.next()??, ends.next()??);
        (start <= end && ends.next().is_none()).then(|| Self::new(start.into(), end.into()))
    }
}

/// What has a name in files.
macro_rules! by_name {
    ($($kind:ty),*) => {$(
        impl Stored for $kind {
            fn write(&self, out: &mut Writer) {
                out.string(self.name());
            }

            fn read(value: Raw<'_>, _: &mut Shared) -> Option<Self> {
                Self::from_name(&value.string()?)
            }
        }
    )*};
}

by_name!(AnnotationType, BlockKind, Origin, Scope, Status);

impl Stored for Block {
    fn write(&self, out: &mut Writer) {
        out.begin_object();
        field(out, "kind", &self.kind);
        field(out, "range", &self.range);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        Some(Self { kind: fields.get("kind")?, range: fields.get("range")? })
    }
}

impl Stored for Target {
    fn write(&self, out: &mut Writer) {
        list(out, self.fragments());
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        Self::new(Vec::read(value, shared)?).ok()
    }
}

// Every field is named below, so that a new one cannot be forgotten.

impl Stored for Provenance {
    fn write(&self, out: &mut Writer) {
        let Self { creator, created, modified, origin, rule } = self;
        out.begin_object();
        field(out, "creator", creator);
        field(out, "created", created);
        field_unless(out, "modified", modified.is_none(), modified);
        field(out, "origin", origin);
        field_unless(out, "rule", rule.is_none(), rule);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut object = value.object()?;
        let mut shared_text = |name: &str, last: fn(&mut Shared) -> &mut Last| match object.take(name) {
            Some(value) => Some(last(shared).share(&value.string()?)),
            None => Some(Arc::default()),
        };
        let creator = shared_text("creator", |shared| &mut shared.creator)?;
        let created = shared_text("created", |shared| &mut shared.created)?;
        let mut fields = Fields { object, shared };
        Some(Self {
            creator,
            created,
            modified: fields.or_default("modified")?,
            origin: fields.or_default("origin")?,
            rule: fields.or_default("rule")?,
        })
    }
}

impl Stored for Annotation {
    fn write(&self, out: &mut Writer) {
        let Self { id, kind, label, target, attributes, note, provenance, extra } = self;
        out.begin_object();
        field(out, "id", id);
        field(out, "type", kind);
        field(out, "label", label);
        field(out, "target", target);
        field_unless(out, "attributes", attributes.is_empty(), attributes);
        field_unless(out, "note", note.is_empty(), note);
        field(out, "provenance", provenance);
        field_unless(out, "extra", extra.is_empty(), extra);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        Some(Self {
            id: fields.get("id")?,
            kind: fields.get("type")?,
            label: fields.get("label")?,
            target: fields.get("target")?,
            attributes: fields.or_default("attributes")?,
            note: fields.or_default("note")?,
            provenance: fields.or_default("provenance")?,
            extra: fields.or_default("extra")?,
        })
    }
}

impl Stored for Entity {
    fn write(&self, out: &mut Writer) {
        let Self { id, label, name, role, mentions, links, extra } = self;
        out.begin_object();
        field(out, "id", id);
        field(out, "type", label);
        field(out, "name", name);
        field_unless(out, "role", role.is_empty(), role);
        field(out, "mentions", mentions);
        field_unless(out, "links", links.is_empty(), links);
        field_unless(out, "extra", extra.is_empty(), extra);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        Some(Self {
            id: fields.get("id")?,
            label: fields.get("type")?,
            name: fields.get("name")?,
            role: fields.or_default("role")?,
            mentions: fields.get("mentions")?,
            links: fields.or_default("links")?,
            extra: fields.or_default("extra")?,
        })
    }
}

impl Stored for Attribution {
    fn write(&self, out: &mut Writer) {
        let Self { id, sources, no_source, cue, contents, addressees, parent, attributes, extra } = self;
        out.begin_object();
        field(out, "id", id);
        field(out, "sources", sources);
        field(out, "no_source", no_source);
        field(out, "cue", cue);
        field(out, "contents", contents);
        field(out, "addressees", addressees);
        field(out, "parent", parent);
        field_unless(out, "attributes", attributes.is_empty(), attributes);
        field_unless(out, "extra", extra.is_empty(), extra);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        Some(Self {
            id: fields.get("id")?,
            sources: fields.or_default("sources")?,
            no_source: fields.or_default("no_source")?,
            cue: fields.or_default("cue")?,
            contents: fields.or_default("contents")?,
            addressees: fields.or_default("addressees")?,
            parent: fields.or_default("parent")?,
            attributes: fields.or_default("attributes")?,
            extra: fields.or_default("extra")?,
        })
    }
}

impl Stored for Label {
    fn write(&self, out: &mut Writer) {
        let Self { id, kind, name, title, key, color, extra } = self;
        out.begin_object();
        field(out, "id", id);
        field(out, "type", kind);
        field(out, "name", name);
        field(out, "title", title);
        field_unless(out, "key", key.is_none(), key);
        field(out, "color", color);
        field_unless(out, "extra", extra.is_empty(), extra);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        Some(Self {
            id: fields.get("id")?,
            kind: fields.get("type")?,
            name: fields.get("name")?,
            title: fields.get("title")?,
            key: fields.or_default("key")?,
            color: fields.get("color")?,
            extra: fields.or_default("extra")?,
        })
    }
}

impl Stored for Attribute {
    fn write(&self, out: &mut Writer) {
        let Self { applies_to, name, kind, extra } = self;
        out.begin_object();
        field(out, "applies_to", applies_to);
        field(out, "name", name);
        out.text("kind", kind.name());
        if let AttributeKind::Choice { values } = kind {
            field(out, "values", values);
        }
        field_unless(out, "extra", extra.is_empty(), extra);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        Some(Self {
            applies_to: fields.get("applies_to")?,
            name: fields.get("name")?,
            kind: match fields.get::<String>("kind")?.as_str() {
                "choice" => AttributeKind::Choice { values: fields.get("values")? },
                "flag" => AttributeKind::Flag,
                "text" => AttributeKind::Text,
                _ => return None,
            },
            extra: fields.or_default("extra")?,
        })
    }
}

impl Stored for LabelSet {
    fn write(&self, out: &mut Writer) {
        let Self { name, labels, attributes, extra } = self;
        out.begin_object();
        field(out, "name", name);
        field(out, "labels", labels);
        field(out, "attributes", attributes);
        field_unless(out, "extra", extra.is_empty(), extra);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        Some(Self {
            name: fields.get("name")?,
            labels: fields.get("labels")?,
            attributes: fields.get("attributes")?,
            extra: fields.or_default("extra")?,
        })
    }
}

impl Stored for Listing {
    fn write(&self, out: &mut Writer) {
        let Self { id, title, status, position } = self;
        out.begin_object();
        field(out, "id", id);
        field(out, "title", title);
        field(out, "status", status);
        field(out, "position", position);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        Some(Self {
            id: fields.get("id")?,
            title: fields.get("title")?,
            status: fields.get("status")?,
            position: fields.get("position")?,
        })
    }
}

impl<K: Stored, T: Stored> Stored for Edit<K, T> {
    fn write(&self, out: &mut Writer) {
        let Self { id, before, after } = self;
        out.begin_object();
        field(out, "id", id);
        field_unless(out, "before", before.is_none(), before);
        field_unless(out, "after", after.is_none(), after);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        Some(Self {
            id: fields.get("id")?,
            before: fields.or_default("before")?,
            after: fields.or_default("after")?,
        })
    }
}

impl Stored for DocumentChange {
    fn write(&self, out: &mut Writer) {
        out.begin_object();
        match self {
            Self::Annotation(edit) => field(out, "annotation", edit),
            Self::Entity(edit) => field(out, "entity", edit),
            Self::Attribution(edit) => field(out, "attribution", edit),
            Self::Block(edit) => field(out, "block", edit),
        }
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let (name, value) = value.object()?.into_fields().next()?;
        match &*name {
            "annotation" => Edit::read(value, shared).map(Self::Annotation),
            "entity" => Edit::read(value, shared).map(Self::Entity),
            "attribution" => Edit::read(value, shared).map(Self::Attribution),
            "block" => Edit::read(value, shared).map(Self::Block),
            _ => None,
        }
    }
}

impl Stored for WorkspaceChange {
    fn write(&self, out: &mut Writer) {
        out.begin_object();
        match self {
            Self::Listing(edit) => field(out, "listing", edit),
            Self::LabelSet(edit) => field(out, "label_set", edit),
        }
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let (name, value) = value.object()?.into_fields().next()?;
        match &*name {
            "listing" => Edit::read(value, shared).map(Self::Listing),
            "label_set" => Edit::read(value, shared).map(Self::LabelSet),
            _ => None,
        }
    }
}

impl Stored for Transaction {
    fn write(&self, out: &mut Writer) {
        let Self { time, creator, event, workspace, articles, reverts } = self;
        out.begin_object();
        field(out, "time", time);
        field(out, "creator", creator);
        field(out, "event", event);
        field_unless(out, "workspace", workspace.is_empty(), workspace);
        field_unless(out, "articles", articles.is_empty(), articles);
        field_unless(out, "reverts", reverts.is_none(), reverts);
        out.end();
    }

    fn read(value: Raw<'_>, shared: &mut Shared) -> Option<Self> {
        let mut fields = Fields::of(value, shared)?;
        Some(Self {
            time: fields.get("time")?,
            creator: fields.get("creator")?,
            event: fields.get("event")?,
            workspace: fields.or_default("workspace")?,
            articles: fields.or_default("articles")?,
            reverts: fields.or_default("reverts")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn annotation() -> Annotation {
        Annotation {
            id: "n1".into(),
            kind: AnnotationType::Claim,
            label: "CLAIM".into(),
            target: Target::new(vec![TextRange::new(0.into(), 4.into()), TextRange::new(6.into(), 9.into())])
                .expect("fragments"),
            attributes: BTreeMap::from([("checkability".to_owned(), json!("factual"))]),
            note: "a \"note\"\u{2028}".to_owned(),
            provenance: Provenance {
                creator: "Ana".into(),
                created: "2026-11-23T09:00:00Z".into(),
                modified: Some("2026-11-23T09:01:00Z".into()),
                origin: Origin::Edited,
                rule: Some("names".into()),
            },
            extra: Extra::from_iter([("score".to_owned(), json!(0.5))]),
        }
    }

    fn bare() -> Annotation {
        let (attributes, note, extra) = Default::default();
        let (id, provenance) = (Id::new("n2"), Provenance::default());
        Annotation { id, attributes, note, provenance, extra, ..annotation() }
    }

    fn label_set() -> LabelSet {
        let claim = LabelId::new("CLAIM");
        let attribute = |applies_to, name: &str, kind, extra| Attribute {
            applies_to,
            name: name.to_owned(),
            kind,
            extra,
        };
        let choice = AttributeKind::Choice { values: vec!["y".to_owned()] };
        LabelSet {
            name: "Small".to_owned(),
            labels: LabelSet::default().labels.into_iter().filter(|label| label.id == claim).collect(),
            attributes: vec![
                attribute(Scope::Claim, "x", choice, Extra::new()),
                attribute(Scope::Attribution, "z", AttributeKind::Flag, annotation().extra),
            ],
            extra: Extra::new(),
        }
    }

    fn transaction() -> Transaction {
        let entity = Entity {
            id: "e1".into(),
            label: "PERSON".into(),
            name: "Ana".to_owned(),
            role: "mayor".to_owned(),
            mentions: vec!["n1".into()],
            links: vec!["https://example.org".to_owned()],
            extra: Extra::new(),
        };
        let attribution = Attribution {
            id: "t1".into(),
            sources: vec!["n1".into()],
            no_source: false,
            cue: None,
            contents: Vec::new(),
            addressees: Vec::new(),
            parent: Some("t0".into()),
            attributes: BTreeMap::new(),
            extra: Extra::new(),
        };
        let listing =
            Listing { id: "a".into(), title: "A".to_owned(), status: Status::InProgress, position: 7 };
        let changes = vec![
            DocumentChange::create(annotation()),
            DocumentChange::create(bare()),
            DocumentChange::Entity(Edit { id: "e1".into(), before: Some(Arc::new(entity)), after: None }),
            DocumentChange::Attribution(Edit {
                id: "t1".into(),
                before: None,
                after: Some(Arc::new(attribution)),
            }),
            DocumentChange::Block(Edit {
                id: 3,
                before: Some(BlockKind::Paragraph),
                after: Some(BlockKind::ListItem),
            }),
        ];
        Transaction {
            time: "2026-11-23T09:02:00Z".to_owned(),
            creator: "Ana".to_owned(),
            event: "All at once".to_owned(),
            workspace: vec![
                WorkspaceChange::Listing(Edit {
                    id: "a".into(),
                    before: None,
                    after: Some(Arc::new(listing)),
                }),
                WorkspaceChange::LabelSet(Edit { id: (), before: None, after: Some(Arc::new(label_set())) }),
            ],
            articles: BTreeMap::from([("a".into(), changes)]),
            reverts: Some(12),
        }
    }

    /// What is in the browsers of those who use Galley is in this shape.
    const SHAPE: &str = concat!(
        r#"{"time":"2026-11-23T09:02:00Z","creator":"Ana","event":"All at once","workspace":["#,
        r#"{"listing":{"id":"a","after":{"id":"a","title":"A","status":"in_progress","position":7}}},"#,
        r#"{"label_set":{"id":null,"after":{"name":"Small","labels":[{"id":"CLAIM","type":"claim","name":"CLAIM","#,
        r##""title":"Claim","key":"c","color":"#0f766e"}],"attributes":["##,
        r#"{"applies_to":"claim","name":"x","kind":"choice","values":["y"]},"#,
        r#"{"applies_to":"attribution","name":"z","kind":"flag","extra":{"score":0.5}}]}}}],"#,
        r#""articles":{"a":[{"annotation":{"id":"n1","after":{"id":"n1","type":"claim","label":"CLAIM","#,
        r#""target":[[0,4],[6,9]],"attributes":{"checkability":"factual"},"note":"a \"note\"\u2028","#,
        r#""provenance":{"creator":"Ana","created":"2026-11-23T09:00:00Z","modified":"2026-11-23T09:01:00Z","#,
        r#""origin":"edited","rule":"names"},"extra":{"score":0.5}}}},"#,
        r#"{"annotation":{"id":"n2","after":{"id":"n2","type":"claim","label":"CLAIM","target":[[0,4],[6,9]],"#,
        r#""provenance":{"creator":"","created":"","origin":"human"}}}},"#,
        r#"{"entity":{"id":"e1","before":{"id":"e1","type":"PERSON","name":"Ana","role":"mayor","#,
        r#""mentions":["n1"],"links":["https://example.org"]}}},"#,
        r#"{"attribution":{"id":"t1","after":{"id":"t1","sources":["n1"],"no_source":false,"cue":null,"#,
        r#""contents":[],"addressees":[],"parent":"t0"}}},"#,
        r#"{"block":{"id":3,"before":"paragraph","after":"list_item"}}]},"reverts":12}"#,
    );

    #[test]
    fn a_record_comes_back_as_it_was() {
        assert_eq!(to_json(&transaction()), SHAPE);
        assert_eq!(from_json(SHAPE), Ok(transaction()));
        assert_eq!(serde_json::from_str::<Transaction>(SHAPE).expect("old"), transaction());
    }

    #[test]
    fn what_a_later_galley_adds_is_passed_over() {
        let later = SHAPE.replace("\"note\":", "\"mood\":[{}],\"note\":");
        assert_eq!(from_json(&later), Ok(transaction()));
    }

    #[test]
    fn what_comes_again_is_in_memory_once() {
        let article: Vec<Annotation> = from_json(&to_json(&vec![annotation(), annotation()])).expect("two");
        let same = |of: fn(&Annotation) -> *const u8| of(&article[0]) == of(&article[1]);
        assert!(same(|annotation| annotation.provenance.creator.as_ptr()));
        assert!(same(|annotation| annotation.provenance.created.as_ptr()));
        assert!(same(|annotation| annotation.label.as_str().as_ptr()));
    }

    #[test]
    fn damage_is_told() {
        let told = |json: &str| from_json::<Transaction>(json).expect_err("damaged").to_string();
        assert!(told(&SHAPE[..SHAPE.len() / 2]).starts_with("EOF while parsing"), "cut off");
        for (right, wrong) in [
            ("\"edited\"", "\"?\""),
            ("[0,4]", "[4,0]"),
            ("[0,4]", "[0]"),
            ("\"claim\"", "5"),
            ("\"block\"", "\"clock\""),
            ("\"kind\":\"flag\"", "\"kind\":\"flags\""),
            ("\"c\",", "\"cc\","),
            ("\"time\":", "\"when\":"),
            ("false", "null"),
            ("12}", "-1}"),
        ] {
            assert!(SHAPE.contains(right), "{right}");
            let damaged = SHAPE.replace(right, wrong);
            assert_eq!(told(&damaged), "it is not in the shape that Galley writes", "{wrong}");
        }
    }

    /// What a file may hold is a few levels deeper in a record.
    #[test]
    fn deep_extras_are_read_again() {
        let deep = format!("{}{}", "[".repeat(60), "]".repeat(60));
        let extra = Extra::from_iter([("deep".to_owned(), serde_json::from_str(&deep).expect("JSON"))]);
        let change = DocumentChange::create(Annotation { extra, ..annotation() });
        let transaction =
            Transaction { articles: BTreeMap::from([("a".into(), vec![change])]), ..Transaction::default() };
        assert_eq!(from_json(&to_json(&transaction)), Ok(transaction));
    }
}
