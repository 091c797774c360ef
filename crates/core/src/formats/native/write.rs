//! From the model to the file.

use std::borrow::{Borrow, Cow};
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use text_size::{TextRange, TextSize};

use super::document::{GENERATOR, OffsetUnit, VERSION};
use super::extra::{ByRange, beside, set_aside, take_nested, take_range};
use super::names;
use super::sha256::sha256;
use crate::json::{Layout, Writer};
use crate::model::{
    Annotation, Article, AttributeKind, Attributes, Attribution, CheckStyle, Dismissal, Entity, Evidence,
    Extra, Id, Label, LabelId, LabelSet, Level, Provenance, Stance, Target,
};
use crate::text::{Block, Text};

/// Writes a whole `.json` file, with unknown fields of the file itself as
/// [`NativeImport::extra`](super::NativeImport::extra) gave them. The same
/// state gives the same bytes, save for `exported`.
#[must_use]
pub fn write_json<A: Borrow<Article>>(
    label_set: &LabelSet,
    articles: impl IntoIterator<Item = A>,
    exported: &str,
    extra: &Extra,
) -> String {
    let mut file = FileWriter::json(label_set, exported, extra);
    for article in articles {
        file.article(article.borrow()).write();
    }
    file.finish()
}

/// Writes the first line of a `.jsonl` file, line break included.
#[must_use]
pub fn write_jsonl_header(label_set: &LabelSet, exported: &str, extra: &Extra) -> String {
    FileWriter::json_lines(label_set, exported, extra).finish()
}

/// Writes an article's line of a `.jsonl` file, line break included. The line
/// can be read without any other.
#[must_use]
pub fn write_jsonl_article(label_set: &LabelSet, article: &Article) -> String {
    let mut file = FileWriter::new(Layout::OneLine, label_set, Cow::default());
    file.article(article).write();
    file.finish()
}

/// An annotation as a file has it, for when it is no longer in its text: with
/// the offsets and the words that it had there.
#[must_use]
pub fn annotation_value(annotation: &Annotation, text: &Text, label_set: &LabelSet) -> Value {
    let mut offsets = Offsets::new(text);
    let fragments = annotation.target.fragments();
    let placed: Vec<Placed> = fragments.iter().filter_map(|&range| offsets.locate(range)).collect();
    let mut out = Writer::new(Layout::OneLine);
    annotation_in_file(&mut out, annotation, &placed, &LabelNames::of(label_set));
    serde_json::from_str(&out.take()).unwrap_or_default()
}

/// Writes a file in pieces, so that it need not be in memory as a whole and
/// others can have their turn in between: article by article, and each of them
/// some annotations at a time.
pub struct FileWriter<'a> {
    out: Writer,
    layout: Layout,
    labels: LabelNames<'a>,
    /// Unknown fields of a `.json` file, which come last.
    extra: Cow<'a, Extra>,
}

impl<'a> FileWriter<'a> {
    /// Begins a `.json` file. `extra` is the unknown fields of the file itself.
    #[must_use]
    pub fn json(label_set: &'a LabelSet, exported: &str, extra: &'a Extra) -> Self {
        let layout = Layout::Indented { deepest: 4 };
        let mut file = Self::new(layout, label_set, beside(extra, names::FILE));
        file.head(label_set, exported);
        file.out.name("articles");
        file.out.begin_array();
        file
    }

    /// Begins a `.jsonl` file with its first line. `extra` is the unknown
    /// fields of the file itself.
    #[must_use]
    pub fn json_lines(label_set: &'a LabelSet, exported: &str, extra: &Extra) -> Self {
        let mut file = Self::new(Layout::OneLine, label_set, Cow::default());
        file.head(label_set, exported);
        file.out.fields(&beside(extra, names::FILE));
        file.end_line();
        file
    }

    fn new(layout: Layout, label_set: &'a LabelSet, extra: Cow<'a, Extra>) -> Self {
        Self { out: Writer::new(layout), layout, labels: LabelNames::of(label_set), extra }
    }

    /// Begins an article, which is written as its writer advances; to its end
    /// before the next begins.
    pub fn article<'b>(&'b mut self, article: &'b Article) -> ArticleWriter<'b>
    where
        'a: 'b,
    {
        ArticleWriter::new(self, article)
    }

    /// What has been written since the last call.
    #[must_use]
    pub fn take(&mut self) -> String {
        self.out.take()
    }

