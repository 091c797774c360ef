//! All keys on one sheet.

use galley_core::model::LabelSet;
use yew::prelude::*;

use super::Dispatch;
use super::dialog::{Modal, closing};
use crate::commands::{COMMANDS, Entry, Group, key_parts};

pub fn key_sheet(label_set: &LabelSet, dispatch: &Dispatch) -> Html {
    let labels = label_set.labels.iter().filter_map(|label| {
        let key = label.key?;
        Some(html! { <li key={label.id.as_str().to_owned()}><span>{ &label.title }</span><kbd>{ key.to_uppercase().to_string() }</kbd></li> })
    });
    html! {
        <Modal key="keys" title="Keys" class="key-sheet" on_close={closing(dispatch)}>
            // It has nothing to focus, and must scroll by key.
            <div class="key-groups" tabindex="0" role="group" aria-label="All keys">
                { for Group::ALL.into_iter().map(group) }
                <section>
                    <h3>{ "Labels" }</h3>
                    <p>{ "With a selection: labels it. With an annotation: changes its label. Without either: a brush to sweep with." }</p>
                    <ul>{ for labels }</ul>
                </section>
                <section>
                    <h3>{ "Mouse" }</h3>
                    <ul>
                        <li><span>{ "Select whole words" }</span><span>{ "drag, or double-click" }</span></li>
                        <li><span>{ "Select exact characters" }</span><span><kbd>{ "Alt" }</kbd>{ " + drag" }</span></li>
                        <li><span>{ "Add a fragment" }</span><span><kbd>{ "Ctrl" }</kbd>{ " + drag" }</span></li>
                        <li><span>{ "Select an annotation" }</span><span>{ "click" }</span></li>
                        <li><span>{ "The next one at the same place" }</span><span>{ "click again" }</span></li>
                    </ul>
                </section>
            </div>
        </Modal>
    }
}

fn group(group: Group) -> Html {
    let bound =
        |entry: &&Entry| entry.group == group && entry.bindings.iter().any(|(key, _)| !key.is_empty());
    html! {
        <section key={group.title()}>
            <h3>{ group.title() }</h3>
            <ul>
                { for COMMANDS.iter().filter(bound).map(|entry| html! {
                    <li key={entry.title}><span>{ entry.title }</span><span>{ for entry.bindings.iter().map(|(key, _)| keys(key)) }</span></li>
                }) }
            </ul>
        </section>
    }
}

/// A key of the table as caps.
pub fn keys(key: &str) -> Html {
    html! { <span class="keys">{ for key_parts(key).into_iter().map(|part| html! { <kbd>{ part }</kbd> }) }</span> }
}
