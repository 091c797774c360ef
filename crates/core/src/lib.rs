//! Galley without its screen: the text and its blocks, the annotations, the
//! transactions that change them, and the formats they are read from and
//! written to.
//!
//! This crate has no I/O, no clock, no randomness and knows no browser; times
//! and ids come in as arguments. Imports run one way:
//! `text <- {model, anchor} <- store <- formats <- {merge, revise} <- session`.
//! `store <- derive <- suggest <- checks <- {ledger, report}`.

#![forbid(unsafe_code)]

pub mod anchor;
pub mod checks;
pub mod derive;
pub mod formats;
pub mod ledger;
pub mod merge;
pub mod model;
pub mod report;
pub mod revise;
pub mod sample;
pub mod session;
pub mod store;
pub mod suggest;
pub mod text;

pub use galley_json as json;
