//! The store against its model: two writers do what they like, lose what they
//! have in memory at any write, and start again from what is stored. What was
//! acknowledged is there, once, and what is stored is one story.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use galley_core::model::{Annotation, Article, Id, LabelId, LabelSet, Status};
use galley_core::revise::Revision;
use galley_core::session::{CardCommand, Command, EntityCommand, Replacement, Session, Stamp};
use galley_core::store::keeping::{self, read_line, read_text, read_transaction, snapshot_seq};
use galley_core::store::tables::{Key, LABEL_SET, MemoryTables, Table, Value, Write};
use galley_core::store::{Document, History, Listing, Next, Row, Transaction, Workspace};
use galley_core::text::{Block, BlockKind, Text, TextRange};
use proptest::prelude::*;

const ARTICLE: &str = "article";
const WORDS: u32 = 8;

/// What one of the two does.
#[derive(Clone, Debug)]
enum Step {
    /// Labels a word, or removes or relabels the annotation there.
    Label(u32, u8),
    Delete(u32),
    Relabel(u32, u8),
    Note(u32, u8),
    /// Marks a word as a part of an attribution: of the open one, or of a new
    /// one.
    Part(u32, u8, bool),
    /// Groups the mentions of a name.
    Group(u32),
    /// Nests the attribution of a mark in the one around it.
    Nest(u32),
    Undo,
    Redo,
    NameLabel(u8, u8),
    /// Replaces the text by one in which some words are others.
    Replace(u8),
    SetStatus(bool),
    /// Appends what waits, or takes in what the other has appended.
    Write,
    Sync,
    /// Stores the article whole.
    Snapshot,
    /// Appends, and dies before the answer; or dies without.
    CrashAfterWrite,
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..WORDS, 0_u8..3).prop_map(|(word, label)| Step::Label(word, label)),
        2 => (0..WORDS).prop_map(Step::Delete),
        3 => (0..WORDS, 0_u8..3).prop_map(|(word, label)| Step::Relabel(word, label)),
        3 => (0..WORDS, 0_u8..3).prop_map(|(word, note)| Step::Note(word, note)),
        4 => (0..WORDS, 0_u8..3, any::<bool>()).prop_map(|(word, part, new)| Step::Part(word, part, new)),
        2 => (0..WORDS).prop_map(Step::Group),
        1 => (0..WORDS).prop_map(Step::Nest),
        3 => Just(Step::Undo),
        1 => Just(Step::Redo),
        1 => (0_u8..3, 0_u8..3).prop_map(|(label, name)| Step::NameLabel(label, name)),
        1 => (0_u8..4).prop_map(Step::Replace),
        1 => any::<bool>().prop_map(Step::SetStatus),
        5 => Just(Step::Write),
        3 => Just(Step::Sync),
        1 => Just(Step::Snapshot),
        1 => Just(Step::CrashAfterWrite),
        1 => Just(Step::Crash),
    ]
}

fn label(number: u8) -> LabelId {
    LabelId::new(["PERSON", "ORG", "GPE"][usize::from(number % 3)])
}

/// A text of as many words; each bit of `other` has two of them be others.
fn text(other: u8) -> String {
    let word = |number: u32| {
        let is_other = number.is_multiple_of(3) && (other >> (number / 3)) & 1 == 1;
        let (first, rest) = if is_other { (b'A', "ordings") } else { (b'a', "ord") };
        format!("{}{rest} ", char::from(first + number as u8))
    };
    (0..WORDS).map(word).collect()
}

/// A word of a text as it stands.
fn word_in(text: &str, number: u32) -> TextRange {
    let start: usize = text.split_inclusive(' ').take(number as usize).map(str::len).sum();
    let len = text[start..].find(' ').expect("each word has a space after it");
    TextRange::at((start as u32).into(), (len as u32).into())
}

