//! The label set of a file, and from a label's name to its id.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;

use super::fields::{Fields, Log, Part, shown};
use crate::formats::label_set;
use crate::json::{Object, Raw};
use crate::model::label_set::is_color;
use crate::model::{
    Aliases, AnnotationType, Attribute, AttributeKind, CheckStyle, Extra, HouseStyle, Label, LabelId,
    LabelSet, Level, Scope,
};

/// Colours for labels that come without one: dark enough to read on white, far
/// enough apart to tell.
const COLORS: [&str; 12] = [
    "#2b6cb0", "#b7791f", "#2f855a", "#be185d", "#6d28d9", "#0e7490", "#c2410c", "#4d7c0f", "#9f1239",
    "#475569", "#7f5539", "#0f766e",
];

/// Reads a label set; what cannot be read is set aside in its extra.
pub(in crate::formats) fn read_label_set(
    object: Object<'_>,
    place: &dyn fmt::Display,
    log: &mut Log,
) -> LabelSet {
    let mut fields = Fields::new(object, place);
    let name = fields.string(log, "name").unwrap_or_default().into_owned();
    let mut set = LabelSet {
        name,
        labels: Vec::new(),
        attributes: Vec::new(),
        house_style: HouseStyle::new(),
        aliases: Aliases::new(),
        extra: Extra::new(),
    };
    let mut ids = HashSet::new();
    for (index, (value, object)) in fields.list(log, "labels").objects().enumerate() {
        let part = Part { of: Some(place), kind: "label", number: index + 1, name: None };
        match read_label(object.unwrap_or_default(), &set, &ids, &part, log) {
            Some(label) => {
                ids.insert(label.id.clone());
                set.labels.push(label);
            }
            None => fields.set_aside("labels", value.to_value()),
        }
    }
    for (index, (value, object)) in fields.list(log, "attributes").objects().enumerate() {
        let part = Part { of: Some(place), kind: "attribute", number: index + 1, name: None };
        match read_attribute(object.unwrap_or_default(), &part, log) {
            Some(attribute) => set.attributes.push(attribute),
            None => fields.set_aside("attributes", value.to_value()),
        }
    }
    set.house_style = read_house_style(&mut fields, place, log);
    set.aliases = read_aliases(&mut fields, &ids, place, log);
    set.extra = fields.into_extra();
    set
}

fn read_house_style(fields: &mut Fields<'_>, place: &dyn fmt::Display, log: &mut Log) -> HouseStyle {
    let mut style = HouseStyle::new();
    let mut checks = fields.object(log, "house_style").unwrap_or_default();
    for check in checks.names() {
        let place = Part { of: Some(place), kind: "check", number: 0, name: Some(&check) };
        let Some(value) = checks.take(&check) else { continue };
        let Some(object) = value.object() else {
            log.note(&place, format!("it is {}, not an object", shown(value)), "set aside");
            let unusable = Extra::from_iter([(check.clone(), value.to_value())]);
            fields.set_aside("house_style", unusable.into());
            continue;
        };
        let mut own = Fields::new(object, &place);
        let off = own.flag(log, "off");
        let level = own.one_of(log, "level", "error, warning or information", Level::from_name);
        let read = CheckStyle { off, level, extra: own.into_extra() };
        style.insert(check, read);
    }
    style
}

fn read_aliases(
    fields: &mut Fields<'_>,
    ids: &HashSet<LabelId>,
    place: &dyn fmt::Display,
    log: &mut Log,
) -> Aliases {
    let mut aliases = Aliases::new();
    let mut object = fields.object(log, "aliases").unwrap_or_default();
    for name in object.names() {
        let Some(value) = object.take(&name) else { continue };
        let label = value.string().map(|id| LabelId::new(&id)).filter(|id| ids.contains(id));
        if label.is_some() || value.is_null() {
            aliases.insert(name, label);
            continue;
        }
        let place = Part { of: Some(place), kind: "alias", number: 0, name: Some(&name) };
        log.note(&place, format!("it is {}, which is no label of the set", shown(value)), "set aside");
        let unusable = Extra::from_iter([(name.clone(), value.to_value())]);
        fields.set_aside("aliases", unusable.into());
    }
    aliases
}

