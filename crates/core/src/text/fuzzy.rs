//! Finding a line of a list by a few letters of it: words in any order, parts
//! of words, or letters picked from the line.

use text_size::{TextRange, TextSize};

/// How well a line fits, and which parts of it were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// More is better; comparable between lines for the same words.
    pub score: i32,
    /// In text order, not overlapping.
    pub ranges: Vec<TextRange>,
}

const WHOLE_WORD: i32 = 1000;
const WORD_START: i32 = 800;
const INSIDE: i32 = 400;
const SCATTERED: i32 = 200;

/// How the line fits the words, or `None` when one of them is not in it. Case
/// does not count; accents do. No words fit every line alike.
#[must_use]
pub fn fit(words: &str, line: &str) -> Option<Fit> {
    let letters = letters(line);
    let mut found = vec![false; letters.len()];
    let mut score = 0;
    for word in words.split_whitespace() {
        let word: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
        score += fit_word(&word, &letters, &mut found)?;
    }
    let ranges = ranges(&letters, &found);
    // Of two lines that fit alike, the shorter one says it better.
    let length = i32::try_from(letters.len()).unwrap_or(i32::MAX).min(100);
    Some(Fit { score: if words.trim().is_empty() { 0 } else { score - length }, ranges })
}

/// A letter in lower case, with the place of the one it stands for.
struct Letter {
    c: char,
    range: TextRange,
    starts_word: bool,
}

fn letters(line: &str) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(line.len());
    let mut in_word = false;
    for (at, c) in line.char_indices() {
        let Ok(start) = TextSize::try_from(at) else { break };
        let range = TextRange::at(start, TextSize::of(c));
        let mut starts_word = c.is_alphanumeric() && !in_word;
        in_word = c.is_alphanumeric();
        for c in c.to_lowercase() {
            letters.push(Letter { c, range, starts_word });
            starts_word = false;
        }
    }
    letters
}

/// Marks the best place of one word and says how good it is. A place that an
/// earlier word has is not taken again, so that "to to" asks for two.
fn fit_word(word: &[char], letters: &[Letter], found: &mut [bool]) -> Option<i32> {
    let is_at = |at: usize| {
        let place = letters.get(at..at + word.len());
        place.is_some_and(|place| place.iter().zip(word).all(|(letter, c)| letter.c == *c))
            && !found[at..at + word.len()].contains(&true)
    };
    let quality = |at: usize| {
        let ends =
            letters.get(at + word.len()).is_none_or(|next| next.starts_word || !next.c.is_alphanumeric());
        match (letters[at].starts_word, ends) {
            (true, true) => WHOLE_WORD,
            (true, false) => WORD_START,
            (false, _) => INSIDE,
        }
    };
    let mut best: Option<(i32, usize)> = None;
    for at in (0..letters.len()).filter(|&at| is_at(at)) {
        if best.is_none_or(|(score, _)| quality(at) > score) {
            best = Some((quality(at), at));
        }
    }
    if let Some((score, at)) = best {
        found[at..at + word.len()].fill(true);
        // The line's beginning is what people remember of it.
        return Some(score + if at == 0 { 50 } else { 0 });
    }
    let places = scattered(word, letters, found)?;
    places.into_iter().for_each(|at| found[at] = true);
    Some(SCATTERED)
}

/// The word's letters one after the other in the line, the first at a word's
/// start, each next one beside the one before it or at a word's start: "lap"
/// is in "Label as Person", but not in "overlap".
fn scattered(word: &[char], letters: &[Letter], found: &[bool]) -> Option<Vec<usize>> {
    if word.len() < 2 {
        return None;
    }
    // Depth first, with the places that lead nowhere remembered.
    let mut dead = vec![false; word.len() * letters.len()];
    let starts =
        (0..letters.len()).filter(|&at| letters[at].starts_word && letters[at].c == word[0] && !found[at]);
    for start in starts {
        let mut path = vec![start];
        if follow(word, letters, found, &mut path, &mut dead) {
            return Some(path);
        }
    }
    None
}

