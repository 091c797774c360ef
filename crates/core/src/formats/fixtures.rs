//! Files as other programs write them, rightly and wrongly.

use super::html::Node;
use super::native::NativeImport;
use super::reading;
use super::table::{self, File};
use super::unit::Unit;
use super::xml;
use super::{ReadError, Tools};
use crate::formats::archive::ArchiveWriter;
use crate::model::{Id, LabelSet};

/// Reads files as what they are found to be; the format's id beside it.
fn opened(files: &[File]) -> Result<(&'static str, NativeImport), ReadError> {
    let (set, mut count) = (LabelSet::default(), 0);
    let mut new_id = || {
        count += 1;
        Id::new(&format!("new{count}"))
    };
    // Well-formed pages are XML.
    let parse_html =
        |html: &str| -> Option<Node> { xml::parse(html.trim_start_matches("<!doctype html>")).ok() };
    let mut tools = Tools { label_set: &set, new_id: &mut new_id, parse_html: &parse_html };
    let format = reading::detect(files)[0];
    Ok((format.id, reading::read(format, files, None, &mut tools)?))
}

fn open(name: &str, text: &str) -> (&'static str, NativeImport) {
    opened(&[File::new(name, text)]).unwrap()
}

fn open_err(name: &str, text: &str) -> ReadError {
    opened(&[File::new(name, text)]).unwrap_err()
}

/// Each annotation as `LABEL:words`.
fn marks(import: &NativeImport, article: usize) -> Vec<String> {
    let article = &import.articles[article];
    let mark = |annotation: &std::sync::Arc<crate::model::Annotation>| {
        format!("{}:{}", annotation.label, annotation.target.exact(&article.text))
    };
    article.annotations.iter().map(mark).collect()
}

/// The members of each attribution, by their words.
fn attributions(import: &NativeImport) -> Vec<String> {
    let article = &import.articles[0];
    let words = |id: &Id| {
        let annotation = article.annotations.iter().find(|annotation| annotation.id == *id);
        annotation.map(|annotation| annotation.target.exact(&article.text)).unwrap_or_default()
    };
    let line = |one: &std::sync::Arc<crate::model::Attribution>| {
        let list = |ids: &[Id]| ids.iter().map(words).collect::<Vec<_>>().join("+");
        let cue = one.cue.as_ref().map(words).unwrap_or_default();
        format!(
            "{} [{cue}] {}{}",
            list(&one.sources),
            list(&one.contents),
            if one.no_source { " (none)" } else { "" }
        )
    };
    article.attributions.iter().map(line).collect()
}

fn issues(import: &NativeImport) -> String {
    import.issues.iter().map(|issue| issue.to_string() + "\n").collect()
}

#[test]
fn polnear_with_two_contents_and_no_source() {
    let text = "He said it rained.\nOfficials “know”, it was said, “too much”.\n";
    let ann = "T1\tSource 0 2\tHe\nT2\tCue 3 7\tsaid\nT3\tContent 8 17\tit rained\nT4\tAttribution 3 7\tsaid\n\
        E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3\n\
        T5\tCue 40 48\twas said\nT6\tContent 29 35;50 60\t“know” “too much”\nT7\tAttribution-no-source 40 48\twas said\n\
        E2\tAttribution-no-source:T7 Cue:T5 Content:T6\n#1\tAnnotatorNotes T6\tbroken up\n";
    let (format, import) = opened(&[File::new("a/one.txt", text), File::new("a/one.ann", ann)]).unwrap();
    assert_eq!(format, "brat");
    assert_eq!(attributions(&import), ["He [said] it rained", " [was said] “know” … “too much” (none)"]);
    assert_eq!(import.articles[0].annotations[3].note, "broken up");
}

