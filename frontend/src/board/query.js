/**
 * Finding words in cards. Text is folded once per record: case, accents and the ways to write a letter do not matter, and
 * ü, ue and u are one. Plain JavaScript without a document.
 */
import { searchable } from '../text/shown.js';

/** @import { AnyRecord } from '../replica/records.js' */

/** Letters that do not come apart into a letter and its marks. @type {{ [letter: string]: string }} */
const SPELT = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ħ: 'h', þ: 'th', ı: 'i', ς: 'σ', '’': "'", '‘': "'", '‐': '-', '–': '-', '—': '-' };
const SPELT_ANY = new RegExp(`[${Object.keys(SPELT).join('')}]`, 'g');
/** Two dots over the letter before. They are kept after a, o and u, where they stand for an e. */
const DOTS = '\u0308';
const DOTTED = 'aou';
const STRAY_DOTS = new RegExp(`(?<![${DOTTED}])${DOTS}`, 'g');
/** What is not seen as a letter of its own: marks but the dots, hyphens for the end of a line, joiners. */
const UNSEEN = /[^\P{M}\u0308]|\p{Cf}/gu;
const ASCII = /^[\0-\x7f]*$/;
/** Words beyond this number are not looked for: which were found is kept in the bits of one number. */
const MOST_WORDS = 30;
/** Nobody looks for more letters, and a word is compared with every place of a text. */
const MOST_LETTERS = 300;

/** @param {string} text @returns {string} */
export function fold(text) {
  return ASCII.test(text) ? text.toLowerCase() : foldLetters(text).replace(STRAY_DOTS, '');
}

/** @param {string} text */
function foldLetters(text) {
  const apart = text.normalize('NFKD').toLowerCase().normalize('NFKD').replace(UNSEEN, '');
  return apart.replace(SPELT_ANY, (letter) => SPELT[letter]);
}

/**
 * The folded text, and for each of its letters from where to where it stood in the text as it was.
 * @param {string} text
 * @returns {{ folded: string, from: number[], to: number[] }}
 */
function foldInPlace(text) {
  let folded = '';
  /** @type {number[]} */
  const from = [];
  /** @type {number[]} */
  const to = [];
  let at = 0;
  for (const letter of text) {
    const end = at + letter.length;
    for (const one of letter < '\x80' ? letter.toLowerCase() : foldLetters(letter).split('')) {
      if (one === DOTS && !(folded && DOTTED.includes(folded.at(-1) ?? ''))) continue;
      folded += one;
      from.push(at);
      to.push(end);
    }
    // A mark that is left out belongs to the letter before it.
    if (to.length) to[to.length - 1] = end;
    at = end;
  }
  return { folded, from, to };
}

/** What was looked for, by its words: a card must have all of them, each anywhere. */
export class Query {
  /** @type {RegExp[]} */
  #words;
  /** Which words a record has, as bits. @type {WeakMap<AnyRecord, number>} */
  #found = new WeakMap();

  /** @param {string[]} words folded */
  constructor(words) {
    this.#words = words.map(pattern);
    /** The bits of a card that has all words. */
    this.all = 2 ** words.length - 1;
  }

  /**
   * Which of the words a card or comment has, a bit for each.
   * @param {AnyRecord} record
   * @returns {number}
   */
  found(record) {
    let bits = this.#found.get(record);
    if (bits === undefined) {
      const text = foldedRecord(record);
      bits = 0;
      for (let place = 0; place < this.#words.length; place += 1) if (this.#words[place].test(text)) bits |= 1 << place;
      this.#found.set(record, bits);
    }
    return bits;
  }

  /** @param {string} folded */
  #any(folded) {
    return this.#words.some((word) => word.test(folded));
  }

  /**
   * Where the words stand in a text, in order and apart from each other.
   * @param {string} text
   * @param {number} [most] of each word
   * @returns {[from: number, to: number][]}
   */
  places(text, most = Infinity) {
    if (!this.#any(fold(text))) return [];
    const { folded, from, to } = ASCII.test(text) ? { folded: text.toLowerCase(), from: null, to: null } : foldInPlace(text);
    /** @type {[number, number][]} */
    const places = [];
    for (const word of this.#words) {
      let left = most;
      for (const match of folded.matchAll(new RegExp(word, 'g'))) {
        if (left-- <= 0) break;
        const end = match.index + match[0].length;
        places.push(from ? [from[match.index], to[end - 1]] : [match.index, end]);
      }
    }
    return joined(places);
  }
}

/**
 * @param {string} typed words, and phrases in quotation marks
 * @returns {Query | null} null: nothing to look for
 */
export function parseQuery(typed) {
  const parts = typed.slice(0, MOST_LETTERS).match(/["„“”«»][^"„“”«»]*|[^\s"„“”«»]+/g) ?? [];
  const words = parts.map((part) => fold(part.replace(/^["„“”«»]/, '')).trim()).filter((word) => word);
  return words.length ? new Query([...new Set(words)].slice(0, MOST_WORDS)) : null;
}

/** @type {WeakMap<AnyRecord, string>} */
const folded = new WeakMap();

/** The words of a card or comment, folded once: a changed record is another object. @param {AnyRecord} record */
export function foldedRecord(record) {
  let text = folded.get(record);
  if (text === undefined) {
    const words = [record.title ?? '', record.text && searchable(record.text), record.author_name ?? ''];
    folded.set(record, (text = fold(words.join('\0'))));
  }
  return text;
}

/** @param {string} word folded @returns {RegExp} */
function pattern(word) {
  const letters = word.replace(/[\\^$.*+?()[\]{}|/-]|[aou][\u0308e]?|\s+/g, (part) => {
    if (/^\s/.test(part)) return '\\s+';
    return DOTTED.includes(part[0]) ? `${part[0]}[${DOTS}e]?` : `\\${part}`;
  });
  return new RegExp(letters);
}

/** @param {[number, number][]} places @returns {[number, number][]} */
function joined(places) {
  /** @type {[number, number][]} */
  const apart = [];
  for (const [from, to] of places.sort((a, b) => a[0] - b[0])) {
    const last = apart.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
  }
  return apart;
}
