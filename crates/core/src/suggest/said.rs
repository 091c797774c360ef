//! Who said a content, from the words beside it in its sentence:
//! `"…," said Ana Ruiz`, `Ana Ruiz told the Wire that …`, `… according to …`.

use std::ops::Range;

use crate::text::boundary::{block_at, name_around, sentence_at};
use crate::text::{Block, TextRange, TextSize};

/// The rule's id in a provenance.
pub const RULE: &str = "said_beside";

/// The parts that the sentence offers for a content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub source: Option<TextRange>,
    pub cue: Option<TextRange>,
    pub addressee: Option<TextRange>,
}

/// Words that attribute, in the forms that reports have.
const VERBS: &str = " said says say told tells asked asks added adds claimed claims stated states wrote writes \
    argued argues insisted insists admitted admits announced announces warned warns explained explains noted notes \
    replied replies answered recalled recalls declared denied denies confirmed confirms suggested suggests believes \
    believed thinks thought promised predicted acknowledged stressed urged joked complained conceded testified \
    tweeted posted remarked observed reported reports estimated concluded called disputes ";
const AUXILIARIES: &str = " has have had did does do is was were been also later then never not ";
const PRONOUNS: &str = " he she they it i we who ";
const DETERMINERS: &str =
    " the a an his her their its our my one another some several many two three this that these those ";
/// Words that end a description.
const STOPS: &str =
    " who which that as in on at when while after before during by from for with to and but or where ";
/// The most words of a description.
const LONGEST: usize = 7;

/// What the sentence of a content offers, after it or before it.
#[must_use]
pub fn said(text: &str, blocks: &[Block], content: TextRange) -> Said {
    let block = block_at(blocks, content.start()).and_then(|index| blocks.get(index));
    let block = block.map(|block| block.range).filter(|block| block.contains_range(content));
    let Some(block) = block else { return Said::default() };
    let sentence = |at: TextSize| sentence_at(text, blocks, at);
    let inside = content.end() - TextSize::new(u32::from(!content.is_empty()));
    let last = sentence(content.end()).filter(|last| last.contains_range(TextRange::empty(content.end())));
    let end = last.or_else(|| sentence(inside)).map_or(content.end(), TextRange::end).min(block.end());
    let start = sentence(content.start()).map_or(content.start(), TextRange::start).max(block.start());
    let piece =
        |from: TextSize, to: TextSize| Piece::new(text, blocks, usize::from(from)..usize::from(to.max(from)));
    let after = piece(content.end(), end).after();
    if after.cue.is_some() { after } else { piece(start, content.start()).before() }
}

/// The words of a stretch of the text, as byte ranges.
struct Piece<'a> {
    text: &'a str,
    blocks: &'a [Block],
    words: Vec<Range<usize>>,
}

impl<'a> Piece<'a> {
    fn new(text: &'a str, blocks: &'a [Block], range: Range<usize>) -> Self {
        let mut words: Vec<Range<usize>> = Vec::new();
        for (at, c) in text.get(range.clone()).unwrap_or_default().char_indices() {
            let at = range.start + at;
            if !(c.is_alphanumeric() || matches!(c, '-' | '’' | '\'')) {
                continue;
            }
            match words.last_mut() {
                Some(word) if word.end == at => word.end += c.len_utf8(),
                _ => words.push(at..at + c.len_utf8()),
            }
        }
        Self { text, blocks, words }
    }

    fn word(&self, index: usize) -> String {
        let word = self.words.get(index).and_then(|word| self.text.get(word.clone()));
        word.unwrap_or_default().to_lowercase()
    }

    fn is(&self, index: usize, list: &str) -> bool {
        let word = self.word(index);
        !word.is_empty() && list.contains(&format!(" {word} "))
    }

    /// Whether nothing but space stands between a word and the next.
    fn runs_on(&self, index: usize) -> bool {
        let gap = self.words.get(index).zip(self.words.get(index + 1)).map(|(a, b)| a.end..b.start);
        gap.and_then(|gap| self.text.get(gap)).is_some_and(|gap| gap.trim().is_empty())
    }

    fn range(&self, words: Range<usize>) -> Option<TextRange> {
        let words = self.words.get(words).filter(|words| !words.is_empty())?;
        let (first, last) = (words.first()?, words.last()?);
        Some(TextRange::new(TextSize::try_from(first.start).ok()?, TextSize::try_from(last.end).ok()?))
    }

    /// `, said Ana Ruiz` and `, she told the court`.
    fn after(&self) -> Said {
        if self.word(0) == "according" && self.word(1) == "to" {
            return Said { source: self.named(2), cue: self.range(0..2), addressee: None };
        }
        if self.is(0, VERBS) {
            return Said { source: self.named(1), cue: self.range(0..1), addressee: None };
        }
        let Some(source) = self.named_words(0) else { return Said::default() };
        let first = source.end;
        let mut verb = first;
        while self.is(verb, AUXILIARIES) {
            verb += 1;
        }
        if !self.is(verb, VERBS) {
            return Said::default();
        }
        let addressee = self.is_told(verb).then(|| self.named(verb + 1)).flatten();
        Said { source: self.range(source), cue: self.range(first..verb + 1), addressee }
    }

