//! The open article: its blocks, its annotations and what the screen paints
//! of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::index::{SpanIndex, blocks_meeting};
use super::transaction::{Conflict, DocumentChange, Edit};
use super::view::{BlockView, Cover, PaintedSegment};
use super::workspace::Counts;
use crate::model::{Annotation, Article, Attribution, Entity, Extra, Id, Status};
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
    entities: BTreeMap<Id, Arc<Entity>>,
    attributions: BTreeMap<Id, Arc<Attribution>>,
    document_labels: Extra,
    orphans: Vec<serde_json::Value>,
    extra: Extra,
    index: SpanIndex,
    /// Painted blocks; `None` until asked for, and again after a change.
    views: Vec<Option<Arc<BlockView>>>,
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
            document_labels,
            orphans,
            extra,
            status: _,
        } = article;
        let mut index = SpanIndex::new(&blocks);
        for annotation in &annotations {
            index.insert(&blocks, annotation);
        }
        let mut document = Self {
            id,
            title,
            metadata,
            text,
            views: vec![None; blocks.len()],
            numbers: Vec::new(),
            revision: 0,
            blocks,
            annotations: annotations
                .into_iter()
                .map(|annotation| (annotation.id.clone(), annotation))
                .collect(),
            entities: entities.into_iter().map(|entity| (entity.id.clone(), entity)).collect(),
            attributions: attributions
                .into_iter()
                .map(|attribution| (attribution.id.clone(), attribution))
                .collect(),
            document_labels,
            orphans,
            extra,
            index,
        };
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
    pub fn orphans(&self) -> &[serde_json::Value] {
        &self.orphans
    }

    #[must_use]
    pub fn annotation(&self, id: &Id) -> Option<&Arc<Annotation>> {
        self.annotations.get(id)
    }

    /// All annotations, in no order.
    pub fn annotations(&self) -> impl Iterator<Item = &Arc<Annotation>> {
        self.annotations.values()
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

    pub fn attributions(&self) -> impl Iterator<Item = &Arc<Attribution>> {
        self.attributions.values()
    }

    /// All annotations in reading order: by start, longer first, then by id.
    #[must_use]
    pub fn in_order(&self) -> Vec<Arc<Annotation>> {
        let mut all: Vec<Arc<Annotation>> = self.annotations.values().cloned().collect();
        all.sort_by(|a, b| reading_order(a).cmp(&reading_order(b)));
        all
    }

    /// The number of annotations by label.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::new();
        for annotation in self.annotations.values() {
            *counts.entry(annotation.label.clone()).or_default() += 1;
        }
        counts
    }

    /// The annotations that cover the character at an offset, innermost first.
    #[must_use]
    pub fn at(&self, at: TextSize) -> Vec<Arc<Annotation>> {
        let Some(block) = self.block_at(at) else { return Vec::new() };
        let mut found: Vec<_> = self
            .index
            .in_block(block)
            .iter()
            .filter(|entry| entry.range.contains(at))
            .map(|entry| (entry.range.len(), &entry.annotation))
            .collect();
        found.sort_by(|a, b| (a.0, reading_order(a.1)).cmp(&(b.0, reading_order(b.1))));
        found.into_iter().map(|(_, annotation)| annotation.clone()).collect()
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

    /// Whether some annotation has exactly this target and label.
    #[must_use]
    pub fn has(&self, target: &crate::model::Target, label: &crate::model::LabelId) -> bool {
        let start = target.extent().start();
        self.at(start).iter().any(|annotation| &annotation.target == target && &annotation.label == label)
    }

    /// The first annotation in reading order that starts after this one, or
    /// before it; from the start or the end of the text when none is given.
    #[must_use]
    pub fn neighbour(
        &self,
        from: Option<&Annotation>,
        caret: TextSize,
        forward: bool,
    ) -> Option<Arc<Annotation>> {
        let pivot = from.map_or((caret, std::cmp::Reverse(TextSize::new(u32::MAX)), ""), reading_order);
        let block = self.blocks.partition_point(|block| block.range.end() <= pivot.0);
        let beyond = |annotation: &Arc<Annotation>| {
            let parts = reading_order(annotation);
            if forward { parts > pivot } else { parts < pivot }
        };
        let starts_in = |index: usize| {
            self.index
                .in_block(index)
                .iter()
                .map(|entry| &entry.annotation)
                .filter(move |annotation| self.first_block(annotation) == Some(index))
                .filter(|annotation| beyond(annotation))
        };
        let key = |annotation: &&Arc<Annotation>| {
            (
                annotation.target.extent().start(),
                std::cmp::Reverse(annotation.target.extent().end()),
                annotation.id.clone(),
            )
        };
        if forward {
            (block.min(self.blocks.len())..self.blocks.len())
                .find_map(|index| starts_in(index).min_by_key(key))
                .cloned()
        } else {
            (0..=block.min(self.blocks.len().saturating_sub(1)))
                .rev()
                .find_map(|index| starts_in(index).max_by_key(key))
                .cloned()
        }
    }

    fn first_block(&self, annotation: &Annotation) -> Option<usize> {
        annotation.target.fragments().iter().find_map(|&range| {
            let met = blocks_meeting(&self.blocks, range);
            (!met.is_empty()).then_some(met.start)
        })
    }

    /// The entities and attributions that name an annotation, as the changes
    /// that take it out of them; for use when it is deleted.
    #[must_use]
    pub fn unlink(&self, annotation: &Id) -> Vec<DocumentChange> {
        let without =
            |ids: &[Id]| -> Vec<Id> { ids.iter().filter(|&id| id != annotation).cloned().collect() };
        let entities =
            self.entities.values().filter(|entity| entity.mentions.contains(annotation)).map(|entity| {
                let after = Entity { mentions: without(&entity.mentions), ..(**entity).clone() };
                DocumentChange::Entity(Edit {
                    id: entity.id.clone(),
                    before: Some(entity.clone()),
                    after: Some(Arc::new(after)),
                })
            });
        let names = |attribution: &Attribution| {
            [&attribution.sources, &attribution.contents, &attribution.addressees]
                .into_iter()
                .flatten()
                .chain(&attribution.cue)
                .any(|id| id == annotation)
        };
        let attributions =
            self.attributions.values().filter(|attribution| names(attribution)).map(|attribution| {
                let after = Attribution {
                    sources: without(&attribution.sources),
                    contents: without(&attribution.contents),
                    addressees: without(&attribution.addressees),
                    cue: attribution.cue.clone().filter(|cue| cue != annotation),
                    ..(**attribution).clone()
                };
                DocumentChange::Attribution(Edit {
                    id: attribution.id.clone(),
                    before: Some(attribution.clone()),
                    after: Some(Arc::new(after)),
                })
            });
        entities.chain(attributions).collect()
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
                    self.force(&change.clone().inverse());
                }
                return Err(conflict);
            }
        }
        Ok(())
    }

    fn apply_one(&mut self, change: &DocumentChange) -> Result<(), Conflict> {
        let (fits, what) = match change {
            DocumentChange::Annotation(edit) => {
                (self.annotations.get(&edit.id) == edit.before.as_ref(), "the annotation")
            }
            DocumentChange::Entity(edit) => {
                (self.entities.get(&edit.id) == edit.before.as_ref(), "the entity")
            }
            DocumentChange::Attribution(edit) => {
                (self.attributions.get(&edit.id) == edit.before.as_ref(), "the attribution")
            }
            DocumentChange::Block(edit) => {
                (self.blocks.get(edit.id as usize).map(|block| block.kind) == edit.before, "the block")
            }
        };
        if !fits {
            return Err(Conflict { what: what.to_owned() });
        }
        self.force(change);
        Ok(())
    }

    fn force(&mut self, change: &DocumentChange) {
        self.revision += 1;
        match change {
            DocumentChange::Annotation(edit) => self.put_annotation(&edit.id, edit.after.clone()),
            DocumentChange::Entity(edit) => put(&mut self.entities, &edit.id, edit.after.clone()),
            DocumentChange::Attribution(edit) => put(&mut self.attributions, &edit.id, edit.after.clone()),
            DocumentChange::Block(edit) => {
                if let (Some(block), Some(kind)) = (self.blocks.get_mut(edit.id as usize), edit.after) {
                    block.kind = kind;
                    self.number_paragraphs();
                }
            }
        }
    }

    fn put_annotation(&mut self, id: &Id, after: Option<Arc<Annotation>>) {
        let mut touched = Vec::new();
        if let Some(before) = self.annotations.remove(id) {
            touched.extend(self.index.remove(&self.blocks, &before));
        }
        if let Some(after) = after {
            touched.extend(self.index.insert(&self.blocks, &after));
            self.annotations.insert(id.clone(), after);
        }
        for block in touched {
            if let Some(view) = self.views.get_mut(block) {
                *view = None;
            }
        }
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

type ReadingOrder<'a> = (TextSize, std::cmp::Reverse<TextSize>, &'a str);

fn reading_order(annotation: &Annotation) -> ReadingOrder<'_> {
    let extent = annotation.target.extent();
    (extent.start(), std::cmp::Reverse(extent.end()), annotation.id.as_str())
}

fn put<T>(map: &mut BTreeMap<Id, T>, id: &Id, after: Option<T>) {
    match after {
        Some(after) => {
            map.insert(id.clone(), after);
        }
        None => {
            map.remove(id);
        }
    }
}
