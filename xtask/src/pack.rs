//! Packing: index.html, styles, glue and wasm become one page that needs nothing else and may reach nothing else.
//!
//! The page is our own index.html, so this knows just enough HTML to follow it, and refuses what it does not know.
//! The result depends on nothing but the parts.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use lzma_rust2::{LzipOptions, LzipWriter};
use sha2::{Digest, Sha256};

const LAUNCH: &str = include_str!("launch.js");

/// What a page is packed from.
pub struct Parts<'a> {
    /// index.html as it is written.
    pub page: &'a str,
    /// Reads the style sheet that the page names.
    pub style: &'a dyn Fn(&str) -> Result<String>,
    /// wasm-bindgen's glue, as a classic script.
    pub glue: &'a str,
    /// What the launcher starts, as gzip.
    pub start: &'a [u8],
    /// What the app loads when it runs, as lzip.
    pub rest: &'a [u8],
}

/// Compresses as far as gzip can be taken, which costs seconds and saves a twentieth. No time stamp goes in, so
/// the same input gives the same bytes.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, bytes, &mut compressed)?;
    Ok(compressed)
}

/// Compresses a fifth further than gzip. No browser unpacks it; the app does.
pub fn lzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut options = LzipOptions::with_preset(9);
    // Whoever unpacks needs as much memory.
    options.lzma_options.dict_size = u32::try_from(bytes.len().next_power_of_two())?.max(1 << 16);
    let mut writer = LzipWriter::new(Vec::new(), options);
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

/// The single file.
pub fn pack(parts: &Parts) -> Result<String> {
    let page = without_comments(&parts.page.replace("\r\n", "\n"))?;
    let mut packed = String::new();
    let mut done = 0;
    for tag in tags(&page)? {
        if tag.attribute("data-trunk").is_none() {
            continue;
        }
        packed.push_str(&page[done..tag.start]);
        done = tag.end;
        match (tag.name, tag.attribute("rel"), tag.attribute("href")) {
            ("link", Some("css"), Some(href)) => packed.push_str(&style(href, parts)?),
            ("link", Some("rust"), _) => packed.push_str(&scripts(parts)?),
            _ => bail!(
                "index.html has `{}`, which packing does not know; put its content into index.html itself",
                &page[tag.start..tag.end]
            ),
        }
    }
    packed.push_str(&page[done..]);

    let policy = policy(&packed, &glue(parts))?;
    let charset = tags(&packed)?
        .into_iter()
        .find(|tag| tag.name == "meta" && tag.attribute("charset").is_some())
        .context("index.html has no <meta charset>, after which the policy belongs")?
        .end;
    packed.insert_str(
        charset,
        &format!("\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"),
    );
    verify(&packed, &glue(parts))?;
    Ok(packed)
}

fn style(href: &str, parts: &Parts) -> Result<String> {
    let css = (parts.style)(href)?.replace("\r\n", "\n");
    fits_raw(href, &css, "style")?;
    let lower = css.to_ascii_lowercase();
    ensure!(!lower.contains("@import"), "{href} has an @import; name the style sheet in index.html instead");
    for (_, target) in lower.match_indices("url(").map(|(at, _)| lower.split_at(at + 4)) {
        let target = target.trim_start_matches(['"', '\'', ' ']);
        ensure!(
            target.starts_with("data:") || target.starts_with('#'),
            "{href} refers to another file: url({}…; only data: can be packed",
            target.chars().take(40).collect::<String>()
        );
    }
    Ok(format!("<style data-from=\"{href}\">\n{}</style>", lean(&css)))
}

/// A style sheet without its comments, indents and empty lines. A comment in a string would go too; there is none.
fn lean(css: &str) -> String {
    let mut rest = css;
    let mut kept = String::with_capacity(css.len());
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).flat_map(|line| [line, "\n"]).collect()
}

/// The glue as the launcher puts it into the page.
fn glue(parts: &Parts) -> String {
    parts.glue.replace("\r\n", "\n")
}

/// Glue and program as compressed data, and the launcher that unpacks the glue and the part of the program that a start
/// runs. The rest stands behind the launcher, which need not wait for it. They have ids so that the app can find the
/// rest, and copy all of them when it saves the page.
fn scripts(parts: &Parts) -> Result<String> {
    let glue = glue(parts);
    fits_raw("the launcher", LAUNCH, "script")?;
    ensure!(
        !glue.contains("import.meta") && !glue.contains("\nexport "),
        "the glue is a module; index.html must ask for data-bindgen-target=\"no-modules\""
    );
    let mut text = data("galley-glue", &gzip(glue.as_bytes())?)?;
    text.push_str(&data("galley-wasm", parts.start)?);
    writeln!(text, "<script id=\"galley-launch\">\n{LAUNCH}</script>")?;
    text.push_str(data("galley-rest", parts.rest)?.trim_end());
    Ok(text)
}

