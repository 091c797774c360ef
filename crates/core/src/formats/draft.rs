//! What a reader of another program's file makes of it: texts with marks on
//! them, in the file's own terms. From there on all formats are one: a draft
//! is handed to the reader of Galley's own format, which places its marks,
//! repairs them, finds their labels and lists what could not be kept.

use std::collections::HashMap;

use serde_json::Value;

use super::unit::{Counted, Unit};
use super::writing;
use crate::json::{Layout, Object, Raw, Writer};
use crate::model::{AnnotationType, Attributes, Extra};
use crate::text::{Text, TextRange};

/// One article of a file.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub id: Option<String>,
    pub title: Option<String>,
    pub text: String,
    /// Its offsets are the same in all units; known once it is read.
    pub is_uniform: bool,
    /// Fields of an article in Galley's own format that the file brings
    /// along; what the fields here say goes before them.
    pub rest: Extra,
    pub metadata: Extra,
    pub spans: Vec<Span>,
    pub links: Vec<Link>,
    /// What of the file Galley has no place for, under the format's id.
    pub kept: Extra,
}

/// A mark.
#[derive(Clone, Debug, Default)]
pub struct Span {
    pub id: String,
    /// `None` when only the label tells.
    pub kind: Option<AnnotationType>,
    pub label: String,
    pub fragments: Vec<Fragment>,
    pub attributes: Attributes,
    pub note: String,
    /// Who, when and how, as in Galley's own format.
    pub provenance: Extra,
    /// The file's fields that Galley does not know.
    pub extra: Extra,
}

/// Offsets as the file has them, with the words where it quotes them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fragment {
    pub start: Value,
    pub end: Value,
    pub exact: Option<String>,
}

/// An attribution; ids are those of spans.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    pub id: String,
    pub sources: Vec<String>,
    pub cue: Option<String>,
    pub contents: Vec<String>,
    pub addressees: Vec<String>,
    pub no_source: bool,
    pub parent: Option<String>,
    pub attributes: Attributes,
    pub extra: Extra,
}

impl Fragment {
    pub fn new(start: u32, end: u32, exact: Option<String>) -> Self {
        Self { start: start.into(), end: end.into(), exact }
    }

    /// Offsets of a JSON file, whatever they are.
    pub fn raw(start: Option<Raw<'_>>, end: Option<Raw<'_>>, exact: Option<Raw<'_>>) -> Self {
        let value = |raw: Option<Raw<'_>>| raw.map(Raw::to_value).unwrap_or_default();
        let exact = exact.and_then(Raw::string).map(std::borrow::Cow::into_owned);
        Self { start: value(start), end: value(end), exact }
    }

    fn offsets(&self) -> Option<(u32, u32)> {
        let offset = |value: &Value| value.as_u64().and_then(|offset| u32::try_from(offset).ok());
        Some((offset(&self.start)?, offset(&self.end)?))
    }
}

impl Draft {
    /// How many marks quote what is at their offsets in a unit, and how many
    /// quote anything.
    pub fn fit(&self, text: &Text, unit: Unit) -> (usize, usize) {
        let counted = Counted::new(text, unit);
        let fragments = || self.spans.iter().flat_map(|span| &span.fragments);
        let fits = |fragment: &&Fragment| {
            let found = fragment.offsets().and_then(|(start, end)| counted.slice(start, end));
            found.is_some() && found == fragment.exact.as_deref()
        };
        (fragments().filter(fits).count(), fragments().filter(|fragment| fragment.exact.is_some()).count())
    }

    /// How many marks begin and end at the borders of words in a unit: what
    /// tells units apart where a file quotes nothing.
    pub fn on_words(&self, text: &Text, unit: Unit) -> usize {
        let counted = Counted::new(text, unit);
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let fits = |fragment: &&Fragment| {
            let Some((start, end)) = fragment.offsets() else { return false };
            let (Some(from), Some(to)) = (counted.byte(start), counted.byte(end)) else { return false };
            let (Some(before), Some(words), Some(after)) =
                (text.get(..from.into()), counted.slice(start, end), text.get(to.into()..))
            else {
                return false;
            };
            let cuts = |left: Option<char>, right: Option<char>| is_letter(left) && is_letter(right);
            words.trim() == words
                && !cuts(before.chars().next_back(), words.chars().next())
                && !cuts(words.chars().next_back(), after.chars().next())
        };
        self.spans.iter().flat_map(|span| &span.fragments).filter(fits).count()
    }

    /// Where the fragments of each mark are in a unit; `None` outside the text.
    pub fn places(&self, text: &Text, unit: Unit) -> Vec<Vec<Option<TextRange>>> {
        let counted = Counted::new(text, unit);
        let place = |fragment: &Fragment| {
            let (start, end) = fragment.offsets()?;
            let (start, end) = (counted.byte(start)?, counted.byte(end)?);
            (start <= end).then(|| TextRange::new(start, end))
        };
        self.spans.iter().map(|span| span.fragments.iter().map(place).collect()).collect()
    }

