//! TEI P5: the article's blocks as `head`, `p` and `ab`, with its annotations
//! inline: `rs` for entities, `said` for quoted words, `seg` for all else. What
//! crosses another annotation or the end of a block is cut, and the pieces
//! refer to each other (`next`, `prev`). Labels are categories of the header
//! (`ana`), attributions relations beside the text.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::losses::{self, Keeps};
use super::writing::{Output, Page, xml, xml_attribute};
use crate::model::{Annotation, AnnotationType, Attribution, Id};
use crate::text::{BlockKind, TextRange, TextSize};

pub(super) const KEEPS: Keeps = losses::SPANS
    | losses::ALL_TYPES
    | losses::MENTIONS
    | losses::NESTED
    | losses::CROSSING
    | losses::GAPS
    | losses::IN_WORDS
    | losses::EDGES
    | losses::ATTRIBUTIONS
    | losses::LONE
    | losses::BLOCKS
    | losses::SENTENCES
    | losses::INDENT;

pub(super) fn write(page: &Page<'_>, out: &mut Output) {
    let mut tei = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n",
    );
    header(page, &mut tei);
    let blocks = &page.article.blocks;
    let parts = parts(page);
    let steps: Vec<(BlockKind, Vec<Step>)> =
        blocks.iter().zip(&parts).map(|(block, parts)| (block.kind, steps(block.range, parts))).collect();
    let ids = ids(page);
    let mut pieces = Pieces::new(page, &ids);
    for step in steps.iter().flat_map(|(_, steps)| steps) {
        if let Step::Open(annotation) = step {
            pieces.count[*annotation] += 1;
        }
    }
    tei.push_str("<text><body>\n");
    let mut is_open = false;
    for (kind, steps) in &steps {
        let is_head = matches!(kind, BlockKind::Headline | BlockKind::Subheading);
        if is_head || !is_open {
            tei.push_str(if is_open { "</div>\n<div>\n" } else { "<div>\n" });
            is_open = true;
        }
        let tag = match kind {
            BlockKind::Headline | BlockKind::Subheading => "head",
            BlockKind::Paragraph => "p",
            _ => "ab",
        };
        tei += &format!("<{tag}");
        if tag == "ab" {
            xml_attribute(&mut tei, "type", kind.name());
        }
        tei.push('>');
        pieces.write(steps, &mut tei);
        let _ = writeln!(tei, "</{tag}>");
    }
    tei.push_str(if is_open { "</div>\n" } else { "<div><p/></div>\n" });
    tei.push_str("</body></text>\n");
    relations(page, &pieces, &mut tei);
    tei.push_str("</TEI>\n");
    out.file(format!("{}.xml", page.stem), tei);
}

fn element(out: &mut String, tag: &str, text: &str) {
    let _ = write!(out, "<{tag}>");
    xml(out, text, false);
    let _ = write!(out, "</{tag}>");
}

fn header(page: &Page<'_>, out: &mut String) {
    out.push_str("<teiHeader>\n<fileDesc><titleStmt>");
    element(out, "title", &page.article.title);
    out.push_str(
        "</titleStmt><publicationStmt><p>Written by Galley.</p></publicationStmt><sourceDesc><bibl>",
    );
    let metadata = |name: &str| page.article.metadata.get(name).and_then(|value| value.as_str());
    for (tag, name) in [("author", "byline"), ("publisher", "publisher"), ("date", "published")] {
        if let Some(text) = metadata(name) {
            element(out, tag, text);
        }
    }
    element(out, "idno", page.article.id.as_str());
    if let Some(url) = metadata("url") {
        out.push_str("<ref");
        xml_attribute(out, "target", &url.replace(char::is_whitespace, "%20"));
        out.push_str("/>");
    }
    out.push_str("</bibl></sourceDesc></fileDesc>\n<encodingDesc><classDecl><taxonomy>\n");
    for (number, label) in page.label_set.labels.iter().enumerate() {
        let _ = write!(out, "<category xml:id=\"label-{}\">", number + 1);
        element(out, "catDesc", &label.name);
        out.push_str("</category>\n");
    }
    out.push_str("</taxonomy></classDecl></encodingDesc>\n</teiHeader>\n");
}

