//! Writing the open article or the whole set in any format.

pub mod losses;

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use galley_core::formats::archive::{ArchiveWriter, Packing};
use galley_core::formats::bundle::{self, Manifest, Packed};
use galley_core::formats::losses::{Loss, Losses};
use galley_core::formats::native::FileWriter;
use galley_core::formats::project::{self, Project};
use galley_core::formats::table::{File, Format};
use galley_core::formats::unit::Unit;
use galley_core::formats::writing::Export as FormatExport;
use galley_core::formats::{file_name, native};
use galley_core::model::{Article, Extra, LabelSet};
use galley_core::store::{Listing, Seq, Transaction, inherit};
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use crate::browser::pace::{Pace, Telling};
use crate::browser::save::{self, FileKind, Parts, SaveError, SavedFile};
use crate::browser::storage::Storage;
use crate::browser::{clock, own_page};

/// Bytes packed before the clock is looked at.
const PACKED_AT_ONCE: usize = 64 << 10;
/// Annotations written before the clock is looked at.
const ANNOTATIONS: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportScope {
    /// The open article.
    Article,
    /// Every article in the list.
    Set,
}

/// What an export is written as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExportFormat {
    /// The articles, in a format of the table.
    Table(ExportAs),
    /// The workspace as one JSON file.
    Project,
    /// The app itself with the workspace inside.
    Page,
    /// The workspace as a zip of one JSON an article.
    Archive,
}

impl ExportFormat {
    /// Whether the whole workspace is in it.
    pub fn is_project(self) -> bool {
        !matches!(self, Self::Table(_))
    }

    /// A word for the formats of a workspace, to keep.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Table(_) => None,
            Self::Project => Some("json"),
            Self::Page => Some("html"),
            Self::Archive => Some("zip"),
        }
    }

    /// The format of a [`word`](Self::word).
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Page, Self::Project, Self::Archive].into_iter().find(|format| format.word() == Some(word))
    }

    fn kind(self) -> FileKind {
        match self {
            Self::Table(export) => export.kind(),
            Self::Project => save::PROJECT,
            Self::Page => save::PAGE,
            Self::Archive => save::ARCHIVE,
        }
    }
}

/// A format of the table, as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExportAs {
    pub format: &'static Format,
    /// What offsets count, where the format leaves a choice.
    pub unit: Unit,
    /// The one file goes into an archive, with a list of its articles.
    pub zipped: bool,
}

impl ExportAs {
    /// Whether it is one archive: of several files, or of one that is wanted so.
    pub fn is_archive(self) -> bool {
        self.zipped || !self.has_one_file()
    }

    /// Whether all articles go into one file with nothing beside it.
    pub fn has_one_file(self) -> bool {
        FormatExport::new(self.format, None).is_stream() && self.format.beside.is_none()
    }

    fn kind(self) -> FileKind {
        if self.is_archive() {
            return FileKind::of("zip");
        }
        FileKind::of(self.format.extensions.first().copied().unwrap_or_default())
    }

    /// Galley's own, which say themselves what is in them.
    pub fn is_own(self) -> bool {
        matches!(self.format.id, "galley" | "galley-jsonl")
    }
}

/// How an export leaves the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Destination {
    Download,
    /// The browser's save dialog.
    Pick,
    /// A file that was picked before, written again.
    Again(SavedFile),
    Clipboard,
}

/// What an export needs to know of the workspace.
#[derive(Clone)]
pub struct ExportContext {
    pub storage: Storage,
    pub label_set: Arc<LabelSet>,
    /// Fields of opened files that Galley does not know.
    pub file_fields: Extra,
    /// The articles in list order, with their statuses.
    pub listings: Vec<Arc<Listing>>,
    /// The workspace, for the files that have it.
    pub project: Project,
    /// What was done goes along in it.
    pub history: bool,
    /// The open article as it stands.
    pub open: Option<Article>,
    /// Set to stop.
    pub cancel: Rc<Cell<bool>>,
}

/// How an export goes on, and what came of it. `Done` and `Failed` are the
/// last.
#[derive(Clone, Debug, PartialEq)]
pub enum Exporting {
    /// Articles.
    Progress {
        done: usize,
        total: usize,
    },
    Done(Exported),
    Failed(ExportError),
}

/// What left the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// When, RFC 3339: as in the file.
    pub time: String,
    pub articles: usize,
    /// The file's name; none on the clipboard.
    pub name: Option<String>,
    /// The file that can be written again.
    pub file: Option<SavedFile>,
    /// What could not be read back whole, in words.
    pub problems: Vec<String>,
    /// The id of the saving, where the whole workspace is in it.
    pub save: Option<String>,
    pub format: ExportFormat,
    /// What the format could not keep.
    pub losses: Vec<Loss>,
}

