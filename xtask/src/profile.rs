//! `cargo xtask profile`: which functions a start runs, and which not.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};

use crate::browsers::{Browser, Drivers};
use crate::steps::{self, note, step};
use crate::tools::cargo;
use crate::{bundle, paths, split};

/// A program that does nothing, so large that unpacking it takes several turns: a start loads it as the rest, so that all
/// that loading runs is counted, too.
fn nothing() -> Vec<u8> {
    const FILLING: u32 = 2_000_000;
    let mut wasm = b"\0asm\x01\0\0\0".to_vec();
    // A note without a name.
    wasm.push(0);
    // Its length, and the length of the name in it.
    wasm.extend(
        [0, 7, 14, 21].map(|shift| ((FILLING + 1) >> shift) as u8 & 0x7F | if shift < 21 { 0x80 } else { 0 }),
    );
    wasm.push(0);
    // Nothing that could be compressed.
    let mut random = 1_u32;
    wasm.extend((0..FILLING).map(|_| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 24) as u8
    }));
    wasm
}

/// Builds the program with a count in each function, starts it in Chromium, marks a little, and writes the names of the
/// functions that have not run to where the build looks for them.
pub fn profile() -> Result<()> {
    let drivers = Drivers::get(&[Browser::Chromium])?;
    let program = bundle::compile()?;
    let (wasm, functions) = step("Counting in each function", || split::with_counts(&program.wasm))?;
    let folder = paths::root().join("target/profile");
    let html = folder.join("galley.html");
    step("Packing one file", || {
        let page = fs::read_to_string(paths::root().join("index.html"))?;
        bundle::pack_file(&page, &program.glue, &wasm, &nothing(), &html).map(drop)
    })?;
    let ran = folder.join("ran.txt");
    step("Starting it in Chromium", || {
        let mut command = cargo();
        command
            .args(["run", "--quiet", "--profile", "runner", "--package", "galley-bench", "--bin", "start"])
            .env("GALLEY_BROWSER", Browser::Chromium.name())
            .env("GALLEY_HTML", &html)
            .env("GALLEY_FUNCTIONS", functions.len().to_string())
            .env("GALLEY_RAN", &ran)
            .env("GALLEY_SHOTS", &folder);
        drivers.describe(&mut command);
        steps::run(&mut command)
    })?;
    let numbers = fs::read_to_string(&ran).with_context(|| format!("could not read {}", ran.display()))?;
    let start: BTreeSet<&str> = numbers
        .lines()
        .map(|number| functions.get(number.parse::<usize>()?).context("a number is of no function"))
        .map(|function| function.map(|function| function.name.as_str()))
        .collect::<Result<_>>()?;
    ensure!(!start.is_empty(), "no function has run");
    let waiting = functions.iter().filter(|function| function.may_wait);
    let waiting: BTreeSet<&str> = waiting.map(|function| function.name.as_str()).collect();
    let list: String = waiting.difference(&start).flat_map(|name| [name, "\n"]).collect();
    let target = bundle::rest_functions();
    fs::write(&target, list).with_context(|| format!("could not write {}", target.display()))?;
    note(&format!(
        "{} of {} functions have run: {}",
        numbers.lines().count(),
        functions.len(),
        target.display()
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_program_that_does_nothing_is_one() {
        walrus::Module::from_buffer(&super::nothing()).expect("it is sound wasm");
    }
}
