//! What counts as the same text when a quotation is looked for.
//!
//! Between a page, a copy of it and a file, white space and quotation marks
//! change without anyone's doing: a no-break space becomes a space, CRLF
//! becomes LF, an editor curls or straightens quotes, soft hyphens come and
//! go. Folded,
//! - a run of white space is one space;
//! - single quotation marks, apostrophes and primes are `'`, double ones and
//!   guillemets are `"`;
//! - soft hyphens, zero-width spaces, word joiners and byte order marks are
//!   not there.
//!
//! Letters, case, accents and dashes are never folded.

/// How strictly a quotation has to agree with the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// Character for character.
    Exact,
    /// But for white space and quotation marks.
    Loose,
}

/// A character as folded, with the bytes of the text that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    pub folded: char,
    pub start: usize,
    pub end: usize,
}

/// The folded characters of a text.
pub fn units(text: &str, fold: Fold) -> impl Iterator<Item = Unit> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, c) = chars.next()?;
            let mut end = start + c.len_utf8();
            if fold == Fold::Exact {
                return Some(Unit { folded: c, start, end });
            }
            if is_ignored(c) {
                continue;
            }
            if !c.is_whitespace() {
                return Some(Unit { folded: folded(c), start, end });
            }
            while let Some(&(at, next)) = chars.peek() {
                if !next.is_whitespace() && !is_ignored(next) {
                    break;
                }
                // An ignored character after the last space is not part of it.
                if next.is_whitespace() {
                    end = at + next.len_utf8();
                }
                chars.next();
            }
            return Some(Unit { folded: ' ', start, end });
        }
    })
}

/// Whether two characters are the same but for the kind of white space or
/// quotation mark.
pub(super) fn same_unit(a: char, b: char) -> bool {
    a == b || folded(a) == folded(b)
}

fn folded(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{2039}' | '\u{203A}' | '\u{02BC}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{00AB}' | '\u{00BB}' => '"',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

fn is_ignored(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}
