//! Fitting a stretch to the quotation marks in and around it.

use super::{Outcome, Session, Stamp, ToMarks};
use crate::model::Target;
use crate::store::Document;
use crate::text::TextRange;
use crate::text::boundary::{trim_to_marks, widen_to_marks};

impl Session {
    #[inline(never)]
    pub(super) fn fit_to_marks(&mut self, how: ToMarks, stamp: &mut Stamp<'_>) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let range = self.selection.range();
        if !range.is_empty() {
            let fitted = fit(document, how, &[range]);
            let Some((last, held)) = fitted.as_deref().and_then(<[TextRange]>::split_last) else {
                return Outcome::say(nothing(how));
            };
            self.selection.held.extend(held);
            self.selection.select(*last);
            self.selected = None;
            return self.say_selection();
        }
        let fitted = self.selected().map(|annotation| fit(document, how, annotation.target.fragments()));
        match fitted {
            None => Outcome::say("Select words or an annotation first"),
            Some(None) => Outcome::say(nothing(how)),
            Some(Some(fragments)) => self.change_target(stamp, |_| {
                Target::new(fragments).ok().map(|target| (target, "Fit to quotation marks:"))
            }),
        }
    }
}

fn nothing(how: ToMarks) -> &'static str {
    match how {
        ToMarks::Trim => "Nothing of this is within quotation marks",
        ToMarks::Widen => "No quotation marks stand around just this",
    }
}

/// The fragments fitted; none when there are no marks to fit them to.
fn fit(document: &Document, how: ToMarks, fragments: &[TextRange]) -> Option<Vec<TextRange>> {
    let (text, blocks) = (document.text(), document.blocks());
    match how {
        ToMarks::Trim => {
            let pieces: Vec<TextRange> =
                fragments.iter().flat_map(|&fragment| trim_to_marks(text, blocks, fragment)).collect();
            (!pieces.is_empty()).then_some(pieces)
        }
        ToMarks::Widen => {
            let widened: Vec<Option<TextRange>> =
                fragments.iter().map(|&fragment| widen_to_marks(text, blocks, fragment)).collect();
            let any = widened.iter().any(Option::is_some);
            let all = fragments.iter().zip(widened).map(|(&as_it_was, widened)| widened.unwrap_or(as_it_was));
            any.then(|| all.collect())
        }
    }
}
