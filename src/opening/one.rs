//! One article out of a file, without storing it: the new version of one that
//! is open.

use galley_core::formats::detect::{self, Kind};
use galley_core::formats::encoding::{self, Inspected};
use galley_core::formats::reading::Importer;
use galley_core::formats::table::File as FormatFile;
use galley_core::formats::{ReadError, archive, native, project};
use galley_core::model::{Article, LabelSet};

use super::Input;
use super::foreign::taken_apart;
use super::reading::{Decoded, bytes_of, decode_as, foreign, read_article, whole};
use crate::browser::clock;

/// The first article of a file, of whichever format.
pub async fn read_one(input: Input, label_set: &LabelSet) -> Result<Article, ReadError> {
    match input {
        Input::File(file) => {
            let size = file.size() as u64;
            encoding::check_size(size)?;
            let bytes = bytes_of(&file, 0, size).await?;
            read_bytes(&file.name(), bytes, label_set)
        }
        Input::Pasted { name, text, .. } => read_text(&name, text, label_set),
        Input::Embedded { .. } => Err(whole("it is no file of one article")),
        Input::Unfit { why, .. } => Err(whole(why)),
    }
}

fn read_bytes(name: &str, bytes: Vec<u8>, label_set: &LabelSet) -> Result<Article, ReadError> {
    if archive::is_archive(&bytes) {
        return read_foreign(&[FormatFile::new(name, bytes)], label_set);
    }
    let text = match encoding::inspect(&bytes)? {
        Inspected::Text { text, .. } => text,
        Inspected::NeedsDecoder { guess } => decode_as(&bytes, guess)?,
    };
    read_text(name, text, label_set)
}

fn read_text(name: &str, text: String, label_set: &LabelSet) -> Result<Article, ReadError> {
    let files = [FormatFile::new(name, text.as_str())];
    if !foreign(&files).is_empty() {
        return read_foreign(&files, label_set);
    }
    let json = project::embedded(&text).or_else(|| {
        matches!(detect::kind(&text, name), Kind::Json | Kind::JsonLines).then_some(text.as_str())
    });
    match json {
        Some(json) => first(native::read(json, name, label_set, &mut clock::new_id)?.articles),
        None => read_article(clock::new_id(), name, Decoded { text, encoding: String::new(), bom: false }),
    }
}

fn read_foreign(files: &[FormatFile], label_set: &LabelSet) -> Result<Article, ReadError> {
    let format = *foreign(files).first().ok_or_else(|| whole("there is no article in it"))?;
    let opened = taken_apart(format, files, label_set)?;
    let unit = opened.best_unit();
    let name = files.first().map_or("", |file| file.name.as_str());
    first(Importer::new(name, label_set).place(opened, unit, &mut clock::new_id))
}

/// The only article: of several, nobody knows which is meant.
fn first(articles: Vec<Article>) -> Result<Article, ReadError> {
    match <[Article; 1]>::try_from(articles) {
        Ok([only]) => Ok(only),
        Err(articles) if articles.is_empty() => Err(whole("there is no article in it")),
        Err(articles) => Err(whole(&format!("there are {} articles in it; give one", articles.len()))),
    }
}