fn fresh() -> MemoryTables {
    let text = Arc::new(Text::new(text(0)).expect("a short text"));
    let block = Block { kind: BlockKind::Paragraph, range: TextRange::new(0.into(), (WORDS * 5 - 1).into()) };
    let article = Article::unmarked(Id::new(ARTICLE), "Title".to_owned(), text, vec![block]);
    let listing =
        Listing { id: Id::new(ARTICLE), title: "Title".to_owned(), status: Status::New, position: 0 };
    let row = Row { id: Id::new(ARTICLE), listing: Some(Arc::new(listing)), counts: Default::default() };
    let mut tables = MemoryTables::default();
    let mut writes = keeping::put_articles(&[article], 0).expect("an article");
    writes.push(Write::text(Table::Listings, &row.id, row.to_json().expect("a row")));
    tables.write(&writes).expect("an empty store");
    tables
}

fn article(tables: &MemoryTables) -> Article {
    let id = Id::new(ARTICLE);
    let restored = keeping::restore(tables.article(&id, snapshot_seq), &id, &[]).expect("intact records");
    let restored = restored.expect("the article");
    assert_eq!(restored.problems, Vec::<String>::new());
    // The status is the list's.
    Article { status: Status::New, ..restored.article }
}

/// A start from what is stored.
fn load(tables: &MemoryTables) -> Session {
    let (mut listings, mut counts) = (Vec::new(), HashMap::new());
    for (_, value) in tables.all(Table::Listings) {
        let row = Row::from_json(&read_text(Ok(value)).expect("a row")).expect("a row");
        listings.extend(row.listing);
        counts.insert(row.id, row.counts);
    }
    let label_set = tables.get(Table::Meta, Key::Name(LABEL_SET.to_owned()));
    let label_set = label_set.map_or_else(LabelSet::default, |value| {
        serde_json::from_str(&read_text(Ok(value)).expect("a label set")).expect("a label set")
    });
    let mut history = History::new(tables.last(Table::Journal));
    let lines: Vec<_> = tables
        .all(Table::History)
        .into_iter()
        .map(|(_, line)| read_line(Ok(line)).expect("a line"))
        .collect();
    history.tell_older(1, &lines);
    let mut session = Session::new(Workspace::new(Arc::new(label_set), listings, counts), history);
    session.open_stored(article(tables));
    session
}

fn transaction(value: Value) -> Transaction {
    read_transaction(Ok(value)).expect("a transaction")
}

struct Bench {
    tables: MemoryTables,
    writers: [Session; 2],
    ids: u32,
    /// The transactions that a writer was told are stored.
    acknowledged: HashSet<Id>,
    /// The journal's length when what is stored was last looked at.
    checked: usize,
}

impl Bench {
    fn new() -> Self {
        let tables = fresh();
        let writers = [load(&tables), load(&tables)];
        Self { tables, writers, ids: 0, acknowledged: HashSet::new(), checked: 0 }
    }

    fn run(&mut self, who: usize, command: Command) {
        let ids = &mut self.ids;
        let mut new_id = || {
            *ids += 1;
            Id::from(format!("i{ids}"))
        };
        let mut stamp = Stamp { time: format!("2026-11-23T09:00:{:02}Z", who), new_id: &mut new_id };
        self.writers[who].perform(command, &mut stamp);
    }

    fn word(&self, who: usize, number: u32) -> TextRange {
        word_in(self.writers[who].document().expect("an open article").text().as_str(), number)
    }

    fn select(&mut self, who: usize, number: u32) -> bool {
        self.run(who, Command::Escape);
        let word = self.word(who, number);
        let id = self.writers[who].document().and_then(|document| {
            document.covering(word.start()).next().map(|annotation| annotation.id.clone())
        });
        let found = id.is_some();
        id.into_iter().for_each(|id| self.run(who, Command::Select(id)));
        found
    }

    /// As the app does it: what has to be read for an undo is read first.
    fn revert(&mut self, who: usize, redo: bool) {
        while let Next::Unread(id) = self.writers[who].next(redo) {
            let stored = self.tables.transaction(&id).expect("what the history lists is in the journal");
            self.writers[who].history_mut().remember(Arc::new(transaction(stored)));
        }
        self.run(who, if redo { Command::Redo } else { Command::Undo });
    }

    fn sync(&mut self, who: usize) {
        let from = self.writers[who].stored() + 1;
        for (key, value) in self.tables.from(Table::Journal, from) {
            let Key::Seq(seq) = key else { panic!("a journal is keyed by seq") };
            self.writers[who].take_in(seq, &transaction(value)).expect("it can be written down");
        }
    }

