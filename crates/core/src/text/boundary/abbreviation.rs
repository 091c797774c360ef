//! Words whose full stop belongs to them.

/// How an abbreviation's full stop is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// "Mr.", "e.g.": something always follows, so no sentence ends here.
    Leading,
    /// "Jan.", "No.": an abbreviation where a number follows, else a word.
    BeforeNumber,
    /// "Inc.", "U.S.", "etc.": may end a sentence too.
    Trailing,
    /// "a.m.": ends a sentence unless a day, month or time zone follows.
    Time,
    /// "J.": a name's initial, if a name goes on after it.
    Initial,
}

/// Titles, and others after which something always follows.
#[rustfmt::skip]
const LEADING: &[&str] = &[
    "Mr", "Mrs", "Ms", "Mx", "Dr", "Drs", "Prof", "Rev", "Hon", "Fr", "Hr", "Gen", "Col", "Maj", "Capt", "Cmdr", "Lt", "Sgt",
    "Cpl", "Pvt", "Adm", "Brig", "Sen", "Sens", "Rep", "Reps", "Gov", "Govs", "Pres", "Supt", "Insp", "Atty", "Messrs",
    "Mme", "Mlle", "Mt", "Ft", "vs", "cf", "viz", "approx", "ca", "bzw", "evtl", "ggf", "inkl", "sog", "z.B",
    "d.h", "u.a", "e.g", "i.e", "E.g", "I.e",
];

/// Months and what is counted.
#[rustfmt::skip]
const BEFORE_NUMBER: &[&str] = &[
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
    "No", "Nos", "Nr", "Art", "Sec", "Fig", "Vol", "Ch", "p", "pp",
];

#[rustfmt::skip]
const TRAILING: &[&str] = &[
    "Inc", "Corp", "Co", "Cos", "Ltd", "Bros", "Jr", "Sr", "Esq", "Dept", "Univ", "Assn", "Ave", "Blvd", "St", "Ste", "etc", "al",
    "Ph.D", "Ed.D", "usw",
];

/// The abbreviation that a word is, given without the full stop at its end.
pub(super) fn abbreviation(word: &str) -> Option<Abbreviation> {
    if LEADING.contains(&word) {
        Some(Abbreviation::Leading)
    } else if matches!(word, "a.m" | "p.m" | "A.M" | "P.M") {
        Some(Abbreviation::Time)
    } else if TRAILING.contains(&word) || is_dotted(word) {
        Some(Abbreviation::Trailing)
    } else if BEFORE_NUMBER.contains(&word) {
        Some(Abbreviation::BeforeNumber)
    } else if is_initial(word) {
        Some(Abbreviation::Initial)
    } else {
        None
    }
}

/// "U.S", "J.K", "D.C": single letters with full stops between.
fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| single_char(part).is_some_and(char::is_alphabetic))
}

fn is_initial(word: &str) -> bool {
    single_char(word).is_some_and(char::is_uppercase)
}

fn single_char(word: &str) -> Option<char> {
    let mut chars = word.chars();
    chars.next().filter(|_| chars.next().is_none())
}
