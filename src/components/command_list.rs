//! The command palette: everything there is to do, found by a few letters.

use std::cmp::Reverse;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::{Label, LabelSet, Status};
use galley_core::session::Command;
use galley_core::store::Listing;
use galley_core::text::fuzzy::{Fit, fit};
use galley_core::text::{BlockKind, TextRange};
use web_sys::{
    HtmlDialogElement, HtmlElement, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition,
};
use yew::prelude::*;

use super::dialog::closing;
use super::icon::{Shape, icon};
use super::key_sheet::keys;
use super::{ByPointer, use_dispatch};
use crate::action::{Action, Dialog};
use crate::commands::COMMANDS;

/// What is shown at most; who wants another one types another letter.
const SHOWN: usize = 50;
const ARTICLES_SHOWN: usize = 20;
/// Rows that Page Up and Page Down go by.
const PAGE: usize = 8;
/// What a match outside the title is worth less.
const ASIDE: i32 = 600;

#[derive(Properties, PartialEq)]
pub struct CommandListProps {
    pub label_set: Arc<LabelSet>,
    #[prop_or_default]
    pub articles: Rc<Vec<Arc<Listing>>>,
    /// The index of the block at the caret.
    #[prop_or_default]
    pub block: Option<usize>,
}

/// One thing to do.
#[derive(Clone, Debug)]
struct Item {
    title: String,
    /// Where it belongs; found too, but after what is found in titles.
    group: &'static str,
    /// Words that find it and are not on screen.
    aside: String,
    /// Of those that fit alike, the one with less comes first.
    rank: i32,
    key: Option<String>,
    /// The label whose swatch stands before the title.
    label: Option<Label>,
    is_article: bool,
    action: Action,
}

/// Everything there is to do, in the order in which it is offered.
fn items(label_set: &LabelSet, articles: &[Arc<Listing>], block: Option<usize>) -> Vec<Item> {
    let plain = |title: String, group, action| Item {
        title,
        group,
        aside: String::new(),
        rank: 0,
        key: None,
        label: None,
        is_article: false,
        action,
    };
    let mut items = Vec::new();
    for entry in COMMANDS.iter().filter(|entry| entry.in_palette) {
        let Some((key, action)) = entry.bindings.first() else { continue };
        let action = action();
        if !matches!(action, Action::Show(Dialog::Commands)) {
            // The key sheet has the others.
            let key = Some((*key).to_owned()).filter(|key| !key.is_empty());
            items.push(Item { key, ..plain(entry.title.to_owned(), entry.group.title(), action) });
        }
    }
    let with_label = |title: String, rank, label: &Label, command| Item {
        // What the label is called in files finds it, too: "GPE".
        aside: label.name.clone(),
        rank,
        label: Some(label.clone()),
        ..plain(title, "Label", Action::Do(command))
    };
    for label in &label_set.labels {
        let item =
            with_label(format!("Label as {}", label.title), 0, label, Command::Label(label.id.clone()));
        items.push(Item { key: label.key.map(String::from), ..item });
    }
    for label in &label_set.labels {
        items.push(with_label(
            format!("Brush: {}", label.title),
            10,
            label,
            Command::Brush(Some(label.id.clone())),
        ));
    }
    for label in &label_set.labels {
        let title = format!("Change label to {}", label.title);
        items.push(with_label(title, 10, label, Command::SetLabel(label.id.clone())));
    }
    if let Some(block) = block {
        for kind in BlockKind::ALL {
            let article = if kind == BlockKind::Boilerplate { "" } else { "a " };
            let title = format!("Make this block {article}{}", kind.title().to_lowercase());
            items.push(plain(title, "Article", Action::Do(Command::SetBlockKind { block, kind })));
        }
        for status in Status::ALL {
            let title = format!("Set this article to {}", status.title().to_lowercase());
            items.push(plain(title, "Article", Action::SetStatus(status)));
        }
    }
    for listing in articles {
        let item =
            plain(format!("Go to: {}", listing.title), "Article", Action::OpenArticle(listing.id.clone()));
        items.push(Item { is_article: true, ..item });
    }
    items
}

