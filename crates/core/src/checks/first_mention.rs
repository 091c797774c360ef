//! A named speaker of whom the article's first mention gives no full name, or no
//! position.

use super::{Check, Found, Needs, Rule};
use crate::derive::lexicon::{is_reporting_verb, is_role};
use crate::derive::source::{form, name_words};
use crate::derive::words::{Word, words};
use crate::derive::{Attributed, Facts, Source};
use crate::model::Level;
use crate::text::TextRange;

pub(super) const CHECK: Check = Check {
    name: "first_mention",
    title: "First mention without name and position",
    level: Level::Warning,
    is_prompt: false,
    standard: "Reuters; BBC: give credentials",
    needs: Needs::Attributions,
    rules: &[Rule::Speakers(is_person, run)],
};

fn is_person(_: &Facts<'_>, source: &Source<'_>) -> bool {
    source.kind() == Some("named_person")
}

fn run(facts: &Facts<'_>, one: &Attributed<'_>, source: &Source<'_>) -> Option<Found> {
    let (first, has_name, has_role) = first_naming(facts, source);
    let message = match (has_name, has_role) {
        (true, true) => return None,
        (false, false) => "Give the full name and the position at first mention.",
        (false, true) => "Give the full name at first mention.",
        (true, false) => "Give the position at first mention.",
    };
    Some(Found::on(one, first, message))
}

/// Where a source is first named, and whether with its full name and with its
/// position.
#[must_use]
pub fn first_naming(facts: &Facts<'_>, source: &Source<'_>) -> (TextRange, bool, bool) {
    let first = first_mention(facts, source);
    let has_name = name_words(facts.text, first).len() > 1 || stated_name(source);
    (first, has_name, has_position(facts, first, source))
}

/// Where the source is first named: its entity's first mention that is no
/// pronoun, or the first place that has its surname.
fn first_mention(facts: &Facts<'_>, source: &Source<'_>) -> TextRange {
    let own = source.annotation.target.extent();
    let mentions = source.entity.map_or(&[][..], |entity| &entity.mentions);
    let named = mentions
        .iter()
        .filter_map(|id| facts.document.annotation(id))
        .map(|mention| mention.target.extent())
        .filter(|range| form(facts.text, *range) != Some("pronoun") && facts.is_body(range.start()));
    let first = named.min_by_key(|range| range.start()).unwrap_or(own);
    // Words around the mention that are in the source belong to it.
    if own.contains_range(first) { own } else { first }
}

fn stated_name(source: &Source<'_>) -> bool {
    let stated = source.annotation.attributes.get("source_form").and_then(|value| value.as_str());
    stated == Some("name") && source.entity.is_some_and(|entity| entity.name.contains(' '))
}

/// Whether a position stands in the mention or right beside it.
fn has_position(facts: &Facts<'_>, mention: TextRange, source: &Source<'_>) -> bool {
    let all: Vec<Word> = words(facts.text, mention).collect();
    let names = name_words(facts.text, mention).len();
    let is_title = |word: &Word<'_>| word.text.ends_with('.') || is_role(&word.lower());
    if all.len() > names + usize::from(all.first().is_some_and(|word| !word.is_capitalised()))
        || all.iter().any(is_title)
    {
        return true;
    }
    let sentence = facts.sentence(mention.start());
    let role = source.entity.map(|entity| entity.role.to_lowercase()).filter(|role| !role.is_empty());
    if role.is_some_and(|role| facts.lower(sentence).contains(&role)) {
        return true;
    }
    let before = facts.quoted(TextRange::new(sentence.start().min(mention.start()), mention.start()));
    let after = facts.quoted(TextRange::new(mention.end(), sentence.end().max(mention.end())));
    // ", the harbour master" or ", who runs the port" after it; "minister" before it.
    let apposed = after.strip_prefix(", ").is_some_and(|rest| {
        let next = rest.split_whitespace().next().unwrap_or_default();
        matches!(next, "a" | "an" | "the" | "who" | "whose") || next.starts_with(char::is_lowercase)
    });
    let titled = before.split_whitespace().next_back().is_some_and(|word| {
        let is_plain = word.chars().all(char::is_alphabetic);
        let is_function =
            word.chars().count() < 4 || is_reporting_verb(&word.to_lowercase()) || word.ends_with("ed");
        is_plain
            && !is_function
            && !matches!(word, "with" | "from" | "that" | "when" | "while" | "after" | "before" | "than")
    });
    apposed || titled
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "{s Dorsey} {u said} {q the plant would close}.",
            "Dorsey",
            &[
                "{s Ana Dorsey, the plant's manager,} {u said} {q the plant would close}.",
                "Plant manager {p1 Ana Dorsey} left. {s {p1 Dorsey}} {u said} {q it would close}.",
                "{s A clerk} {u said} {q the plant would close}.",
                "{s The council} {u said} {q the plant would close}.",
            ],
        );
    }
}
