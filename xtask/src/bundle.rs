//! `cargo xtask build`: from the source to one file.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::pack::{self, Parts};
use crate::steps::{self, note, step};
use crate::tools::{self, WebTools};
use crate::{paths, split};

/// A file that is mailed and kept on sticks stays below this. What reading and writing other tools' formats, attributions
/// and the store add must fit in.
const LIMIT: usize = 1_250_000;

/// Builds the standard library along, for size and without the words of panics: that makes the wasm a tenth smaller.
/// A panic then ends in a trap at once, of which the page tells all the same (see index.html). These options are not
/// stable, which is why the toolchain is pinned.
const SMALL_STD: [(&str, &str); 5] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    ("CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT", "true"),
    ("CARGO_PROFILE_RELEASE_PANIC", "immediate-abort"),
];

/// Builds and packs; returns where the single file is, and how large its parts.
pub fn build() -> Result<(PathBuf, Sizes)> {
    let program = compile()?;
    let list = read(&rest_functions())?;
    let parts = step("Cutting the wasm in two", || split::split(&program.wasm, &list))?;
    if parts.unknown > list.lines().count() / 10 {
        note(&format!(
            "{} of the functions in {} are not there any more; `cargo xtask profile` finds them anew",
            parts.unknown,
            rest_functions().display()
        ));
    }
    let target = paths::galley_html();
    let sizes = step("Packing one file", || {
        let page = read(&paths::root().join("index.html"))?;
        pack_file(&page, &program.glue, &parts.start, &parts.rest, &target)
    })?;
    sizes.report(&target)?;
    Ok((target, sizes))
}

/// A program that is not cut yet.
pub struct Program {
    /// With the names of its functions.
    pub wasm: Vec<u8>,
    pub glue: String,
}

/// The names of the functions that a start does not run.
pub fn rest_functions() -> PathBuf {
    paths::root().join("xtask/rest-functions.txt")
}

/// From the source to wasm and glue.
pub fn compile() -> Result<Program> {
    let tools = WebTools::get()?;
    let output = paths::trunk_output("release");
    tools::standard_library_source()?;
    step("Building the app for release", || {
        tools::fetch_crates(&SMALL_STD)?;
        let mut trunk = tools.trunk()?;
        trunk
            .args(["build", "--release", "--quiet", "--dist"])
            .arg(&output)
            .envs(SMALL_STD)
            .env("CARGO_ENCODED_RUSTFLAGS", flags()?);
        steps::run(&mut trunk)
    })?;
    let mut wasm = output.join("galley-app_bg.wasm");
    if let Some(wasm_opt) = &tools.wasm_opt {
        let optimised = output.join("galley-app_opt.wasm");
        step("Optimising the wasm for size", || optimise(wasm_opt, &wasm, &optimised))?;
        wasm = optimised;
    }
    Ok(Program {
        wasm: fs::read(&wasm).with_context(|| format!("could not read {}", wasm.display()))?,
        glue: read(&output.join("galley-app.js"))?,
    })
}

/// The compiler notes the paths of sources. Without these flags, the file would name the builder's home folder and
/// differ from one machine to the next.
fn flags() -> Result<OsString> {
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("there is no home folder")?;
    let mut flags = OsString::from("-Zunstable-options\u{1f}-Cpanic=immediate-abort");
    let mut remap = |from: &Path, to: &str| {
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    };
    let sources = cargo_home.join("registry/src");
    let mut registries: Vec<PathBuf> = fs::read_dir(&sources)
        .with_context(|| format!("could not read {}", sources.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    registries.sort();
    for registry in &registries {
        remap(registry, "registry");
    }
    Ok(flags)
}

// The wasm says itself which features it uses; that section has done its duty afterwards.
fn optimise(wasm_opt: &Path, from: &Path, to: &Path) -> Result<()> {
    steps::output(
        Command::new(wasm_opt)
            // With the names of the functions: they tell where to cut it.
            .args(["-Oz", "--debuginfo", "--strip-producers", "--strip-target-features"])
            .arg(from)
            .arg("-o")
            .arg(to),
    )
    .map(drop)
}

/// In bytes.
pub struct Sizes {
    start: usize,
    pub start_gzip: usize,
    rest: usize,
    pub rest_lzip: usize,
    glue: usize,
    file: usize,
}

impl Sizes {
    fn report(&self, target: &Path) -> Result<()> {
        let line = |what: &str, bytes: usize| {
            note(&format!("{what:<14} {:>7.1} KB  {bytes:>9} bytes", bytes as f64 / 1000.0));
        };
        line("start", self.start);
        line("start, gzip", self.start_gzip);
        line("rest", self.rest);
        line("rest, lzip", self.rest_lzip);
        line("glue", self.glue);
        line("single file", self.file);
        note(&format!("{}", target.display()));
        if self.file > LIMIT {
            bail!(
                "the single file has {} bytes, {} more than the {LIMIT} that are allowed",
                self.file,
                self.file - LIMIT
            );
        }
        Ok(())
    }
}

/// Packs a page, the glue and the two parts of a program into one file.
pub fn pack_file(page: &str, glue: &str, start: &[u8], rest: &[u8], target: &Path) -> Result<Sizes> {
    let (start_gzip, rest_lzip) = (pack::gzip(start)?, pack::lzip(rest)?);
    let file = pack::pack(&Parts {
        page,
        style: &|href| read(&paths::root().join(href)),
        glue,
        start: &start_gzip,
        rest: &rest_lzip,
    })?;
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
    }
    fs::write(target, &file).with_context(|| format!("could not write {}", target.display()))?;
    Ok(Sizes {
        start: start.len(),
        start_gzip: start_gzip.len(),
        rest: rest.len(),
        rest_lzip: rest_lzip.len(),
        glue: glue.len(),
        file: file.len(),
    })
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}
