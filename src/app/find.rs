//! Find in the open article, and label what was found. Both go on in turns, so
//! that the page goes on meanwhile.

use std::rc::Rc;

use galley_core::model::LabelId;
use galley_core::session::{Command, Direction, Plan, Stamp};
use galley_core::text::TextRange;
use galley_core::text::search::{Finder, Query};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{App, Msg, focus_article};
use crate::browser::pace::{self, Pace, TURN_MS};
use crate::browser::{clock, selection};
use crate::state::{Find, Progress};

/// What is looked through before the clock is: a millisecond or two's worth.
const PIECE: usize = 1 << 15;
/// Matches are told of when there are some, and then as often.
const TELL_MS: f64 = 100.0;

/// Matches that are planned to be labelled before the clock is looked at.
const PLACES: usize = 250;

/// Matches found by the search of this number; more may come.
pub struct Found {
    number: u32,
    matches: Vec<TextRange>,
    more: bool,
    error: Option<String>,
}

/// Matches that are being labelled: one transaction once all are planned.
pub struct Labelling {
    plan: Box<Plan>,
    matches: Rc<Vec<TextRange>>,
    /// How many are planned.
    done: usize,
    began: f64,
}

impl App {
    pub(super) fn label_matches(&mut self, ctx: &Context<Self>, label: &LabelId) {
        let Some(plan) = self.session.plan(label) else { return };
        self.cancel = Rc::default();
        let matches = self.find.matches.clone();
        let labelling = Labelling { plan: Box::new(plan), matches, done: 0, began: js_sys::Date::now() };
        self.label_more(ctx, labelling);
    }

    #[inline(never)]
    pub(super) fn label_more(&mut self, ctx: &Context<Self>, mut labelling: Labelling) {
        let (turn, total) = (js_sys::Date::now(), labelling.matches.len());
        let mut new_id = clock::new_id;
        let mut stamp = Stamp { time: clock::now(), new_id: &mut new_id };
        while labelling.done < total && js_sys::Date::now() - turn < TURN_MS {
            let end = (labelling.done + PLACES).min(total);
            let places = labelling.matches.get(labelling.done..end).unwrap_or_default();
            if self.cancel.get() || !self.session.plan_more(&mut labelling.plan, places, &mut stamp) {
                self.progress = None;
                return self.say("Labelling was cancelled; nothing was labelled");
            }
            labelling.done = end;
        }
        if labelling.done == total {
            self.progress = None;
            return self.perform(ctx, Command::LabelPlanned(labelling.plan));
        }
        if turn - labelling.began >= TELL_MS {
            let (done, total) = (labelling.done as u64, total as u64);
            let detail = format!("{done} of {total} matches");
            self.progress = Some(Progress { title: "Labelling…".to_owned(), detail, done, total });
        }
        let link = ctx.link().clone();
        spawn_local(async move {
            pace::next_task().await;
            link.send_message(Msg::LabelMore(labelling));
        });
    }

    pub(super) fn show_find(&mut self, ctx: &Context<Self>, open: bool) {
        self.find.open = open;
        if !open {
            selection::highlight("found", &[]);
            focus_article();
            return;
        }
        self.find_asked += 1;
        let selected = self
            .session
            .document()
            .and_then(|document| document.text().slice(self.session.selection().range()))
            .filter(|words| !words.is_empty());
        let query = match selected {
            Some(words) => Query { needle: words.to_owned(), ..self.find.query.clone() },
            None => self.find.query.clone(),
        };
        self.search(ctx, query);
    }

    /// Looks for this in the open article, and for nothing else any more.
    pub(super) fn search(&mut self, ctx: &Context<Self>, query: Query) {
        let number = self.search_number.get() + 1;
        self.search_number.set(number);
        let text = self.session.document().map(|document| document.text().clone());
        let text = text.filter(|_| !query.needle.is_empty());
        self.find =
            Find { open: self.find.open, query: query.clone(), searching: text.is_some(), ..Find::default() };
        let Some(text) = text else { return };
        let (link, newest) = (ctx.link().clone(), self.search_number.clone());
        spawn_local(async move {
            let mut finder = match Finder::new(&text, &query) {
                Ok(finder) => finder,
                Err(error) => {
                    let error = Some(error.to_string());
                    return link.send_message(Msg::Found(Found {
                        number,
                        matches: Vec::new(),
                        more: false,
                        error,
                    }));
                }
            };
            let (mut pace, mut told) = (Pace::new(), 0.0);
            let (mut matches, mut more) = (Vec::new(), true);
            while more && newest.get() == number {
                more = finder.advance(PIECE, &mut matches);
                let now = js_sys::Date::now();
                if !more || (!matches.is_empty() && now - told >= TELL_MS) {
                    told = now;
                    let matches = std::mem::take(&mut matches);
                    link.send_message(Msg::Found(Found { number, matches, more, error: None }));
                }
                pace.breathe().await;
            }
        });
    }

    #[inline(never)]
    pub(super) fn found(&mut self, found: Found) {
        // The user may be looking for something else by now.
        if found.number != self.search_number.get() {
            return;
        }
        let range = self.session.selection().range();
        let before = self.find.matches.len();
        if self.find.current.is_none() {
            let current = found.matches.iter().position(|found| *found == range);
            self.find.current = current.map(|index| before + index);
        }
        Rc::make_mut(&mut self.find.matches).extend(found.matches);
        self.find.searching = found.more;
        self.find.error = found.error;
    }

    pub(super) fn step_match(&mut self, ctx: &Context<Self>, direction: Direction) {
        let matches = &self.find.matches;
        let Some(last) = matches.len().checked_sub(1) else { return };
        let from = self.session.selection().range();
        let next = match (self.find.current, direction) {
            (Some(current), Direction::Forward) => {
                if current == last {
                    0
                } else {
                    current + 1
                }
            }
            (Some(current), Direction::Backward) => current.checked_sub(1).unwrap_or(last),
            (None, Direction::Forward) => {
                let next = matches.partition_point(|found| found.start() < from.start());
                if next > last { 0 } else { next }
            }
            (None, Direction::Backward) => {
                let next = matches.partition_point(|found| found.start() < from.start());
                next.checked_sub(1).unwrap_or(last)
            }
        };
        if let Some(&range) = matches.get(next) {
            self.reveal += 1;
            self.pointed = false;
            self.perform(ctx, Command::SelectText(range));
            self.find.current = Some(next);
        }
    }
}
