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
//!   another's copy. Unless the copy brings its workspace's journal: then what
//!   only one side has touched since the two parted is as that side has it
//!   ([`Parting`]); of several such copies too, between each two of them.
//! - The title, the status, the metadata, the kinds of blocks and the labels of
//!   the whole article are joined like what has an id, by their names.
//! - The text is what makes copies the same article: see [`is_copy`].

mod join;
mod part;
mod parting;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use self::join::{Joined, join};
pub use self::part::{Part, Whole, WholeValue, beside};
pub use self::parting::{Done, Parting};
use crate::model::{Article, Attribution, Entity, Id, Status};
use crate::store::{DocumentChange, Edit, Edition};

/// Whether an article is a copy of another: it has the same text, under
/// whichever id. The same id with another text is another version, which no
/// offset fits.
#[must_use]
pub fn is_copy(mine: &Article, theirs: &Article) -> bool {
    mine.text == theirs.text
}

/// Whether a copy is of another text that only its side has made since the two
/// parted, while nothing was done here.
#[must_use]
pub fn is_newer_edition(mine: &Article, copy: &Copy) -> bool {
    copy.since.as_ref().is_some_and(|since| {
        mine.id == copy.article.id && since.theirs.has_text(&mine.id) && !since.mine.has_article(&mine.id)
    })
}

/// The copy whose text takes the place of the one here: of several, one that no
/// other has gone on from.
fn newest_edition<'a>(mine: &Article, copies: &'a [Copy]) -> Option<&'a Copy> {
    let newer = |copy: &&Copy| !is_copy(mine, &copy.article) && is_newer_edition(mine, copy);
    let is_outdone = |copy: &&Copy| {
        copies.iter().filter(newer).any(|other| match (&copy.since, &other.since) {
            (Some(one), Some(two)) => {
                Parting::among(one, two, |done| done.has_text(&mine.id)) == (false, true)
            }
            _ => false,
        })
    };
    copies.iter().filter(newer).find(|copy| !is_outdone(copy)).or_else(|| copies.iter().find(newer))
}

/// Someone's copy of an article. Its labels have the ids of the label set
/// here; see [`crate::formats::label_set::relabel`].
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// Where it comes from, for the screen: a file's name.
    pub from: String,
    pub article: Article,
    /// What was done on either side, where the journals tell.
    pub since: Option<Arc<Parting>>,
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

/// What comes without a question, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub annotations: usize,
    pub entities: usize,
    pub attributions: usize,
    pub dismissals: usize,
    /// Of any kind: what is in another state than before.
    pub changed: usize,
    pub deleted: usize,
}

/// Copies of one article, joined with the one that is here.
#[derive(Clone, Debug)]
pub struct Merge {
    mine: Article,
    joined: Joined,
    /// What the copies have.
    there: BTreeMap<Key, Part>,
    /// Another text that takes the place of the one here, with all that is in
    /// it.
    edition: Option<Edition>,
    orphans: Vec<Value>,
    notes: Vec<String>,
    /// Copies of which nothing is taken over, by their [`Copy::from`].
    left_out: Vec<String>,
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
        let mut notes = notes(mine, copies);
        let newer = newest_edition(mine, copies);
        // In another text nothing of the others has its place.
        let fits = |copy: &&Copy| match newer {
            Some(newer) => copy.article.text == newer.article.text,
            None => is_copy(mine, &copy.article),
        };
        let left_out: Vec<String> =
            copies.iter().filter(|copy| !fits(copy)).map(|copy| copy.from.clone()).collect();
        for from in &left_out {
            notes.push(format!("{from}: it has another text, so its marks are not here; open it again"));
        }
        let joined = match newer {
            Some(_) => Joined::default(),
            None => {
                let copies: Vec<Copy> =
                    copies.iter().filter(fits).map(|copy| with_blocks_of(mine, copy)).collect();
                join(mine, &copies)
            }
        };
        if joined.kept > 0 {
            notes.push(format!("{} deleted on one side and changed on the other: kept", joined.kept));
        }
        let there = match newer {
            Some(newer) => parts(&newer.article),
            None => copies.iter().flat_map(|copy| parts(&copy.article)).collect(),
        };
        let edition = newer.map(|copy| Edition::of(&copy.article));
        Self { mine: mine.clone(), joined, there, edition, orphans, notes, left_out }
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

    /// What has to be chosen: what is of the whole article, annotations,
    /// entities, attributions, then dismissals, each in the order of their ids.
    #[must_use]
    pub fn conflicts(&self) -> &[Conflict] {
        &self.joined.conflicts
    }

    /// What comes without a question.
    #[must_use]
    pub fn added(&self) -> Added {
        let Joined { updated, deleted, .. } = &self.joined;
        let mut added = Added { changed: updated.len(), deleted: deleted.len(), ..Added::default() };
        for part in &self.joined.added {
            match part {
                Part::Annotation(_) => added.annotations += 1,
                Part::Entity(_) => added.entities += 1,
                Part::Attribution(_) => added.attributions += 1,
                Part::Dismissal(_) => added.dismissals += 1,
                Part::Whole(_) => added.changed += 1,
            }
        }
        added
    }

    /// What the copies have that is not taken over, in words.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Whether a copy is not taken over and has to be opened again.
    #[must_use]
    pub fn leaves_out(&self) -> bool {
        !self.left_out.is_empty()
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
        let (mut before, after) = (parts(&self.mine), self.after(choices));
        let mut changes: Vec<DocumentChange> = Vec::new();
        // First, since it has the title and the blocks as they are before.
        if let Some(edition) = &self.edition {
            changes.push(self.put_edition(edition.clone()));
            let Edition { title, metadata, text, blocks, orphans } = edition.clone();
            before = parts(&Article { title, metadata, text, blocks, orphans, ..self.mine.clone() });
        } else if !self.orphans.is_empty() {
            let mut after = Edition::of(&self.mine);
            after.orphans.extend(self.orphans.iter().cloned());
            changes.push(self.put_edition(after));
        }
        let gone = before.iter().rev().filter(|(key, _)| !after.contains_key(key));
        changes.extend(gone.filter_map(|(_, part)| part.removal()));
        let other = after.iter().filter(|(key, part)| before.get(key) != Some(part));
        changes.extend(other.filter_map(|(key, part)| part.change(before.get(key))));
        changes
    }

