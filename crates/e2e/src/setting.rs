//! What the environment says: which browser, and where everything is.

use std::env;
use std::path::PathBuf;
use std::sync::LazyLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    Chromium,
    Firefox,
}

impl Browser {
    /// The browser that this run is for.
    pub fn current() -> Self {
        Setting::get().browser
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }
}

/// Where the browser, its driver, the page and the pictures are.
#[derive(Clone, Debug)]
pub struct Setting {
    pub browser: Browser,
    pub browser_program: PathBuf,
    pub driver_program: PathBuf,
    /// The packed file under test.
    pub galley_html: PathBuf,
    /// Where screenshots go.
    pub shots: PathBuf,
}

static SETTING: LazyLock<Setting> = LazyLock::new(Setting::read);

impl Setting {
    pub fn get() -> &'static Self {
        &SETTING
    }

    fn read() -> Self {
        let browser = match env::var("GALLEY_BROWSER").as_deref() {
            Ok("chromium") => Browser::Chromium,
            Ok("firefox") => Browser::Firefox,
            Ok(other) => panic!("GALLEY_BROWSER is `{other}`, but chromium and firefox are known"),
            Err(_) => panic!("GALLEY_BROWSER is not set: run these tests with `cargo xtask test e2e`"),
        };
        let (browser_program, driver_program) = match browser {
            Browser::Chromium => (path("CHROMIUM"), path("CHROMEDRIVER")),
            Browser::Firefox => (path("FIREFOX"), path("GECKODRIVER")),
        };
        let shots = path("GALLEY_SHOTS");
        std::fs::create_dir_all(&shots)
            .unwrap_or_else(|error| panic!("could not make {}: {error}", shots.display()));
        Self { browser, browser_program, driver_program, galley_html: path("GALLEY_HTML"), shots }
    }

    /// The address of the packed file.
    pub fn address(&self) -> String {
        let path = self.galley_html.canonicalize().unwrap_or_else(|error| {
            panic!("there is no {}: {error}; `cargo xtask build` makes it", self.galley_html.display())
        });
        format!("file://{}", path.display())
    }
}

/// A path that the environment names.
pub fn path(variable: &str) -> PathBuf {
    match env::var_os(variable) {
        Some(value) => PathBuf::from(value),
        None => panic!("{variable} is not set: run these tests with `cargo xtask test e2e`"),
    }
}
