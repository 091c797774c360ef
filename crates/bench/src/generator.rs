//! Articles of a wanted size, made from a seed: the same on every machine.
//!
//! Paragraphs have about 80 words. Annotations are spread evenly over the
//! text and have one to twelve words; every tenth one overlaps the one before
//! it, in turns across its end and inside it.

use std::ops::Range;
use std::sync::Arc;

use galley_core::model::{
    Annotation, Article, Attributes, Extra, Id, Label, LabelSet, Origin, Provenance, Target,
};
use galley_core::text::{Block, BlockKind, Text, TextRange, TextSize};

use crate::random::Random;
use crate::size::Size;
use crate::words::{BULK_WORD, EMOJI, FAMILY_NAMES, GIVEN_NAMES, LARGE, PLACES, SMALL};

/// Paragraphs end with the first sentence that reaches so many words.
const PARAGRAPH: Range<usize> = 65..85;
const LONGEST_SPAN: usize = 12;
/// Names of the labels that annotations have. Other labels are left for what
/// is measured.
const LABELS: [&str; 6] = ["PERSON", "ORG", "GPE", "DATE", "EVENT", "CLAIM"];
const TIME: &str = "2026-05-08T09:00:00Z";

/// What an article is to have.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The text's length, bytes; the last word may go beyond it.
    pub bytes: usize,
    pub annotations: usize,
    /// How often the text has [`BULK_WORD`].
    pub bulk_words: usize,
}

impl From<Size> for Plan {
    fn from(size: Size) -> Self {
        Self { bytes: size.bytes(), annotations: size.annotations(), bulk_words: size.bulk_words() }
    }
}

/// The article of a size. The seed makes its title another, too.
#[must_use]
pub fn article(size: Size, seed: u64) -> Article {
    planned(Plan::from(size), &format!("Report {} number {seed}", size.name()), seed)
}

/// An article of a set, a line of some 10 KB in a `.jsonl` file.
#[must_use]
pub fn article_of_set(number: u64) -> Article {
    let plan = Plan { bytes: 5_200, annotations: 14, bulk_words: 26 };
    planned(plan, &format!("Report of the set number {number}"), number)
}

/// An article as planned.
#[must_use]
pub fn planned(plan: Plan, title: &str, seed: u64) -> Article {
    let mut random = Random::new(seed);
    let id = id(&mut random);
    let written = Writer::new(plan, title, &mut random).write();
    let annotations = annotations(&written, plan.annotations, &mut random);
    let text = Text::new(written.text).expect("a generated text is far below 4 GB");
    let article = Article::unmarked(id, title.to_owned(), Arc::new(text), written.blocks);
    Article { annotations, ..article }
}

/// Words are stretches that an annotation may begin and end with, without the
/// punctuation beside them.
struct Written {
    text: String,
    blocks: Vec<Block>,
    words: Vec<TextRange>,
    /// The indices of the words of each paragraph.
    paragraphs: Vec<Range<usize>>,
}

struct Writer<'a> {
    plan: Plan,
    random: &'a mut Random,
    written: Written,
    bulk_words: usize,
}

impl<'a> Writer<'a> {
    fn new(plan: Plan, title: &str, random: &'a mut Random) -> Self {
        let headline = Block { kind: BlockKind::Headline, range: TextRange::up_to(TextSize::of(title)) };
        let written = Written {
            text: title.to_owned(),
            blocks: vec![headline],
            words: Vec::new(),
            paragraphs: Vec::new(),
        };
        Self { plan, random, written, bulk_words: 0 }
    }

    fn write(mut self) -> Written {
        while !self.is_full() {
            self.paragraph();
        }
        self.written
    }

    fn is_full(&self) -> bool {
        self.written.text.len() >= self.plan.bytes && self.bulk_words == self.plan.bulk_words
    }

    fn here(&self) -> TextSize {
        TextSize::of(self.written.text.as_str())
    }

    fn paragraph(&mut self) {
        self.written.text.push_str("\n\n");
        let (start, first) = (self.here(), self.written.words.len());
        let length = self.random.between(PARAGRAPH.start, PARAGRAPH.end);
        while self.written.words.len() - first < length && !self.is_full() {
            if self.here() > start {
                self.written.text.push(' ');
            }
            self.sentence();
        }
        self.written
            .blocks
            .push(Block { kind: BlockKind::Paragraph, range: TextRange::new(start, self.here()) });
        self.written.paragraphs.push(first..self.written.words.len());
    }

    fn sentence(&mut self) {
        let length = self.random.between(7, 22);
        let is_quoted = self.random.one_in(5);
        if is_quoted {
            self.written.text.push('“');
        }
        for index in 0..length {
            if index > 0 {
                self.written.text.push_str(if self.random.one_in(11) { ", " } else { " " });
            }
            self.words(index == 0);
            if self.is_full() {
                break;
            }
        }
        self.written.text.push('.');
        if is_quoted {
            self.written.text.push('”');
        }
        if self.random.one_in(40) {
            self.written.text.push(' ');
            self.written.text.push_str(self.random.choose(EMOJI));
        }
    }

    /// A word, or a name of two.
    fn words(&mut self, begins_sentence: bool) {
        let words = if begins_sentence {
            capitalised(self.random.choose(LARGE))
        } else if self.is_bulk_word_due() {
            self.bulk_words += 1;
            BULK_WORD.to_owned()
        } else {
            match self.random.below(20) {
                0 => format!("{} {}", self.random.choose(GIVEN_NAMES), self.random.choose(FAMILY_NAMES)),
                1 => self.random.choose(PLACES).to_owned(),
                2..=9 => self.random.choose(SMALL).to_owned(),
                _ => self.random.choose(LARGE).to_owned(),
            }
        };
        for (index, word) in words.split(' ').enumerate() {
            if index > 0 {
                self.written.text.push(' ');
            }
            let start = self.here();
            self.written.text.push_str(word);
            self.written.words.push(TextRange::new(start, self.here()));
        }
    }

