//! Archives of several files: which of them belong together, and the list of
//! contents that an export of a set has.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::ReadError;
use super::archive::Archive;
use super::native::json;
use super::table::{self, Format};
use super::unit::Unit;
use crate::json::{Layout, Object, Raw, Writer};
use crate::model::Id;

/// The list's name in an archive.
pub const MANIFEST: &str = "manifest.json";

/// An article in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    pub id: Id,
    pub title: String,
    /// The files that it is in.
    pub files: Vec<String>,
}

/// What is in an archive.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    pub format: &'static Format,
    pub unit: Unit,
    /// When it was made, RFC 3339.
    pub exported: String,
    pub articles: Vec<Packed>,
}

impl Manifest {
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = Writer::new(Layout::Indented { deepest: 2 });
        out.begin_object();
        out.text("format", self.format.id);
        out.text("exported", &self.exported);
        out.text("offset_unit", self.unit.name());
        out.name("articles");
        out.begin_array();
        for article in &self.articles {
            out.begin_object();
            out.text("id", article.id.as_str());
            out.text("title", &article.title);
            out.texts("files", &mut article.files.iter().map(String::as_str));
            out.end();
        }
        out.end();
        out.end();
        out.end_line();
        out.take()
    }

    /// The list of an archive that Galley has made; `None` for any other file.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let (_, object) = json::parse(json, 1).ok()?;
        let object = object?;
        fn text<'a>(object: &Object<'a>, name: &str) -> Option<Cow<'a, str>> {
            object.get(name).and_then(Raw::string)
        }
        let format = table::by_id(&text(&object, "format")?)?;
        let article = |(_, article): (Raw<'_>, Option<Object<'_>>)| {
            let article = article?;
            let files = article.get("files")?.items().filter_map(Raw::string);
            Some(Packed {
                id: Id::new(&text(&article, "id")?),
                title: text(&article, "title")?.into_owned(),
                files: files.map(Cow::into_owned).collect(),
            })
        };
        Some(Self {
            format,
            unit: text(&object, "offset_unit").and_then(|unit| Unit::from_name(&unit)).unwrap_or(Unit::None),
            exported: text(&object, "exported").unwrap_or_default().into_owned(),
            articles: object.get("articles")?.objects().filter_map(article).collect(),
        })
    }
}

/// Files of an archive that are to be read together, by their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub files: Vec<usize>,
    /// The article that they are, where the archive tells.
    pub article: Option<(Id, String)>,
}

/// How an archive is to be read.
#[derive(Debug, Default, PartialEq)]
pub struct Contents {
    /// The format of every group, where it is known.
    pub format: Option<&'static Format>,
    pub groups: Vec<Group>,
    /// Files that are of no group.
    pub others: Vec<usize>,
}

/// Finds out which files of an archive belong together: by its list of
/// contents, else by names that are the same but for the end. `None` when
/// nothing in it tells, as in one that is a document itself.
///
/// # Errors
/// When its list of contents is damaged.
pub fn contents(archive: &Archive<'_>) -> Result<Option<Contents>, ReadError> {
    let names: Vec<&str> = archive.names().collect();
    let manifest = archive.file(MANIFEST).transpose()?;
    let manifest = manifest.and_then(|bytes| Manifest::read(std::str::from_utf8(&bytes).ok()?));
    match manifest {
        Some(manifest) if !is_brat(&names) => Ok(Some(listed(&names, &manifest))),
        manifest if is_brat(&names) || has_pair(&names) => Ok(Some(pairs(&names, manifest.as_ref()))),
        _ => Ok(None),
    }
}

fn is_brat(names: &[&str]) -> bool {
    names.iter().any(|name| name.ends_with(".ann"))
}

/// Whether a text has marks beside it.
fn has_pair(names: &[&str]) -> bool {
    let texts: HashSet<&str> = names.iter().filter_map(|name| name.strip_suffix(".txt")).collect();
    names.iter().any(|name| marks_of(name).is_some_and(|text| texts.contains(text)))
}

/// What files of marks are named by, which have their text beside them.
const MARKS: [&str; 3] = [".ann", ".jsonld", ".json"];

/// The name, without its end, of the text that a file of marks would be of.
fn marks_of(name: &str) -> Option<&str> {
    MARKS.iter().find_map(|end| name.strip_suffix(end))
}

/// The files of each article of a list; those of several articles once.
fn listed(names: &[&str], manifest: &Manifest) -> Contents {
    let mut numbers: HashMap<&str, usize> = names.iter().enumerate().map(|(at, &name)| (name, at)).collect();
    // What the list does not name was written beside the articles.
    let groups = manifest.articles.iter().map(|article| Group {
        files: article.files.iter().filter_map(|file| numbers.remove(file.as_str())).collect(),
        article: None,
    });
    let groups = groups.filter(|group| !group.files.is_empty()).collect();
    Contents { format: Some(manifest.format), groups, others: Vec::new() }
}

