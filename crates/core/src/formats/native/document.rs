//! What a file says of itself.

/// The version of the format that this Galley writes.
pub const VERSION: i64 = 1;

/// Who wrote a file: "galley 0.1.0".
pub const GENERATOR: &str = concat!("galley ", env!("CARGO_PKG_VERSION"));

/// What `start` and `end` count. Galley writes code points and reads all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(any(test, feature = "schema"), derive(schemars::JsonSchema))]
#[cfg_attr(any(test, feature = "schema"), schemars(inline, rename_all = "snake_case"))]
pub enum OffsetUnit {
    /// Unicode code points, as Python's strings count.
    #[default]
    CodePoint,
    /// UTF-16 code units, as JavaScript's and Java's strings count.
    #[cfg_attr(any(test, feature = "schema"), schemars(rename = "utf16"))]
    Utf16,
    /// Bytes of the text in UTF-8, as Rust's and Go's strings count.
    Byte,
}

impl OffsetUnit {
    pub(super) const ALL: [Self; 3] = [Self::CodePoint, Self::Utf16, Self::Byte];

    /// The unit's name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CodePoint => "code_point",
            Self::Utf16 => "utf16",
            Self::Byte => "byte",
        }
    }
}
