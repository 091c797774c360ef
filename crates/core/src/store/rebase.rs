//! Two writers on one workspace: what one has done and not stored yet is put
//! after what the other has stored meanwhile.
//!
//! The journal is one line of transactions, each of which fits what those
//! before it have made. So changes of different things are both kept as they
//! are; of changes of the same thing, the one that comes later in the journal
//! holds, says which it overrides, and the other stays in the history.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::transaction::{DocumentChange, Edit, Transaction, WorkspaceChange};
use crate::model::{Attribute, Id, Label, LabelSet};

/// A thing that a transaction changes as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Thing {
    Annotation(Id, Id),
    Entity(Id, Id),
    Attribution(Id, Id),
    Dismissal(Id, Id),
    Block(Id, u32),
    Edition(Id),
    Listing(Id),
    LabelSet,
    Guidelines,
}

fn in_article(article: &Id, change: &DocumentChange) -> Thing {
    let article = article.clone();
    match change {
        DocumentChange::Annotation(edit) => Thing::Annotation(article, edit.id.clone()),
        DocumentChange::Entity(edit) => Thing::Entity(article, edit.id.clone()),
        DocumentChange::Attribution(edit) => Thing::Attribution(article, edit.id.clone()),
        DocumentChange::Dismissal(edit) => Thing::Dismissal(article, edit.id.clone()),
        DocumentChange::Block(edit) => Thing::Block(article, edit.id),
        DocumentChange::Edition(_) => Thing::Edition(article),
    }
}

fn in_workspace(change: &WorkspaceChange) -> Thing {
    match change {
        WorkspaceChange::Listing(edit) => Thing::Listing(edit.id.clone()),
        WorkspaceChange::LabelSet(_) => Thing::LabelSet,
        WorkspaceChange::Guidelines(_) => Thing::Guidelines,
    }
}

/// Puts `own` transactions after `foreign`, which was stored before them, and
/// gives what `foreign` changes where `own` have been applied already.
///
/// A label set is not one thing but many: its labels and attributes are merged
/// one by one.
pub fn rebase(own: &mut [Transaction], foreign: &Transaction) -> Transaction {
    let mut base = Base::of(foreign);
    let mut label_sets: Option<[Arc<LabelSet>; 2]> = None;
    let mut overridden = HashSet::new();
    for transaction in own.iter_mut() {
        let mut overrides = false;
        for (article, changes) in &mut transaction.articles {
            changes.retain_mut(|change| {
                let thing = in_article(article, change);
                let Some(before) = base.articles.get(&thing) else { return true };
                if !overridden.insert(thing) {
                    return true;
                }
                overrides |= !put_after(change, before);
                !is_nothing(change)
            });
        }
        transaction.workspace.retain_mut(|change| match change {
            WorkspaceChange::Listing(edit) => {
                let thing = Thing::Listing(edit.id.clone());
                let Some(before) = base.listings.get(&edit.id) else { return true };
                if !overridden.insert(thing) {
                    return true;
                }
                overrides |= edit.before != *before;
                edit.before.clone_from(before);
                edit.before != edit.after
            }
            WorkspaceChange::Guidelines(edit) => {
                let Some(before) = &base.guidelines else { return true };
                if !overridden.insert(Thing::Guidelines) {
                    return true;
                }
                overrides |= edit.before != *before;
                edit.before.clone_from(before);
                edit.before != edit.after
            }
            WorkspaceChange::LabelSet(edit) => {
                let now = label_sets.as_ref().map(|[_, now]| now.clone());
                let Some(theirs) = now.or_else(|| base.label_set.take()) else { return true };
                overridden.insert(Thing::LabelSet);
                let was = edit.after.clone().unwrap_or_default();
                let merged = merge(&edit.before.clone().unwrap_or_default(), &was, &theirs);
                *edit = Edit { id: (), before: Some(theirs), after: Some(Arc::new(merged)) };
                label_sets = Some([was, edit.after.clone().unwrap_or_default()]);
                edit.before != edit.after
            }
        });
        transaction.articles.retain(|_, changes| !changes.is_empty());
        if overrides && !transaction.overrides.contains(&foreign.id) {
            transaction.overrides.push(foreign.id.clone());
        }
    }
    left(foreign, &overridden, label_sets)
}

/// What a transaction leaves behind: the state after it of each thing that it
/// changes.
struct Base<'a> {
    articles: HashMap<Thing, &'a DocumentChange>,
    listings: HashMap<Id, Option<Arc<super::Listing>>>,
    label_set: Option<Arc<LabelSet>>,
    guidelines: Option<Option<Arc<str>>>,
}

impl<'a> Base<'a> {
    fn of(transaction: &'a Transaction) -> Self {
        let changes = transaction.articles.iter();
        let changes =
            changes.flat_map(|(article, changes)| changes.iter().map(move |change| (article, change)));
        let mut base = Self {
            articles: changes.map(|(article, change)| (in_article(article, change), change)).collect(),
            listings: HashMap::new(),
            label_set: None,
            guidelines: None,
        };
        for change in &transaction.workspace {
            match change {
                WorkspaceChange::Listing(edit) => {
                    base.listings.insert(edit.id.clone(), edit.after.clone());
                }
                WorkspaceChange::LabelSet(edit) => base.label_set.clone_from(&edit.after),
                WorkspaceChange::Guidelines(edit) => base.guidelines = Some(edit.after.clone()),
            }
        }
        base
    }
}

