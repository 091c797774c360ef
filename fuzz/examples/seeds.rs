//! Writes what each reader starts from, into a folder for each, and prints
//! the readers' names.
//!
//! `seeds/` has files as they are; what Galley can write it writes itself.

use std::fs;
use std::path::{Path, PathBuf};

use galley_core::formats::archive::ArchiveWriter;
use galley_core::formats::project::{ELEMENT, Project, inert};
use galley_core::formats::table::{FORMATS, File, Format};
use galley_core::formats::writing::Export;
use galley_core::formats::{label_set, native};
use galley_core::merge::{Copy, Merge};
use galley_core::model::{Article, Extra, LabelSet};
use galley_core::store::Transaction;
use galley_fuzz::{BETWEEN, Reader, SMALL, readers, small, unmarked};

const TIME: &str = "2026-01-01T00:00:00Z";

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let into = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    let (articles, set) = small();
    for reader in readers() {
        let name = reader.name();
        let folder = into.join(name);
        fs::create_dir_all(&folder)?;
        let mut seeds = match reader {
            Reader::Format(format) => {
                let mut seeds: Vec<Vec<u8>> = of_folder(name)?.iter().map(|files| joined(files)).collect();
                seeds.extend(written(format, &articles, &set).map(|files| joined(&files)));
                seeds
            }
            Reader::Other(..) => others(name, &articles, &set)?,
        };
        seeds.dedup();
        for (number, seed) in seeds.iter().enumerate() {
            fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
        println!("{name}");
    }
    Ok(())
}

/// The files of `seeds/NAME`: one by one, and those of a folder in it together.
fn of_folder(name: &str) -> Result<Vec<Vec<File>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
    let mut all = Vec::new();
    for path in sorted(&folder)? {
        let mut files = Vec::new();
        let root = if path.is_dir() { path.as_path() } else { folder.as_path() };
        gather(&path, root, &mut files)?;
        all.push(files);
    }
    Ok(all)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    // The text before what is marked in it, as they are opened.
    paths.sort_by_key(|path| (path.extension().is_none_or(|end| end != "txt"), path.clone()));
    Ok(paths)
}

fn gather(path: &Path, root: &Path, files: &mut Vec<File>) -> Result<()> {
    if path.is_dir() {
        return sorted(path)?.iter().try_for_each(|inner| gather(inner, root, files));
    }
    let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
    files.push(File::new(name, fs::read(path)?));
    Ok(())
}

/// As the readers of formats take them apart.
fn joined(files: &[File]) -> Vec<u8> {
    let parts: Vec<&[u8]> = files.iter().flat_map(|file| [file.name.as_bytes(), &file.bytes]).collect();
    parts.join(&BETWEEN)
}

/// The articles in a format that is written.
fn written(format: &'static Format, articles: &[Article], set: &LabelSet) -> Option<Vec<File>> {
    if format.id == "galley-jsonl" {
        return Some(vec![File::new("small.jsonl", lines(articles, set))]);
    }
    if !format.is_written() || format.id == "galley" {
        return None;
    }
    let mut export = Export::new(format, None);
    let (mut text, mut files) = (String::new(), Vec::new());
    for article in articles {
        let piece = export.article(article, set);
        text.push_str(&piece.text);
        files.extend(piece.files);
    }
    text.push_str(&export.finish(set).text);
    if files.is_empty() {
        files.push(File::new(format!("small.{}", format.extensions[0]), text));
    }
    files.sort_by_key(|file| !file.name.ends_with(".txt"));
    Some(files)
}

fn lines(articles: &[Article], set: &LabelSet) -> String {
    let header = native::write_jsonl_header(set, TIME, &Extra::new());
    header + &articles.iter().map(|article| native::write_jsonl_article(set, article)).collect::<String>()
}

fn others(name: &str, articles: &[Article], set: &LabelSet) -> Result<Vec<Vec<u8>>> {
    let files: Vec<Vec<Vec<File>>> =
        FORMATS.iter().map(|format| of_folder(format.id)).collect::<Result<_>>()?;
    let files: Vec<Vec<File>> = files.into_iter().flatten().collect();
    Ok(match name {
        "open" => {
            let single = files.iter().filter_map(|files| files.first());
            single.map(|file| [file.name.as_bytes(), &file.bytes].join(&b'\n')).collect()
        }
        "page" => {
            let project = Project {
                id: "w".into(),
                name: "Small".into(),
                save: "s2".into(),
                saves: vec!["s1".into()],
                guidelines: "# Mark names".into(),
                history: None,
                unread: 0,
            };
            let json = native::write_json(set, articles, TIME, &project.fields(&Extra::new()));
            let page = format!(
                "<!doctype html><script id=\"{ELEMENT}\" type=\"application/json\">{}</script>",
                inert(&json)
            );
            vec![page.into_bytes()]
        }
        "archive" => {
            files.iter().filter(|files| files.len() > 1).map(|files| packed(files)).collect::<Result<_>>()?
        }
        "lines" => vec![lines(articles, set).into_bytes()],
        "label-set" => {
            vec![label_set::write(set).into_bytes(), label_set::write(&LabelSet::default()).into_bytes()]
        }
        "export" => vec![SMALL.as_bytes().to_vec()],
        "journal" => articles
            .iter()
            .map(|article| Ok(serde_json::to_vec(&marking(article))?))
            .collect::<Result<_>>()?,
        _ => of_folder(name)?.into_iter().flatten().map(|file| file.bytes).collect(),
    })
}

fn packed(files: &[File]) -> Result<Vec<u8>> {
    let mut writer = ArchiveWriter::new();
    for file in files {
        writer.add(&file.name, &file.bytes)?;
    }
    let mut bytes = writer.take();
    bytes.extend(writer.finish()?);
    Ok(bytes)
}

/// A transaction that marks the small article.
fn marking(article: &Article) -> Transaction {
    let copy = Copy { from: "file".to_owned(), article: article.clone(), since: None };
    let changes = Merge::new(&unmarked(article), &[copy]).changes(&[]);
    Transaction { articles: [(article.id.clone(), changes)].into(), ..Transaction::default() }
}
