//! schema.org: the article with its quotations (`Quotation` in `hasPart`), and
//! a `ClaimReview` of each claim. A rating is written only where a claim has
//! an attribute `verdict`: offline, Galley labels whether a claim can be
//! checked, not whether it is true.

use super::losses::{self, Keeps};
use super::writing::{Page, json_line};
use crate::json::Writer;
use crate::json::word;
use crate::model::{Annotation, AnnotationType, Attribution};

pub(super) const KEEPS: Keeps = losses::ALL
    & !(losses::SPANS
        | losses::EVIDENCE
        | losses::DISMISSALS
        | losses::TEXT
        | losses::NOTES
        | losses::PROVENANCE
        | losses::ENTITIES
        | losses::ORPHANS
        | losses::ATTRIBUTION_DETAILS);

pub(super) fn write(page: &Page<'_>, out: &mut String) {
    json_line(out, |out| {
        out.begin_object();
        out.text("@context", "https://schema.org");
        out.name("@graph");
        out.begin_array();
        article(page, out);
        for claim in page.annotations.iter().filter(|annotation| annotation.kind == AnnotationType::Claim) {
            review(page, claim, out);
        }
        out.end();
        out.end();
    });
}

fn metadata<'a>(page: &'a Page<'_>, name: &str) -> Option<&'a str> {
    page.article.metadata.get(name).and_then(|value| value.as_str())
}

fn article_id(page: &Page<'_>) -> String {
    format!("urn:galley:article:{}", page.article.id)
}

fn article(page: &Page<'_>, out: &mut Writer) {
    out.begin_object();
    out.text("@type", "NewsArticle");
    out.text("@id", &article_id(page));
    out.text("headline", &page.article.title);
    out.optional_text("url", metadata(page, "url"));
    out.optional_text("datePublished", metadata(page, "published"));
    if let Some(publisher) = metadata(page, "publisher") {
        named(out, "publisher", "Organization", publisher);
    }
    out.name("hasPart");
    out.begin_array();
    for attribution in page.attributions() {
        for content in attribution.contents.iter().filter_map(|id| page.annotation(id)) {
            out.begin_object();
            out.text("@type", "Quotation");
            out.text("text", &content.target.exact(page.text()));
            creators(page, attribution, "creator", out);
            out.end();
        }
    }
    out.end();
    out.end();
}

/// The sources' words, or the names of the entities that they mention.
fn creators(page: &Page<'_>, attribution: &Attribution, field: &'static str, out: &mut Writer) {
    let sources: Vec<&Annotation> = attribution.sources.iter().filter_map(|id| page.annotation(id)).collect();
    if sources.is_empty() {
        return;
    }
    out.name(field);
    out.begin_array();
    for source in sources {
        let entity = page.article.entities.iter().find(|entity| entity.mentions.contains(&source.id));
        let kind = source.attributes.get("source_type").map(word);
        out.begin_object();
        out.text("@type", if kind.as_deref() == Some("named_org") { "Organization" } else { "Person" });
        out.text(
            "name",
            &entity.map_or_else(|| source.target.exact(page.text()), |entity| entity.name.clone()),
        );
        out.end();
    }
    out.end();
}

fn review(page: &Page<'_>, claim: &Annotation, out: &mut Writer) {
    let words = claim.target.exact(page.text());
    out.begin_object();
    out.text("@type", "ClaimReview");
    out.optional_text("url", metadata(page, "url"));
    out.text("claimReviewed", &words);
    out.name("itemReviewed");
    out.begin_object();
    out.text("@type", "Claim");
    out.text("text", &words);
    let holds = |attribution: &&Attribution| attribution.contents.contains(&claim.id);
    if let Some(attribution) = page.attributions().find(holds) {
        creators(page, attribution, "author", out);
    }
    out.name("appearance");
    out.begin_object();
    out.text("@id", &article_id(page));
    out.end();
    out.end();
    if let Some(verdict) = claim.attributes.get("verdict") {
        out.name("reviewRating");
        out.begin_object();
        out.text("@type", "Rating");
        out.text("alternateName", &word(verdict));
        out.end();
    }
    out.end();
}

fn named(out: &mut Writer, field: &'static str, kind: &str, name: &str) {
    out.name(field);
    out.begin_object();
    out.text("@type", kind);
    out.text("name", name);
    out.end();
}
