//! Markdown: the text that a reader would see, with the kinds that the markup
//! gives.
//!
//! Markup is taken away: links keep their words, images only their caption,
//! tags of inline HTML vanish. The first heading is the headline unless text
//! stands before it; other headings are subheadings. A front matter in YAML
//! becomes metadata; its title is the headline where the text has none.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{ReadError, plain};
use crate::model::{Article, Extra, Id};
use crate::text::BlockKind;
use crate::text::split::Rendered;

/// An article of a Markdown text.
///
/// # Errors
/// When nothing but markup is in it, or more than an article can hold.
pub fn read(id: Id, file_name: &str, text: String) -> Result<Article, ReadError> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader::default();
    for event in Parser::new_ext(&text, options) {
        reader.event(event);
    }
    reader.flush();
    let mut metadata = front_matter(&reader.front_matter);
    metadata.insert("file_name".to_owned(), file_name.into());
    let title = metadata.get("title").and_then(|title| title.as_str()).map(str::to_owned);
    let (text, blocks) = reader.render(title.as_deref());
    plain::article(id, title, metadata, text, blocks)
}

/// Turns events into blocks.
#[derive(Default)]
struct Reader {
    blocks: Vec<(String, Option<BlockKind>)>,
    /// The block that is being written.
    current: String,
    /// What the open elements say of it, the innermost last.
    kinds: Vec<BlockKind>,
    has_headline: bool,
    /// How many images are open: their text is a caption.
    images: usize,
    caption: String,
    /// Captions of images in the current block; they stand behind it.
    captions: Vec<String>,
    /// The raw HTML of the current block of it.
    html: String,
    in_front_matter: bool,
    front_matter: String,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_front_matter => self.front_matter.push_str(&text),
            Event::Text(text) | Event::Code(text) => self.write(&text),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.write(&text),
            Event::SoftBreak => self.write(" "),
            Event::HardBreak => self.write("\n"),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(tag) if is_line_break(&tag) => self.write("\n"),
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
            Event::Rule => self.flush(),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                let kind = self.heading_kind(level);
                self.kinds.push(kind);
            }
            Tag::BlockQuote(_) => self.open(BlockKind::Quotation),
            Tag::Item => self.open(BlockKind::ListItem),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => {
                self.open(BlockKind::Paragraph)
            }
            Tag::MetadataBlock(_) => self.in_front_matter = true,
            Tag::Image { title, .. } => {
                self.images += 1;
                self.caption.push_str(&title);
            }
            Tag::TableCell if !self.current.is_empty() => self.write("\t"),
            Tag::TableCell
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => {}
            Tag::Link { .. } => {}
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::CodeBlock => {
                self.flush();
                self.kinds.pop();
            }
            TagEnd::MetadataBlock(_) => self.in_front_matter = false,
            TagEnd::Image => self.end_image(),
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::TableCell | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {}
            TagEnd::Superscript | TagEnd::Subscript => {}
            _ => self.flush(),
        }
    }

    fn open(&mut self, kind: BlockKind) {
        self.flush();
        self.kinds.push(kind);
    }

    fn heading_kind(&mut self, level: HeadingLevel) -> BlockKind {
        if !self.has_headline && (level == HeadingLevel::H1 || self.blocks.is_empty()) {
            self.has_headline = true;
            return BlockKind::Headline;
        }
        BlockKind::Subheading
    }

    fn end_image(&mut self) {
        self.images = self.images.saturating_sub(1);
        if self.images == 0 {
            self.captions.push(std::mem::take(&mut self.caption));
        }
    }

    fn end_html(&mut self) {
        let html = std::mem::take(&mut self.html);
        for block in without_tags(&html).split('\u{2029}') {
            self.write(block.trim());
            self.flush();
        }
    }

    fn write(&mut self, text: &str) {
        if self.images == 0 {
            self.current.push_str(text);
        } else if !self.caption.ends_with(text) {
            // The title, which came first, is often the same as the words.
            let gap = if self.caption.is_empty() { "" } else { " " };
            self.caption.push_str(gap);
            self.caption.push_str(text);
        }
    }

    /// Ends the current block.
    fn flush(&mut self) {
        let block = std::mem::take(&mut self.current);
        if !block.trim().is_empty() {
            self.blocks.push((block, self.kinds.last().copied()));
        }
        self.blocks.extend(self.captions.drain(..).map(|caption| (caption, Some(BlockKind::Caption))));
    }

    fn render(self, title: Option<&str>) -> (String, Vec<crate::text::Block>) {
        let mut rendered = Rendered::default();
        if let Some(title) = title.filter(|_| !self.has_headline) {
            rendered.push(title, Some(BlockKind::Headline));
        }
        for (block, kind) in &self.blocks {
            rendered.push(block, *kind);
        }
        rendered.finish()
    }
}

