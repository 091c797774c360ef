//! Three words or fewer in quotation marks that nobody is said to have said, and
//! that are no title.

use super::quotation_without_source::SHORT;
use super::{Check, Found, Needs, Rule, Unmarked};
use crate::derive::Facts;
use crate::derive::words::{Word, words};
use crate::model::Level;
use crate::text::TextRange;

pub(super) const CHECK: Check = Check {
    name: "scare_quotes",
    title: "Scare quotes",
    level: Level::Information,
    is_prompt: false,
    standard: "style guides",
    needs: Needs::Text,
    rules: &[Rule::Quotations(run)],
};

fn run(facts: &Facts<'_>, unmarked: &Unmarked) -> Option<Found> {
    let quotation = unmarked.quotation;
    let all: Vec<Word> = words(facts.text, quotation.inner).take(SHORT + 1).collect();
    let is_short = quotation.closed && !all.is_empty() && all.len() <= SHORT;
    let is_speech = facts.quoted(quotation.inner).ends_with([',', '.', '!', '?', '…']);
    let is_title = all.iter().all(Word::is_capitalised);
    if !is_short || is_speech || is_title || unmarked.names_speaker || is_called(facts, quotation.range) {
        return None;
    }
    let message = "Are these somebody's words? Then say whose; else leave out the marks.";
    Some(Found::at(quotation.range, message))
}

/// Whether a word right before says that something is called so.
fn is_called(facts: &Facts<'_>, range: TextRange) -> bool {
    let sentence = facts.sentence(range.start());
    let before = TextRange::new(sentence.start().min(range.start()), range.start());
    let lead: Vec<String> = words(facts.text, before).map(|word| word.lower()).collect();
    let near = lead.iter().rev().take(3);
    near.into_iter().any(|word| {
        matches!(
            word.as_str(),
            "called"
                | "calls"
                | "calling"
                | "dubbed"
                | "named"
                | "nicknamed"
                | "termed"
                | "titled"
                | "word"
                | "phrase"
        )
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
            r#"The "fix" took a year."#,
            r#""fix""#,
            &[
                r#"{q "Yes,"} {u said} {s Ito}."#,
                r#"The film "Lost Harbour" opened."#,
                r#"They paid for what it called "somebody else's storm"."#,
                r#""Never," said Park."#,
            ],
        );
    }
}
