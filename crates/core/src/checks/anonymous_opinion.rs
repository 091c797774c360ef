//! An unnamed source that judges or attacks.

use super::{Check, Found, Needs, Rule};
use crate::derive::lexicon::is_attack;
use crate::derive::words::words;
use crate::derive::{Attributed, Facts};
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "anonymous_opinion",
    title: "Anonymous opinion or attack",
    level: Level::Error,
    is_prompt: false,
    standard: "AP: information, not opinion; NYT, NPR, Guardian",
    needs: Needs::Attributions,
    rules: &[Rule::Attributions(run)],
};

fn run(facts: &Facts<'_>, one: &Attributed<'_>) -> Option<Found> {
    let is_unnamed = one.sources.iter().any(|source| source.is_unnamed());
    let attacks = |fragment| words(facts.text, fragment).any(|word| is_attack(&word.lower()));
    let judges = |fragment| {
        let stated = facts.claims_in(fragment).filter_map(|claim| claim.attributes.get("checkability"));
        stated.into_iter().any(|value| value == "not_factual")
    };
    if !is_unnamed || !one.fragments().any(|fragment| attacks(fragment) || judges(fragment)) {
        return None;
    }
    Some(Found::on(one, one.fragments().next()?, "An unnamed source may give information, not opinion."))
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
