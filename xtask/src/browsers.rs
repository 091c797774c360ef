//! The browsers of the end-to-end tests and the drivers that steer them.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::steps::{self, note, step};
use crate::tools::{self, GECKODRIVER, on_path, version_of};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    Chromium,
    Firefox,
}

impl Browser {
    pub const ALL: [Browser; 2] = [Browser::Chromium, Browser::Firefox];

    pub fn name(self) -> &'static str {
        match self {
            Browser::Chromium => "chromium",
            Browser::Firefox => "firefox",
        }
    }

    pub fn parse(name: &str) -> Result<Self> {
        match Browser::ALL.into_iter().find(|browser| browser.name() == name) {
            Some(browser) => Ok(browser),
            None => bail!("`{name}` is neither chromium nor firefox"),
        }
    }
}

/// A program that the system provides.
struct SystemProgram {
    /// The environment variable that names it, both to us and to the tests.
    variable: &'static str,
    /// What it is called, the better first.
    names: &'static [&'static str],
    debian_package: &'static str,
}

const CHROMIUM: SystemProgram = SystemProgram {
    variable: "CHROMIUM",
    names: &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
    debian_package: "chromium",
};
const CHROMEDRIVER: SystemProgram =
    SystemProgram { variable: "CHROMEDRIVER", names: &["chromedriver"], debian_package: "chromium-driver" };
const FIREFOX: SystemProgram =
    SystemProgram { variable: "FIREFOX", names: &["firefox-esr", "firefox"], debian_package: "firefox-esr" };

impl SystemProgram {
    fn find(&self) -> Option<PathBuf> {
        if let Some(path) = env::var_os(self.variable) {
            return Some(PathBuf::from(path));
        }
        self.names.iter().find_map(|name| on_path(name).into_iter().next())
    }
}

/// Browsers and drivers that are there, as environment variables for the tests.
pub struct Drivers {
    variables: Vec<(&'static str, PathBuf)>,
}

impl Drivers {
    /// Finds what these browsers need; installs it where that is possible, else says what to type.
    pub fn get(browsers: &[Browser]) -> Result<Self> {
        let mut programs = Vec::new();
        if browsers.contains(&Browser::Chromium) {
            programs.extend([&CHROMIUM, &CHROMEDRIVER]);
        }
        if browsers.contains(&Browser::Firefox) {
            programs.push(&FIREFOX);
        }

        let missing: Vec<&str> = programs
            .iter()
            .filter(|program| program.find().is_none())
            .map(|program| program.debian_package)
            .collect();
        if !missing.is_empty() {
            apt_install(&missing)?;
        }

        let mut variables = Vec::new();
        for program in programs {
            let Some(path) = program.find() else {
                bail!(
                    "`{}` is not on PATH even now; say where it is with the environment variable {}",
                    program.names[0],
                    program.variable
                );
            };
            variables.push((program.variable, path));
        }
        if browsers.contains(&Browser::Firefox) {
            let geckodriver = match env::var_os("GECKODRIVER") {
                Some(path) => PathBuf::from(path),
                None => GECKODRIVER.get()?,
            };
            variables.push(("GECKODRIVER", geckodriver));
        }
        let drivers = Drivers { variables };
        drivers.check_versions();
        Ok(drivers)
    }

    /// Tells the tests where everything is.
    pub fn describe(&self, command: &mut Command) {
        for (variable, path) in &self.variables {
            command.env(variable, path);
        }
    }

    /// ChromeDriver refuses a browser of another version with words that do not help.
    fn check_versions(&self) {
        let version = |variable| {
            let (_, path) = self.variables.iter().find(|(name, _)| *name == variable)?;
            version_of(path)
        };
        if let (Some(browser), Some(driver)) = (version("CHROMIUM"), version("CHROMEDRIVER"))
            && browser[0] != driver[0]
        {
            note(&format!(
                "Chromium is of version {} and ChromeDriver of version {}: they may not work together",
                browser[0], driver[0]
            ));
        }
    }
}

fn apt_install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    let by_hand = format!("sudo apt-get install {list}");
    if on_path("apt-get").is_empty() {
        bail!(
            "the end-to-end tests need {list} (Debian's names) on PATH; install them with your system's packages, \
             or name them with the environment variables CHROMIUM, CHROMEDRIVER and FIREFOX. \
             `cargo xtask test unit` runs the tests that need no browser"
        );
    }
    if !is_root() {
        bail!(
            "the end-to-end tests need {list}; type `{by_hand}`. \
             `cargo xtask test unit` runs the tests that need no browser"
        );
    }
    step(&format!("Installing {list} from the system's packages (once, about 2 minutes)"), || {
        let log = paths::tools().join("log/apt.log");
        let install = || {
            steps::run_logged(
                Command::new("apt-get")
                    .args(["install", "--yes", "--no-install-recommends"])
                    .args(packages)
                    .env("DEBIAN_FRONTEND", "noninteractive"),
                &log,
            )
        };
        // The lists of packages may be missing or old; refresh them only then, since that needs time and network.
        install().or_else(|_| {
            steps::run_logged(Command::new("apt-get").arg("update"), &log)?;
            install()
        })
    })
    .with_context(|| format!("could not install the browsers; to do it by hand, type `{by_hand}`"))
}

fn is_root() -> bool {
    steps::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// axe-core's script as the tests' environment names it.
pub fn describe_axe(command: &mut Command) -> Result<()> {
    command.env("AXE", tools::axe()?);
    Ok(())
}