    /// Whether all that waited is stored now.
    fn try_write(&mut self, who: usize) -> bool {
        let writer = &self.writers[who];
        let waiting: Vec<_> = writer.unstored().cloned().collect();
        let writes = keeping::append(&waiting, writer.workspace()).expect("it can be written down");
        self.tables.write(&writes).is_ok()
    }

    fn write(&mut self, who: usize) {
        if !self.try_write(who) {
            self.sync(who);
            assert!(self.try_write(who), "nobody else wrote since");
        }
        let stored: Vec<Id> =
            self.writers[who].unstored().map(|committed| committed.transaction.id.clone()).collect();
        self.acknowledged.extend(stored);
        let last = self.tables.last(Table::Journal);
        self.writers[who].acknowledge(last);
    }

    fn step(&mut self, who: usize, step: Step) {
        match step {
            Step::Label(number, name) => {
                self.run(who, Command::Escape);
                let word = self.word(who, number);
                self.run(who, Command::SelectText(word));
                self.run(who, Command::Label(label(name)));
            }
            Step::Delete(number) => {
                if self.select(who, number) {
                    self.run(who, Command::Delete);
                }
            }
            Step::Relabel(number, name) => {
                if self.select(who, number) {
                    self.run(who, Command::SetLabel(label(name)));
                }
            }
            Step::Note(number, note) => {
                if self.select(who, number) {
                    self.run(who, Command::SetNote(format!("note {note}")));
                }
            }
            Step::Part(number, part, new) => {
                self.run(who, Command::Escape);
                if new {
                    self.run(who, Command::Card(CardCommand::Begin));
                }
                let word = self.word(who, number);
                self.run(who, Command::SelectText(word));
                let part = ["SOURCE", "CUE", "CONTENT"][usize::from(part % 3)];
                self.run(who, Command::Label(LabelId::new(part)));
            }
            Step::Group(number) => {
                if self.select(who, number) {
                    self.run(who, Command::Entity(EntityCommand::Group));
                }
            }
            Step::Nest(number) => {
                if self.select(who, number) {
                    self.run(who, Command::Card(CardCommand::OpenSelected));
                    self.run(who, Command::Card(CardCommand::Nest));
                }
            }
            Step::Undo => self.revert(who, false),
            Step::Redo => self.revert(who, true),
            Step::NameLabel(number, name) => {
                let mut label_set = (**self.writers[who].workspace().label_set()).clone();
                let id = label(number);
                let titled = label_set.labels.iter_mut().find(|label| label.id == id).expect("a label");
                titled.title = format!("Title {name}");
                self.run(who, Command::EditLabelSet(Box::new(label_set)));
            }
            Step::Replace(other) => {
                let Some(now) = self.writers[who].article() else { return };
                let text = Arc::new(Text::new(text(other)).expect("a short text"));
                let blocks = vec![Block {
                    range: TextRange::new(0.into(), (text.as_str().len() as u32 - 1).into()),
                    ..now.blocks[0]
                }];
                let corrected = Article { text, blocks, annotations: Vec::new(), ..now.clone() };
                self.run(who, Command::ReplaceText(Box::new(Revision::new(&now, &corrected))));
            }
            Step::SetStatus(done) => {
                let status = if done { Status::Done } else { Status::InProgress };
                self.run(who, Command::SetStatus { article: Id::new(ARTICLE), status });
            }
            Step::Write => self.write(who),
            Step::Sync => self.sync(who),
            Step::Snapshot => {
                if self.writers[who].unstored().len() == 0 {
                    let (article, seq) =
                        (self.writers[who].article().expect("an open article"), self.writers[who].stored());
                    let write = keeping::snapshot(&article, seq).expect("an article");
                    self.tables.write(&[write]).expect("a snapshot may be put");
                }
            }
            Step::CrashAfterWrite => {
                self.try_write(who);
                self.writers[who] = load(&self.tables);
            }
            Step::Crash => self.writers[who] = load(&self.tables),
        }
    }

