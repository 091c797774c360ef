//! How well annotations are carried over into a corrected text: `cargo bench
//! --package galley-bench --bench carry`.
//!
//! Each trial edits a text once, word by word, and so knows where every word
//! went. An annotation should follow its words; where words were written anew
//! in their place, it should cover what stands there, as long as half of its
//! words stayed; otherwise it should be an orphan. Of what was carried over,
//! precision is the share that is exactly where it should be; of what should
//! have been, recall is the share that is.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use galley_bench::random::Random;
use galley_core::formats::plain;
use galley_core::model::{Annotation, AnnotationType, Article, Extra, Id, LabelId, Provenance, Target};
use galley_core::revise::Revision;
use galley_core::sample;
use galley_core::text::{TextRange, TextSize};

/// Edits of each kind, over all texts.
const EDITS: usize = 400;
const ANNOTATIONS: usize = 40;
const KINDS: [&str; 6] =
    ["insert words", "insert sentence", "delete words", "delete sentence", "move sentence", "rewrite words"];

/// A word or mark with the white space after it, and which of the old text's
/// it is; `anew` when other letters stand in its place.
#[derive(Clone)]
struct Token {
    text: String,
    from: Option<usize>,
    anew: bool,
}

#[derive(Default)]
struct Score {
    right: usize,
    carried: usize,
    expected: usize,
    edits: usize,
}

fn main() {
    let edits = if cfg!(debug_assertions) { 2 } else { EDITS };
    let texts = texts();
    let mut random = Random::new(7);
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    for kind in KINDS {
        for edit in 0..edits {
            trial(&texts[edit % texts.len()], kind, &mut random, scores.entry(kind).or_default());
        }
    }
    println!("{} texts, {} edits of each kind, {ANNOTATIONS} annotations in each\n", texts.len(), edits);
    println!("| edit | precision | recall | annotations |\n| --- | ---: | ---: | ---: |");
    let mut all = Score::default();
    for (kind, score) in &scores {
        line(kind, score);
        all.right += score.right;
        all.carried += score.carried;
        all.expected += score.expected;
        all.edits += score.edits;
    }
    line("all", &all);
}

fn line(kind: &str, score: &Score) {
    let share = |of: usize| 100.0 * score.right as f64 / of.max(1) as f64;
    println!(
        "| {kind} | {:.2} % | {:.2} % | {} |",
        share(score.carried),
        share(score.expected),
        score.expected
    );
}

/// Our own, and real ones where they are.
fn texts() -> Vec<String> {
    let ferry = include_str!("../../e2e/fixtures/ferry.txt").to_owned();
    let mut texts = vec![sample::article(Id::new("sample")).text.as_str().to_owned(), ferry];
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/articles");
    let mut folders = vec![shared];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "txt") {
                texts.extend(std::fs::read_to_string(path).ok().filter(|text| text.len() > 800));
            }
        }
    }
    texts.sort();
    texts
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        match tokens.last_mut() {
            Some(last) if piece.trim().is_empty() => last.text.push_str(piece),
            _ => tokens.push(Token { text: piece.to_owned(), from: Some(tokens.len()), anew: false }),
        }
    }
    tokens
}

fn trial(text: &str, kind: &str, random: &mut Random, score: &mut Score) {
    let old = tokens(text);
    let starts: Vec<usize> = old
        .iter()
        .scan(0, |at, token| {
            let start = *at;
            *at += token.text.len();
            Some(start)
        })
        .collect();
    let spans: Vec<(usize, usize)> = (0..ANNOTATIONS)
        .map(|index| {
            let longest = [3, 12, 30][index % 3];
            let length = 1 + random.below(longest);
            let start = random.below(old.len().saturating_sub(length).max(1));
            (start, (start + length).min(old.len()))
        })
        .collect();
    let range = |(start, end): (usize, usize)| {
        let last = &old[end - 1];
        (starts[start], starts[end - 1] + last.text.trim_end().len())
    };
    let annotation = |(index, span): (usize, &(usize, usize))| Arc::new(annotation(index, range(*span)));
    let annotations = spans.iter().enumerate().map(annotation).collect();
    let read = |text: String| plain::read(Id::new("a"), "a.txt", text).expect("the text has words");
    let article = Article { annotations, ..read(text.to_owned()) };
    let edited = edit(&old, kind, random);
    let new_text: String = edited.iter().map(|token| token.text.as_str()).collect();
    let revision = Revision::new(&article, &read(new_text));
    let mut found: BTreeMap<&str, &Target> = BTreeMap::new();
    let places = revision.kept.iter().chain(&revision.moved);
    found.extend(places.map(|(annotation, target)| (annotation.id.as_str(), target)));
    found.extend(revision.changed.iter().map(|changed| (changed.before.id.as_str(), &changed.after)));
    score.edits += 1;
    for (index, span) in spans.iter().enumerate() {
        let Some(expected) = expected(&edited, *span) else { continue };
        let found = found.get(index.to_string().as_str()).map(|target| target.extent());
        score.expected += usize::from(expected.is_some());
        score.carried += usize::from(found.is_some());
        score.right += usize::from(found.is_some() && found == expected);
    }
}

