//! The page's address: which workspace is open is in its last part, so that a
//! reload opens the same one, and two windows can have two.

const WORKSPACE: &str = "#workspace=";

/// The workspace that the address names.
pub fn workspace() -> Option<String> {
    let hash = gloo_utils::window().location().hash().ok()?;
    hash.strip_prefix(WORKSPACE).map(str::to_owned)
}

/// Has the address name a workspace.
pub fn name(workspace: &str) {
    // Where it is refused, a reload opens the workspace that was opened last.
    let _ = gloo_utils::window().location().replace(&format!("{WORKSPACE}{workspace}"));
}

/// Opens another workspace in this window.
pub fn open(workspace: &str) {
    name(workspace);
    // A browser that refuses this refuses every page.
    let _ = gloo_utils::window().location().reload();
}

/// Whether each place of the file has a store of its own, as Firefox has it:
/// then a copy that lies elsewhere does not see the work.
pub fn is_store_by_path() -> bool {
    let window = gloo_utils::window();
    let is_file = window.location().protocol().is_ok_and(|protocol| protocol == "file:");
    is_file && window.navigator().user_agent().is_ok_and(|agent| agent.contains("Firefox/"))
}
