//! A corrected copy of an article: its annotations carried over into the new
//! text.
//!
//! The two texts are aligned (see [`align`]): paragraph by paragraph, then
//! word by word within those that changed, then stretches that were moved. An
//! annotation whose words are all there follows them. Where some of its words
//! changed, it covers what stands in their place, as long as half of them
//! stayed; a person is shown both, word by word. Words of the whole annotation
//! that stand elsewhere are found by the quotation and its context
//! ([`crate::anchor`]). What is left is an orphan: nothing is guessed.

mod align;
mod carry;
mod meet;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use self::align::{Alignment, Stretch};
use self::carry::{Carried, Carrier};
pub use self::meet::{Met, meet, take_along};
pub use self::words::{Piece, compare};
use crate::formats::native;
use crate::model::{Annotation, Article, Dismissal, Id, LabelSet, Subject, Target};
use crate::store::document::Document;
use crate::store::edition::REPLACES;
use crate::store::{DocumentChange, Edit, Edition};
use crate::text::boundary::snap_to_graphemes;
use crate::text::{Block, Text, TextRange, TextSize};

/// An annotation whose words are not what they were.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    pub before: Arc<Annotation>,
    pub after: Target,
    /// Its words before and after.
    pub words: Vec<Piece>,
}

/// What becomes of an article's annotations in a new text.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    before: Edition,
    edition: Edition,
    /// At the same place among the same words: only the offsets may differ.
    pub kept: Vec<(Arc<Annotation>, Target)>,
    /// The words were moved to another place.
    pub moved: Vec<(Arc<Annotation>, Target)>,
    /// Words inside were changed.
    pub changed: Vec<Changed>,
    /// The words are gone.
    pub orphaned: Vec<Arc<Annotation>>,
    /// Dismissals that rest on a place, with the place that it has now; none
    /// where its words are gone, and the dismissal with them.
    dismissals: Vec<(Arc<Dismissal>, Option<Target>)>,
}

impl Revision {
    /// Carries the annotations of an article over into the text of a corrected
    /// copy, whose own annotations do not count.
    #[must_use]
    pub fn new(article: &Article, corrected: &Article) -> Self {
        let alignment = Alignment::new(&article.text, &corrected.text);
        let carrier = Carrier::new(&article.text, &corrected.text, &alignment);
        let mut revision = Self {
            before: Edition::of(article),
            edition: edition(article, corrected, &alignment),
            kept: Vec::new(),
            moved: Vec::new(),
            changed: Vec::new(),
            orphaned: Vec::new(),
            dismissals: Vec::new(),
        };
        for annotation in &article.annotations {
            let before = annotation.clone();
            match carrier.carry(&annotation.target) {
                Carried::Kept(target) => revision.kept.push((before, target)),
                Carried::Moved(target) => revision.moved.push((before, target)),
                Carried::Changed(after) => {
                    let words =
                        compare(&annotation.target.exact(&article.text), &after.exact(&corrected.text));
                    revision.changed.push(Changed { before, after, words });
                }
                Carried::Lost => revision.orphaned.push(before),
            }
        }
        for dismissal in &article.dismissals {
            let Some(place) = &dismissal.subject.place else { continue };
            let after = match carrier.carry(place) {
                Carried::Kept(target) | Carried::Moved(target) | Carried::Changed(target) => Some(target),
                Carried::Lost => None,
            };
            if after.as_ref() != Some(place) {
                revision.dismissals.push((dismissal.clone(), after));
            }
        }
        revision
    }

