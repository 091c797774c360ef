//! One finding of the check: what is wrong, where to look, and the ways out of
//! it. The check's panel and the attribution card list them.

use galley_core::checks::Finding;
use galley_core::model::Subject;
use galley_core::session::Command;
use galley_core::text::Text;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::buttons::{button, press};
use super::{use_dispatch, use_focus};
use crate::action::Action;
use crate::app::checking::Problem;

/// Characters of the text that a finding quotes.
const QUOTED: usize = 90;

/// What a finding is, to find it again.
pub fn problem(finding: &Finding) -> Problem {
    (finding.check.name, finding.subject.clone())
}

/// A finding's title; a prompt asks.
pub fn title(finding: &Finding) -> String {
    let mark = if finding.check.is_prompt { "?" } else { "" };
    format!("{}{mark}", finding.check.title)
}

/// The first words that a finding is about.
pub fn words(text: &Text, finding: &Finding) -> String {
    let words = finding.ranges.first().and_then(|range| text.slice(*range)).unwrap_or_default();
    let mut chars = words.chars();
    let mut short: String = chars.by_ref().take(QUOTED).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

/// What [`Action::Fix`] does about a finding, where one step does it.
fn way_out(finding: &Finding) -> Option<&'static str> {
    match (finding.check.name, &finding.subject.place) {
        ("claim_without_source", _) => Some("Own reporting"),
        ("quotation_without_source", Some(_)) => Some("Attribute it"),
        ("quotation_without_source", None) => Some("No source"),
        _ => None,
    }
}

#[derive(Properties)]
pub struct FindingItemProps {
    pub finding: Finding,
    /// The words that it is about; none where they are shown beside it.
    #[prop_or_default]
    pub words: Option<String>,
    pub is_shown: bool,
}

impl PartialEq for FindingItemProps {
    fn eq(&self, other: &Self) -> bool {
        problem(&self.finding) == problem(&other.finding)
            && self.finding.level == other.finding.level
            && self.finding.message == other.finding.message
            && self.words == other.words
            && self.is_shown == other.is_shown
    }
}

#[component]
pub fn FindingItem(props: &FindingItemProps) -> Html {
    let dispatch = use_dispatch();
    let is_asked = use_state(|| false);
    let finding = &props.finding;
    let problem = problem(finding);
    let ask = {
        let is_asked = is_asked.clone();
        Callback::from(move |_: MouseEvent| is_asked.set(!*is_asked))
    };
    let go = press(&dispatch, Action::ShowProblem(problem.clone()));
    let fix = press(&dispatch, Action::Fix(problem.clone()));
    let done = {
        let is_asked = is_asked.clone();
        Callback::from(move |()| is_asked.set(false))
    };
    html! {
        <li class="finding" data-check={finding.check.name} data-level={finding.level.name()}>
            <button type="button" class="finding-go" aria-current={props.is_shown.then_some("true")} onclick={go}>
                <span class="finding-level">{ finding.level.title() }</span>
                <span class="finding-title">{ title(finding) }</span>
                if let Some(words) = &props.words {
                    <q>{ words }</q>
                }
                <span class="finding-message">{ &finding.message }</span>
            </button>
            <div class="finding-foot">
                <small>{ finding.check.standard }</small>
                if let Some(way) = way_out(finding) {
                    { button("link-button", way, fix) }
                }
                <button type="button" class="link-button" aria-expanded={is_asked.to_string()} onclick={ask}>{ "Dismiss…" }</button>
            </div>
            if *is_asked {
                <DismissForm {problem} {done} />
            }
        </li>
    }
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
    use_focus(&reason);
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
