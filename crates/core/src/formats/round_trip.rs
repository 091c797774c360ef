//! What each format writes, it reads again: the same article up to the losses
//! that the format states.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::losses::{self, Keeps};
use super::newlines::with_lf;
use super::reading;
use super::table::{self, FORMATS, File, Format};
use super::unit::{Newlines, Unit};
use super::writing::Export;
use super::{Tools, native::NativeImport};
use crate::model::{
    Annotation, AnnotationType, Article, AttributeKind, Attributes, Attribution, Entity, Extra, Id, LabelSet,
    Provenance, Scope, Target,
};
use crate::text::boundary::grapheme::is_boundary;
use crate::text::marked::nasty_text;
use crate::text::split::split;
use crate::text::{Text, TextRange, TextSize};

/// A word for notes and values: no control characters and no line ends.
fn word() -> impl Strategy<Value = String> {
    "[\\PC]{0,12}".prop_map(|word| word.replace(['\u{2028}', '\u{2029}'], "").trim().to_owned())
}

#[derive(Clone, Debug)]
struct Mark {
    edges: Vec<(Index, Index)>,
    label: Index,
    attribute: Index,
    value: Index,
    text: String,
    note: String,
}

fn marks() -> impl Strategy<Value = Vec<Mark>> {
    let edges = prop::collection::vec(any::<(Index, Index)>(), 1..3);
    let mark = (edges, any::<[Index; 3]>(), word(), word()).prop_map(
        |(edges, [label, attribute, value], text, note)| Mark { edges, label, attribute, value, text, note },
    );
    prop::collection::vec(mark, 0..8)
}

fn value(kind: &AttributeKind, mark: &Mark) -> Value {
    match kind {
        AttributeKind::Choice { values } => mark.value.get(values).clone().into(),
        AttributeKind::Flag => true.into(),
        AttributeKind::Text => mark.text.clone().into(),
    }
}

fn annotations(text: &Text, marks: &[Mark], set: &LabelSet) -> Vec<Arc<Annotation>> {
    let places: Vec<TextSize> =
        (0..=u32::from(text.size())).map(TextSize::new).filter(|&at| is_boundary(text, at)).collect();
    let annotation = |(number, mark): (usize, &Mark)| {
        let range = |(a, b): &(Index, Index)| {
            let (a, b) = (*a.get(&places), *b.get(&places));
            TextRange::new(a.min(b), a.max(b))
        };
        let ranges = mark.edges.iter().map(range).filter(|range| !range.is_empty());
        let target = Target::new(ranges.collect()).ok()?;
        let label = mark.label.get(&set.labels);
        let known: Vec<_> = set.attributes_of(Scope::from(label.kind)).collect();
        let mut attributes = Attributes::new();
        if !known.is_empty() {
            let attribute = mark.attribute.get(&known);
            attributes.insert(attribute.name.clone(), value(&attribute.kind, mark));
        }
        let provenance = Provenance {
            creator: "R. Ito".into(),
            created: "2026-01-02T03:04:05Z".into(),
            ..Provenance::default()
        };
        Some(Arc::new(Annotation {
            id: Id::new(&format!("a{number}")),
            kind: label.kind,
            label: label.id.clone(),
            target,
            attributes,
            note: mark.note.clone(),
            evidence: Vec::new(),
            provenance,
            extra: Extra::new(),
        }))
    };
    marks.iter().enumerate().filter_map(annotation).collect()
}

