//! Looks at a file's bytes and decodes them, or says who can, or why nobody
//! can.
//!
//! UTF-8 and UTF-16 are decoded here, exactly: a byte order mark is removed and
//! reported, nothing else changes. For any other encoding the browser has
//! decoders; this module only guesses which one, and the user can choose
//! another from [`ENCODINGS`].

use super::ReadError;

/// The largest file that is opened. A newspaper's year is 100 MB; beyond it a
/// browser tab, which holds the bytes and the text at once, runs out of memory.
pub const MAX_BYTES: u64 = 100_000_000;

/// Encodings for a menu: WHATWG label and title on screen.
pub const ENCODINGS: &[(&str, &str)] = &[
    ("utf-8", "Unicode (UTF-8)"),
    ("utf-16le", "Unicode (UTF-16, little-endian)"),
    ("utf-16be", "Unicode (UTF-16, big-endian)"),
    ("windows-1252", "Western European (Windows-1252, ISO-8859-1)"),
    ("iso-8859-15", "Western European (ISO-8859-15)"),
    ("macintosh", "Western European (Macintosh)"),
    ("windows-1250", "Central European (Windows-1250)"),
    ("iso-8859-2", "Central European (ISO-8859-2)"),
    ("windows-1257", "Baltic (Windows-1257)"),
    ("windows-1254", "Turkish (Windows-1254, ISO-8859-9)"),
    ("windows-1253", "Greek (Windows-1253)"),
    ("iso-8859-7", "Greek (ISO-8859-7)"),
    ("windows-1251", "Cyrillic (Windows-1251)"),
    ("koi8-r", "Cyrillic (KOI8-R)"),
    ("koi8-u", "Cyrillic (KOI8-U)"),
    ("iso-8859-5", "Cyrillic (ISO-8859-5)"),
    ("ibm866", "Cyrillic (IBM 866)"),
    ("windows-1255", "Hebrew (Windows-1255)"),
    ("iso-8859-8", "Hebrew (ISO-8859-8)"),
    ("windows-1256", "Arabic (Windows-1256)"),
    ("iso-8859-6", "Arabic (ISO-8859-6)"),
    ("windows-874", "Thai (Windows-874)"),
    ("windows-1258", "Vietnamese (Windows-1258)"),
    ("gb18030", "Chinese, simplified (GB18030, GBK)"),
    ("big5", "Chinese, traditional (Big5)"),
    ("shift_jis", "Japanese (Shift_JIS)"),
    ("euc-jp", "Japanese (EUC-JP)"),
    ("iso-2022-jp", "Japanese (ISO-2022-JP)"),
    ("euc-kr", "Korean (EUC-KR)"),
];

/// Other names that pages give to the encodings above.
const ALIASES: &[(&str, &str)] = &[
    ("utf8", "utf-8"),
    ("utf-16", "utf-16le"),
    ("iso-8859-1", "windows-1252"),
    ("iso8859-1", "windows-1252"),
    ("latin1", "windows-1252"),
    ("us-ascii", "windows-1252"),
    ("ascii", "windows-1252"),
    ("cp1252", "windows-1252"),
    ("iso-8859-9", "windows-1254"),
    ("cp1250", "windows-1250"),
    ("cp1251", "windows-1251"),
    ("latin2", "iso-8859-2"),
    ("gbk", "gb18030"),
    ("gb2312", "gb18030"),
    ("big5-hkscs", "big5"),
    ("shift-jis", "shift_jis"),
    ("sjis", "shift_jis"),
    ("x-sjis", "shift_jis"),
    ("windows-31j", "shift_jis"),
    ("ks_c_5601-1987", "euc-kr"),
    ("tis-620", "windows-874"),
];

