//! Word from the other windows on the same workspace: that there is something
//! new in the store. What it is, the store tells.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};
use yew::Callback;

/// A channel to the other windows, closed when dropped.
pub struct Channel {
    channel: BroadcastChannel,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// `None` where the browser has no channels here; then another window's
    /// changes are seen when this one next writes.
    pub fn open(name: &str, heard: Callback<()>) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |_| heard.emit(()));
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { channel, _listener: listener })
    }

    /// Tells the others that there is something new.
    pub fn tell(&self) {
        // Those who do not hear it see it when they write.
        let _ = self.channel.post_message(&JsValue::TRUE);
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
