//! One article of a file.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::document::OffsetUnit;
use super::extra::{ByRange, range_key};
use super::fields::{Fields, Log, Part, id_of};
use super::labels::Labels;
use super::names;
use super::relations::{Known, read_attributions, read_entities};
use super::target::{Ground, place as place_target, range_of};
use super::write::{reading_order, sha256};
use crate::model::{Annotation, AnnotationType, Article, Attributes, Extra, Id, LabelId, Origin, Provenance};
use crate::text::{Block, BlockKind, Text, TextRange, TextSize, split};

/// All that reading an article takes besides the article.
pub(super) struct Cast<'a> {
    pub(super) labels: &'a mut Labels,
    /// Ids of the articles before.
    pub(super) ids: &'a mut HashSet<Id>,
    pub(super) log: &'a mut Log,
    pub(super) budget: &'a Cell<u64>,
    pub(super) unit: OffsetUnit,
    pub(super) file_name: &'a str,
    /// Which article of the file this is, counted from 1.
    pub(super) number: usize,
    pub(super) new_id: &'a mut dyn FnMut() -> Id,
}

/// Reads an article, which has a text; it comes back with the reason when that
/// is too long.
pub(super) fn read_article(
    mut map: Extra,
    place: &dyn fmt::Display,
    cast: &mut Cast<'_>,
) -> Result<Article, (Value, String)> {
    let Some(Value::String(text)) = map.remove("text") else {
        return Err((Value::Object(map), "it has no text".to_owned()));
    };
    let text = Text::new(text).map_err(|error| (Value::Object(map.clone()), error.to_string()))?;
    let text = Arc::new(text);
    let mut fields = Fields::new(map, place);
    check_sum(&mut fields, &text, place, cast.log);
    let id = fields.id(cast.log, "id");
    let id = article_id(id, place, cast);
    let title = fields.string(cast.log, "title");

    let ground = Ground::new(&text, cast.unit, cast.budget);
    let blocks = read_blocks(&mut fields, &ground, place, cast.log);
    let mut known = Known::default();
    let mut orphans = fields.list(cast.log, "orphans").unwrap_or_default();
    let mut annotations = Vec::new();
    for (index, value) in fields.list(cast.log, "annotations").unwrap_or_default().into_iter().enumerate() {
        match read_annotation(value, index, &ground, &mut known, place, cast) {
            Ok(annotation) => annotations.push(Arc::new(annotation)),
            Err(orphan) => orphans.push(orphan),
        }
    }
    annotations.sort_by(|a, b| reading_order(a, b));
    let entities = read_entities(&mut fields, &known, (&annotations, &text), place, cast);
    let attributions = read_attributions(&mut fields, &known, place, cast);
    Ok(Article {
        id,
        title: title.unwrap_or_else(|| title_of(&text, &blocks, cast)),
        metadata: fields.object(cast.log, "metadata").unwrap_or_default(),
        blocks,
        annotations,
        entities,
        attributions,
        document_labels: fields.object(cast.log, "document_labels").unwrap_or_default(),
        status: fields.one_of(cast.log, "status", "new, in_progress, done or skipped").unwrap_or_default(),
        orphans,
        extra: fields.into_extra(),
        text,
    })
}

fn check_sum(fields: &mut Fields<'_>, text: &Text, place: &dyn fmt::Display, log: &mut Log) {
    let Some(stated) = fields.string(log, "text_sha256") else {
        return;
    };
    if !stated.eq_ignore_ascii_case(&sha256(text)) {
        log.note(
            place,
            "its text is not the one that was exported (text_sha256 differs)",
            "every quotation was checked",
        );
    }
}

fn article_id(id: Option<String>, place: &dyn fmt::Display, cast: &mut Cast<'_>) -> Id {
    let id = match id.map(Id::from) {
        Some(id) if !cast.ids.contains(&id) => id,
        taken => {
            let new = fresh(cast.new_id, |id| cast.ids.contains(id));
            if let Some(taken) = taken {
                cast.log.note(
                    place,
                    format!("another article has the id {:?} too", taken.as_str()),
                    format!("its id is {new} now"),
                );
            }
            new
        }
    };
    cast.ids.insert(id.clone());
    id
}

/// A new id that is not taken.
pub(super) fn fresh(new_id: &mut dyn FnMut() -> Id, is_taken: impl Fn(&Id) -> bool) -> Id {
    let id = new_id();
    if !is_taken(&id) {
        return id;
    }
    let mut number: u64 = 2;
    loop {
        let numbered = Id::new(&format!("{id}-{number}"));
        if !is_taken(&numbered) {
            return numbered;
        }
        number += 1;
    }
}

