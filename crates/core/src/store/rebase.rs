//! Two writers on one workspace: what one has done and not stored yet is put
//! after what the other has stored meanwhile.
//!
//! The journal is one line of transactions, each of which fits what those
//! before it have made. So changes of different things are both kept as they
//! are; of changes of the same thing, the one that comes later in the journal
//! holds, says which it overrides, and the other stays in the history.
//!
//! What one of the two has linked is not deleted under it, whoever was first:
//! a link brings back what the other has deleted, and a deletion passes over
//! what the other has linked. So nothing ever names what is not there.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::transaction::{DocumentChange, Edit, Field, Transaction, WorkspaceChange};
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
    Field(Id, Field),
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
        DocumentChange::Field(edit) => Thing::Field(article, edit.id.clone()),
    }
}

fn in_workspace(change: &WorkspaceChange) -> Thing {
    match change {
        WorkspaceChange::Listing(edit) => Thing::Listing(edit.id.clone()),
        WorkspaceChange::LabelSet(_) => Thing::LabelSet,
        WorkspaceChange::Guidelines(_) => Thing::Guidelines,
    }
}

/// What comes of putting transactions after another writer's.
#[derive(Debug)]
pub struct Rebased {
    /// What the other's changes where these have been applied already.
    pub left: Transaction,
    /// Something that these deleted stays, because the other has linked it.
    pub kept: bool,
}