/// What the bytes of a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inspected {
    /// Unicode, decoded here.
    Text {
        text: String,
        /// The WHATWG label: "utf-8", "utf-16le" or "utf-16be".
        encoding: &'static str,
        /// Whether a byte order mark was removed.
        bom: bool,
    },
    /// Some other encoding, which the browser has to decode; the guess is one
    /// of the labels of [`ENCODINGS`].
    NeedsDecoder { guess: &'static str },
}

fn refuse(place: &str, reason: impl Into<String>) -> ReadError {
    ReadError { place: place.to_owned(), reason: reason.into() }
}

/// Refuses a file that is too large, before it is read.
///
/// # Errors
/// When it has more than [`MAX_BYTES`].
pub fn check_size(bytes: u64) -> Result<(), ReadError> {
    if bytes <= MAX_BYTES {
        return Ok(());
    }
    let megabytes = |bytes: u64| bytes.div_ceil(1_000_000);
    let (size, most) = (megabytes(bytes), megabytes(MAX_BYTES));
    Err(refuse(
        "the file",
        format!("it has {size} MB, and Galley opens files of up to {most} MB; split it into smaller ones"),
    ))
}

/// Decodes the bytes of a text file, or guesses what has to decode them.
///
/// # Errors
/// When the file is empty, too large, not text, or broken UTF-16.
pub fn inspect(bytes: &[u8]) -> Result<Inspected, ReadError> {
    check_size(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
    if bytes.is_empty() {
        return Err(refuse("the file", "it is empty"));
    }
    if let Some(decoded) = by_byte_order_mark(bytes) {
        return decoded;
    }
    if let Some(kind) = binary_kind(bytes) {
        return Err(refuse("the first bytes", format!("this is {kind}, not text")));
    }
    if let Some(order) = unmarked_utf16(bytes) {
        return utf16(bytes, order, false);
    }
    if bytes.contains(&0) {
        return Err(refuse("the file", "it holds bytes that no text has, so it is not text"));
    }
    let is_unicode = !has_jis_escapes(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if is_unicode => {
            Ok(Inspected::Text { text: text.to_owned(), encoding: "utf-8", bom: false })
        }
        _ if has_many_controls(bytes) => {
            Err(refuse("the file", "it holds many bytes that no text has, so it is not text"))
        }
        _ => Ok(Inspected::NeedsDecoder { guess: guess(bytes) }),
    }
}

fn by_byte_order_mark(bytes: &[u8]) -> Option<Result<Inspected, ReadError>> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return Some(marked_utf8(rest));
    }
    if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF") {
        return Some(Err(refuse(
            "the first bytes",
            "this is UTF-32, which no browser reads; save it as UTF-8",
        )));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return Some(utf16(rest, Order::Little, true));
    }
    bytes.strip_prefix(b"\xFE\xFF").map(|rest| utf16(rest, Order::Big, true))
}

fn marked_utf8(bytes: &[u8]) -> Result<Inspected, ReadError> {
    if bytes.is_empty() {
        return Err(refuse("the file", "it is empty but for a byte order mark"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Inspected::Text { text: text.to_owned(), encoding: "utf-8", bom: true }),
        Err(error) => {
            let at = error.valid_up_to();
            let line = 1 + bytes.iter().take(at).filter(|&&byte| byte == b'\n').count();
            // The place counts the mark's three bytes, as an editor does.
            let place = format!("line {line}, byte {}", at + 3);
            Err(refuse(&place, "the file is marked as UTF-8, but these bytes are not UTF-8"))
        }
    }
}

/// The order of the two bytes of a UTF-16 unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Little,
    Big,
}

fn units(bytes: &[u8], order: Order) -> impl Iterator<Item = u16> {
    bytes.chunks_exact(2).map(move |pair| match (pair, order) {
        (&[low, high], Order::Little) | (&[high, low], Order::Big) => u16::from_be_bytes([high, low]),
        _ => 0,
    })
}

