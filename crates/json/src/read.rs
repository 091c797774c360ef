//! Reading: a value is a stretch of the text until someone looks into it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::plain_len;

/// How deep values may be nested. Galley's own go six deep; what is set aside
/// goes a few deeper when it is written again, and serde_json reads at most
/// 128.
pub const DEEPEST: usize = 64;

/// A JSON value as it stands in a text; well-formed, without the white space
/// around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Raw<'a>(&'a str);

impl<'a> Raw<'a> {
    /// A text that is one JSON value; `None` when it is none, or one that is
    /// nested deeper than [`DEEPEST`].
    #[must_use]
    pub fn new(text: &'a str) -> Option<Self> {
        Self::opened(text, DEEPEST).map(|(raw, _)| raw)
    }

    /// The same with its fields, if it is an object.
    #[must_use]
    pub fn opened(text: &'a str, depth: usize) -> Option<(Self, Option<Object<'a>>)> {
        let mut cursor = Cursor { text, at: 0, is_json: false };
        cursor.next();
        let opened = cursor.opened(depth)?;
        cursor.next();
        (cursor.at == text.len()).then_some(opened)
    }

    fn first(self) -> u8 {
        self.0.as_bytes().first().copied().unwrap_or(0)
    }

    /// The value that a text begins with, or the first of its list, whatever
    /// comes after it.
    #[must_use]
    pub fn first_in(text: &'a str) -> Option<Self> {
        let mut cursor = Cursor { text, at: 0, is_json: false };
        if cursor.next() == b'[' {
            cursor.at += 1;
            cursor.next();
        }
        cursor.raw(DEEPEST)
    }

    /// The items of a list that is no JSON as a whole, up to the first that is
    /// none itself.
    #[must_use]
    pub fn before_fault(text: &'a str) -> Vec<Self> {
        let mut cursor = Cursor { text, at: 0, is_json: false };
        let mut items = Vec::new();
        let mut separator = b'[';
        while cursor.next() == separator {
            cursor.at += 1;
            cursor.next();
            let Some(item) = cursor.raw(DEEPEST - 1) else { break };
            items.push(item);
            separator = b',';
        }
        items
    }

    /// Whether it is `null`, or no value at all.
    #[must_use]
    pub fn is_missing(self) -> bool {
        self.0.is_empty() || self.is_null()
    }

    #[must_use]
    pub fn is_null(self) -> bool {
        self.0 == "null"
    }

    #[must_use]
    pub fn is_array(self) -> bool {
        self.first() == b'['
    }

    #[must_use]
    pub fn is_object(self) -> bool {
        self.first() == b'{'
    }

    #[must_use]
    pub fn is_string(self) -> bool {
        self.first() == b'"'
    }

    #[must_use]
    pub fn bool(self) -> Option<bool> {
        match self.0 {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// A whole number that fits, written without fraction and exponent.
    #[must_use]
    pub fn number<T: FromStr>(self) -> Option<T> {
        self.0.parse().ok()
    }

    #[must_use]
    pub fn string(self) -> Option<Cow<'a, str>> {
        let inner = self.0.get(1..self.0.len().saturating_sub(1)).filter(|_| self.is_string())?;
        let is_plain = plain_len(inner.as_bytes()) == inner.len();
        Some(if is_plain { Cow::Borrowed(inner) } else { Cow::Owned(unescaped(inner)) })
    }

    /// An array's items; nothing for any other value.
    #[must_use]
    pub fn items(self) -> Items<'a> {
        Items(self.inside(self.is_array()))
    }

    #[must_use]
    pub fn object(self) -> Option<Object<'a>> {
        Cursor { text: self.0, at: 0, is_json: true }.opened(DEEPEST)?.1
    }

    /// An array's items, those that are objects opened.
    pub fn objects(self) -> impl Iterator<Item = (Raw<'a>, Option<Object<'a>>)> {
        let mut cursor = self.inside(self.is_array());
        std::iter::from_fn(move || if cursor.seek_next() { cursor.opened(DEEPEST) } else { None })
    }

    fn inside(self, is_there: bool) -> Cursor<'a> {
        if is_there { Cursor { text: self.0, at: 1, is_json: true } } else { Cursor::default() }
    }

    #[must_use]
    pub fn to_value(self) -> Value {
        serde_json::from_str(self.0).unwrap_or_default()
    }
}

/// The items of an array.
#[derive(Clone, Debug, Default)]
pub struct Items<'a>(Cursor<'a>);

