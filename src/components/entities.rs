//! Entities: whom the selected mention means, and all of the article's, to
//! rename, merge (drag one onto another) and split.

use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::{AnnotationType, Entity, Id, LabelSet};
use galley_core::session::{Command, EntityCommand};
use yew::prelude::*;

use super::buttons::{icon_button, press};
use super::icon::Shape;
use super::select::Select;
use super::text_field::TextField;
use super::{Dispatch, hint, use_dispatch};
use crate::action::Action;

/// An entity with the words of its mentions.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityView {
    pub entity: Arc<Entity>,
    pub mentions: Vec<(Id, String)>,
}

/// What the panel shows of entities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EntitiesView {
    /// The selected annotation, when it can be a mention, and its words.
    pub selected: Option<(Id, String)>,
    /// The entity that it is of.
    pub of: Option<Id>,
    /// How many others have the same words and are not grouped with it.
    pub alike: usize,
    pub entities: Vec<EntityView>,
    /// How many there are; not all may be listed.
    pub total: usize,
}

#[derive(Properties, PartialEq)]
pub struct EntitiesProps {
    pub view: Rc<EntitiesView>,
    pub label_set: Arc<LabelSet>,
}

/// What is dragged: an entity's id after `e`, a mention's after `m`.
type Dragged = Rc<std::cell::RefCell<Option<(char, Id)>>>;

fn command(dispatch: &Dispatch, command: EntityCommand) -> Callback<MouseEvent> {
    press(dispatch, Action::DoHere(Command::Entity(command)))
}

#[component]
pub fn Entities(props: &EntitiesProps) -> Html {
    let dispatch = use_dispatch();
    let dragged: Dragged = use_mut_ref(|| None);
    let view = &props.view;
    if view.total == 0 && view.selected.is_none() {
        return html! {};
    }
    let current = view.entities.iter().find(|entity| Some(&entity.entity.id) == view.of.as_ref());
    // Dropped beside all entities, a mention is split off.
    let off = {
        let (dispatch, dragged) = (dispatch.clone(), dragged.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            event.stop_propagation();
            if let Some(('m', id)) = dragged.take() {
                dispatch.emit(Action::DoHere(Command::Entity(EntityCommand::Split(Some(id)))));
            }
        })
    };
    html! {
        <section class="entities" aria-labelledby="entities-title">
            <h2 id="entities-title" class="panel-title">{ format!("Entities · {}", view.total) }</h2>
            if let Some((id, words)) = &view.selected {
                <div class="entity-tools">
                    if view.alike > 0 {
                        <button type="button" class="button" onclick={command(&dispatch, EntityCommand::Group)}>{ format!("Group “{words}” · {} alike", view.alike) }<kbd>{ "*" }</kbd></button>
                    }
                    <button type="button" class="button" onclick={command(&dispatch, EntityCommand::Link)}>{ "Link" }<kbd>{ "&" }</kbd></button>
                    if current.is_some() {
                        <button type="button" class="button" onclick={command(&dispatch, EntityCommand::Split(None))}>{ "Split off" }<kbd>{ "/" }</kbd></button>
                    }
                    { join(id, view, &dispatch) }
                </div>
            }
            if let Some(current) = current {
                { form(current, &props.label_set, &dispatch) }
            }
            <ul class="entity-rows" ondragover={Callback::from(allow)} ondrop={off}>
                { for view.entities.iter().map(|entity| row(entity, view.of.as_ref(), &dragged, &dispatch)) }
            </ul>
            if view.total > view.entities.len() {
                { hint(format!("{} more", view.total - view.entities.len())) }
            }
        </section>
    }
}