/// The items that fit the words, the best first, with the parts of their
/// titles that were asked for.
fn find(items: &[Item], words: &str) -> Vec<(usize, Vec<TextRange>)> {
    let mut found: Vec<(usize, Fit)> =
        items.iter().enumerate().filter_map(|(at, item)| Some((at, fit_item(item, words)?))).collect();
    // Stable: of equals, the one that is offered first.
    found.sort_by_key(|(_, fit)| Reverse(fit.score));
    let mut articles = 0;
    found.retain(|(at, _)| {
        articles += usize::from(items[*at].is_article);
        !items[*at].is_article || articles <= ARTICLES_SHOWN
    });
    found.truncate(SHOWN);
    found.into_iter().map(|(at, fit)| (at, fit.ranges)).collect()
}

fn fit_item(item: &Item, words: &str) -> Option<Fit> {
    let found = fit(words, &item.title).or_else(|| {
        let found = fit(words, &format!("{} {} {}", item.title, item.aside, item.group))?;
        Some(Fit { score: found.score - ASIDE, ranges: Vec::new() })
    })?;
    // Without words, all are as they are offered.
    let rank = if words.trim().is_empty() { 0 } else { item.rank };
    Some(Fit { score: found.score - rank, ..found })
}

#[component]
pub fn CommandList(props: &CommandListProps) -> Html {
    let dispatch = use_dispatch();
    let dialog = use_node_ref();
    let words = use_state(String::new);
    let active = use_state(|| 0_usize);
    let items = use_memo(
        (props.label_set.clone(), props.articles.clone(), props.block),
        |(label_set, articles, block)| items(label_set, articles, *block),
    );
    let found = use_memo((ByPointer(items.clone()), (*words).clone()), |(items, words)| find(items, words));

    use_effect_with((), {
        let dialog = dialog.clone();
        move |()| {
            let dialog = dialog.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // It fails only for a dialog that is open already.
                let _ = dialog.show_modal();
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        }
    });
    use_effect_with((*active, found.clone()), |(active, _)| reveal(*active));

    let close = closing(&dispatch);
    let choose = {
        let (dispatch, items, found) = (dispatch.clone(), items.clone(), found.clone());
        Callback::from(move |row: usize| {
            if let Some(item) = found.get(row).and_then(|(at, _)| items.get(*at)) {
                // First, so that the action meets the screen without a dialog.
                dispatch.emit(Action::CloseDialog);
                dispatch.emit(item.action.clone());
            }
        })
    };
    let on_input = {
        let (words, active) = (words.clone(), active.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                words.set(input.value());
                active.set(0);
            }
        })
    };
    let on_key = {
        let (active, choose, close, count) = (active.clone(), choose.clone(), close.clone(), found.len());
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() {
                return;
            }
            let last = count.saturating_sub(1);
            let row = match event.key().as_str() {
                "ArrowDown" if *active >= last => 0,
                "ArrowDown" => *active + 1,
                "ArrowUp" if *active == 0 => last,
                "ArrowUp" => *active - 1,
                "PageDown" => (*active + PAGE).min(last),
                "PageUp" => active.saturating_sub(PAGE),
                "Home" => 0,
                "End" => last,
                "Enter" => {
                    event.prevent_default();
                    return choose.emit(*active);
                }
                "Escape" => {
                    // Here, not on `cancel`, which a browser sends only once.
                    event.prevent_default();
                    return close.emit(());
                }
                _ => return,
            };
            event.prevent_default();
            active.set(row);
        })
    };
    let on_backdrop = {
        let (dialog, close) = (dialog.clone(), close.clone());
        Callback::from(move |event: MouseEvent| {
            if event.target().is_some_and(|target| dialog.get().is_some_and(|dialog| *dialog == target)) {
                close.emit(());
            }
        })
    };
    let on_cancel = {
        let close = close.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            close.emit(());
        })
    };
    let row = |(row, (at, ranges)): (usize, &(usize, Vec<TextRange>))| {
        let item = items.get(*at)?;
        let press = choose.reform(move |_: MouseEvent| row);
        let point = {
            let active = active.clone();
            // Only a moved pointer: rows that scroll under a still one must not take over.
            Callback::from(move |_: MouseEvent| {
                if *active != row {
                    active.set(row);
                }
            })
        };
        Some(html! {
            <li key={*at} role="option" id={option_id(row)} class="command-option" aria-selected={(row == *active).to_string()}
                onclick={press} onmousemove={point}>
                { option(item, ranges) }
            </li>
        })
    };
    let has_any = !found.is_empty();
    html! {
        <dialog ref={dialog} class="command-dialog" aria-label="All commands" oncancel={on_cancel} onmousedown={on_backdrop}>
            <div class="command-page">
                <div class="command-search">
                    { icon(Shape::Search) }
                    <input type="text" class="command-input" role="combobox" aria-label="Find a command, a label or an article"
                        placeholder="Find a command, a label or an article" aria-expanded={has_any.to_string()}
                        aria-controls="command-options" aria-autocomplete="list"
                        aria-activedescendant={has_any.then(|| option_id(*active))}
                        autocomplete="off" autocapitalize="none" spellcheck="false" autofocus=true
                        value={(*words).clone()} oninput={on_input} onkeydown={on_key} />
                </div>
                // The input keeps the focus.
                <ul role="listbox" id="command-options" class="command-options" aria-label="Commands" hidden={!has_any}
                    onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())}>
                    { for found.iter().enumerate().filter_map(row) }
                </ul>
                if !has_any {
                    <p class="command-none">{ "Nothing is called that. Fewer letters find more." }</p>
                }
                <p class="visually-hidden" role="status">{ count_in_words(found.len(), words.is_empty()) }</p>
            </div>
        </dialog>
    }
}

