//! From a file's fragments to a target in the text: by their offsets where
//! these hold, else by their words.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use serde_json::Value;
use serde_json::map::Entry;
use text_size::{TextRange, TextSize};

use super::document::OffsetUnit;
use super::extra::{ByRange, range_key};
use super::fields::{Fields, Log, shortened, shown};
use crate::anchor::{self, Quote, distance, shifted};
use crate::json::{Object, Raw};
use crate::model::Target;
use crate::text::Text;
use crate::text::boundary::snap_to_graphemes;

/// The text that a file's offsets point into.
pub(super) struct Ground<'a> {
    pub(super) text: &'a Text,
    pub(super) unit: OffsetUnit,
    /// How many bytes may still be searched for quotations that are not near
    /// their place; shared by all articles of a file, so that a file of
    /// nothing but lost quotations does not take minutes.
    pub(super) budget: &'a Cell<u64>,
    /// The last start of a range, in the file's unit and in bytes: the next one
    /// is rarely far from it.
    last: Cell<(u32, TextSize)>,
}

/// Beyond this many units the text's own table is faster than counting.
const FAR: u32 = 1024;

impl<'a> Ground<'a> {
    pub(super) fn new(text: &'a Text, unit: OffsetUnit, budget: &'a Cell<u64>) -> Self {
        Self { text, unit, budget, last: Cell::default() }
    }

    /// A file's offset in bytes; `None` past the end or inside a character.
    fn byte(&self, offset: u32) -> Option<TextSize> {
        let (last, byte) = self.last.get();
        match (self.unit, offset.checked_sub(last).filter(|gap| *gap < FAR)) {
            (OffsetUnit::CodePoint, Some(gap)) => self.text.byte_code_points_after(byte, gap),
            (OffsetUnit::Utf16, Some(gap)) => self.text.byte_utf16_after(byte, gap),
            _ => self.byte_by_table(offset),
        }
    }

    fn byte_by_table(&self, offset: u32) -> Option<TextSize> {
        match self.unit {
            OffsetUnit::CodePoint => self.text.byte_from_code_point(offset),
            OffsetUnit::Utf16 => self.text.byte_from_utf16(offset),
            OffsetUnit::Byte => {
                Some(TextSize::new(offset)).filter(|&at| self.text.is_char_boundary(at.into()))
            }
        }
    }

    /// The place nearest before an offset: the text's end for one past it.
    fn byte_near(&self, offset: u32) -> TextSize {
        // No character is longer than four bytes or two UTF-16 units.
        (0..4).find_map(|back| self.byte(offset.checked_sub(back)?)).unwrap_or_else(|| self.text.size())
    }

    fn quoted(&self, range: TextRange) -> &str {
        self.text.slice(range).unwrap_or_default()
    }

    fn search(&self, exact: &str, near: Option<TextSize>, from: TextSize) -> Option<TextRange> {
        let quote = Quote::new(exact);
        if let Some(range) = near.and_then(|near| anchor::resolve_near(self.text, &quote, near, from)) {
            return Some(range);
        }
        let cost = u64::from(u32::from(self.text.size()));
        self.budget.set(self.budget.get().checked_sub(cost)?);
        anchor::resolve_anywhere(self.text, &quote, near, from)
            .filter(|found| found.only)
            .map(|found| found.range)
    }
}

/// An offset as a file has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Offset {
    Whole(u32),
    /// No offset, but it says roughly where.
    About(u32),
    Missing,
}

pub(super) fn read_offset(value: Option<Raw<'_>>) -> Offset {
    if let Some(number) = value.and_then(Raw::number) {
        return Offset::Whole(number);
    }
    let number = match value.map(Raw::to_value) {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(digits)) => {
            return digits.trim().parse().map_or(Offset::Missing, Offset::About);
        }
        _ => None,
    };
    match number {
        Some(number) if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) => {
            Offset::Whole(number as u32)
        }
        // `as` goes to the nearest that there is: 0 for what is negative.
        Some(number) => Offset::About(number as u32),
        None => Offset::Missing,
    }
}

/// A range in the text as a fragment's or block's offsets give it, or why they
/// do not.
pub(super) fn range_of(
    ground: &Ground<'_>,
    start: Option<Raw<'_>>,
    end: Option<Raw<'_>>,
) -> Result<TextRange, String> {
    let (start, end) = match (read_offset(start), read_offset(end)) {
        (Offset::Whole(start), Offset::Whole(end)) => (start, end),
        _ => {
            let stated = |offset: Option<Raw<'_>>| offset.map_or_else(|| "nothing".to_owned(), shown);
            return Err(format!("{}–{} are no offsets", stated(start), stated(end)));
        }
    };
    let past_end = || ground.byte(end).is_none() && ground.byte_near(end) == ground.text.size();
    let first = ground.byte(start);
    if let Some(byte) = first {
        ground.last.set((start, byte));
    }
    match (first, ground.byte(end)) {
        _ if start > end => Err(format!("{start}–{end} ends before it starts")),
        _ if start == end => Err(format!("{start}–{end} is empty")),
        (Some(start), Some(end)) => Ok(TextRange::new(start, end)),
        _ if past_end() => Err(format!("{start}–{end} reaches past the end of the text")),
        _ => Err(format!("{start}–{end} cuts a character")),
    }
}

/// A target, with the unknown fields of its fragments.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) target: Target,
    pub(super) left: Left,
}

/// What the fragments of a target have beside what is read.
#[derive(Debug, Default)]
pub(super) struct Left {
    extras: ByRange,
    /// That of fragments that were joined to others: they are no ranges of
    /// their own any more.
    joined: Vec<ByRange>,
}