fn utf16(bytes: &[u8], order: Order, bom: bool) -> Result<Inspected, ReadError> {
    if bytes.is_empty() {
        return Err(refuse("the file", "it is empty but for a byte order mark"));
    }
    let mark_len = if bom { 2 } else { 0 };
    if bytes.len() % 2 == 1 {
        return Err(refuse(
            "the last byte",
            "this is UTF-16, and it ends in the middle of a character: the file was cut off",
        ));
    }
    let (mut text, mut at) = (String::with_capacity(bytes.len()), mark_len);
    for c in char::decode_utf16(units(bytes, order)) {
        let Ok(c) = c else {
            let line = 1 + text.matches('\n').count();
            let place = format!("line {line}, byte {at}");
            return Err(refuse(
                &place,
                "this is UTF-16, and half of a character stands alone here (a lone surrogate)",
            ));
        };
        at += 2 * c.len_utf16();
        text.push(c);
    }
    let encoding = if order == Order::Little { "utf-16le" } else { "utf-16be" };
    Ok(Inspected::Text { text, encoding, bom })
}

/// How many bytes the guesses look at.
const SAMPLE: usize = 64 * 1024;

fn sample(bytes: &[u8]) -> &[u8] {
    // An even number, so that no UTF-16 unit is cut.
    &bytes[..bytes.len().min(SAMPLE)]
}

/// The byte order, if this is UTF-16 without a mark: there are zero bytes (of
/// spaces and line ends at least), the bytes are not those of an ASCII text
/// with a stray zero, and in one order nearly all units are of blocks that
/// texts use. English is so in both orders: then the zeros are the high bytes.
fn unmarked_utf16(bytes: &[u8]) -> Option<Order> {
    let sample = sample(bytes);
    let count = sample.len() / 2;
    let ascii = sample.iter().filter(|byte| (0x20..0x7F).contains(*byte)).count();
    let zeros = |place: usize| sample.iter().skip(place).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // A few bytes can be anything.
    let is_cut = bytes.len() % 2 == 1 && count < 16;
    if even + odd == 0 || ascii * 5 > sample.len() * 4 || is_cut {
        return None;
    }
    let is_likely =
        |order| units(sample, order).filter(|&unit| is_likely_unit(unit)).count() * 50 >= count * 49;
    match (is_likely(Order::Little), is_likely(Order::Big)) {
        (true, true) => Some(if odd >= even { Order::Little } else { Order::Big }),
        (true, false) => Some(Order::Little),
        (false, true) => Some(Order::Big),
        (false, false) => None,
    }
}

/// Whether a UTF-16 unit is of a block that texts use.
fn is_likely_unit(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0x6FF | 0x900..=0x10FF | 0x1E00..=0x27BF
        | 0x3000..=0x9FFF | 0xAC00..=0xD7A3 | 0xD83C..=0xD83E | 0xDC00..=0xDFFF | 0xFE00..=0xFEFF | 0xFF00..=0xFFEF)
}

/// First bytes of files that are not text, and what to call them.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\xD0\xCF\x11\xE0", "an old Word, Excel or PowerPoint document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\0\0\x01\0", "an icon"),
    (b"RIFF", "a WebP image, a sound or a film"),
    (b"OggS", "a sound or a film"),
    (b"ID3", "a sound (MP3)"),
    (b"fLaC", "a sound (FLAC)"),
    (b"\x1A\x45\xDF\xA3", "a film"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ\0", "an xz archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"\0asm", "a program (WebAssembly)"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
];

/// Parts of a ZIP file that tell what document it is.
const ZIP_PARTS: &[(&[u8], &str)] = &[
    (b"word/", "a Word document (.docx)"),
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"ppt/", "a PowerPoint presentation (.pptx)"),
    (b"opendocument.text", "an OpenDocument text (.odt)"),
    (b"opendocument", "an OpenDocument file"),
    (b"epub+zip", "an EPUB book"),
    (b"webanno", "a WebAnno or INCEpTION archive"),
];

