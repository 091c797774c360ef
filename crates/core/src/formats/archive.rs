//! Zip archives: several files in one, read within stated bounds and written
//! as they come.
//!
//! What an archive says of itself is not believed: how large a file is shows
//! only when it is unpacked, and unpacking stops at the bound. So an archive
//! that would unpack to terabytes, or whose entries share their bytes, costs
//! no more than the bound.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::LazyLock;

use crc::{CRC_32_ISO_HDLC, Crc, Digest, Table};
use miniz_oxide::deflate::CompressionLevel;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output};
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use miniz_oxide::{DataFormat, MZFlush};
use rawzip::{
    CompressionMethod, DataDescriptorOutput, ZipArchive, ZipArchiveEntryWayfinder, ZipArchiveWriter,
};

use super::ReadError;

/// The most entries that an archive may have.
pub const MAX_ENTRIES: usize = 100_000;
/// The most bytes that one entry may unpack to.
pub const MAX_ENTRY: usize = 100_000_000;
/// The most bytes that all entries read together may unpack to.
pub const MAX_TOTAL: usize = 400_000_000;

/// The most bytes that are unpacked in one go.
const PIECE: usize = 256 << 10;

/// Between speed and size: more makes text hardly smaller.
const LEVEL: CompressionLevel = CompressionLevel::DefaultLevel;

/// The sums of files. Its table is made when it is first wanted: rawzip's own,
/// as fast, would be 16 KB in the program that nothing makes smaller.
static CRC: LazyLock<Crc<u32, Table<16>>> = LazyLock::new(|| Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC));

type Sum = Digest<'static, u32, Table<16>>;

/// Whether bytes begin as a zip archive does.
#[must_use]
pub fn is_archive(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// An archive that is read.
pub struct Archive<'a> {
    archive: rawzip::ZipSliceArchive<&'a [u8]>,
    entries: Vec<Entry>,
    max_entry: usize,
    /// Bytes that may still be unpacked.
    left: Cell<usize>,
}

struct Entry {
    name: String,
    method: CompressionMethod,
    is_encrypted: bool,
    place: ZipArchiveEntryWayfinder,
}

