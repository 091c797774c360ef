//! "Experts", "critics", "some": a group that nobody can ask.

use super::{Check, Found, Needs, Rule};
use crate::derive::lexicon::is_collective;
use crate::derive::words::words;
use crate::derive::{Attributed, Facts, Source};
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "empty_collective",
    title: "Empty collective",
    level: Level::Warning,
    is_prompt: false,
    standard: "NPR: never enough",
    needs: Needs::Attributions,
    rules: &[Rule::Sources(run)],
};

fn run(facts: &Facts<'_>, one: &Attributed<'_>, source: &Source<'_>) -> Option<Found> {
    let range = source.annotation.target.extent();
    let all: Vec<String> = words(facts.text, range).map(|word| word.lower()).collect();
    let is_empty = match all.as_slice() {
        [only] => is_collective(only),
        [first, second] => is_collective(second) || (is_collective(first) && second == "people"),
        _ => false,
    };
    // With a name or a place of work the group can be asked.
    let is_named = words(facts.text, range).skip(1).any(|word| word.is_capitalised());
    (is_empty && !is_named).then(|| Found::on(one, range, "Name one of them, or say who they are."))
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "{s Experts} {u say} {q the dam is unsafe}.",
            "Experts",
            &[
                "{s Experts at the Tarn Institute} {u say} {q the dam is unsafe}.",
                "{s Engineers of the harbour board} {u say} {q the dam is unsafe}.",
                "{s Ana Ruiz, one of the experts,} {u says} {q the dam is unsafe}.",
            ],
        );
    }
}
