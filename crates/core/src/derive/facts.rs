//! An article's attributions with what belongs to them looked up, in text
//! order, and its quotations.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::lexicon;
use super::source;
use super::words::words;
use crate::model::{Annotation, AnnotationType, Attribution, Entity, Id};
use crate::store::Document;
use crate::text::boundary::{Quotation, Quotations, next_sentence, sentence_at};
use crate::text::{Block, BlockKind, TextRange, TextSize};

/// Everything about an article that more than one question is asked about.
/// Boilerplate is left out.
pub struct Facts<'a> {
    pub document: &'a Document,
    pub text: &'a str,
    /// By their beginning, the longer one first.
    pub quotations: Vec<Quotation>,
    /// By their first words.
    pub attributions: Vec<Attributed<'a>>,
    pub claims: Vec<&'a Arc<Annotation>>,
    entities: HashMap<&'a Id, &'a Arc<Entity>>,
    by_id: HashMap<&'a Id, usize>,
    spans: Vec<Span>,
    /// The text with its ASCII letters in lower case: the same offsets.
    lower: OnceCell<String>,
}

/// A fragment of a content, with the attribution's index.
struct Span {
    fragment: TextRange,
    of: usize,
    /// The furthest end of the spans up to this one.
    reach: TextSize,
}

/// An attribution with its annotations.
pub struct Attributed<'a> {
    pub attribution: &'a Arc<Attribution>,
    pub sources: Vec<Source<'a>>,
    pub cue: Option<&'a Arc<Annotation>>,
    pub contents: Vec<&'a Arc<Annotation>>,
    pub addressees: Vec<&'a Arc<Annotation>>,
    /// From the first to the last word of all of it.
    pub extent: TextRange,
}

/// A source with whom it means.
pub struct Source<'a> {
    pub annotation: &'a Arc<Annotation>,
    /// The entity that it is a mention of, where mentions are grouped.
    pub entity: Option<&'a Arc<Entity>>,
    /// What its words say that it is.
    pub derived_kind: Option<&'static str>,
}

impl<'a> Facts<'a> {
    #[must_use]
    pub fn new(document: &'a Document) -> Self {
        Gathering::new(document).finish()
    }

    /// What one attribution takes, at the price of the blocks it is in.
    #[must_use]
    pub fn around(document: &'a Document, attribution: &Attribution) -> Self {
        let contents = attribution.contents.iter().filter_map(|id| document.annotation(id));
        let extent = contents.map(|content| content.target.extent()).reduce(TextRange::cover);
        let near = extent.map_or_else(Vec::new, |extent| {
            crate::text::boundary::quotations_near(document.text(), document.blocks(), extent)
        });
        let wanted = [Some(&attribution.id), attribution.parent.as_ref()];
        let some = wanted.into_iter().flatten().filter_map(|id| document.attribution(id));
        let mut facts = Self::unattributed(document);
        facts.quotations = near;
        facts.attributions = some.filter_map(|attribution| facts.attributed(attribution)).collect();
        facts.in_order()
    }

    /// What is known before quotations and attributions were looked at.
    fn unattributed(document: &'a Document) -> Self {
        let mut entities = HashMap::new();
        for entity in document.entities() {
            entities.extend(entity.mentions.iter().map(|mention| (mention, entity)));
        }
        let claims = document.annotations().filter(|annotation| annotation.kind == AnnotationType::Claim);
        Self {
            document,
            text: document.text(),
            quotations: Vec::new(),
            attributions: Vec::new(),
            claims: claims.filter(|claim| is_read(document, claim)).collect(),
            entities,
            by_id: HashMap::new(),
            spans: Vec::new(),
            lower: OnceCell::new(),
        }
    }

    /// With the attributions in the text's order, and found by it.
    fn in_order(mut self) -> Self {
        self.attributions.sort_by_key(|attributed| (attributed.extent.start(), attributed.extent.end()));
        self.by_id =
            self.attributions.iter().enumerate().map(|(at, one)| (&one.attribution.id, at)).collect();
        self.spans = spans(&self.attributions);
        self
    }