impl Exported {
    /// Whether everything of it is in a file.
    pub fn is_whole(&self) -> bool {
        self.name.is_some() && self.losses.is_empty() && self.problems.is_empty()
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExportError {
    /// There is nothing to export.
    Nothing,
    /// The user has stopped it.
    Cancelled,
    /// No article could be read back; why, by article.
    Unread {
        problems: Vec<String>,
    },
    Save(SaveError),
    /// The page is not the packed file.
    NoPage,
    /// The archive cannot hold it.
    Archive(String),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("There is no article to export"),
            Self::Cancelled => f.write_str("Nothing was exported"),
            Self::Unread { problems } => {
                write!(f, "No article could be read back. {}", problems.first().map_or("", String::as_str))
            }
            Self::Save(error) => error.fmt(f),
            Self::NoPage => f.write_str(
                "Only the packed file, galley.html, can save itself; this page was served in parts",
            ),
            Self::Archive(why) => f.write_str(why),
        }
    }
}

impl ExportError {
    fn of(error: SaveError) -> Self {
        match error {
            SaveError::Cancelled => Self::Cancelled,
            error => Self::Save(error),
        }
    }
}

/// Exports. To be called at once when the user has asked for it: the browser
/// allows a save dialog only then.
pub fn export(
    scope: ExportScope,
    format: ExportFormat,
    to: Destination,
    context: ExportContext,
    on: Callback<Exporting>,
) {
    spawn_local(async move {
        let (problems, losses) = (Vec::new(), Vec::new());
        let export = Export { format, context, on: &on, time: clock::now(), problems, losses };
        let exported = export.run(scope, to).await;
        on.emit(match exported {
            Ok(exported) => Exporting::Done(exported),
            Err(error) => Exporting::Failed(error),
        });
    });
}

struct Export<'a> {
    format: ExportFormat,
    context: ExportContext,
    on: &'a Callback<Exporting>,
    time: String,
    problems: Vec<String>,
    losses: Vec<Loss>,
}

/// Where the bytes go, once the user has been asked.
enum Target {
    Download,
    File(SavedFile),
    Clipboard,
}

