//! `galley stats`.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write as _, stdout};

use anyhow::Result;

use crate::arguments::Arguments;
use crate::input::{self, Event};

pub fn run(arguments: &Arguments) -> Result<bool> {
    let mut labels: BTreeMap<String, u64> = BTreeMap::new();
    let (mut articles, mut words, mut attributions, mut without_source, mut entities) = (0_u64, 0, 0, 0, 0);
    let mut is_whole = true;
    input::read(arguments, &mut |event| {
        match event {
            Event::Article(article, set) => {
                articles += 1;
                words += article.text.split_whitespace().count();
                entities += article.entities.len();
                attributions += article.attributions.len();
                without_source += article.attributions.iter().filter(|one| one.sources.is_empty()).count();
                for annotation in &article.annotations {
                    let name = set.name_of(&annotation.label);
                    match labels.get_mut(name) {
                        Some(count) => *count += 1,
                        None => drop(labels.insert(name.to_owned(), 1)),
                    }
                }
            }
            Event::Issue(..) => {}
            Event::Failure(name, error) => {
                is_whole = false;
                crate::tell(format_args!("{name}: {error}"));
            }
        }
        Ok(())
    })?;
    let mut out = BufWriter::new(stdout().lock());
    writeln!(out, "articles\t{articles}\nwords\t{words}\nannotations\t{}", labels.values().sum::<u64>())?;
    for (label, count) in &labels {
        writeln!(out, "  {label}\t{count}")?;
    }
    writeln!(
        out,
        "attributions\t{attributions}\n  without a source\t{without_source}\nentities\t{entities}"
    )?;
    out.flush()?;
    Ok(is_whole)
}
