//! The journal that a file brings becomes the store's own, where nothing was
//! done yet: so undo, the history and later comparisons go on as where the file
//! was made.
//!
//! A file may have been made or changed by anyone. So its journal is followed
//! back from its articles to their beginnings first, step by step: only one
//! that fits is taken, and nothing in it can then lie outside a text.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::document::Document;
use super::keeping::{Committed, append, guidelines_write, label_set_write, put_articles};
use super::record::{Damaged, check_ranges};
use super::tables::Write;
use super::transaction::{DocumentChange, Seq, Transaction, WorkspaceChange};
use super::workspace::{Counts, Listing, Workspace, count};
use crate::model::{Article, Id, LabelSet, Status};
use crate::text::Text;

/// A workspace as a file tells it.
#[derive(Debug)]
pub struct Legacy<'a> {
    /// In the journal's order.
    pub history: &'a [Arc<Transaction>],
    /// The articles in the list.
    pub listed: &'a [Article],
    /// Those that were taken off it, for an undo.
    pub unlisted: &'a [Article],
    pub label_set: &'a Arc<LabelSet>,
    pub guidelines: &'a Arc<str>,
}

/// The writes that put a workspace with its history after a journal's last
/// entry: all or none of them.
///
/// # Errors
/// When the history is not that of these articles.
pub fn inherit(legacy: &Legacy<'_>, last: Seq) -> Result<Vec<Write>, Damaged> {
    let Legacy { history, listed, unlisted, label_set, guidelines } = legacy;
    check_ids(history)?;
    let lines = lines(history);
    check_list(&lines, listed)?;
    let steps = steps(history);
    for article in listed.iter().chain(*unlisted) {
        let steps = steps.get(&article.id).map_or(&[][..], Vec::as_slice);
        go_back(article, steps)?;
    }
    let counts: HashMap<Id, Counts> = listed
        .iter()
        .chain(*unlisted)
        .map(|article| (article.id.clone(), count(&article.annotations)))
        .collect();
    let workspace = Workspace::new((*label_set).clone(), lines.into_values().flatten().collect(), counts)
        .with_guidelines((*guidelines).clone());
    let seq = last + history.len() as Seq;
    let mut writes = put_articles(listed, seq)?;
    writes.extend(put_articles(unlisted, seq)?);
    let committed: Result<Vec<Committed>, Damaged> =
        (last + 1..).zip(*history).map(|(seq, done)| Committed::new(seq, done.clone())).collect();
    writes.extend(append(&committed?, &workspace)?);
    writes.extend([label_set_write(&workspace)?, guidelines_write(&workspace)?]);
    Ok(writes)
}

/// The articles that a history has listed and that are not in the list at its
/// end.
#[must_use]
pub fn taken_off(history: &[Arc<Transaction>]) -> Vec<Id> {
    lines(history).into_iter().filter_map(|(id, line)| line.is_none().then_some(id)).collect()
}

fn check_ids(history: &[Arc<Transaction>]) -> Result<(), Damaged> {
    let mut ids = HashSet::new();
    match history.iter().find(|done| done.id.as_str().is_empty() || !ids.insert(&done.id)) {
        Some(done) => Err(Damaged(format!("the step “{}” has no id of its own", done.event))),
        None => Ok(()),
    }
}

/// The list's lines at the end of a history; none for what was taken off.
fn lines(history: &[Arc<Transaction>]) -> BTreeMap<Id, Option<Arc<Listing>>> {
    let changes = history.iter().flat_map(|done| &done.workspace);
    let lines = changes.filter_map(|change| match change {
        WorkspaceChange::Listing(edit) => Some((edit.id.clone(), edit.after.clone())),
        _ => None,
    });
    lines.collect()
}