    /// The status of the article, which is the list's, with these choices.
    #[must_use]
    pub fn status(&self, choices: &[Choice]) -> Status {
        let status = |part: &Part| match part {
            Part::Whole(whole) => match whole.value {
                WholeValue::Status(status) => Some(status),
                _ => None,
            },
            _ => None,
        };
        self.after(choices).values().find_map(status).unwrap_or_default()
    }

    /// All there is with these choices.
    fn after(&self, choices: &[Choice]) -> BTreeMap<Key, Part> {
        if self.edition.is_some() {
            return self.there.clone();
        }
        let deleted: HashSet<Key> = self.joined.deleted.iter().map(Part::key).collect();
        let mut after: BTreeMap<Key, Part> =
            parts(&self.mine).into_iter().filter(|(key, _)| !deleted.contains(key)).collect();
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
        // A deletion may be of either side.
        if self.joined.by_journals {
            self.mend(&mut after);
        }
        after
    }

    /// What a deletion would leave hanging: an annotation that an attribution
    /// still has stays, and an entity does not mention what is gone.
    fn mend(&self, after: &mut BTreeMap<Key, Part>) {
        let here = parts(&self.mine);
        let attributions: Vec<Arc<Attribution>> = after
            .values()
            .filter_map(|part| match part {
                Part::Attribution(attribution) => Some(attribution.clone()),
                _ => None,
            })
            .collect();
        for id in attributions.iter().flat_map(|attribution| attribution.parts().map(|(_, id)| id)) {
            let key = (part::Kind::Annotation, id.clone());
            let known = here.get(&key).or_else(|| self.there.get(&key));
            if let Some(known) = known.filter(|_| !after.contains_key(&key)) {
                after.insert(key, known.clone());
            }
        }
        let is_there: HashSet<Key> = after.keys().cloned().collect();
        for part in after.values_mut() {
            match part {
                Part::Entity(entity) => {
                    let is_gone = |id: &Id| !is_there.contains(&(part::Kind::Annotation, id.clone()));
                    if entity.mentions.iter().any(is_gone) {
                        let mentions = entity.mentions.iter().filter(|id| !is_gone(id)).cloned().collect();
                        *entity = Arc::new(Entity { mentions, ..(**entity).clone() });
                    }
                }
                Part::Attribution(attribution) => {
                    let is_gone = |id: &Id| !is_there.contains(&(part::Kind::Attribution, id.clone()));
                    if attribution.parent.as_ref().is_some_and(is_gone) {
                        *attribution = Arc::new(Attribution { parent: None, ..(**attribution).clone() });
                    }
                }
                _ => {}
            }
        }
    }

    fn put_edition(&self, after: Edition) -> DocumentChange {
        let before = Edition::of(&self.mine);
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
    let whole = Whole::of(article).map(|whole| Part::Whole(Arc::new(whole)));
    whole
        .chain(annotations)
        .chain(entities)
        .chain(attributions)
        .chain(dismissals)
        .map(|part| (part.key(), part))
        .collect()
}

impl Conflict {
    /// What stands when one version is chosen. An entity has the mentions of
    /// all.
    fn chosen(&self, index: usize) -> Part {
        let chosen = self.versions[index].part.clone();
        self.versions.iter().fold(chosen, |chosen, version| chosen.with_mentions_of(&version.part))
    }

    /// Whether its versions can stand beside each other. What is of the whole
    /// article there is only once.
    #[must_use]
    pub fn has_both(&self) -> bool {
        !self.versions.iter().any(|version| matches!(version.part, Part::Whole(_)))
    }

    /// The first version, and beside it the others.
    fn both(&self) -> Vec<Part> {
        if !self.has_both() {
            return vec![self.chosen(0)];
        }
        let mut versions = self.versions.iter();
        let first = versions.next().map(|version| version.part.clone());
        first.into_iter().chain(versions.map(|version| version.part.beside())).collect()
    }
}

/// A copy whose text is cut into other blocks says nothing of those here.
fn with_blocks_of(mine: &Article, copy: &Copy) -> Copy {
    let mut copy = copy.clone();
    if is_copy(mine, &copy.article) && !has_same_blocks(mine, &copy.article) {
        copy.article.blocks.clone_from(&mine.blocks);
    }
    copy
}

fn has_same_blocks(mine: &Article, theirs: &Article) -> bool {
    let ranges = |article: &Article| article.blocks.iter().map(|block| block.range).collect::<Vec<_>>();
    ranges(mine) == ranges(theirs)
}

/// Two people may each have put one attribution into the other: then the one
/// with the greatest id of a circle stands by itself.
fn break_circles(parts: &mut BTreeMap<Key, Part>) {
    let parents: HashMap<Id, Id> = parts
        .values()
        .filter_map(|part| match part {
            Part::Attribution(attribution) => Some((attribution.id.clone(), attribution.parent.clone()?)),
            _ => None,
        })
        .collect();
    let mut freed: HashSet<Id> = HashSet::new();
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
    for Copy { from, article, .. } in copies {
        if !has_same_blocks(mine, article) {
            notes.push(format!("{from}: its text is cut into other blocks; those here stay"));
        }
    }
    notes
}