fn option_id(row: usize) -> String {
    format!("command-option-{row}")
}

fn option(item: &Item, ranges: &[TextRange]) -> Html {
    html! {
        <>
            <span class="command-mark">
                if let Some(label) = &item.label {
                    <span class="swatch" data-label={label.id.as_str().to_owned()} data-type={label.kind.name()} />
                }
            </span>
            <span class="command-title">{ emphasised(&item.title, ranges) }</span>
            <span class="command-group">{ item.group }</span>
            <span class="command-keys">{ for item.key.as_deref().map(keys) }</span>
        </>
    }
}

/// The title with the letters that were asked for in bold.
fn emphasised(title: &str, ranges: &[TextRange]) -> Html {
    let mut parts: Vec<Html> = Vec::with_capacity(2 * ranges.len() + 1);
    let mut done = 0;
    for range in ranges {
        let (start, end) = (usize::from(range.start()), usize::from(range.end()));
        if let (Some(before), Some(part)) = (title.get(done..start), title.get(start..end)) {
            parts.push(html! { { before } });
            parts.push(html! { <b>{ part }</b> });
            done = end;
        }
    }
    parts.push(html! { { title.get(done..).unwrap_or_default() } });
    parts.into_iter().collect()
}

fn count_in_words(count: usize, is_start: bool) -> String {
    match count {
        _ if is_start => String::new(),
        0 => "Nothing found".to_owned(),
        1 => "1 found".to_owned(),
        count => format!("{count} found"),
    }
}

/// Scrolls the list, and nothing else, so that a row is in view.
fn reveal(row: usize) {
    let option = gloo_utils::document().get_element_by_id(&option_id(row));
    if let Some(option) = option.and_then(|option| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(option).ok())
    {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
