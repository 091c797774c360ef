use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::model::{
    Annotation, AnnotationType, Dismissal, Entity, Extra, LabelId, Provenance, Subject, Target,
};
use crate::store::{Document, Edition, Listing, Revert, Transaction, WorkspaceChange};
use crate::text::{Block, BlockKind, Text, TextRange};

const TEXT: &str = "Ana Ruiz spoke. Lee Park did not.";

fn annotation(id: &str, start: u32, note: &str, time: &str) -> Arc<Annotation> {
    Arc::new(Annotation {
        id: id.into(),
        kind: AnnotationType::Entity,
        label: LabelId::new("PERSON"),
        target: Target::new(vec![TextRange::at(start.into(), 3.into())]).unwrap(),
        attributes: Default::default(),
        evidence: Vec::new(),
        note: note.to_owned(),
        provenance: Provenance { created: time.into(), ..Provenance::default() },
        extra: Extra::new(),
    })
}

fn entity(id: &str, name: &str, mentions: &[&str]) -> Arc<Entity> {
    Arc::new(Entity {
        id: id.into(),
        label: LabelId::new("PERSON"),
        name: name.to_owned(),
        role: String::new(),
        mentions: mentions.iter().map(|&id| id.into()).collect(),
        links: Vec::new(),
        extra: Extra::new(),
    })
}

fn attribution(id: &str, parent: Option<&str>, contents: &[&str]) -> Arc<Attribution> {
    let json = serde_json::json!({"id": id, "parent": parent, "contents": contents});
    Arc::new(serde_json::from_value(json).unwrap())
}

fn article(annotations: Vec<Arc<Annotation>>) -> Article {
    let text = Arc::new(Text::new(TEXT).unwrap());
    Article { annotations, ..Article::unmarked("a".into(), "Talks".to_owned(), text, Vec::new()) }
}

fn copy(article: &Article) -> Copy {
    Copy { from: "lee.json".to_owned(), article: article.clone(), since: None }
}

fn merged(mine: &Article, copies: &[&Article], choose: impl Fn(&Merge) -> Vec<Choice>) -> Article {
    let copies: Vec<Copy> = copies.iter().map(|article| copy(article)).collect();
    let merge = Merge::new(mine, &copies);
    let mut document = Document::new(mine.clone());
    document.apply(&merge.changes(&choose(&merge))).expect("the changes fit");
    document.to_article(merge.status(&choose(&merge)))
}

fn both(merge: &Merge) -> Vec<Choice> {
    vec![Choice::Both; merge.conflicts().len()]
}

fn notes(article: &Article) -> Vec<(&str, &str)> {
    article.annotations.iter().map(|annotation| (annotation.id.as_str(), annotation.note.as_str())).collect()
}

#[test]
fn what_only_one_has_comes_without_a_question() {
    let mine = article(vec![annotation("1", 0, "", "1")]);
    let theirs = article(vec![annotation("1", 0, "", "1"), annotation("2", 16, "", "1")]);
    let merge = Merge::new(&mine, &[copy(&theirs)]);
    assert_eq!(merge.conflicts(), []);
    assert_eq!(merge.added(), Added { annotations: 1, ..Added::default() });
    assert_eq!(merged(&mine, &[&theirs], Merge::latest).annotations.len(), 2);
}

#[test]
fn a_conflict_is_mine_theirs_or_both() {
    let mine = article(vec![annotation("1", 0, "mine", "2")]);
    let theirs = article(vec![annotation("1", 0, "theirs", "1")]);
    let merge = Merge::new(&mine, &[copy(&theirs)]);
    let [conflict] = merge.conflicts() else { panic!("one conflict") };
    assert!(conflict.has_mine && conflict.latest == 0);
    assert_eq!(conflict.versions[1].from, ["lee.json"]);
    let choose = |choice| move |_: &Merge| vec![choice];
    assert_eq!(notes(&merged(&mine, &[&theirs], choose(Choice::One(0)))), [("1", "mine")]);
    assert_eq!(notes(&merged(&mine, &[&theirs], choose(Choice::One(1)))), [("1", "theirs")]);
    let two = merged(&mine, &[&theirs], choose(Choice::Both));
    assert_eq!(two.annotations.len(), 2);
    assert!(two.annotations.iter().any(|annotation| annotation.id.as_str().starts_with("1~")));
    // Known again: no question, no third.
    assert_eq!(Merge::new(&two, &[copy(&theirs)]).conflicts(), []);
    assert_eq!(merged(&two, &[&theirs], both), two);
}

