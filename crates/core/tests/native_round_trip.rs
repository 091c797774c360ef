//! What is written is read back as it was, whatever the text, the spans and
//! the unknown fields; and every file fits the schema that is checked in.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use galley_core::formats::label_set;
use galley_core::formats::native::{NativeImport, read, write_json, write_jsonl_article, write_jsonl_header};
use galley_core::model::{
    Annotation, AnnotationType, Article, Attribution, CheckStyle, Dismissal, Entity, Evidence, Extra, Id,
    Label, LabelId, LabelSet, Level, Origin, Provenance, Stance, Status, Subject, Target,
};
use galley_core::text::boundary::grapheme::is_boundary;
use galley_core::text::{Block, BlockKind, Text, TextRange, TextSize, split};
use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

static SCHEMA: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../schema/galley.schema.json")).unwrap());
static FILE: LazyLock<Validator> = LazyLock::new(|| jsonschema::draft202012::new(&SCHEMA).unwrap());
static HEADER: LazyLock<Validator> = LazyLock::new(|| part("Header"));
static LINE: LazyLock<Validator> = LazyLock::new(|| part("Line"));

/// A validator of one of the schema's parts.
fn part(name: &str) -> Validator {
    let schema =
        json!({"$schema": SCHEMA["$schema"], "$ref": format!("#/$defs/{name}"), "$defs": SCHEMA["$defs"]});
    jsonschema::draft202012::new(&schema).unwrap()
}

fn assert_valid(validator: &Validator, text: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    value
}

/// Text of pieces on which offsets go wrong.
fn text() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "a",
        "Ionas ",
        "tide",
        "e\u{301}",
        "n\u{303}o",
        "👩‍🚀",
        "👍🏽",
        "🇩🇪",
        "👨‍👩‍👧‍👦 ",
        "𝒲",
        "🜁",
        "שָׁלוֹם ",
        "עברית",
        "\r\n",
        "\n",
        "\r\n\r\n",
        "\u{A0}",
        " ",
        "“",
        "”",
        "’",
        "\"",
        "\\",
        "\u{AD}",
        "\u{200F}",
        "\u{2028}",
        "\t",
        "\u{0}",
        "\u{FEFF}",
        "क्षि",
        "ᄒ\u{1161}ᆫ",
    ]);
    prop::collection::vec(piece, 1..80).prop_map(|pieces| pieces.concat())
}

/// Unknown fields.
fn extra() -> impl Strategy<Value = Extra> {
    let value = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[\\PC\n\u{2028}]{0,8}".prop_map(Value::from),
        prop::collection::vec(any::<f32>().prop_map(Value::from), 0..3).prop_map(Value::from),
        Just(json!({"deep": [{"er": {}}]})),
    ];
    let name = select(vec!["x", "score", "ns:field", "set_aside", "extra", "כן", "", "confidence"]);
    let fields = prop::collection::btree_map(name.prop_map(str::to_owned), value, 0..3);
    prop_oneof![3 => Just(Extra::new()), 1 => fields.prop_map(|fields| fields.into_iter().collect())]
}

/// A word for names and notes.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[\\PC\r\n]{1,12}"]
}

#[derive(Debug, Clone)]
struct Raw {
    edges: Vec<(Index, Index)>,
    kind: AnnotationType,
    label: Index,
    note: String,
    evidence: Vec<Evidence>,
    provenance: (String, Option<String>, Option<String>, Origin),
    attributes: BTreeMap<String, Value>,
    extra: Extra,
    provenance_extra: Extra,
    fragment_extra: Extra,
}

fn raw_annotation() -> impl Strategy<Value = Raw> {
    let attributes = prop::collection::btree_map(
        "[a-z_]{1,6}",
        prop_oneof![word().prop_map(Value::from), Just(Value::Bool(true))],
        0..3,
    );
    let origin = select(vec![Origin::Human, Origin::Accepted, Origin::Edited, Origin::Imported]);
    let provenance = (word(), prop::option::of(word()), prop::option::of(word()), origin);
    let edges = prop::collection::vec(any::<(Index, Index)>(), 1..4);
    let parts = (edges, select(AnnotationType::ALL.to_vec()), any::<Index>(), word(), provenance, attributes);
    (parts, evidence(), extra(), extra(), extra()).prop_map(
        |(
            (edges, kind, label, note, provenance, attributes),
            evidence,
            extra,
            provenance_extra,
            fragment_extra,
        )| Raw {
            edges,
            kind,
            label,
            note,
            evidence,
            provenance,
            attributes,
            extra,
            provenance_extra,
            fragment_extra,
        },
    )
}

