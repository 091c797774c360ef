//! A page as a flat list, and what of it is text.

use super::Node;

/// A node with its place: nodes are in reading order, and those inside an
/// element are the ones from it to its `end`.
struct Item<'a> {
    node: &'a Node,
    parent: Option<usize>,
    end: usize,
    /// Inside an `<article>` or a `<main>`.
    in_article: bool,
}

pub(super) struct Page<'a> {
    items: Vec<Item<'a>>,
    /// For each node, whether it is text that a reader came for.
    kept: Vec<bool>,
    weights: Vec<Weight>,
}

/// How much kept text is in a node, in bytes without white space.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weight {
    pub(super) text: usize,
    pub(super) in_links: usize,
    links: usize,
    has_heading: bool,
}

impl Weight {
    /// The text that is not in links: what makes an element main content.
    pub(super) fn prose(self) -> usize {
        self.text - self.in_links
    }

    /// Whether this is a list of links.
    fn is_links(self) -> bool {
        self.links >= 2 && self.in_links * 10 >= self.text * 6 && self.prose() < 200 && !self.has_heading
    }
}

/// Elements that are never text.
const NEVER: &[&str] = &[
    "area", "audio", "base", "button", "canvas", "datalist", "dialog", "embed", "head", "iframe", "input",
    "link", "map", "menu", "meta", "meter", "noframes", "noscript", "object", "optgroup", "option", "param",
    "progress", "rp", "rt", "script", "select", "source", "style", "svg", "template", "textarea", "title",
    "track", "video",
];

/// Elements that are furniture of a page.
const FURNITURE: &[&str] = &["nav", "footer", "aside"];

const FURNITURE_ROLES: &[&str] = &[
    "alert",
    "alertdialog",
    "banner",
    "complementary",
    "contentinfo",
    "dialog",
    "menu",
    "menubar",
    "navigation",
    "search",
    "toolbar",
    "tooltip",
];

/// Words of a class or id that say that an element is not of the article.
const FURNITURE_WORDS: &[&str] = &[
    "ad",
    "ads",
    "adslot",
    "adsbygoogle",
    "advert",
    "advertisement",
    "advertising",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "catlinks",
    "comment",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "disqus",
    "donate",
    "editsection",
    "footer",
    "gdpr",
    "login",
    "menu",
    "modal",
    "mostread",
    "nav",
    "navbar",
    "navbox",
    "navigation",
    "newsletter",
    "noprint",
    "outbrain",
    "pager",
    "pagination",
    "paywall",
    "popular",
    "popup",
    "promo",
    "promoted",
    "readmore",
    "recirc",
    "recommendations",
    "recommended",
    "related",
    "share",
    "sharebar",
    "sharing",
    "sidebar",
    "signup",
    "skip",
    "social",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscription",
    "taboola",
    "tags",
    "toc",
    "toolbar",
    "trending",
];

/// Whole classes that hide an element, or mark it so.
const HIDING_CLASSES: &[&str] =
    &["d-none", "hidden", "is-hidden", "screen-reader-text", "sr-only", "visually-hidden"];

/// Elements whose class is not looked at: it describes the page around them.
const FRAMES: &[&str] = &["html", "body", "main", "article", "p", "h1"];

impl<'a> Page<'a> {
    pub(super) fn of(root: &'a Node) -> Self {
        let items = flatten(root);
        let all = vec![true; items.len()];
        let mut page = Self { weights: Vec::new(), kept: all, items };
        page.leave_out(|page, index| page.is_never_text(index));
        page.weigh();
        let prose = page.weight(0).prose();
        page.leave_out(|page, index| page.is_furniture(index, prose));
        page.weigh();
        page.leave_out(Self::is_list_of_links);
        page.weigh();
        page
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The element's tag; empty for text.
    pub(super) fn tag(&self, index: usize) -> &'a str {
        match self.items.get(index).map(|item| item.node) {
            Some(Node::Element { tag, .. }) => tag,
            _ => "",
        }
    }

