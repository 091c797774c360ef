//! A choice from a list, kept in step with the state: a `<select>` follows its
//! `selected` attributes only until it is used once.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct SelectProps {
    pub label: AttrValue,
    /// The chosen option's value.
    pub value: AttrValue,
    /// Value and title of each option.
    pub options: Vec<(AttrValue, AttrValue)>,
    pub on_change: Callback<String>,
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// The label is on screen elsewhere.
    #[prop_or_default]
    pub quiet: bool,
}

#[component]
pub fn Select(props: &SelectProps) -> Html {
    let node = use_node_ref();
    use_effect_with((props.value.clone(), props.options.clone()), {
        let node = node.clone();
        move |(value, _)| {
            if let Some(select) = node.cast::<HtmlSelectElement>() {
                select.set_value(value);
            }
        }
    });
    let on_change = {
        let on_change = props.on_change.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                on_change.emit(select.value());
            }
        })
    };
    html! {
        <label class="field">
            <span class={classes!("field-name", props.quiet.then_some("visually-hidden"))}>{ &props.label }</span>
            <select ref={node} id={props.id.clone()} onchange={on_change}>
                { for props.options.iter().map(|(value, title)| html! {
                    <option key={value.to_string()} value={value.clone()} selected={*value == props.value}>{ title }</option>
                }) }
            </select>
        </label>
    }
}
