//! For tests: articles with their marks written into them.
//!
//! `{s A clerk} {u said} {q that it sank}.` marks a source, a cue and a content
//! of attribution 1; a digit after the letter names another attribution
//! (`{q2 …}`). `a` is an addressee, `c` a claim; `p`, `o` and `g` are mentions of
//! a person, an organisation and a place, of the entity that the digit names:
//! `{p1 Lee}`. Marks nest; `¶` begins a new paragraph.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{
    Annotation, AnnotationType, Article, Attributes, Attribution, Entity, Extra, Id, LabelId, Provenance,
    Target,
};
use crate::store::Document;
use crate::text::marked::paragraphs;
use crate::text::{Text, TextRange, TextSize};

/// The article that a marked text says.
pub(crate) fn sheet(source: &str) -> Article {
    let source = source.replace(" ¶ ", "\n\n");
    let (mut text, mut open, mut marks) = (String::new(), Vec::new(), Vec::new());
    let mut rest = source.as_str();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '{' => {
                let (tag, after) = rest.split_once(' ').expect("a space after a mark's letter");
                open.push((tag.to_owned(), TextSize::of(&text)));
                rest = after;
            }
            '}' => {
                let (tag, start) = open.pop().expect("a } without {");
                marks.push((tag, TextRange::new(start, TextSize::of(&text))));
            }
            c => text.push(c),
        }
    }
    let blocks = paragraphs(&text);
    let mut article = Article::unmarked(
        Id::new("a"),
        "A".to_owned(),
        Arc::new(Text::new(text.clone()).expect("short")),
        blocks,
    );
    let mut attributions: BTreeMap<String, Attribution> = BTreeMap::new();
    let mut entities: BTreeMap<String, Entity> = BTreeMap::new();
    for (number, (tag, range)) in marks.into_iter().enumerate() {
        let of = if tag.len() > 1 { tag[1..].to_owned() } else { "1".to_owned() };
        let (kind, label) = match &tag[..1] {
            "s" => (AnnotationType::Source, "SOURCE"),
            "u" => (AnnotationType::Cue, "CUE"),
            "q" => (AnnotationType::Content, "CONTENT"),
            "a" => (AnnotationType::Addressee, "ADDRESSEE"),
            "c" => (AnnotationType::Claim, "CLAIM"),
            "p" => (AnnotationType::Entity, "PERSON"),
            "o" => (AnnotationType::Entity, "ORG"),
            _ => (AnnotationType::Entity, "GPE"),
        };
        let id = Id::new(&format!("n{number}"));
        article.annotations.push(Arc::new(Annotation {
            id: id.clone(),
            kind,
            label: LabelId::new(label),
            target: Target::new(vec![range]).expect("words"),
            attributes: Attributes::new(),
            note: String::new(),
            evidence: Vec::new(),
            provenance: Provenance::default(),
            extra: Extra::new(),
        }));
        if kind == AnnotationType::Entity {
            let entity = entities.entry(of.clone()).or_insert_with(|| Entity {
                id: Id::new(&format!("e{of}")),
                label: LabelId::new(label),
                name: text[std::ops::Range::<usize>::from(range)].to_owned(),
                role: String::new(),
                mentions: Vec::new(),
                links: Vec::new(),
                extra: Extra::new(),
            });
            entity.mentions.push(id);
        } else if kind != AnnotationType::Claim {
            let attribution = attributions
                .entry(of.clone())
                .or_insert_with(|| Attribution::new(Id::new(&format!("t{of}"))));
            match kind {
                AnnotationType::Source => attribution.sources.push(id),
                AnnotationType::Cue => attribution.cue = Some(id),
                AnnotationType::Content => attribution.contents.push(id),
                _ => attribution.addressees.push(id),
            }
        }
    }
    article.attributions = attributions.into_values().map(Arc::new).collect();
    article.entities = entities.into_values().map(Arc::new).collect();
    article
}

/// The same, opened.
pub(crate) fn opened(source: &str) -> Document {
    Document::new(sheet(source))
}
