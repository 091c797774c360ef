//! `cargo xtask test`: every test.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::browsers::{self, Browser, Drivers};
use crate::steps::{self, step};
use crate::tools::cargo;
use crate::{bundle, paths};

/// What can be said on the command line.
pub struct Options {
    unit: bool,
    end_to_end: bool,
    browsers: Vec<Browser>,
    /// For the test programs.
    rest: Vec<String>,
}

impl Options {
    pub fn parse(arguments: &[String]) -> Result<Self> {
        let mut options =
            Options { unit: true, end_to_end: true, browsers: Browser::ALL.to_vec(), rest: Vec::new() };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "unit" => options.end_to_end = false,
                "e2e" => options.unit = false,
                "--browser" => {
                    let name = arguments.next().context("--browser needs a name after it")?;
                    options.browsers = vec![Browser::parse(name)?];
                }
                "--" => options.rest.extend(arguments.by_ref().cloned()),
                other => bail!("test knows unit, e2e, --browser NAME and -- ARGUMENTS, but not `{other}`"),
            }
        }
        if !options.unit && !options.end_to_end {
            bail!("say `unit` or `e2e`, or neither for both");
        }
        Ok(options)
    }
}

/// Runs what the options ask for.
pub fn test(options: &Options) -> Result<()> {
    if options.unit {
        unit(&options.rest)?;
    }
    if options.end_to_end {
        end_to_end(options)?;
    }
    println!("==> All tests passed");
    Ok(())
}

/// The tests that need nothing but this machine.
fn unit(rest: &[String]) -> Result<()> {
    // Everything except the end-to-end crate, whose tests need browsers and the built page.
    const PACKAGES: [&str; 3] = ["--workspace", "--exclude", "galley-e2e"];
    if has_nextest() {
        step("Unit and property tests (nextest)", || {
            let mut command = cargo();
            command.args(["nextest", "run", "--no-tests", "pass"]).args(PACKAGES);
            steps::run(with_rest(&mut command, rest))
        })?;
    } else {
        step("Unit and property tests", || {
            let mut command = cargo();
            command.args(["test", "--lib", "--bins", "--tests"]).args(PACKAGES);
            steps::run(with_rest(&mut command, rest))
        })?;
    }
    // Nextest does not run those.
    step("Documentation tests", || {
        let mut command = cargo();
        command.args(["test", "--doc", "--package", "galley-core"]);
        steps::run(with_rest(&mut command, rest))
    })
}

/// The tests of the single file in real browsers.
fn end_to_end(options: &Options) -> Result<()> {
    let drivers = Drivers::get(&options.browsers)?;
    let (galley_html, _) = bundle::build()?;
    for &browser in &options.browsers {
        in_browser(browser, &drivers, &galley_html, &options.rest, &[])?;
    }
    steps::note(&format!("screenshots are in {}", paths::screenshots().display()));
    Ok(())
}

/// Those of the tests of the single file that `rest` names, with some
/// variables set.
pub fn in_browser(
    browser: Browser,
    drivers: &Drivers,
    galley_html: &Path,
    rest: &[String],
    variables: &[(&str, String)],
) -> Result<()> {
    let screenshots = paths::screenshots();
    fs::create_dir_all(&screenshots)
        .with_context(|| format!("could not create {}", screenshots.display()))?;
    step(&format!("End-to-end tests in {}", browser.name()), || {
        let mut command = cargo();
        command
            .args(["test", "--package", "galley-e2e", "--all-targets"])
            .env("GALLEY_BROWSER", browser.name())
            .env("GALLEY_HTML", galley_html)
            .env("GALLEY_SHOTS", &screenshots)
            .envs(variables.iter().map(|(name, value)| (name, value)));
        drivers.describe(&mut command);
        browsers::describe_axe(&mut command)?;
        steps::run(with_rest(&mut command, rest))
    })
}

fn with_rest<'a>(command: &'a mut Command, rest: &[String]) -> &'a mut Command {
    if !rest.is_empty() {
        command.arg("--").args(rest);
    }
    command
}

fn has_nextest() -> bool {
    cargo()
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&arguments)
    }

    #[test]
    fn everything_is_tested_unless_told_otherwise() {
        let options = parse("").expect("nothing need be said");
        assert!(options.unit && options.end_to_end);
        assert_eq!(options.browsers, Browser::ALL);
    }

    #[test]
    fn a_part_and_a_browser_can_be_chosen() {
        let options = parse("e2e --browser firefox -- marks --nocapture").expect("it is well formed");
        assert!(!options.unit && options.end_to_end);
        assert_eq!(options.browsers, [Browser::Firefox]);
        assert_eq!(options.rest, ["marks", "--nocapture"]);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for line in ["all", "--browser", "--browser safari", "unit e2e"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
