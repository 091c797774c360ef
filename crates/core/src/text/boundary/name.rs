//! Names, told by their capitals.
//!
//! A name is a run of capitalised words with only white space or `&` between
//! them. Titles, initials and hyphens are part of it ("US Secretary of State
//! John F. Kerry"); so are particles between its words ("of the", "van der",
//! "bin"), and a few before it ("von", "bin"). A possessive ’s is not, and ends
//! it. A common word is left out where a sentence begins with it ("The", "On"),
//! and anywhere in a headline. In scripts without case, and in text all in
//! capitals, a name is the word.

use std::ops::Range;

use text_size::TextRange;

use super::paragraph::block_at;
use super::{chars, common, grapheme, sentence, span, word};
use crate::text::{Block, BlockKind};

/// The most words that a selection may have to be looked at as part of a name.
const MOST_WORDS: usize = 16;

/// The name that a selection or caret is in.
#[must_use]
pub fn name_around(text: &str, blocks: &[Block], range: TextRange) -> Option<TextRange> {
    let range = grapheme::snap_to_graphemes(text, range);
    let block = block_at(blocks, range.start()).and_then(|index| blocks.get(index))?;
    let names = Names { text, limits: word::limits(text, block), kind: block.kind };
    let name = names.around(&(range.start().into()..range.end().into()))?;
    let name = span::range(name.start, name.end);
    name.contains_range(range).then_some(name)
}

struct Names<'a> {
    text: &'a str,
    limits: Range<usize>,
    kind: BlockKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Name,
    Particle,
    Other,
}

impl Names<'_> {
    fn around(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let seeds = self.seeds(range)?;
        let (first, last) = (seeds.first()?, seeds.last()?);
        if let [only] = seeds.as_slice()
            && (self.has_no_case(only) || (self.part(only) == Part::Name && self.is_all_capitals()))
        {
            return Some(self.without_possessive(only));
        }
        let is_whole = seeds.windows(2).all(|pair| self.adjoin(pair));
        if !is_whole || seeds.iter().any(|seed| self.part(seed) == Part::Other) {
            return None;
        }
        let start = self.start(first);
        let end = self.end(last);
        let is_named = |word: &Range<usize>| self.part(word) == Part::Name;
        // A particle makes no name by itself.
        let ends_named = is_named(&end) && (is_named(&start) || self.leads(&start));
        let has_name = is_named(&start) || start != end;
        (ends_named && has_name).then(|| start.start..self.without_possessive(&end).end)
    }

    /// The words that a selection meets, or the one that a caret touches.
    fn seeds(&self, range: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let words = word::forward(self.text, self.limits.clone(), range.start);
        let words = words.take_while(|word| word.start <= range.end);
        let meets = |word: &Range<usize>| word.start < range.end && range.start < word.end;
        let touches = |word: &Range<usize>| word.start <= range.start && range.end <= word.end;
        let seeds: Vec<_> = if range.is_empty() {
            // The word under the caret before the one that ends at it.
            let touched: Vec<_> = words.filter(touches).collect();
            touched.into_iter().next_back().or_else(|| self.word_before(range.start)).into_iter().collect()
        } else {
            words.filter(meets).take(MOST_WORDS + 1).collect()
        };
        (!seeds.is_empty() && seeds.len() <= MOST_WORDS).then_some(seeds)
    }

    fn word_before(&self, at: usize) -> Option<Range<usize>> {
        word::backward(self.text, self.limits.clone(), at)
            .find(|word| word.start < at)
            .filter(|word| word.end == at)
    }

    /// The first word of the name that a word is in.
    fn start(&self, word: &Range<usize>) -> Range<usize> {
        let (mut start, mut last, mut particles) = (word.clone(), word.clone(), self.particle(word));
        for before in word::backward(self.text, self.limits.clone(), word.start)
            .filter(|before| before.end <= word.start)
        {
            if !self.adjoin(&[before.clone(), last.clone()]) || particles.len() > MOST_PARTICLES {
                break;
            }
            match self.part(&before) {
                Part::Name if self.are_particles(&particles) => {
                    start = before.clone();
                    particles.clear();
                }
                Part::Particle => particles.insert(0, before.clone()),
                Part::Name | Part::Other => break,
            }
            last = before;
        }
        particles.into_iter().find(|particle| self.leads(particle)).unwrap_or(start)
    }

    /// The last word of the name that a word is in.
    fn end(&self, word: &Range<usize>) -> Range<usize> {
        let (mut end, mut last, mut particles) = (word.clone(), word.clone(), self.particle(word));
        for after in
            word::forward(self.text, self.limits.clone(), word.end).filter(|after| after.start >= word.end)
        {
            if !self.adjoin(&[last.clone(), after.clone()]) || particles.len() > MOST_PARTICLES {
                break;
            }
            match self.part(&after) {
                Part::Name if self.are_particles(&particles) => {
                    end = after.clone();
                    particles.clear();
                }
                Part::Particle => particles.push(after.clone()),
                Part::Name | Part::Other => break,
            }
            last = after;
        }
        end
    }

    /// The word itself where it is a particle.
    fn particle(&self, word: &Range<usize>) -> Vec<Range<usize>> {
        if self.part(word) == Part::Particle { vec![word.clone()] } else { Vec::new() }
    }

    /// Whether particles may stand between the words of a name: "the" only
    /// after another.
    fn are_particles(&self, particles: &[Range<usize>]) -> bool {
        particles.len() <= MOST_PARTICLES && particles.first().is_none_or(|first| self.str(first) != "the")
    }

    /// Whether two words follow one another within a name.
    fn adjoin(&self, pair: &[Range<usize>]) -> bool {
        let [left, right] = pair else {
            return false;
        };
        let gap = span::slice(self.text, left.end, right.start);
        let is_space = gap.chars().all(char::is_whitespace) && gap.matches('\n').count() < 2;
        let is_and =
            gap.trim() == "&" && gap.starts_with(char::is_whitespace) && gap.ends_with(char::is_whitespace);
        (is_space && !gap.is_empty() || is_and) && self.without_possessive(left) == *left
    }

    fn part(&self, word: &Range<usize>) -> Part {
        let string = self.str(&self.without_possessive(word));
        if PARTICLES.contains(&string) {
            Part::Particle
        } else if is_capitalised(string) && !self.is_common(word) {
            Part::Name
        } else {
            Part::Other
        }
    }

    fn leads(&self, word: &Range<usize>) -> bool {
        LEADING.contains(&self.str(word))
    }

    fn is_common(&self, word: &Range<usize>) -> bool {
        let string = self.str(word);
        let in_headline = matches!(self.kind, BlockKind::Headline | BlockKind::Subheading);
        is_pronoun_i(string)
            || common::is_starter(string)
                && (in_headline || sentence::begins_at(self.text, &self.limits, word.start))
    }

    fn has_no_case(&self, word: &Range<usize>) -> bool {
        let letter = self.str(word).chars().find(|c| c.is_alphabetic());
        letter.is_some_and(|letter| !chars::has_case(letter))
    }

    fn is_all_capitals(&self) -> bool {
        let block = span::slice(self.text, self.limits.start, self.limits.end);
        !block.contains(char::is_lowercase)
    }

    fn without_possessive(&self, word: &Range<usize>) -> Range<usize> {
        let string = self.str(word);
        let bare = ["'s", "’s", "'S", "’S"].iter().find_map(|ending| string.strip_suffix(ending));
        word.start..bare.map_or(word.end, |bare| word.start + bare.len())
    }

    fn str(&self, word: &Range<usize>) -> &str {
        span::slice(self.text, word.start, word.end)
    }
}

