//! What is stored, and what another writer has stored meanwhile.

use std::sync::Arc;

use super::{Outcome, Session, Stamp};
use crate::model::{Article, Id};
use crate::revise::{Met, meet};
use crate::store::{Committed, Conflict, Document, Rebased, Seq, Transaction, rebase, squash};

/// What came of another writer's transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// It was another's and was not known here.
    pub is_news: bool,
    /// A step of this session's that it overrides, in the step's words.
    pub overrides: Option<String>,
    /// It says of the same thing as a later step here, which holds.
    pub overridden: bool,
    /// Something that was deleted here stays, because it links it.
    pub kept: bool,
    /// What could not be kept, because a text was replaced, in words.
    pub losses: Vec<String>,
    /// The article that it took off the list or put there, or changed.
    pub articles: Vec<Id>,
}

impl Session {
    /// What was done and is not stored yet, in the journal's order.
    pub fn unstored(&self) -> impl ExactSizeIterator<Item = &Committed> {
        self.unstored.iter()
    }

    /// The last entry of the journal that is stored, as far as is known here.
    #[must_use]
    pub fn stored(&self) -> Seq {
        self.history.last() - self.unstored.len() as Seq
    }

    /// The open article without what is not stored yet.
    #[must_use]
    pub fn stored_article(&self) -> Option<Article> {
        let document = self.document.as_ref()?;
        let mut stored = document.clone();
        for committed in self.unstored.iter().rev() {
            if let Some(changes) = committed.transaction.inverse().articles.get(document.id()) {
                stored.force(changes);
            }
        }
        Some(stored.to_article(self.status(document.id())))
    }

    /// Everything up to an entry is stored.
    pub fn acknowledge(&mut self, seq: Seq) {
        while self.unstored.front().is_some_and(|committed| committed.seq <= seq) {
            self.unstored.pop_front();
        }
    }

    /// Opens an article as it is stored, with what is not stored yet.
    pub fn open_stored(&mut self, article: Article) {
        let id = article.id.clone();
        let waiting: Vec<_> =
            self.unstored.iter().map(|committed| (committed.seq, committed.transaction.clone())).collect();
        let (article, _) = crate::store::replay(article, &waiting);
        debug_assert_eq!(article.id, id);
        self.open(article);
    }

    /// Takes in the entry that follows the stored ones. What was done here and
    /// is not stored yet goes after it.
    ///
    /// # Errors
    /// When a step of this session's could not be written down anew.
    pub fn take_in(&mut self, seq: Seq, foreign: &Transaction) -> Result<TakenIn, Conflict> {
        if seq <= self.stored() {
            return Ok(TakenIn::default());
        }
        if self.unstored.front().is_some_and(|own| own.transaction.id == foreign.id) {
            self.unstored.pop_front();
            return Ok(TakenIn::default());
        }
        let mut own: Vec<Transaction> =
            self.unstored.iter().map(|committed| (*committed.transaction).clone()).collect();
        let Met { articles: replaced, losses } = meet(&mut own, foreign);
        let Rebased { mut left, kept } = rebase(&mut own, foreign);
        let open = self.document.as_ref().map(Document::id).filter(|open| replaced.contains(*open)).cloned();
        if let Some(open) = &open {
            self.do_anew(open, foreign, &own);
            left.articles.remove(open);
        }
        let mut unstored = std::collections::VecDeque::with_capacity(own.len());
        for (transaction, seq) in own.into_iter().zip(seq + 1..) {
            let committed = Committed::new(seq, Arc::new(transaction))
                .map_err(|error| Conflict { what: error.to_string() })?;
            self.history.remember(committed.transaction.clone());
            unstored.push_back(committed);
        }
        let overridden = unstored.iter().any(|own| own.transaction.overrides.contains(&foreign.id));
        self.unstored = unstored;
        self.take(&left);
        self.history.take_in(foreign);
        let step = foreign.overrides.iter().find(|id| self.own.contains(*id));
        let overrides = step.map(|id| {
            self.history.known(id).map_or_else(String::new, |transaction| transaction.event.clone())
        });
        Ok(TakenIn {
            is_news: true,
            overrides,
            overridden,
            kept,
            losses,
            articles: foreign.articles.keys().cloned().collect(),
        })
    }

    /// One transaction that takes back everything since a point: what was done
    /// after it stays in the history, and comes back by an undo.
    #[inline(never)]
    pub(super) fn go_back(&mut self, to: &str, since: Vec<Transaction>, stamp: &mut Stamp<'_>) -> Outcome {
        let unstored: Vec<Transaction> =
            self.unstored.iter().map(|committed| (*committed.transaction).clone()).collect();
        let back = squash(since.iter().chain(&unstored)).inverse();
        if back.is_empty() {
            return Outcome::say("Everything is as it was then");
        }
        self.commit(format!("Go back to “{to}”"), back.workspace, back.articles, stamp)
    }

    /// Leaves out an entry that cannot be read.
    pub fn skip(&mut self, seq: Seq) {
        if seq > self.stored() {
            self.history.skip();
            self.unstored.iter_mut().for_each(|own| own.seq += 1);
        }
    }

    /// Takes back what is not stored of the open article, and does it after
    /// another writer's transaction, as it is now.
    fn do_anew(&mut self, article: &Id, foreign: &Transaction, own: &[Transaction]) {
        let Some(document) = &mut self.document else { return };
        for committed in self.unstored.iter().rev() {
            if let Some(back) = committed.transaction.inverse().articles.get(article) {
                document.force(back);
            }
        }
        for transaction in [foreign].into_iter().chain(own) {
            document.force(transaction.articles.get(article).map_or(&[][..], Vec::as_slice));
        }
        self.forget_places();
    }

    fn take(&mut self, transaction: &Transaction) {
        if let Some(document) = &mut self.document
            && let Some(changes) = transaction.articles.get(document.id())
        {
            // Where an entry before it could not be read, it does not fit.
            if document.apply(changes).is_err() {
                document.force(changes);
            }
        }
        self.workspace.force(transaction);
        let counted = self.document.as_ref().map(|document| (document.id().clone(), document.counts()));
        if let Some((id, counts)) = counted {
            self.workspace.set_counts(id, counts);
        }
        let annotation =
            |id: &Id| self.document.as_ref().and_then(|document: &Document| document.annotation(id));
        if self.selected.as_ref().is_some_and(|id| annotation(id).is_none()) {
            self.selected = None;
        }
    }
}
