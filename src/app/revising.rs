//! A corrected copy of the open article.

use std::rc::Rc;

use galley_core::formats::{ReadError, plain};
use galley_core::model::{Article, Id};
use galley_core::revise::Revision;
use galley_core::session::Command;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{App, Msg, focus_article};
use crate::action::Revise;
use crate::opening::{self, Input};
use crate::state::NoticeKind;

impl App {
    /// Carries the annotations over, to be looked at before anything changes.
    pub(super) fn review(&mut self, text: &str) {
        let Some(article) = self.session.article() else { return };
        // A text field has one kind of line end; the article keeps its own.
        let text = if article.text.as_str().contains("\r\n") && !text.contains('\r') {
            text.replace('\n', "\r\n")
        } else {
            text.to_owned()
        };
        self.corrected(plain::read(Id::new(""), "", text));
    }

    /// Reads the corrected copy out of a file.
    pub(super) fn review_file(&mut self, ctx: &Context<Self>, input: Input) {
        let (link, label_set) = (ctx.link().clone(), self.session.workspace().label_set().clone());
        spawn_local(async move {
            let read = opening::read_one(input, &label_set).await;
            link.send_message(Msg::Corrected(Box::new(read)));
        });
    }

    /// Compares the corrected copy with the open article.
    #[inline(never)]
    pub(super) fn corrected(&mut self, corrected: Result<Article, ReadError>) {
        let Some(article) = self.session.article() else { return };
        match corrected {
            Ok(corrected) => {
                let revision = Revision::new(&article, &corrected);
                if revision.is_same() {
                    return self.say("The text is the same: there is nothing to replace");
                }
                self.say("The annotations were carried over: look at what changed");
                self.review = Some(Rc::new(revision));
            }
            Err(error) => {
                self.layout.dialog = None;
                self.tell(NoticeKind::Problem, "This cannot be the text", vec![error.reason]);
            }
        }
    }

    /// Does with one annotation what a person says.
    pub(super) fn revise(&mut self, revise: &Revise) {
        let Some(review) = self.review.as_mut().map(Rc::make_mut) else { return };
        let said = match revise {
            Revise::LetGo(id) => {
                review.let_go(id);
                "Let go: it has no place in the new text"
            }
            Revise::Place(id, range) if review.place(id, *range) => "Placed on the selected words",
            Revise::Place(..) => "Select words in the new text first",
        };
        self.say(said);
    }

    pub(super) fn replace_text(&mut self, ctx: &Context<Self>, revision: Box<Revision>) {
        self.layout.dialog = None;
        self.review = None;
        let orphaned = revision.orphaned.len();
        let lost = revision.lost_dismissals().count();
        self.perform(ctx, Command::ReplaceText(revision));
        if orphaned > 0 {
            self.tell(
                NoticeKind::Information,
                format!("{orphaned} annotations have no place in the new text"),
                vec!["They are kept, listed under Article, and exported.".to_owned()],
            );
        }
        if lost > 0 {
            self.tell(
                NoticeKind::Information,
                format!("{lost} dismissed findings have no place in the new text"),
                vec!["Their dismissals went with their words; Ctrl+Z brings both back.".to_owned()],
            );
        }
        focus_article();
    }
}
