//! The workspaces of this place.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::buttons::{button, named_button, press};
use super::dialog::{Modal, closing};
use super::{counted, focus, use_dispatch};
use crate::action::Action;
use crate::browser::storage::registry::{Contents, WorkspaceLine, WorkspaceRecord};
use crate::browser::{address, clock};

#[derive(Properties, PartialEq)]
pub struct WorkspacesDialogProps {
    pub lines: Rc<[WorkspaceLine]>,
    /// The id of the one that is open.
    pub open: AttrValue,
}

/// What is being done with one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Renaming,
    Deleting,
}

#[component]
pub fn WorkspacesDialog(props: &WorkspacesDialogProps) -> Html {
    let dispatch = use_dispatch();
    let doing = use_state(|| None::<(String, Doing)>);
    let name = use_node_ref();
    let make = {
        let (dispatch, name) = (dispatch.clone(), name.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let name = name.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            dispatch.emit(Action::NewWorkspace(name.trim().to_owned()));
        })
    };
    html! {
        <Modal title="Workspaces" class="workspaces" on_close={closing(&dispatch)}>
            <p class="hint">
                { "Each has its own articles, label set, guidelines and history. They are kept in this browser" }
                { if address::is_store_by_path() { ", for this file in this folder: a copy of the file elsewhere has workspaces of its own. A saved file takes one there." } else { "; a saved file takes one to another." } }
            </p>
            <ul class="workspace-list">
                { for props.lines.iter().map(|line| html! {
                    <Workspace key={line.record.id.clone()} line={line.clone()} is_open={*props.open == *line.record.id}
                        doing={doing.as_ref().filter(|(id, _)| *id == line.record.id).map(|(_, doing)| *doing)}
                        on_doing={let (doing, id) = (doing.clone(), line.record.id.clone());
                            Callback::from(move |next: Option<Doing>| doing.set(next.map(|next| (id.clone(), next))))} />
                }) }
            </ul>
            <form class="workspace-new" onsubmit={make}>
                <label class="field">
                    <span class="field-name">{ "A new workspace’s name" }</span>
                    <input ref={name} type="text" required=true maxlength="120" />
                </label>
                <button type="submit" class="button">{ "New workspace" }</button>
            </form>
        </Modal>
    }
}

#[derive(Properties, PartialEq)]
struct WorkspaceProps {
    line: WorkspaceLine,
    is_open: bool,
    doing: Option<Doing>,
    on_doing: Callback<Option<Doing>>,
}

/// What a workspace is called on screen.
pub fn shown_name(name: &str) -> &str {
    if name.is_empty() { "Unnamed workspace" } else { name }
}

#[component]
fn Workspace(props: &WorkspaceProps) -> Html {
    let dispatch = use_dispatch();
    let field = use_node_ref();
    // What was pressed is gone: the focus goes to what has come for it.
    use_effect_with(props.doing, {
        let field = field.clone();
        move |doing| {
            if doing.is_some() {
                focus(&field);
            }
        }
    });
    let WorkspaceLine { record, contents } = &props.line;
    let shown = shown_name(&record.name);
    let on = |action: Action| press(&dispatch, action);
    let go = |doing: Option<Doing>| props.on_doing.reform(move |_: MouseEvent| doing);
    let rename = {
        let (dispatch, field, on_doing) = (dispatch.clone(), field.clone(), props.on_doing.clone());
        let id = record.id.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let name = field.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            dispatch.emit(Action::RenameWorkspace(id.clone(), name.trim().to_owned()));
            on_doing.emit(None);
        })
    };
    html! {
        <li class="workspace" aria-current={props.is_open.then_some("true")}>
            <div>
                <p class="workspace-name">{ shown }{ if props.is_open { " · open" } else { "" } }</p>
                <p class="workspace-facts">{ facts(record, contents.as_ref().ok()) }</p>
                if let Err(error) = contents {
                    <p class="workspace-problem">{ error.to_string() }</p>
                }
            </div>
            { match props.doing {
                None => html! {
                    <div class="buttons">
                        if !props.is_open {
                            { named_button("button", "Open", format!("Open {shown}"), on(Action::OpenWorkspace(record.id.clone()))) }
                        }
                        { named_button("button quiet", "Rename", format!("Rename {shown}"), go(Some(Doing::Renaming))) }
                        { named_button("button quiet", "Save to a file", format!("Save to a file: {shown}"), on(Action::ExportWorkspace(record.clone()))) }
                        if !props.is_open {
                            { named_button("button quiet", "Delete…", format!("Delete {shown}…"), go(Some(Doing::Deleting))) }
                        }
                    </div>
                },
                Some(Doing::Renaming) => html! {
                    <form class="workspace-new" onsubmit={rename}>
                        <label class="field">
                            <span class="field-name">{ "Name" }</span>
                            <input ref={field} type="text" required=true maxlength="120" defaultvalue={record.name.clone()} />
                        </label>
                        <button type="submit" class="button primary">{ "Rename" }</button>
                        { button("button quiet", "Cancel", go(None)) }
                    </form>
                },
                Some(Doing::Deleting) => html! {
                    <div class="workspace-delete" role="group" aria-label={format!("Delete {shown}")}>
                        <p role="alert">{ "Deleting cannot be taken back: articles, annotations and history go. Save it to a file first, unless you have one." }</p>
                        <div class="buttons">
                            <button ref={field} type="button" class="button primary" onclick={on(Action::ExportWorkspace(record.clone()))}>{ "Save it to a file" }</button>
                            { button("button", "Delete for good", on(Action::DeleteWorkspace(record.id.clone()))) }
                            { button("button quiet", "Keep it", go(None)) }
                        </div>
                    </div>
                },
            } }
        </li>
    }
}

fn facts(record: &WorkspaceRecord, contents: Option<&Contents>) -> String {
    let mut facts = Vec::new();
    if let Some(contents) = contents {
        facts.push(counted(contents.articles, "article"));
        facts.push(match contents.exported.as_str() {
            "" if contents.unexported == 0 => "nothing done yet".to_owned(),
            "" => "never exported".to_owned(),
            time if contents.unexported == 0 => format!("exported {}", clock::day_and_time(time)),
            time => format!(
                "exported {}, {} since",
                clock::day_and_time(time),
                counted(contents.unexported as usize, "step")
            ),
        });
    }
    if !record.opened.is_empty() {
        facts.push(format!("opened {}", clock::day_and_time(&record.opened)));
    }
    facts.join(" · ")
}
