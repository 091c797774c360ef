//! Joining what several people made of the same articles.
//!
//! Copies of an article are joined by the ids of what is in them: what only
//! one has is taken, what all have alike is one, and what two have differently
//! is a [`Conflict`], for a person to choose. The result is changes of the
//! article that is here, so joining is a transaction like any other.
//!
//! - Joining the same copy twice changes nothing, and with the versions that
//!   [`Conflict::latest`] names, the order of the copies makes no difference.
//! - An entity's mentions are a set: those of all versions are joined without
//!   asking.
//! - *Both* keeps the version that is here and puts the others beside it, each
//!   with an id that follows from its content (see [`beside`]), so that it is
//!   known again the next time.
//! - Nobody can delete by merging: what one person has deleted comes back from
//!   another's copy.
//! - The text is what makes copies the same article: see [`is_copy`].

mod join;
mod part;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use self::join::{Joined, join};
pub use self::part::{Part, beside};
use crate::model::{Article, Attribution, Id};
use crate::store::{DocumentChange, Edit};

/// Whether an article is a copy of another: it has the same text, under
/// whichever id. The same id with another text is another version, which no
/// offset fits.
#[must_use]
pub fn is_copy(mine: &Article, theirs: &Article) -> bool {
    mine.text == theirs.text
}

/// Someone's copy of an article. Its labels have the ids of the label set
/// here; see [`crate::formats::label_set::relabel`].
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// Where it comes from, for the screen: a file's name.
    pub from: String,
    pub article: Article,
}

/// One of several versions of a thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The copies that have it so, by their [`Copy::from`]; none for the
    /// article that is here.
    pub from: Vec<String>,
    pub part: Part,
}

/// A thing of one id of which there are different versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Two or more. Where the article here has one, it is the first.
    pub versions: Vec<Version>,
    /// The first is of the article here.
    pub has_mine: bool,
    /// The version that was changed last; between those that do not say when,
    /// the same one whoever asks.
    pub latest: usize,
}

/// Which versions of a conflict stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// One of [`Conflict::versions`], by index.
    One(usize),
    /// All of them; the first keeps the id.
    Both,
}

/// What joining adds to an article, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub annotations: usize,
    pub entities: usize,
    pub attributions: usize,
    pub dismissals: usize,
}

/// Copies of one article, joined with the one that is here.
#[derive(Clone, Debug)]
pub struct Merge {
    mine: Article,
    joined: Joined,
    orphans: Vec<Value>,
    notes: Vec<String>,
}

impl Merge {
    /// Joins copies with the article that is here.
    #[must_use]
    pub fn new(mine: &Article, copies: &[Copy]) -> Self {
        let orphans = copies
            .iter()
            .flat_map(|copy| &copy.article.orphans)
            .filter(|orphan| !mine.orphans.contains(orphan))
            .fold(Vec::new(), |mut new: Vec<Value>, orphan| {
                if !new.contains(orphan) {
                    new.push(orphan.clone());
                }
                new
            });
        Self { mine: mine.clone(), joined: join(mine, copies), orphans, notes: notes(mine, copies) }
    }

    /// The id of the article that is here.
    #[must_use]
    pub fn article(&self) -> &Id {
        &self.mine.id
    }

    #[must_use]
    pub fn title(&self) -> &str {
        &self.mine.title
    }

    /// The article that is here, for showing the words of its annotations.
    #[must_use]
    pub fn mine(&self) -> &Article {
        &self.mine
    }

    /// What has to be chosen: annotations, entities, attributions, then
    /// dismissals, each in the order of their ids.
    #[must_use]
    pub fn conflicts(&self) -> &[Conflict] {
        &self.joined.conflicts
    }

    /// What comes without a question.
    #[must_use]
    pub fn added(&self) -> Added {
        let mut added = Added::default();
        for part in &self.joined.added {
            match part {
                Part::Annotation(_) => added.annotations += 1,
                Part::Entity(_) => added.entities += 1,
                Part::Attribution(_) => added.attributions += 1,
                Part::Dismissal(_) => added.dismissals += 1,
            }
        }
        added
    }

    /// What the copies have that is not taken over, in words.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The choice of the latest version everywhere.
    #[must_use]
    pub fn latest(&self) -> Vec<Choice> {
        self.conflicts().iter().map(|conflict| Choice::One(conflict.latest)).collect()
    }

