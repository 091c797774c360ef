//! From bytes to articles.

use std::collections::{HashMap, HashSet};

use galley_core::formats::archive::{self, Archive};
use galley_core::formats::detect::{self, Kind};
use galley_core::formats::encoding::{self, Inspected};
use galley_core::formats::items::Batches;
use galley_core::formats::lines::{Line, LineSplitter};
use galley_core::formats::native::NativeImport;
use galley_core::formats::project::{self, Project};
use galley_core::formats::reading as formats;
use galley_core::formats::table::{File as FormatFile, Format};
use galley_core::formats::{Issue, ReadError, html, markdown, native, plain};
use galley_core::model::{Article, Id};
use web_sys::File;
use yew::Callback;

use super::foreign::Answered;
use super::shelf::Shelf;
use super::{Guess, Input, Opening, Report};
use crate::browser::clock;
use crate::browser::files::{self, DecodeError, SLICE};
use crate::browser::html_tree::Page;
use crate::browser::pace::{Pace, Telling};

/// The largest text that is one article: a long book has a tenth of it.
const MAX_ARTICLE: u64 = 20_000_000;
/// How much of a file is looked at to find out what it is.
const HEAD: u64 = 64 << 10;
/// After so many lines without a single article, the rest is not tried.
const MAX_BAD_LINES: usize = 1_000;

pub(super) async fn open_all(inputs: Vec<Input>, shelf: Shelf, on: &Callback<Opening>) -> Report {
    let total = inputs.iter().map(size).sum();
    let progress = Progress { on, done: 0, total, telling: Telling::new(), pace: Pace::new() };
    let (inputs, beside) = with_their_marks(inputs);
    let mut opener = Opener { shelf, progress, answered: Vec::new(), beside };
    let mut inputs = inputs.into_iter();
    while let Some(input) = inputs.next() {
        if opener.shelf.is_cancelled() {
            break;
        }
        let (name, end) = (name(&input), opener.progress.done + size(&input));
        if let Err(error) = opener.open(input, &name).await {
            opener.shelf.failure(&name, error);
        }
        opener.shelf.end_file(&name);
        opener.progress.done = end;
        opener.progress.tell(&name, &opener.shelf).await;
        // What comes now is compared with that.
        if let Some(inherited) = &mut opener.shelf.report.inherited {
            inherited.rest = inputs.collect();
            break;
        }
    }
    opener.shelf.finish().await
}

/// Takes the `.ann` files out whose `.txt` is opened together with them.
fn with_their_marks(inputs: Vec<Input>) -> (Vec<Input>, HashMap<String, File>) {
    let names: HashSet<String> = inputs.iter().map(name).collect();
    let mut beside = HashMap::new();
    let mut kept = Vec::with_capacity(inputs.len());
    for input in inputs {
        let text = name(&input).strip_suffix(".ann").map(|stem| format!("{stem}.txt"));
        match (input, text.filter(|text| names.contains(text))) {
            (Input::File(marks), Some(text)) => drop(beside.insert(text, marks)),
            (input, _) => kept.push(input),
        }
    }
    (kept, beside)
}

fn name(input: &Input) -> String {
    match input {
        Input::File(file) => file.name(),
        Input::Pasted { name, .. } | Input::Unfit { name, .. } => name.clone(),
        Input::Embedded { .. } => "this file".to_owned(),
    }
}

fn size(input: &Input) -> u64 {
    match input {
        // Exact: no file has 2^53 bytes.
        Input::File(file) => file.size() as u64,
        Input::Pasted { text, .. } => text.len() as u64,
        Input::Embedded { json } => json.len() as u64,
        Input::Unfit { .. } => 0,
    }
}

pub(super) struct Progress<'a> {
    pub(super) on: &'a Callback<Opening>,
    pub(super) done: u64,
    total: u64,
    telling: Telling,
    pace: Pace,
}

impl Progress<'_> {
    /// Tells how far it is, not too often, and lets the browser breathe.
    pub(super) async fn tell(&mut self, file: &str, shelf: &Shelf) {
        if self.telling.is_due() {
            let (done, total) = (self.done, self.total);
            self.on.emit(Opening::Progress { file: file.to_owned(), done, total, articles: shelf.len() });
        }
        self.pace.breathe().await;
    }
}

