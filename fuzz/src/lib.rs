//! Everything that reads a file, given bytes that no one meant.
//!
//! A reader of files must not panic, not hang and not use memory beyond what
//! the run states, whatever it is given; and what it gives can be opened,
//! written, and read back as it was. There is a reader for each format of the
//! table, so that a new format is tried without a word here, and one for each
//! file that is no format.
//!
//! `cargo xtask fuzz` runs them one after the other.

#[path = "../../crates/cli/src/page.rs"]
mod page;

use std::sync::LazyLock;

use galley_core::formats::archive::{Archive, ArchiveWriter};
use galley_core::formats::encoding::{self, Inspected};
use galley_core::formats::lines::LineSplitter;
use galley_core::formats::project::{self, Project};
use galley_core::formats::reading::{self, Importer};
use galley_core::formats::table::{self, FORMATS, File, Format};
use galley_core::formats::unit::Unit;
use galley_core::formats::writing::Export;
use galley_core::formats::{Tools, guidelines, label_set, native};
use galley_core::model::{Article, Extra, Id, LabelSet};
use galley_core::store::{Document, Transaction};

/// The environment's variable that names a reader.
pub const READER: &str = "GALLEY_READER";

/// What is between a file's name, its bytes, and the next file's name.
pub const BETWEEN: u8 = 0;

/// A Galley file with one of everything.
pub const SMALL: &str = include_str!("../seeds/galley/small.json");

/// The articles of [`SMALL`], and their label set.
pub fn small() -> (Vec<Article>, LabelSet) {
    let import =
        native::read(SMALL, "small.json", &LabelSet::default(), &mut counted()).expect("we wrote it");
    (import.articles, import.label_set.unwrap_or_default())
}

/// An article before anything was marked.
pub fn unmarked(article: &Article) -> Article {
    Article::unmarked(article.id.clone(), article.title.clone(), article.text.clone(), article.blocks.clone())
}

/// Something that reads.
#[derive(Clone, Copy)]
pub enum Reader {
    /// The reader of a format; it gets files.
    Format(&'static Format),
    /// Any other; it gets bytes.
    Other(&'static str, fn(&[u8])),
}

const OTHERS: [(&str, fn(&[u8])); 8] = [
    ("open", open),
    ("page", saved_page),
    ("archive", archive),
    ("lines", lines),
    ("label-set", read_label_set),
    ("guidelines", read_guidelines),
    ("journal", journal),
    ("export", export),
];

/// All of them.
pub fn readers() -> impl Iterator<Item = Reader> {
    let formats = FORMATS.iter().filter(|format| format.is_read()).map(Reader::Format);
    formats.chain(OTHERS.map(|(name, read)| Reader::Other(name, read)))
}

/// The reader of a name.
pub fn reader(name: &str) -> Option<Reader> {
    readers().find(|reader| reader.name() == name)
}

impl Reader {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Format(format) => format.id,
            Self::Other(name, _) => name,
        }
    }

    pub fn read(&self, data: &[u8]) {
        match self {
            Self::Format(format) => read_as(format, &files(format, data)),
            Self::Other(_, read) => read(data),
        }
    }
}

/// Files as they stand one after the other; those of a format that is an
/// archive in one.
fn files(format: &Format, data: &[u8]) -> Vec<File> {
    let mut parts = data.split(|&byte| byte == BETWEEN);
    let mut files = Vec::new();
    while let Some(name) = parts.next() {
        let bytes = parts.next().unwrap_or_default();
        files.push(File::new(String::from_utf8_lossy(name), bytes));
    }
    if format.extensions.iter().any(|&extension| matches!(extension, "docx" | "epub")) {
        files = vec![File::new(format!("file.{}", format.extensions[0]), packed(&files))];
    }
    files
}

fn packed(files: &[File]) -> Vec<u8> {
    let mut writer = ArchiveWriter::new();
    for file in files {
        // A name that no archive can hold.
        let _ = writer.add(&file.name, &file.bytes);
    }
    let mut bytes = writer.take();
    bytes.extend(writer.finish().unwrap_or_default());
    bytes
}

/// Ids are counted, so that a case found once is found again.
fn counted() -> impl FnMut() -> Id {
    let mut count = 0;
    move || {
        count += 1;
        Id::new(&format!("f{count}"))
    }
}

fn read_as(format: &'static Format, files: &[File]) {
    let label_set = LabelSet::default();
    let mut new_id = counted();
    let mut tools = Tools { label_set: &label_set, new_id: &mut new_id, parse_html: &page::parse };
    let Ok(opened) = reading::parse(format, files, &mut tools) else { return };
    for unit in Unit::ALL {
        let _ = opened.preview(unit, 0);
    }
    let _ = opened.labels(&label_set, opened.best_unit());
    let unit = opened.best_unit();
    let mut importer = Importer::new("file", &label_set);
    let articles = importer.place(opened, unit, &mut new_id);
    let import = importer.finish();
    check(&articles, import.label_set.as_ref().unwrap_or(&label_set), &import.extra);
}

