//! The words and phrases that the rules look for. Add to a table and the rule
//! follows; lower case unless said otherwise.

/// Whole lines from which on nothing belongs to the article.
const TAILS: &[&str] = &[
    "you might also like",
    "you may also like",
    "you may also be interested in",
    "more on this story",
    "related stories",
    "related articles",
    "related news",
    "related posts",
    "related content",
    "related links",
    "recommended stories",
    "recommended for you",
    "more stories",
    "more news",
    "more from this section",
    "most read",
    "most popular",
    "most viewed",
    "trending now",
    "latest news",
    "top stories",
    "read next",
    "up next",
    "what to read next",
    "keep reading",
    "source",
    "sources",
    "references",
    "external links",
    "sister links",
    "see also",
    "further reading",
    "footnotes",
    "notes and references",
    "categories",
    "comments",
    "leave a comment",
    "leave a reply",
    "join the conversation",
    "about the author",
];

/// Whole lines that are a tail at the end of a text, and an insertion where
/// the article goes on after them.
const INSERTS: &[&str] = &[
    "read more",
    "read also",
    "also read",
    "related",
    "related topics",
    "recommended",
    "trending",
    "don't miss",
    "watch now",
    "tags",
    "topics",
    "sign up",
    "sign up now",
    "subscribe",
    "subscribe now",
    "newsletter",
    "newsletters",
    "follow us",
    "share",
    "share this",
    "share this article",
    "share this story",
    "share this page",
    "share this post",
];

/// Beginnings of short blocks that do the same.
const INSERT_STARTS: &[&str] = &["categories:", "category:", "tags:", "topics:", "filed under"];

/// Whole lines that interrupt the article and say nothing of what follows.
const INTERRUPTIONS: &[&str] = &[
    "advertisement",
    "advertisements",
    "sponsored",
    "sponsored content",
    "story continues below",
    "story continues below advertisement",
    "story continues after advertisement",
    "article continues below",
    "article continues after this advertisement",
    "article continues after advertisement",
    "continue reading",
    "continue reading the main story",
    "skip to content",
    "skip to main content",
    "skip advertisement",
    "back to top",
    "print",
    "print this article",
    "email",
    "save",
    "copy link",
    "facebook",
    "twitter",
    "whatsapp",
    "listen to this article",
    "view comments",
    "this video can not be played",
    "ends",
    "end",
];

/// Beginnings of short blocks that interrupt the article.
const INTERRUPTION_STARTS: &[&str] = &[
    "-30-",
    "read more:",
    "read also:",
    "also read:",
    "read next:",
    "related:",
    "see also:",
    "more:",
    "watch:",
    "listen:",
    "sign up for our",
    "sign up to our",
    "sign up for the",
    "sign up here",
    "subscribe to our",
    "subscribe to the",
    "get our free",
    "follow us on",
    "like us on",
    "find us on",
    "join us on",
    "click here",
    "download our app",
    "share on ",
    "share this on",
    "copyright",
    "©",
    "all rights reserved",
    "this article was originally published",
    "this story was originally published",
    "this article was first published",
];

/// What a line that belongs to no article does to its surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Everything from here to the end is boilerplate.
    Tail,
    /// So it is, unless the article goes on.
    Insert,
    /// Only this line is.
    Interruption,
}

/// Whether a block is one of the marker lines above.
pub(super) fn boilerplate_mark(text: &str) -> Option<Mark> {
    if !super::words::is_within(text, 300) {
        return None;
    }
    if is_ornament(text) {
        return Some(Mark::Interruption);
    }
    let lower = text.to_lowercase().replace('’', "'");
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if TAILS.contains(&bare) {
        Some(Mark::Tail)
    } else if INSERTS.contains(&bare) || INSERT_STARTS.iter().any(|start| lower.starts_with(start)) {
        Some(Mark::Insert)
    } else if INTERRUPTIONS.contains(&bare)
        || INTERRUPTION_STARTS.iter().any(|start| lower.starts_with(start))
    {
        Some(Mark::Interruption)
    } else {
        None
    }
}

/// A line of nothing but rules and stars.
fn is_ornament(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, '*' | '-' | '_' | '=' | '~' | '#' | '•' | '·' | '—' | '–' | '.' | '⁂')
            || c.is_whitespace()
    })
}

/// Beginnings of credit lines.
const CREDIT_STARTS: &[&str] = &[
    "source:",
    "sources:",
    "credit:",
    "credits:",
    "additional reporting by",
    "additional reporting:",
    "reporting by",
    "reporting:",
    "with reporting by",
    "with reporting from",
    "with additional reporting",
    "with files from",
    "with agencies",
    "with agency",
    "with inputs from",
    "edited by",
    "editing by",
    "written by",
    "writing by",
    "compiled by",
    "translated by",
    "(reporting by",
    "(additional reporting",
    "(with inputs from",
    "(with agencies",
];

/// Ends of credit lines.
const CREDIT_ENDS: &[&str] =
    &["contributed to this report", "contributed reporting", "contributed to this story"];

