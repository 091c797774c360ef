//! The attribution card: sources, cue, contents and addressees as one object.
//!
//! A card can be shown, and it can be open. The key of a part makes the mark
//! and has it join the open card, in one transaction; when no card is open, it
//! begins a new one. Selecting a part shows its card; what shows a card does
//! not open it, so that nothing joins what one only looked at.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::caret::shorten;
use super::{Direction, Outcome, Selection, Session, Stamp};
use crate::json::word;
use crate::model::{Annotation, AnnotationType, Attribution, Id};
use crate::store::{Document, DocumentChange};
use crate::text::TextSize;

/// What a user does with attributions.
#[derive(Clone, Debug, PartialEq)]
pub enum CardCommand {
    /// The next part begins a new card.
    Begin,
    /// Opens a card: further parts join it.
    Open(Id),
    /// Opens the card of the selected mark, or the next one that it is in.
    OpenSelected,
    /// Opens the next card in reading order, or the one before.
    Step(Direction),
    /// Takes a part off the card. Its mark goes too, unless another has it.
    TakeOff(Id),
    /// Deletes the card with the marks that are only its own.
    Delete,
    /// States that there is no source, or takes that back.
    NoSource,
    /// Sets the flag that it is to be discussed, or takes it back.
    Discuss,
    SetNote(String),
    SetAttribute {
        name: String,
        value: Option<Value>,
    },
    /// An attribute of one of its parts.
    SetPartAttribute {
        part: Id,
        name: String,
        value: Option<Value>,
    },
    /// Nests the card in the one around it, or takes it out again.
    Nest,
    SetParent(Option<Id>),
    /// Takes over what is proposed for the card; when nothing is, what is
    /// derived from the text.
    Confirm,
}

/// The card on screen.
#[derive(Clone, Debug, Default)]
pub(super) struct Card {
    id: Option<Id>,
    /// Parts join it.
    open: bool,
}

/// How a mark joins a card.
pub(super) struct Joining {
    card: Id,
    changes: Vec<DocumentChange>,
    /// For the event's name: ", a new card".
    how: String,
}

impl Session {
    /// The attribution whose card is shown.
    #[must_use]
    pub fn card(&self) -> Option<&Arc<Attribution>> {
        self.document.as_ref()?.attribution(self.card.id.as_ref()?)
    }

    /// Whether parts join the shown card.
    #[must_use]
    pub fn is_card_open(&self) -> bool {
        self.card.open && self.card().is_some()
    }

    #[inline(never)]
    pub(super) fn on_card(&mut self, command: CardCommand, stamp: &mut Stamp<'_>) -> Outcome {
        match command {
            CardCommand::Begin => {
                self.card = Card::default();
                Outcome::say("New card: the next source, cue, quote or addressee begins it")
            }
            CardCommand::Open(id) => self.open_card(&id),
            CardCommand::OpenSelected => self.open_selected_card(),
            CardCommand::Step(direction) => self.step_card(direction),
            CardCommand::TakeOff(part) => self.take_off(&part, stamp),
            CardCommand::Delete => self.delete_card(stamp),
            CardCommand::NoSource => self.toggle_no_source(stamp),
            CardCommand::Discuss => self.toggle_discuss(stamp),
            CardCommand::SetNote(note) => self.change_card(stamp, |card, of| {
                card.note = note;
                format!("Note on the attribution {of}")
            }),
            CardCommand::SetAttribute { name, value } => self.change_card(stamp, |card, of| {
                let event = format!("Set {} of the attribution {of}", told(&name, value.as_ref()));
                set(&mut card.attributes, name, value);
                event
            }),
            CardCommand::SetPartAttribute { part, name, value } => {
                self.change_annotation(&part, stamp, |part, words| {
                    let event = format!("Set {} of “{words}”", told(&name, value.as_ref()));
                    set(&mut part.attributes, name, value);
                    event
                })
            }
            CardCommand::Nest => self.nest(stamp),
            CardCommand::SetParent(parent) => self.set_parent(parent, stamp),
            CardCommand::Confirm => self.confirm(stamp),
        }
    }

    /// Has a mark join the open card, or begin one.
    pub(super) fn joining(&self, annotation: &Annotation, stamp: &mut Stamp<'_>) -> Option<Joining> {
        let document = self.document.as_ref().filter(|_| annotation.kind.is_part())?;
        let open = self.card().filter(|_| self.card.open);
        let how = match open {
            Some(card) => format!(", with {}", describe(document, card)),
            None => ", a new card".to_owned(),
        };
        let mut card = open.map_or_else(|| Attribution::new((stamp.new_id)()), |card| (**card).clone());
        let replaced = card.take_in(annotation.kind, annotation.id.clone());
        let id = card.id.clone();
        let mut changes = vec![document.put_attribution(card)];
        changes.extend(replaced.and_then(|cue| own_mark(document, &cue, &id)).map(DocumentChange::delete));
        Some(Joining { card: id, changes, how })
    }

