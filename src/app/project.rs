//! The workspace as a file, and others' files joined with it.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::formats::label_set::{self, Details};
use galley_core::formats::project::Project;
use galley_core::merge::{Added, Choice, Copy, Done, Merge, Parting};
use galley_core::model::{Article, Id, LabelSet, Status};
use galley_core::session::{Command, Merging};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::work::{self, warn};
use super::{App, Msg};
use crate::action::{Chosen, Dialog};
use crate::browser::clock;
use crate::browser::save::{self, SavedFile};
use crate::browser::storage::{Preferences, Storage, kept_file, registry};
use crate::components::counted;
use crate::exporting::ExportFormat;
use crate::opening::{Inherited, Input, Told};
use crate::state::NoticeKind;

/// Copies that wait for a person's choices.
#[derive(Clone, Debug)]
pub struct Pending {
    pub merges: Rc<Vec<Merge>>,
    /// The files that they come from.
    pub from: String,
    /// Guidelines here and the files', where they differ.
    pub guidelines: Vec<Arc<str>>,
    /// What the files' label sets have otherwise.
    pub labels: Option<Details>,
    label_set: Option<LabelSet>,
    brought: Brought,
}

/// What files bring besides their articles.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// The savings that are known once their articles are taken in.
    saves: Vec<String>,
    /// The transactions that are known then.
    includes: Vec<Id>,
    guidelines: Vec<Told<Arc<str>>>,
    pub label_sets: Vec<Told<LabelSet>>,
    /// Articles that go off the list.
    pub removed: Vec<Id>,
}

impl Brought {
    /// Nothing of it is known afterwards.
    pub fn forget(&mut self) {
        self.saves.clear();
        self.includes.clear();
    }
}

/// What files bring of one thing: as those have it that have changed it while
/// this side has not, and what is a question. What only this side has changed,
/// and what another file has gone on from, is neither.
fn by_side<T>(theirs: Vec<Told<T>>, changed: fn(&Done) -> bool) -> (Vec<T>, Vec<T>) {
    let is_outdone = |since: &Arc<Parting>| {
        let mut others = theirs.iter().filter_map(|(_, since)| since.as_ref());
        others.any(|other| Parting::among(since, other, changed) == (false, true))
    };
    let side = |since: &Option<Arc<Parting>>| {
        let since = since.as_ref()?;
        match (changed(&since.mine), changed(&since.theirs)) {
            (true, false) => Some(false),
            _ if is_outdone(since) => Some(false),
            (false, true) => Some(true),
            _ => None,
        }
    };
    let sides: Vec<Option<bool>> = theirs.iter().map(|(_, since)| side(since)).collect();
    let (mut new, mut asked) = (Vec::new(), Vec::new());
    for ((theirs, _), side) in theirs.into_iter().zip(sides) {
        match side {
            Some(true) => new.push(theirs),
            Some(false) => {}
            None => asked.push(theirs),
        }
    }
    (new, asked)
}

/// A workspace as a file is to tell it, for one saving. Its history is added by the export.
pub(super) fn project_of(id: String, name: String, preferences: &Preferences, guidelines: &str) -> Project {
    Project {
        id,
        name,
        save: clock::new_id().to_string(),
        saves: preferences.saves.clone(),
        guidelines: guidelines.to_owned(),
        history: None,
        unlisted: None,
        unread: 0,
    }
}

impl App {
    /// The workspace as a file is to tell it; each time as a saving of its own.
    pub(super) fn project(&self, storage: &Storage) -> Project {
        let (id, name) = (storage.workspace_id().to_owned(), self.workspace_name.clone());
        project_of(id, name, &self.preferences, self.session.workspace().guidelines())
    }

    /// Keeps the file that the workspace was saved to, for after a restart.
    pub(super) fn keep_file(&self, file: &SavedFile, format: ExportFormat) {
        let (Some(storage), Some(word)) = (self.storage.clone(), format.word()) else { return };
        let file = file.clone();
        spawn_local(async move {
            // Without it the file is only chosen anew the next time.
            let _ = kept_file::keep(storage.workspace_id(), &file, word).await;
        });
    }

