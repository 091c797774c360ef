//! The guidelines: what annotators agreed on, to read and to edit beside the
//! article.

use galley_core::formats::guidelines::{Node, parse};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;
use yew::virtual_dom::VTag;

use super::buttons::button;
use super::{hint, use_dispatch};
use crate::action::Action;

#[derive(Properties, PartialEq)]
pub struct GuidelinesPanelProps {
    /// Markdown.
    pub text: AttrValue,
}

/// What new guidelines begin with.
const TEMPLATE: &str = "# What to mark\n\nMark **who** says something, the words that say so, and **what** is said.\n\n## Examples\n\n> “The bridge stays closed,” said Ana Ruiz, the harbour master.\n\n- source: Ana Ruiz, the harbour master\n- cue: said\n- content: “The bridge stays closed,”\n";

#[component]
pub fn GuidelinesPanel(props: &GuidelinesPanelProps) -> Html {
    let dispatch = use_dispatch();
    let editing = use_state(|| false);
    let field = use_node_ref();
    let edit = {
        let editing = editing.clone();
        Callback::from(move |_: MouseEvent| editing.set(true))
    };
    let keep = {
        let (dispatch, editing, field) = (dispatch.clone(), editing.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(area) = field.cast::<HtmlTextAreaElement>() {
                dispatch.emit(Action::EditGuidelines(area.value()));
            }
            editing.set(false);
        })
    };
    {
        let field = field.clone();
        use_effect_with(*editing, move |editing| {
            if let Some(area) = field.cast::<HtmlTextAreaElement>().filter(|_| *editing) {
                let _ = area.focus();
            }
        });
    }
    let text = if props.text.is_empty() { TEMPLATE.to_owned() } else { props.text.to_string() };
    let cancel = {
        let editing = editing.clone();
        Callback::from(move |_: MouseEvent| editing.set(false))
    };
    html! {
        <section class="guidelines" aria-label="Guidelines">
            if *editing {
                <label class="field">
                    <span class="field-name">{ "Guidelines, as Markdown" }</span>
                    <textarea ref={field} rows="20" defaultvalue={text} />
                </label>
                <div class="buttons">
                    { button("button primary", "Keep", keep) }
                    { button("button", "Cancel", cancel) }
                </div>
            } else {
                if props.text.is_empty() {
                    { hint("There are none yet. Write down what is marked and how, with examples: they go along with every saved workspace.") }
                }
                <div class="guidelines-text">{ for parse(&props.text).iter().map(draw) }</div>
                <div class="buttons">{ button("button", if props.text.is_empty() { "Write guidelines" } else { "Edit" }, edit) }</div>
            }
        </section>
    }
}

fn draw(node: &Node) -> Html {
    match node {
        Node::Text(text) => html! { { text } },
        Node::Element(name, inner) => {
            let mut tag = VTag::new(*name);
            tag.add_children(inner.iter().map(draw));
            tag.into()
        }
    }
}
