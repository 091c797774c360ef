//! What commands do to attributions.

use super::*;
use crate::session::{CardCommand, ToMarks};

impl Bench {
    fn on_card(&mut self, command: CardCommand) -> &mut Self {
        self.run(Command::Card(command))
    }

    /// Selects the nth range of a marked text and presses a label's key.
    fn mark(&mut self, source: &str, nth: usize, name: &str) -> &mut Self {
        self.select(marked(source).ranges[nth]);
        self.run(label(name))
    }

    /// The attributions in reading order: `who / cue / to: what`, nested ones
    /// indented.
    fn cards(&self) -> Vec<String> {
        let document = self.session.document().expect("an open article");
        let words = |ids: &[Id]| -> String {
            let words = ids.iter().filter_map(|id| document.annotation(id));
            words.map(|part| part.target.exact(document.text())).collect::<Vec<_>>().join(" + ")
        };
        let all = card::in_order(document);
        all.iter()
            .map(|(_, card)| {
                let who = if card.no_source { "nobody".to_owned() } else { words(&card.sources) };
                let (cue, to) = (words(card.cue.as_slice()), words(&card.addressees));
                let indent = "  ".repeat(document.depth(card));
                format!("{indent}{who} / {cue} / {to}: {}", words(&card.contents))
            })
            .collect()
    }
}

const TOLD: &str = "[An official] [told] [the Wire] [that Okafor would ask]. [Lind] [disputes] [the figure].";
const NESTED: &str = "[Okafor] [said] [that [Lind] [had claimed] [that the wall was never inspected]].";

#[test]
fn parts_join_the_open_card() {
    let mut bench = bench(TOLD);
    bench.mark(TOLD, 0, "SOURCE");
    assert_eq!(bench.said, "Label “An official” as Source, a new card");
    bench.mark(TOLD, 1, "CUE").mark(TOLD, 2, "ADDRESSEE").mark(TOLD, 3, "CONTENT");
    assert_eq!(bench.said, "Label “that Okafor would ask” as Quote, with “An official”");
    assert_eq!(bench.cards(), ["An official / told / the Wire: that Okafor would ask"]);
    bench.on_card(CardCommand::Begin).mark(TOLD, 4, "SOURCE").mark(TOLD, 6, "CONTENT");
    assert_eq!(bench.cards()[1], "Lind /  / : the figure");
    bench.run(Command::Undo).run(Command::Undo);
    assert_eq!(bench.cards().len(), 1, "mark and card are one step");
    assert_eq!(bench.marks().len(), 4);
}

#[test]
fn another_cue_takes_the_place_of_the_first() {
    let mut bench = bench(TOLD);
    bench.mark(TOLD, 3, "CONTENT").mark(TOLD, 1, "CUE").mark(TOLD, 5, "CUE");
    assert_eq!(bench.cards(), [" / disputes / : that Okafor would ask"]);
    assert_eq!(bench.marks(), ["CONTENT:that Okafor would ask", "CUE:disputes"], "no mark is left over");
}

#[test]
fn one_source_serves_several_attributions() {
    let mut bench = bench(TOLD);
    bench.mark(TOLD, 0, "SOURCE").mark(TOLD, 3, "CONTENT");
    let source = bench.session.card().expect("a card").sources[0].clone();
    bench.on_card(CardCommand::Begin).mark(TOLD, 6, "CONTENT");
    bench.run(Command::Select(source.clone())).run(label("SOURCE"));
    assert_eq!(bench.cards(), ["An official /  / : that Okafor would ask", "An official /  / : the figure"]);
    assert_eq!(bench.marks().len(), 3);
    // Sweeping over the same words again is no second mark either.
    bench.mark(TOLD, 0, "SOURCE");
    assert_eq!(bench.said, "“An official” is in the card already");
    bench.on_card(CardCommand::TakeOff(source.clone()));
    assert_eq!(bench.marks().len(), 3, "the mark is still the other one's");
    bench.run(Command::Select(source)).on_card(CardCommand::OpenSelected).run(Command::Delete);
    assert_eq!(bench.cards(), [" /  / : that Okafor would ask", " /  / : the figure"]);
}

