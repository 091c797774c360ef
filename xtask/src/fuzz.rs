//! `cargo xtask fuzz`: every reader of files, given bytes that no one meant.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::steps::{self, note, step};
use crate::tools::{CARGO_FUZZ, cargo};
use crate::{paths, tools};

/// What a reader may take for one input, in seconds and megabytes, and how
/// long an input is at most, in bytes.
const TIMEOUT: u32 = 10;
const MEMORY: u32 = 1024;
const LONGEST: u32 = 32 << 10;

pub struct Options {
    minutes: f64,
    /// All unless some are named.
    readers: Vec<String>,
}

impl Options {
    pub fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { minutes: 60.0, readers: Vec::new() };
        for argument in arguments {
            match argument.parse() {
                Ok(minutes) => options.minutes = minutes,
                Err(_) if argument.starts_with('-') => {
                    bail!("fuzz knows a number of minutes and names of readers, but not `{argument}`")
                }
                Err(_) => options.readers.push(argument.clone()),
            }
        }
        Ok(options)
    }
}

/// Tries the readers one after the other, each for its share of the time; a
/// case that was found is a failure.
pub fn fuzz(options: &Options) -> Result<()> {
    let folder = paths::root().join("target/fuzz");
    let program = build(&folder)?;
    let mut readers = seeds(&folder)?;
    if !options.readers.is_empty() {
        if let Some(unknown) = options.readers.iter().find(|name| !readers.contains(name)) {
            bail!("there is no reader `{unknown}`, but {}", readers.join(", "));
        }
        readers.clone_from(&options.readers);
    }
    let seconds = (options.minutes * 60.0 / readers.len() as f64).ceil() as u64;
    let mut found = Vec::new();
    let mut executions = 0;
    for reader in &readers {
        let run = step(&format!("Fuzzing {reader} for {seconds} s"), || {
            Run::of(&program, &folder, reader, seconds)
        })?;
        note(&run.told);
        executions += run.executions;
        found.extend(run.found.map(|why| format!("{reader}: {why}")));
    }
    println!("==> {executions} executions of {} readers, {} found", readers.len(), found.len());
    if !found.is_empty() {
        bail!("the cases are in {}\n{}", folder.join("found").display(), found.join("\n"));
    }
    Ok(())
}

/// The fuzzer, built with what leads it into every branch. It asks the
/// compiler for what is not stable yet.
fn build(folder: &Path) -> Result<std::path::PathBuf> {
    let cargo_fuzz = CARGO_FUZZ.get()?;
    step("Building the fuzzer", || {
        let mut command = Command::new(&cargo_fuzz);
        command
            .args(["build", "--sanitizer", "none", "--fuzz-dir"])
            .arg(paths::root().join("fuzz"))
            .arg("--target-dir")
            .arg(folder)
            .arg("reader")
            .env("RUSTC_BOOTSTRAP", "1");
        steps::run_logged(&mut command, &tools::log("fuzz"))
    })?;
    let host = steps::output(Command::new("rustc").args(["--print", "host-tuple"]))?;
    Ok(folder.join(host.trim()).join("release/reader").with_extension(std::env::consts::EXE_EXTENSION))
}

/// Writes what the readers start from, and gives their names.
fn seeds(folder: &Path) -> Result<Vec<String>> {
    let printed = steps::output(
        cargo()
            .args(["run", "--quiet", "--manifest-path"])
            .arg(paths::root().join("fuzz/Cargo.toml"))
            .arg("--target-dir")
            .arg(folder)
            .args(["--example", "seeds", "--"])
            .arg(folder.join("seeds")),
    )?;
    Ok(printed.lines().map(str::to_owned).collect())
}

/// What came of fuzzing one reader.
struct Run {
    executions: u64,
    /// The fuzzer's last line of how far it came.
    told: String,
    found: Option<String>,
}

impl Run {
    fn of(program: &Path, folder: &Path, reader: &str, seconds: u64) -> Result<Self> {
        let corpus = folder.join("corpus").join(reader);
        let found = folder.join("found");
        for folder in [&corpus, &found] {
            fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
        }
        let output = Command::new(program)
            .env("GALLEY_READER", reader)
            .arg(&corpus)
            .arg(folder.join("seeds").join(reader))
            .arg(format!("-artifact_prefix={}/{reader}-", found.display()))
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-timeout={TIMEOUT}"))
            .arg(format!("-rss_limit_mb={MEMORY}"))
            .arg(format!("-max_len={LONGEST}"))
            .arg("-print_final_stats=1")
            .output()
            .with_context(|| format!("could not start {}", program.display()))?;
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        let file = tools::log(&format!("fuzz-{reader}"));
        fs::write(&file, &log).with_context(|| format!("could not write {}", file.display()))?;
        Ok(Self {
            executions: number(&log, "stat::number_of_executed_units:").unwrap_or_default(),
            told: log
                .lines()
                .rfind(|line| line.starts_with("#") && line.contains(" cov: "))
                .unwrap_or_default()
                .to_owned(),
            found: (!output.status.success()).then(|| why(&log)),
        })
    }
}

/// The number after a name in what the fuzzer printed.
fn number(log: &str, name: &str) -> Option<u64> {
    log.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

/// Why the fuzzer stopped, and the file that makes it.
fn why(log: &str) -> String {
    let telling = |line: &&str| {
        line.contains("panicked at")
            || line.contains("ERROR: libFuzzer")
            || line.contains("Test unit written to")
    };
    log.lines().filter(telling).collect::<Vec<_>>().join("\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_readers_come_in_any_order() {
        let parse =
            |line: &str| Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let options = parse("brat 2.5 nitf").expect("it is right");
        assert_eq!((options.minutes, options.readers.join(" ")), (2.5, "brat nitf".to_owned()));
        assert!(parse("--quick").is_err());
    }

    #[test]
    fn what_the_fuzzer_says_is_understood() {
        let log = "#12 INITED cov: 9\nthread '<unnamed>' panicked at src/x.rs:1:2:\nindex\nstack\n\
            stat::number_of_executed_units: 345\nTest unit written to found/x-crash-1\n";
        assert_eq!(number(log, "stat::number_of_executed_units:"), Some(345));
        assert!(why(log).contains("src/x.rs") && why(log).ends_with("x-crash-1"));
    }
}