fn evidence() -> impl Strategy<Value = Vec<Evidence>> {
    let stance = prop::option::of(select(Stance::ALL.to_vec()));
    let one = (word(), word(), word(), word(), stance, extra()).prop_map(
        |(url, title, quote, date, stance, extra)| Evidence { url, title, quote, date, stance, extra },
    );
    prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(one, 1..3)]
}

fn range_key(text: &Text, range: TextRange) -> String {
    format!(
        "{}-{}",
        text.code_point_from_byte(range.start()).unwrap(),
        text.code_point_from_byte(range.end()).unwrap()
    )
}

fn nest(extra: &mut Extra, name: &str, nested: Extra) {
    if !nested.is_empty() {
        extra.insert(name.to_owned(), Value::Object(nested));
    }
}

/// The annotation, unless the edges leave nothing between them.
fn annotation(raw: Raw, number: usize, text: &Text, set: &LabelSet) -> Option<Annotation> {
    let boundaries: Vec<TextSize> =
        (0..=u32::from(text.size())).map(TextSize::new).filter(|&at| is_boundary(text, at)).collect();
    let ranges =
        raw.edges.iter().map(|(a, b)| (*a.get(&boundaries), *b.get(&boundaries))).filter(|(a, b)| a != b);
    let target = Target::new(ranges.map(|(a, b)| TextRange::new(a.min(b), a.max(b))).collect()).ok()?;
    let mut extra = raw.extra;
    if !raw.fragment_extra.is_empty() {
        let key = range_key(text, target.fragments()[0]);
        nest(&mut extra, "target", Extra::from_iter([(key, Value::Object(raw.fragment_extra))]));
    }
    nest(&mut extra, "provenance", raw.provenance_extra);
    let (creator, modified, rule, origin) = raw.provenance;
    let (creator, modified, rule) = (Arc::from(creator), modified.map(Arc::from), rule.map(Arc::from));
    Some(Annotation {
        id: Id::new(&format!("a{number}")),
        kind: raw.kind,
        label: raw.label.get(&set.labels).id.clone(),
        target,
        attributes: raw.attributes,
        note: raw.note,
        evidence: raw.evidence,
        provenance: Provenance { created: Arc::clone(&creator), creator, modified, rule, origin },
        extra,
    })
}

fn label_sets() -> impl Strategy<Value = LabelSet> {
    let key = prop::option::of(select(vec!['p', 'o', 'ж', '1']));
    let labels = prop::collection::vec(
        (select(AnnotationType::ALL.to_vec()), word(), key, 0u32..0x100_0000, extra()),
        1..5,
    );
    let style = (any::<bool>(), prop::option::of(select(Level::ALL.to_vec())), extra())
        .prop_map(|(off, level, extra)| CheckStyle { off, level, extra });
    let house_style = prop::collection::btree_map(word(), style, 0..3);
    (word(), labels, house_style, extra(), extra()).prop_map(
        |(name, labels, house_style, extra, attribute_extra)| {
            let labels =
                labels.into_iter().enumerate().map(|(index, (kind, title, key, color, extra))| Label {
                    id: LabelId::new(&format!("id {index}")),
                    kind,
                    name: format!("{title}{index}"),
                    title,
                    key,
                    color: format!("#{color:06x}"),
                    extra,
                });
            let labels: Vec<Label> = labels.collect();
            // Every other name is left out.
            let alias = |(index, label): (usize, &Label)| {
                (label.title.clone(), (index % 2 == 0).then(|| label.id.clone()))
            };
            let aliases = labels.iter().enumerate().map(alias).collect();
            let mut set = LabelSet { name, labels, house_style, aliases, extra, ..LabelSet::default() };
            set.attributes.iter_mut().for_each(|attribute| attribute.extra = attribute_extra.clone());
            set
        },
    )
}

fn blocks(text: &str, kind: BlockKind) -> Vec<Block> {
    split::split(text).into_iter().map(|block| Block { kind, ..block }).collect()
}

