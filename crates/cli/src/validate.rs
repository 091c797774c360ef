//! `galley validate`.

use std::io::{BufWriter, Write as _, stdout};

use anyhow::Result;

use crate::arguments::Arguments;
use crate::input::{self, Event};

/// Lists what is not in order; false when anything is not.
pub fn run(arguments: &Arguments) -> Result<bool> {
    let mut out = BufWriter::new(stdout().lock());
    let (mut articles, mut issues, mut failures) = (0_u64, 0_u64, 0_u64);
    input::read(arguments, &mut |event| {
        match event {
            Event::Article(..) => articles += 1,
            Event::Issue(name, issue) => {
                issues += 1;
                writeln!(out, "{name}: {issue}")?;
            }
            Event::Failure(name, error) => {
                failures += 1;
                writeln!(out, "{name}: {error}; left out")?;
            }
        }
        Ok(())
    })?;
    if !arguments.quiet {
        let of = if articles == 1 { "article" } else { "articles" };
        writeln!(out, "{articles} {of}, {issues} repaired or kept aside, {failures} could not be read")?;
    }
    out.flush()?;
    Ok(issues == 0 && failures == 0)
}
