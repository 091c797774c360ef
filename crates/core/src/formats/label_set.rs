//! A label set as a JSON file of its own, for handing it out and taking it
//! back.
//!
//! ```json
//! {
//!   "format": "galley_label_set",
//!   "version": 1,
//!   "generator": "galley 0.1.0",
//!   "name": "News attribution",
//!   "labels": [
//!     {"id": "PERSON", "type": "entity", "name": "PERSON", "title": "Person", "key": "p", "color": "#b7791f"}
//!   ],
//!   "attributes": [
//!     {"applies_to": "claim", "name": "commitment", "kind": "choice", "values": ["certain", "probable"]}
//!   ]
//! }
//! ```
//!
//! The fields from `name` on are those of `label_set` in a Galley file
//! ([`native`](super::native)). Reading takes a Galley file too, for its label
//! set, and a set without `format`, of which only the labels' names have to be
//! there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::native::document::{GENERATOR, VERSION};
use super::native::fields::{Log, Part};
use super::native::{json, labels, names, read_version, write};
use super::{Issue, ReadError};
use crate::json::{Layout, Raw, Writer};
use crate::model::{Article, Attribute, AttributeKind, Label, LabelId, LabelSet};

/// The value of `format`.
pub const FORMAT: &str = "galley_label_set";

/// Writes a label set's file. The same set gives the same bytes.
#[must_use]
pub fn write(label_set: &LabelSet) -> String {
    let mut out = Writer::new(Layout::Indented { deepest: 3 });
    out.begin_object();
    out.text("format", FORMAT);
    out.name("version");
    out.number(VERSION);
    out.text("generator", GENERATOR);
    let known = [names::LABEL_SET, &["format", "version", "generator"]].concat();
    write::label_set_fields(&mut out, label_set, &known);
    out.end();
    out.end_line();
    out.take()
}

/// Reads a label set from its file, or from a Galley file that has one.
///
/// # Errors
/// When the text is no JSON, or has no labels.
pub fn read(text: &str) -> Result<(LabelSet, Vec<Issue>), ReadError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let refused = |reason: &str| ReadError { place: "the file".to_owned(), reason: reason.to_owned() };
    let (_, Some(mut object)) = json::parse(json::first_value(text), 1)? else {
        return Err(refused("this is JSON, but no label set"));
    };
    read_version(&object).map_err(|reason| refused(&reason))?;
    if let Some(inner) = object.take("label_set").and_then(Raw::object) {
        object = inner;
    }
    if !object.get("labels").is_some_and(Raw::is_array) {
        return Err(refused("this is JSON, but no label set: it has no list of \"labels\""));
    }
    for name in ["format", "version", "generator"] {
        object.take(name);
    }
    let mut log = Log::default();
    let place = Part { of: None, kind: "the label set", number: 0, name: None };
    let set = labels::read_label_set(object, &place, &mut log);
    Ok((set, log.0))
}

/// Adds to a label set what another has and it lacks: labels by name,
/// attributes by name and what they apply to, values of choices. What both
/// have stays as it is. Gives, for each label of the other set, its id in this
/// one; see [`relabel`].
pub fn merge(into: &mut LabelSet, from: &LabelSet) -> HashMap<LabelId, LabelId> {
    let mut names: HashMap<String, LabelId> = HashMap::new();
    for label in &into.labels {
        names.entry(label.name.clone()).or_insert_with(|| label.id.clone());
    }
    let mut ids: HashSet<LabelId> = into.labels.iter().map(|label| label.id.clone()).collect();
    let mut renamed = HashMap::with_capacity(from.labels.len());
    for label in &from.labels {
        let id = names.entry(label.name.clone()).or_insert_with(|| {
            let id = labels::unique_id(label.id.as_str(), |id| ids.contains(id));
            ids.insert(id.clone());
            into.labels.push(Label { id: id.clone(), ..label.clone() });
            id
        });
        renamed.insert(label.id.clone(), id.clone());
    }
    from.attributes.iter().for_each(|attribute| merge_attribute(&mut into.attributes, attribute));
    for (check, style) in &from.house_style {
        into.house_style.entry(check.clone()).or_insert_with(|| style.clone());
    }
    for (name, label) in &from.aliases {
        let label = label.as_ref().map(|label| renamed.get(label).unwrap_or(label).clone());
        into.aliases.entry(name.clone()).or_insert(label);
    }
    for (name, value) in &from.extra {
        into.extra.entry(name).or_insert_with(|| value.clone());
    }
    renamed
}

