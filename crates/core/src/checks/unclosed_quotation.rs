//! An opening mark that nothing closes. A paragraph may stay open only if the
//! next one opens again.

use super::{Check, Found, Needs, Rule};
use crate::derive::Facts;
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "unclosed_quotation",
    title: "Quotation mark never closed",
    level: Level::Error,
    is_prompt: false,
    standard: "AP",
    needs: Needs::Text,
    rules: &[Rule::Article(run)],
};

fn run(facts: &Facts<'_>, out: &mut Vec<Found>) {
    for quotation in facts.quotations.iter().filter(|quotation| !quotation.closed) {
        out.push(Found::at(quotation.range, "The quotation is opened and never closed."));
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
            r#""The tide came fast, he said. ¶ It rained."#,
            r#""The tide came fast, he said."#,
            &[
                r#""The tide came fast," he said. ¶ It rained."#,
                r#""The tide came fast. ¶ "It rained," he said."#,
                "The ministers' houses were empty. It's late.",
            ],
        );
    }
}
