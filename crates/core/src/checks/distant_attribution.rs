//! An indirect statement whose source comes neither in its sentence nor in the
//! one before or after.

use super::{Check, Found, Needs};
use crate::derive::Facts;
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "distant_attribution",
    title: "Attribution far from the claim",
    level: Level::Warning,
    is_prompt: false,
    standard: "AP: restate unless clear",
    needs: Needs::Attributions,
    run,
};

fn run(facts: &Facts<'_>, out: &mut Vec<Found>) {
    for one in facts.attributions.iter().filter(|one| !one.is_quoted(facts)) {
        let (Some(content), Some(source)) = (one.fragments().next(), one.source()) else { continue };
        let named = source.annotation.target.extent();
        let (first, second) =
            if named.start() < content.start() { (named, content) } else { (content, named) };
        let distance = facts.sentences_between(first.start(), second.start());
        if distance.is_none_or(|sentences| sentences > 1) {
            out.push(Found::on(one, content, "The source is more than a sentence away: restate it here."));
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
