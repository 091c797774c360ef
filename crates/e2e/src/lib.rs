//! End-to-end tests of the packed `galley.html`, run by `cargo xtask test`:
//! a real browser opens the file from `file://`, and real keys and a real
//! pointer do what a user does.
//!
//! This library is what the tests share: a browser with a profile of its own
//! ([`Page`]), the words of the article as places on the screen, files that go
//! in and come out. The tests are in `tests/e2e`, a file per feature.

pub mod annotations;
pub mod axe;
pub mod command;
pub mod driver;
pub mod export;
pub mod fixtures;
pub mod keys;
pub mod page;
pub mod pointer;
pub mod process;
pub mod profile;
pub mod screen;
pub mod setting;
pub mod wait;
pub mod zip;

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::thread;
use std::time::Duration;

use futures_util::FutureExt;

pub use annotations::Marked;
pub use page::Page;
pub use pointer::Modifier;
pub use profile::Profile;
pub use setting::{Browser, Setting};
pub use wait::until;

/// How long one test may take before it is given up: a browser that hangs must
/// not hang the whole run.
const LONGEST: Duration = Duration::from_secs(240);

/// Runs a test in a browser of its own, with Galley open and ready. When it
/// fails, what the screen shows is kept as a picture.
pub fn browse(test: impl AsyncFnOnce(&mut Page)) {
    run(async || Page::start(Profile::new()).await, test);
}

/// The same in a profile that is not like the others.
pub fn browse_in(profile: Profile, test: impl AsyncFnOnce(&mut Page)) {
    run(async || Page::start(profile).await, test);
}

/// The same with nothing open yet.
pub fn browse_blank(test: impl AsyncFnOnce(&mut Page)) {
    run(async || Page::start_blank(Profile::new()).await, test);
}

fn run(start: impl AsyncFnOnce() -> Page, test: impl AsyncFnOnce(&mut Page)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("the runtime of the test could not be started").block_on(async {
        let mut page = start().await;
        let run = AssertUnwindSafe(tokio::time::timeout(LONGEST, test(&mut page))).catch_unwind();
        match run.await {
            Ok(Ok(())) => page.close().await,
            Ok(Err(_)) => {
                page.keep_failure(&test_name()).await;
                panic!("the test took longer than {} s and was given up", LONGEST.as_secs());
            }
            Err(panic) => {
                page.keep_failure(&test_name()).await;
                resume_unwind(panic);
            }
        }
    });
}

/// The test's name, as the test harness names its thread.
fn test_name() -> String {
    thread::current().name().unwrap_or("unnamed").replace("::", "-")
}
