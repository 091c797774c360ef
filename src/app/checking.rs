//! The attribution check and the source ledger of the open article, made anew
//! when something has changed. Both look at the whole article, so they go on in
//! turns, on a copy of it, and no mark waits for them.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::checks::{self, Finding, Run};
use galley_core::derive::Gathering;
use galley_core::ledger::Ledger;
use galley_core::model::{AnnotationType, Id, LabelSet, Level, Subject};
use galley_core::report::{self, Head};
use galley_core::session::{CardCommand, Command};
use galley_core::store::Document;
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{App, Msg};
use crate::action::{Action, Tab};
use crate::browser::pace::{self, Pace};
use crate::browser::{clock, printing, save};
use crate::state::NoticeKind;

/// Nothing was changed for so long: the article is checked again. After a
/// check that took long, later.
const CHECK_AFTER_MS: u32 = 150;

/// What was checked: an article as it was, with a house style.
#[derive(Clone)]
pub struct CheckedState {
    article: Id,
    revision: u64,
    label_set: Arc<LabelSet>,
}

impl CheckedState {
    fn of(document: &Document, label_set: &Arc<LabelSet>) -> Self {
        Self { article: document.id().clone(), revision: document.revision(), label_set: label_set.clone() }
    }
}

impl PartialEq for CheckedState {
    fn eq(&self, other: &Self) -> bool {
        self.article == other.article
            && self.revision == other.revision
            && Arc::ptr_eq(&self.label_set, &other.label_set)
    }
}

/// What was found in the open article.
#[derive(Default)]
pub struct Checking {
    /// `None` until the article was checked for the first time.
    of: Option<CheckedState>,
    pub report: checks::Report,
    pub ledger: Ledger,
    /// The worst level that was found on each attribution.
    pub flagged: HashMap<Id, Level>,
    /// The same on what is in a block and on no attribution.
    pub flagged_blocks: HashMap<usize, Level>,
    /// How long it took, milliseconds.
    took: f64,
}

impl Checking {
    /// Checks an article in turns; `None` when it is not wanted any more.
    async fn made(document: Document, of: CheckedState, is_wanted: impl Fn() -> bool) -> Option<Self> {
        let (began, mut pace) = (js_sys::Date::now(), Pace::new());
        let mut gathering = Gathering::new(&document);
        while gathering.more() {
            pace.breathe().await;
            if !is_wanted() {
                return None;
            }
        }
        let facts = gathering.finish();
        let mut run = Run::new(&facts, &of.label_set.house_style);
        while run.more() {
            pace.breathe().await;
            if !is_wanted() {
                return None;
            }
        }
        let report = run.finish();
        let mut ledger = Ledger::default();
        for one in &facts.attributions {
            ledger.add_one(&facts, one);
            pace.breathe().await;
            if !is_wanted() {
                return None;
            }
        }
        let took = js_sys::Date::now() - began;
        let mut checking = Self { of: Some(of), ledger, took, ..Self::default() };
        for finding in &report.findings {
            checking.flag(&document, finding);
        }
        checking.report = report;
        Some(checking)
    }

    fn flag(&mut self, document: &Document, finding: &Finding) {
        let worse = |level: &mut Level| *level = (*level).min(finding.level);
        for attribution in &finding.subject.attributions {
            self.flagged.entry(attribution.clone()).and_modify(worse).or_insert(finding.level);
        }
        let place = finding.ranges.first().filter(|_| finding.subject.attributions.is_empty());
        if let Some(block) = place.and_then(|range| document.block_at(range.start())) {
            self.flagged_blocks.entry(block).and_modify(worse).or_insert(finding.level);
        }
    }

    /// Whether the article was checked at all.
    pub fn is_known(&self) -> bool {
        self.of.is_some()
    }

    /// The findings on an attribution or on a part of it.
    pub fn findings_on(&self, attribution: &Id, parts: &[&Id]) -> Vec<Finding> {
        let is_on = |subject: &Subject| {
            subject.attributions.contains(attribution)
                || subject.annotations.iter().any(|annotation| parts.contains(&annotation))
        };
        self.report.findings.iter().filter(|finding| is_on(&finding.subject)).cloned().collect()
    }
}