#[test]
fn who_changed_it_when_is_no_question() {
    let mine = article(vec![annotation("1", 0, "", "1")]);
    let theirs = article(vec![annotation("1", 0, "", "2")]);
    assert_eq!(Merge::new(&mine, &[copy(&theirs)]).conflicts(), []);
    assert_eq!(merged(&mine, &[&theirs], Merge::latest), theirs);
    assert_eq!(merged(&theirs, &[&mine], Merge::latest), theirs);
}

#[test]
fn the_mentions_of_an_entity_are_joined() {
    let base = article(vec![annotation("1", 0, "", "1"), annotation("2", 16, "", "1")]);
    let with = |entity| Article { entities: vec![entity], ..base.clone() };
    let (mine, theirs) = (with(entity("e", "Ana", &["1"])), with(entity("e", "Ana", &["2"])));
    assert_eq!(Merge::new(&mine, &[copy(&theirs)]).conflicts(), []);
    assert_eq!(merged(&mine, &[&theirs], Merge::latest).entities, [entity("e", "Ana", &["1", "2"])]);
    let other = with(entity("e", "Lee", &["2"]));
    let merge = Merge::new(&mine, &[copy(&other)]);
    assert_eq!(merge.conflicts().len(), 1);
    let kept = merged(&mine, &[&other], |_| vec![Choice::One(0)]);
    assert_eq!(kept.entities, [entity("e", "Ana", &["1", "2"])]);
}

#[test]
fn a_circle_of_attributions_is_opened_where_everyone_opens_it() {
    let base = article(vec![annotation("1", 0, "", "1")]);
    let with = |r, s| Article {
        attributions: vec![attribution("r", r, &["1"]), attribution("s", s, &["1"])],
        ..base.clone()
    };
    let (mine, theirs) = (with(Some("s"), None), with(None, Some("r")));
    let circle = |merge: &Merge| {
        let nested = |conflict: &Conflict| {
            conflict
                .versions
                .iter()
                .position(|version| matches!(&version.part, Part::Attribution(part) if part.parent.is_some()))
        };
        merge.conflicts().iter().map(|conflict| Choice::One(nested(conflict).unwrap())).collect()
    };
    let opened = merged(&mine, &[&theirs], circle);
    assert_eq!(opened.attributions, [attribution("r", Some("s"), &["1"]), attribution("s", None, &["1"])]);
    assert_eq!(merged(&theirs, &[&mine], circle).attributions, opened.attributions);
}

#[test]
fn orphans_come_along_once() {
    let mut theirs = article(Vec::new());
    theirs.orphans.push(serde_json::json!({"id": "lost"}));
    let once = merged(&article(Vec::new()), &[&theirs, &theirs], Merge::latest);
    assert_eq!(once.orphans, theirs.orphans);
    assert_eq!(merged(&once, &[&theirs], Merge::latest), once);
}

#[test]
fn another_text_is_no_copy() {
    let mut other = article(Vec::new());
    other.text = Arc::new(Text::new("Another text.").unwrap());
    assert!(!is_copy(&article(Vec::new()), &other));
}

