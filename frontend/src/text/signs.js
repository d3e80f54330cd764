/** What kinds of signs a text has, as every reader of card text asks. Written out where browsers and Python would differ. */

/** A letter, a digit or the mark of one. */
export const WORD = /[\p{L}\p{N}\p{M}]/u;
export const LETTER = /[\p{L}\p{M}]/u;
export const BLANK = /\s/;

/** The sign before a place, whole also where it is two halves. @param {string} s @param {number} at */
export function before(s, at) {
  const unit = s.charCodeAt(at - 1);
  return unit >= 0xdc00 && unit < 0xe000 && at > 1 ? s.slice(at - 2, at) : s.slice(Math.max(at - 1, 0), at);
}

/** The sign at a place. @param {string} s @param {number} at */
export function after(s, at) {
  return at < s.length ? String.fromCodePoint(/** @type {number} */ (s.codePointAt(at))) : '';
}
