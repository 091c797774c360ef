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

use futures_channel::oneshot;
use galley_core::store::Seq;
use wasm_bindgen_futures::spawn_local;

use super::Backend;
use super::error::StorageError;
use super::tables::{Entry, Key, Table, Value, Write};

type Result = std::result::Result<(), StorageError>;

/// What becomes of a write that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is a change by the user: kept, and tried again.
    Change,
    /// It can be done again by whoever asked for it: dropped.
    Other,
}

struct Job {
    kind: Kind,
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
    /// The journal entries that wait.
    pub fn entries(&self) -> Vec<(Seq, Entry)> {
        let waiting = self.waiting.borrow();
        let writes = waiting.iter().flat_map(|job| &job.writes);
        let entry = |write: &Write| match write {
            Write::Add(Table::Journal, Key::Seq(seq), Value::Entry(entry)) => Some((*seq, entry.clone())),
            _ => None,
        };
        writes.filter_map(entry).collect()
    }

    /// Queues writes, and gives what came of them. They are made whether or
    /// not that is awaited.
    pub fn push(
        self: &Rc<Self>,
        backend: &Rc<Backend>,
        kind: Kind,
        writes: Vec<Write>,
    ) -> impl Future<Output = Result> + use<> {
        let (done, result) = oneshot::channel();
        self.waiting.borrow_mut().push_back(Job { kind, writes, done: Some(done) });
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
        if head.kind == Kind::Other {
            // It is not tried again, and may be large: not copied.
            return Some((1, std::mem::take(&mut head.writes)));
        }
        let changes = waiting.iter().take_while(|job| job.kind == Kind::Change);
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
        waiting.retain(|job| job.kind == Kind::Change);
    }
}

async fn drain(queue: Rc<Queue>, backend: Rc<Backend>) {
    while let Some((len, writes)) = queue.next_batch() {
        let is_change = queue.waiting.borrow().front().is_some_and(|job| job.kind == Kind::Change);
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
