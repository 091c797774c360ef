//! Entities and attributions: what refers to annotations.
//!
//! A reference to an annotation that is not there (it became an orphan, or
//! never was) is taken out, with an issue, and set aside in the extra of what
//! referred: nothing else in Galley meets it, and the next export has it still.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::fields::{Fields, Log, Part, id_of, shown};
use super::read_article::{Cast, fresh, read_attributes, read_provenance};
use super::target::{Ground, place as place_target};
use crate::model::provenance::Last;
use crate::model::{Annotation, AnnotationType, Attribution, Dismissal, Entity, Id, Subject};
use crate::text::Text;

/// The annotations read so far, for what refers to them, and for what comes
/// again in them.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Ids given here.
    pub(super) taken: HashMap<Id, Named>,
    /// From an id in the file to the one given here, where they differ.
    pub(super) renamed: HashMap<String, Id>,
    pub(super) creator: Last,
    pub(super) created: Last,
}

/// Who gave an annotation its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    ByFile,
    Here,
}

/// The first entity or attribution of an id, by that id in the file.
pub(super) type Names = HashMap<String, Id>;

/// The annotations themselves, for entities that leave out what their mentions
/// say.
struct Mentions<'a> {
    annotations: HashMap<&'a Id, &'a Annotation>,
    text: &'a Text,
}

impl Mentions<'_> {
    fn first(&self, mentions: &[Id]) -> Option<&Annotation> {
        let mut annotations = mentions.iter().filter_map(|id| self.annotations.get(id).copied());
        annotations.find(|annotation| annotation.kind == AnnotationType::Entity)
    }
}

/// Finds what an id in the file refers to.
type Find<'a> = &'a dyn Fn(&str) -> Option<Id>;

/// Takes a list of references; those to nothing are set aside.
fn references(
    fields: &mut Fields<'_>,
    field: &'static str,
    find: Find<'_>,
    place: &dyn fmt::Display,
    log: &mut Log,
) -> Vec<Id> {
    let Some(value) = fields.take(field) else { return Vec::new() };
    let one = (!value.is_array()).then_some(value);
    let mut ids = Vec::new();
    for value in value.items().chain(one) {
        match id_of(value).and_then(|id| find(&id)) {
            Some(id) => ids.push(id),
            None => {
                log.note(
                    place,
                    format!("\"{field}\" names {}, which is not there", shown(value)),
                    "set aside",
                );
                fields.set_aside(field, value.to_value());
            }
        }
    }
    ids
}

/// Takes at most one reference.
fn reference(
    fields: &mut Fields<'_>,
    field: &'static str,
    find: Find<'_>,
    place: &dyn fmt::Display,
    log: &mut Log,
) -> Option<Id> {
    let mut ids = references(fields, field, find, place, log).into_iter();
    let first = ids.next();
    for more in ids {
        log.note(
            place,
            format!("\"{field}\" names more than one"),
            "the first was taken, the others set aside",
        );
        fields.set_aside(field, Value::from(more.as_str()));
    }
    first
}

/// An id of its own for an entity or an attribution.
fn own_id(
    fields: &mut Fields<'_>,
    names: &mut Names,
    taken: &mut HashSet<Id>,
    place: &dyn fmt::Display,
    cast: &mut Cast<'_>,
) -> Id {
    let own = fields.id(cast.log, "id");
    let id = match own.as_deref().map(Id::new) {
        Some(id) if !taken.contains(&id) => id,
        other => {
            let new = fresh(cast.new_id, |id| taken.contains(id));
            if other.is_some() {
                cast.log.note(place, "another has its id too", format!("its id is {new} now"));
            }
            new
        }
    };
    let name = own.map_or_else(|| id.as_str().to_owned(), Cow::into_owned);
    names.entry(name).or_insert_with(|| id.clone());
    taken.insert(id.clone());
    id
}