/// A place that takes what is dragged; files are the page's.
fn allow(event: DragEvent) {
    if !crate::browser::files::has_files(&event) {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn join(mention: &Id, view: &EntitiesView, dispatch: &Dispatch) -> Html {
    if view.entities.is_empty() {
        return html! {};
    }
    let mut options: Vec<(AttrValue, AttrValue)> = vec![("".into(), "–".into())];
    options.extend(
        view.entities.iter().map(|EntityView { entity, .. }| {
            (entity.id.as_str().to_owned().into(), entity.name.clone().into())
        }),
    );
    let chosen = view.of.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default();
    let mention = mention.clone();
    let on_change = dispatch.reform(move |id: String| {
        let mention = mention.clone();
        let command = match id.as_str() {
            "" => EntityCommand::Split(Some(mention)),
            id => EntityCommand::Join { mention, entity: Id::new(id) },
        };
        Action::DoHere(Command::Entity(command))
    });
    html! { <Select label="Means" value={chosen} {options} {on_change} /> }
}

fn form(view: &EntityView, label_set: &LabelSet, dispatch: &Dispatch) -> Html {
    let entity = &view.entity;
    let field = |title: &'static str, value: String, change: fn(Id, String) -> EntityCommand| {
        let id = entity.id.clone();
        let on_change =
            dispatch.reform(move |text| Action::DoHere(Command::Entity(change(id.clone(), text))));
        html! { <TextField label={title} {value} {on_change} /> }
    };
    let types: Vec<(AttrValue, AttrValue)> = label_set
        .labels
        .iter()
        .filter(|label| label.kind == AnnotationType::Entity)
        .map(|label| (label.id.as_str().to_owned().into(), label.title.clone().into()))
        .collect();
    let id = entity.id.clone();
    let set_type = dispatch.reform(move |label: String| {
        Action::DoHere(Command::Entity(EntityCommand::SetType {
            entity: id.clone(),
            label: label.as_str().into(),
        }))
    });
    let links = entity.links.join(" ");
    html! {
        <div class="entity-form" key={entity.id.to_string()}>
            { field("Canonical name", entity.name.clone(), |entity, name| EntityCommand::Rename { entity, name }) }
            { field("Role", entity.role.clone(), |entity, role| EntityCommand::SetRole { entity, role }) }
            <Select label="Type of the entity" value={entity.label.as_str().to_owned()} options={types} on_change={set_type} />
            { field("Links (URIs, apart by spaces)", links, |entity, links| EntityCommand::SetLinks {
                entity,
                links: links.split_whitespace().map(str::to_owned).collect(),
            }) }
            if !entity.links.is_empty() {
                <ul class="chips">{ for entity.links.iter().map(|link| html! { <li key={link.clone()} class="chip">{ told(link) }</li> }) }</ul>
            }
        </div>
    }
}

/// A link as it is shown: a Wikidata id as one.
fn told(link: &str) -> String {
    let last = link.rsplit('/').next().unwrap_or_default();
    let is_id = last.len() > 1 && last.starts_with('Q') && last.chars().skip(1).all(|c| c.is_ascii_digit());
    match is_id && (last.len() == link.len() || link.contains("wikidata.org/")) {
        true => format!("Wikidata {last}"),
        false => link.to_owned(),
    }
}

fn row(view: &EntityView, current: Option<&Id>, dragged: &Dragged, dispatch: &Dispatch) -> Html {
    let EntityView { entity, mentions } = view;
    let begin = |kind: char, id: &Id| {
        let (dragged, id) = (dragged.clone(), id.clone());
        Callback::from(move |event: DragEvent| {
            event.stop_propagation();
            // Firefox drags only what has data.
            if let Some(transfer) = event.data_transfer() {
                let _ = transfer.set_data("application/x-galley", id.as_str());
            }
            *dragged.borrow_mut() = Some((kind, id.clone()));
        })
    };
    let on_drop = {
        let (dispatch, dragged, id) = (dispatch.clone(), dragged.clone(), entity.id.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            event.stop_propagation();
            let command = match dragged.take() {
                Some(('m', mention)) => EntityCommand::Join { mention, entity: id.clone() },
                Some((_, from)) => EntityCommand::Merge { from, into: id.clone() },
                None => return,
            };
            dispatch.emit(Action::DoHere(Command::Entity(command)));
        })
    };
    let mention = |(id, words): &(Id, String)| {
        let select = press(dispatch, Action::Do(Command::Select(id.clone())));
        html! { <li key={id.to_string()} class="mention" draggable="true" ondragstart={begin('m', id)}><button type="button" onclick={select}>{ words }</button></li> }
    };
    let details = if entity.role.is_empty() { String::new() } else { format!(" · {}", entity.role) };
    html! {
        <li key={entity.id.to_string()} class={classes!("entity-row", (current == Some(&entity.id)).then_some("is-current"))}
            draggable="true" ondragstart={begin('e', &entity.id)} ondragover={Callback::from(allow)} ondrop={on_drop}>
            <p class="entity-name">
                <span class="swatch" data-type="entity" data-label={entity.label.as_str().to_owned()} />
                <span><b>{ &entity.name }</b>{ details }</span>
                { icon_button(format!("Ungroup “{}”", entity.name), Shape::Close, command(dispatch, EntityCommand::Remove(entity.id.clone()))) }
            </p>
            <ul class="mentions">{ for mentions.iter().map(mention) }</ul>
        </li>
    }
}
