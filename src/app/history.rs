//! The history: pages of it, and going back to a point of it.

use std::rc::Rc;

use galley_core::session::Command;
use galley_core::store::Seq;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{App, Msg, focus_article};
use crate::action::Dialog;
use crate::browser::storage::{Entries, StorageError};
use crate::components::history_dialog::HistoryPage;
use crate::state::NoticeKind;

impl App {
    /// Shows the lines before an entry, or the last ones.
    pub(super) fn show_history(&mut self, ctx: &Context<Self>, before: Option<Seq>) {
        let Some(storage) = self.storage.clone() else { return };
        let last = self.session.stored();
        let before = before.unwrap_or(Seq::MAX).min(last + 1);
        let link = ctx.link().clone();
        spawn_local(async move {
            let lines = storage.lines_before(before).await;
            let page = lines.map(|(from, lines)| HistoryPage { from, lines, last });
            link.send_message(Msg::HistoryPage(page));
        });
    }

    pub(super) fn history_page(&mut self, page: Result<HistoryPage, StorageError>) {
        match page {
            Ok(page) => {
                self.history_page = Rc::new(page);
                self.layout.dialog = Some(Dialog::History);
            }
            Err(error) => {
                self.tell(NoticeKind::Problem, "The history cannot be read", vec![error.to_string()]);
            }
        }
    }

    /// Reads what was done since an entry, to take it back.
    pub(super) fn read_since(&mut self, ctx: &Context<Self>, seq: Seq) {
        let Some(storage) = self.storage.clone() else { return };
        let line = self.history_page.lines.iter().find(|(of, _)| *of == seq);
        let to = line.map_or_else(String::new, |(_, line)| line.event.clone());
        self.layout.dialog = None;
        let link = ctx.link().clone();
        spawn_local(async move {
            let since = storage.transactions(seq + 1, Seq::MAX).await;
            link.send_message(Msg::Since(since, to));
        });
    }

    pub(super) fn go_back(&mut self, ctx: &Context<Self>, since: Result<Entries, StorageError>, to: String) {
        const TITLE: &str = "Nothing was taken back";
        focus_article();
        let entries = match since {
            Ok(entries) => entries,
            Err(error) => return self.tell(NoticeKind::Problem, TITLE, vec![error.to_string()]),
        };
        let last = entries.last().map_or(self.session.stored(), |(seq, _)| *seq);
        if last != self.session.stored() {
            self.sync(ctx);
            let lines = vec!["Something was done in another window meanwhile; try again.".to_owned()];
            return self.tell(NoticeKind::Problem, TITLE, lines);
        }
        match entries.into_iter().map(|(_, entry)| entry).collect() {
            Ok(since) => {
                self.perform(ctx, Command::GoBack { to, since });
                self.follow_list(ctx);
            }
            Err(why) => {
                let lines =
                    vec![format!("A step in between is damaged ({why}), so it is not certain how it was.")];
                self.tell(NoticeKind::Problem, TITLE, lines);
            }
        }
    }
}