#[test]
fn brat_with_what_galley_has_no_place_for() {
    let ann = "T1\tPerson 0 3\tIto\nR1\tFriend Arg1:T1 Arg2:T9\nN1\tReference T1 Wikidata:Q1\tIto\n*\tEquiv T1 T2\n?? what\nT2\tPerson x y\tIto\nT3\tPerson 90 99\tnobody\n";
    let (_, import) = opened(&[File::new("b.txt", "Ito left."), File::new("b.ann", ann)]).unwrap();
    assert_eq!(marks(&import, 0), ["PERSON:Ito"]);
    for place in ["line 2", "line 3", "line 4", "line 5", "line 6", "reaches past the end"] {
        assert!(issues(&import).contains(place), "{place} in {}", issues(&import));
    }
    let kept = import.articles[0].extra["brat"].to_string();
    assert!(kept.contains("Arg2:T9") && kept.contains("?? what"), "{kept}");
    assert_eq!(import.articles[0].orphans.len(), 1);
    let (_, alone) = opened(&[File::new("b.txt", "Ito left."), File::new("c.ann", ann)]).unwrap();
    assert!(issues(&alone).contains("its .txt is not there"));
}

#[test]
fn offsets_in_utf16_are_recognised_where_the_words_are_quoted() {
    let text = "👩‍🚀👩‍🚀 Ito met Diaz and Vance.";
    let quoted = serde_json::Value::from(text);
    for (unit, shift) in [(Unit::CodePoint, 7), (Unit::Utf16, 11)] {
        let span = |start: u32, words: &str| {
            format!(
                "{{\"start\":{},\"end\":{},\"label\":\"PERSON\",\"text\":{words:?}}}",
                start + shift,
                start + shift + words.len() as u32
            )
        };
        let line = format!("{{\"text\":{quoted},\"spans\":[{},{}]}}", span(0, "Ito"), span(8, "Diaz"));
        let (format, import) = open("x.jsonl", &line);
        assert_eq!(format, "spans");
        assert_eq!(marks(&import, 0), ["PERSON:Ito", "PERSON:Diaz"]);
        assert_eq!(issues(&import).contains("offsets fit UTF-16"), unit == Unit::Utf16);
    }
    // Without quotations the borders of words tell; this is doccano in code points.
    let line =
        format!("{{\"text\":{quoted},\"label\":[[7,10,\"PERSON\"],[15,19,\"PERSON\"],[24,29,\"PERSON\"]]}}");
    let (format, import) = open("x.jsonl", &line);
    assert_eq!(format, "doccano");
    assert_eq!(marks(&import, 0), ["PERSON:Ito", "PERSON:Diaz", "PERSON:Vance"]);
}

#[test]
fn label_studio_as_its_screen_and_its_api_write_it() {
    let task = r#"[{"id":1,"data":{"article":"One\ntwo said “no”.","source":"wire"},"annotations":[{"was_cancelled":true,"result":[]},{"result":[
      {"id":"a","from_name":"l","to_name":"article","type":"labels","value":{"start":0,"end":7,"text":"One\\ntwo","labels":["Speaker"]}},
      {"id":"a","from_name":"type","to_name":"article","type":"choices","value":{"start":0,"end":7,"choices":["person"]}},
      {"id":"b","from_name":"l","to_name":"article","type":"labels","value":{"start":"8","end":"12","labels":["Cue"],"text":"said"}},
      {"id":"c","from_name":"l","to_name":"article","type":"labels","value":{"start":900,"end":999,"labels":["MISC"]}},
      {"type":"relation","from_id":"b","to_id":"a","direction":"right","labels":["source"]},
      {"type":"relation","from_id":"b","to_id":"gone","direction":"right","labels":["source"]},
      {"type":"relation","from_id":"b","to_id":"a","direction":"right","labels":["org:founded_by"]}]}]},
      {"id":2,"data":{"text":"Bare."},"predictions":[{"model_version":"m","result":[]}]}, 3, {"annotations":[]}]"#;
    let (format, import) = open("tasks.json", task);
    assert_eq!(format, "label-studio");
    assert_eq!(import.articles.len(), 2);
    assert_eq!(marks(&import, 0), ["SOURCE:One\ntwo", "CUE:said"]);
    assert_eq!(attributions(&import), ["One\ntwo [said] "]);
    assert_eq!(import.articles[0].annotations[0].attributes["type"], "person");
    assert_eq!(import.articles[0].metadata["source"], "wire");
    assert_eq!(import.articles[0].orphans.len(), 1);
    for part in ["\"gone\"", "org:founded_by", "task 3", "task 4", "\"Speaker\" is none of the label set"] {
        assert!(issues(&import).contains(part), "{part} in {}", issues(&import));
    }
}

