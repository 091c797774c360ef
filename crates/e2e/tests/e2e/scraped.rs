//! A real article as a scraper saved it. It is not ours to keep, so it lies
//! beside the project where it is at hand, and no word of it is here: spans
//! are told by their offsets, and what must come out is computed.

use std::path::{Path, PathBuf};

use galley_e2e::{Modifier, Page, browse};
use serde_json::{Value, json};

/// Code points, half open: a label with its fragments.
type Span = (&'static str, &'static str, &'static [(usize, usize)]);

/// Ten entities and three claims: two that overlap, one of two fragments.
const SPANS: [Span; 13] = [
    ("PERSON", "p", &[(193, 203)]),
    ("PERSON", "p", &[(235, 248)]),
    ("GPE", "g", &[(252, 258)]),
    ("DATE", "d", &[(369, 375)]),
    ("GPE", "g", &[(488, 506)]),
    ("ORG", "o", &[(522, 538)]),
    ("ORG", "o", &[(557, 564)]),
    ("CLAIM", "c", &[(610, 680)]),
    ("GPE", "g", &[(615, 621)]),
    ("FAC", "f", &[(1244, 1273)]),
    ("CLAIM", "c", &[(1331, 1388)]),
    ("NORP", "n", &[(1433, 1435), (1443, 1450)]),
    ("CLAIM", "c", &[(1687, 1755)]),
];

const KINDS: [&str; 24] = [
    "headline",
    "standfirst",
    "paragraph",
    "paragraph",
    "paragraph",
    "paragraph",
    "subheading",
    "paragraph",
    "paragraph",
    "paragraph",
    "boilerplate",
    "paragraph",
    "paragraph",
    "credit",
    "boilerplate",
    "boilerplate",
    "boilerplate",
    "boilerplate",
    "boilerplate",
    "boilerplate",
    "boilerplate",
    "boilerplate",
    "boilerplate",
    "boilerplate",
];

fn article() -> Option<PathBuf> {
    const PLACE: &str = "../../../shared/articles/000_b6363941eba25fe8.txt";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PLACE);
    path.canonicalize().ok()
}

#[test]
fn it_is_split_marked_and_exported() {
    let Some(path) = article() else {
        println!("skipped: the scraped article is not beside the project");
        return;
    };
    let text = std::fs::read_to_string(&path).expect("the article can be read");
    let title = text.lines().next().unwrap_or_default().to_owned();
    browse(async |page| {
        page.open_article(&path, &title).await;
        let kinds = page.eval("return blocks().map((block) => block.dataset.kind)", json!([])).await;
        assert_eq!(kinds, json!(KINDS));
        for span in &SPANS {
            mark(page, &text, span).await;
        }
        page.press("Ctrl+z*3").await;
        page.expect_marked_count(SPANS.len() - 3).await;
        page.press("Ctrl+y*3").await;
        page.expect_marked_count(SPANS.len()).await;
        page.saved().await;
        page.reload().await;
        page.expect_marked_count(SPANS.len()).await;

        let export = page.export_value().await;
        let articles = export["articles"].as_array().cloned().unwrap_or_default();
        let exported =
            articles.iter().find(|article| article["title"] == title.as_str()).expect("it is exported");
        assert_eq!(exported["text"], text.as_str());
        let mut found: Vec<Value> =
            exported["annotations"].as_array().into_iter().flatten().map(of_export).collect();
        let mut expected: Vec<Value> = SPANS.iter().map(|span| of_span(&text, span)).collect();
        let by_place = |value: &Value| value.to_string();
        found.sort_by_key(by_place);
        expected.sort_by_key(by_place);
        assert_eq!(found, expected);
    });
}

async fn mark(page: &Page, text: &str, (_, key, fragments): &Span) {
    for (number, &fragment) in fragments.iter().enumerate() {
        let words = exact(text, fragment);
        let before: String = text.chars().take(fragment.1 - 1).collect();
        let modifier = if number == 0 { Modifier::None } else { Modifier::Ctrl };
        page.sweep_nth(&words, before.matches(&words).count(), modifier).await;
    }
    page.press(key).await;
}

fn exact(text: &str, (start, end): (usize, usize)) -> String {
    text.chars().skip(start).take(end - start).collect()
}

