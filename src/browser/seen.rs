//! Whether Galley was ever started in this place. The store knows, but the
//! browser takes long to bring it up; this is known at once.

const KEY: &str = "galley";

/// Whether it surely never was. Where the browser does not say, it may have
/// been.
pub fn is_new_place() -> bool {
    memory().is_some_and(|memory| memory.get_item(KEY) == Ok(None))
}

/// It was now.
pub fn remember() {
    if let Some(memory) = memory() {
        // Where it is refused, the sample is shown first, and then what is stored.
        let _ = memory.set_item(KEY, "started");
    }
}

fn memory() -> Option<web_sys::Storage> {
    gloo_utils::window().local_storage().ok().flatten()
}