/// A script that no browser runs, with bytes in it.
fn data(id: &str, bytes: &[u8]) -> Result<String> {
    let text = text_of(bytes)?;
    fits_raw(id, &text, "script")?;
    Ok(format!("<script id=\"{id}\" type=\"application/octet-stream\">{text}</script>\n"))
}

/// Characters that share a key.
const LINE: usize = 64;

/// Bytes as text that a page can hold: seven bits in a character, where base64 has six, so a seventh smaller. Each line
/// of characters stands behind a key, with which the seven bits are combined (exclusive or) so that none becomes a
/// character that HTML would change or read. All of it is ASCII, which browsers read several times as fast as a text
/// with a character beyond it here and there. The launcher reads it back.
fn text_of(bytes: &[u8]) -> Result<String> {
    let mut text = String::with_capacity(bytes.len() * 6 / 5);
    for line in sevens(bytes).chunks(LINE) {
        let fits = |key: &u8| is_kept(*key) && line.iter().all(|seven| is_kept(seven ^ key));
        let key = (0..0x80).find(fits).context("every key makes a character that HTML does not keep")?;
        text.push(key.into());
        text.extend(line.iter().map(|seven| char::from(seven ^ key)));
    }
    Ok(text)
}

/// Whether HTML leaves a character of ASCII in a script as it is.
fn is_kept(character: u8) -> bool {
    !matches!(character, b'\0' | b'\r' | b'<')
}

/// Seven bits at a time, the last filled up with zeros.
fn sevens(bytes: &[u8]) -> Vec<u8> {
    let mut sevens = Vec::with_capacity(bytes.len() * 8 / 7 + 1);
    let (mut bits, mut count) = (0_u32, 0);
    for &byte in bytes {
        bits = (bits << 8) | u32::from(byte);
        count += 8;
        while count >= 7 {
            count -= 7;
            sevens.push((bits >> count) as u8 & 0x7F);
        }
        bits &= (1 << count) - 1;
    }
    if count > 0 {
        sevens.push((bits << (7 - count)) as u8 & 0x7F);
    }
    sevens
}

/// Whether a browser would read the text back as it is, from inside that element.
fn fits_raw(what: &str, text: &str, element: &str) -> Result<()> {
    let lower = text.to_ascii_lowercase();
    for forbidden in [&format!("</{element}"), "<!--"] {
        ensure!(
            !lower.contains(forbidden),
            "{what} contains `{forbidden}`, which would end or change the <{element}> around it"
        );
    }
    ensure!(
        !text.contains(['\r', '\0']),
        "{what} contains a character that HTML does not keep (carriage return or NUL)"
    );
    Ok(())
}

/// No network, no plug-ins, no forms; only the scripts and styles that are in the page now, and the glue that the
/// launcher unpacks.
fn policy(page: &str, glue: &str) -> Result<String> {
    let mut script_hashes = format!("'sha256-{}' ", BASE64.encode(Sha256::digest(glue)));
    let mut style_hashes = String::new();
    for tag in tags(page)? {
        let Some(body) = tag.body.clone() else { continue };
        let hash = format!("'sha256-{}' ", BASE64.encode(Sha256::digest(&page[body])));
        let hashes = match tag.name {
            "style" => &mut style_hashes,
            "script" if tag.is_code() => &mut script_hashes,
            _ => continue,
        };
        if !hashes.contains(&hash) {
            hashes.push_str(&hash);
        }
    }
    Ok(format!(
        "default-src 'none'; script-src {script_hashes}'wasm-unsafe-eval'; style-src {}; \
         img-src data: blob:; font-src data:; connect-src 'none'; worker-src blob:; \
         base-uri 'none'; form-action 'none'; object-src 'none'",
        if style_hashes.is_empty() { "'none'" } else { style_hashes.trim_end() }
    ))
}

