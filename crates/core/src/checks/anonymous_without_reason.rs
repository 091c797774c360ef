//! An anonymous source without a reason, in the sentence or the two after it, why
//! the name is kept back. Bare sources have a check of their own.

use super::bare_anonymous::is_bare;
use super::{Check, Found, Needs, Rule};
use crate::derive::{Attributed, Facts, Source};
use crate::model::Level;
use crate::text::TextRange;
use crate::text::boundary::next_sentence;

pub(super) const CHECK: Check = Check {
    name: "anonymous_without_reason",
    title: "Anonymous, and no reason given",
    level: Level::Warning,
    is_prompt: false,
    standard: "AP; NYT 2004",
    needs: Needs::Attributions,
    rules: &[Rule::Speakers(is_withheld, run)],
};

fn is_withheld(facts: &Facts<'_>, source: &Source<'_>) -> bool {
    matches!(source.kind(), Some("anonymous" | "unnamed_person")) && !is_bare(facts, source)
}

fn run(facts: &Facts<'_>, one: &Attributed<'_>, source: &Source<'_>) -> Option<Found> {
    let is_stated = source.annotation.attributes.contains_key("anonymity_reason");
    let range = source.annotation.target.extent();
    (!is_stated && !gives_reason(facts, range))
        .then(|| Found::on(one, range, "Say why the source is not named."))
}

/// Whether a reason for not naming stands near.
fn gives_reason(facts: &Facts<'_>, source: TextRange) -> bool {
    let blocks = facts.document.blocks();
    let mut at = source.start();
    (0..3).any(|_| {
        let sentence = facts.sentence(at);
        at = next_sentence(facts.text, blocks, sentence.start());
        let words = facts.lower(sentence);
        let withheld = ["named", "identified", "anonym", "condition", "identity", "authorized", "authorised"];
        let reasons = [
            "because",
            "as the",
            "as they",
            "as he",
            "as she",
            "since ",
            "for fear",
            "citing",
            "to discuss",
            "to speak",
            "to talk",
            "due to",
            "owing to",
            "given the",
        ];
        let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
        has(&withheld) && has(&reasons)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "{s An aide, who declined to be named,} {u said} {q talks stalled}.",
            "An aide, who declined to be named,",
            &[
                "{s A port official} {u said} {q talks stalled}. The official asked not to be named because the talks are private.",
                "{s Ana Ruiz, an aide,} {u said} {q talks stalled}.",
                "{s A source} {u said} {q talks stalled}.",
            ],
        );
    }
}
