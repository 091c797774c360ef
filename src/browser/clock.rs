//! Time and ids: core has neither a clock nor randomness.

use galley_core::model::Id;
use wasm_bindgen::JsValue;

/// Now, as RFC 3339 in UTC: `2026-11-23T09:00:00.000Z`.
pub fn now() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// A new UUID, version 7: ids made later sort later.
pub fn new_id() -> Id {
    Id::from(uuid::Uuid::now_v7().to_string())
}

/// The local time of day of an RFC 3339 time, as `12:03`; empty when it is
/// not a time.
pub fn time_of_day(time: &str) -> String {
    let date = js_sys::Date::new(&JsValue::from_str(time));
    if date.get_time().is_nan() {
        return String::new();
    }
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}

/// The local day and time of day of an RFC 3339 time: `2026-11-23 12:03`.
pub fn day_and_time(time: &str) -> String {
    format!("{} {}", day(time), time_of_day(time))
}

/// The local day of an RFC 3339 time, as `2026-11-23`; empty when it is not a
/// time.
pub fn day(time: &str) -> String {
    let date = js_sys::Date::new(&JsValue::from_str(time));
    if date.get_time().is_nan() {
        return String::new();
    }
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}
