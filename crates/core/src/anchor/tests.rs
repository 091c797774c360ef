use proptest::prelude::*;
use text_size::{TextRange, TextSize};

use super::*;
use crate::text::boundary::grapheme::is_boundary;

fn range(start: u32, end: u32) -> TextRange {
    TextRange::new(TextSize::new(start), TextSize::new(end))
}

fn at(text: &str, exact: &str, near: u32) -> Option<(u32, u32)> {
    resolve(text, &Quote::new(exact), Some(TextSize::new(near)))
        .map(|range| (range.start().into(), range.end().into()))
}

#[test]
fn finds_the_nearest_of_several() {
    let text = "tide one, tide two, tide three";
    assert_eq!(at(text, "tide", 0), Some((0, 4)));
    assert_eq!(at(text, "tide", 4), Some((0, 4)));
    assert_eq!(at(text, "tide", 6), Some((10, 14)));
    assert_eq!(at(text, "tide", 10), Some((10, 14)));
    assert_eq!(at(text, "tide", 4_000_000_000), Some((20, 24)));
    // Halfway between two, the first.
    assert_eq!(at(text, "tide", 5), Some((0, 4)));
}

#[test]
fn finds_occurrences_that_overlap() {
    assert_eq!(at("aaaaa", "aaa", 1), Some((1, 4)));
    assert_eq!(at("xx aabaabaab", "aabaab", 7), Some((6, 12)));
}

#[test]
fn forgives_white_space_and_quotation_marks() {
    let text = "He said:\r\n\u{201C}It\u{2019}s 5\u{A0}%,\u{201D}  and left.";
    let loose = resolve(text, &Quote::new("said: \"It's 5 %,\" and"), Some(TextSize::new(0)));
    assert_eq!(
        loose.and_then(|range| text.get(std::ops::Range::<usize>::from(range))),
        Some("said:\r\n\u{201C}It\u{2019}s 5\u{A0}%,\u{201D}  and")
    );
    assert_eq!(at("soft\u{AD}ware", "software", 0), Some((0, 10)));
    assert_eq!(at("software", "soft\u{AD}ware", 0), Some((0, 8)));
    assert_eq!(at("Resume", "resume", 0), None, "case is not folded");
}

#[test]
fn prefers_the_position_then_the_exact_words() {
    // At its own place, though loosely; the exact one is elsewhere.
    let text = "the\u{A0}US and the US";
    assert_eq!(at(text, "the US", 0), Some((0, 7)));
    // Off its place, the exact one though the loose one is nearer.
    assert_eq!(at(text, "the US", 3), Some((12, 18)));
    // But not from afar.
    let far = format!("the\u{A0}US {} the US", "x".repeat(5000));
    assert_eq!(at(&far, "the US", 3), Some((0, 7)));
    assert_eq!(at(&far, "the US", 2500), Some((5009, 5015)));
}

#[test]
fn cuts_no_grapheme_cluster() {
    assert_eq!(at("cafe\u{301} cafe", "cafe", 0), Some((7, 11)));
    assert_eq!(at("👩‍🚀 and 👩", "👩", 0), Some((16, 20)));
    assert_eq!(at("a\r\n", "a\r", 0), Some((0, 3)), "loosely, the whole line break");
    assert_eq!(at("🇩🇪🇫🇷", "🇪🇫", 0), None);
}

#[test]
fn without_a_position_only_what_is_certain() {
    assert_eq!(resolve("one two one", &Quote::new("two"), None), Some(range(4, 7)));
    assert_eq!(resolve("one two one", &Quote::new("one"), None), None);
    let prefixed = Quote { exact: "one", prefix: "two ", suffix: "" };
    assert_eq!(resolve("one two one", &prefixed, None), Some(range(8, 11)));
    let between = Quote { exact: "one", prefix: "", suffix: " two" };
    assert_eq!(resolve("one two one", &between, None), Some(range(0, 3)));
}

#[test]
fn surroundings_come_before_nearness() {
    let quote = Quote { exact: "one", prefix: "two ", suffix: "." };
    assert_eq!(resolve("one two one. one", &quote, Some(TextSize::new(0))), Some(range(8, 11)));
    // Equal surroundings: the nearest.
    assert_eq!(resolve("two one. two one.", &quote, Some(TextSize::new(14))), Some(range(13, 16)));
}

#[test]
fn nothing_is_found_where_nothing_is() {
    for quote in ["", "\u{AD}", "missing"] {
        assert_eq!(resolve("some text", &Quote::new(quote), Some(TextSize::new(2))), None);
        assert_eq!(resolve("", &Quote::new(quote), Some(TextSize::new(2))), None);
    }
}

