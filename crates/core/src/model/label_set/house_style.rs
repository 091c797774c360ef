//! The house style: which checks a newsroom runs, and how serious it takes
//! them. It goes with the label set.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Extra;

/// How serious a finding is; the most serious first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Error,
    Warning,
    Information,
}

impl Level {
    /// Every level, the most serious first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Information];

    /// The level's name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Information => "information",
        }
    }

    /// The level with this [`name`](Self::name), if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// The level's name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Error => "Error",
            Self::Warning => "Warning",
            Self::Information => "Information",
        }
    }
}

/// What a house style says of one check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckStyle {
    /// The check is not run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// The level of its findings; `None` for the check's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

/// What is said of the checks, by their names in files. A check of which
/// nothing is said runs at its own level.
pub type HouseStyle = BTreeMap<String, CheckStyle>;