    /// An attribution with its parts; none in boilerplate.
    fn attributed(&self, attribution: &'a Arc<Attribution>) -> Option<Attributed<'a>> {
        let document = self.document;
        let all = |ids: &'a [Id]| -> Vec<&'a Arc<Annotation>> {
            ids.iter().filter_map(|id| document.annotation(id)).collect()
        };
        let mut contents = all(&attribution.contents);
        if !contents.iter().all(|content| is_read(document, content)) {
            return None;
        }
        contents.sort_by_key(|content| content.target.extent().start());
        let sources: Vec<Source<'a>> =
            all(&attribution.sources).into_iter().map(|one| self.source(one)).collect();
        let cue = attribution.cue.as_ref().and_then(|id| document.annotation(id));
        let addressees = all(&attribution.addressees);
        let parts = contents.iter().copied().chain(sources.iter().map(|source| source.annotation)).chain(cue);
        let extent = parts.map(|part| part.target.extent()).reduce(TextRange::cover)?;
        Some(Attributed { attribution, sources, cue, contents, addressees, extent })
    }

    fn source(&self, annotation: &'a Arc<Annotation>) -> Source<'a> {
        let range = annotation.target.extent();
        let grouped = |mention: &&Annotation| self.entities.contains_key(&mention.id);
        let text = self.text;
        // The mention that the source is, or that its name is: not the company
        // of "a Corvex executive".
        let heads = |mention: &&Annotation| {
            let all: Vec<_> = words(text, range).collect();
            let core = source::core(&all, text);
            core.last().is_some_and(|head| mention.target.extent().contains(head.range.start()))
        };
        let mention = source::mentions_in(self.document, range).filter(grouped).find(heads);
        let entity = mention.and_then(|mention| self.entities.get(&mention.id).copied());
        let derived_kind = source::kind(self.document, annotation, entity.map(AsRef::as_ref));
        Source { annotation, entity, derived_kind }
    }

    #[must_use]
    pub fn attribution(&self, id: &Id) -> Option<&Attributed<'a>> {
        self.by_id.get(id).and_then(|&at| self.attributions.get(at))
    }

    /// The words of a range.
    #[must_use]
    pub fn quoted(&self, range: TextRange) -> &'a str {
        self.text.get(std::ops::Range::<usize>::from(range)).unwrap_or_default()
    }

