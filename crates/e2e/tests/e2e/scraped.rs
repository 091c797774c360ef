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