#[test]
fn what_is_selected_shows_its_card_without_opening_it() {
    let mut bench = bench(TOLD);
    bench.mark(TOLD, 0, "SOURCE");
    bench.on_card(CardCommand::Begin).mark(TOLD, 4, "SOURCE");
    let first = bench.session.document().expect("open").annotations().next().expect("a mark").id.clone();
    bench.run(Command::Escape).run(Command::Escape);
    assert!(bench.session.card().is_none());
    bench.run(Command::Select(first));
    assert!(bench.session.card().is_some() && !bench.session.is_card_open());
    bench.mark(TOLD, 6, "CONTENT");
    assert_eq!(bench.cards().len(), 3, "nothing joined the card that was only shown");
    bench.on_card(CardCommand::Step(Direction::Backward)).mark(TOLD, 5, "CUE");
    assert_eq!(bench.cards()[1], "Lind / disputes / : ", "it joined the card that was opened");
}

#[test]
fn a_cut_quotation_is_one_content() {
    const CUT: &str = "[“It failed,”] [he] [said], [“twice.”]";
    let mut bench = bench(CUT);
    bench.select(marked(CUT).ranges[0]);
    bench.run(Command::Hold).mark(CUT, 3, "CONTENT").mark(CUT, 1, "SOURCE");
    assert_eq!(bench.cards(), ["he /  / : “It failed,” … “twice.”"]);
}

#[test]
fn no_source_is_stated_and_taken_back_by_a_source() {
    let mut bench = bench(TOLD);
    bench.mark(TOLD, 3, "CONTENT").on_card(CardCommand::NoSource);
    assert_eq!(bench.cards(), ["nobody /  / : that Okafor would ask"]);
    bench.mark(TOLD, 0, "SOURCE");
    assert_eq!(bench.cards(), ["An official /  / : that Okafor would ask"]);
    bench.on_card(CardCommand::NoSource);
    assert_eq!(bench.said, "The card has a source: take it off first");
}

#[test]
fn attributions_are_nested_and_never_in_a_circle() {
    let mut bench = bench(NESTED);
    bench.mark(NESTED, 0, "SOURCE").mark(NESTED, 2, "CONTENT");
    let outer = bench.session.card().expect("a card").id.clone();
    bench.on_card(CardCommand::Begin).mark(NESTED, 3, "SOURCE").mark(NESTED, 5, "CONTENT");
    let inner = bench.session.card().expect("a card").id.clone();
    assert_eq!(bench.session.derived().parent.as_ref(), Some(&outer));
    bench.on_card(CardCommand::Nest);
    let nested = "  Lind /  / : that the wall was never inspected";
    assert_eq!(bench.cards()[1], nested);
    bench.on_card(CardCommand::Open(outer)).on_card(CardCommand::SetParent(Some(inner)));
    assert_eq!(bench.said, "An attribution cannot be nested in itself");
    bench.on_card(CardCommand::Delete);
    assert_eq!(bench.cards(), [nested.trim_start()], "what was nested is not any more");
    bench.run(Command::Undo);
    assert_eq!(bench.cards()[1], nested);
}

#[test]
fn a_mark_that_becomes_another_part_plays_that_part() {
    let mut bench = bench(TOLD);
    bench.mark(TOLD, 3, "CONTENT").mark(TOLD, 0, "ADDRESSEE").run(label("SOURCE"));
    assert_eq!(bench.cards(), ["An official /  / : that Okafor would ask"]);
    bench.run(Command::SetLabel(LabelId::new("PERSON")));
    assert_eq!(bench.cards(), [" /  / : that Okafor would ask"]);
}

#[test]
fn a_label_of_another_layer_marks_the_same_words_once_more() {
    let mut bench = bench(TOLD);
    bench.mark(TOLD, 4, "PERSON").run(label("SOURCE"));
    assert_eq!(bench.marks(), ["PERSON:Lind", "SOURCE:Lind"]);
    bench.mark(TOLD, 6, "CONTENT").run(label("CLAIM"));
    assert_eq!(bench.marks()[2..], ["CONTENT:the figure", "CLAIM:the figure"]);
    // The claim follows the content.
    let content = bench.session.card().expect("a card").contents[0].clone();
    bench.run(Command::Select(content));
    bench.run(Command::Nudge { edge: Edge::Start, unit: Unit::Word, direction: Direction::Backward });
    assert_eq!(bench.marks()[2..], ["CONTENT:disputes the figure", "CLAIM:disputes the figure"]);
}

