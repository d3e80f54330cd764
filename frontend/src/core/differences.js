/** Which words of a text are not in another one, so that two versions can be compared at a glance. */

/** Product of the numbers of words up to which they are compared one by one; beyond it all in between counts as other. */
const MOST = 400_000;

/**
 * @param {string} text
 * @param {string} other
 * @returns {{ words: string, differs: boolean }[]} the text in pieces
 */
export function differences(text, other) {
  const [mine, theirs] = [text, other].map((words) => words.match(/\p{L}+|\p{N}+|\s+|[^\p{L}\p{N}\s]/gu) ?? []);
  let start = 0;
  while (start < mine.length && mine[start] === theirs[start]) start += 1;
  let end = 0;
  while (end < Math.min(mine.length, theirs.length) - start && mine.at(-1 - end) === theirs.at(-1 - end)) end += 1;
  const kept = common(mine.slice(start, mine.length - end), theirs.slice(start, theirs.length - end));
  return joined(mine, (place) => place >= start && place < mine.length - end && !kept.has(place - start));
}

/**
 * Places in `mine` of the longest row of words that both have.
 * @param {string[]} mine
 * @param {string[]} theirs
 * @returns {Set<number>}
 */
function common(mine, theirs) {
  /** @type {Set<number>} */
  const kept = new Set();
  if (mine.length * theirs.length > MOST) return kept;
  const wide = theirs.length + 1;
  const longest = new Uint32Array((mine.length + 1) * wide);
  for (let a = mine.length - 1; a >= 0; a -= 1) {
    for (let b = theirs.length - 1; b >= 0; b -= 1) {
      const at = a * wide + b;
      longest[at] = mine[a] === theirs[b] ? longest[at + wide + 1] + 1 : Math.max(longest[at + wide], longest[at + 1]);
    }
  }
  for (let a = 0, b = 0; a < mine.length && b < theirs.length; ) {
    if (mine[a] === theirs[b]) {
      kept.add(a);
      [a, b] = [a + 1, b + 1];
    } else if (longest[(a + 1) * wide + b] >= longest[a * wide + b + 1]) a += 1;
    else b += 1;
  }
  return kept;
}

/** @param {string[]} words @param {(place: number) => boolean} differs */
function joined(words, differs) {
  /** @type {{ words: string, differs: boolean }[]} */
  const pieces = [];
  words.forEach((word, place) => {
    const last = pieces.at(-1);
    if (last && last.differs === differs(place)) last.words += word;
    else pieces.push({ words: word, differs: differs(place) });
  });
  return pieces;
}
