//! The list of articles with status, counts, search and progress. Only the
//! rows in view are on the page, so that ten thousand cost what fifty do.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::model::{Id, Status};
use galley_core::store::Listing;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::buttons::{button, press};
use super::icon::{Shape, icon};
use super::use_dispatch;
use crate::action::{Action, Dialog};

/// A row's height, CSS pixels; `styles/list.css` has the same.
const ROW: usize = 44;
/// Rows kept on the page above and below those in view.
const MARGIN: usize = 8;

#[derive(Properties, PartialEq)]
pub struct ArticleListProps {
    /// The workspace's name; may be empty.
    pub workspace: AttrValue,
    pub listings: Rc<Vec<Arc<Listing>>>,
    /// Annotations by article.
    pub totals: Rc<HashMap<Id, i64>>,
    /// The current article's, which change with every label.
    pub open_total: usize,
    pub current: Option<Id>,
}

#[component]
pub fn ArticleList(props: &ArticleListProps) -> Html {
    let dispatch = use_dispatch();
    let search = use_state(String::new);
    let status = use_state(|| None::<Status>);
    let scroller = use_node_ref();
    let rows_box = use_node_ref();
    let window = use_state(|| (0_usize, 60_usize));

    let shown: Rc<Vec<Arc<Listing>>> =
        use_memo((props.listings.clone(), (*search).clone(), *status), |(listings, search, status)| {
            let words = search.to_lowercase();
            let fits = |listing: &&Arc<Listing>| {
                status.is_none_or(|status| listing.status == status)
                    && words.split_whitespace().all(|word| listing.title.to_lowercase().contains(word))
            };
            listings.iter().filter(fits).cloned().collect::<Vec<_>>()
        });
    let measure = {
        let (scroller, window) = (scroller.clone(), window.clone());
        Callback::from(move |()| {
            if let Some(element) = scroller.cast::<HtmlElement>() {
                let first = usize::try_from(element.scroll_top()).unwrap_or(0) / ROW;
                let rows = usize::try_from(element.client_height()).unwrap_or(0) / ROW + 1;
                let seen = (first.saturating_sub(MARGIN), rows + 2 * MARGIN);
                if *window != seen {
                    window.set(seen);
                }
            }
        })
    };
    // Stepping by key must keep the current article in view.
    use_effect_with((props.current.clone(), shown.clone()), {
        let (scroller, measure) = (scroller.clone(), measure.clone());
        move |(current, shown)| {
            let at = shown.iter().position(|listing| Some(&listing.id) == current.as_ref());
            if let (Some(at), Some(element)) = (at, scroller.cast::<HtmlElement>()) {
                let (top, height) = (i32::try_from(at * ROW).unwrap_or(0), i32::try_from(ROW).unwrap_or(0));
                if top < element.scroll_top() {
                    element.set_scroll_top(top);
                } else if top + height > element.scroll_top() + element.client_height() {
                    element.set_scroll_top(top + height - element.client_height());
                }
            }
            measure.emit(());
        }
    });

    // The policy refuses `style` attributes, but not this.
    use_effect_with(shown.len(), {
        let rows_box = rows_box.clone();
        move |count| {
            if let Some(element) = rows_box.cast::<HtmlElement>() {
                let _ = element.style().set_property("height", &format!("{}px", count * ROW));
            }
        }
    });

    let done = props
        .listings
        .iter()
        .filter(|listing| matches!(listing.status, Status::Done | Status::Skipped))
        .count();
    let (first, rows) = *window;
    let first = first.min(shown.len());
    let last = (first + rows).min(shown.len());
    let on_search = {
        let search = search.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                search.set(input.value());
            }
        })
    };
    let filter = |choice: Option<Status>, title: &'static str| {
        let count = choice.map_or(props.listings.len(), |choice| {
            props.listings.iter().filter(|listing| listing.status == choice).count()
        });
        let press = {
            let status = status.clone();
            Callback::from(move |_: MouseEvent| status.set(choice))
        };
        html! {
            <button key={title} type="button" class="filter" aria-pressed={(*status == choice).to_string()} onclick={press}>
                { title }<span class="count">{ count }</span>
            </button>
        }
    };
    let many = props.listings.len() > 1;
    let total = |id: &Id| {
        let open = props.current.as_ref() == Some(id);
        if open {
            props.open_total
        } else {
            props.totals.get(id).and_then(|&total| usize::try_from(total).ok()).unwrap_or(0)
        }
    };
    html! {
        <nav class="article-list" aria-label="Articles">
            <div class="list-head">
                <h2>{ format!("{} · {done} of {}", if props.workspace.is_empty() { "Articles" } else { &props.workspace }, props.listings.len()) }</h2>
                <progress max={props.listings.len().max(1).to_string()} value={done.to_string()} aria-label="Articles done" />
                if many {
                    <input type="search" class="list-search" placeholder="Search" aria-label="Search the articles"
                        value={(*search).clone()} oninput={on_search} />
                    <div class="filters" role="group" aria-label="Show by status">
                        { filter(None, "All") }
                        { filter(Some(Status::New), "New") }
                        { filter(Some(Status::InProgress), "Begun") }
                        { filter(Some(Status::Done), "Done") }
                        { filter(Some(Status::Skipped), "Skipped") }
                    </div>
                }
            </div>
            <div class="list-rows" ref={scroller} onscroll={measure.reform(|_: Event| ())}>
                <ul class="rows" ref={rows_box}>
                    { for shown.get(first..last).unwrap_or_default().iter().enumerate().map(|(offset, listing)| html! {
                        <Row key={listing.id.to_string()} listing={listing.clone()} at={first + offset}
                            total={total(&listing.id)}
                            current={props.current.as_ref() == Some(&listing.id)} />
                    }) }
                </ul>
                if shown.is_empty() && many {
                    <p class="empty">{ "No article fits." }</p>
                }
            </div>
            <div class="list-foot">
                <button type="button" class="button" onclick={press(&dispatch, Action::ChooseFiles)}>
                    { icon(Shape::Open) }{ "Open…" }
                </button>
                { button("button quiet", "Paste…", press(&dispatch, Action::Show(Dialog::Paste))) }
                { button("button quiet", "Workspaces…", press(&dispatch, Action::ShowWorkspaces)) }
            </div>
        </nav>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    listing: Arc<Listing>,
    at: usize,
    total: usize,
    current: bool,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let dispatch = use_dispatch();
    let node = use_node_ref();
    use_effect_with(props.at, {
        let node = node.clone();
        move |at| {
            if let Some(row) = node.cast::<HtmlElement>() {
                let _ = row.style().set_property("top", &format!("{}px", at * ROW));
            }
        }
    });
    let open = press(&dispatch, Action::OpenArticle(props.listing.id.clone()));
    let (shape, status) = match props.listing.status {
        Status::New => (Shape::New, "new"),
        Status::InProgress => (Shape::InProgress, "in_progress"),
        Status::Done => (Shape::Done, "done"),
        Status::Skipped => (Shape::Skipped, "skipped"),
    };
    html! {
        <li ref={node}>
            <button type="button" class="row" data-status={status} aria-current={props.current.then_some("true")}
                title={props.listing.title.clone()} onclick={open}>
                { icon(shape) }
                <span class="row-title">{ &props.listing.title }</span>
                <span class="visually-hidden">{ format!(", {}, annotations: ", props.listing.status.title()) }</span>
                <span class="count">{ props.total }</span>
            </button>
        </li>
    }
}
