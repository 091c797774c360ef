//! Lines out of a file that comes in pieces, so that a large set is never in
//! memory as a whole.

/// One line, without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1, empty lines too.
    pub number: usize,
    pub bytes: Vec<u8>,
}

/// A line is longer than any article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is longer than {limit} bytes")]
pub struct LineTooLong {
    pub line: usize,
    pub limit: usize,
}

/// Takes pieces of a file in and gives its lines out, empty ones left out.
/// At most one line and one piece are held.
#[derive(Clone, Debug)]
pub struct LineSplitter {
    unfinished: Vec<u8>,
    /// Lines that are finished.
    count: usize,
    limit: usize,
}

impl LineSplitter {
    /// A splitter that gives up on a line of more than `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { unfinished: Vec::new(), count: 0, limit }
    }

    /// Takes a piece in, and gives the lines that it finishes.
    ///
    /// # Errors
    /// When a line is too long; the splitter is then of no more use.
    pub fn push(&mut self, piece: &[u8]) -> Result<Vec<Line>, LineTooLong> {
        let mut lines = Vec::new();
        let mut rest = piece;
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            self.take(&rest[..end])?;
            lines.extend(self.end_line());
            rest = &rest[end + 1..];
        }
        self.take(rest)?;
        Ok(lines)
    }

    /// The last line, when no line end follows it.
    pub fn finish(&mut self) -> Option<Line> {
        self.end_line()
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), LineTooLong> {
        if self.unfinished.len() + bytes.len() > self.limit {
            return Err(LineTooLong { line: self.count + 1, limit: self.limit });
        }
        self.unfinished.extend_from_slice(bytes);
        Ok(())
    }

    fn end_line(&mut self) -> Option<Line> {
        let mut bytes = std::mem::take(&mut self.unfinished);
        self.count += 1;
        if self.count == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        if bytes.ends_with(b"\r") {
            bytes.pop();
        }
        let is_blank = bytes.iter().all(u8::is_ascii_whitespace);
        (!is_blank).then_some(Line { number: self.count, bytes })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(pieces: &[&[u8]], limit: usize) -> Result<Vec<Line>, LineTooLong> {
        let mut splitter = LineSplitter::new(limit);
        let mut lines = Vec::new();
        for piece in pieces {
            lines.extend(splitter.push(piece)?);
        }
        lines.extend(splitter.finish());
        Ok(lines)
    }

    fn line(number: usize, text: &str) -> Line {
        Line { number, bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn lines_of_a_file_in_pieces() {
        let lines = split(&[b"\xef\xbb\xbfone\r", b"\n\n  \ntw", b"o", b"\nthree"], 100);
        assert_eq!(lines, Ok(vec![line(1, "one"), line(4, "two"), line(5, "three")]));
        assert_eq!(split(&[], 100), Ok(Vec::new()));
        assert_eq!(split(&[b"\n\n"], 100), Ok(Vec::new()));
    }

    #[test]
    fn a_line_without_end_is_given_up() {
        assert_eq!(split(&[b"ok\n12345", b"6"], 5), Err(LineTooLong { line: 2, limit: 5 }));
        assert!(split(&[b"12345\n12345"], 5).is_ok());
    }

    proptest! {
        #[test]
        fn the_pieces_make_no_difference(text in "[ab\r\n ]{0,60}", cuts in prop::collection::vec(0_usize..60, 0..6)) {
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|&cut| cut <= text.len()).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|ends| &text.as_bytes()[ends[0]..ends[1]]).collect();
            prop_assert_eq!(split(&pieces, 1000), split(&[text.as_bytes()], 1000));
        }
    }
}
