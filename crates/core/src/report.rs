//! The report: an article with what was marked and found in it, as one page to
//! print or hand on. It has no script, and fetches nothing; every text in it
//! is escaped.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use crate::checks::{self, Finding};
use crate::derive::Facts;
use crate::ledger::{Ledger, Order};
use crate::model::{AnnotationType, Article, Id, LabelSet, Stance};
use crate::store::Document;
use crate::text::{TextRange, segment};

/// The style sheet of a report, which serves a whole page and a shadow tree.
pub const STYLE: &str = include_str!("report.css");

/// What stands at the head of a report.
#[derive(Clone, Debug, Default)]
pub struct Head<'a> {
    /// As it is to be shown.
    pub date: &'a str,
    pub annotator: &'a str,
}

/// Writes the report of an article as one HTML page.
#[must_use]
pub fn write(article: &Article, label_set: &LabelSet, head: &Head<'_>) -> String {
    let language = article.metadata.get("language").and_then(|value| value.as_str()).unwrap_or("en");
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>{} – attribution report</title><style>{STYLE}</style></head><body>{}</body></html>\n",
        escape(language),
        escape(&article.title),
        main(article, label_set, head),
    )
}

/// The report's one element, for a page that has its [`STYLE`].
#[must_use]
pub fn main(article: &Article, label_set: &LabelSet, head: &Head<'_>) -> String {
    let document = Document::new(article.clone());
    let facts = Facts::new(&document);
    let report = checks::report(&facts, &label_set.house_style);
    let mut page = Page { html: "<main>".to_owned(), facts: &facts, numbers: numbers(&facts) };
    page.head(article, head);
    page.article();
    page.attributions();
    page.claims();
    page.findings(&report);
    page.ledger();
    page.html.push_str("</main>");
    page.html
}

/// The text of an annotation's number: attributions count 1, 2, …, claims C1,
/// C2, ….
fn numbers(facts: &Facts<'_>) -> HashMap<Id, String> {
    let mut numbers = HashMap::new();
    for (at, one) in facts.attributions.iter().enumerate() {
        let parts = one.contents.iter().copied().chain(one.cue).chain(one.addressees.iter().copied());
        let parts = parts.chain(one.sources.iter().map(|source| source.annotation));
        for part in parts {
            numbers
                .entry(part.id.clone())
                .and_modify(|all: &mut String| {
                    let _ = write!(all, ", {}", at + 1);
                })
                .or_insert_with(|| (at + 1).to_string());
        }
    }
    for (at, claim) in facts.claims.iter().enumerate() {
        numbers.insert(claim.id.clone(), format!("C{}", at + 1));
    }
    numbers
}

struct Page<'a> {
    html: String,
    facts: &'a Facts<'a>,
    numbers: HashMap<Id, String>,
}