/// Agencies that sign a whole article on a line of their own, behind a dash or
/// in brackets.
const AGENCIES: &[&str] = &[
    "reuters",
    "ap",
    "afp",
    "upi",
    "dpa",
    "ansa",
    "efe",
    "pa",
    "pa media",
    "tass",
    "xinhua",
    "kyodo",
    "yonhap",
    "bloomberg",
    "associated press",
    "the associated press",
    "agence france-presse",
    "press association",
    "canadian press",
    "the canadian press",
    "agencies",
    "news agencies",
    "staff and agencies",
    "coastal wire",
    "the coastal wire",
];

/// Whether a block says where the article comes from.
pub(super) fn is_credit(text: &str) -> bool {
    if !super::words::is_within(text, 250) || super::words::inner_breaks(text) > 1 {
        return false;
    }
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    CREDIT_STARTS.iter().any(|start| lower.starts_with(start))
        || CREDIT_ENDS.iter().any(|end| bare.ends_with(end))
        || bare.split(['/', ',', '|']).all(|part| AGENCIES.contains(&part.trim()))
}

/// Marks before the maker's name at the end of a caption, as they are written.
const CAPTION_MARKS: &[&str] = &[
    "Image:",
    "Images:",
    "Photo:",
    "Photos:",
    "Photograph:",
    "Picture:",
    "Pictures:",
    "Video:",
    "Audio:",
    "Illustration:",
    "Graphic:",
    "Map:",
    "Image credit:",
    "Photo credit:",
    "Photo by",
    "Image by",
    "Credit:",
    "[Image:",
    "[Photo:",
    "(Image:",
    "(Photo:",
    "(Photo by",
    "(Image by",
    "Image courtesy",
    "Photo courtesy",
    "©",
];

/// How many of the last words such a mark has to be among: it has up to three,
/// and up to eight follow it.
const CAPTION_TAIL: usize = 12;

/// Beginnings of captions.
const CAPTION_STARTS: &[&str] = &[
    "image:",
    "image caption",
    "photo:",
    "photograph:",
    "picture:",
    "pictured:",
    "pictured above",
    "caption:",
    "video:",
    "file photo",
    "file image",
    "file picture",
    "file -",
    "file –",
    "file —",
];

/// Phrases that only captions have, if the block is short; as they are written.
const CAPTION_PHRASES: &[&str] = &[
    "from file",
    "file photo",
    "File photo",
    "file picture",
    "file image",
    "File image",
    "stock photo",
    "stock image",
    "AP Photo",
    "/AFP",
    "/Reuters",
    "/Getty",
    "Getty Images",
    "Shutterstock",
    "pictured left",
    "pictured right",
];

/// Whether a block says that it is a caption.
pub(super) fn is_marked_caption(text: &str) -> bool {
    if !super::words::is_within(text, 600) {
        return false;
    }
    let tail = super::words::last_words(text, CAPTION_TAIL);
    let words_after = |mark: &str| {
        let at = text.len() - tail.len() + tail.rfind(mark)?;
        let is_word = text[..at].chars().next_back().is_none_or(super::words::is_blank);
        is_word.then(|| {
            text[at + mark.len()..].split(super::words::is_blank).filter(|word| !word.is_empty()).count()
        })
    };
    let is_short = || super::words::is_within(text, 200) && super::words::inner_breaks(text) <= 1;
    let starts_so = || {
        let lower = text.to_lowercase();
        CAPTION_STARTS.iter().any(|start| lower.len() > start.len() && lower.starts_with(start))
    };
    CAPTION_MARKS.iter().any(|mark| words_after(mark).is_some_and(|words| (1..=8).contains(&words)))
        || (is_short() && (starts_so() || CAPTION_PHRASES.iter().any(|phrase| text.contains(phrase))))
}

/// Written with a full stop that ends no sentence; as they are written.
pub(super) const ABBREVIATIONS: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Gen", "Sen", "Rep", "Gov", "Lt", "Col", "Sgt", "Capt", "Maj",
    "Cmdr", "Adm", "Rev", "Hon", "Jr", "Sr", "Inc", "Ltd", "Corp", "Co", "Bros", "vs", "v", "No", "Nos",
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Mt", "Ft",
    "approx", "ca", "Messrs",
];

/// Words for bodies that are called after a place: "Bank of Tarn" is no person.
pub(super) const INSTITUTIONS: &[&str] = &[
    "academy",
    "agency",
    "archbishop",
    "assembly",
    "association",
    "authority",
    "bank",
    "bay",
    "bishop",
    "board",
    "bureau",
    "cabinet",
    "chamber",
    "church",
    "city",
    "college",
    "commission",
    "committee",
    "congress",
    "council",
    "court",
    "department",
    "district",
    "duchy",
    "duke",
    "faculty",
    "federation",
    "gulf",
    "house",
    "institute",
    "isle",
    "kingdom",
    "league",
    "library",
    "ministry",
    "museum",
    "office",
    "order",
    "parliament",
    "party",
    "port",
    "prince",
    "region",
    "republic",
    "school",
    "secretary",
    "senate",
    "society",
    "state",
    "states",
    "straits",
    "town",
    "treaty",
    "tribunal",
    "union",
    "university",
    "village",
];