fn is_line_break(tag: &str) -> bool {
    let name = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
    name.eq_ignore_ascii_case("br")
}

/// Tags that stand inside a line, so that words around them belong together.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u", "wbr",
];

/// What stands between the tags of a block of HTML, with a paragraph separator
/// for each tag that is not inside a line; no scripts, styles and comments.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let tag = &rest[start..];
        let name: String =
            tag[1..].trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        let close = match name.as_str() {
            _ if tag.starts_with("<!--") => "-->",
            "script" if !tag.starts_with("</") => "</script>",
            "style" if !tag.starts_with("</") => "</style>",
            _ => ">",
        };
        let end = tag.find(close).map_or(tag.len(), |end| end + close.len());
        if !INLINE.contains(&name.as_str()) {
            text.push('\u{2029}');
        }
        rest = &tag[end..];
    }
    text.push_str(rest);
    text
}

/// The plain values of a YAML front matter, under the names that metadata has
/// for them. Nested values are not read.
fn front_matter(yaml: &str) -> Extra {
    let mut metadata = Extra::new();
    for line in yaml.lines().filter(|line| !line.starts_with([' ', '\t', '#', '-'])) {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = unquote(value.trim());
        if !value.is_empty() && !value.starts_with(['|', '>', '{', '&']) {
            metadata.insert(metadata_name(&key.trim().to_lowercase()).to_owned(), value.into());
        }
    }
    metadata
}

fn metadata_name(key: &str) -> &str {
    match key {
        "author" | "authors" | "by" => "byline",
        "date" | "pubdate" | "published_at" => "published",
        "link" | "canonical" | "source_url" | "permalink" => "url",
        "site" | "publication" => "publisher",
        "lang" => "language",
        other => other,
    }
}

