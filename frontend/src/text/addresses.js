/** Addresses in the words of a line: typed by themselves, or as a link. Each reader says where what it found ends. */
import { BLANK, WORD, after, before } from './signs.js';

/** An address ends before these: blanks, quotation marks of every language, brackets and full stops of wide scripts. */
const STOP = /[\s<>"`\\|„“”‟«»‹›‚‘‛「」『』（）【】《》〈〉〔〕［］｛｝⟨⟩〝〞〟｢｣＜＞＂、。，！？；：\u200b]/;
/** What at the end belongs to the sentence and not to the address. */
const TAIL = new Set(".,;:!?'’*…–—،؛؟([{");
/** @type {{ [closing: string]: string }} */
const OPENING = { ')': '(', ']': '[', '}': '{' };
const SCHEMES = ['http://', 'https://', 'mailto:', 'www.'];
const LONGEST_SCHEME = 8;

/** @param {string} s @param {number} at @returns {string} as which of the schemes something begins here, or nothing */
function schemeAt(s, at) {
  const typed = s.slice(at, at + LONGEST_SCHEME).toLowerCase();
  return SCHEMES.find((scheme) => typed.startsWith(scheme)) ?? '';
}

/** @param {string} typed an address that begins with one of the schemes */
export function hrefOf(typed) {
  return /^www\./i.test(typed) ? `http://${typed}` : typed;
}

/**
 * The end of an address that begins at a place, 0 if none does.
 * @param {string} s
 * @param {number} at where an h or a w stands
 */
export function addressEnd(s, at) {
  const scheme = schemeAt(s, at);
  if (!scheme || scheme === 'mailto:' || WORD.test(before(s, at))) return 0;
  const begin = at + scheme.length;
  // What can fail is looked at first: the whole address would be read again from every sign of a run.
  if (!/[\p{L}\p{N}]/u.test(after(s, begin)) || (scheme === 'www.' && !hasDot(s, begin))) return 0;
  const end = bareEnd(s, begin);
  return trimmed(s, begin, end);
}

const HOST_END = /[\s./?#]/;

/** Whether the name of a host has one more dot, and something behind it. @param {string} s @param {number} begin */
function hasDot(s, begin) {
  let at = begin;
  while (at < s.length && !HOST_END.test(s[at])) at += 1;
  return s[at] === '.' && /[\p{L}\p{N}]/u.test(after(s, at + 1));
}

/** @param {string} s @param {number} begin */
function bareEnd(s, begin) {
  /** @type {{ [opening: string]: number }} */
  const open = { '(': 0, '[': 0, '{': 0 };
  let end = begin;
  for (; end < s.length; end += 1) {
    const sign = s[end];
    if (STOP.test(sign) || (sign === '*' && s[end + 1] === '*')) break;
    if (sign in open) open[sign] += 1;
    else if (sign in OPENING && !open[OPENING[sign]]--) break;
  }
  return end;
}

/** @param {string} s @param {number} begin @param {number} end */
function trimmed(s, begin, end) {
  let last = end;
  while (last > begin && TAIL.has(s[last - 1])) last -= 1;
  return last;
}

const LOCAL = /[\p{L}\p{N}._%+-]/u;
const MOST_LOCAL = 64;
const HOST_SIGN = /[\p{L}\p{N}.-]/u;
const MOST_HOST = 255;
const HOST = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}@])/u;

/**
 * Where a mail address begins and ends.
 * @param {string} s
 * @param {number} at where its @ stands
 * @param {number} from it begins here at the earliest
 * @returns {[number, number] | null}
 */
export function mailAround(s, at, from) {
  const start = localStart(s, at, from);
  if (start < 0) return null;
  let end = at + 1;
  for (let signs = 0; signs < MOST_HOST; signs += 1) {
    const sign = after(s, end);
    if (!sign || !HOST_SIGN.test(sign)) break;
    end += sign.length;
  }
  const host = HOST.exec(s.slice(at + 1, end + 1));
  return host && [start, at + 1 + host[0].length];
}

/** @param {string} s @param {number} at @param {number} from @returns {number} -1 if there is no such beginning */
function localStart(s, at, from) {
  let start = at;
  for (let signs = 0; start > from; signs += 1) {
    const sign = before(s, start);
    if (!LOCAL.test(sign)) break;
    if (signs === MOST_LOCAL) return -1;
    start -= sign.length;
  }
  while (start < at && /[.%+-]/.test(s[start])) start += 1;
  return start < at ? start : -1;
}

/**
 * A link that begins at a place: `[words](address)`.
 * @param {string} s
 * @param {number} at where its bracket stands
 * @returns {{ words: number, href: string, end: number } | null} where its words end, and where all of it
 */
export function linkAt(s, at) {
  let words = at + 1;
  while (words < s.length && s[words] !== '[' && s[words] !== ']') words += 1;
  if (s[words] !== ']' || s[words + 1] !== '(') return null;
  const scheme = schemeAt(s, words + 2);
  if (!scheme || !s.slice(at + 1, words).trim()) return null;
  const end = targetEnd(s, words + 2);
  const address = s.slice(words + 2, end);
  return end && address.length > scheme.length ? { words, href: hrefOf(address), end: end + 1 } : null;
}

/** Where the bracket stands that ends the address of a link, 0 if none does. @param {string} s @param {number} begin */
function targetEnd(s, begin) {
  let open = 0;
  for (let at = begin; at < s.length; at += 1) {
    const sign = s[at];
    if (sign === '(') open += 1;
    else if (sign === ')' && !open--) return at;
    else if (sign === '[' || sign === ']' || sign === '<' || sign === '>' || sign === '\\' || BLANK.test(sign)) return 0;
  }
  return 0;
}
