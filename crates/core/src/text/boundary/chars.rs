//! What kind of character a grapheme cluster is, as far as words go.

/// What a grapheme cluster does to the words around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// White space, controls and the zero-width space: no word goes over it.
    Space,
    /// Soft hyphens, joiners, bidi marks: as if they were not there.
    Invisible,
    Letter,
    Digit,
    /// Katakana make words among themselves only.
    Katakana,
    /// A word by itself: emoji, other symbols, and each letter of the scripts
    /// that put no space between words, since telling their words apart needs
    /// a dictionary.
    Alone,
    Currency,
    /// The per cent and per mille signs and the degree sign.
    Unit,
    /// Punctuation.
    Mark,
}

/// The kind of a cluster, with the character that decides it.
pub(super) fn kind(cluster: &str) -> (Kind, char) {
    let first = cluster.chars().find(|&c| !is_invisible(c));
    let Some(c) = first else {
        return (Kind::Invisible, '\u{AD}');
    };
    (kind_of_char(c), c)
}

fn kind_of_char(c: char) -> Kind {
    match c {
        '\u{200B}' => Kind::Space,
        _ if c.is_whitespace() || c.is_control() => Kind::Space,
        // What a decoder put for letters that it could not read.
        '_' | '\u{FFFD}' => Kind::Letter,
        '%' | '‰' | '‱' | '°' | '\u{66A}' | '\u{FF05}' => Kind::Unit,
        _ if is_currency(c) => Kind::Currency,
        _ if is_punctuation(c) => Kind::Mark,
        _ if is_katakana(c) => Kind::Katakana,
        _ if is_unspaced(c) => Kind::Alone,
        _ if c.is_numeric() => Kind::Digit,
        _ if c.is_alphabetic() => Kind::Letter,
        _ => Kind::Alone,
    }
}

/// Soft hyphens, joiners, bidi marks and other format characters.
pub(in crate::text) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{600}'..='\u{605}' | '\u{6DD}' | '\u{70F}' | '\u{180E}'
        | '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0001}' | '\u{E0020}'..='\u{E007F}')
}

fn is_currency(c: char) -> bool {
    matches!(c,
        '$' | '¢'..='¥' | '\u{58F}' | '\u{60B}' | '\u{9F2}' | '\u{9F3}' | '\u{AF1}' | '\u{BF9}' | '\u{E3F}' | '\u{17DB}'
        | '\u{20A0}'..='\u{20CF}' | '\u{FDFC}' | '\u{FE69}' | '\u{FF04}' | '\u{FFE0}' | '\u{FFE1}' | '\u{FFE5}'
        | '\u{FFE6}')
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FE}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}')
}

/// Letters of the scripts that are written without spaces: Thai, Lao,
/// Myanmar, Khmer, Hiragana, Bopomofo and Han.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{E01}'..='\u{E4E}' | '\u{E80}'..='\u{ECF}' | '\u{EDC}'..='\u{EDF}' | '\u{1000}'..='\u{103F}'
        | '\u{1050}'..='\u{108F}' | '\u{1780}'..='\u{17D3}' | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303B}' | '\u{3041}'..='\u{309F}' | '\u{3105}'..='\u{312F}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Punctuation, and the arrows and shapes that stand for it.
pub(super) fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation() && !matches!(c, '$' | '%' | '_');
    }
    matches!(c,
        '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '±' | '×' | '÷' | '\u{37E}' | '\u{387}'
        // Armenian, Hebrew, Arabic, Devanagari, Thai, Tibetan, Georgian, Ethiopic, Khmer, Mongolian.
        | '\u{55A}'..='\u{55F}' | '\u{589}' | '\u{58A}' | '\u{5BE}' | '\u{5C0}' | '\u{5C3}' | '\u{5C6}'
        | '\u{5F3}' | '\u{5F4}' | '\u{609}'..='\u{60A}' | '\u{60C}' | '\u{60D}' | '\u{61B}' | '\u{61D}'..='\u{61F}'
        | '\u{66B}'..='\u{66D}' | '\u{6D4}' | '\u{964}' | '\u{965}' | '\u{E4F}' | '\u{E5A}' | '\u{E5B}'
        | '\u{F04}'..='\u{F14}' | '\u{F3A}'..='\u{F3D}' | '\u{10FB}' | '\u{1360}'..='\u{1368}'
        | '\u{17D4}'..='\u{17DA}' | '\u{1800}'..='\u{180A}'
        // General punctuation; arrows; boxes and shapes.
        | '\u{2010}'..='\u{2027}' | '\u{2032}'..='\u{205E}' | '\u{2190}'..='\u{21FF}' | '\u{2212}'
        | '\u{2500}'..='\u{25FF}' | '\u{2768}'..='\u{2775}' | '\u{27E6}'..='\u{27EF}' | '\u{2E00}'..='\u{2E5D}'
        // Chinese, Japanese, Korean; small, vertical and wide forms.
        | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '\u{3030}' | '\u{30A0}'
        | '\u{30FB}' | '\u{FD3E}' | '\u{FD3F}' | '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE52}'
        | '\u{FE54}'..='\u{FE61}' | '\u{FF01}'..='\u{FF03}' | '\u{FF06}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}'
        | '\u{FF3B}'..='\u{FF3D}' | '\u{FF5B}'..='\u{FF65}')
}

/// The marks that stand in for an apostrophe: straight and curly.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '\u{FF07}')
}

pub(super) fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{5D0}'..='\u{5F2}')
}

/// Whether a letter is of a script with upper and lower case.
pub(super) fn has_case(c: char) -> bool {
    c.is_uppercase() || c.is_lowercase()
}
