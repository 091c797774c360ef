//! The processes of a driver and its browser: found by descent and by the
//! profile's path in their command lines, and ended for certain.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long the system may take to bury a killed process.
const BURIAL: Duration = Duration::from_secs(5);

struct Process {
    id: u32,
    parent: u32,
    command: String,
}

/// A driver's process, and all that come from it or work in the profile.
pub fn family(driver: u32, profile: &Path) -> Vec<u32> {
    let all = list();
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for process in &all {
        children.entry(process.parent).or_default().push(process.id);
    }
    let mut found = HashSet::from([driver]);
    let mut ahead = vec![driver];
    while let Some(id) = ahead.pop() {
        for &child in children.get(&id).into_iter().flatten() {
            if found.insert(child) {
                ahead.push(child);
            }
        }
    }
    // A crash reporter, for one, cuts itself off from its parents.
    let profile = profile.display().to_string();
    found.extend(all.iter().filter(|process| process.command.contains(&profile)).map(|process| process.id));
    found.remove(&std::process::id());
    found.into_iter().collect()
}

/// Those of a family whose command line has these words in it.
pub fn with_words(family: &[u32], words: &str) -> Vec<u32> {
    list()
        .into_iter()
        .filter(|process| family.contains(&process.id) && process.command.contains(words))
        .map(|process| process.id)
        .collect()
}

/// Ends processes as a power cut would, and waits until they are gone.
pub fn kill(processes: &[u32]) {
    if processes.is_empty() {
        return;
    }
    // One that has ended meanwhile is no failure.
    let _ = Command::new("kill")
        .arg("-9")
        .args(processes.iter().map(u32::to_string))
        .stderr(Stdio::null())
        .status();
    let start = Instant::now();
    while start.elapsed() < BURIAL && list().iter().any(|process| processes.contains(&process.id)) {
        thread::sleep(Duration::from_millis(10));
    }
}

/// All living processes.
fn list() -> Vec<Process> {
    match fs::read_dir("/proc") {
        Ok(entries) => entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter_map(from_proc)
            .collect(),
        Err(_) => from_ps(),
    }
}

fn from_proc(id: u32) -> Option<Process> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in parentheses may have anything in it.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?;
    let parent = fields.next()?.parse().ok()?;
    let command = fs::read(format!("/proc/{id}/cmdline")).ok()?;
    let command = String::from_utf8_lossy(&command).replace('\0', " ");
    (state != "Z").then_some(Process { id, parent, command })
}

/// For systems without `/proc`.
fn from_ps() -> Vec<Process> {
    let output = Command::new("ps").args(["-axww", "-o", "pid=,ppid=,command="]).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let process = |line: &str| {
        let (id, rest) = line.trim().split_once(char::is_whitespace)?;
        let (parent, command) = rest.trim().split_once(char::is_whitespace)?;
        Some(Process { id: id.parse().ok()?, parent: parent.parse().ok()?, command: command.to_owned() })
    };
    text.lines().filter_map(process).collect()
}
