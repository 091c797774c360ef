// The least that labels words: no store, no overlaps, no keyboard selection.
"use strict";
const article = document.querySelector("article");
const blocks = JSON.parse(document.getElementById("blocks").textContent);
const page = document.createDocumentFragment();
blocks.forEach(([tag, segments], index) => {
  const block = document.createElement(tag);
  block.className = "block";
  block.dataset.block = index;
  for (const [text, label] of segments) {
    if (label === undefined) {
      block.append(text);
    } else {
      const mark = document.createElement("mark");
      mark.dataset.label = label;
      mark.append(text);
      block.append(mark);
    }
  }
  page.append(block);
});
article.append(page);

const done = [];
let selected = null;

function select(mark) {
  selected?.classList.remove("on");
  selected = mark;
  selected?.classList.add("on");
}

function act(undo) {
  done.push(undo);
}

function unwrap(mark) {
  mark.replaceWith(...mark.childNodes);
  if (selected === mark) select(null);
}

function label(name) {
  const selection = getSelection();
  if (!selection.isCollapsed) {
    const mark = document.createElement("mark");
    mark.dataset.label = name;
    selection.getRangeAt(0).surroundContents(mark);
    selection.removeAllRanges();
    select(mark);
    act(() => unwrap(mark));
  } else if (selected) {
    const mark = selected;
    const before = mark.dataset.label;
    mark.dataset.label = name;
    act(() => { mark.dataset.label = before; });
  }
}

function widen() {
  const mark = selected;
  const after = mark?.nextSibling;
  if (!(after instanceof Text)) return;
  after.splitText(/^\W*\w+/.exec(after.data)[0].length);
  mark.append(after);
  act(() => mark.after(after));
}

function remove() {
  const mark = selected;
  if (!mark) return;
  const nodes = [...mark.childNodes];
  unwrap(mark);
  act(() => {
    nodes[0].before(mark);
    mark.append(...nodes);
    select(mark);
  });
}

addEventListener("click", (event) => select(event.target.closest("mark")));
addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "z") done.pop()?.();
  else if (event.key === "p") label("PERSON");
  else if (event.key === "e") label("EVENT");
  else if (event.key === "]") widen();
  else if (event.key === "Delete") remove();
});
