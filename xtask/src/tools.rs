//! The programs that a build needs: taken from PATH where they fit, else installed into `target/tools`.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::steps::{self, note, step};

/// The three numbers of a version; what is not given is zero.
pub type Version = [u32; 3];

/// A program that cargo can install.
pub struct CargoTool {
    /// The crate.
    package: &'static str,
    /// The program in it.
    program: &'static str,
    /// The version to install.
    pin: &'static str,
    /// Which versions found on this machine are used as they are.
    accepts: fn(Version) -> bool,
    /// How long a first installation takes, roughly, on two cores.
    takes: &'static str,
}

/// Version 0.22 needs a newer compiler than ours.
pub const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    program: "trunk",
    pin: "0.21.14",
    accepts: |version| version[..2] == [0, 21],
    takes: "8 minutes",
};

/// Has to be the very version of the `wasm-bindgen` crate in Cargo.toml and Trunk.toml: all three change together.
pub const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    pin: "0.2.129",
    accepts: |version| version == [0, 2, 129],
    takes: "5 minutes",
};

/// Firefox's driver, which Debian does not ship.
pub const GECKODRIVER: CargoTool = CargoTool {
    package: "geckodriver",
    program: "geckodriver",
    pin: "0.37.1",
    accepts: |version| version >= [0, 35, 0],
    takes: "4 minutes",
};

/// Checks licences, sources and banned crates.
pub const CARGO_DENY: CargoTool = CargoTool {
    package: "cargo-deny",
    program: "cargo-deny",
    pin: "0.20.2",
    accepts: |version| version >= [0, 18, 0],
    takes: "8 minutes",
};

/// Builds what tries the readers with arbitrary bytes.
pub const CARGO_FUZZ: CargoTool = CargoTool {
    package: "cargo-fuzz",
    program: "cargo-fuzz",
    pin: "0.13.2",
    accepts: |version| version >= [0, 12, 0],
    takes: "2 minutes",
};

impl CargoTool {
    /// The program: one that is on PATH and fits, or ours, which is installed now if need be.
    pub fn get(&self) -> Result<PathBuf> {
        let ours = paths::tools().join("bin").join(self.program).with_extension(env::consts::EXE_EXTENSION);
        for candidate in on_path(self.program).into_iter().chain([ours.clone()]) {
            if version_of(&candidate).is_some_and(self.accepts) {
                return Ok(candidate);
            }
        }
        step(&format!("Installing {} {} (once, about {})", self.package, self.pin, self.takes), || {
            self.install()
        })
        .with_context(|| format!("could not install {}; {}", self.package, self.advice()))?;
        if version_of(&ours).is_some_and(self.accepts) {
            Ok(ours)
        } else {
            bail!("{} does not run or is of another version than {}", ours.display(), self.pin)
        }
    }

    fn install(&self) -> Result<()> {
        let tools = paths::tools();
        let mut command = cargo();
        command
            .args(["install", "--locked", "--force", "--root"])
            .arg(&tools)
            // One target directory for all tools: they have many crates in common.
            .arg("--target-dir")
            .arg(tools.join("build"))
            .arg(format!("{}@{}", self.package, self.pin))
            // Tools that run for seconds need no thorough optimisation; this halves the time to build them.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        steps::run_logged(&mut command, &log(self.program))
    }

    fn advice(&self) -> String {
        format!("to do it by hand, type `cargo install --locked {}@{}`", self.package, self.pin)
    }
}

/// What `trunk build` and the packing after it need.
pub struct WebTools {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
    /// The page works without it; it is a little larger then.
    pub wasm_opt: Option<PathBuf>,
}

impl WebTools {
    /// Everything that turns the source into wasm and glue, installed where it is missing.
    pub fn get() -> Result<Self> {
        wasm_target()?;
        Ok(WebTools { trunk: TRUNK.get()?, wasm_bindgen: WASM_BINDGEN.get()?, wasm_opt: wasm_opt() })
    }