    /// Ends the file, and gives what has been written since the last
    /// [`take`](Self::take).
    #[must_use]
    pub fn finish(mut self) -> String {
        if self.layout != Layout::OneLine {
            self.out.end();
            self.out.fields(&self.extra);
            self.end_line();
        }
        self.out.take()
    }

    fn head(&mut self, label_set: &LabelSet, exported: &str) {
        self.out.begin_object();
        kind_of_file(&mut self.out);
        self.out.text("exported", exported);
        self.out.text("generator", GENERATOR);
        self.out.name("label_set");
        self.out.begin_object();
        label_set_fields(&mut self.out, label_set, names::LABEL_SET);
        self.out.end();
    }

    fn end_line(&mut self) {
        self.out.end();
        self.out.end_line();
    }
}

fn kind_of_file(out: &mut Writer) {
    out.text("format", "galley");
    out.name("version");
    out.number(VERSION);
    out.text("offset_unit", OffsetUnit::CodePoint.name());
}

/// Writes an article in pieces.
pub struct ArticleWriter<'a> {
    out: &'a mut Writer,
    layout: Layout,
    labels: &'a LabelNames<'a>,
    article: &'a Article,
    offsets: Offsets<'a>,
    /// In text order.
    annotations: Cow<'a, [Arc<Annotation>]>,
    next: Next,
    /// Extras of blocks, those written taken out.
    block_extras: ByRange,
    orphans: Vec<Value>,
    extra: Cow<'a, Extra>,
}

/// What an article's next piece begins with.
#[derive(Clone, Copy)]
enum Next {
    Text,
    /// The sum of the text, which costs as much again.
    Sum,
    Block(usize),
    Annotation(usize),
}

impl<'a> ArticleWriter<'a> {
    fn new<'f: 'a>(file: &'a mut FileWriter<'f>, article: &'a Article) -> Self {
        let mut annotations = Cow::Borrowed(article.annotations.as_slice());
        if !annotations.is_sorted_by_key(|annotation| annotation.reading_order()) {
            annotations.to_mut().sort_unstable_by_key(|annotation| annotation.reading_order());
        }
        let mut extra = beside_nested(&article.extra, names::ARTICLE, "blocks");
        Self {
            out: &mut file.out,
            layout: file.layout,
            labels: &file.labels,
            article,
            offsets: Offsets::new(&article.text),
            annotations,
            next: Next::Text,
            block_extras: take_nested(&mut extra, "blocks"),
            orphans: Vec::new(),
            extra,
        }
    }

    /// Writes the whole article.
    pub fn write(mut self) {
        while self.advance(usize::MAX) {}
    }

    /// Writes on: at first the text, then so many blocks or annotations. Gives
    /// whether there is more to write.
    pub fn advance(&mut self, count: usize) -> bool {
        self.next = match self.next {
            Next::Text => {
                self.text();
                Next::Sum
            }
            Next::Sum => {
                self.out.text("text_sha256", &sha256(&self.article.text));
                self.out.name("blocks");
                self.out.begin_array();
                Next::Block(0)
            }
            Next::Block(from) => {
                let (_, rest) = self.article.blocks.split_at(from);
                let blocks = &rest[..count.min(rest.len())];
                blocks.iter().for_each(|block| self.block(block));
                if blocks.len() < rest.len() {
                    Next::Block(from + blocks.len())
                } else {
                    self.out.end();
                    self.out.name("annotations");
                    self.out.begin_array();
                    Next::Annotation(0)
                }
            }
            Next::Annotation(from) => {
                let to = from.saturating_add(count).min(self.annotations.len());
                for index in from..to {
                    let annotation = self.annotations[index].clone();
                    self.annotation(&annotation);
                }
                if to == self.annotations.len() {
                    self.out.end();
                    self.end();
                    return false;
                }
                Next::Annotation(to)
            }
        };
        true
    }

    /// What has been written since the last call.
    #[must_use]
    pub fn take(&mut self) -> String {
        self.out.take()
    }

    fn text(&mut self) {
        let article = self.article;
        self.out.begin_object();
        if self.layout == Layout::OneLine {
            kind_of_file(self.out);
        }
        self.out.text("id", article.id.as_str());
        self.out.text("title", &article.title);
        self.out.name("metadata");
        self.out.map(&article.metadata);
        self.out.text("text", &article.text);
    }