    /// The new edition.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// Whether the text is the one that is there already.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.before.text == self.edition.text
    }

    /// The dismissals whose words are gone, and which go with them.
    pub fn lost_dismissals(&self) -> impl Iterator<Item = &Arc<Dismissal>> {
        self.dismissals.iter().filter(|(_, place)| place.is_none()).map(|(dismissal, _)| dismissal)
    }

    /// Gives up the place of an annotation: it becomes an orphan.
    pub fn let_go(&mut self, id: &Id) {
        let taken = self.take(id);
        self.orphaned.extend(taken);
    }

    /// Puts an annotation on a place in the new text, with what else is in the
    /// way of a span left out: the white space around it and halves of
    /// characters. Whether there is such a place.
    pub fn place(&mut self, id: &Id, range: TextRange) -> bool {
        let text = self.edition.text.clone();
        let range = without_space(&text, snap_to_graphemes(&text, range));
        let Ok(after) = Target::new(vec![range]) else { return false };
        let Some(before) = self.take(id) else { return false };
        let (was, is) = (before.target.exact(&self.before.text), after.exact(&text));
        if was == is {
            self.moved.push((before, after));
        } else {
            self.changed.push(Changed { words: compare(&was, &is), before, after });
        }
        true
    }

    /// Takes an annotation out of the list that it is in.
    fn take(&mut self, id: &Id) -> Option<Arc<Annotation>> {
        for list in [&mut self.kept, &mut self.moved] {
            if let Some(at) = list.iter().position(|(annotation, _)| annotation.id == *id) {
                return Some(list.remove(at).0);
            }
        }
        if let Some(at) = self.changed.iter().position(|changed| changed.before.id == *id) {
            return Some(self.changed.remove(at).before);
        }
        let at = self.orphaned.iter().position(|annotation| annotation.id == *id)?;
        Some(self.orphaned.remove(at))
    }

    /// The changes, for one transaction: the new edition, the annotations in
    /// it, and the orphans set aside. `article` is the one that the revision
    /// was made of.
    #[must_use]
    pub fn changes(&self, article: &Article, label_set: &LabelSet, time: &str) -> Vec<DocumentChange> {
        let document = Document::new(article.clone());
        let mut changes = Vec::new();
        let mut after = self.edition.clone();
        // One after the other, so that what names two of them is seen as the
        // first has left it.
        let mut scratch = document;
        for orphan in &self.orphaned {
            let gone: Vec<_> = scratch
                .unlink(&BTreeSet::from([orphan.id.clone()]))
                .into_iter()
                .chain([DocumentChange::delete(orphan)])
                .collect();
            if scratch.apply(&gone).is_err() {
                continue;
            }
            changes.extend(gone);
            after.orphans.push(native::annotation_value(orphan, &article.text, label_set));
        }
        changes.push(DocumentChange::Edition(Edit {
            id: (),
            before: Some(Arc::new(self.before.clone())),
            after: Some(Arc::new(after)),
        }));
        let kept = self.kept.iter().chain(&self.moved).map(|(before, target)| (before, target, false));
        let changed = self.changed.iter().map(|changed| (&changed.before, &changed.after, true));
        for (before, target, is_changed) in kept.chain(changed) {
            if before.target == *target && !is_changed {
                continue;
            }
            let mut annotation = Annotation { target: target.clone(), ..(**before).clone() };
            if is_changed {
                annotation.provenance.modified = Some(time.into());
            }
            changes.push(DocumentChange::update(before, annotation));
        }
        changes.extend(self.dismissals.iter().map(|(before, place)| {
            let after = place.clone().map(|place| {
                let subject = Subject { place: Some(place), ..before.subject.clone() };
                Arc::new(Dismissal { subject, ..(**before).clone() })
            });
            DocumentChange::Dismissal(Edit { id: before.id.clone(), before: Some(before.clone()), after })
        }));
        changes
    }
}

fn without_space(text: &Text, range: TextRange) -> TextRange {
    let words = text.slice(range).unwrap_or_default();
    let lead = TextSize::of(&words[..words.len() - words.trim_start().len()]);
    TextRange::at(range.start() + lead, TextSize::of(words.trim()))
}

/// The new edition: a block that stands as it stood keeps the kind that it
/// was given, and a title that was the headline is the new headline.
fn edition(article: &Article, corrected: &Article, alignment: &Alignment) -> Edition {
    let mut blocks = corrected.blocks.clone();
    for block in &article.blocks {
        let place = alignment.whole(block.range);
        let same = place.and_then(|(range, _)| blocks.iter_mut().find(|new: &&mut Block| new.range == range));
        if let Some(new) = same {
            new.kind = block.kind;
        }
    }
    let was_headline =
        article.blocks.iter().any(|block| article.text.slice(block.range) == Some(article.title.as_str()));
    let title = if was_headline { corrected.title.clone() } else { article.title.clone() };
    let mut metadata = article.metadata.clone();
    metadata.insert(REPLACES.to_owned(), native::sha256(&article.text).into());
    Edition { title, metadata, text: corrected.text.clone(), blocks, orphans: article.orphans.clone() }
}
