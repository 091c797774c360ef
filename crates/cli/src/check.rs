//! `galley check`.

use std::io::{BufWriter, Write, stdout};

use anyhow::Result;
use galley_core::checks::{self, CHECKS, Finding};
use galley_core::json::{Layout, Writer};
use galley_core::model::Level;
use galley_core::store::Document;

use crate::arguments::{Arguments, Report};
use crate::input::{self, Event};

/// Runs the checks by the house style of each file; false when a finding is an
/// error, or something could not be read.
pub fn run(arguments: &Arguments) -> Result<bool> {
    let mut out = BufWriter::new(stdout().lock());
    let mut report = Json::new(arguments.report);
    report.begin(&mut out)?;
    let mut is_clean = true;
    input::read(arguments, &mut |event| {
        match event {
            Event::Article(article, labels) => {
                let document = Document::new(*article);
                let found = checks::check(&document, &labels.house_style);
                for missing in found.missing.iter().filter(|_| !arguments.quiet) {
                    crate::tell(format_args!("{}: {}", document.title(), missing.message));
                }
                for finding in found.findings {
                    is_clean &= finding.level != Level::Error;
                    let place = Place::of(&document, &finding);
                    report.finding(&mut out, &finding, &place)?;
                }
            }
            Event::Issue(..) => {}
            Event::Failure(name, error) => {
                is_clean = false;
                crate::tell(format_args!("{name}: {error}"));
            }
        }
        Ok(())
    })?;
    report.end(&mut out)?;
    out.flush()?;
    Ok(is_clean)
}

/// Where a finding is, for people and for programs.
struct Place {
    article: String,
    title: String,
    /// Counted from 1.
    line: usize,
    /// Code points.
    start: u32,
    end: u32,
    words: String,
}

impl Place {
    fn of(document: &Document, finding: &Finding) -> Self {
        let text = document.text();
        let range = finding.ranges.first().copied().unwrap_or_default();
        let code_point = |at| text.code_point_from_byte(at).unwrap_or_default();
        let before = text.get(..range.start().into()).unwrap_or_default();
        Self {
            article: document.id().to_string(),
            title: document.title().to_owned(),
            line: before.matches('\n').count() + 1,
            start: code_point(range.start()),
            end: code_point(range.end()),
            words: text.slice(range).unwrap_or_default().to_owned(),
        }
    }
}

/// A report that is written as it comes.
struct Json {
    kind: Report,
    is_first: bool,
}

impl Json {
    fn new(kind: Report) -> Self {
        Self { kind, is_first: true }
    }

    fn begin(&self, out: &mut dyn Write) -> Result<()> {
        match self.kind {
            Report::Text | Report::Json => {}
            Report::Sarif => {
                let mut json = Writer::new(Layout::OneLine);
                json.begin_array();
                for check in CHECKS {
                    json.begin_object();
                    json.text("id", check.name);
                    json.name("shortDescription");
                    json.begin_object();
                    json.text("text", check.title);
                    json.end();
                    json.end();
                }
                json.end();
                write!(
                    out,
                    "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\
                     \"tool\":{{\"driver\":{{\"name\":\"galley\",\"version\":\"{}\",\"rules\":{}}}}},\
                     \"columnKind\":\"unicodeCodePoints\",\"results\":[",
                    env!("CARGO_PKG_VERSION"),
                    json.take()
                )?;
            }
        }
        Ok(())
    }

    fn finding(&mut self, out: &mut dyn Write, finding: &Finding, place: &Place) -> Result<()> {
        let is_first = std::mem::replace(&mut self.is_first, false);
        let mut json = Writer::new(Layout::OneLine);
        match self.kind {
            Report::Text => {
                writeln!(
                    out,
                    "{}, line {}: {} {}: {}",
                    place.title,
                    place.line,
                    finding.level.name(),
                    finding.check.name,
                    finding.message
                )?;
                return Ok(());
            }
            Report::Json => {
                json.begin_object();
                json.text("article", &place.article);
                json.text("check", finding.check.name);
                json.text("level", finding.level.name());
                json.text("message", &finding.message);
                offsets(&mut json, place, "start", "end");
                json.text("exact", &place.words);
                json.end();
                json.end_line();
            }
            Report::Sarif => {
                json.begin_object();
                json.text("ruleId", finding.check.name);
                json.text(
                    "level",
                    match finding.level {
                        Level::Error => "error",
                        Level::Warning => "warning",
                        Level::Information => "note",
                    },
                );
                json.name("message");
                json.begin_object();
                json.text("text", &finding.message);
                json.end();
                json.name("locations");
                json.begin_array();
                json.begin_object();
                json.name("physicalLocation");
                json.begin_object();
                json.name("artifactLocation");
                json.begin_object();
                json.text("uri", &format!("urn:galley:article:{}", place.article.replace(' ', "%20")));
                json.end();
                json.name("region");
                json.begin_object();
                json.name("startLine");
                json.number(i64::try_from(place.line).unwrap_or(i64::MAX));
                json.name("charOffset");
                json.number(place.start.into());
                json.name("charLength");
                json.number(i64::from(place.end) - i64::from(place.start));
                json.end();
                json.end();
                json.end();
                json.end();
                json.end();
                if !is_first {
                    out.write_all(b",")?;
                }
            }
        }
        out.write_all(json.take().as_bytes())?;
        Ok(())
    }

    fn end(&self, out: &mut dyn Write) -> Result<()> {
        if self.kind == Report::Sarif {
            out.write_all(b"]}]}\n")?;
        }
        Ok(())
    }
}

fn offsets(json: &mut Writer, place: &Place, start: &'static str, end: &'static str) {
    json.name(start);
    json.number(place.start.into());
    json.name(end);
    json.number(place.end.into());
}