/// A label; `None` when the object makes none.
fn read_label(
    object: Object<'_>,
    set: &LabelSet,
    ids: &HashSet<LabelId>,
    place: &dyn fmt::Display,
    log: &mut Log,
) -> Option<Label> {
    let is_type =
        |kind: Raw<'_>| kind.string().is_some_and(|kind| AnnotationType::from_name(&kind).is_some());
    if object.get("type").is_some_and(|kind| !kind.is_null() && !is_type(kind)) {
        log.note(place, "its type is none that Galley knows", "set aside");
        return None;
    }
    let name = |field: &str| object.get(field).and_then(Raw::string);
    let Some(name) = name("name").or_else(|| name("id")).map(Cow::into_owned) else {
        log.note(place, "it has no name", "set aside");
        return None;
    };
    let mut fields = Fields::new(object, place);
    fields.take("name");
    let kind = fields
        .one_of(log, "type", "a type of annotation", AnnotationType::from_name)
        .unwrap_or(AnnotationType::Entity);
    let id = fields.id(log, "id").map_or_else(|| LabelId::new(&name), |id| LabelId::new(&id));
    let unique = unique_id(id.as_str(), |id| ids.contains(id));
    if unique != id {
        log.note(
            place,
            format!("another label has the id {:?} too", id.as_str()),
            format!("its id is {:?} now", unique.as_str()),
        );
    }
    Some(Label {
        title: fields.string(log, "title").map_or_else(|| title_of(&name), Cow::into_owned),
        key: read_key(&mut fields, log),
        color: read_color(&mut fields, set, log),
        id: unique,
        kind,
        name,
        extra: fields.into_extra(),
    })
}

fn read_key(fields: &mut Fields<'_>, log: &mut Log) -> Option<char> {
    let key = fields.taken(log, "key", "one character", |key| {
        let key = key.string()?;
        let mut chars = key.chars();
        chars.next().filter(|_| chars.next().is_none())
    })?;
    key.to_lowercase().next()
}

fn read_color(fields: &mut Fields<'_>, set: &LabelSet, log: &mut Log) -> String {
    let color = |color: Raw<'_>| color.string().filter(|color| is_color(color)).map(Cow::into_owned);
    fields.taken(log, "color", "a colour like #2b6cb0", color).unwrap_or_else(|| unused_color(set))
}

/// A colour that no label has yet, or the one least recently given.
fn unused_color(set: &LabelSet) -> String {
    let next = COLORS.get(set.labels.len() % COLORS.len()).copied().unwrap_or("#475569");
    let is_free = |color: &&str| !set.labels.iter().any(|label| label.color == *color);
    // Where labels come by the thousand, none is free and looking takes long.
    let free = if set.labels.len() < 100 { COLORS.into_iter().find(is_free) } else { None };
    free.unwrap_or(next).to_owned()
}

/// A name in files as a title on screen: "NEWS_AGENCY" as "News agency".
fn title_of(name: &str) -> String {
    let spaced = name.replace(['_', '-'], " ");
    let mut chars = spaced.trim().chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect(),
        None => name.to_owned(),
    }
}

/// An attribute; `None` when the object makes none.
fn read_attribute(object: Object<'_>, place: &dyn fmt::Display, log: &mut Log) -> Option<Attribute> {
    let text = |field: &str| object.get(field).and_then(Raw::string).unwrap_or_default();
    let (Some(applies_to), false) = (Scope::from_name(&text("applies_to")), text("name").is_empty()) else {
        log.note(place, "it does not say what it applies to, or has no name", "set aside");
        return None;
    };
    let kind = match &*text("kind") {
        "choice" => AttributeKind::Choice { values: Vec::new() },
        // A hand-written set may leave the kind out where it is plain.
        "" if object.get("values").is_some_and(Raw::is_array) => AttributeKind::Choice { values: Vec::new() },
        "flag" => AttributeKind::Flag,
        "text" => AttributeKind::Text,
        other => {
            log.note(place, format!("its kind is {other:?}, not choice, flag or text"), "set aside");
            return None;
        }
    };
    let name = text("name").into_owned();
    let mut fields = Fields::new(object, place);
    for known in ["applies_to", "name", "kind"] {
        fields.take(known);
    }
    let kind = match kind {
        AttributeKind::Choice { .. } => AttributeKind::Choice { values: fields.strings(log, "values") },
        other => other,
    };
    Some(Attribute { applies_to, name, kind, extra: fields.into_extra() })
}

/// An id that is not taken: this one, or this one with a number. An empty one
/// is none.
pub(in crate::formats) fn unique_id(id: &str, is_taken: impl Fn(&LabelId) -> bool) -> LabelId {
    let id = if id.is_empty() { "unnamed" } else { id };
    let plain = LabelId::new(id);
    if !is_taken(&plain) {
        return plain;
    }
    let mut number: u64 = 2;
    loop {
        let numbered = LabelId::new(&format!("{id}-{number}"));
        if !is_taken(&numbered) {
            return numbered;
        }
        number += 1;
    }
}