impl fmt::Debug for Archive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl<'a> Archive<'a> {
    /// Reads an archive's table of contents. Folders are left out.
    ///
    /// # Errors
    /// When it is no zip archive, is cut off, or has more than
    /// [`MAX_ENTRIES`] entries.
    pub fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        Self::open_within(bytes, MAX_ENTRY, MAX_TOTAL)
    }

    fn open_within(bytes: &'a [u8], max_entry: usize, max_total: usize) -> Result<Self, ReadError> {
        let archive = ZipArchive::from_slice(bytes).map_err(|why| refused(&why))?;
        let mut entries = Vec::new();
        let mut records = archive.entries();
        while let Some(record) = records.next_entry().map_err(|why| refused(&why))? {
            if entries.len() == MAX_ENTRIES {
                return Err(whole(format!("it has more than {MAX_ENTRIES} files in it")));
            }
            if record.is_dir() {
                continue;
            }
            entries.push(Entry {
                name: String::from_utf8_lossy(record.file_path().as_ref()).into_owned(),
                method: record.compression_method(),
                is_encrypted: record.flags().is_encrypted(),
                place: record.wayfinder(),
            });
        }
        Ok(Self { archive, entries, max_entry, left: Cell::new(max_total) })
    }

    /// The names of the files, folders with `/` before them, in the archive's
    /// order. They are the archive's own: never a path to write to.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// Unpacks the first file of a name; `None` when there is none.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn file(&self, name: &str) -> Option<Result<Vec<u8>, ReadError>> {
        let index = self.entries.iter().position(|entry| entry.name == name)?;
        Some(self.read(index))
    }

    /// Unpacks a file by its place among [`names`](Self::names).
    ///
    /// # Errors
    /// When it is damaged, encrypted, packed in a way other than deflate, or
    /// larger than [`MAX_ENTRY`] or than what [`MAX_TOTAL`] leaves.
    pub fn read(&self, index: usize) -> Result<Vec<u8>, ReadError> {
        let Some(entry) = self.entries.get(index) else {
            return Err(whole(format!("it has no file number {}", index + 1)));
        };
        let bytes = self
            .unpack(entry)
            .map_err(|reason| ReadError { place: format!("“{}” in the archive", entry.name), reason })?;
        self.left.set(self.left.get().saturating_sub(bytes.len()));
        Ok(bytes)
    }

    /// A file by its place among [`names`](Self::names), to be unpacked a
    /// piece after the other.
    ///
    /// # Errors
    /// When it is encrypted, or packed in a way other than deflate.
    pub fn pieces(&self, index: usize) -> Result<Unpacking<'_>, ReadError> {
        let Some(entry) = self.entries.get(index) else {
            return Err(whole(format!("it has no file number {}", index + 1)));
        };
        let refused =
            |reason: String| ReadError { place: format!("“{}” in the archive", entry.name), reason };
        let packed = self.archive.get_entry(entry.place).map_err(|why| refused(why.to_string()))?;
        let state = match entry.method {
            _ if entry.is_encrypted => return Err(refused("it is encrypted".to_owned())),
            CompressionMethod::STORE => None,
            CompressionMethod::DEFLATE => Some(InflateState::new_boxed(DataFormat::Raw)),
            _ => return Err(refused("it is packed in a way that Galley does not read".to_owned())),
        };
        let limit = self.left.get().min(self.max_entry);
        Ok(Unpacking {
            archive: self,
            entry,
            packed: packed.data(),
            state,
            crc: CRC.digest(),
            size: 0,
            limit,
        })
    }

    fn unpack(&self, entry: &Entry) -> Result<Vec<u8>, String> {
        if entry.is_encrypted {
            return Err("it is encrypted".to_owned());
        }
        let limit = self.left.get().min(self.max_entry);
        let too_large = || format!("it unpacks to more than {} MB", limit / 1_000_000);
        let packed = self.archive.get_entry(entry.place).map_err(|why| why.to_string())?;
        let bytes = match entry.method {
            CompressionMethod::STORE if packed.data().len() > limit => return Err(too_large()),
            CompressionMethod::STORE => packed.data().to_vec(),
            CompressionMethod::DEFLATE => {
                decompress_to_vec_with_limit(packed.data(), limit).map_err(|error| match error.status {
                    TINFLStatus::HasMoreOutput => too_large(),
                    _ => "its packed bytes are damaged".to_owned(),
                })?
            }
            _ => return Err("it is packed in a way that Galley does not read".to_owned()),
        };
        let found =
            rawzip::ZipVerification { crc: CRC.checksum(&bytes), uncompressed_size: bytes.len() as u64 };
        packed
            .claim_verifier()
            .valid(found)
            .map_err(|_| "its bytes are not those that were packed".to_owned())?;
        Ok(bytes)
    }
}

/// A file of an archive on its way out.
pub struct Unpacking<'a> {
    archive: &'a Archive<'a>,
    entry: &'a Entry,
    /// What is not unpacked yet.
    packed: &'a [u8],
    /// None where it is there as it is.
    state: Option<Box<InflateState>>,
    crc: Sum,
    size: usize,
    limit: usize,
}

impl Unpacking<'_> {
    /// The next piece; none at the end.
    ///
    /// # Errors
    /// As [`Archive::read`].
    pub fn piece(&mut self) -> Result<Option<Vec<u8>>, ReadError> {
        let piece = self
            .unpack()
            .map_err(|reason| ReadError {
                place: format!("“{}” in the archive", self.entry.name), reason
            })?;
        self.crc.update(&piece);
        self.size += piece.len();
        if piece.is_empty() {
            self.verify()?;
            self.archive.left.set(self.archive.left.get().saturating_sub(self.size));
            return Ok(None);
        }
        Ok(Some(piece))
    }

    fn unpack(&mut self) -> Result<Vec<u8>, String> {
        let mut piece = vec![0; PIECE];
        let (read, written) = match &mut self.state {
            None => {
                let count = self.packed.len().min(PIECE);
                piece.truncate(count);
                piece.copy_from_slice(self.packed.get(..count).unwrap_or_default());
                (count, count)
            }
            Some(state) => {
                let done = inflate(state, self.packed, &mut piece, MZFlush::None);
                let is_over = self.packed.is_empty() && done.bytes_written == 0;
                if done.status.is_err() && !is_over {
                    return Err("its packed bytes are damaged".to_owned());
                }
                (done.bytes_consumed, done.bytes_written)
            }
        };
        self.packed = self.packed.get(read..).unwrap_or_default();
        piece.truncate(written);
        if self.size + written > self.limit {
            return Err(format!("it unpacks to more than {} MB", self.limit / 1_000_000));
        }
        Ok(piece)
    }

    fn verify(&self) -> Result<(), ReadError> {
        let found =
            rawzip::ZipVerification { crc: self.crc.clone().finalize(), uncompressed_size: self.size as u64 };
        let packed = self.archive.archive.get_entry(self.entry.place).map_err(|why| refused(&why))?;
        packed.claim_verifier().valid(found).map_err(|_| ReadError {
            place: format!("“{}” in the archive", self.entry.name),
            reason: "its bytes are not those that were packed".to_owned(),
        })
    }
}