    /// Commits a mark's joining; `changes` come before it.
    pub(super) fn commit_joining(
        &mut self,
        event: &str,
        mut changes: Vec<DocumentChange>,
        joining: Joining,
        stamp: &mut Stamp<'_>,
    ) -> Outcome {
        changes.extend(joining.changes);
        let outcome = self.commit_document(format!("{event}{}", joining.how), changes, stamp);
        if outcome.committed.is_some() {
            self.card = Card { id: Some(joining.card), open: true };
        }
        outcome
    }

    /// Has a mark that is there already join the open card, or begin one.
    pub(super) fn join(&mut self, part: &Arc<Annotation>, stamp: &mut Stamp<'_>) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let (words, title) = (shorten(&part.target.exact(document.text())), self.title(&part.label));
        if self.is_card_open() && self.card().is_some_and(|card| card.has(&part.id)) {
            return Outcome::say(format!("“{words}” is in the card already"));
        }
        let Some(joining) = self.joining(part, stamp) else { return Outcome::default() };
        let end = part.target.extent().end();
        let outcome = self.commit_joining(&format!("Take “{words}” as {title}"), Vec::new(), joining, stamp);
        if outcome.committed.is_some() {
            self.selection = Selection::caret(end);
            self.selected = Some(part.id.clone());
        }
        outcome
    }

    /// Shows the card of a mark that was selected, unless another is open.
    pub(super) fn show_card_of(&mut self, annotation: &Id) {
        let Some(document) = self.document.as_ref().filter(|_| !self.is_card_open()) else { return };
        if self.card().is_some_and(|card| card.has(annotation)) {
            return;
        }
        if let Some(attribution) = document.attributions_of(annotation).next() {
            self.card = Card { id: Some(attribution.id.clone()), open: false };
        }
    }

    /// Shows a card that a reverted transaction changed.
    pub(super) fn show_card(&mut self, id: &Id) {
        if self.card.id.as_ref() != Some(id) {
            self.card = Card { id: Some(id.clone()), open: false };
        }
    }

    pub(super) fn forget_card(&mut self) {
        self.card = Card::default();
    }

    /// Closes the card, if one is shown.
    pub(super) fn close_card(&mut self) -> Option<Outcome> {
        self.card()?;
        self.card = Card::default();
        Some(Outcome::say("Card closed"))
    }

    /// The shown card stays, but nothing joins it any more.
    pub(super) fn finish_card(&mut self) {
        self.card.open = false;
    }

    fn open_card(&mut self, id: &Id) -> Outcome {
        let Some((document, card)) =
            self.document.as_ref().and_then(|document| Some((document, document.attribution(id)?)))
        else {
            return Outcome::default();
        };
        let message = format!("Card open: {}", describe(document, card));
        if let Some(at) = place(document, card) {
            self.selection = Selection::caret(at);
        }
        self.card = Card { id: Some(id.clone()), open: true };
        self.narrower.clear();
        self.selected = None;
        Outcome::say(message)
    }