/// From labels' names to their ids, over the file's label set, then the one
/// that Galley has.
#[derive(Debug)]
pub(super) struct Labels {
    /// The file's set, or a copy of the given one; grows by what is missing.
    set: LabelSet,
    given: LabelSet,
    is_from_file: bool,
    /// Something was added to the set.
    is_changed: bool,
    /// Articles have labels of the set.
    is_used: bool,
    names: HashMap<String, Vec<(AnnotationType, LabelId)>>,
    ids: HashMap<LabelId, AnnotationType>,
}

impl Labels {
    pub(super) fn new(given: &LabelSet) -> Self {
        let mut labels = Self {
            set: given.clone(),
            given: given.clone(),
            is_from_file: false,
            is_changed: false,
            is_used: false,
            names: HashMap::new(),
            ids: HashMap::new(),
        };
        labels.index();
        labels
    }

    /// Takes the file's label set. A second one (files put one after the
    /// other), or one that comes after articles, adds what is missing.
    pub(super) fn adopt(&mut self, set: LabelSet) {
        if self.is_from_file || self.is_used {
            label_set::merge(&mut self.set, &set);
        } else {
            self.set = set;
        }
        self.is_from_file = true;
        self.index();
    }

    /// The set for the articles read so far, unless Galley has it already.
    pub(super) fn set(&self) -> Option<&LabelSet> {
        (self.is_from_file || self.is_changed).then_some(&self.set)
    }

    /// The set for the articles read, unless Galley has it already.
    pub(super) fn into_set(self) -> Option<LabelSet> {
        (self.is_from_file || self.is_changed).then_some(self.set)
    }

    fn index(&mut self) {
        self.names.clear();
        self.ids.clear();
        for label in &self.set.labels {
            self.names.entry(label.name.clone()).or_default().push((label.kind, label.id.clone()));
            self.ids.insert(label.id.clone(), label.kind);
        }
    }

    /// A label's id and type by its name, or by its id where no label has the
    /// name; one of the wanted type before others. A label that is in neither
    /// set is added.
    pub(super) fn resolve(
        &mut self,
        name: &str,
        kind: Option<AnnotationType>,
        place: &dyn fmt::Display,
        log: &mut Log,
    ) -> (LabelId, AnnotationType) {
        self.is_used = true;
        if let Some(known) = self.known(name, kind) {
            return known;
        }
        let given = self.given.labels.iter().filter(|label| label.name == name || label.id.as_str() == name);
        let label = match given.max_by_key(|label| (label.name == name, Some(label.kind) == kind)) {
            Some(label) => label.clone(),
            None => self.made_up(name, kind, place, log),
        };
        self.add(label, name)
    }

    fn known(&self, name: &str, kind: Option<AnnotationType>) -> Option<(LabelId, AnnotationType)> {
        if let Some(labels) = self.names.get(name) {
            let wanted = labels.iter().find(|(label, _)| Some(*label) == kind).or_else(|| labels.first());
            return wanted.map(|(kind, id)| (id.clone(), *kind));
        }
        self.ids.get_key_value(name).map(|(id, kind)| (id.clone(), *kind))
    }

    /// Adds a label to the set, to be found from now on by the name that it
    /// was asked for.
    fn add(&mut self, mut label: Label, asked: &str) -> (LabelId, AnnotationType) {
        label.id = unique_id(label.id.as_str(), |id| self.ids.contains_key(id));
        let (id, kind) = (label.id.clone(), label.kind);
        self.ids.insert(id.clone(), kind);
        self.names.entry(asked.to_owned()).or_default().push((kind, id.clone()));
        if label.name != asked {
            self.names.entry(label.name.clone()).or_default().push((kind, id.clone()));
        }
        self.set.labels.push(label);
        self.is_changed = true;
        (id, kind)
    }

    fn made_up(
        &self,
        name: &str,
        kind: Option<AnnotationType>,
        place: &dyn fmt::Display,
        log: &mut Log,
    ) -> Label {
        log.note(
            place,
            format!("the label {name:?} is in no label set"),
            "added to the label set, without a key",
        );
        new_label(name, kind.unwrap_or(AnnotationType::Entity), &self.set)
    }
}

/// A label for a set that has none of this name, without a key.
pub(in crate::formats) fn new_label(name: &str, kind: AnnotationType, set: &LabelSet) -> Label {
    Label {
        id: unique_id(name, |id| set.label(id).is_some()),
        kind,
        name: name.to_owned(),
        title: title_of(name),
        key: None,
        color: unused_color(set),
        extra: Extra::new(),
    }
}
