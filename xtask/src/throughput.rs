//! `cargo xtask throughput`: how fast the `galley` command converts a large set.

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::steps::{self, step};
use crate::tools::cargo;

const MEGABYTES: u32 = 100;

/// Builds the command as it is installed, writes a set into the build folder
/// and converts it. `--megabytes N` says how large the set is.
pub fn throughput(arguments: &[String]) -> Result<()> {
    let megabytes = match arguments {
        [] => MEGABYTES,
        [flag, number] if flag == "--megabytes" => {
            number.parse().with_context(|| format!("`{number}` is no number of megabytes"))?
        }
        _ => bail!("throughput knows --megabytes N"),
    };
    step("The galley command", || {
        steps::run(cargo().args(["build", "--quiet", "--release", "--package", "galley-cli"]))
    })?;
    step("Converting", || {
        let mut command = cargo();
        command.args([
            "run",
            "--quiet",
            "--profile",
            "runner",
            "--package",
            "galley-bench",
            "--bin",
            "throughput",
            "--",
        ]);
        command.arg(paths::root().join("target/release/galley")).arg(paths::root().join("target/throughput"));
        steps::run(command.arg(megabytes.to_string()))
    })
}
