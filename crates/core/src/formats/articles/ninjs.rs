//! ninjs, the IPTC's news in JSON: 1.x with `body_text` and its like, 2 and 3
//! with lists of `bodies` and `headlines`. The plain text is taken, else the
//! HTML, else the NITF.

use std::borrow::Cow;

use super::{About, nitf};
use crate::formats::native::json::parse;
use crate::formats::table::{File, Parsed, Sample};
use crate::formats::{ReadError, Tools, plain, xml};
use crate::json::{Object, Raw};
use crate::model::Extra;
use crate::text::split::split;

pub(in crate::formats) fn fits(sample: &Sample<'_>) -> bool {
    let has = |name: &str| sample.object.contains(name);
    has("uri")
        && (has("bodies")
            || has("headlines")
            || ["body_text", "body_html", "body_xhtml", "body_nitf"].iter().any(|name| has(name)))
}

pub(in crate::formats) fn read(
    files: &[File],
    tools: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let (value, object) = parse(file.text()?, 1)?;
        let items = value.objects().map(|(_, item)| item).chain(object.map(Some));
        for (index, item) in items.enumerate() {
            let place = format!("item {}", index + 1);
            match item {
                Some(item) => read_item(item, &place, tools, parsed),
                None => parsed.note(place, "it is not an object", "left out"),
            }
        }
    }
    Ok(())
}

fn string(object: &Object<'_>, name: &str) -> Option<String> {
    object.get(name).and_then(Raw::string).map(Cow::into_owned)
}

fn read_item(mut item: Object<'_>, place: &str, tools: &mut Tools<'_>, parsed: &mut Parsed) {
    let mut about = About::default();
    let headlines: Vec<(String, String)> = valued(item.take("headlines"));
    let main = headlines.iter().find(|(role, _)| role == "main").or_else(|| headlines.first());
    about.title =
        main.map(|(_, value)| value.clone()).or_else(|| string(&item, "headline")).unwrap_or_default();
    for (name, field) in [
        ("uri", "uri"),
        ("language", "language"),
        ("byline", "byline"),
        ("published", "versioncreated"),
        ("published", "firstcreated"),
        ("url", "link"),
        ("publisher", "infosource"),
    ] {
        about.note(name, string(&item, field));
    }
    let (kind, body) = match body(&mut item) {
        Some(body) => body,
        None => return parsed.note(place, "it has no body", "left out"),
    };
    item.take("bodies");
    for name in ["headline", "uri", "language", "byline", "versioncreated", "link"] {
        item.take(name);
    }
    about.metadata.insert("ninjs".to_owned(), item.into_map().into());
    match kind {
        Kind::Text => {
            let blocks = split(&body);
            let article = plain::article((tools.new_id)(), None, Extra::new(), body, blocks);
            about.read(article, place, parsed);
        }
        Kind::Html => about.markup(&body, place, tools, parsed),
        Kind::Nitf => match xml::parse(&body) {
            Ok(tree) => nitf::read_nitf(&tree, about, place, tools, parsed),
            Err(error) => parsed.note(place, error.to_string(), "left out"),
        },
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Text,
    Html,
    Nitf,
}

/// The role, or else the content type, and the value of each of a list.
fn valued(list: Option<Raw<'_>>) -> Vec<(String, String)> {
    let one = |(_, object): (Raw<'_>, Option<Object<'_>>)| {
        let object = object?;
        let role = string(&object, "contentType").or_else(|| string(&object, "contenttype"));
        Some((
            string(&object, "role").filter(|_| role.is_none()).or(role).unwrap_or_default(),
            string(&object, "value")?,
        ))
    };
    list.unwrap_or_default().objects().filter_map(one).collect()
}

/// The body that is nearest to plain text.
fn body(item: &mut Object<'_>) -> Option<(Kind, String)> {
    let kind = |name: &str| {
        let name = name.to_ascii_lowercase();
        if name.contains("nitf") {
            Kind::Nitf
        } else if name.contains("html") {
            Kind::Html
        } else {
            Kind::Text
        }
    };
    let listed = valued(item.get("bodies")).into_iter().map(|(name, value)| {
        // A part without a type may be markup all the same.
        let is_markup = value.trim_start().starts_with('<');
        let kind = kind(&name);
        (if kind == Kind::Text && is_markup { Kind::Html } else { kind }, value)
    });
    let flat = ["body_text", "body_html", "body_xhtml", "body_nitf"];
    let flat: Vec<_> = flat
        .iter()
        .filter_map(|name| {
            item.take(name).and_then(Raw::string).map(|value| (kind(name), value.into_owned()))
        })
        .collect();
    let all = listed.chain(flat).filter(|(_, value)| !value.trim().is_empty());
    all.min_by_key(|(kind, _)| *kind)
}