    fn block(&mut self, block: &Block) {
        let Some(Placed { start, end, .. }) = self.offsets.locate(block.range) else {
            let bytes = [block.range.start(), block.range.end()].map(u32::from);
            let unplaced = Extra::from_iter([
                ("kind".to_owned(), Value::from(block.kind.name())),
                ("bytes".to_owned(), Value::from(bytes.to_vec())),
            ]);
            return set_aside(self.extra.to_mut(), "blocks", Value::Object(unplaced));
        };
        self.out.begin_object();
        self.out.text("kind", block.kind.name());
        range_fields(self.out, start, end);
        self.out.fields(&beside(&take_range(&mut self.block_extras, start, end), names::BLOCK));
        self.out.end();
    }

    fn annotation(&mut self, annotation: &Annotation) {
        if let Some(placed) = self.place(&annotation.target) {
            annotation_in_file(self.out, annotation, &placed, self.labels);
            return;
        }
        // Its target is not in this text. That is no state Galley gets into;
        // should it, then the file still says what there was.
        let mut out = Writer::new(Layout::OneLine);
        annotation_in_file(&mut out, annotation, &in_bytes(&annotation.target), self.labels);
        self.orphans.extend(serde_json::from_str(&out.take()));
    }

    /// Where a target's fragments are in the file; `None` when they are not
    /// in this text.
    fn place(&mut self, target: &Target) -> Option<Vec<Placed<'a>>> {
        target.fragments().iter().map(|&range| self.offsets.locate(range)).collect()
    }

    fn end(&mut self) {
        let (article, offsets) = (self.article, &mut self.offsets);
        let mut place = |target: &Target| {
            let placed = target.fragments().iter().map(|&range| offsets.locate(range));
            placed.collect::<Option<Vec<_>>>().unwrap_or_else(|| in_bytes(target))
        };
        tail(self.out, article, self.labels, &self.orphans, &mut place);
        keep_stale(&mut self.extra, "blocks", std::mem::take(&mut self.block_extras));
        self.out.fields(&self.extra);
        self.out.end();
        if self.layout == Layout::OneLine {
            self.out.end_line();
        }
    }
}

/// What comes after an article's annotations. `more` orphans are of this
/// writing; `place` says where a target is in the file.
fn tail<'a>(
    out: &mut Writer,
    article: &'a Article,
    labels: &LabelNames<'_>,
    more: &[Value],
    place: &mut dyn FnMut(&Target) -> Vec<Placed<'a>>,
) {
    out.name("entities");
    out.begin_array();
    by_id(&article.entities, |entity| &entity.id).for_each(|entity| entity_in_file(out, entity, labels));
    out.end();
    out.name("attributions");
    out.begin_array();
    by_id(&article.attributions, |attribution| &attribution.id)
        .for_each(|attribution| attribution_in_file(out, attribution));
    out.end();
    if !article.dismissals.is_empty() {
        out.name("dismissals");
        out.begin_array();
        by_id(&article.dismissals, |dismissal| &dismissal.id).for_each(|dismissal| {
            let placed = dismissal.subject.place.as_ref().map(&mut *place);
            dismissal_in_file(out, dismissal, placed.as_deref());
        });
        out.end();
    }
    out.name("document_labels");
    out.map(&article.document_labels);
    out.text("status", article.status.name());
    if !article.orphans.is_empty() || !more.is_empty() {
        out.name("orphans");
        out.begin_array();
        article.orphans.iter().chain(more).for_each(|orphan| out.value(orphan));
        out.end();
    }
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

    fn name_of<'b>(&'b self, id: &'b LabelId) -> &'b str {
        self.0.get(id).copied().unwrap_or(id.as_str())
    }
}