pub(super) struct Opener<'a> {
    pub(super) shelf: Shelf,
    pub(super) progress: Progress<'a>,
    /// How files were to be read, where that was asked.
    pub(super) answered: Vec<Answered>,
    /// brat's files of marks, by the name of the text that they are of.
    beside: HashMap<String, File>,
}

impl Opener<'_> {
    async fn open(&mut self, input: Input, name: &str) -> Result<(), ReadError> {
        match input {
            Input::File(file) => self.open_file(&file, name).await,
            Input::Pasted { text, html, .. } => self.open_pasted(name, text, html).await,
            Input::Embedded { json } => self.open_native(name, &json).await,
            Input::Unfit { why, .. } => Err(whole(why)),
        }
    }

    async fn open_file(&mut self, file: &File, name: &str) -> Result<(), ReadError> {
        let size = file.size() as u64;
        let head = bytes_of(file, 0, size.min(HEAD)).await?;
        let kind = detect::kind(&String::from_utf8_lossy(&head), name);
        // UTF-16 has zero bytes; its lines cannot be told apart before it is
        // decoded.
        let lines_are_ours = || foreign(&[FormatFile::new(name, head_line(&head))]).is_empty();
        if kind == Kind::JsonLines && !head.is_empty() && !head.contains(&0) && lines_are_ours() {
            return self.open_lines(file, name).await;
        }
        if size > SLICE
            && let Some((formats, batches)) = by_item(name, &head)
        {
            return self.open_items(file, name, &formats, batches).await;
        }
        encoding::check_size(size)?;
        let Some(bytes) = self.read_whole(file, name).await? else { return Ok(()) };
        if archive::is_archive(&bytes) {
            return self.open_archive(name, bytes).await;
        }
        match encoding::inspect(&bytes)? {
            Inspected::Text { text, encoding, bom } => {
                self.open_text(name, Decoded { text, encoding: encoding.to_owned(), bom }, None).await
            }
            Inspected::NeedsDecoder { guess } => {
                let encoding = guess.to_owned();
                let text = decode_as(&bytes, guess)?;
                self.open_text(name, Decoded { text, encoding, bom: false }, Some(bytes)).await
            }
        }
    }

    /// A file's bytes; `None` when the user has stopped it.
    async fn read_whole(&mut self, file: &File, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let size = file.size() as u64;
        // At its size at once: growing would need it twice.
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        let start = self.progress.done;
        while (bytes.len() as u64) < size {
            if self.shelf.is_cancelled() {
                return Ok(None);
            }
            let from = bytes.len() as u64;
            let part = bytes_of(file, from, (from + SLICE).min(size)).await?;
            if part.is_empty() {
                return Err(whole("it ends before its end; it may have been changed meanwhile"));
            }
            bytes.extend_from_slice(&part);
            self.progress.done = start + bytes.len() as u64;
            self.progress.tell(name, &self.shelf).await;
        }
        Ok(Some(bytes))
    }

    /// Opens a decoded file; `guessed` are its bytes when its encoding is a
    /// guess.
    async fn open_text(
        &mut self,
        name: &str,
        decoded: Decoded,
        guessed: Option<Vec<u8>>,
    ) -> Result<(), ReadError> {
        if let Some(json) = project::embedded(&decoded.text) {
            return self.open_native(name, json).await;
        }
        if let Some(marks) = self.beside.remove(name) {
            let bytes = bytes_of(&marks, 0, marks.size() as u64).await?;
            let files = vec![FormatFile::new(name, decoded.text), FormatFile::new(marks.name(), bytes)];
            let formats = foreign(&files);
            return self.open_foreign(name, &formats, files).await;
        }
        let files = vec![FormatFile::new(name, decoded.text.as_str())];
        let formats = foreign(&files);
        if !formats.is_empty() {
            return self.open_foreign(name, &formats, files).await;
        }
        if matches!(detect::kind(&decoded.text, name), Kind::Json | Kind::JsonLines) {
            return self.open_native(name, &decoded.text).await;
        }
        let encoding = decoded.encoding.clone();
        let article = read_article(clock::new_id(), name, decoded)?;
        if let Some(bytes) = guessed {
            let (article, file) = (article.id.clone(), name.to_owned());
            self.shelf.report.guesses.push(Guess { article, file, bytes: bytes.into(), encoding });
        }
        self.shelf.add(article);
        self.shelf.flush(name, None).await
    }

    async fn open_native(&mut self, name: &str, text: &str) -> Result<(), ReadError> {
        let import = self.read_native(name, text)?;
        self.take_in(name, import).await
    }

    fn read_native(&self, name: &str, text: &str) -> Result<NativeImport, ReadError> {
        native::read(text, name, &self.shelf.context.label_set, &mut clock::new_id)
    }

    async fn take_in(&mut self, name: &str, mut import: NativeImport) -> Result<(), ReadError> {
        if let Some(project) = Project::take(&mut import.extra) {
            if self.shelf.inherit(name, &project, &import).await {
                self.shelf.report.extra.extend(import.extra);
                import.issues.into_iter().for_each(|issue| self.shelf.issue(name, issue));
                return Ok(());
            }
            if project.unread > 0 {
                let found = format!("{} steps of its history cannot be read", project.unread);
                let done = "what they did is compared as if it had always been so".to_owned();
                self.shelf.issue(name, Issue { place: "the history".to_owned(), found, done });
            }
            self.shelf.compare(project).await?;
        }
        self.shelf.report.extra.extend(import.extra);
        for issue in import.issues {
            self.shelf.issue(name, issue);
        }
        for article in import.articles {
            if self.shelf.is_cancelled() {
                return Ok(());
            }
            self.shelf.add(article);
            if self.shelf.is_full() {
                self.shelf.flush(name, import.label_set.as_ref()).await?;
                self.progress.tell(name, &self.shelf).await;
            }
        }
        self.shelf.flush(name, import.label_set.as_ref()).await
    }

    /// Opens a zip: a workspace of Galley's own files, others' files, or a
    /// document that is an archive inside.
    async fn open_archive(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), ReadError> {
        let archive = Archive::open(&bytes)?;
        let names: Vec<String> = archive.names().map(str::to_owned).collect();
        self.progress.tell(name, &self.shelf).await;
        if !names.iter().any(|name| name == project::INDEX) {
            return self.open_bundle(name, &archive, &bytes).await;
        }
        let mut files: Vec<_> =
            names.iter().enumerate().filter(|(_, name)| name.ends_with(".json")).collect();
        files.sort_by_key(|(_, name)| *name != project::INDEX);
        let mut whole: Option<NativeImport> = None;
        for (index, inside) in files {
            let json = String::from_utf8(archive.read(index)?).map_err(|_| ReadError {
                place: format!("“{inside}” in the archive"),
                reason: "it is not UTF-8".to_owned(),
            })?;
            let import = self.read_native(name, &json)?;
            match &mut whole {
                Some(whole) if self.shelf.is_untouched() && is_heir(whole, &import) => {
                    whole.articles.extend(import.articles);
                    whole.issues.extend(import.issues);
                }
                _ => {
                    if let Some(before) = whole.replace(import) {
                        self.take_in(name, before).await?;
                    }
                }
            }
            self.progress.tell(name, &self.shelf).await;
        }
        match whole {
            Some(last) => self.take_in(name, last).await,
            None => Ok(()),
        }
    }

    /// Opens a file of one article a line, a piece after the other: it may be
    /// larger than memory.
    async fn open_lines(&mut self, file: &File, name: &str) -> Result<(), ReadError> {
        let (start, size) = (self.progress.done, file.size() as u64);
        let mut lines = Lines::new(name, self);
        let mut splitter = LineSplitter::new(usize::try_from(encoding::MAX_BYTES).unwrap_or(usize::MAX));
        let mut from = 0;
        while from < size {
            let to = (from + SLICE).min(size);
            let piece = bytes_of(file, from, to).await?;
            let finished = splitter.push(&piece).map_err(|error| ReadError {
                place: format!("line {}", error.line),
                reason: error.to_string(),
            })?;
            let share = (to - from) / (finished.len() as u64 + 1);
            for (index, line) in finished.into_iter().enumerate() {
                lines.opener.progress.done = start + from + share * index as u64;
                if !lines.read(line).await? {
                    return Ok(());
                }
            }
            from = to;
        }
        if let Some(line) = splitter.finish()
            && !lines.read(line).await?
        {
            return Ok(());
        }
        lines.finish().await
    }

    /// See the module's word on pasted passages.
    async fn open_pasted(
        &mut self,
        name: &str,
        text: String,
        markup: Option<String>,
    ) -> Result<(), ReadError> {
        if let Some(article) = markup.and_then(|markup| read_pasted_markup(name, &text, &markup)) {
            self.shelf.add(article);
            return self.shelf.flush(name, None).await;
        }
        self.open_text(name, Decoded { text, encoding: String::new(), bom: false }, None).await
    }
}

