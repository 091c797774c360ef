//! `cargo xtask torture`: kills the whole browser again and again while
//! someone works in the packed file.

use anyhow::{Context, Result, bail};

use crate::browsers::{Browser, Drivers};
use crate::{bundle, test};

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

/// Kills while marking, and while importing; every loss is a failure.
pub fn torture(options: &Options) -> Result<()> {
    let drivers = Drivers::get(&options.browsers)?;
    let galley_html = bundle::build()?;
    let rest = ["torture", "--nocapture", "--test-threads=1"].map(str::to_owned);
    for &browser in &options.browsers {
        let mut left = options.kills;
        while left > 0 {
            let kills = left.min(AT_ONCE);
            test::in_browser(browser, &drivers, &galley_html, &rest, &[("GALLEY_KILLS", kills.to_string())])?;
            left -= kills;
        }
        println!("==> {} kills in {}: nothing that was saved is lost", options.kills, browser.name());
    }
    Ok(())
}