fn follow(
    word: &[char],
    letters: &[Letter],
    found: &[bool],
    path: &mut Vec<usize>,
    dead: &mut [bool],
) -> bool {
    let Some((&wanted, &last)) = word.get(path.len()).zip(path.last()) else { return true };
    let depth = path.len();
    for at in last + 1..letters.len() {
        let fits = letters[at].c == wanted && !found[at] && (at == last + 1 || letters[at].starts_word);
        if !fits || dead[depth * letters.len() + at] {
            continue;
        }
        path.push(at);
        if follow(word, letters, found, path, dead) {
            return true;
        }
        path.pop();
        dead[depth * letters.len() + at] = true;
    }
    false
}

fn ranges(letters: &[Letter], found: &[bool]) -> Vec<TextRange> {
    let mut ranges: Vec<TextRange> = Vec::new();
    for letter in letters.iter().zip(found).filter(|(_, found)| **found).map(|(letter, _)| letter) {
        match ranges.last_mut() {
            // Also when one character is two letters in lower case.
            Some(last) if letter.range.start() <= last.end() => *last = last.cover(letter.range),
            _ => ranges.push(letter.range),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line with what was found in brackets.
    fn shown(words: &str, line: &str) -> Option<String> {
        let mut shown = line.to_owned();
        for range in fit(words, line)?.ranges.iter().rev() {
            shown.insert(range.end().into(), ']');
            shown.insert(range.start().into(), '[');
        }
        Some(shown)
    }

    fn best<'a>(words: &str, lines: &[&'a str]) -> Option<&'a str> {
        let scored = lines.iter().filter_map(|line| Some((fit(words, line)?.score, *line)));
        scored
            .fold(
                None,
                |best: Option<(i32, &str)>, next| {
                    if best.is_some_and(|best| best.0 >= next.0) { best } else { Some(next) }
                },
            )
            .map(|(_, line)| line)
    }

    #[test]
    fn words_are_found_in_any_order_and_in_part() {
        assert_eq!(shown("per lab", "Label as Person").as_deref(), Some("[Lab]el as [Per]son"));
        assert_eq!(shown("son", "Label as Person").as_deref(), Some("Label as Per[son]"));
        assert_eq!(shown("", "Label as Person").as_deref(), Some("Label as Person"));
        assert_eq!(shown("person quote", "Label as Person"), None);
    }

    #[test]
    fn letters_are_picked_from_the_starts_of_words() {
        assert_eq!(shown("lap", "Label as Person").as_deref(), Some("[La]bel as [P]erson"));
        assert_eq!(shown("lsp", "Label as Person"), None);
        assert_eq!(shown("tnp", "To the next page").as_deref(), Some("[T]o the [n]ext [p]age"));
        assert_eq!(shown("laper", "Label as Person").as_deref(), Some("[La]bel as [Per]son"));
        assert_eq!(shown("lbl", "Label as Person"), None);
    }

    #[test]
    fn a_place_is_taken_once() {
        assert_eq!(shown("to to", "Go to Toronto").as_deref(), Some("Go [to] [To]ronto"));
        assert_eq!(shown("go go", "Go to Toronto"), None);
    }

    #[test]
    fn case_and_letters_that_grow_keep_their_places() {
        assert_eq!(shown("İS", "xİs").as_deref(), Some("x[İs]"));
        assert_eq!(shown("ÉTÉ", "un été").as_deref(), Some("un [été]"));
        assert_eq!(shown("שלום", "go: שלום").as_deref(), Some("go: [שלום]"));
        assert_eq!(shown("👩‍🚀", "an 👩‍🚀 up").as_deref(), Some("an [👩‍🚀] up"));
    }

    #[test]
    fn whole_words_go_before_starts_before_insides_before_scattered_letters() {
        let lines = ["A carton", "Carts", "Discard", "Call a red", "Car park"];
        assert_eq!(best("car", &lines), Some("Car park"));
        assert_eq!(best("car", &lines[..4]), Some("Carts"));
        assert_eq!(best("car", &lines[2..4]), Some("Discard"));
        assert_eq!(best("car", &lines[3..4]), Some("Call a red"));
        // Of equals the shorter, then the first.
        assert_eq!(best("label", &["Label as a facility", "Label as Org"]), Some("Label as Org"));
        assert_eq!(best("label", &["Label as Org", "Label as Law"]), Some("Label as Org"));
    }

    #[test]
    fn a_long_line_of_one_letter_takes_no_time() {
        let (line, word) = ("a ".repeat(200), "a".repeat(60) + "b");
        assert_eq!(fit(&word, &line), None);
    }
}
