//! The one table of formats: the dialogs, the file dialog's filter, the
//! command line and the README's list are made from it.

use std::collections::HashSet;

use super::draft::Draft;
use super::losses::{self, Keeps};
use super::native::NativeImport;
use super::unit::{Newlines, Unit, is_uniform};
use super::writing::{Output, Page};
use super::{Issue, ReadError, Tools};
use super::{
    articles, brat, bundle, conll, csv, doccano, fact_check, label_studio, spans, tei, uima, web_annotation,
};
use crate::json::{Object, Raw};
use crate::model::{Article, LabelSet};

/// A file: its name and its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl File {
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }

    /// The bytes as text, a byte order mark left out.
    pub(super) fn text(&self) -> Result<&str, ReadError> {
        let text = std::str::from_utf8(&self.bytes).map_err(|error| ReadError {
            place: format!("{}, byte {}", self.name, error.valid_up_to() + 1),
            reason: "these bytes are not UTF-8".to_owned(),
        })?;
        Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
    }

    /// The name without folders and without what follows the last full stop.
    pub(super) fn stem(&self) -> &str {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// What follows the last full stop of the name, in lower case.
    pub(super) fn extension(&self) -> String {
        self.name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
    }
}

/// What is known of a file before it is read.
pub struct Sample<'a> {
    /// The files that belong together: one, or those of an archive.
    pub files: &'a [File],
    /// The first file's text, or as much of it as is there.
    pub text: &'a str,
    /// The first JSON object: the file's own, a list's or a line's.
    pub object: Object<'a>,
}

/// What was read, before labels are found and marks are placed.
#[derive(Debug, Default)]
pub struct Parsed {
    pub items: Vec<Item>,
    pub issues: Vec<Issue>,
    /// How many items or lines of the file were read before.
    pub(super) before: usize,
    /// A file of Galley's own, whose marks are placed already.
    pub(super) whole: Option<NativeImport>,
}

/// One article.
#[derive(Debug)]
pub enum Item {
    /// With marks in the file's own terms.
    Draft(Box<Draft>),
    /// Without marks.
    Article(Box<Article>),
}

impl Parsed {
    pub(super) fn push(&mut self, mut draft: Draft) {
        draft.is_uniform = is_uniform(&draft.text);
        self.items.push(Item::Draft(Box::new(draft)));
    }

    pub(super) fn note(
        &mut self,
        place: impl Into<String>,
        found: impl Into<String>,
        done: impl Into<String>,
    ) {
        self.issues.push(Issue { place: place.into(), found: found.into(), done: done.into() });
    }

    /// The list that a field is; says so when it is none.
    pub(super) fn list<'a>(&mut self, object: &mut Object<'a>, name: &str, place: &str) -> Raw<'a> {
        let value = object.take(name).unwrap_or_default();
        if !value.is_array() && !value.is_missing() {
            self.note(place, format!("its {name:?} is no list"), "left out");
        }
        value
    }
}