/// Attributions over annotations, no two of which start from the same one.
fn attributions(annotations: &[Arc<Annotation>], marks: &[Mark], set: &LabelSet) -> Vec<Arc<Attribution>> {
    let of = |kind: AnnotationType| {
        annotations
            .iter()
            .filter(move |annotation| annotation.kind == kind)
            .map(|annotation| annotation.id.clone())
    };
    let sources: Vec<Id> = of(AnnotationType::Source).collect();
    let contents: Vec<Id> = of(AnnotationType::Content).collect();
    let addressees: Vec<Id> = of(AnnotationType::Addressee).collect();
    let known: Vec<_> = set.attributes_of(Scope::Attribution).collect();
    let mut made: Vec<Arc<Attribution>> = Vec::new();
    let mut make = |cue: Option<Id>, contents: Vec<Id>, mark: &Mark| {
        let attribute = mark.attribute.get(&known);
        let is_odd = mark.value.index(2) == 1;
        made.push(Arc::new(Attribution {
            id: Id::new(&format!("e{}", made.len())),
            sources: if is_odd { Vec::new() } else { sources.clone() },
            no_source: is_odd,
            cue,
            contents,
            addressees: if is_odd { addressees.clone() } else { Vec::new() },
            parent: made.first().filter(|_| is_odd).map(|first| first.id.clone()),
            note: mark.note.clone(),
            attributes: Attributes::from([(attribute.name.clone(), value(&attribute.kind, mark))]),
            extra: Extra::new(),
        }));
    };
    for (cue, mark) in of(AnnotationType::Cue).zip(marks) {
        make(Some(cue), contents.clone(), mark);
    }
    if !contents.is_empty() && of(AnnotationType::Cue).next().is_none() {
        make(None, contents, &marks[0]);
    }
    made
}

fn articles() -> impl Strategy<Value = Article> {
    (nasty_text(), marks(), word()).prop_map(|(text, marks, name)| {
        let set = LabelSet::default();
        let text = Text::new(format!("He{text} said so.")).unwrap();
        let annotations = annotations(&text, &marks, &set);
        let attributions = attributions(&annotations, &marks, &set);
        let mention = annotations.iter().find(|annotation| annotation.kind == AnnotationType::Entity);
        let entity = |mention: &Arc<Annotation>| {
            Arc::new(Entity {
                id: Id::new("n0"),
                label: mention.label.clone(),
                name: format!("Name {name}"),
                role: "harbour master".to_owned(),
                mentions: vec![mention.id.clone()],
                links: vec!["urn:x:1".to_owned()],
                extra: Extra::new(),
            })
        };
        let entities: Vec<_> = mention.map(entity).into_iter().collect();
        let blocks = split(&text);
        let mut article = Article::unmarked(Id::new("article"), "A title".to_owned(), Arc::new(text), blocks);
        article.metadata.insert("publisher".to_owned(), "Coastal Wire".into());
        (article.annotations, article.attributions, article.entities) = (annotations, attributions, entities);
        article
    })
}

/// Everything an export makes of articles: the one file and the others.
pub(super) fn exported(format: &'static Format, articles: &[Article], unit: Option<Unit>) -> Vec<File> {
    let set = LabelSet::default();
    let mut export = Export::new(format, unit);
    let (mut stream, is_stream) = (String::new(), export.is_stream());
    let mut files = Vec::new();
    for article in articles {
        let piece = export.article(article, &set);
        stream.push_str(&piece.text);
        files.extend(piece.files);
    }
    let end = export.finish(&set);
    stream.push_str(&end.text);
    if is_stream {
        files.push(File::new(format!("set.{}", format.extensions[0]), stream));
    }
    files
}

pub(super) fn read_back(format: &'static Format, files: &[File], unit: Option<Unit>) -> NativeImport {
    let (set, mut count) = (LabelSet::default(), 0);
    let mut new_id = || {
        count += 1;
        Id::new(&format!("new{count}"))
    };
    let mut tools = Tools { label_set: &set, new_id: &mut new_id, parse_html: &|_| None };
    reading::read(format, files, unit, &mut tools).unwrap()
}

