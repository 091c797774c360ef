//! What is measured, on what, and the numbers that came of it.

use crate::size::Size;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Milliseconds,
    /// Millions of bytes.
    Megabytes,
    /// Thousands of bytes.
    Kilobytes,
    /// Frames of a sixtieth of a second.
    Frames,
    Percent,
}

impl Unit {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Megabytes => "MB",
            Self::Kilobytes => "KB",
            Self::Frames => "frames",
            Self::Percent => "%",
        }
    }

    /// Whether of several numbers the largest counts, rather than the middle
    /// one: one bad frame is seen.
    #[must_use]
    pub fn worst_counts(self) -> bool {
        matches!(self, Self::Frames | Self::Percent)
    }
}

/// Something that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    pub topic: &'static str,
    pub name: &'static str,
    pub unit: Unit,
}

impl Measure {
    #[must_use]
    pub const fn new(topic: &'static str, name: &'static str, unit: Unit) -> Self {
        Self { topic, name, unit }
    }
}

/// What is measured side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Galley,
    /// The floor that a script creates.
    Script,
    /// The floor that is nothing but HTML.
    Static,
}

impl Subject {
    pub const ALL: [Self; 3] = [Self::Galley, Self::Script, Self::Static];
    pub const FLOORS: [Self; 2] = [Self::Script, Self::Static];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Galley => "Galley",
            Self::Script => "floor, script",
            Self::Static => "floor, static",
        }
    }
}

/// What a run of a measure is about; no size where there is only one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub measure: Measure,
    pub subject: Subject,
    pub size: Option<Size>,
}

/// The numbers of one key over all rounds.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    pub values: Vec<f64>,
    /// Why there are no more of them.
    pub failure: Option<String>,
}

impl Samples {
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    #[must_use]
    pub fn p95(&self) -> Option<f64> {
        self.quantile(0.95)
    }

    #[must_use]
    pub fn largest(&self) -> Option<f64> {
        self.quantile(1.0)
    }

    /// The number that stands for all.
    #[must_use]
    pub fn typical(&self, unit: Unit) -> Option<f64> {
        if unit.worst_counts() { self.largest() } else { self.median() }
    }

    /// The smallest number that at least this share is not above.
    fn quantile(&self, share: f64) -> Option<f64> {
        let mut sorted = self.values.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).copied()
    }
}

/// Every number of a run.
#[derive(Clone, Debug, Default)]
pub struct Book {
    entries: Vec<(Key, Samples)>,
}

impl Book {
    pub fn add(&mut self, measure: Measure, subject: Subject, size: Option<Size>, value: f64) {
        self.samples(Key { measure, subject, size }).values.push(value);
    }

    pub fn fail(&mut self, measure: Measure, subject: Subject, size: Option<Size>, reason: &str) {
        self.samples(Key { measure, subject, size }).failure = Some(reason.to_owned());
    }

    #[must_use]
    pub fn entries(&self) -> &[(Key, Samples)] {
        &self.entries
    }

    #[must_use]
    pub fn get(&self, measure: Measure, subject: Subject, size: Option<Size>) -> Option<&Samples> {
        let key = Key { measure, subject, size };
        self.entries.iter().find(|(known, _)| *known == key).map(|(_, samples)| samples)
    }

    fn samples(&mut self, key: Key) -> &mut Samples {
        let at = self.entries.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            self.entries.push((key, Samples::default()));
            self.entries.len() - 1
        });
        &mut self.entries[at].1
    }
}

/// With which power of the size a cost grows: 1 is in proportion, 0 not at
/// all.
#[must_use]
pub fn growth(small: (Size, f64), large: (Size, f64)) -> f64 {
    (large.1 / small.1).ln() / (large.0.bytes() as f64 / small.0.bytes() as f64).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_percentiles_are_of_the_numbers_themselves() {
        let samples = |values: &[f64]| Samples { values: values.to_vec(), failure: None };
        assert_eq!(samples(&[]).median(), None);
        assert_eq!(samples(&[3.0]).p95(), Some(3.0));
        assert_eq!(samples(&[4.0, 1.0, 3.0, 2.0]).median(), Some(2.0));
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(samples(&hundred).p95(), Some(95.0));
        assert_eq!(samples(&hundred).largest(), Some(100.0));
    }

    #[test]
    fn growth_is_the_exponent() {
        assert!((growth((Size::M, 2.0), (Size::L, 20.0)) - 1.0).abs() < 1e-9);
        assert!(growth((Size::S, 7.0), (Size::Xl, 7.0)).abs() < 1e-9);
    }
}
