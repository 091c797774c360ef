//! "Reportedly", "has learned": a report that names no reporter.

use super::{Check, Found, Needs, Rule};
use crate::derive::Facts;
use crate::derive::facts::is_in_quotation;
use crate::model::Level;
use crate::text::TextRange;

pub(super) const CHECK: Check = Check {
    name: "reportedly",
    title: "Says without saying who",
    level: Level::Warning,
    is_prompt: false,
    standard: "NPR",
    needs: Needs::Text,
    rules: &[Rule::Phrases(&PHRASES, run)],
};

const PHRASES: [&str; 6] = [
    "reportedly",
    "has learned that",
    "have learned that",
    "has learned of",
    "it has emerged that",
    "it is understood that",
];

fn run(facts: &Facts<'_>, place: TextRange) -> Option<Found> {
    let is_quoted = is_in_quotation(&facts.quotations, place);
    (!is_quoted).then(|| Found::at(place, "Say who reported it, or how it was learned."))
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "The firm reportedly shed 400 jobs.",
            "reportedly",
            &[
                "“He reportedly left,” said Ana Ruiz.",
                "She has learned to swim.",
                "The firm reported that it shed 400 jobs.",
            ],
        );
    }
}
