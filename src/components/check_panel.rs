//! The attribution check: what an editor should look at, the most serious
//! first, and what was dismissed.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::checks::{Finding, Missing};
use galley_core::model::{Dismissal, Subject};
use galley_core::session::Command;
use galley_core::text::{Text, TextRange};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{counted, use_dispatch};
use crate::action::Action;
use crate::app::checking::{Checking, Problem};

/// Findings listed at once; the next come up as these are seen to.
const MOST: usize = 200;
/// Characters of the text that a finding quotes.
const QUOTED: usize = 90;

#[derive(Properties)]
pub struct CheckPanelProps {
    pub checking: Rc<Checking>,
    pub text: Arc<Text>,
    pub shown: Option<Problem>,
}

impl PartialEq for CheckPanelProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.checking, &other.checking)
            && Arc::ptr_eq(&self.text, &other.text)
            && self.shown == other.shown
    }
}

#[component]
pub fn CheckPanel(props: &CheckPanelProps) -> Html {
    let dispatch = use_dispatch();
    let dismissing = use_state(|| None::<Problem>);
    let report = &props.checking.report;
    let checked = report.checked;
    let finding = |(at, finding): (usize, &Finding)| {
        let problem = (finding.check.name, finding.subject.clone());
        let is_shown = props.shown.as_ref() == Some(&problem);
        let is_asked = dismissing.as_ref() == Some(&problem);
        let ask = {
            let (dismissing, problem) = (dismissing.clone(), problem.clone());
            Callback::from(move |_: MouseEvent| dismissing.set((!is_asked).then(|| problem.clone())))
        };
        html! {
            <li key={format!("{problem:?}")} class="finding" data-check={finding.check.name} data-level={finding.level.name()}>
                <button type="button" class="finding-go" aria-current={is_shown.then_some("true")}
                    onclick={dispatch.reform(move |_: MouseEvent| Action::ShowProblem(at))}>
                    <span class="finding-level">{ finding.level.title() }</span>
                    <span class="finding-title">{ title(finding) }</span>
                    <q>{ words(&props.text, finding) }</q>
                    <span class="finding-message">{ &finding.message }</span>
                </button>
                <div class="finding-foot">
                    <small>{ finding.check.standard }</small>
                    <button type="button" class="link-button" aria-expanded={is_asked.to_string()} onclick={ask}>{ "Dismiss…" }</button>
                </div>
                if is_asked {
                    <DismissForm {problem} done={Callback::from({ let dismissing = dismissing.clone(); move |()| dismissing.set(None) })} />
                }
            </li>
        }
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
            </div>
            if !report.missing.is_empty() {
                <ul class="missing">{ for report.missing.iter().map(|missing| html! { <MissingMarks missing={missing.clone()} /> }) }</ul>
            }
            if report.findings.is_empty() {
                <p class="empty">{ "Nothing found in what is marked." }</p>
            }
            <ul class="findings">{ for report.findings.iter().take(MOST).enumerate().map(finding) }</ul>
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

fn title(finding: &Finding) -> String {
    let mark = if finding.check.is_prompt { "?" } else { "" };
    format!("{}{mark}", finding.check.title)
}

/// The first words that a finding is about.
fn words(text: &Text, finding: &Finding) -> String {
    let words = finding.ranges.first().and_then(|range| text.slice(*range)).unwrap_or_default();
    let mut chars = words.chars();
    let mut short: String = chars.by_ref().take(QUOTED).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

#[derive(Properties, PartialEq)]
struct DismissFormProps {
    problem: (&'static str, Subject),
    done: Callback<()>,
}

/// Asks why a finding is no problem.
#[component]
fn DismissForm(props: &DismissFormProps) -> Html {
    let dispatch = use_dispatch();
    let reason = use_node_ref();
    let focus = reason.clone();
    use_effect_with((), move |()| {
        if let Some(input) = focus.cast::<HtmlInputElement>() {
            let _ = input.focus();
        }
    });
    let submit = {
        let (dispatch, reason, problem, done) =
            (dispatch.clone(), reason.clone(), props.problem.clone(), props.done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let reason = reason.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let (check, subject) = (problem.0.to_owned(), problem.1.clone());
            let reason = reason.trim().to_owned();
            dispatch.emit(Action::DoHere(Command::Dismiss { check, subject, reason }));
            done.emit(());
        })
    };
    html! {
        <form class="dismiss" onsubmit={submit}>
            <label class="field"><span class="field-name">{ "Why is it no problem here?" }</span>
                <input type="text" ref={reason} required=true /></label>
            <button type="submit" class="button">{ "Dismiss" }</button>
        </form>
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
