//! Making and changing annotations.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::caret::shorten;
use super::{Direction, Edge, Outcome, Selection, Session, Stamp, Unit};
use crate::json::word;
use crate::model::{
    Annotation, AnnotationType, Attributes, Extra, Id, Label, LabelId, Origin, Provenance, Target,
};
use crate::store::{Document, DocumentChange};
use crate::text::boundary::{self, grapheme};
use crate::text::{TextRange, TextSize};

impl Session {
    /// Labels of one layer (entities, claims, parts of attributions) replace
    /// each other on the selected annotation; one of another layer marks the
    /// same words once more.
    pub(super) fn label(&mut self, label: LabelId, stamp: &mut Stamp<'_>) -> Outcome {
        let kind = self.workspace.label_set().label(&label).map(|label| label.kind);
        match (self.selection.target(), self.selected().cloned()) {
            (Some(target), _) => self.annotate(target, label, stamp),
            (None, Some(selected)) if selected.label == label && selected.kind.is_part() => {
                self.join(&selected, stamp)
            }
            (None, Some(selected)) if kind.is_some_and(|kind| !is_same_layer(kind, selected.kind)) => {
                self.annotate(selected.target.clone(), label, stamp)
            }
            (None, Some(_)) => self.set_label(label, stamp),
            (None, None) if self.brush.as_ref() == Some(&label) => self.set_brush(None),
            (None, None) => self.set_brush(Some(label)),
        }
    }

    pub(super) fn set_brush(&mut self, label: Option<LabelId>) -> Outcome {
        let title = label.as_ref().map(|label| self.title(label));
        self.brush = label;
        match title {
            Some(title) => Outcome::say(format!("Brush: {title}. Sweep over words; Escape puts it down")),
            None => Outcome::say("Brush put down"),
        }
    }

    fn annotate(&mut self, target: Target, label: LabelId, stamp: &mut Stamp<'_>) -> Outcome {
        let (Some(document), Some(label)) =
            (&self.document, self.workspace.label_set().label(&label).cloned())
        else {
            return Outcome::default();
        };
        let words = shorten(&target.exact(document.text()));
        match document.with(&target, &label.id).cloned() {
            Some(part) if part.kind.is_part() => return self.join(&part, stamp),
            Some(_) => return Outcome::say(format!("“{words}” is labelled {} already", label.title)),
            None => {}
        }
        let end = target.extent().end();
        let annotation = self.new_annotation(target, &label, stamp);
        let id = annotation.id.clone();
        let event = format!("Label “{words}” as {}", label.title);
        let joining = self.joining(&annotation, stamp);
        let changes = vec![DocumentChange::create(annotation)];
        let outcome = match joining {
            Some(joining) => self.commit_joining(&event, changes, joining, stamp),
            None => self.commit_document(event, changes, stamp),
        };
        if outcome.committed.is_some() {
            self.selection = Selection::caret(end);
            self.narrower.clear();
            self.selected = Some(id);
        }
        outcome
    }

    pub(super) fn new_annotation(&self, target: Target, label: &Label, stamp: &mut Stamp<'_>) -> Annotation {
        Annotation {
            id: (stamp.new_id)(),
            kind: label.kind,
            label: label.id.clone(),
            target,
            attributes: Attributes::new(),
            note: String::new(),
            evidence: Vec::new(),
            provenance: Provenance {
                creator: self.creator.as_str().into(),
                created: stamp.time.as_str().into(),
                modified: None,
                origin: Origin::Human,
                rule: None,
            },
            extra: Extra::new(),
        }
    }

    pub(super) fn set_label(&mut self, label: LabelId, stamp: &mut Stamp<'_>) -> Outcome {
        let (Some(document), Some(before), Some(label)) =
            (&self.document, self.selected().cloned(), self.workspace.label_set().label(&label).cloned())
        else {
            return Outcome::default();
        };
        if before.label == label.id {
            return Outcome::default();
        }
        let mut after = Annotation { label: label.id.clone(), kind: label.kind, ..(*before).clone() };
        after.provenance.modified = Some(stamp.time.as_str().into());
        let mut changes = Vec::new();
        // Attributes belong to a type, and so does what an entity or an
        // attribution names: they would be meaningless on another.
        if before.kind != label.kind {
            after.attributes.clear();
            changes = play_another_part(document, &before.id, label.kind);
        }
        changes.push(DocumentChange::update(&before, after));
        let words = shorten(&before.target.exact(document.text()));
        self.commit_document(format!("Change “{words}” to {}", label.title), changes, stamp)
    }

