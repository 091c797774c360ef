//! The source ledger: who speaks in an article or a set, how much, and how they
//! are first named.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::checks::first_naming;
use crate::derive::words::words;
use crate::derive::{Attributed, Facts, Source};
use crate::model::{Entity, Id};
use crate::text::TextRange;

/// One source with what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    /// The value of `source_type`, stated or derived.
    pub kind: Option<String>,
    pub attributions: usize,
    /// Words of contents within quotation marks.
    pub quoted_words: usize,
    pub direct: usize,
    pub indirect: usize,
    pub first: First,
    /// Where it speaks, in the order of the articles and of the text.
    pub places: Vec<Place>,
}

/// Words in an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub article: Id,
    pub range: TextRange,
}

/// Where a source is first mentioned, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    pub place: Place,
    /// The article's title.
    pub title: String,
    /// Where the first mention begins, code points.
    pub offset: Option<u32>,
    pub has_name: bool,
    pub has_role: bool,
}

impl Row {
    /// Whether the source is named; not where nothing tells.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.kind.as_deref().is_some_and(crate::derive::source::is_unnamed)
    }
}

/// What the rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Words,
    Attributions,
    Name,
    /// As they come in the text.
    First,
}

impl Order {
    pub const ALL: [Self; 4] = [Self::Words, Self::Attributions, Self::Name, Self::First];

    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Words => "Quoted words",
            Self::Attributions => "Attributions",
            Self::Name => "Name",
            Self::First => "First mention",
        }
    }
}

/// The sources of one or more articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// As they come in the text.
    pub rows: Vec<Row>,
    by_key: HashMap<String, usize>,
    /// Of all rows.
    quoted_words: usize,
}

impl Ledger {
    /// Adds an article. A named source is the same as one of that name in
    /// another article; an unnamed one never is.
    pub fn add(&mut self, facts: &Facts<'_>) {
        for one in &facts.attributions {
            self.add_one(facts, one);
        }
    }

    /// Adds one attribution of an article, so that this can be done in turns.
    pub fn add_one(&mut self, facts: &Facts<'_>, one: &Attributed<'_>) {
        let quoted_words = quoted_words(facts, one);
        let is_direct = one.is_quoted(facts);
        for source in &one.sources {
            self.quoted_words += quoted_words;
            let row = self.row(facts, source);
            row.attributions += 1;
            row.quoted_words += quoted_words;
            row.direct += usize::from(is_direct);
            row.indirect += usize::from(!is_direct);
            let range = source.annotation.target.extent();
            row.places.push(Place { article: facts.document.id().clone(), range });
        }
    }

    /// The row of a source; a new one where it speaks first.
    fn row(&mut self, facts: &Facts<'_>, source: &Source<'_>) -> &mut Row {
        let article = facts.document.id();
        let key = match source.entity.filter(|_| !source.is_unnamed()) {
            Some(entity) => key_of(entity),
            None => format!("{article} {}", source.key(facts)),
        };
        let next = self.rows.len();
        let at = *self.by_key.entry(key).or_insert(next);
        if at == next {
            let (range, has_name, has_role) = first_naming(facts, source);
            let title = facts.document.title().to_owned();
            let offset = facts.document.text().code_point_from_byte(range.start());
            let place = Place { article: article.clone(), range };
            let first = First { place, title, offset, has_name, has_role };
            let kind = source.kind().map(str::to_owned);
            let name = source.name(facts);
            self.rows.push(Row {
                name,
                kind,
                attributions: 0,
                quoted_words: 0,
                direct: 0,
                indirect: 0,
                first,
                places: Vec::new(),
            });
        }
        &mut self.rows[at]
    }

    /// The ledger of one article.
    #[must_use]
    pub fn of(facts: &Facts<'_>) -> Self {
        let mut ledger = Self::default();
        ledger.add(facts);
        ledger
    }

