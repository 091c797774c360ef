use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;

use super::*;

/// The tree that a browser's parser would hand over.
fn parse(html: &str) -> Node {
    let document = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html);
    let mut builder = Builder::default();
    build(&mut builder, &document.document);
    builder.finish()
}

fn build(builder: &mut Builder, node: &Handle) {
    match &node.data {
        NodeData::Element { name, attrs, .. } => {
            let attributes = attrs
                .borrow()
                .iter()
                .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
                .collect();
            builder.open(name.local.to_string(), attributes);
            node.children.borrow().iter().for_each(|child| build(builder, child));
            builder.close();
        }
        NodeData::Text { contents } => builder.text(contents.borrow().to_string()),
        _ => node.children.borrow().iter().for_each(|child| build(builder, child)),
    }
}

fn article(html: &str) -> Article {
    read(Id::new("a"), "wall.html", &parse(html)).unwrap()
}

#[track_caller]
fn check(html: &str, expected: &[(&str, &str)]) {
    let article = article(html);
    let found: Vec<(&str, &str)> = article
        .blocks
        .iter()
        .map(|block| (block.kind.name(), article.text.slice(block.range).unwrap()))
        .collect();
    assert_eq!(found, expected);
}

/// A paragraph that is long enough to be of an article.
const P: &str = "<p>The harbour at Orsay was closed for the third day on Tuesday while inspectors looked at the outer \
    wall, which had cracked from end to end.</p>";
const TEXT: &str = "The harbour at Orsay was closed for the third day on Tuesday while inspectors looked at the outer \
    wall, which had cracked from end to end.";

#[test]
fn an_article_among_the_furniture_of_a_page() {
    check(
        &format!(
            "<!doctype html><html><head><title>Levy talks stall | The Coast</title><style>p {{}}</style>
            <script>document.write('no')</script></head><body>
            <header><a href=/>The Coast</a><nav><ul><li><a href=/w>World</a></ul></nav></header>
            <div class='cookie-consent'>We use cookies to make this better for all of us and you.</div>
            <main><article class='has-sidebar'>
              <header><h1>Levy talks stall</h1><p class='article__standfirst'>Ministers met again.</p>
              <div class=meta><span class=byline>By <a href=/a rel=author>Ana Reed</a></span><time datetime=2021-05-07>7 May 2021</time></div>
              <ul class=share-bar><li><a href=#f>Share on F</a><li>Copy</ul></header>
              <figure><img src=x alt=no><figcaption>The wall. Photo: Ana Reed</figcaption></figure>
              {P}
              <aside>Sign up for our letter</aside><div class=ad-slot>Buy boats!</div>
              <h2>A long night</h2>
              <blockquote><p>“No.”</p><p>“Never.”</p></blockquote>
              <ul><li>first the wall</li><li>then the levy</li></ul>
              {P}
              <p><a href=/x>Tarn votes on the levy as harbour empties</a></p>
              <p>Additional reporting by Pavel Lind</p>
              <div class=related><h3>Related</h3><a href=/1>One</a><a href=/2>Two</a></div>
              <p hidden>secret</p><p aria-hidden=true>secret</p><p style='display: none'>secret</p>
              <form><input><label>Email</label></form>
            </article></main>
            <section id=comments><p>First! This is what I think of the wall and the levy and the town.</p></section>
            <footer><p>About us</p></footer></body></html>"
        ),
        &[
            ("headline", "Levy talks stall"),
            ("standfirst", "Ministers met again."),
            ("byline", "By Ana Reed"),
            ("dateline", "7 May 2021"),
            ("caption", "The wall. Photo: Ana Reed"),
            ("paragraph", TEXT),
            ("subheading", "A long night"),
            ("quotation", "“No.”"),
            ("quotation", "“Never.”"),
            ("list_item", "first the wall"),
            ("list_item", "then the levy"),
            ("paragraph", TEXT),
            ("credit", "Additional reporting by Pavel Lind"),
        ],
    );
}

#[test]
fn breaks_and_borders_of_blocks_glue_no_words() {
    check(
        &format!(
            "<article><h1>Wall</h1>{P}<div>we<br>asked</div><div>06:00</div><div>Freight</div><ul><li>a</li><li>b</li></ul>\
            <p>one<br><br>two</p><table><tr><td>x</td><td>y</td></tr></table><p>so<span>me</span> <b>bold </b> word</p></article>"
        ),
        &[
            ("headline", "Wall"),
            ("paragraph", TEXT),
            ("paragraph", "we\nasked"),
            ("paragraph", "06:00"),
            ("paragraph", "Freight"),
            ("list_item", "a"),
            ("list_item", "b"),
            ("paragraph", "one"),
            ("paragraph", "two"),
            ("paragraph", "x\ty"),
            ("paragraph", "some bold word"),
        ],
    );
}

#[test]
fn white_space_is_collapsed_and_no_break_spaces_stay() {
    check(
        "<article><h1> Wall\n\t of   Orsay </h1><p>It&nbsp;rained \n &nbsp;in&shy;side, <q>all</q> day</p><pre>a  b\n c</pre></article>",
        &[
            ("headline", "Wall of Orsay"),
            ("paragraph", "It\u{A0}rained \u{A0}in\u{AD}side, “all” day"),
            ("paragraph", "a  b\n c"),
        ],
    );
}

#[test]
fn without_an_article_the_densest_part_is_read() {
    let text = P.repeat(3);
    check(
        &format!(
            "<body><h1>Wall</h1><div><div class=top>Monday</div><div class=x>{text}</div></div><div>{}</div></body>",
            "<div><p>Short words of a teaser that leads on.</p></div>".repeat(2)
        ),
        &[
            ("headline", "Wall"),
            ("paragraph", "Monday"),
            ("paragraph", TEXT),
            ("paragraph", TEXT),
            ("paragraph", TEXT),
        ],
    );
}

