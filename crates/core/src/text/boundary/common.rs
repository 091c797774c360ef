//! Common words, which begin sentences with a capital that makes no name.

/// English words that often begin a sentence and seldom a name.
#[rustfmt::skip]
const STARTERS: &[&str] = &[
    "a", "about", "according", "across", "after", "again", "against", "all", "almost", "along", "already", "also", "although",
    "always", "among", "an", "and", "another", "any", "anyone", "are", "around", "as", "asked", "at", "back", "based", "be",
    "because", "before", "behind", "besides", "between", "both", "but", "by", "can", "could", "critics", "despite", "did",
    "do", "does", "don't", "during", "each", "earlier", "either", "even", "eventually", "ever", "every", "everyone",
    "everything", "except", "experts", "few", "finally", "five", "following", "for", "former", "four", "from",
    "further", "given", "had", "half", "has", "have", "he", "he's", "hence", "her", "here", "his", "how", "however",
    "hundreds", "i", "i'm", "i've", "if", "in", "indeed", "inside", "instead", "into", "is", "it", "it's", "its", "just",
    "late", "later", "let", "let's", "like", "local", "many", "maybe", "meanwhile", "more", "moreover", "most", "much",
    "my", "near", "nearly", "neither", "never", "nevertheless", "next", "no", "nobody", "none", "nor", "not", "nothing",
    "now", "of", "off", "officials", "often", "on", "once", "one", "only", "or", "other", "others", "our", "out", "outside",
    "over", "part", "perhaps", "protesters", "rather", "recently", "reporters", "residents", "said",
    "same", "says", "several", "shall", "she", "she's", "should", "since", "six", "so", "some", "someone",
    "something", "sometimes", "soon", "still", "such", "talks", "ten", "than", "that", "that's", "the", "their", "them",
    "then", "there", "there's", "therefore", "these", "they", "they're", "they've", "this", "those", "though",
    "thousands", "three", "through", "throughout", "thus", "to", "today", "together", "tomorrow", "tonight", "too", "toward",
    "towards", "two", "under", "unless", "unlike", "until", "up", "upon", "us", "was", "we", "we're", "we've", "were", "what",
    "when", "whenever", "where", "whereas", "whether", "which", "while", "who", "whoever", "whose", "why", "with",
    "within", "without", "witnesses", "would", "yes", "yesterday", "yet", "you", "you're", "your",
];

/// Whether a word is one that begins sentences rather than names. "US" and
/// "IT" are not taken for "us" and "it".
pub(super) fn is_starter(word: &str) -> bool {
    let word = word.replace('’', "'");
    let is_acronym = word.chars().count() > 1 && word.chars().all(char::is_uppercase);
    !is_acronym && STARTERS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// What follows a time of day in the same sentence.
pub(super) fn is_day_or_zone(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February", "March", "April",
        "May", "June", "July", "August", "September", "October", "November", "December", "Jan", "Feb", "Mar", "Apr", "Jun",
        "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "EST", "EDT", "ET", "CST", "CDT", "CT", "MST", "MDT", "MT", "PST",
        "PDT", "PT", "GMT", "UTC", "BST", "CET", "CEST", "EET", "MSK", "IST", "JST", "AEST", "Eastern", "Pacific", "Central",
    ];
    WORDS.contains(&word)
}

/// A month in German, before which a day has a full stop: "3. Mai".
pub(super) fn is_german_month(word: &str) -> bool {
    #[rustfmt::skip]
    const MONTHS: &[&str] = &[
        "Januar", "Jänner", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
        "Dezember",
    ];
    MONTHS.contains(&word)
}

/// A verb that goes with a quoted question or exclamation.
pub(super) fn is_speech_verb(word: &str) -> bool {
    #[rustfmt::skip]
    const VERBS: &[&str] = &[
        "said", "says", "asked", "asks", "told", "tells", "replied", "replies", "added", "adds", "wrote", "writes", "tweeted",
        "shouted", "cried", "yelled", "exclaimed", "wondered", "explained", "insisted", "joked", "answered",
    ];
    VERBS.contains(&word)
}

#[test]
fn starters_are_sorted() {
    assert!(STARTERS.is_sorted_by(|a, b| a < b));
    assert!(is_starter("The") && is_starter("I") && is_starter("It’s"));
    assert!(!is_starter("US") && !is_starter("Kerry") && !is_starter(""));
}
