//! Half a character: what a page's text can have and no file and no string
//! here can (a lone surrogate). What is typed or pasted into a field shows
//! what is kept of it; what is opened is refused.

use js_sys::{JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Event;

use super::js;

/// Puts what is kept in the place of what a changed field has, where that is
/// not the same. Whether it is not.
pub fn mend(event: &Event) -> bool {
    let Some(field) = event.target() else { return false };
    let Some(value) = js::get(&field, "value").filter(has_half) else { return false };
    let kept = JsValue::from(value.as_string());
    Reflect::set(&field, &"value".into(), &kept).unwrap_or(false)
}

/// Whether half a character stands alone in a text.
pub fn has_half(text: &JsValue) -> bool {
    // Only where what is kept has the sign for it is it worth looking at.
    text.as_string().is_some_and(|kept| kept.contains(char::REPLACEMENT_CHARACTER))
        && text.dyn_ref::<JsString>().is_some_and(|text| !text.is_valid_utf16())
}