/// Texts, each with its marks, of which the first tell the format.
fn pairs(names: &[&str], manifest: Option<&Manifest>) -> Contents {
    let numbers: HashMap<&str, usize> = names.iter().enumerate().map(|(at, &name)| (name, at)).collect();
    let articles = manifest.map(|manifest| manifest.articles.as_slice()).unwrap_or_default();
    let articles: HashMap<&str, &Packed> = articles
        .iter()
        .flat_map(|article| article.files.iter().map(move |file| (file.as_str(), article)))
        .collect();
    let format = is_brat(names).then(|| table::by_id("brat")).flatten();
    let mut contents = Contents { format, ..Contents::default() };
    let beside = table::Beside::names();
    for (index, &name) in names.iter().enumerate() {
        if let Some(stem) = name.strip_suffix(".txt") {
            let marks = MARKS.iter().filter_map(|end| numbers.get(format!("{stem}{end}").as_str()));
            let files = marks.copied().chain([index]).collect();
            let article = articles.get(name).map(|article| (article.id.clone(), article.title.clone()));
            contents.groups.push(Group { files, article });
        } else if let Some(stem) = marks_of(name).filter(|_| !beside.has(name)) {
            // With its text, or alone, for the reader to say what is missing.
            if !numbers.contains_key(format!("{stem}.txt").as_str()) {
                contents.groups.push(Group { files: vec![index], article: None });
            }
        } else if !beside.has(name) {
            contents.others.push(index);
        }
    }
    contents
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::archive::ArchiveWriter;

    fn contents_of(files: &[(&str, &str)]) -> Option<Contents> {
        let mut archive = ArchiveWriter::new();
        files.iter().for_each(|(name, text)| archive.add(name, text.as_bytes()).unwrap());
        let bytes = archive.finish().unwrap();
        contents(&Archive::open(&bytes).unwrap()).unwrap()
    }

    fn manifest(format: &str, files: &[&str]) -> Manifest {
        let files = files.iter().map(|file| (*file).to_owned()).collect();
        Manifest {
            format: table::by_id(format).unwrap(),
            unit: Unit::CodePoint,
            exported: "2026-11-25T09:00:00Z".to_owned(),
            articles: vec![Packed { id: Id::new("a1"), title: "Tide “out”".to_owned(), files }],
        }
    }

    #[test]
    fn a_list_of_contents_comes_back() {
        let list = manifest("brat", &["tide.txt", "tide.ann"]);
        assert_eq!(Manifest::read(&list.write()), Some(list));
        for other in ["", "[]", "{\"format\": \"galley\"}", "{\"format\": \"tar\", \"articles\": []}"] {
            assert_eq!(Manifest::read(other), None, "{other}");
        }
    }

    #[test]
    fn pairs_belong_together_and_have_their_titles_from_the_list() {
        let list = manifest("brat", &["tide.txt", "tide.ann"]).write();
        let found = contents_of(&[
            ("tide.ann", ""),
            ("sub/b.txt", ""),
            ("tide.txt", ""),
            ("lost.ann", ""),
            ("annotation.conf", ""),
            ("notes.pdf", ""),
            (MANIFEST, &list),
        ])
        .unwrap();
        let groups: Vec<_> = found.groups.iter().map(|group| group.files.clone()).collect();
        assert_eq!(groups, [vec![1], vec![0, 2], vec![3]]);
        assert_eq!(found.groups[1].article, Some((Id::new("a1"), "Tide “out”".to_owned())));
        assert_eq!((found.others, found.format.map(|format| format.id)), (vec![5], Some("brat")));
    }

    #[test]
    fn marks_of_any_kind_belong_to_the_text_of_their_name() {
        let found = contents_of(&[("a.txt", ""), ("a.json", ""), ("b.txt", ""), ("c.jsonld", "")]).unwrap();
        let groups: Vec<_> = found.groups.iter().map(|group| group.files.clone()).collect();
        assert_eq!((groups, found.format), (vec![vec![1, 0], vec![2], vec![3]], None));
        assert_eq!(contents_of(&[("a.txt", ""), ("c.json", "")]), None);
    }

    #[test]
    fn the_list_tells_which_files_are_articles() {
        let list = manifest("label-studio", &["articles.json"]).write();
        let found = contents_of(&[("articles.json", "[]"), ("labeling.xml", ""), (MANIFEST, &list)]).unwrap();
        assert_eq!((found.groups[0].files.clone(), found.others), (vec![0], vec![]));
        assert_eq!(found.format.map(|format| format.id), Some("label-studio"));
        assert_eq!(contents_of(&[("a.txt", ""), ("manifest.json", "{}")]), None);
    }
}
