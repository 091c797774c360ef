//! What is asked before a file is opened: which reading of its offsets is
//! right, seen by the words that it finds, and what its labels are.

use std::collections::HashMap;
use std::sync::Arc;

use galley_core::formats::label_map::{Choice, FileLabel};
use galley_core::formats::question::{Answer, Question, Reading};
use galley_core::formats::reading::Shown;
use galley_core::formats::unit::Unit;
use galley_core::model::{AnnotationType, Label, LabelId, LabelSet};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::buttons::{button, press};
use super::dialog::Modal;
use super::icon::{Shape, icon};
use super::select::Select;
use super::{counted, hint, use_dispatch};
use crate::action::Action;
use crate::opening::Ask;

/// Labels with a row of their own at first, and with each more.
const ROWS: usize = 100;
/// Of longer words, the beginning and the end are shown: a wrong unit shows
/// at both.
const SHOWN: usize = 64;

#[derive(Properties, PartialEq)]
pub struct QuestionDialogProps {
    pub ask: Ask,
    pub label_set: Arc<LabelSet>,
}

#[component]
pub fn QuestionDialog(props: &QuestionDialogProps) -> Html {
    let dispatch = use_dispatch();
    let Ask { file, articles, question, .. } = &props.ask;
    let chosen = use_state(|| question.best);
    let choices = use_state(HashMap::<String, Choice>::new);
    let rows = use_state(|| ROWS);
    let Some(reading) = question.readings.get(*chosen) else { return html! {} };
    let unknown: Vec<&FileLabel> = reading.labels.iter().filter(|label| !label.is_known).collect();
    let choose = {
        let choices = choices.clone();
        Callback::from(move |(name, choice): (String, Choice)| {
            let mut next = (*choices).clone();
            next.insert(name, choice);
            choices.set(next);
        })
    };
    let all = |choice: fn(&FileLabel) -> Choice| {
        let choices = choices.clone();
        let all: HashMap<String, Choice> =
            unknown.iter().map(|label| (label.name.clone(), choice(label))).collect();
        Callback::from(move |_: MouseEvent| choices.set(all.clone()))
    };
    let more = {
        let rows = rows.clone();
        Callback::from(move |_: MouseEvent| rows.set(*rows + ROWS))
    };
    let open = {
        let answer = Answer {
            reading: *chosen,
            labels: choices.iter().map(|(name, choice)| (name.clone(), choice.clone())).collect(),
        };
        press(&dispatch, Action::Answer(Some(answer)))
    };
    let skip = dispatch.reform(|()| Action::Answer(None));
    let what = match (articles, question.readings.len()) {
        (1, 1) => format!("{}, one article.", reading.format.name),
        (count, 1) => format!("{}, {count} articles.", reading.format.name),
        (1, _) => "One article, which can be read in several ways.".to_owned(),
        (count, _) => format!("{count} articles, which can be read in several ways."),
    };
    html! {
        <Modal title={format!("Open “{file}”")} class="wide question" on_close={skip.clone()}>
            { hint(what) }
            if question.readings.len() > 1 {
                { readings(question, *chosen, &chosen) }
            }
            if !unknown.is_empty() {
                <section class="question-labels" aria-labelledby="question-labels">
                    <h3 id="question-labels">{ format!("{} that the label set does not know", counted(unknown.len(), "label")) }</h3>
                    { hint("Kept with the label set, so that files with these labels are not asked about again. What is left out is counted in the report.") }
                    <div class="buttons question-all">
                        { button("button", "As proposed", all(|label| label.likely.clone())) }
                        { button("button", "All new", all(|label| Choice::New(label.kind))) }
                        { button("button", "Leave all out", all(|_| Choice::Ignore)) }
                    </div>
                    <ul class="question-rows">
                        { for unknown.iter().take(*rows).map(|label| {
                            let choice = choices.get(&label.name).unwrap_or(&label.likely);
                            row(label, choice, &props.label_set, &choose)
                        }) }
                    </ul>
                    if unknown.len() > *rows {
                        { button("button", format!("Show more of the other {}", counted(unknown.len() - *rows, "label")), more) }
                    }
                </section>
            }
            <div class="buttons question-foot">
                <button type="button" class="button primary" autofocus=true onclick={open}>{ "Open" }</button>
                { button("button", "Do not open it", skip.reform(|_: MouseEvent| ())) }
            </div>
        </Modal>
    }
}

