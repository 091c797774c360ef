//! The benchmark of Galley: the packed file in a real browser, beside pages
//! without an application that show the same text and marks.
//!
//! `cargo xtask bench` runs it; it measures and asserts no time. A measure
//! begins with a trusted input event's own time and ends when the frame that
//! shows the outcome is painted ([`tab`], `observer.js`). The generated
//! articles are also what the native benchmarks in `benches/` work on.

pub mod attempt;
pub mod files;
pub mod floor;
pub mod generator;
pub mod machine;
pub mod measure;
pub mod options;
pub mod random;
pub mod report;
pub mod run;
pub mod size;
pub mod tab;
pub mod targets;
pub mod topic;
pub mod words;
