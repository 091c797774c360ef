//! Damaged records: what is intact is read, what is not is told, and nothing
//! panics.

use std::sync::Arc;

use galley_core::model::{Article, Id, LabelId};
use galley_core::session::{Command, Session, Stamp};
use galley_core::store::keeping::{self, restore};
use galley_core::store::tables::{ArticleRecords, Table, Value, Write};
use galley_core::store::{History, Workspace};
use galley_core::text::Text;
use galley_core::text::split::split;

const TEXT: &str = "Tide at the quay\n\nLee Park wrote to the harbour master.\n";

/// The records of an article with one mark that only the journal tells.
fn records() -> [String; 3] {
    let text = Arc::new(Text::new(TEXT).expect("a short text"));
    let article = Article::unmarked(Id::new("a"), "Tide at the quay".to_owned(), text, split(TEXT));
    let writes = keeping::put_articles(std::slice::from_ref(&article), 0).expect("an article");
    let of = |table| {
        let write = writes.iter().find(|write| write.table() == table);
        match write {
            Some(Write::Put(_, _, Value::Text(json))) => json.clone(),
            other => panic!("{other:?}"),
        }
    };
    let mut session = Session::new(Workspace::default(), History::default());
    session.open(article);
    let (mut ids, start) = (0, TEXT.find("Lee").expect("it is there"));
    let mut new_id = || {
        ids += 1;
        Id::from(format!("i{ids}"))
    };
    let mut stamp = Stamp { time: "2026-11-23T09:00:00Z".to_owned(), new_id: &mut new_id };
    let range = galley_core::text::TextRange::at((start as u32).into(), 8.into());
    session.perform(Command::SelectText(range), &mut stamp);
    let marked = session.perform(Command::Label(LabelId::new("PERSON")), &mut stamp);
    [of(Table::Texts), of(Table::Articles), marked.committed.expect("a mark").json]
}

fn stored(text: &str, article: &str, entry: &str) -> ArticleRecords {
    let value = |json: &str| Ok(Value::Text(json.to_owned()));
    ArticleRecords {
        text: Some(value(text)),
        article: Some(value(article)),
        entries: vec![(1, value(entry))],
        last: 1,
    }
}

#[test]
fn a_damaged_snapshot_is_made_anew_from_text_and_journal() {
    let [text, article, entry] = records();
    let whole = restore(stored(&text, &article, &entry), &Id::new("a"), &[]).expect("intact").expect("there");
    assert!(whole.problems.is_empty());
    for end in (0..article.len()).filter(|&end| article.is_char_boundary(end)) {
        let restored = restore(stored(&text, &article[..end], &entry), &Id::new("a"), &[]);
        let restored = restored.expect("the text is intact").expect("there");
        assert_eq!(restored.article.annotations, whole.article.annotations);
        assert_eq!(restored.article.blocks, whole.article.blocks);
        assert_eq!(restored.article.title, whole.article.title);
        assert_eq!(restored.problems.len(), 1);
    }
}

#[test]
fn a_text_that_lost_its_end_takes_no_marks_and_is_told() {
    let [text, article, entry] = records();
    for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
        for article in [&article, "{"] {
            let restored = restore(stored(&text[..end], article, &entry), &Id::new("a"), &[]);
            // The mark's last letter is the last that is needed.
            assert_eq!(restored.is_ok(), end >= TEXT.find(" wrote").expect("it is there"), "{end}");
        }
    }
}
