//! Lines that are a date, and dates that a line starts with. English names.

use super::words::{is_blank, is_within};

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
];

/// Words that may stand beside a date: what happened then, and time zones.
const BESIDE: &[&str] = &[
    "published",
    "updated",
    "posted",
    "modified",
    "created",
    "first",
    "last",
    "date",
    "dated",
    "on",
    "at",
    "of",
    "am",
    "pm",
    "a.m",
    "p.m",
    "gmt",
    "utc",
    "bst",
    "est",
    "edt",
    "et",
    "cst",
    "cdt",
    "ct",
    "mst",
    "mdt",
    "pst",
    "pdt",
    "pt",
    "cet",
    "cest",
    "eet",
    "ist",
    "jst",
    "aest",
    "aedt",
    "local",
    "time",
];

/// What a word of a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Weekday,
    Month,
    Day,
    Year,
    /// A whole date in figures.
    Figures,
    Time,
    Beside,
}

/// Whether the text is a date and nothing else but times, "Published on" and a
/// place before it: "Friday, July 21, 2017", "2017-07-21", "LONDON, May 3".
pub(super) fn is_date_line(text: &str) -> bool {
    if !is_within(text, 120) {
        return false;
    }
    let words: Vec<&str> = text
        .split(|c| is_blank(c) || matches!(c, '|' | '•' | '·'))
        .filter(|word| has_content(word))
        .collect();
    let place = words.iter().take_while(|word| part(bare(word)).is_none()).count();
    let parts: Option<Vec<Part>> = words[place..].iter().map(|word| part(bare(word))).collect();
    is_place(&words[..place]) && parts.is_some_and(|parts| is_date(&parts))
}

/// Whether the parts make a date: with a month, the day or the year must be
/// there.
fn is_date(parts: &[Part]) -> bool {
    let has = |part| parts.contains(&part);
    has(Part::Figures) || (has(Part::Month) && (has(Part::Day) || has(Part::Year)))
}

/// Whether the words before a date are none, or a place as datelines set it:
/// capitalised, with a comma, a dash or a bracket behind it, or all capitals.
fn is_place(words: &[&str]) -> bool {
    let Some(last) = words.last() else { return true };
    let is_capital = |word: &&str| bare(word).starts_with(char::is_uppercase);
    let is_set_off = last.ends_with([',', ')', '—', '–', '-', ':']);
    let is_all_capitals = words.iter().all(|word| !word.chars().any(char::is_lowercase));
    words.len() <= 4 && words.iter().all(is_capital) && (is_set_off || is_all_capitals)
}

/// The length of the full date that the text starts with, if more text follows
/// it that starts like a sentence: a scraper lost the line break between them.
pub(super) fn run_in_date(text: &str) -> Option<usize> {
    let mut parts = Vec::new();
    let mut rest = text;
    while parts.len() < 5 {
        let word_len = rest.find(is_blank)?;
        let word = &rest[..word_len];
        parts.push(part(bare(word)).filter(|part| !matches!(part, Part::Beside | Part::Time))?);
        let end = text.len() - rest.len() + word_len;
        let next = rest[word_len..].trim_start_matches(is_blank);
        let is_full = parts.contains(&Part::Figures)
            || [Part::Month, Part::Day, Part::Year].iter().all(|part| parts.contains(part));
        if is_full && !word.ends_with([',', ';']) {
            return (starts_sentence(next) && !is_date_line(text)).then_some(end);
        }
        rest = next;
    }
    None
}

fn starts_sentence(text: &str) -> bool {
    text.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '‘' | '\'' | '«' | '„'))
}