fn check_list(lines: &BTreeMap<Id, Option<Arc<Listing>>>, listed: &[Article]) -> Result<(), Damaged> {
    let line = |article: &&Article| lines.get(&article.id).and_then(Option::as_ref);
    let is_otherwise = |article: &&Article| {
        line(article).is_none_or(|line| line.title != article.title || line.status != article.status)
    };
    if let Some(article) = listed.iter().find(is_otherwise) {
        return Err(Damaged(format!("it tells otherwise of “{}”", article.title)));
    }
    let ids: HashSet<&Id> = listed.iter().map(|article| &article.id).collect();
    match lines.values().flatten().find(|line| !ids.contains(&line.id)) {
        Some(line) => Err(Damaged(format!("“{}”, which it lists, is not in the file", line.title))),
        None => Ok(()),
    }
}

/// The steps that change each article.
fn steps(history: &[Arc<Transaction>]) -> HashMap<&Id, Vec<&Transaction>> {
    let mut steps: HashMap<&Id, Vec<&Transaction>> = HashMap::new();
    for done in history {
        for article in done.articles.keys() {
            steps.entry(article).or_default().push(done);
        }
    }
    steps
}

/// Follows an article back to before its first step.
fn go_back(article: &Article, steps: &[&Transaction]) -> Result<(), Damaged> {
    let mut document = Document::new(article.clone());
    for step in steps.iter().rev() {
        let changes = step.articles.get(&article.id).map_or(&[][..], Vec::as_slice);
        let back: Vec<_> = changes.iter().rev().cloned().map(DocumentChange::inverse).collect();
        let misfit = |what: String| Damaged(format!("“{}” in “{}”: {what}", step.event, article.title));
        document.apply(&back).map_err(|conflict| misfit(conflict.to_string()))?;
        if back.iter().any(|change| matches!(change, DocumentChange::Edition(_))) {
            check_ranges(&document.to_article(Status::default())).map_err(|why| misfit(why.to_string()))?;
        } else if !back.iter().all(|change| is_within(document.text(), change)) {
            return Err(misfit("a mark lies outside the text".to_owned()));
        }
    }
    Ok(())
}

