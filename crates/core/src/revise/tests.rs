use super::*;
use crate::formats::plain;
use crate::model::{AnnotationType, Extra, Id, LabelId, Provenance};
use crate::text::{TextRange, TextSize};

fn read(text: &str) -> Article {
    plain::read(Id::new("a"), "a.txt", text.to_owned()).unwrap()
}

/// An article of a text in which `[` and `]` stand around annotations; `|`
/// between them divides fragments.
fn marked(marked: &str) -> Article {
    let (mut text, mut open, mut targets) = (String::new(), None, Vec::new());
    let mut fragments: Vec<TextRange> = Vec::new();
    for c in marked.chars() {
        let at = TextSize::of(text.as_str());
        match c {
            '[' => open = Some(at),
            ']' | '|' => {
                fragments.push(TextRange::new(open.unwrap(), at));
                open = None;
                if c == ']' {
                    targets.push(Target::new(std::mem::take(&mut fragments)).unwrap());
                }
            }
            c => text.push(c),
        }
    }
    let annotation = |(index, target): (usize, Target)| {
        Arc::new(Annotation {
            id: Id::from(format!("n{index}")),
            kind: AnnotationType::Content,
            label: LabelId::new("CONTENT"),
            target,
            attributes: Default::default(),
            evidence: Vec::new(),
            note: String::new(),
            provenance: Provenance::default(),
            extra: Extra::new(),
        })
    };
    Article { annotations: targets.into_iter().enumerate().map(annotation).collect(), ..read(&text) }
}

/// What becomes of each annotation: `=` kept, `>` moved, `~` changed, `-`
/// orphaned, with its words in the new text.
fn carried(before: &str, after: &str) -> Vec<String> {
    let (article, corrected) = (marked(before), read(after));
    let revision = Revision::new(&article, &corrected);
    let mut lines: Vec<(Id, String)> = Vec::new();
    let exact = |target: &Target| target.exact(&corrected.text);
    lines.extend(revision.kept.iter().map(|(a, target)| (a.id.clone(), format!("= {}", exact(target)))));
    lines.extend(revision.moved.iter().map(|(a, target)| (a.id.clone(), format!("> {}", exact(target)))));
    lines.extend(revision.changed.iter().map(|c| (c.before.id.clone(), format!("~ {}", exact(&c.after)))));
    lines.extend(
        revision.orphaned.iter().map(|a| (a.id.clone(), format!("- {}", a.target.exact(&article.text)))),
    );
    lines.sort();
    undoes(&article, &revision);
    lines.into_iter().map(|(_, line)| line).collect()
}

fn undoes(article: &Article, revision: &Revision) {
    let changes = revision.changes(article, &LabelSet::default(), "2026-01-01T00:00:00Z");
    let mut document = Document::new(article.clone());
    let before = document.to_article(article.status);
    document.apply(&changes).expect("the changes fit");
    assert_eq!(**document.text(), *revision.edition().text);
    let inverse: Vec<_> = changes.into_iter().rev().map(DocumentChange::inverse).collect();
    document.apply(&inverse).expect("they can be taken back");
    assert_eq!(document.to_article(article.status), before);
}

#[test]
fn an_insertion_before_and_after_moves_nothing_but_offsets() {
    let after = "New words here. Ana Ruiz said “we were told nothing” on Monday. More.";
    assert_eq!(
        carried("[Ana Ruiz] said [“we were told nothing”] on Monday.", after),
        ["= Ana Ruiz", "= “we were told nothing”"]
    );
}

#[test]
fn a_changed_word_inside_a_quotation_is_shown() {
    let (before, after) = (
        "Ana said [“we were told nothing at all”] on Monday.",
        "Ana said “we were told little at all” on Monday.",
    );
    assert_eq!(carried(before, after), ["~ “we were told little at all”"]);
    let revision = Revision::new(&marked(before), &read(after));
    assert_eq!(
        revision.changed[0].words,
        [
            Piece::Same("“we were told ".to_owned()),
            Piece::Gone("nothing".to_owned()),
            Piece::New("little".to_owned()),
            Piece::Same(" at all”".to_owned())
        ]
    );
}

#[test]
fn words_at_the_edges_are_replaced_with_what_stands_in_their_place() {
    assert_eq!(
        carried(
            "It was [the old harbour master of Dunmore], they said.",
            "It was a former harbour master of Dunmore, they said."
        ),
        ["~ a former harbour master of Dunmore"]
    );
}

#[test]
fn a_misspelt_name_is_corrected_and_another_name_is_not() {
    let before = "On Monday the mayor met [Jonh] at the bridge over the river.";
    assert_eq!(carried(before, "On Monday the mayor met John at the bridge over the river."), ["~ John"]);
    assert_eq!(carried(before, "On Monday the mayor met Ada at the bridge over the river."), ["- Jonh"]);
}

