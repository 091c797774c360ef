//! The attribution check: what an editor must know before print. One file per
//! check, with its rule, the standard it rests on and its tests; [`CHECKS`]
//! lists them all.
//!
//! A check goes by what a person has stated, else by what follows from the
//! text ([`crate::derive`]). Boilerplate is left out. The word lists are
//! English; what rests on quotation marks holds for any language. A prompt asks
//! the editor to confirm: it does not claim to know.

mod anonymous_opinion;
mod anonymous_without_reason;
mod bare_anonymous;
mod boilerplate_reason;
mod claim_without_source;
mod declined_to_comment;
mod distant_attribution;
mod empty_collective;
mod first_mention;
mod grave_allegation;
mod hearsay_chain;
mod late_speaker;
mod loaded_cue;
mod plural_sources;
mod pronoun_source;
mod quotation_without_source;
mod reportedly;
mod rule;
mod run;
mod scare_quotes;
mod single_source;
mod statistic_without_source;
mod two_speakers;
mod unclosed_quotation;
mod unmarked;

pub use first_mention::first_naming;
pub use run::Run;

use std::sync::Arc;

use self::rule::Rule;
use self::unmarked::Unmarked;
use crate::derive::{Attributed, Facts};
use crate::model::{Dismissal, HouseStyle, Level, Subject, Target};
use crate::store::Document;
use crate::text::TextRange;

/// Every check, in the order of their numbers.
pub const CHECKS: [&Check; 22] = [
    &claim_without_source::CHECK,
    &quotation_without_source::CHECK,
    &distant_attribution::CHECK,
    &late_speaker::CHECK,
    &bare_anonymous::CHECK,
    &anonymous_without_reason::CHECK,
    &boilerplate_reason::CHECK,
    &anonymous_opinion::CHECK,
    &grave_allegation::CHECK,
    &empty_collective::CHECK,
    &reportedly::CHECK,
    &plural_sources::CHECK,
    &hearsay_chain::CHECK,
    &pronoun_source::CHECK,
    &first_mention::CHECK,
    &unclosed_quotation::CHECK,
    &two_speakers::CHECK,
    &loaded_cue::CHECK,
    &declined_to_comment::CHECK,
    &single_source::CHECK,
    &scare_quotes::CHECK,
    &statistic_without_source::CHECK,
];

/// What a check needs to say anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Text,
    Attributions,
    Claims,
}

/// One check.
#[derive(Debug)]
pub struct Check {
    /// The name in files.
    pub name: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    pub level: Level,
    /// It asks the editor to confirm.
    pub is_prompt: bool,
    /// The standard that it rests on.
    pub standard: &'static str,
    pub needs: Needs,
    rules: &'static [Rule],
}

/// What a check found, before the house style is looked at.
struct Found {
    subject: Subject,
    /// What to look at, the most telling first.
    ranges: Vec<TextRange>,
    message: String,
}

impl Found {
    /// A finding on an attribution, shown at one of its parts.
    fn on(one: &Attributed<'_>, range: TextRange, message: impl Into<String>) -> Self {
        let subject = Subject { attributions: vec![one.attribution.id.clone()], ..Subject::default() };
        Self { subject, ranges: vec![range], message: message.into() }
    }

    /// A finding on words that no mark is on.
    fn at(range: TextRange, message: impl Into<String>) -> Self {
        let subject = Subject { place: Target::new(vec![range]).ok(), ..Subject::default() };
        Self { subject, ranges: vec![range], message: message.into() }
    }
}

/// A finding: something that an editor should look at.
#[derive(Clone, Debug)]
pub struct Finding {
    pub check: &'static Check,
    /// As the house style has it.
    pub level: Level,
    pub subject: Subject,
    /// Where to look; at least one range.
    pub ranges: Vec<TextRange>,
    pub message: String,
}

/// Marks that the checks would need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub message: String,
    /// The first place that lacks them.
    pub at: Option<TextRange>,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub attributions: usize,
    pub claims: usize,
    pub quotations: usize,
    /// Checks that were run.
    pub checks: usize,
}

/// What the checks say of an article.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The most serious first, then in reading order.
    pub findings: Vec<Finding>,
    pub dismissed: Vec<(Finding, Arc<Dismissal>)>,
    pub missing: Vec<Missing>,
    pub checked: Checked,
}

/// Checks an article.
#[must_use]
pub fn check(document: &Document, style: &HouseStyle) -> Report {
    report(&Facts::new(document), style)
}

/// Checks an article of which the facts are known already.
#[must_use]
pub fn report(facts: &Facts<'_>, style: &HouseStyle) -> Report {
    Run::new(facts, style).finish()
}

