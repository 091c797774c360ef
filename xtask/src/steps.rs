//! Running other programs, and saying what goes on meanwhile.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Announces a step, does it, and says how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {what}");
    let start = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "failed" };
    println!("    {outcome} in {}", duration(start.elapsed()));
    result
}

/// A line that is not a step.
pub fn note(text: &str) {
    println!("    {text}");
}

/// Says why everything ended.
pub fn fail(error: &anyhow::Error) {
    eprintln!("\nerror: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because: {cause}");
    }
}

/// Runs a command whose output is of interest to whoever started us.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start `{}`", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a command and returns what it printed. Its complaints are part of the error.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("could not start `{}`", shown(command)))?;
    if !output.status.success() {
        let complaints = String::from_utf8_lossy(&output.stderr);
        let complaints: Vec<&str> = complaints.trim_end().lines().collect();
        bail!("`{}` failed ({})\n{}", shown(command), output.status, end_of(&complaints));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a long command that says much: everything goes to a log, and one line tells how far it is.
pub fn run_logged(command: &mut Command, log: &Path) -> Result<()> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
    }
    let mut file = File::create(log).with_context(|| format!("could not create {}", log.display()))?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start `{}`", shown(command)))?;

    let (sender, lines) = mpsc::channel();
    let mut readers = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        readers.push(thread::spawn({
            let sender = sender.clone();
            move || forward(stdout, &sender)
        }));
    }
    if let Some(stderr) = child.stderr.take() {
        let sender = sender.clone();
        readers.push(thread::spawn(move || forward(stderr, &sender)));
    }
    drop(sender);

    let mut progress = Progress::new();
    let mut all = Vec::new();
    loop {
        match lines.recv_timeout(Duration::from_millis(500)) {
            Ok(line) => {
                writeln!(file, "{line}")?;
                progress.line(&line);
                all.push(line);
            }
            Err(RecvTimeoutError::Timeout) => progress.tick(),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    for reader in readers {
        // A reader only ends early if its pipe broke, and then the exit status tells.
        let _ = reader.join();
    }
    progress.clear();
    let status = child.wait()?;
    if !status.success() {
        bail!(
            "`{}` failed ({status}); all of its output is in {}, and this is the end of it:\n{}",
            shown(command),
            log.display(),
            end_of(&all)
        );
    }
    Ok(())
}

/// What an error has room for.
fn end_of<S: AsRef<str>>(lines: &[S]) -> String {
    let skipped = lines.len().saturating_sub(30);
    lines.iter().skip(skipped).map(S::as_ref).collect::<Vec<_>>().join("\n")
}

fn forward(pipe: impl std::io::Read, lines: &mpsc::Sender<String>) {
    for line in BufReader::new(pipe).split(b'\n') {
        let Ok(line) = line else { return };
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        if lines.send(line).is_err() {
            return;
        }
    }
}

/// One line that is written over again on a terminal, or a line now and then where there is none.
struct Progress {
    start: Instant,
    last_printed: Instant,
    last_line: String,
    count: usize,
    terminal: bool,
}

impl Progress {
    fn new() -> Self {
        let now = Instant::now();
        Progress {
            start: now,
            last_printed: now,
            last_line: String::new(),
            count: 0,
            terminal: std::io::stdout().is_terminal(),
        }
    }

    fn line(&mut self, line: &str) {
        if line.trim().is_empty() {
            return;
        }
        self.count += 1;
        self.last_line = line.trim().chars().take(56).collect();
        self.tick();
    }

    fn tick(&mut self) {
        let pause = Duration::from_millis(if self.terminal { 250 } else { 30_000 });
        if self.last_printed.elapsed() < pause {
            return;
        }
        self.last_printed = Instant::now();
        let elapsed = duration(self.start.elapsed());
        if self.terminal {
            print!("\r\x1b[K    {elapsed}: {}", self.last_line);
        } else {
            println!("    {elapsed}, {} lines: {}", self.count, self.last_line);
        }
        // A progress line that cannot be written is no reason to stop the work.
        let _ = std::io::stdout().flush();
    }

    fn clear(&self) {
        if self.terminal {
            print!("\r\x1b[K");
            let _ = std::io::stdout().flush();
        }
    }
}

fn duration(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    if seconds < 60 {
        format!("{:.1} s", elapsed.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| {
            let part = part.to_string_lossy();
            if part.contains(' ') { format!("'{part}'") } else { part.into_owned() }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = Command::new("trunk");
        command.args(["build", "a b"]);
        assert_eq!(shown(&command), "trunk build 'a b'");
    }

    #[test]
    fn durations_are_readable() {
        assert_eq!(duration(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(duration(Duration::from_secs(131)), "2 min 11 s");
    }

    #[test]
    fn a_failure_ends_with_the_end_of_its_output() {
        let folder = std::env::temp_dir().join(format!("galley-xtask-{}", std::process::id()));
        let log = folder.join("rustc.log");
        let error = run_logged(Command::new("rustc").arg("--no-such-flag"), &log)
            .expect_err("rustc has no such flag")
            .to_string();
        assert!(error.contains("no-such-flag"), "{error}");
        assert!(error.contains("rustc.log"), "{error}");
        fs::remove_dir_all(folder).expect("the folder was just made");
    }
}
