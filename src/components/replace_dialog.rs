//! A corrected copy of the open article: the new text, then what became of the
//! annotations, before anything changes.

use std::rc::Rc;

use galley_core::model::{Annotation, AnnotationType, LabelSet};
use galley_core::revise::{Piece, Revision};
use galley_core::text::{Text, TextRange, TextSize};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::buttons::{button, press};
use super::dialog::{Modal, closing};
use super::icon::{Shape, icon};
use super::{Dispatch, hint};
use crate::action::{Action, Revise};
use crate::browser::files;

/// `review` is what is to be looked at, once the text is there.
pub fn replace_dialog(
    text: &Text,
    review: Option<&Rc<Revision>>,
    label_set: &LabelSet,
    dispatch: &Dispatch,
) -> Html {
    match review {
        None => new_text(text, dispatch),
        Some(review) => show(review, text, label_set, dispatch),
    }
}

fn new_text(text: &Text, dispatch: &Dispatch) -> Html {
    let field = NodeRef::default();
    let next = {
        let (dispatch, field) = (dispatch.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            let words = field.cast::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default();
            dispatch.emit(Action::Review(words));
        })
    };
    let chosen = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let inputs = event.target_dyn_into::<HtmlInputElement>().map(|input| files::chosen(&input));
            for input in inputs.into_iter().flatten().take(1) {
                dispatch.emit(Action::ReviewFile(input));
            }
        })
    };
    html! {
        <Modal key="new text" title="Replace the text" class="paste" on_close={closing(dispatch)}>
            <label class="field">
                <span class="field-name">{ "The corrected text" }</span>
                <textarea ref={field} rows="14" autofocus=true defaultvalue={text.as_str().to_owned()} />
            </label>
            <label class="field">
                <span class="field-name">{ "Or the file that the new version is in" }</span>
                <input type="file" onchange={chosen} />
            </label>
            { hint("Correct it here, paste the new version over it, or drop its file. What is marked is carried along, and you see what changed before anything is replaced. The old text stays in the history.") }
            <div class="buttons">
                { button("button primary", "Compare", next) }
            </div>
        </Modal>
    }
}

