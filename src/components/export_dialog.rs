//! Export: what, as what, and where to.

use yew::prelude::*;

use super::dialog::Modal;
use super::select::Select;
use super::use_dispatch;
use crate::action::{Action, ExportTo};
use crate::browser::save;
use crate::exporting::{ExportFormat, ExportScope};

#[derive(Properties, PartialEq)]
pub struct ExportDialogProps {
    /// The open article's title, where one is open.
    pub article: Option<AttrValue>,
    /// The number of articles in the list.
    pub articles: usize,
    /// The file that the last export was saved to.
    pub saved: Option<AttrValue>,
}

#[component]
pub fn ExportDialog(props: &ExportDialogProps) -> Html {
    let dispatch = use_dispatch();
    let scope = use_state(|| {
        if props.articles == 1 && props.article.is_some() { ExportScope::Article } else { ExportScope::Set }
    });
    let format = use_state(|| ExportFormat::Json);
    let scopes: Vec<(AttrValue, AttrValue)> = [
        props.article.as_ref().map(|title| ("article".into(), format!("This article: {title}").into())),
        Some(("set".into(), format!("The whole set: {} articles", props.articles).into())),
    ]
    .into_iter()
    .flatten()
    .collect();
    let formats: Vec<(AttrValue, AttrValue)> = vec![
        ("json".into(), "Galley JSON (.json): one object, easy to read".into()),
        ("jsonl".into(), "Galley JSON Lines (.jsonl): one article a line".into()),
    ];
    let choose_scope = {
        let scope = scope.clone();
        Callback::from(move |value: String| {
            scope.set(if value == "article" { ExportScope::Article } else { ExportScope::Set })
        })
    };
    let choose_format = {
        let format = format.clone();
        Callback::from(move |value: String| {
            format.set(if value == "jsonl" { ExportFormat::JsonLines } else { ExportFormat::Json })
        })
    };
    let export = |to: ExportTo| {
        let action = Action::Export { scope: *scope, format: *format, to };
        dispatch.reform(move |_: MouseEvent| action.clone())
    };
    html! {
        <Modal title="Export" class="export" on_close={dispatch.reform(|()| Action::CloseDialog)}>
            <Select label="What" value={if *scope == ExportScope::Article { "article" } else { "set" }} options={scopes} on_change={choose_scope} />
            <Select label="As" value={if *format == ExportFormat::Json { "json" } else { "jsonl" }} options={formats} on_change={choose_format} />
            <p class="hint">{ "Offsets are Unicode code points; every span carries its words. The label set goes along. Nothing is lost: reading the file back gives the same work." }</p>
            <div class="buttons">
                if let Some(name) = &props.saved {
                    <button type="button" class="button primary" onclick={export(ExportTo::SaveAgain)}>{ format!("Save to {name} again") }</button>
                }
                if save::has_picker() {
                    <button type="button" class="button primary" onclick={export(ExportTo::SavePicker)}>{ "Save as…" }</button>
                    <button type="button" class="button" onclick={export(ExportTo::Download)}>{ "Download" }</button>
                } else {
                    <button type="button" class="button primary" onclick={export(ExportTo::Download)}>{ "Download" }</button>
                }
                <button type="button" class="button" onclick={export(ExportTo::Clipboard)}>{ "Copy" }</button>
            </div>
        </Modal>
    }
}
