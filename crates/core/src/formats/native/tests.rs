use serde_json::json;

use super::*;
use crate::formats::{Issue, ReadError};
use crate::model::{Article, Extra, Id, LabelSet};

/// Ids n1, n2, … as they are asked for.
fn ids() -> impl FnMut() -> Id {
    let mut count = 0;
    move || {
        count += 1;
        Id::new(&format!("n{count}"))
    }
}

fn try_read(text: &str, file_name: &str) -> Result<NativeImport, ReadError> {
    read(text, file_name, &LabelSet::default(), &mut ids())
}

fn read_value(value: &serde_json::Value) -> NativeImport {
    try_read(&value.to_string(), "test.json").unwrap()
}

/// An article of this text with these annotations, in code points.
fn annotated(text: &str, annotations: serde_json::Value) -> NativeImport {
    read_value(&json!({"text": text, "annotations": annotations}))
}

/// What each annotation marks, fragments joined by " … ".
fn marked(article: &Article) -> Vec<String> {
    article.annotations.iter().map(|annotation| annotation.target.exact(&article.text)).collect()
}

fn refusal(text: &str) -> String {
    try_read(text, "test.json").unwrap_err().to_string()
}

fn only_issue(import: &NativeImport) -> &Issue {
    assert_eq!(import.issues.len(), 1, "{:#?}", import.issues);
    &import.issues[0]
}

