//! The English words that attribution goes by. All are in lower case.

/// Verbs of saying, by what they say of the speaker's words.
#[rustfmt::skip]
const NEUTRAL: &[&str] = &[
    "add", "added", "adding", "adds", "advised", "agreed", "announced", "announces", "answered", "argued", "argues", "asked", "asks",
    "called", "calls", "commented", "concluded", "continued", "cried", "declared", "declares", "described", "describes", "estimated",
    "estimates", "exclaimed", "explained", "explains", "expressed", "informed", "joked", "noted", "notes", "observed", "predicted",
    "promised", "pledged", "quoted", "recalled", "remarked", "repeated", "replied", "replies", "reported", "reports", "responded",
    "said", "saying", "says", "shouted", "stated", "states", "stressed", "suggested", "suggests", "testified", "told", "tells",
    "urged", "urges", "vowed", "warned", "warns", "wondered", "yelled",
];
#[rustfmt::skip]
const WRITTEN: &[&str] = &["posted", "tweeted", "write", "writes", "wrote", "written"];
#[rustfmt::skip]
const THOUGHT: &[&str] = &[
    "believe", "believed", "believes", "expect", "expected", "expects", "fear", "feared", "fears", "felt", "feels", "hope", "hoped",
    "hopes", "think", "thinks", "thought", "want", "wants",
];
#[rustfmt::skip]
const EVIDENCE: &[&str] = &["according to", "found", "finds", "indicated", "indicates", "shows", "showed", "shown"];
#[rustfmt::skip]
const DOUBTFUL: &[&str] = &[
    "admits", "admitted", "alleged", "alleges", "boasted", "boasts", "claim", "claimed", "claiming", "claims", "conceded", "concedes",
    "confessed", "confesses", "contended", "contends", "insisted", "insisting", "insists", "maintained", "maintains", "purported",
];
#[rustfmt::skip]
const POSITIVE: &[&str] = &[
    "acknowledged", "acknowledges", "confirmed", "confirms", "demonstrated", "proved", "revealed", "reveals", "shows", "showed",
];
const DENIAL: &[&str] = &["denied", "denies", "disputed", "disputes", "dismissed", "rejected", "rejects"];

/// Whether a word can be the verb of a cue.
#[must_use]
pub fn is_reporting_verb(word: &str) -> bool {
    [NEUTRAL, WRITTEN, THOUGHT, DOUBTFUL, POSITIVE, DENIAL].iter().any(|list| list.contains(&word))
        || (EVIDENCE.contains(&word))
}

/// Whether a cue's word colours what is said: "claimed", "admitted".
#[must_use]
pub fn is_loaded(word: &str) -> bool {
    DOUBTFUL.contains(&word)
}

#[must_use]
pub fn is_written(word: &str) -> bool {
    WRITTEN.contains(&word)
}

#[must_use]
pub fn is_thought(word: &str) -> bool {
    THOUGHT.contains(&word)
}

#[must_use]
pub fn is_evidence(word: &str) -> bool {
    EVIDENCE.contains(&word)
}

#[must_use]
pub fn is_positive(word: &str) -> bool {
    POSITIVE.contains(&word)
}

#[must_use]
pub fn is_negation(word: &str) -> bool {
    matches!(word, "not" | "never" | "cannot" | "neither" | "nor")
        || word.ends_with("n't")
        || word.ends_with("n’t")
}

#[must_use]
pub fn is_pronoun(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &["he", "her", "him", "i", "it", "she", "that", "them", "they", "this", "we", "who", "you", "us"];
    WORDS.contains(&word)
}

