//! All annotations of the article in reading order, a page at a time.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::{Annotation, Id, LabelSet};
use galley_core::session::Command;
use galley_core::text::Text;
use yew::prelude::*;

use super::use_dispatch;
use crate::action::Action;

/// Rows shown before the user asks for more.
const PAGE: usize = 200;

#[derive(Properties, PartialEq)]
pub struct AnnotationListProps {
    pub annotations: Rc<Vec<Arc<Annotation>>>,
    pub text: Arc<Text>,
    pub label_set: Arc<LabelSet>,
    pub selected: Option<Id>,
}

#[component]
pub fn AnnotationList(props: &AnnotationListProps) -> Html {
    let dispatch = use_dispatch();
    let pages = use_state(|| 1_usize);
    let shown = (*pages * PAGE).min(props.annotations.len());
    let row = |annotation: &Arc<Annotation>| {
        let id = annotation.id.clone();
        let select = dispatch.reform(move |_: MouseEvent| Action::Do(Command::Select(id.clone())));
        let title = props
            .label_set
            .label(&annotation.label)
            .map_or(annotation.label.as_str(), |label| label.title.as_str())
            .to_owned();
        html! {
            <li key={annotation.id.to_string()}>
                <button type="button" class="annotation-row" aria-current={(props.selected.as_ref() == Some(&annotation.id)).then_some("true")} onclick={select}>
                    <span class="swatch" data-type={annotation.kind.name()} data-label={annotation.label.as_str().to_owned()} />
                    <span class="annotation-words">{ annotation.target.exact(&props.text) }</span>
                    <span class="annotation-label">{ title }</span>
                </button>
            </li>
        }
    };
    let more = {
        let pages = pages.clone();
        Callback::from(move |_: MouseEvent| pages.set(*pages + 1))
    };
    html! {
        <div class="annotation-list">
            if props.annotations.is_empty() {
                <p class="empty">{ "Nothing marked yet. Select words in the article and press a label’s key." }</p>
            }
            <ul>{ for props.annotations.iter().take(shown).map(row) }</ul>
            if shown < props.annotations.len() {
                <button type="button" class="button" onclick={more}>{ format!("Show more ({} left)", props.annotations.len() - shown) }</button>
            }
        </div>
    }
}
