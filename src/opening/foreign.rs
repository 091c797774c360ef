//! Files of other programs: taken apart in the ways that fit, asked about
//! where something is open, and placed.

use galley_core::formats::archive::Archive;
use galley_core::formats::bundle::{self, Contents, Group};
use galley_core::formats::items::{Batch, Batches};
use galley_core::formats::question::{Answer, Question};
use galley_core::formats::reading::{self as formats, Importer, Opened};
use galley_core::formats::table::{File as FormatFile, Format};
use galley_core::formats::{Issue, ReadError, Tools};
use galley_core::model::LabelSet;
use web_sys::File;

use super::asking;
use super::reading::{Opener, bytes_of, foreign, whole};
use crate::browser::clock;
use crate::browser::files::SLICE;
use crate::browser::html_tree::Page;

/// Articles placed before the browser has its turn.
const PLACED_AT_ONCE: usize = 4;

impl Opener<'_> {
    /// Opens files that belong together, of one of these formats.
    pub(super) async fn open_foreign(
        &mut self,
        name: &str,
        formats: &[&'static Format],
        files: Vec<FormatFile>,
    ) -> Result<(), ReadError> {
        let label_set = self.shelf.label_set().clone();
        let mut ways = Vec::with_capacity(formats.len());
        let mut first_error = None;
        for format in formats {
            match taken_apart(format, &files, &label_set) {
                Ok(opened) => ways.push(opened),
                Err(error) => drop(first_error.get_or_insert(error)),
            }
        }
        match first_error {
            Some(error) if ways.is_empty() => Err(error),
            _ => self.place(name, ways).await,
        }
    }

    /// Opens the files in an archive: those that belong together as one, else
    /// each by itself.
    pub(super) async fn open_bundle(
        &mut self,
        name: &str,
        archive: &Archive<'_>,
        bytes: &[u8],
    ) -> Result<(), ReadError> {
        let Some(Contents { format, groups, others }) = bundle::contents(archive)? else {
            let files = vec![FormatFile::new(name, bytes)];
            let formats = foreign(&files);
            if formats.is_empty() {
                let reason = "this zip archive is no Galley workspace; open the files in it instead";
                return Err(whole(reason));
            }
            return self.open_foreign(name, &formats, files).await;
        };
        self.progress.tell(name, &self.shelf).await;
        let names: Vec<&str> = archive.names().collect();
        let label_set = self.shelf.label_set().clone();
        let mut way: Option<Opened> = None;
        for Group { files, article } in groups {
            let read = |index: usize| Ok(FormatFile::new(names[index], archive.read(index)?));
            let one = match (files.as_slice(), format.filter(|format| format.is_by_item)) {
                (&[index], Some(format)) => self.unpack_items(name, archive, index, format).await,
                _ => files.into_iter().map(read).collect::<Result<Vec<_>, ReadError>>().and_then(|files| {
                    let format = format.or_else(|| foreign(&files).first().copied());
                    let format = format.ok_or_else(|| whole("Galley does not know what it is"))?;
                    let mut opened = taken_apart(format, &files, &label_set)?;
                    if let Some((id, title)) = article {
                        opened.name(&id, &title);
                    }
                    Ok(opened)
                }),
            };
            match (one, &mut way) {
                (Ok(opened), Some(way)) => way.join(opened),
                (Ok(opened), way) => *way = Some(opened),
                (Err(error), _) => self.shelf.issue(
                    name,
                    Issue { place: error.place, found: error.reason, done: "left out".to_owned() },
                ),
            }
            self.progress.tell(name, &self.shelf).await;
            if self.shelf.is_cancelled() {
                return Ok(());
            }
        }
        for index in others {
            let found = "it is no article, but beside them".to_owned();
            self.shelf
                .issue(name, Issue { place: names[index].to_owned(), found, done: "left out".to_owned() });
        }
        let way = way.ok_or_else(|| whole("nothing in this archive can be read"))?;
        self.place(name, vec![way]).await
    }

    /// Opens a large file of which each item or line is an article, of one of
    /// these formats, a piece after the other.
    pub(super) async fn open_items(
        &mut self,
        file: &File,
        name: &str,
        formats: &[&'static Format],
        mut batches: Batches,
    ) -> Result<(), ReadError> {
        let (start, size) = (self.progress.done, file.size() as u64);
        let mut ways: Vec<Option<Opened>> = formats.iter().map(|_| None).collect();
        let mut from = 0;
        while from < size {
            let to = (from + SLICE).min(size);
            for batch in batches.push(&bytes_of(file, from, to).await?)? {
                self.take_items(batch, name, formats, &mut ways).await;
                if self.shelf.is_cancelled() {
                    return Ok(());
                }
            }
            from = to;
            self.progress.done = start + from;
        }
        for batch in batches.finish() {
            self.take_items(batch, name, formats, &mut ways).await;
        }
        let mut first_error = None;
        let mut read = Vec::with_capacity(ways.len());
        for way in ways.into_iter().flatten() {
            match way.unless_empty() {
                Ok(way) => read.push(way),
                Err(error) => drop(first_error.get_or_insert(error)),
            }
        }
        match first_error {
            Some(error) if read.is_empty() => Err(error),
            _ if read.is_empty() => Err(whole("there is no article in it")),
            _ => self.place(name, read).await,
        }
    }

    /// The same of a file in an archive.
    async fn unpack_items(
        &mut self,
        name: &str,
        archive: &Archive<'_>,
        index: usize,
        format: &'static Format,
    ) -> Result<Opened, ReadError> {
        let mut pieces = archive.pieces(index)?;
        let mut ways = vec![None];
        let mut batches: Option<Batches> = None;
        while let Some(piece) = pieces.piece()? {
            if batches.is_none() {
                batches = Batches::new(&piece);
            }
            for batch in batches.as_mut().map(|batches| batches.push(&piece)).transpose()?.unwrap_or_default()
            {
                self.take_items(batch, name, &[format], &mut ways).await;
            }
            self.progress.tell(name, &self.shelf).await;
            if self.shelf.is_cancelled() {
                break;
            }
        }
        for batch in batches.map(Batches::finish).unwrap_or_default() {
            self.take_items(batch, name, &[format], &mut ways).await;
        }
        ways.pop().flatten().ok_or_else(|| whole("there is no article in it"))?.unless_empty()
    }

    /// Takes a batch apart in each way, and lets the browser breathe.
    async fn take_items(
        &mut self,
        batch: Batch,
        name: &str,
        formats: &[&'static Format],
        ways: &mut [Option<Opened>],
    ) {
        let label_set = self.shelf.label_set();
        let parse_html = |_: &str| None;
        for (format, way) in formats.iter().zip(ways) {
            let mut tools = Tools { label_set, new_id: &mut clock::new_id, parse_html: &parse_html };
            let opened = formats::parse_batch(format, batch.clone(), name, &mut tools);
            match way {
                Some(way) => way.join(opened),
                None => *way = Some(opened),
            }
        }
        self.progress.tell(name, &self.shelf).await;
    }

    /// Places a file that could be taken apart in these ways, once it is known
    /// which one is right and what its labels are.
    async fn place(&mut self, name: &str, mut ways: Vec<Opened>) -> Result<(), ReadError> {
        let mut question = Question::new(&ways, self.shelf.label_set());
        if let Some(before) = self.answered.iter().find_map(|answered| answered.again(&question)) {
            question = Question { readings: vec![question.readings.swap_remove(before)], best: 0 };
        }
        let answer = if question.is_needed() {
            let articles = ways.iter().map(Opened::len).max().unwrap_or_default();
            let Some(answer) = asking::ask(self.progress.on, name, articles, question.clone()).await else {
                let found = "the question how to read it was closed".to_owned();
                let issue = Issue { place: "the file".to_owned(), found, done: "not opened".to_owned() };
                self.shelf.issue(name, issue);
                return Ok(());
            };
            self.answered.push(Answered { question: question.clone(), reading: answer.reading });
            answer
        } else {
            question.likely()
        };
        let Answer { reading, .. } = answer;
        let Some(reading) = question.readings.get(reading) else { return Ok(()) };
        let mut label_set = self.shelf.label_set().clone();
        reading.learn(&answer, &mut label_set);
        self.shelf.know(&label_set);
        ways.retain(|way| way.format == reading.format);
        let Some(mut opened) = ways.pop() else { return Ok(()) };
        let mut importer = Importer::new(name, &label_set);
        while !opened.is_empty() && !self.shelf.is_cancelled() {
            let piece = opened.split_off(PLACED_AT_ONCE);
            for article in importer.place(piece, reading.unit, &mut clock::new_id) {
                self.shelf.add(article);
            }
            if self.shelf.is_full() || opened.is_empty() {
                self.shelf.flush(name, importer.label_set()).await?;
            }
            self.progress.tell(name, &self.shelf).await;
        }
        for issue in importer.take_issues() {
            self.shelf.issue(name, issue);
        }
        Ok(())
    }
}

/// An answer that holds for the other files of an opening, where the same
/// ways to read them are likely.
pub(super) struct Answered {
    question: Question,
    reading: usize,
}

impl Answered {
    /// The reading that was chosen, in a question that is the same but for
    /// what is in the file.
    fn again(&self, question: &Question) -> Option<usize> {
        let ways = |question: &Question| -> Vec<_> {
            question.readings.iter().map(|reading| (reading.format.id, reading.unit)).collect()
        };
        (question.readings.len() > 1
            && question.best == self.question.best
            && ways(question) == ways(&self.question))
        .then_some(self.reading)
    }
}

/// Reads files of one article or several, before labels are found and marks are placed.
pub(super) fn taken_apart(
    format: &'static Format,
    files: &[FormatFile],
    label_set: &LabelSet,
) -> Result<Opened, ReadError> {
    let parse_html = |html: &str| Page::parse(html).ok().map(|page| page.tree());
    let mut tools = Tools { label_set, new_id: &mut clock::new_id, parse_html: &parse_html };
    formats::parse(format, files, &mut tools)
}