/// Reads an article's entities, in the order of their ids.
pub(super) fn read_entities(
    article: &mut Fields<'_>,
    known: &Known,
    (annotations, text): (&[Arc<Annotation>], &Text),
    place: &dyn fmt::Display,
    cast: &mut Cast<'_>,
) -> Vec<Arc<Entity>> {
    let list = article.list(cast.log, "entities");
    if list.items().next().is_none() {
        return Vec::new();
    }
    let annotations = annotations.iter().map(|annotation| (&annotation.id, annotation.as_ref())).collect();
    let mentioned = Mentions { annotations, text };
    let (mut names, mut taken) = (Names::new(), HashSet::new());
    let mut entities = Vec::new();
    for (index, (value, object)) in list.objects().enumerate() {
        let id = object.as_ref().and_then(|object| object.get("id")).and_then(id_of);
        let place = Part { of: Some(place), kind: "entity", number: index + 1, name: id.as_deref() };
        let Some(object) = object else {
            cast.log.note(&place, format!("it is {}, not an object", shown(value)), "set aside");
            article.set_aside("entities", value.to_value());
            continue;
        };
        let mut fields = Fields::new(object, &place);
        let id = own_id(&mut fields, &mut names, &mut taken, &place, cast);
        entities.push(Arc::new(read_entity(id, fields, (known, &mentioned), &place, cast)));
    }
    entities.sort_by(|a, b| a.id.cmp(&b.id));
    entities
}