fn annotation(index: usize, (start, end): (usize, usize)) -> Annotation {
    let size = |at: usize| TextSize::try_from(at).expect("the text is short");
    let range = TextRange::new(size(start), size(end));
    Annotation {
        id: Id::from(index.to_string()),
        kind: AnnotationType::Content,
        label: LabelId::new("CONTENT"),
        target: Target::new(vec![range]).expect("it has words"),
        attributes: Default::default(),
        evidence: Vec::new(),
        note: String::new(),
        provenance: Provenance::default(),
        extra: Extra::new(),
    }
}

/// Where a span of old tokens should be; `None` where nobody can say, because
/// a part of it was moved away.
fn expected(edited: &[Token], (start, end): (usize, usize)) -> Option<Option<TextRange>> {
    let within = |token: &Token| token.from.is_some_and(|from| (start..end).contains(&from));
    let places: Vec<usize> = (0..edited.len()).filter(|&at| within(&edited[at])).collect();
    let stayed = places.iter().filter(|&&at| !edited[at].anew).count();
    if stayed == 0 || stayed * 2 < end - start {
        return Some(None);
    }
    let (first, last) = (*places.first()?, *places.last()?);
    let foreign = (first..=last).any(|at| edited[at].from.is_some() && !within(&edited[at]));
    let in_order = places.windows(2).all(|two| edited[two[0]].from < edited[two[1]].from);
    if foreign || !in_order {
        return None;
    }
    let before: usize = edited[..first].iter().map(|token| token.text.len()).sum();
    let inner: usize = edited[first..last].iter().map(|token| token.text.len()).sum();
    let end = before + inner + edited[last].text.trim_end().len();
    Some(Some(TextRange::new(TextSize::try_from(before).ok()?, TextSize::try_from(end).ok()?)))
}

fn fresh(count: usize, random: &mut Random) -> Vec<Token> {
    const WORDS: [&str; 12] = [
        "quartz", "lantern", "meadow", "seldom", "harvest", "copper", "willow", "gravel", "thimble",
        "orchard", "violet", "anchor",
    ];
    let word = |_| Token { text: format!("{} ", WORDS[random.below(WORDS.len())]), from: None, anew: false };
    (0..count).map(word).collect()
}

fn edit(old: &[Token], kind: &str, random: &mut Random) -> Vec<Token> {
    let mut tokens = old.to_vec();
    let at = random.below(tokens.len());
    let sentence = sentence_at(&tokens, at);
    match kind {
        "insert words" => drop(tokens.splice(at..at, fresh(1 + random.below(4), random))),
        "insert sentence" => {
            let mut new = fresh(6 + random.below(10), random);
            if let Some(last) = new.last_mut() {
                last.text = "indeed. ".to_owned();
            }
            drop(tokens.splice(sentence.0..sentence.0, new));
        }
        "delete words" => {
            let end = (at + 1 + random.below(4)).min(tokens.len());
            drop(tokens.drain(at..end));
        }
        "delete sentence" => drop(tokens.drain(sentence.0..sentence.1)),
        "move sentence" => {
            let moved: Vec<Token> = tokens.drain(sentence.0..sentence.1).collect();
            let to = sentence_at(&tokens, random.below(tokens.len().max(1))).0;
            drop(tokens.splice(to..to, moved));
        }
        _ => {
            let end = (at + 1 + random.below(5)).min(tokens.len());
            for token in &mut tokens[at..end] {
                let space = token.text[token.text.trim_end().len()..].to_owned();
                token.text = fresh(1, random)[0].text.trim_end().to_owned() + &space;
                token.anew = true;
            }
        }
    }
    tokens
}

fn sentence_at(tokens: &[Token], at: usize) -> (usize, usize) {
    let ends =
        |token: &Token| token.text.contains('\n') || token.text.trim_end().ends_with(['.', '!', '?', '”']);
    let at = at.min(tokens.len().saturating_sub(1));
    let start = (0..at).rev().find(|&before| ends(&tokens[before])).map_or(0, |before| before + 1);
    let end = (at..tokens.len()).find(|&after| ends(&tokens[after])).map_or(tokens.len(), |after| after + 1);
    (start, end)
}
