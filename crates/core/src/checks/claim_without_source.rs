//! A claim that no attribution with a source covers, and that is not the
//! author's own reporting.

use super::{Check, Found, Needs, Rule};
use std::sync::Arc;

use crate::derive::Facts;
use crate::derive::facts::is_in_quotation;
use crate::model::{Annotation, Level, Subject};

pub(super) const CHECK: Check = Check {
    name: "claim_without_source",
    title: "Claim without a source",
    level: Level::Warning,
    is_prompt: false,
    standard: "AP: attribute disputable facts that were not witnessed; BBC 3.2.3",
    needs: Needs::Claims,
    rules: &[Rule::Claims(run)],
};

fn run(facts: &Facts<'_>, claim: &Arc<Annotation>) -> Option<Found> {
    let range = claim.target.extent();
    let states = |name: &str| claim.attributes.get(name);
    let is_own = states("own_reporting").is_some_and(|value| value.as_bool() == Some(true));
    let is_opinion = states("checkability").and_then(|value| value.as_str()) == Some("not_factual");
    let has_source = facts.covering(range).any(|one| !one.sources.is_empty());
    // An unattributed quotation is a finding of its own.
    let is_quoted = is_in_quotation(&facts.quotations, range);
    if is_own || is_opinion || has_source || is_quoted {
        return None;
    }
    let subject = Subject { annotations: vec![claim.id.clone()], ..Subject::default() };
    let message = "Who says so? Attribute the claim, or mark it as own reporting.".to_owned();
    Some(Found { subject, ranges: vec![range], message })
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "{c The mayor knew about the leak in March}.",
            "The mayor knew about the leak in March",
            &[
                "{s Ana Ruiz} {u said} {q {c the mayor knew about the leak}}.",
                "{c {q The mayor knew}}, {u according to} {s the council}.",
                "The mayor knew about the leak.",
            ],
        );
    }
}