    pub(super) fn text(&self, index: usize) -> Option<&'a str> {
        match self.items.get(index)?.node {
            Node::Text(text) => Some(text),
            Node::Element { .. } => None,
        }
    }

    pub(super) fn attribute(&self, index: usize, name: &str) -> Option<&'a str> {
        match self.items.get(index)?.node {
            Node::Element { attributes, .. } => {
                attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
            }
            Node::Text(_) => None,
        }
    }

    /// Whether an attribute has this value, or it is one of its words.
    pub(super) fn has_value(&self, index: usize, name: &str, value: &str) -> bool {
        self.attribute(index, name)
            .is_some_and(|found| found.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(value)))
    }

    /// Whether the class, id or test id has one of the words.
    pub(super) fn has_word(&self, index: usize, words: &[&str]) -> bool {
        ["class", "id", "data-testid", "data-component"]
            .iter()
            .filter_map(|name| self.attribute(index, name))
            .flat_map(str::split_ascii_whitespace)
            // "has-sidebar" says something of the element's surroundings.
            .filter(|name| {
                !["has-", "no-", "with-", "without-", "js-no"].iter().any(|start| name.starts_with(start))
            })
            .any(|name| name_words(name).any(|word| words.contains(&word.to_ascii_lowercase().as_str())))
    }

    pub(super) fn parent(&self, index: usize) -> Option<usize> {
        self.items.get(index)?.parent
    }

    /// The elements around a node, the innermost first.
    pub(super) fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parent(index), |&index| self.parent(index))
    }

    /// The end of the nodes inside an element.
    pub(super) fn end(&self, index: usize) -> usize {
        self.items.get(index).map_or(index, |item| item.end)
    }

    pub(super) fn is_kept(&self, index: usize) -> bool {
        self.kept.get(index).copied().unwrap_or_default()
    }

    pub(super) fn weight(&self, index: usize) -> Weight {
        self.weights.get(index).copied().unwrap_or_default()
    }

    /// The kept text inside a node, on one line; of many nodes only the first
    /// ones, since what is asked of a line can be told from them.
    pub(super) fn line(&self, index: usize) -> String {
        let texts = (index..self.end(index))
            .take(400)
            .filter(|&inside| self.is_kept(inside))
            .filter_map(|inside| self.text(inside));
        let words: Vec<&str> = texts.flat_map(str::split_whitespace).collect();
        words.join(" ")
    }

    /// Leaves out every element that the test says, with all that is in it.
    fn leave_out(&mut self, is_out: impl Fn(&Self, usize) -> bool) {
        let mut index = 0;
        while index < self.items.len() {
            let end = self.end(index).max(index + 1);
            if !self.is_kept(index) {
                index += 1;
            } else if is_out(self, index) {
                self.kept.iter_mut().take(end).skip(index).for_each(|kept| *kept = false);
                index = end;
            } else {
                index += 1;
            }
        }
    }

    /// Sums up the text from the leaves to the root.
    fn weigh(&mut self) {
        let mut weights = vec![Weight::default(); self.items.len()];
        for index in (0..self.items.len()).rev().filter(|&index| self.is_kept(index)) {
            let Some(mut weight) = weights.get(index).copied() else { continue };
            weight.text += self.text(index).map_or(0, |text| text.split_whitespace().map(str::len).sum());
            if self.tag(index) == "a"
                && self.attribute(index, "href").is_some_and(|href| !href.starts_with('#'))
            {
                weight.in_links = weight.text;
                weight.links += 1;
            }
            weight.has_heading |= self.tag(index) == "h1";
            weights[index] = weight;
            if let Some(around) = self.parent(index).and_then(|parent| weights.get_mut(parent)) {
                around.text += weight.text;
                around.in_links += weight.in_links;
                around.links += weight.links;
                around.has_heading |= weight.has_heading;
            }
        }
        self.weights = weights;
    }

    fn is_never_text(&self, index: usize) -> bool {
        let is_reference = || self.tag(index) == "sup" && self.has_word(index, &["reference", "footnote"]);
        NEVER.contains(&self.tag(index)) || self.is_hidden(index) || is_reference()
    }

    fn is_hidden(&self, index: usize) -> bool {
        let style =
            || self.attribute(index, "style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
        self.attribute(index, "hidden").is_some()
            || self.has_value(index, "aria-hidden", "true")
            || ["display:none", "visibility:hidden"].iter().any(|hiding| style().contains(hiding))
            || self.has_hiding_class(index)
    }

    /// "hidden lg:block" hides an element on small screens only.
    fn has_hiding_class(&self, index: usize) -> bool {
        let classes = || self.attribute(index, "class").unwrap_or_default().split_ascii_whitespace();
        let is_shown =
            |class: &str| ["block", "flex", "grid", "inline"].iter().any(|shown| class.ends_with(shown));
        classes().any(|class| HIDING_CLASSES.contains(&class)) && !classes().any(is_shown)
    }

    /// Whether an element is furniture. A class or role cannot say so of an
    /// element that holds more than half of the page's prose.
    fn is_furniture(&self, index: usize, prose: usize) -> bool {
        let tag = self.tag(index);
        if tag.is_empty() || FURNITURE.contains(&tag) {
            return !tag.is_empty();
        }
        if tag == "header" {
            return self.is_site_header(index);
        }
        let says_so = || {
            tag == "form"
                || FURNITURE_ROLES.iter().any(|role| self.has_value(index, "role", role))
                || self.has_word(index, FURNITURE_WORDS)
        };
        let weight = self.weight(index);
        !FRAMES.contains(&tag) && says_so() && weight.prose() * 2 <= prose && !weight.has_heading
    }

    /// A header outside the article that does not hold its headline.
    fn is_site_header(&self, index: usize) -> bool {
        let is_inside = self.items.get(index).is_some_and(|item| item.in_article);
        !self.weight(index).has_heading && !is_inside
    }

    fn is_list_of_links(&self, index: usize) -> bool {
        match self.tag(index) {
            "ul" | "ol" | "div" | "section" | "dl" | "table" => self.weight(index).is_links(),
            // A paragraph that is one link, and no sentence, leads elsewhere.
            "p" => {
                let weight = self.weight(index);
                let line = || self.line(index);
                weight.links == 1
                    && weight.in_links * 10 >= weight.text * 9
                    && !line().ends_with(['.', '!', '?', '”', '"', '…'])
                    && line().split(' ').count() >= 5
                    && !super::render::is_byline(self, index)
            }
            _ => false,
        }
    }
}

