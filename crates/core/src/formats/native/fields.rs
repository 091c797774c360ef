//! Taking a JSON object apart field by field, so that one bad value does not
//! cost the rest.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use super::extra::set_aside;
use crate::formats::Issue;
use crate::json::{Object, Raw};
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
pub(in crate::formats) fn shown(value: Raw<'_>) -> String {
    match value.string() {
        Some(string) => format!("{:?}", shortened(&string, 40)),
        None if value.is_array() => "a list".to_owned(),
        None if value.is_object() => "an object".to_owned(),
        None => value.to_value().to_string(),
    }
}

/// An object's fields, of which those that Galley knows are taken out; what is
/// left is the extra.
pub(in crate::formats) struct Fields<'a> {
    object: Object<'a>,
    /// Extras of parts that have none of their own.
    nested: Extra,
    /// Known fields whose values are of no use, set aside at the end: until
    /// then the list of an earlier time is an unknown field like any other.
    unusable: Vec<(&'static str, Value)>,
    place: &'a dyn fmt::Display,
}

impl<'a> Fields<'a> {
    pub(in crate::formats) fn new(object: Object<'a>, place: &'a dyn fmt::Display) -> Self {
        Self { object, nested: Extra::new(), unusable: Vec::new(), place }
    }

    /// A field's value; null is as good as absent.
    pub(in crate::formats) fn take(&mut self, name: &str) -> Option<Raw<'a>> {
        self.object.take(name).filter(|value| !value.is_null())
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
        value: Raw<'_>,
        wanted: &str,
    ) {
        log.note(self.place, format!("\"{field}\" is {}, not {wanted}", shown(value)), "set aside");
        self.set_aside(field, value.to_value());
    }

    /// A field's value as something; what is no such thing is set aside.
    pub(in crate::formats) fn taken<T>(
        &mut self,
        log: &mut Log,
        name: &'static str,
        wanted: &str,
        read: impl FnOnce(Raw<'a>) -> Option<T>,
    ) -> Option<T> {
        let value = self.take(name)?;
        let read = read(value);
        if read.is_none() {
            self.refuse(log, name, value, wanted);
        }
        read
    }

    pub(in crate::formats) fn string(&mut self, log: &mut Log, name: &'static str) -> Option<Cow<'a, str>> {
        self.taken(log, name, "a text", Raw::string)
    }

    /// An id: a text, or a number taken as one.
    pub(in crate::formats) fn id(&mut self, log: &mut Log, name: &'static str) -> Option<Cow<'a, str>> {
        self.taken(log, name, "an id", id_of)
    }

    pub(in crate::formats) fn object(&mut self, log: &mut Log, name: &'static str) -> Option<Object<'a>> {
        self.taken(log, name, "an object", Raw::object)
    }

    /// An object's fields, none of which Galley knows.
    pub(in crate::formats) fn map(&mut self, log: &mut Log, name: &'static str) -> Extra {
        self.object(log, name).map(Object::into_map).unwrap_or_default()
    }

    /// A list, whose items are still to be looked at; nothing when there is
    /// none.
    pub(in crate::formats) fn list(&mut self, log: &mut Log, name: &'static str) -> Raw<'a> {
        let list = |value: Raw<'a>| value.is_array().then_some(value);
        self.taken(log, name, "a list", list).unwrap_or_default()
    }

    /// A list of texts; those that are none are set aside one by one.
    pub(in crate::formats) fn strings(&mut self, log: &mut Log, name: &'static str) -> Vec<String> {
        let mut strings = Vec::new();
        for value in self.list(log, name).items() {
            match value.string() {
                Some(string) => strings.push(string.into_owned()),
                None => self.refuse(log, name, value, "a text"),
            }
        }
        strings
    }

    pub(in crate::formats) fn flag(&mut self, log: &mut Log, name: &'static str) -> bool {
        self.taken(log, name, "true or false", Raw::bool).unwrap_or(false)
    }

    /// One of the values of an enumeration, by its name.
    pub(in crate::formats) fn one_of<T>(
        &mut self,
        log: &mut Log,
        name: &'static str,
        wanted: &str,
        from_name: fn(&str) -> Option<T>,
    ) -> Option<T> {
        self.taken(log, name, wanted, |value| from_name(&value.string()?))
    }

    /// Keeps what a part without an extra of its own has left.
    pub(in crate::formats) fn nest(&mut self, name: &str, nested: Extra) {
        if !nested.is_empty() {
            self.nested.insert(name.to_owned(), Value::Object(nested));
        }
    }

    /// What no one has taken.
    pub(in crate::formats) fn into_extra(self) -> Extra {
        let mut extra = self.object.into_map();
        for (name, nested) in self.nested {
            extra.insert(name, nested);
        }
        for (field, value) in self.unusable {
            set_aside(&mut extra, field, value);
        }
        extra
    }
}

/// A text or a whole number as an id; an empty text is none.
pub(in crate::formats) fn id_of(value: Raw<'_>) -> Option<Cow<'_, str>> {
    if let Some(id) = value.string() {
        return Some(id).filter(|id| !id.is_empty());
    }
    match value.to_value() {
        Value::Number(number) if !number.is_f64() => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}
