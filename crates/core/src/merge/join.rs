//! Joining by id.

use std::collections::BTreeMap;

use super::part::Part;
use super::{Conflict, Copy, Key, Version, beside, parts};
use crate::model::Article;

/// What copies bring to an article.
#[derive(Clone, Debug, Default)]
pub(super) struct Joined {
    /// What it does not have.
    pub added: Vec<Part>,
    /// What it has alike, but for who changed it last or an entity's mentions.
    pub updated: Vec<Part>,
    pub conflicts: Vec<Conflict>,
}

/// A version, and the copies that have it; none for the article here.
struct Candidate<'a> {
    part: Part,
    from: Option<&'a str>,
}

pub(super) fn join(mine: &Article, copies: &[Copy]) -> Joined {
    let here = parts(mine);
    let mut candidates: BTreeMap<Key, Vec<Candidate<'_>>> = BTreeMap::new();
    for copy in copies {
        for (key, part) in parts(&copy.article) {
            candidates.entry(key).or_default().push(Candidate { part, from: Some(&copy.from) });
        }
    }
    let mut joined = Joined::default();
    for (key, mut theirs) in candidates {
        let mine = here.get(&key);
        // Put beside it by an earlier merge: nothing new.
        theirs.retain(|theirs| {
            mine.is_none_or(|mine| mine.essence() == theirs.part.essence())
                || !here.contains_key(&(key.0, beside(&theirs.part)))
        });
        if theirs.is_empty() {
            continue;
        }
        let mine = mine.cloned().map(|part| Candidate { part, from: None });
        joined.take(mine, theirs);
    }
    joined
}

impl Joined {
    fn take<'a>(&mut self, mine: Option<Candidate<'a>>, theirs: Vec<Candidate<'a>>) {
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
