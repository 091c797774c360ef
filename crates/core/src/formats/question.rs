//! What a person is asked before a file is read: as which format, in which
//! unit, and which labels its labels are.

use super::label_map::{Choice, FileLabel};
use super::reading::{Opened, Shown};
use super::table::Format;
use super::unit::Unit;
use crate::model::LabelSet;

/// The ways to read a file, and what is not known of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// At least one.
    pub readings: Vec<Reading>,
    /// The likeliest of them.
    pub best: usize,
}

/// One way to read a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub format: &'static Format,
    pub unit: Unit,
    /// Marks with the words that they have in this reading: the first, or the
    /// first ones that the readings differ in.
    pub shown: Vec<Shown>,
    pub labels: Vec<FileLabel>,
}

/// What a person has answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The reading, by its place in the question.
    pub reading: usize,
    /// What becomes of labels, by name; of all others, what is likely.
    pub labels: Vec<(String, Choice)>,
}

impl Question {
    /// What is to be asked of a file that could be taken apart in these ways.
    /// A way that finds no marks is none beside one that does.
    #[must_use]
    pub fn new(opened: &[Opened], set: &LabelSet) -> Self {
        let marks: Vec<usize> = opened.iter().map(Opened::marks).collect();
        let most = marks.iter().copied().max().unwrap_or_default();
        let (mut readings, mut best) = (Vec::new(), None);
        for (opened, marks) in opened.iter().zip(marks) {
            if marks == 0 && (most > 0 || !readings.is_empty()) {
                continue;
            }
            if marks == most {
                best.get_or_insert(readings.len());
            }
            let units = opened.units();
            let from = opened.first_difference(&units);
            readings.extend(units.into_iter().map(|unit| Reading {
                format: opened.format,
                unit,
                shown: opened.preview(unit, from),
                labels: opened.labels(set, unit),
            }));
        }
        Self { readings, best: best.unwrap_or_default() }
    }

    /// Whether there is anything to ask; else the best reading is taken.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        let unknown = |reading: &Reading| reading.labels.iter().any(|label| !label.is_known);
        self.readings.len() > 1 || self.readings.iter().any(unknown)
    }

    /// The answer that says what is likely.
    #[must_use]
    pub fn likely(&self) -> Answer {
        Answer { reading: self.best, labels: Vec::new() }
    }
}