/// What to call a file that its first bytes show not to be text.
fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let names = sample(bytes);
        let found =
            ZIP_PARTS.iter().find(|(part, _)| names.windows(part.len()).any(|window| window == *part));
        return Some(found.map_or("a ZIP archive", |(_, name)| name));
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("a film, a sound or a HEIC image");
    }
    let (magic, name) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic))?;
    // Four letters can begin a text too: then no byte near them is a control.
    let is_plain =
        magic.iter().all(|byte| (0x20..0x7F).contains(byte)) && !matches!(*magic, b"%PDF-" | b"{\\rtf");
    let has_control = bytes.iter().take(64).any(|&byte| is_control(byte));
    (!is_plain || has_control).then_some(*name)
}

/// A control character that texts do not have.
fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0xB | 0xC | 0x1A | 0x1B)
}

fn has_many_controls(bytes: &[u8]) -> bool {
    let sample = sample(bytes);
    sample.iter().filter(|&&byte| is_control(byte)).count() * 100 > sample.len()
}

/// ISO-2022-JP is ASCII with escape sequences, and so valid UTF-8.
fn has_jis_escapes(bytes: &[u8]) -> bool {
    let sample = sample(bytes);
    [b"\x1B$B", b"\x1B$@", b"\x1B(J"].iter().any(|escape| sample.windows(3).any(|window| window == *escape))
}

/// The encoding that a file of bytes that are not UTF-8 most likely has.
fn guess(bytes: &[u8]) -> &'static str {
    if has_jis_escapes(bytes) {
        return "iso-2022-jp";
    }
    if let Some(declared) = declared(bytes).filter(|&label| !label.starts_with("utf-")) {
        return declared;
    }
    let sample = sample(bytes);
    multi_byte(sample).unwrap_or_else(|| single_byte(sample))
}

/// The encoding that a page or an XML file says it has, in its first 1024 bytes.
fn declared(bytes: &[u8]) -> Option<&'static str> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let is_markup = head.contains("<meta") || head.trim_start().starts_with("<?xml");
    let after = ["charset", "encoding"].iter().find_map(|key| head.split_once(key)).filter(|_| is_markup)?.1;
    let value = after.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(value.len());
    label(&value[..end])
}

/// The label of [`ENCODINGS`] for a name, if it is one of them.
#[must_use]
pub fn label(name: &str) -> Option<&'static str> {
    let name = name.trim().to_ascii_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name).map(|&(_, label)| label);
    alias.or_else(|| ENCODINGS.iter().map(|&(label, _)| label).find(|label| *label == name))
}

/// Chinese, Japanese or Korean, if all high bytes pair up.
fn multi_byte(bytes: &[u8]) -> Option<&'static str> {
    let pairs = |is_lead: fn(u8) -> bool, is_trail: fn(u8) -> bool, is_single: fn(u8) -> bool| {
        pair_up(bytes, is_lead, is_trail, is_single)
    };
    let euc = pairs(|b| (0xA1..=0xFE).contains(&b), |b| b >= 0xA1, |_| false);
    if let Some(leads) = euc.filter(|leads| leads.count > 1) {
        // Kana are most of Japanese, syllables nearly all of Korean.
        return Some(if leads.share(0xA4..=0xA5) > 25 {
            "euc-jp"
        } else if leads.share(0xB0..=0xC8) > 85 && leads.spaces_per_pair(bytes) > 15 {
            "euc-kr"
        } else {
            "gb18030"
        });
    }
    let is_sjis_trail = |b: u8| matches!(b, 0x40..=0x7E | 0x80..=0xFC);
    let sjis =
        pairs(|b| matches!(b, 0x81..=0x9F | 0xE0..=0xEF), is_sjis_trail, |b| (0xA1..=0xDF).contains(&b));
    if sjis.is_some_and(|leads| leads.count > 1 && leads.share(0x81..=0x83) > 25) {
        return Some("shift_jis");
    }
    let is_big5_trail = |b: u8| matches!(b, 0x40..=0x7E | 0xA1..=0xFE);
    let big5 = pairs(|b| (0xA1..=0xF9).contains(&b), is_big5_trail, |_| false);
    if big5
        .is_some_and(|leads| leads.count > 1 && leads.share(0xA1..=0xC6) > 80 && leads.is_mostly_pairs(bytes))
    {
        return Some("big5");
    }
    let gbk = pairs(|b| (0x81..=0xFE).contains(&b), |b| matches!(b, 0x40..=0x7E | 0x80..=0xFE), |_| false);
    gbk.is_some_and(|leads| leads.count > 1 && leads.share(0xB0..=0xF7) > 60 && leads.is_mostly_pairs(bytes))
        .then_some("gb18030")
}