/// The most particles in a row.
const MOST_PARTICLES: usize = 3;

/// Small words inside names.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "af", "al", "av", "ben", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du",
    "el", "ibn", "la", "las", "le", "les", "los", "of", "te", "ten", "ter", "the", "ul", "van", "vom", "von", "y", "zu", "zum",
    "zur",
];

/// Particles that a name may begin with. "de" is not among them: in Romance
/// languages it mostly stands before names that it is no part of.
const LEADING: &[&str] = &["al", "bin", "ibn", "ter", "van", "von"];

/// Whether a word is written as names are: "Kerry", "iPhone", "al-Assad",
/// "d’Estaing".
fn is_capitalised(word: &str) -> bool {
    let mut letters = word.trim_start_matches(['@', '#']).chars();
    match (letters.next(), letters.next()) {
        (Some(first), _) if first.is_uppercase() => true,
        (Some(first), Some(second)) if first.is_lowercase() && second.is_uppercase() => true,
        _ => word
            .split_once(['-', '\'', '’'])
            .is_some_and(|(prefix, rest)| JOINED.contains(&prefix) && rest.starts_with(char::is_uppercase)),
    }
}

/// Small prefixes that a hyphen or apostrophe joins to a name.
#[rustfmt::skip]
const JOINED: &[&str] = &["ad", "al", "an", "ar", "as", "ash", "at", "az", "bin", "d", "dell", "el", "es", "ibn", "l", "ul"];

