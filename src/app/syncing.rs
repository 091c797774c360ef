//! The session and the store: what was done is written, and what another
//! window has written is taken in.

use std::sync::Arc;

use galley_core::session::TakenIn;
use galley_core::store::record::Damaged;
use galley_core::store::{Committed, Seq};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::work::SNAPSHOT_EVERY;
use super::{App, Msg, Phase};
use crate::browser::storage::{Entries, StorageError};
use crate::state::{NoticeKind, SaveState};

impl App {
    /// Stores what was done.
    pub(super) fn store(&mut self, ctx: &Context<Self>) {
        let Some(storage) = &self.storage else { return };
        if storage.is_durable() {
            self.save = SaveState::Saving;
        }
        storage.expect(self.session.stored(), self.session.unstored());
        self.write(ctx);
    }

    /// Writes what is not stored yet, all of it at once, and one such write at
    /// a time: a journal must have no holes. So a change that cannot be
    /// written waits, and goes with the next one.
    pub(super) fn write(&mut self, ctx: &Context<Self>) {
        let Some(storage) = &self.storage else { return };
        if self.writing {
            return;
        }
        let waiting: Vec<Committed> = self.session.unstored().cloned().collect();
        let Some(last) = waiting.last().map(|committed| committed.seq) else { return };
        self.writing = true;
        let written = storage.append(&waiting, self.session.workspace());
        let link = ctx.link().clone();
        spawn_local(async move {
            let result = written.await;
            link.send_message(Msg::Stored(last, result));
        });
    }

    pub(super) fn stored(&mut self, ctx: &Context<Self>, last: Seq, result: Result<(), StorageError>) {
        self.writing = false;
        let Some(storage) = &self.storage else { return };
        match result {
            Ok(()) => {
                self.session.acknowledge(last);
                storage.expect(self.session.stored(), self.session.unstored());
                if let Some(channel) = &self.channel {
                    channel.tell();
                }
                if self.session.unstored().len() > 0 {
                    self.write(ctx);
                } else {
                    if storage.is_durable() {
                        self.all_stored();
                    }
                    self.snapshot_after(SNAPSHOT_EVERY);
                    self.read_anew_when_stored(ctx);
                }
            }
            // Another window was first: its changes go before these.
            Err(StorageError::Overtaken) => self.sync(ctx),
            Err(error) => {
                self.fail("The last change could not be stored", &error);
                if !matches!(error, StorageError::Closed { .. }) {
                    self.retry_soon(ctx);
                }
            }
        }
    }

    /// Reads what another window has written.
    pub(super) fn sync(&mut self, ctx: &Context<Self>) {
        let Some(storage) = self.storage.clone().filter(|_| self.phase == Phase::Ready) else { return };
        if self.syncing {
            self.heard = true;
            return;
        }
        self.syncing = true;
        let (link, from) = (ctx.link().clone(), self.session.stored() + 1);
        spawn_local(async move {
            let entries = storage.transactions(from, Seq::MAX).await;
            link.send_message(Msg::Synced(entries));
        });
    }

    pub(super) fn synced(&mut self, ctx: &Context<Self>, entries: Result<Entries, StorageError>) {
        self.syncing = false;
        match entries {
            Ok(entries) => self.take_in(entries),
            Err(error) => {
                return self.fail("What another window has stored cannot be read", &error);
            }
        }
        if let Some(storage) = &self.storage {
            storage.expect(self.session.stored(), self.session.unstored());
        }
        self.write(ctx);
        // It may have taken the open article off the list.
        if self.fetching.is_none() {
            self.follow_list(ctx);
        }
        if std::mem::take(&mut self.heard) {
            self.sync(ctx);
        }
    }

    fn take_in(&mut self, entries: Entries) {
        let label_set = self.session.workspace().label_set().clone();
        for (seq, entry) in entries {
            match entry.map(|entry| (self.session.take_in(seq, &entry), entry.event)) {
                Ok((Ok(taken), event)) => self.tell_taken(&taken, event),
                Ok((Err(conflict), _)) => {
                    self.tell(NoticeKind::Problem, "A change could not be kept", vec![conflict.to_string()]);
                }
                Err(Damaged(why)) => {
                    self.session.skip(seq);
                    let lines = vec![format!("Entry {seq} of the history is damaged ({why})")];
                    self.tell(NoticeKind::Problem, "A change of another window cannot be read", lines);
                }
            }
        }
        if !Arc::ptr_eq(&label_set, self.session.workspace().label_set()) {
            self.label_styles.show(self.session.workspace().label_set());
        }
        self.recount = true;
    }

    fn tell_taken(&mut self, taken: &TakenIn, event: String) {
        if !taken.is_news {
            return;
        }
        if let Some(step) = &taken.overrides {
            let lines = vec![
                format!("You: {step}"),
                format!("In the other window, later: {event}"),
                "The later change holds; yours is in the history.".to_owned(),
            ];
            self.tell(NoticeKind::Information, "Another window changed the same as you", lines);
        }
        if !taken.losses.is_empty() {
            self.tell(NoticeKind::Problem, "A text was replaced in another window", taken.losses.clone());
        }
        if taken.kept {
            let lines = vec![
                format!("In the other window: {event}"),
                "What you have deleted is in use there, and stays.".to_owned(),
            ];
            self.tell(NoticeKind::Information, "A deletion was not kept", lines);
        }
        self.say(if taken.overridden {
            format!("In another window: {event}. Your later change of the same holds")
        } else {
            format!("In another window: {event}")
        });
    }
}
