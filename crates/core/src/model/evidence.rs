//! Evidence: what an editor found for or against a claim. It is typed in by
//! hand, kept and exported; nothing is ever fetched.

use serde::{Deserialize, Serialize};

use super::Extra;

/// Which way a piece of evidence points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    Supports,
    Contradicts,
}

impl Stance {
    pub const ALL: [Self; 2] = [Self::Supports, Self::Contradicts];

    /// The stance's name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Contradicts => "contradicts",
        }
    }

    /// The stance with this [`name`](Self::name), if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stance| stance.name() == name)
    }
}

/// A link with what it says about a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The words that bear on the claim.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub quote: String,
    /// As the editor wrote it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// `None` until the editor has said which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stance: Option<Stance>,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}
