//! A direct quotation of which more than one sentence comes before the speaker
//! is named.

use super::{Check, Found, Needs, Rule};
use crate::derive::{Attributed, Facts};
use crate::model::Level;
use crate::text::boundary::next_sentence;

pub(super) const CHECK: Check = Check {
    name: "late_speaker",
    title: "Speaker named late",
    level: Level::Warning,
    is_prompt: false,
    standard: "Reuters; Guardian style",
    needs: Needs::Attributions,
    rules: &[Rule::Attributions(run)],
};

fn run(facts: &Facts<'_>, one: &Attributed<'_>) -> Option<Found> {
    let (content, source) = (one.fragments().next()?, one.source()?.annotation.target.extent());
    let cue = one.cue.map(|cue| cue.target.extent()).filter(|cue| cue.start() < source.start());
    let named = cue.unwrap_or(source);
    if named.start() < content.start() || !one.is_quoted(facts) {
        return None;
    }
    // The sentence that the speaker is named in is one; more than one
    // before it is too many.
    let first = facts.sentence(content.start());
    let second = next_sentence(facts.text, facts.document.blocks(), first.start());
    let is_late = second < content.end() && second < named.start();
    is_late.then(|| Found::on(one, content, "The reader learns only after several sentences who speaks."))
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            r#"{q "It failed. It failed twice. We paid,"} {u said} {s Ana Ruiz}."#,
            r#""It failed. It failed twice. We paid,""#,
            &[
                r#"{q "It failed,"} {u said} {s Ana Ruiz}. {q "It failed twice. We paid."}"#,
                r#"{s Ana Ruiz} {u said}: {q "It failed. It failed twice. We paid."}"#,
                "{q It failed twice}, {u said} {s Ana Ruiz}.",
            ],
        );
    }
}