/// What two articles are compared by: all that a format keeps, without ids.
fn shown(article: &Article, keeps: Keeps, joins_lines: bool) -> Vec<String> {
    let keeps = |part| keeps & part != 0;
    let text = &article.text;
    let mut lines = vec![text.to_string()];
    let tokens = super::tokens::tokens(article);
    let edge =
        |range| if keeps(losses::EDGES) { Some(range) } else { super::tokens::covered(&tokens, range) };
    let key = |annotation: &Annotation| {
        let fragments = annotation.target.fragments();
        let extent = annotation.target.extent();
        let mut ranges: Vec<TextRange> = if keeps(losses::GAPS) { fragments.to_vec() } else { vec![extent] };
        ranges = ranges.into_iter().filter_map(edge).collect();
        if joins_lines {
            ranges = ranges.into_iter().flat_map(|range| lines_of(text, range)).collect();
        }
        format!("{} {ranges:?}", annotation.label)
    };
    let mut keys: BTreeMap<&Id, String> = BTreeMap::new();
    for annotation in &article.annotations {
        let is_mention = matches!(annotation.kind, AnnotationType::Entity | AnnotationType::Claim);
        let fragments = annotation.target.fragments();
        let is_blank = (joins_lines && fragments.iter().all(|&range| lines_of(text, range).is_empty()))
            || fragments.iter().all(|&range| edge(range).is_none());
        if is_blank || (is_mention && !keeps(losses::MENTIONS)) {
            continue;
        }
        let mut line = format!("{:?} {}", annotation.kind, key(annotation));
        keys.insert(&annotation.id, line.clone());
        if keeps(losses::ATTRIBUTES) {
            line += &format!(" {:?}", annotation.attributes);
        }
        if keeps(losses::NOTES) {
            line += &format!(" {:?}", annotation.note);
        }
        if keeps(losses::PROVENANCE) {
            line += &format!(" {:?}", annotation.provenance);
        }
        lines.push(line);
    }
    let named = |ids: &[Id]| {
        let mut names: Vec<_> = ids.iter().filter_map(|id| keys.get(id)).cloned().collect();
        names.sort();
        names
    };
    let members = |attribution: &Attribution| {
        let cue: Vec<Id> = attribution.cue.iter().cloned().collect();
        [&cue, &attribution.sources, &attribution.contents, &attribution.addressees].map(|ids| named(ids))
    };
    for attribution in &article.attributions {
        let mut line = format!("{:?}", members(attribution));
        let count = members(attribution).iter().map(Vec::len).sum::<usize>();
        if !keeps(losses::ATTRIBUTIONS) || count == 0 || (count == 1 && !keeps(losses::LONE)) {
            continue;
        }
        if keeps(losses::ATTRIBUTION_DETAILS) {
            let parent = attribution
                .parent
                .as_ref()
                .and_then(|id| article.attributions.iter().find(|other| other.id == *id));
            line += &format!(
                " {} {:?} {:?}",
                attribution.no_source,
                attribution.attributes,
                parent.map(|parent| members(parent))
            );
            line += &attribution.note;
        }
        lines.push(line);
    }
    for entity in article.entities.iter().filter(|_| keeps(losses::ENTITIES)) {
        lines.push(format!(
            "{} {} {:?} {:?}",
            entity.name,
            entity.role,
            entity.links,
            named(&entity.mentions)
        ));
    }
    if keeps(losses::METADATA) {
        lines.push(format!("{} {:?}", article.title, article.metadata));
    }
    if keeps(losses::BLOCKS) {
        lines.push(format!("{:?}", article.blocks));
    }
    lines[1..].sort();
    lines
}

/// The parts of a range between line ends.
fn lines_of(text: &str, range: TextRange) -> Vec<TextRange> {
    let mut start = range.start();
    let mut lines = Vec::new();
    for line in text[range].split('\n') {
        let line = TextRange::at(start, TextSize::of(line));
        lines.extend((!line.is_empty()).then_some(line));
        start = line.end() + TextSize::new(1);
    }
    lines
}

