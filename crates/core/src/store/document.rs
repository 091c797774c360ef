//! The open article: its blocks, its annotations and what the screen paints
//! of them.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use serde_json::Value;

use super::edition::Edition;
use super::index::{SpanIndex, places};
use super::margin::Margin;
use super::parts::PartIndex;
use super::resolve::MentionIndex;
use super::transaction::{Conflict, DocumentChange, Field};
use super::view::{BlockView, Cover, PaintedSegment};
use super::workspace::{Counts, count};
use crate::model::{
    Annotation, Article, Attribution, Dismissal, Entity, Extra, Id, LabelId, ReadingOrder, Status, Target,
};
use crate::text::{Block, BlockKind, Text, TextRange, TextSize, segment};

/// The open article.
#[derive(Clone, Debug)]
pub struct Document {
    id: Id,
    title: String,
    metadata: Extra,
    text: Arc<Text>,
    blocks: Vec<Block>,
    annotations: HashMap<Id, Arc<Annotation>>,
    /// The same annotations in reading order.
    order: BTreeMap<ReadingOrder, Arc<Annotation>>,
    entities: BTreeMap<Id, Arc<Entity>>,
    attributions: BTreeMap<Id, Arc<Attribution>>,
    dismissals: BTreeMap<Id, Arc<Dismissal>>,
    parts: PartIndex,
    mentions: MentionIndex,
    document_labels: Extra,
    orphans: Vec<Value>,
    extra: Extra,
    index: SpanIndex,
    /// Painted blocks; `None` until asked for, and again after a change.
    views: Vec<Option<Arc<BlockView>>>,
    /// The notes beside them, likewise.
    margins: Vec<Option<Margin>>,
    /// Paragraph numbers by block.
    numbers: Vec<Option<u32>>,
    /// Counts the changes of what is painted.
    revision: u64,
}

impl Document {
    #[must_use]
    pub fn new(article: Article) -> Self {
        let Article {
            id,
            title,
            metadata,
            text,
            blocks,
            annotations,
            entities,
            attributions,
            dismissals,
            document_labels,
            orphans,
            extra,
            status: _,
        } = article;
        let mut document = Self {
            id,
            title,
            metadata,
            text,
            views: vec![None; blocks.len()],
            margins: vec![None; blocks.len()],
            numbers: Vec::new(),
            revision: 0,
            index: SpanIndex::new(&blocks),
            blocks,
            annotations: HashMap::with_capacity(annotations.len()),
            order: BTreeMap::new(),
            entities: BTreeMap::new(),
            attributions: BTreeMap::new(),
            parts: PartIndex::default(),
            mentions: MentionIndex::default(),
            dismissals: dismissals.into_iter().map(|dismissal| (dismissal.id.clone(), dismissal)).collect(),
            document_labels,
            orphans,
            extra,
        };
        for annotation in annotations {
            document.put_annotation(&annotation.id.clone(), Some(annotation));
        }
        for entity in entities {
            document.put_entity_at(&entity.id.clone(), Some(entity));
        }
        for attribution in attributions {
            document.put_attribution_at(&attribution.id.clone(), Some(attribution));
        }
        document.number_paragraphs();
        document
    }

    /// The whole article, as formats and the store write it: annotations in
    /// text order, entities and attributions by id. The status is the list's.
    #[must_use]
    pub fn to_article(&self, status: Status) -> Article {
        Article {
            id: self.id.clone(),
            title: self.title.clone(),
            metadata: self.metadata.clone(),
            text: self.text.clone(),
            blocks: self.blocks.clone(),
            annotations: self.in_order(),
            entities: self.entities.values().cloned().collect(),
            attributions: self.attributions.values().cloned().collect(),
            dismissals: self.dismissals.values().cloned().collect(),
            document_labels: self.document_labels.clone(),
            status,
            orphans: self.orphans.clone(),
            extra: self.extra.clone(),
        }
    }

    #[must_use]
    pub fn id(&self) -> &Id {
        &self.id
    }

    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    #[must_use]
    pub fn metadata(&self) -> &Extra {
        &self.metadata
    }