    pub(super) fn set_attribute(
        &mut self,
        name: String,
        value: Option<Value>,
        stamp: &mut Stamp<'_>,
    ) -> Outcome {
        self.change_selected(stamp, |annotation, words| match value {
            Some(value) => {
                let event = format!("Set {} of “{words}” to {}", spaced(&name), spaced(&word(&value)));
                annotation.attributes.insert(name, value);
                event
            }
            None => {
                annotation.attributes.remove(&name);
                format!("Clear {} of “{words}”", spaced(&name))
            }
        })
    }

    pub(super) fn set_note(&mut self, note: String, stamp: &mut Stamp<'_>) -> Outcome {
        self.change_selected(stamp, |annotation, words| {
            annotation.note = note;
            format!("Note on “{words}”")
        })
    }

    pub(super) fn delete(&mut self, stamp: &mut Stamp<'_>) -> Outcome {
        let Some((document, annotation)) = self.document.as_ref().zip(self.selected().cloned()) else {
            return Outcome::say("Select an annotation to delete it");
        };
        let mut changes = document.unlink(&BTreeSet::from([annotation.id.clone()]));
        changes.push(DocumentChange::delete(&annotation));
        let words = shorten(&annotation.target.exact(document.text()));
        let event = format!("Delete {} “{words}”", self.title(&annotation.label));
        let at = annotation.target.extent().start();
        let outcome = self.commit_document(event, changes, stamp);
        if outcome.committed.is_some() {
            self.selected = None;
            self.selection = Selection::caret(at);
        }
        outcome
    }

    pub(super) fn add_fragment(&mut self, id: &Id, range: TextRange, stamp: &mut Stamp<'_>) -> Outcome {
        self.selected = Some(id.clone());
        self.selection.collapse(range.end());
        self.change_target(stamp, |target| {
            let mut fragments = target.fragments().to_vec();
            fragments.push(range);
            Target::new(fragments).ok().map(|target| (target, "Add a fragment to"))
        })
    }

    pub(super) fn remove_fragment(&mut self, index: usize, stamp: &mut Stamp<'_>) -> Outcome {
        self.change_target(stamp, |target| {
            let mut fragments = target.fragments().to_vec();
            if index < fragments.len() {
                fragments.remove(index);
            }
            Target::new(fragments).ok().map(|target| (target, "Take a fragment off"))
        })
    }