prop_compose! {
    fn article(set: LabelSet)(
        text in text(),
        raws in prop::collection::vec(raw_annotation(), 0..12),
        links in prop::collection::vec(any::<Index>(), 12),
        (title, role, metadata, document_labels) in (word(), word(), extra(), extra()),
        (entity_extra, attribution_extra, article_extra, block_extra) in (extra(), extra(), extra(), extra()),
        status in select(Status::ALL.to_vec()),
        kind in select(BlockKind::ALL.to_vec()),
        no_source in any::<bool>(),
        orphans in prop::collection::vec(extra().prop_map(Value::Object), 0..3),
    ) -> Article {
        let text = Arc::new(Text::new(text).unwrap());
        let mut annotations: Vec<Arc<Annotation>> =
            raws.into_iter().enumerate().filter_map(|(number, raw)| annotation(raw, number, &text, &set)).map(Arc::new).collect();
        annotations.sort_by_key(|annotation| {
            let extent = annotation.target.extent();
            (extent.start(), std::cmp::Reverse(extent.end()), annotation.id.clone())
        });
        let ids: Vec<Id> = annotations.iter().map(|annotation| annotation.id.clone()).collect();
        let some = |from: usize| links[from..from + 2].iter().filter(|_| !ids.is_empty()).map(|link| link.get(&ids).clone()).collect::<Vec<_>>();
        let entities = (0..2).map(|number| Entity {
            id: Id::new(&format!("e{number}")),
            label: links[number].get(&set.labels).id.clone(),
            name: title.clone(),
            role: role.clone(),
            mentions: some(number),
            links: vec![role.clone()],
            extra: entity_extra.clone(),
        });
        let attributions = (0..3).map(|number| Attribution {
            id: Id::new(&format!("t{number}")),
            sources: some(number),
            no_source,
            cue: some(number + 2).pop(),
            contents: some(number + 4),
            addressees: some(number + 6),
            parent: (number > 0).then(|| Id::new(&format!("t{}", number - 1))),
            attributes: BTreeMap::from([("mode".to_owned(), json!("speech"))]),
            note: title.clone(),
            extra: attribution_extra.clone(),
        });
        let dismissals = annotations.iter().take(2).enumerate().map(|(number, about)| Dismissal {
            id: Id::new(&format!("d{number}")),
            check: role.clone(),
            subject: Subject {
                annotations: some(number),
                attributions: vec![Id::new("t0")],
                place: (number > 0).then(|| about.target.clone()),
            },
            reason: title.clone(),
            provenance: about.provenance.clone(),
            extra: entity_extra.clone(),
        });
        let dismissals: Vec<_> = dismissals.map(Arc::new).collect();
        let blocks = blocks(&text, kind);
        let mut extra = article_extra;
        if let (Some(block), false) = (blocks.first(), block_extra.is_empty()) {
            nest(&mut extra, "blocks", Extra::from_iter([(range_key(&text, block.range), Value::Object(block_extra))]));
        }
        Article {
            id: Id::new("article"),
            title: title.clone(),
            metadata,
            blocks,
            annotations,
            entities: entities.map(Arc::new).collect(),
            attributions: attributions.map(Arc::new).collect(),
            dismissals,
            document_labels,
            status,
            orphans,
            extra,
            text,
        }
    }
}

fn workspaces() -> impl Strategy<Value = (LabelSet, Vec<Article>, Extra)> {
    label_sets().prop_flat_map(|set| {
        let articles = prop::collection::vec(article(set.clone()), 0..3);
        (Just(set), articles, extra()).prop_map(|(set, mut articles, extra)| {
            for (number, article) in articles.iter_mut().enumerate() {
                article.id = Id::new(&format!("{number}"));
            }
            (set, articles, extra)
        })
    })
}