#[test]
fn what_is_of_the_whole_article_is_a_choice() {
    let mut mine = article(Vec::new());
    let mut theirs = article(Vec::new());
    (mine.status, theirs.status) = (Status::InProgress, Status::Done);
    theirs.title = "Talks end".to_owned();
    mine.metadata.insert("byline".to_owned(), "Ito".into());
    theirs.metadata.insert("byline".to_owned(), "R. Ito".into());
    theirs.metadata.insert("url".to_owned(), "http://x".into());
    theirs.document_labels.insert("topic".to_owned(), "sea".into());
    mine.blocks = vec![Block { range: TextRange::new(0.into(), 15.into()), kind: BlockKind::Paragraph }];
    theirs.blocks = vec![Block { kind: BlockKind::Subheading, ..mine.blocks[0] }];
    let merge = Merge::new(&mine, &[copy(&theirs)]);
    let asked: Vec<&str> =
        merge.conflicts().iter().map(|conflict| conflict.versions[0].part.id().as_str()).collect();
    assert_eq!(asked, ["block 0", "metadata byline", "status", "title"]);
    assert!(merge.conflicts().iter().all(|conflict| !conflict.has_both()));
    let all = |index| move |merge: &Merge| vec![Choice::One(index); merge.conflicts().len()];
    let kept = merged(&mine, &[&theirs], all(0));
    assert_eq!(
        (kept.title.as_str(), kept.status, kept.blocks),
        ("Talks", Status::InProgress, mine.blocks.clone())
    );
    assert_eq!(kept.metadata["url"], "http://x");
    assert_eq!(kept.document_labels, theirs.document_labels);
    let taken = merged(&mine, &[&theirs], all(1));
    assert_eq!(Article { status: Status::Done, ..taken }, theirs);
    // One on which nobody has worked does not ask.
    mine.status = Status::New;
    assert_eq!(merged(&mine, &[&theirs], all(0)).status, Status::Done);
}

#[test]
fn other_blocks_are_told_and_not_taken() {
    let mut theirs = article(Vec::new());
    theirs.blocks = vec![Block { range: TextRange::new(0.into(), 3.into()), kind: BlockKind::Credit }];
    let merge = Merge::new(&article(Vec::new()), &[copy(&theirs)]);
    assert!(merge.changes(&[]).is_empty());
    assert!(merge.notes()[0].contains("other blocks"));
}

fn transaction(id: &str, changes: Vec<DocumentChange>) -> Transaction {
    Transaction { id: id.into(), articles: BTreeMap::from([("a".into(), changes)]), ..Transaction::default() }
}

/// What `after` has otherwise than `before`, as a transaction.
fn step(id: &str, before: &Article, after: &Article) -> Transaction {
    let listing = |article: &Article| {
        let Article { id, title, status, .. } = article.clone();
        Some(Arc::new(Listing { id, title, status, position: 0 }))
    };
    let listed = Edit { id: "a".into(), before: listing(before), after: listing(after) };
    let (before, after) = (parts(before), parts(after));
    let gone =
        before.iter().filter(|(key, _)| !after.contains_key(key)).filter_map(|(_, part)| part.removal());
    let put = after.iter().filter(|(key, part)| before.get(key) != Some(part));
    let put = put.filter_map(|(key, part)| part.change(before.get(key)));
    let workspace = vec![WorkspaceChange::Listing(listed)];
    Transaction { workspace, ..transaction(id, gone.chain(put).collect()) }
}

fn since(mine: &Article, theirs: &Article, parting: Parting) -> Merge {
    Merge::new(mine, &[Copy { since: Some(Arc::new(parting)), ..copy(theirs) }])
}

fn done(mine: &Article, merge: &Merge, choices: &[Choice]) -> Article {
    let mut document = Document::new(mine.clone());
    document.apply(&merge.changes(choices)).expect("the changes fit");
    document.to_article(merge.status(choices))
}

