//! What the core takes for its part, natively: `cargo bench --package galley-bench`.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::{Arc, OnceLock};

use divan::Bencher;
use galley_bench::generator;
use galley_bench::random::Random;
use galley_bench::size::Size;
use galley_bench::words::BULK_WORD;
use galley_core::formats::native;
use galley_core::model::{AnnotationType, Article, Attribution, Extra, Id, LabelId, LabelSet, Status};
use galley_core::session::{Command, Session, Stamp};
use galley_core::store::{Document, History, Listing, Workspace, record};
use galley_core::text::search::{Query, find_all};
use galley_core::text::split::split;
use galley_core::text::{Text, TextSize};

const TIME: &str = "2026-05-08T09:00:00Z";

fn main() {
    divan::main();
}

/// Run as a test, unoptimised, it is enough that everything runs.
fn sizes() -> &'static [Size] {
    if cfg!(debug_assertions) { &[Size::S] } else { &Size::ALL }
}

/// The article of a size, made once.
fn article(size: Size) -> &'static Article {
    static ARTICLES: [OnceLock<Article>; 4] = [const { OnceLock::new() }; 4];
    ARTICLES[size as usize].get_or_init(|| generator::article(size, 1))
}

fn exported(size: Size) -> String {
    native::write_json(&LabelSet::default(), [article(size)], TIME, &Extra::new())
}

/// Does what is asked of a session.
fn perform(session: &mut Session, ids: &mut u32, command: Command) {
    let mut new_id = || {
        *ids += 1;
        Id::from(format!("made-{ids}"))
    };
    let mut stamp = Stamp { time: TIME.to_owned(), new_id: &mut new_id };
    black_box(session.perform(command, &mut stamp));
}

/// A session in which the article is open.
fn session(size: Size) -> Session {
    let Article { id, title, .. } = article(size);
    let listing = Listing { id: id.clone(), title: title.clone(), status: Status::InProgress, position: 0 };
    let workspace = Workspace::new(Arc::default(), vec![Arc::new(listing)], HashMap::new());
    let mut session = Session::new(workspace, History::default());
    session.open(article(size).clone());
    session
}

mod index {
    use super::*;

    /// The open article of what was read: blocks, and the index of spans.
    #[divan::bench(args = sizes(), sample_count = 20)]
    fn document(bencher: Bencher, size: Size) {
        bencher.with_inputs(|| article(size).clone()).bench_values(Document::new);
    }

    /// The annotations at a place.
    #[divan::bench(args = sizes())]
    fn at(bencher: Bencher, size: Size) {
        let document = Document::new(article(size).clone());
        let middle = TextSize::new(u32::from(document.text().size()) / 2);
        bencher.bench(|| document.at(black_box(middle)));
    }
}

mod checks {
    use super::*;

    /// All checks over an article in which every third annotation is a content
    /// with its source and cue.
    #[divan::bench(args = sizes(), sample_count = 20)]
    fn check(bencher: Bencher, size: Size) {
        let document = Document::new(attributed(article(size)));
        let style = LabelSet::default().house_style;
        bencher.bench(|| galley_core::checks::check(black_box(&document), &style));
    }

    fn attributed(article: &Article) -> Article {
        let kinds = [AnnotationType::Source, AnnotationType::Cue, AnnotationType::Content];
        let mut article = article.clone();
        for (annotation, kind) in article.annotations.iter_mut().zip(kinds.into_iter().cycle()) {
            Arc::make_mut(annotation).kind = kind;
        }
        let parts = article.annotations.chunks_exact(3);
        article.attributions = parts
            .map(|parts| {
                Arc::new(Attribution {
                    id: parts[2].id.clone(),
                    sources: vec![parts[0].id.clone()],
                    no_source: false,
                    cue: Some(parts[1].id.clone()),
                    contents: vec![parts[2].id.clone()],
                    addressees: Vec::new(),
                    parent: None,
                    attributes: Default::default(),
                    note: String::new(),
                    extra: Extra::new(),
                })
            })
            .collect();
        article
    }
}

mod segments {
    use super::*;

    /// One block as it is painted, for the first time.
    #[divan::bench(args = sizes(), sample_count = 20)]
    fn one_block(bencher: Bencher, size: Size) {
        let document = Document::new(article(size).clone());
        let middle = document.blocks().len() / 2;
        bencher.with_inputs(|| document.clone()).bench_refs(|document| document.view(middle));
    }

    /// Every block.
    #[divan::bench(args = sizes(), sample_count = 20)]
    fn all_blocks(bencher: Bencher, size: Size) {
        bencher.with_inputs(|| Document::new(article(size).clone())).bench_refs(|document| {
            (0..document.blocks().len()).filter_map(|index| document.view(index)).count()
        });
    }
}

