//! Joining by id.

use std::collections::{BTreeMap, BTreeSet};

use super::part::{Kind, Part};
use super::{Conflict, Copy, Key, Parting, Version, beside, parts};
use crate::model::Article;

/// What copies bring to an article.
#[derive(Clone, Debug, Default)]
pub(super) struct Joined {
    /// What it does not have.
    pub added: Vec<Part>,
    /// What it has alike, but for who changed it last or an entity's mentions;
    /// and what only a copy has changed since they parted.
    pub updated: Vec<Part>,
    /// What only a copy has changed since they parted, and deleted.
    pub deleted: Vec<Part>,
    pub conflicts: Vec<Conflict>,
    /// What one side has deleted and the other changed: it stays.
    pub kept: usize,
    /// The journals told what was done on each side, deletions too.
    pub by_journals: bool,
}

/// A version, and the copies that have it; none for the article here.
struct Candidate<'a> {
    part: Part,
    from: Option<&'a str>,
}

/// Joins one copy whose journal is known with the article here.
pub(super) fn join_since(mine: &Article, copy: &Copy, since: &Parting) -> Joined {
    let (here, mut there) = (parts(mine), parts(&copy.article));
    let mut joined = Joined { by_journals: true, ..Joined::default() };
    let keys: BTreeSet<Key> = here.keys().chain(there.keys()).cloned().collect();
    for key in keys {
        let (ours, theirs) = (here.get(&key), there.remove(&key));
        if ours == theirs.as_ref() {
            continue;
        }
        let touched = (since.mine.has(&mine.id, &key), since.theirs.has(&copy.article.id, &key));
        match (touched, ours, theirs) {
            ((true, false), ..) => {}
            ((false, true), Some(ours), None) => joined.deleted.push(ours.clone()),
            ((false, true), ours, Some(theirs)) => {
                let list = if ours.is_some() { &mut joined.updated } else { &mut joined.added };
                list.push(theirs);
            }
            // A deletion gives way to a change: nothing is lost by it.
            ((true, true), Some(_), None) => joined.kept += 1,
            ((true, true), None, Some(theirs)) => {
                joined.kept += 1;
                joined.added.push(theirs);
            }
            (_, ours, Some(theirs)) => joined.join_one(&here, key, ours, vec![(theirs, &copy.from)]),
            (_, _, None) => {}
        }
    }
    joined
}

pub(super) fn join(mine: &Article, copies: &[Copy]) -> Joined {
    let here = parts(mine);
    let mut candidates: BTreeMap<Key, Vec<(Part, &str)>> = BTreeMap::new();
    for copy in copies {
        for (key, part) in parts(&copy.article) {
            candidates.entry(key).or_default().push((part, &copy.from));
        }
    }
    let mut joined = Joined::default();
    for (key, theirs) in candidates {
        let mine = here.get(&key);
        joined.join_one(&here, key, mine, theirs);
    }
    joined
}

impl Joined {
    fn join_one(
        &mut self,
        here: &BTreeMap<Key, Part>,
        key: Key,
        mine: Option<&Part>,
        mut theirs: Vec<(Part, &str)>,
    ) {
        // Put beside it by an earlier merge: nothing new.
        theirs.retain(|(theirs, _)| {
            mine.is_none_or(|mine| mine.essence() == theirs.essence())
                || key.0 == Kind::Whole
                || !here.contains_key(&(key.0, beside(theirs)))
        });
        if theirs.is_empty() {
            return;
        }
        let mine = mine.cloned().map(|part| Candidate { part, from: None });
        self.take(mine, theirs.into_iter().map(|(part, from)| Candidate { part, from: Some(from) }));
    }

    fn take<'a>(&mut self, mine: Option<Candidate<'a>>, theirs: impl Iterator<Item = Candidate<'a>>) {
        let has_mine = mine.is_some();
        let before = mine.as_ref().map(|mine| mine.part.clone());
        let mut versions = versions(mine.into_iter().chain(theirs));
        if versions.len() > 1 {
            // The same order for everyone, after what is here.
            versions[usize::from(has_mine)..].sort_by_key(|version| version.part.age());
            let latest =
                (0..versions.len()).max_by_key(|&index| versions[index].part.age()).unwrap_or_default();
            self.conflicts.push(Conflict { versions, has_mine, latest });
            return;
        }
        let Some(only) = versions.pop() else { return };
        match before {
            None => self.added.push(only.part),
            Some(before) if before != only.part => self.updated.push(only.part),
            Some(_) => {}
        }
    }
}

/// Those that a person would call the same are one: the one changed last, with
/// the mentions of all.
fn versions<'a>(candidates: impl Iterator<Item = Candidate<'a>>) -> Vec<Version> {
    let mut versions: Vec<(Part, Version)> = Vec::new();
    for Candidate { part, from } in candidates {
        let (essence, from) = (part.essence(), from.map(str::to_owned));
        let Some((_, version)) = versions.iter_mut().find(|(known, _)| *known == essence) else {
            versions.push((essence, Version { from: from.into_iter().collect(), part }));
            continue;
        };
        version.from.extend(from);
        let (latest, other) = if part.age() > version.part.age() {
            (part, version.part.clone())
        } else {
            (version.part.clone(), part)
        };
        version.part = latest.with_mentions_of(&other);
    }
    versions.into_iter().map(|(_, version)| version).collect()
}
