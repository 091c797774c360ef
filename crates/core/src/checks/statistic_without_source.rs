//! A percentage that no named source, document or body stands for.

use super::{Check, Found, Needs, Rule};
use crate::derive::Facts;
use crate::derive::words::words;
use crate::model::Level;
use crate::text::TextRange;

pub(super) const CHECK: Check = Check {
    name: "statistic_without_source",
    title: "Statistic without a named document or body",
    level: Level::Information,
    is_prompt: false,
    standard: "BBC: give credentials",
    needs: Needs::Text,
    rules: &[Rule::Article(run)],
};

fn run(facts: &Facts<'_>, out: &mut Vec<Found>) {
    let mut last = TextRange::default();
    let mut places: Vec<TextRange> =
        ["%", "percent", "per cent", "percentage points"].iter().flat_map(|sign| facts.find(sign)).collect();
    places.sort_by_key(|place| place.start());
    for place in places {
        let sentence = facts.sentence(place.start());
        if sentence == last {
            continue;
        }
        last = sentence;
        let named = facts.covering(place).any(|one| {
            one.sources.iter().any(|source| {
                matches!(source.kind(), Some("named_person" | "named_org" | "document" | "author"))
            })
        });
        if !named && !cites(facts, sentence) {
            let number =
                words(facts.text, sentence).take_while(|word| word.range.start() <= place.start()).last();
            let range = number.map_or(place, |word| word.range.cover(place));
            out.push(Found::at(range, "Whose figure is it? Name the document or the body."));
        }
    }
}

/// Whether the sentence names where the figure is from.
fn cites(facts: &Facts<'_>, sentence: TextRange) -> bool {
    let lower = facts.lower(sentence);
    let from = [
        "according to",
        "figures from",
        "data from",
        "showed",
        "found that",
        "survey",
        "census",
        "report by",
        "said ",
    ];
    from.iter().any(|phrase| lower.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "Crime fell 12%.",
            "12%",
            &[
                "Crime fell 12%, according to the census office.",
                "{s The police board} {u said} {q crime fell 12%}.",
                "Crime fell in twelve towns.",
            ],
        );
    }
}
