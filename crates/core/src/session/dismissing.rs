//! Setting findings of the checks aside, with a reason, and taking that back.

use std::sync::Arc;

use super::{Outcome, Session, Stamp};
use crate::model::{Dismissal, Extra, Id, Origin, Provenance, Subject};
use crate::store::{DocumentChange, Edit};

impl Session {
    #[inline(never)]
    pub(super) fn dismiss(
        &mut self,
        check: String,
        subject: Subject,
        reason: String,
        stamp: &mut Stamp<'_>,
    ) -> Outcome {
        let dismissal = Dismissal {
            id: (stamp.new_id)(),
            check,
            subject,
            reason,
            provenance: Provenance {
                creator: self.creator.as_str().into(),
                created: stamp.time.as_str().into(),
                modified: None,
                origin: Origin::Human,
                rule: None,
            },
            extra: Extra::new(),
        };
        let id = dismissal.id.clone();
        let change = DocumentChange::Dismissal(Edit { id, before: None, after: Some(Arc::new(dismissal)) });
        self.commit_document("Dismiss a finding".to_owned(), vec![change], stamp)
    }

    pub(super) fn revoke(&mut self, id: &Id, stamp: &mut Stamp<'_>) -> Outcome {
        let found = self.document.as_ref().and_then(|document| document.dismissal(id)).cloned();
        let Some(dismissal) = found else { return Outcome::default() };
        let change = DocumentChange::Dismissal(Edit { id: id.clone(), before: Some(dismissal), after: None });
        self.commit_document("Revoke a dismissal".to_owned(), vec![change], stamp)
    }
}
