//! The attribution check: what an editor should look at, the most serious
//! first, and what was dismissed. The one that was gone to has its card under
//! it, to be mended there.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::checks::{Finding, Missing};
use galley_core::model::{Dismissal, LabelSet};
use galley_core::session::Command;
use galley_core::text::{Text, TextRange};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::attribution_card::{AttributionCard, CardView};
use super::buttons::{button, button_unless, press};
use super::finding::{FindingItem, problem, title, words};
use super::{ByPointer, Dispatch, counted, hint, use_dispatch};
use crate::action::Action;
use crate::app::checking::{Checking, Problem};

/// Findings listed at once, with the one that was gone to.
const MOST: usize = 50;

#[derive(Properties, PartialEq)]
pub struct CheckPanelProps {
    pub checking: ByPointer<Checking>,
    pub text: Arc<Text>,
    /// The finding that was gone to.
    pub shown: Option<Problem>,
    /// The card that it is about.
    pub card: Option<Rc<CardView>>,
    pub label_set: Arc<LabelSet>,
}

#[component]
pub fn CheckPanel(props: &CheckPanelProps) -> Html {
    let dispatch = use_dispatch();
    let list = use_node_ref();
    use_effect_with(props.shown.clone(), {
        let list = list.clone();
        move |_| {
            let list = list.cast::<HtmlElement>();
            let shown = list.and_then(|list| list.query_selector("[aria-current]").ok().flatten());
            if let Some(finding) = shown.and_then(|shown| shown.parent_element()) {
                finding.scroll_into_view();
            }
        }
    });
    if !props.checking.is_known() {
        return html! { <p class="hint" role="status">{ "Checking…" }</p> };
    }
    let report = &props.checking.report;
    let checked = report.checked;
    let finding = |finding: &Finding| {
        let problem = problem(finding);
        let is_shown = props.shown.as_ref() == Some(&problem);
        let card = props.card.as_ref().filter(|_| is_shown);
        html! {
            <key={format!("{problem:?}")}>
                <FindingItem finding={finding.clone()} words={words(&props.text, finding)} {is_shown} />
                if let Some(card) = card {
                    <li><AttributionCard {card} label_set={props.label_set.clone()} /></li>
                }
            </>
        }
    };
    let first = first_listed(&report.findings, props.shown.as_ref());
    let after = report.findings.len().saturating_sub(first + MOST);
    html! {
        <div class="check-panel">
            <p class="check-counts" role="status">
                { format!("{}, {}, {} checked: ", counted(checked.attributions, "attribution"), counted(checked.claims, "claim"), counted(checked.quotations, "quotation")) }
                <strong>{ format!("{} found", report.findings.len()) }</strong>
                { format!(", {} dismissed", report.dismissed.len()) }
            </p>
            <div class="buttons">
                { button_unless(report.findings.is_empty(), "button primary", "Next problem", press(&dispatch, Action::NextProblem)) }
                { button("button", "Save report", press(&dispatch, Action::SaveReport)) }
                { button("button", "Print", press(&dispatch, Action::Print)) }
            </div>
            if !report.missing.is_empty() {
                <ul class="missing">{ for report.missing.iter().map(|missing| missing_marks(missing, &dispatch)) }</ul>
            }
            if report.findings.is_empty() {
                <p class="empty">{ "Nothing found in what is marked." }</p>
            }
            if first > 0 {
                { hint(format!("{first} before these.")) }
            }
            <ul class="findings" ref={list}>{ for report.findings.iter().skip(first).take(MOST).map(finding) }</ul>
            if after > 0 {
                { hint(format!("And {after} more.")) }
            }
            if !report.dismissed.is_empty() {
                <details class="dismissed">
                    <summary>{ format!("{} dismissed", report.dismissed.len()) }</summary>
                    <ul>{ for report.dismissed.iter().map(|(finding, dismissal)| dismissed(&dispatch, &props.text, finding, dismissal)) }</ul>
                </details>
            }
        </div>
    }
}

/// Where the list begins, so that the finding that was gone to is in it.
fn first_listed(findings: &[Finding], shown: Option<&Problem>) -> usize {
    let at = findings.iter().position(|finding| Some(&problem(finding)) == shown);
    at.map_or(0, |at| at - at % MOST)
}

fn dismissed(dispatch: &Dispatch, text: &Text, finding: &Finding, dismissal: &Arc<Dismissal>) -> Html {
    let revoke = press(dispatch, Action::DoHere(Command::Revoke(dismissal.id.clone())));
    html! {
        <li class="finding">
            <span class="finding-title">{ title(finding) }</span>
            <q>{ words(text, finding) }</q>
            <span class="finding-message">{ &dismissal.reason }</span>
            <div class="finding-foot">
                <small>{ dismissal.provenance.creator.to_string() }</small>
                { button("link-button", "Revoke", revoke) }
            </div>
        </li>
    }
}

fn missing_marks(missing: &Missing, dispatch: &Dispatch) -> Html {
    let go = |range: TextRange| {
        button("link-button", "Go to the first", press(dispatch, Action::Do(Command::SelectText(range))))
    };
    html! {
        <li>{ &missing.message }{ "." }{ for missing.at.map(go) }</li>
    }
}
