//! Giving the browser time between pieces of long work, so that frames are
//! painted and "Cancel" can be clicked.

use futures_channel::oneshot;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MessageChannel, MessageEvent};

/// How long work may go on without letting the browser have its turn.
pub const TURN_MS: f64 = 10.0;

/// Keeps long work in short turns.
pub struct Pace {
    since: f64,
}

impl Pace {
    pub fn new() -> Self {
        Self { since: js_sys::Date::now() }
    }

    /// Lets the browser have its turn when this one has lasted long enough.
    pub async fn breathe(&mut self) {
        if js_sys::Date::now() - self.since >= TURN_MS {
            next_task().await;
            self.since = js_sys::Date::now();
        }
    }
}

/// Progress is told when work takes longer, and then as often.
const PROGRESS_MS: f64 = 100.0;

/// Keeps progress from being told too often.
pub struct Telling {
    last: f64,
}

impl Telling {
    pub fn new() -> Self {
        Self { last: js_sys::Date::now() }
    }

    /// Whether it is time to tell; if so, it was told now.
    pub fn is_due(&mut self) -> bool {
        let now = js_sys::Date::now();
        let is_due = now - self.last >= PROGRESS_MS;
        if is_due {
            self.last = now;
        }
        is_due
    }
}

/// Calls back when the next frame has been painted.
pub fn after_paint(then: impl FnOnce() + 'static) {
    let frame = Closure::once_into_js(move || gloo_timers::callback::Timeout::new(0, then).forget());
    // Refused only by a window that is gone.
    let _ = gloo_utils::window().request_animation_frame(frame.unchecked_ref());
}

/// Waits for the browser's next task. A message port and no timer: timers
/// wait 4 ms when they are nested, and a second in a tab out of view.
pub async fn next_task() {
    let Ok(channel) = MessageChannel::new() else { return };
    let (send, arrived) = oneshot::channel();
    let on_message = Closure::once(move |_: MessageEvent| {
        // Nobody waits any more: fine.
        let _ = send.send(());
    });
    channel.port1().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    if channel.port2().post_message(&wasm_bindgen::JsValue::NULL).is_ok() {
        let _ = arrived.await;
    }
    channel.port1().set_onmessage(None);
    channel.port1().close();
}
