//! What stands in the margin beside a block: the attributions whose contents
//! are in it.

use std::collections::HashSet;
use std::sync::Arc;

use super::document::Document;
use crate::model::{Annotation, AnnotationType, Attribution, Id};
use crate::text::TextSize;

/// An attribution as the margin tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarginNote {
    pub attribution: Id,
    /// Who says it, as well as the article lets one know; empty when no source
    /// is marked.
    pub who: String,
    /// A person stated that there is no source.
    pub no_source: bool,
    /// The cue and to whom: "told the Coastal Wire".
    pub how: String,
    /// In how many attributions it is nested.
    pub depth: usize,
    /// The content goes on from a block before this one.
    pub continued: bool,
    /// In how many pieces the content is.
    pub pieces: usize,
    pub discuss: bool,
}

/// The notes beside one block, in the order of the contents. Made anew only
/// when one of them changed, so that the screen can compare by pointer.
pub type Margin = Arc<[MarginNote]>;

impl Document {
    /// The notes beside a block, as they stand.
    pub(super) fn note(&self, block: usize) -> Margin {
        let Some(range) = self.blocks().get(block).map(|block| block.range) else { return Margin::default() };
        let contents = self.in_block(block).filter(|annotation| annotation.kind == AnnotationType::Content);
        let mut notes: Vec<(TextSize, usize, MarginNote)> = Vec::new();
        let mut seen = HashSet::new();
        for content in contents {
            for attribution in self.attributions_of(&content.id) {
                if seen.insert(&attribution.id) {
                    let note = self.margin_note(attribution, range.start());
                    let here =
                        content.target.fragments().iter().find(|fragment| fragment.end() > range.start());
                    notes.push((here.map_or(range.start(), |here| here.start()), note.depth, note));
                }
            }
        }
        notes.sort_by(|a, b| (a.0, a.1, &a.2.attribution).cmp(&(b.0, b.1, &b.2.attribution)));
        notes.into_iter().map(|(_, _, note)| note).collect()
    }

    fn margin_note(&self, attribution: &Attribution, from: TextSize) -> MarginNote {
        let contents = || attribution.contents.iter().filter_map(|id| self.annotation(id));
        let first = contents().map(|content| content.target.extent().start()).min();
        MarginNote {
            attribution: attribution.id.clone(),
            who: self.who(attribution),
            no_source: attribution.no_source,
            how: self.how(attribution),
            depth: self.depth(attribution),
            continued: first.is_some_and(|first| first < from),
            pieces: contents().map(|content| content.target.fragments().len()).sum(),
            discuss: attribution.attributes.get("discuss").is_some_and(|value| *value == true),
        }
    }

    /// Who says it: the names of the entities that the sources are, or their
    /// words.
    #[must_use]
    pub fn who(&self, attribution: &Attribution) -> String {
        let sources = attribution.sources.iter().filter_map(|id| self.annotation(id));
        sources.map(|source| self.name_of(source)).collect::<Vec<_>>().join(", ")
    }

    /// The canonical name of whom a source is, or else its words.
    #[must_use]
    pub fn name_of(&self, source: &Annotation) -> String {
        let named = self.resolve(source).filter(|entity| !entity.name.is_empty());
        named.map_or_else(|| squeezed(&source.target.exact(self.text())), |entity| entity.name.clone())
    }

    /// The cue and the addressees.
    fn how(&self, attribution: &Attribution) -> String {
        let parts = attribution.cue.iter().chain(&attribution.addressees);
        let words = parts.filter_map(|id| self.annotation(id)).map(|part| part.target.exact(self.text()));
        squeezed(&words.collect::<Vec<_>>().join(" "))
    }

    /// In how many attributions one is nested.
    #[must_use]
    pub fn depth(&self, attribution: &Attribution) -> usize {
        let parent = |id: &Id| self.attribution(id)?.parent.clone();
        std::iter::successors(attribution.parent.clone(), parent).take(self.attributions().len()).count()
    }

    /// The blocks whose notes tell of an attribution.
    pub(super) fn noted_blocks(&self, attribution: &Attribution) -> Vec<usize> {
        let contents = attribution.contents.iter().filter_map(|id| self.annotation(id));
        contents.flat_map(|content| self.blocks_of(content)).collect()
    }
}

fn squeezed(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