fn check(format: &'static Format, article: &Article, unit: Unit) -> Result<(), TestCaseError> {
    // What stands for a control character in XML has other bytes.
    if format.keeps & losses::CONTROLS == 0 && article.text.contains(losses::is_no_xml) {
        return Ok(());
    }
    let files = exported(format, std::slice::from_ref(article), Some(unit));
    let import = read_back(format, &files, None);
    let mut article = article.clone();
    if format.newlines == Newlines::Lf {
        article = with_lf(&article);
    }
    let joins = matches!(format.id, "brat" | "polnear");
    prop_assert_eq!(import.articles.len(), 1);
    let read = &import.articles[0];
    let keeps = format.keeps;
    prop_assert_eq!(
        shown(read, keeps, joins),
        shown(&article, keeps, joins),
        "{} {:?}",
        format.id,
        files.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect::<Vec<_>>()
    );
    // Nothing had to be repaired.
    let repaired = import.issues.iter().find(|issue| !issue.done.starts_with("taken as"));
    prop_assert_eq!(repaired, None, "{}", format.id);
    prop_assert!(read.orphans.is_empty());
    Ok(())
}

/// Formats that come back, Galley's own aside, which has tests of its own.
fn both_ways() -> impl Iterator<Item = &'static Format> {
    FORMATS
        .iter()
        .filter(|format| format.is_read() && format.is_written() && !format.id.starts_with("galley"))
        // Those without the text have tests of their own.
        .filter(|format| format.keeps & losses::TEXT != 0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_written_comes_back_up_to_the_stated_losses(article in articles()) {
        for format in both_ways() {
            for &unit in format.units {
                check(format, &article, unit)?;
            }
        }
    }

    /// What no loss is stated for is in the file and back.
    #[test]
    fn an_article_loses_nothing_unless_it_is_said(article in articles()) {
        for format in both_ways() {
            let mut losses = losses::Losses::new(format);
            losses.add(&article);
            if !losses.list().is_empty() {
                continue;
            }
            let import = read_back(format, &exported(format, std::slice::from_ref(&article), None), None);
            let all = losses::ALL & !(losses::PROVENANCE | losses::BLOCKS);
            let joins = matches!(format.id, "brat" | "polnear");
            prop_assert_eq!(shown(&import.articles[0], all, joins), shown(&article, all, joins), "{}", format.id);
        }
    }
}

/// Labels with their words, white space and what stands for it left out.
fn words(article: &Article, annotation: &Annotation, range: TextRange) -> String {
    let is_space = |c: char| c.is_whitespace() || c == '_';
    format!("{} {}", annotation.label, article.text[range].replace(is_space, ""))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Of one layer, what overlaps nothing before it comes back as its words.
    #[test]
    fn iob2_comes_back_as_words(article in articles()) {
        let tokens = super::tokens::tokens(&article);
        let sentences = super::tokens::sentences(&article, &tokens);
        for (id, is_part) in [("conll", false), ("conll-parts", true)] {
            let format = table::by_id(id).unwrap();
            let mut sorted: Vec<_> = article.annotations.iter().collect();
            sorted.sort_by_key(|annotation| annotation.reading_order());
            let (mut expected, mut end) = (Vec::new(), 0);
            for annotation in sorted {
                let is_of_layer = annotation.kind != AnnotationType::Claim && annotation.kind.is_part() == is_part;
                let Some(range) = super::tokens::touched(&tokens, annotation.target.extent()) else { continue };
                if is_of_layer && range.start >= end {
                    let extent = annotation.target.extent();
                    let parts = sentences.iter().filter_map(|sentence| sentence.intersect(extent));
                    expected.extend(parts.filter(|part| !part.is_empty()).map(|part| words(&article, annotation, part)));
                    end = range.end;
                }
            }
            let import = read_back(format, &exported(format, std::slice::from_ref(&article), None), None);
            let read = &import.articles[0];
            let words = |annotation: &Arc<Annotation>| words(read, annotation, annotation.target.extent());
            let found: Vec<_> = read.annotations.iter().map(words).collect();
            prop_assert_eq!(found, expected, "{}", id);
            let text = |article: &Article| article.text.replace(|c: char| c.is_whitespace() || c == '_', "");
            prop_assert_eq!(text(read), text(&article));
        }
    }

    /// Hypothesis has no texts; beside one its annotations are where they were.
    #[test]
    fn hypothesis_comes_back_beside_the_text(article in articles()) {
        let format = table::by_id("hypothesis").unwrap();
        let article = with_lf(&article);
        let mut files = exported(format, std::slice::from_ref(&article), None);
        if article.annotations.is_empty() {
            return Ok(());
        }
        files.push(File::new("set.txt", article.text.as_bytes()));
        let import = read_back(format, &files, None);
        let keeps = format.keeps | losses::TEXT;
        prop_assert_eq!(shown(&import.articles[0], keeps, false), shown(&article, keeps, false));
    }
}