    #[must_use]
    pub fn text(&self) -> &Arc<Text> {
        &self.text
    }

    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Annotations of a file whose place could not be found.
    #[must_use]
    pub fn orphans(&self) -> &[Value] {
        &self.orphans
    }

    #[must_use]
    pub fn annotation(&self, id: &Id) -> Option<&Arc<Annotation>> {
        self.annotations.get(id)
    }

    /// All annotations in reading order: by start, longer first, then by id.
    pub fn annotations(&self) -> impl DoubleEndedIterator<Item = &Arc<Annotation>> {
        self.order.values()
    }

    /// Those from a place of the reading order on.
    pub fn annotations_from<'a>(
        &'a self,
        place: &ReadingOrder,
    ) -> impl Iterator<Item = &'a Arc<Annotation>> + use<'a> {
        self.order.range(place..).map(|(_, annotation)| annotation)
    }

    /// Those before a place of the reading order, the nearest first.
    pub fn annotations_before(&self, place: &ReadingOrder) -> impl Iterator<Item = &Arc<Annotation>> {
        self.order.range(..place).rev().map(|(_, annotation)| annotation)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.annotations.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.annotations.is_empty()
    }

    pub fn entities(&self) -> impl Iterator<Item = &Arc<Entity>> {
        self.entities.values()
    }

    pub fn attributions(&self) -> impl ExactSizeIterator<Item = &Arc<Attribution>> {
        self.attributions.values()
    }

    #[must_use]
    pub fn entity(&self, id: &Id) -> Option<&Arc<Entity>> {
        self.entities.get(id)
    }

    #[must_use]
    pub fn attribution(&self, id: &Id) -> Option<&Arc<Attribution>> {
        self.attributions.get(id)
    }

    pub fn dismissals(&self) -> impl Iterator<Item = &Arc<Dismissal>> {
        self.dismissals.values()
    }

    #[must_use]
    pub fn dismissal(&self, id: &Id) -> Option<&Arc<Dismissal>> {
        self.dismissals.get(id)
    }

    pub(super) fn parts(&self) -> &PartIndex {
        &self.parts
    }

    pub(super) fn mentions(&self) -> &MentionIndex {
        &self.mentions
    }

    /// The annotations that meet a block, once for each fragment there.
    pub(super) fn in_block(&self, block: usize) -> impl Iterator<Item = &Arc<Annotation>> {
        self.index.in_block(block).iter().map(|entry| &entry.annotation)
    }

    /// The annotations of which a fragment meets a stretch of the text, once
    /// for each such fragment.
    pub fn meeting(&self, range: TextRange) -> impl Iterator<Item = &Arc<Annotation>> {
        let first = self.blocks.partition_point(|block| block.range.end() <= range.start());
        let after = self.blocks.partition_point(|block| block.range.start() < range.end());
        let meets =
            move |fragment: TextRange| fragment.start() < range.end() && range.start() < fragment.end();
        (first..after)
            .flat_map(|block| self.index.in_block(block))
            .filter(move |entry| meets(entry.range))
            .map(|entry| &entry.annotation)
    }

    /// The blocks that an annotation is in, by index.
    pub fn blocks_of<'a>(&'a self, annotation: &'a Annotation) -> impl Iterator<Item = usize> + 'a {
        places(&self.blocks, annotation).map(|(block, _)| block)
    }

    /// All annotations in reading order, to keep.
    #[must_use]
    pub fn in_order(&self) -> Vec<Arc<Annotation>> {
        self.annotations().cloned().collect()
    }

    /// The number of annotations by label.
    #[must_use]
    pub fn counts(&self) -> Counts {
        count(self.annotations())
    }

    /// The annotations that cover the character at an offset, in no order.
    pub fn covering(&self, at: TextSize) -> impl Iterator<Item = &Arc<Annotation>> {
        let entries = self.block_at(at).map_or(&[][..], |block| self.index.in_block(block));
        entries.iter().filter(move |entry| entry.range.contains(at)).map(|entry| &entry.annotation)
    }

    /// The annotations that cover the character at an offset, innermost first.
    #[must_use]
    pub fn at(&self, at: TextSize) -> Vec<Arc<Annotation>> {
        let mut found: Vec<_> = self.covering(at).cloned().collect();
        found.sort_unstable_by_key(|annotation| {
            (annotation.target.fragment_at(at).map(TextRange::len), annotation.reading_order())
        });
        found
    }

    /// The block that holds an offset.
    #[must_use]
    pub fn block_at(&self, at: TextSize) -> Option<usize> {
        let index = self.blocks.partition_point(|block| block.range.end() <= at);
        self.blocks.get(index).is_some_and(|block| block.range.start() <= at).then_some(index)
    }

    /// The index of the block that holds a caret: a block's end belongs to it.
    #[must_use]
    pub fn block_with_caret(&self, at: TextSize) -> Option<usize> {
        let index = self.blocks.partition_point(|block| block.range.end() < at);
        self.blocks.get(index).is_some_and(|block| block.range.start() <= at).then_some(index)
    }

    /// The annotation that has exactly this target and label.
    #[must_use]
    pub fn with(&self, target: &Target, label: &LabelId) -> Option<&Arc<Annotation>> {
        let start = target.extent().start();
        self.covering(start).find(|annotation| &annotation.target == target && &annotation.label == label)
    }

    /// The next annotation in reading order, or the one before; from a place
    /// in the text when no annotation is given. One that is in no block is not
    /// on screen, and is passed over.
    #[must_use]
    pub fn neighbour(
        &self,
        from: Option<&Annotation>,
        caret: TextSize,
        forward: bool,
    ) -> Option<Arc<Annotation>> {
        let pivot = from.map_or_else(|| ReadingOrder::before(caret), Annotation::reading_order);
        let (after, before) = if forward {
            (Bound::Excluded(&pivot), Bound::Unbounded)
        } else {
            (Bound::Unbounded, Bound::Excluded(&pivot))
        };
        let mut beyond = self.order.range((after, before)).map(|(_, annotation)| annotation);
        let is_shown = |annotation: &&Arc<Annotation>| places(&self.blocks, annotation).next().is_some();
        let found = if forward { beyond.find(is_shown) } else { beyond.rfind(is_shown) };
        found.cloned()
    }

    /// Applies changes, all or none.
    ///
    /// # Errors
    /// When a change's `before` is not what is there; then nothing has
    /// changed.
    pub fn apply(&mut self, changes: &[DocumentChange]) -> Result<(), Conflict> {
        for (applied, change) in changes.iter().enumerate() {
            if let Err(conflict) = self.apply_one(change) {
                for change in changes[..applied].iter().rev() {
                    self.put(&change.clone().inverse());
                }
                return Err(conflict);
            }
        }
        Ok(())
    }

    /// Whether a change starts from what is here.
    #[must_use]
    pub fn fits(&self, change: &DocumentChange) -> bool {
        self.compare(change).0
    }

    /// Whether a change fits, and what it is of.
    fn compare(&self, change: &DocumentChange) -> (bool, &'static str) {
        match change {
            DocumentChange::Annotation(edit) => {
                (self.annotations.get(&edit.id) == edit.before.as_ref(), "the annotation")
            }
            DocumentChange::Entity(edit) => {
                (self.entities.get(&edit.id) == edit.before.as_ref(), "the entity")
            }
            DocumentChange::Attribution(edit) => {
                (self.attributions.get(&edit.id) == edit.before.as_ref(), "the attribution")
            }
            DocumentChange::Dismissal(edit) => {
                (self.dismissals.get(&edit.id) == edit.before.as_ref(), "the dismissal")
            }
            DocumentChange::Block(edit) => {
                (self.blocks.get(edit.id as usize).map(|block| block.kind) == edit.before, "the block")
            }
            DocumentChange::Field(edit) => (self.field(&edit.id) == edit.before, "the article"),
            DocumentChange::Edition(edit) => {
                (edit.before.as_deref() == Some(&self.edition()) && edit.after.is_some(), "the text")
            }
        }
    }

    fn apply_one(&mut self, change: &DocumentChange) -> Result<(), Conflict> {
        let (fits, what) = self.compare(change);
        if !fits {
            return Err(Conflict { what: what.to_owned() });
        }
        self.put(change);
        Ok(())
    }

    /// Makes everything what the changes say it is after them, whatever it was
    /// before.
    pub fn force(&mut self, changes: &[DocumentChange]) {
        changes.iter().for_each(|change| self.put(change));
    }

    fn put(&mut self, change: &DocumentChange) {
        self.revision += 1;
        match change {
            DocumentChange::Annotation(edit) => self.put_annotation(&edit.id, edit.after.clone()),
            DocumentChange::Entity(edit) => self.put_entity_at(&edit.id, edit.after.clone()),
            DocumentChange::Attribution(edit) => self.put_attribution_at(&edit.id, edit.after.clone()),
            DocumentChange::Dismissal(edit) => {
                put(&mut self.dismissals, &edit.id, edit.after.clone());
            }
            DocumentChange::Block(edit) => {
                if let (Some(block), Some(kind)) = (self.blocks.get_mut(edit.id as usize), edit.after) {
                    block.kind = kind;
                    self.number_paragraphs();
                }
            }
            DocumentChange::Edition(edit) => edit.after.iter().for_each(|after| self.put_edition(after)),
            DocumentChange::Field(edit) => self.put_field(&edit.id, edit.after.clone()),
        }
    }

    fn put_annotation(&mut self, id: &Id, after: Option<Arc<Annotation>>) {
        let before = match &after {
            Some(after) => self.annotations.insert(id.clone(), after.clone()),
            None => self.annotations.remove(id),
        };
        if let Some(before) = before {
            self.forget_notes(&before);
            self.order.remove(&before.reading_order());
            for (block, _) in places(&self.blocks, &before) {
                self.index.remove(block, id);
                self.views[block] = None;
            }
        }
        if let Some(after) = after {
            for (block, range) in places(&self.blocks, &after) {
                self.index.insert(block, range, &after);
                self.views[block] = None;
            }
            self.order.insert(after.reading_order(), after.clone());
            self.forget_notes(&after);
        }
    }

    fn put_entity_at(&mut self, id: &Id, after: Option<Arc<Entity>>) {
        let before = put(&mut self.entities, id, after.clone());
        self.mentions.follow(before.as_deref(), after.as_deref());
        for mention in before.iter().chain(&after).flat_map(|entity| &entity.mentions) {
            if let Some(mention) = self.annotations.get(mention).cloned() {
                self.forget_notes(&mention);
            }
        }
    }

    fn put_attribution_at(&mut self, id: &Id, after: Option<Arc<Attribution>>) {
        let before = put(&mut self.attributions, id, after.clone());
        self.parts.follow(before.as_deref(), after.as_deref());
        let mut blocks: Vec<usize> =
            before.iter().chain(&after).flat_map(|attribution| self.noted_blocks(attribution)).collect();
        // What is nested in it is told with its depth.
        let parent = |attribution: &Option<Arc<Attribution>>| attribution.as_ref()?.parent.clone();
        if parent(&before) != parent(&after) {
            let nested = self.attributions.values().filter(|nested| nested.parent.is_some());
            blocks.extend(nested.flat_map(|nested| self.noted_blocks(nested)));
        }
        for block in blocks {
            self.margins[block] = None;
        }
    }

    /// Drops the notes that tell of an annotation: of the attributions that it
    /// is a part of, and of those whose sources it may name.
    fn forget_notes(&mut self, annotation: &Annotation) {
        if self.attributions.is_empty() {
            return;
        }
        let met = annotation.target.fragments().iter().flat_map(|&fragment| self.meeting(fragment));
        let named = met.filter(|other| other.kind.is_part()).map(|other| &other.id);
        let attributions = named.chain([&annotation.id]).flat_map(|id| self.attributions_of(id));
        let blocks: Vec<usize> = attributions
            .flat_map(|attribution| self.noted_blocks(attribution))
            .chain(self.blocks_of(annotation))
            .collect();
        for block in blocks {
            self.margins[block] = None;
        }
    }

    fn field(&self, field: &Field) -> Option<Value> {
        let value = match field {
            Field::Title => Some(self.title.as_str().into()),
            Field::Metadata(name) => self.metadata.get(name).cloned(),
            Field::DocumentLabel(name) => self.document_labels.get(name).cloned(),
        };
        // As it is after a journal: nothing is the same as nothing there.
        value.filter(|value| !value.is_null())
    }

    fn put_field(&mut self, field: &Field, after: Option<Value>) {
        let (map, name) = match field {
            Field::Title => {
                self.title = after.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
                return;
            }
            Field::Metadata(name) => (&mut self.metadata, name),
            Field::DocumentLabel(name) => (&mut self.document_labels, name),
        };
        match after {
            Some(after) => drop(map.insert(name.clone(), after)),
            None => drop(map.remove(name)),
        }
    }

    fn edition(&self) -> Edition {
        Edition {
            title: self.title.clone(),
            metadata: self.metadata.clone(),
            text: self.text.clone(),
            blocks: self.blocks.clone(),
            orphans: self.orphans.clone(),
        }
    }

    /// Takes another text. Until the changes of the annotations have followed,
    /// their targets are those in the text before.
    fn put_edition(&mut self, edition: &Edition) {
        let Edition { title, metadata, text, blocks, orphans } = edition.clone();
        (self.title, self.metadata, self.text, self.orphans) = (title, metadata, text, orphans);
        self.views = vec![None; blocks.len()];
        self.margins = vec![None; blocks.len()];
        self.index = SpanIndex::new(&blocks);
        self.blocks = blocks;
        for annotation in self.order.values() {
            for (block, range) in places(&self.blocks, annotation) {
                self.index.insert(block, range, annotation);
            }
        }
        self.number_paragraphs();
    }

    /// Renumbers, and drops the views of the blocks whose kind or number is
    /// not what they were painted with.
    fn number_paragraphs(&mut self) {
        let mut count = 0;
        self.numbers = self
            .blocks
            .iter()
            .map(|block| {
                let counts =
                    matches!(block.kind, BlockKind::Paragraph | BlockKind::Quotation | BlockKind::ListItem);
                count += u32::from(counts);
                counts.then_some(count)
            })
            .collect();
        for ((view, block), number) in self.views.iter_mut().zip(&self.blocks).zip(&self.numbers) {
            if view.as_ref().is_some_and(|view| view.kind != block.kind || view.number != *number) {
                *view = None;
            }
        }
    }

    /// A number that differs after every change, so that a caller can tell
    /// whether to look at all.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// A block as it is to be painted; the same pointer until something in it
    /// changes.
    pub fn view(&mut self, index: usize) -> Option<Arc<BlockView>> {
        if let Some(Some(view)) = self.views.get(index) {
            return Some(view.clone());
        }
        let view = Arc::new(self.paint(index)?);
        if let Some(slot) = self.views.get_mut(index) {
            *slot = Some(view.clone());
        }
        Some(view)
    }

    /// The notes beside a block; the same pointer until one of them changes.
    pub fn margin(&mut self, index: usize) -> Margin {
        if let Some(Some(margin)) = self.margins.get(index) {
            return margin.clone();
        }
        let margin = self.note(index);
        if let Some(slot) = self.margins.get_mut(index) {
            *slot = Some(margin.clone());
        }
        margin
    }

    fn paint(&self, index: usize) -> Option<BlockView> {
        let block = *self.blocks.get(index)?;
        let entries = self.index.in_block(index);
        let ranges: Vec<TextRange> = entries.iter().map(|entry| entry.range).collect();
        let lanes = segment::lanes(&ranges);
        let cover = |mark: usize, range: TextRange| {
            let entry = &entries[mark];
            let extent = entry.annotation.target.extent();
            let opens = entry.range.start() == range.start();
            Cover {
                annotation: entry.annotation.clone(),
                lane: lanes[mark],
                begins: opens && extent.start() == range.start(),
                resumes: opens && extent.start() != range.start(),
                ends: extent.end() == range.end(),
            }
        };
        let segments = segment::segments(block.range, &ranges)
            .into_iter()
            .map(|segment| PaintedSegment {
                range: segment.range,
                covers: segment.covers.iter().map(|&mark| cover(mark, segment.range)).collect(),
            })
            .collect();
        Some(BlockView {
            index,
            kind: block.kind,
            number: self.numbers.get(index).copied().flatten(),
            range: block.range,
            segments,
        })
    }
}