/// The words of a class or id: "shareBar", "share-bar" and "share_bar" have
/// "share" and "bar". Short words count only between separators: "Ad" is in
/// too many of the names that tools make up.
fn name_words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(|part| {
        let humps = part.as_bytes().windows(2).enumerate();
        let is_hump =
            |pair: &[u8]| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase());
        let cuts: Vec<usize> = humps.filter(|(_, pair)| is_hump(pair)).map(|(at, _)| at + 1).collect();
        let starts = std::iter::once(0).chain(cuts.clone());
        let ends = cuts.into_iter().chain([part.len()]);
        let words: Vec<&str> = starts.zip(ends).filter_map(|(start, end)| part.get(start..end)).collect();
        std::iter::once(part)
            .chain(words.into_iter().filter(move |word| word.len() > 3 && word.len() < part.len()))
    })
}

/// The nodes in reading order.
fn flatten(root: &Node) -> Vec<Item<'_>> {
    let mut items = vec![Item { node: root, parent: None, end: 0, in_article: false }];
    let mut open = vec![(0, children(root).iter())];
    while let Some((parent, rest)) = open.last_mut() {
        let parent = *parent;
        if let Some(node) = rest.next() {
            let index = items.len();
            let in_article = items.get(parent).is_some_and(|item| item.in_article || is_article(item.node));
            items.push(Item { node, parent: Some(parent), end: index + 1, in_article });
            open.push((index, children(node).iter()));
        } else {
            let end = items.len();
            if let Some(item) = items.get_mut(parent) {
                item.end = end;
            }
            open.pop();
        }
    }
    items
}

fn is_article(node: &Node) -> bool {
    matches!(node, Node::Element { tag, .. } if matches!(tag.as_str(), "article" | "main"))
}

fn children(node: &Node) -> &[Node] {
    match node {
        Node::Element { children, .. } => children,
        Node::Text(_) => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::name_words;

    #[test]
    fn names_have_words() {
        let words = |name| name_words(name).collect::<Vec<_>>();
        assert_eq!(words("article__shareBar-2"), ["article", "", "shareBar", "share", "2"]);
        assert_eq!(words("bAdKxz"), ["bAdKxz"]);
        assert_eq!(words("top-ad"), ["top", "ad"]);
        assert_eq!(words("é-ad"), ["", "", "ad"]);
    }
}
