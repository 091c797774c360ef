//! A field for words, which are handed on when it is left. Until then they are
//! the browser's: a `value` attribute would be put back at every drawing, for
//! which a check that is done is enough, and what is being typed be lost.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct TextFieldProps {
    pub label: AttrValue,
    pub value: AttrValue,
    pub on_change: Callback<String>,
    /// Lines of a field for several.
    #[prop_or_default]
    pub rows: Option<u32>,
    #[prop_or_default]
    pub autocomplete: Option<AttrValue>,
}

#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let node = use_node_ref();
    use_effect_with(props.value.clone(), {
        let node = node.clone();
        move |value| {
            if let Some(input) = node.cast::<HtmlInputElement>() {
                input.set_value(value);
            } else if let Some(area) = node.cast::<HtmlTextAreaElement>() {
                area.set_value(value);
            }
        }
    });
    let onchange = {
        let (node, on_change) = (node.clone(), props.on_change.clone());
        Callback::from(move |_: Event| {
            let input = node.cast::<HtmlInputElement>().map(|input| input.value());
            let words = input.or_else(|| node.cast::<HtmlTextAreaElement>().map(|area| area.value()));
            on_change.emit(words.unwrap_or_default());
        })
    };
    html! {
        <label class="field">
            <span class="field-name">{ &props.label }</span>
            if let Some(rows) = props.rows {
                <textarea ref={node} rows={rows.to_string()} {onchange} />
            } else {
                <input ref={node} type="text" autocomplete={props.autocomplete.clone()} {onchange} />
            }
        </label>
    }
}
