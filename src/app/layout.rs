//! The screen as a whole.

use std::sync::Arc;

use galley_core::model::{LabelSet, Status};
use galley_core::sample::marks;
use galley_core::session::Command;
use galley_core::store::Document;
use galley_core::text::{Block, BlockKind};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{App, Phase};
use crate::action::{Action, Dialog, Tab};
use crate::browser::{address, clock};
use crate::components::annotation_list::AnnotationList;
use crate::components::article_details::ArticleDetails;
use crate::components::article_list::ArticleList;
use crate::components::article_pane::ArticlePane;
use crate::components::attribution_card::AttributionCard;
use crate::components::attribution_list::AttributionList;
use crate::components::buttons::{button, press};
use crate::components::caret::Caret;
use crate::components::check_panel::CheckPanel;
use crate::components::command_list::CommandList;
use crate::components::entities::Entities;
use crate::components::export_dialog::ExportDialog;
use crate::components::find_bar::FindBar;
use crate::components::guidelines_panel::GuidelinesPanel;
use crate::components::history_dialog::history_dialog;
use crate::components::history_preview::HistoryPreview;
use crate::components::inspector::Inspector;
use crate::components::key_sheet::key_sheet;
use crate::components::label_set_dialog::LabelSetDialog;
use crate::components::links::Links;
use crate::components::merge_dialog::{MergeDialog, Merges};
use crate::components::notice_dialog::NoticeDialog;
use crate::components::notices::notices;
use crate::components::paste_dialog::paste_dialog;
use crate::components::question_dialog::QuestionDialog;
use crate::components::replace_dialog::replace_dialog;
use crate::components::save_dialog::SaveDialog;
use crate::components::settings_dialog::settings_dialog;
use crate::components::sources_panel::SourcesPanel;
use crate::components::status_bar::StatusBar;
use crate::components::tabs::{Tabs, element_id};
use crate::components::top_bar::TopBar;
use crate::components::workspaces_dialog::WorkspacesDialog;
use crate::components::{ByPointer, Dispatch};
use crate::exporting::losses::Set;

/// What the file dialog offers; a dropped file of any name is read by content.
const MIME: &str = "text/plain,text/html,text/markdown,application/json";

impl App {
    /// Whether what is to be on the screen is there.
    pub(super) fn is_ready(&self) -> bool {
        self.phase != Phase::Starting
            && self.fetching.is_none()
            && (self.session.document().is_some() || !self.expecting)
    }

    pub(super) fn screen(&self) -> Html {
        let session = &self.session;
        let label_set = session.workspace().label_set().clone();
        let selected = session.selected().cloned();
        let active =
            session.brush().cloned().or_else(|| selected.as_ref().map(|annotation| annotation.label.clone()));
        let brush = session
            .brush()
            .and_then(|brush| label_set.label(brush))
            .map(|label| AttrValue::from(label.title.clone()));
        let ready = self.is_ready().then_some(if self.phase == Phase::Ahead { "ahead" } else { "" });
        html! {
            <ContextProvider<Dispatch> context={self.dispatch.clone()}>
                <div class={classes!(
                        "app",
                        self.layout.list.then_some("has-list"),
                        self.layout.side.then_some("has-side"),
                        (!self.preferences.hide_tags).then_some("has-tags"),
                        brush.is_some().then_some("has-brush"),
                    )}
                    data-ready={ready}>
                    <TopBar label_set={label_set.clone()} {active} list_open={self.layout.list} side_open={self.layout.side} />
                    if self.layout.list {
                        <ArticleList workspace={AttrValue::from(self.workspace_name.clone())} listings={self.painted.listings.clone()} totals={self.painted.totals.clone()}
                            open_total={session.document().map_or(0, Document::len)}
                            current={self.fetching.clone().or_else(|| self.open_id())} />
                    }
                    <main class="page" id="page">
                        if self.find.open {
                            <FindBar find={self.find.clone()} label_set={label_set.clone()} asked={self.find_asked} />
                        }
                        { self.article() }
                        { notices(&self.notices, self.progress.as_ref(), &self.dispatch) }
                    </main>
                    if self.layout.side {
                        { self.side() }
                    }
                    <StatusBar save={self.save.clone()} exported={self.exported_words()} unexported={self.reminder()}
                        annotations={session.document().map(Document::len)}
                        message={self.message.clone()} brush={brush} />
                    { self.layout.dialog.map_or_else(Html::default, |dialog| self.dialog(dialog)) }
                    if let Some(ask) = self.asked.front() {
                        <QuestionDialog key={ask.file.clone()} ask={ask.clone()} label_set={label_set.clone()} />
                    }
                    { self.announcer() }
                    <input ref={self.file_input.clone()} type="file" data-open="" multiple=true hidden=true
                        accept={accept()} onchange={self.dispatch.reform(files_chosen)} aria-label="Open articles" />
                    if self.dragging {
                        <div class="drop-veil" aria-hidden="true"><p>{ "Drop articles to open them" }</p></div>
                    }
                </div>
            </ContextProvider<Dispatch>>
        }
    }

