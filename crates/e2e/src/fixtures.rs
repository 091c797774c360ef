//! Files to open.

use std::fs;
use std::path::{Path, PathBuf};

use crate::page::Page;

/// A file of `fixtures/`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// What a file of `fixtures/` says.
pub fn fixture_text(name: &str) -> String {
    let path = fixture(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("could not read {}: {error}", path.display()))
}

impl Page {
    /// Writes a file to open, for this test alone.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.profile.files().join(name);
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("could not write {}: {error}", path.display()));
        path
    }
}
