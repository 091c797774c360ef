//! Two writers, of whom one has replaced the text of an article.
//!
//! What was done meanwhile in the old text follows into the new one, as
//! everything did that was known when it was replaced. A replacement that
//! comes second is given up: it does not know what the other has done.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::align::Alignment;
use super::carry::{Carried, Carrier};
use crate::model::{Annotation, Attribution, Dismissal, Entity, Id, Subject, Target};
use crate::store::{Document, DocumentChange, Edit, Edition, Transaction};

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// The articles in which steps became others.
    pub articles: BTreeSet<Id>,
    /// What could not be kept, in words.
    pub losses: Vec<String>,
}

/// Makes `own` transactions such that they can come after `foreign`, where one
/// of the two has replaced a text.
pub fn meet(own: &mut [Transaction], foreign: &Transaction) -> Met {
    let mut met = Met::default();
    for (article, changes) in &foreign.articles {
        let replaces_here =
            own.iter().position(|own| own.articles.get(article).is_some_and(|own| edition(own).is_some()));
        if let Some(at) = replaces_here {
            give_up(&mut own[at..], article, &mut met);
        }
        if let Some((before, after)) = edition(changes) {
            follow(own, article, (before, after), changes, &mut met);
        }
    }
    met
}

fn edition(changes: &[DocumentChange]) -> Option<(&Edition, &Edition)> {
    changes.iter().find_map(|change| match change {
        DocumentChange::Edition(Edit { before: Some(before), after: Some(after), .. }) => {
            Some((&**before, &**after))
        }
        _ => None,
    })
}

/// Gives up the replacement of a text, and what was done in the new one.
fn give_up(own: &mut [Transaction], article: &Id, met: &mut Met) {
    met.articles.insert(article.clone());
    for transaction in own {
        if transaction.articles.remove(article).is_some() {
            met.losses.push(format!(
                "“{}” was not kept, because the other window has changed the article meanwhile. Do it again.",
                transaction.event
            ));
        }
    }
}

/// Has what was done in the old text follow into the new one.
fn follow(
    own: &mut [Transaction],
    article: &Id,
    (before, after): (&Edition, &Edition),
    foreign: &[DocumentChange],
    met: &mut Met,
) {
    let alignment = Alignment::new(&before.text, &after.text);
    let carrier = Carrier::new(&before.text, &after.text, &alignment);
    // What lost its place, there or here.
    let orphaned = foreign.iter().filter_map(|change| match change {
        DocumentChange::Annotation(edit) if edit.after.is_none() => Some(edit.id.clone()),
        _ => None,
    });
    let mut lost: HashSet<Id> = orphaned.collect();
    for annotation in own.iter().filter_map(|own| own.articles.get(article)).flatten().filter_map(annotation)
    {
        if carry(&carrier, &annotation.target).is_none() && lost.insert(annotation.id.clone()) {
            let words = annotation.target.exact(&before.text);
            met.losses.push(format!(
                "“{words}” ({}) has no place in the new text of the article",
                annotation.label
            ));
        }
    }
    for transaction in own {
        let Some(changes) = transaction.articles.get_mut(article) else { continue };
        met.articles.insert(article.clone());
        let number = changes.len();
        changes.retain_mut(|change| carry_change(change, &carrier, &lost));
        if changes.len() < number {
            met.losses.push(format!(
                "“{}” was kept in part: the other window has replaced the text",
                transaction.event
            ));
        }
    }
}

