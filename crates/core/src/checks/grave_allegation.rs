//! An accusation of a crime that only one unnamed source makes.

use super::{Check, Found, Needs, Rule};
use crate::derive::Facts;
use std::collections::HashSet;

use crate::derive::Attributed;
use crate::derive::lexicon::is_accusation;
use crate::derive::words::words;
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "grave_allegation",
    title: "Serious allegation on one anonymous source",
    level: Level::Warning,
    is_prompt: true,
    standard: "BBC: refer upward",
    needs: Needs::Attributions,
    rules: &[Rule::Article(run)],
};

fn run(facts: &Facts<'_>, out: &mut Vec<Found>) {
    let accusing = |one: &Attributed<'_>| {
        one.fragments().find(|fragment| words(facts.text, *fragment).any(|word| is_accusation(&word.lower())))
    };
    let all: Vec<_> = facts.attributions.iter().filter_map(|one| Some((one, accusing(one)?))).collect();
    let [(one, range)] = all.as_slice() else {
        // Others accuse too: then it does not rest on one.
        let keys: HashSet<String> =
            all.iter().flat_map(|(one, _)| one.sources.iter().map(|source| source.key(facts))).collect();
        if let (1, Some((one, range))) = (keys.len(), all.first())
            && one.sources.iter().all(|source| source.is_unnamed())
        {
            out.push(Found::on(one, *range, MESSAGE));
        }
        return;
    };
    if !one.sources.is_empty() && one.sources.iter().all(|source| source.is_unnamed()) {
        out.push(Found::on(one, *range, MESSAGE));
    }
}

const MESSAGE: &str = "Does this rest on one unnamed source? Then refer it upward.";

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "{s A clerk} {u claimed} {q the minister took bribes}.",
            "the minister took bribes",
            &[
                "{s Ana Ruiz} {u claimed} {q the minister took bribes}.",
                "{s A clerk} {u claimed} {q the minister took a train}.",
                "{s A clerk} {u claimed} {q the minister took bribes}. {s2 Ana Ruiz} {u2 said} {q2 the bribes were paid}.",
            ],
        );
    }
}
