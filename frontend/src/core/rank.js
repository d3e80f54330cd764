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
/** A longer rank asks for `spread`: the siblings are numbered anew. */
export const LONGEST = 40;

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
 * `count` fresh ranks in order, STEP apart around the middle.
 * @param {number} count
 * @returns {string[]}
 */
export function spread(count) {
  const first = MIDDLE - STEP * Math.floor(count / 2);
  return Array.from({ length: count }, (_, place) => head(first + STEP * place));
}

/** @param {string} rank */
function above(rank) {
  const next = number(rank) + STEP;
  return next < BASE ** HEAD ? head(next) : rank.slice(0, HEAD) + tailBetween(rank.slice(HEAD), null);
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
