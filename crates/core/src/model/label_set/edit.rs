//! The steps in which a label set is edited.

use super::{Attribute, AttributeKind, CheckStyle, Label, LabelId, LabelSet, Scope, color};
use crate::model::{AnnotationType, Extra};

/// One step. Labels go by id; attributes, which have none, by their index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelSetEdit {
    Rename(String),

    AddLabel {
        id: LabelId,
        kind: AnnotationType,
        /// Keys that mean something else.
        reserved: Vec<char>,
    },
    RemoveLabel(LabelId),
    /// Past the next label of its type.
    MoveLabel {
        id: LabelId,
        up: bool,
    },
    SetTitle {
        id: LabelId,
        title: String,
        /// Whether a name that was made from the title goes on following it:
        /// right while no file carries the name yet.
        name_follows: bool,
    },
    SetName(LabelId, String),
    SetKey(LabelId, Option<char>),
    SetColor(LabelId, String),

    AddAttribute(Scope),
    RemoveAttribute(usize),
    /// Past the next attribute of its scope.
    MoveAttribute {
        index: usize,
        up: bool,
    },
    SetAttributeName(usize, String),
    SetAttributeKind(usize, AttributeKind),
    AddValue(usize, String),
    RemoveValue(usize, usize),

    /// What the house style says of a check, by its name in files.
    SetCheck(String, CheckStyle),

    /// Files' labels of this name are asked about again.
    ForgetAlias(String),

    /// All of it at once: an import.
    Replace(Box<LabelSet>),
}

impl LabelSet {
    /// Does one step. One that names what is not there does nothing.
    pub fn edit(&mut self, edit: LabelSetEdit) {
        match edit {
            LabelSetEdit::Rename(name) => self.name = name,
            LabelSetEdit::AddLabel { id, kind, reserved } => self.add_label(id, kind, &reserved),
            LabelSetEdit::RemoveLabel(id) => {
                self.labels.retain(|label| label.id != id);
                self.aliases.retain(|_, label| label.as_ref() != Some(&id));
            }
            LabelSetEdit::MoveLabel { id, up } => {
                if let Some(at) = self.labels.iter().position(|label| label.id == id) {
                    swap_with_neighbour(&mut self.labels, at, up, |a, b| a.kind == b.kind);
                }
            }
            LabelSetEdit::SetTitle { id, title, name_follows } => self.set_title(&id, title, name_follows),
            LabelSetEdit::SetName(id, name) => self.with_label(&id, |label| label.name = name),
            LabelSetEdit::SetKey(id, key) => self.with_label(&id, |label| label.key = key.map(lower)),
            LabelSetEdit::SetColor(id, color) => self.with_label(&id, |label| label.color = color),
            LabelSetEdit::AddAttribute(scope) => self.add_attribute(scope),
            LabelSetEdit::RemoveAttribute(index) => {
                if index < self.attributes.len() {
                    self.attributes.remove(index);
                }
            }
            LabelSetEdit::MoveAttribute { index, up } => {
                swap_with_neighbour(&mut self.attributes, index, up, |a, b| a.applies_to == b.applies_to);
            }
            LabelSetEdit::SetAttributeName(index, name) => {
                self.with_attribute(index, |attribute| attribute.name = name)
            }
            LabelSetEdit::SetAttributeKind(index, kind) => {
                self.with_attribute(index, |attribute| attribute.kind = kind)
            }
            LabelSetEdit::AddValue(index, value) => self.with_values(index, |values| {
                let value = value.trim();
                if !value.is_empty() && values.iter().all(|other| other != value) {
                    values.push(value.to_owned());
                }
            }),
            LabelSetEdit::RemoveValue(index, at) => self.with_values(index, |values| {
                if at < values.len() {
                    values.remove(at);
                }
            }),
            LabelSetEdit::SetCheck(check, style) if style == CheckStyle::default() => {
                self.house_style.remove(&check);
            }
            LabelSetEdit::SetCheck(check, style) => {
                self.house_style.insert(check, style);
            }
            LabelSetEdit::ForgetAlias(name) => self.aliases.retain(|alias, _| *alias != name),
            LabelSetEdit::Replace(label_set) => *self = *label_set,
        }
    }