fn of_export(annotation: &Value) -> Value {
    json!([annotation["target"], annotation["label"]])
}

fn of_span(text: &str, (label, _, fragments): &Span) -> Value {
    let fragment = |&(start, end): &(usize, usize)| json!({ "start": start, "end": end, "exact": exact(text, (start, end)) });
    json!([fragments.iter().map(fragment).collect::<Vec<_>>(), label])
}

/// What is selected, code points, and the keys that are pressed then.
const STEPS: [((usize, usize), &str); 31] = [
    ((193, 203), "p &"),
    ((341, 346), "p &"),
    ((235, 248), "p &"),
    ((387, 393), "p &"),
    ((0, 5), "p *"),
    ((10, 16), "p *"),
    ((513, 547), "b s"),
    ((548, 552), "u"),
    ((553, 576), "a o"),
    ((577, 720), "q"),
    ((582, 587), "p *"),
    ((841, 853), "b s"),
    ((894, 898), "u"),
    ((900, 1132), "q"),
    ((1165, 1223), "c"),
    ((1165, 1171), "p * &"),
    ((1290, 1292), "b s &"),
    ((1293, 1297), "u"),
    ((1299, 1427), "q"),
    ((1433, 1511), "c"),
    ((1658, 1663), "b s p *"),
    ((1664, 1674), "u"),
    ((1675, 1681), "a"),
    ((1682, 1781), "q"),
    ((1783, 1815), "b s"),
    ((1816, 1841), "u"),
    ((1842, 1873), "q"),
    ((1882, 1916), "b q"),
    // One source, two attributions.
    ((1783, 1815), "s"),
    ((1875, 1881), "u"),
    ((2065, 2103), "b q"),
];

/// Source, cue, addressee and content of each, code points.
type Parts = [Option<(usize, usize)>; 4];

const ATTRIBUTIONS: [Parts; 7] = [
    [Some((513, 547)), Some((548, 552)), Some((553, 576)), Some((577, 720))],
    [Some((841, 853)), Some((894, 898)), None, Some((900, 1132))],
    [Some((1290, 1292)), Some((1293, 1297)), None, Some((1299, 1427))],
    [Some((1658, 1663)), Some((1664, 1674)), Some((1675, 1681)), Some((1682, 1781))],
    [Some((1783, 1815)), Some((1816, 1841)), None, Some((1842, 1873))],
    [Some((1783, 1815)), Some((1875, 1881)), None, Some((1882, 1916))],
    [None, None, None, Some((2065, 2103))],
];

/// The mentions of each entity.
const ENTITIES: [&[(usize, usize)]; 2] = [
    &[(0, 5), (193, 203), (341, 346), (582, 587), (1658, 1663)],
    &[(10, 16), (235, 248), (387, 393), (1165, 1171), (1290, 1292)],
];

#[test]
fn it_is_fully_attributed_by_keyboard_and_exported() {
    let Some(path) = article() else {
        println!("skipped: the scraped article is not beside the project");
        return;
    };
    let text = std::fs::read_to_string(&path).expect("the article can be read");
    let title = text.lines().next().unwrap_or_default().to_owned();
    browse(async |page| {
        page.open_article(&path, &title).await;
        let starts = block_starts(&text);
        assert_eq!(starts.len(), KINDS.len());
        let mut block = 0;
        for (range, keys) in STEPS {
            let there = starts.partition_point(|&start| start <= range.0) - 1;
            select_by_keys(page, (block, there), starts[there], range).await;
            block = there;
            page.press(keys).await;
        }
        // The pronoun shows whom it means.
        page.expect_text("[data-block='8'] ~ .notes .note-who", &exact(&text, (235, 248))).await;
        page.saved().await;
        let export = page.export_value().await;
        let articles = export["articles"].as_array().cloned().unwrap_or_default();
        let exported = articles.iter().find(|article| article["title"] == title.as_str()).expect("exported");

        let mut found: Vec<Value> = exported["attributions"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|of| {
                json!([
                    places(exported, &of["sources"]),
                    places(exported, &json!([of["cue"]])),
                    places(exported, &of["addressees"]),
                    places(exported, &of["contents"])
                ])
            })
            .collect();
        found.sort_by_key(|parts| parts[3][0][0].as_u64());
        let part =
            |part: Option<(usize, usize)>| part.into_iter().map(|(a, b)| json!([a, b])).collect::<Vec<_>>();
        let expected: Vec<Value> = ATTRIBUTIONS.iter().map(|parts| json!(parts.map(part))).collect();
        assert_eq!(found, expected);

        let mut groups: Vec<Vec<Value>> = exported["entities"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|entity| places(exported, &entity["mentions"]))
            .collect();
        groups.iter_mut().for_each(|group| group.sort_by_key(|place| place[0].as_u64()));
        groups.sort_by_key(|group| group[0][0].as_u64());
        let expected: Vec<Vec<Value>> =
            ENTITIES.iter().map(|group| group.iter().map(|(a, b)| json!([a, b])).collect()).collect();
        assert_eq!(groups, expected);
        let claims = exported["annotations"].as_array().into_iter().flatten();
        assert_eq!(claims.filter(|annotation| annotation["type"] == "claim").count(), 2);
        expect_findings(page, &text).await;
        expect_ledger(page, &text).await;
    });
}

