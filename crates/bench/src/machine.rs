//! On what, with what and when it was measured.

use std::fs;
use std::thread;

use serde_json::{Value, json};

use crate::tab::Tab;

/// On what, with what and when it was measured.
#[derive(Clone, Debug)]
pub struct Machine {
    pub processor: String,
    pub cores: usize,
    pub browser: String,
    /// `2026-05-08`.
    pub date: String,
}

impl Machine {
    /// Asks the system and the browser.
    pub async fn ask(tab: &Tab) -> Self {
        let version = tab.page.chromium("Browser.getVersion", json!({})).await;
        let date = tab.page.eval("return new Date().toISOString().slice(0, 10)", json!([])).await;
        let words = |value: &Value| value.as_str().unwrap_or("unknown").to_owned();
        Self {
            processor: processor().unwrap_or_else(|| "unknown processor".to_owned()),
            cores: thread::available_parallelism().map_or(1, usize::from),
            browser: words(&version["product"]).replace("Chrome/", "Chromium "),
            date: words(&date),
        }
    }

    /// In one line.
    #[must_use]
    pub fn line(&self) -> String {
        let cores = if self.cores == 1 { "core" } else { "cores" };
        format!("{}, {} {cores}; {}, headless; {}", self.processor, self.cores, self.browser, self.date)
    }
}

/// This machine in words, without a browser.
#[must_use]
pub fn here() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores", processor().unwrap_or_else(|| "unknown processor".to_owned()))
}

fn processor() -> Option<String> {
    let information = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = information.lines().find(|line| line.starts_with("model name"))?;
    line.split_once(": ").map(|(_, name)| name.trim().to_owned())
}
