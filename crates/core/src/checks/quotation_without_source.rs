//! A quotation of more than three words that nobody says: no content covers it
//! and its sentence names no speaker, or its attribution has neither source nor cue.

use super::{Check, Found, Needs};
use super::{names_speaker, unmarked};
use crate::derive::Facts;
use crate::derive::words::words;
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "quotation_without_source",
    title: "Quotation without source or cue",
    level: Level::Error,
    is_prompt: false,
    standard: "Reuters: source every statement",
    needs: Needs::Text,
    run,
};

fn run(facts: &Facts<'_>, out: &mut Vec<Found>) {
    for quotation in unmarked(facts) {
        let is_long = words(facts.text, quotation.inner).nth(SHORT).is_some();
        if is_long && !names_speaker(facts, quotation) {
            out.push(Found::at(quotation.range, "Nobody is named who says this."));
        }
    }
    for one in facts.attributions.iter().filter(|one| one.sources.is_empty() && one.is_quoted(facts)) {
        // A stated absence of a source is still no source, but the cue may do.
        if one.cue.is_some() && one.attribution.no_source {
            continue;
        }
        if let Some(range) = one.fragments().next() {
            out.push(Found::on(one, range, "The quotation is marked, but has no source."));
        }
    }
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