    /// Finds the file again that the workspace was saved to.
    pub(super) fn recall_file(&self, ctx: &Context<Self>) {
        let Some(storage) = self.storage.clone().filter(|storage| storage.is_durable() && save::has_picker())
        else {
            return;
        };
        let link = ctx.link().clone();
        spawn_local(async move {
            if let Ok(Some((file, word))) = kept_file::kept(storage.workspace_id()).await
                && let Some(format) = ExportFormat::from_word(&word)
            {
                link.send_message(Msg::Recalled(file, format));
            }
        });
    }

    /// Opens the workspace that was inside the page, unless everything in it
    /// is here already. Whether there is something to open.
    pub(super) fn open_embedded(&mut self, ctx: &Context<Self>, first: Option<&Id>) -> bool {
        let Some(embedded) = self.embedded.take() else { return false };
        // Another workspace was chosen.
        if self
            .storage
            .as_ref()
            .is_some_and(|open| open.is_durable() && open.workspace_id() != embedded.workspace)
        {
            return false;
        }
        if self.preferences.saves.contains(&embedded.save) {
            if first.is_some() {
                self.tell(
                    NoticeKind::Information,
                    "Everything in this file is in this browser already; what was done here since is shown",
                    Vec::new(),
                );
            }
            return false;
        }
        if let Some(first) = first {
            self.fetch(ctx, first.clone(), None);
        }
        self.open_inputs(ctx, vec![Input::Embedded { json: embedded.json.into() }]);
        true
    }

    /// A workspace is in the store with its history: the store is read anew as
    /// soon as nothing waits to be written.
    #[inline(never)]
    pub(super) fn inherit(&mut self, ctx: &Context<Self>, inherited: Inherited) {
        let Inherited { id, name, first, steps, saves, rest } = inherited;
        // Said when its first article is open, or nobody would hear it.
        self.opened_words = Some(format!("Opened with its history of {}", counted(steps, "step")));
        self.prefer(|preferences| preferences.current = first);
        self.know_saves(saves);
        if let Some(channel) = &self.channel {
            channel.tell();
        }
        let open = self.storage.as_ref().map(Storage::workspace_id);
        if open == Some(id.as_str()) && self.workspace_name.is_empty() && !name.is_empty() {
            self.workspace_name.clone_from(&name);
            spawn_local(async move {
                if let Err(error) = registry::rename(&id, name).await {
                    warn(&error);
                }
            });
        }
        self.note_use();
        self.rest = rest;
        self.read_anew = true;
        self.read_anew_when_stored(ctx);
    }

    /// Reads the store anew, where that is due and nothing waits.
    pub(super) fn read_anew_when_stored(&mut self, ctx: &Context<Self>) {
        if self.read_anew && self.session.unstored().len() == 0 {
            self.read_anew = false;
            work::load(ctx.link(), self.storage.clone());
        }
    }

    /// What files say of their workspace. Guidelines are taken over at once
    /// where there are none.
    #[inline(never)]
    pub(super) fn take_projects(&mut self, ctx: &Context<Self>, projects: Vec<Told<Project>>) -> Brought {
        let mut brought = Brought::default();
        for (project, since) in projects {
            let guidelines: Arc<str> = project.guidelines.as_str().into();
            let here = self.session.workspace().guidelines().clone();
            if here.is_empty() && since.is_none() {
                self.perform(ctx, Command::EditGuidelines(guidelines));
            } else if here != guidelines && !(guidelines.is_empty() && since.is_none()) {
                brought.guidelines.push((guidelines, since.clone()));
            }
            brought.saves.extend(project.saves.into_iter().chain([project.save]));
            brought.includes.extend(since.iter().flat_map(|since| since.new.clone()));
        }
        brought
    }

