//! Writing: one value after the other into one text, which can be taken away
//! in pieces.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::plain_len;

/// How a file is laid out. In all of them a line is what other programs take
/// for one: some also end it at U+0085, U+2028 and U+2029, which JSON allows in
/// strings, and so these are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Everything on one line, without spaces.
    OneLine,
    /// For people and for line-wise comparison: two spaces for each level.
    /// What lies `deepest` levels deep is on one line, and so are the objects
    /// of a list one level above.
    Indented { deepest: usize },
}

/// Writes values. An object's field is its [`name`](Self::name) and then a
/// value; what is begun has to be ended.
#[derive(Debug)]
pub struct Writer {
    json: String,
    layout: Layout,
    open: Vec<Container>,
    /// A name has been written, and its value comes next.
    named: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Container {
    is_array: bool,
    on_one_line: bool,
    is_filled: bool,
}

impl Writer {
    #[must_use]
    pub fn new(layout: Layout) -> Self {
        Self { json: String::new(), layout, open: Vec::new(), named: false }
    }

    /// What has been written since the last call.
    #[must_use]
    pub fn take(&mut self) -> String {
        // What comes next will be about as long.
        let next = String::with_capacity(self.json.len());
        std::mem::replace(&mut self.json, next)
    }

    /// Ends the line, between two values.
    pub fn end_line(&mut self) {
        self.json.push('\n');
    }

    pub fn begin_object(&mut self) {
        self.begin(false);
    }

    pub fn begin_array(&mut self) {
        self.begin(true);
    }

    /// Ends the object or array begun last.
    pub fn end(&mut self) {
        let container = self.open.pop().unwrap_or_default();
        if container.is_filled && !container.on_one_line {
            self.new_line();
        }
        self.json.push(if container.is_array { ']' } else { '}' });
    }

    /// A field's name that is not ours.
    pub fn key(&mut self, name: &str) {
        self.string(name);
        self.end_name();
    }

    /// A field's name, in which nothing has to be escaped.
    pub fn name(&mut self, name: &'static str) {
        debug_assert!(
            name.is_ascii() && plain_len(name.as_bytes()) == name.len(),
            "{name} has to be escaped"
        );
        self.separate();
        self.json.push('"');
        self.put(name);
        self.json.push('"');
        self.end_name();
    }

    fn end_name(&mut self) {
        self.json.push(':');
        if self.layout != Layout::OneLine {
            self.json.push(' ');
        }
        self.named = true;
    }

    pub fn string(&mut self, mut string: &str) {
        self.separate();
        self.json.push('"');
        loop {
            let (plain, rest) = string.split_at(plain_len(string.as_bytes()));
            self.without_line_ends(plain);
            let mut rest = rest.chars();
            let Some(special) = rest.next() else { break };
            self.escape(special);
            string = rest.as_str();
        }
        self.json.push('"');
    }

    pub fn number(&mut self, number: i64) {
        self.word(itoa::Buffer::new().format(number));
    }

    pub fn bool(&mut self, bool: bool) {
        self.word(if bool { "true" } else { "false" });
    }

    pub fn null(&mut self) {
        self.word("null");
    }

