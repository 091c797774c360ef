//! Making and changing annotations.

use serde_json::Value;

use super::caret::shorten;
use super::{Direction, Edge, Outcome, Selection, Session, Stamp, Unit};
use crate::model::{Annotation, Attributes, Extra, Id, Label, LabelId, Origin, Provenance, Target};
use crate::store::{Document, DocumentChange};
use crate::text::boundary::{self, grapheme};
use crate::text::{TextRange, TextSize};

impl Session {
    pub(super) fn label(&mut self, label: LabelId, stamp: &mut Stamp<'_>) -> Outcome {
        match (self.selection.target(), self.selected.is_some()) {
            (Some(target), _) => self.annotate(target, label, stamp),
            (None, true) => self.set_label(label, stamp),
            (None, false) if self.brush.as_ref() == Some(&label) => self.set_brush(None),
            (None, false) => self.set_brush(Some(label)),
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
        if document.has(&target, &label.id) {
            return Outcome::say(format!("“{words}” is labelled {} already", label.title));
        }
        let end = target.extent().end();
        let annotation = self.new_annotation(target, &label, stamp);
        let id = annotation.id.clone();
        let event = format!("Label “{words}” as {}", label.title);
        let outcome = self.commit_document(event, vec![DocumentChange::create(annotation)], stamp);
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
        let Some(label) = self.workspace.label_set().label(&label).cloned() else {
            return Outcome::default();
        };
        self.change_selected(stamp, |annotation, words| {
            // Attributes belong to a type: those of another would be
            // meaningless on it.
            if annotation.kind != label.kind {
                annotation.attributes.clear();
            }
            annotation.kind = label.kind;
            annotation.label = label.id.clone();
            format!("Change “{words}” to {}", label.title)
        })
    }

    pub(super) fn set_attribute(
        &mut self,
        name: String,
        value: Option<Value>,
        stamp: &mut Stamp<'_>,
    ) -> Outcome {
        self.change_selected(stamp, |annotation, words| match value {
            Some(value) => {
                let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let event = format!("Set {} of “{words}” to {}", spaced(&name), spaced(&shown));
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
        let mut changes = document.unlink(&annotation.id);
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

    fn change_target(
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

    /// Changes the selected annotation; `change` gets its words and gives the
    /// event's name. Nothing happens when nothing differs.
    fn change_selected(
        &mut self,
        stamp: &mut Stamp<'_>,
        change: impl FnOnce(&mut Annotation, &str) -> String,
    ) -> Outcome {
        let Some((document, before)) = self.document.as_ref().zip(self.selected().cloned()) else {
            return Outcome::say("Select an annotation first");
        };
        let words = shorten(&before.target.exact(document.text()));
        let mut after = (*before).clone();
        let event = change(&mut after, &words);
        if after == *before {
            return Outcome::default();
        }
        after.provenance.modified = Some(stamp.time.as_str().into());
        self.commit_document(event, vec![DocumentChange::update(&before, after)], stamp)
    }

    pub(super) fn title(&self, label: &LabelId) -> String {
        self.workspace.label_set().label(label).map_or_else(|| label.to_string(), |label| label.title.clone())
    }
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