    /// The changes of the article here, with a choice for each conflict; where
    /// one is missing or names no version, the latest is taken.
    #[must_use]
    pub fn changes(&self, choices: &[Choice]) -> Vec<DocumentChange> {
        let mut after: BTreeMap<Key, Part> = parts(&self.mine);
        let mut put = |part: Part| drop(after.insert(part.key(), part));
        self.joined.added.iter().chain(&self.joined.updated).cloned().for_each(&mut put);
        for (index, conflict) in self.conflicts().iter().enumerate() {
            match choices.get(index) {
                Some(Choice::Both) => conflict.both().into_iter().for_each(&mut put),
                Some(&Choice::One(chosen)) if chosen < conflict.versions.len() => {
                    put(conflict.chosen(chosen));
                }
                _ => put(conflict.chosen(conflict.latest)),
            }
        }
        break_circles(&mut after);
        let before = parts(&self.mine);
        let mut changes: Vec<DocumentChange> = after
            .iter()
            .filter(|(key, part)| before.get(key) != Some(part))
            .map(|(key, part)| part.change(before.get(key)))
            .collect();
        if !self.orphans.is_empty() {
            changes.push(self.take_orphans());
        }
        changes
    }

    fn take_orphans(&self) -> DocumentChange {
        let before = crate::store::Edition::of(&self.mine);
        let mut after = before.clone();
        after.orphans.extend(self.orphans.iter().cloned());
        DocumentChange::Edition(Edit { id: (), before: Some(Arc::new(before)), after: Some(Arc::new(after)) })
    }
}

/// Annotations before what names them, each by id.
type Key = (part::Kind, Id);

fn parts(article: &Article) -> BTreeMap<Key, Part> {
    let annotations = article.annotations.iter().cloned().map(Part::Annotation);
    let entities = article.entities.iter().cloned().map(Part::Entity);
    let attributions = article.attributions.iter().cloned().map(Part::Attribution);
    let dismissals = article.dismissals.iter().cloned().map(Part::Dismissal);
    annotations.chain(entities).chain(attributions).chain(dismissals).map(|part| (part.key(), part)).collect()
}

impl Conflict {
    /// What stands when one version is chosen. An entity has the mentions of
    /// all.
    fn chosen(&self, index: usize) -> Part {
        let chosen = self.versions[index].part.clone();
        self.versions.iter().fold(chosen, |chosen, version| chosen.with_mentions_of(&version.part))
    }

    /// The first version, and beside it the others.
    fn both(&self) -> Vec<Part> {
        let mut versions = self.versions.iter();
        let first = versions.next().map(|version| version.part.clone());
        first.into_iter().chain(versions.map(|version| version.part.beside())).collect()
    }
}

/// Two people may each have put one attribution into the other: then the one
/// with the greatest id of a circle stands by itself.
fn break_circles(parts: &mut BTreeMap<Key, Part>) {
    let parents: BTreeMap<Id, Id> = parts
        .values()
        .filter_map(|part| match part {
            Part::Attribution(attribution) => Some((attribution.id.clone(), attribution.parent.clone()?)),
            _ => None,
        })
        .collect();
    let mut freed: BTreeSet<Id> = BTreeSet::new();
    for start in parents.keys() {
        let mut way = vec![start];
        let mut at = start;
        while let Some(parent) = parents.get(at).filter(|_| !freed.contains(at)) {
            if let Some(first) = way.iter().position(|&id| id == parent) {
                freed.extend(way[first..].iter().max().map(|&id| id.clone()));
                break;
            }
            way.push(parent);
            at = parent;
        }
    }
    for part in parts.values_mut() {
        if let Part::Attribution(attribution) = part
            && freed.contains(&attribution.id)
        {
            *part = Part::Attribution(Arc::new(Attribution { parent: None, ..(**attribution).clone() }));
        }
    }
}

/// What stays as it is here although a copy has it otherwise.
fn notes(mine: &Article, copies: &[Copy]) -> Vec<String> {
    let mut notes = Vec::new();
    for Copy { from, article } in copies {
        if article.blocks != mine.blocks {
            notes.push(format!("{from}: the kinds of its blocks differ; those here stay"));
        }
        if article.document_labels != mine.document_labels && !article.document_labels.is_empty() {
            notes.push(format!("{from}: its labels of the whole article differ; those here stay"));
        }
    }
    notes
}
