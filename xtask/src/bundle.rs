//! `cargo xtask build`: from the source to one file.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::pack::{self, Parts};
use crate::paths;
use crate::steps::{self, note, step};
use crate::tools::{self, WebTools};

/// A file that is mailed and kept on sticks stays below this. What reading and writing other tools' formats, attributions
/// and the store add must fit in.
const LIMIT: usize = 1_400_000;

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

/// Builds and packs; returns where the single file is.
pub fn build() -> Result<PathBuf> {
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

    let target = paths::galley_html();
    let sizes = step("Packing one file", || pack_file(&output, &wasm, &target))?;
    sizes.report(&target)?;
    Ok(target)
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
            .args(["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"])
            .arg(from)
            .arg("-o")
            .arg(to),
    )
    .map(drop)
}

struct Sizes {
    wasm: usize,
    wasm_gzip: usize,
    glue: usize,
    file: usize,
}

impl Sizes {
    fn report(&self, target: &Path) -> Result<()> {
        let line = |what: &str, bytes: usize| {
            note(&format!("{what:<12} {:>7.1} KB  {bytes:>9} bytes", bytes as f64 / 1000.0));
        };
        line("wasm", self.wasm);
        line("wasm gzip", self.wasm_gzip);
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

fn pack_file(output: &Path, wasm: &Path, target: &Path) -> Result<Sizes> {
    let page = read(&paths::root().join("index.html"))?;
    let glue = read(&output.join("galley-app.js"))?;
    let wasm = fs::read(wasm).with_context(|| format!("could not read {}", wasm.display()))?;
    let compressed = pack::gzip(&wasm)?;
    let file = pack::pack(&Parts {
        page: &page,
        style: &|href| read(&paths::root().join(href)),
        glue: &glue,
        wasm_gzip: &compressed,
    })?;
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
    }
    fs::write(target, &file).with_context(|| format!("could not write {}", target.display()))?;
    Ok(Sizes { wasm: wasm.len(), wasm_gzip: compressed.len(), glue: glue.len(), file: file.len() })
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}
