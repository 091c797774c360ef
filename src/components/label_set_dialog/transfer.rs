//! Taking a label set over from a file, or the default one; and handing ours
//! out.

use std::collections::HashMap;
use std::rc::Rc;

use galley_core::checks::{CHECKS, Check};
use galley_core::formats::label_set;
use galley_core::model::label_set::{LabelSetEdit, Merge};
use galley_core::model::{HouseStyle, LabelId, LabelSet};
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::Edit;
use crate::browser::{clock, files};
use crate::components::buttons::button;
use crate::components::focus;
use crate::opening::Input;

/// More than any label set has; a file beyond it is not read.
const MOST_BYTES: f64 = 8e6;
/// What is listed before "and more".
const LISTED: usize = 6;

#[derive(Properties, PartialEq)]
pub struct TransferProps {
    pub set: Rc<LabelSet>,
    pub uses: Rc<HashMap<LabelId, i64>>,
    pub edit: Edit,
    pub export: Callback<()>,
    pub can_export: bool,
    /// The file has what is saved, so the draft is saved before.
    pub saves_first: bool,
}

/// A set that may be taken over.
#[derive(PartialEq)]
struct Offer {
    /// What it is called in a sentence.
    name: String,
    set: LabelSet,
    issues: Vec<String>,
}

#[derive(Clone, PartialEq)]
enum State {
    Idle,
    Offered(Rc<Offer>),
    /// A file could not be read.
    Failed {
        name: String,
        reason: String,
    },
}

#[component]
pub fn Transfer(props: &TransferProps) -> Html {
    let state = use_state(|| State::Idle);
    let input = use_node_ref();
    let import = use_node_ref();
    let choose = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let on_file = {
        let state = state.clone();
        Callback::from(move |event: Event| {
            let chosen = event
                .target_dyn_into::<HtmlInputElement>()
                .map(|input| files::chosen(&input))
                .unwrap_or_default();
            let state = state.clone();
            if let Some(Input::File(file)) = chosen.into_iter().next() {
                spawn_local(async move { state.set(read(&file).await) });
            }
        })
    };
    let offer_default = {
        let state = state.clone();
        Callback::from(move |_: MouseEvent| {
            let offer =
                Offer { name: "The default set".to_owned(), set: LabelSet::default(), issues: Vec::new() };
            state.set(State::Offered(Rc::new(offer)));
        })
    };
    let finish = {
        let (state, import) = (state.clone(), import.clone());
        Callback::from(move |()| {
            state.set(State::Idle);
            focus(&import);
        })
    };
    html! {
        <>
            <div class="label-set-transfer">
                <button type="button" class="button" ref={import} onclick={choose}>{ "Import…" }</button>
                <input type="file" class="label-set-file" ref={input} hidden=true accept=".json,.jsonl,application/json" onchange={on_file} aria-label="Import a label set" />
                <button type="button" class="button" disabled={!props.can_export} onclick={props.export.reform(|_: MouseEvent| ())}>
                    { if props.saves_first { "Save and export" } else { "Export" } }
                </button>
                { button("button quiet", "Default set…", offer_default) }
            </div>
            {
                match &*state {
                    State::Idle => html! {},
                    State::Failed { name, reason } => html! {
                        <div class="label-set-question label-set-offer is-fault" role="group" aria-label="Import">
                            <p role="alert"><strong>{ format!("“{name}” was not taken over.") }</strong>{ format!(" {reason} Your label set is as it was.") }</p>
                            <div class="label-set-answers">{ button("button", "All right", finish.reform(|_: MouseEvent| ())) }</div>
                        </div>
                    },
                    State::Offered(offer) => html! {
                        <Preview offer={offer.clone()} set={props.set.clone()} uses={props.uses.clone()} edit={props.edit.clone()} on_finish={finish} />
                    },
                }
            }
        </>
    }
}

async fn read(file: &File) -> State {
    let name = file.name();
    let failed = |reason: String| State::Failed { name: name.clone(), reason };
    if file.size() > MOST_BYTES {
        return failed(format!("It has {:.0} MB: no label set is as large.", file.size() / 1e6));
    }
    // A whole number far below 2^53.
    let bytes = match files::bytes(file, 0, file.size() as u64).await {
        Ok(bytes) => bytes,
        Err(reason) => return failed(format!("It could not be read: {reason}.")),
    };
    let Ok(text) = String::from_utf8(bytes) else { return failed("It is not text in UTF-8.".to_owned()) };
    match label_set::read(&text) {
        Ok((set, issues)) => {
            let issues = issues.iter().map(ToString::to_string).collect();
            State::Offered(Rc::new(Offer { name: format!("“{name}”"), set, issues }))
        }
        Err(error) => failed(format!("At {}: {}.", error.place, error.reason)),
    }
}

