//! What went wrong or was repaired, in words, until the user has read it; and
//! the progress of long work.

use std::rc::Rc;

use yew::prelude::*;

use super::icon::{Icon, Shape};
use super::use_dispatch;
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

#[derive(Properties, PartialEq)]
pub struct NoticesProps {
    pub notices: Rc<Vec<Notice>>,
    pub progress: Option<Progress>,
}

#[component]
pub fn Notices(props: &NoticesProps) -> Html {
    let dispatch = use_dispatch();
    html! {
        <div class="notices">
            if let Some(progress) = &props.progress {
                <section class="notice" aria-label="Progress">
                    <div class="notice-text">
                        <p class="notice-title">{ &progress.title }</p>
                        <progress max={progress.total.max(1).to_string()} value={progress.done.to_string()} aria-label={progress.title.clone()} />
                        <p class="hint">{ &progress.detail }</p>
                    </div>
                    <button type="button" class="button" onclick={dispatch.reform(|_: MouseEvent| Action::Cancel)}>{ "Cancel" }</button>
                </section>
            }
            { for props.notices.iter().map(|notice| html! { <NoticeCard key={notice.number} notice={notice.clone()} /> }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct NoticeCardProps {
    notice: Notice,
}

#[component]
fn NoticeCard(props: &NoticeCardProps) -> Html {
    let dispatch = use_dispatch();
    let Notice { kind, title, lines, offer_file, number } = props.notice.clone();
    let (shape, role, class) = match kind {
        NoticeKind::Problem => (Shape::Warning, "alert", "is-problem"),
        NoticeKind::Information => (Shape::Info, "status", "is-information"),
    };
    let line = |line: &String| html! { <li>{ line }</li> };
    html! {
        <section class={classes!("notice", class)} {role}>
            <Icon {shape} />
            <div class="notice-text">
                <p class="notice-title">{ title }</p>
                if !lines.is_empty() {
                    <ul>{ for lines.iter().take(SHOWN).map(line) }</ul>
                }
                if lines.len() > SHOWN {
                    <button type="button" class="button" onclick={dispatch.reform(move |_: MouseEvent| Action::Show(Dialog::Notice(number)))}>{ format!("All {} lines…", lines.len()) }</button>
                }
                if offer_file {
                    <button type="button" class="button primary" onclick={dispatch.reform(|_: MouseEvent| SAVE_ALL)}>{ "Save the work to a file" }</button>
                }
            </div>
            <button type="button" class="icon-button" aria-label="Dismiss" onclick={dispatch.reform(move |_: MouseEvent| Action::DismissNotice(number))}>
                <Icon shape={Shape::Close} />
            </button>
        </section>
    }
}
