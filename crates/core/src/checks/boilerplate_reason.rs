//! A reason for anonymity that says nothing.

use super::{Check, Found, Needs, Rule};
use crate::derive::Facts;
use crate::derive::facts::is_in_quotation;
use crate::model::Level;
use crate::text::TextRange;

pub(super) const CHECK: Check = Check {
    name: "boilerplate_reason",
    title: "Boilerplate reason for anonymity",
    level: Level::Information,
    is_prompt: false,
    standard: "NYT memo 2010",
    needs: Needs::Text,
    rules: &[Rule::Phrases(&PHRASES, run)],
};

const PHRASES: [&str; 9] = [
    "not authorized to",
    "not authorised to",
    "not permitted to speak",
    "not allowed to speak",
    "sensitivity of the matter",
    "sensitive nature of",
    "to speak freely",
    "to speak candidly",
    "to discuss the matter publicly",
];

fn run(facts: &Facts<'_>, place: TextRange) -> Option<Found> {
    let is_quoted = is_in_quotation(&facts.quotations, place);
    (!is_quoted).then(|| Found::at(place, "Say what the source would risk, instead of the formula."))
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "The aide spoke without a name because she was not authorized to speak.",
            "not authorized to",
            &[
                "The aide asked not to be named because her brother works for the mayor.",
                "“I was not authorized to speak,” said Ana Ruiz.",
                "The port was not authorised.",
            ],
        );
    }
}
