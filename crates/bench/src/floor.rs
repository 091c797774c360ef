//! Floors: an article as a page without any application, which nothing that
//! does more can be faster than.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use galley_core::model::Article;
use galley_core::text::segment::segments;
use galley_core::text::{Block, BlockKind, TextRange};
use serde_json::{Value, json};

const STYLE: &str = include_str!("floor.css");
const SCRIPT: &str = include_str!("floor.js");
/// A browser leaves out what is not in view.
const SKIPPING: &str = ".block { content-visibility: auto; contain-intrinsic-size: auto 220px; }";

/// Writes an article as a page of text and marks, and nothing else.
///
/// # Errors
/// When the file cannot be written.
pub fn write_static(path: &Path, article: &Article) -> io::Result<()> {
    let mut body = String::from("<article>");
    for (index, Painted { block, pieces }) in painted(article).into_iter().enumerate() {
        let tag = tag(&block);
        let _ = write!(body, "<{tag} class=\"block\" data-block=\"{index}\">");
        for (text, label) in pieces {
            let text = escaped(text);
            let _ = match label {
                Some(label) => write!(body, "<mark data-label=\"{label}\">{text}</mark>"),
                None => write!(body, "{text}"),
            };
        }
        let _ = write!(body, "</{tag}>");
    }
    body.push_str("</article>");
    fs::write(path, page(STYLE, &body))
}

/// Writes an article as data and a script that makes the page of it, and
/// labels, selects, deletes and undoes.
///
/// # Errors
/// When the file cannot be written.
pub fn write_script(path: &Path, article: &Article) -> io::Result<()> {
    let piece = |(text, label): &Piece<'_>| match label {
        Some(label) => json!([text, label]),
        None => json!([text]),
    };
    let block = |painted: &Painted<'_>| {
        json!([tag(&painted.block), painted.pieces.iter().map(piece).collect::<Vec<_>>()])
    };
    let blocks: Value = painted(article).iter().map(block).collect();
    let blocks = blocks.to_string().replace('<', "\\u003c");
    let body = format!(
        "<article></article><script type=\"application/json\" id=\"blocks\">{blocks}</script><script>{SCRIPT}</script>"
    );
    fs::write(path, page(&format!("{STYLE}{SKIPPING}"), &body))
}

/// A stretch of text, and the innermost label over it.
type Piece<'a> = (&'a str, Option<&'a str>);

struct Painted<'a> {
    block: Block,
    pieces: Vec<Piece<'a>>,
}

/// The blocks in pieces, cut as the app cuts them.
fn painted(article: &Article) -> Vec<Painted<'_>> {
    let mut marks: Vec<(TextRange, &str)> = article
        .annotations
        .iter()
        .flat_map(|annotation| {
            annotation.target.fragments().iter().map(|&range| (range, annotation.label.as_str()))
        })
        .collect();
    marks.sort_by_key(|(range, _)| range.start());
    let mut ahead = marks.as_slice();
    let mut painted = Vec::with_capacity(article.blocks.len());
    for &block in &article.blocks {
        // No span of a generated article goes beyond its block.
        let (here, rest) =
            ahead.split_at(ahead.partition_point(|(range, _)| range.start() < block.range.end()));
        ahead = rest;
        let ranges: Vec<TextRange> = here.iter().map(|(range, _)| *range).collect();
        let pieces = segments(block.range, &ranges).into_iter().map(|segment| {
            let text = article.text.slice(segment.range).unwrap_or_default();
            (text, segment.covers.last().map(|&mark| here[mark].1))
        });
        painted.push(Painted { block, pieces: pieces.collect() });
    }
    painted
}

fn tag(block: &Block) -> &'static str {
    if block.kind == BlockKind::Headline { "h1" } else { "p" }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn page(style: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Floor</title>\
         <style>{style}</style></head><body>{body}</body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator;
    use crate::size::Size;

    #[test]
    fn a_floor_has_all_of_the_text_and_every_mark() {
        let article = generator::article(Size::S, 1);
        let painted = painted(&article);
        let shown: Vec<String> = painted
            .iter()
            .map(|block| block.pieces.iter().map(|(text, _)| *text).collect::<String>())
            .collect();
        assert_eq!(shown.join("\n\n"), article.text.as_str());
        let marked = painted.iter().flat_map(|block| &block.pieces).filter(|(_, label)| label.is_some());
        // An overlap cuts a mark in two.
        assert!((Size::S.annotations()..Size::S.annotations() * 3 / 2).contains(&marked.count()));
    }
}
