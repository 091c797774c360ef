//! The session's laws, and what its commands do to small marked texts.

mod cards;
mod entities;

use std::collections::HashMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::{LabelId, Subject};
use crate::store::{Line, Seq, replay};
use crate::text::marked::{Marked, marked};
use crate::text::{Text, TextRange};

/// A session over a marked text, with an id generator and a fixed clock.
struct Bench {
    session: Session,
    ids: u32,
    journal: Vec<Committed>,
    said: String,
}

fn article(id: &str, source: &Marked) -> Article {
    let text = Arc::new(Text::new(source.text.clone()).expect("a short text"));
    Article::unmarked(Id::new(id), id.to_owned(), text, source.blocks.clone())
}

fn bench(source: &str) -> Bench {
    let source = marked(source);
    let listing =
        Listing { id: Id::new("article"), title: "article".to_owned(), status: Status::New, position: 0 };
    let workspace = Workspace::new(Arc::default(), vec![Arc::new(listing)], HashMap::new());
    let mut bench = Bench {
        session: Session::new(workspace, History::default()),
        ids: 0,
        journal: Vec::new(),
        said: String::new(),
    };
    bench.session.open(article("article", &source));
    match (source.ranges.first(), source.caret) {
        (Some(range), _) => bench.select(*range),
        (None, Some(caret)) => bench.session.selection.collapse(caret),
        (None, None) => {}
    }
    bench
}

impl Bench {
    fn select(&mut self, range: TextRange) {
        self.session.selection.select(range);
    }

    fn run(&mut self, command: Command) -> &mut Self {
        let ids = &mut self.ids;
        let mut new_id = || {
            *ids += 1;
            Id::from(format!("a{ids}"))
        };
        let mut stamp = Stamp { time: "2026-11-23T09:00:00Z".to_owned(), new_id: &mut new_id };
        let outcome = self.session.perform(command, &mut stamp);
        self.journal.extend(outcome.committed);
        self.said = outcome.message.unwrap_or_default();
        self
    }

    /// Labels all these places, planned in pieces as an app does it.
    fn label_all(&mut self, places: &[TextRange], label: &str) {
        let Some(mut plan) = self.session.plan(&LabelId::new(label)) else { return };
        let ids = &mut self.ids;
        let mut new_id = || {
            *ids += 1;
            Id::from(format!("a{ids}"))
        };
        let mut stamp = Stamp { time: "2026-11-23T09:00:00Z".to_owned(), new_id: &mut new_id };
        for piece in places.chunks(2) {
            assert!(self.session.plan_more(&mut plan, piece, &mut stamp));
        }
        self.run(Command::LabelPlanned(Box::new(plan)));
    }

    /// The annotations in reading order, as `LABEL:words`.
    fn marks(&self) -> Vec<String> {
        let document = self.session.document().expect("an open article");
        let name = |annotation: &Annotation| {
            format!("{}:{}", annotation.label, annotation.target.exact(document.text()))
        };
        document.in_order().iter().map(|annotation| name(annotation)).collect()
    }

    fn selected_words(&self) -> &str {
        let document = self.session.document().expect("an open article");
        document.text().slice(self.session.selection().range()).unwrap_or_default()
    }
}

fn label(name: &str) -> Command {
    Command::Label(LabelId::new(name))
}

#[test]
fn a_selection_is_labelled_and_the_article_is_in_progress() {
    let mut bench = bench("Talks with [Ana Ruiz] began.");
    bench.run(label("PERSON"));
    assert_eq!(bench.marks(), ["PERSON:Ana Ruiz"]);
    assert_eq!(bench.said, "Label “Ana Ruiz” as Person");
    assert_eq!(bench.session.status(&Id::new("article")), Status::InProgress);
    assert_eq!(bench.session.workspace().total(&Id::new("article")), 1);
}

#[test]
fn the_same_words_are_not_labelled_twice_alike() {
    let mut bench = bench("Talks with [Ana Ruiz] began.");
    let range = bench.session.selection().range();
    bench.run(label("PERSON")).select(range);
    bench.run(label("PERSON"));
    assert_eq!(bench.marks(), ["PERSON:Ana Ruiz"]);
    assert_eq!(bench.said, "“Ana Ruiz” is labelled Person already");
}

