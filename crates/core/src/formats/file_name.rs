//! Names for files that Galley writes.

use unicode_segmentation::UnicodeSegmentation;

/// The longest slug, in bytes of UTF-8: file systems stop at 255.
const MAX_BYTES: usize = 120;

/// A file's name from a title and a day: `levy-sees-a-sliver-2026-11-23.json`.
/// `extension` begins with the full stop.
#[must_use]
pub fn dated(title: &str, day: &str, extension: &str) -> String {
    let slug = slug(title);
    let slug = if slug.is_empty() { "article" } else { &slug };
    format!("{slug}-{day}{extension}")
}

/// A title as a part of a file's name that every system takes: letters,
/// digits and marks of any script stay, all else becomes a hyphen.
#[must_use]
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for grapheme in title.graphemes(true) {
        if grapheme.chars().all(is_safe) {
            if slug.len() + grapheme.len() > MAX_BYTES {
                break;
            }
            slug.extend(grapheme.chars().flat_map(char::to_lowercase));
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches(['-', '_']).len());
    slug
}

fn is_safe(char: char) -> bool {
    match char {
        '-' => false,
        '_' => true,
        _ if char.is_ascii() => char.is_ascii_alphanumeric(),
        // Joiners inside words and emoji.
        '\u{200c}' | '\u{200d}' => true,
        // Punctuation: Latin-1, general (with the bidi marks), CJK.
        '\u{80}'..='\u{bf}' | '×' | '÷' | '\u{2000}'..='\u{206f}' | '\u{2e00}'..='\u{2e7f}' => false,
        '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' => false,
        '\u{feff}' | '\u{fff0}'..='\u{ffff}' => false,
        _ => !char.is_whitespace() && !char.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names() {
        let cases = [
            ("Levy Sees a ‘Sliver’ of Hope", "levy-sees-a-sliver-of-hope"),
            ("../../etc/passwd", "etc-passwd"),
            ("a\\b:c*d?e\"f<g>h|i\u{0}j", "a-b-c-d-e-f-g-h-i-j"),
            ("“Größe” – 东京 「夜」 नमस्ते", "größe-东京-夜-नमस्ते"),
            ("İstanbul", "i\u{307}stanbul"),
            ("\u{202e}gpj.exe", "gpj-exe"),
            ("👩‍👩‍👧 at home", "👩‍👩‍👧-at-home"),
            ("  …  ", ""),
            ("__init__", "__init"),
        ];
        for (title, expected) in cases {
            assert_eq!(slug(title), expected, "{title:?}");
        }
    }

    #[test]
    fn long_titles_are_cut_between_characters() {
        let name = dated(&"👩‍👩‍👧".repeat(50), "2026-11-23", ".json");
        assert!(
            name.len() < 200 && name.starts_with("👩‍👩‍👧👩") && name.ends_with("👧-2026-11-23.json"),
            "{name}"
        );
        assert_eq!(dated("!", "2026-11-23", ".jsonl"), "article-2026-11-23.jsonl");
    }
}
