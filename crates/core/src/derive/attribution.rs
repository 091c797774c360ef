//! Values of an attribution's and a source's attributes that follow from the
//! text.

use super::facts::{Attributed, Facts, is_in_quotation};
use super::lexicon;
use super::words::words;
use crate::model::{Attribution, Id};
use crate::store::Document;
use crate::text::TextRange;

/// A value that follows from the text, for an attribute that may be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The source annotation that it is a value of; `None` for the
    /// attribution itself.
    pub source: Option<Id>,
    pub attribute: &'static str,
    pub value: &'static str,
}

/// What follows for one attribution and its sources, whether or not a person
/// has stated something else.
#[must_use]
pub fn derived(document: &Document, attribution: &Attribution) -> Vec<Derived> {
    let facts = Facts::around(document, attribution);
    let Some(attributed) = facts.attributions.iter().find(|other| other.attribution.id == attribution.id)
    else {
        return Vec::new();
    };
    let own = |attribute, value: Option<&'static str>| {
        value.map(|value| Derived { source: None, attribute, value })
    };
    let mut all: Vec<Derived> = [
        own("quote_type", quote_type(&facts, attributed)),
        own("quote_integrity", quote_integrity(&facts, attributed)),
        own("mode", mode(&facts, attributed)),
        own("polarity", polarity(&facts, attributed)),
        own("cue_stance", cue_stance(&facts, attributed)),
        own("sourcing", sourcing(&facts, attributed)),
    ]
    .into_iter()
    .flatten()
    .collect();
    for source in &attributed.sources {
        let id = Some(source.annotation.id.clone());
        let of = |attribute, value: Option<&'static str>| {
            value.map(|value| Derived { source: id.clone(), attribute, value })
        };
        all.extend(of("source_type", source.derived_kind));
        all.extend(of("source_form", super::source::form(facts.text, source.annotation.target.extent())));
    }
    all
}

/// Direct when all words of the contents are within quotation marks, mixed
/// when some are.
#[must_use]
pub fn quote_type(facts: &Facts<'_>, attributed: &Attributed<'_>) -> Option<&'static str> {
    let (mut within, mut without) = (0, 0);
    for fragment in attributed.fragments() {
        for word in words(facts.text, fragment) {
            match is_in_quotation(&facts.quotations, word.range) {
                true => within += 1,
                false => without += 1,
            }
        }
    }
    match (within, without) {
        (0, 0) => None,
        (0, _) => Some("indirect"),
        (_, 0) => Some("direct"),
        _ => Some("mixed"),
    }
}

/// Whether the marks of the quoted words close: not at all, only paragraphs
/// later, or where they should.
#[must_use]
pub fn quote_integrity(facts: &Facts<'_>, attributed: &Attributed<'_>) -> Option<&'static str> {
    let mut worst = None;
    for fragment in attributed.fragments() {
        let from = facts.quotations.partition_point(|quotation| quotation.range.start() < fragment.start());
        let meets = |range: TextRange| range.intersect(fragment).is_some_and(|both| !both.is_empty());
        let near = facts
            .quotations
            .iter()
            .skip(from.saturating_sub(2))
            .take_while(|q| q.range.start() < fragment.end());
        for quotation in near.filter(|quotation| meets(quotation.inner)) {
            let blocks = facts
                .document
                .block_at(quotation.range.start())
                .zip(facts.document.block_with_caret(quotation.range.end()));
            let value = match (quotation.closed, blocks) {
                (false, _) => "unclosed",
                (true, Some((first, last))) if first != last => "running",
                _ => "closed",
            };
            if worst.is_none() || value == "unclosed" || worst == Some("closed") {
                worst = Some(value);
            }
        }
    }
    worst
}

/// Speech, writing, thought or evidence, from the cue's words.
#[must_use]
pub fn mode(facts: &Facts<'_>, attributed: &Attributed<'_>) -> Option<&'static str> {
    let cue = attributed.cue_words(facts.text)?;
    let any = |is: fn(&str) -> bool| cue.iter().any(|word| is(word));
    let document = attributed.sources.iter().any(|source| source.kind() == Some("document"));
    Some(if cue.first().is_some_and(|word| word == "according") {
        if document { "evidence" } else { return None }
    } else if any(lexicon::is_written) {
        "writing"
    } else if any(lexicon::is_thought) {
        "thought"
    } else if any(lexicon::is_evidence) && document {
        "evidence"
    } else if any(lexicon::is_reporting_verb) && !document {
        "speech"
    } else {
        return None;
    })
}

