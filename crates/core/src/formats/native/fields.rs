//! Taking a JSON object apart field by field, so that one bad value does not
//! cost the rest.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::extra::set_aside;
use crate::formats::Issue;
use crate::model::Extra;

/// What was found amiss so far.
#[derive(Debug, Default)]
pub(in crate::formats) struct Log(pub(in crate::formats) Vec<Issue>);

impl Log {
    pub(in crate::formats) fn note(
        &mut self,
        place: &dyn fmt::Display,
        found: impl Into<String>,
        done: impl Into<String>,
    ) {
        self.0.push(Issue { place: place.to_string(), found: found.into(), done: done.into() });
    }
}

/// A part of a file, for messages. It becomes text only where something is
/// amiss.
pub(in crate::formats) struct Part<'a> {
    /// What it is part of; nothing for the file itself.
    pub(in crate::formats) of: Option<&'a dyn fmt::Display>,
    pub(in crate::formats) kind: &'static str,
    /// Counted from 1; 0 when there is but one.
    pub(in crate::formats) number: usize,
    /// Its id, title or name, if it has one.
    pub(in crate::formats) name: Option<&'a str>,
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(of) = self.of {
            write!(f, "{of}, ")?;
        }
        f.write_str(self.kind)?;
        if self.number > 0 {
            write!(f, " {}", self.number)?;
        }
        match self.name {
            Some(name) => write!(f, " {:?}", shortened(name, 40)),
            None => Ok(()),
        }
    }
}

/// A text as a message quotes it.
pub(in crate::formats) fn shortened(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    let mut short: String = chars.by_ref().take(most).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

/// A value as a message quotes it.
pub(in crate::formats) fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(string) => format!("{:?}", shortened(string, 40)),
        other => other.to_string(),
    }
}

/// An object's fields, of which those that Galley knows are taken out; what is
/// left is the extra.
pub(in crate::formats) struct Fields<'a> {
    map: Extra,
    /// Known fields whose values are of no use, set aside at the end: until
    /// then the list of an earlier time is an unknown field like any other.
    unusable: Vec<(&'static str, Value)>,
    place: &'a dyn fmt::Display,
}

impl<'a> Fields<'a> {
    pub(in crate::formats) fn new(map: Extra, place: &'a dyn fmt::Display) -> Self {
        Self { map, unusable: Vec::new(), place }
    }

    /// A field's value; null is as good as absent.
    pub(in crate::formats) fn take(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name).filter(|value| !value.is_null())
    }

    /// Keeps a value of a known field that cannot be used.
    pub(in crate::formats) fn set_aside(&mut self, field: &'static str, value: Value) {
        self.unusable.push((field, value));
    }

    /// Says that a field's value cannot be used, and keeps it.
    pub(in crate::formats) fn refuse(
        &mut self,
        log: &mut Log,
        field: &'static str,
        value: Value,
        wanted: &str,
    ) {
        log.note(self.place, format!("\"{field}\" is {}, not {wanted}", shown(&value)), "set aside");
        self.set_aside(field, value);
    }

    pub(in crate::formats) fn string(&mut self, log: &mut Log, name: &'static str) -> Option<String> {
        match self.take(name)? {
            Value::String(string) => Some(string),
            other => {
                self.refuse(log, name, other, "a text");
                None
            }
        }
    }

    /// An id: a text, or a number taken as one.
    pub(in crate::formats) fn id(&mut self, log: &mut Log, name: &'static str) -> Option<String> {
        let value = self.take(name)?;
        id_of(&value).or_else(|| {
            self.refuse(log, name, value, "an id");
            None
        })
    }

    pub(in crate::formats) fn object(&mut self, log: &mut Log, name: &'static str) -> Option<Extra> {
        match self.take(name)? {
            Value::Object(object) => Some(object),
            other => {
                self.refuse(log, name, other, "an object");
                None
            }
        }
    }

    pub(in crate::formats) fn list(&mut self, log: &mut Log, name: &'static str) -> Option<Vec<Value>> {
        match self.take(name)? {
            Value::Array(list) => Some(list),
            other => {
                self.refuse(log, name, other, "a list");
                None
            }
        }
    }

    /// A list of texts; those that are none are set aside one by one.
    pub(in crate::formats) fn strings(&mut self, log: &mut Log, name: &'static str) -> Vec<String> {
        let mut strings = Vec::new();
        for value in self.list(log, name).unwrap_or_default() {
            match value {
                Value::String(string) => strings.push(string),
                other => self.refuse(log, name, other, "a text"),
            }
        }
        strings
    }

    pub(in crate::formats) fn flag(&mut self, log: &mut Log, name: &'static str) -> bool {
        match self.take(name) {
            Some(Value::Bool(flag)) => flag,
            Some(other) => {
                self.refuse(log, name, other, "true or false");
                false
            }
            None => false,
        }
    }

    /// One of the values of an enumeration, by its name.
    pub(in crate::formats) fn one_of<T: DeserializeOwned>(
        &mut self,
        log: &mut Log,
        name: &'static str,
        wanted: &str,
    ) -> Option<T> {
        let value = self.take(name)?;
        match T::deserialize(&value) {
            Ok(known) => Some(known),
            Err(_) => {
                self.refuse(log, name, value, wanted);
                None
            }
        }
    }

    /// Keeps what a part without an extra of its own has left.
    pub(in crate::formats) fn nest(&mut self, name: &str, nested: Extra) {
        if !nested.is_empty() {
            self.map.insert(name.to_owned(), Value::Object(nested));
        }
    }

    /// What no one has taken.
    pub(in crate::formats) fn into_extra(self) -> Extra {
        let mut extra = self.map;
        for (field, value) in self.unusable {
            set_aside(&mut extra, field, value);
        }
        extra
    }
}

/// A text or a whole number as an id; an empty text is none.
pub(in crate::formats) fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    }
}
