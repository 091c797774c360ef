//! A quotation of more than three words that nobody says: no content covers it
//! and its sentence names no speaker, or its attribution has neither source nor cue.

use super::{Check, Found, Needs, Rule, Unmarked};
use crate::derive::words::words;
use crate::derive::{Attributed, Facts};
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "quotation_without_source",
    title: "Quotation without source or cue",
    level: Level::Error,
    is_prompt: false,
    standard: "Reuters: source every statement",
    needs: Needs::Text,
    rules: &[Rule::Quotations(unmarked), Rule::Attributions(marked)],
};

fn unmarked(facts: &Facts<'_>, unmarked: &Unmarked) -> Option<Found> {
    let range = unmarked.quotation.range;
    let is_long = words(facts.text, unmarked.quotation.inner).nth(SHORT).is_some();
    (is_long && !unmarked.names_speaker).then(|| Found::at(range, "Nobody is named who says this."))
}

fn marked(facts: &Facts<'_>, one: &Attributed<'_>) -> Option<Found> {
    // A stated absence of a source is still no source, but the cue may do.
    let is_stated = one.cue.is_some() && one.attribution.no_source;
    if !one.sources.is_empty() || is_stated || !one.is_quoted(facts) {
        return None;
    }
    Some(Found::on(one, one.fragments().next()?, "The quotation is marked, but has no source."))
}

/// Words that may be scare quotes, which are another check's.
pub(super) const SHORT: usize = 3;

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            r#""We were told nothing." The bridge reopened."#,
            r#""We were told nothing.""#,
            &[
                r#""We were told nothing," said Ana Ruiz."#,
                r#""We fail," said Ana Ruiz. "We were told nothing at all.""#,
                r#"The "quick little fix" took a year."#,
                r#"{s Ana Ruiz} was clear. {q "We were told nothing."}"#,
            ],
        );
    }
}
