//! The full marking of the sample article: what it looks like when it is done.

use crate::model::{AnnotationType, Target};
use crate::text::{TextRange, TextSize};

use super::TEXT;

/// Words, and words around them that the text has once.
type Words = (&'static str, &'static str);

/// An attribution of the sample.
pub struct Told {
    pub source: Option<Target>,
    pub cue: Option<Target>,
    pub content: Option<Target>,
    pub addressee: Option<Target>,
    /// The index of the one that it is nested in.
    pub within: Option<usize>,
}

/// A person of the sample with the places that mean them.
pub struct Person {
    pub name: &'static str,
    pub role: &'static str,
    pub mentions: Vec<Target>,
}

struct Row {
    source: Words,
    cue: Words,
    content: &'static [Words],
    addressee: Words,
    within: Option<usize>,
}

const NONE: Words = ("", "");

#[rustfmt::skip]
const TOLD: [Row; 12] = [
    Row { source: ("A senior port official", "A senior port official told"), cue: ("told", "official told"), content: &[("that Okafor would ask for a promise that no ship already at anchor would be charged", "that Okafor would ask for a promise that no ship already at anchor would be charged")], addressee: ("the Coastal Wire", "told the Coastal Wire"), within: None },
    Row { source: ("Lind", "said Lind as"), cue: ("said", "said Lind as"), content: &[("“This is a difficult week,”", "“This is a difficult week,”"), ("“Much time has been lost, and now we have to see what can be done.”", "“Much time has been lost, and now we have to see what can be done.”")], addressee: NONE, within: None },
    Row { source: ("the customs office", "the customs office"), cue: ("according to", "according to the customs"), content: &[("Exports through the harbour have fallen by 21 percent since the levy was announced in March", "Exports through the harbour have fallen by 21 percent since the levy was announced in March")], addressee: NONE, within: None },
    Row { source: ("Lind", "Lind disputes"), cue: ("disputes", "Lind disputes"), content: &[("the figure", "disputes the figure")], addressee: NONE, within: None },
    Row { source: ("he", ": he says"), cue: ("says", "he says"), content: &[("that it leaves out the smaller docks", "that it leaves out the smaller docks")], addressee: NONE, within: None },
    Row { source: ("Tarn, which owns a third of the berths", "Tarn, which owns a third of the berths"), cue: ("called", "it called"), content: &[("“somebody else’s storm”", "“somebody else’s storm”")], addressee: NONE, within: None },
    Row { source: ("Okafor", "Okafor said on"), cue: ("said", "Okafor said on"), content: &[("that Lind had claimed in a letter that the wall was never inspected, and that she had the reports on her desk", "that Lind had claimed in a letter that the wall was never inspected, and that she had the reports on her desk")], addressee: NONE, within: None },
    Row { source: ("Lind", "that Lind had"), cue: ("had claimed", "Lind had claimed"), content: &[("that the wall was never inspected", "that the wall was never inspected")], addressee: NONE, within: Some(6) },
    Row { source: ("she", "them,” she said"), cue: ("said", "them,” she said"), content: &[("“They are dated, they are signed, and he has read them,”", "“They are dated, they are signed, and he has read them,”")], addressee: NONE, within: None },
    Row { source: ("Marek Šimůnek, who has run a grain ship out of Orsay for thirty years", "Marek Šimůnek, who has run a grain ship out of Orsay for thirty years"), cue: NONE, content: &[("“We are told that it is about a wall. We are told that it is about a principle. Nobody tells us where to unload.", "“We are told that it is about a wall. We are told that it is about a principle. Nobody tells us where to unload."), ("“My crew has been at anchor for nine days. If this goes on past Sunday, I will sell the ship and grow pears.”", "“My crew has been at anchor for nine days. If this goes on past Sunday, I will sell the ship and grow pears.”")], addressee: NONE, within: None },
    Row { source: ("His daughter’s post about the pears", "His daughter’s post about the pears"), cue: NONE, content: &[("“Captain Dad is going to be a farmer 🍐 and he is not joking”", "“Captain Dad is going to be a farmer 🍐 and he is not joking”")], addressee: NONE, within: None },
    Row { source: ("Adaeze Bright, who teaches maritime law in Tarn", "Adaeze Bright, who teaches maritime law in Tarn"), cue: ("said", "said Adaeze"), content: &[("The levy would probably be dropped", "The levy would probably be dropped"), ("the bill for the wall would remain", "the bill for the wall would remain")], addressee: NONE, within: None },
];