#[test]
fn a_deletion_in_a_files_newer_work_reaches_this_side() {
    let base = article(vec![annotation("1", 0, "", "1"), annotation("2", 4, "", "1")]);
    let theirs = article(vec![annotation("2", 4, "", "1")]);
    let mine = article(vec![annotation("1", 0, "", "1"), annotation("2", 4, "mine", "2")]);
    let journal = |last: Option<Transaction>| -> Vec<Transaction> {
        [transaction("0", Vec::new())].into_iter().chain(last).collect()
    };
    let (here, there) = (journal(Some(step("m", &base, &mine))), journal(Some(step("t", &base, &theirs))));
    let merge = since(&mine, &theirs, Parting::new(&here, &there));
    assert_eq!(merge.conflicts(), []);
    assert_eq!(merge.added(), Added { deleted: 1, ..Added::default() });
    assert_eq!(notes(&done(&mine, &merge, &[])), [("2", "mine")]);
    // And what is deleted here does not come back.
    let back = since(&theirs, &mine, Parting::new(&there, &here));
    assert_eq!(notes(&done(&theirs, &back, &[])), [("2", "mine")]);
    // Nothing is known of without a journal.
    assert_eq!(notes(&merged(&mine, &[&theirs], Merge::latest)).len(), 2);
}

/// Copies that are opened together, each with its journal.
fn together(mine: &[Transaction], files: &[(&Article, Vec<Transaction>)]) -> Vec<Copy> {
    let mut journals: Vec<Vec<Arc<Transaction>>> = Vec::new();
    let mut copies = Vec::new();
    for (number, (article, journal)) in files.iter().enumerate() {
        let journal: Vec<Arc<Transaction>> = journal.iter().cloned().map(Arc::new).collect();
        let mine: Vec<Arc<Transaction>> = mine.iter().cloned().map(Arc::new).collect();
        let since = Parting::new(&mine, &journal).beside(&journals, &journal);
        copies.push(Copy { from: format!("{number}.html"), since: Some(Arc::new(since)), ..copy(article) });
        journals.push(journal);
    }
    copies
}

#[test]
fn several_files_with_journals_are_compared_by_them_together() {
    let [one, two, three] =
        [annotation("1", 0, "", "1"), annotation("2", 4, "", "1"), annotation("3", 8, "", "1")];
    let base = article(vec![one.clone(), two.clone(), three.clone()]);
    let ana = article(vec![two.clone(), three.clone()]);
    let lee = article(vec![one.clone(), three.clone()]);
    let (by_ana, by_lee) = (vec![step("a", &base, &ana)], vec![step("l", &base, &lee)]);
    for order in [[(&ana, &by_ana), (&lee, &by_lee)], [(&lee, &by_lee), (&ana, &by_ana)]] {
        let files = order.map(|(article, journal)| (article, journal.clone()));
        let merge = Merge::new(&base, &together(&[], &files));
        assert_eq!(merge.conflicts(), []);
        assert_eq!(notes(&done(&base, &merge, &[])), [("3", "")]);
    }
}

#[test]
fn of_two_files_the_one_that_went_on_from_the_other_is_no_question() {
    let base = article(vec![annotation("1", 0, "", "1"), annotation("2", 4, "", "1")]);
    let first = article(vec![annotation("1", 0, "first", "9"), annotation("2", 4, "first", "2")]);
    let second = article(vec![annotation("1", 0, "second", "3")]);
    let early = vec![step("f", &base, &first)];
    let late = vec![early[0].clone(), step("s", &first, &second)];
    for order in [[(&first, &early), (&second, &late)], [(&second, &late), (&first, &early)]] {
        let files = order.map(|(article, journal)| (article, journal.clone()));
        let merge = Merge::new(&base, &together(&[], &files));
        assert_eq!(merge.conflicts(), []);
        assert_eq!(notes(&done(&base, &merge, &[])), [("1", "second")]);
    }
    // Two that do not know of each other are one, though nothing was done here.
    let other = article(vec![annotation("1", 0, "other", "4"), annotation("2", 4, "", "1")]);
    let files = [(&first, early), (&other, vec![step("o", &base, &other)])];
    let merge = Merge::new(&base, &together(&[], &files));
    let [conflict] = merge.conflicts() else { panic!("one conflict") };
    assert!(!conflict.has_mine);
    assert_eq!(notes(&done(&base, &merge, &[Choice::One(0)])), [("1", "other"), ("2", "first")]);
}

