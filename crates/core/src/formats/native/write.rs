//! From the model to the file.

use std::borrow::{Borrow, Cow};
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256};
use text_size::{TextRange, TextSize};

use super::document::{self as file, Format, GENERATOR, OffsetUnit, Version};
use super::extra::{ByRange, beside, set_aside, take_nested, take_range};
use super::json::{WriteError, compact, pretty};
use super::names;
use crate::model::{
    Annotation, Article, AttributeKind, Attribution, Entity, Extra, Id, Label, LabelId, LabelSet,
};
use crate::text::Text;

/// Writes a whole `.json` file. The same state gives the same bytes, save for
/// `exported`.
///
/// # Errors
/// None that a state can cause; see [`WriteError`].
pub fn write_json<A: Borrow<Article>>(
    label_set: &LabelSet,
    articles: impl IntoIterator<Item = A>,
    exported: &str,
) -> Result<String, WriteError> {
    write_json_with(label_set, articles, exported, &Extra::new())
}

/// Writes a whole `.json` file with unknown fields of the file itself, as
/// [`NativeImport::extra`](super::NativeImport::extra) gave them.
///
/// # Errors
/// None that a state can cause; see [`WriteError`].
pub fn write_json_with<A: Borrow<Article>>(
    label_set: &LabelSet,
    articles: impl IntoIterator<Item = A>,
    exported: &str,
    extra: &Extra,
) -> Result<String, WriteError> {
    let articles =
        Articles { articles: RefCell::new(articles.into_iter()), labels: LabelNames::of(label_set) };
    let file = file::File {
        format: Format::Galley,
        version: Version,
        offset_unit: OffsetUnit::CodePoint,
        exported,
        generator: GENERATOR,
        label_set: label_set_in_file(label_set),
        articles,
        extra: beside(extra, names::FILE),
    };
    pretty(&file, 4)
}

/// Writes the first line of a `.jsonl` file, line break included.
///
/// # Errors
/// None that a state can cause; see [`WriteError`].
pub fn write_jsonl_header(label_set: &LabelSet, exported: &str) -> Result<String, WriteError> {
    write_jsonl_header_with(label_set, exported, &Extra::new())
}

/// Writes the first line of a `.jsonl` file with unknown fields of the file
/// itself, as [`NativeImport::extra`](super::NativeImport::extra) gave them.
///
/// # Errors
/// None that a state can cause; see [`WriteError`].
pub fn write_jsonl_header_with(
    label_set: &LabelSet,
    exported: &str,
    extra: &Extra,
) -> Result<String, WriteError> {
    compact(&file::Header {
        format: Format::Galley,
        version: Version,
        offset_unit: OffsetUnit::CodePoint,
        exported,
        generator: GENERATOR,
        label_set: label_set_in_file(label_set),
        extra: beside(extra, names::FILE),
    })
}

/// Writes an article's line of a `.jsonl` file, line break included. The line
/// can be read without any other.
///
/// # Errors
/// None that a state can cause; see [`WriteError`].
pub fn write_jsonl_article(label_set: &LabelSet, article: &Article) -> Result<String, WriteError> {
    compact(&file::Line {
        format: Format::Galley,
        version: Version,
        offset_unit: OffsetUnit::CodePoint,
        article: article_in_file(article, &LabelNames::of(label_set)),
    })
}

/// What annotations name each label by.
struct LabelNames<'a>(HashMap<&'a LabelId, &'a str>);

impl<'a> LabelNames<'a> {
    fn of(set: &'a LabelSet) -> Self {
        let mut uses: HashMap<&str, usize> = HashMap::new();
        for label in &set.labels {
            *uses.entry(&label.name).or_default() += 1;
        }
        // Two labels of one name would become one when the file is read: until
        // the user has renamed one, their annotations name them by id.
        let name = |label: &'a Label| {
            if uses.get(label.name.as_str()) == Some(&1) { label.name.as_str() } else { label.id.as_str() }
        };
        Self(set.labels.iter().map(|label| (&label.id, name(label))).collect())
    }

    fn name_of(&self, id: &'a LabelId) -> &'a str {
        self.0.get(id).copied().unwrap_or(id.as_str())
    }
}

/// Articles that are turned into their file form one after the other, so that
/// a large set is not in memory twice.
struct Articles<'a, I> {
    articles: RefCell<I>,
    labels: LabelNames<'a>,
}

impl<A: Borrow<Article>, I: Iterator<Item = A>> Serialize for Articles<'_, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for article in &mut *self.articles.borrow_mut() {
            list.serialize_element(&article_in_file(article.borrow(), &self.labels))?;
        }
        list.end()
    }
}