/// The lines of a `.jsonl` file.
struct Lines<'a, 'b> {
    opener: &'a mut Opener<'b>,
    reader: native::Reader,
    name: &'a str,
    /// The first line that could not be read, and how many could not.
    first_error: Option<ReadError>,
    bad: usize,
    /// Lines that could be read, with or without an article.
    good: usize,
    articles: usize,
}

impl<'a, 'b> Lines<'a, 'b> {
    fn new(name: &'a str, opener: &'a mut Opener<'b>) -> Self {
        let reader = native::Reader::new(name, &opener.shelf.context.label_set);
        Self { opener, reader, name, first_error: None, bad: 0, good: 0, articles: 0 }
    }

    /// Reads a line; false when the user has stopped it.
    async fn read(&mut self, line: Line) -> Result<bool, ReadError> {
        let shelf = &mut self.opener.shelf;
        if shelf.is_cancelled() {
            return Ok(false);
        }
        match read_line(&mut self.reader, &line) {
            Ok(article) => {
                self.good += 1;
                if let Some(article) = article {
                    self.articles += 1;
                    shelf.add(article);
                }
            }
            Err(error) => self.note(error)?,
        }
        if self.opener.shelf.is_full() {
            self.flush().await?;
        }
        self.opener.progress.tell(self.name, &self.opener.shelf).await;
        Ok(true)
    }