/// Changes that bring another text, such as an undo, with the annotations and
/// dismissals that they do not know of: those come along, and go where they
/// have no place.
#[must_use]
pub fn take_along(document: &Document, mut changes: Vec<DocumentChange>) -> Vec<DocumentChange> {
    let Some((before, after)) = edition(&changes) else { return changes };
    let alignment = Alignment::new(&before.text, &after.text);
    let carrier = Carrier::new(&before.text, &after.text, &alignment);
    let known: HashSet<&Id> =
        changes.iter().filter_map(annotation).map(|annotation| &annotation.id).collect();
    let others = document.annotations().filter(|annotation| !known.contains(&annotation.id));
    let more: Vec<DocumentChange> = others
        .filter_map(|annotation| match carry(&carrier, &annotation.target) {
            Some(target) if target == annotation.target => None,
            Some(target) => {
                Some(DocumentChange::update(annotation, Annotation { target, ..(**annotation).clone() }))
            }
            None => Some(DocumentChange::delete(annotation)),
        })
        .collect();
    let dismissed: HashSet<&Id> = changes.iter().filter_map(dismissal).collect();
    let others = document.dismissals().filter(|dismissal| !dismissed.contains(&dismissal.id));
    let more: Vec<DocumentChange> =
        more.into_iter().chain(others.filter_map(|before| carry_dismissal(&carrier, before))).collect();
    changes.extend(more);
    changes
}

/// What becomes of a dismissal that rests on a place.
fn carry_dismissal(carrier: &Carrier<'_>, before: &Arc<Dismissal>) -> Option<DocumentChange> {
    let place = before.subject.place.as_ref()?;
    let after = carry(carrier, place);
    if after.as_ref() == Some(place) {
        return None;
    }
    let after = after.map(|place| {
        let subject = Subject { place: Some(place), ..before.subject.clone() };
        Arc::new(Dismissal { subject, ..(**before).clone() })
    });
    let (id, before) = (before.id.clone(), Some(before.clone()));
    Some(DocumentChange::Dismissal(Edit { id, before, after }))
}

fn dismissal(change: &DocumentChange) -> Option<&Id> {
    match change {
        DocumentChange::Dismissal(edit) => Some(&edit.id),
        _ => None,
    }
}

fn annotation(change: &DocumentChange) -> Option<&Annotation> {
    match change {
        DocumentChange::Annotation(edit) => edit.after.as_deref().or(edit.before.as_deref()),
        _ => None,
    }
}

fn carry(carrier: &Carrier<'_>, target: &Target) -> Option<Target> {
    match carrier.carry(target) {
        Carried::Kept(target) | Carried::Moved(target) | Carried::Changed(target) => Some(target),
        Carried::Lost => None,
    }
}

/// Puts a change into the new text; whether it has a place there.
fn carry_change(change: &mut DocumentChange, carrier: &Carrier<'_>, lost: &HashSet<Id>) -> bool {
    match change {
        DocumentChange::Annotation(edit) => {
            !lost.contains(&edit.id)
                && each(edit, |annotation: &Annotation| {
                    let target = carry(carrier, &annotation.target)?;
                    Some(Annotation { target, ..annotation.clone() })
                })
        }
        DocumentChange::Entity(edit) => each(edit, |entity: &Entity| {
            let mentions = entity.mentions.iter().filter(|id| !lost.contains(*id)).cloned().collect();
            Some(Entity { mentions, ..entity.clone() })
        }),
        DocumentChange::Attribution(edit) => each(edit, |attribution: &Attribution| {
            let mut attribution = attribution.clone();
            attribution.take_off(|id| lost.contains(id));
            Some(attribution)
        }),
        DocumentChange::Dismissal(edit) => each(edit, |dismissal: &Dismissal| {
            let place = match &dismissal.subject.place {
                Some(place) => Some(carry(carrier, place)?),
                None => None,
            };
            let subject = Subject { place, ..dismissal.subject.clone() };
            Some(Dismissal { subject, ..dismissal.clone() })
        }),
        // A title or a status has no place in the text.
        DocumentChange::Field(_) => true,
        // Of another text's blocks.
        DocumentChange::Block(_) | DocumentChange::Edition(_) => false,
    }
}

/// Changes what was before and after; whether both could be.
fn each<T>(edit: &mut Edit<Id, Arc<T>>, put: impl Fn(&T) -> Option<T>) -> bool {
    [&mut edit.before, &mut edit.after].into_iter().flatten().all(|value| match put(value) {
        Some(new) => {
            *value = Arc::new(new);
            true
        }
        None => false,
    })
}
