//! JSON that is none: where reading stopped, in the user's words.

use serde_json::Value;
use serde_json::error::Category;

use crate::formats::ReadError;
use crate::formats::table::Parsed;
use crate::json::read::DEEPEST;
use crate::json::{Object, Raw};

/// Parses one JSON value, which starts on a line of the file counted from 1;
/// with its fields if it is an object.
///
/// # Errors
/// When the text is no JSON, is cut off, or is nested too deeply.
pub(in crate::formats) fn parse(
    text: &str,
    first_line: usize,
) -> Result<(Raw<'_>, Option<Object<'_>>), ReadError> {
    Raw::opened(text, DEEPEST).ok_or_else(|| why_not(text, first_line))
}

/// Values one after the other, those that are objects opened.
type Values<'a> = Box<dyn Iterator<Item = (Raw<'a>, Option<Object<'a>>)> + 'a>;

/// The objects of a file: those of its list, or the one that it is. Of a list
/// that is damaged those before the damage, which is told.
///
/// # Errors
/// When there is none before the damage.
pub(in crate::formats) fn objects<'a>(text: &'a str, parsed: &mut Parsed) -> Result<Values<'a>, ReadError> {
    match parse(text, 1) {
        Ok((value, Some(object))) => Ok(Box::new(std::iter::once((value, Some(object))))),
        Ok((value, None)) => Ok(Box::new(value.objects())),
        Err(error) => {
            let items = Raw::before_fault(text);
            if items.is_empty() {
                return Err(error);
            }
            parsed.note(error.place, error.reason, "what comes before was read");
            Ok(Box::new(items.into_iter().map(|item| (item, item.object()))))
        }
    }
}

/// What is wrong with a text that is no JSON. serde_json reads it for that
/// alone.
fn why_not(text: &str, first_line: usize) -> ReadError {
    if let Err(error) = serde_json::from_str::<Value>(text) {
        return explain(text, first_line, &error);
    }
    let place = if first_line > 1 { format!("line {first_line}") } else { "the file".to_owned() };
    ReadError { place, reason: format!("its values are nested more than {DEEPEST} deep") }
}

/// Whether a text is one whole JSON value.
pub(super) fn is_complete(text: &str) -> bool {
    Raw::new(text).is_some()
}

/// The first value of a file: its first line if that is one, else all of it.
pub(in crate::formats) fn first_value(text: &str) -> &str {
    let start = text.trim_start();
    let line = start.lines().next().unwrap_or_default();
    if is_complete(line) { line } else { text }
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