fn is_within(text: &Text, change: &DocumentChange) -> bool {
    match change {
        DocumentChange::Annotation(edit) => edit
            .after
            .iter()
            .all(|annotation| annotation.target.fragments().iter().all(|&range| text.slice(range).is_some())),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Annotation, AnnotationType, Extra, LabelId, Provenance, Target};
    use crate::store::keeping::{read_transaction, restore, rewind, snapshot_seq};
    use crate::store::tables::{MemoryTables, Table};
    use crate::store::{Edit, Edition};
    use crate::text::TextRange;

    fn annotation(id: &str, start: u32) -> Annotation {
        Annotation {
            id: id.into(),
            kind: AnnotationType::Entity,
            label: LabelId::new("PERSON"),
            target: Target::new(vec![TextRange::at(start.into(), 3.into())]).unwrap(),
            attributes: Default::default(),
            evidence: Vec::new(),
            note: String::new(),
            provenance: Provenance::default(),
            extra: Extra::new(),
        }
    }

    fn article(id: &str, text: &str) -> Article {
        Article::unmarked(id.into(), id.to_uppercase(), Arc::new(Text::new(text).unwrap()), Vec::new())
    }

    fn list(id: &str, before: bool, after: bool) -> WorkspaceChange {
        let line = Arc::new(Listing {
            id: id.into(),
            title: id.to_uppercase(),
            status: Status::default(),
            position: 3,
        });
        let line = |is_there: bool| is_there.then(|| line.clone());
        WorkspaceChange::Listing(Edit { id: id.into(), before: line(before), after: line(after) })
    }

    fn done(id: &str, workspace: Vec<WorkspaceChange>, changes: Vec<DocumentChange>) -> Arc<Transaction> {
        let articles = BTreeMap::from([("a".into(), changes)]);
        Arc::new(Transaction { id: id.into(), workspace, articles, ..Transaction::default() })
    }

    /// Two articles listed, one taken off, one marked twice and corrected in
    /// between.
    fn legacy() -> (Vec<Arc<Transaction>>, Article, Article) {
        let (first, last) = (article("a", "Ana spoke."), article("a", "So Ana did."));
        let edition = |article: &Article| Some(Arc::new(Edition::of(article)));
        let corrected =
            DocumentChange::Edition(Edit { id: (), before: edition(&first), after: edition(&last) });
        let (before, after) = (Arc::new(annotation("1", 0)), annotation("1", 3));
        let history = vec![
            done("t1", vec![list("a", false, true), list("b", false, true)], Vec::new()),
            done("t2", Vec::new(), vec![DocumentChange::create((*before).clone())]),
            done("t3", vec![list("b", true, false)], Vec::new()),
            done("t4", Vec::new(), vec![corrected, DocumentChange::update(&before, after.clone())]),
        ];
        (history, Article { annotations: vec![Arc::new(after)], ..last }, article("b", "Off the list."))
    }

    fn told(
        history: &[Arc<Transaction>],
        listed: &[Article],
        unlisted: &[Article],
    ) -> Result<Vec<Write>, Damaged> {
        let (label_set, guidelines) = (Arc::default(), Arc::from("# Names"));
        inherit(&Legacy { history, listed, unlisted, label_set: &label_set, guidelines: &guidelines }, 5)
    }

    #[test]
    fn a_history_that_fits_goes_on_after_what_is_there() {
        let (history, listed, unlisted) = legacy();
        let mut tables = MemoryTables::default();
        tables
            .write(&told(&history, std::slice::from_ref(&listed), std::slice::from_ref(&unlisted)).unwrap())
            .unwrap();
        assert_eq!(tables.last(Table::Journal), 9);
        let records = tables.article(&"a".into(), snapshot_seq);
        let restored = restore(records, &"a".into(), &[]).unwrap().unwrap();
        assert_eq!((restored.article.clone(), restored.replayed, restored.problems.len()), (listed, 0, 0));
        let journal = tables.from(Table::Journal, 6).into_iter();
        let journal: Vec<_> =
            journal.map(|(_, stored)| Arc::new(read_transaction(Ok(stored)).unwrap())).collect();
        assert_eq!(journal, history);
        let (first, misfits) = rewind(restored.article, &journal);
        assert_eq!((first, misfits), (article("a", "Ana spoke."), 0));
        let off = tables.article(&"b".into(), snapshot_seq);
        assert_eq!(restore(off, &"b".into(), &[]).unwrap().unwrap().article, unlisted);
        assert_eq!(taken_off(&history), [Id::from("b")]);
    }

    #[test]
    fn a_history_of_something_else_is_not_taken() {
        let (history, listed, _) = legacy();
        let listed = std::slice::from_ref(&listed);
        assert!(told(&history, listed, &[]).is_ok());
        assert!(told(&history, &[], &[]).is_err(), "an article is missing");
        assert!(told(&history[..2], listed, &[]).is_err(), "one is listed that is not there");
        assert!(told(&history[1..], listed, &[]).is_err(), "it is not listed");
        let unmarked = Article { annotations: Vec::new(), ..listed[0].clone() };
        assert!(told(&history, &[unmarked], &[]).is_err(), "the mark is not there");
        let twice: Vec<_> = history.iter().chain(&history[..1]).cloned().collect();
        assert!(told(&twice, listed, &[]).is_err(), "an id is there twice");
    }

    #[test]
    fn a_mark_outside_the_text_is_not_taken() {
        let (mut history, listed, _) = legacy();
        history.insert(1, done("x", Vec::new(), vec![DocumentChange::create(annotation("far", 400))]));
        history.insert(
            2,
            done("y", Vec::new(), vec![DocumentChange::delete(&Arc::new(annotation("far", 400)))]),
        );
        assert!(told(&history, &[listed], &[]).is_err());
    }
}