/// What a file's set has otherwise than ours under the same name.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// Of labels, attributes and checks, in words.
    pub names: Vec<String>,
    /// Our set with these as the file has them.
    pub label_set: LabelSet,
}

/// Compares what [`merge`] leaves as it is, in a set that it was merged into;
/// `None` when nothing is otherwise.
/// A label keeps its id and its type, so that annotations follow.
#[must_use]
pub fn details(ours: &LabelSet, from: &LabelSet) -> Option<Details> {
    let mut details = Details { names: Vec::new(), label_set: ours.clone() };
    for label in &mut details.label_set.labels {
        let Some(theirs) = from.by_name(&label.name).filter(|theirs| theirs.kind == label.kind) else {
            continue;
        };
        let theirs = Label { id: label.id.clone(), ..theirs.clone() };
        if *label != theirs {
            details.names.push(format!("the label {}", label.title));
            *label = theirs;
        }
    }
    let mut keys = HashSet::new();
    for label in &mut details.label_set.labels {
        // One of two that have a key now loses it.
        label.key = label.key.filter(|key| keys.insert(*key));
    }
    for attribute in &mut details.label_set.attributes {
        let same =
            |theirs: &&Attribute| theirs.name == attribute.name && theirs.applies_to == attribute.applies_to;
        // The values of a choice have been joined.
        let is_other = |theirs: &&Attribute| {
            std::mem::discriminant(&theirs.kind) != std::mem::discriminant(&attribute.kind)
                || theirs.extra != attribute.extra
        };
        let theirs = from.attributes.iter().find(same).filter(is_other);
        if let Some(theirs) = theirs {
            details.names.push(format!("the attribute {}", attribute.name));
            *attribute = theirs.clone();
        }
    }
    for (check, style) in &mut details.label_set.house_style {
        if let Some(theirs) = from.house_style.get(check).filter(|theirs| *theirs != style) {
            details.names.push(format!("the check {check}"));
            style.clone_from(theirs);
        }
    }
    (!details.names.is_empty()).then_some(details)
}

