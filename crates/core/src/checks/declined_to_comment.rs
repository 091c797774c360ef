//! A body that declined to comment, and one of whose people is quoted without a
//! name.

use super::{Check, Found, Needs, Rule};
use std::collections::HashMap;

use crate::derive::Facts;
use crate::derive::source::name_words;
use crate::derive::words::words;
use crate::model::Level;
use crate::text::TextRange;

pub(super) const CHECK: Check = Check {
    name: "declined_to_comment",
    title: "Quoted anonymously, and “declined to comment”",
    level: Level::Error,
    is_prompt: true,
    standard: "AP",
    needs: Needs::Attributions,
    rules: &[Rule::Article(run)],
};

fn run(facts: &Facts<'_>, out: &mut Vec<Found>) {
    const PHRASES: [&str; 4] =
        ["declined to comment", "refused to comment", "would not comment", "had no comment"];
    // The words of the sentences that refuse, each with the first of them.
    let mut refusing: HashMap<&str, TextRange> = HashMap::new();
    for refusal in PHRASES.iter().flat_map(|phrase| facts.find(phrase)) {
        for word in words(facts.text, facts.sentence(refusal.start())) {
            refusing.entry(word.text).or_insert(refusal);
        }
    }
    for one in &facts.attributions {
        for source in one.sources.iter().filter(|source| source.is_unnamed()) {
            let range = source.annotation.target.extent();
            let names = name_words(facts.text, range);
            if let Some(refused) = names.iter().find_map(|name| refusing.get(name.as_str())) {
                let mut found =
                    Found::on(one, range, "Did the same people decline to comment and speak without a name?");
                found.ranges.push(*refused);
                out.push(found);
            }
        }
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
            "{s A Corvex executive} {u said} {q it sank}. Corvex declined to comment.",
            "A Corvex executive",
            &[
                "{s A Corvex executive} {u said} {q it sank}. Tarn declined to comment.",
                "{s Ana Ruiz, Corvex's manager,} {u said} {q it sank}. Corvex declined to comment.",
                "{s A Corvex executive} {u said} {q it sank}. Corvex paid.",
            ],
        );
    }
}
