//! Memory: what the page holds after garbage is collected, and what the
//! system has given to its process.

use std::fs;

use serde_json::{Value, json};

use crate::measure::{Book, Measure, Subject, Unit};
use crate::size::Size;
use crate::tab::Tab;

const fn measure(name: &'static str) -> Measure {
    Measure::new("Memory", name, Unit::Megabytes)
}

pub const HEAP: Measure = measure("JS heap");
pub const WASM: Measure = measure("wasm memory");
pub const BOTH: Measure = measure("JS heap and wasm memory");
pub const RESIDENT: Measure = measure("resident memory of the page's process");
/// Wasm memory never shrinks: this has what opening, editing, labelling in
/// bulk and exporting needed at most.
pub const BOTH_AFTER: Measure = measure("JS heap and wasm memory, after all work");

/// What a page holds, millions of bytes.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub heap: f64,
    pub wasm: f64,
    pub resident: f64,
}

/// Measures an article that has just been opened.
pub async fn memory(tab: &Tab, subject: Subject, size: Size, book: &mut Book) {
    let held = held(tab).await;
    let mut add = |measure, value| book.add(measure, subject, Some(size), value);
    add(HEAP, held.heap);
    add(WASM, held.wasm);
    add(BOTH, held.heap + held.wasm);
    add(RESIDENT, held.resident);
}

/// Measures an article on which everything was done.
pub async fn after(tab: &Tab, size: Size, book: &mut Book) {
    let held = held(tab).await;
    book.add(BOTH_AFTER, Subject::Galley, Some(size), held.heap + held.wasm);
}

/// Measures the page as it is.
pub async fn held(tab: &Tab) -> Held {
    tab.rest().await;
    let page = &tab.page;
    page.chromium("HeapProfiler.collectGarbage", json!({})).await;
    page.chromium("Performance.enable", json!({})).await;
    let metrics = page.chromium("Performance.getMetrics", json!({})).await;
    let metrics = metrics["metrics"].as_array().into_iter().flatten();
    let heap = metrics
        .filter(|metric| metric["name"] == "JSHeapUsedSize")
        .find_map(|metric| metric["value"].as_f64())
        .expect("Chromium tells the heap's size");
    Held { heap: heap / 1e6, wasm: wasm(tab).await / 1e6, resident: resident(tab) / 1e6 }
}

/// The size of all wasm memories, bytes: the page keeps them to itself, but
/// the debugger finds every object of a prototype.
async fn wasm(tab: &Tab) -> f64 {
    let page = &tab.page;
    let object = |answer: &Value, name: &str| answer[name]["objectId"].clone();
    let prototype =
        page.chromium("Runtime.evaluate", json!({ "expression": "WebAssembly.Memory.prototype" })).await;
    let query = json!({ "prototypeObjectId": object(&prototype, "result") });
    let memories = page.chromium("Runtime.queryObjects", query).await;
    let sum = "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }";
    let call = json!({
        "objectId": object(&memories, "objects"),
        "functionDeclaration": sum,
        "returnByValue": true,
    });
    let answer = page.chromium("Runtime.callFunctionOn", call).await;
    answer["result"]["value"].as_f64().expect("a sum is a number")
}

/// The resident memory of the largest process that shows pages, bytes.
fn resident(tab: &Tab) -> f64 {
    let resident = |process: u32| -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some(kilobytes * 1024.0)
    };
    let all = tab.page.renderers().into_iter().filter_map(resident);
    all.max_by(f64::total_cmp).expect("the system tells of the page's process")
}