    /// The set without white space around its names, as it is saved.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let trim = |name: &mut String| {
            if name.trim().len() < name.len() {
                *name = name.trim().to_owned();
            }
        };
        trim(&mut self.name);
        for label in &mut self.labels {
            trim(&mut label.name);
            trim(&mut label.title);
        }
        self.attributes.iter_mut().for_each(|attribute| trim(&mut attribute.name));
        self
    }

    fn add_label(&mut self, id: LabelId, kind: AnnotationType, reserved: &[char]) {
        let title = (1..)
            .map(|count| numbered("New label", ' ', count))
            .find(|title| self.labels.iter().all(|label| &label.title != title));
        let title = title.unwrap_or_default();
        let is_free = |key: &char| !reserved.contains(key) && self.by_key(*key).is_none();
        let label = Label {
            name: self.free_name(&title, &id),
            key: ('a'..='z').chain('0'..='9').find(is_free),
            color: color::apart_from(self.labels.iter().map(|label| label.color.as_str())).to_owned(),
            extra: Extra::new(),
            id,
            kind,
            title,
        };
        // After the last of its type, so that a file shows them together.
        let at = self
            .labels
            .iter()
            .rposition(|other| other.kind == kind)
            .map_or(self.labels.len(), |last| last + 1);
        self.labels.insert(at, label);
    }

    fn set_title(&mut self, id: &LabelId, title: String, name_follows: bool) {
        let Some(label) = self.label(id) else { return };
        let name = (name_follows && label.name == self.free_name(&label.title, id))
            .then(|| self.free_name(&title, id));
        self.with_label(id, |label| {
            label.title = title;
            if let Some(name) = name {
                label.name = name;
            }
        });
    }

    fn add_attribute(&mut self, scope: Scope) {
        let is_free = |name: &String| self.attributes_of(scope).all(|attribute| &attribute.name != name);
        let name = (1..).map(|count| numbered("attribute", '_', count)).find(is_free).unwrap_or_default();
        let attribute = Attribute {
            applies_to: scope,
            name,
            kind: AttributeKind::Choice { values: vec!["yes".to_owned(), "no".to_owned()] },
            extra: Extra::new(),
        };
        let at = self.attributes.iter().rposition(|other| other.applies_to == scope);
        self.attributes.insert(at.map_or(self.attributes.len(), |last| last + 1), attribute);
    }

    /// A name in files made from a title, that no label but this one has.
    fn free_name(&self, title: &str, id: &LabelId) -> String {
        let words: Vec<String> = title
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_uppercase)
            .collect();
        let base = if words.is_empty() { "LABEL".to_owned() } else { words.join("_") };
        let is_free = |name: &String| self.labels.iter().all(|label| &label.id == id || &label.name != name);
        (1..).map(|count| numbered(&base, '_', count)).find(is_free).unwrap_or_default()
    }

    fn with_label(&mut self, id: &LabelId, change: impl FnOnce(&mut Label)) {
        if let Some(label) = self.labels.iter_mut().find(|label| &label.id == id) {
            change(label);
        }
    }

    fn with_attribute(&mut self, index: usize, change: impl FnOnce(&mut Attribute)) {
        if let Some(attribute) = self.attributes.get_mut(index) {
            change(attribute);
        }
    }

    fn with_values(&mut self, index: usize, change: impl FnOnce(&mut Vec<String>)) {
        self.with_attribute(index, |attribute| {
            if let AttributeKind::Choice { values } = &mut attribute.kind {
                change(values);
            }
        });
    }
}

/// A key as the set keeps it.
#[must_use]
pub fn lower(key: char) -> char {
    key.to_lowercase().next().unwrap_or(key)
}

