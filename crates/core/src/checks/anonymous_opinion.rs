//! An unnamed source that judges or attacks.

use super::{Check, Found, Needs};
use crate::derive::Facts;
use crate::derive::lexicon::is_attack;
use crate::derive::words::words;
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "anonymous_opinion",
    title: "Anonymous opinion or attack",
    level: Level::Error,
    is_prompt: false,
    standard: "AP: information, not opinion; NYT, NPR, Guardian",
    needs: Needs::Attributions,
    run,
};

fn run(facts: &Facts<'_>, out: &mut Vec<Found>) {
    for one in facts.attributions.iter().filter(|one| one.sources.iter().any(|source| source.is_unnamed())) {
        let judges =
            one.fragments().any(|fragment| words(facts.text, fragment).any(|word| is_attack(&word.lower())));
        let is_opinion = || {
            one.fragments().any(|fragment| {
                let claims =
                    facts.claims.iter().filter(|claim| fragment.contains_range(claim.target.extent()));
                claims
                    .filter_map(|claim| claim.attributes.get("checkability"))
                    .any(|value| value == "not_factual")
            })
        };
        if let (true, Some(range)) = (judges || is_opinion(), one.fragments().next()) {
            out.push(Found::on(one, range, "An unnamed source may give information, not opinion."));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            r#"{q "He is a coward,"} {s a colleague} {u said}."#,
            r#""He is a coward,""#,
            &[
                r#"{q "He is a coward,"} {s Ana Ruiz} {u said}."#,
                r#"{q "He is in the office,"} {s a colleague} {u said}."#,
            ],
        );
    }
}