    /// Trunk, such that it finds our tools and asks no network.
    pub fn trunk(&self) -> Result<Command> {
        let mut command = Command::new(&self.trunk);
        let mut folders: Vec<PathBuf> =
            self.wasm_bindgen.parent().map(Path::to_path_buf).into_iter().collect();
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        command.env("PATH", env::join_paths(folders)?).env("TRUNK_SKIP_VERSION_CHECK", "true");
        // Trunk takes NO_COLOR for a flag of its own and refuses the usual value, 1.
        if env::var_os("NO_COLOR").is_some() {
            command.env_remove("NO_COLOR").env("TRUNK_COLOR", "never");
        }
        Ok(command)
    }
}

/// Where what a program printed is kept.
pub fn log(name: &str) -> PathBuf {
    paths::tools().join("log").join(format!("{name}.log"))
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Fetches the crates of the workspace, since Trunk asks cargo to work offline.
pub fn fetch_crates(environment: &[(&str, &str)]) -> Result<()> {
    // The second time for the standard library's own crates: cargo fetches those of a named target only.
    for target in [&[][..], &["--target", "wasm32-unknown-unknown"]] {
        steps::run(cargo().args(["fetch", "--quiet"]).args(target).envs(environment.iter().copied()))
            .context("could not fetch the crates; the first build needs the network once")?;
    }
    Ok(())
}

/// Makes sure that the compiler can make wasm.
pub fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    toolchain_part(TARGET, &["target", "add", TARGET])
}

/// Makes sure that the standard library's source is there, of which the released file makes its own.
pub fn standard_library_source() -> Result<()> {
    toolchain_part("src/rust/library", &["component", "add", "rust-src"])
}

/// Adds a part of the toolchain, a folder under `lib/rustlib`, unless it is there. rust-toolchain.toml names it too, but
/// rustup adds what is named there only when it installs the toolchain itself.
fn toolchain_part(folder: &str, rustup: &[&str]) -> Result<()> {
    let sysroot = steps::output(Command::new("rustc").args(["--print", "sysroot"]))
        .context("there is no Rust compiler; see https://rustup.rs")?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(folder).is_dir() {
        return Ok(());
    }
    let typed = format!("rustup {}", rustup.join(" "));
    step(&format!("Adding to the toolchain: {typed}"), || {
        steps::run(Command::new("rustup").args(rustup))
            .with_context(|| format!("the compiler in {} lacks a part; type `{typed}`", sysroot.trim()))
    })
}

/// The oldest wasm-opt that reads what today's compiler writes (116, for one, does not).
const OLDEST_WASM_OPT: u32 = 121;
const BINARYEN: &str = "132.0.0";
const AXE: &str = "4.14.1";

/// wasm-opt, or nothing and a note: it saves some bytes, and that is all.
fn wasm_opt() -> Option<PathBuf> {
    let ours = npm_modules().join(".bin/wasm-opt").with_extension(if cfg!(windows) { "cmd" } else { "" });
    let fits = |path: &PathBuf| version_of(path).is_some_and(|v| v[0] >= OLDEST_WASM_OPT);
    on_path("wasm-opt").into_iter().chain([ours.clone()]).find(fits).or_else(|| {
        match npm_install("binaryen", BINARYEN) {
            Ok(_) if fits(&ours) => Some(ours),
            Ok(_) => {
                note("wasm-opt was installed but does not run; going on without it");
                None
            }
            Err(error) => {
                note(&format!("going on without wasm-opt (the file gets a little larger): {error:#}"));
                None
            }
        }
    })
}

/// axe-core's script, with which the end-to-end tests look for barriers.
pub fn axe() -> Result<PathBuf> {
    let script = npm_install("axe-core", AXE)?.join("axe.min.js");
    if !script.is_file() {
        bail!("axe-core came without {}", script.display());
    }
    Ok(script)
}

fn npm_modules() -> PathBuf {
    paths::tools().join("node/node_modules")
}

