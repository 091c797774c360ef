//! Moving the caret, selecting text and selecting annotations.

use super::{Around, Direction, Outcome, Selection, Session, Stamp, Unit};
use crate::model::Id;
use crate::store::Document;
use crate::text::boundary::{self, grapheme};
use crate::text::{TextRange, TextSize};

impl Session {
    pub(super) fn move_caret(&mut self, unit: Unit, direction: Direction, extend: bool) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let range = self.selection.range();
        // Without Shift a selection collapses to the side that the caret
        // moves to, as in every editor.
        let from = match (extend || range.is_empty(), direction) {
            (true, _) => self.selection.head,
            (false, Direction::Forward) => range.end(),
            (false, Direction::Backward) => range.start(),
        };
        let at = step(document, from, unit, direction, extend);
        self.put_head(at, extend)
    }

    pub(super) fn place(&mut self, at: TextSize, extend: bool) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let at = grapheme::floor(document.text(), at);
        if !extend {
            self.selection.held.clear();
        }
        self.put_head(at, extend)
    }

    fn put_head(&mut self, at: TextSize, extend: bool) -> Outcome {
        self.selection.head = at;
        if !extend {
            self.selection.anchor = at;
        }
        self.narrower.clear();
        self.selected = None;
        match self
            .document
            .as_ref()
            .filter(|_| extend)
            .and_then(|document| document.text().slice(self.selection.range()))
        {
            Some(words) if !words.is_empty() => Outcome::say(format!("Selected “{}”", shorten(words))),
            _ => self.say_where(at),
        }
    }

    /// Announces the word at the caret, so that it can be moved unseen.
    fn say_where(&self, at: TextSize) -> Outcome {
        let word = self.document.as_ref().and_then(|document| {
            boundary::word_at(document.text(), at).and_then(|range| document.text().slice(range))
        });
        Outcome { committed: None, message: word.map(str::to_owned) }
    }

    pub(super) fn sweep(
        &mut self,
        range: TextRange,
        exact: bool,
        add: bool,
        stamp: &mut Stamp<'_>,
    ) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let text = document.text();
        let snapped = if exact {
            Some(boundary::snap_to_graphemes(text, range)).filter(|range| !range.is_empty())
        } else {
            boundary::snap_to_words(text, range)
        };
        let Some(snapped) = snapped else {
            return self.place(range.start(), false);
        };
        if add {
            let current = self.selection.range();
            if !current.is_empty() {
                self.selection.held.push(current);
            } else if let Some(id) = self.selected.clone() {
                return self.add_fragment(&id, snapped, stamp);
            }
        } else {
            self.selection.held.clear();
        }
        self.selection.select(snapped);
        self.narrower.clear();
        self.selected = None;
        match self.brush.clone() {
            Some(brush) if !add => self.label(brush, stamp),
            _ => self.say_selection(),
        }
    }

    pub(super) fn select_text(&mut self, range: TextRange) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        self.selection.held.clear();
        self.selection.select(boundary::snap_to_graphemes(document.text(), range));
        self.narrower.clear();
        self.selected = None;
        self.say_selection()
    }

    pub(super) fn widen(&mut self) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let range = self.selection.range();
        let wider = boundary::widen(document.text(), document.blocks(), range);
        if wider == range {
            return Outcome::say("Nothing wider to select");
        }
        self.narrower.push(range);
        self.selection.select(wider);
        self.selected = None;
        self.say_selection()
    }

    pub(super) fn narrow(&mut self) -> Outcome {
        match self.narrower.pop() {
            Some(range) => {
                self.selection.select(range);
                self.say_selection()
            }
            None => Outcome::say("Nothing narrower to select"),
        }
    }

    pub(super) fn select_around(&mut self, around: Around) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let (text, blocks, range) = (document.text(), document.blocks(), self.selection.range());
        let (found, what) = match around {
            Around::Quotation => (boundary::quotation_around(text, blocks, range), "No quotation here"),
            Around::Sentence => (boundary::sentence_at(text, blocks, range.start()), "No sentence here"),
            Around::Name => (boundary::name_around(text, blocks, range), "No name here"),
        };
        let Some(found) = found else { return Outcome::say(what) };
        self.narrower.push(range);
        self.selection.select(found);
        self.selected = None;
        self.say_selection()
    }

    pub(super) fn hold(&mut self, stamp: &mut Stamp<'_>) -> Outcome {
        let range = self.selection.range();
        match (range.is_empty(), self.extending.clone(), self.selected.clone()) {
            (false, Some(id), _) => {
                self.extending = None;
                self.add_fragment(&id, range, stamp)
            }
            (false, None, _) => {
                self.selection.held.push(range);
                self.selection.anchor = self.selection.head;
                Outcome::say("Fragment held: select the next one, then label")
            }
            (true, _, Some(id)) => {
                self.extending = Some(id);
                Outcome::say("Select the words to add, then press + again")
            }
            (true, _, None) => Outcome::say("Select words first"),
        }
    }

    pub(super) fn escape(&mut self) -> Outcome {
        if self.brush.take().is_some() {
            return Outcome::say("Brush put down");
        }
        if self.extending.take().is_some() {
            return Outcome::say("Adding fragments ended");
        }
        if self.linking.take().is_some() {
            return Outcome::say("Linking ended");
        }
        if !self.selection.is_empty() {
            self.selection.collapse(self.selection.head);
            self.narrower.clear();
            return Outcome::say("Selection cleared");
        }
        match self.selected.take() {
            Some(_) => Outcome::say("Annotation deselected"),
            None => self.close_card().unwrap_or_default(),
        }
    }

    pub(super) fn select(&mut self, id: &Id) -> Outcome {
        let Some((document, annotation)) =
            self.document.as_ref().and_then(|document| Some((document, document.annotation(id)?.clone())))
        else {
            return Outcome::default();
        };
        let label_set = self.workspace.label_set();
        let label =
            label_set.label(&annotation.label).map_or(annotation.label.as_str(), |label| &label.title);
        let message = format!("{label}: “{}”", shorten(&annotation.target.exact(document.text())));
        self.selection = Selection::caret(annotation.target.extent().start());
        self.narrower.clear();
        self.selected = Some(annotation.id.clone());
        self.show_card_of(id);
        Outcome::say(message)
    }

    pub(super) fn select_at(&mut self, at: TextSize) -> Outcome {
        let found = self.document.as_ref().map(|document| document.at(at)).unwrap_or_default();
        let current = found.iter().position(|annotation| Some(&annotation.id) == self.selected.as_ref());
        let next = current.map_or(0, |current| (current + 1) % found.len().max(1));
        match found.get(next) {
            Some(annotation) => {
                let id = annotation.id.clone();
                let mut outcome = self.select(&id);
                self.selection = Selection::caret(at);
                if found.len() > 1
                    && let Some(message) = &mut outcome.message
                {
                    message.push_str(&format!(" ({} of {} here)", next + 1, found.len()));
                }
                outcome
            }
            None => self.place(at, false),
        }
    }

    pub(super) fn select_next(&mut self, direction: Direction) -> Outcome {
        let Some(document) = &self.document else { return Outcome::default() };
        let from = self.selected().cloned();
        let forward = direction == Direction::Forward;
        match document.neighbour(from.as_deref(), self.selection.head, forward) {
            Some(annotation) => {
                let id = annotation.id.clone();
                self.select(&id)
            }
            None => {
                Outcome::say(if forward { "No annotation after this" } else { "No annotation before this" })
            }
        }
    }

    pub(super) fn say_selection(&self) -> Outcome {
        let text = self.document.as_ref().and_then(|document| document.text().slice(self.selection.range()));
        Outcome { committed: None, message: text.map(|text| format!("Selected “{}”", shorten(text))) }
    }
}