    pub(super) fn nudge(
        &mut self,
        edge: Edge,
        unit: Unit,
        direction: Direction,
        stamp: &mut Stamp<'_>,
    ) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let Some(annotation) = self.selected() else {
            return Outcome::say("Select an annotation to move its edges");
        };
        let mut fragments = annotation.target.fragments().to_vec();
        let index = if edge == Edge::Start { 0 } else { fragments.len() - 1 };
        let Some(fragment) = fragments.get_mut(index) else { return Outcome::default() };
        let from = if edge == Edge::Start { fragment.start() } else { fragment.end() };
        let to = moved_edge(document, edge, from, unit, direction);
        let nudged = match edge {
            Edge::Start if to < fragment.end() => TextRange::new(to, fragment.end()),
            Edge::End if to > fragment.start() => TextRange::new(fragment.start(), to),
            _ => *fragment,
        };
        if nudged == *fragment {
            return Outcome::say("The edge can go no further");
        }
        *fragment = nudged;
        self.change_target(stamp, |_| Target::new(fragments).ok().map(|target| (target, "Move an edge:")))
    }

    pub(super) fn change_target(
        &mut self,
        stamp: &mut Stamp<'_>,
        change: impl FnOnce(&Target) -> Option<(Target, &'static str)>,
    ) -> Outcome {
        let Some(changed) = self.selected().and_then(|annotation| change(&annotation.target)) else {
            return Outcome::say("An annotation keeps at least one fragment");
        };
        let text = self.document.as_ref().map(|document| document.text().clone());
        let (target, what) = changed;
        let words = text.map(|text| shorten(&target.exact(&text))).unwrap_or_default();
        let at = target.extent().start();
        let outcome = self.change_selected(stamp, |annotation, _| {
            annotation.target = target;
            format!("{what} “{words}”")
        });
        if outcome.committed.is_some() {
            self.selection.collapse(at);
        }
        outcome
    }

    fn change_selected(
        &mut self,
        stamp: &mut Stamp<'_>,
        change: impl FnOnce(&mut Annotation, &str) -> String,
    ) -> Outcome {
        match self.selected.clone() {
            Some(id) => self.change_annotation(&id, stamp, change),
            None => Outcome::say("Select an annotation first"),
        }
    }

    /// Changes an annotation; `change` gets its words and gives the event's
    /// name. Nothing happens when nothing differs.
    pub(super) fn change_annotation(
        &mut self,
        id: &Id,
        stamp: &mut Stamp<'_>,
        change: impl FnOnce(&mut Annotation, &str) -> String,
    ) -> Outcome {
        let Some((document, before)) =
            self.document.as_ref().and_then(|document| Some((document, document.annotation(id)?.clone())))
        else {
            return Outcome::default();
        };
        let words = shorten(&before.target.exact(document.text()));
        let mut after = (*before).clone();
        let event = change(&mut after, &words);
        if after == *before {
            return Outcome::default();
        }
        after.provenance.modified = Some(stamp.time.as_str().into());
        let mut changes = follow_content(document, &before, &after);
        changes.push(DocumentChange::update(&before, after));
        self.commit_document(event, changes, stamp)
    }

    pub(super) fn title(&self, label: &LabelId) -> String {
        self.workspace.label_set().label(label).map_or_else(|| label.to_string(), |label| label.title.clone())
    }
}

fn is_same_layer(one: AnnotationType, other: AnnotationType) -> bool {
    one == other || (one.is_part() && other.is_part())
}

/// The changes that follow when an annotation becomes one of another type:
/// attributions have it as another part, or no longer, and entities no longer
/// name it.
fn play_another_part(document: &Document, id: &Id, kind: AnnotationType) -> Vec<DocumentChange> {
    let gone = BTreeSet::from([id.clone()]);
    if !kind.is_part() {
        return document.unlink(&gone);
    }
    let mut changes = document.unlink_entities(&gone);
    changes.extend(document.attributions_of(id).map(|before| {
        let mut after = (**before).clone();
        after.take_off(|part| part == id);
        // A cue whose place it takes stays marked, and can be taken in again.
        after.take_in(kind, id.clone());
        document.put_attribution(after)
    }));
    changes
}

/// A claim over just the words of a content follows it.
fn follow_content(document: &Document, before: &Annotation, after: &Annotation) -> Vec<DocumentChange> {
    if before.kind != AnnotationType::Content || before.target == after.target {
        return Vec::new();
    }
    let claims = document
        .covering(before.target.extent().start())
        .filter(|claim| claim.kind == AnnotationType::Claim && claim.target == before.target);
    let moved = |claim: &Arc<Annotation>| {
        let mut moved = Annotation { target: after.target.clone(), ..(**claim).clone() };
        moved.provenance.modified.clone_from(&after.provenance.modified);
        DocumentChange::update(claim, moved)
    };
    claims.map(moved).collect()
}

/// Where an edge arrives: a start at the start of a word, an end at the end of
/// one.
fn moved_edge(document: &Document, edge: Edge, from: TextSize, unit: Unit, direction: Direction) -> TextSize {
    let (text, blocks) = (document.text(), document.blocks());
    match (unit, edge, direction) {
        (Unit::Character, _, Direction::Forward) => grapheme::next(text, from),
        (Unit::Character, _, Direction::Backward) => grapheme::previous(text, from),
        (_, Edge::Start, Direction::Forward) => boundary::next_word(text, blocks, from),
        (_, Edge::Start, Direction::Backward) => boundary::previous_word(text, blocks, from),
        (_, Edge::End, Direction::Forward) => boundary::next_word_end(text, blocks, from),
        (_, Edge::End, Direction::Backward) => boundary::previous_word_end(text, blocks, from),
    }
}

/// A name of a file as words: `check_worthy` as "check worthy".
fn spaced(name: &str) -> String {
    name.replace('_', " ")
}
