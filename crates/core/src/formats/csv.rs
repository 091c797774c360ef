//! Tables: a row for each span, or for each attribution. UTF-8 with a byte
//! order mark, so that spreadsheets know it; a field that a spreadsheet would
//! take for a formula begins with an apostrophe.

use super::losses::{self, Keeps};
use super::writing::Page;
use crate::json::word;
use crate::model::{Attributes, Id};

pub(super) const SPANS: &str = "\u{FEFF}doc_id,id,type,label,start,end,text,note,attributes\r\n";
pub(super) const SPANS_TSV: &str = "\u{FEFF}doc_id\tid\ttype\tlabel\tstart\tend\ttext\tnote\tattributes\r\n";
pub(super) const ATTRIBUTIONS: &str =
    "\u{FEFF}doc_id,id,source,cue,content,addressee,no_source,parent,attributes\r\n";

/// Which words are marked as what; the text itself is not in the table.
pub(super) const SPANS_KEEP: Keeps = losses::ALL
    & !(losses::TEXT
        | losses::EVIDENCE
        | losses::DISMISSALS
        | losses::GAPS
        | losses::PROVENANCE
        | losses::ATTRIBUTIONS
        | losses::ENTITIES
        | losses::METADATA
        | losses::ORPHANS);
pub(super) const ATTRIBUTIONS_KEEP: Keeps =
    SPANS_KEEP & !losses::ALL_TYPES | losses::ATTRIBUTIONS | losses::ATTRIBUTION_DETAILS;

pub(super) fn spans(page: &Page<'_>, out: &mut String) {
    span_rows(page, ',', out);
}

pub(super) fn spans_tsv(page: &Page<'_>, out: &mut String) {
    span_rows(page, '\t', out);
}

fn span_rows(page: &Page<'_>, separator: char, out: &mut String) {
    for annotation in &page.annotations {
        let (start, end) = page.range(annotation.target.extent());
        row(
            out,
            separator,
            &[
                page.article.id.as_str(),
                annotation.id.as_str(),
                annotation.kind.name(),
                page.label(annotation),
                &start.to_string(),
                &end.to_string(),
                &annotation.target.exact(page.text()),
                &annotation.note,
                &listed(&annotation.attributes),
            ],
        );
    }
}

pub(super) fn attributions(page: &Page<'_>, out: &mut String) {
    let words = |ids: &mut dyn Iterator<Item = &Id>| {
        let words =
            ids.filter_map(|id| page.annotation(id)).map(|annotation| annotation.target.exact(page.text()));
        words.collect::<Vec<_>>().join(" | ")
    };
    for attribution in page.attributions() {
        row(
            out,
            ',',
            &[
                page.article.id.as_str(),
                attribution.id.as_str(),
                &words(&mut attribution.sources.iter()),
                &words(&mut attribution.cue.iter()),
                &words(&mut attribution.contents.iter()),
                &words(&mut attribution.addressees.iter()),
                if attribution.no_source { "true" } else { "" },
                attribution.parent.as_ref().map_or("", Id::as_str),
                &listed(&attribution.attributes),
            ],
        );
    }
}

fn listed(attributes: &Attributes) -> String {
    attributes.iter().map(|(name, value)| format!("{name}={}", word(value))).collect::<Vec<_>>().join("; ")
}

fn row(out: &mut String, separator: char, fields: &[&str]) {
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            out.push(separator);
        }
        let guard = if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        let is_quoted = field.contains(['"', '\n', '\r', ',', '\t']);
        if is_quoted {
            out.push('"');
        }
        out.push_str(guard);
        out.push_str(&if is_quoted { field.replace('"', "\"\"") } else { (*field).to_owned() });
        if is_quoted {
            out.push('"');
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_and_separators_stay_text() {
        let mut out = String::new();
        row(&mut out, ',', &["=SUM(1)", "a,b", "say \"so\"\r\n", "-", "plain"]);
        assert_eq!(out, "'=SUM(1),\"a,b\",\"say \"\"so\"\"\r\n\",'-,plain\r\n");
    }
}