    fn article(&self) -> Html {
        let Some(document) = self.session.document() else { return self.no_article() };
        let label_set = self.session.workspace().label_set();
        html! {
            <div class="scroller" key={document.id().to_string()} ref={self.scroller.clone()} onscroll={self.scrolled.clone()}>
                if !self.preferences.hints_seen {
                    { self.hints(marks::is_sample(document.text())) }
                }
                if !self.painted.views.iter().any(|view| view.kind == BlockKind::Headline) {
                    <h1 class="visually-hidden">{ document.title() }</h1>
                }
                <div class="sheet">
                    <ArticlePane node={self.article.clone()} id={document.id().clone()} text={document.text().clone()}
                        views={self.painted.views.clone()} margins={self.painted.margins.clone()} rooms={self.window.rooms()} label_set={label_set.clone()}
                        selection={self.painted.selection.clone()} selected={self.session.selected().cloned()}
                        checking={ByPointer(self.checking.clone())} />
                    // They take longer to place than the article to draw, and nothing can be selected yet.
                    if self.phase == Phase::Ready {
                        <Links text={document.text().clone()} views={self.painted.views.clone()} linked={self.painted.linked.clone()} />
                        <Caret text={document.text().clone()} views={self.painted.views.clone()} label_set={label_set.clone()}
                            selection={self.painted.selection.clone()} selected={self.session.selected().cloned()}
                            found={self.find.open.then(|| self.find.matches.clone())}
                            reveal={self.reveal} palette={self.pointed && self.session.brush().is_none()} />
                    }
                </div>
                <p id="article-help" class="visually-hidden">
                    { "Arrow keys move a caret by word and line, Shift extends, Space widens the selection, a label’s key labels it, Tab goes to the next annotation, question mark shows all keys." }
                </p>
            </div>
        }
    }

    /// Three lines for the first minutes; they go with the first label.
    fn hints(&self, is_sample: bool) -> Html {
        html! {
            <aside class="hints" aria-label="First steps">
                <ol>
                    <li>{ "Select words: drag over them, or move with the arrows and press " }<kbd>{ "Space" }</kbd>{ "." }</li>
                    <li>{ "Press a label’s key: " }<kbd>{ "P" }</kbd>{ " marks a person, " }<kbd>{ "C" }</kbd>{ " a claim. It is saved at once, in this browser." }</li>
                    <li>{ "Drop your own articles anywhere on the page. " }<kbd>{ "?" }</kbd>{ " shows all keys." }</li>
                    if self.is_new_place {
                        <li>
                            { if address::is_store_by_path() {
                                "This is a new place, with nothing stored in it. Work done in a copy of this file in another folder stays there: save it to a file there, and open that here."
                            } else {
                                "Nothing is stored in this browser yet. Work done elsewhere stays there: save it to a file there, and open that here."
                            } }
                        </li>
                    }
                </ol>
                <div class="hints-tools">
                    if is_sample {
                        { button("link-button", "Show me", press(&self.dispatch, Action::Do(Command::ShowSample))) }
                    }
                    { button("link-button", "Got it", press(&self.dispatch, Action::DismissHints)) }
                </div>
            </aside>
        }
    }