#[test]
fn doccano_with_relations() {
    let line = r#"{"id":3,"text":"Ito said no","entities":[{"id":1,"label":"SOURCE","start_offset":0,"end_offset":3},{"id":2,"label":"CUE","start_offset":4,"end_offset":8},{"id":5,"label":"CUE","start_offset":8,"end_offset":4}],"relations":[{"id":9,"from_id":2,"to_id":1,"type":"source"}],"Comments":[]}"#;
    let (format, import) = open("all.jsonl", line);
    assert_eq!(format, "doccano");
    assert_eq!(attributions(&import), ["Ito [said] "]);
    assert!(issues(&import).contains("ends before it starts"));
}

#[test]
fn web_annotations_of_others_with_their_text() {
    let page = r#"{"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationPage","items":[
      {"id":"http://x/1","type":"Annotation","body":{"type":"TextualBody","purpose":"tagging","value":"PERSON"},"target":{"source":"http://x/a","selector":[{"type":"TextQuoteSelector","exact":"Ito"},{"type":"TextPositionSelector","start":0,"end":3}]}},
      {"id":"http://x/2","type":"Annotation","body":"a remark","target":{"source":"http://x/a","selector":{"type":"TextQuoteSelector","exact":"Diaz"}}},
      {"id":"http://x/3","type":"Annotation","target":{"source":"http://x/a","selector":{"type":"XPathSelector","value":"/p"}}}]}"#;
    let (format, import) =
        opened(&[File::new("a.jsonld", page), File::new("a.txt", "Ito met Diaz.")]).unwrap();
    assert_eq!(format, "web-annotation");
    assert_eq!(marks(&import, 0), ["PERSON:Ito", "OTHER:Diaz"]);
    assert!(issues(&import).contains("no selector"), "{}", issues(&import));
    let alone = opened(&[File::new("a.jsonld", page)]).unwrap_err();
    assert!(alone.reason.contains("its text is not in the file"), "{alone}");
}

/// A CAS as INCEpTION and cassis write it: its own layers, slots, a relation,
/// what a tagger wrote, and what is wrong in it.
const CAS: &str = r#"{"%TYPES":{},"%FEATURE_STRUCTURES":[
  {"%ID":1,"%TYPE":"uima.cas.Sofa","sofaNum":1,"sofaID":"_InitialView","mimeType":"text/plain","sofaString":"👩‍🚀 Ito\r\nsaid “no” to her. Diaz nodded."},
  {"%ID":2,"%TYPE":"de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity","@sofa":1,"begin":6,"end":9,"value":"PER","identifier":"urn:q:1"},
  {"%ID":3,"%TYPE":"webanno.custom.Said","@sofa":1,"begin":11,"end":15,"Mood":"flat","score":0.5,"@Roles":4},
  {"%ID":4,"%TYPE":"webanno.custom.SaidRolesLink[]","%ELEMENTS":[5,6,7,99]},
  {"%ID":5,"%TYPE":"webanno.custom.SaidRolesLink","role":"source","@target":2},
  {"%ID":6,"%TYPE":"webanno.custom.SaidRolesLink","role":"Content","@target":8},
  {"%ID":7,"%TYPE":"webanno.custom.SaidRolesLink","role":"weather","@target":8},
  {"%ID":8,"%TYPE":"webanno.custom.Words","@sofa":1,"begin":16,"end":20},
  {"%ID":9,"%TYPE":"webanno.custom.Words","@sofa":1,"begin":24,"end":27},
  {"%ID":10,"%TYPE":"webanno.custom.Tie","@sofa":1,"begin":24,"end":27,"label":"addressee","@Governor":8,"@Dependent":9},
  {"%ID":11,"%TYPE":"webanno.custom.Tie","@sofa":1,"begin":24,"end":27,"label":"likes","@Governor":8,"@Dependent":77},
  {"%ID":12,"%TYPE":"de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS_NOUN","@sofa":1,"begin":6,"end":9,"PosValue":"NN"},
  {"%ID":13,"%TYPE":"webanno.custom.Words","@sofa":1,"begin":900,"end":"x"},
  {"%ID":14,"%TYPE":"webanno.custom.Words","@sofa":2,"begin":0,"end":1},
  {"%ID":14,"%TYPE":"webanno.custom.Words","@sofa":1,"begin":29,"end":33,"value":"PERSON"}, 7],
  "%VIEWS":{"_InitialView":{"%SOFA":1,"%MEMBERS":[2,3]}}}"#;

