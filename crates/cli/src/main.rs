//! `galley`: articles from one format to another, checked, joined and counted,
//! over files or as a filter.

mod arguments;
mod check;
mod convert;
mod input;
mod merge;
mod output;
mod page;
mod stats;
mod validate;

use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;

use arguments::Command;

fn main() -> ExitCode {
    let arguments = match arguments::parse() {
        Ok(Command::Help(text)) => {
            // Whoever reads may have read enough.
            let _ = io::stdout().write_all(text.as_bytes());
            return ExitCode::SUCCESS;
        }
        Ok(Command::Run(arguments)) => arguments,
        Err(error) => {
            tell(format_args!("galley: {error}\n`galley --help` has the commands and examples."));
            return ExitCode::from(2);
        }
    };
    let outcome = match arguments.command.as_str() {
        "convert" => convert::run(&arguments),
        "validate" => validate::run(&arguments),
        "check" => check::run(&arguments),
        "merge" => merge::run(&arguments),
        _ => stats::run(&arguments),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        // Whoever reads has read enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell(format_args!("galley: {error:#}"));
            ExitCode::from(1)
        }
    }
}

/// Tells on standard error, whether or not anyone reads it.
fn tell(words: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{words}");
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    kind == Some(io::ErrorKind::BrokenPipe)
}
