//! What is measured, a file per topic.

pub mod bulk;
pub mod edits;
pub mod export;
pub mod memory;
pub mod open;
pub mod scroll;
pub mod set;
pub mod sizes;
pub mod switch;

use std::time::Duration;

/// How long a single edit may take before it counts as failed.
pub const EDIT: Duration = Duration::from_secs(30);
/// The same for what works on a whole article or set.
pub const WHOLE: Duration = Duration::from_secs(90);

/// A pattern for a number, whether or not its thousands are set apart.
fn number(number: usize) -> String {
    let (thousands, rest) = (number / 1000, number % 1000);
    if thousands == 0 { rest.to_string() } else { format!("{thousands}\\D?{rest:03}") }
}
