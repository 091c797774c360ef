//! What an export cannot keep: counted before it is made.

use std::collections::HashMap;
use std::fmt;

use super::newlines;
use super::table::Format;
use super::unit::Newlines;
use crate::model::{Annotation, AnnotationType, Article, Id, Target};

/// What comes back from a file of a format: a set of the constants below.
pub type Keeps = u32;

/// The text itself, white space included.
pub const TEXT: Keeps = 1;
/// Annotations of all types, not only those of entities.
pub const ALL_TYPES: Keeps = 1 << 1;
/// Annotations inside of others.
pub const NESTED: Keeps = 1 << 2;
/// Annotations that cross others.
pub const CROSSING: Keeps = 1 << 3;
/// Gaps in annotations.
pub const GAPS: Keeps = 1 << 4;
/// Attributes of annotations.
pub const ATTRIBUTES: Keeps = 1 << 5;
/// Notes on annotations.
pub const NOTES: Keeps = 1 << 6;
/// Who marked what and when.
pub const PROVENANCE: Keeps = 1 << 7;
/// Attributions.
pub const ATTRIBUTIONS: Keeps = 1 << 8;
/// Attributes of attributions, "no source", nesting.
pub const ATTRIBUTION_DETAILS: Keeps = 1 << 9;
/// Entities and their names.
pub const ENTITIES: Keeps = 1 << 10;
/// The title, metadata, status and labels of the article.
pub const METADATA: Keeps = 1 << 11;
/// Which block is a headline and which a quotation.
pub const BLOCKS: Keeps = 1 << 12;
/// Annotations that were not found in the text.
pub const ORPHANS: Keeps = 1 << 13;
/// Annotations that begin or end inside of a word.
pub const IN_WORDS: Keeps = 1 << 14;
/// The annotations themselves: out of the claims' formats come only words.
pub const SPANS: Keeps = 1 << 15;
/// Characters that XML does not have.
pub const CONTROLS: Keeps = 1 << 16;
/// White space at the beginning and end of annotations.
pub const EDGES: Keeps = 1 << 17;

/// Attributions of which only one member is marked.
pub const LONE: Keeps = 1 << 18;
/// Entities and claims, not only the parts of attributions.
pub const MENTIONS: Keeps = 1 << 19;

/// What was found for or against claims.
pub const EVIDENCE: Keeps = 1 << 20;
/// Findings of checks that were dismissed.
pub const DISMISSALS: Keeps = 1 << 21;

/// What white space there is before the first word.
pub const INDENT: Keeps = 1 << 22;

/// Annotations that go on over the end of a sentence.
pub const SENTENCES: Keeps = 1 << 23;

/// Nothing is lost.
pub const ALL: Keeps = (1 << 24) - 1;

/// How many examples a loss lists.
const EXAMPLES: usize = 10;
/// How much of an example's words is shown.
const SHOWN: usize = 60;

/// One kind of loss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What is lost, in words that follow a count: of one, and of several.
    what: Words,
    pub count: usize,
    /// The first of them, by their words.
    pub examples: Vec<String>,
}

/// "annotation that crosses another", "annotations that cross others".
type Words = [&'static str; 2];

impl fmt::Display for Loss {
    /// The count with what it counts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, several] = self.what;
        write!(f, "{} {}", self.count, if self.count == 1 { one } else { several })
    }
}

/// Counts what an export of articles loses.
#[derive(Clone, Debug)]
pub struct Losses {
    keeps: Keeps,
    newlines: Newlines,
    list: Vec<Loss>,
}

impl Losses {
    #[must_use]
    pub fn new(format: &Format) -> Self {
        Self { keeps: format.keeps, newlines: format.newlines, list: Vec::new() }
    }

    /// What was counted; empty when nothing is lost.
    #[must_use]
    pub fn list(&self) -> &[Loss] {
        &self.list
    }