    /// The words at a mark's offsets in a unit, for a preview; `None` where it
    /// is outside the text.
    pub fn surface(&self, span: &Span, text: &Text, unit: Unit) -> Option<String> {
        let counted = Counted::new(text, unit);
        let words = span.fragments.iter().map(|fragment| {
            let (start, end) = fragment.offsets()?;
            counted.slice(start, end)
        });
        words.collect::<Option<Vec<_>>>().map(|words| words.join(" … "))
    }

    /// Gives the spans what Galley has written of them beside, in the
    /// article's own fields; what the file itself says goes first.
    pub(super) fn recall(&mut self) {
        let Some(Value::Array(list)) = self.rest.remove("annotations") else { return };
        let id = |own: &Extra| own.get("id").and_then(Value::as_str).map(str::to_owned);
        let own = list.into_iter().filter_map(|own| match own {
            Value::Object(own) => Some((id(&own)?, own)),
            _ => None,
        });
        let mut own: HashMap<String, Extra> = own.collect();
        for span in &mut self.spans {
            if let Some(own) = own.remove(&span.id) {
                span.recall(own);
            }
        }
    }

    /// Gives spans and attributions other ids.
    pub(super) fn rename(&mut self, ids: &HashMap<String, String>) {
        let rename = |id: &mut String| {
            if let Some(own) = ids.get(id) {
                id.clone_from(own);
            }
        };
        self.spans.iter_mut().for_each(|span| rename(&mut span.id));
        for link in &mut self.links {
            let members = [&mut link.sources, &mut link.contents, &mut link.addressees];
            members.into_iter().flatten().for_each(rename);
            link.cue.iter_mut().chain(&mut link.parent).for_each(rename);
            rename(&mut link.id);
        }
    }

    /// Takes spans that are no longer there out of the attributions.
    pub(super) fn unlink(&mut self) {
        let ids: std::collections::HashSet<&str> = self.spans.iter().map(|span| span.id.as_str()).collect();
        let is_there = |id: &String| ids.contains(id.as_str());
        for link in &mut self.links {
            link.sources.retain(is_there);
            link.contents.retain(is_there);
            link.addressees.retain(is_there);
            link.cue = link.cue.take().filter(is_there);
        }
        self.links.retain(|link| {
            link.cue.is_some()
                || !(link.sources.is_empty() && link.contents.is_empty() && link.addressees.is_empty())
        });
    }

    /// The draft as an article in Galley's own format.
    pub(super) fn to_native(&self, format: &str, unit: Unit) -> String {
        let mut out = Writer::new(Layout::OneLine);
        out.begin_object();
        let rest: Extra = self
            .rest
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "text" | "annotations" | "attributions" | "format"))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        out.fields(&rest);
        out.optional_text("id", self.id.as_deref());
        out.optional_text("title", self.title.as_deref());
        out.text(
            "offset_unit",
            if unit == Unit::Utf16 { Unit::Utf16.name() } else { Unit::CodePoint.name() },
        );
        out.text("text", &self.text);
        if !self.metadata.is_empty() {
            let mut metadata = match self.rest.get("metadata") {
                Some(Value::Object(metadata)) => metadata.clone(),
                _ => Extra::new(),
            };
            metadata.extend(self.metadata.clone());
            out.name("metadata");
            out.map(&metadata);
        }
        out.name("annotations");
        out.begin_array();
        let graphemes = Graphemes::of(&self.text, unit);
        self.spans.iter().for_each(|span| span.write(&mut out, &graphemes));
        out.end();
        out.name("attributions");
        out.begin_array();
        self.links.iter().for_each(|link| link.write(&mut out));
        out.end();
        if !self.kept.is_empty() {
            out.key(format);
            out.map(&self.kept);
        }
        out.end();
        out.take()
    }
}

/// Offsets in graphemes, which Galley's own format does not know, as code
/// points.
struct Graphemes(Option<Vec<u32>>);

impl Graphemes {
    fn of(text: &str, unit: Unit) -> Self {
        use unicode_segmentation::UnicodeSegmentation;
        if unit != Unit::Grapheme {
            return Self(None);
        }
        let mut starts = vec![0];
        let mut at = 0;
        for grapheme in text.graphemes(true) {
            at += u32::try_from(grapheme.chars().count()).unwrap_or_default();
            starts.push(at);
        }
        Self(Some(starts))
    }

    fn code_point(&self, offset: &Value) -> Value {
        let Some(starts) = &self.0 else { return offset.clone() };
        let start = offset.as_u64().and_then(|offset| starts.get(usize::try_from(offset).ok()?));
        start.map_or_else(|| Value::from("past the end"), |&start| start.into())
    }
}

impl Span {
    /// Takes what Galley has written of the span as fields of its own format,
    /// but for the id.
    pub(super) fn recall(&mut self, mut own: Extra) {
        let mut text = |name: &str| match own.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        self.kind = self.kind.or_else(|| AnnotationType::from_name(&text("type")?));
        let note = text("note").unwrap_or_default();
        if self.note.is_empty() {
            self.note = note;
        }
        if let Some(Value::Object(attributes)) = own.remove("attributes")
            && self.attributes.is_empty()
        {
            self.attributes = attributes.into_iter().collect();
        }
        if let Some(Value::Object(provenance)) = own.remove("provenance") {
            self.provenance = provenance;
        }
        own.remove("id");
        for (name, value) in own {
            self.extra.entry(name).or_insert(value);
        }
    }