/// What was read can be opened, written, and read back as it was.
fn check(articles: &[Article], label_set: &LabelSet, extra: &Extra) {
    articles.iter().for_each(|article| paint(&mut Document::new(article.clone())));
    let json = native::write_json(label_set, articles, "2026-01-01T00:00:00Z", extra);
    let again = native::read(&json, "again.json", label_set, &mut counted()).expect("we wrote it");
    assert_eq!(again.issues, [], "in {json}");
    assert_eq!(again.articles, articles, "by way of {json}");
}

fn paint(document: &mut Document) {
    for block in 0..document.blocks().len() {
        let _ = (document.view(block), document.margin(block));
    }
}

/// A file of which nothing is known, as the app and the command open it.
fn open(data: &[u8]) {
    let (name, bytes) = match data.iter().position(|&byte| byte == b'\n') {
        Some(end) => (String::from_utf8_lossy(&data[..end]).into_owned(), &data[end + 1..]),
        None => (String::new(), data),
    };
    let file = match encoding::inspect(bytes) {
        Ok(Inspected::Text { text, .. }) => File::new(name, text),
        _ => File::new(name, bytes),
    };
    let files = [file];
    for format in reading::detect(&files) {
        read_as(format, &files);
    }
}

/// The page that is a workspace, and the workspace in it.
fn saved_page(data: &[u8]) {
    let Ok(page) = std::str::from_utf8(data) else { return };
    let Some(json) = project::embedded(page) else { return };
    let label_set = LabelSet::default();
    let Ok(mut import) = native::read(json, "page.html", &label_set, &mut counted()) else { return };
    if let Some(project) = Project::take(&mut import.extra) {
        let again = Project::take(&mut project.fields(&import.extra)).expect("its fields are there");
        assert_eq!((again.id, again.guidelines), (project.id, project.guidelines));
    }
    check(&import.articles, import.label_set.as_ref().unwrap_or(&label_set), &import.extra);
}

/// An archive's own bytes. Its files are read within its bounds.
fn archive(data: &[u8]) {
    let Ok(archive) = Archive::open(data) else { return };
    for index in 0..archive.names().len() {
        let _ = archive.read(index);
    }
}

/// JSON Lines that come in pieces.
fn lines(data: &[u8]) {
    let mut reader = native::Reader::new("file.jsonl", &LabelSet::default());
    let mut new_id = counted();
    let mut splitter = LineSplitter::new(32 << 10);
    let mut articles = Vec::new();
    let mut lines = Vec::new();
    for piece in data.chunks(1000) {
        match splitter.push(piece) {
            Ok(finished) => lines.extend(finished),
            Err(_) => return,
        }
    }
    lines.extend(splitter.finish());
    for line in lines {
        let Ok(text) = std::str::from_utf8(&line.bytes) else { continue };
        articles.extend(reader.read_line(text, line.number, &mut new_id).ok().flatten());
    }
    let label_set = reader.label_set().cloned().unwrap_or_default();
    check(&articles, &label_set, &reader.finish().extra);
}

fn read_label_set(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok((set, _)) = label_set::read(text) else { return };
    let json = label_set::write(&set);
    let (again, issues) = label_set::read(&json).expect("we wrote it");
    assert_eq!(issues, [], "in {json}");
    assert_eq!(again, set, "by way of {json}");
    let mut ours = LabelSet::default();
    label_set::merge(&mut ours, &set);
}

fn read_guidelines(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = guidelines::parse(text);
    }
}

static JOURNALED: LazyLock<(Vec<Article>, LabelSet)> = LazyLock::new(small);

/// A transaction out of a damaged journal, done in an article.
fn journal(data: &[u8]) {
    let Ok(transaction) = serde_json::from_slice::<Transaction>(data) else { return };
    let (articles, label_set) = &*JOURNALED;
    let mut document = Document::new(unmarked(&articles[0]));
    for changes in transaction.articles.values() {
        if document.apply(changes).is_err() {
            document.force(changes);
        }
        paint(&mut document);
        let _ = native::write_json(label_set, [document.to_article(Default::default())], "", &Extra::new());
    }
}

/// What was read as Galley's own, in every format that is written.
fn export(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let label_set = LabelSet::default();
    let Ok(import) = native::read(text, "file.json", &label_set, &mut counted()) else { return };
    let label_set = import.label_set.unwrap_or(label_set);
    for format in table::FORMATS.iter().filter(|format| format.is_written()) {
        for &unit in format.units {
            let mut export = Export::new(format, Some(unit));
            for article in &import.articles {
                let _ = export.article(article, &label_set);
            }
            let _ = export.finish(&label_set);
        }
    }
}