/// What has to hold of every packed page. Cheap, so every build checks it.
fn verify(page: &str, glue: &str) -> Result<()> {
    let expected = policy(page, glue)?;
    if let Some(at) = page.find(|c: char| !c.is_ascii()) {
        bail!(
            "the page has `{}`, which is not ASCII, and makes reading it slower; write it as an escape",
            page[at..].chars().take(20).collect::<String>()
        );
    }
    let tags = tags(page)?;
    let policies: Vec<_> = tags
        .iter()
        .filter(|tag| {
            tag.attribute("http-equiv")
                .is_some_and(|name| name.eq_ignore_ascii_case("content-security-policy"))
        })
        .collect();
    let [policy] = policies[..] else {
        bail!("the page has {} policies instead of one", policies.len());
    };
    ensure!(
        policy.attribute("content") == Some(&expected),
        "the policy does not fit the page's scripts and styles"
    );
    for tag in &tags {
        let shown = || page[tag.start..tag.end].chars().take(120).collect::<String>();
        ensure!(!tag.has_body() || tag.start > policy.start, "`{}` comes before the policy", shown());
        for &(name, value) in &tag.attributes {
            ensure!(
                name != "style" && !name.starts_with("on"),
                "the policy blocks the attribute `{name}` in `{}`",
                shown()
            );
            let loads = matches!(name, "src" | "srcset" | "data" | "poster" | "action")
                || (name == "href" && tag.name == "link");
            ensure!(
                !loads || value.starts_with("data:"),
                "`{}` would load something from outside the page",
                shown()
            );
        }
    }
    Ok(())
}

/// The page without the remarks that are meant for its developers.
fn without_comments(page: &str) -> Result<String> {
    let mut rest = page;
    let mut kept = String::new();
    while let Some((before, comment)) = rest.split_once("<!--") {
        let (_, after) = comment.split_once("-->").context("a comment in index.html does not end")?;
        kept.push_str(before);
        // A comment on lines of its own takes its line break along.
        rest = if before.ends_with('\n') { after.strip_prefix('\n').unwrap_or(after) } else { after };
    }
    kept.push_str(rest);
    Ok(kept)
}

/// A start tag.
struct Tag<'a> {
    name: &'a str,
    /// An attribute without a value has an empty one.
    attributes: Vec<(&'a str, &'a str)>,
    start: usize,
    end: usize,
    /// What a script or style contains.
    body: Option<Range<usize>>,
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| *n == name).map(|&(_, value)| value)
    }

    fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// Whether a browser runs this script; others only carry data.
    fn is_code(&self) -> bool {
        matches!(self.attribute("type"), None | Some("" | "module" | "text/javascript"))
    }
}

/// The start tags of a page, in order. Scripts and styles are stepped over, so that a `<` in them is no tag.
fn tags(page: &str) -> Result<Vec<Tag<'_>>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = page[at..].find('<') {
        let start = at + found;
        at = start + 1;
        if !page[at..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let mut tag = tag(page, start)?;
        at = tag.end;
        if matches!(tag.name, "script" | "style") {
            let close = format!("</{}>", tag.name);
            let length = page[at..].find(&close).with_context(|| format!("a <{}> does not end", tag.name))?;
            tag.body = Some(at..at + length);
            at += length + close.len();
        }
        tags.push(tag);
    }
    Ok(tags)
}

