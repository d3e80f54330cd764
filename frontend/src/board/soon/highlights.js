/**
 * Marks found words in what is shown, by ranges beside the page and not by elements in it. Browsers that cannot do this
 * show the cards without marks.
 */

/** @import { Query } from '../query.js' */

const NAME = 'found';
/** Where words of cards and comments stand, on the board and in an open card. */
const PLACES = 'main [data-item]:not([hidden]) :is(h3, .text:not(:has(.text)), .author, .byline), dialog[open] :is(h2, .text:not(:has(.text)), .byline, .by)';
/** Marks beyond this number help nobody. */
const MOST = 2000;
/** Milliseconds of a frame that marking may take. */
const SLICE = 8;

let latest = 0;

/** @param {Query | null} query null takes all marks away */
export async function highlight(query) {
  const mine = ++latest;
  if (!('highlights' in CSS)) return;
  if (!query) {
    CSS.highlights.delete(NAME);
    return;
  }
  const marks = new Highlight();
  CSS.highlights.set(NAME, marks);
  let until = performance.now() + SLICE;
  for (const place of document.querySelectorAll(PLACES)) {
    for (const range of rangesIn(place, query)) marks.add(range);
    if (marks.size >= MOST) return;
    if (performance.now() < until) continue;
    await new Promise((go) => setTimeout(go));
    if (mine !== latest) return;
    until = performance.now() + SLICE;
  }
}

/** Words that go on in another element are one: what a search looks in is what is seen. @param {Element} place @param {Query} query @returns {StaticRange[]} */
function rangesIn(place, query) {
  const { nodes, starts, text } = joined(place);
  let at = 0;
  return query.places(text, MOST).map(([from, to]) => {
    while (starts[at + 1] <= from) at += 1;
    let end = at;
    while (starts[end + 1] < to) end += 1;
    return new StaticRange({
      startContainer: nodes[at],
      startOffset: from - starts[at],
      endContainer: nodes[end],
      endOffset: Math.min(to - starts[end], nodes[end].data.length),
    });
  });
}

/** What begins a line of its own. */
const BLOCKS = 'p, li, blockquote';

/** The text of a place, and from where on it stands in which node; lines have a line end between them. @param {Element} place */
function joined(place) {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const nodes = [];
  /** @type {number[]} */
  const starts = [];
  let text = '';
  /** @type {Element | null | undefined} */
  let block;
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    const its = node.parentElement?.closest(BLOCKS) ?? null;
    if (nodes.length && its !== block) text += '\n';
    block = its;
    nodes.push(node);
    starts.push(text.length);
    text += node.data;
  }
  return { nodes, starts, text };
}