    /// `Ana Ruiz said that …` and `She told the court: “…`.
    fn before(&self) -> Said {
        let Some(verb) = (0..self.words.len()).rfind(|&index| self.is(index, VERBS)) else {
            return Said::default();
        };
        let mut first = verb;
        while first > 0 && self.is(first - 1, AUXILIARIES) && self.runs_on(first - 1) {
            first -= 1;
        }
        let mut start = first;
        while start > 0 && first - start < LONGEST && self.runs_on(start - 1) && !self.is(start - 1, STOPS) {
            start -= 1;
        }
        let addressee = self.is_told(verb).then(|| self.named(verb + 1)).flatten();
        Said { source: self.range(start..first), cue: self.range(first..verb + 1), addressee }
    }

    fn is_told(&self, verb: usize) -> bool {
        self.is(verb, " told tells asked asks warned ")
    }

    fn named(&self, at: usize) -> Option<TextRange> {
        self.range(self.named_words(at)?)
    }

    /// The words from one on that name somebody: a pronoun, a name, or a
    /// description.
    fn named_words(&self, at: usize) -> Option<Range<usize>> {
        let word = self.words.get(at)?;
        if self.is(at, PRONOUNS) {
            return Some(at..at + 1);
        }
        let is_capital = self.text.get(word.clone())?.chars().next()?.is_uppercase();
        if is_capital && !self.is(at, DETERMINERS) {
            let name = name_around(self.text, self.blocks, self.range(at..at + 1)?);
            let end = name.map_or(word.end, |name| usize::from(name.end()));
            let count = self.words[at..].iter().take_while(|word| word.end <= end).count();
            return Some(at..at + count.max(1));
        }
        if !self.is(at, DETERMINERS) {
            return None;
        }
        let mut end = at + 1;
        while end - at < LONGEST
            && self.runs_on(end - 1)
            && !self.is(end, STOPS)
            && !self.is(end, VERBS)
            && !self.is(end, AUXILIARIES)
        {
            end += 1;
        }
        (end > at + 1).then_some(at..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::marked::marked;

    /// The content in `[…]`; what is offered as `source | cue | addressee`.
    fn check(source: &str, expected: &str) {
        let marked = marked(source);
        let found = said(&marked.text, &marked.blocks, marked.ranges[0]);
        let words = |range: Option<TextRange>| {
            range.and_then(|range| marked.text.get(Range::<usize>::from(range))).unwrap_or("-").to_owned()
        };
        let found = [words(found.source), words(found.cue), words(found.addressee)].join(" | ");
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn the_words_beside_a_content_offer_who_said_it() {
        for (source, expected) in [
            ("[“It held,”] said Ana Ruiz.", "Ana Ruiz | said | -"),
            ("[“It held,”] Ruiz said on Monday.", "Ruiz | said | -"),
            ("[“It held,”] she had told the court.", "she | had told | the court"),
            ("[“It held,”] said the mayor of Orsay as he left.", "the mayor of Orsay | said | -"),
            ("He said: [“It held.”]", "He | said | -"),
            ("The official, who was on board, said: [“It held.”]", "- | said | -"),
            ("A port official told the Wire [that it held].", "A port official | told | the Wire"),
            ("[Rents rose], according to the customs office.", "the customs office | according to | -"),
            ("It rained. [“It held,”] said Ito. It rained.", "Ito | said | -"),
            ("[“It held.”] The bridge reopened.", "- | - | -"),
            ("[It held] and nobody paid.", "- | - | -"),
        ] {
            check(source, expected);
        }
    }

    proptest::proptest! {
        /// Whatever the words and wherever the content: no offset panics, and
        /// what is offered is beside the content, in its text.
        #[test]
        fn any_text_is_survived(words in "([Ss]aid|told|the|Ana|,|:|“|”|[.]| |that|has|according to){0,24}", a in 0_usize..60, b in 0_usize..60) {
            let at = |offset: usize| TextSize::try_from(words.floor_char_boundary(offset.min(words.len()))).unwrap();
            let content = TextRange::new(at(a.min(b)), at(a.max(b)));
            let blocks = crate::text::marked::paragraphs(&words);
            let Said { source, cue, addressee } = said(&words, &blocks, content);
            for part in [source, cue, addressee].into_iter().flatten() {
                proptest::prop_assert!(words.get(Range::<usize>::from(part)).is_some_and(|words| !words.is_empty()));
            }
        }
    }
}
