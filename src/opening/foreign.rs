//! Files of other programs: taken apart in the ways that fit, asked about
//! where something is open, and placed.

use galley_core::formats::archive::Archive;
use galley_core::formats::bundle::{self, Contents, Group};
use galley_core::formats::question::{Answer, Question};
use galley_core::formats::reading::{self as formats, Importer, Opened};
use galley_core::formats::table::{File as FormatFile, Format};
use galley_core::formats::{Issue, ReadError, Tools};
use galley_core::model::LabelSet;

use super::asking;
use super::reading::{Opener, foreign, whole};
use crate::browser::clock;
use crate::browser::html_tree::Page;

/// Articles placed before the browser has its turn.
const PLACED_AT_ONCE: usize = 20;

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
    pub(super) async fn open_bundle(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), ReadError> {
        let archive = Archive::open(&bytes)?;
        let Some(Contents { format, groups, others }) = bundle::contents(&archive)? else {
            let files = vec![FormatFile::new(name, bytes)];
            let formats = foreign(&files);
            if formats.is_empty() {
                let reason = "this zip archive is no Galley workspace; open the files in it instead";
                return Err(whole(reason));
            }
            return self.open_foreign(name, &formats, files).await;
        };
        let names: Vec<&str> = archive.names().collect();
        let label_set = self.shelf.label_set().clone();
        let mut way: Option<Opened> = None;
        for Group { files, article } in groups {
            let read = |index: usize| Ok(FormatFile::new(names[index], archive.read(index)?));
            let one = files.into_iter().map(read).collect::<Result<Vec<_>, ReadError>>().and_then(|files| {
                let format = format.or_else(|| foreign(&files).first().copied());
                let format = format.ok_or_else(|| whole("Galley does not know what it is"))?;
                let mut opened = taken_apart(format, &files, &label_set)?;
                if let Some((id, title)) = article {
                    opened.name(&id, &title);
                }
                Ok(opened)
            });
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
