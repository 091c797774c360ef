//! Export: what, as what, what is lost by it, and where to.

use std::rc::Rc;

use galley_core::formats::losses::{Loss, Losses};
use galley_core::formats::table::{self, FORMATS, Format};
use galley_core::formats::unit::Unit;
use galley_core::model::Article;
use yew::prelude::*;

use super::dialog::Modal;
use super::select::Select;
use super::use_dispatch;
use crate::action::{Action, ExportTo};
use crate::browser::save;
use crate::exporting::{ExportAs, ExportFormat, ExportScope};

#[derive(Properties, PartialEq)]
pub struct ExportDialogProps {
    /// The open article's title, where one is open.
    pub article: Option<AttrValue>,
    /// The open article, to count what a format loses of it.
    pub open: Option<Rc<Article>>,
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
    let format: UseStateHandle<&'static Format> = use_state(|| &FORMATS[0]);
    let unit = use_state(|| FORMATS[0].unit());
    let losses = use_memo((format.id, props.open.clone()), |(_, open)| losses(*format, open.as_deref()));
    let scopes: Vec<(AttrValue, AttrValue)> = [
        props.article.as_ref().map(|title| ("article".into(), format!("This article: {title}").into())),
        Some(("set".into(), format!("The whole set: {} articles", props.articles).into())),
    ]
    .into_iter()
    .flatten()
    .collect();
    let written = FORMATS.iter().filter(|format| format.is_written());
    let formats: Vec<(AttrValue, AttrValue)> =
        written.map(|format| (format.id.into(), AttrValue::from(title(format)))).collect();
    let units: Vec<(AttrValue, AttrValue)> =
        format.units.iter().map(|unit| (unit.name().into(), unit.title().into())).collect();
    let choose_scope = {
        let scope = scope.clone();
        Callback::from(move |value: String| {
            scope.set(if value == "article" { ExportScope::Article } else { ExportScope::Set })
        })
    };
    let choose_format = {
        let (format, unit) = (format.clone(), unit.clone());
        Callback::from(move |id: String| {
            if let Some(chosen) = table::by_id(&id) {
                format.set(chosen);
                unit.set(chosen.unit());
            }
        })
    };
    let choose_unit = {
        let unit = unit.clone();
        Callback::from(move |name: String| unit.set(Unit::from_name(&name).unwrap_or_default()))
    };
    let export_as = ExportAs { format: *format, unit: *unit };
    let export = |to: ExportTo| {
        let action = Action::Export { scope: *scope, format: ExportFormat::Table(export_as), to };
        dispatch.reform(move |_: MouseEvent| action.clone())
    };
    html! {
        <Modal title="Export" class="export" on_close={dispatch.reform(|()| Action::CloseDialog)}>
            <Select label="What" value={if *scope == ExportScope::Article { "article" } else { "set" }} options={scopes} on_change={choose_scope} />
            <Select label="As" value={format.id} options={formats} on_change={choose_format} />
            if units.len() > 1 {
                <Select label="Offsets count" value={unit.name()} options={units} on_change={choose_unit} />
            }
            <p class="hint">{ about(export_as) }</p>
            { lost(&losses, *scope, *format) }
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
                if !export_as.is_archive() {
                    <button type="button" class="button" onclick={export(ExportTo::Clipboard)}>{ "Copy" }</button>
                }
            </div>
        </Modal>
    }
}

fn title(format: &Format) -> String {
    format!("{} (.{})", format.name, format.extensions.first().copied().unwrap_or_default())
}

/// What the file is, what its offsets count and what becomes of line ends.
fn about(export: ExportAs) -> String {
    let offsets = match export.unit {
        Unit::None => "It has no offsets.".to_owned(),
        unit => format!("Offsets count {}.", unit.title()),
    };
    let archive = if export.is_archive() { " The files are in one zip archive." } else { "" };
    format!("{} {offsets} {}{archive}", export.format.about, export.format.newlines.title())
}

fn losses(format: &'static Format, open: Option<&Article>) -> Vec<Loss> {
    let mut losses = Losses::new(format);
    open.into_iter().for_each(|article| losses.add(article));
    losses.list().to_vec()
}

/// What is lost, by count and with examples.
fn lost(losses: &[Loss], scope: ExportScope, format: &Format) -> Html {
    if format.keeps == galley_core::formats::losses::ALL {
        return html! { <p class="hint" role="status">{ "Nothing is lost: reading the file back gives the same work." }</p> };
    }
    let of_set = scope == ExportScope::Set;
    html! {
        <div class="losses" role="status">
            if losses.is_empty() {
                <p class="hint">{ "Nothing of the open article is lost." }</p>
            } else {
                <p class="hint">{ "This format has no place for all of the open article. Not in the file:" }</p>
                <ul class="loss-list">
                    { for losses.iter().map(|loss| html! {
                        <li>
                            { format!("{} {}", loss.count, loss.what) }
                            if !loss.examples.is_empty() {
                                <span class="loss-examples">{ format!(": {}", loss.examples.join(" · ")) }</span>
                            }
                        </li>
                    }) }
                </ul>
            }
            if of_set {
                <p class="hint">{ "What the whole set loses is counted as it is written, and told when it is done." }</p>
            }
        </div>
    }
}
