//! "Sources" without a number: was there more than one?

use super::{Check, Found, Needs, Rule};
use crate::derive::words::words;
use crate::derive::{Attributed, Facts, Source};
use crate::model::Level;

pub(super) const CHECK: Check = Check {
    name: "plural_sources",
    title: "Plural “sources”",
    level: Level::Warning,
    is_prompt: true,
    standard: "Reuters: never plural when there is one",
    needs: Needs::Attributions,
    rules: &[Rule::Sources(run)],
};

fn run(facts: &Facts<'_>, one: &Attributed<'_>, source: &Source<'_>) -> Option<Found> {
    let range = source.annotation.target.extent();
    let all: Vec<String> = words(facts.text, range).map(|word| word.lower()).collect();
    let is_number = |word: &str| {
        matches!(word, "two" | "three" | "four" | "five" | "six" | "both") || word.parse::<u32>().is_ok()
    };
    let is_counted = all.iter().any(|word| is_number(word));
    (all.iter().any(|word| word == "sources") && !is_counted)
        .then(|| Found::on(one, range, "Was there more than one source?"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "{s Sources} {u said} {q the vote is lost}.",
            "Sources",
            &[
                "{s Two sources at the ministry} {u said} {q the vote is lost}.",
                "{s A source} {u said} {q the vote is lost}.",
                "Sources said the vote is lost.",
            ],
        );
    }
}