/// The first bytes of the pairs that a text was cut into.
struct Leads {
    counts: [usize; 256],
    count: usize,
}

impl Leads {
    /// How many per cent of the pairs start in a range.
    fn share(&self, range: std::ops::RangeInclusive<u8>) -> usize {
        let found: usize = range.filter_map(|byte| self.counts.get(usize::from(byte))).sum();
        found * 100 / self.count.max(1)
    }

    /// Korean has spaces between words; Chinese has none.
    fn spaces_per_pair(&self, bytes: &[u8]) -> usize {
        bytes.iter().filter(|&&byte| byte == b' ').count() * 100 / self.count.max(1)
    }

    /// Whether pairs outnumber ASCII letters, so that accents in a Latin text
    /// do not count.
    fn is_mostly_pairs(&self, bytes: &[u8]) -> bool {
        self.count > bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count() / 2
    }
}

/// Cuts the high bytes into pairs; `None` where one is left over.
fn pair_up(
    bytes: &[u8],
    is_lead: fn(u8) -> bool,
    is_trail: fn(u8) -> bool,
    is_single: fn(u8) -> bool,
) -> Option<Leads> {
    let mut leads = Leads { counts: [0; 256], count: 0 };
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = match after {
            _ if first.is_ascii() || is_single(*first) => after,
            // A full sample may end in the middle of a pair.
            [] if bytes.len() == SAMPLE => after,
            [second, after @ ..] if is_lead(*first) && is_trail(*second) => {
                leads.count += 1;
                leads.counts[usize::from(*first)] += 1;
                after
            }
            _ => return None,
        };
    }
    Some(leads)
}

/// Which of the one-byte encodings: by how many bytes are high, and which.
fn single_byte(bytes: &[u8]) -> &'static str {
    let high = bytes.iter().filter(|byte| **byte >= 0xC0).count();
    let ascii = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    if high > ascii { other_script(bytes, high) } else { latin(bytes) }
}

fn share_of(bytes: &[u8], high: usize, is_counted: impl Fn(u8) -> bool) -> usize {
    bytes.iter().filter(|&&byte| is_counted(byte)).count() * 100 / high.max(1)
}

/// Cyrillic, Greek, Hebrew or Arabic: letters stand in order, small ones are
/// many, and each alphabet leaves other places empty.
fn other_script(bytes: &[u8], high: usize) -> &'static str {
    let share = |range: std::ops::RangeInclusive<u8>| share_of(bytes, high, |byte| range.contains(&byte));
    let upper_half = share(0xC0..=0xDF);
    if share(0xC7..=0xC7) >= 6 && share(0xE1..=0xE1) >= 4 {
        "windows-1256"
    } else if upper_half > 60 {
        "koi8-r"
    } else if upper_half <= 1 && share(0xFB..=0xFF) == 0 {
        "windows-1255"
    } else if share(0xE0..=0xE0) <= 2 && share(0xDC..=0xDF) >= 3 {
        "windows-1253"
    } else {
        "windows-1251"
    }
}

