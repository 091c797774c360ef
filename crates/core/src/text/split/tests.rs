use proptest::prelude::*;

use super::*;

/// Long enough to be a paragraph of an article.
const PARA: &str = "The harbour at Orsay was closed for the third day on Tuesday while inspectors looked at the \
    outer wall, which had cracked from end to end in the storm. Ferries from Tarn were sent to the smaller port in \
    the south, where the crews waited.";

fn letter(kind: BlockKind) -> char {
    match kind {
        BlockKind::Headline => 'H',
        BlockKind::Standfirst => 'S',
        BlockKind::Byline => 'B',
        BlockKind::Dateline => 'D',
        BlockKind::Paragraph => 'P',
        BlockKind::Subheading => 'U',
        BlockKind::Quotation => 'Q',
        BlockKind::ListItem => 'L',
        BlockKind::Caption => 'C',
        BlockKind::Credit => 'R',
        BlockKind::Boilerplate => 'X',
    }
}

/// Splits the blocks, each given with the letter it must get; "¶" stands for a
/// paragraph of the article.
#[track_caller]
fn check(blocks: &[(char, &str)]) {
    let texts: Vec<&str> = blocks.iter().map(|&(_, text)| if text == "¶" { PARA } else { text }).collect();
    let text = texts.join("\n\n");
    let found: Vec<(char, &str)> = split(&text)
        .iter()
        .map(|block| (letter(block.kind), &text[Range::<usize>::from(block.range)]))
        .collect();
    let expected: Vec<(char, &str)> = blocks.iter().map(|&(letter, _)| letter).zip(texts).collect();
    assert_eq!(found, expected);
}

const H: (char, &str) = ('H', "Harbour levy talks enter last day");
const D: (char, &str) = ('D', "Friday, May 7, 2021");
const P: (char, &str) = ('P', "¶");

#[test]
fn an_article_from_top_to_bottom() {
    check(&[
        H,
        ('S', "Port ministers meet for a third time, hours before the vote."),
        ('B', "By Ines Okafor in Orsay and Pavel Lind in Tarn"),
        D,
        ('C', "The outer wall at dawn. Image: Ana Reed."),
        P,
        ('U', "A long night"),
        P,
        ('L', "- first the wall"),
        ('L', "- then the levy"),
        P,
        ('X', "Fishermen in Tarn reject third draft of harbour levy"),
        P,
        ('R', "SOURCE: Agencies"),
        ('X', "YOU MIGHT ALSO LIKE"),
        ('X', "Why the port of Tarn is sinking"),
        ('X', "It was built on sand, and everybody knew."),
        ('X', "2021-05-07"),
    ]);
}

#[test]
fn a_headline_has_no_full_stop_and_is_the_first_that_can_be_one() {
    check(&[H, P]);
    check(&[('H', "Is the wall safe?"), P]);
    check(&[('H', "Levy talks stall in the U.S."), P]);
    check(&[('P', "It rained."), P]);
    check(&[P, ('P', "It rained.")]);
    check(&[('L', "1. It rained"), P]);
    check(&[('D', "7 May 2021"), H, P]);
    check(&[('X', "Skip to content"), ('B', "By Ines Okafor"), H, P]);
    check(&[('H', "堤防の修理が始まる"), ('P', "雨が降った。止んだ。")]);
    check(&[('H', "Sources"), P]);
}

#[test]
fn a_standfirst_stands_out() {
    check(&[H, ('S', "The ministers met for a third time."), D, P]);
    check(&[H, ('S', "The ministers met for a third time."), ('B', "By Ines Okafor"), P]);
    check(&[H, ('S', "Ministers to meet for a third time before vote"), P]);
    check(&[H, ('P', "The ministers met for a third time."), P]);
    check(&[H, D, ('P', "The ministers met for a third time."), P]);
}

