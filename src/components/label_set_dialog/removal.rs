//! What becomes of a removed label's annotations.

use galley_core::model::LabelId;
use galley_core::session::Replacement;
use yew::prelude::*;

use crate::components::buttons::button_unless;
use crate::components::select::Select;
use crate::components::use_focus;

#[derive(Properties, PartialEq)]
pub struct RemovalProps {
    pub title: AttrValue,
    pub uses: i64,
    /// The other labels of the type, with their titles.
    pub others: Vec<(LabelId, AttrValue)>,
    /// The draft is saved with it, so there must be no fault in it.
    pub can_remove: bool,
    /// What is to be done; none keeps the label.
    pub on_answer: Callback<Option<Replacement>>,
}

#[component]
pub fn Removal(props: &RemovalProps) -> Html {
    let chosen = use_state(|| props.others.first().map(|(id, _)| id.clone()));
    let keep = use_node_ref();
    use_focus(&keep);
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |id: String| chosen.set(Some(LabelId::new(&id))))
    };
    let replace = {
        let (chosen, on_answer) = (chosen.clone(), props.on_answer.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(id) = &*chosen {
                on_answer.emit(Some(Replacement::With(id.clone())));
            }
        })
    };
    let (annotations, them) = match props.uses {
        1 => ("1 annotation carries".to_owned(), "it"),
        uses => (format!("{uses} annotations carry"), "them"),
    };
    let options: Vec<(AttrValue, AttrValue)> = props
        .others
        .iter()
        .map(|(id, title)| (AttrValue::from(id.as_str().to_owned()), title.clone()))
        .collect();
    html! {
        <div class="label-set-question" role="group" aria-label={format!("Remove {}?", props.title)}>
            <p role="status"><strong>{ format!("{annotations} this label.") }</strong>
                { if props.can_remove { " What is to become of " } else { " Mend what is marked first; then it can be removed." } }
                if props.can_remove {
                    { them }{ "? It is done at once, and your other changes so far are saved with it. Ctrl+Z brings everything back." }
                }
            </p>
            <div class="label-set-answers">
                if !props.others.is_empty() {
                    <span class="label-set-replace">
                        <Select label={format!("Another label for {them}")} quiet=true options={options} on_change={choose}
                            value={chosen.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default()} />
                        { button_unless(!props.can_remove, "button", format!("Give {them} this label"), replace) }
                    </span>
                }
                { button_unless(!props.can_remove, "button danger", format!("Delete {them}"), props.on_answer.reform(|_: MouseEvent| Some(Replacement::Nothing))) }
                <button type="button" class="button" ref={keep} onclick={props.on_answer.reform(|_: MouseEvent| None)}>{ format!("Keep {}", props.title) }</button>
            </div>
        </div>
    }
}
