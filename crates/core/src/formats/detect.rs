//! What a file is: by what is in it first, then by its name.

/// What reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One JSON value: Galley's own, or another that its reader turns down.
    Json,
    /// One JSON value a line.
    JsonLines,
    Html,
    Markdown,
    Plain,
}

/// Finds out what a text is. `head` is its beginning: a few kilobytes do,
/// the whole text is as good.
#[must_use]
pub fn kind(head: &str, file_name: &str) -> Kind {
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let extension = extension(file_name);
    match extension.as_str() {
        "jsonl" | "ndjson" => Kind::JsonLines,
        _ if is_json(head) => {
            if has_second_value(head) {
                Kind::JsonLines
            } else {
                Kind::Json
            }
        }
        "json" => Kind::Json,
        _ if is_page(head) => Kind::Html,
        "html" | "htm" | "xhtml" => Kind::Html,
        "md" | "markdown" => Kind::Markdown,
        "txt" | "text" => Kind::Plain,
        _ if is_markup(head) => Kind::Html,
        _ => Kind::Plain,
    }
}

/// What follows the last full stop of a file's name, in lower case.
fn extension(file_name: &str) -> String {
    file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

/// Articles begin with "[Reuters]" or "{sic}", JSON does not.
fn is_json(head: &str) -> bool {
    let mut chars = head.chars().filter(|char| !char.is_ascii_whitespace());
    matches!((chars.next(), chars.next()), (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | ']')))
}

/// Whether another value begins on a line of its own right after the first.
fn has_second_value(head: &str) -> bool {
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default().trim_end();
    first.starts_with('{')
        && first.ends_with('}')
        && lines.next().is_some_and(|line| line.trim_start().starts_with('{'))
}

fn is_page(head: &str) -> bool {
    starts_with_any(head, &["<!doctype html", "<html", "<?xml"])
}

fn is_markup(head: &str) -> bool {
    const TAGS: [&str; 12] = [
        "<!--", "<head", "<body", "<meta", "<article", "<main", "<section", "<div", "<p>", "<p ", "<h1",
        "<h2",
    ];
    starts_with_any(head, &TAGS)
}

fn starts_with_any(text: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_comes_before_the_name() {
        let cases = [
            ("{\"format\": \"galley\"}", "notes.txt", Kind::Json),
            ("\u{feff}\n [ {\"a\": 1} ]", "", Kind::Json),
            ("{\"a\": 1}\n\n{\"a\": 2}\n", "set.json", Kind::JsonLines),
            ("{\n  \"a\": 1,\n  \"b\": {}\n}", "set.json", Kind::Json),
            ("{\"a\": 1}", "set.jsonl", Kind::JsonLines),
            ("not JSON at all", "set.json", Kind::Json),
            ("", "set.NDJSON", Kind::JsonLines),
            ("<!DOCTYPE html><title>T</title>", "page.txt", Kind::Html),
            ("<html lang=en>", "page.md", Kind::Html),
            ("Words", "page.HTM", Kind::Html),
            ("<div>in Markdown</div>", "page.md", Kind::Markdown),
            ("<p>A paragraph</p>", "", Kind::Html),
            ("<p>as typed</p>", "typed.txt", Kind::Plain),
            ("# Title", "page.markdown", Kind::Markdown),
            ("# Title", "page", Kind::Plain),
            ("[Reuters] - Levy spoke.", "a.b.c", Kind::Plain),
            ("{sic}", "", Kind::Plain),
            ("<3 is a heart", "", Kind::Plain),
            ("<", "", Kind::Plain),
            ("", "", Kind::Plain),
            ("é", "é.tüt", Kind::Plain),
        ];
        for (head, name, expected) in cases {
            assert_eq!(kind(head, name), expected, "{head:?} named {name:?}");
        }
    }
}
