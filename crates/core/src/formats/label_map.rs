//! From the labels of a file to those of the label set: the same, a new one,
//! or none. What was chosen stays with the label set, as its aliases.

use std::collections::HashMap;

use super::draft::{Draft, Role};
use super::native::labels::new_label;
use crate::model::{AnnotationType, LabelId, LabelSet};

/// What becomes of a label of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It is this label.
    Same(LabelId),
    /// It becomes a label of its own, for annotations of this type.
    New(AnnotationType),
    /// What carries it is left out.
    Ignore,
}

/// A label of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLabel {
    pub name: String,
    /// How many annotations carry it.
    pub count: usize,
    /// The words of the first of them.
    pub example: String,
    /// The type of annotation that a new label of this name is for.
    pub kind: AnnotationType,
    pub likely: Choice,
    /// The label set tells what it is, so that nobody has to be asked.
    pub is_known: bool,
}

/// Names that other schemes have for our labels.
const SYNONYMS: [(&str, &str); 6] = [
    ("PER", "PERSON"),
    ("LOCATION", "LOC"),
    ("ORGANIZATION", "ORG"),
    ("ORGANISATION", "ORG"),
    ("QUOTE", "CONTENT"),
    ("SPEAKER", "SOURCE"),
];

/// What a file's label is by the label set alone: the label of its name, or
/// what was chosen for it before, or the label whose name differs only in
/// capitals.
fn known(name: &str, set: &LabelSet) -> Option<Choice> {
    if let Some(label) = set.by_name(name) {
        return Some(Choice::Same(label.id.clone()));
    }
    if let Some(alias) = set.aliases.get(name) {
        return Some(alias.clone().map_or(Choice::Ignore, Choice::Same));
    }
    let lower = name.to_lowercase();
    let label = set.labels.iter().find(|label| label.name.to_lowercase() == lower);
    label.map(|label| Choice::Same(label.id.clone()))
}

/// What a file's label most likely is: what is known of it, else the label
/// with this title, else a known synonym, else a new one.
fn likely(name: &str, set: &LabelSet) -> Choice {
    let lower = name.to_lowercase();
    let titled = || set.labels.iter().find(|label| label.title.to_lowercase() == lower);
    let synonym = || {
        let (_, ours) = SYNONYMS.iter().find(|(other, _)| other.eq_ignore_ascii_case(name))?;
        set.by_name(ours)
    };
    known(name, set).unwrap_or_else(|| {
        let new = || Choice::New(kind_of(name).unwrap_or(AnnotationType::Entity));
        titled().or_else(synonym).map_or_else(new, |label| Choice::Same(label.id.clone()))
    })
}

/// A label of drafts, in the order in which they come.
pub(super) struct Carried<'a> {
    pub(super) name: &'a str,
    pub(super) count: usize,
    /// The draft and the span that carry it first, by their numbers.
    pub(super) first: (usize, usize),
    pub(super) kind: Option<AnnotationType>,
}

/// How many labels are looked through one by one.
const NEAR: usize = 32;

pub(super) fn carried<'a>(drafts: impl Iterator<Item = &'a Draft>) -> Vec<Carried<'a>> {
    let mut labels: Vec<Carried<'a>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (draft, spans) in drafts.map(|draft| &draft.spans).enumerate() {
        for (index, span) in spans.iter().enumerate() {
            // Few labels carry most of the marks: these need no table.
            let near = labels.iter().take(NEAR).position(|label| label.name == span.label);
            let place = near.unwrap_or_else(|| {
                *places.entry(&span.label).or_insert_with(|| {
                    let first = (draft, index);
                    labels.push(Carried { name: &span.label, count: 0, first, kind: span.kind });
                    labels.len() - 1
                })
            });
            labels[place].count += 1;
        }
    }
    labels
}

impl FileLabel {
    pub(super) fn new(carried: &Carried<'_>, example: String, set: &LabelSet) -> Self {
        let Carried { name, count, kind, .. } = *carried;
        let kind = kind.or_else(|| kind_of(name)).unwrap_or(AnnotationType::Entity);
        Self {
            name: name.to_owned(),
            count,
            example,
            kind,
            likely: match likely(name, set) {
                Choice::New(_) => Choice::New(kind),
                likely => likely,
            },
            is_known: known(name, set).is_some(),
        }
    }

