//! The source ledger: who speaks, how much, and how they are first named; in
//! the open article or in the whole set.

use galley_core::ledger::{Ledger, Order, Place, Row};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::buttons::{button, press};
use super::{ByPointer, counted, hint, use_dispatch};
use crate::action::Action;
use crate::app::checking::Checking;
use crate::app::counting::CountedSet;

/// Sources listed at once; the CSV has all.
const MOST: usize = 50;

#[derive(Properties, PartialEq)]
pub struct SourcesPanelProps {
    pub checking: ByPointer<Checking>,
    /// The whole set, once it was counted.
    pub counted: Option<ByPointer<CountedSet>>,
    /// Articles in the set.
    pub articles: usize,
}

#[component]
pub fn SourcesPanel(props: &SourcesPanelProps) -> Html {
    let dispatch = use_dispatch();
    let order = use_state(Order::default);
    let whole_set = use_state(|| false);
    let sort = {
        let order = order.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.selected_index());
            let chosen = chosen.and_then(|at| Order::ALL.get(usize::try_from(at).ok()?).copied());
            order.set(chosen.unwrap_or_default());
        })
    };
    let scope = |of_set: bool, title: String| {
        let (dispatch, whole_set, is_counted) =
            (dispatch.clone(), whole_set.clone(), props.counted.is_some());
        let pressed = (*whole_set == of_set).to_string();
        let press = Callback::from(move |_: MouseEvent| {
            whole_set.set(of_set);
            if of_set && !is_counted {
                dispatch.emit(Action::CountSet);
            }
        });
        html! { <button type="button" class="button" aria-pressed={pressed} onclick={press}>{ title }</button> }
    };
    let of_set = *whole_set;
    let ledger = match &props.counted {
        Some(counted) if of_set => Some(&counted.ledger),
        _ => (!of_set && props.checking.is_known()).then_some(&props.checking.ledger),
    };
    html! {
        <div class="sources-panel">
            if props.articles > 1 {
                <div class="segments" role="group" aria-label="Whose sources">
                    { scope(false, "This article".to_owned()) }
                    { scope(true, format!("All {} articles", props.articles)) }
                </div>
            }
            if let Some(counted_set) = props.counted.as_ref().filter(|_| of_set) {
                <p class="hint">
                    { format!("{} as of {}. ", counted(counted_set.articles, "article"), counted_set.at) }
                    { button("link-button", "Count again", press(&dispatch, Action::CountSet)) }
                </p>
            }
            if let Some(ledger) = ledger {
                if ledger.rows.is_empty() {
                    <p class="empty">{ "No source is marked yet. Mark who says what: S for the source, Q for the words." }</p>
                } else {
                    <div class="buttons">
                        <label class="field"><span class="field-name">{ "Sorted by" }</span>
                            <select onchange={sort}>{ for Order::ALL.iter().map(|one| html! { <option selected={*one == *order}>{ one.title() }</option> }) }</select></label>
                        { button("button", "Save as CSV", press(&dispatch, Action::SaveLedger { whole_set: of_set })) }
                    </div>
                    { rows(ledger, *order, of_set) }
                }
            }
        </div>
    }
}

fn rows(ledger: &Ledger, order: Order, of_set: bool) -> Html {
    let most = ledger.rows.iter().map(|row| row.quoted_words).max().unwrap_or_default().max(1);
    let row = |row: &Row| {
        let width = row.quoted_words * 100 / most;
        html! { <SourceRow key={format!("{:?} {}", row.first.place, row.name)} row={row.clone()} share={ledger.share(row)} {width} {of_set} /> }
    };
    let hidden = ledger.rows.len().saturating_sub(MOST);
    html! {
        <>
            <ol class="sources">{ for ledger.sorted(order).into_iter().take(MOST).map(row) }</ol>
            if hidden > 0 {
                { hint(format!("And {hidden} more, in the CSV.")) }
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct SourceRowProps {
    row: Row,
    /// Of all quoted words, per cent.
    share: f64,
    /// Beside the one that speaks most, per cent.
    width: usize,
    of_set: bool,
}

/// A source: a click goes to its first mention, and from place to place where
/// it speaks.
#[component]
fn SourceRow(props: &SourceRowProps) -> Html {
    let dispatch = use_dispatch();
    let next = use_state(|| 0_usize);
    let SourceRowProps { row, share, width, of_set } = props;
    let go = |place: &Place| press(&dispatch, Action::GoTo(place.clone()));
    let lacks = match (row.is_named(), row.first.has_name, row.first.has_role) {
        (false, ..) => "not named",
        (true, true, true) => "first named with name and position",
        (true, true, false) => "first named without a position",
        (true, false, true) => "first named without the full name",
        (true, false, false) => "first named without full name and position",
    };
    let at = *next % row.places.len().max(1);
    let step = {
        let (dispatch, place) = (dispatch.clone(), row.places.get(at).cloned());
        Callback::from(move |_: MouseEvent| {
            next.set(at + 1);
            if let Some(place) = place.clone() {
                dispatch.emit(Action::GoTo(place));
            }
        })
    };
    html! {
        <li class="source-row" data-named={row.is_named().to_string()}>
            <button type="button" class="source-go" onclick={go(&row.first.place)}>
                <span class="source-name">{ &row.name }</span>
                <span class="source-share">{ format!("{share:.0} %") }</span>
                <svg class="source-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="bar-room" width="100" height="6" /><rect class="bar" width={width.to_string()} height="6" />
                </svg>
                <span class="source-facts">{ format!("{} direct, {} indirect · {} quoted · {lacks}", row.direct, row.indirect, counted(row.quoted_words, "word")) }</span>
                if *of_set {
                    <span class="source-facts">{ &row.first.title }</span>
                }
            </button>
            if row.places.len() > 1 {
                <button type="button" class="link-button source-next" onclick={step}>
                    <span class="visually-hidden">{ format!("{}: ", row.name) }</span>
                    { format!("Speaks in {} places · go to {}", row.places.len(), at + 1) }
                </button>
            }
        </li>
    }
}
