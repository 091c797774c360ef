//! The labels' colours, as a style sheet of their own.
//!
//! The page's policy refuses `style` attributes, and a rule per label is
//! cheaper than a style per mark. Each label gives its colour to the lane that
//! a mark paints it in, and to the swatches that name it.

use std::fmt::Write as _;

use galley_core::model::label_set::is_color;
use galley_core::model::{AnnotationType, LabelSet};
use galley_core::text::segment::LANES;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CssStyleSheet;

/// The adopted style sheet of the labels; created once and replaced as a whole.
pub struct LabelStyles(Option<CssStyleSheet>);

impl LabelStyles {
    pub fn new() -> Self {
        let sheet = CssStyleSheet::new().ok();
        if let Some(sheet) = &sheet {
            adopt(&gloo_utils::document(), sheet);
        }
        Self(sheet)
    }

    pub fn show(&self, label_set: &LabelSet) {
        if let Some(sheet) = &self.0 {
            let _ = sheet.replace_sync(&rules(label_set));
        }
    }
}

/// Adds a style sheet to a document or a shadow tree.
pub fn adopt(root: &JsValue, sheet: &CssStyleSheet) {
    let sheets = js_sys::Reflect::get(root, &"adoptedStyleSheets".into());
    if let Some(sheets) = sheets.ok().and_then(|sheets| sheets.dyn_into::<js_sys::Array>().ok()) {
        sheets.push(sheet);
    }
}

fn rules(label_set: &LabelSet) -> String {
    let mut css = String::new();
    for label in &label_set.labels {
        let id = quoted(label.id.as_str());
        // A colour comes from a file, so nothing else may get into the style
        // sheet.
        let color = if is_color(&label.color) { label.color.as_str() } else { "#78716c" };
        // Writing to a string cannot fail.
        let _ = write!(css, "[data-label={id}]{{--label:{color}}}");
        for lane in 0..LANES {
            let line = line_variable(label.kind);
            let _ =
                write!(css, "mark[data-lane{lane}={id}]{{--c{lane}:{color};--line{lane}:var({line}{lane})}}");
        }
        if label.kind == AnnotationType::Entity {
            let _ = write!(css, "mark[data-tint={id}]{{--tint:{color}}}");
        }
    }
    css
}

/// The kind of line a type is underlined with; `styles/marks.css` draws them.
fn line_variable(kind: AnnotationType) -> &'static str {
    match kind {
        AnnotationType::Entity | AnnotationType::Source => "--solid",
        AnnotationType::Claim => "--dotted",
        AnnotationType::Cue => "--dashed",
        AnnotationType::Content => "--fine",
        AnnotationType::Addressee => "--long",
    }
}

/// A CSS string with everything but plain letters and digits escaped.
fn quoted(text: &str) -> String {
    let mut css = String::from("\"");
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') {
            css.push(c);
        } else {
            let _ = write!(css, "\\{:x} ", u32::from(c));
        }
    }
    css.push('"');
    css
}