    fn note(&mut self, error: ReadError) -> Result<(), ReadError> {
        self.bad += 1;
        if self.first_error.is_none() {
            self.first_error = Some(error.clone());
        }
        if self.good == 0 {
            // A file in which no line is Galley's is one failure.
            return if self.bad < MAX_BAD_LINES {
                Ok(())
            } else {
                Err(self.first_error.take().unwrap_or(error))
            };
        }
        if self.bad <= MAX_BAD_LINES {
            let issue =
                Issue { place: error.place, found: error.reason, done: "the line was left out".to_owned() };
            self.opener.shelf.issue(self.name, issue);
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), ReadError> {
        for issue in self.reader.take_issues() {
            self.opener.shelf.issue(self.name, issue);
        }
        self.opener.shelf.flush(self.name, self.reader.label_set()).await
    }

    async fn finish(mut self) -> Result<(), ReadError> {
        self.flush().await?;
        self.opener.shelf.report.extra.extend(self.reader.finish().extra);
        match self.first_error {
            Some(error) if self.good == 0 => Err(error),
            _ if self.good == 0 => Err(whole("it is empty")),
            _ if self.articles == 0 => Err(whole("there is no article in it")),
            _ => Ok(()),
        }
    }
}

fn read_line(reader: &mut native::Reader, line: &Line) -> Result<Option<Article>, ReadError> {
    let text = std::str::from_utf8(&line.bytes).map_err(|error| ReadError {
        place: format!("line {}, byte {}", line.number, error.valid_up_to() + 1),
        reason: "these bytes are not UTF-8".to_owned(),
    })?;
    reader.read_line(text, line.number, &mut clock::new_id)
}

/// Whether a file of an archive is taken in together with its first: a history
/// comes with all of its articles at once.
fn is_heir(first: &NativeImport, import: &NativeImport) -> bool {
    Project::has_history(&first.extra) && first.label_set == import.label_set
}

/// A file's text, and how it was decoded; a pasted text has no encoding.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: String,
    pub(super) bom: bool,
}

