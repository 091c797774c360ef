//! Where things are. All of them inside the workspace.

use std::path::{Path, PathBuf};

/// The workspace.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// What `cargo xtask` installs. `cargo clean` removes it along with everything else.
pub fn tools() -> PathBuf {
    root().join("target/tools")
}

/// Trunk's output, which is not yet the single file.
pub fn trunk_output(name: &str) -> PathBuf {
    root().join("target/trunk").join(name)
}

/// The single file.
pub fn galley_html() -> PathBuf {
    root().join("dist/galley.html")
}

/// Where the end-to-end tests leave their pictures.
pub fn screenshots() -> PathBuf {
    root().join("target/screenshots")
}
