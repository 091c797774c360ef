//! What a browser keeps: its profile and the folder of its downloads. Both
//! outlive the browser, so that it can be started again with what it had.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::setting::{Browser, Setting};

/// A folder for one test, gone when the test is.
#[derive(Debug)]
pub struct Profile {
    folder: TempDir,
    /// Kilobytes that Firefox gives to all pages together.
    room: Option<u32>,
}

impl Profile {
    #[expect(clippy::new_without_default, reason = "it makes folders")]
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("galley-e2e-").tempdir();
        let folder = folder.expect("no folder for the browser's profile could be made");
        let profile = Self { folder, room: None };
        for folder in [profile.data(), profile.downloads(), profile.files()] {
            fs::create_dir(&folder)
                .unwrap_or_else(|error| panic!("could not make {}: {error}", folder.display()));
        }
        profile
    }

    /// One in which Firefox has so many kilobytes for all that pages store.
    pub fn with_room(kilobytes: u32) -> Self {
        Self { room: Some(kilobytes), ..Self::new() }
    }

    /// The browser's own data.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where downloads go.
    pub fn downloads(&self) -> PathBuf {
        self.folder.path().join("downloads")
    }

    /// Where a test writes the files that it opens.
    pub fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    pub fn driver_log(&self) -> PathBuf {
        self.folder.path().join("driver.log")
    }

    /// What the driver is asked for.
    pub fn capabilities(&self) -> Value {
        match Browser::current() {
            Browser::Chromium => self.chromium(),
            Browser::Firefox => self.firefox(),
        }
    }

    fn chromium(&self) -> Value {
        json!({
            "browserName": "chrome",
            "unhandledPromptBehavior": "ignore",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "binary": Setting::get().browser_program,
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--disable-search-engine-choice-screen", "--window-size=1280,900", "--lang=en",
                    format!("--user-data-dir={}", self.data().display()),
                ],
                "prefs": {
                    "download.default_directory": self.downloads(),
                    "download.prompt_for_download": false,
                    "safebrowsing.enabled": false,
                    "profile.default_content_setting_values.automatic_downloads": 1,
                },
            },
        })
    }

    fn firefox(&self) -> Value {
        let mut capabilities = json!({
            "browserName": "firefox",
            "unhandledPromptBehavior": "ignore",
            "moz:firefoxOptions": {
                "binary": Setting::get().browser_program,
                "args": ["-headless", "-profile", self.data(), "-width", "1280", "-height", "1000"],
                "prefs": {
                    // The driver switches off how Firefox treats file:// pages; users have it.
                    "security.fileuri.strict_origin_policy": true,
                    "browser.download.folderList": 2,
                    "browser.download.dir": self.downloads(),
                    "browser.download.useDownloadDir": true,
                    "browser.download.always_ask_before_handling_new_types": false,
                    "browser.download.alwaysOpenPanel": false,
                    "browser.helperApps.neverAsk.saveToDisk": "application/json,application/x-ndjson,text/plain,application/octet-stream",
                    "browser.sessionstore.resume_from_crash": false,
                    "toolkit.startup.max_resumed_crashes": -1,
                    "browser.tabs.crashReporting.sendReport": false,
                    "intl.accept_languages": "en",
                    "layout.css.prefers-color-scheme.content-override": 1,
                },
            },
        });
        if let Some(room) = self.room {
            capabilities["moz:firefoxOptions"]["prefs"]["dom.quotaManager.temporaryStorage.fixedLimit"] =
                room.into();
        }
        capabilities
    }
}
