//! What labels of other programs' files were taken for.

use galley_core::model::label_set::LabelSetEdit;
use galley_core::model::{LabelId, LabelSet};
use yew::prelude::*;

use super::Edit;
use crate::components::hint;
use crate::components::icon::{Shape, icon};

pub fn aliases(set: &LabelSet, edit: &Edit) -> Html {
    if set.aliases.is_empty() {
        return html! {};
    }
    let row = |(name, label): (&String, &Option<LabelId>)| {
        let becomes = label.as_ref().map_or("left out", |label| {
            set.label(label).map_or(label.as_str(), |label| label.title.as_str())
        });
        let forget = {
            let (edit, name) = (edit.clone(), name.clone());
            Callback::from(move |_: MouseEvent| edit.dispatch(LabelSetEdit::ForgetAlias(name.clone())))
        };
        html! {
            <li class="label-set-value" key={name.clone()}>
                { format!("{name}: {becomes}") }
                <button type="button" aria-label={format!("Forget {name}")} onclick={forget}>{ icon(Shape::Close) }</button>
            </li>
        }
    };
    html! {
        <section class="label-set-section" aria-labelledby="label-set-aliases">
            <h3 id="label-set-aliases">{ "Names in other programs’ files" }</h3>
            { hint("What they were taken for when such a file was opened. What is forgotten is asked about again.") }
            <ul class="label-set-values">{ for set.aliases.iter().map(row) }</ul>
        </section>
    }
}