#[derive(Properties, PartialEq)]
struct PreviewProps {
    offer: Rc<Offer>,
    set: Rc<LabelSet>,
    uses: Rc<HashMap<LabelId, i64>>,
    edit: Edit,
    on_finish: Callback<()>,
}

/// What would change, before it does.
#[component]
fn Preview(props: &PreviewProps) -> Html {
    let take = use_node_ref();
    use_effect_with(props.offer.clone(), {
        let take = take.clone();
        move |_| focus(&take)
    });
    // Against the draft as it is now: it can be edited meanwhile.
    let merge =
        use_memo((props.offer.clone(), props.set.clone(), props.uses.clone()), |(offer, set, uses)| {
            let is_used = |id: &LabelId| uses.get(id).is_some_and(|uses| *uses > 0);
            Merge::new(set, &offer.set, is_used, &mut || LabelId::new(clock::new_id().as_str()))
        });
    let accept = {
        let (edit, merge, on_finish) = (props.edit.clone(), merge.clone(), props.on_finish.clone());
        Callback::from(move |_: MouseEvent| {
            edit.dispatch(LabelSetEdit::Replace(Box::new(merge.label_set.clone())));
            on_finish.emit(());
        })
    };
    let leave = props.on_finish.reform(|_: MouseEvent| ());
    let is_same = merge.is_same_as(&props.set);
    let issues = &props.offer.issues;
    html! {
        <div class="label-set-question label-set-offer" role="group" aria-label="Take over another label set">
            <p role="status">
                <strong>{ if is_same { format!("{} is what you have.", props.offer.name) } else { format!("{} would change this:", props.offer.name) } }</strong>
            </p>
            if !is_same {
                <ul class="label-set-changes">{ for changes(&merge, &props.set).into_iter().map(|change| html! { <li>{ change }</li> }) }</ul>
            }
            if !issues.is_empty() {
                <p>{ "In the file, not everything was as it should be:" }</p>
                <ul class="label-set-changes">
                    { for issues.iter().take(LISTED).map(|issue| html! { <li>{ issue }</li> }) }
                    if issues.len() > LISTED {
                        <li>{ format!("and {} more", issues.len() - LISTED) }</li>
                    }
                </ul>
            }
            <div class="label-set-answers">
                if is_same {
                    <button type="button" class="button" ref={take} onclick={leave}>{ "All right" }</button>
                } else {
                    <button type="button" class="button primary" ref={take} onclick={accept}>{ "Take it over" }</button>
                    { button("button", "Keep what I have", leave) }
                    <span class="hint">{ "Nothing is saved before you press Save." }</span>
                }
            </div>
        </div>
    }
}

fn changes(merge: &Merge, ours: &LabelSet) -> Vec<String> {
    let line = |names: &[String], one: &str, many: &str, rest: &str| {
        let what = if names.len() == 1 { one } else { many };
        (!names.is_empty()).then(|| format!("{} {what}{rest}: {}", names.len(), listed(names)))
    };
    let checks = checks(&ours.house_style, &merge.label_set.house_style);
    let lines = [
        line(&merge.new, "label", "labels", " new"),
        line(&merge.changed, "label", "labels", " changed"),
        line(&merge.kept, "label is", "labels are", " missing there but in use, and kept"),
        line(&merge.gone, "label", "labels", " removed, not in use"),
        line(&merge.new_attributes, "attribute", "attributes", " new"),
        line(&merge.changed_attributes, "attribute", "attributes", " changed"),
        line(
            &merge.gone_attributes,
            "attribute",
            "attributes",
            " removed; values that were given stay in the articles",
        ),
        line(&checks, "check", "checks", " changed in the house style"),
    ];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    if lines.is_empty() { vec!["The order or the name of the set".to_owned()] } else { lines }
}

/// The checks that run otherwise in another house style, with how.
fn checks(ours: &HouseStyle, theirs: &HouseStyle) -> Vec<String> {
    let level = |style: &HouseStyle, check: &Check| match style.get(check.name) {
        Some(own) if own.off => "off",
        own => own.and_then(|own| own.level).unwrap_or(check.level).title(),
    };
    let changed = CHECKS.iter().filter(|check| level(ours, check) != level(theirs, check));
    changed.map(|check| format!("{} ({})", check.title, level(theirs, check).to_lowercase())).collect()
}

fn listed(names: &[String]) -> String {
    let shown = names[..names.len().min(LISTED)].join(", ");
    if names.len() > LISTED { format!("{shown} and {} more", names.len() - LISTED) } else { shown }
}
