//! WebAnno TSV 3.3: a line for each token under the text of its sentence, and a
//! column for each feature of a layer. Offsets are UTF-16 units.
//!
//! A sentence here goes on to the next, so that what is between them is not
//! lost; each annotation has a number, which ties its lines together and
//! which slots refer to.

mod read;
mod write;

pub(in crate::formats) use read::{fits, read};
pub(in crate::formats) use write::write;