fn read_again(text: &str, name: &str) -> NativeImport {
    let mut new_id = || panic!("a file of Galley's own needs no new id");
    read(text, name, &LabelSet::default(), &mut new_id).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_json_file_is_read_as_it_was((set, articles, extra) in workspaces()) {
        let file = write_json(&set, &articles, "2026-11-23T09:00:00Z", &extra);
        assert_valid(&FILE, &file);
        let again = read_again(&file, "set.json");
        if !articles.is_empty() {
            prop_assert_eq!(&again.issues, &[]);
        }
        prop_assert_eq!(&again.articles, &articles);
        prop_assert_eq!(again.label_set.as_ref(), Some(&set));
        prop_assert_eq!(&again.extra, &extra);
        let twice = write_json(&set, &again.articles, "2026-11-23T09:00:00Z", &again.extra);
        prop_assert_eq!(twice, file);
    }

    #[test]
    fn a_jsonl_file_is_read_as_it_was((set, articles, extra) in workspaces()) {
        let mut file = write_jsonl_header(&set, "2026-11-23T09:00:00Z", &extra);
        assert_valid(&HEADER, &file);
        for article in &articles {
            let line = write_jsonl_article(&set, article);
            assert_valid(&LINE, &line);
            file.push_str(&line);
        }
        prop_assert_eq!(file.lines().count(), articles.len() + 1);
        let again = read_again(&file, "set.jsonl");
        prop_assert_eq!(&again.articles, &articles);
        prop_assert_eq!(again.label_set.as_ref(), Some(&set));
        prop_assert_eq!(&again.extra, &extra);
    }

    #[test]
    fn order_in_memory_does_not_show(
        (set, articles, order) in workspaces().prop_flat_map(|(set, articles, _)| {
            let shuffled = articles.iter().map(|article| Just(article.annotations.clone()).prop_shuffle()).collect::<Vec<_>>();
            (Just(set), Just(articles), shuffled)
        }),
    ) {
        let file = write_json(&set, &articles, "", &Extra::new());
        let mut shuffled = articles;
        for (article, annotations) in shuffled.iter_mut().zip(order) {
            article.annotations = annotations;
            article.entities.reverse();
            article.attributions.reverse();
        }
        prop_assert_eq!(write_json(&set, &shuffled, "", &Extra::new()), file);
    }

    /// A file cut off or changed anywhere is read or refused, never a crash;
    /// and what was read can be written and read again without another issue.
    #[test]
    fn damage_is_survived((set, articles, extra) in workspaces(), at in any::<Index>(), with in "[\\[\\]{}\",:0-9a-z\\-]{0,3}", cut in any::<bool>()) {
        let file = write_json(&set, &articles, "", &extra);
        let mut chars: Vec<char> = file.chars().collect();
        let at = at.index(chars.len());
        if cut {
            chars.truncate(at);
        } else {
            chars.splice(at..=at, with.chars());
        }
        let damaged: String = chars.into_iter().collect();
        let mut count = 0;
        let mut new_id = || { count += 1; Id::new(&format!("new{count}")) };
        if let Ok(import) = read(&damaged, "set.json", &set, &mut new_id) {
            let set = import.label_set.clone().unwrap_or(set);
            let file = write_json(&set, &import.articles, "", &import.extra);
            assert_valid(&FILE, &file);
            let again = read(&file, "set.json", &set, &mut new_id).unwrap();
            prop_assert_eq!(again.articles, import.articles);
            prop_assert_eq!(again.extra, import.extra);
        }
    }

    #[test]
    fn a_label_set_is_read_as_it_was(set in label_sets()) {
        let file = label_set::write(&set);
        prop_assert_eq!(label_set::read(&file).unwrap(), (set, vec![]));
    }

    #[test]
    fn offsets_in_files_are_those_of_the_text((set, articles, _) in workspaces()) {
        let file: Value = serde_json::from_str(&write_json(&set, &articles, "", &Extra::new())).unwrap();
        for article in file["articles"].as_array().unwrap() {
            let chars: Vec<char> = article["text"].as_str().unwrap().chars().collect();
            for fragment in article["annotations"].as_array().unwrap().iter().flat_map(|annotation| annotation["target"].as_array().unwrap()) {
                let offset = |name: &str| usize::try_from(fragment[name].as_u64().unwrap()).unwrap();
                let exact: String = chars[offset("start")..offset("end")].iter().collect();
                prop_assert_eq!(Some(exact.as_str()), fragment["exact"].as_str());
            }
        }
    }
}

#[test]
fn files_that_are_not_galleys_do_not_fit_the_schema() {
    for wrong in [
        json!({"format": "other", "version": 1, "articles": []}),
        json!({"format": "galley", "version": 2, "articles": []}),
        json!({"format": "galley", "version": 1, "articles": [{"title": "no text"}]}),
        json!({"format": "galley", "version": 1, "articles": [{"text": "", "annotations": [{"label": "X", "target": []}]}]}),
        json!({"format": "galley", "version": 1, "articles": [{"text": "", "annotations": [{"label": "X", "target": [{"start": -1, "end": 2}]}]}]}),
        json!({"format": "galley", "version": 1, "articles": [{"text": "", "blocks": [{"kind": "sidebar", "start": 0, "end": 2}]}]}),
        json!({"format": "galley", "version": 1, "articles": [{"text": "", "status": "started"}]}),
    ] {
        assert!(!FILE.is_valid(&wrong), "{wrong}");
    }
    assert!(FILE.is_valid(&json!({"format": "galley", "version": 1, "articles": [{"text": ""}], "x": 1})));
    assert!(LINE.is_valid(&json!({"text": ""})));
}
