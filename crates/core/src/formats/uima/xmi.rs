//! UIMA XMI: an element for each feature structure. It does not have the
//! types, which are in a `TypeSystem.xml` beside it.

use std::fmt::Write as _;

use super::layers::placed;
use super::resolve::{Loose, resolved};
use super::to_draft::draft;
use super::types::{ATTRIBUTION, ROLES};
use crate::formats::html::Node;
use crate::formats::table::{File, Parsed, Sample};
use crate::formats::tokens::{sentences, tokens};
use crate::formats::writing::{Output, Page, json_line, xml_attribute};
use crate::formats::{ReadError, Tools, xml};
use crate::text::TextRange;

const TYPES: &str = "typeSystemDescription";

pub(in crate::formats) fn fits(sample: &Sample<'_>) -> bool {
    xml::has_root(sample.text, &["xmlns:xmi=", "<typeSystemDescription"])
}

pub(in crate::formats) fn read(
    files: &[File],
    _: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let tree = xml::parse(file.text()?)?;
        let root = tree.find("XMI");
        if root.is_none() && tree.find(TYPES).is_some() {
            // Beside articles it says nothing that they do not.
            if files.len() == 1 {
                parsed.note(file.name.clone(), "it describes types and has no text", "left out");
            }
            continue;
        }
        let all: Vec<Loose> = root.map(Node::children).unwrap_or_default().iter().filter_map(loose).collect();
        match resolved(&all, &file.name, parsed) {
            Ok((text, structures)) => draft(text, &structures, file, parsed),
            Err(reason) => parsed.note(file.name.clone(), reason, "left out"),
        }
    }
    Ok(())
}

fn loose(node: &Node) -> Option<Loose> {
    let Node::Element { tag, attributes, .. } = node else { return None };
    let mut one = Loose { kind: tag.clone(), ..Loose::default() };
    for (name, value) in attributes {
        if name == "id" && one.id.is_empty() {
            one.id.clone_from(value);
        } else {
            one.texts.push((name.clone(), value.clone()));
        }
    }
    // Lists of texts are elements of their own.
    for child in node.children().iter().filter(|child| !child.tag().is_empty()) {
        one.texts.push((child.tag().to_owned(), child.text()));
    }
    Some(one)
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" \
    xmlns:cas=\"http:///uima/cas.ecore\" xmlns:custom=\"http:///webanno/custom.ecore\" \
    xmlns:segmentation=\"http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore\" \
    xmlns:metadata=\"http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore\" xmi:version=\"2.0\">\n<cas:NULL xmi:id=\"0\"/>\n";

pub(in crate::formats) fn write(page: &Page<'_>, out: &mut Output) {
    let tokens = tokens(page.article);
    let mut xmi = Xmi { page, out: HEAD.to_owned(), id: 1 };
    xmi.annotation("metadata:DocumentMetaData", TextRange::up_to(page.article.text.size()));
    xmi.end(&[
        ("language", "x-unspecified"),
        ("documentTitle", &page.article.title),
        ("documentId", page.article.id.as_str()),
    ]);
    let mut rest = String::new();
    json_line(&mut rest, |out| page.rest(out));
    xmi.begin("custom:Article");
    xmi.end(&[("sofa", "1"), ("details", &rest)]);
    for sentence in sentences(page.article, &tokens) {
        xmi.annotation("segmentation:Sentence", sentence);
        xmi.end(&[]);
    }
    for token in &tokens {
        xmi.annotation("segmentation:Token", token.range);
        xmi.end(&[]);
    }
    let marks = placed(page, &Some);
    let first = xmi.id + 1;
    let members = 2..first + marks.len();
    // Links come behind the marks.
    let mut link = members.end;
    for mark in &marks {
        xmi.annotation(
            if mark.kind == ATTRIBUTION { "custom:Attribution" } else { "custom:Mark" },
            mark.range,
        );
        let features: Vec<_> = mark.features.iter().map(|(name, text)| (*name, text.as_str())).collect();
        if mark.kind == ATTRIBUTION {
            let ids: Vec<String> = (link..link + mark.slots.len()).map(|id| id.to_string()).collect();
            link += ids.len();
            xml_attribute(&mut xmi.out, ROLES, &ids.join(" "));
        }
        xmi.end(&features);
    }
    for &(role, target) in marks.iter().flat_map(|mark| &mark.slots) {
        xmi.begin("custom:AttributionRolesLink");
        xmi.end(&[("role", role), ("target", &(first + target).to_string())]);
    }
    let _ = write!(xmi.out, "<cas:Sofa xmi:id=\"1\"");
    xmi.end(&[
        ("sofaNum", "1"),
        ("sofaID", "_InitialView"),
        ("mimeType", "text/plain"),
        ("sofaString", page.text()),
    ]);
    let members: Vec<String> = members.map(|id| id.to_string()).collect();
    let _ = write!(xmi.out, "<cas:View sofa=\"1\" members=\"{}\"/>\n</xmi:XMI>\n", members.join(" "));
    out.file(format!("{}.xmi", page.stem), xmi.out);
}

struct Xmi<'a> {
    page: &'a Page<'a>,
    out: String,
    /// The last id that was given; the text's is 1.
    id: usize,
}

impl Xmi<'_> {
    fn begin(&mut self, tag: &str) {
        self.id += 1;
        let _ = write!(self.out, "<{tag} xmi:id=\"{}\"", self.id);
    }

    fn annotation(&mut self, tag: &str, range: TextRange) {
        let (start, end) = self.page.range(range);
        self.begin(tag);
        let _ = write!(self.out, " sofa=\"1\" begin=\"{start}\" end=\"{end}\"");
    }

    fn end(&mut self, attributes: &[(&str, &str)]) {
        for (name, value) in attributes {
            xml_attribute(&mut self.out, name, value);
        }
        self.out.push_str("/>\n");
    }
}
