//! A page in a browser of its own, and a clock in it.

use std::time::Duration;

use fantoccini::wd::TimeoutConfiguration;
use galley_e2e::{Page, Profile};
use serde_json::{Value, json};

const OBSERVER: &str = include_str!("observer.js");
/// How long the browser may take to load a page or to answer.
const LONGEST: Duration = Duration::from_secs(600);

/// A place to press.
#[derive(Clone, Debug)]
pub struct Spot {
    x: f64,
    y: f64,
    /// The block's index as the page writes it.
    pub block: Value,
}

/// What an input came to.
#[derive(Clone, Debug)]
pub struct Timing {
    /// From the input event to the painting of each thing waited for, ms.
    pub stages: Vec<f64>,
    /// The longest time between two frames meanwhile, ms.
    pub longest_frame: f64,
}

impl Timing {
    /// From the input event to the painting of the last thing, ms.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.stages.last().copied().unwrap_or_default()
    }
}

/// A page in a browser of its own.
pub struct Tab {
    pub page: Page,
}

impl Tab {
    /// Starts a browser with a fresh profile.
    pub async fn start() -> Self {
        let page = Page::start_blank(Profile::new()).await;
        let timeouts = TimeoutConfiguration::new(Some(LONGEST), Some(LONGEST), None);
        page.client.update_timeouts(timeouts).await.expect("the browser takes timeouts");
        page.chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": OBSERVER })).await;
        Self { page }
    }

    /// Opens a page; how long from the start of the navigation until it can be
    /// used, ms.
    pub async fn visit(&self, address: &str) -> f64 {
        self.page.go(address).await;
        timing(&self.ask("bench.start", json!([])).await).total()
    }

    /// What a promise of the page gives; its parameters are `p[0]` and so on.
    pub async fn ask(&self, promise: &str, parameters: Value) -> Value {
        let script = format!(
            "const [p, done] = arguments; (async () => {promise})().then(\
             (value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
        );
        let answer = self.page.eval_async(&script, json!([parameters])).await;
        match answer.get("error") {
            Some(error) => panic!("{}", error.as_str().unwrap_or("the page gives no reason")),
            None => answer["value"].clone(),
        }
    }

    /// Lets the page come to rest.
    pub async fn rest(&self) {
        self.ask("bench.frames(4)", json!([])).await;
    }

    /// A plain word in view, the nth of those that there are.
    pub async fn plain_word(&self, nth: usize) -> Spot {
        spot(&self.ask("bench.plainWord(p[0])", json!([nth])).await)
    }

    /// A mark in view that is not selected, the nth of those that there are.
    pub async fn mark(&self, nth: usize) -> Spot {
        spot(&self.ask("bench.mark(p[0])", json!([nth])).await)
    }

    pub async fn press_at(&self, spot: &Spot, times: usize) {
        self.page.click_at(spot.x, spot.y, times).await;
    }

    /// Goes to a part of the article: 0 is its start, 1 its end.
    pub async fn go_to(&self, part: f64) {
        self.ask("bench.go(p[0])", json!([part])).await;
        self.rest().await;
    }

    /// Measures from the first input event of a kind that an action causes
    /// until the page shows what is waited for, one after the other. What can
    /// be waited for is in `observer.js`.
    pub async fn timed(
        &self,
        event: &str,
        wanted: Value,
        patience: Duration,
        act: impl AsyncFnOnce(&Page),
    ) -> Timing {
        let arm = "bench.arm(p[0], p[1], p[2])";
        self.ask(arm, json!([event, wanted, patience.as_millis() as u64])).await;
        act(&self.page).await;
        timing(&self.ask("bench.take()", json!([])).await)
    }

    pub async fn close(self) {
        self.page.close().await;
    }
}

fn spot(value: &Value) -> Spot {
    let part = |name: &str| value[name].as_f64().expect("a spot has a place");
    Spot { x: part("x"), y: part("y"), block: value["block"].clone() }
}

fn timing(value: &Value) -> Timing {
    let stages = value["stages"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    Timing { stages, longest_frame: value["longest"].as_f64().unwrap_or_default() }
}
