//! A file of many articles that comes in pieces: its lines, or the items of
//! its list, in batches, so that a large set is read in turns and is never in
//! memory as a text.

use super::ReadError;
use super::encoding::MAX_BYTES;
use super::lines::LineSplitter;
use super::table::File;

/// About how large a batch is, in bytes: some milliseconds of reading.
const BATCH: usize = 64 << 10;

/// Some items of a file, as a file of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    items: Vec<Vec<u8>>,
    is_list: bool,
    /// How many items, or lines, come before in the file.
    pub(super) before: usize,
}

impl Batch {
    pub(super) fn file(&self, name: &str) -> File {
        let bytes = self.items.join(if self.is_list { b",\n".as_slice() } else { b"\n".as_slice() });
        File::new(name, if self.is_list { [b"[", bytes.as_slice(), b"]"].concat() } else { bytes })
    }

    /// The items one by one, where they cannot be read together. Lines are
    /// told apart by their reader.
    pub(super) fn apart(self) -> Vec<Self> {
        if !self.is_list {
            return Vec::new();
        }
        let one = |(index, item)| Self { items: vec![item], is_list: true, before: self.before + index };
        self.items.into_iter().enumerate().map(one).collect()
    }

    fn is_full(&self) -> bool {
        self.items.iter().map(Vec::len).sum::<usize>() >= BATCH
    }
}

/// Takes pieces of a file in and gives batches out.
#[derive(Debug)]
pub struct Batches {
    splitter: Splitter,
    batch: Batch,
}

#[derive(Debug)]
enum Splitter {
    Lines(LineSplitter),
    List(ListSplitter),
}

impl Batches {
    /// For a file that begins so: a list of objects, or an object a line.
    #[must_use]
    pub fn new(head: &[u8]) -> Option<Self> {
        let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let splitter = match start.first()? {
            b'[' => Splitter::List(ListSplitter::default()),
            b'{' => Splitter::Lines(LineSplitter::new(usize::try_from(MAX_BYTES).unwrap_or(usize::MAX))),
            _ => return None,
        };
        let is_list = matches!(splitter, Splitter::List(_));
        Some(Self { splitter, batch: Batch { items: Vec::new(), is_list, before: 0 } })
    }

    /// Takes a piece in, and gives the batches that it finishes.
    ///
    /// # Errors
    /// When an item is larger than any article; the rest is then of no use.
    pub fn push(&mut self, piece: &[u8]) -> Result<Vec<Batch>, ReadError> {
        let mut full = Vec::new();
        match &mut self.splitter {
            Splitter::List(list) => {
                for item in list.push(piece) {
                    self.batch.items.push(item);
                    full.extend(next(&mut self.batch, false));
                }
            }
            Splitter::Lines(lines) => {
                let found = lines.push(piece).map_err(|error| ReadError {
                    place: format!("line {}", error.line),
                    reason: error.to_string(),
                })?;
                for line in found {
                    add_line(&mut self.batch, line.number, line.bytes);
                    full.extend(next(&mut self.batch, false));
                }
            }
        }
        Ok(full)
    }

    /// What is left at the file's end; of a list that is cut off, the
    /// unfinished item too.
    #[must_use]
    pub fn finish(mut self) -> Vec<Batch> {
        let mut last = Vec::new();
        match &mut self.splitter {
            Splitter::List(list) => {
                last.extend(next(&mut self.batch, true));
                let unfinished = std::mem::take(&mut list.item);
                if !unfinished.trim_ascii().is_empty() {
                    self.batch.items.push(unfinished);
                }
            }
            Splitter::Lines(lines) => {
                if let Some(line) = lines.finish() {
                    add_line(&mut self.batch, line.number, line.bytes);
                }
            }
        }
        last.extend(next(&mut self.batch, true));
        last
    }
}

/// Adds a line where it is by its number: blank ones are counted too.
fn add_line(batch: &mut Batch, number: usize, bytes: Vec<u8>) {
    let at = number.saturating_sub(1);
    if batch.items.is_empty() {
        batch.before = at;
    }
    batch.items.resize(at.saturating_sub(batch.before), Vec::new());
    batch.items.push(bytes);
}