    /// Notes which workspace files are known here.
    pub(super) fn know_saves(&mut self, saves: impl IntoIterator<Item = String>) {
        let mut new: Vec<String> = saves.into_iter().filter(|save| !save.is_empty()).collect();
        new.retain(|save| !self.preferences.saves.contains(save));
        if !new.is_empty() {
            self.prefer(|preferences| preferences.saves.extend(new));
        }
    }

    /// Joins copies with the articles that are here, which have to be fetched.
    #[inline(never)]
    pub(super) fn gather_copies(
        &mut self,
        ctx: &Context<Self>,
        copies: Vec<(Id, Copy)>,
        label_set: Option<LabelSet>,
        brought: Brought,
    ) {
        let Some(storage) = self.storage.clone() else { return };
        let mut files: Vec<String> = Vec::new();
        let mut by_article: BTreeMap<Id, Vec<Copy>> = BTreeMap::new();
        for (id, copy) in copies {
            if !files.contains(&copy.from) {
                files.push(copy.from.clone());
            }
            by_article.entry(id).or_default().push(copy);
        }
        let from = if files.is_empty() { "the file".to_owned() } else { files.join(", ") };
        let (open, link) = (self.session.article(), ctx.link().clone());
        let statuses: Vec<Status> = by_article.keys().map(|id| self.session.status(id)).collect();
        spawn_local(async move {
            let mut merges = Vec::with_capacity(by_article.len());
            for ((id, copies), status) in by_article.into_iter().zip(statuses) {
                let mine = match open.as_ref().filter(|open| open.id == id) {
                    Some(open) => open.clone(),
                    None => match storage.article(&id).await {
                        Ok(Some(restored)) => restored.article,
                        _ => {
                            let title = format!("“{from}” was not merged: an article cannot be read");
                            return link.send_message(Msg::Problem(title, Vec::new()));
                        }
                    },
                };
                merges.push(Merge::new(&Article { status, ..mine }, &copies));
            }
            let (guidelines, labels) = (Vec::new(), None);
            let pending = Pending { merges: Rc::new(merges), from, guidelines, labels, label_set, brought };
            link.send_message(Msg::Joined(Box::new(pending)));
        });
    }

    /// Copies are joined: where there is nothing to choose they are taken in
    /// at once.
    #[inline(never)]
    pub(super) fn joined(&mut self, ctx: &Context<Self>, mut pending: Pending) {
        if pending.merges.iter().any(Merge::leaves_out) {
            pending.brought.forget();
        }
        self.compare_guidelines(&mut pending);
        self.compare_labels(&mut pending);
        let undecided = pending.merges.iter().any(|merge| !merge.conflicts().is_empty())
            || pending.guidelines.len() > 1
            || pending.labels.is_some();
        self.pending_merge = Some(pending);
        if undecided {
            self.layout.dialog = Some(Dialog::Merge);
            self.say("Some things differ: choose which stay");
        } else {
            self.merge(ctx, &Chosen::default());
        }
    }

    /// Guidelines here and the files', where more than one side has written
    /// them; else those of the side that has.
    fn compare_guidelines(&self, pending: &mut Pending) {
        let theirs = std::mem::take(&mut pending.brought.guidelines);
        let (new, asked) = by_side(theirs, |done| done.guidelines);
        let here = self.session.workspace().guidelines().clone();
        let mut all: Vec<Arc<str>> = Vec::new();
        let mine = (new.len() != 1 || !asked.is_empty()).then_some(here);
        for guidelines in mine.into_iter().chain(new).chain(asked) {
            if !all.contains(&guidelines) {
                all.push(guidelines);
            }
        }
        pending.guidelines = all;
    }

