//! A corrected copy of the open article.

use std::rc::Rc;

use galley_core::formats::plain;
use galley_core::model::Id;
use galley_core::revise::Revision;
use galley_core::session::Command;
use yew::prelude::*;

use super::{App, focus_article};
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
        match plain::read(Id::new(""), "", text) {
            Ok(corrected) => {
                let revision = Revision::new(&article, &corrected);
                if revision.is_same() {
                    return self.say("The text is the same: there is nothing to replace");
                }
                self.say("The annotations were carried over: look at what changed");
                self.review = Some(Rc::new(revision));
            }
            Err(error) => self.tell(NoticeKind::Problem, "This cannot be the text", vec![error.reason]),
        }
    }

    pub(super) fn replace_text(&mut self, ctx: &Context<Self>, revision: Box<Revision>) {
        self.layout.dialog = None;
        self.review = None;
        let orphaned = revision.orphaned.len();
        self.perform(ctx, Command::ReplaceText(revision));
        if orphaned > 0 {
            self.tell(
                NoticeKind::Information,
                format!("{orphaned} annotations have no place in the new text"),
                vec!["They are kept, listed under Article, and exported.".to_owned()],
            );
        }
        focus_article();
    }
}
