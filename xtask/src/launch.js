"use strict";
// Unpacks the app and starts it. The payload stays in the page, so that the page can be saved again.
(async () => {
  // The bytes that stand in the page; none where the page was cut off before them.
  function bytesOf(id) {
    // Seven bits in a character: eight of them are seven bytes. Each 64 characters stand behind a key to them. What is
    // beyond the end counts as zero, and is not kept.
    const text = new TextEncoder().encode(document.getElementById(id)?.textContent ?? "");
    const bytes = new Uint8Array(((text.length - Math.ceil(text.length / 65)) * 7) >> 3);
    const four = (at) => (text[at] << 21) | (text[at + 1] << 14) | (text[at + 2] << 7) | text[at + 3];
    function line(from, to) {
      const keys = text[from] * 0x204081;
      for (let at = from + 1; at < from + 65; at += 8, to += 7) {
        const high = four(at) ^ keys;
        const low = four(at + 4) ^ keys;
        bytes[to] = high >> 20;
        bytes[to + 1] = high >> 12;
        bytes[to + 2] = high >> 4;
        bytes[to + 3] = (high << 4) | (low >> 24);
        bytes[to + 4] = low >> 16;
        bytes[to + 5] = low >> 8;
        bytes[to + 6] = low;
      }
    }
    for (let from = 0, to = 0; from < text.length; from += 65, to += 56) line(from, to);
    return bytes;
  }
  // The app takes the rest of the program from the page.
  window.galleyBytes = bytesOf;
  function unpacked(id, type) {
    const stream = new Blob([bytesOf(id)]).stream().pipeThrough(new DecompressionStream("gzip"));
    // Not `fetch`, not even of a blob: the policy allows no connection at all.
    return new Response(stream, { headers: { "Content-Type": type } });
  }
  if (typeof DecompressionStream !== "function" || typeof WebAssembly !== "object") {
    window.galleyStop("unsupported");
    return;
  }
  // The browser takes as long to bring up its database as all this takes: asked now, it is there when the app needs it.
  // That it may refuse is the app's to tell.
  try {
    indexedDB.databases().catch(() => {});
  } catch {}
  let program;
  try {
    // Compiled while it is unpacked, which takes half the time of one after the other.
    const compiled = WebAssembly.compileStreaming(unpacked("galley-wasm", "application/wasm"));
    const glue = unpacked("galley-glue", "text/javascript").text();
    // The policy knows the glue by its hash, wherever it comes from.
    const script = document.createElement("script");
    // The rest of the program comes after this script.
    const read = new Promise((resolve) => {
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve, { once: true });
      else resolve();
    });
    [program, script.textContent] = await Promise.all([compiled, glue, read]);
    document.head.append(script);
  } catch (error) {
    // A program that does not compile may be one that is damaged: unpacking checks its sum.
    const damage = await unpacked("galley-wasm", "application/wasm").arrayBuffer().then(() => null, (cause) => cause);
    if (error instanceof WebAssembly.CompileError && !damage) {
      window.galleyStop("unsupported", error);
      return;
    }
    // Browsers word this as a failure to fetch, which would alarm where nothing is ever fetched.
    window.galleyStop("failed", new Error("The program inside this file is damaged.", { cause: damage ?? error }));
    return;
  }
  try {
    await wasm_bindgen({ module_or_path: program });
  } catch (error) {
    window.galleyStop(error instanceof WebAssembly.LinkError ? "unsupported" : "failed", error);
  }
})();