#[test]
fn marks_in_the_old_text_do_not_come_into_a_replaced_one() {
    let mine = article(vec![annotation("1", 0, "", "1")]);
    let text = Arc::new(Text::new("Ana.").unwrap());
    let newer = Article { text, ..article(vec![annotation("1", 0, "", "1")]) };
    let edition = |article: &Article| Some(Arc::new(Edition::of(article)));
    let replaced = DocumentChange::Edition(Edit { id: (), before: edition(&mine), after: edition(&newer) });
    let marked = article(vec![annotation("1", 0, "", "1"), annotation("9", 20, "", "1")]);
    let files =
        [(&newer, vec![transaction("t", vec![replaced])]), (&marked, vec![step("m", &mine, &marked)])];
    let merge = Merge::new(&mine, &together(&[], &files));
    assert!(merge.leaves_out());
    assert!(merge.notes().iter().any(|note| note.starts_with("1.html")), "{:?}", merge.notes());
    assert_eq!(done(&mine, &merge, &[]), newer);
}

#[test]
fn a_deletion_gives_way_to_a_change_and_to_an_attribution() {
    let base = article(vec![annotation("1", 0, "", "1"), annotation("2", 4, "", "1")]);
    let mine = Article {
        attributions: vec![attribution("r", None, &["2"])],
        ..article(vec![annotation("1", 0, "mine", "2"), annotation("2", 4, "", "1")])
    };
    let theirs = article(Vec::new());
    let parting = Parting::new(&[step("m", &base, &mine)], &[step("t", &base, &theirs)]);
    let merge = since(&mine, &theirs, parting);
    assert_eq!(done(&mine, &merge, &[]), mine);
    assert!(merge.notes()[0].contains("kept"), "{:?}", merge.notes());
}

#[test]
fn a_text_that_was_replaced_there_comes_with_all_that_is_in_it() {
    let mine = article(vec![annotation("1", 0, "", "1"), annotation("2", 4, "", "1")]);
    let text = Arc::new(Text::new("Then Ana Ruiz spoke.").unwrap());
    let theirs = Article { text, title: "Then".into(), ..article(vec![annotation("1", 5, "", "1")]) };
    let edition = |article: &Article| Some(Arc::new(Edition::of(article)));
    let replaced = DocumentChange::Edition(Edit { id: (), before: edition(&mine), after: edition(&theirs) });
    let parting = Parting::new(&[] as &[Transaction], &[transaction("t", vec![replaced.clone()])]);
    let newer = Copy { since: Some(Arc::new(parting)), ..copy(&theirs) };
    assert!(is_newer_edition(&mine, &newer));
    assert_eq!(done(&mine, &Merge::new(&mine, &[newer]), &[]), theirs);
    // Work of one's own in the article comes first.
    let here = [step("m", &article(Vec::new()), &mine)];
    let parting = Parting::new(&here, &[transaction("t", vec![replaced])]);
    assert!(!is_newer_edition(&mine, &Copy { since: Some(Arc::new(parting)), ..copy(&theirs) }));
}

#[test]
fn what_both_have_touched_is_a_choice() {
    let base = article(vec![annotation("1", 0, "", "1")]);
    let (mine, theirs) =
        (article(vec![annotation("1", 0, "m", "2")]), article(vec![annotation("1", 0, "t", "3")]));
    let parting = Parting::new(&[step("m", &base, &mine)], &[step("t", &base, &theirs)]);
    assert_eq!(since(&mine, &theirs, parting).conflicts().len(), 1);
    let only_theirs = Parting::new(&[] as &[Transaction], &[step("t", &base, &theirs)]);
    let merge = since(&base, &theirs, only_theirs);
    assert_eq!(merge.conflicts(), []);
    assert_eq!(notes(&done(&base, &merge, &[])), [("1", "t")]);
}

