//! A check of an article, done piece by piece.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::rule::Rule;
use super::unmarked::{Unmarked, UnmarkedQuotations};
use super::{CHECKS, Check, Checked, Finding, Found, Missing, Needs, Report, place};
use crate::derive::Facts;
use crate::model::{Dismissal, HouseStyle, Level, Subject};
use crate::text::TextRange;

/// Things that a check is asked about in one piece.
const PIECE: usize = 64;

/// A check under way. What is found is known when there is no [`more`](Self::more).
pub struct Run<'f, 'd> {
    facts: &'f Facts<'d>,
    style: &'f HouseStyle,
    dismissals: HashMap<(&'f str, &'f Subject), &'f Arc<Dismissal>>,
    /// Quotations that are still to be looked at; all, to begin with.
    unmarked: UnmarkedQuotations<'f, 'd>,
    /// The rules to come, the next one last.
    rules: Vec<(&'static Check, Level, Rule)>,
    asking: Asking,
    found: Vec<Found>,
    report: Report,
}

/// How far one rule has come.
#[derive(Default)]
struct Asking {
    /// Things that were asked about.
    done: usize,
    /// The speakers that have come up.
    told: HashSet<String>,
    /// Where the phrases are, once they were looked for.
    places: Option<Vec<TextRange>>,
}

impl<'f, 'd> Run<'f, 'd> {
    #[must_use]
    pub fn new(facts: &'f Facts<'d>, style: &'f HouseStyle) -> Self {
        let mut dismissals: HashMap<(&str, &Subject), &Arc<Dismissal>> = HashMap::new();
        for dismissal in facts.document.dismissals() {
            dismissals.insert((&dismissal.check, &dismissal.subject), dismissal);
        }
        let on: Vec<&Check> = CHECKS.into_iter().filter(|check| is_on(style, check)).collect();
        let checked = Checked {
            attributions: facts.attributions.len(),
            claims: facts.claims.len(),
            quotations: facts.quotations.len(),
            checks: on.len(),
        };
        let with_level = |check: &'static Check| {
            let level = style.get(check.name).and_then(|own| own.level).unwrap_or(check.level);
            check.rules.iter().map(move |rule| (check, level, *rule))
        };
        let mut rules: Vec<_> = on.into_iter().flat_map(with_level).collect();
        rules.reverse();
        Self {
            facts,
            style,
            dismissals,
            unmarked: UnmarkedQuotations::new(facts),
            rules,
            asking: Asking::default(),
            found: Vec::new(),
            report: Report { checked, ..Report::default() },
        }
    }

    /// Does some more of it; whether there is anything left to do.
    pub fn more(&mut self) -> bool {
        if self.unmarked.more(PIECE) {
            return true;
        }
        let Some(&(check, level, rule)) = self.rules.last() else { return false };
        if !ask(self.facts, self.unmarked.found(), rule, &mut self.asking, &mut self.found) {
            self.rules.pop();
            self.asking = Asking::default();
        }
        for Found { subject, ranges, message } in self.found.drain(..) {
            let finding = Finding { check, level, subject, ranges, message };
            match self.dismissals.get(&(check.name, &finding.subject)) {
                Some(&dismissal) => self.report.dismissed.push((finding, dismissal.clone())),
                None => self.report.findings.push(finding),
            }
        }
        !self.rules.is_empty()
    }

    /// What was found, with what is left to do done.
    #[must_use]
    pub fn finish(mut self) -> Report {
        while self.more() {}
        let Report { findings, dismissed, missing, .. } = &mut self.report;
        findings.sort_by_key(|finding| (finding.level, place(finding)));
        dismissed.sort_by_key(|(finding, _)| place(finding));
        *missing = missing_marks(self.facts, self.style, self.unmarked.found());
        self.report
    }
}

fn is_on(style: &HouseStyle, check: &Check) -> bool {
    style.get(check.name).is_none_or(|own| !own.off)
}

/// Asks a rule about the next things; whether there are more.
fn ask(
    facts: &Facts<'_>,
    unmarked: &[Unmarked],
    rule: Rule,
    asking: &mut Asking,
    out: &mut Vec<Found>,
) -> bool {
    match rule {
        Rule::Quotations(ask) => asking.of(unmarked, |_, quotation| out.extend(ask(facts, quotation))),
        Rule::Claims(ask) => asking.of(&facts.claims, |_, claim| out.extend(ask(facts, claim))),
        Rule::Attributions(ask) => asking.of(&facts.attributions, |_, one| out.extend(ask(facts, one))),
        Rule::Sources(ask) => asking.of(&facts.attributions, |_, one| {
            out.extend(one.sources.iter().filter_map(|source| ask(facts, one, source)));
        }),
        Rule::Speakers(is_meant, ask) => asking.of(&facts.attributions, |told, one| {
            let meant = one.sources.iter().filter(|source| is_meant(facts, source));
            let first = meant.filter(|source| told.insert(source.key(facts)));
            out.extend(first.filter_map(|source| ask(facts, one, source)));
        }),
        Rule::Phrases(phrases, ask) => {
            let find = || phrases.iter().flat_map(|phrase| facts.find(phrase)).collect();
            let places = asking.places.take().unwrap_or_else(find);
            let is_left = asking.of(&places, |_, place| out.extend(ask(facts, *place)));
            asking.places = Some(places);
            is_left
        }
        Rule::Article(ask) => {
            ask(facts, out);
            false
        }
    }
}

impl Asking {
    fn of<T>(&mut self, all: &[T], mut ask: impl FnMut(&mut HashSet<String>, &T)) -> bool {
        let piece = all.iter().skip(self.done).take(PIECE);
        piece.for_each(|one| ask(&mut self.told, one));
        self.done += PIECE;
        self.done < all.len()
    }
}

/// Which marks are not there yet: the checks that go by them are silent, which
/// must not be taken for praise.
fn missing_marks(facts: &Facts<'_>, style: &HouseStyle, unmarked: &[Unmarked]) -> Vec<Missing> {
    let mut missing = Vec::new();
    let needing =
        |needs| CHECKS.into_iter().filter(|check| is_on(style, check) && check.needs == needs).count();
    if facts.attributions.is_empty() {
        let count = needing(Needs::Attributions);
        let message = format!("No attribution is marked yet. Checks that wait for one: {count}");
        missing.push(Missing { message, at: None });
    }
    let mut spoken = unmarked.iter().filter(|one| one.names_speaker).map(|one| one.quotation.range);
    if let Some(first) = spoken.next() {
        let message = match spoken.count() {
            0 => "1 quotation names a speaker and is not marked as an attribution yet".to_owned(),
            others => {
                format!("{} quotations name a speaker and are not marked as attributions yet", others + 1)
            }
        };
        missing.push(Missing { message, at: Some(first) });
    }
    if facts.claims.is_empty() {
        let message = format!("No claim is marked yet. Checks that wait for one: {}", needing(Needs::Claims));
        missing.push(Missing { message, at: None });
    }
    missing
}