fn refused(why: &rawzip::Error) -> ReadError {
    whole(format!("this zip archive is damaged or cut off ({why})"))
}

fn whole(reason: String) -> ReadError {
    ReadError { place: "the archive".to_owned(), reason }
}

/// Writes an archive in pieces: file by file, and what is written can be taken
/// away in between. The same files give the same bytes: no times go in.
pub struct ArchiveWriter {
    writer: ZipArchiveWriter<Shared>,
    written: Shared,
}

/// What is written and not taken yet.
#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Default for ArchiveWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl ArchiveWriter {
    #[must_use]
    pub fn new() -> Self {
        let written = Shared::default();
        Self { writer: ZipArchiveWriter::new(written.clone()), written }
    }

    /// Adds a file. `name` has `/` between folders.
    ///
    /// # Errors
    /// When the name is longer than an archive can hold, or no name.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let mut packing = Packing::new();
        packing.push(bytes);
        let packed = packing.finish();
        if packed.bytes.len() < bytes.len() {
            return self.add_packed(name, packed);
        }
        self.write(name, CompressionMethod::STORE, Packed { bytes: bytes.to_vec(), ..packed })
    }

    /// Adds a file that was packed piece by piece.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_packed(&mut self, name: &str, packed: Packed) -> Result<(), String> {
        self.write(name, CompressionMethod::DEFLATE, packed)
    }

    fn write(&mut self, name: &str, method: CompressionMethod, packed: Packed) -> Result<(), String> {
        let (mut entry, _) = self
            .writer
            .new_file(name)
            .compression_method(method)
            .start()
            .map_err(|why| format!("“{name}” cannot be put into an archive: {why}"))?;
        let failed = |why: &dyn fmt::Display| format!("“{name}” was not put into the archive: {why}");
        entry.write_all(&packed.bytes).map_err(|why| failed(&why))?;
        let output = DataDescriptorOutput::new(packed.crc, packed.size);
        entry.finish(output).map(drop).map_err(|why| failed(&why))
    }

    /// What has been written since the last call.
    #[must_use]
    pub fn take(&mut self) -> Vec<u8> {
        self.written.0.take()
    }

    /// Ends the archive, and gives what has been written since the last
    /// [`take`](Self::take).
    ///
    /// # Errors
    /// When it has more files than an archive can hold.
    pub fn finish(self) -> Result<Vec<u8>, String> {
        self.writer.finish().map_err(|why| why.to_string())?;
        Ok(self.written.0.take())
    }
}

/// A file on its way into an archive, in pieces: a large one need not be there
/// as a whole, nor be packed in one go.
pub struct Packing {
    compressor: Box<CompressorOxide>,
    crc: Sum,
    packed: Packed,
}

/// A file as it is in an archive.
#[derive(Debug, Default)]
pub struct Packed {
    bytes: Vec<u8>,
    crc: u32,
    /// Bytes before it was packed.
    size: u64,
}

impl Default for Packing {
    fn default() -> Self {
        Self::new()
    }
}

impl Packing {
    #[must_use]
    pub fn new() -> Self {
        let compressor = Box::new(CompressorOxide::with_format_and_level(DataFormat::Raw, LEVEL));
        Self { compressor, crc: CRC.digest(), packed: Packed::default() }
    }