#[test]
fn an_article_body_is_read_with_the_article_around_it() {
    check(
        &format!(
            "<body><article><p>teaser</p></article><article><h1>Wall</h1><div itemprop=articleBody>{P}</div></article></body>"
        ),
        &[("headline", "Wall"), ("paragraph", TEXT)],
    );
}

#[test]
fn the_headline_is_the_one_that_the_metadata_names() {
    let html = format!(
        "<head><meta property=og:title content='Talks stall'></head><header><h1><a href=/>The Coast</a></h1></header>\
        <main><h2>‘Talks’ stall</h2>{P}<h2>A night</h2>{P}</main>"
    );
    check(
        &html,
        &[("headline", "‘Talks’ stall"), ("paragraph", TEXT), ("subheading", "A night"), ("paragraph", TEXT)],
    );
}

#[test]
fn without_a_heading_the_title_stands_in() {
    let html = format!(
        "<head><title>Talks stall - The Coast</title><meta property=og:site_name content='The Coast'></head><div>{P}{P}</div>"
    );
    check(&html, &[("headline", "Talks stall"), ("paragraph", TEXT), ("paragraph", TEXT)]);
    let logo = format!("<header><h1><a href=/>The Coast</a></h1></header><div>{P}{P}</div>");
    check(&logo, &[("paragraph", TEXT), ("paragraph", TEXT)]);
}

#[test]
fn an_article_is_read_alone() {
    let html = format!("<div><article><h1>Wall</h1>{P}</article><div>{P}</div></div>");
    check(&html, &[("headline", "Wall"), ("paragraph", TEXT)]);
}

#[test]
fn a_wrapper_with_a_furniture_name_is_no_furniture() {
    check(&format!("<div>{P}{P}<div class='no-comments has-ads'>{P}</div></div>"), &[("paragraph", TEXT); 3]);
    check(
        &format!("<div class=comment-page><form id=aspnet>{P}{P}</form></div>"),
        &[("paragraph", TEXT), ("paragraph", TEXT)],
    );
}

#[test]
fn metadata_comes_from_json_ld_first() {
    let html = format!(
        "<html lang=en-GB><head><link rel=canonical href=https://b.example><meta name=author content=Nobody>
        <meta property=og:site_name content='The Coast'><script type=application/ld+json>{{\"@graph\": [{{\"@type\": \"WebSite\"}},
        {{\"@type\": [\"NewsArticle\"], \"headline\": \"Talks stall\", \"datePublished\": \"2021-05-07\",
        \"author\": [{{\"name\": \"Ana  Reed\"}}, {{\"name\": \"Pavel Lind\"}}], \"url\": \"https://a.example\"}}]}}</script></head>
        <article><h1>Talks stall</h1>{P}</article>"
    );
    let article = article(&html);
    assert_eq!(article.title, "Talks stall");
    let value =
        |key: &str| article.metadata.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    for (key, expected) in [
        ("url", "https://a.example"),
        ("publisher", "The Coast"),
        ("published", "2021-05-07"),
        ("byline", "Ana Reed, Pavel Lind"),
        ("language", "en-GB"),
        ("file_name", "wall.html"),
    ] {
        assert_eq!(value(key), expected, "{key}");
    }
}

#[test]
fn a_page_that_a_script_would_fill_has_its_text_in_the_metadata() {
    check(
        "<head><script type=application/ld+json>{\"@type\": \"NewsArticle\", \"headline\": \"Talks stall\",
        \"articleBody\": \"It rained.\\n\\nIt stopped.\"}</script></head><div id=root></div>",
        &[("headline", "Talks stall"), ("paragraph", "It rained."), ("paragraph", "It stopped.")],
    );
}

#[test]
fn a_page_without_text_is_refused() {
    let error = read(Id::new("a"), "x.html", &parse("<script>no()</script><nav>no</nav>")).unwrap_err();
    assert_eq!(error.to_string(), "the file: there is no text in it");
}

#[test]
fn deep_nesting_loses_nothing_and_overflows_nothing() {
    const DEPTH: usize = 100_000;
    let mut builder = Builder::default();
    for depth in 0..DEPTH {
        builder.open(if depth % 2 == 0 { "div" } else { "span" }, Vec::new());
    }
    builder.text("It rained ");
    builder.text("all day.");
    for _ in 0..DEPTH / 2 {
        builder.close();
    }
    builder.text("It stopped.");
    let article = read(Id::new("a"), "deep.html", &builder.finish()).unwrap();
    assert_eq!(article.text.as_str(), "It rained all day.\n\nIt stopped.");
}

#[test]
fn long_pages_take_time_in_proportion() {
    let page = format!(
        "<article><h1>Wall</h1>{}</article>",
        format!("<div><span class=byline>x</span>{P}</div>").repeat(500)
    );
    assert_eq!(article(&page).blocks.len(), 1_001);
}

proptest! {
    #[test]
    fn any_page_is_read_or_refused_and_its_blocks_are_its_text(
        bits in prop::collection::vec(
            "(</?(p|div|a href=x|br|li|ul|h1|h2|q|pre|article|main|header|nav|blockquote|table|td|time|span class=byline)>|[a-z .]{1,8}|\n|[é\u{A0}👍])",
            0..40,
        )
    ) {
        if let Ok(article) = read(Id::new("a"), "x.html", &parse(&bits.concat())) {
            let texts: Vec<&str> = article.blocks.iter().filter_map(|block| article.text.slice(block.range)).collect();
            prop_assert_eq!(texts.join("\n\n"), article.text.as_str());
        }
    }
}
