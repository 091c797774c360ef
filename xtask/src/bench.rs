//! `cargo xtask bench`: how fast the packed file is, beside pages without an application.

use anyhow::{Context, Result, bail};

use crate::browsers::{Browser, Drivers};
use crate::steps::{self, step};
use crate::tools::cargo;
use crate::{bundle, paths};

/// Builds the single file and measures it; the arguments are the benchmark's.
pub fn bench(arguments: &[String]) -> Result<()> {
    check(arguments)?;
    let drivers = Drivers::get(&[Browser::Chromium])?;
    let (galley_html, sizes) = bundle::build()?;
    let folder = paths::root().join("target/bench");
    step("Benchmark in Chromium", || {
        let mut command = cargo();
        command
            .args(["run", "--quiet", "--profile", "runner", "--package", "galley-bench", "--"])
            .args(arguments)
            .env("GALLEY_BROWSER", Browser::Chromium.name())
            .env("GALLEY_HTML", &galley_html)
            .env("GALLEY_START_BYTES", sizes.start_gzip.to_string())
            .env("GALLEY_REST_BYTES", sizes.rest_lzip.to_string())
            .env("GALLEY_BENCH", &folder)
            .env("GALLEY_SHOTS", &folder);
        drivers.describe(&mut command);
        steps::run(&mut command)
    })
}

/// Refuses what the benchmark would refuse after the build.
fn check(arguments: &[String]) -> Result<()> {
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => {}
            "--rounds" | "--sizes" => {
                arguments.next().with_context(|| format!("{argument} needs a value after it"))?;
            }
            other => bail!("bench knows --quick, --rounds N and --sizes S,M,L,XL, but not `{other}`"),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_refused_before_anything_is_built() {
        let check = |line: &str| {
            let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            check(&arguments)
        };
        assert!(check("--quick --rounds 2 --sizes S,XL").is_ok());
        assert!(check("fast").is_err());
        assert!(check("--rounds").is_err());
    }
}