/// What happens inside of a block, in its order.
enum Step {
    Text(TextRange),
    /// By its place among the page's annotations.
    Open(usize),
    Close,
}

/// A part of an annotation in a block; the annotation by its place.
type Part = (TextRange, usize);

/// What of annotations is in each block.
fn parts(page: &Page<'_>) -> Vec<Vec<Part>> {
    let blocks = &page.article.blocks;
    let mut parts: Vec<Vec<Part>> = vec![Vec::new(); blocks.len()];
    for (index, annotation) in page.annotations.iter().enumerate() {
        for fragment in annotation.target.fragments() {
            let from = blocks.partition_point(|block| block.range.end() <= fragment.start());
            for (block, parts) in blocks.iter().zip(&mut parts).skip(from) {
                match fragment.intersect(block.range) {
                    Some(part) if !part.is_empty() => parts.push((part, index)),
                    _ => break,
                }
            }
        }
    }
    parts
}

/// The steps of a block: an element that would cross another is closed with it
/// and opened anew.
fn steps(block: TextRange, parts: &[Part]) -> Vec<Step> {
    let mut cuts: Vec<TextSize> = parts.iter().flat_map(|(part, _)| [part.start(), part.end()]).collect();
    cuts.extend([block.start(), block.end()]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut steps = Vec::new();
    let mut open: Vec<Part> = Vec::new();
    for (index, &at) in cuts.iter().enumerate() {
        // All from the outermost that ends here; what goes on is opened again.
        let from = open.iter().position(|(part, _)| part.end() == at).unwrap_or(open.len());
        let closed = open.split_off(from);
        steps.extend(closed.iter().map(|_| Step::Close));
        let goes_on = closed.into_iter().filter(|(part, _)| part.end() > at);
        let mut begun: Vec<_> = parts.iter().filter(|(part, _)| part.start() == at).copied().collect();
        begun.extend(goes_on);
        begun.sort_by_key(|(part, index)| (std::cmp::Reverse(part.end()), *index));
        steps.extend(begun.iter().map(|&(_, index)| Step::Open(index)));
        open.extend(begun);
        if let Some(&next) = cuts.get(index + 1) {
            steps.push(Step::Text(TextRange::new(at, next)));
        }
    }
    steps
}

/// The `xml:id` of each annotation: its own where XML allows that.
fn ids(page: &Page<'_>) -> Vec<String> {
    let is_name = |id: &str| id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let id = |(number, annotation): (usize, &&Annotation)| match annotation.id.as_str() {
        id if is_name(id) => format!("m-{id}"),
        _ => format!("m.{}", number + 1),
    };
    page.annotations.iter().enumerate().map(id).collect()
}

/// Annotations as elements, most of them one.
struct Pieces<'a> {
    page: &'a Page<'a>,
    ids: &'a [String],
    /// How many elements each becomes, and how many of them are written.
    count: Vec<usize>,
    written: Vec<usize>,
    places: HashMap<&'a str, usize>,
    /// The first attribution of each content.
    speeches: HashMap<&'a str, &'a Attribution>,
}

impl<'a> Pieces<'a> {
    fn new(page: &'a Page<'a>, ids: &'a [String]) -> Self {
        let places = page.annotations.iter().enumerate();
        let places = places.map(|(index, annotation)| (annotation.id.as_str(), index)).collect();
        let mut speeches = HashMap::new();
        for attribution in page.attributions() {
            for content in &attribution.contents {
                speeches.entry(content.as_str()).or_insert(attribution);
            }
        }
        let none = vec![0; page.annotations.len()];
        Self { page, ids, count: none.clone(), written: none, places, speeches }
    }

