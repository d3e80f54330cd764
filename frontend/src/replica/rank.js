/**
 * Text ranks: the order of cards in a column and of columns on a board. The same function as the server's
 * (backend/korkwand/edits/ranks.py), so that a pending card already stands where its echo will put it.
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = DIGITS.length;
const HEAD = 6;
const MIDDLE = BASE ** HEAD / 2;
/** Distance of neighbours at the ends: leaves room for eleven halvings before a tail is needed. */
const STEP = BASE ** 2;
const SPACE = BASE ** HEAD;
/** A longer rank asks for `makeRoom`. */
export const LONGEST = 40;
/** No rank is ever longer. */
export const MOST = 120;
/** Most siblings that get another rank when room is made. */
export const NEIGHBOURS = 64;
const STRIDE = NEIGHBOURS - 2;

/**
 * The rank directly between two neighbours; null is the open end.
 * @param {string | null} after
 * @param {string | null} before
 * @returns {string}
 * @throws {RangeError} if `after` is not below `before`
 */
export function between(after, before) {
  if (after === null && before === null) return head(MIDDLE);
  if (after !== null && before !== null && after >= before) {
    throw new RangeError(`rank ${after} is not below ${before}`);
  }
  if (before === null) return above(String(after));
  if (after === null) return below(before);
  const low = number(after);
  const high = number(before);
  if (high - low > 1) return head(Math.floor((low + high) / 2));
  return after.slice(0, HEAD) + tailBetween(after.slice(HEAD), low === high ? before.slice(HEAD) : null);
}

/**
 * Room before the sibling at `index` where no short rank is left, or none at all between equal ones: the rank of what is
 * put in, and the new ranks of at most NEIGHBOURS siblings by their index. Why it is like this, the server's twin says.
 * @param {string[]} order
 * @param {number} index
 * @returns {{ rank: string, moved: Map<number, string> }}
 */
export function makeRoom(order, index) {
  const count = order.length;
  const ahead = side((at) => number(order[at]), index, count);
  const behind = side((at) => SPACE - number(order[count - 1 - at]), count - index, count);
  const isAhead = ahead.window <= behind.window;
  const { start, gap, window, first, index: from } = isAhead ? ahead : behind;
  /** @type {Map<number, string>} */
  const moved = new Map();
  for (let at = first; at < window; at += 1) {
    const place = start + (at + 2) * gap;
    if (isAhead) moved.set(from + at, head(place));
    else moved.set(count - 1 - from - at, head(SPACE - place));
  }
  if (window <= NEIGHBOURS) return { rank: head(isAhead ? start + gap : SPACE - start - gap), moved };
  return { rank: squeezed(order, index) ?? beside(order, moved, isAhead), moved };
}

/**
 * The smallest window from `index` on that has enough room; where it is large, not to the last sibling.
 * @param {(at: number) => number} headAt
 * @param {number} index
 * @param {number} count
 */
function side(headAt, index, count) {
  const start = index ? headAt(index - 1) : 0;
  let tried = 0;
  for (const window of windows(count - index)) {
    const open = index + window === count;
    const width = (open ? SPACE : headAt(index + window)) - start;
    if (width >= (window + 2) ** 2) {
      const gap = Math.floor(width / (window + 2));
      const first = window > NEIGHBOURS ? tried - 1 : 0;
      return { index, start, gap: open ? Math.min(gap, Math.max(STEP, window + 2)) : gap, window, first };
    }
    tried = window;
  }
  return { index, start, gap: 0, window: SPACE, first: SPACE };
}

/** Sizes of windows to try; the last one is `count`. @param {number} count */
function* windows(count) {
  for (let size = 1; size <= count - 2; size = size < NEIGHBOURS ? size * 2 : size + STRIDE) yield size;
  yield count;
}

/** @param {string[]} order @param {number} index */
function squeezed(order, index) {
  const low = index > 0 ? order[index - 1] : null;
  const high = index < order.length ? order[index] : null;
  if (low !== null && low === high) return null;
  const rank = between(low, high);
  return rank.length <= MOST ? rank : null;
}

/**
 * A short rank where siblings have just been moved away.
 * @param {string[]} order
 * @param {Map<number, string>} moved
 * @param {boolean} isAhead
 */
function beside(order, moved, isAhead) {
  const nearest = isAhead ? Math.min(...moved.keys()) : Math.max(...moved.keys());
  const there = /** @type {string} */ (moved.get(nearest));
  return isAhead ? between(order[nearest - 1], there) : between(there, order[nearest + 1]);
}

/** @param {string} rank */
function above(rank) {
  const next = number(rank) + STEP;
  return next < SPACE ? head(next) : rank.slice(0, HEAD) + tailBetween(rank.slice(HEAD), null);
}

/** @param {string} rank */
function below(rank) {
  const here = number(rank);
  if (here - STEP > 0) return head(here - STEP);
  // The lowest heads are used up: go half-way to zero, then into the tail of zero.
  const half = Math.floor(here / 2);
  if (half < here) return half ? head(half) : head(0) + tailBetween('', null);
  return head(0) + tailBetween('', rank.slice(HEAD) || null);
}

/** @param {number} value */
function head(value) {
  let digits = '';
  for (let place = 0; place < HEAD; place += 1) {
    digits = DIGITS[value % BASE] + digits;
    value = Math.floor(value / BASE);
  }
  return digits;
}

/** @param {string} rank */
function number(rank) {
  let value = 0;
  for (const digit of rank.slice(0, HEAD)) value = value * BASE + DIGITS.indexOf(digit);
  return value;
}

/**
 * A fraction between two fractions without trailing zeros; `high` null is one.
 * @param {string} low
 * @param {string | null} high
 * @returns {string}
 */
function tailBetween(low, high) {
  if (high !== null) {
    let same = 0;
    while (same < high.length && (low[same] ?? DIGITS[0]) === high[same]) same += 1;
    if (same) return high.slice(0, same) + tailBetween(low.slice(same), high.slice(same));
  }
  const first = low ? DIGITS.indexOf(low[0]) : 0;
  const last = high !== null ? DIGITS.indexOf(high[0]) : BASE;
  if (last - first > 1) return DIGITS[Math.floor((first + last) / 2)];
  if (high !== null && high.length > 1) return high[0];
  return DIGITS[first] + tailBetween(low.slice(1), null);
}