impl<'a> Iterator for Items<'a> {
    type Item = Raw<'a>;

    fn next(&mut self) -> Option<Raw<'a>> {
        if self.0.seek_next() { self.0.raw(DEEPEST) } else { None }
    }
}

/// An object's fields, to be taken out by name. Of two of one name the later
/// one counts.
#[derive(Debug, Default)]
pub struct Object<'a>(Vec<(Cow<'a, str>, Raw<'a>)>);

impl<'a> Object<'a> {
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Raw<'a>> {
        self.0.iter().rfind(|(own, _)| is(own, name)).map(|(_, value)| *value)
    }

    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn take(&mut self, name: &str) -> Option<Raw<'a>> {
        let (mut found, mut at) = (None, 0);
        while let Some((own, _)) = self.0.get(at) {
            if is(own, name) {
                found = Some(self.0.remove(at).1);
            } else {
                at += 1;
            }
        }
        found
    }

    /// The names of what has not been taken, each once.
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        self.0.iter().map(|(name, _)| name.clone().into_owned()).collect()
    }

    /// What has not been taken.
    #[must_use]
    pub fn into_map(self) -> Map<String, Value> {
        let mut map = Map::new();
        for (name, value) in self.0 {
            map.insert(name.into_owned(), value.to_value());
        }
        map
    }
}

/// Most names differ in length.
#[expect(clippy::ptr_arg, reason = "its deref is a call in a build for size, and this is the hottest place")]
fn is(own: &Cow<'_, str>, name: &str) -> bool {
    let own = match own {
        Cow::Borrowed(own) => own,
        Cow::Owned(own) => own.as_str(),
    };
    own.len() == name.len() && own.as_bytes() == name.as_bytes()
}

/// A place in a text. It steps over what is JSON, and stops at what is none;
/// the text's end reads as NUL, which JSON has nowhere.
#[derive(Clone, Debug, Default)]
struct Cursor<'a> {
    text: &'a str,
    at: usize,
    /// The text is known to be JSON, and need not be looked at so closely.
    is_json: bool,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// What comes after white space.
    #[inline(always)]
    fn next(&mut self) -> u8 {
        match self.peek() {
            b' ' | b'\n' | b'\r' | b'\t' => self.after_space(),
            byte => byte,
        }
    }

    fn after_space(&mut self) -> u8 {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
        self.peek()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek() == byte).then(|| self.at += 1)
    }

    /// To the next item of an array known to be JSON, from inside of it;
    /// whether there is one.
    fn seek_next(&mut self) -> bool {
        if self.next() == b',' {
            self.at += 1;
        }
        !matches!(self.next(), b']' | 0)
    }

    /// The value that begins here.
    fn raw(&mut self, depth: usize) -> Option<Raw<'a>> {
        let start = self.at;
        self.value(depth)?;
        self.since(start)
    }

    fn since(&self, start: usize) -> Option<Raw<'a>> {
        self.text.get(start..self.at).map(Raw)
    }

    /// The value that begins here, and its fields if it is an object.
    fn opened(&mut self, depth: usize) -> Option<(Raw<'a>, Option<Object<'a>>)> {
        let start = self.at;
        if self.peek() != b'{' {
            return Some((self.raw(depth)?, None));
        }
        // Annotations have seven.
        let mut object = Object(Vec::with_capacity(8));
        self.list(b'}', depth.checked_sub(1)?, Some(&mut object))?;
        Some((self.since(start)?, Some(object)))
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        if self.is_json {
            self.at = after(self.text.as_bytes(), self.at);
            return Some(());
        }
        let depth = depth.checked_sub(1)?;
        match self.peek() {
            b'{' => self.list(b'}', depth, None),
            b'[' => self.list(b']', depth, None),
            b'"' => self.string().map(drop),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    /// An array or object; its fields are put into `fields`.
    fn list(&mut self, end: u8, depth: usize, mut fields: Option<&mut Object<'a>>) -> Option<()> {
        self.at += 1;
        if self.next() == end {
            return self.eat(end);
        }
        loop {
            let name = if end == b'}' { self.name()? } else { Cow::default() };
            let start = self.at;
            self.value(depth)?;
            if let Some(Object(fields)) = &mut fields {
                fields.push((name, self.since(start)?));
            }
            if self.next() == end {
                return self.eat(end);
            }
            self.eat(b',')?;
            self.next();
        }
    }

    /// A field's name, and to its value.
    fn name(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at;
        let is_plain = self.string()?;
        let name = if is_plain {
            Cow::Borrowed(self.text.get(start + 1..self.at - 1)?)
        } else {
            self.since(start)?.string()?
        };
        self.next();
        self.eat(b':')?;
        self.next();
        Some(name)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let is_there = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        is_there.then(|| self.at += word.len())
    }

    /// Whether nothing in it is escaped.
    fn string(&mut self) -> Option<bool> {
        self.eat(b'"')?;
        let mut is_plain = true;
        loop {
            self.at += plain_len(&self.text.as_bytes()[self.at..]);
            match self.peek() {
                b'"' => break,
                b'\\' => self.at += escape_len(&self.text[self.at..])?,
                _ => return None,
            }
            is_plain = false;
        }
        self.at += 1;
        Some(is_plain)
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        let _ = self.eat(b'-');
        if self.eat(b'0').is_none() {
            self.digits()?;
        }
        if self.eat(b'.').is_some() {
            self.digits()?;
        }
        let has_exponent = matches!(self.peek(), b'e' | b'E');
        if has_exponent {
            self.at += 1;
            let _ = self.eat(b'+').or_else(|| self.eat(b'-'));
            self.digits()?;
        }
        // Only these can be too large for a float.
        let may_be_too_large = has_exponent || self.at - start > 300;
        let is_number = |text: &str| serde_json::from_str::<Value>(text).is_ok();
        (!may_be_too_large || self.text.get(start..self.at).is_some_and(is_number)).then_some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

/// Where the value ends that begins at a place in what is known to be JSON.
fn after(json: &[u8], start: usize) -> usize {
    let (mut at, mut open) = (start, 0_usize);
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => at = after_string(json, at),
            b'{' | b'[' => {
                at += 1;
                open += 1;
            }
            b'}' | b']' => {
                at += 1;
                open -= 1;
            }
            _ if open == 0 => return after_word(json, at),
            _ => at += 1,
        }
        if open == 0 {
            break;
        }
    }
    at
}

fn after_string(json: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        at += plain_len(json.get(at..).unwrap_or_default());
        match json.get(at) {
            Some(b'\\') => at += 2,
            _ => return at + 1,
        }
    }
}

