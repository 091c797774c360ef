//! `cargo xtask torture`: kills the whole browser again and again while
//! someone works in the packed file.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::browsers::{Browser, Drivers};
use crate::{bundle, paths, test};

/// Kills in one run of the tests: a browser's profile lives as long.
const AT_ONCE: usize = 10;

pub struct Options {
    kills: usize,
    browsers: Vec<Browser>,
}

impl Options {
    pub fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { kills: 50, browsers: Browser::ALL.to_vec() };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{argument} needs a value after it"));
            match argument.as_str() {
                "--kills" => options.kills = value()?.parse().context("--kills needs a number")?,
                "--browser" => options.browsers = vec![Browser::parse(value()?)?],
                other => bail!("torture knows --kills N and --browser NAME, but not `{other}`"),
            }
        }
        Ok(options)
    }
}

/// Kills while marking, and a fifth as many while each of the other things is
/// done; every loss is a failure.
pub fn torture(options: &Options) -> Result<()> {
    let drivers = Drivers::get(&options.browsers)?;
    let (galley_html, _) = bundle::build()?;
    let rest = ["torture", "--nocapture", "--test-threads=1"].map(str::to_owned);
    for &browser in &options.browsers {
        let tally = paths::root().join("target").join(format!("torture-{}.tsv", browser.name()));
        // There is none at first.
        let _ = fs::remove_file(&tally);
        let mut left = options.kills;
        while left > 0 {
            let kills = left.min(AT_ONCE);
            let variables =
                [("GALLEY_KILLS", kills.to_string()), ("GALLEY_TALLY", tally.display().to_string())];
            let ran = test::in_browser(browser, &drivers, &galley_html, &rest, &variables);
            if ran.is_err() {
                print!("{}", summary(browser.name(), &fs::read_to_string(&tally).unwrap_or_default()));
            }
            ran?;
            left -= kills;
        }
        let tally = fs::read_to_string(&tally).context("the tests have kept no tally")?;
        print!("{}", summary(browser.name(), &tally));
    }
    Ok(())
}

/// What the tests have noted: a line for each kill with what it came during,
/// how many marks were shown as saved, and how many of them were lost.
fn summary(browser: &str, tally: &str) -> String {
    let mut sums: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for line in tally.lines() {
        let mut fields = line.split('\t');
        let (Some(during), Some(compared), Some(lost)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let number = |field: &str| field.parse::<u64>().unwrap_or_default();
        for name in [during, "in all"] {
            let sum = sums.entry(name).or_default();
            for (sum, more) in sum.iter_mut().zip([1, number(compared), number(lost)]) {
                *sum += more;
            }
        }
    }
    let mut text =
        format!("==> {browser}\n{:<16}{:>8}{:>16}{:>8}\n", "killed while", "kills", "marks compared", "lost");
    for (during, [kills, compared, lost]) in sums {
        // A string takes everything.
        let _ = writeln!(text, "{during:<16}{kills:>8}{compared:>16}{lost:>8}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tally_is_summed_by_what_was_done() {
        let text = summary("chromium", "marking\t3\t0\nmarking\t5\t1\nimporting\t2\t0\nbroken");
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[2], ["importing", "1", "2", "0"]);
        assert_eq!(lines[3], ["in", "all", "3", "10", "1"]);
        assert_eq!(lines[4], ["marking", "2", "8", "1"]);
    }
}
