//! `galley merge`.

use std::collections::HashMap;

use anyhow::{Result, anyhow};
use galley_core::formats::{label_set, table};
use galley_core::merge::{Copy, Merge, is_copy};
use galley_core::model::{Article, LabelSet};
use galley_core::store::Document;

use crate::arguments::Arguments;
use crate::input::{self, Event};
use crate::output::Output;

/// Joins copies of the same articles; of what differs, the version changed
/// last is taken, and said.
pub fn run(arguments: &Arguments) -> Result<bool> {
    let mut originals: Vec<Article> = Vec::new();
    let mut copies: HashMap<usize, Vec<Copy>> = HashMap::new();
    let mut labels: Option<LabelSet> = None;
    let mut is_whole = true;
    input::read(arguments, &mut |event| {
        match event {
            Event::Article(mut article, set) => {
                let ours = labels.get_or_insert_with(|| set.clone());
                let renamed = label_set::merge(ours, set);
                label_set::relabel(&mut article, &renamed);
                match originals.iter().position(|mine| is_copy(mine, &article)) {
                    Some(at) => {
                        let from = format!("copy {}", copies.get(&at).map_or(0, Vec::len) + 2);
                        copies.entry(at).or_default().push(Copy { from, article: *article, since: None });
                    }
                    None => originals.push(*article),
                }
            }
            Event::Issue(name, issue) => crate::tell(format_args!("{name}: {issue}")),
            Event::Failure(name, error) => {
                is_whole = false;
                crate::tell(format_args!("{name}: {error}"));
            }
        }
        Ok(())
    })?;
    let labels = labels.unwrap_or_default();
    let format = arguments.to.or_else(|| table::by_id("galley")).ok_or_else(|| anyhow!("no format"))?;
    let mut output = Output::new(format, arguments)?;
    for (at, article) in originals.into_iter().enumerate() {
        let joined = match copies.get(&at) {
            Some(copies) => joined(&article, copies)?,
            None => article,
        };
        output.article(joined, &labels)?;
    }
    output.finish(arguments.output.as_deref())?;
    Ok(is_whole)
}

fn joined(article: &Article, copies: &[Copy]) -> Result<Article> {
    let merge = Merge::new(article, copies);
    if !merge.conflicts().is_empty() {
        crate::tell(format_args!(
            "{:?}: {} differ between the copies; the version changed last was taken",
            article.title,
            merge.conflicts().len()
        ));
    }
    merge.notes().iter().for_each(|note| crate::tell(format_args!("{:?}: {note}", article.title)));
    let mut document = Document::new(article.clone());
    let latest = merge.latest();
    let applied = document.apply(&merge.changes(&latest));
    applied.map_err(|conflict| anyhow!("{:?}: {conflict}", article.title))?;
    Ok(document.to_article(merge.status(&latest)))
}