/// Installs a package from npm, unless it is there; returns its folder.
fn npm_install(package: &str, version: &str) -> Result<PathBuf> {
    let folder = npm_modules().join(package);
    let present = fs::read_to_string(folder.join("package.json"))
        .is_ok_and(|manifest| manifest.contains(&format!("\"version\": \"{version}\"")));
    if present {
        return Ok(folder);
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    if on_path(npm).is_empty() {
        bail!(
            "{package} comes from npm, and npm is not on PATH; install Node.js from your system's packages"
        );
    }
    let prefix = paths::tools().join("node");
    fs::create_dir_all(&prefix).with_context(|| format!("could not create {}", prefix.display()))?;
    step(&format!("Installing {package} {version} from npm"), || {
        steps::run_logged(
            Command::new(npm)
                .args(["install", "--no-audit", "--no-fund", "--save-exact", "--prefix"])
                .arg(&prefix)
                .arg(format!("{package}@{version}")),
            &log(package),
        )
    })
    .with_context(|| {
        format!("could not install {package}; to do it by hand, type `npm install --prefix target/tools/node {package}@{version}`")
    })?;
    Ok(folder)
}

/// Every program of that name on PATH, in the order in which a shell would find them.
pub fn on_path(program: impl AsRef<OsStr>) -> Vec<PathBuf> {
    let file = Path::new(program.as_ref());
    let file = if file.extension().is_none() {
        file.with_extension(env::consts::EXE_EXTENSION)
    } else {
        file.to_path_buf()
    };
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .map(|folder| folder.join(&file))
        .filter(|path| path.is_file())
        .collect()
}

/// What a program says to `--version`; nothing if it does not run or does not say.
pub fn version_of(program: &Path) -> Option<Version> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    parse_version(&String::from_utf8_lossy(&output.stdout))
}

/// The first word of a text that looks like a version.
fn parse_version(text: &str) -> Option<Version> {
    text.split_whitespace().find_map(|word| {
        // `0.37.1-nightly` and `153.7.0esr` count as what they begin with.
        let end = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
        let mut version = [0; 3];
        let mut numbers = word[..end].split('.');
        version[0] = numbers.next()?.parse().ok()?;
        for (place, number) in version[1..].iter_mut().zip(numbers) {
            *place = number.parse().unwrap_or(0);
        }
        Some(version)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_programs_say() {
        for (said, version) in [
            ("trunk 0.21.14\n", [0, 21, 14]),
            ("wasm-bindgen 0.2.129", [0, 2, 129]),
            ("wasm-opt version 132 (version_132)", [132, 0, 0]),
            ("geckodriver 0.37.1 (a1b2c3 2026-01-01)", [0, 37, 1]),
            ("Mozilla Firefox 153.7.0esr", [153, 7, 0]),
            ("Chromium 156.0.8078.79 built on Debian", [156, 0, 8078]),
        ] {
            assert_eq!(parse_version(said), Some(version), "{said}");
        }
        assert_eq!(parse_version("no version here"), None);
    }

    #[test]
    fn the_pins_are_among_what_is_accepted() {
        for tool in [TRUNK, WASM_BINDGEN, GECKODRIVER, CARGO_DENY, CARGO_FUZZ] {
            let pin = parse_version(tool.pin).expect("a pin is a version");
            assert!((tool.accepts)(pin), "{}", tool.package);
        }
    }

    #[test]
    fn the_three_places_that_name_wasm_bindgen_agree() {
        let pin = WASM_BINDGEN.pin;
        for (file, line) in [
            ("Cargo.toml", format!("wasm-bindgen = \"={pin}\"")),
            ("Trunk.toml", format!("wasm_bindgen = \"{pin}\"")),
        ] {
            let text = fs::read_to_string(paths::root().join(file)).expect("the file is ours");
            assert!(text.contains(&line), "{file} should say {line}");
        }
    }
}