    fn write(&self, out: &mut Writer, graphemes: &Graphemes) {
        out.begin_object();
        out.fields(&self.extra);
        if !self.id.is_empty() {
            out.text("id", &self.id);
        }
        out.optional_text("type", self.kind.map(AnnotationType::name));
        out.text("label", &self.label);
        out.name("target");
        out.begin_array();
        for fragment in &self.fragments {
            out.begin_object();
            out.name("start");
            out.value(&graphemes.code_point(&fragment.start));
            out.name("end");
            out.value(&graphemes.code_point(&fragment.end));
            out.optional_text("exact", fragment.exact.as_deref());
            out.end();
        }
        out.end();
        writing::attributes(out, &self.attributes);
        if !self.note.is_empty() {
            out.text("note", &self.note);
        }
        if !self.provenance.is_empty() {
            out.name("provenance");
            out.map(&self.provenance);
        }
        out.end();
    }
}

impl Link {
    fn write(&self, out: &mut Writer) {
        let ids = |out: &mut Writer, name: &'static str, ids: &[String]| {
            out.texts(name, &mut ids.iter().map(String::as_str));
        };
        out.begin_object();
        out.fields(&self.extra);
        if !self.id.is_empty() {
            out.text("id", &self.id);
        }
        ids(out, "sources", &self.sources);
        out.name("no_source");
        out.bool(self.no_source);
        out.optional_text("cue", self.cue.as_deref());
        ids(out, "contents", &self.contents);
        ids(out, "addressees", &self.addressees);
        out.optional_text("parent", self.parent.as_deref());
        writing::attributes(out, &self.attributes);
        out.end();
    }

    /// An attribution as Galley's own format has it.
    pub(super) fn of_native(mut object: Object<'_>) -> Self {
        let id = |raw: Raw<'_>| raw.string().map(std::borrow::Cow::into_owned);
        let mut ids = |name: &str| -> Vec<String> {
            object.take(name).map(|raw| raw.items().filter_map(id).collect()).unwrap_or_default()
        };
        let (sources, contents, addressees) = (ids("sources"), ids("contents"), ids("addressees"));
        Self {
            id: object.take("id").and_then(id).unwrap_or_default(),
            cue: object.take("cue").and_then(id),
            no_source: object.take("no_source").and_then(Raw::bool).unwrap_or_default(),
            parent: object.take("parent").and_then(id),
            attributes: attributes_of(object.take("attributes")),
            sources,
            contents,
            addressees,
            extra: object.into_map(),
        }
    }

    /// Puts a span into the role that a relation gives it.
    pub(super) fn add(&mut self, role: Role, span: String) {
        let list = match role {
            Role::Source => &mut self.sources,
            Role::Content => &mut self.contents,
            Role::Addressee => &mut self.addressees,
            Role::Cue => {
                if self.cue.is_none() {
                    self.cue = Some(span);
                }
                return;
            }
        };
        if !list.contains(&span) {
            list.push(span);
        }
    }
}

/// What a span is in an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    Cue,
    Source,
    Content,
    Addressee,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Cue, Self::Source, Self::Content, Self::Addressee];

    /// The role's name in files, that of the annotations that play it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cue => "cue",
            Self::Source => "source",
            Self::Content => "content",
            Self::Addressee => "addressee",
        }
    }

    /// The role by a name that other programs may write in capitals, with the
    /// number that brat puts behind a role that comes again.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
        match name.to_ascii_lowercase().as_str() {
            "source" | "speaker" => Some(Self::Source),
            "cue" => Some(Self::Cue),
            "content" | "quote" => Some(Self::Content),
            "addressee" => Some(Self::Addressee),
            _ => None,
        }
    }
}

impl From<Role> for AnnotationType {
    fn from(role: Role) -> Self {
        match role {
            Role::Cue => Self::Cue,
            Role::Source => Self::Source,
            Role::Content => Self::Content,
            Role::Addressee => Self::Addressee,
        }
    }
}

/// An object's fields as attributes.
pub(super) fn attributes_of(raw: Option<Raw<'_>>) -> Attributes {
    raw.and_then(Raw::object).map(|object| object.into_map().into_iter().collect()).unwrap_or_default()
}

/// The fields of what Galley has written as JSON in a text.
pub(super) fn json_fields(json: &str) -> Option<Extra> {
    match serde_json::from_str(json) {
        Ok(Value::Object(fields)) => Some(fields),
        _ => None,
    }
}

/// Where each span of a draft stands, by its id in the file.
pub(super) fn by_id(spans: &[Span]) -> HashMap<&str, &Span> {
    spans.iter().rev().map(|span| (span.id.as_str(), span)).collect()
}