impl Page<'_> {
    fn head(&mut self, article: &Article, head: &Head<'_>) {
        let title = escape(&article.title);
        let _ = write!(self.html, "<header><p class=\"kind\">Attribution report</p><h1>{title}</h1><dl>");
        let known = ["byline", "publisher", "published", "url"];
        let stated = known.iter().filter_map(|name| Some((*name, article.metadata.get(*name)?.as_str()?)));
        let rest = [("annotator", head.annotator), ("date", head.date), ("status", article.status.title())];
        for (name, value) in stated.chain(rest).filter(|(_, value)| !value.is_empty()) {
            let _ = write!(self.html, "<div><dt>{}</dt><dd>{}</dd></div>", escape(name), escape(value));
        }
        self.html.push_str("</dl></header>");
    }

    fn section(&mut self, title: &str) {
        let _ = write!(self.html, "<section><h2>{}</h2>", escape(title));
    }

    /// The text with its marks, each with its number.
    fn article(&mut self) {
        self.section("The article");
        self.html.push_str("<p class=\"legend\"><mark class=\"content\">content</mark> <mark class=\"source\">source</mark> <mark class=\"cue\">cue</mark> <mark class=\"claim\">claim</mark></p><div class=\"text\">");
        let document = self.facts.document;
        for block in document.blocks() {
            // One comes once for each of its fragments here.
            let mut seen = HashSet::new();
            let shown: Vec<_> = document
                .meeting(block.range)
                .filter(|annotation| annotation.kind != AnnotationType::Entity && seen.insert(&annotation.id))
                .flat_map(|annotation| {
                    let pieces = annotation.target.fragments().iter();
                    pieces.filter_map(move |range| Some((annotation, range.intersect(block.range)?)))
                })
                .filter(|(_, range)| !range.is_empty())
                .collect();
            let ranges: Vec<TextRange> = shown.iter().map(|(_, range)| *range).collect();
            let _ = write!(self.html, "<p class=\"{}\">", block.kind.name());
            for piece in segment::segments(block.range, &ranges) {
                let words = escape(self.facts.quoted(piece.range));
                let covers: Vec<_> = piece.covers.iter().map(|&at| shown[at].0).collect();
                if covers.is_empty() {
                    self.html.push_str(&words);
                    continue;
                }
                let kinds: Vec<&str> = covers.iter().map(|annotation| annotation.kind.name()).collect();
                let _ = write!(self.html, "<mark class=\"{}\">{words}", kinds.join(" "));
                for ended in covers.iter().filter(|one| one.target.extent().end() == piece.range.end()) {
                    if let Some(number) =
                        self.numbers.get(&ended.id).filter(|_| ended.kind != AnnotationType::Cue)
                    {
                        let _ = write!(self.html, "<sup>{number}</sup>");
                    }
                }
                self.html.push_str("</mark>");
            }
            self.html.push_str("</p>");
        }
        self.html.push_str("</div></section>");
    }

    fn attributions(&mut self) {
        self.section("Attributions");
        if self.facts.attributions.is_empty() {
            self.html.push_str("<p>None are marked.</p></section>");
            return;
        }
        self.html.push_str("<table class=\"attributions\"><thead><tr><th>No.</th><th>Who</th><th>Cue</th><th>What</th><th>Kind</th></tr></thead><tbody>");
        for (at, one) in self.facts.attributions.iter().enumerate() {
            let who = if one.sources.is_empty() {
                if one.attribution.no_source { "no source (stated)" } else { "no source" }.to_owned()
            } else {
                let named = one.sources.iter().map(|source| {
                    let words = self.facts.quoted(source.annotation.target.extent());
                    let name = source.name(self.facts);
                    if name == words { name } else { format!("{words} = {name}") }
                });
                named.collect::<Vec<_>>().join("; ")
            };
            let cue = one.cue.map(|cue| cue.target.exact(self.facts.document.text())).unwrap_or_default();
            let text = self.facts.document.text();
            let what: Vec<String> = one.contents.iter().map(|content| content.target.exact(text)).collect();
            let quote_type =
                one.stated("quote_type").or_else(|| crate::derive::attribution::quote_type(self.facts, one));
            let kind = one.source().and_then(|source| source.kind()).unwrap_or_default().replace('_', " ");
            let kinds: Vec<&str> =
                quote_type.into_iter().chain(Some(kind.as_str())).filter(|kind| !kind.is_empty()).collect();
            let parent =
                one.attribution.parent.as_ref().and_then(|id| {
                    self.facts.attributions.iter().position(|other| other.attribution.id == *id)
                });
            let within = parent.map(|parent| format!(" (within {})", parent + 1)).unwrap_or_default();
            let note = match one.attribution.note.as_str() {
                "" => String::new(),
                note => format!("<p class=\"note\">{}</p>", escape(note)),
            };
            let _ = write!(
                self.html,
                "<tr><td>{}{within}</td><td>{}</td><td>{}</td><td>{}{note}</td><td>{}</td></tr>",
                at + 1,
                escape(&who),
                escape(&cue),
                escape(&what.join(" … ")),
                escape(&kinds.join(", ")),
            );
        }
        self.html.push_str("</tbody></table></section>");
    }

    fn claims(&mut self) {
        self.section("Claims");
        if self.facts.claims.is_empty() {
            self.html.push_str("<p>None are marked.</p></section>");
            return;
        }
        self.html.push_str("<table><thead><tr><th>No.</th><th>Claim</th><th>Source</th><th>Evidence</th></tr></thead><tbody>");
        for (at, claim) in self.facts.claims.iter().enumerate() {
            let own =
                claim.attributes.get("own_reporting").is_some_and(|value| value.as_bool() == Some(true));
            let sources: Vec<String> = self
                .facts
                .covering(claim.target.extent())
                .flat_map(|one| one.sources.iter().map(|source| source.name(self.facts)))
                .collect();
            let reason = claim
                .attributes
                .get("own_reporting_reason")
                .and_then(|value| value.as_str())
                .unwrap_or_default();
            let source = match (sources.is_empty(), own) {
                (false, _) => sources.join("; "),
                (true, true) if reason.is_empty() => "own reporting".to_owned(),
                (true, true) => format!("own reporting: {reason}"),
                (true, false) => "none".to_owned(),
            };
            let evidence: Vec<String> = claim
                .evidence
                .iter()
                .map(|one| {
                    let stance = match one.stance {
                        Some(Stance::Supports) => "supports: ",
                        Some(Stance::Contradicts) => "contradicts: ",
                        None => "",
                    };
                    let parts = [&one.title, &one.quote, &one.date, &one.url];
                    let parts: Vec<String> =
                        parts.into_iter().filter(|part| !part.is_empty()).map(|part| escape(part)).collect();
                    format!("<p>{stance}{}</p>", parts.join(" · "))
                })
                .collect();
            let _ = write!(
                self.html,
                "<tr><td>C{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                at + 1,
                escape(&claim.target.exact(self.facts.document.text())),
                escape(&source),
                evidence.concat(),
            );
        }
        self.html.push_str("</tbody></table></section>");
    }

    fn findings(&mut self, report: &checks::Report) {
        self.section("The attribution check");
        let checked = report.checked;
        let _ = write!(
            self.html,
            "<p>{} attributions, {} claims and {} quotations checked; {} findings, {} dismissed.</p>",
            checked.attributions,
            checked.claims,
            checked.quotations,
            report.findings.len(),
            report.dismissed.len()
        );
        for missing in &report.missing {
            let _ = write!(self.html, "<p class=\"note\">{}.</p>", escape(&missing.message));
        }
        self.html.push_str("<ol class=\"findings\">");
        for finding in &report.findings {
            self.finding(finding, "");
        }
        self.html.push_str("</ol>");
        if !report.dismissed.is_empty() {
            self.html.push_str("<h3>Dismissed</h3><ol class=\"findings\">");
            for (finding, dismissal) in &report.dismissed {
                let by = match &*dismissal.provenance.creator {
                    "" => String::new(),
                    creator => format!(" ({})", escape(creator)),
                };
                let reason = format!("<p class=\"note\">Dismissed{by}: {}</p>", escape(&dismissal.reason));
                self.finding(finding, &reason);
            }
            self.html.push_str("</ol>");
        }
        self.html.push_str("</section>");
    }

    fn finding(&mut self, finding: &Finding, more: &str) {
        let words = finding.ranges.first().map_or("", |range| self.facts.quoted(*range));
        let _ = write!(
            self.html,
            "<li class=\"{level}\"><p><strong>{}{}</strong> <span class=\"level\">{}</span></p><blockquote>{}</blockquote><p>{} <small>{}</small></p>{more}</li>",
            escape(finding.check.title),
            if finding.check.is_prompt { "?" } else { "" },
            finding.level.title(),
            escape(words),
            escape(&finding.message),
            escape(finding.check.standard),
            level = finding.level.name(),
        );
    }

    fn ledger(&mut self) {
        let ledger = Ledger::of(self.facts);
        self.section("Sources");
        self.html.push_str("<table class=\"ledger\"><thead><tr><th>Source</th><th>Attributions</th><th>Quoted words</th><th>Share</th><th>Direct</th><th>Indirect</th><th>First mention</th></tr></thead><tbody>");
        for row in ledger.sorted(Order::Words) {
            let lacking = match (row.is_named(), row.first.has_name, row.first.has_role) {
                (false, ..) => "unnamed",
                (true, true, true) => "name and position",
                (true, true, false) => "name, no position",
                (true, false, true) => "position, no full name",
                (true, false, false) => "no full name, no position",
            };
            let _ = write!(
                self.html,
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{:.0} % <meter min=\"0\" max=\"100\" value=\"{:.0}\"></meter></td><td>{}</td><td>{}</td><td>{lacking}</td></tr>",
                escape(&row.name),
                row.attributions,
                row.quoted_words,
                ledger.share(row),
                ledger.share(row),
                row.direct,
                row.indirect,
            );
        }
        self.html.push_str("</tbody></table></section>");
    }
}

