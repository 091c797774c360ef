//! What a person is asked while files are opened, and the wait for the answer.

use std::cell::Cell;
use std::rc::Rc;

use futures_channel::oneshot;
use galley_core::formats::question::{Answer, Question};
use yew::Callback;

use super::Opening;

/// A question about a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub file: String,
    pub articles: usize,
    pub question: Rc<Question>,
    /// To be called once; with `None` when the file is not to be opened.
    pub answer: Callback<Option<Answer>>,
}

/// Asks, and waits.
pub(super) async fn ask(
    on: &Callback<Opening>,
    file: &str,
    articles: usize,
    question: Question,
) -> Option<Answer> {
    let (send, arrived) = oneshot::channel();
    let send = Cell::new(Some(send));
    let answer = Callback::from(move |answer| {
        if let Some(send) = send.take() {
            // Nobody waits any more: fine.
            let _ = send.send(answer);
        }
    });
    let question = Rc::new(question);
    on.emit(Opening::Ask(Ask { file: file.to_owned(), articles, question, answer }));
    arrived.await.ok().flatten()
}
