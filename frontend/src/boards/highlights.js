/**
 * Marks found words in what is shown, by ranges beside the page and not by elements in it. Browsers that cannot do this
 * show the cards without marks.
 */

/** @import { Query } from '../core/search.js' */

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

/** @param {Element} place @param {Query} query @returns {StaticRange[]} */
function rangesIn(place, query) {
  const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const ranges = [];
  while (texts.nextNode()) {
    const node = /** @type {Text} */ (texts.currentNode);
    for (const [startOffset, endOffset] of query.places(node.data)) {
      ranges.push(new StaticRange({ startContainer: node, startOffset, endContainer: node, endOffset }));
    }
  }
  return ranges;
}
