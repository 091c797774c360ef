//! A corrected copy of the open article: the new text, then what became of the
//! annotations, before anything changes.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::{Annotation, AnnotationType, LabelSet};
use galley_core::revise::{Piece, Revision};
use galley_core::text::Text;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::dialog::Modal;
use super::icon::{Icon, Shape};
use super::use_dispatch;
use crate::action::Action;

#[derive(Properties, PartialEq)]
pub struct ReplaceDialogProps {
    pub text: Arc<Text>,
    /// What is to be looked at, once the text is there.
    pub review: Option<Rc<Revision>>,
    pub label_set: Arc<LabelSet>,
}

#[component]
pub fn ReplaceDialog(props: &ReplaceDialogProps) -> Html {
    match &props.review {
        None => html! { <NewText text={props.text.clone()} /> },
        Some(review) => html! {
            <Review text={props.text.clone()} review={review.clone()} label_set={props.label_set.clone()} />
        },
    }
}

#[derive(Properties, PartialEq)]
struct NewTextProps {
    text: Arc<Text>,
}

#[component]
fn NewText(props: &NewTextProps) -> Html {
    let dispatch = use_dispatch();
    let field = use_node_ref();
    let next = {
        let (dispatch, field) = (dispatch.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            let words = field.cast::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default();
            dispatch.emit(Action::Review(words));
        })
    };
    html! {
        <Modal title="Replace the text" class="paste" on_close={dispatch.reform(|()| Action::CloseDialog)}>
            <label class="field">
                <span class="field-name">{ "The corrected text" }</span>
                <textarea ref={field} rows="14" autofocus=true defaultvalue={props.text.as_str().to_owned()} />
            </label>
            <p class="hint">{ "Correct it here, or paste the new version over it. What is marked is carried along, and you see what changed before anything is replaced. The old text stays in the history." }</p>
            <div class="buttons">
                <button type="button" class="button primary" onclick={next}>{ "Compare" }</button>
            </div>
        </Modal>
    }
}

#[derive(Properties, PartialEq)]
struct ReviewProps {
    text: Arc<Text>,
    review: Rc<Revision>,
    label_set: Arc<LabelSet>,
}

#[component]
fn Review(props: &ReviewProps) -> Html {
    let dispatch = use_dispatch();
    let review = &props.review;
    let name = |annotation: &Annotation| {
        let label = props.label_set.label(&annotation.label);
        label.map_or_else(|| annotation.label.to_string(), |label| label.title.clone())
    };
    let apply = {
        let review = review.clone();
        dispatch.reform(move |_: MouseEvent| Action::ReplaceText(Box::new((*review).clone())))
    };
    let counted =
        |count: usize, words: &str| (count > 0).then(|| html! { <li>{ format!("{count} {words}") }</li> });
    let quotes = review.changed.iter().filter(|changed| is_quote(&changed.before)).count();
    html! {
        <Modal title="Replace the text: what changes" class="wide review" on_close={dispatch.reform(|()| Action::CloseDialog)}>
            <ul class="review-counts">
                { counted(review.kept.len(), "stay with their words") }
                { counted(review.moved.len(), "were moved with their words") }
                { counted(review.changed.len(), "have other words now") }
                { counted(review.orphaned.len(), "have no place in the new text") }
            </ul>
            if quotes > 0 {
                <p class="review-error" role="alert"><Icon shape={Shape::Warning} />{ format!("Words inside {quotes} quotations were changed") }</p>
            }
            if !review.changed.is_empty() {
                <h3>{ "Changed" }</h3>
                <ul class="review-list">
                    { for review.changed.iter().map(|changed| html! {
                        <li class={classes!(is_quote(&changed.before).then_some("is-error"))}>
                            <span class="review-label">{ name(&changed.before) }</span>
                            { for changed.words.iter().map(piece) }
                        </li>
                    }) }
                </ul>
            }
            if !review.moved.is_empty() {
                <h3>{ "Moved" }</h3>
                <ul class="review-list">
                    { for review.moved.iter().map(|(annotation, _)| html! {
                        <li><span class="review-label">{ name(annotation) }</span>{ annotation.target.exact(&props.text) }</li>
                    }) }
                </ul>
            }
            if !review.orphaned.is_empty() {
                <h3>{ "Without a place" }</h3>
                <ul class="review-list">
                    { for review.orphaned.iter().map(|annotation| html! {
                        <li><span class="review-label">{ name(annotation) }</span><del>{ annotation.target.exact(&props.text) }</del></li>
                    }) }
                </ul>
                <p class="hint">{ "They are kept, listed under Article, and exported." }</p>
            }
            <div class="buttons">
                <button type="button" class="button primary" onclick={apply}>{ "Replace the text" }</button>
                <button type="button" class="button" onclick={dispatch.reform(|_: MouseEvent| Action::CloseDialog)}>{ "Cancel" }</button>
            </div>
        </Modal>
    }
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
