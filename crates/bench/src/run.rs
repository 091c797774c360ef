//! The rounds: in each one, for each size, the floors and then Galley, each in
//! a browser of its own.

use std::time::{Duration, Instant};

use galley_e2e::Setting;

use crate::attempt::attempt;
use crate::files::{ArticleFiles, Files};
use crate::machine::Machine;
use crate::measure::{Book, Measure, Subject};
use crate::options::Options;
use crate::size::Size;
use crate::tab::Tab;
use crate::topic::{bulk, edits, export, memory, open, scroll, set, sizes, switch};

/// How long one topic may take on one size: a browser that hangs must not
/// hang the whole run.
const LONGEST: Duration = Duration::from_secs(400);

/// Measures everything.
pub async fn run(options: &Options, files: &Files, book: &mut Book) -> Option<Machine> {
    let machine = attempt(LONGEST, async {
        let tab = Tab::start().await;
        let machine = Machine::ask(&tab).await;
        tab.close().await;
        machine
    });
    let machine = machine.await.ok();
    for round in 1..=options.rounds {
        for (size, article) in &files.sizes {
            let start = Instant::now();
            let one = Round { options, files, size: *size, article };
            one.floor(Subject::Static, book).await;
            one.floor(Subject::Script, book).await;
            one.galley(book).await;
            let seconds = start.elapsed().as_secs_f64();
            println!("    round {round} of {}, {}: {seconds:.0} s", options.rounds, size.name());
        }
    }
    open_set(options, files, book).await;
    sizes::sizes(book);
    machine
}

/// One size of one round.
struct Round<'a> {
    options: &'a Options,
    files: &'a Files,
    size: Size,
    article: &'a ArticleFiles,
}

/// What is done with an article that is open in Galley, in this order: memory
/// while nothing else has been done, and exporting last, because it leaves the
/// most behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Memory,
    Scroll,
    Edit,
    Switch,
    Bulk,
    Export,
    MemoryAfter,
}

impl Step {
    const ALL: [Self; 7] =
        [Self::Memory, Self::Scroll, Self::Edit, Self::Switch, Self::Bulk, Self::Export, Self::MemoryAfter];

    /// What is shown as failed when the step fails.
    fn measures(self) -> &'static [Measure] {
        match self {
            Self::Memory => &[memory::BOTH, memory::RESIDENT],
            Self::Scroll => &[scroll::MISSED, scroll::WHOLE_MISSED],
            Self::Edit => &[edits::LABEL, edits::SELECT, edits::SAVED],
            Self::Switch => &[switch::SWITCH],
            Self::Bulk => &[bulk::LABEL, bulk::UNDO],
            Self::Export => &[export::EXPORT],
            Self::MemoryAfter => &[memory::BOTH_AFTER],
        }
    }
}

impl Round<'_> {
    async fn floor(&self, subject: Subject, book: &mut Book) {
        let measures = [open::OPEN, memory::BOTH, scroll::MISSED, edits::LABEL];
        let done = attempt(LONGEST, async {
            let tab = Tab::start().await;
            book.add(
                open::FIRST_START,
                Subject::Static,
                None,
                tab.visit(&self.files.sample.static_floor).await,
            );
            let is_static = subject == Subject::Static;
            let address = if is_static { &self.article.static_floor } else { &self.article.script_floor };
            book.add(open::OPEN, subject, Some(self.size), tab.visit(address).await);
            memory::memory(&tab, subject, self.size, book).await;
            if self.size >= Size::L {
                scroll::scroll(&tab, subject, self.size, self.options.scroll, book).await;
            }
            if !is_static {
                edits::edit(&tab, subject, self.size, self.options.edits, book).await;
            }
            tab.close().await;
        });
        if let Err(reason) = done.await {
            self.fail(&measures, subject, &reason, book);
        }
    }

    async fn galley(&self, book: &mut Book) {
        let mut tab = None;
        for step in Step::ALL {
            // Anew at first, and after a failure: who knows what the page is in the middle of.
            if tab.is_none() {
                match attempt(LONGEST, self.open(book)).await {
                    Ok(open) => tab = Some(open),
                    Err(reason) => {
                        self.fail(&[open::OPEN], Subject::Galley, &reason, book);
                        return;
                    }
                }
            }
            let Some(open) = &tab else { return };
            if let Err(reason) = attempt(LONGEST, self.step(step, open, book)).await {
                self.fail(step.measures(), Subject::Galley, &reason, book);
                tab = None;
            }
        }
        if let Some(tab) = tab {
            tab.close().await;
        }
    }

    async fn open(&self, book: &mut Book) -> Tab {
        let tab = Tab::start().await;
        let start = tab.visit(&Setting::get().address()).await;
        book.add(open::FIRST_START, Subject::Galley, None, start);
        tab.page.saved().await;
        open::open(&tab, self.size, &self.article.json, &self.article.title, book).await;
        tab
    }

    async fn step(&self, step: Step, tab: &Tab, book: &mut Book) {
        let Self { options, size, article, .. } = *self;
        match step {
            Step::Memory => memory::memory(tab, Subject::Galley, size, book).await,
            Step::Scroll if size < Size::L => {}
            Step::Scroll => scroll::scroll(tab, Subject::Galley, size, options.scroll, book).await,
            Step::Edit => edits::edit(tab, Subject::Galley, size, options.edits, book).await,
            Step::Switch => {
                let sample = &self.files.sample.title;
                switch::switch(tab, size, &article.title, sample, options.edits, book).await;
            }
            Step::Bulk => bulk::bulk(tab, size, book).await,
            Step::Export => export::export(tab, size, &article.title, book).await,
            Step::MemoryAfter => memory::after(tab, size, book).await,
        }
    }

    fn fail(&self, measures: &[Measure], subject: Subject, reason: &str, book: &mut Book) {
        for &measure in measures {
            book.fail(measure, subject, Some(self.size), reason);
        }
        let failed: Vec<&str> = measures.iter().map(|measure| measure.name).collect();
        println!("    {}, {}: {} failed: {reason}", self.size.name(), subject.name(), failed.join(", "));
    }
}

async fn open_set(options: &Options, files: &Files, book: &mut Book) {
    let start = Instant::now();
    let done = attempt(LONGEST, async {
        let tab = Tab::start().await;
        tab.visit(&Setting::get().address()).await;
        tab.page.saved().await;
        set::set(&tab, &files.set, options.set, book).await;
        tab.close().await;
    });
    if let Err(reason) = done.await {
        for measure in [set::ROWS, set::ALL] {
            book.fail(measure, Subject::Galley, None, &reason);
        }
    }
    println!("    set of {} articles: {:.0} s", options.set, start.elapsed().as_secs_f64());
}
