//! Taking another label set over, without leaving an annotation behind.

use std::collections::{HashMap, HashSet};

use super::{Attribute, Label, LabelId, LabelSet};

/// What a set becomes when another is taken over, and how the two differ:
/// labels by title, attributes by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    pub label_set: LabelSet,
    pub new: Vec<String>,
    pub changed: Vec<String>,
    pub unchanged: usize,
    /// The other set lacks them, but annotations carry them: they stay.
    pub kept: Vec<String>,
    /// The other set lacks them, and no annotation carries them.
    pub gone: Vec<String>,
    pub new_attributes: Vec<String>,
    pub changed_attributes: Vec<String>,
    pub gone_attributes: Vec<String>,
}

impl Merge {
    /// What comes of taking over `incoming`. A label of it is one of ours when
    /// it has the type and the id, or else the type and the name, of one; then
    /// it keeps our id, so that annotations follow. `new_id` gives ids to
    /// labels whose own id is another's here.
    #[must_use]
    pub fn new(
        ours: &LabelSet,
        incoming: &LabelSet,
        is_used: impl Fn(&LabelId) -> bool,
        new_id: &mut dyn FnMut() -> LabelId,
    ) -> Self {
        let matched = match_labels(ours, incoming);
        let claimed: HashSet<&LabelId> = matched.iter().flatten().map(|label| &label.id).collect();
        let stays = |label: &&Label| !claimed.contains(&label.id) && is_used(&label.id);
        let kept: Vec<Label> = ours.labels.iter().filter(stays).cloned().collect();

        let mut merge = Self {
            label_set: LabelSet {
                labels: Vec::with_capacity(incoming.labels.len() + kept.len()),
                ..incoming.clone()
            },
            new: Vec::new(),
            changed: Vec::new(),
            unchanged: 0,
            kept: titles(kept.iter()),
            gone: titles(
                ours.labels.iter().filter(|label| !claimed.contains(&label.id) && !is_used(&label.id)),
            ),
            new_attributes: Vec::new(),
            changed_attributes: Vec::new(),
            gone_attributes: Vec::new(),
        };
        let mut taken: HashSet<LabelId> =
            claimed.into_iter().chain(kept.iter().map(|label| &label.id)).cloned().collect();
        for (label, ours) in incoming.labels.iter().zip(&matched) {
            let mut label = label.clone();
            match ours {
                Some(ours) => {
                    label.id = ours.id.clone();
                    if label == **ours {
                        merge.unchanged += 1;
                    } else {
                        merge.changed.push(label.title.clone());
                    }
                }
                None => {
                    if !taken.insert(label.id.clone()) {
                        label.id = new_id();
                        taken.insert(label.id.clone());
                    }
                    merge.new.push(label.title.clone());
                }
            }
            merge.label_set.labels.push(label);
        }
        merge.label_set.labels.extend(kept);
        merge.take_aliases(ours, incoming, &matched);
        merge.compare_attributes(ours, incoming);
        merge
    }

    /// Whether the set stays as it is.
    #[must_use]
    pub fn is_same_as(&self, ours: &LabelSet) -> bool {
        &self.label_set == ours
    }

    /// What files' labels were taken for stays, where the label does; theirs
    /// hold where both say something.
    fn take_aliases(&mut self, ours: &LabelSet, incoming: &LabelSet, matched: &[Option<&Label>]) {
        let merged = &mut self.label_set;
        let is_there = |label: &LabelId| merged.labels.iter().any(|other| &other.id == label);
        let ids: HashMap<&LabelId, &LabelId> = incoming
            .labels
            .iter()
            .zip(matched.iter().zip(&merged.labels))
            .map(|(label, (ours, merged))| (&label.id, ours.map_or(&merged.id, |ours| &ours.id)))
            .collect();
        let mine = ours.aliases.iter().filter(|(_, label)| label.as_ref().is_none_or(is_there));
        let theirs = incoming.aliases.iter().map(|(name, label)| {
            (name, label.as_ref().map(|label| (*ids.get(label).unwrap_or(&label)).clone()))
        });
        let mine = mine.map(|(name, label)| (name, label.clone()));
        let aliases = mine.chain(theirs).map(|(name, label)| (name.clone(), label)).collect();
        merged.aliases = aliases;
    }

