//! What the text itself lets one propose. A proposal is never stored before a
//! person has confirmed it.

mod said;

pub use said::{RULE, Said, said};