/// Puts `own` transactions after `foreign`, which was stored before them.
///
/// A label set is not one thing but many: its labels and attributes are merged
/// one by one.
pub fn rebase(own: &mut [Transaction], foreign: &Transaction) -> Rebased {
    let mut base = Base::of(foreign);
    let mut links = Links::of(foreign);
    let mut label_sets: Option<[Arc<LabelSet>; 2]> = None;
    let mut overridden = HashSet::new();
    for transaction in own.iter_mut() {
        let mut overrides = false;
        for (article, changes) in &mut transaction.articles {
            changes.retain_mut(|change| {
                let thing = in_article(article, change);
                links.forget(&thing);
                let before = base.articles.get(&thing);
                if !overridden.insert(thing) {
                    return true;
                }
                let Some(before) = before else { return true };
                overrides |= !put_after(change, before);
                !is_nothing(change)
            });
            for change in links.keep(article, changes) {
                let thing = in_article(article, &change);
                overridden.remove(&thing);
                base.articles.insert(thing, change);
            }
            overrides |= links.restore(article, changes, &mut overridden);
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
    let left = left(foreign, &overridden, &links, label_sets);
    Rebased { left, kept: !links.kept.is_empty() }
}

/// What a transaction leaves behind: the state after it of each thing that it
/// changes.
struct Base {
    articles: HashMap<Thing, DocumentChange>,
    listings: HashMap<Id, Option<Arc<super::Listing>>>,
    label_set: Option<Arc<LabelSet>>,
    guidelines: Option<Option<Arc<str>>>,
}

impl Base {
    fn of(transaction: &Transaction) -> Self {
        let changes = transaction.articles.iter();
        let changes =
            changes.flat_map(|(article, changes)| changes.iter().map(move |change| (article, change)));
        let mut base = Self {
            articles: changes
                .map(|(article, change)| (in_article(article, change), change.clone()))
                .collect(),
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

/// What names what, as far as it matters between two writers.
struct Links {
    /// What things name that the other writer has put into their states, and
    /// things that are kept for it.
    needed: HashMap<Thing, Vec<Thing>>,
    /// What the other writer has deleted, as a change that brings it back.
    deleted: HashMap<Thing, DocumentChange>,
    /// What was deleted here and stays, as a change that brings it back here.
    kept: HashMap<Thing, (Id, DocumentChange)>,
}

impl Links {
    fn of(foreign: &Transaction) -> Self {
        let mut links = Self { needed: HashMap::new(), deleted: HashMap::new(), kept: HashMap::new() };
        for (article, changes) in &foreign.articles {
            for change in changes {
                let thing = in_article(article, change);
                if is_deletion(change) {
                    links.deleted.insert(thing, change.clone().inverse());
                } else {
                    links.needed.insert(thing, named(article, change));
                }
            }
        }
        links
    }

    /// A thing is what was made of it here.
    fn forget(&mut self, thing: &Thing) {
        self.needed.remove(thing);
        self.kept.remove(thing);
    }

    /// Takes out the deletions of what is needed; gives changes whose outcome
    /// is what is there instead.
    fn keep(&mut self, article: &Id, changes: &mut Vec<DocumentChange>) -> Vec<DocumentChange> {
        let mut kept = Vec::new();
        let is_needed = |needed: &HashMap<Thing, Vec<Thing>>, change: &DocumentChange| {
            let thing = in_article(article, change);
            is_deletion(change) && needed.values().any(|named| named.contains(&thing))
        };
        // What is kept needs what it names.
        while let Some(at) = changes.iter().position(|change| is_needed(&self.needed, change)) {
            let change = changes.remove(at).inverse();
            let thing = in_article(article, &change);
            self.needed.insert(thing.clone(), named(article, &change));
            self.kept.insert(thing, (article.clone(), change.clone()));
            kept.push(change);
        }
        kept
    }

    /// Puts before the changes what brings back what they name and the other
    /// has deleted. Whether there is any such thing.
    fn restore(
        &self,
        article: &Id,
        changes: &mut Vec<DocumentChange>,
        overridden: &mut HashSet<Thing>,
    ) -> bool {
        let mut named_here: Vec<Thing> = changes.iter().flat_map(|change| named(article, change)).collect();
        let mut restored = Vec::new();
        while let Some(thing) = named_here.pop() {
            if let Some(change) = self.deleted.get(&thing)
                && overridden.insert(thing)
            {
                named_here.extend(named(article, change));
                restored.push(change.clone());
            }
        }
        let any = !restored.is_empty();
        changes.splice(0..0, restored);
        any
    }
}

fn is_deletion(change: &DocumentChange) -> bool {
    match change {
        DocumentChange::Annotation(edit) => edit.after.is_none(),
        DocumentChange::Attribution(edit) => edit.after.is_none(),
        // Nothing names the others.
        _ => false,
    }
}

/// What the outcome of a change names.
fn named(article: &Id, change: &DocumentChange) -> Vec<Thing> {
    let annotation = |id: &Id| Thing::Annotation(article.clone(), id.clone());
    match change {
        DocumentChange::Entity(edit) => {
            edit.after.iter().flat_map(|entity| &entity.mentions).map(annotation).collect()
        }
        DocumentChange::Attribution(edit) => {
            let parts = edit.after.iter().flat_map(|after| after.parts()).map(|(_, id)| annotation(id));
            let parent = edit.after.iter().filter_map(|after| after.parent.as_ref());
            parts.chain(parent.map(|id| Thing::Attribution(article.clone(), id.clone()))).collect()
        }
        _ => Vec::new(),
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
        (DocumentChange::Field(edit), DocumentChange::Field(other)) => put(edit, other),
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
        DocumentChange::Field(edit) => edit.before == edit.after,
    }
}

/// A transaction without what is overridden. `label_sets` are the set as it
/// was here and as it is when both writers' changes are in it.
fn left(
    foreign: &Transaction,
    overridden: &HashSet<Thing>,
    links: &Links,
    label_sets: Option<[Arc<LabelSet>; 2]>,
) -> Transaction {
    let mut left = foreign.clone();
    for (article, changes) in &mut left.articles {
        changes.retain(|change| {
            let thing = in_article(article, change);
            !overridden.contains(&thing) && !links.kept.contains_key(&thing)
        });
    }
    for (article, change) in links.kept.values() {
        left.articles.entry(article.clone()).or_default().push(change.clone());
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
