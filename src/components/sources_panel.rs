//! The source ledger: who speaks, how much, and how they are first named.

use std::rc::Rc;

use galley_core::ledger::{Order, Row};
use galley_core::session::Command;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{counted, use_dispatch};
use crate::action::Action;
use crate::app::checking::Checking;

#[derive(Properties)]
pub struct SourcesPanelProps {
    pub checking: Rc<Checking>,
}

impl PartialEq for SourcesPanelProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.checking, &other.checking)
    }
}

#[component]
pub fn SourcesPanel(props: &SourcesPanelProps) -> Html {
    let dispatch = use_dispatch();
    let order = use_state(Order::default);
    let ledger = &props.checking.ledger;
    let most = ledger.rows.iter().map(|row| row.quoted_words).max().unwrap_or_default().max(1);
    let sort = {
        let order = order.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.selected_index());
            let chosen = chosen.and_then(|at| Order::ALL.get(usize::try_from(at).ok()?).copied());
            order.set(chosen.unwrap_or_default());
        })
    };
    let row = |row: &Row| {
        let range = row.first.range;
        let go = dispatch.reform(move |_: MouseEvent| Action::Do(Command::SelectText(range)));
        let width = row.quoted_words * 100 / most;
        let lacks = match (row.is_named(), row.first.has_name, row.first.has_role) {
            (false, ..) => "Not named",
            (true, true, true) => "First named with name and position",
            (true, true, false) => "First named without a position",
            (true, false, true) => "First named without the full name",
            (true, false, false) => "First named without full name and position",
        };
        html! {
            <li class="source-row" data-named={row.is_named().to_string()}>
                <button type="button" class="source-go" onclick={go}>
                    <span class="source-name">{ &row.name }</span>
                    <span class="source-share">{ format!("{:.0} %", ledger.share(row)) }</span>
                    <svg class="source-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                        <rect class="bar-room" width="100" height="6" /><rect class="bar" width={width.to_string()} height="6" />
                    </svg>
                    <span class="source-facts">{ format!("{} direct, {} indirect · {} quoted · {lacks}", row.direct, row.indirect, counted(row.quoted_words, "word")) }</span>
                </button>
            </li>
        }
    };
    html! {
        <div class="sources-panel">
            if ledger.rows.is_empty() {
                <p class="empty">{ "No source is marked yet. Mark who says what: S for the source, Q for the words." }</p>
            } else {
                <div class="buttons">
                    <label class="field"><span class="field-name">{ "Sorted by" }</span>
                        <select onchange={sort}>{ for Order::ALL.iter().map(|one| html! { <option selected={*one == *order}>{ one.title() }</option> }) }</select></label>
                    <button type="button" class="button" onclick={dispatch.reform(|_: MouseEvent| Action::SaveLedger)}>{ "Save as CSV" }</button>
                </div>
                <ol class="sources">{ for ledger.sorted(*order).into_iter().map(row) }</ol>
            }
        </div>
    }
}
