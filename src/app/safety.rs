//! Is the work safe: what the store refuses is told with a file offered,
//! leaving the page is asked about when something would be lost, and when much
//! was done since the last export, a word says so.

use std::cell::Cell;
use std::rc::Rc;

use galley_core::store::Seq;
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::work::warn;
use super::{App, Msg};
use crate::browser::clock;
use crate::browser::storage::{Storage, StorageError, registry};
use crate::state::{NoticeKind, SaveState};

/// A write that failed is tried again after this time.
const RETRY_MS: u32 = 10_000;
/// So many steps since the last export are much.
const MUCH: Seq = 200;

/// What is known of the work's safety.
#[derive(Default)]
pub struct Safety {
    /// It is noted that something is stored.
    is_use_noted: bool,
    /// The notice that tells of a failure that still holds.
    notice: Option<usize>,
    retry: Option<Timeout>,
    /// Entries of a store in memory that nobody would miss: the sample.
    nothing_lost: Seq,
    /// The journal's length when the export under way began.
    pub exporting_at: Seq,
    /// Leaving the page would lose something.
    at_risk: Rc<Cell<bool>>,
}

impl Safety {
    /// Asks before the page is left while something would be lost.
    pub fn listen(&self) -> EventListener {
        let at_risk = self.at_risk.clone();
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&gloo_utils::window(), "beforeunload", options, move |event| {
            if at_risk.get() {
                event.prevent_default();
            }
        })
    }
}

impl App {
    /// The browser, or another window, has closed the store.
    #[inline(never)]
    pub(super) fn lost(&mut self, error: &StorageError) {
        if let (Some(storage), Some(article)) = (&self.storage, self.session.stored_article())
            && let Err(error) = storage.hold(&article)
        {
            self.tell(NoticeKind::Problem, "The open article cannot be held", vec![error.to_string()]);
        }
        let open = self.open_id();
        let listings = self.session.workspace().listings();
        let others = listings.iter().filter(|listing| Some(&listing.id) != open.as_ref()).count();
        let more = (others > 0).then(|| {
            format!("The open article is here; {others} more of the list cannot be opened in this window any longer.")
        });
        self.save = SaveState::Failed;
        // Why it could not store is what one can do something about.
        if self.safety.notice.is_none() {
            self.warn_unsaved("Galley’s storage was closed", error, more);
        }
    }

    /// Something could not be stored: told once, until it can be.
    pub(super) fn fail(&mut self, title: &str, error: &StorageError) {
        self.save = SaveState::Failed;
        if self.safety.notice.is_none() {
            self.warn_unsaved(title, error, None);
        }
    }

    pub(super) fn warn_unsaved(&mut self, title: &str, error: &StorageError, more: Option<String>) {
        let mut lines = vec![
            error.to_string(),
            "You can go on, but what you do is in this page’s memory only: save it to a file before you close the page.".to_owned(),
        ];
        lines.extend(more);
        self.tell(NoticeKind::Problem, title, lines);
        self.say(format!("{title}. {error}"));
        self.safety.notice = Some(self.notice_count);
        if let Some(notice) = self.notices.last_mut() {
            notice.offer_file = true;
        }
    }

    /// Tries again to store what could not be: a disk gets room again.
    pub(super) fn retry_soon(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        self.safety.retry = Some(Timeout::new(RETRY_MS, move || link.send_message(Msg::Retry)));
    }

    /// Everything is stored; where that failed before, it is told.
    pub(super) fn all_stored(&mut self) {
        self.save = SaveState::Saved(Some(clock::time_of_day(&clock::now())));
        self.safety.retry = None;
        self.note_use();
        if let Some(number) = self.safety.notice.take() {
            self.notices.retain(|notice| notice.number != number);
            // Also which article is open, and what was exported.
            self.prefer(|_| {});
            self.say("Everything is stored in this browser again");
        }
    }

    /// Notes that something is stored in the workspace: should it be empty one
    /// day, it was cleared.
    pub(super) fn note_use(&mut self) {
        let Some(record) = self.storage.as_ref().map(Storage::record) else { return };
        if record.used || std::mem::replace(&mut self.safety.is_use_noted, true) {
            return;
        }
        let id = record.id.clone();
        spawn_local(async move {
            if let Err(error) = registry::note_used(&id).await {
                warn(&error);
            }
        });
    }

    /// The next step lists what came with Galley.
    pub(super) fn next_is_no_loss(&mut self) {
        self.safety.nothing_lost = self.session.history().last() + 1;
    }

    /// Steps since all of it was last exported.
    pub(super) fn unexported(&self) -> Seq {
        self.session.history().last().saturating_sub(self.preferences.exported_at)
    }

    /// The same, when they are so many that a word is due.
    pub(super) fn reminder(&self) -> Option<Seq> {
        Some(self.unexported()).filter(|steps| *steps >= MUCH)
    }

    /// Says it when it becomes so.
    pub(super) fn remind(&mut self, before: Seq) {
        if before < MUCH && self.unexported() >= MUCH {
            let words = format!("{MUCH} steps since the last export; Ctrl+Shift+S saves all to a file");
            self.message = format!("{}. {words}", self.message);
        }
    }

    pub(super) fn follow_risk(&self) {
        let is_durable = self.storage.as_ref().is_some_and(|storage| storage.is_durable());
        let safe = self.preferences.exported_at.max(if is_durable { 0 } else { self.safety.nothing_lost });
        let is_kept = is_durable && self.session.unstored().len() == 0;
        self.safety.at_risk.set(!is_kept && self.session.history().last() > safe);
    }
}
