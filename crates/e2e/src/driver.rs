//! A driver's process, with the browser that it steers.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;

use crate::process;
use crate::profile::Profile;
use crate::setting::{Browser, Setting};

/// How long a driver may take to say where it listens.
const START: Duration = Duration::from_secs(30);

/// A driver that listens. Dropping it ends it and its browser.
pub struct Driver {
    child: Child,
    port: u16,
    data: PathBuf,
    log: PathBuf,
}

impl Driver {
    pub fn start(profile: &Profile) -> Self {
        let setting = Setting::get();
        let mut command = Command::new(&setting.driver_program);
        // Each chooses a free port itself, and says which.
        match setting.browser {
            Browser::Chromium => command.arg("--port=0"),
            Browser::Firefox => {
                command.args(["--port", "0", "--websocket-port", "0", "--allow-system-access"])
            }
        };
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap_or_else(
                |error| panic!("could not start {}: {error}", setting.driver_program.display()),
            );
        let stdout = child.stdout.take().expect("its output was asked for");
        let lines = follow(BufReader::new(stdout), profile.driver_log());
        let mut driver = Self { child, port: 0, data: profile.data(), log: profile.driver_log() };
        driver.port = match lines.recv_timeout(START) {
            Ok(port) => port,
            Err(_) => panic!("the driver did not say where it listens; it said: {}", driver.said()),
        };
        driver
    }

    /// Starts the browser.
    pub async fn browser(&self, profile: &Profile) -> Client {
        let capabilities: Value = profile.capabilities();
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let address = format!("http://127.0.0.1:{}", self.port);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match builder.capabilities(capabilities).connect(&address).await {
            Ok(client) => client,
            Err(error) => panic!("the browser did not start: {error}; the driver said: {}", self.said()),
        }
    }

    /// The driver's process and all that come from it.
    pub fn family(&self) -> Vec<u32> {
        process::family(self.child.id(), &self.data)
    }

    /// Ends the driver and the browser at once, as a power cut would.
    pub fn kill(&mut self) {
        process::kill(&self.family());
        // It is dead already; this takes its exit code, so that nothing of it stays.
        let _ = self.child.wait();
    }

    /// The last lines of the driver's log.
    fn said(&self) -> String {
        const LAST: usize = 12;
        let log = fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(LAST)..].join("\n")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Reads a driver's output to its end, so that it never waits for a reader;
/// gives the port when it is said.
fn follow(output: impl BufRead + Send + 'static, log: PathBuf) -> mpsc::Receiver<u16> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut log = File::create(log).ok();
        for line in output.lines().map_while(Result::ok) {
            if let Some(port) = port_in(&line) {
                // Nobody listens any more when the test has ended.
                let _ = send.send(port);
            }
            if let Some(log) = &mut log {
                let _ = writeln!(log, "{line}");
            }
        }
    });
    receive
}

/// "ChromeDriver was started successfully on port 40123.", "Listening on
/// 127.0.0.1:40123".
fn port_in(line: &str) -> Option<u16> {
    let rest = line
        .split_once("started successfully on port ")
        .or_else(|| line.split_once("Listening on 127.0.0.1:"))
        .map(|(_, rest)| rest)?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