#[test]
fn a_cas_with_layers_of_its_own() {
    let (format, import) = open("a.json", CAS);
    assert_eq!(format, "uima-json");
    assert_eq!(marks(&import, 0), ["PERSON:Ito", "CUE:said", "Words:“no”", "Words:her", "PERSON:Diaz"]);
    // The relation has a start of its own, and so makes an attribution of its own.
    assert_eq!(attributions(&import), ["Ito [said] “no”", " [] “no”"]);
    assert_eq!(import.articles[0].annotations[0].attributes["identifier"], "urn:q:1");
    assert_eq!(import.articles[0].annotations[1].attributes["Mood"], "flat");
    let expected = [
        "feature structure 16: it is not an object",
        "the id \"14\" is there more than once",
        "of another view than the first text: 1",
        "1 of type \"POS_NOUN\"",
        "the slot \"weather\" of Said 3 is no role",
        "the slot \"Roles\" of Said 3 is filled by what is not there",
        "an end of the relation \"likes\" is not there",
    ];
    for part in expected {
        assert!(issues(&import).contains(part), "{part} in {}", issues(&import));
    }
    assert_eq!(import.articles[0].orphans.len(), 1);
    let alone = open_err("b.json", r#"{"%FEATURE_STRUCTURES":[{"%ID":1,"%TYPE":"uima.cas.Sofa"}]}"#);
    assert!(alone.reason.contains("no text"), "{alone}");
}

#[test]
fn xmi_as_cassis_writes_it() {
    let xmi = "<?xml version='1.0' encoding='UTF-8'?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\" xmlns:custom=\"http:///webanno/custom.ecore\" xmi:version=\"2.0\">\n  <cas:NULL xmi:id=\"0\"/>\n\
        <custom:Said xmi:id=\"3\" sofa=\"1\" begin=\"8\" end=\"12\" Roles=\"5 6\" Level=\"3\"/><custom:Words xmi:id=\"2\" sofa=\"1\" begin=\"3\" end=\"6\"><Notes>one</Notes><Notes>two</Notes></custom:Words>\
        <custom:SaidRolesLink xmi:id=\"5\" role=\"source\" target=\"2\"/><custom:SaidRolesLink xmi:id=\"6\" target=\"40\"/>\
        <cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text/plain\" sofaString=\"👩 Ito&#13;&#10;said\"/>\n<cas:View sofa=\"1\" members=\"2 3\"/></xmi:XMI>";
    let (format, import) = open("a.xmi", xmi);
    assert_eq!(format, "uima-xmi");
    assert_eq!(marks(&import, 0), ["Words:Ito", "CUE:said"]);
    assert_eq!(attributions(&import), ["Ito [said] "]);
    assert_eq!(import.articles[0].annotations[1].attributes["Level"], "3");
    assert!(issues(&import).contains("the slot \"Roles\" of Said 3 is filled by what is not there"));
    let types = "<typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\"><types/></typeSystemDescription>";
    let both = opened(&[File::new("a.xmi", xmi), File::new("TypeSystem.xml", types)]).unwrap().1;
    assert_eq!(both.articles.len(), 1);
    assert!(!issues(&both).contains("TypeSystem"));
    assert!(open_err("TypeSystem.xml", types).reason.contains("describes types"));
}

#[test]
fn webanno_tsv_as_inception_writes_it() {
    let tsv = "#FORMAT=WebAnno TSV 3.3\n#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\
        #T_SP=webanno.custom.Said|Mood|ROLE_webanno.custom.Said:Roles_webanno.custom.SaidRolesLink|de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity\n\
        #T_SP=webanno.custom.Flag|\n#T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceType|referenceRelation\n\
        #T_RL=webanno.custom.Tie|kind|BT_de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity\n\n\n\
        #Sentence.id=s1\n#Text=👩 Ms. Ito\\r\n#Text=said \\\\no\\tto \n\
        1-1\t0-2\t👩\t_\t_\t_\t_\t_\t_\t_\t_\t_\t_\t\n\
        1-2\t3-6\tMs.\t*[1]|*[2]\tPER[1]|part\\_1[2]\t_\t_\t_\t_\tpr[1]\tcoref->1-1\t_\t_\t\n\
        1-3\t7-10\tIto\t*[1]\tPER[1]\t_\t_\t_\t*\t_\t_\tlikes\t1-4\t\n\
        1-4\t12-16\tsaid\t_\t_\tflat\tsource;*\t1-2[1];1-9\t_\t_\t_\t_\t_\t\n\
        1-4.1\t12-14\tsa\t*\tMISC\t_\t_\t_\t_\t_\t_\t_\t_\t\n\
        1-5\t17-20\t\\no\t_\t_\t_\t_\t_\t_\t_\t_\t_\t_\t\n\
        broken\n\n#Text=her .\n2-1\t24-27\ther\t*\tPER\t_\t_\t_\t_\t_\t_\t_\t_\t";
    let (format, import) = open("a.tsv", tsv);
    assert_eq!(format, "webanno-tsv");
    assert_eq!(import.articles[0].text.as_str(), "👩 Ms. Ito\r\nsaid \\no\tto her .");
    let expected = ["PERSON:Ms. Ito", "part_1:Ms.", "Flag:Ito", "MISC:sa", "CUE:said", "PERSON:her"];
    let mut found = marks(&import, 0);
    found.sort();
    assert_eq!(found, {
        let mut expected = expected;
        expected.sort();
        expected
    });
    assert_eq!(attributions(&import), ["Ms. Ito [said] "]);
    for part in ["line 18", "chains", "an end of the relation \"likes\"", "the slot \"Roles\" of Said"] {
        assert!(issues(&import).contains(part), "{part} in {}", issues(&import));
    }
}

/// A file whose offsets are code points, as INCEpTION takes them without a word.
#[test]
fn webanno_tsv_in_code_points_is_recognised_by_its_tokens() {
    let line = |number: u32, start: u32, end: u32, words: &str, value: &str| {
        format!("1-{number}\t{start}-{end}\t{words}\t{value}\t\n")
    };
    let tsv = format!(
        "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.NamedEntity|value\n\n\n#Text=𝒲 met Ito.\n{}{}{}{}\n#Text=Diaz left.\n2-1\t11-15\tDiaz\tPER\t\n",
        line(1, 0, 1, "𝒲", "_"),
        line(2, 2, 5, "met", "_"),
        line(3, 6, 9, "Ito", "PER"),
        line(4, 9, 10, ".", "_"),
    );
    let (_, import) = open("a.tsv", &tsv);
    assert_eq!(import.articles[0].text.as_str(), "𝒲 met Ito.\nDiaz left.");
    assert_eq!(marks(&import, 0), ["PERSON:Ito", "PERSON:Diaz"]);
    assert!(issues(&import).contains("offsets fit Unicode code points"), "{}", issues(&import));
    let (_, import) = open("b.tsv", &tsv.replace("11-15", "4000000000-4000000004"));
    assert!(issues(&import).contains("does not begin where the one before ends"), "{}", issues(&import));
}

#[test]
fn iob_of_every_scheme() {
    let iob2 = "-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\nIto NNP B-NP B-PER\nDiaz NNP I-NP B-PER\nVance NNP I-NP I-PER\n. . O O\n\nParis NNP B-NP I-LOC\n-DOCSTART- -X- -X- O\n\nOslo NNP O B-GPE\n";
    let (format, import) = open("a.conll", iob2);
    assert_eq!(format, "conll");
    assert_eq!(import.articles[0].text.as_str(), "EU rejects Ito Diaz Vance .\nParis");
    assert_eq!(marks(&import, 0), ["ORG:EU", "PERSON:Ito", "PERSON:Diaz Vance", "LOC:Paris"]);
    assert_eq!((marks(&import, 1), import.articles[1].title.as_str()), (vec!["GPE:Oslo".to_owned()], "a 2"));
    let bilou = "# sent 1\nIto\tU-PER\r\nof\tO\r\nPort\tB-LOC\r\nof\tI-LOC\r\nOslo\tL-LOC\r\nNorth\tI-LOC\r\nwind\tI-ORG\r\nno tag here\r\n👩‍🚀\tB-O_ther\r\n";
    let (format, import) = open("a.tsv", bilou);
    assert_eq!(format, "conll");
    assert_eq!(marks(&import, 0), ["PERSON:Ito", "LOC:Port of Oslo", "LOC:North", "ORG:wind", "O_ther:👩‍🚀"]);
    assert!(issues(&import).contains("line 9: it is no token with a tag"), "{}", issues(&import));
    // Prose is no table.
    assert_eq!(open("a.txt", "Ito left.\n\nDiaz O\nVance O\n").0, "text");
    assert_eq!(open("a.txt", "One\nTwo\nThree\n").0, "text");
}

#[test]
fn hypothesis_as_its_search_gives_it() {
    let rows = r#"{"total":3,"rows":[
      {"id":"x1","uri":"https://x/a","user":"acct:ito@hypothes.is","created":"2026-01-02T03:04:05Z","updated":"2026-01-03T03:04:05Z","text":"seen","tags":["PERSON","key"],"group":"__world__","permissions":{"read":[]},
       "document":{"title":["T"]},"target":[{"source":"https://x/a","selector":[{"type":"RangeSelector","startContainer":"/p[1]"},{"type":"TextPositionSelector","start":6,"end":9},{"type":"TextQuoteSelector","exact":"Ito","prefix":"","suffix":" met"}]}]},
      {"id":"x2","uri":"https://x/a","text":"a reply","tags":[],"references":["x1"],"target":[{"source":"https://x/a"}]},
      {"id":"x3","uri":"https://x/a","text":"","tags":["PERSON"],"target":[{"source":"https://x/a","selector":[{"type":"TextPositionSelector","start":14,"end":18},{"type":"TextQuoteSelector","exact":"Diaz"}]}]},
      {"id":"x4","uri":"https://x/a","text":"","tags":["PERSON"],"target":[{"source":"https://x/a","selector":[{"type":"TextPositionSelector","start":14,"end":19},{"type":"TextQuoteSelector","exact":"Nobody"}]}]}]}"#;
    let (format, import) =
        opened(&[File::new("a.json", rows), File::new("a.txt", "👩‍🚀 Ito met Diaz.")]).unwrap();
    assert_eq!(format, "hypothesis");
    assert_eq!(marks(&import, 0), ["PERSON:Ito", "PERSON:Diaz"]);
    let first = &import.articles[0].annotations[0];
    assert_eq!((first.note.as_str(), &*first.provenance.creator), ("seen", "acct:ito@hypothes.is"));
    assert_eq!(first.provenance.modified.as_deref(), Some("2026-01-03T03:04:05Z"));
    assert_eq!((&first.extra["tags"][0], &first.extra["group"]), (&"key".into(), &"__world__".into()));
    assert!(issues(&import).contains("annotation 2: it has no selector"), "{}", issues(&import));
    assert_eq!(import.articles[0].orphans.len(), 1);
}

