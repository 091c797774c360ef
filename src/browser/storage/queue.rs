//! The writes' queue: one transaction at a time, in the order in which they
//! were asked for.
//!
//! A journal must have no holes. So changes that could not be written stay at
//! the head of the queue; nothing is written past them, and every later
//! attempt begins with them. Changes that wait while another write is on its
//! way are written together.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::oneshot;
use galley_core::store::Transaction;
use galley_core::store::tables::Write;
use wasm_bindgen_futures::spawn_local;

use super::Backend;
use super::error::StorageError;

type Result = std::result::Result<(), StorageError>;

struct Job {
    /// The change by the user that it writes: kept when it fails, and tried
    /// again. Any other write is dropped; whoever asked for it can do it again.
    transaction: Option<Arc<Transaction>>,
    writes: Vec<Write>,
    done: Option<oneshot::Sender<Result>>,
}

impl Job {
    fn finish(&mut self, result: &Result) {
        if let Some(done) = self.done.take() {
            // Whoever asked may have stopped waiting.
            let _ = done.send(result.clone());
        }
    }
}

#[derive(Default)]
pub struct Queue {
    waiting: RefCell<VecDeque<Job>>,
    busy: Cell<bool>,
}

impl Queue {
    /// The transactions that wait.
    pub fn transactions(&self) -> Vec<Arc<Transaction>> {
        self.waiting.borrow().iter().filter_map(|job| job.transaction.clone()).collect()
    }

    /// Queues writes, and gives what came of them. They are made whether or
    /// not that is awaited.
    pub fn push(
        self: &Rc<Self>,
        backend: &Rc<Backend>,
        transaction: Option<Arc<Transaction>>,
        writes: Vec<Write>,
    ) -> impl Future<Output = Result> + use<> {
        let (done, result) = oneshot::channel();
        self.waiting.borrow_mut().push_back(Job { transaction, writes, done: Some(done) });
        if !self.busy.replace(true) {
            spawn_local(drain(self.clone(), backend.clone()));
        }
        async move {
            // Jobs are never dropped without an answer.
            result
                .await
                .unwrap_or_else(|_| Err(StorageError::Failed { why: "the write was dropped".to_owned() }))
        }
    }

    /// The jobs of the next transaction, which stay in the queue until they
    /// are done: the changes at its head together, or one other job.
    fn next_batch(&self) -> Option<(usize, Vec<Write>)> {
        let mut waiting = self.waiting.borrow_mut();
        let head = waiting.front_mut()?;
        if head.transaction.is_none() {
            // It is not tried again, and may be large: not copied.
            return Some((1, std::mem::take(&mut head.writes)));
        }
        let changes = waiting.iter().take_while(|job| job.transaction.is_some());
        let writes: Vec<&Write> = changes.clone().flat_map(|job| &job.writes).collect();
        Some((changes.count(), writes.into_iter().cloned().collect()))
    }

    fn finish(&self, len: usize, result: &Result) {
        let mut batch: Vec<Job> = self.waiting.borrow_mut().drain(..len).collect();
        batch.iter_mut().for_each(|job| job.finish(result));
    }

    /// After a change has failed: everything that waits has failed with it.
    fn fail(&self, error: &StorageError) {
        let result = Err(error.clone());
        let mut waiting = self.waiting.borrow_mut();
        waiting.iter_mut().for_each(|job| job.finish(&result));
        waiting.retain(|job| job.transaction.is_some());
    }
}

async fn drain(queue: Rc<Queue>, backend: Rc<Backend>) {
    while let Some((len, writes)) = queue.next_batch() {
        let is_change = queue.waiting.borrow().front().is_some_and(|job| job.transaction.is_some());
        match backend.write(&writes).await {
            Err(error) if is_change => {
                queue.fail(&error);
                break;
            }
            result => queue.finish(len, &result),
        }
    }
    queue.busy.set(false);
}