/// Makes a change start from what another of the same thing has left; gives
/// whether it did so already.
fn put_after(change: &mut DocumentChange, other: &DocumentChange) -> bool {
    fn put<K, T: Clone + PartialEq>(edit: &mut Edit<K, T>, other: &Edit<K, T>) -> bool {
        let same = edit.before == other.after || edit.after == other.after;
        edit.before.clone_from(&other.after);
        same
    }
    match (change, other) {
        (DocumentChange::Annotation(edit), DocumentChange::Annotation(other)) => put(edit, other),
        (DocumentChange::Entity(edit), DocumentChange::Entity(other)) => put(edit, other),
        (DocumentChange::Attribution(edit), DocumentChange::Attribution(other)) => put(edit, other),
        (DocumentChange::Dismissal(edit), DocumentChange::Dismissal(other)) => put(edit, other),
        (DocumentChange::Block(edit), DocumentChange::Block(other)) => put(edit, other),
        (DocumentChange::Edition(edit), DocumentChange::Edition(other)) => put(edit, other),
        // Changes of different things are never put after each other.
        _ => true,
    }
}

fn is_nothing(change: &DocumentChange) -> bool {
    match change {
        DocumentChange::Annotation(edit) => edit.before == edit.after,
        DocumentChange::Entity(edit) => edit.before == edit.after,
        DocumentChange::Attribution(edit) => edit.before == edit.after,
        DocumentChange::Dismissal(edit) => edit.before == edit.after,
        DocumentChange::Block(edit) => edit.before == edit.after,
        DocumentChange::Edition(edit) => edit.before == edit.after,
    }
}

/// A transaction without what is overridden. `label_sets` are the set as it
/// was here and as it is when both writers' changes are in it.
fn left(
    foreign: &Transaction,
    overridden: &HashSet<Thing>,
    label_sets: Option<[Arc<LabelSet>; 2]>,
) -> Transaction {
    let mut left = foreign.clone();
    for (article, changes) in &mut left.articles {
        changes.retain(|change| !overridden.contains(&in_article(article, change)));
    }
    left.workspace.retain(|change| !overridden.contains(&in_workspace(change)));
    left.workspace.extend(
        label_sets.map(|[was, now]| {
            WorkspaceChange::LabelSet(Edit { id: (), before: Some(was), after: Some(now) })
        }),
    );
    left
}

/// A label set that two writers have made from `base`: where both changed the
/// same, `ours` is the later and holds.
fn merge(base: &LabelSet, ours: &LabelSet, theirs: &LabelSet) -> LabelSet {
    fn later<T: Clone + PartialEq>(base: &T, ours: &T, theirs: &T) -> T {
        if ours == base { theirs.clone() } else { ours.clone() }
    }
    let names: BTreeSet<&String> = ours.aliases.keys().chain(theirs.aliases.keys()).collect();
    let alias = |name| later(&base.aliases.get(name), &ours.aliases.get(name), &theirs.aliases.get(name));
    LabelSet {
        name: later(&base.name, &ours.name, &theirs.name),
        labels: merge_list(&base.labels, &ours.labels, &theirs.labels, |label: &Label| label.id.clone()),
        attributes: merge_list(&base.attributes, &ours.attributes, &theirs.attributes, |it: &Attribute| {
            (it.applies_to, it.name.clone())
        }),
        house_style: later(&base.house_style, &ours.house_style, &theirs.house_style),
        aliases: names.into_iter().filter_map(|name| Some((name.clone(), alias(name)?.clone()))).collect(),
        extra: later(&base.extra, &ours.extra, &theirs.extra),
    }
}

/// In the order of `ours`, what only the others have at the end.
fn merge_list<T: Clone + PartialEq, K: PartialEq>(
    base: &[T],
    ours: &[T],
    theirs: &[T],
    key: impl Fn(&T) -> K,
) -> Vec<T> {
    let find = |list: &[T], of: &T| list.iter().find(|item| key(item) == key(of)).cloned();
    let kept = ours.iter().filter_map(|item| match (find(base, item), find(theirs, item)) {
        (Some(base), theirs) if base == *item => theirs,
        _ => Some(item.clone()),
    });
    let is_new = |item: &&T| find(base, item).is_none_or(|base| base != **item) && find(ours, item).is_none();
    kept.chain(theirs.iter().filter(is_new).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LabelId;

    #[test]
    fn two_writers_who_answered_of_labels_keep_both_answers() {
        let with = |aliases: &[(&str, Option<&str>)]| {
            let alias = |(name, id): &(&str, Option<&str>)| ((*name).to_owned(), id.map(LabelId::new));
            LabelSet { aliases: aliases.iter().map(alias).collect(), ..LabelSet::default() }
        };
        let base = with(&[("PER", Some("PERSON")), ("POS", None), ("LOK", None)]);
        let ours = with(&[("PER", Some("ORG")), ("POS", None), ("VERB", None)]);
        let theirs = with(&[("PER", None), ("TOWN", Some("GPE")), ("LOK", None)]);
        assert_eq!(
            merge(&base, &ours, &theirs),
            with(&[("PER", Some("ORG")), ("TOWN", Some("GPE")), ("VERB", None)])
        );
    }
}