    /// The journal tells each transaction once, all of those acknowledged
    /// among them.
    fn check_journal(&mut self) {
        let ids: Vec<Id> =
            self.tables.all(Table::Journal).into_iter().map(|(_, value)| transaction(value).id).collect();
        let once: HashSet<&Id> = ids.iter().collect();
        assert_eq!(once.len(), ids.len(), "doubled");
        assert!(self.acknowledged.iter().all(|id| once.contains(id)), "lost");
        assert_eq!(self.tables.last(Table::Journal), ids.len() as u64, "no holes");
        // Neither in the store nor on a screen is anything named that is not there.
        for document in self.writers.iter().filter_map(Session::document) {
            assert_eq!(document.dangling(), Vec::<Id>::new());
            // Whoever replaced the text: a mark is on a word.
            let words: HashSet<_> =
                (0..WORDS).map(|number| word_in(document.text().as_str(), number)).collect();
            assert!(
                document.annotations().all(|mark| words.contains(&mark.target.extent())),
                "a mark lost its place"
            );
        }
        if self.checked != ids.len() {
            self.checked = ids.len();
            assert_eq!(Document::new(article(&self.tables)).dangling(), Vec::<Id>::new());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_was_acknowledged_is_there_and_both_see_the_same(
        steps in prop::collection::vec((0_usize..2, step()), 0..60),
    ) {
        let mut bench = Bench::new();
        for (who, step) in steps {
            bench.step(who, step);
            bench.check_journal();
        }
        for who in [0, 1, 0] {
            bench.write(who);
            bench.sync(who);
        }
        bench.sync(1);
        bench.check_journal();
        // From the first entry on, without any snapshot, every entry fits.
        let mut told = fresh();
        for table in [Table::Journal, Table::History] {
            let entries: Vec<_> =
                bench.tables.all(table).into_iter().map(|(key, value)| Write::Add(table, key, value)).collect();
            told.write(&entries).expect("an empty journal");
        }
        let told = article(&told);
        prop_assert_eq!(&article(&bench.tables), &told);
        // Taken back from there, it is what it was at any time.
        let journal: Vec<_> =
            bench.tables.all(Table::Journal).into_iter().map(|(_, value)| Arc::new(transaction(value))).collect();
        let (before, since) = journal.split_at(journal.len() / 2);
        let numbered: Vec<_> = (1..).zip(before.iter().cloned()).collect();
        let (then, misfits) = keeping::replay(article(&fresh()), &numbered);
        prop_assert_eq!(misfits, Vec::new());
        prop_assert_eq!(keeping::rewind(told.clone(), since), (then, 0));
        let fresh = load(&bench.tables);
        for writer in [&bench.writers[0], &bench.writers[1]] {
            prop_assert_eq!(writer.article(), fresh.article());
            prop_assert_eq!(writer.workspace(), fresh.workspace());
            prop_assert_eq!(writer.stored(), fresh.stored());
        }
        prop_assert_eq!(fresh.document().map(|document| document.counts()).unwrap_or_default(),
            fresh.workspace().counts(&Id::new(ARTICLE)).cloned().unwrap_or_default());
    }
}

#[test]
fn the_later_of_two_changes_of_the_same_holds_and_both_are_told() {
    let mut bench = Bench::new();
    bench.step(0, Step::Label(1, 0));
    bench.write(0);
    bench.sync(1);
    // Neither knows of the other's.
    bench.step(0, Step::Relabel(1, 1));
    bench.step(1, Step::Relabel(1, 2));
    bench.step(1, Step::Label(4, 0));
    bench.write(0);
    let [(_, theirs)] = &bench.tables.from(Table::Journal, 2)[..] else { panic!("one entry") };
    let taken = bench.writers[1].take_in(2, &transaction(theirs.clone())).expect("it fits");
    assert!(taken.is_news && taken.overridden);
    bench.write(1);
    let entries = bench.tables.from(Table::Journal, 3);
    let taken = bench.writers[0].take_in(3, &transaction(entries[0].1.clone())).expect("it fits");
    assert_eq!(taken.overrides.as_deref(), Some("Change “bord” to Org"));
    bench.sync(0);
    let labels = |session: &Session| -> Vec<String> {
        session.document().unwrap().in_order().iter().map(|annotation| annotation.label.to_string()).collect()
    };
    assert_eq!(labels(&bench.writers[0]), ["GPE", "PERSON"]);
    assert_eq!(labels(&bench.writers[0]), labels(&bench.writers[1]));
    // An undo takes back one's own step, where it still holds.
    bench.revert(0, false);
    assert_eq!(labels(&bench.writers[0]), ["GPE", "PERSON"], "the other's later change stays");
    bench.revert(1, false);
    assert_eq!(labels(&bench.writers[1]), ["GPE"]);
}

/// The second has a mark and an attribution of it; both are stored.
fn with_a_source() -> Bench {
    let mut bench = Bench::new();
    bench.step(1, Step::Part(1, 0, false));
    bench.step(1, Step::Part(2, 1, false));
    bench.write(1);
    bench.sync(0);
    bench
}

fn words_of(session: &Session) -> Vec<(String, usize)> {
    let document = session.document().expect("an open article");
    let used = |id: &Id| document.attributions_of(id).count();
    let mark = |annotation: Arc<Annotation>| (annotation.label.to_string(), used(&annotation.id));
    document.in_order().into_iter().map(mark).collect()
}

#[test]
fn what_one_links_the_other_does_not_delete_whoever_was_first() {
    for first in [0, 1] {
        let mut bench = Bench::new();
        bench.step(1, Step::Label(4, 0));
        bench.write(1);
        bench.sync(0);
        bench.step(0, Step::Delete(4));
        bench.step(1, Step::Group(4));
        bench.write(first);
        let second = 1 - first;
        let seq = bench.writers[second].stored() + 1;
        let theirs = bench.tables.from(Table::Journal, seq);
        let taken = bench.writers[second].take_in(seq, &transaction(theirs[0].1.clone())).expect("it fits");
        assert_eq!((taken.kept, taken.overridden), (first == 1, first == 0), "one of the two is told");
        bench.write(second);
        bench.sync(first);
        bench.check_journal();
        for writer in &bench.writers {
            let document = writer.document().expect("an open article");
            let linked = document.annotations().map(|mark| document.entity_of(&mark.id).is_some());
            assert_eq!(linked.collect::<Vec<_>>(), [true], "{first} was first");
        }
    }
}

#[test]
fn an_undo_takes_what_goes_out_of_what_another_has_linked_it_to() {
    let mut bench = with_a_source();
    bench.step(1, Step::Label(4, 0));
    bench.write(1);
    bench.sync(0);
    bench.step(0, Step::Group(4));
    bench.write(0);
    bench.sync(1);
    bench.step(1, Step::Undo);
    bench.write(1);
    bench.sync(0);
    bench.check_journal();
    let document = bench.writers[0].document().expect("an open article");
    assert_eq!(document.len(), 2, "the mark that was undone is gone");
}

#[test]
fn an_undo_over_closed_articles_leaves_what_another_has_changed_there() {
    let mut bench = with_a_source();
    bench.step(0, Step::Label(4, 0));
    bench.step(0, Step::Label(5, 0));
    bench.write(0);
    bench.sync(1);
    // One label goes everywhere: here that is one article, closed meanwhile.
    let article_now = bench.writers[0].article().expect("an open article");
    bench.writers[0].close();
    let (label, replacement) = (label(0), Replacement::With(LabelId::new("ORG")));
    bench.run(0, Command::RemoveLabel { label, replacement, articles: vec![article_now] });
    bench.write(0);
    bench.sync(1);
    bench.step(1, Step::Relabel(4, 2));
    bench.write(1);
    bench.sync(0);
    assert_eq!(bench.writers[0].closed_articles_of(false), [Id::new(ARTICLE)]);
    let closed = vec![article(&bench.tables)];
    bench.run(0, Command::Revert { redo: false, closed });
    bench.write(0);
    bench.sync(1);
    let labels: Vec<String> = words_of(&bench.writers[1]).into_iter().map(|(label, _)| label).collect();
    assert_eq!(
        labels,
        ["SOURCE", "CUE", "GPE", "PERSON"],
        "the later change stays, the other mark is as it was"
    );
    let told = bench.writers[1].article().expect("an open article").annotations;
    assert_eq!(article(&bench.tables).annotations, told, "so it is stored, and every entry fits");
}
