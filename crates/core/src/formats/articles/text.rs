//! Pages and texts: see [`html`], [`markdown`] and [`plain`].

use crate::formats::detect::{self, Kind};
use crate::formats::table::{File, Item, Parsed, Sample};
use crate::formats::{ReadError, Tools, html, markdown, plain};

fn kind(sample: &Sample<'_>) -> Kind {
    let name = sample.files.first().map(|file| file.name.as_str()).unwrap_or_default();
    detect::kind(sample.text, name)
}

pub(in crate::formats) fn fits_html(sample: &Sample<'_>) -> bool {
    kind(sample) == Kind::Html
}

pub(in crate::formats) fn fits_markdown(sample: &Sample<'_>) -> bool {
    kind(sample) == Kind::Markdown
}

pub(in crate::formats) fn fits(_: &Sample<'_>) -> bool {
    true
}

pub(in crate::formats) fn read_html(
    files: &[File],
    tools: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let page = (tools.parse_html)(file.text()?).ok_or_else(|| ReadError {
            place: file.name.clone(),
            reason: "the page cannot be parsed".to_owned(),
        })?;
        let article = html::read((tools.new_id)(), &file.name, &page)?;
        parsed.items.push(Item::Article(Box::new(article)));
    }
    Ok(())
}

pub(in crate::formats) fn read_markdown(
    files: &[File],
    tools: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let article = markdown::read((tools.new_id)(), &file.name, file.text()?.to_owned())?;
        parsed.items.push(Item::Article(Box::new(article)));
    }
    Ok(())
}

pub(in crate::formats) fn read(
    files: &[File],
    tools: &mut Tools<'_>,
    parsed: &mut Parsed,
) -> Result<(), ReadError> {
    for file in files {
        let article = plain::read((tools.new_id)(), &file.name, file.text()?.to_owned())?;
        parsed.items.push(Item::Article(Box::new(article)));
    }
    Ok(())
}
