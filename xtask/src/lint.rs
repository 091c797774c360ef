//! `cargo xtask lint`: what has to hold of the source besides its tests.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::steps::{self, step};
use crate::tools::{self, CARGO_DENY, cargo};

const WASM: &str = "wasm32-unknown-unknown";

/// Crates that would tie galley-core to a browser, or bring chance into it.
const NOT_IN_CORE: [&str; 7] = ["getrandom", "gloo", "js-sys", "wasm-bindgen", "web-sys", "web-time", "yew"];

/// Runs all checks, also after one has failed, and says at the end which did.
pub fn lint() -> Result<()> {
    tools::wasm_target()?;
    let deny = CARGO_DENY.get()?;
    let checks: [(&str, &dyn Fn() -> Result<()>); 6] = [
        ("Format", &|| {
            steps::run(cargo().args(["fmt", "--all", "--check"]))
                .context("type `cargo fmt --all` to put it right")
        }),
        ("Clippy on what runs natively", &|| clippy(&["--workspace", "--exclude", "galley"])),
        ("Clippy on the app, for the browser", &|| clippy(&["--package", "galley", "--target", WASM])),
        ("Licences, sources and banned crates", &|| {
            // Not `advisories`: that check fetches its database from the network at every run, so the outcome would
            // depend on the day and on the connection. `cargo deny check advisories` does it by hand.
            steps::run(Command::new(&deny).args([
                "--log-level",
                "error",
                "check",
                "bans",
                "licenses",
                "sources",
            ]))
        }),
        ("galley-core knows no browser", &core_is_pure),
        ("galley-core builds for the browser", &|| {
            steps::run(cargo().args(["check", "--package", "galley-core", "--target", WASM]))
        }),
    ];
    let mut failed = Vec::new();
    for (what, check) in checks {
        if let Err(error) = step(what, check) {
            steps::fail(&error);
            failed.push(what);
        }
    }
    if !failed.is_empty() {
        bail!("{} of {} checks failed: {}", failed.len(), checks.len(), failed.join("; "));
    }
    println!("==> All checks passed");
    Ok(())
}

fn clippy(packages: &[&str]) -> Result<()> {
    steps::run(cargo().arg("clippy").args(packages).args(["--all-targets", "--", "--deny", "warnings"]))
}

fn core_is_pure() -> Result<()> {
    let tree = steps::output(cargo().args([
        "tree",
        "--package",
        "galley-core",
        "--edges",
        "normal",
        "--target",
        "all",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]))?;
    let found = impurities(&tree);
    if !found.is_empty() {
        bail!(
            "galley-core depends on {}; `cargo tree --package galley-core --edges normal --target all --invert {}` says why",
            found.join(", "),
            found[0]
        );
    }
    Ok(())
}

/// The crates of a tree, one on a line, that must not be in it.
fn impurities(tree: &str) -> Vec<&str> {
    let mut found: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| NOT_IN_CORE.contains(name) || name.starts_with("gloo-"))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_in_the_tree_is_found() {
        let tree =
            "galley-core v0.1.0\nserde v1.0.0\nweb-sys v0.3.106\ngloo-file v0.4.0\nweb-sys v0.3.106 (*)\n";
        assert_eq!(impurities(tree), ["gloo-file", "web-sys"]);
        assert!(impurities("galley-core v0.1.0\nserde v1.0.0\n").is_empty());
    }
}