pub(in crate::formats) fn label_set_in_file(set: &LabelSet) -> file::LabelSet<'_> {
    let labels = set.labels.iter().map(|label| file::Label {
        id: label.id.as_str(),
        kind: label.kind,
        name: &label.name,
        title: &label.title,
        key: label.key,
        color: &label.color,
        extra: beside(&label.extra, names::LABEL),
    });
    let attributes = set.attributes.iter().map(|attribute| {
        let (kind, values, known) = match &attribute.kind {
            AttributeKind::Choice { values } => {
                (file::AttributeKind::Choice, Some(values.as_slice()), names::CHOICE)
            }
            AttributeKind::Flag => (file::AttributeKind::Flag, None, names::ATTRIBUTE),
            AttributeKind::Text => (file::AttributeKind::Text, None, names::ATTRIBUTE),
        };
        let extra = beside(&attribute.extra, known);
        file::Attribute { applies_to: attribute.applies_to, name: &attribute.name, kind, values, extra }
    });
    file::LabelSet {
        name: &set.name,
        labels: labels.collect(),
        attributes: attributes.collect(),
        extra: beside(&set.extra, names::LABEL_SET),
    }
}

/// The SHA-256 of a text, in lower-case hexadecimal digits.
pub(super) fn sha256(text: &str) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16);
    Sha256::digest(text.as_bytes())
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .flatten()
        .collect()
}

/// Annotations in the order in which a file has them.
pub(super) fn reading_order(a: &Annotation, b: &Annotation) -> std::cmp::Ordering {
    let key = |annotation: &Annotation| {
        let extent = annotation.target.extent();
        (extent.start(), Reverse(extent.end()))
    };
    key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
}

fn article_in_file<'a>(article: &'a Article, labels: &LabelNames<'a>) -> file::Article<'a> {
    let mut offsets = Offsets::new(&article.text);
    let mut extra = beside_nested(&article.extra, names::ARTICLE, "blocks");
    let blocks = blocks_in_file(article, &mut offsets, &mut extra);
    let mut orphans = Cow::Borrowed(article.orphans.as_slice());

    let mut sorted: Vec<&Annotation> = article.annotations.iter().map(Arc::as_ref).collect();
    sorted.sort_by(|a, b| reading_order(a, b));
    let mut annotations = Vec::with_capacity(sorted.len());
    for annotation in sorted {
        match annotation_in_file(annotation, labels, &mut offsets) {
            Some(annotation) => annotations.push(annotation),
            // Its target is not in this text. That is no state Galley gets
            // into; should it, then the file still says what there was.
            None => orphans.to_mut().push(serde_json::to_value(annotation).unwrap_or_default()),
        }
    }
    file::Article {
        id: article.id.as_str(),
        title: &article.title,
        metadata: Cow::Borrowed(&article.metadata),
        text: &article.text,
        text_sha256: sha256(&article.text),
        blocks,
        annotations,
        entities: by_id(&article.entities, |entity| &entity.id)
            .map(|entity| entity_in_file(entity, labels))
            .collect(),
        attributions: by_id(&article.attributions, |attribution| &attribution.id)
            .map(attribution_in_file)
            .collect(),
        document_labels: Cow::Borrowed(&article.document_labels),
        status: article.status,
        orphans,
        extra,
    }
}

fn by_id<T>(list: &[Arc<T>], id: impl Fn(&T) -> &Id) -> impl Iterator<Item = &T> {
    let mut sorted: Vec<&T> = list.iter().map(Arc::as_ref).collect();
    sorted.sort_by(|a, b| id(a).cmp(id(b)));
    sorted.into_iter()
}

/// An extra as it is written beside the fields `known`, with the extras that
/// the field `nested` has left in it still there.
fn beside_nested<'a>(extra: &'a Extra, known: &[&str], nested: &str) -> Cow<'a, Extra> {
    match extra.get(nested) {
        Some(Value::Object(_)) => {
            let known: Vec<&str> = known.iter().copied().filter(|&name| name != nested).collect();
            beside(extra, &known)
        }
        _ => beside(extra, known),
    }
}

fn blocks_in_file<'a>(
    article: &'a Article,
    offsets: &mut Offsets<'a>,
    extra: &mut Cow<'a, Extra>,
) -> Vec<file::Block<'a>> {
    let mut extras = take_nested(extra, "blocks");
    let mut blocks = Vec::with_capacity(article.blocks.len());
    for block in &article.blocks {
        let Some((start, end, _)) = offsets.locate(block.range) else {
            set_aside(extra.to_mut(), "blocks", serde_json::to_value(block).unwrap_or_default());
            continue;
        };
        let extra = take_range(&mut extras, start, end);
        blocks.push(file::Block { kind: block.kind, start, end, extra: owned_beside(extra, names::BLOCK) });
    }
    keep_stale(extra, "blocks", extras);
    blocks
}