/// The batch, once it is full or the last, and a new one in its place.
fn next(batch: &mut Batch, is_last: bool) -> Option<Batch> {
    if batch.items.is_empty() || !(is_last || batch.is_full()) {
        return None;
    }
    let before = batch.before + batch.items.len();
    Some(std::mem::replace(batch, Batch { items: Vec::new(), is_list: batch.is_list, before }))
}

/// Finds where the items of a JSON list end, and looks at nothing else.
#[derive(Debug, Default)]
struct ListSplitter {
    /// Of lists and objects: 1 is between the items.
    depth: usize,
    is_string: bool,
    is_escaped: bool,
    is_over: bool,
    item: Vec<u8>,
}

impl ListSplitter {
    fn push(&mut self, piece: &[u8]) -> Vec<Vec<u8>> {
        let mut items = Vec::new();
        let mut start = 0;
        for (at, &byte) in piece.iter().enumerate() {
            if self.is_string {
                match byte {
                    _ if self.is_escaped => self.is_escaped = false,
                    b'\\' => self.is_escaped = true,
                    b'"' => self.is_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.is_string = true,
                b'[' if self.depth == 0 && !self.is_over => {
                    self.depth = 1;
                    start = at + 1;
                }
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b',' | b']' if self.depth == 1 => {
                    self.item.extend_from_slice(piece.get(start..at).unwrap_or_default());
                    start = at + 1;
                    let item = std::mem::take(&mut self.item);
                    if !item.trim_ascii().is_empty() {
                        items.push(item.trim_ascii().to_vec());
                    }
                    self.is_over = byte == b']';
                    self.depth -= usize::from(self.is_over);
                }
                _ => {}
            }
        }
        if self.depth > 0 || self.is_over {
            self.item.extend_from_slice(piece.get(start..).unwrap_or_default());
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The items with their numbers, of a file in pieces.
    fn items(text: &str, piece: usize) -> Vec<(usize, String)> {
        let mut batches = Batches::new(text.as_bytes()).unwrap();
        let mut all = Vec::new();
        for piece in text.as_bytes().chunks(piece) {
            all.extend(batches.push(piece).unwrap());
        }
        all.extend(batches.finish());
        let items = all.into_iter().flat_map(|batch| {
            let before = batch.before;
            batch.items.into_iter().enumerate().map(move |(at, item)| (before + at, item))
        });
        items
            .map(|(number, item)| (number, String::from_utf8(item).unwrap()))
            .filter(|(_, item)| !item.is_empty())
            .collect()
    }

    #[test]
    fn items_of_a_list_and_lines_have_their_numbers() {
        let list = " [ {\"a\": \"],\\\"{\"}, [1, [2]], 7\n,{\"b\": {}} ]\n";
        let expected = ["{\"a\": \"],\\\"{\"}", "[1, [2]]", "7", "{\"b\": {}}"];
        let expected: Vec<_> = expected.into_iter().map(str::to_owned).enumerate().collect();
        for piece in 1..list.len() {
            assert_eq!(items(list, piece), expected, "{piece}");
        }
        assert_eq!(
            items("{\"a\":1}\n\n{\"b\":2}", 3),
            [(0, "{\"a\":1}".to_owned()), (2, "{\"b\":2}".to_owned())]
        );
    }

    #[test]
    fn what_a_cut_leaves_is_an_item_that_its_reader_refuses() {
        assert_eq!(items("[{\"a\": 1}, {\"b", 4), [(0, "{\"a\": 1}".to_owned()), (1, " {\"b".to_owned())]);
        assert!(Batches::new(b"plain").is_none() && Batches::new(b"").is_none());
    }

    proptest! {
        #[test]
        fn the_pieces_make_no_difference(text in "[\\[{][\\[\\]{}\",\\\\a \n]{0,40}", piece in 1_usize..20) {
            prop_assert_eq!(items(&text, piece), items(&text, text.len()));
        }
    }
}