    fn compare_attributes(&mut self, ours: &LabelSet, incoming: &LabelSet) {
        let same = |a: &Attribute, b: &Attribute| a.applies_to == b.applies_to && a.name == b.name;
        for attribute in &incoming.attributes {
            match ours.attributes.iter().find(|other| same(attribute, other)) {
                None => self.new_attributes.push(attribute.name.clone()),
                Some(other) if other != attribute => self.changed_attributes.push(attribute.name.clone()),
                Some(_) => {}
            }
        }
        let gone = ours
            .attributes
            .iter()
            .filter(|attribute| !incoming.attributes.iter().any(|other| same(attribute, other)));
        self.gone_attributes = gone.map(|attribute| attribute.name.clone()).collect();
    }
}

/// For each incoming label the one of ours that it is: by id first, over the
/// whole set, then by name.
fn match_labels<'a>(ours: &'a LabelSet, incoming: &LabelSet) -> Vec<Option<&'a Label>> {
    let mut matched: Vec<Option<&Label>> = vec![None; incoming.labels.len()];
    let mut claimed: HashSet<&LabelId> = HashSet::new();
    let by_id = |label: &Label, ours: &Label| label.id == ours.id;
    let by_name = |label: &Label, ours: &Label| label.name == ours.name;
    for is_same in [by_id as fn(&Label, &Label) -> bool, by_name] {
        for (slot, label) in matched.iter_mut().zip(&incoming.labels).filter(|(slot, _)| slot.is_none()) {
            let found = ours
                .labels
                .iter()
                .find(|ours| ours.kind == label.kind && is_same(label, ours) && !claimed.contains(&ours.id));
            if let Some(found) = found {
                claimed.insert(&found.id);
                *slot = Some(found);
            }
        }
    }
    matched
}