fn merge_attribute(into: &mut Vec<Attribute>, from: &Attribute) {
    let same =
        |attribute: &&mut Attribute| attribute.name == from.name && attribute.applies_to == from.applies_to;
    let Some(attribute) = into.iter_mut().find(same) else {
        into.push(from.clone());
        return;
    };
    if let (AttributeKind::Choice { values }, AttributeKind::Choice { values: more }) =
        (&mut attribute.kind, &from.kind)
    {
        for value in more {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
    }
}

/// Gives an article's annotations and entities the label ids of another set,
/// as [`merge`] found them.
pub fn relabel(article: &mut Article, renamed: &HashMap<LabelId, LabelId>) {
    let new = |label: &LabelId| renamed.get(label).filter(|new| *new != label);
    for annotation in &mut article.annotations {
        if let Some(label) = new(&annotation.label) {
            Arc::make_mut(annotation).label = label.clone();
        }
    }
    for entity in &mut article.entities {
        if let Some(label) = new(&entity.label) {
            Arc::make_mut(entity).label = label.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::formats::native;

    #[test]
    fn what_two_sets_have_otherwise_is_told_and_can_be_taken() {
        let mut ours = LabelSet::default();
        assert_eq!(details(&ours, &LabelSet::default()), None);
        let mut theirs = LabelSet::default();
        theirs.labels[0].color = "#000000".to_owned();
        theirs.labels[0].id = LabelId::new("another");
        theirs.labels[1].key = theirs.labels[0].key;
        let flag = theirs.attributes.iter_mut().find(|attribute| attribute.name == "discuss").unwrap();
        flag.kind = AttributeKind::Text;
        merge(&mut ours, &theirs);
        let Details { names, label_set } = details(&ours, &theirs).expect("they differ");
        assert_eq!(names, ["the label Person", "the label Org", "the attribute discuss"]);
        assert_eq!(label_set.labels[0].id, ours.labels[0].id);
        assert_eq!(label_set.labels[0].color, "#000000");
        assert_eq!((label_set.labels[0].key, label_set.labels[1].key), (ours.labels[0].key, None));
        assert_eq!(
            details(&label_set, &theirs).map(|details| details.names),
            Some(vec!["the label Org".to_owned()])
        );
    }
    use crate::model::{Extra, Id, Scope};

    fn set(value: Value) -> LabelSet {
        read(&value.to_string()).unwrap().0
    }

    #[test]
    fn the_default_set_comes_back() {
        let file = write(&LabelSet::default());
        assert_eq!(read(&file).unwrap(), (LabelSet::default(), vec![]));
        assert!(
            file.starts_with(
                "{\n  \"format\": \"galley_label_set\",\n  \"version\": 1,\n  \"generator\": \"galley "
            ),
            "{file}"
        );
        let person = "    {\"id\": \"PERSON\", \"type\": \"entity\", \"name\": \"PERSON\", \"title\": \"Person\", \"key\": \"p\", \"color\": \"#b7791f\"},\n";
        assert!(file.contains(person), "{file}");
    }

    #[test]
    fn it_is_read_from_galley_files_too() {
        let json = native::write_json(&LabelSet::default(), [] as [&Article; 0], "", &Extra::new());
        assert_eq!(read(&json).unwrap().0, LabelSet::default());
        let lines =
            native::write_jsonl_header(&LabelSet::default(), "", &Extra::new()) + "{\"text\": \"\"}\n";
        assert_eq!(read(&lines).unwrap().0, LabelSet::default());
    }

    #[test]
    fn names_are_enough() {
        let set = set(json!({"labels": [{"name": "SHIP"}, {"name": "PORT"}]}));
        assert_eq!(
            set.labels.iter().map(|label| (label.id.as_str(), label.title.as_str())).collect::<Vec<_>>(),
            [("SHIP", "Ship"), ("PORT", "Port")]
        );
        assert_ne!(set.labels[0].color, set.labels[1].color);
    }

    #[test]
    fn what_is_no_label_set_is_refused() {
        for (text, wanted) in [
            ("[]", "the file: this is JSON, but no label set"),
            ("{\"text\": \"\"}", "the file: this is JSON, but no label set: it has no list of \"labels\""),
            ("{\"version\": 3, \"labels\": []}", "the file: it was made by a newer Galley (version 3)"),
            ("{\"labels\": [", "line 1, column 12: the file ends in the middle of a value (truncated JSON)"),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), wanted);
        }
    }

    #[test]
    fn unknown_fields_do_not_clash_with_the_files_own() {
        let mut set = LabelSet::default();
        set.extra.insert("version".to_owned(), json!("autumn"));
        let again = read(&write(&set)).unwrap().0;
        assert_eq!(again.extra["set_aside"], json!([{"field": "version", "value": "autumn"}]));
    }

    #[test]
    fn merging_adds_what_is_missing_and_changes_nothing_else() {
        let mut mine = set(json!({"labels": [{"name": "SHIP", "id": "1"}, {"name": "PORT", "id": "2"}],
            "attributes": [{"applies_to": "claim", "name": "a", "kind": "choice", "values": ["x"]}]}));
        let theirs = set(
            json!({"labels": [{"name": "PORT", "id": "1", "title": "Harbour"}, {"name": "CREW", "id": "2"}, {"name": "SEA", "id": "3"}],
            "aliases": {"QUAY": "1", "BOAT": "3"},
            "attributes": [{"applies_to": "claim", "name": "a", "kind": "choice", "values": ["y", "x"]}, {"applies_to": "cue", "name": "a", "kind": "flag"}]}),
        );
        let renamed = merge(&mut mine, &theirs);
        let labels: Vec<_> = mine
            .labels
            .iter()
            .map(|label| (label.id.as_str(), label.name.as_str(), label.title.as_str()))
            .collect();
        assert_eq!(
            labels,
            [("1", "SHIP", "Ship"), ("2", "PORT", "Port"), ("2-2", "CREW", "Crew"), ("3", "SEA", "Sea")]
        );
        let values: Vec<_> =
            mine.attributes_of(Scope::Claim).map(|attribute| attribute.kind.clone()).collect();
        assert_eq!(values, [AttributeKind::Choice { values: vec!["x".to_owned(), "y".to_owned()] }]);
        assert_eq!(mine.attributes_of(Scope::Cue).count(), 1);

        assert_eq!(mine.aliases["BOAT"].as_ref().map(LabelId::as_str), Some("3"));
        assert_eq!(mine.aliases["QUAY"].as_ref().map(LabelId::as_str), Some("2"));

        let value = json!({"text": "Tide", "annotations": [{"label": "1", "target": [{"start": 0, "end": 4}]}], "entities": [{"type": "2"}]});
        let mut import = native::read(&value.to_string(), "x.json", &theirs, &mut || Id::new("n")).unwrap();
        relabel(&mut import.articles[0], &renamed);
        assert_eq!(import.articles[0].annotations[0].label.as_str(), "2");
        assert_eq!(import.articles[0].entities[0].label.as_str(), "2-2");
        let before = mine.clone();
        merge(&mut mine, &before);
        assert_eq!(mine, before);
    }
}
