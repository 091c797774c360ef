//! How large the articles of a measurement are.

/// An article's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    S,
    M,
    L,
    Xl,
}

impl Size {
    pub const ALL: [Self; 4] = [Self::S, Self::M, Self::L, Self::Xl];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::M => "M",
            Self::L => "L",
            Self::Xl => "XL",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.name().eq_ignore_ascii_case(name))
    }

    /// The text's length, bytes. The last word may go beyond it.
    #[must_use]
    pub fn bytes(self) -> usize {
        match self {
            Self::S => 5_000,
            Self::M => 100_000,
            Self::L => 1_000_000,
            Self::Xl => 10_000_000,
        }
    }

    #[must_use]
    pub fn annotations(self) -> usize {
        match self {
            Self::S => 30,
            Self::M => 1_000,
            Self::L => 10_000,
            Self::Xl => 100_000,
        }
    }

    /// How often the text has [`BULK_WORD`](crate::words::BULK_WORD).
    #[must_use]
    pub fn bulk_words(self) -> usize {
        (self.bytes() / 200).min(5_000)
    }
}
