//! How deep a page's elements are nested, before a browser parses it.
//!
//! Browsers' parsers take time that grows with the square of the nesting:
//! 100,000 open elements freeze a page for a minute. Nothing that people write
//! is nested that deep, so such a file is refused.

/// The deepest nesting that is handed to a browser's parser; it costs it a
/// fifth of a second.
pub const MAX_NESTING: usize = 5_000;

/// Elements that have no end, or whose end may be left out, so that pages leave
/// thousands of them open.
const UNCOUNTED: &[&str] = &[
    "!doctype", "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html",
    "img", "input", "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody",
    "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// Elements whose content is no markup.
const RAW: &[&str] = &["script", "style", "textarea", "title"];

/// The greatest number of elements that are open at once, counted roughly:
/// what a parser closes or opens by itself is not seen.
#[must_use]
pub fn nesting(markup: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        let (is_end, tag) = rest.strip_prefix('/').map_or((false, rest), |tag| (true, tag));
        let name = tag_name(tag);
        if name.is_empty() || is_one_of(UNCOUNTED, name) {
            continue;
        }
        if is_end {
            depth = depth.saturating_sub(1);
        } else if is_one_of(RAW, name) {
            rest = after_raw(tag, name);
        } else {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

fn tag_name(tag: &str) -> &str {
    if !tag.starts_with(|char: char| char.is_ascii_alphabetic() || char == '!') {
        return "";
    }
    let end = tag
        .find(|char: char| char.is_ascii_whitespace() || matches!(char, '/' | '>' | '<'))
        .unwrap_or(tag.len());
    &tag[..end]
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// What follows an element's raw content; nothing when it never ends.
fn after_raw<'a>(tag: &'a str, name: &str) -> &'a str {
    let is_end = |at: &usize| {
        let after = &tag.as_bytes()[at + 2..];
        after.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
    };
    match tag.match_indices("</").map(|(at, _)| at).find(is_end) {
        Some(at) => &tag[at + 2..],
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_elements_are_counted() {
        let cases = [
            ("", 0),
            ("no < markup <3 <<", 0),
            ("<p>one<p>two<br><li>three<img src=x>", 0),
            ("<!doctype html><html><body><DIV class='a'><b>x</b></div><div></div>", 2),
            ("<div><script>if (a<b) \"<div><div>\"</script><!-- <div><div> --></div>", 1),
            ("<title><i><i></title><em>", 1),
            ("<script><div>", 0),
            ("<div/><div\n>", 2),
            ("</div></div><div>", 1),
            ("<é><!--", 0),
        ];
        for (markup, expected) in cases {
            assert_eq!(nesting(markup), expected, "{markup:?}");
        }
        assert_eq!(nesting(&"<div>".repeat(100_000)), 100_000);
    }
}