fn titles<'a>(labels: impl Iterator<Item = &'a Label>) -> Vec<String> {
    labels.map(|label| label.title.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AnnotationType, AttributeKind, Extra, Scope};

    fn label(id: &str, kind: AnnotationType, name: &str) -> Label {
        Label {
            id: id.into(),
            kind,
            name: name.to_owned(),
            title: name.to_lowercase(),
            key: None,
            color: "#123456".to_owned(),
            extra: Extra::new(),
        }
    }

    fn set(labels: Vec<Label>) -> LabelSet {
        LabelSet { name: "Set".to_owned(), labels, attributes: vec![], ..LabelSet::default() }
    }

    fn merge(ours: &LabelSet, incoming: &LabelSet, used: &[&str]) -> Merge {
        let mut count = 0;
        let mut new_id = || {
            count += 1;
            LabelId::new(&format!("new-{count}"))
        };
        Merge::new(ours, incoming, |id| used.contains(&id.as_str()), &mut new_id)
    }

    fn shown(set: &LabelSet) -> Vec<(&str, &str)> {
        set.labels.iter().map(|label| (label.id.as_str(), label.name.as_str())).collect()
    }

    use AnnotationType::{Claim, Entity};

    #[test]
    fn the_same_set_changes_nothing() {
        let ours = LabelSet::default();
        let merge = merge(&ours, &ours, &["PERSON"]);
        assert!(merge.is_same_as(&ours));
        assert_eq!((merge.unchanged, merge.new.len(), merge.changed.len(), merge.kept.len()), (18, 0, 0, 0));
    }

    #[test]
    fn labels_are_matched_by_id_then_by_name_and_keep_our_ids() {
        let ours = set(vec![label("1", Entity, "PERSON"), label("2", Entity, "ORG")]);
        let incoming =
            set(vec![label("x", Entity, "ORG"), label("1", Entity, "PER"), label("y", Entity, "GPE")]);
        let merge = merge(&ours, &incoming, &["1", "2"]);
        assert_eq!(shown(&merge.label_set), [("2", "ORG"), ("1", "PER"), ("y", "GPE")]);
        assert_eq!(
            (merge.unchanged, merge.changed, merge.new, merge.kept),
            (1, vec!["per".to_owned()], vec!["gpe".to_owned()], vec![])
        );
    }

    #[test]
    fn an_id_goes_before_a_name_wherever_it_stands() {
        let ours = set(vec![label("1", Entity, "A"), label("2", Entity, "B")]);
        // "A" is the name of ours that a later label claims by its id.
        let incoming = set(vec![label("x", Entity, "A"), label("1", Entity, "C")]);
        let merge = merge(&ours, &incoming, &[]);
        assert_eq!(shown(&merge.label_set), [("x", "A"), ("1", "C")]);
        assert_eq!(merge.gone, ["b"]);
    }

    #[test]
    fn a_label_in_use_stays_and_another_goes() {
        let ours =
            set(vec![label("1", Entity, "PERSON"), label("2", Entity, "ORG"), label("3", Claim, "CLAIM")]);
        let merge = merge(&ours, &set(vec![label("3", Claim, "CLAIM")]), &["1"]);
        assert_eq!(shown(&merge.label_set), [("3", "CLAIM"), ("1", "PERSON")]);
        assert_eq!((merge.kept, merge.gone), (vec!["person".to_owned()], vec!["org".to_owned()]));
    }

    #[test]
    fn a_label_never_takes_annotations_of_another_type() {
        let ours = set(vec![label("1", Entity, "EVENT")]);
        let merge = merge(&ours, &set(vec![label("1", Claim, "EVENT")]), &["1"]);
        assert_eq!(shown(&merge.label_set), [("new-1", "EVENT"), ("1", "EVENT")]);
        // The user gives one of them another name before saving.
        assert_eq!(merge.label_set.faults().len(), 2);
    }

    #[test]
    fn what_files_labels_were_taken_for_follows_the_labels() {
        let alias = |name: &str, id: Option<&str>| (name.to_owned(), id.map(LabelId::new));
        let mut ours = set(vec![label("1", Entity, "PERSON"), label("2", Entity, "ORG")]);
        ours.aliases = [alias("PER", Some("1")), alias("COMPANY", Some("2")), alias("POS", None)].into();
        let mut incoming = set(vec![label("x", Entity, "PERSON")]);
        incoming.aliases = [alias("HUMAN", Some("x")), alias("POS", Some("x"))].into();
        let merged = merge(&ours, &incoming, &["1"]).label_set;
        assert_eq!(
            merged.aliases,
            [alias("HUMAN", Some("1")), alias("PER", Some("1")), alias("POS", Some("1"))].into()
        );
    }

    #[test]
    fn ids_stay_unique_when_the_file_repeats_one() {
        let merge = merge(&set(vec![]), &set(vec![label("1", Entity, "A"), label("1", Entity, "B")]), &[]);
        assert_eq!(shown(&merge.label_set), [("1", "A"), ("new-1", "B")]);
    }

    #[test]
    fn attributes_are_compared_by_scope_and_name() {
        let attribute = |applies_to, name: &str, kind| Attribute {
            applies_to,
            name: name.to_owned(),
            kind,
            extra: Extra::new(),
        };
        let with = |attributes| LabelSet { attributes, ..set(vec![]) };
        let ours = with(vec![
            attribute(Scope::Claim, "a", AttributeKind::Flag),
            attribute(Scope::Claim, "b", AttributeKind::Flag),
        ]);
        let incoming = with(vec![
            attribute(Scope::Claim, "a", AttributeKind::Text),
            attribute(Scope::Entity, "b", AttributeKind::Flag),
        ]);
        let merge = merge(&ours, &incoming, &[]);
        assert_eq!(merge.changed_attributes, ["a"]);
        assert_eq!(merge.new_attributes, ["b"]);
        assert_eq!(merge.gone_attributes, ["b"]);
        assert_eq!(merge.label_set.attributes, incoming.attributes);
    }
}