    pub fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.null(),
            Value::Bool(bool) => self.bool(*bool),
            Value::Number(number) => self.word(&number.to_string()),
            Value::String(string) => self.string(string),
            Value::Array(items) => {
                self.begin_array();
                items.iter().for_each(|item| self.value(item));
                self.end();
            }
            Value::Object(fields) => self.map(fields),
        }
    }

    pub fn map(&mut self, map: &Map<String, Value>) {
        self.begin_object();
        self.fields(map);
        self.end();
    }

    /// Fields of the object begun last.
    pub fn fields(&mut self, map: &Map<String, Value>) {
        for (name, value) in map {
            self.key(name);
            self.value(value);
        }
    }

    /// A field that is a text.
    pub fn text(&mut self, name: &'static str, text: &str) {
        self.name(name);
        self.string(text);
    }

    /// A field that is a text, if there is one.
    pub fn optional_text(&mut self, name: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// A field that is a list of texts.
    pub fn texts(&mut self, name: &'static str, texts: &mut dyn Iterator<Item = &str>) {
        self.name(name);
        self.begin_array();
        texts.for_each(|text| self.string(text));
        self.end();
    }

    fn put(&mut self, text: &str) {
        self.json.push_str(text);
    }

    fn word(&mut self, word: &str) {
        self.separate();
        self.put(word);
    }

    fn begin(&mut self, is_array: bool) {
        self.separate();
        let depth = self.open.len();
        let is_item = self.open.last().is_some_and(|outer| outer.is_array);
        let on_one_line = match self.layout {
            Layout::OneLine => true,
            Layout::Indented { deepest } => depth >= deepest || (depth + 1 == deepest && is_item),
        };
        self.open.push(Container { is_array, on_one_line, is_filled: false });
        self.json.push(if is_array { '[' } else { '{' });
    }

    /// What stands between a value or a name and what is before it.
    fn separate(&mut self) {
        if std::mem::take(&mut self.named) {
            return;
        }
        let Some(container) = self.open.last_mut() else { return };
        let is_first = !std::mem::replace(&mut container.is_filled, true);
        let on_one_line = container.on_one_line;
        if !is_first {
            self.json.push(',');
        }
        if !on_one_line {
            self.new_line();
        } else if !is_first && self.layout != Layout::OneLine {
            self.json.push(' ');
        }
    }

    fn new_line(&mut self) {
        self.json.push('\n');
        self.open.iter().for_each(|_| self.json.push_str("  "));
    }

    fn without_line_ends(&mut self, text: &str) {
        if text.is_ascii() {
            return self.put(text);
        }
        let mut written = 0;
        for (at, byte) in text.as_bytes().iter().enumerate() {
            // Their last bytes.
            if !matches!(byte, 0x85 | 0xA8 | 0xA9) {
                continue;
            }
            let until = text.get(..=at).unwrap_or_default();
            let last = until.chars().next_back();
            if let Some(end) = last.filter(|c| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')) {
                self.put(until.get(written..at + 1 - end.len_utf8()).unwrap_or_default());
                self.escape(end);
                written = at + 1;
            }
        }
        self.put(text.get(written..).unwrap_or_default());
    }

    fn escape(&mut self, c: char) {
        let short = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => {
                let _ = write!(self.json, "\\u{:04x}", u32::from(c));
                return;
            }
        };
        self.put(short);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn written(value: &Value, layout: Layout) -> String {
        let mut writer = Writer::new(layout);
        writer.value(value);
        writer.take()
    }

    #[test]
    fn on_one_line_it_is_what_serde_json_writes() {
        let value = json!({
            "empty": [{}, [], ""], "numbers": [0, -1, 1.5, 1e300, u64::MAX, 0.1, -0.0], "words": [null, true, false],
            "escapes": "\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}é“𝒲",
        });
        assert_eq!(written(&value, Layout::OneLine), value.to_string());
    }

    #[test]
    fn line_ends_that_json_does_not_know_are_escaped() {
        let ends = written(&json!("a\u{85}b\u{2028}\u{2029}“\u{a0}"), Layout::OneLine);
        assert_eq!(ends, "\"a\\u0085b\\u2028\\u2029“\u{a0}\"");
    }

    #[test]
    fn indented_it_has_a_line_for_each_thing() {
        let value = json!({"a": [{"b": [1, {"c": 2}]}, [3]], "d": {"e": {"f": [], "g": {}}}});
        let expected = "{\n  \"a\": [\n    {\"b\": [1, {\"c\": 2}]},\n    [3]\n  ],\n  \"d\": {\n    \"e\": {\n      \"f\": [],\n      \"g\": {}\n    }\n  }\n}";
        assert_eq!(written(&value, Layout::Indented { deepest: 3 }), expected);
    }

    #[test]
    fn it_can_be_taken_in_pieces() {
        let mut writer = Writer::new(Layout::OneLine);
        writer.begin_array();
        writer.number(1);
        let mut pieces = writer.take();
        writer.begin_object();
        writer.text("a", "b");
        pieces += &writer.take();
        writer.end();
        writer.end();
        assert_eq!(pieces + &writer.take(), "[1,{\"a\":\"b\"}]");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_it_was(text in "[\u{0}-\u{20}\"\\\\a-c\u{80}-\u{A0}\u{2020}-\u{2030}é𝒲]{0,20}", number: f64) {
            let value = json!({text.clone(): [text, number]});
            for layout in [Layout::OneLine, Layout::Indented { deepest: 1 }] {
                prop_assert_eq!(&serde_json::from_str::<Value>(&written(&value, layout)).expect("JSON"), &value);
            }
        }
    }
}
