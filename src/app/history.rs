//! The history: pages of it, and going back to a point of it.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::Id;
use galley_core::session::Command;
use galley_core::store::{Document, Line, Listing, Seq};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{App, Msg, focus_article};
use crate::action::Dialog;
use crate::browser::storage::{Entries, Lines, PastArticle, StorageError};
use crate::components::history_dialog::HistoryPage;
use crate::components::history_preview::Past;
use crate::state::NoticeKind;

impl App {
    /// Shows the lines before an entry, or the last ones.
    pub(super) fn show_history(&mut self, ctx: &Context<Self>, before: Option<Seq>) {
        let Some(storage) = self.storage.clone() else { return };
        let last = self.session.stored();
        let before = before.unwrap_or(Seq::MAX).min(last + 1);
        let (link, titles) = (ctx.link().clone(), self.painted.listings.clone());
        let open = self.open_id();
        spawn_local(async move {
            let lines = storage.lines_before(before).await;
            let page = lines.map(|Lines { from, lines, damaged }| {
                let places = lines.iter().map(|(_, line)| place(line, open.as_ref(), &titles)).collect();
                (HistoryPage { from, lines, places, last }, damaged)
            });
            link.send_message(Msg::HistoryPage(page));
        });
    }

    #[inline(never)]
    pub(super) fn history_page(&mut self, page: Result<(HistoryPage, Vec<StorageError>), StorageError>) {
        match page {
            Ok((page, damaged)) => {
                self.tell_damaged(&damaged);
                self.history_page = Rc::new(page);
                self.layout.dialog = Some(Dialog::History);
            }
            Err(error) => {
                self.tell(NoticeKind::Problem, "The history cannot be read", vec![error.to_string()]);
            }
        }
    }

    /// Reads an article as it was after an entry: the one that the entry
    /// changed, or the open one.
    pub(super) fn preview(&mut self, ctx: &Context<Self>, seq: Seq) {
        let page = self.history_page.clone();
        let Some(storage) = self.storage.clone() else { return };
        let Some(at) = page.lines.iter().position(|(of, _)| *of == seq) else { return };
        let line = page.lines[at].1.clone();
        let open = self.open_id();
        let is_open = |id: &&Id| Some(*id) == open.as_ref();
        let article = line.articles.iter().find(is_open).or_else(|| line.articles.first());
        let Some(article) = article.cloned().or(open) else {
            return self.say("No article is open, and this step changed none");
        };
        let neighbour = |at: Option<usize>| page.lines.get(at?).map(|(seq, _)| *seq);
        let (before, after) = (neighbour(at.checked_sub(1)), neighbour(Some(at + 1)));
        let (is_last, link) = (seq >= page.last, ctx.link().clone());
        spawn_local(async move {
            let past = storage.article_after(&article, seq).await.map(|found| {
                found.map(|PastArticle { article, changed, problems }| Past {
                    seq,
                    line,
                    before,
                    after,
                    is_last,
                    document: RefCell::new(Document::new(article)),
                    changed,
                    problems,
                })
            });
            link.send_message(Msg::Past(past.map(|past| past.map(Rc::new))));
        });
    }

    #[inline(never)]
    pub(super) fn past(&mut self, past: Result<Option<Rc<Past>>, StorageError>) {
        const TITLE: &str = "How it was then cannot be shown";
        match past {
            Ok(Some(past)) => {
                self.say(format!("As it was after: {}. A view, nothing can be changed", past.line.event));
                self.past = Some(past);
                self.layout.dialog = Some(Dialog::Preview);
            }
            Ok(None) => self.tell(
                NoticeKind::Problem,
                TITLE,
                vec!["The article of this step is not in the storage.".to_owned()],
            ),
            Err(error) => self.tell(NoticeKind::Problem, TITLE, vec![error.to_string()]),
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

    #[inline(never)]
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

/// Where a step was done, in words, unless it was in the open article.
fn place(line: &Line, open: Option<&Id>, listings: &[Arc<Listing>]) -> String {
    match line.articles.as_slice() {
        [] => String::new(),
        [only] if Some(only) == open => String::new(),
        [only] => match listings.iter().find(|listing| listing.id == *only) {
            Some(listing) => format!(" · in “{}”", listing.title),
            None => " · in an article that is off the list".to_owned(),
        },
        several => format!(" · in {} articles", several.len()),
    }
}