/// Writes a label set's fields into the object begun last; `known` are the
/// names of all the fields that Galley writes there.
pub(in crate::formats) fn label_set_fields(out: &mut Writer, set: &LabelSet, known: &[&str]) {
    out.text("name", &set.name);
    out.name("labels");
    out.begin_array();
    for label in &set.labels {
        out.begin_object();
        out.text("id", label.id.as_str());
        out.text("type", label.kind.name());
        out.text("name", &label.name);
        out.text("title", &label.title);
        if let Some(key) = label.key {
            out.text("key", key.encode_utf8(&mut [0; 4]));
        }
        out.text("color", &label.color);
        out.fields(&beside(&label.extra, names::LABEL));
        out.end();
    }
    out.end();
    out.name("attributes");
    out.begin_array();
    for attribute in &set.attributes {
        out.begin_object();
        out.text("applies_to", attribute.applies_to.name());
        out.text("name", &attribute.name);
        out.text("kind", attribute.kind.name());
        let known = if let AttributeKind::Choice { values } = &attribute.kind {
            out.texts("values", &mut values.iter().map(String::as_str));
            names::CHOICE
        } else {
            names::ATTRIBUTE
        };
        out.fields(&beside(&attribute.extra, known));
        out.end();
    }
    out.end();
    if !set.house_style.is_empty() {
        out.name("house_style");
        out.begin_object();
        set.house_style.iter().for_each(|(check, style)| check_style_in_file(out, check, style));
        out.end();
    }
    if !set.aliases.is_empty() {
        out.name("aliases");
        out.begin_object();
        for (name, label) in &set.aliases {
            out.key(name);
            match label {
                Some(label) => out.string(label.as_str()),
                None => out.null(),
            }
        }
        out.end();
    }
    out.fields(&beside(&set.extra, known));
}

fn check_style_in_file(out: &mut Writer, check: &str, style: &CheckStyle) {
    out.key(check);
    out.begin_object();
    out.name("off");
    out.bool(style.off);
    out.optional_text("level", style.level.map(Level::name));
    out.fields(&beside(&style.extra, names::CHECK_STYLE));
    out.end();
}

