//! Measures are written as tests are, where what fails panics. Here a failure
//! becomes a word in the table, and the rest goes on.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::time::Duration;

use futures_util::FutureExt;

/// What a table has room for, characters.
const LONGEST_REASON: usize = 160;

/// Runs a measure; why it failed, in a line.
///
/// # Errors
/// When it panicked, or took longer than the limit.
pub async fn attempt<T>(limit: Duration, measure: impl Future<Output = T>) -> Result<T, String> {
    match AssertUnwindSafe(tokio::time::timeout(limit, measure)).catch_unwind().await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(format!("not done after {} s", limit.as_secs())),
        Err(panic) => Err(reason(panic.as_ref())),
    }
}

/// Keeps panics from writing between the lines: whoever made the attempt tells
/// of them.
pub fn be_quiet_about_panics() {
    panic::set_hook(Box::new(|_| {}));
}

fn reason(panic: &(dyn Any + Send)) -> String {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("it panicked");
    let line: Vec<&str> = words.split_whitespace().collect();
    line.join(" ").chars().take(LONGEST_REASON).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<T>(measure: impl Future<Output = T>) -> Result<T, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime can be made").block_on(attempt(Duration::from_millis(20), measure))
    }

    #[test]
    fn a_failure_is_told_in_a_line() {
        assert_eq!(run(async { 7 }), Ok(7));
        let failed: Result<(), String> = run(async { panic!("no\n mark {}", "is there") });
        assert_eq!(failed, Err("no mark is there".to_owned()));
        let endless = async { tokio::time::sleep(Duration::from_secs(9)).await };
        assert_eq!(run(endless), Err("not done after 0 s".to_owned()));
    }
}