fn place(finding: &Finding) -> u32 {
    finding.ranges.first().map_or(0, |range| range.start().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::sheet::opened;
    use crate::model::CheckStyle;

    /// The words at which one check finds something.
    pub(super) fn found(check: &Check, source: &str) -> Vec<String> {
        found_in(check, &opened(source))
    }

    pub(super) fn found_in(check: &Check, document: &Document) -> Vec<String> {
        let facts = Facts::new(document);
        let off = CheckStyle { off: true, ..CheckStyle::default() };
        let others = CHECKS.iter().filter(|other| other.name != check.name);
        let style = others.map(|other| (other.name.to_owned(), off.clone())).collect();
        let found = report(&facts, &style).findings;
        for finding in &found {
            assert!(!finding.ranges.is_empty() && !finding.message.is_empty());
        }
        found.iter().map(|finding| facts.quoted(finding.ranges[0]).to_owned()).collect()
    }

    /// The example finds something at these words; the near misses nothing.
    pub(super) fn expect(check: &Check, example: &str, words: &str, near_misses: &[&str]) {
        assert_eq!(found(check, example), [words], "{example}");
        assert!(near_misses.len() >= 2);
        for near_miss in near_misses {
            assert_eq!(found(check, near_miss), [""; 0], "{near_miss}");
        }
    }

    #[test]
    fn names_are_unique_and_standards_are_stated() {
        let names: std::collections::BTreeSet<&str> = CHECKS.iter().map(|check| check.name).collect();
        assert_eq!(names.len(), CHECKS.len());
        assert!(CHECKS.iter().all(|check| !check.standard.is_empty() && !check.title.is_empty()));
    }

    #[test]
    fn the_worst_comes_first_then_reading_order() {
        let document = opened(
            "{s A source} {u claimed} {q the deal is off}. ¶ {s2 Ana Ruiz, a clerk,} {u2 admitted} {q2 it}. ¶ “We know nothing at all.”",
        );
        let report = check(&document, &HouseStyle::new());
        let names: Vec<&str> = report.findings.iter().map(|finding| finding.check.name).collect();
        assert_eq!(names, ["quotation_without_source", "bare_anonymous", "loaded_cue", "loaded_cue"]);
    }

    #[test]
    fn a_house_style_turns_checks_off_and_changes_their_level() {
        let document = opened("{s A source} {u claimed} {q the deal is off}.");
        let style = HouseStyle::from([
            ("bare_anonymous".to_owned(), CheckStyle { off: true, ..CheckStyle::default() }),
            ("loaded_cue".to_owned(), CheckStyle { level: Some(Level::Error), ..CheckStyle::default() }),
        ]);
        let report = check(&document, &style);
        let found: Vec<_> =
            report.findings.iter().map(|finding| (finding.check.name, finding.level)).collect();
        assert_eq!(found, [("loaded_cue", Level::Error)]);
        assert_eq!(report.checked.checks, 21);
    }

    #[test]
    fn a_dismissed_finding_is_listed_apart() {
        let mut article =
            crate::derive::sheet::sheet("The “fix” took a year. {s Diaz, a clerk,} {u claimed} {q it}.");
        let all = check(&Document::new(article.clone()), &HouseStyle::new());
        for (number, finding) in all.findings.iter().enumerate() {
            article.dismissals.push(Arc::new(Dismissal {
                id: crate::model::Id::new(&format!("d{number}")),
                check: finding.check.name.to_owned(),
                subject: finding.subject.clone(),
                reason: "so".to_owned(),
                provenance: Default::default(),
                extra: Default::default(),
            }));
        }
        let report = check(&Document::new(article), &HouseStyle::new());
        assert_eq!((report.findings.len(), report.dismissed.len()), (0, all.findings.len()));
        assert!(all.findings.len() >= 2);
    }

    #[test]
    fn what_is_not_marked_is_said_and_not_reported() {
        let report = check(&opened("“We fail,” said Ana Ruiz. “We try,” she said."), &HouseStyle::new());
        assert_eq!(report.findings.len(), 0, "{:?}", report.findings);
        let missing: Vec<&str> = report.missing.iter().map(|missing| missing.message.as_str()).collect();
        assert_eq!(missing.len(), 3);
        assert_eq!(missing[1], "2 quotations name a speaker and are not marked as attributions yet");
    }

    #[test]
    fn a_check_in_turns_ends_and_says_how_far_it_is() {
        let source =
            "“We were told nothing at all.” {s A source} {u claimed} {q the deal is off}. ¶ ".repeat(300);
        let document = opened(&source);
        let (facts, style) = (Facts::new(&document), HouseStyle::new());
        let mut run = Run::new(&facts, &style);
        let turns = std::iter::from_fn(|| run.more().then_some(())).count();
        assert!(turns > 30, "{turns}");
        assert!(!run.more());
        let findings = run.finish().findings;
        for name in ["quotation_without_source", "bare_anonymous"] {
            assert_eq!(findings.iter().filter(|finding| finding.check.name == name).count(), 300, "{name}");
        }
    }

    #[test]
    fn boilerplate_is_left_out() {
        let mut article = crate::derive::sheet::sheet("“We were told nothing at all.” ¶ {c It is so}.");
        article.blocks.iter_mut().for_each(|block| block.kind = crate::text::BlockKind::Boilerplate);
        let report = check(&Document::new(article), &HouseStyle::new());
        assert_eq!(report.findings.len(), 0);
        assert_eq!((report.checked.claims, report.checked.quotations), (0, 0));
    }
}