fn has_content(word: &str) -> bool {
    !bare(word).is_empty()
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn part(word: &str) -> Option<Part> {
    let lower = word.to_lowercase();
    let lower = lower.as_str();
    if WEEKDAYS.contains(&lower) {
        Some(Part::Weekday)
    } else if MONTHS.contains(&lower) {
        Some(Part::Month)
    } else if BESIDE.contains(&lower) {
        Some(Part::Beside)
    } else if is_day(lower) {
        Some(Part::Day)
    } else if is_year(lower) {
        Some(Part::Year)
    } else if is_figures(lower) {
        Some(Part::Figures)
    } else {
        is_time(lower).then_some(Part::Time)
    }
}

fn is_day(word: &str) -> bool {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    number.len() <= 2 && is_number(number) && matches!(number.parse(), Ok(1..=31))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && is_number(word) && matches!(word.parse(), Ok(1500..=2199))
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// "2017-07-21", also with a time; "21/07/2017", "21.7.17".
fn is_figures(word: &str) -> bool {
    let date = word.split('t').next().unwrap_or_default();
    ['-', '/', '.'].iter().any(|&separator| {
        let numbers: Vec<&str> = date.split(separator).collect();
        let [first, middle, last] = numbers[..] else { return false };
        let is_year_end = last.len() == 2 || is_year(last);
        is_day(middle)
            && ((is_year(first) && is_day(last)) || (is_day(first) && is_number(last) && is_year_end))
    })
}

/// "10:15", "10.15", "10:15:30", "10am", "6:00pm", "14h30", "+0100".
fn is_time(word: &str) -> bool {
    let clock = ["am", "pm", "z", "h"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    let has_ending = clock.len() < word.len();
    let mut numbers = clock.split([':', '.', 'h']);
    let hour = numbers.next().unwrap_or_default();
    let rest: Vec<&str> = numbers.collect();
    let is_clock = rest.len() <= 2 && rest.iter().all(|number| number.len() == 2 && is_number(number));
    let is_zone = word.len() == 4 && is_number(word);
    is_zone
        || (matches!(hour.len(), 1 | 2) && is_number(hour) && is_clock && (has_ending || !rest.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_lines() {
        for text in [
            "Friday, July 21, 2017",
            "21 July 2017",
            "July 21st",
            "2017-07-21",
            "2017-07-21T10:15:00Z",
            "21.7.2017",
            "07/21/17".replace("21", "12").as_str(),
            "LONDON, May 3",
            "ORSAY (Coastal Wire), May 3",
            "Orsay, 3 May 2021",
            "ORSAY May 3",
            "Published: Fri 21 Jul 2017 10.15 BST",
            "Last updated on May 3, 2021 at 6:00 p.m. ET",
            "3 May 2021 | 10am",
            "May 2021",
        ] {
            assert!(is_date_line(text), "{text:?}");
        }
        for text in [
            "Friday",
            "2017",
            "May",
            "",
            "10:15",
            "On 3 May 2021 the wall cracked.",
            "May 3 was cold",
            "Ferries stop on May 3",
            "In May 2021",
            "Orsay 3 May 2021",
            "The long and bitter night of LONDON, May 3",
            "THE LONG AND BITTER NIGHT, May 3",
        ] {
            assert!(!is_date_line(text), "{text:?}");
        }
    }

    #[test]
    fn dates_that_run_in() {
        for (text, date) in [
            ("Thursday, May 7, 2015 On Tuesday, the town voted.", "Thursday, May 7, 2015"),
            ("7 May 2015\u{A0}“It rained,” he said.", "7 May 2015"),
            ("2015-05-07. Talks failed.", "2015-05-07."),
        ] {
            assert_eq!(run_in_date(text).map(|len| &text[..len]), Some(date));
        }
        for text in [
            "Thursday, May 7, 2015",
            "May 7, 2015, was cold.",
            "May 7, 2015 was cold.",
            "May 7 The town voted.",
            "On May 7, 2015 Orsay voted.",
            "Thursday, May 7, 2015 10:15 BST",
            "May 7, 2015 Updated at 10:15",
            "",
            "🎉 May 7, 2015 Orsay",
        ] {
            assert_eq!(run_in_date(text), None, "{text:?}");
        }
    }
}