#[test]
fn what_was_taken_in_is_known_until_it_is_taken_back() {
    let base = article(Vec::new());
    let with = article(vec![annotation("1", 0, "", "1")]);
    let theirs = [step("t", &base, &with)];
    let taken_in = Transaction { includes: vec!["t".into()], ..step("m", &base, &with) };
    let undo = Transaction { id: "u".into(), reverts: Some(Revert::Undo("m".into())), ..taken_in.inverse() };
    assert_eq!(Parting::new(std::slice::from_ref(&taken_in), &theirs).new, []);
    let parting = Parting::new(&[taken_in.clone(), undo.clone()], &theirs);
    assert_eq!(parting.new, [Id::from("t")]);
    assert!(!parting.mine.has_article(&"a".into()), "done and taken back is nothing");
    let redo = Transaction { id: "r".into(), reverts: Some(Revert::Redo("u".into())), ..taken_in.clone() };
    assert_eq!(Parting::new(&[taken_in, undo, redo], &theirs).new, []);
}

#[test]
fn a_mention_that_the_other_side_has_deleted_is_taken_out_on_both() {
    let base = article(vec![annotation("3", 0, "", "1")]);
    let mine = Article { entities: vec![entity("e", "", &["3"])], ..base.clone() };
    let theirs = article(Vec::new());
    let (here, there) = ([step("m", &base, &mine)], [step("t", &base, &theirs)]);
    let one = done(&mine, &since(&mine, &theirs, Parting::new(&here, &there)), &[]);
    let other = done(&theirs, &since(&theirs, &mine, Parting::new(&there, &here)), &[]);
    assert_eq!(one, other);
    assert!(one.entities.iter().all(|entity| {
        entity
            .mentions
            .iter()
            .all(|mention| one.annotations.iter().any(|annotation| annotation.id == *mention))
    }));
}

/// The decision puts back what was there when the two parted: nothing has
/// changed here since, and yet it is an answer to what was done there.
#[test]
fn a_decision_for_what_was_there_before_is_known_to_the_other_side() {
    let base =
        Article { entities: vec![entity("e", "1", &["3"])], ..article(vec![annotation("3", 0, "", "1")]) };
    let mine = Article { entities: vec![entity("e", "1", &[])], ..article(Vec::new()) };
    let theirs = Article {
        entities: vec![entity("e", "0", &["3"])],
        ..article(vec![annotation("3", 0, "theirs", "2")])
    };
    let (here, there) = ([step("m", &base, &mine)], [step("t", &base, &theirs)]);
    let taken_in = Transaction { includes: vec!["t".into()], ..step("n", &mine, &base) };
    let merged_file = [here[0].clone(), taken_in];
    let last = since(&theirs, &base, Parting::new(&there, &merged_file));
    assert_eq!(last.conflicts(), []);
    assert_eq!(done(&theirs, &last, &[]), base);
}