#[test]
fn a_key_after_a_key_changes_the_label_just_given() {
    let mut bench = bench("Talks with [Ana Ruiz] began.");
    bench.run(label("ORG")).run(label("PERSON"));
    assert_eq!(bench.marks(), ["PERSON:Ana Ruiz"]);
}

#[test]
fn a_sweep_takes_whole_words_without_the_full_stop() {
    let mut bench = bench("The mayor met An[a Ruiz.]");
    let range = bench.session.selection().range();
    bench.run(Command::Sweep { range, exact: false, add: false });
    assert_eq!(bench.selected_words(), "Ana Ruiz");
    bench.run(Command::Sweep { range, exact: true, add: false });
    assert_eq!(bench.selected_words(), "a Ruiz.");
}

#[test]
fn a_brush_labels_every_sweep_until_it_is_put_down() {
    let mut bench = bench("‸Ana met Ben and Cleo.");
    bench.run(label("PERSON"));
    for words in ["[Ana] met Ben and Cleo.", "Ana met [Ben] and Cleo."] {
        let range = marked(words).selection();
        bench.run(Command::Sweep { range, exact: false, add: false });
    }
    bench.run(Command::Escape);
    let range = marked("Ana met Ben and [Cleo].").selection();
    bench.run(Command::Sweep { range, exact: false, add: false });
    assert_eq!(bench.marks(), ["PERSON:Ana", "PERSON:Ben"]);
    assert_eq!(bench.selected_words(), "Cleo");
}

#[test]
fn fragments_make_one_discontinuous_annotation() {
    let mut bench = bench("[“It failed,”] he said, “twice.”");
    let second = marked("“It failed,” he said, [“twice.”]").selection();
    bench.run(Command::Sweep { range: second, exact: true, add: true }).run(label("CLAIM"));
    assert_eq!(bench.marks(), ["CLAIM:“It failed,” … “twice.”"]);
    bench.run(Command::RemoveFragment(0));
    assert_eq!(bench.marks(), ["CLAIM:“twice.”"]);
    bench.run(Command::RemoveFragment(0));
    assert_eq!(bench.marks(), ["CLAIM:“twice.”"], "the last fragment stays");
}

#[test]
fn a_fragment_is_added_to_the_selected_annotation_by_keyboard() {
    let mut bench = bench("[“It failed,”] he said, “twice.”");
    bench.run(label("CLAIM")).run(Command::Hold);
    bench.select(marked("“It failed,” he said, [“twice.”]").selection());
    bench.run(Command::Hold);
    assert_eq!(bench.marks(), ["CLAIM:“It failed,” … “twice.”"]);
}

#[test]
fn clicking_again_goes_to_the_annotation_around() {
    let mut bench = bench("[The mayor of [Orsay]] paid.");
    let source = marked("[The mayor of [Orsay]] paid.");
    bench.select(source.ranges[0]);
    bench.run(label("PERSON"));
    bench.select(source.ranges[1]);
    bench.run(label("GPE")).run(Command::Escape);
    let at = source.ranges[1].start();
    let picked = |bench: &Bench| bench.session.selected().map(|annotation| annotation.label.to_string());
    bench.run(Command::SelectAt(at));
    assert_eq!(picked(&bench).as_deref(), Some("GPE"), "the innermost first");
    bench.run(Command::SelectAt(at));
    assert_eq!(picked(&bench).as_deref(), Some("PERSON"));
    bench.run(Command::SelectAt(at));
    assert_eq!(picked(&bench).as_deref(), Some("GPE"));
}

#[test]
fn tab_goes_through_the_annotations_in_reading_order() {
    let source = marked("[Ana [Ruiz]] met [Ben]. ¶ [Cleo] left.");
    let mut bench = bench("Ana Ruiz met Ben. ¶ Cleo left.");
    for range in source.ranges.iter().rev() {
        bench.select(*range);
        bench.run(label("PERSON"));
    }
    bench.run(Command::Escape).run(Command::Place { at: 0.into(), extend: false });
    let mut seen = Vec::new();
    for _ in 0..4 {
        bench.run(Command::SelectNext(Direction::Forward));
        seen.push(bench.said.clone());
    }
    assert_eq!(seen, ["Person: “Ana Ruiz”", "Person: “Ruiz”", "Person: “Ben”", "Person: “Cleo”"]);
    bench.run(Command::SelectNext(Direction::Forward));
    assert_eq!(bench.said, "No annotation after this");
    bench.run(Command::SelectNext(Direction::Backward));
    assert_eq!(bench.said, "Person: “Ben”");
}