/// Negative where the cue says that it was not said.
#[must_use]
pub fn polarity(facts: &Facts<'_>, attributed: &Attributed<'_>) -> Option<&'static str> {
    let cue = attributed.cue_words(facts.text)?;
    cue.iter().any(|word| lexicon::is_negation(word)).then_some("negative")
}

/// Whether the cue's words doubt or back what is said.
#[must_use]
pub fn cue_stance(facts: &Facts<'_>, attributed: &Attributed<'_>) -> Option<&'static str> {
    let cue = attributed.cue_words(facts.text)?;
    let any = |is: fn(&str) -> bool| cue.iter().any(|word| is(word));
    match (any(lexicon::is_loaded), any(lexicon::is_positive)) {
        (true, _) => Some("doubtful"),
        (false, true) => Some("positive"),
        _ => None,
    }
}

/// Through whom the words came, where the article says so: it was told to
/// another newsroom, or reported by somebody else.
#[must_use]
pub fn sourcing(facts: &Facts<'_>, attributed: &Attributed<'_>) -> Option<&'static str> {
    let parent = attributed.attribution.parent.as_ref().and_then(|id| facts.attribution(id));
    if let Some(source) = parent.and_then(|parent| parent.sources.first()) {
        return Some(match source.kind() {
            Some("document") => "via_document",
            _ if source.is_media(facts) => "via_media",
            _ => "via_person",
        });
    }
    attributed.told_to_media(facts).then_some("via_media")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::sheet::opened;

    fn check(source: &str, wanted: &[(&str, &str)]) {
        let document = opened(source);
        let attribution = document.attributions().last().expect("an attribution").clone();
        let found = derived(&document, &attribution);
        for (attribute, value) in wanted {
            let is = found.iter().find(|one| one.attribute == *attribute).map_or("", |one| one.value);
            assert_eq!(is, *value, "{attribute} of {source}: {found:?}");
        }
    }

    #[test]
    fn what_the_marks_say() {
        check(
            "{q “We fail,”} {u said} {s Ana Ruiz}.",
            &[("quote_type", "direct"), ("quote_integrity", "closed"), ("mode", "speech")],
        );
        check(
            "{s She} {u said} {q that it “failed” twice}.",
            &[("quote_type", "mixed"), ("source_form", "pronoun"), ("source_type", "")],
        );
        check(
            "{s A clerk} {u did not say} {q that it failed}.",
            &[
                ("quote_type", "indirect"),
                ("polarity", "negative"),
                ("source_type", "anonymous"),
                ("source_form", "description"),
                ("quote_integrity", ""),
            ],
        );
        check(
            "{q “It fell. ¶ “It rose,”} {u wrote} {s Ana Ruiz}.",
            &[
                ("quote_integrity", "running"),
                ("mode", "writing"),
                ("source_type", "named_person"),
                ("source_form", "name"),
            ],
        );
        check("{q “It fell, he said}.", &[("quote_integrity", "unclosed"), ("quote_type", "direct")]);
        check("{s Diaz} {u admitted} {q he owns two}.", &[("cue_stance", "doubtful")]);
        check("{s An official} {u told} {a Reuters} {q that he left}.", &[("sourcing", "via_media")]);
        check(
            "{s The report} {u found} {q that it fell}.",
            &[("source_type", "document"), ("mode", "evidence")],
        );
        check("{s Experts} {u say} {q it fell}.", &[("source_type", "unnamed_group")]);
        check("{s The {o1 Corvex}} {u said} {q it fell}.", &[("source_type", "named_org")]);
        check("{s A {o1 Corvex} executive} {u said} {q it fell}.", &[("source_type", "anonymous")]);
        check(
            "{p1 Ana Ruiz} left. {s {p1 She}} {u said} {q it fell}.",
            &[("source_type", "named_person"), ("source_form", "pronoun")],
        );
    }
}
