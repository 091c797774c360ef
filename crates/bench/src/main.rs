//! Runs the benchmark; `cargo xtask bench` starts it with what it needs.

use std::env;
use std::error::Error;
use std::fs;
use std::process::ExitCode;

use galley_bench::attempt::be_quiet_about_panics;
use galley_bench::files::Files;
use galley_bench::measure::Book;
use galley_bench::options::Options;
use galley_bench::{report, run};
use galley_e2e::setting;

fn main() -> ExitCode {
    match bench() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bench() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let options = Options::parse(&arguments)?;
    let folder = setting::path("GALLEY_BENCH");
    fs::create_dir_all(&folder)?;
    be_quiet_about_panics();
    let files = Files::write(&options)?;
    println!("    the articles are written");

    let mut book = Book::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let machine = runtime.block_on(run::run(&options, &files, &mut book));

    let table = report::markdown(&book, &options, machine.as_ref());
    println!("\n{table}");
    fs::write(folder.join("bench.md"), &table)?;
    let json = report::json(&book, &options, machine.as_ref());
    fs::write(folder.join("bench.json"), serde_json::to_string_pretty(&json)?)?;
    println!(
        "    the table is in {}, every number in bench.json beside it",
        folder.join("bench.md").display()
    );
    Ok(())
}
