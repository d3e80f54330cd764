/** Which words of a text are not in another one, so that two versions can be compared at a glance. */

/** Steps of comparing, some 20 ms: what is not compared by then counts as other. */
const MOST = 80_000;

/** How much work is left, counted: the clock tells of the machine, not of the text. */
export class Steps {
  left;

  /** @param {number} [left] */
  constructor(left = MOST) {
    this.left = left;
  }

  /** Whether there are some more. @param {number} count */
  take(count) {
    this.left -= count;
    return this.left >= 0;
  }
}

/**
 * @param {string} text
 * @param {string} other
 * @param {Steps} [steps]
 * @returns {{ words: string, differs: boolean }[]} the text in pieces
 */
export function differences(text, other, steps = new Steps()) {
  const [mine, theirs] = [text, other].map((words) => words.match(/\p{L}+|\p{N}+|\s+|[^\p{L}\p{N}\s]/gu) ?? []);
  const kept = new Uint8Array(mine.length);
  /** @type {Part[]} */
  const parts = [[0, mine.length, 0, theirs.length]];
  for (let part = parts.pop(); part && steps.take(1); part = parts.pop()) parts.push(...compare(mine, theirs, part, kept, steps));
  return joined(mine, (place) => !kept[place]);
}

/** From where to where in one text and in the other. @typedef {[low: number, high: number, start: number, end: number]} Part */

/**
 * Mark what a part has in common at its ends, and what few changes leave of the rest.
 * @param {string[]} mine
 * @param {string[]} theirs
 * @param {Part} part
 * @param {Uint8Array} kept marks of the words in `mine` that both have
 * @param {Steps} steps
 * @returns {Part[]} what is still to be compared
 */
function compare(mine, theirs, [low, high, start, end], kept, steps) {
  const all = high - low;
  while (low < high && start < end && mine[low] === theirs[start]) [kept[low], low, start] = [1, low + 1, start + 1];
  while (low < high && start < end && mine[high - 1] === theirs[end - 1]) [kept[high - 1], high, end] = [1, high - 1, end - 1];
  if (low === high || start === end || !steps.take(all)) return [];
  const one = mine.slice(low, high);
  const other = theirs.slice(start, end);
  // Long texts are divided first, by words that stand once in each.
  const pairs = one.length * other.length > MOST / 4 && steps.take(one.length + other.length) ? anchors(one, other) : [];
  if (!pairs.length) {
    for (const place of fewestChanges(one, other, steps)) kept[low + place] = 1;
    return [];
  }
  for (const [place] of pairs) kept[low + place] = 1;
  const ends = [[-1, -1], ...pairs, [one.length, other.length]];
  return ends.slice(1).map(([to, toOther], at) => [low + ends[at][0] + 1, low + to, start + ends[at][1] + 1, start + toOther]);
}

/**
 * Places of words that stand once in each: as many as are in the same order in both.
 * @param {string[]} one
 * @param {string[]} other
 * @returns {[number, number][]}
 */
function anchors(one, other) {
  const places = once(one);
  /** @type {[number, number][]} */
  const pairs = [...once(other)].flatMap(([word, place]) => {
    const mine = places.get(word);
    return mine === undefined ? [] : [/** @type {[number, number]} */ ([mine, place])];
  });
  pairs.sort((a, b) => a[1] - b[1]);
  return longestRise(pairs);
}

/** @param {string[]} words @returns {Map<string, number>} the places of those that stand once */
function once(words) {
  /** @type {Map<string, number>} */
  const places = new Map();
  words.forEach((word, place) => places.set(word, places.has(word) ? -1 : place));
  for (const [word, place] of places) if (place < 0) places.delete(word);
  return places;
}

/** The longest row of pairs that rises, by patience sorting. @param {[number, number][]} pairs @returns {[number, number][]} */
function longestRise(pairs) {
  /** @type {number[]} */
  const tops = [];
  const below = pairs.map(([place], number) => {
    let [pile, beyond] = [0, tops.length];
    while (pile < beyond) {
      const middle = (pile + beyond) >> 1;
      if (pairs[tops[middle]][0] < place) pile = middle + 1;
      else beyond = middle;
    }
    tops[pile] = number;
    return pile ? tops[pile - 1] : -1;
  });
  const rise = [];
  for (let number = tops.at(-1) ?? -1; number >= 0; number = below[number]) rise.push(pairs[number]);
  return rise.reverse();
}

/**
 * Places of the words that stay if as few as possible come and go: the greedy algorithm of Myers (1986), in time that
 * grows with the square of the changes. None if there are too many.
 * @param {string[]} one
 * @param {string[]} other
 * @param {Steps} steps
 * @returns {number[]}
 */
function fewestChanges(one, other, steps) {
  /** How far in `one` each way (how far in `one` less how far in `other`) leads, by the number of changes. @type {Map<number, number>[]} */
  const rows = [];
  for (let changes = 0, before = new Map([[1, 0]]); changes <= one.length + other.length; changes += 1) {
    /** @type {Map<number, number>} */
    const reach = new Map();
    rows.push(reach);
    // A way that has left the rectangle leads nowhere.
    const last = changes <= one.length ? changes : 2 * one.length - changes;
    for (let way = changes <= other.length ? -changes : changes - 2 * other.length; way <= last; way += 2) {
      const start = reached(before, way, one.length, other.length);
      let place = start;
      while (place >= 0 && place < one.length && one[place] === other[place - way]) place += 1;
      reach.set(way, place);
      if (!steps.take(place - start + 1)) return [];
      if (place === one.length && place - way === other.length) return walkedBack(rows, one.length, other.length);
    }
    before = reach;
  }
  return [];
}

/** Below 0: nowhere. @param {Map<number, number>} before @param {number} way @param {number} width @param {number} height */
function reached(before, way, width, height) {
  const down = before.get(way + 1) ?? -2;
  const right = (before.get(way - 1) ?? -2) + 1;
  return Math.max(down - way > height ? -2 : down, right < 1 || right > width ? -2 : right);
}

/** @param {Map<number, number>[]} rows @param {number} width @param {number} height */
function walkedBack(rows, width, height) {
  const places = [];
  let [place, way] = [width, width - height];
  for (let changes = rows.length - 1; changes >= 0; changes -= 1) {
    const before = changes ? rows[changes - 1] : new Map([[1, 0]]);
    const start = reached(before, way, width, height);
    for (let at = start; at < place; at += 1) places.push(at);
    const down = before.get(way + 1) === start && start - way <= height;
    [place, way] = down ? [start, way + 1] : [start - 1, way - 1];
  }
  return places;
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
