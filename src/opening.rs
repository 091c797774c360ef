//! Opening files and pasted text: found out what they are, read, and stored.
//!
//! What a file is, its content says before its name does. Of a pasted passage
//! the words count: the markup that the clipboard has beside them is used only
//! where it has paragraphs or headings of its own and its reader has kept
//! nearly all of the words, because the user chose these words and no reader
//! may leave any out as "not the main text".

mod asking;
mod foreign;
mod one;
mod reading;
mod shelf;

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::formats::project::Project;
use galley_core::formats::{Issue, ReadError};
use galley_core::merge::{Copy, Parting};
use galley_core::model::{Article, Extra, Id, LabelSet, Status};
use galley_core::store::workspace::{Counts, count};
use galley_core::store::{Listing, Seq};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use yew::Callback;

pub use self::asking::Ask;
pub use self::one::read_one;
use self::reading::{Decoded, decode_as, read_article};
use self::shelf::Shelf;
use crate::browser::clock;
use crate::browser::storage::Storage;

/// What is to be opened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    File(File),
    /// `html` is what the clipboard had besides the plain text.
    Pasted {
        name: String,
        text: String,
        html: Option<String>,
    },
    /// The workspace that was inside the page.
    Embedded {
        json: Rc<str>,
    },
    /// What is not opened, a folder for instance; the report says why.
    Unfit {
        name: String,
        why: &'static str,
    },
}

/// What opening needs to know of the workspace.
#[derive(Clone)]
pub struct OpenContext {
    pub storage: Storage,
    pub label_set: Arc<LabelSet>,
    /// Annotations carry labels of the set, in articles listed or not.
    pub labels_used: bool,
    /// The journal's last entry: what is opened is as new as that.
    pub seq: Seq,
    /// The articles in the list.
    pub listed: Rc<HashMap<Id, Arc<Listing>>>,
    /// Nothing was done with labels or guidelines yet.
    pub is_blank: bool,
    /// Set to stop.
    pub cancel: Rc<Cell<bool>>,
}

/// How opening goes on, and what came of it. `Done` is the last.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening {
    /// The first article, read and about to be stored: it can be shown. With
    /// the label set that it needs, when that is not the workspace's.
    First(Box<Article>, Option<LabelSet>),
    /// Articles that are stored: they can be listed. The first come soon; the
    /// last with the report.
    Arrived(Vec<Opened>),
    /// Something is to be asked; opening waits for the answer.
    Ask(Ask),
    /// Bytes of all inputs together.
    Progress {
        file: String,
        done: u64,
        total: u64,
        articles: usize,
    },
    Done(Box<Report>),
}

/// An article that is stored and not listed yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub id: Id,
    pub title: String,
    pub status: Status,
    pub counts: Counts,
}

/// A file whose encoding was guessed, with its bytes, so that it can be read
/// with another.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    pub article: Id,
    pub file: String,
    pub bytes: Rc<[u8]>,
    /// A label that the browser's decoder knows: "windows-1252".
    pub encoding: String,
}

/// What a file brings, with what was done on either side where it tells.
pub type Told<T> = (T, Option<Arc<Parting>>);

/// What came of opening.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Stored since [`Opening::Arrived`], in the order of the inputs; to be
    /// listed in one transaction.
    pub articles: Vec<Opened>,
    /// Which one to show: the first, or one that was in the list already.
    pub first: Option<Id>,
    /// The label set with what the files brought added; `None` when nothing
    /// was.
    pub label_set: Option<LabelSet>,
    /// Fields of the files themselves that Galley does not know.
    pub extra: Extra,
    /// By file.
    pub issues: Vec<(String, Issue)>,
    /// By file.
    pub failures: Vec<(String, ReadError)>,
    pub guesses: Vec<Guess>,
    /// Others' copies of articles in the list, by the id that those have.
    pub copies: Vec<(Id, Copy)>,
    /// Workspaces that files were.
    pub projects: Vec<Told<Project>>,
    /// The label sets that files brought, where the workspace had one already.
    pub label_sets: Vec<Told<LabelSet>>,
    /// Articles that were taken off the list in a file's newer work.
    pub removed: Vec<Id>,
    /// A workspace was taken in with its history: the store has to be read
    /// anew.
    pub inherited: Option<Inherited>,
    /// The user has stopped it. What was not listed yet is not in the store;
    /// the rest of the report is empty.
    pub cancelled: bool,
}

/// A workspace that was taken in with its history, as the store's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inherited {
    pub id: String,
    pub name: String,
    /// The article to show.
    pub first: Option<Id>,
    /// How many steps its history has.
    pub steps: usize,
    /// The savings that are known here now.
    pub saves: Vec<String>,
    /// What is still to be opened.
    pub rest: Vec<Input>,
}

impl Opened {
    pub fn of(article: &Article) -> Self {
        let counts = count(&article.annotations);
        Self { id: article.id.clone(), title: article.title.clone(), status: article.status, counts }
    }
}

/// Opens all inputs, each by itself: one that cannot be read does not keep
/// the others from opening. Their articles are in the store when `Done` is
/// reported, and in the workspace when a transaction lists them.
pub fn open(inputs: Vec<Input>, context: OpenContext, on: Callback<Opening>) {
    spawn_local(async move {
        let report = reading::open_all(inputs, Shelf::new(context, on.clone()), &on).await;
        on.emit(Opening::Done(Box::new(report)));
    });
}

/// Reads a file again in another encoding, as a new article in the place of
/// `guess.article`.
pub async fn redecode(
    guess: &Guess,
    encoding: &str,
    context: &OpenContext,
) -> Result<(Opened, Guess), ReadError> {
    let decoded =
        Decoded { text: decode_as(&guess.bytes, encoding)?, encoding: encoding.to_owned(), bom: false };
    let article = read_article(clock::new_id(), &guess.file, decoded)?;
    let opened = Opened::of(&article);
    context
        .storage
        .put_articles(vec![article], context.seq)
        .await
        .map_err(|error| ReadError { place: "the store".to_owned(), reason: error.to_string() })?;
    let guess = Guess { article: opened.id.clone(), encoding: encoding.to_owned(), ..guess.clone() };
    Ok((opened, guess))
}