/// Ids, and what Galley does not know, come back from every format that does
/// not count them as lost.
#[test]
fn ids_and_unknown_fields_come_back() {
    let json = r#"{"format": "galley", "version": 1, "articles": [{"id": "d1", "title": "Tide", "text": "Ito said “no”.\nIto left.", "ours": {"desk": 4},
      "annotations": [
        {"id": "m1", "type": "source", "label": "SOURCE", "target": [{"start": 0, "end": 3}], "score": 0.5, "evidence": [{"url": "https://example.org/", "title": "A\u2028B"}]},
        {"id": "m2", "type": "cue", "label": "CUE", "target": [{"start": 4, "end": 8}], "provenance": {"creator": "Bo", "created": "2026-01-02T03:04:05Z", "tool": "x"}},
        {"id": "m3", "type": "entity", "label": "PERSON", "target": [{"start": 15, "end": 18}], "attributes": {"mention_form": "name"}}],
      "attributions": [{"id": "e1", "sources": ["m1"], "cue": "m2", "desk": "night"}]}]}"#;
    let native = table::by_id("galley").unwrap();
    let import = read_back(native, &[File::new("a.json", json)], None);
    for format in both_ways().filter(|format| !matches!(format.id, "doccano-seq" | "polnear")) {
        for &unit in format.units {
            let files = exported(format, &import.articles, Some(unit));
            let read = &read_back(format, &files, None).articles[0];
            let written = &import.articles[0];
            let ids = |article: &Article| {
                let marks = article.annotations.iter().map(|one| one.id.clone());
                marks.chain(article.attributions.iter().map(|one| one.id.clone())).collect::<Vec<_>>()
            };
            assert_eq!(ids(read), ids(written), "{} {unit:?}", format.id);
            for (read, written) in read.annotations.iter().zip(&written.annotations) {
                assert_eq!(
                    (&read.extra, &read.evidence),
                    (&written.extra, &written.evidence),
                    "{}",
                    format.id
                );
                assert_eq!(read.provenance, written.provenance, "{}", format.id);
            }
            assert_eq!(read.attributions[0].extra, written.attributions[0].extra, "{}", format.id);
            if format.keeps & losses::METADATA != 0 {
                assert_eq!(read.extra.get("ours"), written.extra.get("ours"), "{}", format.id);
            }
        }
    }
}

/// What a line of Prodigy's has beside its marks is there again.
#[test]
fn unknown_fields_of_a_line_are_written_where_they_were() {
    let line = r#"{"text":"Ito left.","spans":[{"start":0,"end":3,"label":"PERSON","input_hash":7}],"_task_hash":-5,"answer":"accept"}"#;
    let format = table::by_id("spans").unwrap();
    let import = read_back(format, &[File::new("a.jsonl", line)], None);
    let written = exported(format, &import.articles, None).remove(0);
    let value: Value = serde_json::from_slice(&written.bytes).unwrap();
    assert_eq!((&value["_task_hash"], &value["answer"]), (&(-5).into(), &"accept".into()));
    assert_eq!(value["spans"][0]["input_hash"], 7);
}