/// Nouns for people whose names are kept back.
#[must_use]
pub fn is_role(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "adviser", "advisor", "agent", "aide", "ally", "associate", "attendee", "civilian", "clerk", "colleague", "delegate",
        "diplomat", "employee", "executive", "friend", "informant", "insider", "investigator", "lawyer", "lawmaker", "manager",
        "member", "officer", "official", "operative", "participant", "person", "people", "relative", "representative", "soldier",
        "source", "spokesman", "spokesperson", "spokeswoman", "staffer", "whistleblower", "witness", "worker",
    ];
    let singular = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
    let plain = word.strip_suffix('s').unwrap_or(word);
    WORDS.contains(&word)
        || WORDS.contains(&plain)
        || singular.is_some_and(|word| WORDS.contains(&word.as_str()))
        || word.strip_suffix("es").is_some_and(|word| WORDS.contains(&word))
}

/// Groups that no one can ask.
#[must_use]
pub fn is_collective(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "activists", "analysts", "campaigners", "commentators", "critics", "detractors", "economists", "experts", "insiders", "many",
        "observers", "opponents", "others", "pundits", "scientists", "skeptics", "sceptics", "some", "supporters",
    ];
    WORDS.contains(&word)
}

#[must_use]
pub fn is_document(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "account", "analysis", "article", "audit", "book", "census", "complaint", "data", "documents", "document", "email", "emails",
        "figures", "filing", "indictment", "lawsuit", "letter", "memo", "memorandum", "minutes", "paper", "poll", "post", "records",
        "release", "report", "reports", "ruling", "statement", "statistics", "study", "studies", "survey", "testimony", "transcript",
    ];
    WORDS.contains(&word)
}

/// Nouns for bodies that can be named without a name.
#[must_use]
pub fn is_body(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "agency", "army", "authority", "bank", "board", "bureau", "commission", "committee", "company", "corp", "council", "court",
        "department", "government", "group", "inc", "institute", "ltd", "ministry", "office", "organisation", "organization",
        "parliament", "party", "police", "service", "union", "university", "house", "service", "agency",
    ];
    WORDS.contains(&word)
}

/// Names of media, by their words in lower case.
#[must_use]
pub fn is_media(name: &str) -> bool {
    #[rustfmt::skip]
    const NAMES: &[&str] = &[
        "afp", "al jazeera", "ap", "associated press", "axios", "bbc", "bloomberg", "cbs", "cnbc", "cnn", "dpa", "fox news",
        "guardian", "nbc", "new york times", "npr", "politico", "reuters", "sky news", "wall street journal", "washington post",
    ];
    let name = name.trim().to_lowercase();
    let name = name.strip_prefix("the ").unwrap_or(&name);
    let padded = format!(" {name} ");
    NAMES.iter().any(|known| padded.contains(&format!(" {known} ")))
        || name.ends_with("news agency")
        || ["news", "times", "post", "herald", "tribune", "wire", "gazette", "newspaper", "magazine"]
            .iter()
            .any(|word| name.split_whitespace().last() == Some(word))
}

/// Words that judge a person.
#[must_use]
pub fn is_attack(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "arrogant", "bully", "callous", "clueless", "clown", "coward", "cowardly", "crazy", "crook", "cruel", "despicable",
        "disgrace", "disgraceful", "disgusting", "dishonest", "embarrassment", "evil", "failure", "fool", "foolish", "fraud",
        "greedy", "hypocrite", "idiot", "idiotic", "incompetent", "inept", "lazy", "liar", "lunatic", "monster", "moron",
        "narcissist", "pathetic", "racist", "ridiculous", "selfish", "shameful", "shameless", "stupid", "terrible", "thug",
        "traitor", "tyrant", "unfit", "useless", "worst",
    ];
    WORDS.contains(&word)
}

/// Beginnings of words that accuse of a crime.
#[must_use]
pub fn is_accusation(word: &str) -> bool {
    #[rustfmt::skip]
    const STEMS: &[&str] = &[
        "abus", "assault", "blackmail", "brib", "corrupt", "embezzl", "extort", "falsif", "forge", "fraud", "harass", "kickback",
        "launder", "molest", "murder", "perjur", "raped", "rapist", "stole", "stolen", "terroris", "theft", "tortur", "traffick",
    ];
    STEMS.iter().any(|stem| word.starts_with(stem))
}