#[test]
fn a_standfirst_is_not_indented_while_the_body_is() {
    let body = format!("\n\n    {PARA}\n\n    {PARA}\n\n    It rained.");
    let kinds = |text: &str| split(text).iter().map(|block| letter(block.kind)).collect::<String>();
    assert_eq!(kinds(&format!("{}\n\nThe ministers met again.{body}", H.1)), "HSPPP");
    assert_eq!(kinds(&format!("{}\n\n7 May 2021\n\nThe ministers met again.{body}", H.1)), "HDSPPP");
    assert_eq!(kinds(&format!("{}\n\n    The ministers met again.{body}", H.1)), "HPPPP");
    assert_eq!(kinds(&format!("{}{body}\n\nThe ministers met again.", H.1)), "HPPPP");
}

#[test]
fn bylines_stand_before_the_first_paragraph() {
    check(&[H, ('B', "By Ines Okafor, Harbour Editor"), P]);
    check(&[H, ('B', "Ines Okafor"), D, P]);
    check(&[H, D, ('U', "Ines Okafor"), P]);
    check(&[H, ('P', "By nightfall the harbour was empty."), P]);
    check(&[H, P, P, ('U', "By Order of Tarn"), P]);
}

#[test]
fn a_date_that_runs_into_the_first_sentence_is_cut_off() {
    let text = format!("Levy talks stall\n\nThursday, May 7, 2021 {PARA}");
    let blocks = split(&text);
    let kinds: String = blocks.iter().map(|block| letter(block.kind)).collect();
    assert_eq!(kinds, "HDP");
    assert_eq!(&text[Range::<usize>::from(blocks[1].range)], "Thursday, May 7, 2021");
    assert_eq!(&text[Range::<usize>::from(blocks[2].range)], PARA);
}

#[test]
fn a_place_that_opens_a_paragraph_stays_in_it() {
    let lead = format!("ORSAY, Tarn — {PARA}");
    check(&[H, D, ('P', &lead), P]);
}

#[test]
fn short_labels_are_subheadings_and_headlines_of_other_stories_are_boilerplate() {
    check(&[H, P, ('U', "Superstars"), P]);
    check(&[H, P, ('U', "Orsay 3 – 0 Tarn"), P]);
    check(&[H, P, ('U', "A slow and careful mending of walls"), P]);
    check(&[H, P, ('X', "Tarn says no to the levy"), P]);
    check(&[H, P, ('X', "Crews in the south wait as the harbour of Orsay empties"), P]);
    check(&[H, P, ('P', "Nothing in Tarn is as it was."), P]);
    check(&[H, P, ('P', "He wrote:"), P]);
    check(&[H, P, ('P', "“We have seen it all”"), P]);
}

#[test]
fn a_label_with_nothing_below_it_heads_nothing() {
    check(&[H, P, ('P', "A long night")]);
    check(&[H, P, ('P', "A long night"), ('X', "Sources"), ('X', "Coastal Wire")]);
}

#[test]
fn lines_of_a_poem_are_no_subheadings() {
    let text =
        format!("The Wall\n\n{PARA}\n\nThe tide comes in\nThe tide goes out\nAnd no one asks\n\n{PARA}");
    let kinds: String = split(&text).iter().map(|block| letter(block.kind)).collect();
    assert_eq!(kinds, "HPPPPP");
}

#[test]
fn captions_without_a_mark() {
    check(&[H, D, ('C', "boats in the old harbour of Orsay in 2008."), P]);
    check(&[H, D, ('C', "The market of Orsay on the day before the flood"), P]);
    check(&[H, D, P, ('C', "The ship’s bell in the harbour of Orsay."), P]);
    check(&[H, D, P, P, ('P', "A long evening for all of Tarn."), P]);
    check(&[H, D, P, ('P', "The boats left at dawn."), P]);
    check(&[H, D, P, P, ('C', "Pavel Lind of the Harbour Party"), P]);
    check(&[H, D, P, P, ('U', "Central Bank of Tarn"), P]);
}

