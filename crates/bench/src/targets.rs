//! What Galley means to reach, and what was measured of it. Nothing is
//! asserted: a number that is over its limit is shown, and that is all.

use crate::measure::{Book, Measure, Samples, Subject, growth};
use crate::size::Size;
use crate::topic::{bulk, edits, export, memory, open, scroll, set, sizes, switch};

/// One frame of the screen, ms.
const FRAME: f64 = 17.0;

/// A number and what it should not be above.
#[derive(Clone, Debug)]
pub struct Target {
    pub what: String,
    pub measured: f64,
    pub limit: f64,
    pub unit: &'static str,
}

impl Target {
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.measured <= self.limit
    }
}

/// Those of which there are numbers.
#[must_use]
pub fn targets(book: &Book) -> Vec<Target> {
    let all = [opening(book), editing(book), at_once(book), holding(book), growing(book)];
    all.into_iter().flatten().flatten().collect()
}

type Found = Vec<Option<Target>>;

fn opening(book: &Book) -> Found {
    let open = |size, limit| {
        let floor = typical(book, open::OPEN, Subject::Static, Some(size))?;
        let what = format!("open {}, of the static floor", size.name());
        target(what, own(book, open::OPEN, size)? / floor, limit, "×")
    };
    let start = || {
        let floor = typical(book, open::FIRST_START, Subject::Static, None)?;
        let own = typical(book, open::FIRST_START, Subject::Galley, None)?;
        target("first start, of the static floor".to_owned(), own / floor, 2.5, "×")
    };
    let from_store = || {
        let ratio = own(book, switch::SWITCH, Size::L)? / own(book, open::OPEN, Size::L)?;
        target("open L from the store, of the open from a file".to_owned(), ratio, 2.0, "×")
    };
    vec![
        open(Size::L, 1.0),
        open(Size::Xl, 0.35),
        start(),
        from_store(),
        absolute(book, switch::SWITCH, Some(Size::M), 100.0),
        absolute(book, set::ROWS, None, 1000.0),
        absolute(book, set::LONGEST, None, 100.0),
    ]
}

fn editing(book: &Book) -> Found {
    let p95 = |measure, subject, size| book.get(measure, subject, Some(size)).and_then(Samples::p95);
    let flat = |measure: Measure| {
        let ratio = p95(measure, Subject::Galley, Size::Xl)? / p95(measure, Subject::Galley, Size::S)?;
        target(format!("{}: p95 at XL, of that at S", measure.name), ratio, 1.5, "×")
    };
    // The size at which it is the furthest from the floor.
    let near = |measure: Measure| {
        let floor = p95(measure, Subject::Script, Size::S)?;
        let slowest = Size::ALL.into_iter().filter_map(|size| p95(measure, Subject::Galley, size));
        let beyond = slowest.max_by(f64::total_cmp)? - floor;
        target(
            format!("{}: p95 at any size, above the script floor's at S", measure.name),
            beyond,
            FRAME,
            "ms",
        )
    };
    edits::EDITS.into_iter().flat_map(|measure| [flat(measure), near(measure)]).collect()
}

fn at_once(book: &Book) -> Found {
    let mut found = vec![
        absolute(book, bulk::LABEL, Some(Size::L), 250.0),
        absolute(book, bulk::UNDO, Some(Size::L), 250.0),
        absolute(book, bulk::LABEL_FRAME, Some(Size::Xl), 100.0),
        absolute(book, bulk::UNDO_FRAME, Some(Size::Xl), 100.0),
        absolute(book, export::EXPORT, Some(Size::L), 50.0),
        absolute(book, export::EXPORT, Some(Size::Xl), 500.0),
    ];
    for size in [Size::L, Size::Xl] {
        found.push(absolute(book, scroll::MISSED, Some(size), 0.0));
    }
    found
}

fn holding(book: &Book) -> Found {
    let resident = || {
        let floor = typical(book, memory::RESIDENT, Subject::Static, Some(Size::Xl))?;
        let ratio = own(book, memory::RESIDENT, Size::Xl)? / floor;
        target("resident memory at XL, of the static floor's".to_owned(), ratio, 1.0, "×")
    };
    vec![
        absolute(book, memory::BOTH, Some(Size::L), 40.0),
        absolute(book, memory::BOTH, Some(Size::Xl), 250.0),
        resident(),
        absolute(book, sizes::WASM, None, 250.0),
        absolute(book, sizes::PACKED, None, 700.0),
    ]
}

fn growing(book: &Book) -> Found {
    let exponent = |measure: Measure, limit| {
        let (small, large) = (own(book, measure, Size::S)?, own(book, measure, Size::Xl)?);
        let exponent = growth((Size::S, small), (Size::Xl, large));
        target(format!("{}: {}: growth from S to XL", measure.topic, measure.name), exponent, limit, "")
    };
    let single = edits::EDITS.into_iter().chain([edits::SAVED]).map(|measure| exponent(measure, 0.1));
    let whole = [open::OPEN, switch::SWITCH, bulk::FIND, bulk::LABEL, bulk::UNDO, export::EXPORT];
    single.chain(whole.map(|measure| exponent(measure, 1.1))).collect()
}

fn absolute(book: &Book, measure: Measure, size: Option<Size>, limit: f64) -> Option<Target> {
    let measured = typical(book, measure, Subject::Galley, size)?;
    let at = size.map_or(String::new(), |size| format!(" at {}", size.name()));
    let what = format!("{}: {}{at}", measure.topic, measure.name);
    target(what, measured, limit, measure.unit.name())
}

fn target(what: String, measured: f64, limit: f64, unit: &'static str) -> Option<Target> {
    Some(Target { what, measured, limit, unit })
}

fn own(book: &Book, measure: Measure, size: Size) -> Option<f64> {
    typical(book, measure, Subject::Galley, Some(size))
}

fn typical(book: &Book, measure: Measure, subject: Subject, size: Option<Size>) -> Option<f64> {
    book.get(measure, subject, size)?.typical(measure.unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_shown_when_there_are_numbers_for_it() {
        let mut book = Book::default();
        assert!(targets(&book).is_empty());
        book.add(open::OPEN, Subject::Galley, Some(Size::L), 300.0);
        book.add(open::OPEN, Subject::Static, Some(Size::L), 400.0);
        book.add(memory::BOTH, Subject::Galley, Some(Size::L), 41.0);
        let found = targets(&book);
        let shown: Vec<(&str, f64, bool)> =
            found.iter().map(|target| (target.what.as_str(), target.measured, target.is_met())).collect();
        let expected = [
            ("open L, of the static floor", 0.75, true),
            ("Memory: JS heap and wasm memory at L", 41.0, false),
        ];
        assert_eq!(shown, expected);
    }
}
