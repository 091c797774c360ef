//! The sample's full marking, as one step.

use std::sync::Arc;

use super::{Outcome, Session, Stamp};
use crate::model::{AnnotationType, Attribution, Entity, Extra, Id, Label, Target};
use crate::sample::marks;
use crate::store::{DocumentChange, Edit};

impl Session {
    /// Marks the sample in full, on top of what is marked already.
    #[inline(never)]
    pub(super) fn show_sample(&mut self, stamp: &mut Stamp<'_>) -> Outcome {
        if !self.document.as_ref().is_some_and(|document| marks::is_sample(document.text())) {
            return Outcome::say("Open the sample article first");
        }
        let mut changes = Vec::new();
        let mut made: Vec<(Target, AnnotationType, Id)> = Vec::new();
        let mut attributions: Vec<Id> = Vec::new();
        for told in marks::told() {
            let id = (stamp.new_id)();
            let mut attribution = Attribution {
                parent: told.within.and_then(|at| attributions.get(at)).cloned(),
                ..Attribution::new(id.clone())
            };
            for (kind, target) in told.parts() {
                let Some(part) = self.mark(target, kind, &mut made, &mut changes, stamp) else { continue };
                match kind {
                    AnnotationType::Source => attribution.sources.push(part),
                    AnnotationType::Cue => attribution.cue = Some(part),
                    AnnotationType::Content => attribution.contents.push(part),
                    _ => attribution.addressees.push(part),
                }
            }
            attributions.push(id.clone());
            let after = Some(Arc::new(attribution));
            changes.push(DocumentChange::Attribution(Edit { id, before: None, after }));
        }
        for person in marks::people() {
            let Some(label) =
                self.workspace.label_set().labels.iter().find(|label| label.kind == AnnotationType::Entity)
            else {
                break;
            };
            let (id, label) = ((stamp.new_id)(), label.id.clone());
            let mentions = person.mentions.iter();
            let mentions = mentions
                .filter_map(|target| {
                    self.mark(target, AnnotationType::Entity, &mut made, &mut changes, stamp)
                })
                .collect();
            let entity = Entity {
                id: id.clone(),
                label,
                name: person.name.to_owned(),
                role: person.role.to_owned(),
                mentions,
                links: Vec::new(),
                extra: Extra::new(),
            };
            changes.push(DocumentChange::Entity(Edit { id, before: None, after: Some(Arc::new(entity)) }));
        }
        for target in marks::claims() {
            self.mark(&target, AnnotationType::Claim, &mut made, &mut changes, stamp);
        }
        self.commit_document("Mark the sample in full".to_owned(), changes, stamp)
    }

    /// The annotation of a place and type: made once, of the first label.
    fn mark(
        &self,
        target: &Target,
        kind: AnnotationType,
        made: &mut Vec<(Target, AnnotationType, Id)>,
        changes: &mut Vec<DocumentChange>,
        stamp: &mut Stamp<'_>,
    ) -> Option<Id> {
        if let Some((_, _, id)) = made.iter().find(|(other, of, _)| other == target && *of == kind) {
            return Some(id.clone());
        }
        let label: &Label = self.workspace.label_set().labels.iter().find(|label| label.kind == kind)?;
        let annotation = self.new_annotation(target.clone(), label, stamp);
        let id = annotation.id.clone();
        changes.push(DocumentChange::create(annotation));
        made.push((target.clone(), kind, id.clone()));
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::checks;
    use crate::model::{HouseStyle, Status};
    use crate::session::Command;
    use crate::store::{History, Listing, Workspace};

    fn session() -> Session {
        let article = crate::sample::article(Id::new("sample"));
        let listing = Listing {
            id: article.id.clone(),
            title: article.title.clone(),
            status: Status::New,
            position: 0,
        };
        let workspace = Workspace::new(Arc::default(), vec![Arc::new(listing)], HashMap::new());
        let mut session = Session::new(workspace, History::default());
        session.open(article);
        session
    }

    fn perform(session: &mut Session, command: Command) {
        let mut count = 0;
        let mut new_id = || {
            count += 1;
            Id::from(format!("made-{count}"))
        };
        session.perform(command, &mut Stamp { time: "2026-11-23T09:00:00Z".to_owned(), new_id: &mut new_id });
    }

    #[test]
    fn it_is_one_step_that_is_taken_back_as_one() {
        let mut session = session();
        let before = session.article();
        perform(&mut session, Command::ShowSample);
        let document = session.document().expect("the sample");
        assert_eq!((document.attributions().count(), document.entities().count()), (12, 4));
        perform(&mut session, Command::Undo);
        assert_eq!(session.article(), before);
    }

    #[test]
    fn the_checks_find_what_an_editor_would() {
        let mut session = session();
        perform(&mut session, Command::ShowSample);
        let document = session.document().expect("the sample");
        let report = checks::check(document, &HouseStyle::new());
        let found: Vec<String> = report
            .findings
            .iter()
            .map(|finding| {
                let words = document.text().slice(finding.ranges[0]).unwrap_or_default();
                format!("{}: {}", finding.check.name, words.chars().take(40).collect::<String>())
            })
            .collect();
        insta::assert_snapshot!(found.join("\n"), @"
    claim_without_source: The harbour board closed the outer wall 
    claim_without_source: owns a third of the berths
    hearsay_chain: Lind
    loaded_cue: had claimed
    ");
        assert_eq!(report.missing, []);
    }
}