/// The value without its quotation marks or, for a short list, its brackets.
fn unquote(value: &str) -> String {
    if let Some(list) = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return list.split(',').map(|item| unquote(item.trim())).collect::<Vec<_>>().join(", ");
    }
    let inner = |mark| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    match (inner('"'), inner('\'')) {
        (Some(inner), _) => inner.replace("\\\"", "\""),
        (_, Some(inner)) => inner.replace("''", "'"),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn blocks(text: &str) -> Vec<(&'static str, String)> {
        let article = read(Id::new("a"), "wall.md", text.to_owned()).unwrap();
        let text = |block: &crate::text::Block| article.text.slice(block.range).unwrap().to_owned();
        article.blocks.iter().map(|block| (block.kind.name(), text(block))).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = blocks(text);
        let found: Vec<(&str, &str)> = found.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_article_with_all_its_markup() {
        check(
            "# Levy *talks* stall\n\nThe [ministers](https://a.example) met\nagain.\n\n7 May 2021\n\n\
            It **rained**\\\nin `Orsay`.\n\n## A long night\n\n> “No,” he said.\n>\n> “Never.”\n\n\
            - first\n  more\n- second\n  1. inner\n\n```\nlet wall = 1;\n```\n\n---\n\nSource: Agencies\n\n\
            ## Related stories\n\nTarn votes",
            &[
                ("headline", "Levy talks stall"),
                ("standfirst", "The ministers met again."),
                ("dateline", "7 May 2021"),
                ("paragraph", "It rained\nin Orsay."),
                ("subheading", "A long night"),
                ("quotation", "“No,” he said."),
                ("quotation", "“Never.”"),
                ("list_item", "first more"),
                ("list_item", "second"),
                ("list_item", "inner"),
                ("paragraph", "let wall = 1;"),
                ("credit", "Source: Agencies"),
                ("boilerplate", "Related stories"),
                ("boilerplate", "Tarn votes"),
            ],
        );
    }

    #[test]
    fn images_leave_their_caption_behind_the_block() {
        check(
            "# Wall\n\n![The wall at dawn](wall.jpg \"Ana Reed\")\n\nIt ![](x.png)rained ![a boat](b.png) there.",
            &[
                ("headline", "Wall"),
                ("caption", "Ana Reed The wall at dawn"),
                ("paragraph", "It rained  there."),
                ("caption", "a boat"),
            ],
        );
    }

    #[test]
    fn front_matter_is_metadata_and_its_title_a_headline() {
        let text = "---\ntitle: \"The \\\"wall\\\": a story\"\nauthor: [Ana Reed, 'Pavel Lind']\ndate: 2021-05-07\n\
            url: https://a.example/wall\ntags:\n  - harbour\nsection: 'World'\n---\n\nIt rained.\n";
        let article = read(Id::new("a"), "wall.md", text.to_owned()).unwrap();
        assert_eq!(article.title, "The \"wall\": a story");
        let value = |key: &str| {
            article.metadata.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
        };
        assert_eq!(value("byline"), "Ana Reed, Pavel Lind");
        assert_eq!(value("published"), "2021-05-07");
        assert_eq!(value("url"), "https://a.example/wall");
        assert_eq!(value("section"), "World");
        assert_eq!(value("file_name"), "wall.md");
        assert!(!article.metadata.contains_key("tags"));
        assert_eq!(article.text.as_str(), "The \"wall\": a story\n\nIt rained.");
        assert_eq!(article.blocks[0].kind, BlockKind::Headline);
    }

    #[test]
    fn a_title_beside_a_heading_is_not_in_the_text() {
        let article =
            read(Id::new("a"), "wall.md", "---\ntitle: Wall\n---\n# The wall\n\nIt rained.".to_owned())
                .unwrap();
        assert_eq!(article.text.as_str(), "The wall\n\nIt rained.");
        assert_eq!(article.title, "Wall");
    }

    #[test]
    fn without_headings_the_first_line_can_be_the_headline() {
        check(
            "Levy talks stall\n\nIt rained.",
            &[("headline", "Levy talks stall"), ("paragraph", "It rained.")],
        );
        check(
            "It rained.\n\n## A night\n\nIt stopped.",
            &[("paragraph", "It rained."), ("subheading", "A night"), ("paragraph", "It stopped.")],
        );
    }

    #[test]
    fn html_is_taken_away_and_glues_no_words() {
        check(
            "It<br>rained <b>there</b>.\n\n<div class=x>\n<p>It <i>stopped</i>.</p><p>So</p>\n</div>\n\n<!-- > no -->\n",
            &[("paragraph", "It\nrained there."), ("paragraph", "It stopped."), ("paragraph", "So")],
        );
        check("<script>\nno();\n</script>\n\nIt rained.\n", &[("paragraph", "It rained.")]);
    }

    #[test]
    fn tables_and_footnotes_keep_their_words() {
        check(
            "It rained.[^1]\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: In Orsay.",
            &[
                ("paragraph", "It rained."),
                ("paragraph", "a\tb"),
                ("paragraph", "1\t2"),
                ("paragraph", "In Orsay."),
            ],
        );
    }

    #[test]
    fn deep_nesting_and_no_text() {
        assert!(read(Id::new("a"), "x.md", format!("{}deep", "> ".repeat(20_000))).is_ok());
        assert!(read(Id::new("a"), "x.md", "---\n\n![](a.png)".to_owned()).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_its_blocks_are_its_text(
            bits in prop::collection::vec("(# |> |- |1\\. |\n|\n\n|---\n|a: b\n|\\*|\\[|\\]\\(x\\)|!\\[|`|<b>|<p>|<!--|\\||[a-z .]{1,8}|[é\u{A0}👍])", 0..40)
        ) {
            if let Ok(article) = read(Id::new("a"), "x.md", bits.concat()) {
                let texts: Vec<&str> = article.blocks.iter().filter_map(|block| article.text.slice(block.range)).collect();
                prop_assert_eq!(texts.join("\n\n"), article.text.as_str());
            }
        }
    }
}