    /// The attributions of which a content covers some of a range.
    pub fn covering(&self, range: TextRange) -> impl Iterator<Item = &Attributed<'a>> {
        let before = self.spans.partition_point(|span| span.fragment.start() < range.end());
        self.spans[..before]
            .iter()
            .rev()
            .take_while(move |span| span.reach > range.start())
            .filter(move |span| span.fragment.end() > range.start())
            .filter_map(|span| self.attributions.get(span.of))
    }

    /// The attributions before one, the last one first.
    pub fn before(&self, one: &Attributed<'_>) -> impl Iterator<Item = &Attributed<'a>> {
        let at = self.by_id.get(&one.attribution.id).copied().unwrap_or_default();
        self.attributions.iter().take(at).rev()
    }

    /// The claims that a range holds.
    pub fn claims_in(&self, range: TextRange) -> impl Iterator<Item = &'a Arc<Annotation>> {
        let first = self.claims.partition_point(|claim| claim.target.extent().start() < range.start());
        let from = self.claims.iter().skip(first);
        let here = from.take_while(move |claim| claim.target.extent().start() < range.end());
        here.filter(move |claim| range.contains_range(claim.target.extent())).copied()
    }

    /// Where the body has these words, given in lower case.
    pub fn find<'b>(&'b self, phrase: &'b str) -> impl Iterator<Item = TextRange> + 'b {
        let lower = self.lower.get_or_init(|| self.text.to_ascii_lowercase());
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        lower.match_indices(phrase).filter_map(move |(at, _)| {
            let end = at + phrase.len();
            let goes_on_before =
                phrase.starts_with(char::is_alphanumeric) && is_word(lower[..at].chars().next_back());
            let goes_on_after =
                phrase.ends_with(char::is_alphanumeric) && is_word(lower[end..].chars().next());
            let range = TextRange::new(TextSize::try_from(at).ok()?, TextSize::try_from(end).ok()?);
            (!goes_on_before && !goes_on_after && self.is_body(range.start())).then_some(range)
        })
    }

    /// A range in ASCII lower case, which has the same offsets.
    #[must_use]
    pub fn lower(&self, range: TextRange) -> &str {
        let lower = self.lower.get_or_init(|| self.text.to_ascii_lowercase());
        lower.get(std::ops::Range::<usize>::from(range)).unwrap_or_default()
    }

    /// The sentence around a place.
    #[must_use]
    pub fn sentence(&self, at: TextSize) -> TextRange {
        sentence_at(self.text, self.document.blocks(), at).unwrap_or_else(|| TextRange::empty(at))
    }

    /// How many sentences later the second place is, counted up to a few;
    /// `None` when it is further, or before.
    #[must_use]
    pub fn sentences_between(&self, from: TextSize, to: TextSize) -> Option<usize> {
        let mut at = self.sentence(from);
        for count in 0..=4 {
            if to < at.end() || at.is_empty() {
                return Some(count);
            }
            at = self.sentence(next_sentence(self.text, self.document.blocks(), at.start()));
        }
        None
    }

    /// Whether a block is one that an article's sentences are in, and not its
    /// headline or a caption.
    #[must_use]
    pub fn is_body(&self, at: TextSize) -> bool {
        let block = self.document.block_at(at).and_then(|at| self.document.blocks().get(at));
        block.is_some_and(|block| {
            matches!(
                block.kind,
                BlockKind::Paragraph | BlockKind::Quotation | BlockKind::ListItem | BlockKind::Standfirst
            )
        })
    }
}

/// The facts of an article, gathered piece by piece.
pub struct Gathering<'a> {
    facts: Facts<'a>,
    quotations: Quotations<'a>,
    /// Attributions that are still to be looked at.
    left: Vec<&'a Arc<Attribution>>,
}

impl<'a> Gathering<'a> {
    /// Blocks or attributions that are looked at in one piece.
    const PIECE: usize = 64;

    #[must_use]
    pub fn new(document: &'a Document) -> Self {
        let facts = Facts::unattributed(document);
        let quotations = Quotations::new(document.text(), prose(document.blocks()));
        Self { facts, quotations, left: document.attributions().collect() }
    }

    /// Gathers some more; whether there is anything left.
    pub fn more(&mut self) -> bool {
        if self.quotations.more(Self::PIECE) {
            return true;
        }
        let piece = self.left.split_off(self.left.len().saturating_sub(Self::PIECE));
        let found = piece.into_iter().filter_map(|attribution| self.facts.attributed(attribution));
        let found: Vec<_> = found.collect();
        self.facts.attributions.extend(found);
        !self.left.is_empty()
    }

    /// All of them, with what is left.
    #[must_use]
    pub fn finish(mut self) -> Facts<'a> {
        while self.more() {}
        self.facts.quotations = self.quotations.finish();
        self.facts.in_order()
    }
}

/// Whether an annotation is in what is read, and not in boilerplate.
fn is_read(document: &Document, annotation: &Annotation) -> bool {
    let block = document.block_at(annotation.target.extent().start());
    let block = block.and_then(|at| document.blocks().get(at));
    block.is_none_or(|block| block.kind != BlockKind::Boilerplate)
}

