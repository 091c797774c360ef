//! A source of which nothing is said: "a source", "officials".

use super::{Check, Found, Needs, Rule};
use crate::derive::words::words;
use crate::derive::{Attributed, Facts, Source};
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "bare_anonymous",
    title: "Bare anonymous source",
    level: Level::Warning,
    is_prompt: false,
    standard: "AP: almost always prohibited",
    needs: Needs::Attributions,
    rules: &[Rule::Sources(run)],
};

fn run(facts: &Facts<'_>, one: &Attributed<'_>, source: &Source<'_>) -> Option<Found> {
    let message = "Say how the source knows: position, or part in the matter.";
    is_bare(facts, source).then(|| Found::on(one, source.annotation.target.extent(), message))
}

/// Whether the words say no more than that there is a source.
pub(super) fn is_bare(facts: &Facts<'_>, source: &Source<'_>) -> bool {
    if source.entity.is_some() && !source.is_unnamed() {
        return false;
    }
    let all: Vec<String> =
        words(facts.text, source.annotation.target.extent()).map(|word| word.lower()).collect();
    let plain = match all.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["a" | "an" | "one" | "the" | "some" | "anonymous" | "unnamed", rest @ ..] => rest.join(" "),
        all => all.join(" "),
    };
    matches!(
        plain.as_str(),
        "source"
            | "sources"
            | "insider"
            | "insiders"
            | "official"
            | "officials"
            | "person"
            | "people"
            | "someone"
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "{s A source} {u said} {q the deal is off}.",
            "A source",
            &[
                "{s A source close to the talks} {u said} {q the deal is off}.",
                "{s A senior port official} {u said} {q the deal is off}.",
                "{s Ana Ruiz} {u said} {q the deal is off}.",
            ],
        );
    }
}
