//! A real article kept beside the project, where it is there: marked by
//! offsets, it has the findings that an editor would expect. It is other
//! people's text, so only places are written down here.

use std::path::Path;
use std::sync::Arc;

use galley_core::checks::check;
use galley_core::derive::Facts;
use galley_core::ledger::Ledger;
use galley_core::model::{
    Annotation, AnnotationType, Article, Attributes, Attribution, Entity, Extra, HouseStyle, Id, LabelId,
    Provenance, Target,
};
use galley_core::store::Document;
use galley_core::text::split::split;
use galley_core::text::{Text, TextRange};

type Place = (u32, u32);

/// Source, cue, content and addressee of each attribution, in bytes.
const TOLD: [(Place, Place, Place, Option<Place>); 4] = [
    ((514, 548), (549, 553), (578, 645), Some((554, 577))),
    ((842, 893), (895, 899), (901, 1135), None),
    ((1293, 1295), (1296, 1301), (1302, 1431), None),
    ((1663, 1668), (1669, 1679), (1687, 1788), None),
];
const CLAIM: Place = (1939, 1971);
/// The mentions of the two men.
const MENTIONS: [&[Place]; 2] = [&[(193, 203), (1663, 1668)], &[(235, 248), (1168, 1174), (1293, 1295)]];

fn range((start, end): Place) -> TextRange {
    TextRange::new(start.into(), end.into())
}

fn marked(text: String) -> Article {
    let blocks = split(&text);
    let mut article = Article::unmarked(
        Id::new("a"),
        String::new(),
        Arc::new(Text::new(text).expect("a short text")),
        blocks,
    );
    let mut mark = |kind: AnnotationType, label: &str, place: Place| {
        let id = Id::from(format!("{}-{}", kind.name(), place.0));
        article.annotations.push(Arc::new(Annotation {
            id: id.clone(),
            kind,
            label: LabelId::new(label),
            target: Target::new(vec![range(place)]).expect("words"),
            attributes: Attributes::new(),
            note: String::new(),
            evidence: Vec::new(),
            provenance: Provenance::default(),
            extra: Extra::new(),
        }));
        id
    };
    let attributions = TOLD.map(|(source, cue, content, addressee)| Attribution {
        id: Id::from(format!("t{}", content.0)),
        sources: vec![mark(AnnotationType::Source, "SOURCE", source)],
        no_source: false,
        cue: Some(mark(AnnotationType::Cue, "CUE", cue)),
        contents: vec![mark(AnnotationType::Content, "CONTENT", content)],
        addressees: addressee
            .map(|place| mark(AnnotationType::Addressee, "ADDRESSEE", place))
            .into_iter()
            .collect(),
        parent: None,
        attributes: Attributes::new(),
        note: String::new(),
        extra: Extra::new(),
    });
    let entities = MENTIONS.map(|places| Entity {
        id: Id::from(format!("e{}", places[0].0)),
        label: LabelId::new("PERSON"),
        name: format!("The Man {}", places[0].0),
        role: String::new(),
        mentions: places.iter().map(|place| mark(AnnotationType::Entity, "PERSON", *place)).collect(),
        links: Vec::new(),
        extra: Extra::new(),
    });
    mark(AnnotationType::Claim, "CLAIM", CLAIM);
    article.attributions = attributions.into_iter().map(Arc::new).collect();
    article.entities = entities.into_iter().map(Arc::new).collect();
    article
}

#[test]
fn the_findings_are_those_of_an_editor() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/articles/000_b6363941eba25fe8.txt");
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let document = Document::new(marked(text));
    let report = check(&document, &HouseStyle::new());
    let found: Vec<(&str, u32)> =
        report.findings.iter().map(|one| (one.check.name, one.ranges[0].start().into())).collect();
    for expected in [
        // An anonymous official, without a reason.
        ("anonymous_without_reason", 514),
        // The official told another newsroom.
        ("hearsay_chain", 554),
        // A pronoun, with the name a paragraph back.
        ("pronoun_source", 1293),
        // A claim without a source.
        ("claim_without_source", 1939),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    assert!(found.iter().all(|(name, _)| *name != "unclosed_quotation"), "{found:?}");
    let ledger = Ledger::of(&Facts::new(&document));
    assert_eq!(ledger.rows.len(), 4, "two officials, and two men");
}