    /// Packs the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.crc.update(bytes);
        self.packed.size += bytes.len() as u64;
        self.compress(bytes, TDEFLFlush::None);
    }

    #[must_use]
    pub fn finish(mut self) -> Packed {
        self.compress(&[], TDEFLFlush::Finish);
        Packed { crc: self.crc.finalize(), ..self.packed }
    }

    fn compress(&mut self, bytes: &[u8], flush: TDEFLFlush) {
        let packed = &mut self.packed.bytes;
        compress_to_output(&mut self.compressor, bytes, flush, |out| {
            packed.extend_from_slice(out);
            true
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ArchiveWriter::new();
        let mut bytes = Vec::new();
        for (name, data) in files {
            writer.add(name, data).unwrap();
            bytes.extend(writer.take());
        }
        bytes.extend(writer.finish().unwrap());
        bytes
    }

    #[test]
    fn files_come_back_as_they_were() {
        let long = "The tide came. ".repeat(1000);
        let bytes = packed(&[("a.json", b"{}"), ("texts/été.txt", long.as_bytes()), ("empty", b"")]);
        assert!(is_archive(&bytes) && bytes.len() < 1000, "{}", bytes.len());
        let archive = Archive::open(&bytes).unwrap();
        assert_eq!(archive.names().collect::<Vec<_>>(), ["a.json", "texts/été.txt", "empty"]);
        assert_eq!(archive.read(0).unwrap(), b"{}");
        assert_eq!(archive.file("texts/été.txt").unwrap().unwrap(), long.as_bytes());
        assert_eq!(archive.read(2).unwrap(), b"");
        assert!(archive.file("b.json").is_none() && archive.read(3).is_err());
    }

    #[test]
    fn a_file_comes_out_in_pieces_as_it_does_at_once() {
        let long: String = (0..200_000).map(|number| format!("{number} ")).collect();
        let bytes = packed(&[("long", long.as_bytes()), ("empty", b""), ("short", b"ab")]);
        for cut in [0, 40] {
            let mut bytes = bytes.clone();
            if cut > 0 {
                bytes[cut] ^= 0xFF;
            }
            let archive = Archive::open(&bytes).unwrap();
            for index in 0..3 {
                let (mut pieces, mut out) = (archive.pieces(index).unwrap(), Vec::new());
                let outcome = loop {
                    match pieces.piece() {
                        Ok(Some(piece)) => out.extend(piece),
                        Ok(None) => break Ok(out),
                        Err(error) => break Err(error.reason),
                    }
                };
                let whole = archive.read(index).map_err(|error| error.reason);
                assert_eq!(outcome, whole, "{index} {cut}");
            }
        }
    }

    #[test]
    fn a_file_packed_in_pieces_is_the_same_file() {
        let long = "The tide came, and the ferry left. ".repeat(20_000);
        let mut packing = Packing::new();
        long.as_bytes().chunks(777).for_each(|piece| packing.push(piece));
        let mut writer = ArchiveWriter::new();
        writer.add_packed("a.json", packing.finish()).unwrap();
        writer.add_packed("empty", Packing::new().finish()).unwrap();
        let bytes = writer.finish().unwrap();
        assert!(bytes.len() < long.len() / 50, "{}", bytes.len());
        let archive = Archive::open(&bytes).unwrap();
        assert_eq!((archive.read(0).unwrap(), archive.read(1).unwrap()), (long.into_bytes(), Vec::new()));
    }

    #[test]
    fn a_bomb_stops_at_the_bound() {
        let zeros = vec![0_u8; 3_000_000];
        let bytes = packed(&[("bomb.txt", &zeros), ("ok.txt", b"fine")]);
        let archive = Archive::open_within(&bytes, 2_000_000, MAX_TOTAL).unwrap();
        assert_eq!(
            archive.read(0).unwrap_err().to_string(),
            "“bomb.txt” in the archive: it unpacks to more than 2 MB"
        );
        assert_eq!(archive.read(1).unwrap(), b"fine");
    }

    /// Many entries that each keep the bound for one: the sum is bounded too.
    #[test]
    fn many_large_files_stop_at_the_bound_for_all() {
        let zeros = vec![0_u8; 300_000];
        let bytes = packed(&[("zeros", &zeros)]);
        let archive = Archive::open_within(&bytes, MAX_ENTRY, 1_000_000).unwrap();
        let read = (0..20).take_while(|_| archive.read(0).is_ok()).count();
        assert_eq!(read, 3);
    }

    #[test]
    fn damage_is_told() {
        let bytes = packed(&[("a.txt", "one two three one two three one two three".repeat(9).as_bytes())]);
        for cut in 0..bytes.len() {
            assert!(Archive::open(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        let mut damaged = bytes.clone();
        damaged[40] ^= 0x55;
        let archive = Archive::open(&damaged).unwrap();
        assert!(archive.read(0).is_err());
        assert!(Archive::open(b"not a zip").is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(at in 0_usize..300, byte: u8, more in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut bytes = packed(&[("a.txt", b"one two three"), ("b.txt", &[7; 50])]);
            let at = at % bytes.len();
            bytes[at] = byte;
            bytes.splice(at..at, more);
            if let Ok(archive) = Archive::open(&bytes) {
                for index in 0..archive.names().len() {
                    let _ = archive.read(index);
                }
            }
        }
    }
}