#[test]
fn edges_are_nudged_by_word_and_by_character() {
    let mut bench = bench("Then Mayor [Ana] Ruiz left.");
    bench.run(label("PERSON"));
    bench.run(Command::Nudge { edge: Edge::End, unit: Unit::Word, direction: Direction::Forward });
    bench.run(Command::Nudge { edge: Edge::Start, unit: Unit::Word, direction: Direction::Backward });
    assert_eq!(bench.marks(), ["PERSON:Mayor Ana Ruiz"]);
    bench.run(Command::Nudge { edge: Edge::End, unit: Unit::Character, direction: Direction::Backward });
    bench.run(Command::Nudge { edge: Edge::Start, unit: Unit::Word, direction: Direction::Forward });
    assert_eq!(bench.marks(), ["PERSON:Ana Rui"]);
}

#[test]
fn an_edge_does_not_pass_the_other() {
    let mut bench = bench("[Ana] left.");
    bench.run(label("PERSON"));
    bench.run(Command::Nudge { edge: Edge::Start, unit: Unit::Word, direction: Direction::Forward });
    assert_eq!(bench.marks(), ["PERSON:Ana"]);
    assert_eq!(bench.said, "The edge can go no further");
}

#[test]
fn all_occurrences_are_one_undo_and_those_labelled_are_counted() {
    let source = marked("[Kerry] met Lavrov. Later [Kerry] left [Kerry].");
    let mut bench = bench("[Kerry] met Lavrov. Later Kerry left Kerry.");
    bench.run(label("PERSON"));
    bench.label_all(&source.ranges, "PERSON");
    assert_eq!(bench.said, "Label 2 occurrences as Person (1 labelled already)");
    assert_eq!(bench.marks().len(), 3);
    bench.run(Command::Undo);
    assert_eq!(bench.marks(), ["PERSON:Kerry"]);
}

#[test]
fn attributes_of_another_type_do_not_survive_a_change_of_type() {
    let mut bench = bench("[Rents rose.]");
    bench.run(label("CLAIM"));
    let value = Some("factual".into());
    bench.run(Command::SetAttribute { name: "checkability".to_owned(), value });
    assert_eq!(bench.session.selected().expect("selected").attributes.len(), 1);
    bench.run(Command::SetLabel(LabelId::new("CONTENT")));
    assert!(bench.session.selected().expect("selected").attributes.is_empty());
    bench.run(Command::Undo);
    assert_eq!(bench.session.selected().expect("selected").attributes.len(), 1);
}

#[test]
fn a_removed_labels_annotations_become_another_in_every_article() {
    let mut bench = bench("[Orsay] paid.");
    bench.run(label("GPE"));
    let source = marked("[Tarn] paid.");
    let mut closed = article("closed", &source);
    closed.annotations.push(Arc::new(Annotation {
        id: Id::new("b1"),
        target: crate::model::Target::new(source.ranges.clone()).expect("a range"),
        ..(**bench.session.selected().expect("selected")).clone()
    }));
    let removal = Command::RemoveLabel {
        label: LabelId::new("GPE"),
        replacement: Replacement::With(LabelId::new("LOC")),
        articles: vec![closed.clone()],
    };
    bench.run(removal);
    assert_eq!(bench.marks(), ["LOC:Orsay"]);
    assert!(bench.session.workspace().label_set().label(&LabelId::new("GPE")).is_none());
    let entry = bench.journal.last().expect("an entry");
    let transaction: Transaction = serde_json::from_str(&entry.json).expect("a transaction");
    let (closed, conflicts) = replay(closed, &[(entry.seq, Arc::new(transaction))]);
    assert_eq!(conflicts, []);
    assert_eq!(closed.annotations[0].label, LabelId::new("LOC"));
    bench.run(Command::Undo);
    assert_eq!(bench.marks(), ["GPE:Orsay"]);
}

