//! The numbers as tables for people, and as JSON for programs.

use serde_json::{Value, json};

use crate::machine::Machine;
use crate::measure::{Book, Key, Measure, Samples, Subject, Unit, growth};
use crate::options::Options;
use crate::size::Size;
use crate::targets::{Target, targets};
use crate::topic::{edits, memory, open, scroll};

/// A Markdown document: a table per topic.
#[must_use]
pub fn markdown(book: &Book, options: &Options, machine: Option<&Machine>) -> String {
    let rounds =
        if options.rounds == 1 { "one round".to_owned() } else { format!("{} rounds", options.rounds) };
    let sizes: Vec<String> = options.sizes.iter().map(|&size| described(size)).collect();
    let mut text = format!(
        "{}; {rounds}, floors and Galley in turn. From the input event's time to the paint. Median / 95th percentile; of frames and percents the worst. \
         Sizes: {}. Growth is the power of the size with which a cost grows, between the first and the last size, \
         and between the last two.\n",
        machine.map_or_else(|| "Unknown machine".to_owned(), Machine::line),
        sizes.join(", ")
    );
    let glance = ("At a glance", glance(book, options));
    let limits = ("What it means to reach", limits(book));
    let topics = topics(book).into_iter().map(|topic| (topic, rows(book, options, topic)));
    for (title, rows) in [glance, limits].into_iter().chain(topics) {
        text.push_str(&format!("\n### {title}\n\n{}", aligned(&rows)));
    }
    text
}

/// Galley and its floors at the largest sizes, side by side.
fn glance(book: &Book, options: &Options) -> Vec<Vec<String>> {
    const MEASURES: [(&str, Measure); 6] = [
        ("open", open::OPEN),
        ("label", edits::LABEL),
        ("select", edits::SELECT),
        ("undo", edits::UNDO),
        ("JS heap and wasm", memory::BOTH),
        ("scroll, missed", scroll::MISSED),
    ];
    let mut head = vec![String::new(), String::new()];
    head.extend(MEASURES.map(|(name, measure)| format!("{name}, {}", measure.unit.name())));
    let mut rows = vec![head];
    for &size in options.sizes.iter().rev().take(2).rev() {
        let mut title = size.name().to_owned();
        for subject in Subject::ALL.into_iter().rev() {
            let mut row = vec![std::mem::take(&mut title), subject.name().to_owned()];
            row.extend(MEASURES.map(|(_, measure)| {
                book.get(measure, subject, Some(size))
                    .map_or_else(|| "–".to_owned(), |samples| cell(samples, measure.unit))
            }));
            rows.push(row);
        }
    }
    rows
}

fn limits(book: &Book) -> Vec<Vec<String>> {
    let head = ["", "", "measured", "at most"].map(str::to_owned).to_vec();
    let row = |target: Target| {
        let number = |value| format!("{} {}", shown(value), target.unit).trim_end().to_owned();
        let verdict = if target.is_met() { "✓" } else { "over" };
        vec![target.what.clone(), verdict.to_owned(), number(target.measured), number(target.limit)]
    };
    [head].into_iter().chain(targets(book).into_iter().map(row)).collect()
}

fn described(size: Size) -> String {
    format!("{} {} KB with {} annotations", size.name(), size.bytes() / 1000, size.annotations())
}

/// In the order in which they came up.
fn topics(book: &Book) -> Vec<&'static str> {
    let mut topics = Vec::new();
    for (key, _) in book.entries() {
        if !topics.contains(&key.measure.topic) {
            topics.push(key.measure.topic);
        }
    }
    topics
}

fn measures(book: &Book, topic: &str) -> Vec<Measure> {
    let mut measures = Vec::new();
    for (key, _) in book.entries() {
        if key.measure.topic == topic && !measures.contains(&key.measure) {
            measures.push(key.measure);
        }
    }
    measures
}

/// A topic's table, its head first.
fn rows(book: &Book, options: &Options, topic: &str) -> Vec<Vec<String>> {
    let is_sized = book.entries().iter().any(|(key, _)| key.measure.topic == topic && key.size.is_some());
    let columns: Vec<Option<Size>> =
        if is_sized { options.sizes.iter().copied().map(Some).collect() } else { vec![None] };
    let mut head = vec![String::new(), String::new()];
    head.extend(columns.iter().map(|size| size.map_or("measured", Size::name).to_owned()));
    if is_sized {
        head.push("growth".to_owned());
    }
    let mut rows = vec![head];
    for measure in measures(book, topic) {
        let mut title = format!("{}, {}", measure.name, measure.unit.name());
        for subject in Subject::ALL {
            let samples: Vec<Option<&Samples>> =
                columns.iter().map(|&size| book.get(measure, subject, size)).collect();
            if samples.iter().all(Option::is_none) {
                continue;
            }
            let mut row = vec![std::mem::take(&mut title), subject.name().to_owned()];
            row.extend(
                samples
                    .iter()
                    .map(|samples| samples.map_or("–".to_owned(), |some| cell(some, measure.unit))),
            );
            if is_sized {
                row.push(growth_of(&columns, &samples, measure.unit));
            }
            rows.push(row);
        }
        for floor in Subject::FLOORS {
            rows.extend(ratio_row(book, &columns, measure, floor, is_sized));
        }
    }
    rows
}

