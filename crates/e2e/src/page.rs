//! Galley in a browser: opening it, asking the page, and what most tests do.

use std::fs;
use std::path::PathBuf;

use fantoccini::actions::InputSource;
use fantoccini::elements::{Element, ElementRef};
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::command::Post;
use crate::driver::Driver;
use crate::keys;
use crate::process;
use crate::profile::Profile;
use crate::setting::{Browser, Setting};
use crate::wait::until;

const FUNCTIONS: &str = include_str!("page.js");
/// How WebDriver marks an element in a script's answer.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with Galley open.
pub struct Page {
    pub client: Client,
    // Before the profile: what is dropped first is ended first, and a folder in use cannot be removed.
    driver: Driver,
    pub profile: Profile,
}

impl Page {
    /// Starts a browser and opens Galley, which shows the sample at first.
    pub async fn start(profile: Profile) -> Self {
        let page = Self::start_blank(profile).await;
        page.open().await;
        page.expect_count("[data-article]", 1).await;
        page.ready().await;
        page
    }

    /// Starts a browser that has nothing open yet.
    pub async fn start_blank(profile: Profile) -> Self {
        let driver = Driver::start(&profile);
        let client = driver.browser(&profile).await;
        Self { client, driver, profile }
    }

    /// Opens Galley and waits until it can be used.
    pub async fn open(&self) {
        self.go(&Setting::get().address()).await;
        self.ready().await;
    }

