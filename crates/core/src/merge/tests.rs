use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::model::{
    Annotation, AnnotationType, Dismissal, Entity, Extra, LabelId, Provenance, Subject, Target,
};
use crate::store::Document;
use crate::text::{Text, TextRange};

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
    Copy { from: "lee.json".to_owned(), article: article.clone() }
}

fn merged(mine: &Article, copies: &[&Article], choose: impl Fn(&Merge) -> Vec<Choice>) -> Article {
    let copies: Vec<Copy> = copies.iter().map(|article| copy(article)).collect();
    let merge = Merge::new(mine, &copies);
    let mut document = Document::new(mine.clone());
    document.apply(&merge.changes(&choose(&merge))).expect("the changes fit");
    document.to_article(mine.status)
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

fn copies() -> impl Strategy<Value = Article> {
    let annotations = prop::collection::btree_map(0_u8..6, (0_u32..4, 0_u8..3, 0_u8..3), 0..6);
    let entities =
        prop::collection::btree_map(0_u8..3, (0_u8..2, prop::collection::btree_set(0_u8..6, 0..4)), 0..3);
    let attributions = prop::collection::btree_map(0_u8..3, (any::<bool>(), 0_u8..6), 0..3);
    (annotations, entities, attributions).prop_map(|(annotations, entities, attributions)| {
        let mut copy = article(
            annotations
                .into_iter()
                .map(|(id, (start, note, time))| {
                    annotation(&id.to_string(), start * 4, &note.to_string(), &time.to_string())
                })
                .collect(),
        );
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

/// What is there, whatever its id.
fn contents(article: &Article) -> BTreeSet<String> {
    let all = parts(article);
    let base = |id: &Id| Id::from(id.as_str().split('~').next().unwrap_or_default());
    let shown = |part: &Part| match part.essence() {
        Part::Annotation(part) => format!("{:?}", Annotation { id: base(&part.id), ..(*part).clone() }),
        Part::Entity(part) => format!("{:?}", Entity { id: base(&part.id), ..(*part).clone() }),
        Part::Dismissal(part) => format!("{part:?}"),
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