fn is_pronoun_i(word: &str) -> bool {
    word == "I" || word.starts_with("I'") || word.starts_with("I’")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::marked::{marked, nasty_text_with_range, paragraphs};

    #[track_caller]
    fn check(selection: &str, expected: &str) {
        let text = marked(selection);
        assert_eq!(text.with(name_around(&text.text, &text.blocks, text.selection()).as_slice()), expected);
    }

    #[test]
    fn a_name_is_a_run_of_capitals() {
        check("as Ker‸ry met Lavrov", "as [Kerry] met Lavrov");
        check("as John ‸Kerry met", "as [John Kerry] met");
        check("as US Secretary [of] State John Kerry met", "as [US Secretary of State John Kerry] met");
        check("as [US Secretary] of State John F. Kerry met", "as [US Secretary of State John F. Kerry] met");
        check("then J. K‸. O'Neill-Smith, Ruiz", "then [J. K. O'Neill-Smith], Ruiz");
        check("with Mr. Ru‸iz. Ito", "with [Mr. Ruiz]. Ito");
        check("at John‸son & Johnson and Acme", "at [Johnson & Johnson] and Acme");
        check("a John\n‸Ruiz b", "a [John\nRuiz] b");
        check("met‸ Kerry", "met Kerry");
        check("the [Kerry and] Lavrov", "the Kerry and Lavrov");
        check("as [Kerry, Lavrov] met", "as Kerry, Lavrov met");
        check("‸", "");
    }

    #[test]
    fn a_possessive_ends_a_name() {
        check("in Ukr‸aine's Crimea", "in [Ukraine]'s Crimea");
        check("in Ukraine’s Cri‸mea Region", "in Ukraine’s [Crimea Region]");
        check("in [Ukraine's] Crimea", "in Ukraine's Crimea");
        check("in [Ukraine] Region’s Crimea", "in [Ukraine Region]’s Crimea");
    }

    #[test]
    fn particles_are_in_names() {
        check("as Bill de Bla‸sio spoke", "as [Bill de Blasio] spoke");
        check("as Ursula von der Leyen‸ spoke", "as [Ursula von der Leyen] spoke");
        check("as van der Go‸es and", "as [van der Goes] and");
        check("as van Go‸gh and bin Laden", "as [van Gogh] and bin Laden");
        check("as bin Lad‸en said", "as [bin Laden] said");
        check("as Bashar al-As‸sad and D’Estaing d’E", "as [Bashar al-Assad] and D’Estaing d’E");
        check("the Bank [of] the West is", "the [Bank of the West] is");
        check("the Bank of‸ it", "the Bank of it");
        check("at the end o‸f Kerry", "at the end of Kerry");
        check("gave Kerry the‸ Senate", "gave Kerry the Senate");
        check("gave Ker‸ry the Senate", "gave [Kerry] the Senate");
        check("in Paris of the old d‸e Gaulle", "in Paris of the old de Gaulle");
    }

    #[test]
    fn a_word_that_begins_a_sentence_is_no_name() {
        check("The Ker‸ry plan. He left.", "The [Kerry] plan. He left.");
        check("Th‸e plan", "The plan");
        check("It rained. On Fri‸day it", "It rained. On [Friday] it");
        check("He said: “The Ruiz‸ plan”", "He said: “The [Ruiz] plan”");
        check("in The Ha‸gue today", "in [The Hague] today");
        check("Yesterday in the U.S. The Se‸nate", "Yesterday in the U.S. The [Senate]");
        check("as I‸ saw", "as I saw");
        check("New Yo‸rk is", "[New York] is");
        check("US offi‸cials", "US officials");
        check("U‸S officials", "[US] officials");
    }

    #[test]
    fn without_case_a_name_is_a_word() {
        check("שלום עו‸לם", "שלום [עולם]");
        check("今‸日", "今[日]");
        check("KERRY AND LAV‸ROV MEET", "KERRY AND [LAVROV] MEET");
        let mut text = marked("Kerry And Lav‸rov Meet");
        text.blocks[0].kind = BlockKind::Headline;
        let name = name_around(&text.text, &text.blocks, text.selection());
        assert_eq!(text.with(name.as_slice()), "Kerry And [Lavrov Meet]");
    }

    proptest! {
        #[test]
        fn a_name_holds_the_selection((text, range) in nasty_text_with_range()) {
            let blocks = paragraphs(&text);
            if let Some(name) = name_around(&text, &blocks, range) {
                let range = grapheme::snap_to_graphemes(&text, range);
                prop_assert!(name.contains_range(range) && !name.is_empty());
                prop_assert!(grapheme::is_boundary(&text, name.start()));
                prop_assert!(grapheme::is_boundary(&text, name.end()));
                prop_assert_eq!(name_around(&text, &blocks, name), Some(name));
            }
        }
    }
}