/// Western, Central European or Turkish, by bytes that are letters in one and
/// signs in the other.
fn latin(bytes: &[u8]) -> &'static str {
    let inside_words = |signs: &[u8]| {
        let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte >= 0xC0;
        let is_sign =
            |triple: &&[u8]| matches!(triple, [a, b, c] if is_letter(a) && signs.contains(b) && is_letter(c));
        bytes.windows(3).filter(is_sign).count()
    };
    let windows = inside_words(&[0x8A, 0x8D, 0x8E, 0x9A, 0x9C, 0x9D, 0x9E, 0x9F, 0xB9, 0xBE]);
    let iso = inside_words(&[0xB1, 0xB6, 0xBC, 0xA6, 0xAC, 0xBB]);
    let either = inside_words(&[0xB3, 0xBF]);
    let high = bytes.iter().filter(|byte| **byte >= 0xC0).count();
    if iso > windows {
        "iso-8859-2"
    } else if windows + either > 0 {
        "windows-1250"
    } else if share_of(bytes, high, |byte| matches!(byte, 0xF0 | 0xFD | 0xFE)) >= 30 && high > 2 {
        "windows-1254"
    } else {
        "windows-1252"
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str, encoding: &'static str, bom: bool) -> Result<Inspected, ReadError> {
        Ok(Inspected::Text { text: text.to_owned(), encoding, bom })
    }

    fn little(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn big(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    fn reason(bytes: &[u8]) -> String {
        inspect(bytes).unwrap_err().to_string()
    }

    #[test]
    fn unicode_is_decoded_exactly() {
        let nasty = "Zoë 👩‍👩‍👧\r\n\u{A0}\u{AD}e\u{301} שלום\r";
        assert_eq!(inspect(nasty.as_bytes()), text(nasty, "utf-8", false));
        assert_eq!(inspect(format!("\u{FEFF}{nasty}").as_bytes()), text(nasty, "utf-8", true));
        assert_eq!(inspect(&little(&format!("\u{FEFF}{nasty}"))), text(nasty, "utf-16le", true));
        assert_eq!(inspect(&big(&format!("\u{FEFF}{nasty}"))), text(nasty, "utf-16be", true));
        assert_eq!(
            inspect("\u{FEFF}\u{FEFF}a".as_bytes()),
            text("\u{FEFF}a", "utf-8", true),
            "only one mark is one"
        );
    }

    #[test]
    fn utf16_without_a_mark_is_seen() {
        for sentence in [
            "The harbour at Orsay was closed.\n",
            "Гавань Орсе закрыта на третий день.\n",
            "一个港口关闭了一天。\n另一个也一样。\n",
            "הנמל נסגר ביום שלישי 🎉\n",
        ] {
            assert_eq!(inspect(&little(sentence)), text(sentence, "utf-16le", false));
            assert_eq!(inspect(&big(sentence)), text(sentence, "utf-16be", false));
        }
    }

    #[test]
    fn broken_unicode_names_the_place() {
        let mut lone = little("\u{FEFF}a\nb");
        lone.extend(0xD800_u16.to_le_bytes());
        lone.extend(little("c"));
        assert_eq!(
            reason(&lone),
            "line 2, byte 8: this is UTF-16, and half of a character stands alone here (a lone surrogate)"
        );
        assert!(reason(&little("\u{FEFF}ab")[..5]).contains("cut off"));
        assert_eq!(
            reason(b"\xEF\xBB\xBFa\n\xFF"),
            "line 2, byte 5: the file is marked as UTF-8, but these bytes are not UTF-8"
        );
    }

    #[test]
    fn what_is_not_text_is_named() {
        for (bytes, name) in [
            (&b"%PDF-1.7\n..."[..], "this is a PDF, not text"),
            (b"PK\x03\x04\x14\0\x06\0 word/document.xml", "this is a Word document (.docx), not text"),
            (b"PK\x03\x04\x14\0\x06\0 notes.txt", "this is a ZIP archive, not text"),
            (b"\x89PNG\r\n\x1A\n\0\0", "this is a PNG image, not text"),
            (b"\xFF\xD8\xFF\xE0\0", "this is a JPEG image, not text"),
            (b"GIF89a\x01\0", "this is a GIF image, not text"),
            (b"{\\rtf1\\ansi hello}", "this is an RTF document, not text"),
            (b"\xD0\xCF\x11\xE0\xA1", "this is an old Word, Excel or PowerPoint document, not text"),
            (b"\0\0\0 ftypisom", "this is a film, a sound or a HEIC image, not text"),
            (b"\xFF\xFE\0\0a\0\0\0", "this is UTF-32"),
            (b"", "it is empty"),
            (b"\xEF\xBB\xBF", "it is empty but for a byte order mark"),
            (b"\xFF\xFE", "it is empty but for a byte order mark"),
            (b"The harbour at Orsay\0 was closed.", "so it is not text"),
            (b"abc\0\x01\x02\x80", "so it is not text"),
            (b"\x01\x02\x03\x80\x81 abc", "so it is not text"),
        ] {
            assert!(reason(bytes).contains(name), "{:?} is not {name:?}", reason(bytes));
        }
    }

    #[test]
    fn texts_that_start_like_other_files_are_texts() {
        for start in [
            "RIFF raff closed the harbour.",
            "ID3 is a tag.",
            "GIF89a is a format.",
            "BZh",
            "PK won.",
            "OggS",
        ] {
            assert_eq!(inspect(start.as_bytes()), text(start, "utf-8", false));
        }
    }

    #[test]
    fn large_files_are_refused_with_both_sizes() {
        assert!(check_size(MAX_BYTES).is_ok());
        let error = check_size(200_000_000).unwrap_err().to_string();
        assert!(error.contains("200 MB") && error.contains("100 MB"), "{error}");
    }

    #[track_caller]
    fn check_guess(bytes: &[u8], expected: &str) {
        match inspect(bytes) {
            Ok(Inspected::NeedsDecoder { guess }) => assert_eq!(guess, expected),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_page_says_its_encoding() {
        check_guess(b"<html><meta charset=\"ISO-8859-2\"><p>\xB1", "iso-8859-2");
        check_guess(b"<meta http-equiv=x content='text/html; charset=Shift_JIS'>\x82\xA0", "shift_jis");
        check_guess(b"<?xml version='1.0' encoding='windows-1251'?>\xC0", "windows-1251");
        check_guess(b"<meta charset=latin1>caf\xE9", "windows-1252");
        check_guess(b"<meta charset=utf-8>caf\xE9", "windows-1252");
        check_guess(b"No page: charset=koi8-r caf\xE9", "windows-1252");
        check_guess(b"<meta charset=nonsense>caf\xE9", "windows-1252");
        assert_eq!(
            inspect("<meta charset=koi8-r>Zoë".as_bytes()),
            text("<meta charset=koi8-r>Zoë", "utf-8", false)
        );
    }

    #[test]
    fn encodings_are_guessed_from_their_letters() {
        // "Smörgåsbord in the Café – “no”, he said"
        check_guess(b"Sm\xF6rg\xE5sbord in the Caf\xE9 \x96 \x93no\x94, he said", "windows-1252");
        check_guess(b"50 m\xB3 and \xBFqu\xE9 tal?", "windows-1252");
        // Zażółć gęślą jaźń
        check_guess(b"Za\xBF\xF3\xB3\xE6 g\xEA\x9Cl\xB9 ja\x9F\xF1", "windows-1250");
        check_guess(b"Za\xBF\xF3\xB3\xE6 g\xEA\xB6l\xB1 ja\xBC\xF1 \xB6wiat ma\xB6lanka", "iso-8859-2");
        // İstanbul'da yağış başladı, ığdır'ın
        check_guess(b"\xDDstanbul'da ya\xF0\xFD\xFE ba\xFElad\xFD, \xFD\xF0d\xFDr'\xFDn", "windows-1254");
        // Гавань закрыта на третий день
        check_guess(b"\xC3\xE0\xE2\xE0\xED\xFC \xE7\xE0\xEA\xF0\xFB\xF2\xE0 \xED\xE0 \xF2\xF0\xE5\xF2\xE8\xE9 \xE4\xE5\xED\xFC", "windows-1251");
        check_guess(b"\xE7\xC1\xD7\xC1\xCE\xD8 \xDA\xC1\xCB\xD2\xD9\xD4\xC1 \xCE\xC1 \xD4\xD2\xC5\xD4\xC9\xCA \xC4\xC5\xCE\xD8", "koi8-r");
        // Το λιμάνι έκλεισε για τρίτη ημέρα
        check_guess(
            b"\xD4\xEF \xEB\xE9\xEC\xDC\xED\xE9 \xDD\xEA\xEB\xE5\xE9\xF3\xE5 \xE3\xE9\xE1 \xF4\xF1\xDF\xF4\xE7 \xE7\xEC\xDD\xF1\xE1",
            "windows-1253",
        );
        // הנמל נסגר ביום שלישי
        check_guess(
            b"\xE4\xF0\xEE\xEC \xF0\xF1\xE2\xF8 \xE1\xE9\xE5\xED \xF9\xEC\xE9\xF9\xE9",
            "windows-1255",
        );
        // أغلق الميناء لليوم الثالث على التوالي
        check_guess(
            b"\xC3\xDB\xE1\xDE \xC7\xE1\xE3\xED\xE4\xC7\xC1 \xE1\xE1\xED\xE6\xE3 \xC7\xE1\xCB\xC7\xE1\xCB",
            "windows-1256",
        );
        // 港は三日間閉鎖された。
        check_guess(
            b"\x8D\x60\x82\xCD\x8E\x4F\x93\xFA\x8A\xD4\x95\xC2\x8D\xBD\x82\xB3\x82\xEA\x82\xBD\x81\x42",
            "shift_jis",
        );
        check_guess(
            b"\xB9\xC1\xA4\xCF\xBB\xB0\xC6\xFC\xB4\xD6\xCA\xC4\xBA\xBF\xA4\xB5\xA4\xEC\xA4\xBF\xA1\xA3",
            "euc-jp",
        );
        check_guess(b"\x1B$B9A$O\x1B(B", "iso-2022-jp");
        // 항구는 사흘째 닫혔다.
        check_guess(b"\xC7\xD7\xB1\xB8\xB4\xC2 \xBB\xE7\xC8\xEA\xC2\xB0 \xB4\xDD\xC7\xFB\xB4\xD9.", "euc-kr");
        // 港口关闭了三天。
        check_guess(b"\xB8\xDB\xBF\xDA\xB9\xD8\xB1\xD5\xC1\xCB\xC8\xFD\xCC\xEC\xA1\xA3", "gb18030");
        // 港口關閉了三天。
        check_guess(b"\xB4\xE4\xA4\x66\xC3\xF6\xB3\xAC\xA4\x46\xA4\x54\xA4\xD1\xA1\x43", "big5");
    }

    #[test]
    fn labels_are_found_under_other_names() {
        assert_eq!(label(" Latin1 "), Some("windows-1252"));
        assert_eq!(label("GBK"), Some("gb18030"));
        assert_eq!(label("koi7"), None);
        assert!(ALIASES.iter().all(|(_, to)| ENCODINGS.iter().any(|(label, _)| label == to)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(Inspected::NeedsDecoder { guess }) = inspect(&bytes) {
                prop_assert!(ENCODINGS.iter().any(|(label, _)| *label == guess));
            }
        }

        #[test]
        fn utf8_is_never_taken_for_anything_else(sentence in "[a-zA-Zа-я一-龥א-ת👍é ,.\n]{1,80}") {
            prop_assert_eq!(inspect(sentence.as_bytes()), text(&sentence, "utf-8", false));
        }
    }
}
