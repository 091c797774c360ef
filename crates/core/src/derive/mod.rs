//! What follows from the text and the marks of an article: who a source is,
//! whether a quotation is direct, where its marks close. Nothing here is
//! stored: the screen shows it as derived until a person confirms it, and the
//! checks, the ledger and the report go by it.

pub mod attribution;
pub mod facts;
pub mod lexicon;
#[cfg(test)]
pub(crate) mod sheet;
pub mod source;
pub mod words;

pub use attribution::{Derived, derived};
pub use facts::{Attributed, Facts, Gathering, Source};