#[test]
fn an_article_of_nothing_but_text() {
    let import = try_read(r#"{"text": "Tide at noon\n\nHarbour closed."}"#, "tide.json").unwrap();
    assert_eq!(import.issues, []);
    assert_eq!(import.label_set, None);
    let article = &import.articles[0];
    assert_eq!(article.id, Id::new("n1"));
    assert_eq!(article.blocks, crate::text::split::split("Tide at noon\n\nHarbour closed."));
    assert!(article.extra.is_empty() && article.annotations.is_empty());
}

#[test]
fn a_title_is_the_headline_or_the_file_name() {
    let with_block =
        json!({"text": "Tide\n at noon. And more", "blocks": [{"kind": "headline", "start": 0, "end": 14}]});
    assert_eq!(read_value(&with_block).articles[0].title, "Tide at noon.");
    let lines = "{\"text\": \"\"}\n{\"text\": \"\"}\n";
    let titles: Vec<_> =
        try_read(lines, "set.jsonl").unwrap().articles.into_iter().map(|article| article.title).collect();
    assert_eq!(titles, ["set.jsonl", "set.jsonl (2)"]);
    assert_eq!(
        read_value(&json!({"title": "", "text": "Tide"})).articles[0].title,
        "",
        "an empty title is a title"
    );
}

#[test]
fn lists_and_lines_of_articles() {
    let list = try_read(r#"[{"text": "a"}, {"no": "text"}, {"text": "b", "id": 7}]"#, "list.json").unwrap();
    assert_eq!(list.articles.iter().map(|article| article.id.as_str()).collect::<Vec<_>>(), ["n1", "7"]);
    assert_eq!(only_issue(&list).place, "article 2");
    assert_eq!(list.extra[SET_ASIDE], json!([{"field": "articles", "value": {"no": "text"}}]));

    // By what is in it, whatever the name.
    let lines = try_read("\u{FEFF}{\"text\": \"a\"}\r\n\r\n{\"text\": \"b\"}", "list.json").unwrap();
    assert_eq!(lines.articles.len(), 2);
    // Laid out over lines, whatever the name.
    assert_eq!(try_read("{\n\"text\": \"a\"\n}", "one.jsonl").unwrap().articles.len(), 1);
}

#[test]
fn a_bad_line_does_not_cost_the_others() {
    let lines = "{\"text\": \"a\"}\n{\"text\": \"b\n{\"text\": 5}\n{\"text\": \"d\"}\n{\"version\": 9, \"text\": \"\"}\n{\"text\": \"e";
    let import = try_read(lines, "set.jsonl").unwrap();
    assert_eq!(import.articles.len(), 2);
    let issues: Vec<String> = import.issues.iter().map(ToString::to_string).collect();
    assert_eq!(
        issues,
        [
            "line 2, column 11: the file ends in the middle of a value (truncated JSON); the line was left out",
            "line 3: \"text\" is 5, not a text; the line was left out",
            "line 5: it was made by a newer Galley (version 9); the line was left out",
            "line 6, column 11: the file ends in the middle of a value (truncated JSON); the line was left out",
        ]
    );
    let none = try_read("{\"text\": 5}\n{\"text\": 6}", "set.jsonl").unwrap_err();
    assert_eq!(none.to_string(), "line 1: \"text\" is 5, not a text");
}

#[test]
fn a_file_that_cannot_be_read_says_where_and_why() {
    for (text, wanted) in [
        ("", "the file: it is empty"),
        (" \n ", "the file: it is empty"),
        (
            "{\n\"text\": \"a\",\n\"articles\": [",
            "line 3, column 13: the file ends in the middle of a value (truncated JSON)",
        ),
        ("{\"text\": \"шторм", "line 1, column 15: the file ends in the middle of a value (truncated JSON)"),
        ("hello", "line 1, column 1: this is not JSON: expected value"),
        ("{\"text\": \"a\"}\n}", "line 2, column 1: this is not JSON: trailing characters"),
        (
            "{\"text\": \"\\ud83d\"}",
            "line 1, column 17: the text holds half a character (a lone surrogate, \\ud800 to \\udfff)",
        ),
        ("5", "the file: this is JSON, but not Galley's: it has no \"format\": \"galley\" and no \"text\""),
        ("[]", "the file: this is JSON, but not Galley's: it has no \"format\": \"galley\" and no \"text\""),
        (
            "{\"name\": \"a package\", \"version\": \"1.0.0\"}",
            "the file: this is JSON, but not Galley's: it has no \"format\": \"galley\" and no \"text\"",
        ),
        ("{\"text\": null}", "the file: \"text\" is null, not a text"),
        (
            "{\"format\": \"other\", \"text\": \"\"}",
            "the file: this is JSON, but not Galley's: its \"format\" is \"other\"",
        ),
        (
            "{\"format\": \"galley\", \"version\": 7, \"articles\": []}",
            "the file: it was made by a newer Galley (version 7)",
        ),
        (
            "{\"format\": \"galley\", \"version\": \"1\"}",
            "the file: its version is \"1\", which no Galley has written",
        ),
        ("{\"text\": \"\", \"version\": 0}", "the file: its version is 0, which no Galley has written"),
        ("{\"format\": \"galley\", \"articles\": 3}", "the file: \"articles\" is 3, not a list"),
        (
            "{\"text\": \"\", \"offset_unit\": \"furlong\"}",
            "the file: its offset unit \"furlong\" is none that Galley knows (code_point, utf16, byte)",
        ),
        (
            "{\"format\": \"galley_label_set\"}",
            "the file: this is a label set, not articles: import it where labels are edited",
        ),
    ] {
        assert_eq!(refusal(text), wanted, "for {text:?}");
    }
}

#[test]
fn other_programs_json_is_named() {
    for (value, name) in [
        (json!([{"data": {"text": "x"}, "annotations": []}]), "Label Studio"),
        (json!({"%TYPES": {}, "%FEATURE_STRUCTURES": []}), "UIMA CAS"),
        (json!({"rows": [], "total": 0}), "Hypothesis"),
        (json!({"@context": "http://www.w3.org/ns/anno.jsonld"}), "Web Annotation"),
        (json!({"uri": "x", "bodies": []}), "ninjs"),
        (json!({"@context": "https://schema.org", "@type": "NewsArticle"}), "schema.org"),
        (json!({"tokens": [], "ner_tags": []}), "Hugging Face"),
        (json!({"labels": [], "attributes": []}), "label set"),
    ] {
        let reason = refusal(&value.to_string());
        assert!(reason.contains("not Galley's") && reason.contains(name), "{reason}");
    }
    let doccano = read_value(&json!({"id": 1, "text": "Ionas", "label": [[0, 5, "PER"]]}));
    assert_eq!(only_issue(&doccano).found, "it looks like doccano's, not Galley's");
    assert_eq!(doccano.articles[0].extra["label"], json!([[0, 5, "PER"]]));
    let own = read_value(&json!({"format": "galley", "articles": [{"text": "Ionas", "labels": []}]}));
    assert_eq!(own.issues, [], "in a Galley file it is an unknown field");
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    let deep = "[".repeat(100_000);
    assert_eq!(refusal(&deep), "line 1, column 128: values are nested too deeply");
    assert_eq!(refusal(&format!("{{\"text\": {deep}")), "line 1, column 136: values are nested too deeply");
    let line = format!("{{\"text\": \"\"}}\n{{\"text\": \"\", \"x\": {deep}}}");
    assert_eq!(try_read(&line, "x.jsonl").unwrap().issues.len(), 1);
    // What is read can be written and read again, wherever it is set aside.
    let within = |depth: usize| {
        format!("{{\"text\": \"\", \"entities\": [{}{}]}}", "[".repeat(depth), "]".repeat(depth))
    };
    assert_eq!(refusal(&within(63)), "the file: its values are nested more than 64 deep");
    let import = try_read(&within(61), "x.json").unwrap();
    let again = write_json(&LabelSet::default(), &import.articles, "", &Extra::new());
    let deepest = serde_json::from_str::<serde_json::Value>(&again);
    assert!(deepest.is_ok());
}

#[test]
fn offsets_in_other_units() {
    let text = "e\u{301} 👩‍🚀 שלום 𝒲ard";
    for (unit, start, end) in [("code_point", 12, 16), ("utf16", 14, 19), ("byte", 25, 32)] {
        let value = json!({"text": text, "offset_unit": unit, "annotations": [
            {"label": "PERSON", "target": [{"start": start, "end": end, "exact": "𝒲ard"}]}]});
        let import = read_value(&value);
        assert_eq!(import.issues, [], "{unit}");
        assert_eq!(marked(&import.articles[0]), ["𝒲ard"], "{unit}");
    }
}

#[test]
fn offsets_that_do_not_hold_are_repaired_by_the_quotation() {
    let text = "The envoy said Ionas Levy would not go. 👍🏽 Levy left.";
    for (start, end) in [
        (json!(20), json!(24)),
        (json!(-3), json!(5)),
        (json!(21.5), json!(25.5)),
        (json!(25), json!(21)),
        (json!(21), json!(21)),
        (json!("21"), json!("25")),
        (json!(21), json!(99)),
        (json!(1e300), json!(-1e300)),
    ] {
        let levy = json!([{"label": "PERSON", "target": [{"start": start, "end": end, "exact": "Levy"}]}]);
        let import = annotated(text, levy);
        assert_eq!(marked(&import.articles[0]), ["Levy"], "{start}–{end}");
        assert_eq!(import.articles[0].orphans, [] as [serde_json::Value; 0]);
        only_issue(&import);
    }
    let nearest =
        annotated(text, json!([{"label": "PERSON", "target": [{"start": 41, "end": 45, "exact": "Levy"}]}]));
    assert_eq!(nearest.articles[0].annotations[0].target.extent().start(), 49.into(), "the nearer of two");
    // JSON has no whole numbers of its own.
    assert_eq!(
        annotated(text, json!([{"label": "PERSON", "target": [{"start": 21.0, "end": 25.0}]}])).issues,
        []
    );
}

#[test]
fn only_a_near_or_a_single_quotation_repairs() {
    let text = format!("Levy {} Levy Ionas", "x".repeat(5000));
    let target = |exact: &str| json!([{"id": "a", "label": "PERSON", "target": [{"start": 2500, "end": 2504, "exact": exact}]}]);
    let single = annotated(&text, target("Ionas"));
    assert_eq!(marked(&single.articles[0]), ["Ionas"]);
    let double = annotated(&text, target("Levy"));
    assert_eq!(double.articles[0].orphans, target("Levy").as_array().unwrap().as_slice());
    assert_eq!(
        only_issue(&double).to_string(),
        "the file, annotation 1 \"a\": the text at its offsets is \"xxxx\", and \"Levy\" is not found near; listed as an orphan"
    );
}

#[test]
fn repaired_fragments_keep_their_order_and_drift_together() {
    // Counted with a character too many for each of the ten line breaks.
    let text = format!("{}He told us to go to sea.", "x\n".repeat(10));
    let target = json!([{"start": 33, "end": 37, "exact": "told"}, {"start": 44, "end": 46, "exact": "go"}, {"start": 47, "end": 49, "exact": "to"}]);
    let import = annotated(&text, json!([{"label": "CUE", "target": target}]));
    assert_eq!(
        import.articles[0].annotations[0]
            .target
            .fragments()
            .iter()
            .map(|range| u32::from(range.start()))
            .collect::<Vec<_>>(),
        [23, 34, 37]
    );
    // The nearest "to" comes before what it should follow.
    let target =
        json!([{"start": 20, "end": 25, "exact": "He told us to"}, {"start": 31, "end": 34, "exact": "to"}]);
    let import = annotated(&text, json!([{"label": "CUE", "target": target}]));
    assert_eq!(marked(&import.articles[0]), ["He told us to … to"]);
}

#[test]
fn an_unknown_label_joins_the_given_set() {
    let import = annotated("Tide", json!([{"label": "VESSEL", "target": [{"start": 0, "end": 4}]}]));
    let mut set = import.label_set.unwrap();
    assert_eq!(set.labels.pop().unwrap().name, "VESSEL");
    assert_eq!(set, LabelSet::default());
    assert_eq!(import.articles[0].annotations[0].kind.name(), "entity");
}

#[test]
fn a_cut_cluster_is_widened() {
    let text = "a 👩‍🚀 b\r\nc";
    // The first person alone, quoted as such, and half a line break.
    let import = annotated(
        text,
        json!([
            {"label": "PERSON", "target": [{"start": 2, "end": 3, "exact": "👩"}]},
            {"label": "PERSON", "target": [{"start": 6, "end": 8}]},
        ]),
    );
    assert_eq!(marked(&import.articles[0]), ["👩‍🚀", "b\r\n"]);
    assert_eq!(import.issues.len(), 2);
    // Half a surrogate pair is no place at all.
    let halves = json!({"text": "a 𝒲 b", "offset_unit": "utf16", "annotations": [
        {"label": "PERSON", "target": [{"start": 3, "end": 6}]}]});
    let orphan = &read_value(&halves).articles[0].orphans[0];
    assert_eq!(orphan["offset_unit"], "utf16", "its offsets are still in the file's unit");
}

#[test]
fn what_cannot_be_placed_is_an_orphan_as_it_was() {
    let unplaceable = json!([
        {"id": "past", "label": "PERSON", "target": [{"start": 2, "end": 50}]},
        {"id": "gone", "label": "PERSON", "target": [{"start": 0, "end": 4, "exact": "nowhere"}], "x": [1]},
        {"id": "half", "label": "PERSON", "target": [{"start": 0, "end": 4}, {"start": 9, "end": 5}]},
        {"id": "none", "label": "PERSON", "target": []},
        {"id": "bare", "label": "PERSON"},
        {"id": "type", "label": "PERSON", "type": "relation", "target": [{"start": 0, "end": 4}]},
        {"id": "huge", "label": "PERSON", "target": [{"start": 18446744073709551615u64, "end": 1e99}]},
        {"id": "text", "label": "PERSON", "target": "Tide"},
        {"id": "bits", "label": "PERSON", "target": [5]},
        7,
        null,
    ]);
    let import = annotated("Tide at noon", unplaceable.clone());
    assert_eq!(import.articles[0].annotations, []);
    assert_eq!(import.articles[0].orphans.as_slice(), unplaceable.as_array().unwrap().as_slice());
    assert_eq!(import.issues.len(), 11);
}

#[test]
fn a_bad_value_does_not_cost_the_annotation() {
    let import = annotated(
        "Tide at noon",
        json!([{
            "id": ["no"], "type": "entity", "label": "PERSON", "target": [{"start": 0, "end": 4, "exact": 5}],
            "note": 5, "attributes": "none", "provenance": {"creator": 3, "origin": "model", "score": 0.1},
        }]),
    );
    let annotation = &import.articles[0].annotations[0];
    assert_eq!(annotation.id, Id::new("n2"));
    assert_eq!(marked(&import.articles[0]), ["Tide"]);
    let extra = serde_json::to_value(&annotation.extra).unwrap();
    assert_eq!(
        extra["provenance"],
        json!({"score": 0.1, "set_aside": [{"field": "creator", "value": 3}, {"field": "origin", "value": "model"}]})
    );
    assert_eq!(
        extra["set_aside"],
        json!([{"field": "id", "value": ["no"]}, {"field": "attributes", "value": "none"}, {"field": "note", "value": 5}])
    );
}

#[test]
fn fragments_that_touch_are_joined() {
    let target = json!([{"start": 5, "end": 7}, {"start": 0, "end": 5, "exact": "Tide "}]);
    let import = annotated("Tide at noon", json!([{"label": "PERSON", "target": target}]));
    assert_eq!(marked(&import.articles[0]), ["Tide at"]);
    assert_eq!(only_issue(&import).done, "joined");
}

#[test]
fn labels_are_resolved_by_name_in_the_file_then_here() {
    let target = json!([{"start": 0, "end": 4}]);
    let import = read_value(&json!({
        "format": "galley",
        "label_set": {"name": "Own", "labels": [{"id": "x1", "type": "entity", "name": "PERSON", "title": "Human", "color": "#123456"}]},
        "articles": [{"text": "Tide", "annotations": [
            {"label": "PERSON", "target": target}, {"label": "x1", "target": target},
            {"label": "ORG", "target": target}, {"type": "claim", "label": "SHIP_NAME", "target": target},
            {"type": "cue", "target": target},
        ]}],
    }));
    let labels: Vec<&str> =
        import.articles[0].annotations.iter().map(|annotation| annotation.label.as_str()).collect();
    assert_eq!(labels, ["x1", "x1", "ORG", "SHIP_NAME", "CUE"]);
    let set = import.label_set.unwrap();
    assert_eq!(
        set.labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>(),
        ["PERSON", "ORG", "SHIP_NAME", "CUE"]
    );
    let new = set.by_name("SHIP_NAME").unwrap();
    assert_eq!(
        (new.title.as_str(), new.key, new.kind),
        ("Ship name", None, crate::model::AnnotationType::Claim)
    );
    assert!(set.labels.iter().filter(|label| label.color == new.color).count() == 1);
    let issues: Vec<String> = import.issues.iter().map(ToString::to_string).collect();
    assert_eq!(
        issues,
        [
            "article 1, annotation 4: the label \"SHIP_NAME\" is in no label set; added to the label set, without a key",
            "article 1, annotation 5: it has no label; labelled CUE",
        ]
    );
}

#[test]
fn a_label_of_another_type_is_that_label() {
    let import =
        annotated("Tide", json!([{"type": "claim", "label": "PERSON", "target": [{"start": 0, "end": 4}]}]));
    let annotation = &import.articles[0].annotations[0];
    assert_eq!((annotation.kind.name(), annotation.label.as_str()), ("claim", "PERSON"));
    assert_eq!((import.label_set, import.issues), (None, vec![]));
}

#[test]
fn a_bad_label_set_keeps_its_good_parts() {
    let import = read_value(&json!({"format": "galley", "articles": [], "label_set": {"labels": [
        {"name": "A"}, {"name": "B", "id": "A", "key": "QQ", "color": "red"}, {"type": "entity"}, {"name": "R", "type": "relation"}, 5,
        {"name": "C", "key": "Q", "color": "#ABCDEF", "x": 1},
    ], "attributes": [
        {"applies_to": "claim", "name": "a", "values": ["x", 5]}, {"applies_to": "moon", "name": "b", "kind": "flag"},
        {"applies_to": "cue", "name": "c", "kind": "number", "values": [1]}, {"applies_to": "cue", "name": "d", "kind": "flag", "values": 1},
    ]}}));
    let set = import.label_set.unwrap();
    let labels: Vec<_> =
        set.labels.iter().map(|label| (label.id.as_str(), label.name.as_str(), label.key)).collect();
    assert_eq!(labels, [("A", "A", None), ("A-2", "B", None), ("C", "C", Some('q'))]);
    assert_eq!(set.attributes.len(), 2);
    assert_eq!(set.extra[SET_ASIDE].as_array().map(Vec::len), Some(5));
    assert_eq!(set.attributes[1].extra["values"], 1, "a flag has no values, so that is an unknown field");
}

#[test]
fn second_ids_are_new_and_references_go_to_the_first() {
    let target = json!([{"start": 0, "end": 4}]);
    let import = read_value(&json!({"text": "Tide", "annotations": [
        {"id": "a", "label": "PERSON", "target": target}, {"id": "a", "label": "ORG", "target": target}, {"id": "a b", "label": "LAW", "target": target}],
        "entities": [{"id": "e", "type": "PERSON", "mentions": ["a", "a b"]}, {"id": "e", "type": "ORG"}],
        "attributions": [{"id": "t", "parent": "t2"}, {"id": "t"}, {"id": "t2"}],
    }));
    let article = &import.articles[0];
    let ids: Vec<_> = article.annotations.iter().map(|one| (one.id.as_str(), one.label.as_str())).collect();
    assert_eq!(ids, [("a", "PERSON"), ("n2", "ORG"), ("n3", "LAW")]);
    assert_eq!(article.entities[0].mentions, [Id::new("a"), Id::new("n3")]);
    assert_eq!(article.entities.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["e", "n4"]);
    assert_eq!(article.attributions.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["n5", "t", "t2"]);
    assert_eq!(article.attributions[1].parent, Some(Id::new("t2")));
    assert_eq!(import.issues.len(), 4);
    let twice =
        try_read("{\"id\": \"x\", \"text\": \"\"}\n{\"id\": \"x\", \"text\": \"\"}", "x.jsonl").unwrap();
    assert_eq!(twice.articles[1].id, Id::new("n1"));
}

#[test]
fn references_to_nothing_are_set_aside() {
    let import = read_value(
        &json!({"text": "Tide", "annotations": [{"id": "a", "label": "PERSON", "target": [{"start": 0, "end": 4}]}],
            "entities": [{"id": "e", "mentions": ["a", "gone", 5]}, 6],
            "attributions": [
                {"id": "s", "sources": ["gone", "a"], "cue": "gone", "parent": "s"},
                {"id": "t", "parent": "u"}, {"id": "u", "parent": "v"}, {"id": "v", "parent": "t", "cue": ["a", "a"]},
                {"id": "w", "parent": "gone", "sources": "a"}, "x"],
        }),
    );
    let article = &import.articles[0];
    let entity = &article.entities[0];
    assert_eq!((entity.name.as_str(), entity.label.as_str()), ("Tide", "PERSON"), "as its mention says");
    assert_eq!(
        entity.extra[SET_ASIDE],
        json!([{"field": "mentions", "value": "gone"}, {"field": "mentions", "value": 5}])
    );
    let s = &article.attributions[0];
    assert_eq!((s.sources.as_slice(), &s.cue, &s.parent), ([Id::new("a")].as_slice(), &None, &None));
    assert_eq!(
        s.extra[SET_ASIDE],
        json!([{"field": "sources", "value": "gone"}, {"field": "cue", "value": "gone"}, {"field": "parent", "value": "s"}])
    );
    let parents: Vec<_> =
        article.attributions.iter().map(|one| one.parent.as_ref().map(Id::as_str)).collect();
    assert_eq!(parents, [None, Some("u"), Some("v"), None, None], "the one that closes the circle is out");
    assert_eq!(
        article.extra[SET_ASIDE],
        json!([{"field": "entities", "value": 6}, {"field": "attributions", "value": "x"}])
    );
    assert_eq!(import.issues.len(), 10, "{:#?}", import.issues);
}

#[test]
fn blocks_that_do_not_hold_leave_no_text_unseen() {
    let import = read_value(&json!({"text": "One. Two. Three. Four.", "blocks": [
        {"kind": "headline", "start": 0, "end": 4}, {"kind": "sidebar", "start": 5, "end": 9}, {"kind": "credit", "start": 2, "end": 7},
        {"kind": "credit", "start": 17, "end": 99}, {"kind": "caption", "start": 10, "end": 16, "x": 1}, 5]}));
    let article = &import.articles[0];
    let blocks: Vec<_> = article
        .blocks
        .iter()
        .map(|block| (block.kind.name(), article.text.slice(block.range).unwrap()))
        .collect();
    assert_eq!(
        blocks,
        [("headline", "One."), ("paragraph", "Two."), ("caption", "Three."), ("paragraph", "Four.")]
    );
    assert_eq!(article.extra["blocks"], json!({"10-16": {"x": 1}}));
    assert_eq!(article.extra[SET_ASIDE].as_array().map(Vec::len), Some(4));
    assert_eq!(import.issues.len(), 5);
}

#[test]
fn a_changed_text_is_said() {
    let mut value = json!({"text": "abc", "text_sha256": "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"});
    assert_eq!(read_value(&value).issues, []);
    value["text"] = json!("abd");
    assert!(only_issue(&read_value(&value)).found.contains("text_sha256"));
}

#[test]
fn extras_of_what_has_gone_are_set_aside_when_written() {
    let import = read_value(
        &json!({"text": "Tide at noon", "blocks": [{"kind": "paragraph", "start": 0, "end": 12, "p": 1}],
        "annotations": [{"id": "a", "label": "PERSON", "target": [{"start": 0, "end": 4, "xpath": "/p"}]}]}),
    );
    let mut article = import.articles.into_iter().next().unwrap();
    let annotation = std::sync::Arc::make_mut(&mut article.annotations[0]);
    annotation.target =
        crate::model::Target::new(vec![crate::text::TextRange::new(5.into(), 7.into())]).unwrap();
    // A reader of another format may bring anything under a name of ours.
    annotation.extra.insert("note".to_owned(), json!("not ours"));
    let line = write_jsonl_article(&LabelSet::default(), &article);
    let written: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(written["blocks"], json!([{"kind": "paragraph", "start": 0, "end": 12, "p": 1}]));
    assert_eq!(
        written["annotations"][0]["set_aside"],
        json!([{"field": "note", "value": "not ours"}, {"field": "target", "value": {"0-4": {"xpath": "/p"}}}])
    );
    assert_eq!(
        line.matches("\"note\"").count(),
        2,
        "the field once, and once as the name of what was set aside"
    );
}

#[test]
fn extras_of_joined_fragments_are_set_aside() {
    let fragment = |start: u32, end: u32, path: &str| json!({"start": start, "end": end, "xpath": path});
    let import = read_value(&json!({"text": "Tide at noon", "annotations": [{"id": "a", "label": "PERSON",
        "target": [fragment(0, 7, "/a"), fragment(5, 7, "/b"), fragment(8, 12, "/c"), fragment(8, 12, "/d")]}]}));
    let extra = &import.articles[0].annotations[0].extra;
    assert_eq!(extra["target"], json!({"0-7": {"xpath": "/a"}, "8-12": {"xpath": "/c"}}));
    let aside = |range: &str, path: &str| json!({"field": "target", "value": {range: {"xpath": path}}});
    assert_eq!(extra["set_aside"], json!([aside("8-12", "/d"), aside("5-7", "/b")]));
    let line = write_jsonl_article(&LabelSet::default(), &import.articles[0]);
    let again = Reader::new("again.jsonl", &LabelSet::default()).read_line(&line, 1, &mut ids()).unwrap();
    assert_eq!(again.as_ref(), import.articles.first());
}

#[test]
fn lines_are_read_one_by_one() {
    let mut reader = Reader::new("set.jsonl", &LabelSet::default());
    let mut new_id = ids();
    let header = r#"{"format": "galley", "version": 1, "label_set": {"name": "Own", "labels": []}, "x": 1}"#;
    assert_eq!(reader.read_line(header, 1, &mut new_id).unwrap(), None);
    assert!(reader.read_line("{\"text\": \"a\"}", 2, &mut new_id).unwrap().is_some());
    assert!(reader.read_line("{\"text\": \"a", 3, &mut new_id).is_err());
    let article =
        r#"{"text": "Tide", "annotations": [{"label": "NEW", "target": [{"start": 0, "end": 4}]}]}"#;
    assert!(reader.read_line(article, 4, &mut new_id).unwrap().is_some());
    assert_eq!(reader.take_issues().len(), 1);
    let rest = reader.finish();
    assert_eq!(rest.issues, []);
    assert_eq!(rest.extra, json!({"x": 1}).as_object().unwrap().clone());
    assert_eq!(rest.label_set.unwrap().labels.len(), 1);
}

#[test]
fn far_searches_stop_when_the_budget_is_spent() {
    use super::target::{Ground, place};
    let text = crate::text::Text::new(format!("{} Levy", "x".repeat(5000))).unwrap();
    let budget = std::cell::Cell::new(12_000);
    let ground = Ground::new(&text, document::OffsetUnit::CodePoint, &budget);
    let mut log = fields::Log::default();
    let mut found = |start: u32, exact: &str| {
        let target = json!([{"start": start, "end": start + 4, "exact": exact}]).to_string();
        place(&ground, crate::json::Raw::new(&target), &"here", &mut log).is_ok()
    };
    assert!(found(0, "Levy"));
    assert!(!found(0, "nowhere"));
    assert!(!found(0, "Levy"), "5,005 bytes twice, and less than that left");
    assert!(found(4500, "Levy"), "near its place it is found all the same");
}

#[test]
fn lines_hold_no_line_ends() {
    let text = "a\u{2028}b\u{2029}c\u{85}d\re\nf\u{b}g\u{c}h";
    let article = read_value(&json!({ "text": text })).articles.remove(0);
    let line = write_jsonl_article(&LabelSet::default(), &article);
    assert_eq!(
        line.find(['\u{2028}', '\u{2029}', '\u{85}', '\r', '\n', '\u{b}', '\u{c}']),
        Some(line.len() - 1)
    );
    assert_eq!(&**try_read(&line, "x.jsonl").unwrap().articles[0].text, text);
}

/// What `path` holds, or, with GALLEY_BLESS=1, what it should hold from now on.
fn assert_file(path: &str, wanted: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("GALLEY_BLESS").is_some() {
        std::fs::write(&path, wanted).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(there, wanted, "{} is out of date: run the tests with GALLEY_BLESS=1", path.display());
}

#[test]
fn the_schema_is_the_one_checked_in() {
    let schema = json_schema();
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    assert_file("schema/galley.schema.json", &text);
}

/// A file that shows all: an emoji, a discontinuous span, an overlap, a claim,
/// an entity, an attribution, an orphan and unknown fields.
fn shown_off() -> NativeImport {
    let text = "🌊 Harbour shut\n\n“We close,” said Ionas Levy, the harbour master, “at noon.”";
    read_value(&json!({
        "format": "galley", "version": 1, "desk": "coast",
        "label_set": {"name": "Small", "labels": [
            {"id": "PERSON", "type": "entity", "name": "PERSON", "title": "Person", "key": "p", "color": "#b7791f"},
            {"id": "SOURCE", "type": "source", "name": "SOURCE", "title": "Source", "key": "s", "color": "#8c2f2b"},
            {"id": "CUE", "type": "cue", "name": "CUE", "title": "Cue", "key": "u", "color": "#a8554f"},
            {"id": "CONTENT", "type": "content", "name": "CONTENT", "title": "Content", "key": "q", "color": "#9f1239"},
            {"id": "CLAIM", "type": "claim", "name": "CLAIM", "title": "Claim", "key": "c", "color": "#0f766e"}],
          "attributes": [{"applies_to": "attribution", "name": "quote_type", "kind": "choice", "values": ["direct", "indirect", "mixed"]}],
          "house_style": {"scare_quotes": {"off": true, "level": "warning"}},
          "aliases": {"MISC": null, "PER": "PERSON"}},
        "articles": [{"id": "tide", "title": "🌊 Harbour shut", "metadata": {"publisher": "Coast Post"}, "text": text,
          "blocks": [{"kind": "headline", "start": 0, "end": 14}, {"kind": "paragraph", "start": 16, "end": 75}],
          "annotations": [
            {"id": "a4", "type": "entity", "label": "PERSON", "target": [{"start": 33, "end": 43, "exact": "Ionas Levy"}],
             "provenance": {"creator": "ada", "created": "2026-11-23T08:00:00Z", "modified": "2026-11-23T08:30:00Z", "origin": "accepted", "rule": "names"}},
            {"id": "a1", "type": "content", "label": "CONTENT", "target": [{"start": 16, "end": 27, "exact": "“We close,”"}, {"start": 65, "end": 75, "exact": "“at noon.”"}],
             "provenance": {"creator": "ada", "created": "2026-11-23T08:00:00Z", "origin": "human"}},
            {"id": "a2", "type": "cue", "label": "CUE", "target": [{"start": 28, "end": 32, "exact": "said"}], "note": "plain", "provenance": {"origin": "human"}},
            {"id": "a3", "type": "source", "label": "SOURCE", "target": [{"start": 33, "end": 63, "exact": "Ionas Levy, the harbour master"}], "provenance": {"origin": "human"}, "score": 0.1},
            {"id": "a6", "type": "claim", "label": "CLAIM", "target": [{"start": 2, "end": 14, "exact": "Harbour shut"}],
             "evidence": [{"url": "https://example.org/notice", "title": "Notice", "quote": "shut at noon", "date": "2026-11-23", "stance": "supports"}],
             "provenance": {"creator": "ada", "created": "2026-11-23T08:00:00Z", "modified": "2026-11-23T08:30:00Z", "origin": "accepted", "rule": "claims"}},
            {"id": "a5", "label": "PERSON", "target": [{"start": 0, "end": 4, "exact": "Miriam"}]}],
          "entities": [{"id": "e1", "type": "PERSON", "name": "Ionas Levy", "role": "harbour master", "mentions": ["a4"], "links": ["https://example.org/levy"]}],
          "attributions": [{"id": "t1", "sources": ["a3"], "cue": "a2", "contents": ["a1"], "attributes": {"quote_type": "direct"}, "note": "Ask again."}],
          "dismissals": [{"id": "d1", "check": "claim_without_source", "annotations": ["a6"], "attributions": [], "target": [{"start": 2, "end": 14, "exact": "Harbour shut"}],
            "reason": "I was there.", "provenance": {"creator": "ada", "created": "2026-11-23T08:40:00Z", "origin": "human"}}],
          "document_labels": {"topic": "weather"}, "status": "in_progress"}],
    }))
}

#[test]
fn an_id_that_was_made_up_is_nothing_to_refer_to() {
    let import = read_value(&json!({"id": "a", "text": "Tide", "annotations": [
            {"label": "PERSON", "target": [{"start": 0, "end": 4}]},
            {"id": "n1", "label": "PERSON", "target": [{"start": 0, "end": 4}]},
            {"label": "PERSON", "target": [{"start": 0, "end": 4}]}],
        "entities": [{"type": "PERSON", "mentions": ["n1", "n2", "n3"]}]}));
    let article = &import.articles[0];
    let ids: Vec<_> = article.annotations.iter().map(|annotation| annotation.id.as_str()).collect();
    assert_eq!(ids, ["n1", "n2", "n3"], "the file's own was taken");
    assert_eq!(article.entities[0].mentions, [Id::new("n2")], "the file's n1, by the id that it has now");
    assert_eq!(import.issues.len(), 3, "the new id, and what n2 and n3 may be: {:#?}", import.issues);
}

#[test]
fn files_are_the_same_in_pieces() {
    let NativeImport { articles, label_set, extra, .. } = shown_off();
    let label_set = label_set.unwrap();
    let whole = write_json(&label_set, &articles, "", &extra);
    let mut lines = write_jsonl_header(&label_set, "", &extra);
    lines.extend(articles.iter().map(|article| write_jsonl_article(&label_set, article)));
    for count in [1, 2, 100] {
        for (mut file, wanted) in [
            (FileWriter::json(&label_set, "", &extra), &whole),
            (FileWriter::json_lines(&label_set, "", &extra), &lines),
        ] {
            let mut pieces = vec![file.take()];
            for article in &articles {
                let mut writer = file.article(article);
                while writer.advance(count) {
                    pieces.push(writer.take());
                }
            }
            pieces.push(file.finish());
            assert!(pieces.len() >= 5, "{} pieces", pieces.len());
            assert_eq!(&pieces.concat(), wanted, "{count} at a time");
        }
    }
}

#[test]
fn what_is_no_evidence_style_or_dismissal_is_set_aside() {
    let import = read_value(&json!({
        "label_set": {"labels": [], "house_style": {"x": 1, "y": {"level": "fatal", "off": true, "z": 2}},
            "aliases": {"PER": "nobody", "MISC": null, "ORG": 7}},
        "articles": [{"id": "a", "text": "Tide",
          "annotations": [{"id": "1", "type": "claim", "label": "CLAIM", "target": [{"start": 0, "end": 4}],
            "evidence": ["seen", {"url": 5, "stance": "maybe", "title": "T"}]}],
          "dismissals": [7, {"check": "c", "target": [{"start": 0, "end": 4, "exact": "Ebb"}]},
            {"id": "d", "check": "c", "annotations": ["gone"]}]}],
    }));
    let style = &import.label_set.as_ref().unwrap().house_style;
    assert_eq!(style.keys().collect::<Vec<_>>(), ["y"]);
    assert_eq!(import.label_set.as_ref().unwrap().aliases.keys().collect::<Vec<_>>(), ["MISC"]);
    assert_eq!((style["y"].off, style["y"].level), (true, None));
    let article = &import.articles[0];
    let evidence = &article.annotations[0].evidence;
    assert_eq!((evidence.len(), evidence[0].title.as_str()), (1, "T"));
    assert_eq!(article.dismissals.len(), 1);
    assert_eq!(article.dismissals[0].subject.annotations, [Id::new("gone")]);
    let set = import.label_set.clone().unwrap();
    let file = write_json(&set, &import.articles, "", &import.extra);
    for kept in
        ["\"seen\"", "\"fatal\"", "\"maybe\"", "\"Ebb\"", "\"z\"", "{\"x\": 1}", "\"nobody\"", "{\"ORG\": 7}"]
    {
        assert!(file.contains(kept), "{kept} in {file}");
    }
    let again = try_read(&file, "test.json").unwrap();
    assert_eq!((again.articles, again.label_set), (import.articles, Some(set)));
}

/// What is written has names in the schema, and what has a name there is
/// written.
#[test]
fn the_schema_names_what_is_written() {
    let NativeImport { articles, label_set, .. } = shown_off();
    let article = Article { extra: Extra::new(), ..articles[0].clone() };
    let file = write_json(&label_set.unwrap(), [&article], "", &Extra::new());
    let schema = serde_json::to_value(json_schema()).unwrap();
    let names = |object: &serde_json::Value| -> std::collections::BTreeSet<String> {
        object.as_object().unwrap().keys().cloned().collect()
    };
    let named = |part: &str| names(&schema["$defs"][part]["properties"]);
    let file: serde_json::Value = serde_json::from_str(&file).unwrap();
    let article = &file["articles"][0];
    assert_eq!(names(&file), names(&schema["properties"]));
    assert_eq!(names(&file["label_set"]), named("LabelSet"));
    assert_eq!(names(&file["label_set"]["labels"][0]), named("Label"));
    assert_eq!(names(&file["label_set"]["attributes"][0]), named("Attribute"));
    assert_eq!(names(article), named("Article"));
    assert_eq!(names(&article["blocks"][0]), named("Block"));
    let annotations = article["annotations"].as_array().unwrap();
    let full = annotations.iter().find(|annotation| annotation["id"] == "a6").unwrap();
    assert_eq!(names(full), named("Annotation"));
    assert_eq!(names(&full["target"][0]), named("Fragment"));
    assert_eq!(names(&full["provenance"]), named("Provenance"));
    assert_eq!(names(&article["entities"][0]), named("Entity"));
    assert_eq!(names(&article["attributions"][0]), named("Attribution"));
    assert_eq!(names(&full["evidence"][0]), named("Evidence"));
    assert_eq!(names(&article["dismissals"][0]), named("Dismissal"));
    assert_eq!(names(&file["label_set"]["house_style"]["scare_quotes"]), named("CheckStyle"));
}

#[test]
fn the_files_are_as_checked_in() {
    let NativeImport { articles, label_set, extra, issues } = shown_off();
    assert_eq!(issues.len(), 1, "the orphan, and nothing else: {issues:#?}");
    let label_set = label_set.unwrap();
    let json = write_json(&label_set, &articles, "2026-11-23T09:00:00Z", &extra);
    assert_file("tests/golden/small.json", &json);
    let mut lines = write_jsonl_header(&label_set, "2026-11-23T09:00:00Z", &extra);
    lines.extend(articles.iter().map(|article| write_jsonl_article(&label_set, article)));
    assert_file("tests/golden/small.jsonl", &lines);
    for (file, name) in [(json, "small.json"), (lines, "small.jsonl")] {
        let again = try_read(&file, name).unwrap();
        assert_eq!(
            (again.articles, again.label_set, again.extra),
            (articles.clone(), Some(label_set.clone()), extra.clone()),
            "{name}"
        );
        assert_eq!(again.issues, [], "{name}");
    }
}
