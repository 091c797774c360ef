//! `galley convert`.

use anyhow::{Result, bail};
use galley_core::formats::losses::Losses;
use galley_core::formats::unit::Unit;

use crate::arguments::Arguments;
use crate::input::{self, Event};
use crate::output::Output;

pub fn run(arguments: &Arguments) -> Result<bool> {
    let Some(format) = arguments.to else { bail!("convert needs --to FORMAT") };
    if !format.is_written() {
        bail!("{} is only read", format.name);
    }
    let mut output = Output::new(format, arguments)?;
    let mut losses = Losses::new(format);
    let mut is_whole = true;
    input::read(arguments, &mut |event| {
        match event {
            Event::Article(article, labels) => {
                if !arguments.quiet {
                    losses.add(&article);
                }
                output.article(*article, labels)?;
            }
            Event::Issue(name, issue) if !arguments.quiet => crate::tell(format_args!("{name}: {issue}")),
            Event::Issue(..) => {}
            Event::Failure(name, error) => {
                is_whole = false;
                crate::tell(format_args!("{name}: {error}"));
            }
        }
        Ok(())
    })?;
    output.finish(arguments.output.as_deref())?;
    if !arguments.quiet {
        let unit = arguments.unit.filter(|unit| format.units.contains(unit)).unwrap_or_else(|| format.unit());
        let unit =
            if unit == Unit::None { String::new() } else { format!("offsets count {}. ", unit.title()) };
        crate::tell(format_args!("{}: {unit}{}", format.name, format.newlines.title()));
        for loss in losses.list() {
            let examples: Vec<String> =
                loss.examples.iter().take(3).map(|example| format!("{example:?}")).collect();
            let more = if examples.len() < loss.count { ", …" } else { "" };
            let examples =
                if examples.is_empty() { String::new() } else { format!(": {}{more}", examples.join(", ")) };
            crate::tell(format_args!("lost: {loss}{examples}"));
        }
    }
    Ok(is_whole)
}
