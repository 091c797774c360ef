//! Unknown and unreadable fields, and where they are kept.
//!
//! A field that Galley does not know stays in the `extra` of what it was found
//! in and is written again there. The parts of the model that have no `extra`
//! of their own leave theirs with the part around them, under the name that
//! they have in the file: `provenance` and `target` in an annotation's extra,
//! `blocks` in an article's. Those names are never a file's unknown fields, so
//! the two cannot meet.
//!
//! A value that Galley knows the field of but cannot use (a note that is a
//! number, a reference to an annotation that is not there) goes to the list
//! [`SET_ASIDE`] beside it, with the field's name: it is written again, but is
//! not in the way.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::model::Extra;

/// The field that lists `{"field": …, "value": …}` for each unusable value.
pub const SET_ASIDE: &str = "set_aside";

/// The nested extras of ranges, by [`range_key`].
pub(super) type ByRange = Map<String, Value>;

/// Names a range in the extra of what it belongs to: "12-15", in code points.
pub(super) fn range_key(start: u32, end: u32) -> String {
    format!("{start}-{end}")
}

/// Puts a value on the list of those set aside.
pub(in crate::formats) fn set_aside(extra: &mut Extra, field: &str, value: Value) {
    let mut entry = Extra::new();
    entry.insert("field".to_owned(), Value::from(field));
    entry.insert("value".to_owned(), value);
    let list = extra.entry(SET_ASIDE).or_insert_with(|| Value::Array(Vec::new()));
    // Another program's field of that name: kept as the first of the list.
    if !list.is_array() {
        *list = Value::Array(vec![list.take()]);
    }
    if let Value::Array(list) = list {
        list.push(Value::Object(entry));
    }
}

/// An extra as it is written beside the fields `known`: one of the same name
/// would make the field appear twice, so it is set aside.
pub(super) fn beside<'a>(extra: &'a Extra, known: &[&str]) -> Cow<'a, Extra> {
    if !known.iter().any(|name| extra.contains_key(*name)) {
        return Cow::Borrowed(extra);
    }
    let mut extra = extra.clone();
    for name in known {
        if let Some(value) = extra.remove(*name) {
            set_aside(&mut extra, name, value);
        }
    }
    Cow::Owned(extra)
}

/// Takes the extras that a part without any has left in the extra around it.
/// Anything but an object is no such extra, and stays.
pub(super) fn take_nested(extra: &mut Cow<'_, Extra>, name: &str) -> Extra {
    if !matches!(extra.get(name), Some(Value::Object(_))) {
        return Extra::new();
    }
    match extra.to_mut().remove(name) {
        Some(Value::Object(nested)) => nested,
        _ => Extra::new(),
    }
}

/// Takes the extra of one range.
pub(super) fn take_range(ranges: &mut ByRange, start: u32, end: u32) -> Extra {
    if ranges.is_empty() {
        return Extra::new();
    }
    match ranges.remove(&range_key(start, end)) {
        Some(Value::Object(extra)) => extra,
        _ => Extra::new(),
    }
}
