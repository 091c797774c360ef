//! The attributions of the article in reading order, nested ones indented.

use std::rc::Rc;

use galley_core::model::Id;
use galley_core::session::{CardCommand, Command};
use yew::prelude::*;

use super::buttons::press;
use super::{hint, use_dispatch};
use crate::action::Action;

/// One attribution, as its line tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct CardLine {
    pub id: Id,
    /// Empty when no source is marked.
    pub who: String,
    pub cue: String,
    pub what: String,
    pub depth: usize,
    pub discuss: bool,
}

/// Some of the attributions, consecutive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardLines {
    pub total: usize,
    /// How many come before them.
    pub before: usize,
    pub lines: Vec<CardLine>,
}

#[derive(Properties, PartialEq)]
pub struct AttributionListProps {
    pub lines: Rc<CardLines>,
    pub shown: Option<Id>,
}

#[component]
pub fn AttributionList(props: &AttributionListProps) -> Html {
    let dispatch = use_dispatch();
    let CardLines { total, before, lines } = &*props.lines;
    let line = |line: &CardLine| {
        let open = press(&dispatch, Action::Do(Command::Card(CardCommand::Open(line.id.clone()))));
        let current = (props.shown.as_ref() == Some(&line.id)).then_some("true");
        let who = if line.who.is_empty() { "source not marked" } else { &line.who };
        html! {
            <li key={line.id.to_string()} class="card-line" data-depth={line.depth.min(6).to_string()}>
                <button type="button" class="annotation-row" aria-current={current} onclick={open}>
                    <span class="card-line-who">{ who }{ " " }<i>{ &line.cue }</i>
                        if line.discuss { <b class="discuss-mark" title="To be discussed">{ " !" }</b> }
                    </span>
                    <span class="annotation-words">{ &line.what }</span>
                </button>
            </li>
        }
    };
    let hidden = total - lines.len();
    html! {
        <section class="card-list" aria-labelledby="card-list-title">
            <h2 id="card-list-title" class="panel-title">{ format!("Attributions · {total}") }</h2>
            if *total == 0 {
                <p class="hint">{ "Select words and press " }<kbd>{ "S" }</kbd>{ " source, " }<kbd>{ "U" }</kbd>{ " cue, " }<kbd>{ "Q" }</kbd>{ " quote or " }<kbd>{ "A" }</kbd>{ " addressee: they make one card." }</p>
            }
            <ul>{ for lines.iter().map(line) }</ul>
            if hidden > 0 {
                { hint(format!("{} to {} of {total} are listed", before + 1, before + lines.len())) }
            }
        </section>
    }
}
