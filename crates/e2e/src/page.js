// What the tests ask of the page. Each call has these functions at hand.

const blocks = () => [...document.querySelectorAll("[data-article] [data-block]")];

function textNodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

// The nth place where the article has these words, all within one block.
function locate(words, nth) {
  let left = nth;
  for (const block of blocks()) {
    const text = block.textContent;
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
      if (left-- === 0) return { block, start: at, end: at + words.length };
    }
  }
  throw new Error(`the article has no “${words}” (${nth})`);
}

// A DOM range of UTF-16 units of a block's text.
function rangeIn(block, start, end) {
  const range = document.createRange();
  let before = 0;
  let hasStart = false;
  for (const node of textNodes(block)) {
    const after = before + node.length;
    if (!hasStart && start < after) {
      range.setStart(node, start - before);
      hasStart = true;
    }
    if (hasStart && end <= after) {
      range.setEnd(node, end - before);
      return range;
    }
    before = after;
  }
  throw new Error("the block has no such range");
}

function bringIntoView(block, start, end) {
  const scroller = block.closest(".scroller");
  const rect = rangeIn(block, start, end).getBoundingClientRect();
  const view = scroller.getBoundingClientRect();
  // The palette and the bars must not lie over the words.
  const margin = 60;
  const isIn = rect.height > 0 && rect.top >= view.top + margin && rect.bottom <= view.bottom - margin;
  if (!isIn) scroller.scrollTop += (rect.top + rect.bottom - view.top - view.bottom) / 2;
}

const nextFrame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

// What `measure` gives once it gives the same twice: blocks that come into view get their true height only when
// they are painted.
async function settled(measure) {
  let last = JSON.stringify(measure());
  for (let tries = 0; tries < 50; tries++) {
    await nextFrame();
    const now = JSON.stringify(measure());
    if (now === last) return JSON.parse(now);
    last = now;
  }
  throw new Error("the article does not come to rest");
}

// Where to press and where to let go to sweep over words.
function ends(words, nth) {
  const { block, start, end } = locate(words, nth);
  bringIntoView(block, start, end);
  return endsIn(block, start, end);
}

function endsIn(block, start, end) {
  const text = block.textContent;
  // A whole character: half of one has no box.
  const first = [...text.slice(start)][0].length;
  const last = [...text.slice(0, end)].at(-1).length;
  const from = rangeIn(block, start, start + first).getClientRects()[0];
  const to = [...rangeIn(block, end - last, end).getClientRects()].at(-1);
  const middle = (rect) => Math.round((rect.top + rect.bottom) / 2);
  return {
    from: { x: Math.round(from.left + 1), y: middle(from) },
    to: { x: Math.round(to.right - 1), y: middle(to) },
  };
}

// The same from words in one block to words in another.
function endsAcross(first, last) {
  const from = locate(first, 0);
  const to = locate(last, 0);
  bringIntoView(to.block, to.start, to.end);
  return {
    from: endsIn(from.block, from.start, from.end).from,
    to: endsIn(to.block, to.start, to.end).to,
  };
}

// The middle of the first character of words, and of the whole.
function middleOf(words, nth) {
  const { block, start, end } = locate(words, nth);
  bringIntoView(block, start, end);
  const rect = rangeIn(block, start, end).getClientRects()[0];
  return { x: Math.round((rect.left + rect.right) / 2), y: Math.round((rect.top + rect.bottom) / 2) };
}

// The annotations as painted, in the order in which they begin: label names
// and words, fragments apart by " … ", pieces in several blocks by " ¶ ".
function annotations() {
  const found = new Map();
  blocks().forEach((block, index) => {
    let at = 0;
    for (const node of textNodes(block)) {
      const mark = node.parentElement.closest("mark[data-annotations]");
      if (mark) {
        const ids = mark.dataset.annotations.split(" ");
        const labels = mark.dataset.labels.split(" ");
        ids.forEach((id, nth) => {
          const known = found.get(id);
          if (!known) {
            found.set(id, { id, label: labels[nth], words: node.data, block: index, end: at + node.length });
            return;
          }
          const gap = known.block !== index ? " ¶ " : known.end !== at ? " … " : "";
          Object.assign(known, { words: known.words + gap + node.data, block: index, end: at + node.length });
        });
      }
      at += node.length;
    }
  });
  return [...found.values()].map(({ id, label, words }) => ({ id, label, words }));
}

const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
const squeezed = (text) => text.replace(/\s+/g, " ").trim();
// The open dialog, if there is one: everything else is out of reach then.
const reachable = () => document.querySelector("dialog[open]") ?? document;

// The element that a user calls by this name.
function named(selector, name) {
  const names = (element) => [
    element.getAttribute("aria-label"),
    squeezed(element.textContent),
    ...[...(element.labels ?? [])].map((label) => squeezed((label.querySelector(".field-name") ?? label).textContent)),
  ];
  const all = [...reachable().querySelectorAll(selector)].filter(isShown);
  const exact = all.find((element) => names(element).includes(name));
  return exact ?? all.find((element) => names(element).some((own) => own?.startsWith(name))) ?? null;
}