/// The ways to read the file, side by side, with the words that each finds.
fn readings(question: &Question, chosen: usize, state: &UseStateHandle<usize>) -> Html {
    let formats_differ =
        question.readings.iter().any(|reading| reading.format != question.readings[0].format);
    let card = |(index, reading): (usize, &Reading)| {
        let state = state.clone();
        let onchange = Callback::from(move |event: Event| {
            if event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked()) {
                state.set(index);
            }
        });
        let offsets = match reading.unit {
            Unit::None => String::new(),
            unit => format!("Offsets count {}", unit.title()),
        };
        html! {
            <label class="question-reading" key={index}>
                <span class="question-way">
                    <input type="radio" name="question-reading" checked={index == chosen} {onchange} />
                    <span>
                        if formats_differ { <span class="question-format">{ reading.format.name }</span> }
                        { offsets }
                        if index == question.best { <span class="question-best">{ "fits best" }</span> }
                    </span>
                </span>
                <ol class="question-words">{ for reading.shown.iter().map(shown) }</ol>
                if reading.shown.is_empty() { <span class="hint">{ "It has no marks." }</span> }
            </label>
        }
    };
    html! {
        <fieldset class="question-readings">
            <legend>{ "Where do the words begin and end as they should?" }</legend>
            { for question.readings.iter().enumerate().map(card) }
        </fieldset>
    }
}

fn shown(shown: &Shown) -> Html {
    html! {
        <li>
            <span class="question-words-label">{ &shown.label }</span>
            if let Some(words) = &shown.words {
                <q>{ shortened(words) }</q>
            } else {
                <span class="question-differs">{ icon(Shape::Warning) }{ "outside the text" }</span>
            }
            if shown.differs {
                <span class="question-differs">{ icon(Shape::Warning) }{ "the file quotes other words" }</span>
            }
        </li>
    }
}

/// A label of the file, with what it becomes.
fn row(label: &FileLabel, choice: &Choice, set: &LabelSet, choose: &Callback<(String, Choice)>) -> Html {
    let option = |label: &Label| (value_of(&Choice::Same(label.id.clone())), AttrValue::from(title(label)));
    let new = |kind: AnnotationType| {
        (value_of(&Choice::New(kind)), AttrValue::from(format!("New label ({})", kind.name())))
    };
    let others = AnnotationType::ALL.into_iter().filter(|kind| *kind != label.kind);
    let mut options: Vec<_> = [label.kind].into_iter().chain(others).map(new).collect();
    options.push((value_of(&Choice::Ignore), AttrValue::from("Leave out")));
    options.extend(set.labels.iter().map(option));
    let on_change = {
        let name = label.name.clone();
        choose.reform(move |value: String| (name.clone(), choice_of(&value)))
    };
    html! {
        <li class="question-row" key={label.name.clone()} data-label={label.name.clone()}>
            <span class="question-name">{ if label.name.is_empty() { "(no name)" } else { &label.name } }</span>
            <span class="count">{ label.count }</span>
            <span class="question-example">
                if !label.example.is_empty() { <q>{ shortened(&label.example) }</q> }
            </span>
            <Select label={format!("What {} becomes", label.name)} quiet=true value={value_of(choice)} {options} {on_change} />
        </li>
    }
}

fn title(label: &Label) -> String {
    if label.title.eq_ignore_ascii_case(&label.name) {
        label.title.clone()
    } else {
        format!("{} ({})", label.title, label.name)
    }
}

fn value_of(choice: &Choice) -> AttrValue {
    match choice {
        Choice::New(kind) => kind.name().into(),
        Choice::Ignore => "ignore".into(),
        Choice::Same(id) => format!("={id}").into(),
    }
}

fn choice_of(value: &str) -> Choice {
    match value.strip_prefix('=') {
        Some(id) => Choice::Same(LabelId::new(id)),
        None => AnnotationType::from_name(value).map_or(Choice::Ignore, Choice::New),
    }
}

/// The beginning and the end of words that are many.
fn shortened(words: &str) -> String {
    let count = words.chars().count();
    if count <= SHOWN {
        return words.to_owned();
    }
    let start: String = words.chars().take(SHOWN / 2).collect();
    let end: String = words.chars().skip(count - SHOWN / 2).collect();
    format!("{start} … {end}")
}