#[test]
fn a_moved_paragraph_takes_its_annotations_along() {
    let before = "The tide came in fast on Friday.\n\n[Ana Ruiz] said the bridge was closed by noon.\n\nRents rose for the third year.\n";
    let after = "Ana Ruiz said the bridge was closed by noon.\n\nThe tide came in fast on Friday.\n\nRents rose for the third year.\n";
    assert!(matches!(carried(before, after)[0].as_str(), "= Ana Ruiz" | "> Ana Ruiz"));
}

#[test]
fn what_is_gone_is_an_orphan_even_where_the_word_stands_elsewhere() {
    let before =
        "[Ruiz] spoke first, and she spoke for long.\n\nThe council heard that [Ruiz] was ill on the day.\n";
    let after = "The council heard that Ruiz was ill on the day.\n";
    assert_eq!(carried(before, after), ["- Ruiz", "= Ruiz"]);
}

#[test]
fn an_annotation_can_be_let_go_and_put_elsewhere() {
    let article = marked("[Ana Ruiz] said [“no”] on Monday. [Lee] left.");
    let corrected = read("On Monday, the minister said “no”, and Ana Ruiz left.");
    let mut revision = Revision::new(&article, &corrected);
    let range = |words: &str| {
        TextRange::at(
            TextSize::of(&corrected.text[..corrected.text.find(words).unwrap()]),
            TextSize::of(words),
        )
    };
    let (ana, no, lee) = (Id::new("n0"), Id::new("n1"), Id::new("n2"));
    revision.let_go(&no);
    assert!(revision.orphaned.iter().any(|annotation| annotation.id == no));
    assert!(revision.place(&ana, range("the minister ")));
    let [changed] = revision.changed.as_slice() else { panic!("{:?}", revision.changed) };
    assert_eq!(changed.after.exact(&corrected.text), "the minister");
    assert!(revision.place(&no, range(" “no”")));
    assert_eq!(revision.moved.iter().filter(|(annotation, _)| annotation.id == no).count(), 1);
    assert!(!revision.place(&lee, range(" ")), "there is nothing to be on");
    assert!(!revision.place(&Id::new("nobody"), range("left")));
    assert_eq!(revision.orphaned.len(), 1);
    undoes(&article, &revision);
}

#[test]
fn a_dismissal_whose_words_are_gone_is_told() {
    let mut article = read("Ana spoke of the tide. Nobody heard her there.");
    let dismissal = |id: &str, start: u32| {
        let place = TextRange::at(start.into(), 3.into());
        let json = serde_json::json!({"id": id, "check": "scare_quotes", "place": [place], "reason": "so"});
        Arc::new(serde_json::from_value::<Dismissal>(json).unwrap())
    };
    article.dismissals = vec![dismissal("gone", 0), dismissal("stays", 23)];
    let revision = Revision::new(&article, &read("Nobody heard her there."));
    assert_eq!(
        revision.lost_dismissals().map(|dismissal| dismissal.id.as_str()).collect::<Vec<_>>(),
        ["gone"]
    );
    undoes(&article, &revision);
}

#[test]
fn orphans_are_set_aside_with_their_words_and_references_let_go() {
    let mut article = marked("[Ana] spoke of the tide. Nobody heard her there.");
    let attribution = serde_json::json!({"id": "r", "sources": ["n0"], "contents": ["n0"]});
    article.attributions.push(Arc::new(serde_json::from_value(attribution).unwrap()));
    let revision = Revision::new(&article, &read("Nobody heard her there."));
    let mut document = Document::new(article.clone());
    document.apply(&revision.changes(&article, &LabelSet::default(), "")).unwrap();
    let after = document.to_article(article.status);
    assert_eq!(after.orphans[0]["target"][0]["exact"], "Ana");
    assert!(after.annotations.is_empty() && after.attributions.is_empty(), "nothing of it is left");
    assert_eq!(after.metadata[REPLACES], native::sha256(&article.text));
}

#[test]
fn fragments_are_carried_one_by_one() {
    assert_eq!(
        carried("[We knew|, Ana said, [and we waited].", "“We knew”, Ana said on Monday, “and we waited”."),
        ["= We knew … and we waited"]
    );
}

#[test]
fn the_kinds_of_blocks_that_stay_are_kept() {
    let mut article = read("Levy talks stall\n\nIt rained on the bridge.\n\nIt stopped at noon.\n");
    article.blocks[1].kind = crate::text::BlockKind::Caption;
    let revision =
        Revision::new(&article, &read("Levy talks fail\n\nIt rained on the bridge.\n\nIt went on.\n"));
    assert_eq!(revision.edition().blocks[1].kind, crate::text::BlockKind::Caption);
    assert_eq!(revision.edition().title, "Levy talks fail");
}