/// The start tag that begins here.
fn tag(page: &str, start: usize) -> Result<Tag<'_>> {
    let ends_name = |c: char| c.is_whitespace() || matches!(c, '>' | '/' | '=');
    let word = |at: usize| at + page[at..].find(ends_name).unwrap_or(page.len() - at);
    let unfinished = || {
        let excerpt: String = page[start..].chars().take(60).collect();
        format!("a tag does not end: {excerpt}")
    };

    let mut at = word(start + 1);
    let name = &page[start + 1..at];
    let mut attributes = Vec::new();
    loop {
        at += page[at..].find(|c: char| !c.is_whitespace() && c != '/').with_context(unfinished)?;
        if page[at..].starts_with('>') {
            return Ok(Tag { name, attributes, start, end: at + 1, body: None });
        }
        let end = word(at);
        ensure!(end > at, unfinished());
        let attribute = &page[at..end];
        at = end;
        let mut value = "";
        if let Some(rest) = page[at..].strip_prefix('=') {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
            let quote =
                quote.with_context(|| format!("the value of `{attribute}` has no quotation marks"))?;
            let length = rest[1..].find(quote).with_context(unfinished)?;
            value = &rest[1..1 + length];
            at += 1 + 1 + length + 1;
        }
        attributes.push((attribute, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    const PAGE: &str = "<!doctype html>\n<!-- for developers: <b style='x'> -->\n<html lang=\"en\">\n<head>\n\
        <meta charset=\"utf-8\">\n<style>p { color: red }</style>\n\
        <link data-trunk rel=\"css\" href=\"a.css\">\n<link data-trunk rel=\"css\" href=\"b.css\">\n</head>\n\
        <body>\n<div id=\"app\"></div>\n<script>if (1 < 2) alert(\"<p>\");</script>\n\
        <link data-trunk rel=\"rust\">\n</body>\n</html>\n";
    const GLUE: &str = "let wasm_bindgen = (function() {})();\n";

    fn packed_from(page: &str, glue: &str, wasm: &[u8]) -> Result<String> {
        pack(&Parts {
            page,
            style: &|href| Ok(format!("/* why */\n  {href} {{}}\n")),
            glue,
            start: &gzip(wasm)?,
            rest: &lzip(wasm)?,
        })
    }

    fn packed() -> String {
        packed_from(PAGE, GLUE, b"\0asm").expect("the page is fine")
    }

    fn refusal(page: &str, glue: &str) -> String {
        packed_from(page, glue, b"\0asm").expect_err("this must be refused").to_string()
    }

    #[test]
    fn every_script_and_style_is_in_the_policy_with_its_hash() {
        let page = packed();
        let tags = tags(&page).expect("the page can be read");
        let policy = tags.iter().find_map(|tag| tag.attribute("content")).expect("there is a policy");
        let bodies: Vec<_> = tags.iter().filter(|tag| tag.has_body()).collect();
        assert_eq!(bodies.len(), 8, "three styles, two scripts, three payloads");
        for tag in bodies {
            let body = &page[tag.body.clone().expect("it has a body")];
            let hash = format!("'sha256-{}'", BASE64.encode(Sha256::digest(body)));
            assert_eq!(policy.contains(&hash), tag.name == "style" || tag.is_code(), "{body}");
        }
        let glue = format!("'sha256-{}'", BASE64.encode(Sha256::digest(GLUE)));
        assert!(policy.contains(&glue), "the launcher puts the glue into the page");
    }

    #[test]
    fn the_hash_is_the_one_that_browsers_compute() {
        // The example of the CSP specification.
        let page = "<script>alert('Hello, world.');</script>";
        let policy = policy(page, "").expect("the page can be read");
        assert!(policy.contains("'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"), "{policy}");
    }

    #[test]
    fn there_is_one_policy_and_it_comes_before_what_it_governs() {
        let page = packed();
        assert_eq!(page.matches("Content-Security-Policy").count(), 1);
        let policy = page.find("Content-Security-Policy");
        assert!(policy < page.find("<style"));
        assert!(policy < page.find("<script"));
        for part in ["default-src 'none'", "connect-src 'none'", "'wasm-unsafe-eval'", "base-uri 'none'"] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("'unsafe-inline'"));
        let twice = PAGE.replace(
            "<style>",
            "<meta http-equiv=\"content-security-policy\" content=\"default-src *\">\n<style>",
        );
        assert!(refusal(&twice, GLUE).contains("2 policies"));
    }

    /// What the launcher does.
    fn bytes_of(text: &str) -> Vec<u8> {
        let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
        for line in text.as_bytes().chunks(LINE + 1) {
            for character in &line[1..] {
                bits = (bits << 7) | u32::from(character ^ line[0]);
                count += 7;
                if count >= 8 {
                    count -= 8;
                    bytes.push((bits >> count) as u8);
                    bits &= (1 << count) - 1;
                }
            }
        }
        bytes
    }

    #[test]
    fn the_payload_comes_back_and_cannot_end_its_script() {
        // Every byte, and a text that would end the script.
        let mut wasm: Vec<u8> = (0..=255).cycle().take(5_000).collect();
        wasm.extend(b"</script><script>alert(1)</script>");
        let page = packed_from(PAGE, GLUE, &wasm).expect("any bytes can be packed");
        let payload = |id: &str| {
            let start = format!("<script id=\"{id}\" type=\"application/octet-stream\">");
            let (_, after) = page.split_once(&start).expect("there is a payload");
            bytes_of(after.split_once("</script>").expect("it ends").0)
        };
        let mut unpacked = Vec::new();
        let start = payload("galley-wasm");
        flate2::read::GzDecoder::new(&start[..]).read_to_end(&mut unpacked).expect("it is gzip");
        assert_eq!(unpacked, wasm);
        unpacked.clear();
        let rest = payload("galley-rest");
        lzma_rust2::LzipReader::new(&rest[..]).read_to_end(&mut unpacked).expect("it is lzip");
        assert_eq!(unpacked, wasm);
    }

    #[test]
    fn any_bytes_fit_into_text_that_html_keeps() {
        for length in 0..200 {
            let bytes: Vec<u8> = (0..length).map(|n: u32| (n * n * 37 + length) as u8).collect();
            let text = text_of(&bytes).expect("there is a key");
            assert_eq!(bytes_of(&text), bytes);
            assert!(text.is_ascii() && !text.contains(['\0', '\r', '<']));
        }
        let zeros = vec![0; 700];
        assert_eq!(bytes_of(&text_of(&zeros).expect("there is a key")), zeros);
    }

    #[test]
    fn a_character_beyond_ascii_is_refused() {
        let page = PAGE.replace("</body>", "<p>Galley\u{2026}</p></body>");
        assert!(refusal(&page, GLUE).contains("not ASCII"));
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        let page = packed();
        for tag in tags(&page).expect("the page can be read") {
            assert_eq!(tag.attribute("src"), None);
            assert_eq!(tag.attribute("href"), None);
        }
        assert!(!page.contains("data-trunk"));
        for outside in [
            "<script src=\"http://example.org/x.js\"></script>",
            "<img src=\"https://example.org/x.png\">",
            "<img src=\"x.png\"/>",
            "<link rel=\"stylesheet\" href=\"//example.org/x.css\">",
        ] {
            let page = PAGE.replace("</body>", &format!("{outside}</body>"));
            assert!(refusal(&page, GLUE).contains("from outside"), "{outside}");
        }
        let inside = PAGE.replace("</head>", "<link rel=\"icon\" href=\"data:image/svg+xml,\"></head>");
        packed_from(&inside, GLUE, b"").expect("data: is inside the page");
    }

    #[test]
    fn what_the_policy_would_block_is_refused() {
        for (blocked, attribute) in
            [("<p style=\"color: red\">", "`style`"), ("<p onclick=\"alert(1)\">", "`onclick`")]
        {
            let page = PAGE.replace("</body>", &format!("{blocked}</body>"));
            assert!(refusal(&page, GLUE).contains(attribute));
        }
    }

    #[test]
    fn styles_stay_in_order() {
        let page = packed();
        let places: Vec<_> = ["color: red", "a.css {}", "b.css {}"].map(|text| page.find(text)).into();
        assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}");
    }

    #[test]
    fn styles_lose_their_comments_and_indents_only() {
        let css = "/* One. */\na { b: c }\n\n  d > e { /* two\n lines */ f: \"g h\" }\n";
        assert_eq!(lean(css), "a { b: c }\nd > e {  f: \"g h\" }\n");
    }

    #[test]
    fn styles_that_need_other_files_are_refused() {
        for css in ["@import \"x.css\";", "p { background: url(x.png) }", "p { background: url( 'x.png') }"] {
            let result = pack(&Parts {
                page: PAGE,
                style: &|_| Ok(css.to_owned()),
                glue: GLUE,
                start: b"",
                rest: b"",
            });
            assert!(result.is_err(), "{css}");
        }
    }

    #[test]
    fn glue_that_is_a_module_is_refused() {
        assert!(refusal(PAGE, "let a = 1;\nexport { a };\n").contains("no-modules"));
    }

    #[test]
    fn what_packing_does_not_know_is_refused() {
        let page = PAGE.replace("</head>", "<link data-trunk rel=\"copy-dir\" href=\"x\"></head>");
        assert!(refusal(&page, GLUE).contains("copy-dir"));
    }

    #[test]
    fn remarks_for_developers_are_left_out() {
        assert!(!packed().contains("for developers"));
    }

    #[test]
    fn the_same_parts_give_the_same_bytes() {
        assert_eq!(packed(), packed());
    }

    #[test]
    fn windows_line_ends_do_not_break_the_hashes() {
        let page = packed_from(&PAGE.replace('\n', "\r\n"), &GLUE.replace('\n', "\r\n"), b"\0asm")
            .expect("line ends do not matter");
        assert_eq!(page, packed());
    }

    #[test]
    fn our_own_page_can_be_packed() {
        let root = crate::paths::root();
        let page = std::fs::read_to_string(root.join("index.html")).expect("the page is ours");
        let packed = pack(&Parts {
            page: &page,
            style: &|href| Ok(std::fs::read_to_string(root.join(href))?),
            glue: GLUE,
            start: b"",
            rest: b"",
        })
        .expect("our own page is fine");
        for id in [
            "app",
            "galley-notice",
            "galley-guard",
            "galley-glue",
            "galley-wasm",
            "galley-launch",
            "galley-rest",
        ] {
            assert_eq!(packed.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
        }
        assert!(packed.contains("<noscript>"));
    }
}
