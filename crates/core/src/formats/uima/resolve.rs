//! From a file's feature structures, each by itself, to annotations of a text
//! with what fills their slots.

use std::collections::HashMap;

use serde_json::Value;

use super::{Slot, Structure, short};
use crate::formats::draft::Fragment;
use crate::formats::table::Parsed;

/// A feature structure as it stands in the file.
#[derive(Debug, Default)]
pub(super) struct Loose {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) texts: Vec<(String, String)>,
    /// Features that refer to others, by their ids.
    pub(super) references: Vec<(String, Vec<String>)>,
}

impl Loose {
    fn name(&self) -> &str {
        short(&self.kind)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str())
    }

    /// What a feature refers to; XMI writes references as texts.
    fn refers(&self, name: &str) -> Option<Vec<&str>> {
        let own = self.references.iter().find(|(own, _)| own == name);
        let own = own.map(|(_, ids)| ids.iter().map(String::as_str).collect());
        own.or_else(|| Some(self.text(name)?.split_whitespace().collect()))
    }

    fn is_array(&self) -> bool {
        self.name() == "FSArray" || self.kind.ends_with("[]")
    }
}

/// The text, and what is on it.
///
/// # Errors
/// When there is no text.
pub(super) fn resolved(
    all: &[Loose],
    place: &str,
    parsed: &mut Parsed,
) -> Result<(String, Vec<Structure>), &'static str> {
    let sofas = || all.iter().filter(|one| one.name() == "Sofa" && one.text("sofaString").is_some());
    let sofa = sofas().find(|sofa| sofa.text("sofaID") == Some("_InitialView")).or_else(|| sofas().next());
    let sofa = sofa.ok_or("there is no text in it (no sofa with a sofaString)")?;
    let mut by_id: HashMap<&str, &Loose> = HashMap::new();
    for one in all {
        if by_id.insert(&one.id, one).is_some() {
            parsed.note(place, format!("the id {:?} is there more than once", one.id), "the last was taken");
        }
    }
    let is_here = |one: &&Loose| {
        one.refers("sofa").and_then(|ids| ids.first().copied()).is_none_or(|own| own == sofa.id)
    };
    let elsewhere = all.iter().filter(|one| !is_here(one)).count();
    if elsewhere > 0 {
        let found = format!("of another view than the first text: {elsewhere}");
        parsed.note(place, found, "left out");
    }
    let is_link = |one: &Loose| one.at().is_none() && one.refers("target").is_some();
    let structures = all
        .iter()
        .filter(|one| is_here(one) && !is_link(one) && one.name() != "Sofa")
        .map(|one| structure(one, &by_id, &is_link));
    Ok((sofa.text("sofaString").unwrap_or_default().to_owned(), structures.collect()))
}

impl Loose {
    fn at(&self) -> Option<Fragment> {
        let number = |text: &str| text.parse::<u32>().map_or_else(|_| Value::from(text), Value::from);
        let (start, end) = (number(self.text("begin")?), number(self.text("end")?));
        Some(Fragment { start, end, exact: None })
    }
}

fn structure(one: &Loose, by_id: &HashMap<&str, &Loose>, is_link: &dyn Fn(&Loose) -> bool) -> Structure {
    let first = |name: &str| one.refers(name).and_then(|ids| ids.first().copied()).map(str::to_owned);
    let ends = first("Governor").zip(first("Dependent"));
    let is_known = |name: &str| matches!(name, "sofa" | "begin" | "end" | "Governor" | "Dependent");
    let mut features = Vec::new();
    let mut slots = Vec::new();
    for (name, ids) in one.references.iter().filter(|(name, _)| !is_known(name)) {
        for id in ids {
            fill(name, id, by_id, is_link, true, &mut slots);
        }
    }
    for (name, text) in one.texts.iter().filter(|(name, _)| !is_known(name)) {
        // In XMI only what is referred to tells references from numbers.
        let is_filler = |id: &str| by_id.get(id).is_some_and(|one| one.is_array() || is_link(one));
        if !text.is_empty() && text.split(' ').all(is_filler) {
            for id in text.split(' ') {
                fill(name, id, by_id, is_link, true, &mut slots);
            }
        } else {
            features.push((name.clone(), text.clone()));
        }
    }
    Structure { id: one.id.clone(), kind: one.kind.clone(), at: one.at(), features, slots, ends }
}

/// Adds what a reference fills a slot with: an array's elements, a link's
/// target, or the annotation itself.
fn fill(
    feature: &str,
    id: &str,
    by_id: &HashMap<&str, &Loose>,
    is_link: &dyn Fn(&Loose) -> bool,
    may_be_array: bool,
    slots: &mut Vec<Slot>,
) {
    let slot = |role: &str, target: &str| Slot {
        feature: feature.to_owned(),
        role: role.to_owned(),
        target: target.to_owned(),
    };
    match by_id.get(id) {
        Some(array) if array.is_array() && may_be_array => {
            for id in array.refers("elements").unwrap_or_default() {
                fill(feature, id, by_id, is_link, false, slots);
            }
        }
        Some(link) if is_link(link) => {
            let targets = link.refers("target").unwrap_or_default();
            let role = link.text("role").unwrap_or_default();
            slots.extend(targets.into_iter().map(|target| slot(role, target)));
        }
        _ => slots.push(slot("", id)),
    }
}
