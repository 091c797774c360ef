//! JSON as text: where parsing stopped, in the user's words, and how a file is
//! laid out.

use std::io;

use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::error::Category;
use serde_json::ser::{Formatter, Serializer};

use crate::formats::ReadError;

/// How deep a file's values may be nested. Galley's own go six deep; what is
/// set aside goes a few deeper when it is written again, and serde_json reads
/// at most 128.
const DEEPEST: usize = 64;

/// A state that could not be written. It takes memory running out, or a
/// change of Galley's that its tests missed.
#[derive(Debug, thiserror::Error)]
#[error("the file could not be written: {0}")]
pub struct WriteError(String);

impl From<serde_json::Error> for WriteError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// Parses one JSON value, which starts on a line of the file counted from 1.
///
/// # Errors
/// When the text is no JSON, is cut off, or is nested too deeply.
pub(in crate::formats) fn parse(text: &str, first_line: usize) -> Result<Value, ReadError> {
    let value: Value = serde_json::from_str(text).map_err(|error| explain(text, first_line, &error))?;
    if is_deeper(&value, DEEPEST) {
        let place = if first_line > 1 { format!("line {first_line}") } else { "the file".to_owned() };
        return Err(ReadError { place, reason: format!("its values are nested more than {DEEPEST} deep") });
    }
    Ok(value)
}

/// Whether a text is one whole JSON value.
pub(super) fn is_complete(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The first value of a file: its first line if that is one, else all of it.
pub(in crate::formats) fn first_value(text: &str) -> &str {
    let start = text.trim_start();
    let line = start.lines().next().unwrap_or_default();
    if is_complete(line) { line } else { text }
}

fn is_deeper(value: &Value, left: usize) -> bool {
    let Some(left) = left.checked_sub(1) else {
        return true;
    };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper(item, left)),
        Value::Object(fields) => fields.values().any(|field| is_deeper(field, left)),
        _ => false,
    }
}

fn explain(text: &str, first_line: usize, error: &serde_json::Error) -> ReadError {
    let column = column(text, error.line(), error.column());
    let place = format!("line {}, column {column}", first_line - 1 + error.line());
    let reason = match error.classify() {
        Category::Eof => "the file ends in the middle of a value (truncated JSON)".to_owned(),
        _ => reason(&error.to_string()),
    };
    ReadError { place, reason }
}

/// serde_json counts columns in bytes; people count characters.
fn column(text: &str, line: usize, bytes: usize) -> usize {
    let line = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    line.char_indices().take_while(|&(at, _)| at < bytes).count()
}

fn reason(message: &str) -> String {
    let message = message.rfind(" at line ").and_then(|end| message.get(..end)).unwrap_or(message);
    match message {
        "recursion limit exceeded" => "values are nested too deeply".to_owned(),
        message if message.contains("surrogate") || message.contains("end of hex escape") => {
            "the text holds half a character (a lone surrogate, \\ud800 to \\udfff)".to_owned()
        }
        message => format!("this is not JSON: {message}"),
    }
}

/// JSON on one line.
pub(super) fn compact(value: &impl Serialize) -> Result<String, WriteError> {
    laid_out(value, OneLine)
}

/// JSON for people and for line-wise comparison: indented by two spaces, with
/// each label, block, annotation, entity and attribution on a line of its own.
/// What lies `deepest` levels deep is on one line, and so are the objects of a
/// list one level above.
pub(in crate::formats) fn pretty(value: &impl Serialize, deepest: usize) -> Result<String, WriteError> {
    laid_out(value, Indented { deepest, open: Vec::new() })
}

fn laid_out(value: &impl Serialize, formatter: impl Formatter) -> Result<String, WriteError> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, formatter))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(|error| WriteError(error.to_string()))
}

/// Everything on one line, as lines are commonly cut: some readers also end a
/// line at U+0085, U+2028 and U+2029, which JSON allows in strings.
struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_without_line_ends(writer, fragment)
    }
}

const LINE_ENDS: [&str; 3] = ["\u{85}", "\u{2028}", "\u{2029}"];

fn write_without_line_ends<W: ?Sized + io::Write>(writer: &mut W, fragment: &str) -> io::Result<()> {
    // Hardly any text has one, and searching for strings is the fastest.
    if fragment.is_ascii() || !LINE_ENDS.iter().any(|end| fragment.contains(*end)) {
        return writer.write_all(fragment.as_bytes());
    }
    let mut written = 0;
    for (at, found) in fragment.match_indices(['\u{85}', '\u{2028}', '\u{2029}']) {
        writer.write_all(fragment.get(written..at).unwrap_or_default().as_bytes())?;
        for c in found.chars() {
            write!(writer, "\\u{:04x}", u32::from(c))?;
        }
        written = at + found.len();
    }
    writer.write_all(fragment.get(written..).unwrap_or_default().as_bytes())
}

/// Two spaces for each level, down to the values that fit on a line.
struct Indented {
    deepest: usize,
    open: Vec<Container>,
}

#[derive(Clone, Copy, Default)]
struct Container {
    is_array: bool,
    on_one_line: bool,
    is_filled: bool,
}

impl Indented {
    fn begin<W: ?Sized + io::Write>(&mut self, writer: &mut W, is_array: bool) -> io::Result<()> {
        let depth = self.open.len();
        let is_item = self.open.last().is_some_and(|outer| outer.is_array);
        let on_one_line = depth >= self.deepest || (depth + 1 == self.deepest && is_item);
        self.open.push(Container { is_array, on_one_line, is_filled: false });
        writer.write_all(if is_array { b"[" } else { b"{" })
    }

    fn end<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let container = self.open.pop().unwrap_or_default();
        if container.is_filled && !container.on_one_line {
            self.new_line(writer)?;
        }
        writer.write_all(if container.is_array { b"]" } else { b"}" })
    }

    fn next<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        let Some(container) = self.open.last_mut() else {
            return Ok(());
        };
        container.is_filled = true;
        match (container.on_one_line, first) {
            (true, true) => Ok(()),
            (true, false) => writer.write_all(b", "),
            (false, true) => self.new_line(writer),
            (false, false) => {
                writer.write_all(b",")?;
                self.new_line(writer)
            }
        }
    }

    fn new_line<W: ?Sized + io::Write>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        self.open.iter().try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for Indented {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_without_line_ends(writer, fragment)
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, true)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, false)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