impl Attributed<'_> {
    pub fn fragments(&self) -> impl Iterator<Item = TextRange> + '_ {
        self.contents.iter().flat_map(|content| content.target.fragments().iter().copied())
    }

    /// The cue's words in lower case.
    #[must_use]
    pub fn cue_words(&self, text: &str) -> Option<Vec<String>> {
        let fragments = self.cue?.target.fragments();
        Some(fragments.iter().flat_map(|&range| words(text, range)).map(|word| word.lower()).collect())
    }

    /// What a person has stated of an attribute.
    #[must_use]
    pub fn stated(&self, attribute: &str) -> Option<&str> {
        self.attribution.attributes.get(attribute).and_then(|value| value.as_str())
    }

    /// Whether some of it is in quotation marks: as stated, else as derived.
    #[must_use]
    pub fn is_quoted(&self, facts: &Facts<'_>) -> bool {
        let quote_type = self.stated("quote_type").or_else(|| super::attribution::quote_type(facts, self));
        matches!(quote_type, Some("direct" | "mixed"))
    }

    /// Whether it was told to another newsroom.
    #[must_use]
    pub fn told_to_media(&self, facts: &Facts<'_>) -> bool {
        let publisher = facts.document.metadata().get("publisher").and_then(|value| value.as_str());
        let is_other = |name: &str| {
            publisher.is_none_or(|publisher| !publisher.to_lowercase().contains(&name.to_lowercase()))
        };
        self.addressees.iter().map(|addressee| facts.quoted(addressee.target.extent())).any(|name| {
            let bare = name.trim().trim_start_matches("the ");
            lexicon::is_media(bare) && is_other(bare)
        })
    }

    /// The first source, where there is one.
    #[must_use]
    pub fn source(&self) -> Option<&Source<'_>> {
        self.sources.first()
    }
}

impl Source<'_> {
    /// What it is: as a person has stated, else as derived.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.annotation.attributes.get("source_type").and_then(|value| value.as_str()).or(self.derived_kind)
    }

    #[must_use]
    pub fn is_unnamed(&self) -> bool {
        self.kind().is_some_and(source::is_unnamed)
    }

    #[must_use]
    pub fn is_pronoun(&self, facts: &Facts<'_>) -> bool {
        let stated = self.annotation.attributes.get("source_form").and_then(|value| value.as_str());
        stated.or_else(|| source::form(facts.text, self.annotation.target.extent())) == Some("pronoun")
    }

    #[must_use]
    pub fn is_media(&self, facts: &Facts<'_>) -> bool {
        lexicon::is_media(facts.quoted(self.annotation.target.extent()))
    }

    /// What tells it from other sources: its entity, else its surname, else
    /// its words.
    #[must_use]
    pub fn key(&self, facts: &Facts<'_>) -> String {
        if let Some(entity) = self.entity {
            return format!("entity {}", entity.id);
        }
        let range = self.annotation.target.extent();
        match source::name_words(facts.text, range).last() {
            Some(surname) => surname.to_lowercase(),
            None => facts.quoted(range).to_lowercase(),
        }
    }

    /// What it is called in lists.
    #[must_use]
    pub fn name(&self, facts: &Facts<'_>) -> String {
        self.entity
            .map_or_else(|| self.annotation.target.exact(facts.document.text()), |entity| entity.name.clone())
    }
}

/// Whether a word is within quotation marks.
#[must_use]
pub fn is_in_quotation(quotations: &[Quotation], word: TextRange) -> bool {
    let before = quotations.partition_point(|quotation| quotation.range.start() <= word.start());
    // Quotations nest only so deep: the one around a word begins near.
    quotations[..before].iter().rev().take(16).any(|quotation| quotation.range.contains_range(word))
}

fn spans(attributions: &[Attributed<'_>]) -> Vec<Span> {
    let fragments =
        attributions.iter().enumerate().flat_map(|(of, one)| one.fragments().map(move |f| (f, of)));
    let mut spans: Vec<Span> =
        fragments.map(|(fragment, of)| Span { fragment, of, reach: fragment.end() }).collect();
    spans.sort_by_key(|span| (span.fragment.start(), span.of));
    let mut reach = TextSize::new(0);
    for span in &mut spans {
        reach = reach.max(span.fragment.end());
        span.reach = reach;
    }
    spans
}

/// The blocks without boilerplate.
fn prose(blocks: &[Block]) -> Vec<Block> {
    blocks.iter().filter(|block| block.kind != BlockKind::Boilerplate).copied().collect()
}