#[test]
fn a_marker_greys_everything_to_the_end_unless_the_article_goes_on() {
    check(&[H, P, P, P, ('X', "Sources"), ('X', "“Wall cracks” — Coastal Wire"), ('X', "Categories: Orsay")]);
    check(&[H, ('X', "Related stories"), ('X', "Crews in the south wait as harbour empties"), P, P, P]);
    check(&[H, P, P, ('X', "Related stories"), ('X', "¶"), ('X', "¶")]);
    check(&[H, P, P, ('X', "Read more"), P, P, ('R', "— Reuters")]);
    check(&[H, P, P, ('X', "Read more"), ('X', "Crews wait"), ('X', "It rained.")]);
    check(&[H, P, P, ('X', "Categories: Orsay"), ('X', "It rained.")]);
    check(&[H, P, ('X', "Advertisement"), ('U', "A long night"), P]);
    check(&[H, P, ('X', "* * *"), P]);
}

#[test]
fn quoted_lines_are_quotations_and_speech_is_not() {
    check(&[H, ('Q', "> It rained."), ('P', "“It rained.”")]);
}

#[test]
fn nothing_comes_of_nothing() {
    assert_eq!(split(""), []);
    assert_eq!(split(" \u{A0}\r\n\u{FEFF}\n\t"), []);
    check(&[('H', "Rain")]);
    check(&[('X', "***")]);
}

/// Text with all that can go wrong: line ends of every kind, spaces that are
/// not ASCII, emoji, combining marks, right-to-left letters, marker lines.
fn nasty_text() -> impl Strategy<Value = String> {
    let bits = prop_oneof![
        Just("\n".to_owned()),
        Just("\r\n\r\n".to_owned()),
        "[\r\u{2028}\u{2029}\u{A0}\u{3000}\u{FEFF}\u{200B} \t]{1,3}",
        "[a-zA-Z]{1,12}",
        "[.,:;!?'\"“”>*•-]{1,2} ?",
        "(👩‍👩‍👧|🇫🇷|e\u{301}|שלום|雨。|𝒲)",
        "(By Ana|Sources|May 7, 2015 On|1\\. |Image: Ana|Read more|— Reuters) ?",
        "\\PC{0,4}",
    ];
    prop::collection::vec(bits, 0..30).prop_map(|bits| bits.concat())
}

proptest! {
    #[test]
    fn blocks_are_disjoint_trimmed_and_cover_the_text(text in nasty_text()) {
        let mut end = 0;
        for block in split(&text) {
            let range = Range::<usize>::from(block.range);
            prop_assert!(text[end..range.start].chars().all(is_blank), "something before {range:?} is in no block");
            let block = &text[range.clone()];
            prop_assert!(!block.is_empty());
            prop_assert_eq!(block.trim_matches(is_blank), block);
            end = range.end;
        }
        prop_assert!(text[end..].chars().all(is_blank), "something after the last block is in no block");
    }

    #[test]
    fn rendered_blocks_are_those_that_were_pushed(texts in prop::collection::vec(nasty_text(), 0..3)) {
        let mut rendered = Rendered::default();
        texts.iter().for_each(|text| rendered.push(text, None));
        let (text, blocks) = rendered.finish();
        let found: Vec<&str> = blocks.iter().map(|block| &text[Range::<usize>::from(block.range)]).collect();
        let pushed: Vec<&str> = texts.iter().map(|text| text.trim_matches(is_blank)).filter(|text| !text.is_empty()).collect();
        prop_assert_eq!(found.join("\n\n"), text.as_str());
        prop_assert_eq!(found, pushed);
    }
}

/// Takes seconds where the time grows with the square of the text's length.
#[test]
fn long_texts_take_time_in_proportion() {
    let many = format!("{}\n\n{PARA}\n\nA long night\n\n", H.1).repeat(500);
    assert_eq!(split(&many).len(), 1_500);
    assert_eq!(split(&"word. ".repeat(50_000)).len(), 1);
    assert_eq!(split(&"word\n".repeat(10_000)).len(), 10_000);
    assert_eq!(split(&"a.".repeat(50_000)).len(), 1);
    assert_eq!(split(&"Read more\n\n".repeat(5_000)).len(), 5_000);
    let labels = format!("{}{}{PARA}", "***\n\n".repeat(5_000), "A long night\n\n".repeat(5_000));
    assert_eq!(split(&labels).len(), 10_001);
}