impl Left {
    fn keep(&mut self, key: String, extra: Value) {
        match self.extras.entry(key.clone()) {
            Entry::Vacant(entry) => drop(entry.insert(extra)),
            Entry::Occupied(_) => self.joined.push(ByRange::from_iter([(key, extra)])),
        }
    }

    /// After fragments were joined to those with these keys.
    fn join(&mut self, fragments: &HashSet<String>) {
        let all = std::mem::take(&mut self.extras).into_iter();
        let (extras, joined): (Vec<_>, Vec<_>) = all.partition(|(key, _)| fragments.contains(key));
        self.extras = ByRange::from_iter(extras);
        self.joined.extend(joined.into_iter().map(|one| ByRange::from_iter([one])));
    }

    /// Leaves it with the part that has the target.
    pub(super) fn with(self, fields: &mut Fields<'_>) {
        fields.nest("target", self.extras);
        for one in self.joined {
            fields.set_aside("target", Value::Object(one));
        }
    }
}

/// Places a target in the text. `Err` says why that was not possible.
///
/// - Offsets that hold and quote what is there are taken as they are; those
///   that cut a grapheme cluster are widened to the whole of it.
/// - Otherwise the quotation is looked for: near its place (see
///   [`anchor::NEAR`]), or anywhere if the text has it once. The fragments of a
///   target keep their order.
pub(super) fn place(
    ground: &Ground<'_>,
    value: Option<Raw<'_>>,
    place: &dyn fmt::Display,
    log: &mut Log,
) -> Result<Placed, String> {
    let Some(value) = value else { return Err("it has no \"target\"".to_owned()) };
    if !value.is_array() {
        return Err(format!("\"target\" is {}, not a list", shown(value)));
    }
    let mut placer = Placer { ground, drift: 0, after: TextSize::new(0), place, log };
    let mut ranges = Vec::with_capacity(1);
    let mut left = Left::default();
    for (fragment, object) in value.objects() {
        let Some(mut object) = object else {
            return Err(format!("a fragment is {}, not an object", shown(fragment)));
        };
        let range = placer.fragment(&mut object)?;
        if let Some((key, extra)) = range_extra(ground.text, range, object) {
            left.keep(key, extra);
        }
        ranges.push(range);
    }
    let count = ranges.len();
    let target = Target::new(ranges).map_err(|error| error.to_string())?;
    if target.fragments().len() < count {
        log.note(place, "fragments of its target touch or overlap", "joined");
        left.join(&target.fragments().iter().map(|range| key_of(ground.text, *range)).collect());
    }
    Ok(Placed { target, left })
}

/// What is left of a fragment or a block, by its range.
pub(super) fn range_extra(text: &Text, range: TextRange, object: Object<'_>) -> Option<(String, Value)> {
    let extra = object.into_map();
    (!extra.is_empty()).then(|| (key_of(text, range), Value::Object(extra)))
}

fn key_of(text: &Text, range: TextRange) -> String {
    let code_point = |at| text.code_point_from_byte(at).unwrap_or_default();
    range_key(code_point(range.start()), code_point(range.end()))
}

/// Places the fragments of one target, one after the other.
struct Placer<'a, 'log> {
    ground: &'a Ground<'a>,
    /// How far the fragments before were off.
    drift: i64,
    /// The end of the fragment before.
    after: TextSize,
    place: &'a dyn fmt::Display,
    log: &'log mut Log,
}

impl Placer<'_, '_> {
    fn fragment(&mut self, object: &mut Object<'_>) -> Result<TextRange, String> {
        let exact = object.take("exact").and_then(Raw::string);
        let (start, end) = (object.take("start"), object.take("end"));
        let range = match range_of(self.ground, start, end) {
            Ok(range) if exact.as_deref().is_none_or(|exact| exact == self.ground.quoted(range)) => {
                self.whole_clusters(range)
            }
            Ok(range) => {
                let there = shortened(self.ground.quoted(range), 40);
                self.repair(start, exact.as_deref(), &format!("the text at its offsets is {there:?}"))?
            }
            Err(reason) => self.repair(start, exact.as_deref(), &reason)?,
        };
        self.after = range.end();
        Ok(range)
    }

    fn whole_clusters(&mut self, range: TextRange) -> TextRange {
        let wide = snap_to_graphemes(self.ground.text, range);
        if wide == range {
            return range;
        }
        let found = format!(
            "{:?} begins or ends inside a character as people see it",
            shortened(self.ground.quoted(range), 40)
        );
        self.log.note(self.place, found, format!("widened to {:?}", shortened(self.ground.quoted(wide), 40)));
        wide
    }

    /// Looks for the words of a fragment whose offsets do not hold.
    fn repair(
        &mut self,
        start: Option<Raw<'_>>,
        exact: Option<&str>,
        reason: &str,
    ) -> Result<TextRange, String> {
        let Some(exact) = exact.filter(|exact| !exact.is_empty()) else {
            return Err(format!("{reason}, and it does not quote its text"));
        };
        let stated = match read_offset(start) {
            Offset::Whole(start) | Offset::About(start) => Some(self.ground.byte_near(start)),
            Offset::Missing => None,
        };
        let near = stated.map(|stated| shifted(stated, self.drift));
        let Some(range) = self.ground.search(exact, near, self.after) else {
            return Err(format!("{reason}, and {:?} is not found near", shortened(exact, 40)));
        };
        if let Some(stated) = stated {
            self.drift = distance(stated, range.start());
        }
        let code_point = |at| self.ground.text.code_point_from_byte(at).unwrap_or_default();
        let (start, end) = (code_point(range.start()), code_point(range.end()));
        self.log.note(
            self.place,
            reason,
            format!("found {:?} at {start}–{end}", shortened(self.ground.quoted(range), 40)),
        );
        Ok(range)
    }
}
