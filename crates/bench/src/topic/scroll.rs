//! Scrolling, by a script that sets the place anew for every frame.

use serde_json::{Value, json};

use crate::measure::{Book, Measure, Subject, Unit};
use crate::size::Size;
use crate::tab::Tab;

const fn measure(name: &'static str, unit: Unit) -> Measure {
    Measure::new("Scroll", name, unit)
}

pub const MISSED: Measure = measure("3,000 px/s: frames missed", Unit::Frames);
pub const BLANK: Measure = measure("3,000 px/s: frames without text", Unit::Frames);
pub const WHOLE_MISSED: Measure = measure("the whole article in 5 s: frames missed", Unit::Frames);
pub const WHOLE_BLANK: Measure = measure("the whole article in 5 s: frames without text", Unit::Frames);
pub const DEVIATION: Measure = measure("height of the scroll bar's track off by", Unit::Percent);

/// Pixels a frame, which makes 3,000 a second.
const STEADY: u32 = 50;
/// How long going through the whole article takes, ms.
const WHOLE: u32 = 5_000;

/// Scrolls steadily from the start and from the middle, each for so long, and
/// through the whole article.
pub async fn scroll(tab: &Tab, subject: Subject, size: Size, milliseconds: u32, book: &mut Book) {
    let steady = json!([{ "milliseconds": milliseconds, "pixelsPerFrame": STEADY }]);
    let whole = json!([{ "milliseconds": WHOLE }]);
    for (part, parameters, missed, blank) in [
        (0.0, &steady, MISSED, BLANK),
        (0.5, &steady, MISSED, BLANK),
        (0.0, &whole, WHOLE_MISSED, WHOLE_BLANK),
    ] {
        tab.go_to(part).await;
        let seen = tab.ask("bench.scroll(p[0])", parameters.clone()).await;
        let number = |name: &str| seen.get(name).and_then(Value::as_f64).expect("a scroll gives numbers");
        for (measure, name) in [(missed, "missed"), (blank, "blank"), (DEVIATION, "deviation")] {
            book.add(measure, subject, Some(size), number(name));
        }
    }
    tab.go_to(0.0).await;
}
