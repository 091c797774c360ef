//! `cargo xtask`: everything that is done to Galley's source, in one place.

mod bench;
mod browsers;
mod bundle;
mod fuzz;
mod interop;
mod lint;
mod pack;
mod paths;
mod profile;
mod serve;
mod split;
mod steps;
mod test;
mod throughput;
mod tools;
mod torture;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
Usage: cargo xtask COMMAND

  serve [--port N] [--open]   build, serve and reload on every change; prints the address
  build                       write dist/galley.html, the single file, and print sizes
  test [unit | e2e] [--browser chromium | firefox] [-- ARGUMENTS]
                              run every test; or only those that need no browser, or only those that do;
                              ARGUMENTS go to the test program (a name to filter by, --nocapture, …)
  bench [--quick] [--rounds N] [--sizes S,M,L,XL]
                              measure the single file in Chromium beside pages without an application; tables and
                              numbers go to target/bench
  profile                     find out which functions a start runs, and write the names of the others to
                              xtask/rest-functions.txt
  throughput [--megabytes N]  convert a generated set (100 MB) with the `galley` command; MB/s in and out, peak memory
  torture [--kills N] [--browser chromium | firefox]
                              kill the browser N times (50) while someone works, and see that nothing saved is lost
  interop                     have other programs read what `galley convert` writes, and compare the words; takes
                              their Python packages from PyPI into target/interop
  fuzz [MINUTES] [READER …]   give every reader of files bytes that no one meant, in all for so many minutes (60)
  lint                        format, clippy, cargo-deny, and that galley-core is pure
  tools                       only install what the other commands need

What is missing is installed into target/tools. What is there already is used as it is.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            steps::fail(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{HELP}");
        return Ok(());
    };
    // Trunk, cargo and the paths in Trunk.toml all start from the workspace.
    std::env::set_current_dir(paths::root())?;
    match command.as_str() {
        "serve" => serve::serve(&serve::Options::parse(rest)?),
        "build" => no_more(rest).and_then(|()| bundle::build().map(drop)),
        "test" => test::test(&test::Options::parse(rest)?),
        "bench" => bench::bench(rest),
        "profile" => no_more(rest).and_then(|()| profile::profile()),
        "throughput" => throughput::throughput(rest),
        "torture" => torture::torture(&torture::Options::parse(rest)?),
        "interop" => no_more(rest).and_then(|()| interop::interop()),
        "fuzz" => fuzz::fuzz(&fuzz::Options::parse(rest)?),
        "lint" => no_more(rest).and_then(|()| lint::lint()),
        "tools" => no_more(rest).and_then(|()| install_all()),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}

fn install_all() -> Result<()> {
    tools::WebTools::get()?;
    tools::axe()?;
    browsers::Drivers::get(&browsers::Browser::ALL)?;
    tools::CARGO_DENY.get().map(drop)
}

fn no_more(arguments: &[String]) -> Result<()> {
    match arguments.first() {
        Some(argument) => bail!("this command takes no `{argument}`\n\n{HELP}"),
        None => Ok(()),
    }
}
