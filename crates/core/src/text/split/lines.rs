//! Cuts plain text into pieces: the stretches that become blocks.

use super::Piece;
use super::words::is_blank;

/// The narrowest and the widest line that counts as full in hard-wrapped text,
/// in characters.
const FULL: std::ops::RangeInclusive<usize> = 50..=100;

/// A line with something on it; the range excludes the white space around it.
struct Line<'a> {
    start: usize,
    text: &'a str,
    /// In characters; of a line that is wider than a full one, one more than
    /// that.
    width: usize,
    indented: bool,
    /// A blank line or a paragraph separator stands before it.
    after_blank: bool,
}

/// The pieces of a plain text, in order.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let lines = lines(text);
    let runs = || lines.chunk_by(|_, next| !starts_run(next));
    let hard_wrapped = runs().any(|run| is_plainly_wrapped(body_of(run)));
    let mut pieces = Vec::with_capacity(lines.len());
    for run in runs() {
        let body = body_of(run);
        if !(hard_wrapped && is_wrapped(body)) {
            pieces.extend(run.iter().map(|line| piece(line, line)));
            continue;
        }
        pieces.extend(run[..run.len() - body.len()].iter().map(|line| piece(line, line)));
        if let (Some(first), Some(last)) = (body.first(), body.last()) {
            pieces.push(piece(first, last));
        }
    }
    pieces
}

fn piece(first: &Line, last: &Line) -> Piece {
    Piece {
        range: first.start..last.start + last.text.len(),
        indented: first.indented,
        after_blank: first.after_blank,
        kind: None,
    }
}

/// Whether a line may not continue the one before it.
fn starts_run(line: &Line) -> bool {
    line.after_blank || list_mark(line.text).is_some()
}

/// The run without the short lines at its head: a heading, a byline or a date
/// set right above the paragraph.
fn body_of<'r, 'a>(run: &'r [Line<'a>]) -> &'r [Line<'a>] {
    let head = run.iter().take_while(|line| line.width < *FULL.start()).count();
    &run[head..]
}

/// Whether the lines look like one paragraph that was broken to a width: every
/// line but the last is full and at least three quarters as wide as the
/// widest, and not every line ends a sentence.
fn is_wrapped(lines: &[Line]) -> bool {
    let Some((last, full)) = lines.split_last() else { return false };
    let Some(widest) = full.iter().map(|line| line.width).max() else { return false };
    full.iter().all(|line| FULL.contains(&line.width) && line.width * 4 >= widest * 3)
        && last.width <= *FULL.end()
        && !full.iter().all(|line| super::words::ends_sentence(line.text))
}

/// Whether, besides, at least half of the lines go on in lower case, as the
/// lines of a list of headlines do not.
fn is_plainly_wrapped(lines: &[Line]) -> bool {
    let goes_on = |line: &&Line| line.text.chars().next().is_some_and(|c| !c.is_uppercase());
    is_wrapped(lines) && lines[1..].iter().filter(goes_on).count() * 2 >= lines.len() - 1
}

/// The mark that makes a line a list item, with the space after it: "- ", "• ",
/// "1. ", "(2) ", "a) ". Dashes are not marks: they open speech and credits.
pub(super) fn list_mark(line: &str) -> Option<&str> {
    let end = line.find(is_blank)?;
    let mark = &line[..end];
    let is_mark = matches!(mark, "-" | "*" | "+" | "•" | "◦" | "‣" | "▪" | "●" | "·") || is_number_mark(mark);
    is_mark.then_some(mark)
}

fn is_number_mark(mark: &str) -> bool {
    let Some(number) = mark.strip_suffix(')').map(|rest| rest.strip_prefix('(').unwrap_or(rest)) else {
        return mark.strip_suffix('.').is_some_and(is_short_number);
    };
    is_short_number(number) || (number.len() == 1 && number.bytes().all(|b| b.is_ascii_lowercase()))
}

fn is_short_number(number: &str) -> bool {
    matches!(number.len(), 1 | 2) && number.bytes().all(|b| b.is_ascii_digit())
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut at, mut after_blank) = (0, false);
    while at < text.len() {
        let rest = &text[at..];
        let len = line_len(rest);
        let (raw, ending) = rest.split_at(len);
        let indent = raw.len() - raw.trim_start_matches(is_blank).len();
        let line = raw.trim_matches(is_blank);
        if line.is_empty() {
            after_blank = true;
        } else {
            lines.push(Line {
                start: at + indent,
                text: line,
                width: line.chars().take(FULL.end() + 1).count(),
                indented: is_indent(&raw[..indent]),
                after_blank,
            });
            after_blank = ending.starts_with('\u{2029}');
        }
        at += len + ending_len(ending);
    }
    lines
}

/// A tab, an em space or two other spaces; a single space is a slip.
fn is_indent(space: &str) -> bool {
    space.contains(['\t', '\u{2003}', '\u{3000}']) || space.chars().nth(1).is_some()
}