/// The headline's text, or the file's name.
fn title_of(text: &Text, blocks: &[Block], cast: &Cast<'_>) -> String {
    let headline = blocks
        .iter()
        .find(|block| block.kind == BlockKind::Headline)
        .and_then(|block| text.slice(block.range));
    match headline {
        Some(headline) => headline.split_whitespace().collect::<Vec<_>>().join(" "),
        None if cast.number > 1 => format!("{} ({})", cast.file_name, cast.number),
        None => cast.file_name.to_owned(),
    }
}

/// The article's blocks: those of the file, with what they leave out as
/// paragraphs, since text outside blocks is not on screen; or those that the
/// text is split into.
fn read_blocks(
    fields: &mut Fields<'_>,
    ground: &Ground<'_>,
    place: &dyn fmt::Display,
    log: &mut Log,
) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut extras = ByRange::new();
    for (index, value) in fields.list(log, "blocks").unwrap_or_default().into_iter().enumerate() {
        let place = Part { of: Some(place), kind: "block", number: index + 1, name: None };
        match read_block(&value, ground, &blocks) {
            Ok(block) => {
                keep_block_extra(&mut extras, ground.text, block.range, value);
                blocks.push(block);
            }
            Err(reason) => {
                log.note(&place, reason, "set aside; its text is split anew");
                fields.set_aside("blocks", value);
            }
        }
    }
    fields.nest("blocks", extras);
    if blocks.is_empty() {
        return split::split(ground.text);
    }
    let gaps = gaps(ground.text, &blocks);
    if !gaps.is_empty() {
        log.note(
            place,
            format!("its blocks leave out {} stretches of the text", gaps.len()),
            "made paragraphs",
        );
        blocks.extend(gaps);
        blocks.sort_by_key(|block| block.range.start());
    }
    blocks
}

fn read_block(value: &Value, ground: &Ground<'_>, before: &[Block]) -> Result<Block, String> {
    let Value::Object(map) = value else {
        return Err("it is not an object".to_owned());
    };
    let kind = map.get("kind").and_then(Value::as_str).unwrap_or_default();
    let Some(kind) = BlockKind::from_name(kind) else {
        return Err(format!("its kind {kind:?} is none that Galley knows"));
    };
    let range = range_of(ground, map)?;
    if before.last().is_some_and(|last| last.range.end() > range.start()) {
        return Err("it begins before the block before it ends".to_owned());
    }
    Ok(Block { kind, range })
}

fn keep_block_extra(extras: &mut ByRange, text: &Text, range: TextRange, value: Value) {
    let Value::Object(mut map) = value else {
        return;
    };
    map.retain(|name, _| !names::BLOCK.contains(&name.as_str()));
    if !map.is_empty() {
        let code_point = |at| text.code_point_from_byte(at).unwrap_or_default();
        extras.insert(range_key(code_point(range.start()), code_point(range.end())), Value::Object(map));
    }
}

/// A paragraph for each stretch of the text that is in no block.
fn gaps(text: &Text, blocks: &[Block]) -> Vec<Block> {
    let starts = std::iter::once(TextSize::new(0)).chain(blocks.iter().map(|block| block.range.end()));
    let ends = blocks.iter().map(|block| block.range.start()).chain(std::iter::once(text.size()));
    let between =
        starts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| TextRange::new(start, end));
    between
        .filter_map(|range| trimmed(text, range))
        .map(|range| Block { kind: BlockKind::Paragraph, range })
        .collect()
}

fn trimmed(text: &Text, range: TextRange) -> Option<TextRange> {
    let all = text.slice(range)?;
    let kept = all.trim_start_matches(split::is_blank);
    let start = range.start() + TextSize::of(all) - TextSize::of(kept);
    let kept = kept.trim_end_matches(split::is_blank);
    (!kept.is_empty()).then(|| TextRange::at(start, TextSize::of(kept)))
}

