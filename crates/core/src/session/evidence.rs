//! Evidence on claims: typed in by the editor, never fetched.

use super::{Outcome, Session, Stamp};
use crate::model::{AnnotationType, Evidence};

impl Session {
    /// Puts a piece of evidence on the selected claim at an index, or takes it
    /// off; one after the last is added.
    #[inline(never)]
    pub(super) fn set_evidence(
        &mut self,
        index: usize,
        evidence: Option<Evidence>,
        stamp: &mut Stamp<'_>,
    ) -> Outcome {
        let Some(claim) = self.selected().filter(|claim| claim.kind == AnnotationType::Claim) else {
            return Outcome::say("Select a claim first");
        };
        let id = claim.id.clone();
        self.change_annotation(&id, stamp, |claim, words| {
            match (evidence, claim.evidence.get_mut(index)) {
                (Some(evidence), Some(known)) => *known = evidence,
                (Some(evidence), None) => claim.evidence.push(evidence),
                (None, Some(_)) => {
                    claim.evidence.remove(index);
                }
                (None, None) => {}
            }
            format!("Evidence on “{words}”")
        })
    }
}
