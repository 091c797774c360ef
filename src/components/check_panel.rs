//! The attribution check: what an editor should look at, the most serious
//! first, and what was dismissed.

use std::sync::Arc;

use galley_core::checks::{Finding, Missing};
use galley_core::model::Dismissal;
use galley_core::session::Command;
use galley_core::text::{Text, TextRange};
use yew::prelude::*;

use super::finding::{FindingItem, problem, title, words};
use super::{ByPointer, counted, use_dispatch};
use crate::action::Action;
use crate::app::checking::{Checking, Problem};

/// Findings listed at once; the next come up as these are seen to.
const MOST: usize = 50;

#[derive(Properties, PartialEq)]
pub struct CheckPanelProps {
    pub checking: ByPointer<Checking>,
    pub text: Arc<Text>,
    pub shown: Option<Problem>,
}

#[component]
pub fn CheckPanel(props: &CheckPanelProps) -> Html {
    let dispatch = use_dispatch();
    if !props.checking.is_known() {
        return html! { <p class="hint" role="status">{ "Checking…" }</p> };
    }
    let report = &props.checking.report;
    let checked = report.checked;
    let finding = |finding: &Finding| {
        let problem = problem(finding);
        let is_shown = props.shown.as_ref() == Some(&problem);
        html! { <FindingItem key={format!("{problem:?}")} finding={finding.clone()} words={words(&props.text, finding)} {is_shown} /> }
    };
    html! {
        <div class="check-panel">
            <p class="check-counts" role="status">
                { format!("{}, {}, {} checked: ", counted(checked.attributions, "attribution"), counted(checked.claims, "claim"), counted(checked.quotations, "quotation")) }
                <strong>{ format!("{} found", report.findings.len()) }</strong>
                { format!(", {} dismissed", report.dismissed.len()) }
            </p>
            <div class="buttons">
                <button type="button" class="button primary" disabled={report.findings.is_empty()} onclick={dispatch.reform(|_: MouseEvent| Action::NextProblem)}>{ "Next problem" }</button>
                <button type="button" class="button" onclick={dispatch.reform(|_: MouseEvent| Action::SaveReport)}>{ "Save report" }</button>
                <button type="button" class="button" onclick={dispatch.reform(|_: MouseEvent| Action::Print)}>{ "Print" }</button>
            </div>
            if !report.missing.is_empty() {
                <ul class="missing">{ for report.missing.iter().map(|missing| html! { <MissingMarks missing={missing.clone()} /> }) }</ul>
            }
            if report.findings.is_empty() {
                <p class="empty">{ "Nothing found in what is marked." }</p>
            }
            <ul class="findings">{ for report.findings.iter().take(MOST).map(finding) }</ul>
            if report.findings.len() > MOST {
                <p class="hint">{ format!("And {} more.", report.findings.len() - MOST) }</p>
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

fn dismissed(dispatch: &super::Dispatch, text: &Text, finding: &Finding, dismissal: &Arc<Dismissal>) -> Html {
    let id = dismissal.id.clone();
    let revoke = dispatch.reform(move |_: MouseEvent| Action::DoHere(Command::Revoke(id.clone())));
    html! {
        <li class="finding">
            <span class="finding-title">{ title(finding) }</span>
            <q>{ words(text, finding) }</q>
            <span class="finding-message">{ &dismissal.reason }</span>
            <div class="finding-foot">
                <small>{ dismissal.provenance.creator.to_string() }</small>
                <button type="button" class="link-button" onclick={revoke}>{ "Revoke" }</button>
            </div>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct MissingProps {
    missing: Missing,
}

#[component]
fn MissingMarks(props: &MissingProps) -> Html {
    let dispatch = use_dispatch();
    let go = |range: TextRange| {
        let press = dispatch.reform(move |_: MouseEvent| Action::Do(Command::SelectText(range)));
        html! { <button type="button" class="link-button" onclick={press}>{ "Go to the first" }</button> }
    };
    html! {
        <li>{ &props.missing.message }{ "." }{ for props.missing.at.map(go) }</li>
    }
}
