//! Words that reached the article through somebody else: told to another
//! newsroom, or nested in what another source says.

use super::{Check, Found, Needs, Rule};
use crate::derive::{Attributed, Facts};
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "hearsay_chain",
    title: "Hearsay: two sources in series",
    level: Level::Warning,
    is_prompt: false,
    standard: "AP/Poynter 2010: credit the other outlet; BBC: prefer first hand",
    needs: Needs::Attributions,
    rules: &[Rule::Attributions(run)],
};

fn run(facts: &Facts<'_>, one: &Attributed<'_>) -> Option<Found> {
    let range = one.source().map_or(one.extent, |source| source.annotation.target.extent());
    let parent = one.attribution.parent.as_ref().and_then(|id| facts.attribution(id));
    if parent.is_some_and(|parent| !parent.sources.is_empty()) && !one.sources.is_empty() {
        return Some(Found::on(one, range, "It is known only through another source: ask the first one."));
    }
    if one.told_to_media(facts) {
        let told = one.addressees.first().map_or(range, |addressee| addressee.target.extent());
        let message = "It was told to another newsroom: credit it, and check with the source.";
        return Some(Found::on(one, told, message));
    }
    matches!(one.stated("sourcing"), Some("via_media" | "via_person"))
        .then(|| Found::on(one, range, "It is marked as second hand: ask the first source."))
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "{s An official} {u told} {a Reuters} {q that the envoy had fled}.",
            "Reuters",
            &[
                "{s An official} {u told} {a the council} {q that the envoy had fled}.",
                "{s Reuters} {u said} {q that the envoy had fled}.",
                "{s Ana Ruiz} {u told} {a reporters} {q that the envoy had fled}.",
            ],
        );
    }
}
