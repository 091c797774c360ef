//! `cargo xtask interop`: whether other programs read what Galley writes.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::paths;
use crate::steps::{self, step};
use crate::tools::cargo;

/// Those whose formats are written, as far as they are packages.
const PACKAGES: [&str; 10] = [
    "spacy",
    "srsly",
    "datasets",
    "pandas",
    "pyld",
    "label-studio-sdk",
    "dkpro-cassis",
    "conllu",
    "lxml",
    "trafilatura",
];

pub fn interop() -> Result<()> {
    let folder = paths::root().join("target/interop");
    let python = folder.join("venv/bin/python");
    // What is installed, so that a package that is new here is installed too.
    let (installed, wanted) = (folder.join("venv/installed"), PACKAGES.join("\n"));
    if fs::read_to_string(&installed).ok().as_ref() != Some(&wanted) {
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        step("Python packages", || {
            steps::run(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
            steps::run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))?;
            fs::write(&installed, wanted).with_context(|| installed.display().to_string())
        })?;
    }
    step("The galley command", || steps::run(cargo().args(["build", "--quiet", "--package", "galley-cli"])))?;
    let root = paths::root();
    step("Other programs", || {
        let mut script = Command::new(&python);
        script.arg(root.join("xtask/src/interop.py")).arg(root.join("target/debug/galley"));
        script.arg(root.join("crates/core/src/sample.txt")).arg(folder.join("work"));
        steps::run(&mut script)
    })
}
