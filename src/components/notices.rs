//! What went wrong or was repaired, in words, until the user has read it; and
//! the progress of long work.

use yew::prelude::*;

use super::buttons::{button, icon_button, press};
use super::icon::{Shape, icon};
use super::{Dispatch, hint};
use crate::action::{Action, Dialog, ExportTo};
use crate::exporting::{ExportFormat, ExportScope};
use crate::state::{Notice, NoticeKind, Progress};

/// The whole work as a file that opens anywhere, without its history: the store may not be there to read it from.
const SAVE_ALL: Action = Action::Export {
    scope: ExportScope::Set,
    format: ExportFormat::Page,
    to: ExportTo::Download,
    history: false,
};
/// Lines of a notice that are shown; a dialog has all.
const SHOWN: usize = 4;

pub fn notices<'a>(
    notices: impl IntoIterator<Item = &'a Notice>,
    progress: Option<&Progress>,
    dispatch: &Dispatch,
) -> Html {
    html! {
        <div class="notices">
            if let Some(progress) = progress {
                <section class="notice" aria-label="Progress">
                    <div class="notice-text">
                        <p class="notice-title">{ &progress.title }</p>
                        <progress max={progress.total.max(1).to_string()} value={progress.done.to_string()} aria-label={progress.title.clone()} />
                        { hint(progress.detail.clone()) }
                    </div>
                    { button("button", "Cancel", press(dispatch, Action::Cancel)) }
                </section>
            }
            { for notices.into_iter().map(|notice| card(notice, dispatch)) }
        </div>
    }
}

fn card(notice: &Notice, dispatch: &Dispatch) -> Html {
    let Notice { kind, title, lines, offer_file, number } = notice;
    let number = *number;
    let (shape, role, class) = match kind {
        NoticeKind::Problem => (Shape::Warning, "alert", "is-problem"),
        NoticeKind::Information => (Shape::Info, "status", "is-information"),
    };
    let line = |line: &String| html! { <li>{ line }</li> };
    html! {
        <section key={number} class={classes!("notice", class)} {role}>
            { icon(shape) }
            <div class="notice-text">
                <p class="notice-title">{ title }</p>
                if !lines.is_empty() {
                    <ul>{ for lines.iter().take(SHOWN).map(line) }</ul>
                }
                if lines.len() > SHOWN {
                    { button("button", format!("All {} lines…", lines.len()), press(dispatch, Action::Show(Dialog::Notice(number)))) }
                }
                if *offer_file {
                    { button("button primary", "Save the work to a file", press(dispatch, SAVE_ALL)) }
                }
            </div>
            { icon_button("Dismiss", Shape::Close, press(dispatch, Action::DismissNotice(number))) }
        </section>
    }
}
