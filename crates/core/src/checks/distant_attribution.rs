//! An indirect statement whose source comes neither in its sentence nor in the
//! one before or after.

use super::{Check, Found, Needs, Rule};
use crate::derive::{Attributed, Facts};
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "distant_attribution",
    title: "Attribution far from the claim",
    level: Level::Warning,
    is_prompt: false,
    standard: "AP: restate unless clear",
    needs: Needs::Attributions,
    rules: &[Rule::Attributions(run)],
};

fn run(facts: &Facts<'_>, one: &Attributed<'_>) -> Option<Found> {
    let (content, source) = (one.fragments().next()?, one.source()?);
    let named = source.annotation.target.extent();
    let (first, second) = if named.start() < content.start() { (named, content) } else { (content, named) };
    let is_near =
        || facts.sentences_between(first.start(), second.start()).is_some_and(|sentences| sentences <= 1);
    if one.is_quoted(facts) || is_near() {
        return None;
    }
    Some(Found::on(one, content, "The source is more than a sentence away: restate it here."))
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "{q Rents rose 9%}. The gap is widening. {s Orla Finn} {u said} this.",
            "Rents rose 9%",
            &[
                "{q Rents rose 9%}. {s Orla Finn} {u said} this.",
                "{s Orla Finn} {u said} {q rents rose 9%}. The gap is widening.",
                "{q “Rents rose.”} The gap is widening. It is. {s Orla Finn} {u said} this.",
            ],
        );
    }
}