/// A text as HTML that says just this.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // No HTML can say a NUL.
            '\0' => escaped.push('\u{FFFD}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::derive::sheet::sheet;
    use crate::model::{Dismissal, Evidence, Extra, Provenance, Subject};

    fn report(article: &Article) -> String {
        write(article, &LabelSet::default(), &Head { date: "24 November 2026", annotator: "<i>Ada</i>" })
    }

    #[test]
    fn the_parts_are_there() {
        let mut article = sheet(
            "{q “We fail,”} {u claimed} {s {p1 Ana Ruiz}, a clerk}. {c The wall fell}. The “fix” took long.",
        );
        let claim = article.annotations.iter_mut().find(|one| one.kind == AnnotationType::Claim).unwrap();
        Arc::make_mut(claim).evidence.push(Evidence {
            title: "Notice".to_owned(),
            stance: Some(Stance::Contradicts),
            ..Evidence::default()
        });
        let html = report(&article);
        for part in [
            "Attribution report",
            "24 November 2026",
            "“We fail,”<sup>1</sup>",
            "The wall fell<sup>C1</sup>",
            "contradicts: Notice",
            "Loaded cue",
            "Claim without a source",
            "Scare quotes",
            "1 attributions, 1 claims and 2 quotations checked; 3 findings, 0 dismissed.",
            "name and position",
            "<td>Ana Ruiz, a clerk = Ana Ruiz</td>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn every_text_is_escaped() {
        let evil = "<script>alert(1)</script>\"'><img src=x onerror=y>";
        let mut article = sheet(&format!("{{q “{evil} it,”}} {{u said}} {{s {{p1 {evil}}}}}. {{c {evil}}}."));
        article.title = evil.to_owned();
        article
            .metadata
            .extend(["byline", "publisher", "url", "language"].map(|name| (name.to_owned(), evil.into())));
        for one in &mut article.attributions {
            Arc::make_mut(one).note = evil.to_owned();
        }
        for one in &mut article.annotations {
            Arc::make_mut(one).evidence.push(Evidence {
                url: evil.to_owned(),
                quote: evil.to_owned(),
                ..Evidence::default()
            });
        }
        let all = checks::check(&Document::new(article.clone()), &Default::default());
        for (number, finding) in all.findings.iter().enumerate() {
            article.dismissals.push(Arc::new(Dismissal {
                id: Id::new(&format!("d{number}")),
                check: finding.check.name.to_owned(),
                subject: Subject::clone(&finding.subject),
                reason: evil.to_owned(),
                provenance: Provenance { creator: evil.into(), ..Provenance::default() },
                extra: Extra::new(),
            }));
        }
        assert!(!all.findings.is_empty());
        let html = report(&article);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<i>Ada"), "{html}");
        assert!(html.contains("Dismissed (&lt;script&gt;"));
    }

    #[test]
    fn an_article_without_marks_has_a_report_too() {
        assert!(report(&sheet("It rained.")).contains("No attribution is marked yet"));
    }
}
