//! The workspaces of this place: listed, made, opened, renamed, exported and
//! deleted.

use std::pin::Pin;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::project::project_of;
use super::{App, Msg};
use crate::action::{Action, Dialog, ExportTo};
use crate::browser::address;
use crate::browser::storage::registry::{self, WorkspaceLine, WorkspaceRecord};
use crate::browser::storage::{Storage, StorageError};
use crate::exporting::{self, Destination, ExportContext, ExportFormat, ExportScope, Exporting};
use crate::state::NoticeKind;

impl App {
    pub(super) fn show_workspaces(&self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        spawn_local(async move { link.send_message(Msg::Workspaces(registry::list().await)) });
    }

    #[inline(never)]
    pub(super) fn workspaces(&mut self, lines: Result<Vec<WorkspaceLine>, StorageError>) {
        match lines {
            Ok(lines) => {
                let open = self.storage.as_ref().map(Storage::workspace_id);
                if let Some(line) = lines.iter().find(|line| Some(line.record.id.as_str()) == open) {
                    self.workspace_name.clone_from(&line.record.name);
                }
                self.workspace_lines = lines.into();
                self.layout.dialog = Some(Dialog::Workspaces);
            }
            Err(error) => {
                self.tell(NoticeKind::Problem, "The workspaces cannot be listed", vec![error.to_string()]);
            }
        }
    }

    /// Does something in the list of workspaces, and shows it again.
    fn in_list(
        &self,
        ctx: &Context<Self>,
        failure: &'static str,
        change: impl Future<Output = Result<(), StorageError>> + 'static,
    ) {
        let change: Pin<Box<dyn Future<Output = _>>> = Box::pin(change);
        let link = ctx.link().clone();
        spawn_local(async move {
            match change.await {
                Ok(()) => link.send_message(Msg::Workspaces(registry::list().await)),
                Err(error) => link.send_message(Msg::Problem(failure.to_owned(), vec![error.to_string()])),
            }
        });
    }

    pub(super) fn new_workspace(&self, ctx: &Context<Self>, name: String) {
        self.in_list(ctx, "No workspace could be made", async move {
            let record = registry::add(name).await?;
            address::open(&record.id);
            Ok(())
        });
    }

    pub(super) fn rename_workspace(&mut self, ctx: &Context<Self>, id: String, name: String) {
        self.say(format!("Renamed to “{name}”"));
        self.in_list(ctx, "The workspace was not renamed", async move { registry::rename(&id, name).await });
    }

    pub(super) fn delete_workspace(&mut self, ctx: &Context<Self>, id: String) {
        self.say("Deleted");
        self.in_list(ctx, "The workspace was not deleted", async move { registry::remove(&id).await });
    }

    /// Saves a workspace to a file, open or not.
    pub(super) fn export_workspace(&mut self, ctx: &Context<Self>, record: WorkspaceRecord) {
        const FORMAT: ExportFormat = ExportFormat::Page;
        if self.storage.as_ref().is_some_and(|storage| storage.workspace_id() == record.id) {
            return self.act(
                ctx,
                Action::Export {
                    scope: ExportScope::Set,
                    format: FORMAT,
                    to: ExportTo::Download,
                    history: true,
                },
            );
        }
        self.cancel = Default::default();
        let (link, cancel) = (ctx.link().clone(), self.cancel.clone());
        spawn_local(async move {
            let failed = |error: StorageError| {
                Msg::Problem("The workspace was not exported".to_owned(), vec![error.to_string()])
            };
            let opened = match Storage::of(record.clone()).await {
                Ok(storage) => storage.load().await.map(|loaded| (storage, loaded)),
                Err(error) => Err(error),
            };
            let (storage, loaded) = match opened {
                Ok(opened) => opened,
                Err(error) => return link.send_message(failed(error)),
            };
            let mut listings = loaded.listings;
            listings.sort_by_key(|listing| listing.position);
            let project = project_of(record.id, record.name, &loaded.preferences, &loaded.guidelines);
            let context = ExportContext {
                storage: storage.clone(),
                label_set: loaded.label_set,
                file_fields: loaded.preferences.file_fields.clone(),
                listings,
                project,
                open: None,
                history: true,
                cancel,
            };
            let (preferences, last) = (loaded.preferences, loaded.history.last());
            let on = Callback::from(move |exporting: Exporting| {
                if let Exporting::Done(exported) = &exporting
                    && exported.is_whole()
                {
                    let mut preferences = preferences.clone();
                    preferences.exported.clone_from(&exported.time);
                    preferences.exported_at = last;
                    preferences.saves.extend(exported.save.clone());
                    let (storage, link) = (storage.clone(), link.clone());
                    spawn_local(async move {
                        let noted = storage.set_preferences(&preferences).await;
                        link.send_message(match noted {
                            Ok(()) => Msg::Workspaces(registry::list().await),
                            Err(error) => failed(error),
                        });
                    });
                }
                link.send_message(Msg::ExportingOther(exporting));
            });
            exporting::export(ExportScope::Set, FORMAT, Destination::Download, context, on);
        });
    }
}
