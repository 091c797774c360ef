//! Blocks of the real articles kept beside the project, where they are there:
//! other people's texts, so only kinds and sizes are written down here.

use std::path::{Path, PathBuf};

use galley_core::text::BlockKind;
use galley_core::text::split::split;

/// For each article the kinds of its blocks, one letter each, as a reader
/// judged them: H headline, S standfirst, D date line, P paragraph,
/// U subheading, C caption, R credit, X boilerplate.
const ARTICLES: &[(&str, &str)] = &[
    ("000_b6363941eba25fe8.txt", "HSPPPPUPPPXPPRXXXXXXXXXX"),
    ("wikinews/afghan.txt", "HDPPCPPPPPPPP"),
    ("wikinews/asylum.txt", "HDPPPPPPPP"),
    ("wikinews/clock.txt", "HDPCPPPPPCPPPPPP"),
    ("wikinews/crane.txt", "HDCPPPPP"),
    ("wikinews/defector.txt", "HDPCPPPPPPP"),
    ("wikinews/election.txt", "HDPUPCPCPCPCPCPCPP"),
    ("wikinews/expo.txt", "HDCPPPPPCUPPPCCCUCPUCUCUCUCC"),
    ("wikinews/flag.txt", "HDPP"),
    ("wikinews/hackers.txt", "HDPPPPPPPPPP"),
    ("wikinews/homeopathic.txt", "HDPCPPPPPP"),
    ("wikinews/ie9.txt", "HDPPPPP"),
    ("wikinews/imprisoned.txt", "HDPCPPPPPPPP"),
    ("wikinews/iodine.txt", "HDPPPPPPPPPPPPPPP"),
    ("wikinews/korea.txt", "HDPPPPPP"),
    ("wikinews/lanterns.txt", "HDPPPPPPPP"),
    ("wikinews/nasa.txt", "HDCPPPPCPPPPCPPPCPPPPP"),
    ("wikinews/questionnaire.txt", "HDCCPPPPPPPPPPPCPPPPPPPP"),
    ("wikinews/sensitive.txt", "HDPPPPPPPPPPPPPPPXXXXXX"),
    ("wikinews/soccer.txt", "HDPUPPPUPPPPUPPPPP"),
    ("wikinews/stampede.txt", "HDCPPPPP"),
    ("wikinews/taxes.txt", "HDPCPPPPPPPPPPPP"),
    ("wikinews/warhol.txt", "HDCCPPCPPPUCPPPPPUPPPPPPUPPPPPPPPUPPPPP"),
    ("wikinews/warming.txt", "HDPPPPPPP"),
    ("wikinews/worship.txt", "HDP"),
];

/// The lengths in bytes of the first article's blocks: it is indented and full
/// of no-break spaces.
const LENGTHS: &[usize] = &[
    44, 119, 164, 167, 322, 293, 21, 119, 138, 163, 49, 261, 181, 16, 19, 62, 43, 116, 42, 42, 120, 65, 30,
    105,
];

fn letter(kind: BlockKind) -> char {
    match kind {
        BlockKind::Headline => 'H',
        BlockKind::Standfirst => 'S',
        BlockKind::Byline => 'B',
        BlockKind::Dateline => 'D',
        BlockKind::Paragraph => 'P',
        BlockKind::Subheading => 'U',
        BlockKind::Quotation => 'Q',
        BlockKind::ListItem => 'L',
        BlockKind::Caption => 'C',
        BlockKind::Credit => 'R',
        BlockKind::Boilerplate => 'X',
    }
}

/// The folder of the articles; none on a machine without them.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/articles");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no articles in {}", folder.display());
    None
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn kinds_are_those_a_reader_sees() {
    let Some(folder) = folder() else { return };
    for &(name, expected) in ARTICLES {
        let kinds: String = split(&read(&folder.join(name))).iter().map(|block| letter(block.kind)).collect();
        assert_eq!(kinds, expected, "{name}");
    }
}

#[test]
fn blocks_are_the_lines_without_the_space_around_them() {
    let Some(folder) = folder() else { return };
    for &(name, _) in ARTICLES {
        // The one article whose date line runs into the text.
        let has_run_in_date = name.ends_with("flag.txt");
        let text = read(&folder.join(name));
        let found: Vec<&str> =
            split(&text).iter().map(|block| &text[std::ops::Range::<usize>::from(block.range)]).collect();
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert!(found == lines || (has_run_in_date && found.len() == lines.len() + 1), "{name}");
    }
}

#[test]
fn the_first_article_has_these_lengths() {
    let Some(folder) = folder() else { return };
    let lengths: Vec<usize> =
        split(&read(&folder.join(ARTICLES[0].0))).iter().map(|block| block.range.len().into()).collect();
    assert_eq!(lengths, LENGTHS);
}