/// Extras of ranges that are no longer there.
fn keep_stale(extra: &mut Cow<'_, Extra>, field: &str, extras: ByRange) {
    if !extras.is_empty() {
        set_aside(extra.to_mut(), field, Value::Object(extras));
    }
}

fn owned_beside(extra: Extra, known: &[&str]) -> Cow<'static, Extra> {
    match beside(&extra, known) {
        Cow::Owned(extra) => Cow::Owned(extra),
        Cow::Borrowed(_) => Cow::Owned(extra),
    }
}

fn annotation_in_file<'a>(
    annotation: &'a Annotation,
    labels: &LabelNames<'a>,
    offsets: &mut Offsets<'a>,
) -> Option<file::Annotation<'a>> {
    let mut extra = annotation_extra(&annotation.extra);
    let mut extras = take_nested(&mut extra, "target");
    let mut target = Vec::with_capacity(annotation.target.fragments().len());
    for &fragment in annotation.target.fragments() {
        let (start, end, exact) = offsets.locate(fragment)?;
        let extra = owned_beside(take_range(&mut extras, start, end), names::FRAGMENT);
        target.push(file::Fragment { start, end, exact, extra });
    }
    keep_stale(&mut extra, "target", extras);
    let provenance = &annotation.provenance;
    let provenance = file::Provenance {
        creator: &provenance.creator,
        created: &provenance.created,
        modified: provenance.modified.as_deref(),
        origin: provenance.origin,
        rule: provenance.rule.as_deref(),
        extra: owned_beside(take_nested(&mut extra, "provenance"), names::PROVENANCE),
    };
    Some(file::Annotation {
        id: annotation.id.as_str(),
        kind: annotation.kind,
        label: labels.name_of(&annotation.label),
        target,
        attributes: &annotation.attributes,
        note: &annotation.note,
        provenance,
        extra,
    })
}

fn annotation_extra(extra: &Extra) -> Cow<'_, Extra> {
    let is_nested = |name: &str| {
        matches!(name, "target" | "provenance") && matches!(extra.get(name), Some(Value::Object(_)))
    };
    if extra.is_empty() {
        return Cow::Borrowed(extra);
    }
    let known: Vec<&str> = names::ANNOTATION.iter().copied().filter(|&name| !is_nested(name)).collect();
    beside(extra, &known)
}

fn entity_in_file<'a>(entity: &'a Entity, labels: &LabelNames<'a>) -> file::Entity<'a> {
    file::Entity {
        id: entity.id.as_str(),
        label: labels.name_of(&entity.label),
        name: &entity.name,
        role: &entity.role,
        mentions: ids(&entity.mentions),
        links: &entity.links,
        extra: beside(&entity.extra, names::ENTITY),
    }
}

fn attribution_in_file(attribution: &Attribution) -> file::Attribution<'_> {
    file::Attribution {
        id: attribution.id.as_str(),
        sources: ids(&attribution.sources),
        no_source: attribution.no_source,
        cue: attribution.cue.as_ref().map(Id::as_str),
        contents: ids(&attribution.contents),
        addressees: ids(&attribution.addressees),
        parent: attribution.parent.as_ref().map(Id::as_str),
        attributes: &attribution.attributes,
        extra: beside(&attribution.extra, names::ATTRIBUTION),
    }
}

fn ids(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(Id::as_str).collect()
}

/// Turns ranges in text order into code points, counting from one to the next:
/// a hundred thousand cost one pass over the text and one over what they cover.
struct Offsets<'a> {
    text: &'a Text,
    byte: TextSize,
    code_point: u32,
}

/// Beyond this many bytes the text's own table is faster than counting.
const FAR: u32 = 1024;

impl<'a> Offsets<'a> {
    fn new(text: &'a Text) -> Self {
        Self { text, byte: TextSize::new(0), code_point: 0 }
    }

    /// A range's start and end in code points, and its text; `None` when the
    /// range is not in the text or cuts a character.
    fn locate(&mut self, range: TextRange) -> Option<(u32, u32, &'a str)> {
        let exact = self.text.slice(range)?;
        let start = self.count_to(self.byte, self.code_point, range.start())?;
        (self.byte, self.code_point) = (range.start(), start);
        let end = self.count_to(range.start(), start, range.end())?;
        Some((start, end, exact))
    }

    fn count_to(&self, from: TextSize, code_point: u32, to: TextSize) -> Option<u32> {
        match to.checked_sub(from) {
            Some(gap) if u32::from(gap) < FAR => {
                let between = self.text.slice(TextRange::new(from, to))?;
                Some(code_point + u32::try_from(between.chars().count()).ok()?)
            }
            _ => self.text.code_point_from_byte(to),
        }
    }
}
