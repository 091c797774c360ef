//! What commands do to entities and to evidence.

use super::*;
use crate::model::{Evidence, Stance};
use crate::session::EntityCommand;

const KERRY: &str = "[Ana Ruiz] spoke. [Ruiz] left. [Ruiz] paid. [She] said so. [Orsay] rested.";

fn marked_up() -> (Bench, Vec<Id>) {
    let mut bench = bench(KERRY);
    for (nth, label_name) in [(0, "PERSON"), (1, "PERSON"), (2, "PERSON"), (3, "SOURCE"), (4, "GPE")] {
        bench.select(marked(KERRY).ranges[nth]);
        bench.run(label(label_name));
    }
    let document = bench.session.document().expect("open");
    let ids = document.annotations().map(|annotation| annotation.id.clone()).collect();
    (bench, ids)
}

impl Bench {
    fn on_entity(&mut self, command: EntityCommand) -> &mut Self {
        self.run(Command::Entity(command))
    }

    /// `name: mention, mention`.
    fn entities(&self) -> Vec<String> {
        let document = self.session.document().expect("open");
        let words = |id: &Id| document.annotation(id).map(|mention| mention.target.exact(document.text()));
        let entity = |entity: &Arc<crate::model::Entity>| {
            let mentions: Vec<String> = entity.mentions.iter().filter_map(words).collect();
            format!("{}: {}", entity.name, mentions.join(", "))
        };
        document.entities().map(entity).collect()
    }
}

#[test]
fn mentions_of_the_same_words_are_grouped_merged_renamed_and_split() {
    let (mut bench, ids) = marked_up();
    bench.run(Command::Select(ids[1].clone())).on_entity(EntityCommand::Group);
    assert_eq!(bench.entities(), ["Ruiz: Ruiz, Ruiz"]);
    bench.on_entity(EntityCommand::Group);
    assert_eq!(bench.said, "All mentions of these words are grouped already");
    bench.run(Command::Select(ids[0].clone())).on_entity(EntityCommand::Link);
    bench.run(Command::Select(ids[2].clone())).on_entity(EntityCommand::Link);
    assert_eq!(bench.entities(), ["Ruiz: Ruiz, Ruiz, Ana Ruiz"]);
    let entity = bench.session.document().expect("open").entities().next().expect("one").id.clone();
    bench.on_entity(EntityCommand::Rename { entity: entity.clone(), name: "Ana Ruiz".to_owned() });
    bench.run(Command::Select(ids[4].clone())).on_entity(EntityCommand::Group);
    let other = bench.session.document().expect("open").entity_of(&ids[4]).expect("grouped").id.clone();
    bench.on_entity(EntityCommand::Merge { from: other, into: entity });
    assert_eq!(bench.entities(), ["Ana Ruiz: Ruiz, Ruiz, Ana Ruiz, Orsay"]);
    bench.on_entity(EntityCommand::Split(None));
    assert_eq!(bench.entities(), ["Ana Ruiz: Ruiz, Ruiz, Ana Ruiz"]);
    bench.run(Command::Undo).run(Command::Undo).run(Command::Undo);
    assert_eq!(bench.entities(), ["Ana Ruiz: Ruiz, Ruiz, Ana Ruiz"]);
}

#[test]
fn a_pronoun_that_is_a_source_shows_whom_it_means() {
    let (mut bench, ids) = marked_up();
    bench.run(Command::Select(ids[0].clone())).on_entity(EntityCommand::Group);
    bench.run(Command::Select(ids[3].clone())).on_entity(EntityCommand::Link);
    bench.run(Command::Select(ids[0].clone())).on_entity(EntityCommand::Link);
    assert_eq!(bench.entities(), ["Ana Ruiz: Ana Ruiz, She"]);
    let document = bench.session.document().expect("open");
    let source = document.annotation(&ids[3]).expect("the source");
    assert_eq!(document.name_of(source), "Ana Ruiz");
    assert_eq!(bench.marks().len(), 6, "the pronoun is a mention now, as well as the source");
}

#[test]
fn evidence_is_put_on_a_claim_and_taken_off() {
    let mut bench = bench("[Rents rose.]");
    bench.run(label("CLAIM"));
    let evidence = Evidence {
        url: "https://example.org".to_owned(),
        stance: Some(Stance::Supports),
        ..Evidence::default()
    };
    bench.run(Command::SetEvidence { index: 0, evidence: Some(evidence.clone()) });
    assert_eq!(bench.session.selected().expect("selected").evidence, [evidence]);
    bench.run(Command::SetEvidence { index: 0, evidence: None });
    assert_eq!(bench.session.selected().expect("selected").evidence, []);
}