#[test]
fn texts_without_anything_in_common_and_empty_ones() {
    assert_eq!(carried("[Ana Ruiz] spoke.", "Es regnete."), ["- Ana Ruiz"]);
    assert_eq!(Alignment::new("", "x"), Alignment::default());
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn stretches_are_the_same_words_and_meet_no_other(
            old in "([ab]{1,2}[ .\n]){0,30}", new in "([ab]{1,2}[ .\n]){0,30}",
        ) {
            let alignment = Alignment::new(&old, &new);
            let stretches = alignment.stretches();
            let (mut in_old, mut in_new) = (Vec::new(), Vec::new());
            for stretch in stretches {
                prop_assert_eq!(&old[stretch.old..stretch.old + stretch.len], &new[stretch.new..stretch.new + stretch.len]);
                in_old.push((stretch.old, stretch.old + stretch.len));
                in_new.push((stretch.new, stretch.new + stretch.len));
            }
            in_new.sort_unstable();
            for ranges in [in_old, in_new] {
                prop_assert!(ranges.windows(2).all(|two| two[0].1 <= two[1].0), "{:?}", ranges);
            }
        }

        #[test]
        fn the_same_text_changes_nothing(text in "[a-zé“” .\n]{1,80}") {
            prop_assume!(!text.trim().is_empty());
            let mut article = read(&text);
            let (start, end) = (TextSize::new(0), article.text.size());
            let end = (0..=u32::from(end)).rev().map(TextSize::new).find(|&at| article.text.as_str().is_char_boundary(at.into()));
            let whole = TextRange::new(start, end.unwrap_or(start));
            article.annotations = marked("[x]").annotations.iter().map(|a| Arc::new(Annotation { target: Target::new(vec![whole]).unwrap(), ..(**a).clone() })).collect();
            let revision = Revision::new(&article, &read(&text));
            prop_assert!(revision.is_same() && revision.orphaned.is_empty() && revision.changed.is_empty());
        }
    }
}

fn dismissal(id: &str, place: TextRange) -> Arc<Dismissal> {
    let subject = Subject { place: Target::new(vec![place]).ok(), ..Subject::default() };
    Arc::new(Dismissal {
        id: id.into(),
        check: "scare_quotes".to_owned(),
        subject,
        reason: "so".to_owned(),
        provenance: Provenance::default(),
        extra: Extra::new(),
    })
}

#[test]
fn a_dismissal_goes_along_with_its_words_and_is_gone_with_them() {
    let before = "The “fix” took a year. The “old wall of Dunmore” fell.";
    let (article, corrected) = (read(before), read("Ana spoke. The “fix” took a whole year."));
    let place = |words: &str| {
        let at = before.find(words).unwrap();
        TextRange::at(TextSize::try_from(at).unwrap(), TextSize::of(words))
    };
    let dismissals = vec![dismissal("d1", place("“fix”")), dismissal("d2", place("“old wall of Dunmore”"))];
    let article = Article { dismissals, ..article };
    let revision = Revision::new(&article, &corrected);
    undoes(&article, &revision);
    let mut document = Document::new(article.clone());
    document.apply(&revision.changes(&article, &LabelSet::default(), "2026-01-01T00:00:00Z")).unwrap();
    let left: Vec<_> = document
        .dismissals()
        .map(|one| (one.id.as_str(), one.subject.place.as_ref().unwrap().exact(document.text())))
        .collect();
    assert_eq!(left, [("d1", "“fix”".to_owned())]);
    // The check knows it again.
    let report = crate::checks::check(&document, &Default::default());
    assert_eq!((report.findings.len(), report.dismissed.len()), (0, 1));
}

/// An undo of the replacement does not know of what was dismissed since.
#[test]
fn a_dismissal_made_in_the_new_text_goes_back_with_its_words() {
    let (article, corrected) =
        (read("The “fix” took a year."), read("Ana spoke. The “fix” took a year. “No.”"));
    let revision = Revision::new(&article, &corrected);
    let changes = revision.changes(&article, &LabelSet::default(), "2026-01-01T00:00:00Z");
    let mut document = Document::new(article.clone());
    document.apply(&changes).unwrap();
    let place = |words: &str| {
        let at = corrected.text.as_str().find(words).unwrap();
        TextRange::at(TextSize::try_from(at).unwrap(), TextSize::of(words))
    };
    let create = |id: &str, words: &str| {
        let after = Some(dismissal(id, place(words)));
        DocumentChange::Dismissal(Edit { id: id.into(), before: None, after })
    };
    document.apply(&[create("stays", "“fix”"), create("gone", "“No.”")]).unwrap();
    let back: Vec<_> = changes.into_iter().rev().map(DocumentChange::inverse).collect();
    let back = take_along(&document, back);
    document.apply(&back).unwrap();
    let left: Vec<_> = document
        .dismissals()
        .map(|one| (one.id.as_str(), one.subject.place.as_ref().unwrap().exact(document.text())))
        .collect();
    assert_eq!(left, [("stays", "“fix”".to_owned())]);
}