/// After a number or one of the three words.
fn after_word(json: &[u8], start: usize) -> usize {
    let is_end = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
    json[start..].iter().position(is_end).map_or(json.len(), |len| start + len)
}

/// The length of the escape sequence that a text begins with, both halves of a
/// surrogate pair together.
fn escape_len(text: &str) -> Option<usize> {
    match text.as_bytes().get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => escaped_char(text).map(|(_, len)| len),
        _ => None,
    }
}

/// The character of a sequence `\uXXXX`, or of two that are a surrogate pair,
/// and its length.
fn escaped_char(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(())?;
        u32::from_str_radix(digits, 16).ok()
    };
    let first = unit(0)?;
    if let Some(c) = char::from_u32(first) {
        return Some((c, 6));
    }
    let second = unit(6).filter(|second| (0xDC00..0xE000).contains(second))?;
    // A second half in the first's place comes out beyond all characters.
    let pair = 0x1_0000 + (first.checked_sub(0xD800)? << 10) + (second - 0xDC00);
    Some((char::from_u32(pair)?, 12))
}

fn unescaped(mut text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    while let Some(at) = text.find('\\') {
        let (before, escape) = text.split_at(at);
        plain.push_str(before);
        let (c, len) = match escape.as_bytes().get(1) {
            Some(b'b') => ('\u{8}', 2),
            Some(b'f') => ('\u{c}', 2),
            Some(b'n') => ('\n', 2),
            Some(b'r') => ('\r', 2),
            Some(b't') => ('\t', 2),
            Some(b'u') => escaped_char(escape).unwrap_or((char::REPLACEMENT_CHARACTER, 6)),
            Some(&other) => (char::from(other), 2),
            None => break,
        };
        plain.push(c);
        text = escape.get(len..).unwrap_or_default();
    }
    plain.push_str(text);
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str) {
        let expected = serde_json::from_str::<Value>(text).ok();
        assert_eq!(Raw::new(text).map(Raw::to_value), expected, "{text:?}");
        assert_eq!(Raw::new(text).map(rebuilt), expected, "{text:?}");
    }

    /// A value taken apart by everything there is for it.
    fn rebuilt(raw: Raw<'_>) -> Value {
        let field = |(name, value): (Cow<'_, str>, Raw<'_>)| (name.into_owned(), rebuilt(value));
        match raw.object() {
            Some(object) => Value::Object(object.0.into_iter().map(field).collect()),
            None if raw.is_array() => raw.items().map(rebuilt).collect(),
            None if raw.is_null() => Value::Null,
            None => match (raw.string(), raw.bool(), raw.number::<u32>()) {
                (Some(string), ..) => Value::from(string),
                (_, Some(bool), _) => Value::from(bool),
                (.., Some(number)) => Value::from(number),
                _ => raw.to_value(),
            },
        }
    }

    #[test]
    fn what_is_json_is_what_serde_json_says() {
        for text in [
            "",
            " ",
            "null",
            " true\n",
            "false",
            "nul",
            "truefalse",
            "tru",
            "0",
            "-0",
            "00",
            "01",
            "-",
            "-1",
            "1.",
            ".5",
            "1.5",
            "1e5",
            "1E+5",
            "1e-999",
            "1e999",
            "-1e999",
            "1e",
            "+1",
            "0x1",
            "4294967296",
            "18446744073709551616",
            "NaN",
            "[]",
            "[ ]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1,2",
            "]",
            "{}",
            "{ }",
            "{\"a\":1}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{a:1}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":}",
            "{\"a\"}",
            "{,}",
            "{1:2}",
            "[}",
            "{]",
            "\"\"",
            "\"",
            "\"a\u{0}\"",
            "\"a\nb\"",
            "\"\\n\\\"\\\\\\/\\b\\f\\r\\t\"",
            "\"\\x\"",
            "\"\\",
            "\"\\u00e9\\u00E9\"",
            "\"\\u00e\"",
            "\"\\u+0e9\"",
            "\"\\ud835\\udcb2\"",
            "\"\\ud835\"",
            "\"\\udcb2\"",
            "\"\\udcb2\\udcb2\"",
            "\"\\udc00\\udc00\"",
            "\"\\ud835\\ud835\"",
            "\"\\ud835x\"",
            "\"\\ud835\\n\"",
            "\"é𝒲\"",
            "\u{FEFF}1",
            "1\u{A0}",
            "[1] 2",
            "\u{0}",
            "1\u{0}",
            "[\"\\u\u{e9}0\"]",
        ] {
            check(text);
        }
        let long = "9".repeat(400);
        check(&long);
        check(&format!("0.{long}"));
    }

    #[test]
    fn nesting_has_an_end() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        check(&nested(DEEPEST));
        assert_eq!(Raw::new(&nested(DEEPEST + 1)), None);
        assert_eq!(Raw::new(&format!("{{\"a\":{}}}", nested(DEEPEST))), None);
        assert_eq!(Raw::new(&"[".repeat(1_000_000)), None);
    }

    #[test]
    fn of_two_fields_the_later_counts() {
        let raw =
            Raw::new("{\"a\": 1, \"\\u0062\": 2, \"c\": 3, \"a\": 4, \"d\": 5, \"d\": 6}").expect("JSON");
        let mut object = raw.object().expect("an object");
        assert_eq!(object.get("b").and_then(Raw::number::<u32>), Some(2));
        assert_eq!(object.take("a").and_then(Raw::number::<u32>), Some(4));
        assert_eq!((object.take("a"), object.take("x")), (None, None));
        assert_eq!(Value::Object(object.into_map()), serde_json::json!({"b": 2, "c": 3, "d": 6}));
    }

    proptest! {
        #[test]
        fn damaged_json_is_what_serde_json_says(
            text in "(\\{|\\[|\\}|\\]|,|:|\"|\\\\|\"a\"|\\\\u|d835|\\\\udcb2|1|-|e|\\.|0|true|null| |é|\n){0,14}",
        ) {
            let expected = serde_json::from_str::<Value>(&text).ok();
            prop_assert_eq!(Raw::new(&text).map(rebuilt), expected);
        }

        #[test]
        fn json_is_what_serde_json_says(strings in prop::collection::vec("\\PC{0,6}|[\u{0}-\u{1F}\"\\\\]{0,4}", 0..5), number: f64) {
            let value = serde_json::json!({"list": strings, "number": number, "inner": {"x": [{}, [], null]}});
            for text in [value.to_string(), format!("{value:#}")] {
                prop_assert_eq!(Raw::new(&text).map(rebuilt), Some(value.clone()));
            }
        }
    }
}
