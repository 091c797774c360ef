//! What an export of the set would lose, counted before it is made.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::formats::losses::{Loss, Losses};
use galley_core::formats::table::Format;
use galley_core::model::Article;
use galley_core::store::Listing;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use crate::browser::pace::{Pace, Telling};
use crate::browser::storage::Storage;

/// The articles of the set.
#[derive(Clone, PartialEq)]
pub struct Set {
    pub storage: Storage,
    pub listings: Rc<Vec<Arc<Listing>>>,
    /// The open article as it stands.
    pub open: Option<Rc<Article>>,
}

/// How far counting is, and what was found so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Count {
    /// Articles.
    pub done: usize,
    pub total: usize,
    pub losses: Vec<Loss>,
    /// Articles that cannot be read.
    pub unread: usize,
}

impl Count {
    pub fn is_done(&self) -> bool {
        self.done == self.total
    }
}

/// Counts in turns, so that the page goes on, until `stop` is set.
pub fn count(format: &'static Format, set: Set, stop: Rc<Cell<bool>>, on: Callback<Count>) {
    spawn_local(async move {
        let mut losses = Losses::new(format);
        let (mut pace, mut telling) = (Pace::new(), Telling::new());
        let mut count = Count { total: set.listings.len(), ..Count::default() };
        on.emit(count.clone());
        for listing in set.listings.iter() {
            match set.open.as_deref().filter(|open| open.id == listing.id) {
                Some(open) => losses.add(open),
                None => match set.storage.article(&listing.id).await {
                    Ok(Some(restored)) => losses.add(&restored.article),
                    _ => count.unread += 1,
                },
            }
            count.done += 1;
            pace.breathe().await;
            if stop.get() {
                return;
            }
            if telling.is_due() {
                count.losses = losses.list().to_vec();
                on.emit(count.clone());
            }
        }
        count.losses = losses.list().to_vec();
        on.emit(count);
    });
}
