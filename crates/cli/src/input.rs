//! Articles out of files, archives and standard input: JSON Lines one at a
//! time, all else file by file.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, BufRead, BufReader};

use anyhow::{Context as _, Result};
use galley_core::formats::archive::{self, Archive};
use galley_core::formats::bundle::{self, Contents, Group};
use galley_core::formats::encoding::{self, Inspected};
use galley_core::formats::reading::{self, Importer};
use galley_core::formats::table::{Beside, File, Format};
use galley_core::formats::{Issue, ReadError, Tools, native};
use galley_core::model::{Article, Id, LabelSet};

use crate::arguments::Arguments;
use crate::page;

/// How much of a stream is looked at to find out what it is.
const HEAD: usize = 64 << 10;

/// What the input gives, one after the other.
pub enum Event<'a> {
    Article(Box<Article>, &'a LabelSet),
    Issue(&'a str, Issue),
    /// A file, or a line of one, that could not be read.
    Failure(&'a str, ReadError),
}

type On<'a> = &'a mut dyn FnMut(Event<'_>) -> Result<()>;

/// Reads all that was named, or standard input.
pub fn read(arguments: &Arguments, on: On<'_>) -> Result<()> {
    let mut ids = 0_u64;
    let mut reading = Reading { arguments, ids: &mut ids, on };
    if arguments.files.is_empty() {
        return reading.stream("standard input", &mut BufReader::with_capacity(HEAD, io::stdin().lock()));
    }
    let mut halves: Vec<File> = Vec::new();
    let texts = texts(arguments.files.iter().map(|path| path.to_string_lossy()));
    for path in &arguments.files {
        let name = path.to_string_lossy().into_owned();
        let is_lines = path.extension().is_some_and(|end| end == "jsonl" || end == "ndjson");
        if is_lines {
            let file = fs::File::open(path).with_context(|| name.clone())?;
            reading.stream(&name, &mut BufReader::with_capacity(HEAD, file))?;
            continue;
        }
        let bytes = fs::read(path).with_context(|| name.clone())?;
        let is_document = path.extension().is_some_and(|end| end == "docx" || end == "epub");
        if archive::is_archive(&bytes) && !is_document {
            reading.archive(&name, &bytes)?;
            continue;
        }
        let file = File::new(name, bytes);
        // A pair of files waits for its other half; nothing else waits.
        if is_half(&file.name, &texts) {
            halves.push(file);
        } else {
            reading.files(&[file])?;
        }
    }
    reading.together(halves)
}

/// The files of an archive that says nothing of what belongs together.
fn each_alone(names: &[String]) -> Contents {
    let beside = Beside::names();
    let is_article = |index: &usize| !beside.has(&names[*index]);
    let alone = |index: usize| Group { files: vec![index], article: None };
    let groups = (0..names.len()).filter(is_article).map(alone).collect();
    Contents { groups, ..Contents::default() }
}

/// The names, without their ends, of the files that are texts.
fn texts<'a>(names: impl Iterator<Item = Cow<'a, str>>) -> HashSet<String> {
    names.filter_map(|name| name.strip_suffix(".txt").map(str::to_owned)).collect()
}

/// Whether a file goes with another: a text, or annotations of a text beside
/// them.
fn is_half(name: &str, texts: &HashSet<String>) -> bool {
    name.ends_with(".ann") || texts.contains(stem(name))
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

struct Reading<'a, 'b> {
    arguments: &'a Arguments,
    ids: &'a mut u64,
    on: On<'b>,
}

impl Reading<'_, '_> {
    /// Files of one name, but for its end, belong together.
    fn together(&mut self, halves: Vec<File>) -> Result<()> {
        let mut pairs: Vec<Vec<File>> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for file in halves {
            let at = *places.entry(stem(&file.name).to_owned()).or_insert(pairs.len());
            match pairs.get_mut(at) {
                Some(pair) => pair.push(file),
                None => pairs.push(vec![file]),
            }
        }
        for mut pair in pairs {
            // What tells the format comes first.
            pair.sort_by_key(|file| file.name.ends_with(".txt"));
            if self.format(&pair).is_beside_text {
                self.files(&pair)?;
            } else {
                pair.into_iter().try_for_each(|file| self.files(&[file]))?;
            }
        }
        Ok(())
    }

    /// The files in an archive: those that belong together as one, else each
    /// by itself.
    fn archive(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let archive = match Archive::open(bytes) {
            Ok(archive) => archive,
            Err(error) => return (self.on)(Event::Failure(name, error)),
        };
        let names: Vec<String> = archive.names().map(str::to_owned).collect();
        let contents = match bundle::contents(&archive) {
            Ok(contents) => contents.unwrap_or_else(|| each_alone(&names)),
            Err(error) => return (self.on)(Event::Failure(name, error)),
        };
        for Group { files, article } in contents.groups {
            let read = |index: usize| Ok(File::new(names[index].as_str(), archive.read(index)?));
            match files.into_iter().map(read).collect::<Result<Vec<File>, ReadError>>() {
                Ok(files) => self.group(&files, contents.format, article)?,
                Err(error) => (self.on)(Event::Failure(name, error))?,
            }
        }
        for index in contents.others {
            let found = "it is no article, but beside them".to_owned();
            let issue = Issue { place: names[index].clone(), found, done: "left out".to_owned() };
            (self.on)(Event::Issue(name, issue))?;
        }
        Ok(())
    }

    fn files(&mut self, files: &[File]) -> Result<()> {
        self.group(files, None, None)
    }

    /// Files that belong together; their format and the article that they are,
    /// where that is known.
    fn group(
        &mut self,
        files: &[File],
        format: Option<&'static Format>,
        article: Option<(Id, String)>,
    ) -> Result<()> {
        let Some(first) = files.first() else { return Ok(()) };
        let name = first.name.clone();
        let decoded: Result<Vec<File>, ReadError> = files.iter().map(decoded).collect();
        let outcome = decoded.and_then(|files| self.opened(&files, format, article));
        match outcome {
            Ok((articles, importer)) => self.give(&name, articles, importer),
            Err(error) => (self.on)(Event::Failure(&name, error)),
        }
    }

    fn opened(
        &mut self,
        files: &[File],
        format: Option<&'static Format>,
        article: Option<(Id, String)>,
    ) -> Result<(Vec<Article>, Importer), ReadError> {
        let format = self.arguments.from.or(format).unwrap_or_else(|| self.format(files));
        let label_set = LabelSet::default();
        let name = files.first().map(|file| file.name.as_str()).unwrap_or_default();
        let ids = &mut *self.ids;
        let mut new_id = || fresh(ids);
        let mut tools = Tools { label_set: &label_set, new_id: &mut new_id, parse_html: &page::parse };
        let mut opened = reading::parse(format, files, &mut tools)?;
        if let Some((id, title)) = article {
            opened.name(&id, &title);
        }
        let unit = self.arguments.unit.unwrap_or_else(|| opened.best_unit());
        let mut importer = Importer::new(name, &label_set);
        let articles = importer.place(opened, unit, &mut new_id);
        Ok((articles, importer))
    }

    fn format(&self, files: &[File]) -> &'static Format {
        self.arguments.from.unwrap_or_else(|| reading::detect(files)[0])
    }

    fn give(&mut self, name: &str, articles: Vec<Article>, mut importer: Importer) -> Result<()> {
        for issue in importer.take_issues() {
            (self.on)(Event::Issue(name, issue))?;
        }
        let label_set = importer.label_set().cloned().unwrap_or_default();
        for article in articles {
            (self.on)(Event::Article(Box::new(article), &label_set))?;
        }
        Ok(())
    }

    /// A stream: line by line where it is JSON Lines.
    fn stream(&mut self, name: &str, input: &mut dyn BufRead) -> Result<()> {
        let head = input.fill_buf()?;
        if archive::is_archive(head) || !is_lines(head) {
            let mut bytes = Vec::new();
            input.read_to_end(&mut bytes)?;
            return self.files(&[File::new(name, bytes)]);
        }
        let mut native = native::Reader::new(name, &LabelSet::default());
        let mut importer: Option<(&'static Format, Importer)> = None;
        let (mut line, mut number) = (Vec::new(), 0);
        loop {
            line.clear();
            if input.read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            number += 1;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let files = [File::new(name, std::mem::take(&mut line))];
            let format = match &importer {
                Some((format, _)) => format,
                None => self.format(&files),
            };
            if format.id.starts_with("galley") {
                self.native_line(&mut native, name, number, &files[0])?;
            } else {
                let (format, importer) =
                    importer.get_or_insert_with(|| (format, Importer::new(name, &LabelSet::default())));
                self.line(format, importer, name, number, &files)?;
            }
            let [file] = files;
            line = file.bytes;
        }
    }

    fn native_line(
        &mut self,
        reader: &mut native::Reader,
        name: &str,
        number: usize,
        file: &File,
    ) -> Result<()> {
        let ids = &mut *self.ids;
        let text = std::str::from_utf8(&file.bytes).map_err(|_| not_text(number));
        match text.and_then(|text| reader.read_line(text.trim_end(), number, &mut || fresh(ids))) {
            Ok(article) => {
                for issue in reader.take_issues() {
                    (self.on)(Event::Issue(name, issue))?;
                }
                let Some(article) = article else { return Ok(()) };
                let default = LabelSet::default();
                (self.on)(Event::Article(Box::new(article), reader.label_set().unwrap_or(&default)))
            }
            Err(error) => (self.on)(Event::Failure(name, error)),
        }
    }

    fn line(
        &mut self,
        format: &'static Format,
        importer: &mut Importer,
        name: &str,
        number: usize,
        files: &[File],
    ) -> Result<()> {
        let label_set = LabelSet::default();
        let ids = &mut *self.ids;
        let mut new_id = || fresh(ids);
        let mut tools = Tools { label_set: &label_set, new_id: &mut new_id, parse_html: &page::parse };
        let articles = match reading::parse(format, files, &mut tools) {
            Ok(opened) => {
                let unit = self.arguments.unit.unwrap_or_else(|| opened.best_unit());
                importer.place(opened, unit, &mut new_id)
            }
            Err(error) => {
                let error = ReadError { place: format!("line {number}"), ..error };
                return (self.on)(Event::Failure(name, error));
            }
        };
        for issue in importer.take_issues() {
            (self.on)(Event::Issue(
                name,
                Issue { place: format!("line {number}, {}", issue.place), ..issue },
            ))?;
        }
        let default = LabelSet::default();
        for article in articles {
            (self.on)(Event::Article(Box::new(article), importer.label_set().unwrap_or(&default)))?;
        }
        Ok(())
    }
}

fn not_text(number: usize) -> ReadError {
    ReadError { place: format!("line {number}"), reason: "these bytes are not UTF-8".to_owned() }
}

/// Whether a stream begins with a whole JSON object on a line of its own.
fn is_lines(head: &[u8]) -> bool {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if !start.starts_with(b"{") {
        return false;
    }
    match start.iter().position(|&byte| byte == b'\n') {
        // A first line longer than the head: nobody lays JSON out so otherwise.
        None => head.len() >= HEAD,
        Some(end) => start[..end].trim_ascii_end().ends_with(b"}"),
    }
}

/// A file's text in UTF-8, unless it is an archive.
fn decoded(file: &File) -> Result<File, ReadError> {
    if archive::is_archive(&file.bytes) {
        return Ok(file.clone());
    }
    match encoding::inspect(&file.bytes)? {
        Inspected::Text { text, .. } => Ok(File::new(file.name.clone(), text)),
        Inspected::NeedsDecoder { guess } => Err(ReadError {
            place: file.name.clone(),
            reason: format!("it is not in UTF-8 but perhaps in {guess}; convert it first, as with iconv"),
        }),
    }
}

/// Ids are counted: the same input gives the same output.
fn fresh(count: &mut u64) -> Id {
    *count += 1;
    Id::new(&format!("g{count}"))
}
