//! Which annotations the panel lists: a page of them in reading order, which
//! goes along with the selected one.

use std::rc::Rc;

use galley_core::model::{Annotation, ReadingOrder};
use galley_core::session::Direction;
use galley_core::store::Document;
use galley_core::text::TextSize;

use super::App;
use crate::components::annotation_list::AnnotationPage;

/// Annotations listed at once.
const PAGE: usize = 200;
/// Annotations listed before the selected one when the page goes to it.
const BEFORE: usize = 5;

impl App {
    /// Makes the page anew when the article has changed or another annotation
    /// is selected that is not on it.
    pub(super) fn list_annotations(&mut self) {
        let Some(document) = self.session.document() else { return };
        let selected = self.session.selected();
        let id = selected.map(|annotation| annotation.id.clone());
        if self.painted.listed_for != id {
            self.painted.listed_for = id;
            let is_listed = |annotation: &Annotation| {
                let page = self.painted.annotations.as_ref();
                page.is_some_and(|page| page.rows.iter().any(|row| row.id == annotation.id))
            };
            if let Some(selected) = selected.filter(|annotation| !is_listed(annotation)) {
                self.listed_from = page_before(document, &selected.reading_order(), BEFORE);
                self.painted.annotations = None;
            }
        }
        let page = || {
            let mut rows = document.annotations_from(&self.listed_from).cloned();
            AnnotationPage {
                rows: rows.by_ref().take(PAGE).collect(),
                later: rows.next().is_some(),
                earlier: document.annotations_before(&self.listed_from).next().is_some(),
            }
        };
        self.painted.annotations.get_or_insert_with(|| Rc::new(page()));
    }

    /// Lists the next page, or the one before.
    pub(super) fn step_list(&mut self, direction: Direction) {
        let Some((document, page)) = self.session.document().zip(self.painted.annotations.take()) else {
            return;
        };
        self.listed_from = match direction {
            Direction::Forward => page
                .rows
                .last()
                .and_then(|last| document.annotations_from(&last.reading_order()).nth(1))
                .map_or_else(top, |annotation| annotation.reading_order()),
            Direction::Backward => page_before(document, &self.listed_from, PAGE),
        };
    }
}

/// The place so many annotations before another.
fn page_before(document: &Document, place: &ReadingOrder, count: usize) -> ReadingOrder {
    let first = document.annotations_before(place).take(count).last();
    first.map_or_else(|| place.clone(), |annotation| annotation.reading_order())
}

/// The place before all annotations.
pub(super) fn top() -> ReadingOrder {
    ReadingOrder::before(TextSize::new(0))
}
