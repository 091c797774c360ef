//! Joining by id.

use std::collections::BTreeMap;

use super::part::{Kind, Part};
use super::{Conflict, Copy, Key, Parting, Version, beside, parts};
use crate::model::{Article, Id};

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

/// The article here or a copy, as far as one thing is concerned.
struct Side<'a> {
    /// None for the article here.
    copy: Option<&'a Copy>,
    part: Option<&'a Part>,
}

impl Side<'_> {
    /// Whether this side has touched the thing since it parted from another,
    /// and whether the other has, as far as journals tell.
    fn touched(&self, other: &Self, mine: &Id, key: &Key) -> (bool, bool) {
        let since = |copy: &Copy, swap: bool| {
            let Some(since) = &copy.since else { return (false, false) };
            let (here, there) = (since.mine.has(mine, key), since.theirs.has(&copy.article.id, key));
            if swap { (there, here) } else { (here, there) }
        };
        match (self.copy, other.copy) {
            (None, Some(copy)) => since(copy, false),
            (Some(copy), None) => since(copy, true),
            (Some(one), Some(other)) => match (&one.since, &other.since) {
                (Some(since), Some(others)) => {
                    let ids = [&one.article.id, &other.article.id];
                    Parting::among(since, others, |done| ids.iter().any(|id| done.has(id, key)))
                }
                _ => (false, false),
            },
            (None, None) => (false, false),
        }
    }

    /// Whether what this side has is only what another has gone on from.
    fn is_outdone(&self, sides: &[Self], mine: &Id, key: &Key) -> bool {
        sides.iter().any(|other| self.touched(other, mine, key) == (false, true))
    }
}

/// Joins copies with the article here: by what was done on each side since
/// they parted, where their journals tell, else by what there is.
pub(super) fn join(mine: &Article, copies: &[Copy]) -> Joined {
    let here = parts(mine);
    let there: Vec<BTreeMap<Key, Part>> = copies.iter().map(|copy| parts(&copy.article)).collect();
    let by_journals = copies.iter().any(|copy| copy.since.is_some());
    let mut joined = Joined { by_journals, ..Joined::default() };
    let mut keys: Vec<&Key> = here.keys().chain(there.iter().flat_map(BTreeMap::keys)).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let ours = here.get(key);
        if there.iter().all(|there| there.get(key) == ours) {
            continue;
        }
        let theirs = copies.iter().zip(&there);
        let theirs = theirs.map(|(copy, there)| Side { copy: Some(copy), part: there.get(key) });
        let sides: Vec<Side<'_>> = [Side { copy: None, part: ours }].into_iter().chain(theirs).collect();
        joined.join_sides(&here, &mine.id, key, &sides);
    }
    joined
}

impl Joined {
    /// Joins what the sides have of one thing, but for those that others have
    /// gone on from. A deletion gives way to a change: nothing is lost by it.
    fn join_sides(&mut self, here: &BTreeMap<Key, Part>, mine: &Id, key: &Key, sides: &[Side<'_>]) {
        let outdone: Vec<bool> = sides.iter().map(|side| side.is_outdone(sides, mine, key)).collect();
        let stands = |at: usize| !outdone[at] || outdone.iter().all(|outdone| *outdone);
        let ours = sides[0].part;
        let standing = || (0..sides.len()).filter(|&at| stands(at)).map(|at| &sides[at]);
        let theirs: Vec<(Part, &str)> =
            standing().filter_map(|side| Some((side.part?.clone(), side.copy?.from.as_str()))).collect();
        // What was never there on a side is not deleted there.
        let is_deleted = |side: &Side<'_>| {
            side.part.is_none() && sides.iter().any(|other| side.touched(other, mine, key).0)
        };
        let is_here = stands(0);
        if standing().any(is_deleted) && (!theirs.is_empty() || (is_here && ours.is_some())) {
            self.kept += 1;
        }
        match (is_here, theirs.is_empty()) {
            (true, true) => {}
            (false, true) => self.deleted.extend(ours.cloned()),
            (true, false) => self.join_one(here, key, ours, theirs),
            (false, false) => {
                let theirs = theirs.into_iter().map(|(part, from)| Candidate { part, from: Some(from) });
                self.take(None, ours, theirs);
            }
        }
    }

    fn join_one(
        &mut self,
        here: &BTreeMap<Key, Part>,
        key: &Key,
        ours: Option<&Part>,
        mut theirs: Vec<(Part, &str)>,
    ) {
        // Put beside it by an earlier merge: nothing new.
        theirs.retain(|(theirs, _)| {
            ours.is_none_or(|ours| ours.essence() == theirs.essence())
                || key.0 == Kind::Whole
                || !here.contains_key(&(key.0, beside(theirs)))
        });
        if theirs.is_empty() {
            return;
        }
        let mine = ours.cloned().map(|part| Candidate { part, from: None });
        let theirs = theirs.into_iter().map(|(part, from)| Candidate { part, from: Some(from) });
        self.take(mine, ours, theirs);
    }

    /// Takes one of several versions, or asks. `mine` is the version here, where
    /// it is one of them, and `before` what is here in any case.
    fn take<'a>(
        &mut self,
        mine: Option<Candidate<'a>>,
        before: Option<&Part>,
        theirs: impl Iterator<Item = Candidate<'a>>,
    ) {
        let has_mine = mine.is_some();
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
            Some(before) if *before != only.part => self.updated.push(only.part),
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