#[test]
fn fragments_keep_their_order_and_drift_together() {
    let text = "to go to sea and to go to bed";
    let quotes = [(Quote::new("go"), Some(TextSize::new(3))), (Quote::new("to"), Some(TextSize::new(6)))];
    assert_eq!(resolve_fragments(text, &quotes), Some(vec![range(3, 5), range(6, 8)]));
    // The first is off by 17, so the second is looked for 17 further on.
    let quotes = [(Quote::new("and"), Some(TextSize::new(0))), (Quote::new("to"), Some(TextSize::new(10)))];
    assert_eq!(resolve_fragments(text, &quotes), Some(vec![range(13, 16), range(23, 25)]));
    // Each after the one before.
    let quotes = [(Quote::new("bed"), None), (Quote::new("sea"), None)];
    assert_eq!(resolve_fragments(text, &quotes), None);
}

#[test]
fn a_repetitive_text_takes_no_longer_than_another() {
    let text = "a".repeat(400_000);
    let quote = format!("{}b", "a".repeat(100_000));
    let started = std::time::Instant::now();
    assert_eq!(at(&text, &quote, 200_000), None);
    assert!(started.elapsed() < std::time::Duration::from_secs(20));
}

/// Text of pieces on which offsets and folding go wrong.
fn tricky() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b",
        "the ",
        "tide ",
        "e\u{301}",
        "👩‍🚀",
        "👍🏽",
        "🇩🇪",
        "𝒲",
        "שלום ",
        "\r\n",
        "\n",
        "\u{A0}",
        " ",
        "“",
        "”",
        "’",
        "'",
        "\"",
        "\u{AD}",
        "\u{200B}",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// A text with a range of it that cuts no grapheme cluster.
fn cut() -> impl Strategy<Value = (String, TextRange)> {
    (tricky(), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_filter_map(
        "an empty cut",
        |(text, a, b)| {
            let edges: Vec<u32> = (0..=u32::from(TextSize::of(&text)))
                .filter(|&at| is_boundary(&text, TextSize::new(at)))
                .collect();
            let (a, b) = (*a.get(&edges), *b.get(&edges));
            (a != b).then(|| (text, range(a.min(b), a.max(b))))
        },
    )
}

/// Every occurrence, by brute force.
fn occurrences(text: &str, exact: &str) -> Vec<u32> {
    let ends = |at: u32| TextSize::new(at) + TextSize::of(exact);
    (0..=u32::from(TextSize::of(text)))
        .filter(|&at| is_boundary(text, TextSize::new(at)) && text[at as usize..].starts_with(exact))
        .filter(|&at| is_boundary(text, ends(at)))
        .collect()
}

proptest! {
    #[test]
    fn a_cut_is_found_at_its_own_place((text, cut) in cut()) {
        let exact = &text[std::ops::Range::<usize>::from(cut)];
        prop_assert_eq!(resolve(&text, &Quote::new(exact), Some(cut.start())), Some(cut));
    }

    #[test]
    fn the_nearest_is_found((text, cut) in cut(), near in 0u32..400) {
        let exact = &text[std::ops::Range::<usize>::from(cut)];
        let all = occurrences(&text, exact);
        let found = resolve(&text, &Quote::new(exact), Some(TextSize::new(near)));
        let found = u32::from(found.map(TextRange::start).unwrap());
        if all.contains(&found) {
            let nearest = all.iter().map(|at| at.abs_diff(near)).min().unwrap();
            prop_assert_eq!(found.abs_diff(near), nearest);
        } else {
            // Only a loose match at the very place comes before an exact one.
            prop_assert_eq!(found, near);
        }
    }

    #[test]
    fn without_a_position_one_occurrence_is_certain_and_two_are_not((text, cut) in cut()) {
        let exact = &text[std::ops::Range::<usize>::from(cut)];
        let found = resolve(&text, &Quote::new(exact), None);
        prop_assert_eq!(found, (occurrences(&text, exact).len() == 1).then_some(cut));
    }

    #[test]
    fn a_folded_cut_is_found((text, cut) in cut()) {
        let exact = text[std::ops::Range::<usize>::from(cut)].replace("\r\n", "\n").replace('\u{A0}', " ").replace(['“', '”'], "\"").replace('’', "'");
        if let Some(found) = resolve(&text, &Quote::new(&exact), Some(cut.start())) {
            prop_assert!(is_boundary(&text, found.start()) && is_boundary(&text, found.end()));
        } else {
            // Only a quotation of nothing, or one that begins or ends in the
            // middle of a run of white space, may fail.
            let blank = |c: char| c.is_whitespace() || matches!(c, '\u{AD}' | '\u{200B}');
            prop_assert!(exact.starts_with(blank) || exact.ends_with(blank));
        }
    }
}