    pub async fn go(&self, address: &str) {
        self.client.goto(address).await.unwrap_or_else(|error| panic!("{address} did not open: {error}"));
    }

    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page could not be reloaded");
        self.ready().await;
    }

    /// Waits until the article is painted and keys work.
    pub async fn ready(&self) {
        until("Galley to be ready", async || {
            let script = "return [Boolean(document.querySelector('[data-ready=\"\"]')), document.body.innerText.slice(0, 400)]";
            match self.ask(script, json!([])).await? {
                state if state[0] == true => Ok(()),
                state => Err(format!("a page that says {}", state[1])),
            }
        })
        .await;
    }

    /// Ends the browser as a power cut would, and starts it again with the
    /// same profile.
    pub async fn kill_and_restart(&mut self) {
        self.kill_and_restart_blank().await;
        self.open().await;
    }

    /// The same, without a page.
    pub async fn kill_and_restart_blank(&mut self) {
        self.driver.kill();
        self.driver = Driver::start(&self.profile);
        self.client = self.driver.browser(&self.profile).await;
    }

    /// Kills the processes that show pages, as a crash of a tab does, and
    /// opens Galley in a new tab.
    pub async fn crash_tab(&mut self) {
        let tabs = self.renderers();
        assert!(!tabs.is_empty(), "no process of a tab was found");
        process::kill(&tabs);
        self.leave_crashed_tab().await;
        self.open().await;
    }

    /// The ids of all of the browser's processes.
    pub fn family(&self) -> Vec<u32> {
        self.driver.family()
    }

    /// The ids of the processes that show pages.
    pub fn renderers(&self) -> Vec<u32> {
        let words = match Browser::current() {
            Browser::Chromium => "--type=renderer",
            Browser::Firefox => "-isForBrowser",
        };
        process::with_words(&self.driver.family(), words)
    }

    /// The driver may have lost the session with the tab; the browser lives
    /// on, but only a new one can be steered.
    async fn leave_crashed_tab(&mut self) {
        if let Ok(tab) = self.client.new_window(true).await
            && self.client.switch_to_window(tab.handle).await.is_ok()
            && self.client.current_url().await.is_ok()
        {
            return;
        }
        self.driver.kill();
        self.driver = Driver::start(&self.profile);
        self.client = self.driver.browser(&self.profile).await;
    }

    /// Ends the session in good order.
    pub async fn close(self) {
        // What is left of it is killed when the driver is dropped.
        let _ = self.client.close().await;
    }

    /// Runs a script with the functions of `page.js`; its `return` value.
    pub async fn ask(&self, script: &str, arguments: Value) -> Result<Value, String> {
        let arguments = arguments.as_array().cloned().unwrap_or_default();
        let script = format!("{FUNCTIONS}\n{script}");
        self.client.execute(&script, arguments).await.map_err(|error| error.to_string())
    }

    /// The same, when it must not fail.
    pub async fn eval(&self, script: &str, arguments: Value) -> Value {
        match self.ask(script, arguments).await {
            Ok(value) => value,
            Err(error) => panic!("the script `{script}` failed: {error}"),
        }
    }

    /// A script that calls its last argument with the answer.
    pub async fn eval_async(&self, script: &str, arguments: Value) -> Value {
        let arguments = arguments.as_array().cloned().unwrap_or_default();
        match self.client.execute_async(script, arguments).await {
            Ok(value) => value,
            Err(error) => panic!("the script `{script}` failed: {error}"),
        }
    }

    /// The same for an expression of `page.js`'s functions that measures the
    /// article: once what it gives has come to rest.
    pub async fn measure(&self, expression: &str, arguments: Value) -> Value {
        let script = format!(
            "{FUNCTIONS}\nconst done = arguments[arguments.length - 1];\n\
             settled(() => {expression}).then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
        );
        let answer = self.eval_async(&script, arguments).await;
        match answer.get("error") {
            Some(error) => panic!("`{expression}` failed: {error}"),
            None => answer["value"].clone(),
        }
    }

    pub async fn text(&self, selector: &str) -> String {
        let script = "return squeezed(document.querySelector(arguments[0])?.textContent ?? '')";
        self.eval(script, json!([selector])).await.as_str().unwrap_or_default().to_owned()
    }

    pub async fn count(&self, selector: &str) -> u64 {
        let script = "return document.querySelectorAll(arguments[0]).length";
        self.eval(script, json!([selector])).await.as_u64().unwrap_or_default()
    }

    /// Waits until as many elements match.
    pub async fn expect_count(&self, selector: &str, expected: u64) {
        until(&format!("{expected} of `{selector}`"), async || match self.count(selector).await {
            count if count == expected => Ok(()),
            count => Err(count.to_string()),
        })
        .await;
    }

    /// Waits until an element's text has these words in it.
    pub async fn expect_text(&self, selector: &str, words: &str) {
        until(&format!("“{words}” in `{selector}`"), async || {
            let text = self.text(selector).await;
            if text.contains(words) { Ok(()) } else { Err(format!("“{text}”")) }
        })
        .await;
    }

    /// Waits until the live region has these words in it.
    pub async fn expect_said(&self, words: &str) {
        self.expect_text("[data-announcer]", words).await;
    }

    /// Waits until everything is in storage.
    pub async fn saved(&self) {
        until("everything to be saved", async || {
            let script = "return document.querySelector('[data-save-state]')?.dataset.saveState ?? 'nothing'";
            let state = self.eval(script, json!([])).await;
            if state == "saved" { Ok(()) } else { Err(state.to_string()) }
        })
        .await;
    }

    /// Presses keys, written as in the app's table.
    pub async fn press(&self, keys: &str) {
        let result = self.client.perform_actions(keys::sequence(keys)).await;
        result.unwrap_or_else(|error| panic!("the keys {keys} could not be pressed: {error}"));
    }

    /// Types into what has the focus.
    pub async fn type_text(&self, text: &str) {
        let mut actions = fantoccini::actions::KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            actions = actions
                .then(fantoccini::actions::KeyAction::Down { value })
                .then(fantoccini::actions::KeyAction::Up { value });
        }
        let result = self.client.perform_actions(actions).await;
        result.unwrap_or_else(|error| panic!("“{text}” could not be typed: {error}"));
    }

    /// Runs a command by its words, from the list of all commands.
    pub async fn command(&self, words: &str) {
        self.press("Ctrl+k").await;
        self.expect_count("dialog.command-dialog[open]", 1).await;
        self.type_text(words).await;
        until(&format!("“{words}” to be typed"), async || {
            let typed = self.eval("return document.querySelector('.command-input').value", json!([])).await;
            if typed == words { Ok(()) } else { Err(typed.to_string()) }
        })
        .await;
        self.press("Enter").await;
        self.expect_count("dialog.command-dialog[open]", 0).await;
    }

    /// The first element that matches, once there is one.
    pub async fn find(&self, selector: &str) -> Element {
        until(&format!("`{selector}`"), async || {
            self.client.find(Locator::Css(selector)).await.map_err(|error| error.to_string())
        })
        .await
    }

    /// The button, tab or other thing to press that a user calls by this
    /// name, in the open dialog if there is one.
    pub async fn named(&self, name: &str) -> Element {
        self.named_among("button, [role=tab], [role=option], summary, input, select, textarea", name).await
    }

    pub async fn named_among(&self, selector: &str, name: &str) -> Element {
        let found = until(&format!("something called “{name}”"), async || {
            let found = self.ask("return named(arguments[0], arguments[1])", json!([selector, name])).await?;
            match found.get(ELEMENT).and_then(Value::as_str) {
                Some(id) => Ok(id.to_owned()),
                None => Err("nothing of the name".to_owned()),
            }
        })
        .await;
        Element::from_element_id(self.client.clone(), ElementRef::from(found))
    }

    /// Clicks what a user calls by this name.
    pub async fn click(&self, name: &str) {
        until(&format!("a click on “{name}”"), async || {
            self.named(name).await.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Clicks the first element that matches, scrolled out from under what stays in place.
    pub async fn click_on(&self, selector: &str) {
        self.find(selector).await;
        let scroll = "document.querySelector(arguments[0])?.scrollIntoView({ block: 'nearest' })";
        self.eval(scroll, json!([selector])).await;
        until(&format!("a click on `{selector}`"), async || {
            self.find(selector).await.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Chooses an option of the select that has this label.
    pub async fn choose(&self, label: &str, option: &str) {
        let select = self.named_among("select", label).await;
        let result = select.select_by_label(option).await;
        result.unwrap_or_else(|error| panic!("“{option}” could not be chosen as {label}: {error}"));
    }

    /// What is chosen in the select that has this label.
    pub async fn chosen(&self, label: &str) -> String {
        let script = "return named('select', arguments[0])?.selectedOptions[0]?.textContent ?? ''";
        self.eval(script, json!([label])).await.as_str().unwrap_or_default().to_owned()
    }

    /// Replaces what is in the field that has this label.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.named_among("input, textarea", label).await;
        field.clear().await.unwrap_or_else(|error| panic!("{label} could not be emptied: {error}"));
        field.send_keys(text).await.unwrap_or_else(|error| panic!("{label} could not be filled: {error}"));
    }

    /// Opens files by the file dialog's input, all at once.
    pub async fn open_files(&self, files: &[PathBuf]) {
        let result = self.try_open_files(files).await;
        result.unwrap_or_else(|error| panic!("{files:?} could not be chosen: {error}"));
    }

    /// The same in a browser that may be gone any moment.
    pub async fn try_open_files(&self, files: &[PathBuf]) -> Result<(), String> {
        let script = "return document.querySelector('input[type=file][data-open]')";
        let input = self.ask(script, json!([])).await?;
        let id = input.get(ELEMENT).and_then(Value::as_str).ok_or("there is no file input")?;
        let element = Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()));
        let paths: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        element.send_keys(&paths.join("\n")).await.map_err(|error| error.to_string())
    }

    /// Opens one file and waits until its article is on the screen.
    pub async fn open_article(&self, file: &PathBuf, title: &str) {
        self.open_files(std::slice::from_ref(file)).await;
        self.expect_open(title).await;
    }

    /// Waits until an article of this title is open and painted.
    pub async fn expect_open(&self, title: &str) {
        self.expect_text("[aria-current].row", title).await;
        self.ready().await;
    }

    /// Sends a command to Chromium that WebDriver has no words for.
    pub async fn chromium(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        match self.client.issue_cmd(Post { path: "goog/cdp/execute", body }).await {
            Ok(answer) => answer,
            Err(error) => panic!("Chromium refused {command}: {error}"),
        }
    }

    /// Runs a script in Firefox's own window instead of the page.
    pub async fn firefox(&self, script: &str, arguments: Value) -> Value {
        let context = async |name: &str| {
            let body = json!({ "context": name });
            let done = self.client.issue_cmd(Post { path: "moz/context", body }).await;
            done.unwrap_or_else(|error| panic!("Firefox gave no access to its {name}: {error}"));
        };
        context("chrome").await;
        let arguments = arguments.as_array().cloned().unwrap_or_default();
        let answer = self.client.execute(script, arguments).await;
        context("content").await;
        answer.unwrap_or_else(|error| panic!("the script `{script}` failed in Firefox: {error}"))
    }

    /// Keeps a picture of the window.
    pub async fn shoot(&self, name: &str) {
        let file = Setting::get().shots.join(format!("{}-{name}.png", Browser::current().name()));
        let picture = self.client.screenshot().await.expect("no picture of the window could be taken");
        fs::write(&file, picture)
            .unwrap_or_else(|error| panic!("could not write {}: {error}", file.display()));
    }

    /// Keeps what the screen shows when a test has failed.
    pub async fn keep_failure(&self, test: &str) {
        let file = Setting::get().shots.join(format!("failed-{}-{test}.png", Browser::current().name()));
        match self.client.screenshot().await {
            Ok(picture) if fs::write(&file, &picture).is_ok() => {
                eprintln!("the screen is kept in {}", file.display())
            }
            Ok(_) => eprintln!("the screen could not be kept in {}", file.display()),
            Err(error) => eprintln!("no picture of the screen could be taken: {error}"),
        }
    }
}