fn cell(samples: &Samples, unit: Unit) -> String {
    let Some(typical) = samples.typical(unit) else {
        return format!("failed: {}", samples.failure.as_deref().unwrap_or("no number"));
    };
    let p95 = samples.p95().filter(|_| samples.values.len() > 1 && !unit.worst_counts());
    let mut cell = shown(typical);
    if let Some(p95) = p95 {
        cell.push_str(&format!(" / {}", shown(p95)));
    }
    if let Some(failure) = &samples.failure {
        cell.push_str(&format!(" (then failed: {failure})"));
    }
    cell
}

/// As many digits as mean something.
fn shown(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 || size == size.trunc() => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// How Galley's number relates to a floor's.
fn ratio_row(
    book: &Book,
    columns: &[Option<Size>],
    measure: Measure,
    floor: Subject,
    is_sized: bool,
) -> Option<Vec<String>> {
    let typical =
        |subject: Subject, size: Option<Size>| book.get(measure, subject, size)?.typical(measure.unit);
    let ratio = |&size: &Option<Size>| {
        let (own, floor) = (typical(Subject::Galley, size)?, typical(floor, size)?);
        (floor > 0.0).then(|| format!("× {:.2}", own / floor))
    };
    let ratios: Vec<Option<String>> = columns.iter().map(ratio).collect();
    if measure.unit.worst_counts() || ratios.iter().all(Option::is_none) {
        return None;
    }
    let mut row = vec![String::new(), format!("Galley to {}", floor.name())];
    row.extend(ratios.into_iter().map(|ratio| ratio.unwrap_or_else(|| "–".to_owned())));
    if is_sized {
        row.push(String::new());
    }
    Some(row)
}

fn growth_of(columns: &[Option<Size>], samples: &[Option<&Samples>], unit: Unit) -> String {
    let points: Vec<(Size, f64)> = columns
        .iter()
        .zip(samples)
        .filter_map(|(&size, samples)| Some((size?, samples.as_ref()?.typical(unit)?)))
        .filter(|(_, value)| *value > 0.0)
        .collect();
    match points.as_slice() {
        _ if unit.worst_counts() => String::new(),
        [first, .., before, last] => {
            format!("{}, {}", exponent(*first, *last), exponent(*before, *last))
        }
        [first, last] => exponent(*first, *last),
        _ => String::new(),
    }
}

fn exponent(small: (Size, f64), large: (Size, f64)) -> String {
    format!("{:.2}", growth(small, large)).replace("-0.00", "0.00")
}

fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0).max(3);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| {
            if column < 2 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule: Vec<String> = widths
        .iter()
        .enumerate()
        .map(
            |(column, &width)| {
                if column < 2 { "-".repeat(width) } else { format!("{}:", "-".repeat(width - 1)) }
            },
        )
        .collect();
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        text.push_str(&line(row));
        if index == 0 {
            text.push_str(&line(&rule));
        }
    }
    text
}

/// Every number.
#[must_use]
pub fn json(book: &Book, options: &Options, machine: Option<&Machine>) -> Value {
    let entry = |(key, samples): &(Key, Samples)| {
        json!({
            "topic": key.measure.topic,
            "measure": key.measure.name,
            "unit": key.measure.unit.name(),
            "subject": key.subject.name(),
            "size": key.size.map(Size::name),
            "median": samples.median(),
            "p95": samples.p95(),
            "largest": samples.largest(),
            "values": samples.values,
            "failure": samples.failure,
        })
    };
    json!({
        "machine": machine.map(|machine| json!({
            "processor": machine.processor,
            "cores": machine.cores,
            "browser": machine.browser,
            "date": machine.date,
        })),
        "rounds": options.rounds,
        "measures": book.entries().iter().map(entry).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_what_was_measured_what_failed_and_how_they_relate() {
        const OPEN: Measure = Measure::new("Open", "file", Unit::Milliseconds);
        let mut book = Book::default();
        for (subject, size, value) in [
            (Subject::Galley, Size::M, 10.0),
            (Subject::Galley, Size::L, 100.0),
            (Subject::Static, Size::M, 20.0),
        ] {
            book.add(OPEN, subject, Some(size), value);
        }
        book.fail(OPEN, Subject::Static, Some(Size::L), "it hangs");
        let options = Options { sizes: vec![Size::M, Size::L], ..Options::quick() };
        let expected = [
            vec!["", "", "M", "L", "growth"],
            vec!["file, ms", "Galley", "10", "100", "1.00"],
            vec!["", "floor, static", "20", "failed: it hangs", ""],
            vec!["", "Galley to floor, static", "× 0.50", "–", ""],
        ];
        assert_eq!(rows(&book, &options, "Open"), expected);
        let text = markdown(&book, &options, None);
        assert!(text.contains("\n### Open\n\n|"), "{text}");
        assert_eq!(json(&book, &options, None)["measures"][0]["median"], 10.0);
    }
}