    /// The rows in another order.
    #[must_use]
    pub fn sorted(&self, order: Order) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        match order {
            Order::Words => rows.sort_by_key(|row| std::cmp::Reverse((row.quoted_words, row.attributions))),
            Order::Attributions => rows.sort_by_key(|row| std::cmp::Reverse(row.attributions)),
            Order::Name => rows.sort_by_key(|row| row.name.to_lowercase()),
            Order::First => {}
        }
        rows
    }

    /// A row's part of all quoted words, per cent.
    #[must_use]
    pub fn share(&self, row: &Row) -> f64 {
        row.quoted_words as f64 * 100.0 / self.quoted_words.max(1) as f64
    }

    /// The ledger as CSV (RFC 4180), for a spreadsheet: no cell is taken for a
    /// formula. `Offset` counts code points.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = String::from(
            "Source,Type,Named,Attributions,Quoted words,Share of quoted words (%),Direct,Indirect,First mention has name,First mention has role,Article,Offset\r\n",
        );
        let yes = |is: bool| if is { "yes" } else { "no" };
        for row in &self.rows {
            let first = &row.first;
            let _ = write!(
                csv,
                "{},{},{},{},{},{:.1},{},{},{},{},{},{}\r\n",
                cell(&row.name),
                cell(row.kind.as_deref().unwrap_or_default()),
                yes(row.is_named()),
                row.attributions,
                row.quoted_words,
                self.share(row),
                row.direct,
                row.indirect,
                yes(first.has_name),
                yes(first.has_role),
                cell(&first.title),
                first.offset.map(|at| at.to_string()).unwrap_or_default(),
            );
        }
        csv
    }
}

fn key_of(entity: &Entity) -> String {
    format!("{} {}", entity.label, entity.name.to_lowercase())
}

fn quoted_words(facts: &Facts<'_>, one: &Attributed<'_>) -> usize {
    let all = one.fragments().flat_map(|fragment| words(facts.text, fragment));
    all.filter(|word| crate::derive::facts::is_in_quotation(&facts.quotations, word.range)).count()
}

/// A text as a cell: quoted, and with an apostrophe before what a spreadsheet
/// would take for a formula.
fn cell(text: &str) -> String {
    let guard = if text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::sheet::opened;

    fn ledger(source: &str) -> Ledger {
        let document = opened(source);
        Ledger::of(&Facts::new(&document))
    }

    #[test]
    fn who_speaks_and_how_much() {
        let ledger = ledger(
            "{q “We fail twice,”} {u said} {s {p1 Ana Ruiz}, a clerk}. {q2 “We try,”} {s2 {p1 she}} {u2 said}. ¶ {s3 A source} {u3 said} {q3 it fell}.",
        );
        let rows: Vec<_> = ledger
            .rows
            .iter()
            .map(|row| {
                (
                    row.name.as_str(),
                    row.attributions,
                    row.quoted_words,
                    row.direct,
                    row.indirect,
                    row.is_named(),
                )
            })
            .collect();
        assert_eq!(rows, [("Ana Ruiz", 2, 5, 2, 0, true), ("A source", 1, 0, 0, 1, false)]);
        assert!((ledger.share(&ledger.rows[0]) - 100.0).abs() < 0.01);
        assert_eq!((ledger.rows[0].first.has_name, ledger.rows[0].first.has_role), (true, true));
        assert_eq!(ledger.sorted(Order::Name)[0].name, "A source");
        assert_eq!(ledger.sorted(Order::Words)[0].name, "Ana Ruiz");
    }

    #[test]
    fn a_set_joins_named_sources_and_no_others() {
        let mut all = Ledger::default();
        for id in ["one", "two"] {
            let mut article = crate::derive::sheet::sheet(
                "{s {p1 Ana Ruiz}} {u said} {q it fell}. {s2 A source} {u2 said} {q2 it rose}.",
            );
            article.id = Id::new(id);
            let document = crate::store::Document::new(article);
            all.add(&Facts::new(&document));
        }
        let rows: Vec<_> = all.rows.iter().map(|row| (row.name.as_str(), row.attributions)).collect();
        assert_eq!(rows, [("Ana Ruiz", 2), ("A source", 1), ("A source", 1)]);
        let spoken: Vec<_> = all.rows[0].places.iter().map(|place| place.article.as_str()).collect();
        assert_eq!(spoken, ["one", "two"]);
    }

    #[test]
    fn no_cell_is_a_formula() {
        let ledger = ledger("{s {p1 =SUM(1)}} {u said} {q it fell}. {s2 @\"Ruiz\"} {u2 said} {q2 it}.");
        let csv = ledger.to_csv();
        assert!(csv.contains("\r\n\"'=SUM(1)\","), "{csv}");
        assert!(csv.contains("\"'@\"\"Ruiz\"\"\""), "{csv}");
        assert_eq!(csv.lines().count(), 3);
        assert_eq!(cell("Ana, \"A\""), "\"Ana, \"\"A\"\"\"");
        assert_eq!(cell(" -1"), "\"' -1\"");
    }
}
