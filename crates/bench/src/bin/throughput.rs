//! How fast the `galley` command converts a large set of JSON Lines, and how
//! much memory it takes. `cargo xtask throughput` starts it; nothing is
//! asserted.

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use galley_bench::files::write_set;
use galley_bench::machine;

/// Articles in a megabyte; see [`galley_bench::generator::article_of_set`].
const PER_MEGABYTE: usize = 100;
/// How often the system is asked for a command's memory.
const ASK: Duration = Duration::from_millis(10);
/// What is written: a format, and the file or archive for it.
const WRITTEN: [(&str, &str); 12] = [
    ("jsonl", "set.galley.jsonl"),
    ("spans", "set.spans.jsonl"),
    ("prodigy", "set.prodigy.jsonl"),
    ("doccano", "set.doccano.jsonl"),
    ("label-studio", "set.label-studio.json"),
    ("web-annotation", "set.jsonld"),
    ("csv", "set.csv"),
    ("conll", "set.conll"),
    ("conllu", "set.conllu"),
    ("brat", "set.brat.zip"),
    ("uima-json", "set.uima.zip"),
    ("webanno-tsv", "set.tsv.zip"),
];
/// What of that is read again.
const READ: [&str; 4] = ["set.spans.jsonl", "set.doccano.jsonl", "set.label-studio.json", "set.brat.zip"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "throughput GALLEY FOLDER MEGABYTES";
    let (galley, folder) = (arguments.next().ok_or(usage)?, PathBuf::from(arguments.next().ok_or(usage)?));
    let megabytes: usize = arguments.next().ok_or(usage)?.parse()?;
    fs::create_dir_all(&folder)?;
    let set = folder.join(format!("set-{megabytes}.jsonl"));
    if !set.exists() {
        write_set(&set, megabytes * PER_MEGABYTE)?;
    }
    println!("{} articles, {:.0} MB; {}\n", megabytes * PER_MEGABYTE, size(&set), machine::here());
    println!("| galley … | s | MB/s in | MB/s out | peak, MB |");
    println!("| --- | --: | --: | --: | --: |");
    let stats = folder.join("stats.txt");
    row("stats", Command::new(&galley).arg("stats").arg(&set), &set, &stats)?;
    for (format, name) in WRITTEN {
        let (mut command, out) = (Command::new(&galley), folder.join(name));
        command.args(["convert", "--quiet", "--to", format]).arg(&set);
        row(&format!("convert --to {format}"), &mut command, &set, &out)?;
    }
    for name in READ {
        let (mut command, from) = (Command::new(&galley), folder.join(name));
        // Standard input and output are the same for every format.
        command.args(["convert", "--quiet", "--to", "jsonl"]).arg(&from);
        row(&format!("convert --to jsonl {name}"), &mut command, &from, &folder.join("back.jsonl"))?;
    }
    Ok(())
}

/// Runs a command with its output in a file, and prints what it took.
fn row(name: &str, command: &mut Command, from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(File::create(to)?).spawn()?;
    let mut peak = None;
    let status = loop {
        peak = peak_memory(&child).or(peak);
        match child.try_wait()? {
            Some(status) => break status,
            None => std::thread::sleep(ASK),
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    let peak = peak.map_or_else(|| "–".to_owned(), |kilobytes| format!("{:.0}", kilobytes / 1e3));
    let told = if status.success() { "" } else { " (failed)" };
    println!(
        "| {name}{told} | {seconds:.1} | {:.0} | {:.0} | {peak} |",
        size(from) / seconds,
        size(to) / seconds
    );
    Ok(())
}

/// Megabytes.
fn size(path: &Path) -> f64 {
    fs::metadata(path).map_or(0.0, |file| file.len() as f64 / 1e6)
}

/// The most memory that a running command has had, in kilobytes; where the
/// system tells.
fn peak_memory(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