fn numbered(base: &str, between: char, count: usize) -> String {
    if count == 1 { base.to_owned() } else { format!("{base}{between}{count}") }
}

/// Swaps an item with the next one, up or down, that belongs with it.
fn swap_with_neighbour<T>(items: &mut [T], at: usize, up: bool, belongs: impl Fn(&T, &T) -> bool) {
    let Some(item) = items.get(at) else { return };
    let other = if up {
        items[..at].iter().rposition(|other| belongs(item, other))
    } else {
        items[at + 1..].iter().position(|other| belongs(item, other)).map(|offset| at + 1 + offset)
    };
    if let Some(other) = other {
        items.swap(at, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(edits: impl IntoIterator<Item = LabelSetEdit>) -> LabelSet {
        let mut set = LabelSet::default();
        edits.into_iter().for_each(|edit| set.edit(edit));
        set
    }

    fn add(id: &str, kind: AnnotationType) -> LabelSetEdit {
        LabelSetEdit::AddLabel { id: id.into(), kind, reserved: vec!['h', 'j', 'k'] }
    }

    #[test]
    fn a_new_label_stands_with_its_type_and_has_what_no_other_has() {
        let set = edited([
            add("1", AnnotationType::Entity),
            add("2", AnnotationType::Entity),
            add("3", AnnotationType::Cue),
        ]);
        assert_eq!(set.faults(), []);
        assert_eq!(set.key_clashes(), []);
        let (one, two) = (set.label(&"1".into()).unwrap(), set.label(&"2".into()).unwrap());
        assert_eq!((one.title.as_str(), one.name.as_str()), ("New label", "NEW_LABEL"));
        assert_eq!((two.title.as_str(), two.name.as_str()), ("New label 2", "NEW_LABEL_2"));
        assert!(one.key.is_some_and(|key| !"hjkpo".contains(key)));
        assert_ne!(one.color, two.color);
        let kinds: Vec<AnnotationType> = set.labels.iter().map(|label| label.kind).collect();
        assert!(kinds.is_sorted(), "{kinds:?}");
    }

    #[test]
    fn keys_run_out() {
        let set = edited((0..40).map(|id| add(&id.to_string(), AnnotationType::Claim)));
        assert_eq!(set.key_clashes(), []);
        assert_eq!(set.label(&"39".into()).unwrap().key, None);
    }

    #[test]
    fn the_name_follows_the_title_until_it_is_given() {
        let title = |title: &str, name_follows| LabelSetEdit::SetTitle {
            id: "1".into(),
            title: title.to_owned(),
            name_follows,
        };
        let name = |edits: &[LabelSetEdit]| {
            let set = edited([add("1", AnnotationType::Entity)].into_iter().chain(edits.iter().cloned()));
            set.label(&"1".into()).unwrap().name.clone()
        };
        assert_eq!(name(&[title("Work of art", true)]), "WORK_OF_ART");
        assert_eq!(name(&[title("", true), title("Ship", true)]), "SHIP");
        assert_eq!(name(&[title("Person", true)]), "PERSON_2");
        assert_eq!(name(&[title("Person", true), title("Personnel", true)]), "PERSONNEL");
        assert_eq!(
            name(&[LabelSetEdit::SetName("1".into(), "ART".to_owned()), title("Work of art", true)]),
            "ART"
        );
        assert_eq!(name(&[title("Work of art", false)]), "NEW_LABEL");
    }

    #[test]
    fn labels_move_among_their_type() {
        let order = |set: &LabelSet| set.labels.iter().map(|label| label.name.clone()).collect::<Vec<_>>();
        let mut set = LabelSet::default();
        // A claim between two entities is stepped over.
        set.labels.swap(1, 13);
        set.labels.truncate(3);
        assert_eq!(order(&set), ["PERSON", "CLAIM", "GPE"]);
        set.edit(LabelSetEdit::MoveLabel { id: "GPE".into(), up: true });
        assert_eq!(order(&set), ["GPE", "CLAIM", "PERSON"]);
        for up in [true, false] {
            set.edit(LabelSetEdit::MoveLabel { id: if up { "GPE".into() } else { "PERSON".into() }, up });
            set.edit(LabelSetEdit::MoveLabel { id: "CLAIM".into(), up });
        }
        assert_eq!(order(&set), ["GPE", "CLAIM", "PERSON"]);
    }

    #[test]
    fn a_key_is_kept_in_lower_case() {
        let set = edited([
            LabelSetEdit::SetKey("PERSON".into(), Some('Z')),
            LabelSetEdit::SetKey("ORG".into(), None),
        ]);
        assert_eq!(set.by_key('z').map(|label| label.name.as_str()), Some("PERSON"));
        assert_eq!(set.label(&"ORG".into()).unwrap().key, None);
    }

    #[test]
    fn attributes_are_added_with_a_free_name_moved_and_removed() {
        let mut set = LabelSet { attributes: vec![], ..LabelSet::default() };
        for scope in [Scope::Claim, Scope::Entity, Scope::Claim] {
            set.edit(LabelSetEdit::AddAttribute(scope));
        }
        let names = |set: &LabelSet| {
            set.attributes.iter().map(|a| (a.applies_to, a.name.clone())).collect::<Vec<_>>()
        };
        let (first, second, other) = (
            (Scope::Claim, "attribute".to_owned()),
            (Scope::Claim, "attribute_2".to_owned()),
            (Scope::Entity, "attribute".to_owned()),
        );
        assert_eq!(names(&set), [first.clone(), second.clone(), other.clone()]);
        assert_eq!(set.faults(), []);
        set.edit(LabelSetEdit::MoveAttribute { index: 1, up: true });
        assert_eq!(names(&set), [second.clone(), first, other.clone()]);
        set.edit(LabelSetEdit::MoveAttribute { index: 2, up: true });
        set.edit(LabelSetEdit::MoveAttribute { index: 9, up: true });
        set.edit(LabelSetEdit::RemoveAttribute(1));
        set.edit(LabelSetEdit::RemoveAttribute(9));
        assert_eq!(names(&set), [second, other]);
    }

    #[test]
    fn values_are_distinct_and_not_empty() {
        let mut set = LabelSet { attributes: vec![], ..LabelSet::default() };
        set.edit(LabelSetEdit::AddAttribute(Scope::Cue));
        for value in [" maybe ", "yes", "  "] {
            set.edit(LabelSetEdit::AddValue(0, value.to_owned()));
        }
        set.edit(LabelSetEdit::RemoveValue(0, 1));
        set.edit(LabelSetEdit::RemoveValue(0, 7));
        assert_eq!(
            set.attributes[0].kind,
            AttributeKind::Choice { values: vec!["yes".to_owned(), "maybe".to_owned()] }
        );
        set.edit(LabelSetEdit::SetAttributeKind(0, AttributeKind::Flag));
        set.edit(LabelSetEdit::AddValue(0, "no".to_owned()));
        assert_eq!(set.attributes[0].kind, AttributeKind::Flag);
    }

    #[test]
    fn the_house_style_lists_only_what_differs() {
        let mut set = LabelSet::default();
        let off = CheckStyle { off: true, ..CheckStyle::default() };
        set.edit(LabelSetEdit::SetCheck("scare_quotes".to_owned(), off.clone()));
        assert_eq!(set.house_style.get("scare_quotes"), Some(&off));
        set.edit(LabelSetEdit::SetCheck("scare_quotes".to_owned(), CheckStyle::default()));
        assert_eq!(set, LabelSet::default());
    }

    #[test]
    fn names_are_saved_without_white_space_around_them() {
        let mut set = LabelSet::default();
        let expected = set.clone();
        set.name = format!(" {} ", set.name);
        set.labels[0].name.push('\t');
        set.labels[1].title.insert(0, ' ');
        set.attributes[0].name.push(' ');
        assert_eq!(set.trimmed(), expected);
    }
}
