//! What the panel shows of attributions: the card, and the list of all; and
//! which parts are linked in the text.

use std::rc::Rc;

use galley_core::model::{AnnotationType, AttributeKind, Attributes, Attribution, Id, LabelSet, Scope};
use galley_core::session::card::{in_order, is_within};
use galley_core::session::{Session, parts_of};
use galley_core::store::Document;
use galley_core::text::TextRange;
use serde_json::Value;

use super::App;
use crate::action::Tab;
use crate::components::attribution_card::{CardView, Chip, PartView};
use crate::components::attribution_list::{CardLine, CardLines};
use crate::components::links::Linked;

/// Attributions listed at once, around the shown one.
const LISTED: usize = 200;

impl App {
    /// Takes over what the panel shows of attributions, while it shows them.
    pub(super) fn show_cards(&mut self) {
        self.painted.linked = self.linked();
        if !(self.layout.side && matches!(self.layout.tab, Tab::Attribution | Tab::Check)) {
            return;
        }
        let Some(document) = self.session.document() else { return };
        let card = self.session.card();
        let shown = card.map(|card| (card.id.clone(), self.session.is_card_open()));
        let of = (document.id().clone(), document.revision(), shown);
        if self.painted.cards_of.as_ref() != Some(&of) {
            self.painted.card = card.and_then(|card| card_view(&self.session, card)).map(Rc::new);
            self.painted.lines = Rc::new(lines(document, card.map(|card| &card.id)));
            self.painted.cards_of = Some(of);
        }
    }

    /// Shows the card in the panel, or has it there when the panel is unfolded,
    /// after a command that opened one.
    pub(super) fn follow_card(&mut self, before: Option<Id>) {
        let open = self.session.card().filter(|_| self.session.is_card_open()).map(|card| card.id.clone());
        if open.is_some() && open != before {
            self.layout.tab = Tab::Attribution;
        }
    }

    /// The parts to link in the text: of what the pointer is on, else of the
    /// shown card.
    fn linked(&self) -> Option<Rc<Linked>> {
        let document = self.session.document()?;
        let pointed = self.pointed_at.as_deref().and_then(|ids| {
            ids.split(' ')
                .map(Id::new)
                .find_map(|id| document.attribution(&id).or_else(|| document.attributions_of(&id).next()))
        });
        let attribution = pointed.or_else(|| self.session.card())?;
        let parts = attribution.parts().filter_map(|(kind, id)| {
            let fragments = document.annotation(id)?.target.fragments().to_vec();
            Some((kind, fragments))
        });
        let linked = Linked { id: attribution.id.clone(), parts: parts.collect() };
        let same = self.painted.linked.as_ref().filter(|known| ***known == linked);
        Some(same.cloned().unwrap_or_else(|| Rc::new(linked)))
    }
}

fn card_view(session: &Session, card: &Attribution) -> Option<CardView> {
    let document = session.document()?;
    let (text, label_set) = (document.text(), session.workspace().label_set());
    let derived = session.derived();
    let parts =
        [AnnotationType::Source, AnnotationType::Cue, AnnotationType::Addressee, AnnotationType::Content]
            .into_iter()
            .flat_map(|kind| parts_of(document, card, kind))
            .map(|part| {
                let words = part.target.exact(text);
                let offered =
                    derived.sources.iter().find(|(id, _)| *id == part.id).map(|(_, attributes)| attributes);
                let name = document.name_of(part);
                PartView {
                    id: part.id.clone(),
                    kind: part.kind,
                    name: (matches!(part.kind, AnnotationType::Source | AnnotationType::Addressee)
                        && name != words)
                        .then_some(name),
                    words,
                    chips: chips(label_set, part.kind.into(), &part.attributes, offered),
                }
            })
            .collect();
    let slice = |range: TextRange| text.slice(range).unwrap_or_default().to_owned();
    let told = |id: &Id| document.attribution(id).map(|other| (id.clone(), told(document, other)));
    let possible = || {
        let all = in_order(document).into_iter().map(|(_, other)| other);
        all.filter(|other| !is_within(document, other, &card.id)).take(LISTED)
    };
    Some(CardView {
        id: card.id.clone(),
        open: session.is_card_open(),
        parts,
        proposed: session.proposed().into_iter().map(|(kind, range)| (kind, slice(range))).collect(),
        no_source: card.no_source,
        chips: chips(label_set, Scope::Attribution, &card.attributes, Some(&derived.attributes)),
        attributes: card.attributes.clone(),
        note: card.note.clone(),
        parent: card.parent.as_ref().and_then(told),
        derived_parent: derived.parent.as_ref().and_then(told),
        parents: possible().map(|other| (other.id.clone(), self::told(document, &other))).collect(),
        nested: document
            .attributions()
            .filter(|other| other.parent.as_ref() == Some(&card.id))
            .filter_map(|other| told(&other.id))
            .collect(),
        unconfirmed: !derived.is_empty(),
    })
}

/// The values of a scope's choices that are stated, and those that are
/// derived and not stated.
fn chips(label_set: &LabelSet, scope: Scope, stated: &Attributes, derived: Option<&Attributes>) -> Vec<Chip> {
    let choices = label_set
        .attributes_of(scope)
        .filter(|attribute| matches!(attribute.kind, AttributeKind::Choice { .. }));
    choices
        .filter_map(|attribute| {
            let value = |of: &Attributes| of.get(&attribute.name).and_then(Value::as_str).map(str::to_owned);
            let derived = derived.and_then(value);
            let is_derived = value(stated).is_none();
            Some(Chip { name: attribute.name.clone(), value: value(stated).or(derived)?, is_derived })
        })
        .collect()
}

/// An attribution in one line: "Pavel Lind said “This is…”".
fn told(document: &Document, attribution: &Attribution) -> String {
    let words = |kind| {
        let parts = parts_of(document, attribution, kind).map(|part| part.target.exact(document.text()));
        parts.collect::<Vec<_>>().join(" ")
    };
    let who = match document.who(attribution) {
        who if who.is_empty() && attribution.no_source => "no source".to_owned(),
        who if who.is_empty() => "?".to_owned(),
        who => who,
    };
    let line = [who, words(AnnotationType::Cue), words(AnnotationType::Content)].join(" ");
    const LONGEST: usize = 90;
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default()),
        None => line,
    }
}

fn lines(document: &Document, shown: Option<&Id>) -> CardLines {
    let all = in_order(document);
    let at = all.iter().position(|(_, attribution)| Some(&attribution.id) == shown).unwrap_or(0);
    let first = at.saturating_sub(LISTED / 2);
    let line = |attribution: &Attribution| CardLine {
        id: attribution.id.clone(),
        who: match document.who(attribution) {
            who if who.is_empty() && attribution.no_source => "no source".to_owned(),
            who => who,
        },
        cue: parts_of(document, attribution, AnnotationType::Cue)
            .map(|cue| cue.target.exact(document.text()))
            .collect(),
        what: parts_of(document, attribution, AnnotationType::Content)
            .map(|content| content.target.exact(document.text()))
            .collect::<Vec<_>>()
            .join(" … "),
        depth: document.depth(attribution),
        discuss: attribution.attributes.get("discuss").is_some_and(|value| *value == true),
    };
    CardLines {
        total: all.len(),
        before: first,
        lines: all.iter().skip(first).take(LISTED).map(|(_, attribution)| line(attribution)).collect(),
    }
}