/// The kinds and words of the blocks of each article.
fn blocks(import: &NativeImport) -> Vec<Vec<String>> {
    let of = |article: &crate::model::Article| {
        let block =
            |block: &crate::text::Block| format!("{}: {}", block.kind.name(), &article.text[block.range]);
        article.blocks.iter().map(block).collect()
    };
    import.articles.iter().map(of).collect()
}

const NITF: &str = "<?xml version=\"1.0\"?><!DOCTYPE nitf SYSTEM \"x\"><nitf><head><title>T</title><docdata><date.issue norm=\"20260102\"/></docdata></head>\
    <body><body.head><hedline><hl1>Quay &amp; tide</hl1><hl2>A long day</hl2></hedline><byline>By R. Ito</byline></body.head>\
    <body.content><p>It <em>rose</em>.</p><hl2>Later</hl2><bq><p>“No”,\n he said&#8230;</p></bq><table><tr><td>9</td></tr></table></body.content></body></nitf>";

#[test]
fn news_in_xml() {
    let expected = [
        "headline: Quay & tide",
        "standfirst: A long day",
        "byline: By R. Ito",
        "paragraph: It rose.",
        "subheading: Later",
        "quotation: “No”, he said…",
    ];
    let (format, import) = open("a.xml", NITF);
    assert_eq!((format, blocks(&import)[0].as_slice()), ("nitf", expected.map(str::to_owned).as_slice()));
    assert_eq!(import.articles[0].metadata["published"], "20260102");
    let inner = NITF.split_once("SYSTEM \"x\">").unwrap().1;
    let newsml = format!(
        "<newsItem guid=\"urn:n:1\" xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><contentMeta><headline>Quay</headline></contentMeta><contentSet><inlineXML>{inner}</inlineXML></contentSet></newsItem>"
    );
    let (format, import) = open("b.xml", &newsml);
    assert_eq!((format, blocks(&import)[0].as_slice()), ("newsml", expected.map(str::to_owned).as_slice()));
    assert_eq!(
        (import.articles[0].title.as_str(), &import.articles[0].metadata["uri"]),
        ("Quay", &"urn:n:1".into())
    );
    for end in 0..NITF.len() {
        let _ = opened(&[File::new("cut.xml", &NITF.as_bytes()[..end])]);
    }
}

