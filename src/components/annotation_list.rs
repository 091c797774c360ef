//! The annotations of the article in reading order, a page at a time.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::{Annotation, Id, LabelSet};
use galley_core::session::{Command, Direction};
use galley_core::text::Text;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::buttons::{button, press};
use super::use_dispatch;
use crate::action::Action;

/// Some of the annotations, consecutive.
#[derive(Debug, Default, PartialEq)]
pub struct AnnotationPage {
    pub rows: Vec<Arc<Annotation>>,
    /// There are others before them.
    pub earlier: bool,
    pub later: bool,
}

#[derive(Properties, PartialEq)]
pub struct AnnotationListProps {
    pub page: Rc<AnnotationPage>,
    /// How many annotations the article has.
    pub total: usize,
    pub text: Arc<Text>,
    pub label_set: Arc<LabelSet>,
    pub selected: Option<Id>,
}

#[component]
pub fn AnnotationList(props: &AnnotationListProps) -> Html {
    let dispatch = use_dispatch();
    let list = use_node_ref();
    // The selected one is among those in view.
    use_effect_with((props.selected.clone(), props.page.clone()), {
        let list = list.clone();
        move |_| {
            let list = list.cast::<Element>();
            let current = list.and_then(|list| list.query_selector("[aria-current]").ok().flatten());
            if let Some(current) = current {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                current.scroll_into_view_with_scroll_into_view_options(&options);
            }
        }
    });
    let row = |annotation: &Arc<Annotation>| {
        let select = press(&dispatch, Action::Do(Command::Select(annotation.id.clone())));
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
    let step = |title: &'static str, direction: Direction| {
        button("button", title, press(&dispatch, Action::StepList(direction)))
    };
    html! {
        <div class="annotation-list">
            if props.total == 0 {
                <p class="empty">{ "Nothing marked yet. Select words in the article and press a label’s key." }</p>
            }
            if props.page.earlier {
                { step("Earlier", Direction::Backward) }
            }
            <ul ref={list}>{ for props.page.rows.iter().map(row) }</ul>
            if props.page.later {
                { step("Later", Direction::Forward) }
            }
        </div>
    }
}
