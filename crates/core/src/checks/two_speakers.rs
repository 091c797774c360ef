//! Quotations of two speakers in one paragraph.

use super::{Check, Found, Needs, Rule};
use crate::derive::Attributed;
use crate::derive::Facts;
use crate::model::Level;
use crate::model::Subject;

pub(super) const CHECK: Check = Check {
    name: "two_speakers",
    title: "Two speakers in one paragraph",
    level: Level::Warning,
    is_prompt: false,
    standard: "Reuters",
    needs: Needs::Attributions,
    rules: &[Rule::Article(run)],
};

fn run(facts: &Facts<'_>, out: &mut Vec<Found>) {
    let mut last: Option<(usize, String, &Attributed<'_>)> = None;
    for one in
        facts.attributions.iter().filter(|one| one.attribution.parent.is_none() && one.is_quoted(facts))
    {
        let (Some(source), Some(content)) = (one.source(), one.fragments().next()) else { continue };
        let Some(block) = facts.document.block_at(content.start()) else { continue };
        let key = source.key(facts);
        // A pronoun goes on for the one who spoke before.
        let same = |other: &str| other == key || (source.entity.is_none() && source.is_pronoun(facts));
        if let Some((_, _, before)) = last.as_ref().filter(|(other, who, _)| *other == block && !same(who)) {
            let attributions = vec![before.attribution.id.clone(), one.attribution.id.clone()];
            let subject = Subject { attributions, ..Subject::default() };
            let message = "Give each speaker a paragraph.".to_owned();
            out.push(Found { subject, ranges: vec![content], message });
        }
        last = Some((block, key, one));
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
            r#"{q "Yes,"} {u said} {s Ito}. {q2 "Never,"} {u2 said} {s2 Park}."#,
            r#""Never,""#,
            &[
                r#"{q "Yes,"} {u said} {s Ito}. ¶ {q2 "Never,"} {u2 said} {s2 Park}."#,
                r#"{q "Yes,"} {u said} {s Ito}. {q2 "Never,"} {u2 said} {s2 Ito}."#,
                r#"{q "Yes,"} {u said} {s Ito}. {q2 "Never,"} {s2 he} {u2 said}."#,
            ],
        );
    }
}