/// A finding that can be found again after a change.
pub type Problem = (&'static str, Subject);

impl App {
    /// Has the open article checked again when nothing more was changed for a
    /// moment; another article at once where a panel shows it.
    pub(super) fn follow_checks(&mut self, ctx: &Context<Self>) {
        let Some(now) = self.checked_state() else {
            self.after_check = None;
            return;
        };
        if self.checking.of.as_ref().is_some_and(|of| of.article != now.article) {
            // What was found in another article is not to be shown in this one.
            self.checking = Rc::default();
        }
        let is_coming = self.check_soon.as_ref().is_some_and(|(of, _)| *of == now);
        if is_coming || self.checking.of.as_ref() == Some(&now) {
            return;
        }
        let is_shown = self.layout.side && matches!(self.layout.tab, Tab::Check | Tab::Sources);
        let wait = match self.checking.is_known() || !is_shown {
            true => CHECK_AFTER_MS.max(self.checking.took as u32 * 2),
            false => 0,
        };
        let link = ctx.link().clone();
        let timeout = Timeout::new(wait, move || link.send_message(Msg::Check));
        self.check_soon = Some((now, Some(timeout)));
    }

    fn checked_state(&self) -> Option<CheckedState> {
        let document = self.session.document()?;
        Some(CheckedState::of(document, self.session.workspace().label_set()))
    }

    /// Checks the open article as it is now.
    pub(super) fn check(&mut self, ctx: &Context<Self>) {
        let (Some(of), Some(document)) = (self.checked_state(), self.session.document()) else { return };
        let number = self.check_number.get() + 1;
        self.check_number.set(number);
        self.check_soon = Some((of.clone(), None));
        let (document, link, newest) = (document.clone(), ctx.link().clone(), self.check_number.clone());
        spawn_local(async move {
            // The words that were just marked are painted first.
            pace::next_task().await;
            let checking = Checking::made(document, of, || newest.get() == number).await;
            if let Some(checking) = checking {
                link.send_message(Msg::Checked(Box::new(checking)));
            }
        });
    }

    pub(super) fn checked(&mut self, ctx: &Context<Self>, checking: Checking) {
        let is_now = checking.of == self.checked_state();
        self.checking = Rc::new(checking);
        if is_now && let Some(action) = self.after_check.take() {
            self.act(ctx, action);
            self.resume(ctx);
        }
    }

    /// Whether the open article is checked as it is now. Otherwise it will be,
    /// and then the action is done.
    fn is_checked_for(&mut self, ctx: &Context<Self>, action: Action) -> bool {
        let now = self.checked_state();
        if now.is_none() || self.checking.of == now {
            return true;
        }
        self.after_check = Some(action);
        self.check(ctx);
        false
    }

    /// Goes to the problem after the one shown last.
    pub(super) fn next_problem(&mut self, ctx: &Context<Self>) {
        if !self.is_checked_for(ctx, Action::NextProblem) {
            return;
        }
        let findings = &self.checking.report.findings;
        let last = self.problem.as_ref().and_then(|(check, subject)| {
            findings.iter().position(|one| one.check.name == *check && one.subject == *subject)
        });
        let at = last.map_or(0, |last| (last + 1) % findings.len().max(1));
        let next = findings.get(at).map(|finding| (finding.check.name, finding.subject.clone()));
        match next {
            Some(problem) => self.show_problem(ctx, &problem),
            None => {
                self.layout.side = true;
                self.layout.tab = Tab::Check;
                self.say("No problem found");
            }
        }
    }

    /// Whether the problem shown last is about the shown card.
    pub(super) fn is_problem_of_card(&self) -> bool {
        let card = self.session.card().map(|card| &card.id);
        card.is_some()
            && self.problem.as_ref().is_some_and(|(_, subject)| subject.attributions.last() == card)
    }

    /// Goes to a problem of the list: its words, and the card or annotation
    /// that it is about.
    pub(super) fn show_problem(&mut self, ctx: &Context<Self>, (check, subject): &Problem) {
        let checking = self.checking.clone();
        let findings = &checking.report.findings;
        let at = findings.iter().position(|one| one.check.name == *check && one.subject == *subject);
        let Some((at, finding)) = at.and_then(|at| Some((at, findings.get(at)?))) else { return };
        self.layout.side = true;
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

    /// Does what one step can do about a finding: a claim is stated to be own
    /// reporting, a quotation becomes the content of a new card, and one
    /// without a source is stated to have none.
    pub(super) fn fix(&mut self, ctx: &Context<Self>, (check, subject): &Problem) {
        let labels = &self.session.workspace().label_set().labels;
        let content = labels.iter().find(|label| label.kind == AnnotationType::Content);
        let content = content.map(|label| label.id.clone());
        let Subject { annotations, attributions, place } = subject;
        let commands = match (*check, annotations.first(), attributions.first(), place, content) {
            ("claim_without_source", Some(claim), ..) => {
                let own = Some(serde_json::Value::Bool(true));
                let set = Command::SetAttribute { name: "own_reporting".to_owned(), value: own };
                vec![Command::Select(claim.clone()), set]
            }
            ("quotation_without_source", _, _, Some(place), Some(content)) => {
                let begin = Command::Card(CardCommand::Begin);
                vec![Command::SelectText(place.extent()), begin, Command::Label(content)]
            }
            ("quotation_without_source", _, Some(attribution), ..) => {
                let open = Command::Card(CardCommand::Open(attribution.clone()));
                vec![open, Command::Card(CardCommand::NoSource)]
            }
            _ => return,
        };
        let tab = self.layout.tab;
        self.reveal += 1;
        commands.into_iter().for_each(|command| self.perform(ctx, command));
        // A card that was begun takes over the panel; other fixes stay in the list.
        if !self.session.is_card_open() {
            self.layout.tab = tab;
        }
    }

    /// Saves the open article's report as a page.
    pub(super) fn save_report(&mut self) {
        let Some(article) = self.session.article() else { return };
        let page = self.with_head(|label_set, head| report::write(&article, label_set, head));
        self.save_text(&format!("{}.report.html", article.title), &page, save::HTML);
    }

    /// Lays the report over the page for the printer, or takes it away again.
    pub(super) fn show_printed(&mut self, show: bool) {
        let article = self.session.article().filter(|_| show);
        let report =
            article.map(|article| self.with_head(|label_set, head| report::main(&article, label_set, head)));
        printing::show(report.as_deref());
    }

    /// Prints the report; the browser's own command does the same.
    pub(super) fn print(&mut self) {
        if self.session.document().is_none() {
            return;
        }
        self.show_printed(true);
        self.say("Printing the report");
        // The dialog stops everything: what was said comes first.
        pace::after_paint(printing::print);
    }

    fn with_head<T>(&self, write: impl FnOnce(&LabelSet, &Head<'_>) -> T) -> T {
        let time = clock::now();
        let date = format!("{} {}", clock::day(&time), clock::time_of_day(&time));
        let head = Head { date: &date, annotator: &self.session.creator };
        write(self.session.workspace().label_set(), &head)
    }

    /// Saves a ledger as CSV; spreadsheets tell UTF-8 by the mark at its
    /// beginning.
    pub(super) fn save_ledger(&mut self, ctx: &Context<Self>, whole_set: bool) {
        let counted = self.counted.clone().filter(|_| whole_set);
        if let Some(counted) = counted {
            return self.save_text("sources.csv", &format!("\u{FEFF}{}", counted.ledger.to_csv()), save::CSV);
        }
        if !self.is_checked_for(ctx, Action::SaveLedger { whole_set: false }) {
            return;
        }
        let Some(document) = self.session.document() else { return };
        let name = format!("{}.sources.csv", document.title());
        self.save_text(&name, &format!("\u{FEFF}{}", self.checking.ledger.to_csv()), save::CSV);
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
