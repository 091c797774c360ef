//! One block of the article, painted. Drawn anew only when its view, its
//! selected annotation or the label set is another.

use std::sync::Arc;

use galley_core::model::{Id, LabelSet, Level};
use galley_core::store::{BlockView, Cover, Margin, MarginNote, PaintedSegment};
use galley_core::text::{BlockKind, Text};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct BlockProps {
    pub view: Arc<BlockView>,
    pub margin: Margin,
    pub text: Arc<Text>,
    pub label_set: Arc<LabelSet>,
    /// The selected annotation, when it has a fragment here.
    pub selected: Option<Id>,
    /// The worst that the check has found on each attribution of the margin,
    /// and on anything else here; nothing where no check looks.
    #[prop_or_default]
    pub flags: Flags,
}

/// What is flagged beside a block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flags {
    pub notes: Vec<Option<Level>>,
    pub block: Option<Level>,
}

#[component]
pub fn Block(props: &BlockProps) -> Html {
    let BlockProps { view, margin, text, label_set, selected, flags } = props;
    let segments = view.segments.iter().map(|segment| paint(segment, text, label_set, selected.as_ref()));
    let tag = match view.kind {
        BlockKind::Headline => "h1",
        BlockKind::Subheading => "h2",
        _ => "p",
    };
    html! {
        <div class={classes!("passage", view.kind.name(), (!margin.is_empty()).then_some("has-notes"))} data-found={flags.block.map(Level::name)}>
            <@{tag} class="block" data-block={view.index.to_string()} data-kind={view.kind.name()}
                data-number={view.number.map(|number| number.to_string())} dir="auto">
                { for segments }
            </@>
            if !margin.is_empty() {
                <div class="notes" role="group" aria-label="Attributions here">{ for margin.iter().zip(flags.notes.iter().copied()).map(|(one, found)| note(one, found)) }</div>
            }
        </div>
    }
}

/// A note of the margin. It is a button for the pointer; the keys have
/// commands that go from card to card.
fn note(note: &MarginNote, found: Option<Level>) -> Html {
    let who = match note.who.as_str() {
        "" if note.no_source => "no source",
        "" => "source?",
        who => who,
    };
    let pieces = (note.pieces > 1).then(|| format!("{} parts", note.pieces));
    let told = (!note.how.is_empty()).then(|| note.how.clone());
    let rest = match note.continued {
        true => "continued".to_owned(),
        false => told.into_iter().chain(pieces).collect::<Vec<_>>().join(" · "),
    };
    html! {
        <button key={note.attribution.to_string()} type="button" tabindex="-1" class={classes!("note", note.discuss.then_some("is-discussed"))}
            data-attribution={note.attribution.to_string()} data-depth={note.depth.min(3).to_string()} data-found={found.map(Level::name)}>
            <span class={classes!("note-who", note.who.is_empty().then_some("is-missing"))}>{ who }</span>
            <span class="note-how">{ rest }</span>
            if let Some(level) = found {
                <span class="visually-hidden">{ format!(", {} found", level.title().to_lowercase()) }</span>
            }
        </button>
    }
}

fn paint(segment: &PaintedSegment, text: &Text, label_set: &LabelSet, selected: Option<&Id>) -> Html {
    let words = text.slice(segment.range).unwrap_or_default();
    if segment.covers.is_empty() {
        return html! { words };
    }
    let lane = |lane: u8| segment.covers.iter().find(|cover| cover.lane == lane).map(label_of);
    let innermost = segment.covers.last();
    let is_selected = segment.covers.iter().any(|cover| Some(&cover.annotation.id) == selected);
    let edge = |edge: fn(&Cover) -> bool| {
        segment.covers.iter().any(|cover| Some(&cover.annotation.id) == selected && edge(cover))
    };
    let classes = classes!(
        is_selected.then_some("on"),
        edge(|cover| cover.begins || cover.resumes).then_some("on-start"),
        edge(|cover| cover.ends).then_some("on-end"),
        innermost.is_some_and(|cover| cover.begins).then_some("begins"),
        innermost.is_some_and(|cover| cover.ends).then_some("ends"),
        segment.covers.iter().any(|cover| cover.resumes).then_some("resumes"),
    );
    html! {
        <mark class={classes}
            data-annotations={ids(segment)}
            data-labels={names(segment, label_set)}
            data-tag={tag(segment, label_set)}
            data-tint={innermost.map(label_of)}
            data-lane0={lane(0)} data-lane1={lane(1)} data-lane2={lane(2)} data-lane3={lane(3)}
            title={titles(segment, label_set)}>
            { words }
        </mark>
    }
}

fn label_of(cover: &Cover) -> AttrValue {
    AttrValue::from(cover.annotation.label.as_str().to_owned())
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>, separator: &str) -> AttrValue {
    AttrValue::from(parts.collect::<Vec<_>>().join(separator))
}

fn ids(segment: &PaintedSegment) -> AttrValue {
    joined(segment.covers.iter().map(|cover| cover.annotation.id.as_str()), " ")
}

fn names(segment: &PaintedSegment, label_set: &LabelSet) -> AttrValue {
    joined(segment.covers.iter().map(|cover| label_set.name_of(&cover.annotation.label)), " ")
}

fn titles(segment: &PaintedSegment, label_set: &LabelSet) -> AttrValue {
    let title = |cover: &Cover| {
        label_set
            .label(&cover.annotation.label)
            .map_or_else(|| cover.annotation.label.to_string(), |label| label.title.clone())
    };
    AttrValue::from(segment.covers.iter().map(title).collect::<Vec<_>>().join(" › "))
}

/// The letters of the labels that begin here, so that labels are told apart
/// by more than colour.
fn tag(segment: &PaintedSegment, label_set: &LabelSet) -> Option<AttrValue> {
    let tags: String = segment
        .covers
        .iter()
        .filter(|cover| cover.begins)
        .filter_map(|cover| label_set.label(&cover.annotation.label))
        .filter_map(|label| label.key.or_else(|| label.title.chars().next()))
        .flat_map(char::to_uppercase)
        .collect();
    (!tags.is_empty()).then(|| tags.into())
}