    fn open_selected_card(&mut self) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let of: Vec<Id> = match &self.selected {
            Some(selected) => {
                document.attributions_of(selected).map(|attribution| attribution.id.clone()).collect()
            }
            None => self.card.id.clone().into_iter().collect(),
        };
        let at = of.iter().position(|id| self.is_card_open() && Some(id) == self.card.id.as_ref());
        let next = at.map_or(0, |at| (at + 1) % of.len().max(1));
        match of.get(next).cloned() {
            Some(id) => {
                let (selected, selection) = (self.selected.clone(), self.selection.clone());
                let outcome = self.open_card(&id);
                (self.selected, self.selection) = (selected, selection);
                outcome
            }
            None => Outcome::say("Select a part of an attribution first"),
        }
    }

    fn step_card(&mut self, direction: Direction) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let all = in_order(document);
        let here = self.card().map(|card| (place(document, card).unwrap_or_default(), card.id.clone()));
        let head = self.selection.head;
        let is_after = |(at, attribution): &&(TextSize, Arc<Attribution>)| match &here {
            Some((from, id)) => (*at, &attribution.id) > (*from, id),
            None => *at >= head,
        };
        let is_before = |(at, attribution): &&(TextSize, Arc<Attribution>)| match &here {
            Some((from, id)) => (*at, &attribution.id) < (*from, id),
            None => *at < head,
        };
        let next = match direction {
            Direction::Forward => all.iter().find(is_after),
            Direction::Backward => all.iter().rfind(is_before),
        };
        match next.map(|(_, attribution)| attribution.id.clone()) {
            Some(id) => self.open_card(&id),
            None if direction == Direction::Forward => Outcome::say("No attribution after this"),
            None => Outcome::say("No attribution before this"),
        }
    }

    fn take_off(&mut self, part: &Id, stamp: &mut Stamp<'_>) -> Outcome {
        let (Some(document), Some(card)) = (&self.document, self.card().cloned()) else {
            return Outcome::default();
        };
        let Some(annotation) = document.annotation(part) else { return Outcome::default() };
        let words = shorten(&annotation.target.exact(document.text()));
        let changes = match own_mark(document, part, &card.id) {
            Some(own) => {
                let mut changes = document.unlink(&BTreeSet::from([part.clone()]));
                changes.push(DocumentChange::delete(own));
                changes
            }
            None => {
                let mut after = (*card).clone();
                after.take_off(|id| id == part);
                if after.is_bare() {
                    document.without(&BTreeSet::from([card.id.clone()]), Vec::new())
                } else {
                    vec![document.put_attribution(after)]
                }
            }
        };
        let outcome = self.commit_document(format!("Take “{words}” off the card"), changes, stamp);
        if outcome.committed.is_some() && self.selected.as_ref() == Some(part) {
            self.selected = None;
        }
        outcome
    }

    fn delete_card(&mut self, stamp: &mut Stamp<'_>) -> Outcome {
        let (Some(document), Some(card)) = (&self.document, self.card().cloned()) else {
            return Outcome::say("No card is shown");
        };
        let own: Vec<&Arc<Annotation>> =
            card.parts().filter_map(|(_, part)| own_mark(document, part, &card.id)).collect();
        let mut changes = document.unlink_entities(&own.iter().map(|mark| mark.id.clone()).collect());
        changes.extend(document.without(&BTreeSet::from([card.id.clone()]), Vec::new()));
        let mut deleted = BTreeSet::new();
        let own = own.into_iter().filter(|mark| deleted.insert(&mark.id));
        changes.extend(own.map(DocumentChange::delete));
        let event = format!("Delete the attribution {}", describe(document, &card));
        let outcome = self.commit_document(event, changes, stamp);
        if outcome.committed.is_some() {
            self.card = Card::default();
            self.selected = None;
        }
        outcome
    }

    fn toggle_no_source(&mut self, stamp: &mut Stamp<'_>) -> Outcome {
        if self.card().is_some_and(|card| !card.sources.is_empty()) {
            return Outcome::say("The card has a source: take it off first");
        }
        self.change_card(stamp, |card, of| {
            card.no_source = !card.no_source;
            match card.no_source {
                true => format!("State that {of} has no source"),
                false => format!("Take back that {of} has no source"),
            }
        })
    }

    fn toggle_discuss(&mut self, stamp: &mut Stamp<'_>) -> Outcome {
        self.change_card(stamp, |card, of| {
            let discuss = card.attributes.get("discuss").is_some_and(|value| *value == true);
            set(&mut card.attributes, "discuss".to_owned(), (!discuss).then_some(Value::Bool(true)));
            match discuss {
                true => format!("No need to discuss the attribution {of}"),
                false => format!("Discuss the attribution {of}"),
            }
        })
    }

    fn nest(&mut self, stamp: &mut Stamp<'_>) -> Outcome {
        let Some((document, card)) = self.document.as_ref().zip(self.card()) else {
            return Outcome::say("No card is shown");
        };
        if card.parent.is_some() {
            return self.set_parent(None, stamp);
        }
        match around(document, card).map(|parent| parent.id.clone()) {
            Some(parent) => self.set_parent(Some(parent), stamp),
            None => Outcome::say("No attribution’s quote is around this one’s"),
        }
    }

    fn set_parent(&mut self, parent: Option<Id>, stamp: &mut Stamp<'_>) -> Outcome {
        let Some((document, card)) = self.document.as_ref().zip(self.card()) else {
            return Outcome::say("No card is shown");
        };
        let event = match &parent {
            Some(id) => match document.attribution(id) {
                Some(parent) if !is_within(document, parent, &card.id) => {
                    format!("Nest {} in {}", describe(document, card), describe(document, parent))
                }
                _ => return Outcome::say("An attribution cannot be nested in itself"),
            },
            None => format!("Take {} out of the attribution around it", describe(document, card)),
        };
        self.change_card(stamp, |card, _| {
            card.parent = parent;
            event
        })
    }

    /// Changes the shown card; `change` gets it with how it is told, and gives
    /// the event's name. Nothing happens when nothing differs.
    fn change_card(
        &mut self,
        stamp: &mut Stamp<'_>,
        change: impl FnOnce(&mut Attribution, &str) -> String,
    ) -> Outcome {
        let Some((document, before)) = self.document.as_ref().zip(self.card().cloned()) else {
            return Outcome::say("No card is shown");
        };
        let mut after = (*before).clone();
        let event = change(&mut after, &describe(document, &before));
        if after == *before {
            return Outcome::default();
        }
        let change = document.put_attribution(after);
        self.commit_document(event, vec![change], stamp)
    }
}

