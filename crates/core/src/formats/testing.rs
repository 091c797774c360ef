//! For the tests of formats.

use std::sync::Arc;

use crate::model::{Annotation, AnnotationType, Article, Extra, Id, LabelId, Provenance, Target};
use crate::text::Text;
use crate::text::marked::marked;
use crate::text::split::split;

/// An article of a marked text, with an entity on each range.
pub(super) fn article(source: &str) -> Article {
    let marked = marked(source);
    let blocks = split(&marked.text);
    let text = Arc::new(Text::new(marked.text).unwrap());
    let mut article = Article::unmarked(Id::new("article"), "Title".to_owned(), text, blocks);
    for (index, range) in marked.ranges.iter().enumerate() {
        article.annotations.push(Arc::new(Annotation {
            id: Id::new(&format!("a{index}")),
            kind: AnnotationType::Entity,
            label: LabelId::new("PERSON"),
            target: Target::new(vec![*range]).unwrap(),
            attributes: Default::default(),
            note: String::new(),
            evidence: Vec::new(),
            provenance: Provenance::default(),
            extra: Extra::new(),
        }));
    }
    article
}

/// The words of each annotation.
pub(super) fn exacts(article: &Article) -> Vec<String> {
    article.annotations.iter().map(|annotation| annotation.target.exact(&article.text)).collect()
}
