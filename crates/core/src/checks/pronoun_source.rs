//! A source that is only a pronoun, where the reader cannot tell at once whom it
//! means: nobody is named before in the paragraph, or too far, or more than one person.

use super::{Check, Found, Needs, Rule};
use crate::derive::Facts;
use crate::derive::lexicon::is_pronoun;
use crate::derive::source::{mentions_in, name_words};
use crate::derive::words::{Word, words};
use crate::derive::{Attributed, Source};
use crate::model::Level;
use crate::text::boundary::{next_sentence, previous_sentence};
use crate::text::{TextRange, TextSize};

pub(super) const CHECK: Check = Check {
    name: "pronoun_source",
    title: "Pronoun as the only source",
    level: Level::Warning,
    is_prompt: false,
    standard: "AP: restate",
    needs: Needs::Attributions,
    rules: &[Rule::Sources(run)],
};

fn run(facts: &Facts<'_>, one: &Attributed<'_>, source: &Source<'_>) -> Option<Found> {
    if !source.is_pronoun(facts) {
        return None;
    }
    let range = source.annotation.target.extent();
    let ends_before = |other: &Source<'_>| other.annotation.target.extent().end() <= range.start();
    let before = facts
        .before(one)
        .filter(|before| before.attribution.parent.is_none())
        .find(|before| before.sources.iter().any(ends_before));
    doubt(facts, source, before).map(|message| Found::on(one, range, message))
}

/// How many sentences back a name may be.
const FAR: usize = 2;

/// Why a reader may not know whom a pronoun means.
fn doubt(facts: &Facts<'_>, source: &Source<'_>, before: Option<&Attributed<'_>>) -> Option<&'static str> {
    let range = source.annotation.target.extent();
    // It goes on speaking: `…, said Ruiz. “…,” she said.`
    let speaks_on = before.is_some_and(|before| {
        let near = facts.sentences_between(before.extent.start(), range.start());
        let same = before.sources.iter().any(|other| match (other.entity, source.entity) {
            (Some(other), Some(own)) => other.id == own.id,
            (_, None) => true,
            _ => false,
        });
        same && near.is_some_and(|sentences| sentences <= FAR)
    });
    if speaks_on {
        return None;
    }
    let named = named_before(facts, range.start());
    let own = source.entity.map(|entity| entity.name.as_str());
    match named.as_slice() {
        [] => Some("Nobody is named just before in this paragraph: name the source."),
        [_] => None,
        several if own.is_some_and(|own| several.iter().all(|name| own.contains(name.as_str()))) => None,
        _ => Some("More than one person is named just before: name the source."),
    }
}

/// The persons named in the sentence of a place and those before it, by
/// surname: from marked mentions, else from what looks like a name.
fn named_before(facts: &Facts<'_>, at: TextSize) -> Vec<String> {
    let blocks = facts.document.blocks();
    let mut start = facts.sentence(at).start();
    for _ in 0..FAR {
        start = previous_sentence(facts.text, blocks, start);
    }
    // A name in the paragraph before is too far.
    let block = facts.document.block_at(at).and_then(|index| blocks.get(index));
    let start = block.map_or(start, |block| start.max(block.range.start()));
    let near = TextRange::new(start.min(at), at);
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if !names.iter().any(|other| other == name) {
            names.push(name.to_owned());
        }
    };
    let people = mentions_in(facts.document, near).filter(|mention| mention.label.as_str() == "PERSON");
    for mention in people {
        if let Some(surname) = name_words(facts.text, mention.target.extent()).last() {
            add(surname);
        }
    }
    if names.is_empty() {
        let mut sentence = facts.sentence(near.start());
        while sentence.start() < at && !sentence.is_empty() {
            for word in words(facts.text, sentence).filter(|word| word.range.end() <= at) {
                let is_day = word.lower().ends_with("day");
                if word.is_capitalised() && !is_day && looks_like_a_name(&word) {
                    names.push(word.text.to_owned());
                }
            }
            let next = next_sentence(facts.text, blocks, sentence.start());
            if next <= sentence.start() {
                break;
            }
            sentence = facts.sentence(next);
        }
        names.dedup();
    }
    names
}

fn looks_like_a_name(word: &Word<'_>) -> bool {
    let lower = word.lower();
    let is_common = matches!(
        lower.as_str(),
        "the"
            | "a"
            | "an"
            | "it"
            | "in"
            | "on"
            | "at"
            | "but"
            | "and"
            | "there"
            | "this"
            | "that"
            | "after"
            | "when"
            | "for"
    ) || is_pronoun(&lower);
    word.text.chars().count() > 1 && !is_common
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn the_example_and_near_misses() {
        expect(
            &CHECK,
            "Lee met Park. {s He} {u said} {q the offer stands}.",
            "He",
            &[
                "Lee spoke. {s He} {u said} {q the offer stands}.",
                "{q “We fail,”} {u said} {s Ana Ruiz}. {q2 “We try,”} {s2 she} {u2 said}.",
                "Lee met Park. {s Lee} {u said} {q the offer stands}.",
            ],
        );
    }
}