/// Reads files that belong together.
pub type Read = fn(&[File], &mut Tools<'_>, &mut Parsed) -> Result<(), ReadError>;

/// How a format is written.
#[derive(Clone, Copy)]
pub enum Write {
    /// It is only read.
    No,
    /// Galley's own; see [`native`](super::native).
    Native,
    /// All articles in one file: what stands before, between and after them.
    Stream {
        begin: &'static str,
        between: &'static str,
        end: &'static str,
        article: fn(&Page<'_>, &mut String),
    },
    /// Files of their own for each article.
    Files(fn(&Page<'_>, &mut Output)),
}

/// A format.
pub struct Format {
    /// On the command line and in stored choices.
    pub id: &'static str,
    /// On screen.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// Of its files; the first is written.
    pub extensions: &'static [&'static str],
    /// Whether a sample may be of this format. Formats before others in the
    /// table are asked first.
    pub fits: fn(&Sample<'_>) -> bool,
    pub read: Option<Read>,
    pub write: Write,
    /// Files written once, beside the articles: a labelling configuration.
    pub beside: Option<fn(&LabelSet) -> Vec<File>>,
    /// Each item of its list, or each line, is an article.
    pub is_by_item: bool,
    /// Its annotations are in a file of their own, and the text in a `.txt` of
    /// the same name.
    pub is_beside_text: bool,
    /// What offsets count; the first unless the user says otherwise.
    pub units: &'static [Unit],
    pub newlines: Newlines,
    /// What comes back from a file of this format.
    pub keeps: Keeps,
}

impl Format {
    /// What offsets count unless the user says otherwise.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.units.first().copied().unwrap_or_default()
    }

    #[must_use]
    pub fn is_read(&self) -> bool {
        self.read.is_some()
    }

    /// Whether its files have marks. What is only read is articles without.
    #[must_use]
    pub fn has_marks(&self) -> bool {
        self.is_written()
    }

    #[must_use]
    pub fn is_written(&self) -> bool {
        !matches!(self.write, Write::No)
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// The format of an id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

/// The names of files that are written beside articles and have none: an
/// archive's list, a tool's configuration.
#[derive(Debug)]
pub struct Beside(HashSet<String>);

impl Beside {
    #[must_use]
    pub fn names() -> Self {
        let set = LabelSet::default();
        let beside = FORMATS.iter().filter_map(|format| format.beside);
        let names = beside.flat_map(|files| files(&set)).map(|file| file.name);
        Self(names.chain([bundle::MANIFEST.to_owned()]).collect())
    }

    /// Whether a file is one of them, in whatever folder.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name.rsplit('/').next().unwrap_or_default())
    }
}

/// The endings of all files that can be opened, for a file dialog.
#[must_use]
pub fn readable_extensions() -> Vec<&'static str> {
    let mut all: Vec<&str> = FORMATS
        .iter()
        .filter(|format| format.is_read())
        .flat_map(|format| format.extensions)
        .copied()
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

const CODE_POINTS: &[Unit] = &[Unit::CodePoint];
const UTF16: &[Unit] = &[Unit::Utf16];
const NO_OFFSETS: &[Unit] = &[Unit::None];

fn never(_: &Sample<'_>) -> bool {
    false
}

/// What most formats are.
const BASE: Format = Format {
    id: "",
    name: "",
    about: "",
    extensions: &[],
    fits: never,
    read: None,
    write: Write::No,
    beside: None,
    is_by_item: false,
    is_beside_text: false,
    units: CODE_POINTS,
    newlines: Newlines::Kept,
    keeps: losses::ALL,
};

/// All formats. Those with marks come before those that would take the same
/// file for a mere text.
pub static FORMATS: &[Format] = &[
    Format {
        id: "galley",
        name: "Galley JSON",
        about: "One object, easy to read and compare; everything comes back.",
        extensions: &["json"],
        fits: super::galley::fits_json,
        read: Some(super::galley::read),
        write: Write::Native,
        ..BASE
    },
    Format {
        id: "galley-jsonl",
        name: "Galley JSON Lines",
        about: "One article a line, for large sets and pipelines; everything comes back.",
        extensions: &["jsonl", "ndjson"],
        read: Some(super::galley::read),
        write: Write::Native,
        ..BASE
    },
    Format {
        id: "label-studio",
        name: "Label Studio JSON",
        about: "Tasks with annotations, and the labelling configuration beside them.",
        extensions: &["json"],
        fits: label_studio::fits,
        read: Some(label_studio::read),
        write: Write::Stream { begin: "[\n", between: ",\n", end: "\n]\n", article: label_studio::write },
        beside: Some(label_studio::config),
        is_by_item: true,
        keeps: label_studio::KEEPS,
        ..BASE
    },
    Format {
        id: "brat",
        name: "brat standoff",
        about: "A .txt and an .ann for each article; attributions are events.",
        extensions: &["ann", "txt"],
        fits: brat::fits,
        read: Some(brat::read),
        write: Write::Files(brat::write),
        beside: Some(brat::config),
        newlines: Newlines::Lf,
        keeps: brat::KEEPS,
        is_beside_text: true,
        ..BASE
    },
    Format {
        id: "polnear",
        name: "PolNeAR (brat standoff)",
        about: "Only attributions, as the PolNeAR corpus has them.",
        extensions: &["ann", "txt"],
        read: Some(brat::read),
        write: Write::Files(brat::write_polnear),
        beside: Some(brat::polnear_config),
        newlines: Newlines::Lf,
        keeps: brat::POLNEAR_KEEPS,
        is_beside_text: true,
        ..BASE
    },
    Format {
        id: "web-annotation",
        name: "W3C Web Annotation",
        about: "JSON-LD with quote and position selectors; our terms are in a context of their own.",
        extensions: &["jsonld", "json"],
        fits: web_annotation::fits,
        read: Some(web_annotation::read),
        write: Write::Stream { begin: "[\n", between: ",\n", end: "\n]\n", article: web_annotation::write },
        keeps: web_annotation::KEEPS,
        is_beside_text: true,
        ..BASE
    },
    Format {
        id: "hypothesis",
        name: "Hypothesis",
        about: "Annotations as the Hypothesis API has them, in UTF-16 units; opened together with their text.",
        extensions: &["json"],
        fits: web_annotation::fits_hypothesis,
        read: Some(web_annotation::read),
        write: Write::Stream {
            begin: "{\"rows\":[\n",
            between: ",\n",
            end: "\n]}\n",
            article: web_annotation::write_hypothesis,
        },
        units: UTF16,
        newlines: Newlines::Lf,
        keeps: web_annotation::HYPOTHESIS_KEEPS,
        is_beside_text: true,
        ..BASE
    },
    Format {
        id: "spans",
        name: "spaCy / Prodigy / Hugging Face JSONL",
        about: "Text with spans and relations, one article a line.",
        extensions: &["jsonl", "ndjson", "json"],
        fits: spans::fits,
        read: Some(spans::read),
        write: Write::Stream { begin: "", between: "\n", end: "\n", article: spans::write },
        is_by_item: true,
        keeps: spans::KEEPS,
        ..BASE
    },
    Format {
        id: "prodigy",
        name: "Prodigy JSONL with tokens",
        about: "The same with tokens, and relations between their last tokens.",
        extensions: &["jsonl"],
        read: Some(spans::read),
        write: Write::Stream { begin: "", between: "\n", end: "\n", article: spans::write_with_tokens },
        is_by_item: true,
        keeps: spans::KEEPS,
        ..BASE
    },
    Format {
        id: "doccano",
        name: "doccano JSONL (entities and relations)",
        about: "For projects of relation extraction; ASCII only, as its importer needs it.",
        extensions: &["jsonl", "json"],
        fits: doccano::fits,
        read: Some(doccano::read),
        write: Write::Stream { begin: "", between: "\n", end: "\n", article: doccano::write },
        is_by_item: true,
        units: &[Unit::Utf16, Unit::Grapheme, Unit::CodePoint],
        keeps: doccano::KEEPS,
        ..BASE
    },
    Format {
        id: "doccano-seq",
        name: "doccano JSONL (sequence labels)",
        about: "For projects of sequence labelling: spans as [start, end, label].",
        extensions: &["jsonl", "json"],
        read: Some(doccano::read),
        write: Write::Stream { begin: "", between: "\n", end: "\n", article: doccano::write_seq },
        is_by_item: true,
        units: &[Unit::Utf16, Unit::Grapheme, Unit::CodePoint],
        keeps: doccano::SEQ_KEEPS,
        ..BASE
    },
    Format {
        id: "uima-json",
        name: "UIMA CAS JSON 0.4 (INCEpTION)",
        about: "Marks and attributions with slots, types, sentences and tokens in one file an article.",
        extensions: &["json"],
        fits: uima::fits_json,
        read: Some(uima::read_json),
        write: Write::Files(uima::write_json),
        units: UTF16,
        keeps: uima::JSON_KEEPS,
        ..BASE
    },
    Format {
        id: "uima-xmi",
        name: "UIMA XMI (INCEpTION)",
        about: "The same in XML, with a TypeSystem.xml beside it, which INCEpTION takes as layers.",
        extensions: &["xmi", "xml"],
        fits: uima::fits_xmi,
        read: Some(uima::read_xmi),
        write: Write::Files(uima::write_xmi),
        beside: Some(uima::beside),
        units: UTF16,
        keeps: uima::XMI_KEEPS,
        ..BASE
    },
    Format {
        id: "webanno-tsv",
        name: "WebAnno TSV 3.3 (INCEpTION)",
        about: "A line for each token and a column for each feature; the same layers.",
        extensions: &["tsv"],
        fits: uima::fits_tsv,
        read: Some(uima::read_tsv),
        write: Write::Files(uima::write_tsv),
        beside: Some(uima::beside),
        units: UTF16,
        keeps: uima::TSV_KEEPS,
        ..BASE
    },
    Format {
        id: "conll",
        name: "CoNLL-2003 / IOB2 of entities",
        about: "A token and its tag a line, the outermost entities only.",
        extensions: &["conll", "iob", "bio"],
        fits: conll::fits,
        read: Some(conll::read),
        write: Write::Stream { begin: "", between: "", end: "", article: conll::write },
        units: NO_OFFSETS,
        newlines: Newlines::Lf,
        keeps: conll::KEEPS,
        ..BASE
    },
    Format {
        id: "conll-parts",
        name: "IOB2 of the parts of attributions",
        about: "The same for sources, cues, contents and addressees.",
        extensions: &["conll", "iob", "bio"],
        read: Some(conll::read),
        write: Write::Stream { begin: "", between: "", end: "", article: conll::write_parts },
        units: NO_OFFSETS,
        newlines: Newlines::Lf,
        keeps: conll::PARTS_KEEP,
        ..BASE
    },
    Format {
        id: "conllu",
        name: "CoNLL-U with labels in MISC",
        about: "Sentences and tokens, a layer of tags for each depth of nesting; the text comes back exactly.",
        extensions: &["conllu"],
        write: Write::Stream { begin: "", between: "", end: "", article: conll::write_conllu },
        keeps: conll::CONLLU_KEEPS,
        ..BASE
    },
    Format {
        id: "tei",
        name: "TEI P5",
        about: "Blocks and annotations as elements, attributions as relations beside the text.",
        extensions: &["xml"],
        write: Write::Files(tei::write),
        units: NO_OFFSETS,
        keeps: tei::KEEPS,
        ..BASE
    },
    Format {
        id: "csv",
        name: "CSV of spans",
        about: "A row for each span, for spreadsheets and pandas.",
        extensions: &["csv"],
        write: Write::Stream { begin: csv::SPANS, between: "", end: "", article: csv::spans },
        keeps: csv::SPANS_KEEP,
        ..BASE
    },
    Format {
        id: "csv-attributions",
        name: "CSV of attributions",
        about: "A row for each attribution: who, by which cue, said what.",
        extensions: &["csv"],
        write: Write::Stream { begin: csv::ATTRIBUTIONS, between: "", end: "", article: csv::attributions },
        keeps: csv::ATTRIBUTIONS_KEEP,
        ..BASE
    },
    Format {
        id: "tsv",
        name: "TSV of spans",
        about: "The same, separated by tabs.",
        extensions: &["tsv"],
        write: Write::Stream { begin: csv::SPANS_TSV, between: "", end: "", article: csv::spans_tsv },
        keeps: csv::SPANS_KEEP,
        ..BASE
    },
    Format {
        id: "claim-review",
        name: "ClaimReview, Claim and Quotation (schema.org)",
        about: "Claims and quotations for fact desks; no verdicts.",
        extensions: &["jsonld"],
        write: Write::Stream { begin: "[\n", between: ",\n", end: "\n]\n", article: fact_check::write },
        units: NO_OFFSETS,
        keeps: fact_check::KEEPS,
        ..BASE
    },
    article("ninjs", "ninjs 1 to 3.1", &["json"], articles::ninjs::fits, articles::ninjs::read),
    article("newsml", "NewsML-G2", &["xml"], articles::nitf::fits_newsml, articles::nitf::read_newsml),
    article("nitf", "NITF", &["xml", "nitf"], articles::nitf::fits, articles::nitf::read),
    article("feed", "RSS and Atom", &["xml", "rss", "atom"], articles::feed::fits, articles::feed::read),
    article("docx", "Word (.docx)", &["docx"], articles::docx::fits, articles::docx::read),
    article(
        "epub",
        "EPUB, or a zip of pages or texts",
        &["epub", "zip"],
        articles::epub::fits,
        articles::epub::read,
    ),
    article(
        "html",
        "HTML page",
        &["html", "htm", "xhtml"],
        articles::text::fits_html,
        articles::text::read_html,
    ),
    article(
        "markdown",
        "Markdown",
        &["md", "markdown"],
        articles::text::fits_markdown,
        articles::text::read_markdown,
    ),
    article("text", "Plain text", &["txt", "text"], articles::text::fits, articles::text::read),
];

/// A format of articles without marks, which is only read.
const fn article(
    id: &'static str,
    name: &'static str,
    extensions: &'static [&'static str],
    fits: fn(&Sample<'_>) -> bool,
    read: Read,
) -> Format {
    Format {
        id,
        name,
        about: "Articles, with their metadata.",
        extensions,
        fits,
        read: Some(read),
        units: NO_OFFSETS,
        ..BASE
    }
}