/// Reads a text as one article: anything but JSON.
pub(super) fn read_article(id: Id, name: &str, decoded: Decoded) -> Result<Article, ReadError> {
    let Decoded { text, encoding, bom } = decoded;
    if text.len() as u64 > MAX_ARTICLE {
        let reason =
            format!("it has {} MB of text, which is more than one article; split it", text.len() / 1_000_000);
        return Err(whole(&reason));
    }
    let mut article = match detect::kind(&text, name) {
        Kind::Html => html::read(id, name, &Page::parse(&text)?.tree()),
        Kind::Markdown => markdown::read(id, name, text),
        Kind::Plain => plain::read(id, name, text),
        // Only a file read anew in another encoding can come to look so.
        Kind::Json | Kind::JsonLines => return Err(whole("in this encoding it is JSON; open it as a file")),
    }?;
    if !encoding.is_empty() {
        article.metadata.insert("encoding".to_owned(), encoding.into());
    }
    if bom {
        article.metadata.insert("bom".to_owned(), true.into());
    }
    Ok(article)
}

/// What the clipboard's markup makes of a pasted passage; `None` when the
/// plain words are better.
fn read_pasted_markup(name: &str, text: &str, markup: &str) -> Option<Article> {
    if markup.len() as u64 > MAX_ARTICLE {
        return None;
    }
    let page = Page::parse(markup).ok()?;
    // A single paragraph has no more structure than its words.
    if page.block_count() < 2 && !text.trim().is_empty() {
        return None;
    }
    let article = html::read(clock::new_id(), name, &page.tree()).ok()?;
    let (words, kept) = (letters(text), letters(article.text.as_str()));
    (kept * 10 >= words * 9).then_some(article)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|char| !char.is_whitespace()).count()
}

/// Decodes bytes with the browser's decoder.
pub(super) fn decode_as(bytes: &[u8], encoding: &str) -> Result<String, ReadError> {
    files::decode(bytes, encoding).map_err(|error| match error {
        DecodeError::Unknown => whole(&format!("this browser cannot decode {encoding}")),
        DecodeError::At { byte, line } => ReadError {
            place: format!("line {line}, byte {}", byte + 1),
            reason: format!("these bytes mean nothing in {encoding}"),
        },
    })
}

pub(super) async fn bytes_of(file: &File, from: u64, to: u64) -> Result<Vec<u8>, ReadError> {
    files::bytes(file, from, to).await.map_err(|reason| whole(&reason))
}

pub(super) fn whole(reason: &str) -> ReadError {
    ReadError { place: "the file".to_owned(), reason: reason.to_owned() }
}

/// The formats of other programs that a file may be of, the likeliest first.
pub(super) fn foreign(files: &[FormatFile]) -> Vec<&'static Format> {
    let found = formats::detect(files);
    let is_ours =
        |format: &&Format| matches!(format.id, "galley" | "galley-jsonl" | "html" | "markdown" | "text");
    if found.first().is_some_and(is_ours) { Vec::new() } else { found }
}

/// The formats of other programs that a file may be of, by its head, when each
/// item or line of it is an article by itself; with what tells those apart.
fn by_item(name: &str, head: &[u8]) -> Option<(Vec<&'static Format>, Batches)> {
    // Cut inside of a character at most, and no other encoding.
    let is_utf8 = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    let batches = Batches::new(head).filter(|_| is_utf8 && !head.contains(&0))?;
    let formats = foreign(&[FormatFile::new(name, head)]);
    (!formats.is_empty() && formats.iter().all(|format| format.is_by_item)).then_some((formats, batches))
}

/// A file's first line.
fn head_line(head: &[u8]) -> &[u8] {
    head.split(|&byte| byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default()
}