mod offsets {
    use super::*;

    /// Places that are converted in one go.
    const PLACES: usize = 1_000;

    #[divan::bench(args = sizes(), sample_count = 20)]
    fn table(bencher: Bencher, size: Size) {
        let text = article(size).text.as_str();
        bencher.bench(|| Text::new(black_box(text)));
    }

    #[divan::bench(args = sizes())]
    fn thousand_bytes_to_utf16(bencher: Bencher, size: Size) {
        let places = places(size);
        let text = &article(size).text;
        bencher.bench(|| places.iter().filter_map(|&place| text.utf16_from_byte(place)).max());
    }

    #[divan::bench(args = sizes())]
    fn thousand_code_points_to_bytes(bencher: Bencher, size: Size) {
        let text = &article(size).text;
        let places: Vec<u32> =
            places(size).into_iter().filter_map(|place| text.code_point_from_byte(place)).collect();
        bencher.bench(|| places.iter().filter_map(|&place| text.byte_from_code_point(place)).max());
    }

    fn places(size: Size) -> Vec<TextSize> {
        let mut random = Random::new(1);
        let text = &article(size).text;
        let place = |_| {
            let byte = random.below(text.as_str().len());
            TextSize::new(text.as_str().floor_char_boundary(byte) as u32)
        };
        (0..PLACES).map(place).collect()
    }
}

mod journal {
    use super::*;

    /// One label and its undo: two transactions, applied and written down.
    #[divan::bench(args = sizes())]
    fn label_and_undo(bencher: Bencher, size: Size) {
        let mut session = session(size);
        let mut ids = 0;
        let middle = article(size).annotations.len() / 2;
        let range = article(size).annotations[middle].target.extent();
        bencher.bench_local(|| {
            perform(&mut session, &mut ids, Command::SelectText(range));
            perform(&mut session, &mut ids, Command::Label(LabelId::new("OTHER")));
            perform(&mut session, &mut ids, Command::Undo);
        });
    }

    /// Every occurrence of a word, and its undo.
    #[divan::bench(args = sizes(), sample_count = 20)]
    fn label_all_and_undo(bencher: Bencher, size: Size) {
        let mut session = session(size);
        let mut ids = 0;
        let ranges = find_all(article(size).text.as_str(), &bulk_word()).expect("it is no pattern");
        bencher.bench_local(|| {
            let mut plan = session.plan(&LabelId::new("OTHER")).expect("an article is open");
            let mut new_id = || {
                ids += 1;
                Id::from(ids.to_string())
            };
            let mut stamp = Stamp { time: "2026-11-24T09:00:00Z".to_owned(), new_id: &mut new_id };
            session.plan_more(&mut plan, &ranges, &mut stamp);
            perform(&mut session, &mut ids, Command::LabelPlanned(Box::new(plan)));
            perform(&mut session, &mut ids, Command::Undo);
        });
    }
}

mod store {
    use super::*;

    #[divan::bench(args = sizes(), sample_count = 10)]
    fn snapshot(bencher: Bencher, size: Size) {
        bencher.bench(|| record::article_to_json(article(size), 1));
    }

    #[divan::bench(args = sizes(), sample_count = 10)]
    fn snapshot_read(bencher: Bencher, size: Size) {
        let json = record::article_to_json(article(size), 1).expect("a generated article can be written");
        bencher.bench(|| record::article_from_json(&json, article(size).text.as_str()));
    }
}

mod formats {
    use super::*;

    #[divan::bench(args = sizes(), sample_count = 10)]
    fn export(bencher: Bencher, size: Size) {
        bencher.bench(|| exported(size));
    }

    #[divan::bench(args = sizes(), sample_count = 10)]
    fn import(bencher: Bencher, size: Size) {
        let (text, labels) = (exported(size), LabelSet::default());
        bencher.bench(|| native::read(&text, "article.json", &labels, &mut || Id::new("new")));
    }
}

mod text {
    use super::*;

    #[divan::bench(args = sizes(), sample_count = 10)]
    fn split_blocks(bencher: Bencher, size: Size) {
        bencher.bench(|| split(black_box(article(size).text.as_str())));
    }

    #[divan::bench(args = sizes(), sample_count = 20)]
    fn find_all_of_a_word(bencher: Bencher, size: Size) {
        bencher.bench(|| find_all(black_box(article(size).text.as_str()), &bulk_word()));
    }
}

fn bulk_word() -> Query {
    Query { needle: BULK_WORD.to_owned(), ..Query::default() }
}
