//! What is known of the open article, the kind of the block at the caret, and
//! annotations that lost their place.

use std::rc::Rc;

use galley_core::json::word;
use galley_core::model::{Extra, Status};
use galley_core::session::Command;
use galley_core::text::{Block, BlockKind};
use serde_json::Value;
use yew::prelude::*;

use super::select::Select;
use super::{hint, use_dispatch};
use crate::action::Action;

#[derive(Properties, PartialEq)]
pub struct ArticleDetailsProps {
    pub id: galley_core::model::Id,
    pub title: AttrValue,
    pub metadata: Rc<Extra>,
    pub status: Status,
    /// The block at the caret, with its index.
    pub block: Option<(usize, Block)>,
    pub orphans: Rc<Vec<Value>>,
    /// The guessed encoding and those to choose from, while it can be changed.
    pub encoding: Option<(AttrValue, Vec<(AttrValue, AttrValue)>)>,
}

#[component]
pub fn ArticleDetails(props: &ArticleDetailsProps) -> Html {
    let dispatch = use_dispatch();
    let set_status = dispatch.reform(|name: String| {
        let status = Status::ALL.into_iter().find(|status| status.name() == name).unwrap_or_default();
        Action::SetStatus(status)
    });
    let statuses: Vec<(AttrValue, AttrValue)> =
        Status::ALL.into_iter().map(|status| (status.name().into(), status.title().into())).collect();
    let kinds: Vec<(AttrValue, AttrValue)> =
        BlockKind::ALL.into_iter().map(|kind| (kind.name().into(), kind.title().into())).collect();
    let fact = |(name, value): (&String, &Value)| {
        html! { <><dt>{ name.replace('_', " ") }</dt><dd>{ word(value).into_owned() }</dd></> }
    };
    html! {
        <div class="details">
            <h3 class="details-title">{ &props.title }</h3>
            <Select label="Status" value={props.status.name()} options={statuses} on_change={set_status} />
            if let Some((index, block)) = props.block {
                <Select label={format!("Block at the caret ({})", index + 1)} value={block.kind.name()} options={kinds}
                    on_change={dispatch.reform(move |name: String| Action::DoHere(Command::SetBlockKind {
                        block: index,
                        kind: BlockKind::from_name(&name).unwrap_or(block.kind),
                    }))} />
            }
            if let Some((chosen, options)) = &props.encoding {
                <Select label="Encoding (a guess)" value={chosen} options={options.clone()} on_change={dispatch.reform({
                    let id = props.id.clone();
                    move |encoding: String| Action::Redecode(id.clone(), encoding)
                })} />
            }
            if !props.metadata.is_empty() {
                <dl class="facts">{ for props.metadata.iter().map(fact) }</dl>
            }
            if !props.orphans.is_empty() {
                <h3>{ format!("Without a place ({})", props.orphans.len()) }</h3>
                { hint("Their words are not in this text. They are kept, and exported again.") }
                <ul class="orphans">{ for props.orphans.iter().map(|orphan| html! { <li>{ words_of(orphan) }</li> }) }</ul>
            }
        </div>
    }
}

/// The words that an orphan marks, or what else is known of it.
fn words_of(orphan: &Value) -> String {
    let fragments = orphan.get("target").and_then(Value::as_array);
    let words: Vec<&str> =
        fragments.into_iter().flatten().filter_map(|fragment| fragment.get("exact")?.as_str()).collect();
    let label = orphan.get("label").and_then(Value::as_str).unwrap_or("annotation");
    if words.is_empty() {
        format!("{label}: {orphan}")
    } else {
        format!("{label}: “{}”", words.join(" … "))
    }
}