    /// The words are spread evenly over the text.
    fn is_bulk_word_due(&self) -> bool {
        let Plan { bytes, bulk_words, .. } = self.plan;
        self.bulk_words < bulk_words && self.written.text.len() >= self.bulk_words * (bytes / bulk_words)
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

fn annotations(written: &Written, count: usize, random: &mut Random) -> Vec<Arc<Annotation>> {
    let labels = LabelSet::default();
    let labels: Vec<&Label> = LABELS.iter().filter_map(|name| labels.by_name(name)).collect();
    let mut before: Range<usize> = 0..1;
    let mut made = Vec::with_capacity(count);
    for index in 0..count {
        let slot = index * written.words.len() / count..(index + 1) * written.words.len() / count;
        before = match index % 20 {
            9 => written.across(&before, random.between(2, LONGEST_SPAN)),
            19 => second_half(&before),
            _ => written.within(slot, random),
        };
        let range = written.words[before.start].cover(written.words[before.end - 1]);
        made.push(Arc::new(annotation(range, labels[random.below(labels.len())], random)));
    }
    made
}

impl Written {
    /// A span of a slot's words, cut at the paragraph's end.
    fn within(&self, slot: Range<usize>, random: &mut Random) -> Range<usize> {
        let length = random.between(1, LONGEST_SPAN).min(slot.len());
        let start = slot.start + random.below(slot.len() - length + 1);
        start..(start + length).min(self.end_of_paragraph(start))
    }

    /// A span from the last word of another on.
    fn across(&self, other: &Range<usize>, length: usize) -> Range<usize> {
        let start = other.end - 1;
        start..(start + length).min(self.end_of_paragraph(start))
    }

    fn end_of_paragraph(&self, word: usize) -> usize {
        let paragraph = self.paragraphs.partition_point(|paragraph| paragraph.end <= word);
        self.paragraphs[paragraph].end
    }
}

fn second_half(span: &Range<usize>) -> Range<usize> {
    span.start + span.len() / 2..span.end
}

fn annotation(range: TextRange, label: &Label, random: &mut Random) -> Annotation {
    Annotation {
        id: id(random),
        kind: label.kind,
        label: label.id.clone(),
        target: Target::new(vec![range]).expect("words are not empty"),
        attributes: Attributes::new(),
        note: String::new(),
        evidence: Vec::new(),
        provenance: Provenance {
            creator: "generator".into(),
            created: TIME.into(),
            modified: None,
            origin: Origin::Human,
            rule: None,
        },
        extra: Extra::new(),
    }
}

/// Shaped like the ids that Galley makes.
fn id(random: &mut Random) -> Id {
    let (high, low) = (random.bits(), random.bits());
    Id::from(format!(
        "{:08x}-{:04x}-7{:03x}-8{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use galley_core::text::search::{Query, find_all};

    use super::*;

    const SMALLER: [Size; 3] = [Size::S, Size::M, Size::L];

    #[test]
    fn a_seed_gives_the_same_article_again_and_another_seed_another() {
        assert_eq!(article(Size::M, 1), article(Size::M, 1));
        assert_ne!(article(Size::M, 1).text, article(Size::M, 2).text);
    }

    #[test]
    fn sizes_are_kept() {
        for size in SMALLER {
            let article = article(size, 1);
            let over = article.text.as_str().len() - size.bytes();
            assert!(over < 100, "{} is {over} bytes too long", size.name());
            assert_eq!(article.annotations.len(), size.annotations());
            let ids: HashSet<&Id> = article.annotations.iter().map(|annotation| &annotation.id).collect();
            assert_eq!(ids.len(), size.annotations());
        }
    }

    #[test]
    fn the_bulk_word_is_there_as_often_as_promised() {
        for size in SMALLER {
            let article = article(size, 1);
            let found = |whole_word| {
                let query =
                    Query { needle: BULK_WORD.to_owned(), ignore_case: true, whole_word, regex: false };
                find_all(article.text.as_str(), &query).expect("it is no pattern").len()
            };
            assert_eq!([found(true), found(false)], [size.bulk_words(); 2], "{}", size.name());
        }
        assert_eq!(Size::L.bulk_words(), 5_000);
        assert_eq!(Size::Xl.bulk_words(), 5_000);
    }

    #[test]
    fn paragraphs_have_about_eighty_words() {
        let article = article(Size::M, 1);
        let words = article.text.as_str().split_whitespace().count();
        let paragraphs = article.blocks.len() - 1;
        assert!((70..95).contains(&(words / paragraphs)), "{words} words in {paragraphs} paragraphs");
        assert!(article.text.as_str().contains(|c: char| c > '\u{ffff}'), "there is an emoji");
    }

    #[test]
    fn spans_are_short_and_a_tenth_overlaps() {
        let article = article(Size::M, 1);
        let mut ranges: Vec<TextRange> =
            article.annotations.iter().map(|annotation| annotation.target.extent()).collect();
        for &range in &ranges {
            let words = article.text.slice(range).expect("it is in the text").split_whitespace().count();
            assert!((1..=LONGEST_SPAN).contains(&words), "{words} words");
            let within = |block: &Block| block.range.contains_range(range);
            assert!(article.blocks.iter().any(within), "{range:?} is in no block");
        }
        ranges.sort_by_key(|range| (range.start(), range.end()));
        let overlaps = ranges.windows(2).filter(|pair| pair[1].start() < pair[0].end()).count();
        assert!((90..=110).contains(&overlaps), "{overlaps} of {} overlap", ranges.len());
    }
}
