//! A cue that takes a side: "claimed", "admitted", "insisted".

use super::{Check, Found, Needs};
use crate::derive::Facts;
use crate::derive::lexicon::is_loaded;
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "loaded_cue",
    title: "Loaded cue",
    level: Level::Information,
    is_prompt: false,
    standard: "Mongabay guide; AP and BBC alike",
    needs: Needs::Attributions,
    run,
};

fn run(facts: &Facts<'_>, out: &mut Vec<Found>) {
    for one in &facts.attributions {
        let loaded = one.cue_words(facts.text).into_iter().flatten().find(|word| is_loaded(word));
        if let (Some(word), Some(cue)) = (loaded, one.cue) {
            let message = format!("“{word}” takes a side: would “said” do?");
            out.push(Found::on(one, cue.target.extent(), message));
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