#[test]
fn ninjs_of_all_versions() {
    let three = r#"{"uri":"urn:a","language":"en","headlines":[{"role":"main","value":"Quay closed"}],"bodies":[{"role":"html","value":"<p>It rose.</p>"},{"contentType":"text/plain","value":"It rose.\n\nIt fell."}],"people":[{"name":"Ito"}]}"#;
    let (format, import) = open("a.json", three);
    assert_eq!(format, "ninjs");
    assert_eq!(
        (import.articles[0].title.as_str(), import.articles[0].text.as_str()),
        ("Quay closed", "It rose.\n\nIt fell.")
    );
    assert_eq!(import.articles[0].metadata["ninjs"]["people"][0]["name"], "Ito");
    let one = r#"{"uri":"urn:b","headline":"Quay closed","body_xhtml":"<p>It rose and rose and rose for an hour.</p>"}"#;
    let (_, import) = open("b.json", one);
    assert!(import.articles[0].text.contains("It rose and rose"), "{:?}", blocks(&import));
    let nitf =
        serde_json::json!({"uri": "urn:c", "bodies": [{"contentType": "text/vnd.IPTC.NITF", "value": NITF}]});
    let (_, import) = open("c.json", &nitf.to_string());
    assert_eq!(blocks(&import)[0][0], "headline: Quay & tide");
    let none = opened(&[File::new("d.json", r#"{"uri":"urn:d","headlines":[]}"#)]).unwrap_err();
    assert!(none.reason.contains("no body"), "{none}");
}

#[test]
fn feeds_of_both_kinds() {
    let rss = "<rss version=\"2.0\"><channel><title>The Coast</title><item><title>One</title><link>http://x/1</link><pubDate>Fri, 2 Jan 2026</pubDate><description>It rose.</description></item>\
        <item><title>Two</title><description>&lt;p&gt;It fell and fell and fell for an hour.&lt;/p&gt;</description></item></channel></rss>";
    let (format, import) = open("feed.xml", rss);
    assert_eq!(format, "feed");
    assert_eq!(blocks(&import)[0], ["headline: One", "paragraph: It rose."]);
    assert_eq!(
        (import.articles[0].metadata["url"].as_str(), import.articles[0].metadata["publisher"].as_str()),
        (Some("http://x/1"), Some("The Coast"))
    );
    assert!(import.articles[1].text.contains("It fell and fell"));
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>C</title><entry><title>One</title><link href=\"http://x/1\"/><content type=\"xhtml\"><div><p>It rose.</p><p>It fell.</p></div></content></entry></feed>";
    let (_, import) = open("atom.xml", atom);
    assert_eq!(blocks(&import)[0], ["headline: One", "paragraph: It rose.", "paragraph: It fell."]);
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ArchiveWriter::new();
    for (name, text) in files {
        archive.add(name, text.as_bytes()).unwrap();
    }
    let mut bytes = archive.take();
    bytes.extend(archive.finish().unwrap());
    bytes
}

#[test]
fn documents_in_archives() {
    let document = "<w:document xmlns:w=\"w\"><w:body><w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>Quay closed</w:t></w:r></w:p>\
        <w:p><w:r><w:t xml:space=\"preserve\">It </w:t></w:r><w:r><w:t>rose.</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p></w:body></w:document>";
    let core = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:title>Old</dc:title><dc:creator>R. Ito</dc:creator></cp:coreProperties>";
    let docx = zipped(&[("word/document.xml", document), ("docProps/core.xml", core)]);
    let (format, import) = opened(&[File::new("a.docx", docx.clone())]).unwrap();
    assert_eq!(format, "docx");
    assert_eq!(blocks(&import)[0], ["headline: Quay closed", "paragraph: It rose."]);
    assert_eq!(
        (import.articles[0].title.as_str(), &import.articles[0].metadata["byline"]),
        ("Quay closed", &"R. Ito".into())
    );
    for end in 0..docx.len() {
        let _ = opened(&[File::new("cut.docx", &docx[..end])]);
    }
    let book = zipped(&[
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"O/p.opf\"/></rootfiles></container>",
        ),
        (
            "O/p.opf",
            "<package><manifest><item id=\"b\" href=\"b.txt\"/><item id=\"a\" href=\"a.txt\"/></manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>",
        ),
        ("O/b.txt", "It fell."),
        ("O/a.txt", "It rose."),
    ]);
    let (format, import) = opened(&[File::new("a.epub", book)]).unwrap();
    assert_eq!(format, "epub");
    assert_eq!(
        import.articles.iter().map(|article| article.text.as_str()).collect::<Vec<_>>(),
        ["It rose.", "It fell."]
    );
}

#[test]
fn json_that_nobody_knows_is_refused_with_a_reason() {
    let error = opened(&[File::new("a.json", "{\"a\": 1}")]).unwrap_err();
    assert!(error.reason.contains("not Galley's"), "{error}");
    assert!(table::by_id("galley").is_some());
}

#[test]
fn the_readme_lists_every_format() {
    let readme = include_str!("../../../../README.md");
    for format in table::FORMATS {
        let direction = match (format.is_read(), format.is_written()) {
            (true, true) => "in, out",
            (true, false) => "in",
            _ => "out",
        };
        let line =
            readme.lines().find(|line| line.starts_with(&format!("| {} | `{}`", format.name, format.id)));
        assert!(
            line.is_some_and(|line| line.ends_with(&format!("| {direction} |"))),
            "{} is missing or wrong: {line:?}",
            format.name
        );
    }
}
