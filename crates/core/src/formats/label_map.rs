//! From the labels of a file to those of the label set: the same, a new one,
//! or none.

use std::collections::BTreeMap;

use super::draft::{Draft, Role};
use crate::model::{AnnotationType, Label, LabelSet};

/// What becomes of a label of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It is the label of this name.
    Same(String),
    /// It becomes a label of its own.
    New,
    /// What carries it is left out.
    Ignore,
}

/// A label of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLabel {
    pub name: String,
    /// How many annotations carry it.
    pub count: usize,
    pub likely: Choice,
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

/// The label that a file's label most likely is: the one of its name, else the
/// one whose name or title differs only in capitals, else a known synonym.
#[must_use]
pub fn likely<'a>(name: &str, set: &'a LabelSet) -> Option<&'a Label> {
    let same = |label: &&Label, name: &str| {
        label.name.eq_ignore_ascii_case(name) || label.title.eq_ignore_ascii_case(name)
    };
    set.by_name(name).or_else(|| set.labels.iter().find(|label| same(label, name))).or_else(|| {
        let (_, ours) = SYNONYMS.iter().find(|(other, _)| other.eq_ignore_ascii_case(name))?;
        set.by_name(ours)
    })
}

/// The labels of drafts, by name.
pub(super) fn labels_of<'a>(drafts: impl Iterator<Item = &'a Draft>, set: &LabelSet) -> Vec<FileLabel> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for span in drafts.flat_map(|draft| &draft.spans) {
        *counts.entry(&span.label).or_default() += 1;
    }
    let label = |(name, count): (&str, usize)| {
        let likely = likely(name, set).map_or(Choice::New, |label| Choice::Same(label.name.clone()));
        FileLabel { name: name.to_owned(), count, likely }
    };
    counts.into_iter().map(label).collect()
}

/// What was chosen, by the label's name in the file; what is likely where
/// nothing was.
#[derive(Clone, Debug, Default)]
pub struct LabelMap(pub BTreeMap<String, Choice>);

/// A label that was taken as another, or left out.
pub(super) struct Taken {
    pub(super) label: String,
    /// `None` when it was left out.
    pub(super) as_name: Option<String>,
    pub(super) count: usize,
}

impl LabelMap {
    fn choice(&self, name: &str, set: &LabelSet) -> Choice {
        let chosen = self.0.get(name).cloned();
        chosen.unwrap_or_else(|| {
            likely(name, set).map_or(Choice::New, |label| Choice::Same(label.name.clone()))
        })
    }

    /// Gives a draft's marks the labels chosen; tells which are other than in
    /// the file.
    pub(super) fn apply(&self, draft: &mut Draft, set: &LabelSet) -> Vec<Taken> {
        let mut taken = Vec::new();
        for FileLabel { name, count, .. } in labels_of(std::iter::once(&*draft), set) {
            match self.choice(&name, set) {
                Choice::Same(ours) => {
                    let kind = set.by_name(&ours).map(|label| label.kind);
                    for span in draft.spans.iter_mut().filter(|span| span.label == name) {
                        span.kind = span.kind.or(kind);
                    }
                    if ours != name {
                        let spans = draft.spans.iter_mut().filter(|span| span.label == name);
                        spans.for_each(|span| span.label.clone_from(&ours));
                        taken.push(Taken { label: name, as_name: Some(ours), count });
                    }
                }
                Choice::New => {
                    let spans = draft.spans.iter_mut().filter(|span| span.label == name);
                    spans.for_each(|span| span.kind = span.kind.or_else(|| kind_of(&name)));
                }
                Choice::Ignore => {
                    draft.spans.retain(|span| span.label != name);
                    taken.push(Taken { label: name, as_name: None, count });
                }
            }
        }
        if taken.iter().any(|taken| taken.as_name.is_none()) {
            draft.unlink();
        }
        taken
    }
}

/// The type of annotation that a new label's name tells of.
fn kind_of(name: &str) -> Option<AnnotationType> {
    let claim = name.to_ascii_lowercase().contains("claim").then_some(AnnotationType::Claim);
    Role::from_name(name).map(AnnotationType::from).or(claim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_found_by_its_name_its_title_and_what_others_call_it() {
        let set = LabelSet::default();
        let name = |name: &str| likely(name, &set).map(|label| label.name.clone());
        assert_eq!(name("PERSON").as_deref(), Some("PERSON"));
        assert_eq!(name("Source").as_deref(), Some("SOURCE"));
        assert_eq!(name("quote").as_deref(), Some("CONTENT"));
        assert_eq!(name("per").as_deref(), Some("PERSON"));
        assert_eq!(name("MISC"), None);
        assert_eq!(kind_of("Cue"), Some(AnnotationType::Cue));
        assert_eq!(kind_of("MAIN_CLAIM"), Some(AnnotationType::Claim));
        assert_eq!(kind_of("MISC"), None);
    }
}