#[test]
fn a_block_gets_another_kind_and_paragraphs_are_numbered_anew() {
    let mut bench = bench("One. ¶ Two. ¶ Three.");
    let numbers = |bench: &mut Bench| -> Vec<Option<u32>> {
        let document = bench.session.document_mut().expect("an open article");
        (0..3).filter_map(|index| document.view(index)).map(|view| view.number).collect()
    };
    let before = numbers(&mut bench);
    bench.run(Command::SetBlockKind { block: 0, kind: BlockKind::Headline });
    let after = numbers(&mut bench);
    assert_eq!(before, [Some(1), Some(2), Some(3)]);
    assert_eq!(after, [None, Some(1), Some(2)]);
}

#[test]
fn a_transaction_that_does_not_fit_the_list_changes_nothing_in_the_article() {
    let mut bench = bench("[Ana] left.");
    bench.run(label("PERSON"));
    let before = bench.session.article().expect("an open article");
    let selected = bench.session.selected().expect("selected").clone();
    let listing = bench.session.workspace().listing(&before.id).expect("listed").clone();
    let other = Arc::new(Listing { title: "other".to_owned(), ..(*listing).clone() });
    let edit = Edit { id: before.id.clone(), before: Some(other), after: Some(listing) };
    let transaction = Transaction {
        workspace: vec![WorkspaceChange::Listing(edit)],
        articles: BTreeMap::from([(before.id.clone(), vec![DocumentChange::delete(&selected)])]),
        ..Transaction::default()
    };
    assert!(bench.session.apply(&transaction).is_err());
    assert_eq!(bench.session.article().as_ref(), Some(&before));
}

#[test]
fn an_undo_in_a_closed_article_asks_to_open_it() {
    let mut bench = bench("[Ana] left.");
    bench.run(label("PERSON"));
    let listing =
        Listing { id: Id::new("other"), title: "other".to_owned(), status: Status::New, position: 1 };
    bench.run(Command::AddArticles(vec![Arc::new(listing)]));
    bench.session.open(article("other", &marked("Ben left.")));
    assert_eq!(bench.session.article_to_open_for(false), None, "the list changed last, and it is on screen");
    bench.run(Command::Undo);
    assert_eq!(bench.session.article_to_open_for(false), Some(Id::new("article")));
}

#[test]
fn a_finding_is_dismissed_with_a_reason_and_the_dismissal_revoked() {
    let mut bench = bench("Ana left.");
    let subject = Subject { annotations: vec![Id::new("x")], ..Subject::default() };
    bench.run(Command::Dismiss {
        check: "loaded_cue".to_owned(),
        subject: subject.clone(),
        reason: "fair".to_owned(),
    });
    let dismissals = |bench: &Bench| bench.session.article().expect("an open article").dismissals;
    let dismissed = dismissals(&bench);
    assert_eq!(
        dismissed.iter().map(|d| (d.check.as_str(), &d.subject, d.reason.as_str())).collect::<Vec<_>>(),
        [("loaded_cue", &subject, "fair")]
    );
    bench.run(Command::Revoke(dismissed[0].id.clone()));
    assert_eq!(dismissals(&bench), []);
    bench.run(Command::Undo);
    assert_eq!(dismissals(&bench), dismissed);
    bench.run(Command::Undo);
    assert_eq!(dismissals(&bench), []);
}

/// Every block as it is on screen, with its notes.
fn paint(document: &mut Document) -> Vec<(Arc<crate::store::BlockView>, crate::store::Margin)> {
    let count = document.blocks().len();
    let mut paint = |index| Some((document.view(index)?, document.margin(index)));
    (0..count).filter_map(&mut paint).collect()
}