    fn no_article(&self) -> Html {
        let (title, words) = match self.phase {
            Phase::Starting | Phase::Ahead => return html! {},
            Phase::Ready if self.fetching.is_some() || self.expecting => return html! {},
            Phase::Ready => (
                "No article is open",
                "Drop articles here: text, Markdown, HTML or Galley’s own JSON. Nothing leaves this computer.",
            ),
        };
        html! {
            <div class="scroller">
                <section class="empty-page">
                    <h1>{ title }</h1>
                    <p>{ words }</p>
                    if self.phase == Phase::Ready {
                        <div class="buttons">
                            { button("button primary", "Open articles…", press(&self.dispatch, Action::ChooseFiles)) }
                            { button("button", "Open the sample", press(&self.dispatch, Action::OpenSample)) }
                        </div>
                    }
                </section>
            </div>
        }
    }

    fn side(&self) -> Html {
        let shown = self.layout.tab;
        let found = self.session.document().map_or(0, |_| self.checking.report.findings.len());
        html! {
            <aside class="side" aria-label="Details">
                <Tabs {shown} {found} />
                <div class="side-panel" id="side-panel" role="tabpanel" aria-labelledby={element_id(shown)}>{ self.panel() }</div>
            </aside>
        }
    }

    fn panel(&self) -> Html {
        if self.layout.tab == Tab::Guidelines {
            let guidelines = self.session.workspace().guidelines().to_string();
            return html! { <GuidelinesPanel text={AttrValue::from(guidelines)} /> };
        }
        let Some(document) = self.session.document() else { return html! {} };
        let label_set = self.session.workspace().label_set().clone();
        if self.layout.tab != Tab::Inspector {
            return self.other_panel(document, label_set);
        }
        html! {
            <>
                <Inspector annotation={self.inspected.clone()} text={document.text().clone()} label_set={label_set.clone()} />
                <Entities view={self.painted.entities.clone()} {label_set} />
            </>
        }
    }

    /// The panels of which none is open at first.
    #[inline(never)]
    fn other_panel(&self, document: &Document, label_set: Arc<LabelSet>) -> Html {
        match self.layout.tab {
            Tab::Attribution => html! {
                <>
                    <AttributionCard card={self.painted.card.clone()} {label_set} checking={ByPointer(self.checking.clone())} problem={self.problem.clone()} />
                    <AttributionList lines={self.painted.lines.clone()} shown={self.session.card().map(|card| card.id.clone())} />
                </>
            },
            Tab::Check => html! {
                <CheckPanel checking={ByPointer(self.checking.clone())} text={document.text().clone()} shown={self.problem.clone()}
                    card={self.painted.card.clone().filter(|_| self.is_problem_of_card())} {label_set} />
            },
            Tab::Sources => html! {
                <SourcesPanel checking={ByPointer(self.checking.clone())} counted={self.counted.clone().map(ByPointer)} articles={self.painted.listings.len()} />
            },
            Tab::Annotations => html! {
                <AnnotationList page={self.painted.annotations.clone().unwrap_or_default()} total={document.len()} text={document.text().clone()}
                    {label_set} selected={self.session.selected().map(|annotation| annotation.id.clone())} />
            },
            // See above.
            Tab::Inspector | Tab::Guidelines => html! {},
            Tab::Article => html! {
                <ArticleDetails id={document.id().clone()} title={document.title().to_owned()} metadata={self.painted.metadata.clone()}
                    status={self.status()} block={self.caret_block()} orphans={self.painted.orphans.clone()} encoding={self.encoding()} />
            },
        }
    }

    fn status(&self) -> Status {
        self.open_id().map(|id| self.session.status(&id)).unwrap_or_default()
    }

    /// The block at the caret, with its index.
    fn caret_block(&self) -> Option<(usize, Block)> {
        let document = self.session.document()?;
        let index = document.block_with_caret(self.session.selection().head)?;
        Some((index, *document.blocks().get(index)?))
    }

    fn encoding(&self) -> Option<(AttrValue, Vec<(AttrValue, AttrValue)>)> {
        let guess = self.guesses.get(&self.open_id()?)?;
        let options = galley_core::formats::encoding::ENCODINGS
            .iter()
            .map(|&(label, title)| (label.into(), title.into()))
            .collect();
        Some((guess.encoding.clone().into(), options))
    }