    fn write(&mut self, steps: &[Step], out: &mut String) {
        let mut open: Vec<&str> = Vec::new();
        for step in steps {
            match step {
                Step::Text(range) => xml(out, self.page.words(*range), false),
                Step::Close => {
                    let _ = write!(out, "</{}>", open.pop().unwrap_or("seg"));
                }
                Step::Open(index) => {
                    let Some(annotation) = self.page.annotations.get(*index).copied() else { continue };
                    let tag = match annotation.kind {
                        AnnotationType::Entity => "rs",
                        // Inside of a name TEI allows none.
                        AnnotationType::Content if !open.contains(&"rs") => "said",
                        _ => "seg",
                    };
                    open.push(tag);
                    self.open(*index, annotation, tag, out);
                }
            }
        }
    }

    fn open(&mut self, index: usize, annotation: &Annotation, tag: &str, out: &mut String) {
        let number = self.written[index];
        self.written[index] += 1;
        let _ = write!(out, "<{tag}");
        xml_attribute(out, "xml:id", &self.piece(index, number));
        match tag {
            "rs" => {
                xml_attribute(out, "type", &self.page.label(annotation).replace(char::is_whitespace, "_"))
            }
            "seg" => xml_attribute(out, "type", annotation.kind.name()),
            _ => self.speech(annotation, out),
        }
        let labels = &self.page.label_set.labels;
        if let Some(label) = labels.iter().position(|label| label.id == annotation.label) {
            xml_attribute(out, "ana", &format!("#label-{}", label + 1));
        }
        if number > 0 {
            xml_attribute(out, "prev", &format!("#{}", self.piece(index, number - 1)));
        }
        if number + 1 < self.count[index] {
            xml_attribute(out, "next", &format!("#{}", self.piece(index, number + 1)));
        }
        out.push('>');
    }

    fn piece(&self, index: usize, number: usize) -> String {
        let id = self.ids.get(index).map_or("", String::as_str);
        if number == 0 { id.to_owned() } else { format!("{id}.{}", number + 1) }
    }

    /// Who says it, and whether in these words.
    fn speech(&self, content: &Annotation, out: &mut String) {
        let Some(attribution) = self.speeches.get(content.id.as_str()) else { return };
        let who = self.pointers(attribution.sources.iter());
        if !who.is_empty() {
            xml_attribute(out, "who", &who);
        }
        match attribution.attributes.get("quote_type").and_then(|kind| kind.as_str()) {
            Some("direct") => xml_attribute(out, "direct", "true"),
            Some("indirect") => xml_attribute(out, "direct", "false"),
            _ => {}
        }
    }

    /// References to annotations that are in the text.
    fn pointers<'b>(&self, ids: impl Iterator<Item = &'b Id>) -> String {
        let place = |id: &Id| self.places.get(id.as_str()).copied();
        let is_there = |index: &usize| self.count[*index] > 0;
        let pointers =
            ids.filter_map(place).filter(is_there).map(|index| format!("#{}", self.piece(index, 0)));
        pointers.collect::<Vec<_>>().join(" ")
    }
}

fn relations(page: &Page<'_>, pieces: &Pieces<'_>, out: &mut String) {
    let mut relations = String::new();
    for attribution in page.attributions() {
        let sources = pieces.pointers(attribution.sources.iter());
        let contents = pieces.pointers(attribution.contents.iter());
        let all = super::heads::members(attribution).map(|(_, id)| id);
        let all = pieces.pointers(all);
        if all.is_empty() {
            continue;
        }
        relations.push_str("<relation name=\"attribution\"");
        // TEI has no passive side without an active one.
        if sources.is_empty() || contents.is_empty() {
            xml_attribute(&mut relations, "mutual", &all);
        } else {
            xml_attribute(&mut relations, "active", &sources);
            xml_attribute(&mut relations, "passive", &contents);
        }
        relations.push_str("><desc>");
        for (kind, ids) in
            [("cue", attribution.cue.as_slice()), ("addressee", attribution.addressees.as_slice())]
        {
            let pointers = pieces.pointers(ids.iter());
            if !pointers.is_empty() {
                relations.push_str("<ptr");
                xml_attribute(&mut relations, "type", kind);
                xml_attribute(&mut relations, "target", &pointers);
                relations.push_str("/>");
            }
        }
        relations.push_str("</desc></relation>\n");
    }
    if !relations.is_empty() {
        let _ = write!(out, "<standOff><listRelation>\n{relations}</listRelation></standOff>\n");
    }
}