fn copies() -> impl Strategy<Value = Article> {
    let annotations = prop::collection::btree_map(0_u8..6, (0_u32..4, 0_u8..3, 0_u8..3), 0..6);
    let entities =
        prop::collection::btree_map(0_u8..3, (0_u8..2, prop::collection::btree_set(0_u8..6, 0..4)), 0..3);
    let attributions = prop::collection::btree_map(0_u8..3, (any::<bool>(), 0_u8..6), 0..3);
    let whole = (0_usize..4, 0_u8..2, prop::collection::btree_map("[xy]", 0_u8..2, 0..3));
    (annotations, entities, attributions, whole).prop_map(|(annotations, entities, attributions, whole)| {
        let mut copy = article(
            annotations
                .into_iter()
                .map(|(id, (start, note, time))| {
                    annotation(&id.to_string(), start * 4, &note.to_string(), &time.to_string())
                })
                .collect(),
        );
        let (status, title, whole) = whole;
        copy.status = Status::ALL[status];
        copy.title = title.to_string();
        let fields =
            |map: &BTreeMap<String, u8>| map.iter().map(|(name, of)| (name.clone(), (*of).into())).collect();
        copy.metadata = fields(&whole);
        copy.document_labels = fields(&whole);
        for (id, (name, mentions)) in entities {
            let mentions: Vec<String> = mentions.iter().map(u8::to_string).collect();
            let mentions: Vec<&str> = mentions.iter().map(String::as_str).collect();
            copy.entities.push(entity(&format!("e{id}"), &name.to_string(), &mentions));
        }
        for (id, (nested, content)) in attributions {
            // Nested in one of a smaller id: no circle.
            let parent = id.checked_sub(1).filter(|_| nested).map(|parent| format!("r{parent}"));
            copy.attributions.push(attribution(
                &format!("r{id}"),
                parent.as_deref(),
                &[&content.to_string()],
            ));
        }
        copy
    })
}

/// Copies in which nothing names what is not there.
fn sound() -> impl Strategy<Value = Article> {
    copies().prop_map(|mut copy| {
        let is_there = |id: &Id| copy.annotations.iter().any(|annotation| annotation.id == *id);
        for entity in &mut copy.entities {
            Arc::make_mut(entity).mentions.retain(is_there);
        }
        copy.attributions.retain(|attribution| attribution.contents.iter().all(is_there));
        let ids: BTreeSet<Id> = copy.attributions.iter().map(|attribution| attribution.id.clone()).collect();
        for attribution in &mut copy.attributions {
            let attribution = Arc::make_mut(attribution);
            attribution.parent = attribution.parent.take().filter(|parent| ids.contains(parent));
        }
        copy
    })
}

/// What is there, whatever its id.
fn contents(article: &Article) -> BTreeSet<String> {
    let all = parts(article);
    let base = |id: &Id| Id::from(id.as_str().split('~').next().unwrap_or_default());
    let shown = |part: &Part| match part.essence() {
        Part::Annotation(part) => format!("{:?}", Annotation { id: base(&part.id), ..(*part).clone() }),
        Part::Entity(part) => format!("{:?}", Entity { id: base(&part.id), ..(*part).clone() }),
        Part::Dismissal(part) => format!("{part:?}"),
        // There is only one of each.
        Part::Whole(part) => format!("{:?}", part.id()),
        Part::Attribution(part) => format!("{:?}", Attribution { id: base(&part.id), ..(*part).clone() }),
    };
    all.values().map(shown).collect()
}

fn dismissal(id: &str, subject: Subject, reason: &str) -> Arc<Dismissal> {
    Arc::new(Dismissal {
        id: id.into(),
        check: "loaded_cue".to_owned(),
        subject,
        reason: reason.to_owned(),
        provenance: Provenance::default(),
        extra: Extra::new(),
    })
}

#[test]
fn a_dismissal_keeps_what_it_is_about() {
    let subject = Subject { attributions: vec!["x".into()], ..Subject::default() };
    let with = |reason: &str| Article {
        attributions: vec![attribution("x", None, &["a"])],
        dismissals: vec![dismissal("d", subject.clone(), reason)],
        ..article(vec![annotation("a", 0, "", "")])
    };
    let bare = Article { dismissals: Vec::new(), ..with("") };
    // It comes with a copy, about the same attribution.
    let came = merged(&bare, &[&with("he did")], both);
    assert_eq!(came.dismissals[0].subject, subject);
    // Two reasons stand beside each other, both about it.
    let two = merged(&with("he did"), &[&with("quoted so")], both);
    let told: Vec<_> = two.dismissals.iter().map(|one| (&one.subject, one.reason.as_str())).collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|(about, _)| **about == subject), "{told:?}");
    assert_eq!(two.attributions.len(), 1);
}

