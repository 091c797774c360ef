//! What is opened: generated once for a run, gone with it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use galley_core::formats::native;
use galley_core::model::{Article, Extra, Id, LabelSet};
use galley_core::sample;
use tempfile::TempDir;

use crate::floor;
use crate::generator;
use crate::options::Options;
use crate::size::Size;

const SEED: u64 = 1;
const TIME: &str = "2026-05-08T09:00:00Z";

/// An article as Galley's own file and as floors.
#[derive(Clone, Debug)]
pub struct ArticleFiles {
    pub title: String,
    pub json: PathBuf,
    /// Addresses.
    pub static_floor: String,
    pub script_floor: String,
}

/// Everything that a run opens.
#[derive(Debug)]
pub struct Files {
    folder: TempDir,
    pub sizes: Vec<(Size, ArticleFiles)>,
    pub sample: ArticleFiles,
    pub set: PathBuf,
}

impl Files {
    /// # Errors
    /// When the temporary folder cannot be written to.
    pub fn write(options: &Options) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("galley-bench-").tempdir()?;
        let sample = write(folder.path(), "sample", &sample::article(Id::new("sample")))?;
        let sizes = options
            .sizes
            .iter()
            .map(|&size| Ok((size, write(folder.path(), size.name(), &generator::article(size, SEED))?)))
            .collect::<io::Result<_>>()?;
        let set = folder.path().join("set.jsonl");
        write_set(&set, options.set)?;
        Ok(Self { folder, sizes, sample, set })
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

fn write(folder: &Path, name: &str, article: &Article) -> io::Result<ArticleFiles> {
    let path = |what: &str| folder.join(format!("{name}{what}"));
    let (json, static_floor, script_floor) = (path(".json"), path("-static.html"), path("-script.html"));
    let text = native::write_json(&LabelSet::default(), [article], TIME, &Extra::new());
    std::fs::write(&json, text)?;
    floor::write_static(&static_floor, article)?;
    floor::write_script(&script_floor, article)?;
    let address = |path: PathBuf| format!("file://{}", path.display());
    Ok(ArticleFiles {
        title: article.title.clone(),
        json,
        static_floor: address(static_floor),
        script_floor: address(script_floor),
    })
}

/// Writes a set of articles, a line each.
///
/// # Errors
/// When the file cannot be written to.
pub fn write_set(path: &Path, articles: usize) -> io::Result<()> {
    let labels = LabelSet::default();
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(native::write_jsonl_header(&labels, TIME, &Extra::new()).as_bytes())?;
    for number in 1..=articles {
        let article = generator::article_of_set(number as u64);
        let line = native::write_jsonl_article(&labels, &article);
        file.write_all(line.as_bytes())?;
    }
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_set_has_ten_kilobytes() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("set.jsonl");
        write_set(&path, 100).expect("it can be written to");
        let bytes = std::fs::metadata(&path).expect("it is there").len();
        assert!((950_000..1_050_000).contains(&bytes), "{bytes} bytes");
    }
}
