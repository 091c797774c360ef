//! Labelling many places at once: planned piece by piece, so that whoever
//! plans can pause in between, and then done as one transaction.

use super::{Outcome, Session, Stamp};
use crate::model::{Id, Label, LabelId, Target};
use crate::store::{Document, DocumentChange};
use crate::text::{BlockKind, TextRange};

/// What is to be labelled, as far as it is planned.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    article: Id,
    label: Label,
    changes: Vec<DocumentChange>,
    /// Places that have the label already.
    labelled: usize,
    /// Places in boilerplate or across blocks.
    left_out: usize,
}

impl Session {
    /// A plan of nothing yet, for the open article; `None` when there is none,
    /// or no such label.
    #[must_use]
    pub fn plan(&self, label: &LabelId) -> Option<Plan> {
        let article = self.document.as_ref()?.id().clone();
        let label = self.workspace.label_set().label(label)?.clone();
        Some(Plan { article, label, changes: Vec::new(), labelled: 0, left_out: 0 })
    }

    /// Plans to label these places too. Whether that makes sense: another
    /// article may be open by now.
    pub fn plan_more(&self, plan: &mut Plan, places: &[TextRange], stamp: &mut Stamp<'_>) -> bool {
        let Some(document) = self.document.as_ref().filter(|document| *document.id() == plan.article) else {
            return false;
        };
        for &place in places {
            if !in_one_marked_block(document, place) {
                plan.left_out += 1;
            } else if is_labelled(document, place, &plan.label) {
                plan.labelled += 1;
            } else if let Ok(target) = Target::new(vec![place]) {
                let annotation = self.new_annotation(target, &plan.label, stamp);
                plan.changes.push(DocumentChange::create(annotation));
            }
        }
        true
    }

    #[inline(never)]
    pub(super) fn label_planned(&mut self, plan: Plan, stamp: &mut Stamp<'_>) -> Outcome {
        let (tally, count) = (plan.tally(), plan.changes.len());
        if self.document.as_ref().is_none_or(|document| *document.id() != plan.article) {
            return Outcome::say("Not done: the article is no longer open");
        }
        if count == 0 {
            return Outcome::say(format!("Nothing to label{tally}"));
        }
        let occurrences = if count == 1 { "occurrence" } else { "occurrences" };
        let event = format!("Label {count} {occurrences} as {}", plan.label.title);
        let mut outcome = self.commit_document(event, plan.changes, stamp);
        if let Some(message) = &mut outcome.message {
            message.push_str(&tally);
        }
        outcome
    }
}

impl Plan {
    /// What is not labelled and why, in words; nothing when all is.
    fn tally(&self) -> String {
        let labelled = (self.labelled > 0).then(|| format!("{} labelled already", self.labelled));
        let left_out = (self.left_out > 0)
            .then(|| format!("{} in boilerplate or across blocks left out", self.left_out));
        let tally: Vec<String> = labelled.into_iter().chain(left_out).collect();
        if tally.is_empty() { String::new() } else { format!(" ({})", tally.join(", ")) }
    }
}

fn in_one_marked_block(document: &Document, range: TextRange) -> bool {
    document
        .block_at(range.start())
        .and_then(|index| document.blocks().get(index))
        .is_some_and(|block| block.kind != BlockKind::Boilerplate && block.range.contains_range(range))
}

/// Whether a match has the label already: within an annotation of that label,
/// or exactly one of the same type, which a second label would contradict.
fn is_labelled(document: &Document, range: TextRange, label: &Label) -> bool {
    document.covering(range.start()).any(|annotation| {
        let covers = |fragment: &TextRange| fragment.contains_range(range);
        let same_label = annotation.label == label.id && annotation.target.fragments().iter().any(covers);
        same_label || (annotation.kind == label.kind && annotation.target.fragments() == [range])
    })
}