    #[inline(never)]
    fn dialog(&self, dialog: Dialog) -> Html {
        let workspace = self.session.workspace();
        let label_set = workspace.label_set().clone();
        match dialog {
            Dialog::Keys => key_sheet(&label_set, &self.dispatch),
            Dialog::Commands => html! {
                <CommandList {label_set} articles={self.painted.listings.clone()} block={self.caret_block().map(|(index, _)| index)} />
            },
            Dialog::LabelSet => {
                let uses = label_set
                    .labels
                    .iter()
                    .map(|label| (label.id.clone(), workspace.uses(&label.id)))
                    .collect();
                html! { <LabelSetDialog label_set={label_set.clone()} uses={std::rc::Rc::new(uses)} /> }
            }
            Dialog::Export => self.storage.as_ref().map_or_else(Html::default, |storage| {
                let open = self.session.article().map(std::rc::Rc::new);
                let set = Set { storage: storage.clone(), listings: self.painted.listings.clone(), open };
                html! { <ExportDialog article={self.session.document().map(|document| AttrValue::from(document.title().to_owned()))}
                    {set}
                    saved={self.saved_file.as_ref().map(|file| AttrValue::from(file.name.clone()))} />
            }}),
            Dialog::Settings => {
                settings_dialog(&label_set, &self.session.creator, !self.preferences.hide_tags, &self.dispatch)
            }
            Dialog::History => history_dialog(&self.history_page, &self.dispatch),
            Dialog::Notice(number) => {
                let notice = self.notices.iter().find(|notice| notice.number == number);
                notice.map_or_else(Html::default, |notice| html! { <NoticeDialog notice={notice.clone()} /> })
            }
            Dialog::Preview => self.past.as_ref().map_or_else(Html::default, |past| html! {
                <HistoryPreview past={past.clone()} label_set={label_set.clone()} />
            }),
            Dialog::Workspaces => html! {
                <WorkspacesDialog lines={self.workspace_lines.clone()}
                    open={AttrValue::from(self.storage.as_ref().map_or("", |storage| storage.workspace_id()).to_owned())} />
            },
            Dialog::Paste => paste_dialog(&self.dispatch),
            Dialog::Save => html! {
                <SaveDialog articles={self.painted.listings.len()} saved={self.saved_project.as_ref().map(|(file, format)| (AttrValue::from(file.name.clone()), *format))} />
            },
            Dialog::Merge => self.pending_merge.as_ref().map_or_else(Html::default, |pending| html! {
                <MergeDialog merges={Merges(pending.merges.clone())} from={pending.from.clone()} {label_set}
                    guidelines={pending.guidelines.clone()} labels={pending.labels.as_ref().map(|labels| labels.names.clone()).unwrap_or_default()} />
            }),
            Dialog::ReplaceText => self.session.document().map_or_else(Html::default, |document| {
                replace_dialog(document.text(), self.review.as_ref(), &label_set, &self.dispatch)
            }),
        }
    }

    /// When all of it was last exported: the time today, else the day too.
    fn exported_words(&self) -> AttrValue {
        let time = &self.preferences.exported;
        let is_today = clock::day(time) == clock::day(&clock::now());
        AttrValue::from(match time.as_str() {
            "" => String::new(),
            time if is_today => clock::time_of_day(time),
            time => clock::day_and_time(time),
        })
    }

    /// Says every action to a screen reader. Two regions in turn, so that the
    /// same words twice are said twice.
    fn announcer(&self) -> Html {
        let even = self.message_count.is_multiple_of(2);
        html! {
            <div class="visually-hidden" data-announcer="" aria-live="polite">
                <p>{ if even { self.message.as_str() } else { "" } }</p>
                <p>{ if even { "" } else { self.message.as_str() } }</p>
            </div>
        }
    }
}

fn files_chosen(event: Event) -> Action {
    let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return Action::Open(Vec::new()) };
    let inputs = crate::browser::files::chosen(&input);
    // So that choosing the same file again is a change again.
    input.set_value("");
    Action::Open(inputs)
}

/// What the file dialog offers: every ending that is read.
fn accept() -> String {
    let endings = galley_core::formats::table::readable_extensions();
    let endings: Vec<String> = endings.iter().map(|ending| format!(".{ending}")).collect();
    format!("{},{MIME}", endings.join(","))
}
