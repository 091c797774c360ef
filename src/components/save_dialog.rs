//! Saving the workspace as a file.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::buttons::{button, press};
use super::dialog::{Modal, closing};
use super::select::Select;
use super::{counted, hint, use_dispatch};
use crate::action::{Action, ExportTo};
use crate::browser::save;
use crate::exporting::{ExportFormat, ExportScope};

#[derive(Properties, PartialEq)]
pub struct SaveDialogProps {
    /// The file that the workspace was saved to before, with its format.
    pub saved: Option<(AttrValue, ExportFormat)>,
    /// The number of articles in the list.
    pub articles: usize,
}

const FORMATS: [(&str, &str, ExportFormat); 3] = [
    ("html", "HTML (.html): Galley itself with the work inside", ExportFormat::Page),
    ("json", "Galley JSON (.galley.json): the work alone", ExportFormat::Project),
    ("zip", "Zip (.zip): one JSON file an article", ExportFormat::Archive),
];

#[component]
pub fn SaveDialog(props: &SaveDialogProps) -> Html {
    let dispatch = use_dispatch();
    let format = use_state(|| "html".to_owned());
    let history = use_state(|| true);
    let tell = {
        let history = history.clone();
        Callback::from(move |event: Event| {
            history.set(event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked()));
        })
    };
    let choose = {
        let format = format.clone();
        Callback::from(move |value: String| format.set(value))
    };
    let chosen =
        FORMATS.iter().find(|(key, ..)| *key == *format).map_or(ExportFormat::Page, |(_, _, chosen)| *chosen);
    let save_to = |format: ExportFormat, to: ExportTo| {
        let (scope, history) = (ExportScope::Set, *history);
        press(&dispatch, Action::Export { scope, format, to, history })
    };
    let options: Vec<(AttrValue, AttrValue)> =
        FORMATS.iter().map(|&(key, title, _)| (key.into(), title.into())).collect();
    let words = match chosen {
        ExportFormat::Page => {
            "One file to keep, to mail, to open anywhere: it shows the work and goes on from there. It has all articles, what is marked in them, the label set and the guidelines."
        }
        _ => {
            "All articles, what is marked in them, the label set and the guidelines. Open the file in Galley to go on."
        }
    };
    html! {
        <Modal title="Save the workspace" on_close={closing(&dispatch)}>
            <Select label="As" {options} value={AttrValue::from((*format).clone())} on_change={choose} />
            { hint(words) }
            <label class="check"><input type="checkbox" checked={*history} onchange={tell} />{ "With the history" }</label>
            <p class="hint">
                { if *history {
                    "Who opens the file where this work already is gets just what was done since, deletions too; in a new place they can go back in it. It holds all that was ever marked, also what was deleted, and the articles that were taken off the list."
                } else {
                    "The file tells only how things stand. Where it is opened beside other work, what differs is asked about, and what was deleted here comes back from there."
                } }
            </p>
            { hint(counted(props.articles, "article")) }
            <div class="buttons">
                if let Some((name, format)) = &props.saved {
                    { button("button primary", format!("Save to {name} again"), save_to(*format, ExportTo::SaveAgain)) }
                }
                if save::has_picker() {
                    { button("button primary", "Save as…", save_to(chosen, ExportTo::SavePicker)) }
                    { button("button", "Download", save_to(chosen, ExportTo::Download)) }
                } else {
                    { button("button primary", "Download", save_to(chosen, ExportTo::Download)) }
                }
            </div>
        </Modal>
    }
}
