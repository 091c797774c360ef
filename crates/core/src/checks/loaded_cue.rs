//! A cue that takes a side: "claimed", "admitted", "insisted".

use super::{Check, Found, Needs, Rule};
use crate::derive::lexicon::is_loaded;
use crate::derive::{Attributed, Facts};
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "loaded_cue",
    title: "Loaded cue",
    level: Level::Information,
    is_prompt: false,
    standard: "Mongabay guide; AP and BBC alike",
    needs: Needs::Attributions,
    rules: &[Rule::Attributions(run)],
};

fn run(facts: &Facts<'_>, one: &Attributed<'_>) -> Option<Found> {
    let word = one.cue_words(facts.text)?.into_iter().find(|word| is_loaded(word))?;
    let message = format!("“{word}” takes a side: would “said” do?");
    Some(Found::on(one, one.cue?.target.extent(), message))
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "{s Diaz} {u admitted} {q he owns two homes}.",
            "admitted",
            &[
                "{s Diaz} {u said} {q he owns two homes}.",
                "Diaz was admitted to hospital.",
                "{s Diaz} {u said} {q he admitted it}.",
            ],
        );
    }
}
