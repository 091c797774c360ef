//! Waiting for what must come true, never for a time.

use std::time::{Duration, Instant};

/// How long something may take on a machine that is busy with other things.
pub const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(25);

/// Looks again and again until there is what is looked for; `look` says in its
/// error what there is instead.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Result<T, String>) -> T {
    let start = Instant::now();
    loop {
        match look().await {
            Ok(found) => return found,
            Err(seen) if start.elapsed() > PATIENCE => {
                panic!("waited {} s for {what}, but there is: {seen}", PATIENCE.as_secs())
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
