// What the benchmark asks of a page, there before the page's own scripts. It looks at the page only between a frame's
// work and its painting, and only while it waits for something.
"use strict";
window.bench = (() => {
  const FRAME = 1000 / 60;

  const scroller = () => document.querySelector(".scroller") ?? document.scrollingElement;
  // The part of the window that shows the article.
  const view = () => document.querySelector(".scroller")?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
  const blockOf = (node) => (node instanceof Element ? node : node?.parentElement)?.closest("[data-block]") ?? null;
  const block = (index) => document.querySelector(`[data-block="${index}"]`);
  const squeezed = (text) => text.replace(/\s+/g, " ").trim();
  const afterTask = () => new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(null);
  });
  const frames = (count) => new Promise((done) => {
    const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
    next();
  });

  // Everything of a block that an edit changes.
  const signature = (index) => [...(block(index)?.querySelectorAll("mark") ?? [])]
    .map((mark) => `${mark.dataset.annotations} ${mark.dataset.labels ?? mark.dataset.label} ${mark.className} ${mark.textContent.length}`)
    .join("|");
  const blocksInView = () => {
    const { left, right, top, bottom } = view();
    const found = new Set();
    for (let y = top + 70; y < bottom - 140; y += 20) {
      const at = blockOf(document.elementFromPoint((left + right) / 2, y));
      if (at) found.add(at);
    }
    return [...found];
  };

  // What can be waited for. Each gives a question, which is answered with true, or with the time at which it came true.
  const conditions = {
    // The page can be used: a floor once it is loaded, the app once it says so.
    ready: () => () => document.readyState === "complete" && Boolean(
      document.querySelector("#app") ? document.querySelector("[data-ready] [data-block]") : document.querySelector("[data-block]")),
    // An article of this title is open, with text in view, and marks where it has any, and takes keys.
    open: (title, isMarked) => () => Boolean(document.querySelector("[data-ready]"))
      && squeezed(block(0)?.textContent ?? "").endsWith(title)
      && blocksInView().some((at) => !isMarked || at.querySelector("mark")),
    // A block's marks are not as they were.
    changed: (index) => {
      const before = signature(index);
      return () => signature(index) !== before;
    },
    // The live region says something new that fits.
    said: (pattern) => {
      const said = () => squeezed(document.querySelector("[data-announcer]").textContent);
      const before = said();
      return () => said() !== before && new RegExp(pattern).test(said());
    },
    // An element's text fits.
    text: (selector, pattern) => () => new RegExp(pattern).test(squeezed(document.querySelector(selector)?.textContent ?? "")),
    // The list shows more rows than there were.
    rows: () => {
      const before = document.querySelectorAll(".row").length;
      return () => document.querySelectorAll(".row").length > before;
    },
    // The last change is stored.
    saved: () => () => document.querySelector("[data-save-state]").dataset.saveState === "saved" && (savedAt || true),
  };

  let savedAt = 0;
  function watchSaving() {
    if (savedAt) return;
    savedAt = performance.now();
    new MutationObserver(() => { savedAt = performance.now(); })
      .observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ["data-save-state"] });
  }

  // Waits for each condition after the other, from a time on. Gives for each the milliseconds until the frame in which
  // it came true was painted, and the longest time between two frames meanwhile. Gives up after `patience` milliseconds.
  async function painted(questions, since, patience) {
    const stages = [];
    let longest = 0;
    let last = since;
    for (const holds of questions) {
      let answer;
      for (;;) {
        await frames(1);
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        answer = holds();
        if (answer) break;
        if (now - since > patience) throw new Error(`it is not painted after ${patience / 1000} s`);
      }
      const end = await afterTask();
      stages.push((typeof answer === "number" ? answer : end) - since);
    }
    return { stages, longest };
  }

  const MODIFIERS = ["Control", "Shift", "Alt", "Meta"];
  let measured = null;

  // Measures from the next trusted event of a kind on, until the conditions hold.
  function arm(kind, wanted, patience) {
    if (wanted.some(([name]) => name === "saved")) watchSaving();
    const questions = wanted.map(([name, ...parameters]) => conditions[name](...parameters));
    measured = new Promise((done, fail) => {
      const missed = setTimeout(() => fail(new Error(`no ${kind} came`)), patience);
      const begin = (event) => {
        if (!event.isTrusted || MODIFIERS.includes(event.key)) return;
        removeEventListener(kind, begin, true);
        clearTimeout(missed);
        painted(questions, event.timeStamp, patience).then(done, fail);
      };
      addEventListener(kind, begin, true);
    });
    // It is asked for later.
    measured.catch(() => {});
  }

  // From the start of the navigation to the page's first use.
  const start = painted([conditions.ready()], 0, 120_000);
  start.catch(() => {});

  // A plain word in view with another after it, the nth of those that there are: where to press, and its block.
  function plainWord(nth) {
    const found = [];
    for (const at of blocksInView()) {
      for (const node of at.childNodes) {
        if (!(node instanceof Text)) continue;
        for (const match of node.data.matchAll(/(?<= )[a-z]{4,9}(?= [a-z]{2,})/g)) {
          const range = document.createRange();
          range.setStart(node, match.index);
          range.setEnd(node, match.index + match[0].length);
          found.push([at, range]);
        }
      }
    }
    return pressable(found, nth, "no plain word is in view");
  }

  // The same for a mark that is not selected.
  function mark(nth) {
    const found = blocksInView().flatMap((at) => [...at.querySelectorAll("mark:not(.on)")].map((mark) => [at, mark]));
    return pressable(found, nth, "no mark is in view");
  }

  function pressable(found, nth, complaint) {
    const { top, bottom } = view();
    for (let tries = 0; tries < found.length; tries++) {
      const [at, thing] = found[(nth * 7 + tries) % found.length];
      // It may go on in the next line.
      const [rect] = thing.getClientRects();
      if (!rect || rect.top < top + 60 || rect.bottom > bottom - 60) continue;
      const x = Math.round((rect.left + rect.right) / 2);
      const y = Math.round((rect.top + rect.bottom) / 2);
      if (document.elementFromPoint(x, y)?.closest("[data-block]") === at) return { x, y, block: at.dataset.block };
    }
    throw new Error(complaint);
  }

  // Goes to a part of the article, 0 for its start and 1 for its end, and waits until all is calm there.
  async function go(part) {
    const element = scroller();
    // Heights that were guessed become known on the way.
    for (let tries = 0; tries < 20; tries++) {
      const before = element.scrollTop;
      element.scrollTop = part * (element.scrollHeight - element.clientHeight - 0.3 * innerHeight);
      await frames(3);
      if (Math.abs(element.scrollTop - before) < 2) return;
    }
  }

  // Scrolls on from where it is: by so many pixels a frame, or through all of the article in the time. Gives how many
  // frames were painted and missed, how many showed no text, and by how many percent the height was off at most.
  async function scroll({ milliseconds, pixelsPerFrame }) {
    const element = scroller();
    const height = element.scrollHeight;
    const from = element.scrollTop;
    const whole = height - element.clientHeight - 0.3 * innerHeight - from;
    const result = { painted: 0, missed: 0, blank: 0, deviation: 0, longest: 0 };
    const { left, right, top, bottom } = view();
    const isBlank = () => [-20, 0, 20].every((off) => !blockOf(document.elementFromPoint((left + right) / 2, (top + bottom) / 2 + off)));
    let first = 0;
    let last = 0;
    for (;;) {
      const now = await new Promise(requestAnimationFrame);
      first ||= now;
      if (last) {
        result.painted++;
        result.longest = Math.max(result.longest, now - last);
        if (now - last > 1.5 * FRAME) result.missed += Math.round((now - last) / FRAME) - 1;
      }
      last = now;
      const gone = pixelsPerFrame ? pixelsPerFrame * result.painted : (now - first) / milliseconds * whole;
      if (now - first > milliseconds || gone > whole) return result;
      element.scrollTop = from + gone;
      await afterTask();
      if (isBlank()) result.blank++;
      result.deviation = Math.max(result.deviation, 100 * Math.abs(element.scrollHeight / height - 1));
    }
  }

  return { arm, start, plainWord, mark, go, scroll, frames, take: () => measured };
})();