proptest! {
    #[test]
    fn merging_twice_changes_nothing(mine in copies(), theirs in copies()) {
        let latest = merged(&mine, &[&theirs], Merge::latest);
        prop_assert_eq!(&merged(&latest, &[&theirs], Merge::latest), &latest);
        let two = merged(&mine, &[&theirs], both);
        prop_assert_eq!(&merged(&two, &[&theirs], both), &two);
        prop_assert_eq!(&merged(&mine, &[&mine], Merge::latest), &Document::new(mine.clone()).to_article(mine.status));
    }

    #[test]
    fn the_order_makes_no_difference(a in copies(), b in copies(), c in copies()) {
        let in_one = merged(&a, &[&b, &c], Merge::latest);
        prop_assert_eq!(&merged(&a, &[&c, &b], Merge::latest), &in_one);
        prop_assert_eq!(&merged(&merged(&a, &[&b], Merge::latest), &[&c], Merge::latest), &in_one);
        prop_assert_eq!(&merged(&merged(&c, &[&b], Merge::latest), &[&a], Merge::latest), &in_one);
    }

    #[test]
    fn both_keeps_all_there_is(a in copies(), b in copies(), c in copies()) {
        let all: BTreeSet<String> = [&a, &b, &c].into_iter().flat_map(contents).collect();
        prop_assert_eq!(&contents(&merged(&a, &[&b, &c], both)), &all);
        prop_assert_eq!(&contents(&merged(&merged(&c, &[&a], both), &[&b], both)), &all);
    }

    /// Two that have gone on from one state, each for itself, come to the same
    /// state whoever takes in the other's file; and nothing is new the next time.
    #[test]
    fn both_sides_come_to_the_same(base in sound(), mine in sound(), theirs in sound()) {
        let (here, there) = ([step("m", &base, &mine)], [step("t", &base, &theirs)]);
        let merge = since(&mine, &theirs, Parting::new(&here, &there));
        let one = done(&mine, &merge, &merge.latest());
        let other = since(&theirs, &mine, Parting::new(&there, &here));
        prop_assert_eq!(&done(&theirs, &other, &other.latest()), &one);
        // The file of the side that has merged brings the other to the same without a question.
        let taken_in = Transaction { includes: vec!["t".into()], ..step("n", &mine, &one) };
        let merged_file = [here[0].clone(), taken_in];
        let last = since(&theirs, &one, Parting::new(&there, &merged_file));
        prop_assert_eq!(last.conflicts(), &[]);
        prop_assert_eq!(done(&theirs, &last, &[]), one);
    }

    /// Three that have gone on from one state: in whichever order two files
    /// come, in one drop, the outcome is the same.
    #[test]
    fn files_that_come_together_come_in_any_order(
        base in sound(), mine in sound(), ana in sound(), lee in sound(),
    ) {
        let here = [step("m", &base, &mine)];
        let files = [(&ana, vec![step("a", &base, &ana)]), (&lee, vec![step("l", &base, &lee)])];
        let merge = Merge::new(&mine, &together(&here, &files));
        let one = done(&mine, &merge, &merge.latest());
        let [first, second] = files;
        let merge = Merge::new(&mine, &together(&here, &[second, first]));
        prop_assert_eq!(done(&mine, &merge, &merge.latest()), one);
    }

    #[test]
    fn a_merge_can_be_undone(mine in copies(), theirs in copies()) {
        let merge = Merge::new(&mine, &[copy(&theirs)]);
        let mut document = Document::new(mine.clone());
        let before = document.to_article(mine.status);
        let changes = merge.changes(&both(&merge));
        document.apply(&changes).unwrap();
        let inverse: Vec<_> = changes.into_iter().rev().map(DocumentChange::inverse).collect();
        document.apply(&inverse).unwrap();
        prop_assert_eq!(document.to_article(mine.status), before);
    }
}