/// An annotation, or what it was when it is no annotation of this text.
fn read_annotation(
    mut value: Value,
    index: usize,
    ground: &Ground<'_>,
    known: &mut Known,
    article: &dyn fmt::Display,
    cast: &mut Cast<'_>,
) -> Result<Annotation, Value> {
    let id = value.get("id").and_then(id_of);
    let place = Part { of: Some(article), kind: "annotation", number: index + 1, name: id.as_deref() };
    let placed =
        check_type(&value).and_then(|()| place_target(ground, value.get("target"), &place, cast.log));
    let (placed, map) = match (placed, value) {
        (Ok(placed), Value::Object(map)) => (placed, map),
        (placed, unplaced) => {
            let reason = placed.err().unwrap_or_else(|| "it is not an object".to_owned());
            cast.log.note(&place, reason, "listed as an orphan");
            value = unplaced;
            return Err(orphan(value, ground.unit));
        }
    };
    let mut fields = Fields::new(map, &place);
    // Both are read already; an id of the wrong type is still to be kept.
    fields.take("target");
    fields.id(cast.log, "id");
    let (label, kind) = read_label(&mut fields, &place, cast);
    let provenance = read_provenance(&mut fields, &place, cast.log);
    fields.nest("target", placed.extras);
    let id = known.annotation_id(id.as_deref(), &place, cast);
    Ok(Annotation {
        id,
        kind,
        label,
        target: placed.target,
        attributes: read_attributes(&mut fields, cast.log),
        note: fields.string(cast.log, "note").unwrap_or_default(),
        provenance,
        extra: fields.into_extra(),
    })
}

fn check_type(value: &Value) -> Result<(), String> {
    if !value.is_object() {
        return Err("it is not an object".to_owned());
    }
    match value.get("type") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(kind)) if AnnotationType::from_name(kind).is_some() => Ok(()),
        Some(other) => Err(format!("its type {other} is none that Galley knows")),
    }
}

/// What could not be placed, as it was; with the unit of its offsets where
/// that is not the one that the next export will have.
fn orphan(mut value: Value, unit: OffsetUnit) -> Value {
    if let Value::Object(map) = &mut value
        && unit != OffsetUnit::CodePoint
    {
        map.entry("offset_unit").or_insert_with(|| Value::from(unit.name()));
    }
    value
}

fn read_label(
    fields: &mut Fields<'_>,
    place: &dyn fmt::Display,
    cast: &mut Cast<'_>,
) -> (LabelId, AnnotationType) {
    let kind: Option<AnnotationType> = fields.one_of(cast.log, "type", "a type of annotation");
    let name = fields.string(cast.log, "label").unwrap_or_else(|| {
        let name = kind.unwrap_or(AnnotationType::Entity).name().to_uppercase();
        cast.log.note(place, "it has no label", format!("labelled {name}"));
        name
    });
    let (label, own) = cast.labels.resolve(&name, kind, place, cast.log);
    (label, kind.unwrap_or(own))
}

pub(super) fn read_attributes(fields: &mut Fields<'_>, log: &mut Log) -> Attributes {
    fields.object(log, "attributes").unwrap_or_default().into_iter().collect()
}

fn read_provenance(fields: &mut Fields<'_>, place: &dyn fmt::Display, log: &mut Log) -> Provenance {
    let Some(map) = fields.object(log, "provenance") else {
        return Provenance { origin: Origin::Imported, ..Provenance::default() };
    };
    let place = Part { of: Some(place), kind: "its provenance", number: 0, name: None };
    let mut own = Fields::new(map, &place);
    let provenance = Provenance {
        creator: own.string(log, "creator").unwrap_or_default(),
        created: own.string(log, "created").unwrap_or_default(),
        modified: own.string(log, "modified"),
        origin: own.one_of(log, "origin", "human, accepted, edited or imported").unwrap_or(Origin::Imported),
        rule: own.string(log, "rule"),
    };
    fields.nest("provenance", own.into_extra());
    provenance
}

impl Known {
    /// An annotation's id: its own, or a new one when it has none, another has
    /// it too, or it has white space, which would make two of it on screen.
    fn annotation_id(&mut self, own: Option<&str>, place: &dyn fmt::Display, cast: &mut Cast<'_>) -> Id {
        let usable = own.filter(|own| !own.contains(char::is_whitespace)).map(Id::from);
        let id = match usable {
            Some(id) if !self.taken.contains(&id) => id,
            _ => fresh(cast.new_id, |id| self.taken.contains(id)),
        };
        if let Some(own) = own {
            if id.as_str() != own {
                let found = if self.names.contains_key(own) {
                    "another has its id too"
                } else {
                    "its id has white space or is taken"
                };
                cast.log.note(place, found, format!("its id is {id} now"));
            }
            self.names.entry(own.to_owned()).or_insert_with(|| id.clone());
        }
        self.taken.insert(id.clone());
        id
    }
}

/// The first annotation of a name, by which relations refer to it.
pub(super) type Names = HashMap<String, Id>;
