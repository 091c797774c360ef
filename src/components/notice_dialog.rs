//! All lines of a notice that has many: to read, to copy, to save.

use std::rc::Rc;

use galley_core::formats::file_name;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::buttons::{button, press};
use super::dialog::{Modal, closing};
use super::{counted, hint, use_dispatch};
use crate::action::Action;
use crate::browser::clock;
use crate::browser::save::{self, FileKind, SaveError};
use crate::state::Notice;

/// Lines on the page; the copy and the file have all.
const SHOWN: usize = 1_000;

#[derive(Properties, PartialEq)]
pub struct NoticeDialogProps {
    pub notice: Notice,
}

#[component]
pub fn NoticeDialog(props: &NoticeDialogProps) -> Html {
    let dispatch = use_dispatch();
    let Notice { title, lines, .. } = &props.notice;
    let error = use_state(|| None::<String>);
    let tell = {
        let (dispatch, error) = (dispatch.clone(), error.clone());
        Callback::from(move |(outcome, done): (Result<(), SaveError>, &'static str)| match outcome {
            Ok(()) => dispatch.emit(Action::Say(done)),
            Err(why) => error.set(Some(why.to_string())),
        })
    };
    let copy = {
        let (lines, tell) = (lines.clone(), tell.clone());
        Callback::from(move |_: MouseEvent| {
            let (lines, tell) = (lines.clone(), tell.clone());
            spawn_local(async move {
                let copied = match whole(&lines) {
                    Ok(blob) => save::copy(&blob).await,
                    Err(error) => Err(error),
                };
                tell.emit((copied, "Copied"));
            });
        })
    };
    let save = {
        let (lines, title) = (lines.clone(), title.clone());
        Callback::from(move |_: MouseEvent| {
            let name = file_name::dated(&title, &clock::day(&clock::now()), FileKind::of("txt").extension);
            let saved = whole(&lines).and_then(|blob| save::download(&name, &blob));
            tell.emit((saved, "Saved"));
        })
    };
    html! {
        <Modal title={title.clone()} class="wide notice-dialog" on_close={closing(&dispatch)}>
            <ol class="notice-lines" tabindex="0" aria-label={counted(lines.len(), "line")}>
                { for lines.iter().take(SHOWN).map(|line| html! { <li>{ line }</li> }) }
            </ol>
            if lines.len() > SHOWN {
                { hint(format!("{} more are in the copy and in the file.", lines.len() - SHOWN)) }
            }
            if let Some(error) = &*error {
                <p class="hint" role="alert">{ error }</p>
            }
            <div class="buttons">
                <button type="button" class="button primary" autofocus=true onclick={press(&dispatch, Action::CloseDialog)}>{ "Close" }</button>
                { button("button", "Copy", copy) }
                { button("button", "Save as text", save) }
            </div>
        </Modal>
    }
}

fn whole(lines: &Rc<[String]>) -> Result<web_sys::Blob, SaveError> {
    let mut parts = save::Parts::default();
    for line in lines.iter() {
        parts.push(line);
        parts.push("\n");
    }
    parts.blob(FileKind::of("txt"))
}