#[test]
fn a_set_comes_back_in_its_order() {
    let titled = |title: &str| {
        let article = super::testing::article("[Ito] said “[No]”.");
        Article { id: Id::new(title), title: title.to_owned(), ..article }
    };
    let set = [titled("one"), titled("two"), titled("three")];
    for format in both_ways() {
        let import = read_back(format, &exported(format, &set, None), None);
        let titles: Vec<&str> = import.articles.iter().map(|article| article.title.as_str()).collect();
        assert_eq!(titles, ["one", "two", "three"], "{}", format.id);
    }
}

#[test]
fn an_empty_set_is_a_file_that_can_be_read() {
    for format in FORMATS.iter().filter(|format| format.is_written()) {
        let files = exported(format, &[], None);
        let json = files.iter().filter(|file| file.extension().starts_with("json") && !file.bytes.is_empty());
        for file in json.filter(|file| file.bytes.first() != Some(&b'\n')) {
            assert!(serde_json::from_slice::<Value>(&file.bytes).is_ok(), "{} {}", format.id, file.name);
        }
    }
}

/// Every file, cut anywhere, gives an error or an article, and never a panic.
#[test]
fn a_file_cut_anywhere_is_read_as_far_as_it_goes() {
    let mut article = super::testing::article("[É 👩‍🚀] said “[No]” to [her].");
    let kinds = [AnnotationType::Source, AnnotationType::Content, AnnotationType::Addressee];
    for (annotation, kind) in article.annotations.iter_mut().zip(kinds) {
        let annotation = Arc::make_mut(annotation);
        (annotation.kind, annotation.label) = (kind, kind.name().to_uppercase().as_str().into());
    }
    article.attributions = attributions(
        &article.annotations,
        &[Mark {
            edges: Vec::new(),
            label: some_index(),
            attribute: some_index(),
            value: some_index(),
            text: String::new(),
            note: String::new(),
        }],
        &LabelSet::default(),
    );
    let set = LabelSet::default();
    for format in both_ways() {
        let files = exported(format, std::slice::from_ref(&article), None);
        for (index, file) in files.iter().enumerate() {
            for end in 0..file.bytes.len() {
                let mut files = files.clone();
                files[index].bytes.truncate(end);
                let mut tools =
                    Tools { label_set: &set, new_id: &mut || Id::new("new"), parse_html: &|_| None };
                let mut candidates = reading::detect(&files);
                if !candidates.contains(&format) {
                    candidates.push(format);
                }
                for candidate in candidates {
                    let _ = reading::read(candidate, &files, None, &mut tools);
                }
            }
        }
    }
}

fn some_index() -> Index {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    any::<Index>().new_tree(&mut runner).unwrap().current()
}

#[test]
fn each_file_is_recognised_as_its_own_format() {
    let article = super::testing::article("[Ito] said “[No]”.");
    for format in both_ways() {
        let found = reading::detect(&exported(format, std::slice::from_ref(&article), None));
        let family = |id: &str| id.split('-').next().unwrap_or_default().to_owned();
        let same = |found: &Format| {
            let families = [("polnear", "brat"), ("prodigy", "spans"), ("doccano-seq", "doccano")];
            found.id == format.id
                || families.contains(&(format.id, found.id))
                || family(found.id) == family(format.id)
        };
        assert!(found.first().is_some_and(|found| same(found)), "{} was taken for {found:?}", format.id);
        assert_eq!(found.len(), 1, "{}: {found:?}", format.id);
    }
}

#[test]
fn ids_of_formats_are_unique() {
    for (index, format) in FORMATS.iter().enumerate() {
        assert!(table::by_id(format.id).is_some_and(|found| std::ptr::eq(found, &FORMATS[index])));
    }
}