    /// Counts an article's.
    pub fn add(&mut self, article: &Article) {
        if self.newlines == Newlines::Lf {
            let count = newlines::other_than_lf(&article.text);
            self.count(["line end other than LF", "line ends other than LF"], count);
        }
        if self.lacks(TEXT) {
            self.count(
                [
                    "text (only its words come back, without the white space)",
                    "texts (only their words come back, without the white space)",
                ],
                1,
            );
        }
        if self.lacks(CONTROLS) {
            let count = article.text.chars().filter(|&c| is_no_xml(c)).count();
            self.count(["control character (XML has none)", "control characters (XML has none)"], count);
        }
        if self.lacks(INDENT) {
            let indent = article.text.chars().take_while(|c| c.is_whitespace());
            self.count(
                [
                    "character of white space before the first word (a space comes back)",
                    "characters of white space before the first word (spaces come back)",
                ],
                indent.filter(|&c| c != ' ').count(),
            );
        }
        self.annotations(article);
        self.attributions(article);
        if self.lacks(ENTITIES) {
            for entity in &article.entities {
                self.note(["entity", "entities"], &entity.name);
            }
        }
        if self.lacks(METADATA) {
            let labels = article.metadata.len() + article.document_labels.len();
            self.count(
                ["field of metadata or label of an article", "fields of metadata and labels of articles"],
                labels,
            );
        }
        if self.lacks(DISMISSALS) {
            self.count(["dismissal of a finding", "dismissals of findings"], article.dismissals.len());
        }
        if self.lacks(ORPHANS) {
            self.count(
                ["annotation without a place in the text", "annotations without a place in the text"],
                article.orphans.len(),
            );
        }
    }

    fn annotations(&mut self, article: &Article) {
        let annotations = article.annotations.iter().map(AsRef::as_ref);
        if self.lacks(SPANS) {
            // What only the claims' formats do.
            let others = annotations.filter(|annotation| {
                !matches!(annotation.kind, AnnotationType::Claim | AnnotationType::Content)
            });
            return others.for_each(|annotation| {
                self.note_words(
                    [
                        "annotation that is neither a claim nor a quotation",
                        "annotations that are neither a claim nor a quotation",
                    ],
                    annotation,
                    article,
                );
            });
        }
        let mut written: Vec<&Annotation> = Vec::new();
        for annotation in annotations {
            if self.lacks(ALL_TYPES) && annotation.kind != AnnotationType::Entity {
                self.note_words(
                    ["annotation that marks no entity", "annotations that mark no entity"],
                    annotation,
                    article,
                );
                continue;
            }
            if self.lacks(MENTIONS)
                && matches!(annotation.kind, AnnotationType::Entity | AnnotationType::Claim)
            {
                self.note_words(
                    [
                        "annotation that is no part of an attribution",
                        "annotations that are no part of an attribution",
                    ],
                    annotation,
                    article,
                );
                continue;
            }
            if self.lacks(GAPS) && annotation.target.fragments().len() > 1 {
                self.note_words(
                    ["annotation with a gap in it", "annotations with gaps in them"],
                    annotation,
                    article,
                );
            }
            if self.lacks(IN_WORDS) && cuts_word(&annotation.target, &article.text) {
                self.note_words(
                    [
                        "annotation that begins or ends inside a word",
                        "annotations that begin or end inside a word",
                    ],
                    annotation,
                    article,
                );
            }
            if self.lacks(EDGES) && has_blank_edge(&annotation.target, &article.text) {
                self.note_words(
                    [
                        "annotation with white space at its edge",
                        "annotations with white space at their edges",
                    ],
                    annotation,
                    article,
                );
            }
            if self.lacks(ATTRIBUTES) {
                self.count(["attribute", "attributes"], annotation.attributes.len());
            }
            if self.lacks(EVIDENCE) {
                self.count(
                    ["piece of evidence for or against a claim", "pieces of evidence for or against claims"],
                    annotation.evidence.len(),
                );
            }
            if self.lacks(NOTES) && !annotation.note.is_empty() {
                self.note(["note", "notes"], &annotation.note);
            }
            if self.lacks(PROVENANCE)
                && !(annotation.provenance.creator.is_empty() && annotation.provenance.created.is_empty())
            {
                self.count(["note of who marked it and when", "notes of who marked it and when"], 1);
            }
            written.push(annotation);
        }
        self.over_sentences(&written, article);
        self.overlaps(&written, article);
    }

