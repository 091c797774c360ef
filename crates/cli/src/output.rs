//! Articles into one format: into a file, a folder or standard output.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow, bail};
use galley_core::formats::archive::{ArchiveWriter, Packing};
use galley_core::formats::bundle::{self, Manifest, Packed};
use galley_core::formats::label_set;
use galley_core::formats::native::{write_json, write_jsonl_article, write_jsonl_header};
use galley_core::formats::table::{File, Format};
use galley_core::formats::unit::Unit;
use galley_core::formats::writing::{Export, Piece};
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
    /// The one file of all articles, where that goes into an archive.
    packing: Option<Packing>,
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
        let is_zip =
            arguments.output.as_ref().is_some_and(|path| path.extension().is_some_and(|end| end == "zip"));
        let mut folder = None;
        let out: Box<dyn Write> = match &arguments.output {
            Some(path) if !export.is_stream() && !is_zip => {
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
        let archive = (is_zip || (!export.is_stream() && folder.is_none())).then(ArchiveWriter::new);
        let packing = (archive.is_some() && export.is_stream()).then(Packing::new);
        let has_header = arguments.no_header;
        let unit = arguments.unit.filter(|unit| format.units.contains(unit)).unwrap_or_else(|| format.unit());
        Ok(Self {
            format,
            out,
            export,
            folder,
            archive,
            packing,
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
        let mut names = self.packing.is_some().then(|| self.stream_name()).into_iter().collect::<Vec<_>>();
        let (id, title) = (article.id.clone(), article.title.clone());
        match self.format.id {
            "galley" => self.gathered.push(article),
            "galley-jsonl" => {
                let mut lines = write_jsonl_article(labels, &article);
                if !std::mem::replace(&mut self.has_header, true) {
                    lines.insert_str(0, &write_jsonl_header(labels, "", &Extra::new()));
                }
                self.stream(&lines)?;
            }
            _ => {
                let piece = self.export.article(&article, labels);
                self.stream(&piece.text)?;
                names.extend(piece.files.iter().map(|file| file.name.clone()));
                self.files(piece.files)?;
            }
        }
        if self.archive.is_some() {
            self.packed.push(Packed { id, title, files: names });
        }
        Ok(())
    }

    /// Writes a piece of the one file.
    fn stream(&mut self, text: &str) -> Result<()> {
        match &mut self.packing {
            Some(packing) => packing.push(text.as_bytes()),
            None => self.out.write_all(text.as_bytes())?,
        }
        Ok(())
    }

    /// The name of the one file in an archive.
    fn stream_name(&self) -> String {
        format!("articles.{}", self.format.extensions.first().copied().unwrap_or("txt"))
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
        let piece = if self.format.id == "galley" {
            let text = write_json(&labels, &self.gathered, "", &Extra::new());
            Piece { text, files: Vec::new() }
        } else {
            std::mem::replace(&mut self.export, Export::new(self.format, None)).finish(&labels)
        };
        self.stream(&piece.text)?;
        // A configuration is written where there is a place beside the file.
        if self.archive.is_none() && self.folder.is_none() {
            self.folder = beside.map(|path| path.parent().map(PathBuf::from).unwrap_or_default());
        }
        self.files(piece.files)?;
        self.end_archive()?;
        self.out.flush()?;
        Ok(())
    }

    /// Ends the archive, where there is one, with the list of what is in it.
    fn end_archive(&mut self) -> Result<()> {
        let name = self.stream_name();
        let refused = |reason| anyhow!("{reason}");
        if let (Some(packing), Some(archive)) = (self.packing.take(), &mut self.archive) {
            archive.add_packed(&name, packing.finish()).map_err(refused)?;
        }
        if self.archive.is_some() {
            let (format, unit) = (self.format, self.unit);
            // The time would make the same articles another file.
            let exported = String::new();
            let manifest = Manifest { format, unit, exported, articles: std::mem::take(&mut self.packed) };
            self.files(vec![File::new(bundle::MANIFEST, manifest.write())])?;
        }
        if let Some(archive) = self.archive.take() {
            self.out.write_all(&archive.finish().map_err(refused)?)?;
        }
        Ok(())
    }
}
