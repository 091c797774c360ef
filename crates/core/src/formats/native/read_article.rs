//! One article of a file.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::document::OffsetUnit;
use super::extra::ByRange;
use super::fields::{Fields, Log, Part, id_of};
use super::labels::Labels;
use super::relations::{Known, Named, read_attributions, read_dismissals, read_entities};
use super::sha256::sha256;
use super::target::{Ground, place as place_target, range_extra, range_of};
use crate::json::{Object, Raw};
use crate::model::{
    Annotation, AnnotationType, Article, Attributes, Evidence, Id, LabelId, Origin, Provenance, Stance,
    Status,
};
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

/// Reads an article, which has a text, or says why it cannot be one.
pub(super) fn read_article(
    mut fields: Fields<'_>,
    place: &dyn fmt::Display,
    cast: &mut Cast<'_>,
) -> Result<Article, String> {
    let text = fields.take("text").and_then(Raw::string).ok_or("it has no text")?;
    let text = Arc::new(Text::new(text).map_err(|error| error.to_string())?);
    check_sum(&mut fields, &text, place, cast.log);
    let id = fields.id(cast.log, "id");
    let id = article_id(id.as_deref(), place, cast);
    let title = fields.string(cast.log, "title");

    let ground = Ground::new(&text, cast.unit, cast.budget);
    let blocks = read_blocks(&mut fields, &ground, place, cast.log);
    let mut known = Known::default();
    let mut orphans: Vec<Value> = fields.list(cast.log, "orphans").items().map(Raw::to_value).collect();
    let mut annotations = Vec::new();
    for (index, (value, object)) in fields.list(cast.log, "annotations").objects().enumerate() {
        match read_annotation(object, index, &ground, &mut known, place, cast) {
            Some(annotation) => annotations.push(Arc::new(annotation)),
            None => orphans.push(orphan(value, ground.unit)),
        }
    }
    // Galley's own are sorted.
    if !annotations.is_sorted_by_key(|annotation| annotation.reading_order()) {
        annotations.sort_unstable_by_key(|annotation| annotation.reading_order());
    }
    let entities = read_entities(&mut fields, &known, (&annotations, &text), place, cast);
    let (attributions, names) = read_attributions(&mut fields, &known, place, cast);
    let dismissals = read_dismissals(&mut fields, &mut known, &names, &ground, place, cast);
    Ok(Article {
        id,
        title: title.map_or_else(|| title_of(&text, &blocks, cast), Cow::into_owned),
        metadata: fields.map(cast.log, "metadata"),
        blocks,
        annotations,
        entities,
        attributions,
        dismissals,
        document_labels: fields.map(cast.log, "document_labels"),
        status: fields
            .one_of(cast.log, "status", "new, in_progress, done or skipped", Status::from_name)
            .unwrap_or_default(),
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

fn article_id(id: Option<&str>, place: &dyn fmt::Display, cast: &mut Cast<'_>) -> Id {
    let id = match id.map(Id::new) {
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
    for (index, (value, object)) in fields.list(log, "blocks").objects().enumerate() {
        let place = Part { of: Some(place), kind: "block", number: index + 1, name: None };
        match read_block(object, ground, &blocks, &mut extras) {
            Ok(block) => blocks.push(block),
            Err(reason) => {
                log.note(&place, reason, "set aside; its text is split anew");
                fields.set_aside("blocks", value.to_value());
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

fn read_block(
    object: Option<Object<'_>>,
    ground: &Ground<'_>,
    before: &[Block],
    extras: &mut ByRange,
) -> Result<Block, String> {
    let mut object = object.ok_or("it is not an object")?;
    let kind = object.take("kind").and_then(Raw::string).unwrap_or_default();
    let kind =
        BlockKind::from_name(&kind).ok_or_else(|| format!("its kind {kind:?} is none that Galley knows"))?;
    let range = range_of(ground, object.take("start"), object.take("end"))?;
    if before.last().is_some_and(|last| last.range.end() > range.start()) {
        return Err("it begins before the block before it ends".to_owned());
    }
    extras.extend(range_extra(ground.text, range, object));
    Ok(Block { kind, range })
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

/// An annotation; `None` when it is none of this text.
fn read_annotation(
    object: Option<Object<'_>>,
    index: usize,
    ground: &Ground<'_>,
    known: &mut Known,
    article: &dyn fmt::Display,
    cast: &mut Cast<'_>,
) -> Option<Annotation> {
    let id = object.as_ref().and_then(|object| object.get("id")).and_then(id_of);
    let place = Part { of: Some(article), kind: "annotation", number: index + 1, name: id.as_deref() };
    let placed = object.as_ref().ok_or_else(|| "it is not an object".to_owned()).and_then(|object| {
        check_type(object.get("type"))?;
        place_target(ground, object.get("target"), &place, cast.log)
    });
    let placed = placed.map_err(|reason| cast.log.note(&place, reason, "listed as an orphan")).ok()?;

    let mut fields = Fields::new(object?, &place);
    // Both are read already; an id of the wrong type is still to be kept.
    fields.take("target");
    fields.id(cast.log, "id");
    let (label, kind) = read_label(&mut fields, &place, cast);
    let provenance = read_provenance(&mut fields, &place, known, cast.log);
    placed.left.with(&mut fields);
    let id = known.annotation_id(id.as_deref(), &place, cast);
    Some(Annotation {
        id,
        kind,
        label,
        target: placed.target,
        attributes: read_attributes(&mut fields, cast.log),
        note: fields.string(cast.log, "note").unwrap_or_default().into_owned(),
        evidence: read_evidence(&mut fields, &place, cast.log),
        provenance,
        extra: fields.into_extra(),
    })
}

fn check_type(kind: Option<Raw<'_>>) -> Result<(), String> {
    let Some(kind) = kind.filter(|kind| !kind.is_null()) else { return Ok(()) };
    match kind.string().and_then(|kind| AnnotationType::from_name(&kind)) {
        Some(_) => Ok(()),
        None => Err(format!("its type {} is none that Galley knows", kind.to_value())),
    }
}

/// What could not be placed, as it was; with the unit of its offsets where
/// that is not the one that the next export will have.
fn orphan(value: Raw<'_>, unit: OffsetUnit) -> Value {
    let mut value = value.to_value();
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
    let kind = fields.one_of(cast.log, "type", "a type of annotation", AnnotationType::from_name);
    let name = fields.string(cast.log, "label").unwrap_or_else(|| {
        let name = kind.unwrap_or(AnnotationType::Entity).name().to_uppercase();
        cast.log.note(place, "it has no label", format!("labelled {name}"));
        Cow::Owned(name)
    });
    let (label, own) = cast.labels.resolve(&name, kind, place, cast.log);
    (label, kind.unwrap_or(own))
}

fn read_evidence(fields: &mut Fields<'_>, place: &dyn fmt::Display, log: &mut Log) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for (index, (value, object)) in fields.list(log, "evidence").objects().enumerate() {
        let place = Part { of: Some(place), kind: "evidence", number: index + 1, name: None };
        let Some(object) = object else {
            fields.refuse(log, "evidence", value, "an object");
            continue;
        };
        let mut own = Fields::new(object, &place);
        let mut text = |field| own.string(log, field).unwrap_or_default().into_owned();
        let (url, title, quote, date) = (text("url"), text("title"), text("quote"), text("date"));
        let stance = own.one_of(log, "stance", "supports or contradicts", Stance::from_name);
        evidence.push(Evidence { url, title, quote, date, stance, extra: own.into_extra() });
    }
    evidence
}

pub(super) fn read_attributes(fields: &mut Fields<'_>, log: &mut Log) -> Attributes {
    fields.map(log, "attributes").into_iter().collect()
}

pub(super) fn read_provenance(
    fields: &mut Fields<'_>,
    place: &dyn fmt::Display,
    known: &mut Known,
    log: &mut Log,
) -> Provenance {
    let Some(object) = fields.object(log, "provenance") else {
        return Provenance { origin: Origin::Imported, ..Provenance::default() };
    };
    let place = Part { of: Some(place), kind: "its provenance", number: 0, name: None };
    let mut own = Fields::new(object, &place);
    let provenance = Provenance {
        creator: known.creator.share(&own.string(log, "creator").unwrap_or_default()),
        created: known.created.share(&own.string(log, "created").unwrap_or_default()),
        modified: own.string(log, "modified").map(Arc::from),
        origin: own
            .one_of(log, "origin", "human, accepted, edited or imported", Origin::from_name)
            .unwrap_or(Origin::Imported),
        rule: own.string(log, "rule").map(Arc::from),
    };
    fields.nest("provenance", own.into_extra());
    provenance
}

impl Known {
    /// An annotation's id: its own, or a new one when it has none, another has
    /// it too, or it has white space, which would make two of it on screen.
    fn annotation_id(&mut self, own: Option<&str>, place: &dyn fmt::Display, cast: &mut Cast<'_>) -> Id {
        if let Some(usable) = own.filter(|own| !own.chars().any(char::is_whitespace))
            && let Entry::Vacant(free) = self.taken.entry(Id::new(usable))
        {
            let id = free.key().clone();
            free.insert(Named::ByFile);
            return id;
        }
        let id = fresh(cast.new_id, |id| self.taken.contains_key(id));
        self.taken.insert(id.clone(), Named::Here);
        if let Some(own) = own {
            let found = if self.reference(own).is_some() {
                "another has its id too"
            } else {
                self.renamed.insert(own.to_owned(), id.clone());
                "its id has white space or is taken"
            };
            cast.log.note(place, found, format!("its id is {id} now"));
        }
        id
    }

    /// The annotation that has an id in the file; the first, if several have.
    pub(super) fn reference(&self, id: &str) -> Option<&Id> {
        match self.taken.get_key_value(id) {
            Some((id, Named::ByFile)) => Some(id),
            _ => self.renamed.get(id),
        }
    }
}