impl Export<'_> {
    async fn run(mut self, scope: ExportScope, to: Destination) -> Result<Exported, ExportError> {
        let listings = self.chosen(scope);
        // A workspace without articles still has its labels and guidelines.
        if listings.is_empty() && !self.format.is_project() {
            return Err(ExportError::Nothing);
        }
        let (kind, name) = (self.format.kind(), self.name(&listings));
        let target = match to {
            Destination::Download => Target::Download,
            Destination::Again(file) => {
                file.allow().await.map_err(ExportError::of)?;
                Target::File(file)
            }
            // Before anything else: see `save::pick`.
            Destination::Pick => Target::File(save::pick(&name, kind).await.map_err(ExportError::of)?),
            Destination::Clipboard => Target::Clipboard,
        };
        let (parts, articles) = match self.format {
            ExportFormat::Table(export) if !export.is_own() => self.write_other(export, &listings).await?,
            _ => self.write(&listings).await?,
        };
        let blob = parts.blob(kind).map_err(ExportError::of)?;
        let (name, file) = match target {
            Target::Download => {
                save::download(&name, &blob).map_err(ExportError::of)?;
                (Some(name), None)
            }
            Target::File(file) => {
                file.write(&blob).await.map_err(ExportError::of)?;
                (Some(file.name.clone()), Some(file))
            }
            Target::Clipboard => {
                save::copy(&blob).await.map_err(ExportError::of)?;
                (None, None)
            }
        };
        let save = self.format.is_project().then(|| self.context.project.save.clone());
        Ok(Exported {
            time: self.time,
            articles,
            name,
            file,
            problems: self.problems,
            losses: self.losses,
            save,
            format: self.format,
        })
    }

    fn chosen(&self, scope: ExportScope) -> Vec<Arc<Listing>> {
        let open = self.context.open.as_ref().map(|article| &article.id);
        let is_chosen = |listing: &&Arc<Listing>| scope == ExportScope::Set || Some(&listing.id) == open;
        self.context.listings.iter().filter(is_chosen).cloned().collect()
    }

    fn name(&self, listings: &[Arc<Listing>]) -> String {
        let day = clock::day(&self.time);
        let extension = self.format.kind().extension;
        match listings {
            [] => file_name::dated("workspace", &day, extension),
            [only] => file_name::dated(&only.title, &day, extension),
            all => file_name::dated(&format!("{} articles", all.len()), &day, extension),
        }
    }

    /// The file, and how many articles are in it. It is written in turns, so
    /// that the page goes on meanwhile.
    async fn write(&mut self, listings: &[Arc<Listing>]) -> Result<(Parts, usize), ExportError> {
        let (label_set, mut extra) = (self.context.label_set.clone(), self.context.file_fields.clone());
        let time = self.time.clone();
        let mut parts = Parts::default();
        let mut after = String::new();
        if self.format.is_project() {
            if self.context.history {
                let history = self.history().await;
                let unlisted = self.unlisted(&history).await;
                self.context.project.add_unlisted(&label_set, &unlisted, &time);
                self.context.project.history = Some(history);
            }
            extra = self.context.project.fields(&extra);
        }
        match self.format {
            ExportFormat::Archive => return self.write_archive(listings, &extra).await,
            ExportFormat::Page => {
                let Project { id, save, .. } = &self.context.project;
                let (before, rest) = own_page::source(id, save).ok_or(ExportError::NoPage)?;
                parts.push(&before);
                after = rest;
            }
            _ => {}
        }
        let piece = |json: String, format| {
            if format == ExportFormat::Page { project::inert(&json) } else { json }
        };
        let mut file = match self.format {
            ExportFormat::Table(export) if export.format.id == "galley-jsonl" => {
                FileWriter::json_lines(&label_set, &time, &extra)
            }
            _ => FileWriter::json(&label_set, &time, &extra),
        };
        let mut count = 0;
        let (mut pace, mut telling) = (Pace::new(), Telling::new());
        for (done, listing) in listings.iter().enumerate() {
            self.tell(&mut telling, done, listings.len());
            let Some(article) = self.article(listing).await else { continue };
            count += 1;
            let mut writer = file.article(&article);
            let mut more = true;
            while more {
                more = writer.advance(ANNOTATIONS);
                parts.push(&piece(writer.take(), self.format));
                self.breathe(&mut pace).await?;
            }
        }
        if count == 0 && !listings.is_empty() {
            return Err(self.unread());
        }
        parts.push(&piece(file.finish(), self.format));
        parts.push(&after);
        Ok((parts, count))
    }

    /// What was done, but for what cannot be read.
    async fn history(&mut self) -> Vec<Arc<Transaction>> {
        let entries = match self.context.storage.transactions(1, Seq::MAX).await {
            Ok(entries) => entries,
            Err(error) => {
                self.problems.push(format!("the history: {error}"));
                return Vec::new();
            }
        };
        let mut history = Vec::with_capacity(entries.len());
        for (seq, entry) in entries {
            match entry {
                Ok(transaction) => history.push(Arc::new(transaction)),
                Err(error) => self.problems.push(format!("the history, step {seq}: {error}")),
            }
        }
        history
    }

    /// The articles that were taken off the list: an undo brings them back.
    async fn unlisted(&mut self, history: &[Arc<Transaction>]) -> Vec<Article> {
        let mut articles = Vec::new();
        for id in inherit::taken_off(history) {
            match self.context.storage.article(&id).await {
                Ok(restored) => articles.extend(restored.map(|restored| restored.article)),
                Err(error) => self.problems.push(format!("an article that was taken off the list: {error}")),
            }
        }
        articles
    }

    /// A zip: the workspace without articles, and a file for each.
    async fn write_archive(
        &mut self,
        listings: &[Arc<Listing>],
        extra: &Extra,
    ) -> Result<(Parts, usize), ExportError> {
        let (label_set, time) = (self.context.label_set.clone(), self.time.clone());
        let (mut parts, mut archive) = (Parts::default(), ArchiveWriter::new());
        let index = native::write_json(&label_set, std::iter::empty::<&Article>(), &time, extra);
        archive.add(project::INDEX, index.as_bytes()).map_err(ExportError::Archive)?;
        let (mut pace, mut count) = (Pace::new(), 0);
        for (done, listing) in listings.iter().enumerate() {
            self.on.emit(Exporting::Progress { done, total: listings.len() });
            let Some(article) = self.article(listing).await else { continue };
            count += 1;
            let json = native::write_json(&label_set, [&article], &time, &Extra::new());
            let name = format!("articles/{count:05}.json");
            archive.add(&name, json.as_bytes()).map_err(ExportError::Archive)?;
            parts.push_bytes(&archive.take());
            self.breathe(&mut pace).await?;
        }
        parts.push_bytes(&archive.finish().map_err(ExportError::Archive)?);
        Ok((parts, count))
    }

    /// The same in another program's format, an article at a time. Several
    /// files are one archive, with a list of what is in it.
    async fn write_other(
        &mut self,
        export_as: ExportAs,
        listings: &[Arc<Listing>],
    ) -> Result<(Parts, usize), ExportError> {
        let label_set = self.context.label_set.clone();
        let ExportAs { format, unit, .. } = export_as;
        let mut losses = Losses::new(format);
        let mut export = FormatExport::new(format, Some(unit));
        let mut archive = export_as.is_archive().then(ArchiveWriter::new);
        // The one file of all articles, where that goes into an archive.
        let name = format!("articles.{}", format.extensions.first().copied().unwrap_or("txt"));
        let mut stream = (archive.is_some() && export.is_stream()).then(Packing::new);
        let (mut parts, mut listed) = (Parts::default(), Vec::new());
        let (mut pace, mut telling) = (Pace::new(), Telling::new());
        for (done, listing) in listings.iter().enumerate() {
            self.tell(&mut telling, done, listings.len());
            let Some(article) = self.article(listing).await else { continue };
            losses.add(&article);
            let piece = export.article(&article, &label_set);
            let mut files: Vec<String> = piece.files.iter().map(|file| file.name.clone()).collect();
            match &mut stream {
                Some(stream) => {
                    files.push(name.clone());
                    for bytes in piece.text.as_bytes().chunks(PACKED_AT_ONCE) {
                        stream.push(bytes);
                        pace.breathe().await;
                    }
                }
                None => parts.push(&piece.text),
            }
            listed.push(Packed { id: article.id, title: article.title, files });
            add_files(archive.as_mut(), &piece.files, &mut parts)?;
            self.breathe(&mut pace).await?;
        }
        let count = listed.len();
        if count == 0 {
            return Err(self.unread());
        }
        self.losses = losses.list().to_vec();
        let end = export.finish(&label_set);
        let Some(mut archive) = archive else {
            parts.push(&end.text);
            return Ok((parts, count));
        };
        if let Some(mut stream) = stream {
            stream.push(end.text.as_bytes());
            archive.add_packed(&name, stream.finish()).map_err(ExportError::Archive)?;
        }
        let mut files = end.files;
        let manifest = Manifest { format, unit, exported: self.time.clone(), articles: listed };
        // Each of these takes some time where there are many articles.
        files.push(File::new(bundle::MANIFEST, manifest.write()));
        pace.breathe().await;
        add_files(Some(&mut archive), &files, &mut parts)?;
        pace.breathe().await;
        let rest = archive.finish().map_err(ExportError::Archive)?;
        parts.push_bytes(&rest);
        Ok((parts, count))
    }

    /// Says how far it is, when it was not said for a while.
    fn tell(&self, telling: &mut Telling, done: usize, total: usize) {
        if telling.is_due() {
            self.on.emit(Exporting::Progress { done, total });
        }
    }

    /// Lets the page have its turn, in which the user may have stopped it.
    async fn breathe(&self, pace: &mut Pace) -> Result<(), ExportError> {
        pace.breathe().await;
        if self.context.cancel.get() { Err(ExportError::Cancelled) } else { Ok(()) }
    }

    /// Why no article was read.
    fn unread(&mut self) -> ExportError {
        ExportError::Unread { problems: std::mem::take(&mut self.problems) }
    }

    /// An article as it stands; one that cannot be read does not keep the
    /// others from being exported.
    async fn article(&mut self, listing: &Listing) -> Option<Article> {
        let open = self.context.open.as_ref().filter(|article| article.id == listing.id);
        let article = match open {
            Some(article) => article.clone(),
            None => match self.context.storage.article(&listing.id).await {
                Ok(Some(restored)) => {
                    let of_article = |problem| format!("“{}”: {problem}", listing.title);
                    self.problems.extend(restored.problems.into_iter().map(of_article));
                    restored.article
                }
                Ok(None) => {
                    self.problems.push(format!("“{}” is not in the store", listing.title));
                    return None;
                }
                Err(error) => {
                    self.problems.push(format!("“{}”: {error}", listing.title));
                    return None;
                }
            },
        };
        Some(Article { status: listing.status, ..article })
    }
}

/// Puts files into the archive, and what it has written into the parts.
fn add_files(
    archive: Option<&mut ArchiveWriter>,
    files: &[File],
    parts: &mut Parts,
) -> Result<(), ExportError> {
    let Some(archive) = archive else { return Ok(()) };
    for file in files {
        let failed = |why| ExportError::Archive(format!("{}: {why}", file.name));
        archive.add(&file.name, &file.bytes).map_err(failed)?;
    }
    parts.push_bytes(&archive.take());
    Ok(())
}