#[test]
fn a_removed_label_empties_cards_in_one_step() {
    let mut bench = bench(TOLD);
    bench.mark(TOLD, 0, "SOURCE").mark(TOLD, 4, "SOURCE").mark(TOLD, 3, "CONTENT");
    bench.on_card(CardCommand::Begin).mark(TOLD, 4, "SOURCE");
    bench.run(Command::RemoveLabel {
        label: LabelId::new("SOURCE"),
        replacement: Replacement::Nothing,
        articles: Vec::new(),
    });
    assert_eq!(bench.cards(), [" /  / : that Okafor would ask"], "{}", bench.said);
    bench.run(Command::Undo);
    assert_eq!(bench.cards(), ["An official + Lind /  / : that Okafor would ask", "Lind /  / : "]);
}

#[test]
fn three_keys_attribute_a_plain_quotation() {
    const PLAIN: &str = "It rained. “We ‸paid twice,” said Ana Ruiz. Nobody else did.";
    let mut bench = bench(PLAIN);
    bench.run(Command::Around(Around::Quotation)).run(label("CONTENT"));
    assert_eq!(bench.cards(), [" /  / : “We paid twice,”"], "nothing is stored before it is confirmed");
    bench.on_card(CardCommand::Confirm);
    assert_eq!(bench.cards(), ["Ana Ruiz / said / : “We paid twice,”"]);
    assert_eq!(bench.said, "Taken over: “Ana Ruiz” is the source");
    assert!(!bench.session.is_card_open(), "the next quotation begins a new card");
    let document = bench.session.document().expect("open");
    let origins: Vec<_> = document.annotations().map(|mark| mark.provenance.origin).collect();
    use crate::model::Origin::{Accepted, Human};
    assert_eq!(origins, [Human, Accepted, Accepted]);
    assert_eq!(bench.session.derived().attributes.get("quote_type"), Some(&"direct".into()));
    bench.on_card(CardCommand::Confirm);
    assert_eq!(bench.session.card().expect("a card").attributes["quote_type"], "direct");
    assert!(bench.session.derived().is_empty());
    bench.run(Command::Undo).run(Command::Undo);
    assert_eq!(bench.cards(), [" /  / : “We paid twice,”"]);
}

#[test]
fn a_stretch_is_trimmed_to_quotation_marks_and_widened_to_them() {
    const MIXED: &str = "He [called it “somebody else’s storm” today]. “We paid,” he said.";
    let mut trimmed = bench(MIXED);
    trimmed.run(Command::ToMarks(ToMarks::Trim));
    assert_eq!(trimmed.selected_words(), "“somebody else’s storm”");
    trimmed.mark("He called it “[somebody else’s storm]” today.", 0, "CONTENT");
    trimmed.run(Command::ToMarks(ToMarks::Widen));
    assert_eq!(trimmed.marks(), ["CONTENT:“somebody else’s storm”"]);
    trimmed.run(Command::ToMarks(ToMarks::Widen));
    assert_eq!(trimmed.said, "No quotation marks stand around just this");
}

#[test]
fn the_margin_tells_who_says_it() {
    let mut bench = bench(TOLD);
    bench.mark(TOLD, 3, "CONTENT").mark(TOLD, 1, "CUE").mark(TOLD, 2, "ADDRESSEE");
    let note = |bench: &mut Bench| {
        let margin = bench.session.document_mut().expect("open").margin(0);
        margin.iter().map(|note| format!("{} / {}", note.who, note.how)).collect::<Vec<_>>()
    };
    assert_eq!(note(&mut bench), [" / told the Wire"]);
    let before = bench.session.document_mut().expect("open").margin(0);
    assert!(Arc::ptr_eq(&before, &bench.session.document_mut().expect("open").margin(0)));
    bench.mark(TOLD, 0, "SOURCE");
    assert_eq!(note(&mut bench), ["An official / told the Wire"]);
}
