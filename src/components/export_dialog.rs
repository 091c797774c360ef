//! Export: what, as what, what is lost by it, and where to.

use std::cell::Cell;
use std::rc::Rc;

use galley_core::formats::losses::{self, Losses};
use galley_core::formats::table::{self, FORMATS, Format};
use galley_core::formats::unit::Unit;
use yew::prelude::*;

use super::buttons::{button, press};
use super::dialog::{Modal, closing};
use super::select::Select;
use super::{counted, hint, use_dispatch};
use crate::action::{Action, ExportTo};
use crate::browser::save;
use crate::exporting::losses::{self as counting, Count, Set};
use crate::exporting::{ExportAs, ExportFormat, ExportScope};

#[derive(Properties, PartialEq)]
pub struct ExportDialogProps {
    /// The open article's title, where one is open.
    pub article: Option<AttrValue>,
    /// The articles, to count what a format loses of them.
    pub set: Set,
    /// The file that the last export was saved to.
    pub saved: Option<AttrValue>,
}

#[component]
pub fn ExportDialog(props: &ExportDialogProps) -> Html {
    let dispatch = use_dispatch();
    let articles = props.set.listings.len();
    let scope = use_state(|| {
        if articles == 1 && props.article.is_some() { ExportScope::Article } else { ExportScope::Set }
    });
    let format: UseStateHandle<&'static Format> = use_state(|| &FORMATS[0]);
    let unit = use_state(|| FORMATS[0].unit());
    let zipped = use_state(|| false);
    let losses = use_losses(*scope, *format, &props.set);
    let scopes: Vec<(AttrValue, AttrValue)> = [
        props.article.as_ref().map(|title| ("article".into(), format!("This article: {title}").into())),
        Some(("set".into(), format!("The whole set: {}", counted(articles, "article")).into())),
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
    let as_file = ExportAs { format: *format, unit: *unit, zipped: false };
    let may_zip = *scope == ExportScope::Set && as_file.has_one_file() && !as_file.is_own();
    let export_as = ExportAs { zipped: *zipped && may_zip, ..as_file };
    let choose_zipped = {
        let zipped = zipped.clone();
        Callback::from(move |_: Event| zipped.set(!*zipped))
    };
    let export = |to: ExportTo| {
        let action =
            Action::Export { scope: *scope, format: ExportFormat::Table(export_as), to, history: false };
        press(&dispatch, action)
    };
    html! {
        <Modal title="Export" class="export" on_close={closing(&dispatch)}>
            <Select label="What" value={if *scope == ExportScope::Article { "article" } else { "set" }} options={scopes} on_change={choose_scope} />
            <Select label="As" value={format.id} options={formats} on_change={choose_format} />
            if units.len() > 1 {
                <Select label="Offsets count" value={unit.name()} options={units} on_change={choose_unit} />
            }
            if may_zip {
                <label class="check"><input type="checkbox" checked={*zipped} onchange={choose_zipped} />{ "In a zip archive, with a list of the articles" }</label>
            }
            { hint(about(export_as)) }
            { lost(&losses, *scope, *format) }
            <div class="buttons">
                if let Some(name) = &props.saved {
                    { button("button primary", format!("Save to {name} again"), export(ExportTo::SaveAgain)) }
                }
                if save::has_picker() {
                    { button("button primary", "Save as…", export(ExportTo::SavePicker)) }
                    { button("button", "Download", export(ExportTo::Download)) }
                } else {
                    { button("button primary", "Download", export(ExportTo::Download)) }
                }
                if !export_as.is_archive() {
                    { button("button", "Copy", export(ExportTo::Clipboard)) }
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
    let file = match (export.is_archive(), export.zipped) {
        (true, true) => "The file is in a zip archive, with manifest.json, which lists the articles.",
        (true, false) => "The files are in one zip archive, with manifest.json, which lists the articles.",
        (false, _) => "It is one file, as the programs that read it expect.",
    };
    format!("{} {offsets} {} {file}", export.format.about, export.format.newlines.title())
}

/// What an export loses, by count and with examples: of the open article at
/// once, of a set as it is counted.
#[hook]
fn use_losses(scope: ExportScope, format: &'static Format, set: &Set) -> Count {
    // With the format that it is of.
    let count = use_state(|| ("", Count::default()));
    use_effect_with((scope, format.id), {
        let (count, set) = (count.clone(), set.clone());
        move |_| {
            let stop = Rc::new(Cell::new(false));
            if scope == ExportScope::Set && format.keeps != losses::ALL {
                let on = Callback::from(move |so_far| count.set((format.id, so_far)));
                counting::count(format, set, stop.clone(), on);
            }
            move || stop.set(true)
        }
    });
    let of_open = use_memo((format.id, set.open.clone()), |(_, open)| {
        let mut losses = Losses::new(format);
        open.iter().for_each(|article| losses.add(article));
        losses.list().to_vec()
    });
    match scope {
        ExportScope::Set if count.0 == format.id => count.1.clone(),
        ExportScope::Set => Count { total: set.listings.len(), ..Count::default() },
        ExportScope::Article => Count { losses: (*of_open).clone(), ..Count::default() },
    }
}

fn lost(count: &Count, scope: ExportScope, format: &Format) -> Html {
    if format.keeps == losses::ALL {
        return html! { <p class="hint" role="status">{ "Nothing is lost: reading the file back gives the same work." }</p> };
    }
    let Count { done, total, losses, unread } = count;
    let what = if scope == ExportScope::Set { "the set" } else { "this article" };
    let words = match (count.is_done(), losses.is_empty()) {
        // It stays the same while it is counted: it is read out.
        (false, _) => "Counting what the set loses…".to_owned(),
        (true, true) => format!("Nothing of {what} is lost."),
        (true, false) => format!("This format has no place for all of {what}. Not in the file:"),
    };
    html! {
        <div class="losses">
            <p class="hint" role="status">{ words }</p>
            if !count.is_done() {
                <progress max={total.to_string()} value={done.to_string()} aria-label="Counting what is lost" />
                <p class="count">{ format!("{done} of {total} articles") }</p>
            }
            if !losses.is_empty() {
                <ul class="loss-list" tabindex="0" aria-label="What is lost">
                    { for losses.iter().map(|loss| html! {
                        <li>
                            { loss.to_string() }
                            if !loss.examples.is_empty() {
                                <span class="loss-examples">{ format!(": {}", loss.examples.join(" · ")) }</span>
                            }
                        </li>
                    }) }
                </ul>
            }
            if *unread > 0 {
                { hint(format!("{} cannot be read from the store.", counted(*unread, "article"))) }
            }
        </div>
    }
}