/// The mark of a part, when no other attribution has it.
fn own_mark<'a>(document: &'a Document, part: &Id, card: &Id) -> Option<&'a Arc<Annotation>> {
    let is_own = document.attributions_of(part).all(|attribution| attribution.id == *card);
    document.annotation(part).filter(|_| is_own)
}

fn set(attributes: &mut crate::model::Attributes, name: String, value: Option<Value>) {
    match value {
        Some(value) => {
            attributes.insert(name, value);
        }
        None => {
            attributes.remove(&name);
        }
    }
}

/// "quote type to direct", "quote type to nothing".
fn told(name: &str, value: Option<&Value>) -> String {
    let value = value.map_or("nothing".into(), word);
    format!("{} to {}", name.replace('_', " "), value.replace('_', " "))
}

/// An attribution in words: by its source, else by its content or cue.
pub(super) fn describe(document: &Document, attribution: &Attribution) -> String {
    let who = document.who(attribution);
    if !who.is_empty() {
        return format!("“{}”", shorten(&who));
    }
    let words = |id: &Id| document.annotation(id).map(|part| shorten(&part.target.exact(document.text())));
    let first = attribution.contents.first().or(attribution.cue.as_ref()).or(attribution.addressees.first());
    first.and_then(words).map_or_else(|| "it".to_owned(), |words| format!("“{words}”"))
}

/// Where an attribution is: its first content, or else its first part.
#[must_use]
pub fn place(document: &Document, attribution: &Attribution) -> Option<TextSize> {
    let start = |id: &Id| document.annotation(id).map(|part| part.target.extent().start());
    let content = attribution.contents.iter().filter_map(start).min();
    content.or_else(|| attribution.parts().filter_map(|(_, id)| start(id)).min())
}

/// The attributions in reading order, with their places.
#[must_use]
pub fn in_order(document: &Document) -> Vec<(TextSize, Arc<Attribution>)> {
    let mut all: Vec<_> = document
        .attributions()
        .map(|attribution| (place(document, attribution).unwrap_or_default(), attribution.clone()))
        .collect();
    all.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    all
}

/// Whether an attribution is another, or nested in it, however deep.
#[must_use]
pub fn is_within(document: &Document, attribution: &Attribution, other: &Id) -> bool {
    let parent = |at: &Arc<Attribution>| document.attribution(at.parent.as_ref()?).cloned();
    attribution.id == *other
        || std::iter::successors(
            attribution.parent.as_ref().and_then(|id| document.attribution(id)).cloned(),
            parent,
        )
        .take(document.attributions().len())
        .any(|ancestor| ancestor.id == *other)
}

/// The attribution with the smallest content that holds all of this one's
/// contents and more, and that is not nested in it.
#[must_use]
pub fn around<'a>(document: &'a Document, attribution: &Attribution) -> Option<&'a Arc<Attribution>> {
    let contents = attribution.contents.iter().filter_map(|id| document.annotation(id));
    let inner = contents.map(|content| content.target.extent()).reduce(|all, next| all.cover(next))?;
    let holds = |content: &&Arc<Annotation>| {
        let extent = content.target.extent();
        content.kind == AnnotationType::Content && extent.contains_range(inner) && extent != inner
    };
    document
        .covering(inner.start())
        .filter(holds)
        .flat_map(|content| {
            document.attributions_of(&content.id).map(|outer| (content.target.extent().len(), outer))
        })
        .filter(|(_, outer)| !is_within(document, outer, &attribution.id))
        .min_by_key(|(len, outer)| (*len, outer.id.clone()))
        .map(|(_, outer)| outer)
}