fn read_entity(
    id: Id,
    mut fields: Fields<'_>,
    (known, mentioned): (&Known, &Mentions<'_>),
    place: &dyn fmt::Display,
    cast: &mut Cast<'_>,
) -> Entity {
    let find = |id: &str| known.reference(id).cloned();
    let mentions = references(&mut fields, "mentions", &find, place, cast.log);
    let first = mentioned.first(&mentions);
    let label = match (fields.string(cast.log, "type"), first) {
        (Some(name), _) => cast.labels.resolve(&name, Some(AnnotationType::Entity), place, cast.log).0,
        (None, Some(first)) => first.label.clone(),
        (None, None) => {
            cast.log.note(place, "it has no type and no mention", "its type is OTHER");
            cast.labels.resolve("OTHER", Some(AnnotationType::Entity), place, cast.log).0
        }
    };
    Entity {
        id,
        label,
        name: fields
            .string(cast.log, "name")
            .map(Cow::into_owned)
            .or_else(|| Some(first?.target.exact(mentioned.text)))
            .unwrap_or_default(),
        role: fields.string(cast.log, "role").unwrap_or_default().into_owned(),
        mentions,
        links: fields.strings(cast.log, "links"),
        extra: fields.into_extra(),
    }
}

/// Reads an article's attributions, in the order of their ids; with their
/// ids by those in the file.
pub(super) fn read_attributions(
    article: &mut Fields<'_>,
    known: &Known,
    place: &dyn fmt::Display,
    cast: &mut Cast<'_>,
) -> (Vec<Arc<Attribution>>, Names) {
    let (mut names, mut taken) = (Names::new(), HashSet::new());
    // A parent may come after what is nested in it: first all ids.
    let mut parts = Vec::new();
    for (index, (value, object)) in article.list(cast.log, "attributions").objects().enumerate() {
        match object {
            Some(object) => parts.push((index + 1, object.get("id").and_then(id_of), object)),
            None => {
                let place = Part { of: Some(place), kind: "attribution", number: index + 1, name: None };
                cast.log.note(&place, format!("it is {}, not an object", shown(value)), "set aside");
                article.set_aside("attributions", value.to_value());
            }
        }
    }
    let (objects, places): (Vec<_>, Vec<_>) = parts
        .iter_mut()
        .map(|(number, id, object)| {
            let (number, name) = (*number, id.as_deref());
            (std::mem::take(object), Part { of: Some(place), kind: "attribution", number, name })
        })
        .unzip();
    let mut opened = Vec::with_capacity(objects.len());
    for (object, place) in objects.into_iter().zip(&places) {
        let mut fields = Fields::new(object, place);
        let id = own_id(&mut fields, &mut names, &mut taken, place, cast);
        opened.push((id, fields, place));
    }
    let mut parents: HashMap<Id, Id> = HashMap::new();
    let mut attributions = Vec::with_capacity(opened.len());
    for (id, fields, place) in opened {
        attributions.push(Arc::new(read_attribution(
            id,
            fields,
            known,
            (&names, &mut parents),
            place,
            cast.log,
        )));
    }
    attributions.sort_by(|a, b| a.id.cmp(&b.id));
    (attributions, names)
}

fn read_attribution(
    id: Id,
    mut fields: Fields<'_>,
    known: &Known,
    (names, parents): (&Names, &mut HashMap<Id, Id>),
    place: &dyn fmt::Display,
    log: &mut Log,
) -> Attribution {
    let find = |id: &str| known.reference(id).cloned();
    let mut annotations = |field| references(&mut fields, field, &find, place, log);
    let (sources, contents, addressees) =
        (annotations("sources"), annotations("contents"), annotations("addressees"));
    let cue = reference(&mut fields, "cue", &find, place, log);
    let mut parent = reference(&mut fields, "parent", &|id| names.get(id).cloned(), place, log);
    if parent.as_ref().is_some_and(|parent| leads_to(parents, parent, &id)) {
        let it = parent.take();
        log.note(place, "it is nested in itself", "its parent was set aside");
        fields.set_aside("parent", it.map_or(Value::Null, |it| Value::from(it.as_str())));
    }
    if let Some(parent) = &parent {
        parents.insert(id.clone(), parent.clone());
    }
    Attribution {
        id,
        sources,
        no_source: fields.flag(log, "no_source"),
        cue,
        contents,
        addressees,
        parent,
        attributes: read_attributes(&mut fields, log),
        note: fields.string(log, "note").unwrap_or_default().into_owned(),
        extra: fields.into_extra(),
    }
}

/// Reads an article's dismissals, in the order of their ids. One whose place is
/// not in the text is set aside; one about marks that are gone stays, and
/// applies to nothing.
pub(super) fn read_dismissals(
    article: &mut Fields<'_>,
    known: &mut Known,
    attributions: &Names,
    ground: &Ground<'_>,
    place: &dyn fmt::Display,
    cast: &mut Cast<'_>,
) -> Vec<Arc<Dismissal>> {
    let (mut names, mut taken) = (Names::new(), HashSet::new());
    let mut dismissals = Vec::new();
    for (index, (value, object)) in article.list(cast.log, "dismissals").objects().enumerate() {
        let id = object.as_ref().and_then(|object| object.get("id")).and_then(id_of);
        let place = Part { of: Some(place), kind: "dismissal", number: index + 1, name: id.as_deref() };
        let placed = object.as_ref().ok_or_else(|| "it is not an object".to_owned()).and_then(|object| {
            let target = object.get("target").filter(|target| !target.is_null());
            target.map(|target| place_target(ground, Some(target), &place, cast.log)).transpose()
        });
        let (placed, object) = match (placed, object) {
            (Ok(placed), Some(object)) => (placed, object),
            (placed, _) => {
                cast.log.note(&place, placed.err().unwrap_or_default(), "set aside");
                article.set_aside("dismissals", value.to_value());
                continue;
            }
        };
        let mut fields = Fields::new(object, &place);
        fields.take("target");
        let id = own_id(&mut fields, &mut names, &mut taken, &place, cast);
        let now = |id: String, found: Option<&Id>| found.cloned().unwrap_or_else(|| Id::from(id));
        let annotations = fields.strings(cast.log, "annotations").into_iter();
        let relations = fields.strings(cast.log, "attributions").into_iter();
        let (target, left) = placed.map(|placed| (placed.target, placed.left)).unzip();
        let subject = Subject {
            annotations: annotations.map(|id| now(id.clone(), known.reference(&id))).collect(),
            attributions: relations.map(|id| now(id.clone(), attributions.get(&id))).collect(),
            place: target,
        };
        let provenance = read_provenance(&mut fields, &place, known, cast.log);
        left.unwrap_or_default().with(&mut fields);
        dismissals.push(Arc::new(Dismissal {
            id,
            check: fields.string(cast.log, "check").unwrap_or_default().into_owned(),
            subject,
            reason: fields.string(cast.log, "reason").unwrap_or_default().into_owned(),
            provenance,
            extra: fields.into_extra(),
        }));
    }
    dismissals.sort_by(|a, b| a.id.cmp(&b.id));
    dismissals
}

/// Whether one goes from an attribution by parents to another. Parents that
/// would close a circle are never entered, so this ends.
fn leads_to(parents: &HashMap<Id, Id>, from: &Id, to: &Id) -> bool {
    let mut at = Some(from);
    while let Some(here) = at {
        if here == to {
            return true;
        }
        at = parents.get(here);
    }
    false
}