/// The length of a text's first line, without its end.
fn line_len(text: &str) -> usize {
    let begins_end = |(at, byte): (usize, &u8)| match byte {
        b'\n' | b'\r' | 0xB | 0xC => true,
        // What the others begin with, and many characters besides.
        0xC2 | 0xE2 => text[at..].starts_with(is_line_end),
        _ => false,
    };
    text.as_bytes().iter().enumerate().position(begins_end).unwrap_or(text.len())
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The length of the line end that the text starts with; CRLF is one.
fn ending_len(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { text.chars().next().map_or(0, char::len_utf8) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        pieces(text).into_iter().map(|piece| &text[piece.range]).collect()
    }

    #[test]
    fn blank_lines_separate_whatever_ends_the_lines() {
        for end in ["\n", "\r\n", "\r", "\u{2028}", "\u{85}"] {
            let text = format!("One.{end}{end}Two.{end} \u{A0}{end}{end}Three.{end}");
            assert_eq!(texts(&text), ["One.", "Two.", "Three."], "{end:?}");
            assert!(pieces(&text)[1].after_blank);
        }
        assert!(
            pieces("One.\u{2029}Two.")[1].after_blank,
            "a paragraph separator is as good as a blank line"
        );
        assert!(!pieces("One.\r\nTwo.")[1].after_blank, "CRLF is one line end");
    }

    #[test]
    fn without_blank_lines_each_line_is_a_piece() {
        assert_eq!(texts("One\nTwo.\nThree."), ["One", "Two.", "Three."]);
    }

    #[test]
    fn space_and_zero_width_marks_at_the_edges_are_outside() {
        assert_eq!(texts("\u{FEFF}\u{A0} One.\u{A0}\u{200B}\n\n\u{3000}Two. "), ["One.", "Two."]);
        assert_eq!(texts(" \n\u{A0}\n"), [""; 0]);
    }

    const WRAPPED: &str = "The harbour at Orsay was closed for the third day on Tuesday while\n\
        inspectors looked at the outer wall, which had cracked in the storm, and\n\
        ferries from Tarn were sent to the smaller port in the south.";

    #[test]
    fn hard_wrapped_paragraphs_join() {
        assert_eq!(texts(WRAPPED), [WRAPPED], "even where no blank line shows paragraphs");
        let two = format!("{WRAPPED}\n\nBy Ines Okafor\n{WRAPPED}");
        assert_eq!(texts(&two), [WRAPPED, "By Ines Okafor", WRAPPED]);
    }

    #[test]
    fn a_paragraph_of_a_hard_wrapped_file_joins_though_its_lines_start_with_names() {
        let names = "The vote was postponed after a long night in the town hall because\n\
            Okafor and Lind did not come back.";
        assert_eq!(texts(names).len(), 2, "alone it could be two headlines");
        assert_eq!(texts(&format!("{WRAPPED}\n\n{names}")), [WRAPPED, names]);
    }

    #[test]
    fn lists_poems_and_one_sentence_lines_stay_apart() {
        assert_eq!(texts("Intro:\n\n- one\n- two\n\nEnd.").len(), 4);
        assert_eq!(
            texts("The tide comes in,\nthe tide goes out,\n\nand no one asks."),
            ["The tide comes in,", "the tide goes out,", "and no one asks."]
        );
        let sentences = "it was the first time that anybody had asked about the outer wall.\n\
            nobody in the whole town hall had an answer to the question that day.\n\
            so they went home.";
        assert_eq!(texts(sentences).len(), 3);
        let poem = "the tide that came to us in the morning rain,\n\
            the tide that went from us in the evening rain\nand took the wall.";
        assert_eq!(texts(&format!("{poem}\n\nEnd.")).len(), 4, "lines of a poem are narrower");
        let headlines = "Ferry strike ends after eleven days of talks in the town hall\n\
            Two bridges over the Tarn are to be closed until next spring\n\nText.";
        assert_eq!(texts(headlines).len(), 3);
    }

    #[test]
    fn a_wrapped_list_item_keeps_its_lines() {
        let item = "- the outer wall, which had cracked from end to end in the last storm,\n  must be mended";
        let text = format!("{WRAPPED}\n\n{item}\n{item}");
        assert_eq!(texts(&text), [WRAPPED, item, item]);
    }

    #[test]
    fn marks_of_list_items() {
        for (line, mark) in
            [("- a", "-"), ("•\u{A0}a", "•"), ("1. a", "1."), ("(12) a", "(12)"), ("b) a", "b)")]
        {
            assert_eq!(list_mark(line), Some(mark));
        }
        for line in ["-a", "— Reuters", "1999. a", "a. b", "- ".trim_end(), "A) b", ") x"] {
            assert_eq!(list_mark(line), None, "{line:?}");
        }
    }

    #[test]
    fn indents_are_seen() {
        let indented = |text| pieces(text)[0].indented;
        assert!(indented("    a") && indented("\ta") && indented("\u{A0}\u{A0}a") && indented("\u{3000}a"));
        assert!(!indented("a") && !indented(" a") && !indented("\n\na"));
    }
}
