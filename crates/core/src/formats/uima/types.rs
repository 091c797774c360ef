//! The types that Galley writes, and their description, which INCEpTION takes
//! as layers.

use crate::formats::table::File;
use crate::json::Writer;
use crate::model::LabelSet;

pub(super) const ANNOTATION: &str = "uima.tcas.Annotation";
pub(super) const MARK: &str = "webanno.custom.Mark";
pub(super) const ATTRIBUTION: &str = "webanno.custom.Attribution";
pub(super) const LINK: &str = "webanno.custom.AttributionRolesLink";
pub(super) const ARTICLE: &str = "webanno.custom.Article";
pub(super) const SENTENCE: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence";
pub(super) const TOKEN: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token";
pub(super) const DOCUMENT: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";

/// The feature that holds an attribution's slots.
pub(super) const ROLES: &str = "roles";
pub(super) const MARK_FEATURES: [&str; 7] =
    ["label", "kind", "note", "attributes", "identifier", "partOf", "details"];
pub(super) const ATTRIBUTION_FEATURES: [&str; 5] =
    ["note", "attributes", "identifier", "noSource", "details"];

const STRING: &str = "uima.cas.String";

/// A type: its name, its parent's, and its features with their ranges.
type Type = (&'static str, &'static str, Vec<(&'static str, &'static str)>);

fn types() -> Vec<Type> {
    let texts = |names: &[&'static str]| names.iter().map(|&name| (name, STRING)).collect::<Vec<_>>();
    let mut attribution = texts(&ATTRIBUTION_FEATURES);
    attribution.push((ROLES, LINK));
    vec![
        (SENTENCE, ANNOTATION, Vec::new()),
        (TOKEN, ANNOTATION, Vec::new()),
        (DOCUMENT, "uima.tcas.DocumentAnnotation", texts(&["documentTitle", "documentId"])),
        (ARTICLE, "uima.cas.AnnotationBase", texts(&["details"])),
        (MARK, ANNOTATION, texts(&MARK_FEATURES)),
        (LINK, "uima.cas.TOP", vec![("role", STRING), ("target", ANNOTATION)]),
        (ATTRIBUTION, ANNOTATION, attribution),
    ]
}

/// The types as a field of JSON.
pub(super) fn in_json(out: &mut Writer) {
    out.name("%TYPES");
    out.begin_object();
    for (name, parent, features) in types() {
        out.name(name);
        out.begin_object();
        out.text("%NAME", name);
        out.text("%SUPER_TYPE", parent);
        for (feature, range) in features {
            out.name(feature);
            out.begin_object();
            out.text("%NAME", feature);
            if range == LINK {
                out.text("%RANGE", &format!("{LINK}[]"));
                out.name("%MULTIPLE_REFERENCES_ALLOWED");
                out.bool(false);
            } else {
                out.text("%RANGE", range);
            }
            out.end();
        }
        out.end();
    }
    out.end();
}

/// The types as a file beside XMI, which does not have them.
pub(in crate::formats) fn beside(_: &LabelSet) -> Vec<File> {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n<name>Galley</name>\n<types>\n",
    );
    for (name, parent, features) in types() {
        xml += &format!(
            "<typeDescription><name>{name}</name><description/><supertypeName>{parent}</supertypeName><features>\n"
        );
        for (feature, range) in features {
            let (range, element) = if range == LINK {
                let element = format!(
                    "<elementType>{LINK}</elementType><multipleReferencesAllowed>false</multipleReferencesAllowed>"
                );
                ("uima.cas.FSArray", element)
            } else {
                (range, String::new())
            };
            xml += &format!(
                "<featureDescription><name>{feature}</name><description/><rangeTypeName>{range}</rangeTypeName>{element}</featureDescription>\n"
            );
        }
        xml += "</features></typeDescription>\n";
    }
    xml += "</types>\n</typeSystemDescription>\n";
    vec![File::new("TypeSystem.xml", xml)]
}
