//! What was asked for.

use std::fmt::Write as _;
use std::path::PathBuf;

use galley_core::formats::table::{self, FORMATS, Format};
use galley_core::formats::unit::Unit;
use lexopt::prelude::*;

/// A command with its arguments.
#[derive(Debug, Default)]
pub struct Arguments {
    pub command: String,
    /// None: standard input.
    pub files: Vec<PathBuf>,
    pub from: Option<&'static Format>,
    pub to: Option<&'static Format>,
    /// A file, or a folder for formats of several files; none: standard
    /// output.
    pub output: Option<PathBuf>,
    pub unit: Option<Unit>,
    pub quiet: bool,
    /// A JSON Lines file without its first line, as a filter writes it.
    pub no_header: bool,
    pub report: Report,
}

pub enum Command {
    Help(String),
    Run(Arguments),
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Report {
    #[default]
    Text,
    /// An object a line.
    Json,
    Sarif,
}

const COMMANDS: [&str; 5] = ["convert", "validate", "check", "merge", "stats"];

pub fn parse() -> Result<Command, lexopt::Error> {
    let mut arguments = Arguments::default();
    let mut parser = lexopt::Parser::from_env();
    let mut options: Vec<&'static str> = Vec::new();
    while let Some(argument) = parser.next()? {
        options.extend(option(&argument));
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help(help())),
            Short('V') | Long("version") => {
                return Ok(Command::Help(format!("galley {}\n", env!("CARGO_PKG_VERSION"))));
            }
            Short('f') | Long("from") => arguments.from = Some(format(&mut parser)?),
            Short('t') | Long("to") => arguments.to = Some(format(&mut parser)?),
            Short('o') | Long("output") => arguments.output = Some(parser.value()?.into()),
            Short('u') | Long("unit") => {
                let name = parser.value()?.string()?;
                let unit = Unit::from_name(&name);
                arguments.unit =
                    Some(unit.ok_or(format!("there is no unit {name:?}: code_point, utf16, grapheme"))?);
            }
            Short('q') | Long("quiet") => arguments.quiet = true,
            Long("format") => {
                arguments.report = match parser.value()?.string()?.as_str() {
                    "text" => Report::Text,
                    "json" => Report::Json,
                    "sarif" => Report::Sarif,
                    other => return Err(format!("there is no report {other:?}: text, json, sarif").into()),
                };
            }
            Long("no-header") => arguments.no_header = true,
            Value(command) if arguments.command.is_empty() => {
                let command = command.string()?;
                if !COMMANDS.contains(&command.as_str()) {
                    return Err(format!("there is no command {command:?}: {}", COMMANDS.join(", ")).into());
                }
                arguments.command = command;
            }
            Value(file) if file == "-" => {}
            Value(file) => arguments.files.push(file.into()),
            other => return Err(other.unexpected()),
        }
    }
    if arguments.command.is_empty() {
        return Ok(Command::Help(help()));
    }
    if let Some(option) = options.iter().find(|option| !takes(&arguments.command, option)) {
        return Err(format!("{} takes no {option}", arguments.command).into());
    }
    if arguments.command == "convert" && arguments.to.is_none() {
        return Err("convert needs --to FORMAT".into());
    }
    Ok(Command::Run(arguments))
}

/// The long name of an option.
fn option(argument: &lexopt::Arg<'_>) -> Option<&'static str> {
    match argument {
        Short('f') | Long("from") => Some("--from"),
        Short('t') | Long("to") => Some("--to"),
        Short('o') | Long("output") => Some("--output"),
        Short('u') | Long("unit") => Some("--unit"),
        Short('q') | Long("quiet") => Some("--quiet"),
        Long("format") => Some("--format"),
        Long("no-header") => Some("--no-header"),
        _ => None,
    }
}

/// Whether a command knows an option; what it does not know it must not pass
/// over.
fn takes(command: &str, option: &str) -> bool {
    match option {
        "--to" | "--output" | "--no-header" => matches!(command, "convert" | "merge"),
        "--format" => command == "check",
        _ => true,
    }
}

fn format(parser: &mut lexopt::Parser) -> Result<&'static Format, lexopt::Error> {
    let id = parser.value()?.string()?;
    // The short names that people type first.
    let id = match id.as_str() {
        "json" => "galley",
        "jsonl" => "galley-jsonl",
        "spacy" | "hf" => "spans",
        id => id,
    };
    table::by_id(id).ok_or_else(|| format!("there is no format {id:?}; `galley --help` lists them").into())
}

fn help() -> String {
    let mut help = String::from(
        "\
Usage: galley COMMAND [OPTIONS] [FILE…]

Reads files, or standard input, and writes to standard output. JSON Lines goes through one article at a time,
whatever its size.

  convert --to FORMAT    write articles in another format
  validate               read, and list what would be repaired, kept aside or left out
  check                  what an editor must know before print: text, json (an object a line) or sarif
  merge                  join copies of the same articles that several people annotated
  stats                  count articles, words, annotations by label, attributions

Options:
  -f, --from FORMAT      the input's format, when its content does not tell
  -t, --to FORMAT        of convert and merge: the output's format
  -o, --output PATH      of convert and merge: a file, a .zip with a list of its articles, or a
                         folder for formats that have several files
  -u, --unit UNIT        what the other program's offsets count: code_point, utf16 or grapheme
      --format REPORT    of check: text, json or sarif
      --no-header        Galley's JSON Lines without the first line, which has the label set
  -q, --quiet            say nothing of repairs, losses and what a check waits for
  -h, --help             this text
  -V, --version

Exit codes: 0 done; 1 something could not be read (validate: or is not in order; check: or is an error); 2 the command was not understood.

Formats:
",
    );
    for format in FORMATS {
        let direction = match (format.is_read(), format.is_written()) {
            (true, true) => "in, out",
            (true, false) => "in",
            _ => "out",
        };
        let _ = writeln!(help, "  {:17} {direction:8} {}", format.id, format.name);
    }
    help.push_str(
        "\
Also: json and jsonl for galley and galley-jsonl, spacy and hf for spans.

Examples:
  galley convert --to json task.json > article.galley.json
  galley convert --to brat -o corpus *.galley.json
  galley convert --from brat --to spans a.txt a.ann > train.jsonl
  cat set.jsonl | galley convert --to jsonl --no-header | galley stats
  galley validate project.galley.json || echo 'not in order'
  galley check --format sarif project.galley.json > findings.sarif
  galley merge mine.json theirs.json > both.json
  ls *.json | xargs -n 64 -P 4 galley validate
",
    );
    help
}