impl Reading {
    /// Has a label set know what was chosen.
    pub fn learn(&self, answer: &Answer, set: &mut LabelSet) {
        for label in self.labels.iter().filter(|label| !label.is_known) {
            let chosen = answer.labels.iter().find(|(name, _)| *name == label.name);
            label.learn(chosen.map_or(&label.likely, |(_, choice)| choice), set);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Tools;
    use crate::formats::reading::{self, Importer};
    use crate::formats::table::File;
    use crate::model::{Id, LabelId};

    fn opened(text: &str) -> Vec<Opened> {
        let files = [File::new("set.jsonl", text)];
        let set = LabelSet::default();
        let mut new_id = || Id::new("new");
        let mut tools = Tools { label_set: &set, new_id: &mut new_id, parse_html: &|_| None };
        let formats = reading::detect(&files);
        formats.into_iter().map(|format| reading::parse(format, &files, &mut tools).unwrap()).collect()
    }

    fn asked(text: &str) -> Question {
        Question::new(&opened(text), &LabelSet::default())
    }

    fn words(reading: &Reading) -> Vec<&str> {
        reading.shown.iter().map(|shown| shown.words.as_deref().unwrap_or("(outside)")).collect()
    }

    /// The ferry of the emoji is two UTF-16 units wide.
    const DOCCANO: &str = r#"{"text": "⛴️🚢 Ada met Bo in Rome.", "label": [[5, 8, "PERSON"], [13, 15, "PERSON"], [19, 23, "GPE"]]}"#;

    #[test]
    fn a_format_of_several_units_is_asked_about_where_they_differ() {
        let question = asked(DOCCANO);
        let units: Vec<_> = question.readings.iter().map(|reading| reading.unit).collect();
        assert_eq!((units, question.best), (vec![Unit::Utf16, Unit::CodePoint, Unit::Grapheme], 0));
        assert_eq!(words(&question.readings[0]), ["Ada", "Bo", "Rome"]);
        assert_eq!(words(&question.readings[1]), ["da ", "o ", "ome."]);
        assert!(question.is_needed());

        let plain = asked(&DOCCANO.replace("⛴️🚢", "ABCD"));
        assert_eq!((plain.readings.len(), plain.is_needed()), (1, false));
    }

    #[test]
    fn offsets_that_fit_another_unit_better_are_asked_about_and_others_not() {
        let spans = |from: u32| {
            format!(
                r#"{{"text": "🚢 Ada met Bo in Rome.", "spans": [{{"start": {from}, "end": {}, "label": "PERSON", "text": "Ada"}}]}}"#,
                from + 3
            )
        };
        let right = asked(&spans(2));
        assert_eq!((right.readings.len(), right.is_needed()), (1, false));
        let wrong = asked(&spans(3));
        assert_eq!(wrong.readings[wrong.best].unit, Unit::Utf16);
        assert_eq!(wrong.readings[1].unit, Unit::CodePoint);
        assert!(wrong.readings[1].shown[0].differs && !wrong.readings[0].shown[0].differs);
    }

    #[test]
    fn a_preview_begins_where_the_readings_differ() {
        let many: Vec<String> = (0..30).map(|at| format!("[{at}, {}, \"PERSON\"]", at + 1)).collect();
        let text = format!(
            r#"{{"text": "{}🚢 Bo", "label": [{}, [33, 35, "PERSON"]]}}"#,
            "a".repeat(30),
            many.join(", ")
        );
        let question = asked(&text);
        assert_eq!(words(&question.readings[0]), ["Bo"].as_slice(), "{question:?}");
        assert_eq!(question.readings[0].labels[0].count, 31);
    }

    #[test]
    fn two_formats_that_find_marks_are_both_offered() {
        let both = r#"{"text": "Ada met Bo.", "spans": [{"start": 0, "end": 3, "label": "PERSON"}], "label": [[0, 3, "PERSON"], [8, 10, "PERSON"]]}"#;
        let question = asked(both);
        let formats: Vec<_> = question.readings.iter().map(|reading| reading.format.id).collect();
        assert_eq!((formats, question.best), (vec!["spans", "doccano"], 1));
        let one = both.replace(r#"{"start": 0, "end": 3, "label": "PERSON"}"#, "");
        assert_eq!(asked(&one).readings.len(), 1);
    }

    #[test]
    fn what_was_answered_is_not_asked_again_and_what_is_ignored_is_told_by_count() {
        let text = r#"{"text": "Ada met Bo.", "spans": [{"start": 0, "end": 3, "label": "PER"}, {"start": 8, "end": 10, "label": "POS"}, {"start": 4, "end": 7, "label": "POS"}]}"#;
        let mut files = opened(text);
        let mut set = LabelSet::default();
        let question = Question::new(&files, &set);
        assert!(question.is_needed());
        let examples: Vec<_> = question.readings[0]
            .labels
            .iter()
            .map(|label| (label.name.as_str(), label.count, label.example.as_str()))
            .collect();
        assert_eq!(examples, [("PER", 1, "Ada"), ("POS", 2, "Bo")]);
        let answer = Answer { reading: 0, labels: vec![("POS".to_owned(), Choice::Ignore)] };
        question.readings[0].learn(&answer, &mut set);
        assert!(!Question::new(&files, &set).is_needed());

        let mut importer = Importer::new("set.jsonl", &set);
        let articles = importer.place(files.remove(0), Unit::CodePoint, &mut || Id::new("new"));
        let labels: Vec<_> = articles[0].annotations.iter().map(|mark| mark.label.clone()).collect();
        assert_eq!(labels, [LabelId::new("PERSON")]);
        let issues: Vec<String> = importer.take_issues().iter().map(ToString::to_string).collect();
        assert!(
            issues.iter().any(|issue| issue.contains("2 annotations labelled \"POS\"; left out, as chosen")),
            "{issues:#?}"
        );
    }
}
