//! Attributions as arrows between two spans, for the formats that have no
//! other relations: from the cue to each source, content and addressee; where
//! there is no cue, from the first content, and so on.

use std::collections::HashMap;

use super::draft::{Link, Role, Span, by_id};
use super::table::Parsed;
use crate::json::Raw;
use crate::model::{AnnotationType, Attribution, Id};

/// An arrow of an attribution.
pub(super) struct Arrow<'a> {
    pub(super) from: &'a Id,
    pub(super) to: &'a Id,
    pub(super) role: Role,
}

/// An attribution's members by role; the first is what its arrows start from.
pub(super) fn members(attribution: &Attribution) -> impl Iterator<Item = (Role, &Id)> {
    let cue = attribution.cue.iter().map(|id| (Role::Cue, id));
    let contents = attribution.contents.iter().map(|id| (Role::Content, id));
    let sources = attribution.sources.iter().map(|id| (Role::Source, id));
    cue.chain(contents).chain(sources).chain(attribution.addressees.iter().map(|id| (Role::Addressee, id)))
}

/// An attribution's arrows; none where it has a single member.
pub(super) fn arrows(attribution: &Attribution) -> impl Iterator<Item = Arrow<'_>> {
    let mut members = members(attribution);
    let from = members.next().map(|(_, id)| id);
    members.filter_map(move |(role, to)| Some(Arrow { from: from?, to, role }))
}

/// An arrow as a file has it.
#[derive(Debug)]
pub(super) struct FileArrow {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) role: Role,
    /// The attribution's id, where the file says it.
    pub(super) attribution: Option<String>,
}

/// Attributions of a file's arrows: those of one id or, where the file has no
/// ids, of one start make one. `whole` are the attributions as Galley wrote
/// them beside the arrows, for what arrows do not say; the arrows go first,
/// since another program may have changed them.
pub(super) fn grouped(
    spans: &[Span],
    arrows: Vec<FileArrow>,
    whole: Option<Raw<'_>>,
    place: &str,
    parsed: &mut Parsed,
) -> Vec<Link> {
    let known = by_id(spans);
    let mut links: Vec<Link> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for arrow in arrows {
        if !known.contains_key(arrow.from.as_str()) || !known.contains_key(arrow.to.as_str()) {
            let found =
                format!("a relation from {:?} to {:?}, of which one is not there", arrow.from, arrow.to);
            parsed.note(place, found, "left out");
            continue;
        }
        let key = arrow.attribution.clone().unwrap_or_else(|| format!("\0{}", arrow.from));
        let at = *places.entry(key).or_insert_with(|| {
            let mut link = Link { id: arrow.attribution.clone().unwrap_or_default(), ..Link::default() };
            if let Some(role) = known.get(arrow.from.as_str()).and_then(|span| role_of(span)) {
                link.add(role, arrow.from.clone());
            }
            links.push(link);
            links.len() - 1
        });
        if let Some(link) = links.get_mut(at) {
            link.add(arrow.role, arrow.to);
        }
    }
    let whole: Vec<Link> = whole
        .map(|whole| whole.objects().filter_map(|(_, object)| object.map(Link::of_native)).collect())
        .unwrap_or_default();
    complete(&mut links, whole);
    links
}

/// The role of a span by its type, or by its label where only that is known.
pub(super) fn role_of(span: &Span) -> Option<Role> {
    match span.kind {
        Some(AnnotationType::Cue) => Some(Role::Cue),
        Some(AnnotationType::Source) => Some(Role::Source),
        Some(AnnotationType::Content | AnnotationType::Claim) => Some(Role::Content),
        Some(AnnotationType::Addressee) => Some(Role::Addressee),
        Some(AnnotationType::Entity) => Some(Role::Source),
        None => Role::from_name(&span.label).or(Some(Role::Content)),
    }
}

/// Adds to attributions made of arrows what arrows cannot say.
fn complete(links: &mut Vec<Link>, whole: Vec<Link>) {
    let mut more = Vec::new();
    for own in whole {
        let members =
            usize::from(own.cue.is_some()) + own.sources.len() + own.contents.len() + own.addressees.len();
        // Without its id on the arrows, the start tells which it is.
        let start =
            own.cue.as_ref().or(own.contents.first()).or(own.sources.first()).or(own.addressees.first());
        let is_same = |link: &&mut Link| {
            link.id == own.id || (link.id.is_empty() && start.is_some() && starts(link) == start)
        };
        match links.iter_mut().find(is_same) {
            Some(link) => {
                link.id = own.id;
                link.no_source = own.no_source && link.sources.is_empty();
                (link.parent, link.attributes, link.extra) = (own.parent, own.attributes, own.extra);
            }
            // What had arrows and has none now was deleted.
            None if members <= 1 => more.push(own),
            None => {}
        }
    }
    links.append(&mut more);
}

fn starts(link: &Link) -> Option<&String> {
    link.cue.as_ref().or(link.contents.first()).or(link.sources.first()).or(link.addressees.first())
}
