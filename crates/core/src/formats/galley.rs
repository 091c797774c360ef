//! Galley's own formats in the table.

use super::table::{File, Parsed, Sample};
use super::{ReadError, Tools, native};
use crate::json::Raw;

pub(super) fn fits_json(sample: &Sample<'_>) -> bool {
    let is_own = |value: Raw<'_>| value.string().as_deref() == Some("galley");
    sample.object.get("format").is_some_and(is_own)
        || (sample.object.get("text").is_some_and(Raw::is_string)
            && sample.object.get("annotations").is_some_and(is_ours))
}

/// Whether annotations have a target, which nobody else's do.
fn is_ours(annotations: Raw<'_>) -> bool {
    annotations.objects().all(|(_, object)| {
        object
            .is_some_and(|object| object.get("target").is_some_and(Raw::is_array) || object.contains("exact"))
    })
}

pub(super) fn read(files: &[File], tools: &mut Tools<'_>, parsed: &mut Parsed) -> Result<(), ReadError> {
    for file in files {
        let text = file.text()?;
        parsed.whole = Some(native::read(text, &file.name, tools.label_set, tools.new_id)?);
    }
    Ok(())
}
