//! The house style: which checks run, and at which level. It is kept with the
//! label set.

use std::sync::Arc;

use galley_core::checks::{CHECKS, Check};
use galley_core::model::label_set::LabelSetEdit;
use galley_core::model::{CheckStyle, LabelSet, Level};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{Dispatch, hint};
use crate::action::Action;

pub fn house_style(label_set: &Arc<LabelSet>, dispatch: &Dispatch) -> Html {
    let row = |check: &&'static Check| {
        let check = *check;
        let style = label_set.house_style.get(check.name).cloned().unwrap_or_default();
        let chosen = if style.off { "off" } else { style.level.unwrap_or(check.level).name() };
        let label_set = label_set.clone();
        let change = dispatch.reform(move |event: Event| {
            let value =
                event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default();
            let level = Level::from_name(&value);
            let style = CheckStyle {
                off: level.is_none(),
                level: level.filter(|level| *level != check.level),
                extra: style.extra.clone(),
            };
            let mut set = (*label_set).clone();
            set.edit(LabelSetEdit::SetCheck(check.name.to_owned(), style));
            Action::EditLabelSet(Box::new(set))
        });
        html! {
            <label class="house-check" key={check.name} data-check={check.name}>
                <span>{ check.title }</span>
                <select onchange={change}>
                    { for Level::ALL.iter().map(|level| html! { <option value={level.name()} selected={chosen == level.name()}>{ level.title() }</option> }) }
                    <option value="off" selected={chosen == "off"}>{ "Off" }</option>
                </select>
            </label>
        }
    };
    html! {
        <details class="house-style">
            <summary>{ "House style: the checks" }</summary>
            { hint("Kept in the label set, and handed out with it.") }
            { for CHECKS.iter().map(row) }
        </details>
    }
}
