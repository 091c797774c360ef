//! All attributions, of at least two, go back to one source.

use super::{Check, Found, Needs, Rule};
use crate::derive::Facts;
use crate::model::Level;
use crate::model::Subject;

pub(super) const CHECK: Check = Check {
    name: "single_source",
    title: "The whole story rests on one source",
    level: Level::Warning,
    is_prompt: false,
    standard: "BBC 3.3.4; Guardian: multi-source",
    needs: Needs::Attributions,
    rules: &[Rule::Article(run)],
};

fn run(facts: &Facts<'_>, out: &mut Vec<Found>) {
    let mut sources = facts.attributions.iter().flat_map(|one| &one.sources);
    let Some(first) = sources.next() else { return };
    let key = first.key(facts);
    let mut count = 1;
    for source in sources {
        // A pronoun that is not grouped goes on for the one before.
        let goes_on = source.entity.is_none() && source.is_pronoun(facts);
        if source.key(facts) != key && !goes_on {
            return;
        }
        count += 1;
    }
    if count > 1 {
        let message =
            format!("Every attribution goes back to {}: look for a second source.", first.name(facts));
        let ranges = vec![first.annotation.target.extent()];
        out.push(Found { subject: Subject::default(), ranges, message });
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
            "{s Vance} {u said} {q it sank}. {s2 Vance} {u2 said} {q2 it rose}.",
            "Vance",
            &[
                "{s Vance} {u said} {q it sank}. {s2 Ruiz} {u2 said} {q2 it rose}.",
                "{s Vance} {u said} {q it sank}.",
                "{q It sank}.",
            ],
        );
    }
}
