//! UIMA CAS JSON 0.4, with its types.

use super::layers::{Placed, placed};
use super::resolve::{Loose, resolved};
use super::to_draft::draft;
use super::types::{self, ARTICLE, ATTRIBUTION, DOCUMENT, LINK, ROLES, SENTENCE, TOKEN};
use crate::formats::native::fields::id_of;
use crate::formats::native::json::parse;
use crate::formats::table::{File, Parsed, Sample};
use crate::formats::tokens::{sentences, tokens};
use crate::formats::writing::{Output, Page, json_line};
use crate::formats::{ReadError, Tools};
use crate::json::{Object, Raw, Writer};
use crate::text::TextRange;

const STRUCTURES: &str = "%FEATURE_STRUCTURES";

pub(in crate::formats) fn fits(sample: &Sample<'_>) -> bool {
    sample.object.contains(STRUCTURES)
}

pub(in crate::formats) fn read(
    files: &[File],
    _: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let (_, object) = parse(file.text()?, 1)?;
        let list = object.and_then(|object| object.get(STRUCTURES)).unwrap_or_default();
        let mut all = Vec::new();
        for (index, (_, object)) in list.objects().enumerate() {
            match object {
                Some(object) => all.push(loose(&object)),
                None => {
                    let place = format!("{}, feature structure {}", file.name, index + 1);
                    parsed.note(place, "it is not an object", "left out");
                }
            }
        }
        match resolved(&all, &file.name, parsed) {
            Ok((text, structures)) => draft(text, &structures, file, parsed),
            Err(reason) => parsed.note(file.name.clone(), reason, "left out"),
        }
    }
    Ok(())
}

fn loose(object: &Object<'_>) -> Loose {
    let id = |raw: Raw<'_>| id_of(raw).map(std::borrow::Cow::into_owned);
    let mut one = Loose { id: object.get("%ID").and_then(id).unwrap_or_default(), ..Loose::default() };
    for name in object.names() {
        let value = object.get(&name).unwrap_or_default();
        let string = value.string().map(std::borrow::Cow::into_owned);
        match name.as_str() {
            "%TYPE" => one.kind = string.unwrap_or_default(),
            "%ELEMENTS" => {
                one.references.push(("elements".to_owned(), value.items().filter_map(id).collect()))
            }
            name if name.starts_with('%') || value.is_null() => {}
            name => match name.strip_prefix('@') {
                Some(name) => one.references.push((name.to_owned(), id(value).into_iter().collect())),
                None => {
                    let name = name.trim_start_matches(['#', '^']);
                    one.texts.push((name.to_owned(), string.unwrap_or_else(|| value.to_value().to_string())));
                }
            },
        }
    }
    one
}

pub(in crate::formats) fn write(page: &Page<'_>, out: &mut Output) {
    let mut json = String::new();
    json_line(&mut json, |json| cas(page, json));
    json.push('\n');
    out.file(format!("{}.json", page.stem), json);
}

/// The ids of what there is one of.
const SOFA: i64 = 1;
const FIRST: i64 = 2;

fn cas(page: &Page<'_>, out: &mut Writer) {
    let tokens = tokens(page.article);
    let sentences = sentences(page.article, &tokens);
    let marks = placed(page, &Some);
    out.begin_object();
    types::in_json(out);
    out.name(STRUCTURES);
    out.begin_array();
    begin(out, SOFA, "uima.cas.Sofa");
    number(out, "sofaNum", 1);
    out.text("sofaID", "_InitialView");
    out.text("mimeType", "text/plain");
    out.text("sofaString", page.text());
    out.end();
    let mut id = FIRST;
    let mut next = || {
        id += 1;
        id - 1
    };
    annotation(page, out, next(), DOCUMENT, TextRange::up_to(page.article.text.size()));
    out.text("language", "x-unspecified");
    out.text("documentTitle", &page.article.title);
    out.text("documentId", page.article.id.as_str());
    out.end();
    begin(out, next(), ARTICLE);
    number(out, "@sofa", SOFA);
    let mut rest = String::new();
    json_line(&mut rest, |out| page.rest(out));
    out.text("details", &rest);
    out.end();
    for sentence in &sentences {
        annotation(page, out, next(), SENTENCE, *sentence);
        out.end();
    }
    for token in &tokens {
        annotation(page, out, next(), TOKEN, token.range);
        out.end();
    }
    let first_mark = next();
    let members = FIRST..first_mark + marks.len() as i64;
    let id_of_mark = |index: usize| first_mark + index as i64;
    // Arrays and links come behind the marks.
    let mut id = members.end;
    for (index, mark) in marks.iter().enumerate() {
        annotation(page, out, id_of_mark(index), mark.kind, mark.range);
        for (name, text) in &mark.features {
            out.text(name, text);
        }
        if mark.kind == ATTRIBUTION {
            out.key(&format!("@{ROLES}"));
            out.number(id);
            id += 1 + mark.slots.len() as i64;
        }
        out.end();
    }
    let mut id = members.end;
    for mark in marks.iter().filter(|mark| mark.kind == ATTRIBUTION) {
        id = slots(out, id, mark, &id_of_mark);
    }
    out.end();
    out.name("%VIEWS");
    out.begin_object();
    out.name("_InitialView");
    out.begin_object();
    number(out, "%SOFA", SOFA);
    out.name("%MEMBERS");
    out.begin_array();
    members.for_each(|member| out.number(member));
    out.end();
    out.end();
    out.end();
    out.end();
}

/// Writes an attribution's array of links and the links, from an id on; the
/// id after them.
fn slots(out: &mut Writer, id: i64, mark: &Placed, id_of_mark: &dyn Fn(usize) -> i64) -> i64 {
    begin(out, id, &format!("{LINK}[]"));
    out.name("%ELEMENTS");
    out.begin_array();
    (1..=mark.slots.len() as i64).for_each(|index| out.number(id + index));
    out.end();
    out.end();
    let mut id = id + 1;
    for &(role, target) in &mark.slots {
        begin(out, id, LINK);
        out.text("role", role);
        number(out, "@target", id_of_mark(target));
        out.end();
        id += 1;
    }
    id
}

fn begin(out: &mut Writer, id: i64, kind: &str) {
    out.begin_object();
    number(out, "%ID", id);
    out.text("%TYPE", kind);
}

fn annotation(page: &Page<'_>, out: &mut Writer, id: i64, kind: &str, range: TextRange) {
    let (start, end) = page.range(range);
    begin(out, id, kind);
    number(out, "@sofa", SOFA);
    number(out, "begin", start.into());
    number(out, "end", end.into());
}

fn number(out: &mut Writer, name: &'static str, number: i64) {
    out.name(name);
    out.number(number);
}