/// A few commands that fit any text, chosen by number.
fn some_command(choice: u8, a: u32, b: u32, selected: Option<Id>) -> Command {
    let labels = ["PERSON", "ORG", "CLAIM", "SOURCE", "CUE", "CONTENT"];
    let label = LabelId::new(labels[a as usize % labels.len()]);
    let direction = if b.is_multiple_of(2) { Direction::Forward } else { Direction::Backward };
    let units = [Unit::Character, Unit::Word, Unit::Sentence, Unit::Block, Unit::BlockEdge];
    let unit = units[b as usize % units.len()];
    let range = TextRange::new(a.min(b).into(), a.max(b).into());
    match choice {
        0 => Command::Label(label),
        1 => Command::Sweep { range, exact: a.is_multiple_of(3), add: b.is_multiple_of(3) },
        2 => Command::Move { unit, direction, extend: a.is_multiple_of(2) },
        3 => Command::Widen,
        4 => Command::Delete,
        5 => Command::Nudge {
            edge: if a.is_multiple_of(2) { Edge::Start } else { Edge::End },
            unit,
            direction,
        },
        6 => Command::SelectNext(direction),
        7 => Command::SelectAt(a.into()),
        8 => Command::SetNote(format!("note {a}")),
        9 => Command::SetAttribute { name: "x".to_owned(), value: a.is_multiple_of(2).then(|| a.into()) },
        10 => Command::SetBlockKind { block: a as usize % 3, kind: BlockKind::ALL[b as usize % 11] },
        11 => Command::SetStatus { article: Id::new("article"), status: Status::ALL[a as usize % 4] },
        12 => Command::Hold,
        13 => Command::RemoveFragment(a as usize % 2),
        14 => Command::Undo,
        15 => Command::Redo,
        16 => Command::Around(Around::Sentence),
        17 => Command::Escape,
        18 => Command::Narrow,
        20 => Command::Dismiss {
            check: "scare_quotes".to_owned(),
            subject: Subject { annotations: selected.into_iter().collect(), ..Subject::default() },
            reason: format!("reason {a}"),
        },
        21 => Command::Revoke(Id::from(format!("a{}", a % 20))),
        22 => Command::Card(some_card_command(a, b, selected)),
        24 => Command::Entity(match a % 4 {
            0 => EntityCommand::Group,
            1 => EntityCommand::Split(None),
            _ => EntityCommand::Link,
        }),
        23 => Command::ToMarks(if a.is_multiple_of(2) { ToMarks::Trim } else { ToMarks::Widen }),
        _ => selected.map_or(Command::Escape, Command::Select),
    }
}