fn by_id<T>(list: &[Arc<T>], id: impl Fn(&T) -> &Id) -> impl Iterator<Item = &T> {
    let mut sorted: Vec<&T> = list.iter().map(Arc::as_ref).collect();
    sorted.sort_unstable_by(|a, b| id(a).cmp(id(b)));
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

/// Extras of ranges that are no longer there.
fn keep_stale(extra: &mut Cow<'_, Extra>, field: &str, extras: ByRange) {
    if !extras.is_empty() {
        set_aside(extra.to_mut(), field, Value::Object(extras));
    }
}

fn range_fields(out: &mut Writer, start: u32, end: u32) {
    out.name("start");
    out.number(start.into());
    out.name("end");
    out.number(end.into());
}

fn annotation_in_file(
    out: &mut Writer,
    annotation: &Annotation,
    placed: &[Placed<'_>],
    labels: &LabelNames<'_>,
) {
    let mut extra = extra_with_nested(&annotation.extra, names::ANNOTATION);
    out.begin_object();
    out.text("id", annotation.id.as_str());
    out.text("type", annotation.kind.name());
    out.text("label", labels.name_of(&annotation.label));
    target_in_file(out, placed, &mut extra);
    attributes_in_file(out, &annotation.attributes);
    out.text("note", &annotation.note);
    evidence_field(out, annotation);
    provenance_in_file(out, &annotation.provenance, take_nested(&mut extra, "provenance"));
    out.fields(&extra);
    out.end();
}

fn target_in_file(out: &mut Writer, placed: &[Placed<'_>], extra: &mut Cow<'_, Extra>) {
    let mut extras = take_nested(extra, "target");
    out.name("target");
    out.begin_array();
    for &Placed { start, end, exact } in placed {
        out.begin_object();
        range_fields(out, start, end);
        out.text("exact", exact);
        out.fields(&beside(&take_range(&mut extras, start, end), names::FRAGMENT));
        out.end();
    }
    out.end();
    keep_stale(extra, "target", extras);
}

/// Writes the fields of an annotation that other programs have no places for:
/// evidence, who marked it, and what Galley does not know. `known` are the
/// fields beside them.
pub(in crate::formats) fn details(out: &mut Writer, annotation: &Annotation, known: &[&str]) {
    let mut extra = extra_with_nested(&annotation.extra, known);
    // Fields of fragments, which others tell apart in their own ways.
    drop(take_nested(&mut extra, "target"));
    let of_provenance = take_nested(&mut extra, "provenance");
    evidence_field(out, annotation);
    provenance_in_file(out, &annotation.provenance, of_provenance);
    out.fields(&extra);
}

/// Writes what was found for or against a claim, unless there is nothing.
pub(in crate::formats) fn evidence_field(out: &mut Writer, annotation: &Annotation) {
    if !annotation.evidence.is_empty() {
        out.name("evidence");
        out.begin_array();
        annotation.evidence.iter().for_each(|evidence| evidence_in_file(out, evidence));
        out.end();
    }
}

fn evidence_in_file(out: &mut Writer, evidence: &Evidence) {
    out.begin_object();
    out.text("url", &evidence.url);
    out.text("title", &evidence.title);
    out.text("quote", &evidence.quote);
    out.text("date", &evidence.date);
    out.optional_text("stance", evidence.stance.map(Stance::name));
    out.fields(&beside(&evidence.extra, names::EVIDENCE));
    out.end();
}

fn dismissal_in_file(out: &mut Writer, dismissal: &Dismissal, placed: Option<&[Placed<'_>]>) {
    let mut extra = extra_with_nested(&dismissal.extra, names::DISMISSAL);
    out.begin_object();
    out.text("id", dismissal.id.as_str());
    out.text("check", &dismissal.check);
    ids(out, "annotations", &dismissal.subject.annotations);
    ids(out, "attributions", &dismissal.subject.attributions);
    match placed {
        Some(placed) => target_in_file(out, placed, &mut extra),
        None => {
            let extras = take_nested(&mut extra, "target");
            keep_stale(&mut extra, "target", extras);
        }
    }
    out.text("reason", &dismissal.reason);
    provenance_in_file(out, &dismissal.provenance, take_nested(&mut extra, "provenance"));
    out.fields(&extra);
    out.end();
}

fn attributes_in_file(out: &mut Writer, attributes: &Attributes) {
    out.name("attributes");
    out.begin_object();
    for (name, value) in attributes {
        out.key(name);
        out.value(value);
    }
    out.end();
}

pub(in crate::formats) fn provenance_in_file(out: &mut Writer, provenance: &Provenance, extra: Extra) {
    out.name("provenance");
    out.begin_object();
    out.text("creator", &provenance.creator);
    out.text("created", &provenance.created);
    out.optional_text("modified", provenance.modified.as_deref());
    out.text("origin", provenance.origin.name());
    out.optional_text("rule", provenance.rule.as_deref());
    out.fields(&beside(&extra, names::PROVENANCE));
    out.end();
}

/// An extra as it is written beside the fields `known`, with the extras that
/// a target and a provenance have left in it still there.
fn extra_with_nested<'a>(extra: &'a Extra, known: &[&str]) -> Cow<'a, Extra> {
    let is_nested = |name: &str| {
        matches!(name, "target" | "provenance" | "blocks")
            && matches!(extra.get(name), Some(Value::Object(_)))
    };
    if extra.is_empty() {
        return Cow::Borrowed(extra);
    }
    let known: Vec<&str> = known.iter().copied().filter(|&name| !is_nested(name)).collect();
    beside(extra, &known)
}

fn entity_in_file(out: &mut Writer, entity: &Entity, labels: &LabelNames<'_>) {
    out.begin_object();
    out.text("id", entity.id.as_str());
    out.text("type", labels.name_of(&entity.label));
    out.text("name", &entity.name);
    out.text("role", &entity.role);
    ids(out, "mentions", &entity.mentions);
    out.texts("links", &mut entity.links.iter().map(String::as_str));
    out.fields(&beside(&entity.extra, names::ENTITY));
    out.end();
}

fn attribution_in_file(out: &mut Writer, attribution: &Attribution) {
    out.begin_object();
    out.text("id", attribution.id.as_str());
    ids(out, "sources", &attribution.sources);
    out.name("no_source");
    out.bool(attribution.no_source);
    optional_id(out, "cue", attribution.cue.as_ref());
    ids(out, "contents", &attribution.contents);
    ids(out, "addressees", &attribution.addressees);
    optional_id(out, "parent", attribution.parent.as_ref());
    attributes_in_file(out, &attribution.attributes);
    out.text("note", &attribution.note);
    out.fields(&beside(&attribution.extra, names::ATTRIBUTION));
    out.end();
}

fn ids(out: &mut Writer, name: &'static str, ids: &[Id]) {
    out.texts(name, &mut ids.iter().map(Id::as_str));
}

fn optional_id(out: &mut Writer, name: &'static str, id: Option<&Id>) {
    out.name(name);
    match id {
        Some(id) => out.string(id.as_str()),
        None => out.null(),
    }
}

/// Writes the fields of an article that other programs' formats have no place
/// for, all but its text and annotations, into the object begun last.
/// `offsets` gives a range in the unit of the file.
pub(in crate::formats) fn rest(
    out: &mut Writer,
    article: &Article,
    label_set: &LabelSet,
    offsets: &mut dyn FnMut(TextRange) -> (u32, u32),
) {
    out.text("id", article.id.as_str());
    out.text("title", &article.title);
    out.name("metadata");
    out.map(&article.metadata);
    out.name("blocks");
    out.begin_array();
    for block in &article.blocks {
        let (start, end) = offsets(block.range);
        out.begin_object();
        out.text("kind", block.kind.name());
        range_fields(out, start, end);
        out.end();
    }
    out.end();
    let mut place = |target: &Target| {
        let placed = target.fragments().iter().map(|&range| {
            let (start, end) = offsets(range);
            Placed { start, end, exact: article.text.slice(range).unwrap_or_default() }
        });
        placed.collect()
    };
    tail(out, article, &LabelNames::of(label_set), &[], &mut place);
    unknown_fields(out, article);
}

/// The same without what has a place in the text, for a file whose unit
/// Galley's own format does not know.
pub(in crate::formats) fn rest_without_places(out: &mut Writer, article: &Article, label_set: &LabelSet) {
    out.text("id", article.id.as_str());
    out.text("title", &article.title);
    out.name("metadata");
    out.map(&article.metadata);
    let placeless = Article { dismissals: Vec::new(), orphans: Vec::new(), ..article.clone() };
    tail(out, &placeless, &LabelNames::of(label_set), &[], &mut |target| in_bytes(target));
    unknown_fields(out, article);
}

/// Writes the fields of an article that Galley does not know.
fn unknown_fields(out: &mut Writer, article: &Article) {
    let mut extra = extra_with_nested(&article.extra, names::ARTICLE);
    // Fields of blocks; their offsets would be another unit's.
    drop(take_nested(&mut extra, "blocks"));
    out.fields(&extra);
}

/// A range's start and end as they are in the file, and its text.
#[derive(Clone, Copy)]
struct Placed<'a> {
    start: u32,
    end: u32,
    exact: &'a str,
}

/// A target that is not in the text, told in bytes.
fn in_bytes(target: &Target) -> Vec<Placed<'static>> {
    let bytes =
        |range: &TextRange| Placed { start: range.start().into(), end: range.end().into(), exact: "" };
    target.fragments().iter().map(bytes).collect()
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

    /// A range in code points; `None` when it is not in the text or cuts a
    /// character.
    fn locate(&mut self, range: TextRange) -> Option<Placed<'a>> {
        let exact = self.text.slice(range)?;
        let start = self.count_to(self.byte, self.code_point, range.start())?;
        (self.byte, self.code_point) = (range.start(), start);
        let end = self.count_to(range.start(), start, range.end())?;
        Some(Placed { start, end, exact })
    }

    fn count_to(&self, from: TextSize, code_point: u32, to: TextSize) -> Option<u32> {
        match to.checked_sub(from) {
            Some(gap) if u32::from(gap) < FAR => {
                let between = self.text.slice(TextRange::new(from, to))?;
                Some(code_point + u32::try_from(code_points(between)).ok()?)
            }
            _ => self.text.code_point_from_byte(to),
        }
    }
}

/// How many code points a text has: `chars().count()` looks at one byte after the
/// other where the standard library is built for size.
fn code_points(text: &str) -> usize {
    const HIGHEST_BITS: u64 = u64::MAX / 0xFF * 0x80;
    let words = text.as_bytes().chunks_exact(8);
    let goes_on = |byte: &&u8| *byte & 0xC0 == 0x80;
    let in_rest = words.remainder().iter().filter(goes_on).count();
    // Bytes that go on with a character begin with the bits 1 and 0.
    let in_words = words.map(|word| {
        let word = word.try_into().map_or(0, u64::from_le_bytes);
        (word & !(word << 1) & HIGHEST_BITS).count_ones() as usize
    });
    text.len() - in_words.sum::<usize>() - in_rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn code_points_are_counted_in_words_and_in_what_is_left(text in "[a-c\u{7f}\u{80}é“\u{ffff}𝒲]{0,40}") {
            prop_assert_eq!(code_points(&text), text.chars().count());
        }
    }
}
