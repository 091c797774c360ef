//! One tab at a time may write to a workspace: it holds a Web Lock for as
//! long as its page lives. The browser gives the lock on when the page goes
//! away, however it goes.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::Callback;

use super::js;

/// Takes the lock, and says whether it was free. When another tab has it,
/// this one waits in the queue, and `on_granted` is called when its turn has
/// come; what is stored must then be read anew.
///
/// Without Web Locks, or where they are refused, every tab is granted.
pub async fn hold(name: &str, on_granted: Callback<()>) -> bool {
    let Some(locks) = lock_manager() else { return true };
    if request(&locks, name, true).await.unwrap_or(true) {
        return true;
    }
    let name = name.to_owned();
    spawn_local(async move {
        request(&locks, &name, false).await;
        on_granted.emit(());
    });
    false
}

fn lock_manager() -> Option<JsValue> {
    js::get(&web_sys::window()?.navigator(), "locks")
}

/// Asks for the lock and waits for the answer: whether it was given, or
/// `None` when the browser refuses locks here.
async fn request(locks: &JsValue, name: &str, if_available: bool) -> Option<bool> {
    let (answer, answered) = oneshot::channel();
    let answer = Rc::new(RefCell::new(Some(answer)));
    let send = move |given: Option<bool>| {
        if let Some(answer) = answer.borrow_mut().take() {
            // Nobody waits any more: then nobody needs the answer.
            let _ = answer.send(given);
        }
    };
    let granted = Closure::once_into_js({
        let send = send.clone();
        move |lock: JsValue| {
            let given = !lock.is_null();
            send(Some(given));
            // The lock is held until this promise settles: never, so until
            // the page goes away.
            if given { JsValue::from(Promise::new(&mut |_, _| {})) } else { JsValue::UNDEFINED }
        }
    });
    let options = js::object(&[("ifAvailable", if_available.into())]);
    let held = js::call(locks, "request", &[&name.into(), &options, &granted]).ok()?;
    if let Ok(held) = held.dyn_into::<Promise>() {
        spawn_local(async move {
            if JsFuture::from(held).await.is_err() {
                send(None);
            }
        });
    }
    answered.await.ok().flatten()
}
