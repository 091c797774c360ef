"use strict";
// Unpacks the app and starts it. The payload stays in the page, so that the page can be saved again.
(async () => {
  function unpacked(id, type) {
    // Seven bits in a character.
    const text = document.getElementById(id).textContent;
    const bytes = new Uint8Array((text.length * 7) >> 3);
    for (let i = 0, at = 0, bits = 0, count = 0; i < text.length; i++) {
      bits = ((bits << 7) | (text.charCodeAt(i) & 127)) & 0x7fff;
      count += 7;
      if (count >= 8) bytes[at++] = bits >> (count -= 8);
    }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
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
    [program, script.textContent] = await Promise.all([compiled, glue]);
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
