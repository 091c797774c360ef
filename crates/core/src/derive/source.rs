//! What a source's words say of it: how it is referred to, what it is, and
//! whether it is the same as another.

use super::lexicon;
use super::words::{Word, words};
use crate::model::{Annotation, AnnotationType, Entity, ReadingOrder};
use crate::store::Document;
use crate::text::TextRange;

/// The mentions inside a range, longest first where two begin together.
pub fn mentions_in(document: &Document, range: TextRange) -> impl Iterator<Item = &Annotation> {
    document
        .annotations_from(&ReadingOrder::before(range.start()))
        .map(AsRef::as_ref)
        .take_while(move |annotation| annotation.target.extent().start() < range.end())
        .filter(move |annotation| annotation.kind == AnnotationType::Entity)
        .filter(move |annotation| range.contains_range(annotation.target.extent()))
}

/// How words refer: by name, title, description or pronoun.
#[must_use]
pub fn form(text: &str, range: TextRange) -> Option<&'static str> {
    let all: Vec<Word> = words(text, range).collect();
    let first = all.first()?;
    if all.len() == 1 && lexicon::is_pronoun(&first.lower()) {
        return Some("pronoun");
    }
    let core = core(&all, text);
    let names = core.iter().enumerate().filter(|(at, word)| is_name_word(*at, word)).count();
    let head_is_name = core.last().is_some_and(|word| is_name_word(core.len() - 1, word));
    Some(match (names, head_is_name) {
        (0, _) if is_determiner(&first.lower()) || !first.is_capitalised() => "description",
        (_, true) => "name",
        (0, _) => "title",
        _ => "description",
    })
}

/// What a source is, from its words and the entity labels inside it; none
/// where the words do not tell.
#[must_use]
pub fn kind(document: &Document, source: &Annotation, entity: Option<&Entity>) -> Option<&'static str> {
    let (text, range) = (document.text().as_str(), source.target.extent());
    let all: Vec<Word> = words(text, range).collect();
    let core = core(&all, text);
    let head = core.last()?;
    // What an entity is called tells, unless that itself is a description.
    if let Some(entity) = entity
        && entity.name.split_whitespace().any(|word| word.chars().next().is_some_and(char::is_uppercase))
        && !entity.name.starts_with("A ")
        && !entity.name.starts_with("An ")
    {
        return kind_of_label(entity.label.as_str());
    }
    let word = head.lower();
    if all.len() == 1 && lexicon::is_pronoun(&word) {
        return None;
    }
    let heads_name = is_name_word(core.len() - 1, head);
    let mention =
        mentions_in(document, range).find(|mention| mention.target.extent().contains(head.range.start()));
    match mention.and_then(|mention| kind_of_label(mention.label.as_str())) {
        Some(kind) if heads_name => return Some(kind),
        _ => {}
    }
    if lexicon::is_collective(&word) {
        return Some("unnamed_group");
    }
    if lexicon::is_document(&word) {
        return Some("document");
    }
    if lexicon::is_body(&word) {
        return Some("named_org");
    }
    if heads_name {
        // "Tarn, which owns the berths" is no person.
        let is_thing = all.iter().any(|word| word.text == "which");
        return Some(if is_thing || lexicon::is_media(head.text) { "named_org" } else { "named_person" });
    }
    if lexicon::is_role(&word) {
        return Some("anonymous");
    }
    let first = all.first().map(Word::lower).unwrap_or_default();
    match first.as_str() {
        "a" | "an" | "one" | "another" => Some("unnamed_person"),
        _ if word.ends_with('s') => Some("unnamed_group"),
        _ => None,
    }
}

fn kind_of_label(label: &str) -> Option<&'static str> {
    match label {
        "PERSON" => Some("named_person"),
        "ORG" | "GPE" | "NORP" | "FAC" => Some("named_org"),
        "LAW" => Some("document"),
        _ => None,
    }
}

/// Whether a source kind keeps the name back.
#[must_use]
pub fn is_unnamed(kind: &str) -> bool {
    matches!(kind, "anonymous" | "unnamed_person" | "unnamed_group")
}

/// The words before what is said about them: "A lawyer" of "A lawyer for
/// Corvex", "Ana Ruiz" of "Ana Ruiz, the harbour master".
pub(super) fn core<'w, 'a>(all: &'w [Word<'a>], text: &str) -> &'w [Word<'a>] {
    let ends = |at: usize| {
        let word = all[at].lower();
        let is_cut = matches!(
            word.as_str(),
            "who"
                | "whose"
                | "which"
                | "with"
                | "for"
                | "from"
                | "at"
                | "close"
                | "familiar"
                | "briefed"
                | "in"
                | "on"
                | "near"
                | "involved"
                | "inside"
                | "speaking"
                | "of"
                | "to"
                | "by"
        );
        let comma = super::words::gap(text, &all[at - 1], &all[at]).contains(',');
        is_cut || comma
    };
    let end = (1..all.len()).find(|&at| ends(at)).unwrap_or(all.len());
    &all[..end]
}

fn is_determiner(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &["a", "an", "another", "any", "his", "her", "its", "many", "one", "our", "some", "several", "the", "their", "these", "this", "those", "two", "three"];
    WORDS.contains(&word)
}

/// Whether a word is part of a name: capitalised, and not only because it
/// begins a sentence.
pub(super) fn is_name_word(at: usize, word: &Word<'_>) -> bool {
    let lower = word.lower();
    let is_common = is_determiner(&lower)
        || lexicon::is_role(&lower)
        || lexicon::is_collective(&lower)
        || lexicon::is_pronoun(&lower)
        || lexicon::is_document(&lower);
    word.is_capitalised() && (at > 0 || !is_common)
}

/// The words of a name without titles and possessives, for telling whether two
/// are the same: the last one is the surname.
#[must_use]
pub fn name_words(text: &str, range: TextRange) -> Vec<String> {
    let all: Vec<Word> = words(text, range).collect();
    let core = core(&all, text);
    let names = core.iter().enumerate().filter(|(at, word)| is_name_word(*at, word));
    names.map(|(_, word)| word.text.trim_end_matches("'s").trim_end_matches("’s").to_owned()).collect()
}