/// What an editor would expect the check to say: an official without a name
/// or a reason, who told it to another newsroom; a pronoun whose name is a
/// paragraph back; claims that nobody is said to make.
async fn expect_findings(page: &Page, text: &str) {
    page.command("show the check").await;
    page.expect_text(".check-counts", "7 attributions, 2 claims,").await;
    for (check, range) in [
        ("anonymous_without_reason", (513, 547)),
        ("hearsay_chain", (553, 576)),
        ("pronoun_source", (1290, 1292)),
        ("claim_without_source", (1165, 1223)),
    ] {
        page.expect_text(&format!(".finding[data-check='{check}'] q"), &exact(text, range)).await;
    }
    page.expect_count(".finding[data-check='unclosed_quotation']", 0).await;
    page.expect_count(".check-panel .missing li", 0).await;
}

/// Two officials and a group without a name, and two men of whom one is a pronoun where
/// he speaks.
async fn expect_ledger(page: &Page, text: &str) {
    page.command("show the sources").await;
    page.expect_count(".source-row", 5).await;
    page.expect_count(".source-row[data-named=true]", 2).await;
    page.command("save the sources as csv").await;
    let (_, csv) = page.downloaded(".csv").await;
    assert_eq!(csv.lines().count(), 6, "a head and five sources: {csv}");
    for (range, attributions) in [((513, 547), 1), ((1783, 1815), 2), ((235, 248), 1)] {
        let name = exact(text, range);
        let row = csv.lines().find(|row| row.contains(&name)).unwrap_or_default();
        let counts = [format!(",yes,{attributions},"), format!(",no,{attributions},")];
        assert!(counts.iter().any(|count| row.contains(count)), "{attributions} in {row}");
    }
}

/// Where the blocks begin, code points: at the first character of each line
/// that has any.
fn block_starts(text: &str) -> Vec<usize> {
    let mut at = 0;
    let mut starts = Vec::new();
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            starts.push(at + line.chars().take_while(|c| c.is_whitespace()).count());
        }
        at += line.chars().count();
    }
    starts
}

/// From one block to another, and by character within it.
async fn select_by_keys(page: &Page, (from, to): (usize, usize), start: usize, range: (usize, usize)) {
    let mut keys = "Home".to_owned();
    match (to.checked_sub(from), from.checked_sub(to)) {
        (Some(0), _) => {}
        (Some(down), _) => keys.push_str(&format!(" Ctrl+ArrowDown*{down}")),
        (None, up) => keys.push_str(&format!(" Ctrl+ArrowUp*{}", up.unwrap_or(0))),
    }
    if range.0 > start {
        keys.push_str(&format!(" Alt+ArrowRight*{}", range.0 - start));
    }
    keys.push_str(&format!(" Alt+Shift+ArrowRight*{}", range.1 - range.0));
    page.press(&keys).await;
}

/// Where the annotations of these ids are, code points.
fn places(article: &Value, ids: &Value) -> Vec<Value> {
    let place = |id: &Value| {
        let annotation =
            article["annotations"].as_array().into_iter().flatten().find(|of| of["id"] == *id)?;
        let target = &annotation["target"][0];
        Some(json!([target["start"], target["end"]]))
    };
    ids.as_array().into_iter().flatten().filter_map(place).collect()
}
