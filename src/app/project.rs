//! The workspace as a file, and others' files joined with it.

use std::collections::BTreeMap;
use std::rc::Rc;

use galley_core::formats::project::Project;
use galley_core::merge::{Added, Choice, Copy, Merge};
use galley_core::model::{Id, LabelSet};
use galley_core::session::{Command, Merging};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{App, Msg};
use crate::action::Dialog;
use crate::browser::clock;
use crate::browser::storage::Storage;
use crate::opening::Input;
use crate::state::NoticeKind;

/// Copies that wait for a person's choices.
#[derive(Clone, Debug)]
pub struct Pending {
    pub merges: Rc<Vec<Merge>>,
    /// The files that they come from.
    pub from: String,
    label_set: Option<LabelSet>,
    /// The savings that are taken in with them.
    saves: Vec<String>,
}

impl App {
    /// The workspace as a file is to tell it; each time as a saving of its own.
    pub(super) fn project(&self, storage: &Storage) -> Project {
        Project {
            id: storage.workspace_id().to_owned(),
            name: self.workspace_name.clone(),
            save: clock::new_id().to_string(),
            saves: self.preferences.saves.clone(),
            guidelines: self.session.workspace().guidelines().to_string(),
        }
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

    /// Takes over what files say of their workspace.
    /// Gives the savings, which are known once their articles are taken in.
    pub(super) fn take_projects(&mut self, ctx: &Context<Self>, projects: Vec<Project>) -> Vec<String> {
        let mut saves = Vec::new();
        for project in projects {
            if !project.guidelines.is_empty() && self.session.workspace().guidelines().is_empty() {
                self.perform(ctx, Command::EditGuidelines(project.guidelines.as_str().into()));
            }
            saves.extend(project.saves.into_iter().chain([project.save]));
        }
        saves
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
    pub(super) fn gather_copies(
        &mut self,
        ctx: &Context<Self>,
        copies: Vec<(Id, Copy)>,
        label_set: Option<LabelSet>,
        saves: Vec<String>,
    ) {
        let Some(storage) = self.storage.clone().filter(|_| !copies.is_empty()) else {
            return self.know_saves(saves);
        };
        let mut files: Vec<String> = Vec::new();
        let mut by_article: BTreeMap<Id, Vec<Copy>> = BTreeMap::new();
        for (id, copy) in copies {
            if !files.contains(&copy.from) {
                files.push(copy.from.clone());
            }
            by_article.entry(id).or_default().push(copy);
        }
        let (open, link, from) = (self.session.article(), ctx.link().clone(), files.join(", "));
        spawn_local(async move {
            let mut merges = Vec::with_capacity(by_article.len());
            for (id, copies) in by_article {
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
                merges.push(Merge::new(&mine, &copies));
            }
            let pending = Pending { merges: Rc::new(merges), from, label_set, saves };
            link.send_message(Msg::Joined(Box::new(pending)));
        });
    }

    /// Copies are joined: where there is nothing to choose they are taken in
    /// at once.
    pub(super) fn joined(&mut self, ctx: &Context<Self>, pending: Pending) {
        let undecided = pending.merges.iter().any(|merge| !merge.conflicts().is_empty());
        self.pending_merge = Some(pending);
        if undecided {
            self.layout.dialog = Some(Dialog::Merge);
            self.say("Some annotations differ: choose which stay");
        } else {
            self.merge(ctx, &[]);
        }
    }

    /// Takes in what was joined, with the choices by article.
    pub(super) fn merge(&mut self, ctx: &Context<Self>, choices: &[Vec<Choice>]) {
        let Some(Pending { merges, from, label_set, saves }) = self.pending_merge.take() else { return };
        let (mut articles, mut lines) = (BTreeMap::new(), Vec::new());
        for (index, merge) in merges.iter().enumerate() {
            let changes = merge.changes(choices.get(index).map_or(&[][..], Vec::as_slice));
            lines.push(line(merge, changes.len()));
            lines.extend(merge.notes().iter().cloned());
            articles.insert(merge.article().clone(), changes);
        }
        let nothing = articles.values().all(Vec::is_empty);
        let title =
            if nothing { format!("“{from}” has nothing new") } else { format!("Merged “{from}”") };
        let event = format!("Merge {from}");
        self.perform(ctx, Command::Merge(Box::new(Merging { event, label_set, articles })));
        self.know_saves(saves);
        self.say(title.clone());
        if !nothing {
            lines.push("Ctrl+Z takes all of it back.".to_owned());
        }
        self.tell(NoticeKind::Information, title, lines);
    }
}

fn line(merge: &Merge, changes: usize) -> String {
    let Added { annotations, entities, attributions, dismissals } = merge.added();
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
    let title = merge.title();
    match (parts.is_empty(), changes) {
        (true, 0) => format!("“{title}”: nothing changed"),
        (true, changes) => format!("“{title}”: {changes} changed"),
        (false, _) => format!("“{title}”: {} added", parts.join(", ")),
    }
}
