//! Articles into one format: into a file, a folder or standard output.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use galley_core::formats::archive::ArchiveWriter;
use galley_core::formats::bundle::{self, Manifest, Packed};
use galley_core::formats::label_set;
use galley_core::formats::native::{write_json, write_jsonl_article, write_jsonl_header};
use galley_core::formats::table::{self, File, Format};
use galley_core::formats::unit::Unit;
use galley_core::formats::writing::Export;
use galley_core::model::{Article, Extra, LabelSet};

use crate::arguments::Arguments;

/// Takes articles, one after the other.
pub struct Output {
    format: &'static Format,
    out: Box<dyn Write>,
    export: Export,
    /// Formats of several files go into a folder, or into one archive.
    folder: Option<PathBuf>,
    archive: Option<ArchiveWriter>,
    /// What is in the archive so far.
    packed: Vec<Packed>,
    unit: Unit,
    /// Galley's own JSON has the labels first: those of all articles.
    gathered: Vec<Article>,
    label_set: Option<LabelSet>,
    has_header: bool,
}

impl Output {
    pub fn new(format: &'static Format, arguments: &Arguments) -> Result<Self> {
        let export = Export::new(format, arguments.unit);
        let (mut folder, mut archive) = (None, None);
        let out: Box<dyn Write> = match &arguments.output {
            Some(path) if !export.is_stream() && path.extension().is_none_or(|end| end != "zip") => {
                fs::create_dir_all(path).with_context(|| path.display().to_string())?;
                folder = Some(path.clone());
                Box::new(io::sink())
            }
            Some(path) => {
                let file = fs::File::create(path).with_context(|| path.display().to_string())?;
                Box::new(BufWriter::new(file))
            }
            None => Box::new(BufWriter::new(io::stdout().lock())),
        };
        if !export.is_stream() && folder.is_none() {
            archive = Some(ArchiveWriter::new());
        }
        let has_header = arguments.no_header;
        let unit = arguments.unit.filter(|unit| format.units.contains(unit)).unwrap_or_else(|| format.unit());
        Ok(Self {
            format,
            out,
            export,
            folder,
            archive,
            packed: Vec::new(),
            unit,
            gathered: Vec::new(),
            label_set: None,
            has_header,
        })
    }

    pub fn article(&mut self, mut article: Article, labels: &LabelSet) -> Result<()> {
        match &mut self.label_set {
            None => self.label_set = Some(labels.clone()),
            Some(ours) if ours != labels => {
                let renamed = label_set::merge(ours, labels);
                label_set::relabel(&mut article, &renamed);
            }
            Some(_) => {}
        }
        let Some(labels) = &self.label_set else { return Ok(()) };
        match self.format.id {
            "galley" => self.gathered.push(article),
            "galley-jsonl" => {
                if !std::mem::replace(&mut self.has_header, true) {
                    self.out.write_all(write_jsonl_header(labels, "", &Extra::new()).as_bytes())?;
                }
                self.out.write_all(write_jsonl_article(labels, &article).as_bytes())?;
            }
            _ => {
                let piece = self.export.article(&article, labels);
                self.out.write_all(piece.text.as_bytes())?;
                if self.archive.is_some() {
                    let files = piece.files.iter().map(|file| file.name.clone()).collect();
                    self.packed.push(Packed { id: article.id.clone(), title: article.title.clone(), files });
                }
                self.files(piece.files)?;
            }
        }
        Ok(())
    }

    fn files(&mut self, files: Vec<File>) -> Result<()> {
        for file in files {
            if let Some(folder) = &self.folder {
                let path = folder.join(&file.name);
                fs::write(&path, &file.bytes).with_context(|| path.display().to_string())?;
            } else if let Some(archive) = &mut self.archive {
                if let Err(reason) = archive.add(&file.name, &file.bytes) {
                    bail!("{}: {reason}", file.name);
                }
                self.out.write_all(&archive.take())?;
            }
        }
        Ok(())
    }

    pub fn finish(mut self, beside: Option<&std::path::Path>) -> Result<()> {
        let labels = self.label_set.take().unwrap_or_default();
        if self.format == table::by_id("galley").unwrap_or(self.format) {
            self.out.write_all(write_json(&labels, &self.gathered, "", &Extra::new()).as_bytes())?;
        } else {
            let piece = self.export.finish(&labels);
            self.out.write_all(piece.text.as_bytes())?;
            // A configuration is written where there is a place beside the file.
            if self.archive.is_none() && self.folder.is_none() {
                self.folder = beside.map(|path| path.parent().map(PathBuf::from).unwrap_or_default());
            }
            self.export = Export::new(self.format, None);
            self.files(piece.files)?;
            if self.archive.is_some() {
                let (format, unit) = (self.format, self.unit);
                // The time would make the same articles another file.
                let exported = String::new();
                let manifest =
                    Manifest { format, unit, exported, articles: std::mem::take(&mut self.packed) };
                self.files(vec![File::new(bundle::MANIFEST, manifest.write())])?;
            }
            if let Some(archive) = self.archive.take() {
                match archive.finish() {
                    Ok(rest) => self.out.write_all(&rest)?,
                    Err(reason) => bail!("{reason}"),
                }
            }
        }
        self.out.flush()?;
        Ok(())
    }
}