    /// Has a label set know what was chosen for the label.
    pub fn learn(&self, choice: &Choice, set: &mut LabelSet) {
        let has_name = set.by_name(&self.name).is_some();
        set.aliases.remove(&self.name);
        match choice {
            Choice::New(_) if has_name => {}
            Choice::New(kind) => set.labels.push(new_label(&self.name, *kind, set)),
            Choice::Same(label) if set.label(label).is_some_and(|label| label.name == self.name) => {}
            Choice::Same(label) => drop(set.aliases.insert(self.name.clone(), Some(label.clone()))),
            Choice::Ignore => drop(set.aliases.insert(self.name.clone(), None)),
        }
    }
}

/// A label that was taken as another, or left out.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Taken {
    pub(super) label: String,
    /// `None` when it was left out.
    pub(super) as_name: Option<String>,
}

/// Gives a draft's marks the labels of a set; tells which are other than in
/// the file, with how many there are of each, and how many attributions had
/// no part but those left out.
pub(super) fn apply(draft: &mut Draft, set: &LabelSet) -> (Vec<(Taken, usize)>, usize) {
    let mut taken = Vec::new();
    let names: Vec<(String, usize)> = carried(std::iter::once(&*draft))
        .into_iter()
        .map(|carried| (carried.name.to_owned(), carried.count))
        .collect();
    for (name, count) in names {
        let spans = draft.spans.iter_mut().filter(|span| span.label == name);
        match likely(&name, set) {
            Choice::Same(id) => {
                let Some(label) = set.label(&id) else { continue };
                for span in spans {
                    span.kind = span.kind.or(Some(label.kind));
                    span.label.clone_from(&label.name);
                }
                if label.name != name {
                    taken.push((Taken { label: name, as_name: Some(label.name.clone()) }, count));
                }
            }
            Choice::New(_) => spans.for_each(|span| span.kind = span.kind.or_else(|| kind_of(&name))),
            Choice::Ignore => {
                draft.spans.retain(|span| span.label != name);
                taken.push((Taken { label: name, as_name: None }, count));
            }
        }
    }
    let links = draft.links.len();
    if taken.iter().any(|(taken, _)| taken.as_name.is_none()) {
        draft.unlink();
    }
    (taken, links - draft.links.len())
}

/// The type of annotation that a new label's name tells of.
fn kind_of(name: &str) -> Option<AnnotationType> {
    let claim = name.to_ascii_lowercase().contains("claim").then_some(AnnotationType::Claim);
    Role::from_name(name).map(AnnotationType::from).or(claim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(name: &str, set: &LabelSet) -> FileLabel {
        FileLabel::new(&Carried { name, count: 1, first: (0, 0), kind: None }, String::new(), set)
    }

    fn same(name: &str) -> Choice {
        Choice::Same(LabelId::new(name))
    }

    #[test]
    fn a_label_is_found_by_its_name_its_title_and_what_others_call_it() {
        let set = LabelSet::default();
        for (name, likely, is_known) in [
            ("PERSON", same("PERSON"), true),
            ("Source", same("SOURCE"), true),
            ("Place", same("GPE"), false),
            ("quote", same("CONTENT"), false),
            ("per", same("PERSON"), false),
            ("MISC", Choice::New(AnnotationType::Entity), false),
        ] {
            let label = label(name, &set);
            assert_eq!((&label.likely, label.is_known), (&likely, is_known), "{name}");
        }
        let kind = |name| label(name, &set).kind;
        assert_eq!(kind("Cue"), AnnotationType::Cue);
        assert_eq!(kind("MAIN_CLAIM"), AnnotationType::Claim);
        assert_eq!(kind("MISC"), AnnotationType::Entity);
    }

    #[test]
    fn what_was_chosen_is_known_from_then_on() {
        let mut set = LabelSet::default();
        let claim = Choice::New(AnnotationType::Claim);
        for (name, choice) in [
            ("PER", same("PERSON")),
            ("MISC", claim.clone()),
            ("POS", Choice::Ignore),
            ("person", claim.clone()),
        ] {
            label(name, &set).learn(&choice, &mut set);
            let known = label(name, &set);
            let wanted = if choice == claim { same(name) } else { choice };
            assert_eq!((known.likely, known.is_known), (wanted, true), "{name}");
        }
        assert_eq!(set.aliases.keys().collect::<Vec<_>>(), ["PER", "POS"]);
        assert_eq!(set.labels.len(), LabelSet::default().labels.len() + 2);
        assert_eq!(set.by_name("MISC").map(|label| label.kind), Some(AnnotationType::Claim));

        // Chosen anew, and the label removed: asked again.
        label("POS", &set).learn(&claim, &mut set);
        assert_eq!(set.aliases.len(), 1);
        set.edit(crate::model::LabelSetEdit::RemoveLabel(LabelId::new("PERSON")));
        assert!(!label("PER", &set).is_known);
    }
}