type PersonRow = (&'static str, &'static str, &'static [Words]);

#[rustfmt::skip]
const PEOPLE: [PersonRow; 4] = [
    ("Ines Okafor", "trade minister", &[("Ines Okafor", "minister Ines Okafor"), ("Okafor", "that Okafor would"), ("Okafor", "Okafor said on"), ("she", "them,” she said")]),
    ("Pavel Lind", "trade minister", &[("Pavel Lind", "counterpart Pavel Lind"), ("Lind", "said Lind as"), ("Lind", "Lind disputes"), ("he", ": he says"), ("Lind", "that Lind had")]),
    ("Marek Šimůnek", "skipper", &[("Marek Šimůnek", "Marek Šimůnek, who")]),
    ("Adaeze Bright", "teacher of maritime law", &[("Adaeze Bright", "said Adaeze Bright")]),
];

const CLAIMS: [Words; 3] = [
    (
        "Exports through the harbour have fallen by 21 percent since the levy was announced in March",
        "Exports through the harbour have fallen by 21 percent since the levy was announced in March",
    ),
    (
        "The harbour board closed the outer wall in February",
        "The harbour board closed the outer wall in February",
    ),
    ("owns a third of the berths", "owns a third of the berths"),
];

/// The attributions, those that others are nested in first.
#[must_use]
pub fn told() -> Vec<Told> {
    let row = |row: &Row| Told {
        source: target(&[row.source]),
        cue: target(&[row.cue]),
        content: target(row.content),
        addressee: target(&[row.addressee]),
        within: row.within,
    };
    TOLD.iter().map(row).collect()
}

/// Who is meant where.
#[must_use]
pub fn people() -> Vec<Person> {
    let mentions = |places: &[Words]| places.iter().filter_map(|place| target(&[*place])).collect();
    PEOPLE.iter().map(|&(name, role, places)| Person { name, role, mentions: mentions(places) }).collect()
}

/// What is claimed.
#[must_use]
pub fn claims() -> Vec<Target> {
    CLAIMS.iter().filter_map(|words| target(&[*words])).collect()
}

/// Whether a text is the sample's.
#[must_use]
pub fn is_sample(text: &str) -> bool {
    text == TEXT
}

fn target(places: &[Words]) -> Option<Target> {
    Target::new(places.iter().filter_map(|&(words, around)| place(words, around)).collect()).ok()
}

fn place(words: &str, around: &str) -> Option<TextRange> {
    if words.is_empty() {
        return None;
    }
    let start = TEXT.find(around)? + around.find(words)?;
    Some(TextRange::at(TextSize::try_from(start).ok()?, TextSize::of(words)))
}

/// The parts of an attribution with their types.
impl Told {
    pub fn parts(&self) -> impl Iterator<Item = (AnnotationType, &Target)> {
        let parts = [
            (AnnotationType::Source, &self.source),
            (AnnotationType::Cue, &self.cue),
            (AnnotationType::Content, &self.content),
            (AnnotationType::Addressee, &self.addressee),
        ];
        parts.into_iter().filter_map(|(kind, target)| Some((kind, target.as_ref()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_once() {
        let rows =
            TOLD.iter().flat_map(|row| row.content.iter().chain([&row.source, &row.cue, &row.addressee]));
        let people = PEOPLE.iter().flat_map(|(_, _, places)| places.iter());
        for (words, around) in rows.chain(people).chain(&CLAIMS).filter(|place| **place != NONE) {
            assert_eq!(TEXT.matches(around).count(), 1, "{around}");
            assert!(around.contains(words), "{words} in {around}");
        }
    }
}