/// Finite verbs that headlines use and that are rarely nouns.
pub(super) const VERBS: &[&str] = &[
    "accuse",
    "accuses",
    "admit",
    "admits",
    "agree",
    "agrees",
    "announce",
    "announces",
    "apologises",
    "apologizes",
    "approve",
    "approves",
    "are",
    "aren't",
    "argue",
    "argues",
    "arrive",
    "arrives",
    "ask",
    "asks",
    "became",
    "become",
    "becomes",
    "been",
    "began",
    "begin",
    "begins",
    "believe",
    "believes",
    "bought",
    "broke",
    "brought",
    "brings",
    "built",
    "came",
    "can",
    "can't",
    "cannot",
    "caught",
    "celebrate",
    "celebrates",
    "chose",
    "come",
    "comes",
    "condemn",
    "condemns",
    "confirm",
    "confirms",
    "continue",
    "continues",
    "could",
    "declare",
    "declares",
    "defend",
    "defends",
    "denied",
    "denies",
    "deny",
    "did",
    "didn't",
    "die",
    "dies",
    "discover",
    "discovers",
    "do",
    "does",
    "doesn't",
    "don't",
    "drew",
    "drove",
    "emerge",
    "emerges",
    "expects",
    "fails",
    "fell",
    "felt",
    "flew",
    "fought",
    "found",
    "gave",
    "gets",
    "gives",
    "goes",
    "got",
    "grew",
    "had",
    "has",
    "hasn't",
    "have",
    "haven't",
    "heard",
    "held",
    "insist",
    "insists",
    "is",
    "isn't",
    "join",
    "joins",
    "keeps",
    "kept",
    "kill",
    "kills",
    "knew",
    "led",
    "lose",
    "loses",
    "lost",
    "made",
    "makes",
    "meet",
    "meets",
    "met",
    "might",
    "must",
    "nears",
    "paid",
    "pleads",
    "prepare",
    "prepares",
    "puts",
    "ran",
    "refuse",
    "refuses",
    "reject",
    "rejects",
    "remain",
    "remains",
    "resign",
    "resigns",
    "resume",
    "resumes",
    "reveal",
    "reveals",
    "rose",
    "said",
    "sank",
    "sat",
    "say",
    "says",
    "seek",
    "seeks",
    "seems",
    "sells",
    "sends",
    "sent",
    "sets",
    "should",
    "sold",
    "speaks",
    "spoke",
    "stood",
    "struck",
    "sues",
    "suffer",
    "suffers",
    "takes",
    "taught",
    "tell",
    "tells",
    "thinks",
    "thought",
    "threatens",
    "threw",
    "told",
    "took",
    "urge",
    "urges",
    "vows",
    "waits",
    "wants",
    "warn",
    "warns",
    "was",
    "wasn't",
    "went",
    "were",
    "weren't",
    "will",
    "win",
    "wins",
    "won",
    "won't",
    "would",
    "wrote",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marker_lines() {
        for (text, mark) in [
            ("YOU MIGHT ALSO LIKE", Some(Mark::Tail)),
            ("Sources", Some(Mark::Tail)),
            ("Related stories:", Some(Mark::Tail)),
            ("Read more →", Some(Mark::Insert)),
            ("Don’t miss", Some(Mark::Insert)),
            ("Advertisement", Some(Mark::Interruption)),
            ("Categories: Harbour Orsay", Some(Mark::Insert)),
            ("* * *", Some(Mark::Interruption)),
            ("###", Some(Mark::Interruption)),
            ("Read more about the wall and you will be angry.", None),
            ("Sources in the town hall said no.", None),
            ("🎉", None),
        ] {
            assert_eq!(boilerplate_mark(text), mark, "{text:?}");
        }
    }

    #[test]
    fn credits() {
        for text in [
            "SOURCE: Agencies",
            "— Reuters",
            "(AFP)",
            "Reuters/AP",
            "Additional reporting by Pavel Lind in Tarn.",
            "Ana Reed in Tarn contributed to this report.",
        ] {
            assert!(is_credit(text), "{text:?}");
        }
        for text in ["Reuters said it rained.", "A source: the mayor.", "Reporting is hard.", "—", "", "/"]
        {
            assert!(!is_credit(text), "{text:?}");
        }
        assert!(!is_credit(&format!("Source: {}", "long ".repeat(60))));
    }

    #[test]
    fn captions() {
        for text in [
            "The wall at dawn. Image: Ana Reed.",
            "The wall at dawn Photo: Coastal Wire / Ana Reed",
            "Pictured: the wall",
            "The wall; from file, 2008.",
            "The wall at dawn. Ana Reed/AFP",
        ] {
            assert!(is_marked_caption(text), "{text:?}");
        }
        for text in [
            "The Image: it was said that nothing in the town had changed since the storm.",
            "The town sent a video: nobody watched.",
            "Self-Image: Ana",
            "Video:",
        ] {
            assert!(!is_marked_caption(text), "{text:?}");
        }
        assert!(!is_marked_caption(&format!(
            "{} from file, 2008.",
            "It was a long night in the hall. ".repeat(3)
        )));
    }
}
