//! What keeps a label set from being saved: files refer to labels by name, so
//! every label and attribute needs a name of its own.

use std::fmt;

use super::{AttributeKind, LabelId, LabelSet};

/// Where a fault is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Set,
    Label(LabelId),
    /// By its index in [`LabelSet::attributes`].
    Attribute(usize),
}

/// What is wrong there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    NoTitle,
    NoName,
    NameTaken,
    NoValues,
    BadColor,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoTitle => "needs a title",
            Self::NoName => "needs a name",
            Self::NameTaken => "has the name of another",
            Self::NoValues => "needs at least one value",
            Self::BadColor => "needs a colour like #2b6cb0",
        })
    }
}

impl LabelSet {
    /// What has to be mended before the set can be saved, in the set's order.
    /// White space around a name does not tell it from another.
    #[must_use]
    pub fn faults(&self) -> Vec<(Place, Fault)> {
        let mut faults = Vec::new();
        if self.name.trim().is_empty() {
            faults.push((Place::Set, Fault::NoName));
        }
        for label in &self.labels {
            let mut add = |fault| faults.push((Place::Label(label.id.clone()), fault));
            if label.title.trim().is_empty() {
                add(Fault::NoTitle);
            }
            if label.name.trim().is_empty() {
                add(Fault::NoName);
            } else if self
                .labels
                .iter()
                .any(|other| other.id != label.id && other.name.trim() == label.name.trim())
            {
                add(Fault::NameTaken);
            }
            if !is_color(&label.color) {
                add(Fault::BadColor);
            }
        }
        for (index, attribute) in self.attributes.iter().enumerate() {
            let mut add = |fault| faults.push((Place::Attribute(index), fault));
            let is_other = |(at, other): (usize, &super::Attribute)| {
                at != index
                    && other.applies_to == attribute.applies_to
                    && other.name.trim() == attribute.name.trim()
            };
            if attribute.name.trim().is_empty() {
                add(Fault::NoName);
            } else if self.attributes.iter().enumerate().any(is_other) {
                add(Fault::NameTaken);
            }
            if matches!(&attribute.kind, AttributeKind::Choice { values } if values.is_empty()) {
                add(Fault::NoValues);
            }
        }
        faults
    }
}

/// Whether this is `#rrggbb`: colours come from files and go into a style
/// sheet, so nothing else may pass.
#[must_use]
pub fn is_color(color: &str) -> bool {
    color.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.chars().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Attribute, Extra, Scope};

    #[test]
    fn the_default_set_has_no_fault() {
        assert_eq!(LabelSet::default().faults(), []);
    }

    #[test]
    fn names_that_are_empty_or_taken_are_faults_of_both() {
        let mut set = LabelSet::default();
        set.labels.truncate(3);
        set.labels[1].name = " PERSON".to_owned();
        set.labels[2].name = "  ".to_owned();
        set.labels[2].title.clear();
        let place = |at: usize| Place::Label(set.labels[at].id.clone());
        assert_eq!(
            set.faults(),
            [
                (place(0), Fault::NameTaken),
                (place(1), Fault::NameTaken),
                (place(2), Fault::NoTitle),
                (place(2), Fault::NoName),
            ]
        );
    }

    #[test]
    fn attributes_share_names_only_across_scopes() {
        let attribute = |applies_to, name: &str, kind| Attribute {
            applies_to,
            name: name.to_owned(),
            kind,
            extra: Extra::new(),
        };
        let attributes = vec![
            attribute(Scope::Claim, "sure", AttributeKind::Flag),
            attribute(Scope::Entity, "sure", AttributeKind::Text),
            attribute(Scope::Claim, "kind", AttributeKind::Choice { values: vec![] }),
        ];
        let mut set = LabelSet { attributes, ..LabelSet::default() };
        assert_eq!(set.faults(), [(Place::Attribute(2), Fault::NoValues)]);
        set.attributes[2].name = "sure ".to_owned();
        assert_eq!(
            set.faults(),
            [
                (Place::Attribute(0), Fault::NameTaken),
                (Place::Attribute(2), Fault::NameTaken),
                (Place::Attribute(2), Fault::NoValues),
            ]
        );
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        assert!(is_color("#00aaFF"));
        for color in ["", "red", "#fff", "#12345g", "#1234567", "#fff}*{"] {
            assert!(!is_color(color), "{color}");
        }
    }
}