    fn over_sentences(&mut self, annotations: &[&Annotation], article: &Article) {
        if !self.lacks(SENTENCES) {
            return;
        }
        let tokens = super::tokens::tokens(article);
        let sentences = super::tokens::sentences(article, &tokens);
        for annotation in annotations {
            let extent = annotation.target.extent();
            let first = sentences.partition_point(|sentence| sentence.end() <= extent.start());
            if sentences.get(first + 1).is_some_and(|next| next.start() < extent.end()) {
                let what = [
                    "annotation over the end of a sentence (it comes back as several)",
                    "annotations over the end of a sentence (they come back as several)",
                ];
                self.note_words(what, annotation, article);
            }
        }
    }

    fn overlaps(&mut self, annotations: &[&Annotation], article: &Article) {
        if !self.lacks(NESTED) && !self.lacks(CROSSING) {
            return;
        }
        let mut sorted = annotations.to_vec();
        sorted.sort_by_key(|annotation| annotation.reading_order());
        // The ends of those that are still open, the outermost first.
        let mut open: Vec<&Annotation> = Vec::new();
        for annotation in sorted {
            let extent = annotation.target.extent();
            open.retain(|outer| outer.target.extent().end() > extent.start());
            let crosses = open.iter().any(|outer| outer.target.extent().end() < extent.end());
            if crosses && self.lacks(CROSSING) {
                self.note_words(
                    ["annotation that crosses another", "annotations that cross others"],
                    annotation,
                    article,
                );
            } else if !open.is_empty() && self.lacks(NESTED) {
                self.note_words(
                    ["annotation inside of another", "annotations inside of others"],
                    annotation,
                    article,
                );
            } else {
                open.push(annotation);
            }
        }
    }

    fn attributions(&mut self, article: &Article) {
        let words: HashMap<&Id, &Annotation> =
            article.annotations.iter().map(|annotation| (&annotation.id, annotation.as_ref())).collect();
        for attribution in &article.attributions {
            if self.lacks(ATTRIBUTIONS) {
                let first =
                    attribution.cue.iter().chain(&attribution.contents).chain(&attribution.sources).next();
                let example = first
                    .and_then(|id| words.get(id))
                    .map(|&annotation| annotation.target.exact(&article.text));
                self.note(["attribution", "attributions"], &example.unwrap_or_default());
            } else if self.lacks(LONE) && super::heads::members(attribution).nth(1).is_none() {
                self.count(["attribution with a single member", "attributions with a single member"], 1);
            } else if self.lacks(ATTRIBUTION_DETAILS) {
                let flags = usize::from(!attribution.note.is_empty())
                    + usize::from(attribution.no_source)
                    + usize::from(attribution.parent.is_some());
                self.count(
                    ["attribute or note of an attribution", "attributes and notes of attributions"],
                    attribution.attributes.len() + flags,
                );
            }
        }
    }

    fn lacks(&self, part: Keeps) -> bool {
        self.keeps & part == 0
    }

    fn count(&mut self, what: Words, count: usize) {
        if count > 0 {
            self.loss(what).count += count;
        }
    }

    fn note_words(&mut self, what: Words, annotation: &Annotation, article: &Article) {
        self.note(what, &annotation.target.exact(&article.text));
    }

    fn note(&mut self, what: Words, example: &str) {
        let loss = self.loss(what);
        loss.count += 1;
        if loss.examples.len() < EXAMPLES {
            loss.examples.push(super::native::fields::shortened(example, SHOWN));
        }
    }

    fn loss(&mut self, what: Words) -> &mut Loss {
        let at = self.list.iter().position(|loss| loss.what == what).unwrap_or_else(|| {
            self.list.push(Loss { what, count: 0, examples: Vec::new() });
            self.list.len() - 1
        });
        &mut self.list[at]
    }
}

/// Whether XML 1.0 has no way to write a character.
pub(super) fn is_no_xml(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

fn cuts_word(target: &Target, text: &str) -> bool {
    let extent = target.extent();
    let is_token = |at| super::tokens::is_border(text, at);
    !is_token(extent.start()) || !is_token(extent.end())
}

fn has_blank_edge(target: &Target, text: &str) -> bool {
    target.fragments().iter().any(|fragment| {
        let words = text.get(std::ops::Range::<usize>::from(*fragment)).unwrap_or_default();
        words.trim() != words
    })
}
