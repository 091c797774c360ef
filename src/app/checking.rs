//! The attribution check and the source ledger of the open article, made when
//! they are shown and something has changed.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::checks;
use galley_core::derive::Facts;
use galley_core::ledger::Ledger;
use galley_core::model::{Id, LabelSet, Subject};
use galley_core::report::{self, Head};
use galley_core::session::{CardCommand, Command};
use galley_core::store::Document;
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::{App, Msg};
use crate::action::Tab;
use crate::browser::{clock, save};
use crate::state::NoticeKind;

/// Nothing was changed for so long: the article is checked again.
const CHECK_AFTER_MS: u32 = 150;

/// What was found in the open article.
#[derive(Default)]
pub struct Checking {
    of: Option<(Id, u64, Arc<LabelSet>)>,
    pub report: checks::Report,
    pub ledger: Ledger,
}

impl Checking {
    fn new(document: &Document, label_set: &Arc<LabelSet>) -> Self {
        let facts = Facts::new(document);
        Self {
            of: Some((document.id().clone(), document.revision(), label_set.clone())),
            report: checks::report(&facts, &label_set.house_style),
            ledger: Ledger::of(&facts),
        }
    }

    fn is_of(&self, document: &Document, label_set: &Arc<LabelSet>) -> bool {
        self.of.as_ref().is_some_and(|(id, revision, set)| {
            id == document.id() && *revision == document.revision() && Arc::ptr_eq(set, label_set)
        })
    }
}

/// A finding that can be found again after a change.
pub type Problem = (&'static str, Subject);

impl App {
    /// Checks again where a panel shows it: another article at once, a change
    /// of the same one when nothing more was changed for a moment, since a
    /// check looks at the whole article and no mark should wait for it.
    pub(super) fn follow_checks(&mut self, ctx: &Context<Self>) {
        let is_shown = self.layout.side && matches!(self.layout.tab, Tab::Check | Tab::Sources);
        let Some(document) = self.session.document().filter(|_| is_shown) else { return };
        let label_set = self.session.workspace().label_set();
        if self.checking.is_of(document, label_set) {
            return;
        }
        if self.checking.of.as_ref().is_none_or(|(id, ..)| id != document.id()) {
            return self.check();
        }
        let link = ctx.link().clone();
        self.check_soon = Some(Timeout::new(CHECK_AFTER_MS, move || link.send_message(Msg::Check)));
    }

    pub(super) fn check(&mut self) {
        let Some(document) = self.session.document() else { return };
        let label_set = self.session.workspace().label_set();
        if !self.checking.is_of(document, label_set) {
            self.checking = Rc::new(Checking::new(document, label_set));
        }
    }

    /// Goes to the problem after the one shown last.
    pub(super) fn next_problem(&mut self, ctx: &Context<Self>) {
        self.check();
        let findings = &self.checking.report.findings;
        let last = self.problem.as_ref().and_then(|(check, subject)| {
            findings.iter().position(|one| one.check.name == *check && one.subject == *subject)
        });
        let at = last.map_or(0, |last| (last + 1) % findings.len().max(1));
        self.show_problem(ctx, at);
    }

    /// Goes to a problem of the list: its words, and the card or annotation
    /// that it is about.
    pub(super) fn show_problem(&mut self, ctx: &Context<Self>, at: usize) {
        self.layout.side = true;
        self.layout.tab = Tab::Check;
        let checking = self.checking.clone();
        let findings = &checking.report.findings;
        let Some(finding) = findings.get(at) else {
            self.say("No problem found");
            return;
        };
        self.problem = Some((finding.check.name, finding.subject.clone()));
        self.reveal += 1;
        self.pointed = false;
        let Subject { annotations, attributions, .. } = &finding.subject;
        if let Some(attribution) = attributions.last() {
            self.perform(ctx, Command::Card(CardCommand::Open(attribution.clone())));
        }
        match (annotations.first(), finding.ranges.first()) {
            (Some(annotation), _) => self.perform(ctx, Command::Select(annotation.clone())),
            (None, Some(range)) => self.perform(ctx, Command::SelectText(*range)),
            (None, None) => {}
        }
        self.layout.tab = Tab::Check;
        let (title, message) = (finding.check.title, &finding.message);
        self.say(format!("Problem {} of {}: {title}. {message}", at + 1, findings.len()));
    }

    /// Saves the open article's report as a page.
    pub(super) fn save_report(&mut self) {
        let Some(article) = self.session.article() else { return };
        let time = clock::now();
        let date = format!("{} {}", clock::day(&time), clock::time_of_day(&time));
        let head = Head { date: &date, annotator: &self.session.creator };
        let page = report::write(&article, self.session.workspace().label_set(), &head);
        self.save_text(&format!("{}.report.html", article.title), &page, save::HTML);
    }

    /// Saves the ledger as CSV; spreadsheets tell UTF-8 by the mark at its
    /// beginning.
    pub(super) fn save_ledger(&mut self) {
        self.check();
        let Some(document) = self.session.document() else { return };
        let text = document.text().clone();
        let csv = self.checking.ledger.to_csv(|first| text.code_point_from_byte(first.range.start()));
        let name = format!("{}.sources.csv", document.title());
        self.save_text(&name, &format!("\u{FEFF}{csv}"), save::CSV);
    }

    fn save_text(&mut self, name: &str, text: &str, kind: save::FileKind) {
        let mut parts = save::Parts::default();
        parts.push(text);
        match parts.blob(kind).and_then(|blob| save::download(name, &blob)) {
            Ok(()) => self.say(format!("Saved {name}")),
            Err(reason) => self.tell(NoticeKind::Problem, "It was not saved", vec![reason.to_string()]),
        }
    }
}
