//! What the text offers for a card: parts that are proposed, and values that
//! follow from the words. Neither is stored before it is confirmed.

use std::sync::Arc;

use super::card::{around, describe};
use super::{Outcome, Selection, Session, Stamp};
use crate::derive::{self, Derived as Value};
use crate::model::{Annotation, AnnotationType, Attributes, Attribution, Id, Label, Origin, Target};
use crate::store::{Document, DocumentChange};
use crate::suggest::{self, Said};
use crate::text::TextRange;

/// Values that follow from the words and that nobody stated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Derived {
    pub attributes: Attributes,
    /// By source.
    pub sources: Vec<(Id, Attributes)>,
    /// The attribution that this one is nested in.
    pub parent: Option<Id>,
}

impl Derived {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.sources.is_empty() && self.parent.is_none()
    }
}

impl Session {
    /// The parts that the sentence offers for the open card and that it lacks,
    /// with their types.
    #[must_use]
    pub fn proposed(&self) -> Vec<(AnnotationType, TextRange)> {
        let Some((document, card)) = self.document.as_ref().zip(self.card().filter(|_| self.is_card_open()))
        else {
            return Vec::new();
        };
        let Some(content) = card.contents.first().and_then(|id| document.annotation(id)) else {
            return Vec::new();
        };
        let Some(&first) = content.target.fragments().first() else { return Vec::new() };
        let Said { source, cue, addressee } = suggest::said(document.text(), document.blocks(), first);
        let lacks_source = card.sources.is_empty() && !card.no_source;
        let offers = [
            (AnnotationType::Source, source.filter(|_| lacks_source)),
            (AnnotationType::Cue, cue.filter(|_| card.cue.is_none())),
            (AnnotationType::Addressee, addressee.filter(|_| card.addressees.is_empty())),
        ];
        offers.into_iter().filter_map(|(kind, range)| Some((kind, range?))).collect()
    }

    /// What follows from the words for the shown card.
    #[must_use]
    pub fn derived(&self) -> Derived {
        self.document
            .as_ref()
            .zip(self.card())
            .map(|(document, card)| follows(document, card))
            .unwrap_or_default()
    }

    pub(super) fn confirm(&mut self, stamp: &mut Stamp<'_>) -> Outcome {
        let proposed = self.proposed();
        if proposed.is_empty() { self.confirm_derived(stamp) } else { self.accept(&proposed, stamp) }
    }

    /// Takes all that is proposed over; nothing more joins the card then.
    fn accept(&mut self, proposed: &[(AnnotationType, TextRange)], stamp: &mut Stamp<'_>) -> Outcome {
        let Some((document, card)) = self.document.as_ref().zip(self.card()) else {
            return Outcome::default();
        };
        let mut after = (**card).clone();
        let mut changes = Vec::new();
        for &(kind, range) in proposed {
            let Some((label, target)) = self.label_of(kind).zip(Target::new(vec![range]).ok()) else {
                continue;
            };
            let id = match document.with(&target, &label.id) {
                Some(marked) => marked.id.clone(),
                None => {
                    let mut annotation = self.new_annotation(target, label, stamp);
                    annotation.provenance.origin = Origin::Accepted;
                    annotation.provenance.rule = Some(suggest::RULE.into());
                    let id = annotation.id.clone();
                    changes.push(DocumentChange::create(annotation));
                    id
                }
            };
            after.take_in(kind, id);
        }
        changes.push(document.put_attribution(after));
        let end = proposed.iter().map(|(_, range)| range.end()).max().unwrap_or_default();
        let mut outcome = self.commit_document("Take over what is proposed".to_owned(), changes, stamp);
        if outcome.committed.is_some() {
            self.selection = Selection::caret(end.max(self.selection.head));
            self.selected = None;
            self.finish_card();
            if let Some((document, card)) = self.document.as_ref().zip(self.card()) {
                outcome.message = Some(format!("Taken over: {} is the source", describe(document, card)));
            }
        }
        outcome
    }

    fn confirm_derived(&mut self, stamp: &mut Stamp<'_>) -> Outcome {
        let Some((document, card)) = self.document.as_ref().zip(self.card()) else {
            return Outcome::say("No card is shown");
        };
        let derived = follows(document, card);
        if derived.is_empty() {
            return Outcome::say("Everything on the card is confirmed");
        }
        let mut after = (**card).clone();
        after.attributes.extend(derived.attributes);
        after.parent = after.parent.or(derived.parent);
        let mut changes = vec![document.put_attribution(after)];
        for (source, attributes) in derived.sources {
            let Some(before) = document.annotation(&source) else { continue };
            let mut after = (**before).clone();
            after.attributes.extend(attributes);
            after.provenance.modified = Some(stamp.time.as_str().into());
            changes.push(DocumentChange::update(before, after));
        }
        let event = format!("Confirm what is derived for {}", describe(document, card));
        self.commit_document(event, changes, stamp)
    }

    /// The first label of a type.
    fn label_of(&self, kind: AnnotationType) -> Option<&Label> {
        self.workspace.label_set().labels.iter().find(|label| label.kind == kind)
    }
}

/// What follows from the words of an attribution and is not stated in it.
fn follows(document: &Document, card: &Attribution) -> Derived {
    let mut derived = Derived::default();
    for Value { source, attribute, value } in derive::derived(document, card) {
        let Some(id) = source else {
            if !card.attributes.contains_key(attribute) {
                derived.attributes.insert(attribute.to_owned(), value.into());
            }
            continue;
        };
        if document.annotation(&id).is_none_or(|source| source.attributes.contains_key(attribute)) {
            continue;
        }
        match derived.sources.last_mut().filter(|(last, _)| *last == id) {
            Some((_, attributes)) => {
                attributes.insert(attribute.to_owned(), value.into());
            }
            None => {
                derived.sources.push((id, Attributes::from([(attribute.to_owned(), value.into())])));
            }
        }
    }
    if card.parent.is_none() {
        derived.parent = around(document, card).map(|parent| parent.id.clone());
    }
    derived
}

/// For the screen: the annotations of an attribution's parts of a type.
pub fn parts_of<'a>(
    document: &'a Document,
    attribution: &'a Attribution,
    kind: AnnotationType,
) -> impl Iterator<Item = &'a Arc<Annotation>> {
    let of = attribution.parts().filter(move |(other, _)| *other == kind);
    of.filter_map(|(_, id)| document.annotation(id))
}