/// Gives what was there before.
fn put<T>(map: &mut BTreeMap<Id, T>, id: &Id, after: Option<T>) -> Option<T> {
    match after {
        Some(after) => map.insert(id.clone(), after),
        None => map.remove(id),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{AnnotationType, Attributes, Provenance};
    use crate::store::Edit;

    /// Four blocks of ten characters, with five between each two.
    fn unmarked() -> Article {
        let text = Arc::new(Text::new("x".repeat(60)).expect("a short text"));
        let block = |start: u32| Block {
            kind: BlockKind::Paragraph,
            range: TextRange::at(start.into(), TextSize::new(10)),
        };
        Article::unmarked(Id::new("a"), String::new(), text, [0, 15, 30, 45].map(block).to_vec())
    }

    fn annotation(id: u8, ranges: &[(u32, u32)]) -> Option<Annotation> {
        let fragments = ranges.iter().map(|&(start, len)| TextRange::at(start.into(), len.into()));
        Some(Annotation {
            id: Id::from(format!("n{id}")),
            kind: AnnotationType::Entity,
            label: LabelId::new(["PERSON", "ORG"][usize::from(id % 2)]),
            target: Target::new(fragments.collect()).ok()?,
            attributes: Attributes::new(),
            note: String::new(),
            evidence: Vec::new(),
            provenance: Provenance::default(),
            extra: Extra::new(),
        })
    }

    proptest! {
        /// After any changes: order, neighbours and counts are what one finds
        /// by looking at everything.
        #[test]
        fn reading_order_is_kept(
            changes in prop::collection::vec((0_u8..12, prop::collection::vec((0_u32..50, 1_u32..9), 0..3)), 0..40),
            caret in 0_u32..60,
            forward: bool,
        ) {
            let mut document = Document::new(unmarked());
            let mut all: BTreeMap<Id, Arc<Annotation>> = BTreeMap::new();
            for (id, ranges) in changes {
                let id_of = Id::from(format!("n{id}"));
                let after = annotation(id, &ranges).map(Arc::new);
                let change = Edit { id: id_of.clone(), before: all.get(&id_of).cloned(), after: after.clone() };
                document.apply(&[DocumentChange::Annotation(change)]).expect("a change that fits");
                put(&mut all, &id_of, after);
            }
            let mut sorted: Vec<_> = all.values().cloned().collect();
            sorted.sort_by_key(|annotation| annotation.reading_order());
            prop_assert_eq!(&document.in_order(), &sorted);
            prop_assert_eq!(document.counts(), count(&sorted));
            prop_assert_eq!(&Document::new(document.to_article(Status::New)).in_order(), &sorted);

            let is_shown = |annotation: &&Arc<Annotation>| document.blocks.iter().any(|block| {
                let meets = |range: &TextRange| block.range.intersect(*range).is_some_and(|both| !both.is_empty());
                annotation.target.fragments().iter().any(meets)
            });
            let nearest = |pivot: ReadingOrder| {
                let mut shown = sorted.iter().filter(is_shown);
                if forward {
                    shown.find(|annotation| annotation.reading_order() > pivot)
                } else {
                    shown.rfind(|annotation| annotation.reading_order() < pivot)
                }
            };
            let at = TextSize::new(caret);
            let found = document.neighbour(None, at, forward);
            prop_assert_eq!(found.as_ref(), nearest(ReadingOrder::before(at)));
            for from in &sorted {
                let found = document.neighbour(Some(from), at, forward);
                prop_assert_eq!(found.as_ref(), nearest(from.reading_order()));
            }
        }
    }
}
