//! The source ledger of the whole set: the articles that are not open are read
//! from the storage one after the other, in turns.

use std::rc::Rc;

use galley_core::derive::Facts;
use galley_core::ledger::Ledger;
use galley_core::model::{Article, Id};
use galley_core::store::Document;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{App, Msg};
use crate::browser::clock;
use crate::browser::pace::Pace;
use crate::components::counted;
use crate::state::{NoticeKind, Progress};

/// Progress is told after so many articles.
const TELL_AFTER: usize = 20;

/// The sources of the set as it was at a time.
#[derive(Debug, Default)]
pub struct CountedSet {
    pub ledger: Ledger,
    /// Articles that were looked at.
    pub articles: usize,
    /// The time of day.
    pub at: String,
}

/// What the counting tells the app.
pub enum Counting {
    Progress {
        done: usize,
        total: usize,
    },
    /// With the titles of articles that could not be read.
    Done(Box<CountedSet>, Vec<String>),
    Cancelled,
}

impl App {
    /// Counts the sources of every article of the set.
    pub(super) fn count_set(&mut self, ctx: &Context<Self>) {
        let Some(storage) = self.storage.clone().filter(|_| self.progress.is_none()) else { return };
        self.cancel = Rc::default();
        let (cancel, link) = (self.cancel.clone(), ctx.link().clone());
        let open = self.session.article();
        let workspace = self.session.workspace();
        // An article without a mark has no source.
        let listed = workspace.listings().iter().filter(|listing| workspace.total(&listing.id) > 0);
        let wanted: Vec<(Id, String)> =
            listed.map(|listing| (listing.id.clone(), listing.title.clone())).collect();
        let articles = workspace.listings().len();
        spawn_local(async move {
            let mut set = CountedSet { articles, ..CountedSet::default() };
            let mut unread = Vec::new();
            let mut pace = Pace::new();
            let total = wanted.len();
            for (done, (id, title)) in wanted.into_iter().enumerate() {
                if cancel.get() {
                    return link.send_message(Msg::Counting(Counting::Cancelled));
                }
                if done % TELL_AFTER == 0 && total > TELL_AFTER {
                    link.send_message(Msg::Counting(Counting::Progress { done, total }));
                }
                let article = match open.as_ref().filter(|open| open.id == id) {
                    Some(open) => Some(open.clone()),
                    None => storage.stored_article(&id).await.ok().flatten().map(|stored| stored.article),
                };
                match article {
                    Some(article) => add(&mut set.ledger, article, &mut pace).await,
                    None => unread.push(title),
                }
                pace.breathe().await;
            }
            set.at = clock::time_of_day(&clock::now());
            link.send_message(Msg::Counting(Counting::Done(Box::new(set), unread)));
        });
    }

    #[inline(never)]
    pub(super) fn counting(&mut self, counting: Counting) {
        match counting {
            Counting::Progress { done, total } => {
                let detail = format!("{done} of {total} articles");
                let title = "Counting the sources…".to_owned();
                self.progress = Some(Progress { title, detail, done: done as u64, total: total as u64 });
            }
            Counting::Done(set, unread) => {
                self.progress = None;
                self.say(format!(
                    "{} in {}",
                    counted(set.ledger.rows.len(), "source"),
                    counted(set.articles, "article")
                ));
                self.counted = Some(Rc::new(*set));
                if !unread.is_empty() {
                    self.tell(NoticeKind::Problem, "Some articles could not be read", unread);
                }
            }
            Counting::Cancelled => {
                self.progress = None;
                self.say("Counting was cancelled");
            }
        }
    }
}

async fn add(ledger: &mut Ledger, article: Article, pace: &mut Pace) {
    let document = Document::new(article);
    let facts = Facts::new(&document);
    for one in &facts.attributions {
        ledger.add_one(&facts, one);
        pace.breathe().await;
    }
}