fn show(review: &Rc<Revision>, text: &Text, label_set: &LabelSet, dispatch: &Dispatch) -> Html {
    let name = |annotation: &Annotation| {
        let label = label_set.label(&annotation.label);
        label.map_or_else(|| annotation.label.to_string(), |label| label.title.clone())
    };
    let apply = {
        let review = review.clone();
        dispatch.reform(move |_: MouseEvent| Action::ReplaceText(Box::new((*review).clone())))
    };
    let counted = |count: usize, [one, many]: [&str; 2]| {
        let words = if count == 1 { one } else { many };
        (count > 0).then(|| html! { <li>{ format!("{count} {words}") }</li> })
    };
    let quotes = review.changed.iter().filter(|changed| is_quote(&changed.before)).count();
    let new_text = NodeRef::default();
    let let_go = |annotation: &Annotation| {
        let onclick = press(dispatch, Action::Revise(Revise::LetGo(annotation.id.clone())));
        button("link-button", "Let go", onclick)
    };
    let place = |annotation: &Annotation| {
        let (id, area, text) = (annotation.id.clone(), new_text.clone(), review.edition().text.clone());
        let onclick = dispatch.reform(move |_: MouseEvent| {
            let range = area.cast::<HtmlTextAreaElement>().and_then(|area| selected(&area, &text));
            Action::Revise(Revise::Place(id.clone(), range.unwrap_or_default()))
        });
        button("link-button", "Place on the selection", onclick)
    };
    let tools = |annotation: &Annotation, can_go: bool| {
        let named = format!("{} “{}”", name(annotation), annotation.target.exact(text));
        html! {
            <span class="review-tools" role="group" aria-label={named}>
                if can_go {
                    { let_go(annotation) }
                }
                { place(annotation) }
            </span>
        }
    };
    html! {
        <Modal key="review" title="Replace the text: what changes" class="wide review" on_close={closing(dispatch)}>
            <ul class="review-counts">
                { counted(review.kept.len(), ["stays with its words", "stay with their words"]) }
                { counted(review.moved.len(), ["was moved with its words", "were moved with their words"]) }
                { counted(review.changed.len(), ["has other words now", "have other words now"]) }
                { counted(review.orphaned.len(), ["has no place in the new text", "have no place in the new text"]) }
                { counted(review.lost_dismissals().count(), ["dismissed finding has no place in the new text", "dismissed findings have no place in the new text"]) }
            </ul>
            if quotes > 0 {
                <p class="review-error" role="alert">{ icon(Shape::Warning) }{ format!("Words inside {} were changed", super::counted(quotes, "quotation")) }</p>
            }
            { hint("All are taken over as they are listed, unless you let one go, or select words in the new text below and place it on them.") }
            if !review.changed.is_empty() {
                <h3>{ "Changed" }</h3>
                <ul class="review-list">
                    { for review.changed.iter().map(|changed| html! {
                        <li key={changed.before.id.to_string()} class={classes!(is_quote(&changed.before).then_some("is-error"))}>
                            <span class="review-label">{ name(&changed.before) }</span>
                            { for changed.words.iter().map(piece) }
                            { tools(&changed.before, true) }
                        </li>
                    }) }
                </ul>
            }
            if !review.moved.is_empty() {
                <h3>{ "Moved" }</h3>
                <ul class="review-list">
                    { for review.moved.iter().map(|(annotation, _)| html! {
                        <li key={annotation.id.to_string()}>
                            <span class="review-label">{ name(annotation) }</span>{ annotation.target.exact(text) }
                            { tools(annotation, true) }
                        </li>
                    }) }
                </ul>
            }
            if !review.orphaned.is_empty() {
                <h3>{ "Without a place" }</h3>
                <ul class="review-list">
                    { for review.orphaned.iter().map(|annotation| html! {
                        <li key={annotation.id.to_string()}>
                            <span class="review-label">{ name(annotation) }</span><del>{ annotation.target.exact(text) }</del>
                            { tools(annotation, false) }
                        </li>
                    }) }
                </ul>
                { hint("They are kept, listed under Article, and exported.") }
            }
            if review.lost_dismissals().next().is_some() {
                <h3>{ "Dismissed findings without a place" }</h3>
                <ul class="review-list">
                    { for review.lost_dismissals().map(|dismissal| html! {
                        <li key={dismissal.id.to_string()}>
                            <span class="review-label">{ &dismissal.check }</span>
                            <del>{ dismissal.subject.place.as_ref().map(|place| place.exact(text)) }</del>
                            { " " }{ &dismissal.reason }
                        </li>
                    }) }
                </ul>
            }
            <label class="field">
                <span class="field-name">{ "The new text, to select words in" }</span>
                <textarea ref={new_text.clone()} rows="8" readonly=true value={review.edition().text.as_str().to_owned()} />
            </label>
            <div class="buttons">
                { button("button primary", "Replace the text", apply) }
                { button("button", "Cancel", press(dispatch, Action::CloseDialog)) }
            </div>
        </Modal>
    }
}

/// The words selected in a field that shows a text. The field counts UTF-16
/// units, and has one kind of line end.
fn selected(area: &HtmlTextAreaElement, text: &Text) -> Option<TextRange> {
    let start = area.selection_start().ok()??;
    let end = area.selection_end().ok()??;
    let at = |units: u32| byte_from_field(text.as_str(), units);
    (start < end).then(|| TextRange::new(at(start), at(end)))
}

fn byte_from_field(text: &str, units: u32) -> TextSize {
    let mut left = units;
    for (at, c) in text.char_indices() {
        if left == 0 {
            return TextSize::of(&text[..at]);
        }
        // In the field the two are one.
        if !text[at..].starts_with("\r\n") {
            left = left.saturating_sub(c.len_utf16() as u32);
        }
    }
    TextSize::of(text)
}

fn is_quote(annotation: &Annotation) -> bool {
    annotation.kind == AnnotationType::Content
}

fn piece(piece: &Piece) -> Html {
    match piece {
        Piece::Same(words) => html! { { words } },
        Piece::Gone(words) => html! { <del>{ words }</del> },
        Piece::New(words) => html! { <ins>{ words }</ins> },
    }
}