    /// What the files' labels have otherwise than those here.
    fn compare_labels(&self, pending: &mut Pending) {
        let theirs = std::mem::take(&mut pending.brought.label_sets);
        let (new, asked) = by_side(theirs, |done| done.label_set);
        let here = self.session.workspace().label_set();
        let mut label_set = pending.label_set.clone().unwrap_or_else(|| (**here).clone());
        // Of several that have changed it, none knowing of the other, a person chooses.
        let (new, asked) = if new.len() > 1 { (Vec::new(), [new, asked].concat()) } else { (new, asked) };
        if let Some(details) = new.first().and_then(|theirs| label_set::details(&label_set, theirs)) {
            label_set = details.label_set;
            pending.label_set = Some(label_set.clone());
        }
        let mut all = Details { names: Vec::new(), label_set };
        for theirs in asked {
            let Some(details) = label_set::details(&all.label_set, &theirs) else { continue };
            all.label_set = details.label_set;
            all.names.extend(details.names);
        }
        pending.labels = (!all.names.is_empty()).then_some(all);
    }

    /// Takes in what was joined, with what was chosen.
    pub(super) fn merge(&mut self, ctx: &Context<Self>, chosen: &Chosen) {
        let Some(pending) = self.pending_merge.take() else { return };
        let Pending { merges, from, guidelines, labels, mut label_set, brought } = pending;
        let (mut articles, mut statuses, mut lines) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for (index, merge) in merges.iter().enumerate() {
            let choices = chosen.articles.get(index).map_or(&[][..], Vec::as_slice);
            let (changes, status) = (merge.changes(choices), merge.status(choices));
            if status != self.session.status(merge.article()) {
                statuses.insert(merge.article().clone(), status);
            }
            lines.push(line(merge, changes.len()));
            lines.extend(merge.notes().iter().cloned());
            articles.insert(merge.article().clone(), changes);
        }
        if let Some(labels) = labels.filter(|_| chosen.their_labels) {
            label_set = Some(labels.label_set);
        }
        let here = self.session.workspace().guidelines().clone();
        let guidelines: Option<Arc<str>> = match chosen.guidelines.unwrap_or(Choice::One(0)) {
            Choice::One(index) => guidelines.get(index).cloned(),
            Choice::Both => Some(guidelines.join("\n\n").into()),
        };
        let guidelines = guidelines.filter(|guidelines| *guidelines != here);
        for id in &brought.removed {
            let title = self.session.workspace().listing(id).map_or("", |listing| &listing.title);
            lines.push(format!("“{title}”: taken off the list there, and so here"));
        }
        let Brought { saves, includes, removed, .. } = brought;
        let nothing = articles.values().all(Vec::is_empty)
            && (statuses.is_empty() && removed.is_empty() && label_set.is_none() && guidelines.is_none());
        let (title, event) = if nothing {
            (format!("“{from}” has nothing new"), format!("Open {from}"))
        } else {
            (format!("Merged “{from}”"), format!("Merge {from}"))
        };
        let merging = Merging { event, label_set, guidelines, articles, statuses, removed, includes };
        self.perform(ctx, Command::Merge(Box::new(merging)));
        self.know_saves(saves);
        // The articles of a file that is new here were listed already.
        if nothing && merges.is_empty() {
            return;
        }
        self.say(title.clone());
        if !nothing {
            lines.push("Ctrl+Z takes all of it back.".to_owned());
        }
        self.tell(NoticeKind::Information, title, lines);
        self.follow_list(ctx);
    }
}

fn line(merge: &Merge, changes: usize) -> String {
    let Added { annotations, entities, attributions, dismissals, changed, deleted } = merge.added();
    let counted = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let parts: Vec<String> = [
        counted(annotations, "annotation", "annotations"),
        counted(entities, "entity", "entities"),
        counted(attributions, "attribution", "attributions"),
        counted(dismissals, "dismissal", "dismissals"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut told = Vec::new();
    if !parts.is_empty() {
        told.push(format!("{} added", parts.join(", ")));
    }
    // What was chosen counts with what only they have changed.
    let chosen = changes.saturating_sub(annotations + entities + attributions + dismissals + deleted);
    if changed.max(chosen) > 0 {
        told.push(format!("{} changed", changed.max(chosen)));
    }
    if deleted > 0 {
        told.push(format!("{deleted} deleted"));
    }
    if told.is_empty() {
        told.push("nothing changed".to_owned());
    }
    format!("“{}”: {}", merge.title(), told.join(", "))
}