fn some_card_command(a: u32, b: u32, selected: Option<Id>) -> CardCommand {
    let direction = if b.is_multiple_of(2) { Direction::Forward } else { Direction::Backward };
    match a % 10 {
        0 => CardCommand::Begin,
        1 => CardCommand::OpenSelected,
        2 => CardCommand::Step(direction),
        3 => CardCommand::Delete,
        4 => CardCommand::NoSource,
        5 => CardCommand::Discuss,
        6 => CardCommand::Nest,
        7 => CardCommand::SetParent(Some(Id::from(format!("a{b}")))),
        8 => CardCommand::Confirm,
        _ => selected.map_or(CardCommand::Begin, CardCommand::TakeOff),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Whatever a user does: the journal replayed over the article as it was
    /// opened gives the article as it stands; undoing everything gives the
    /// article as it was; redoing everything gives it as it stood; and no
    /// offset ever panics.
    #[test]
    fn the_journal_tells_everything_and_undo_takes_everything_back(
        source in crate::text::marked::nasty_text(),
        steps in prop::collection::vec((0_u8..26, 0_u32..90, 0_u32..90), 1..60),
    ) {
        let mut bench = bench("");
        let blocks = marked("").blocks;
        let text = Marked { text: source.clone(), ranges: Vec::new(), caret: None, blocks };
        let mut opened = article("article", &text);
        opened.blocks = crate::text::marked::paragraphs(&source);
        bench.session.open(opened.clone());
        for (choice, a, b) in steps {
            let selected = bench.session.selected().map(|annotation| annotation.id.clone());
            // Painted in between, so that views that should be dropped exist.
            paint(bench.session.document_mut().expect("an open article"));
            bench.run(some_command(choice, a, b, selected));
            if choice == 16 {
                bench.label_all(&[TextRange::new(a.min(b).into(), a.max(b).into())], "ORG");
            }
        }
        let now = bench.session.article().expect("an open article");

        let entries: Vec<_> = bench.journal.iter()
            .map(|entry| (entry.seq, serde_json::from_str(&entry.json).map(Arc::new).expect("a transaction")))
            .collect();
        let (replayed, conflicts) = replay(opened.clone(), &entries);
        prop_assert_eq!(conflicts, vec![]);
        prop_assert_eq!(&Article { status: now.status, ..replayed }, &now);
        let counts = bench.session.document().expect("an open article").counts();
        let listed = bench.session.workspace().counts(&Id::new("article")).cloned().unwrap_or_default();
        prop_assert_eq!(counts, listed);

        let painted = paint(bench.session.document_mut().expect("an open article"));
        prop_assert_eq!(painted, paint(&mut Document::new(now.clone())), "what is painted is what a fresh start paints");

        // Going back to the beginning is one step, and one undo takes it back.
        let since = bench.journal.iter().map(|entry| (*entry.transaction).clone()).collect();
        bench.session.acknowledge(Seq::MAX);
        let before = bench.journal.len();
        bench.run(Command::GoBack { to: "the beginning".to_owned(), since });
        prop_assert_eq!(&bench.session.article().expect("an open article"), &Document::new(opened.clone()).to_article(Status::New));
        if bench.journal.len() > before {
            bench.run(Command::Undo);
        }
        prop_assert_eq!(&bench.session.article().expect("an open article"), &now);

        // A reload in between changes nothing.
        let lines: Vec<_> = bench.journal.iter().map(|entry| Line::from(&*entry.transaction)).collect();
        bench.session.history = History::new(lines.len() as Seq);
        bench.session.history.tell_older(1, &lines);
        bench.journal.iter().for_each(|entry| bench.session.history.remember(entry.transaction.clone()));
        let mut undone = 0;
        while bench.session.history().to_undo() != Next::Nothing {
            let before = bench.journal.len();
            bench.run(Command::Undo);
            prop_assert_eq!(bench.journal.len(), before + 1, "{}", bench.said);
            undone += 1;
        }
        prop_assert_eq!(&bench.session.article().expect("an open article"), &Document::new(opened).to_article(Status::New));
        for _ in 0..undone {
            bench.run(Command::Redo);
        }
        prop_assert_eq!(&bench.session.article().expect("an open article"), &now);
    }
}

#[test]
fn a_corrected_copy_is_one_step_and_can_be_taken_back_after_a_reload() {
    use crate::revise::Revision;

    let original = crate::sample::article("sample".into());
    let title = original.title.clone();
    let listing = Listing { id: "sample".into(), title: title.clone(), status: Status::New, position: 0 };
    let mut session = Session::new(
        Workspace::new(Arc::default(), vec![Arc::new(listing)], Default::default()),
        History::default(),
    );
    session.open(original.clone());
    let text = original.text.as_str().replacen(&title, "Another headline", 1);
    let corrected = crate::formats::plain::read("new".into(), "", text).unwrap();
    let revision = Revision::new(&original, &corrected);
    let mut new_id = || Id::new("unused");
    let mut stamp = Stamp { time: "2026-01-01T00:00:00Z".to_owned(), new_id: &mut new_id };
    let outcome = session.perform(Command::ReplaceText(Box::new(revision)), &mut stamp);
    let committed = outcome.committed.expect("it is stored");
    let article = session.article().unwrap();
    assert_eq!(
        (article.title.as_str(), article.text.as_str()),
        ("Another headline", corrected.text.as_str())
    );
    assert_eq!(session.workspace().listings()[0].title, "Another headline");

    // Told by the journal over the old text, and by a record over it too.
    let transaction: Transaction = serde_json::from_str(&committed.json).unwrap();
    let (replayed, conflicts) = replay(original.clone(), &[(1, transaction.into())]);
    assert_eq!((replayed.text.as_str(), conflicts.len()), (corrected.text.as_str(), 0));
    let record = crate::store::record::article_to_json(&article, 1).unwrap();
    assert_eq!(crate::store::record::article_from_json(&record, original.text.as_str()).unwrap().0, article);

    session.perform(Command::Undo, &mut stamp);
    let undone = session.article().unwrap();
    assert_eq!((undone.title, undone.text), (title, original.text));
}