/// Where a caret arrives.
fn step(document: &Document, from: TextSize, unit: Unit, direction: Direction, extend: bool) -> TextSize {
    let (text, blocks) = (document.text(), document.blocks());
    let forward = direction == Direction::Forward;
    let at = match (unit, forward) {
        (Unit::Character, true) => grapheme::next(text, from),
        (Unit::Character, false) => grapheme::previous(text, from),
        // Extending stops behind a word, so that the selection is the words
        // and not the space after them.
        (Unit::Word, true) if extend => boundary::next_word_end(text, blocks, from),
        (Unit::Word, true) => boundary::next_word(text, blocks, from),
        (Unit::Word, false) => boundary::previous_word(text, blocks, from),
        (Unit::Sentence, true) if extend => sentence_end(document, from),
        (Unit::Sentence, true) => boundary::next_sentence(text, blocks, from),
        (Unit::Sentence, false) => boundary::previous_sentence(text, blocks, from),
        (Unit::Block, true) => boundary::next_block(blocks, from),
        (Unit::Block, false) => boundary::previous_block(blocks, from),
        (Unit::BlockEdge, forward) => {
            match document.block_with_caret(from).and_then(|index| blocks.get(index)) {
                Some(block) if forward => block.range.end(),
                Some(block) => block.range.start(),
                None => from,
            }
        }
    };
    into_block(document, at, forward)
}

/// The end of the sentence at a place, or of the next one when the place is
/// an end already.
fn sentence_end(document: &Document, from: TextSize) -> TextSize {
    let (text, blocks) = (document.text(), document.blocks());
    match boundary::sentence_at(text, blocks, from) {
        Some(here) if here.end() > from => here.end(),
        _ => {
            let next = boundary::next_sentence(text, blocks, from);
            boundary::sentence_at(text, blocks, next).map_or(next, TextRange::end)
        }
    }
}

/// Moves a place between two blocks into the one that lies ahead: the white
/// space between blocks is not on screen.
fn into_block(document: &Document, at: TextSize, forward: bool) -> TextSize {
    let blocks = document.blocks();
    let next = blocks.partition_point(|block| block.range.end() < at);
    match (blocks.get(next), next.checked_sub(1).and_then(|previous| blocks.get(previous))) {
        (Some(block), _) if block.range.start() <= at => at,
        (Some(block), None) => block.range.start(),
        (Some(block), Some(_)) if forward => block.range.start(),
        (_, Some(block)) => block.range.end(),
        (None, None) => at,
    }
}

/// At most some forty characters of a text, for messages.
pub(super) fn shorten(text: &str) -> String {
    const LONGEST: usize = 48;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", words.get(..cut).unwrap_or_default().trim_end()),
        None => words,
    }
}
