//! An attribution: who said what, in which words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AnnotationType, Attributes, Extra, Id};

/// A relation of at most one cue with any number of sources, contents and
/// addressees, all of them annotations of the same article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    pub id: Id,
    #[serde(default)]
    pub sources: Vec<Id>,
    /// A person states that there is no source; not the same as none marked.
    #[serde(default)]
    pub no_source: bool,
    #[serde(default)]
    pub cue: Option<Id>,
    #[serde(default)]
    pub contents: Vec<Id>,
    #[serde(default)]
    pub addressees: Vec<Id>,
    /// The attribution that this one is nested in.
    #[serde(default)]
    pub parent: Option<Id>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: Attributes,
    /// Also what is to be discussed, where the attribute `discuss` is set.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

impl Attribution {
    /// An attribution in which nothing is said yet.
    #[must_use]
    pub fn new(id: Id) -> Self {
        Self {
            id,
            sources: Vec::new(),
            no_source: false,
            cue: None,
            contents: Vec::new(),
            addressees: Vec::new(),
            parent: None,
            attributes: Attributes::new(),
            note: String::new(),
            extra: Extra::new(),
        }
    }

    /// Its annotations, each with the part that it plays: the sources, the cue,
    /// the addressees, the contents.
    pub fn parts(&self) -> impl Iterator<Item = (AnnotationType, &Id)> {
        [
            (AnnotationType::Source, self.sources.as_slice()),
            (AnnotationType::Cue, self.cue.as_slice()),
            (AnnotationType::Addressee, self.addressees.as_slice()),
            (AnnotationType::Content, self.contents.as_slice()),
        ]
        .into_iter()
        .flat_map(|(kind, ids)| ids.iter().map(move |id| (kind, id)))
    }

    /// Whether an annotation is a part of it.
    #[must_use]
    pub fn has(&self, annotation: &Id) -> bool {
        self.parts().any(|(_, id)| id == annotation)
    }

    /// Whether it has no part at all.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.parts().next().is_none()
    }

    /// Takes an annotation in as the part that its type says; a source takes
    /// the statement back that there is none. Gives the cue whose place it
    /// took. One that is no part of any attribution is not taken in.
    pub fn take_in(&mut self, kind: AnnotationType, annotation: Id) -> Option<Id> {
        match kind {
            AnnotationType::Source => {
                self.no_source = false;
                self.sources.push(annotation);
            }
            AnnotationType::Cue => return self.cue.replace(annotation),
            AnnotationType::Content => self.contents.push(annotation),
            AnnotationType::Addressee => self.addressees.push(annotation),
            AnnotationType::Entity | AnnotationType::Claim => {}
        }
        None
    }

    /// Takes those parts off for which `is_gone` holds.
    pub fn take_off(&mut self, is_gone: impl Fn(&Id) -> bool) {
        for ids in [&mut self.sources, &mut self.contents, &mut self.addressees] {
            ids.retain(|id| !is_gone(id));
        }
        self.cue = self.cue.take().filter(|cue| !is_gone(cue));
    }
}
