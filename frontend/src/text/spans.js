/**
 * The words of one line as spans, pieces that look the same: bold and italic by stars, code, links and addresses. A piece
 * carries flags and there is no tree. Read once from left to right; then stars are paired, each mark for itself.
 */
import { addressEnd, hrefOf, linkAt, mailAround } from './addresses.js';
import { BLANK, LETTER, WORD, after, before } from './signs.js';

/** `auto` is an address that stands by itself. @typedef {{ text: string, bold: boolean, italic: boolean, code: boolean, href: string, auto: boolean }} Span */
/** @typedef {{ text: string, href: string, code?: boolean, auto?: boolean }} Piece */
/**
 * A run of stars. `edge` says that it may open or close at the edge of a word, `inWord` that bold may within one.
 * @typedef {{ stars: number, at: number, href: string, opens: boolean, closes: boolean, openEdge: boolean, closeEdge: boolean,
 *   inWord: boolean, bold?: 'on' | 'off', italic?: 'on' | 'off' }} Stars
 */
/** @typedef {'bold' | 'italic'} Mark */

/** After these a star or a backtick does not open: sums, paths, footnotes. */
const SHUT = new Set(')]}%€$°:\\');
const OPENING = new Set('([{');
/** Without one of these a line is nothing but its words. */
const LIVELY = /[*`[\\@]|:\/\/|www\./i;
/** A longer run of stars is nothing but stars. */
const MOST_STARS = 3;

/**
 * @param {string} words of a line
 * @param {number} [held] where a backslash stands that is not shown whatever comes after it
 * @returns {Span[]}
 */
export function spansOf(words, held = -1) {
  if (!words) return [];
  if (!LIVELY.test(words)) return [{ text: words, bold: false, italic: false, code: false, href: '', auto: false }];
  const { tokens } = new Reader(words, 0, words.length, held);
  pair(tokens, 'bold', words);
  pair(tokens, 'italic', words);
  return joined(tokens);
}

class Reader {
  /** @type {(Piece | Stars)[]} */
  tokens = [];
  /** @type {string} */
  #s;
  /** @type {number} */
  #to;
  /** @type {string} */
  #href;
  /** From here on words are not in a token yet. @type {number} */
  #text;

  /** @param {string} s @param {number} from @param {number} to @param {number} held @param {string} [href] of the link whose words these are */
  constructor(s, from, to, held, href = '') {
    [this.#s, this.#to, this.#href, this.#text] = [s, to, href, from];
    for (let at = from; at < to; ) {
      at = at === held ? this.#leaveOut(at, 1) + 1 : this.#read(at);
    }
    this.#put(to);
  }

  /** What begins here. @param {number} at @returns {number} where to go on */
  #read(at) {
    switch (this.#s[at]) {
      case '\\':
        return this.#backslashes(at);
      case '*':
      case '`':
      case '[':
        return this.#mark(at);
      case 'h':
      case 'H':
      case 'w':
      case 'W':
        return this.#href ? at + 1 : this.#address(at);
      case '@':
        return this.#href ? at + 1 : this.#mail(at);
      default:
        return at + 1;
    }
  }

  /** @param {number} end of words */
  #put(end) {
    if (end > this.#text) this.tokens.push({ text: this.#s.slice(this.#text, end), href: this.#href });
  }

  /** @param {number} at @param {number} signs @returns {number} */
  #leaveOut(at, signs) {
    this.#put(at);
    return (this.#text = at + signs);
  }

  /** Backslashes are escapes only before what would open something; there two of them are one. @param {number} at */
  #backslashes(at) {
    const end = at + runOf(this.#s, at, this.#to);
    const opening = this.#opening(end, at);
    if (!opening) return end;
    this.#put(at + ((end - at) >> 1));
    this.#text = end;
    return (end - at) % 2 ? end + opening : this.#mark(end);
  }

  /** How many signs at a place could open something, as if what stands from `from` on were not there. @param {number} at @param {number} from */
  #opening(at, from) {
    const s = this.#s;
    if (at >= this.#to) return 0;
    if (s[at] === '`') return codeEnd(s, at, this.#to, from) ? 1 : 0;
    if (s[at] === '[') return !this.#href && linkAt(s, at) ? 1 : 0;
    if (s[at] !== '*') return 0;
    const run = starsAt(s, at, this.#to, '', from);
    return run.stars <= MOST_STARS && run.opens && (run.openEdge || (run.stars === 2 && run.inWord)) ? run.stars : 0;
  }

  /** @param {number} at where a star, a backtick or a bracket stands */
  #mark(at) {
    if (this.#s[at] === '*') return this.#stars(at);
    return this.#s[at] === '`' ? this.#code(at) : this.#link(at);
  }

  /** @param {number} at */
  #stars(at) {
    const run = starsAt(this.#s, at, this.#to, this.#href);
    const end = at + run.stars;
    if (run.stars > MOST_STARS) return end;
    this.#leaveOut(at, run.stars);
    this.tokens.push(run);
    return end;
  }

  /** @param {number} at */
  #code(at) {
    const end = codeEnd(this.#s, at, this.#to);
    if (!end) return at + 1;
    this.#leaveOut(at, end + 1 - at);
    this.tokens.push({ text: this.#s.slice(at + 1, end), code: true, href: this.#href });
    return end + 1;
  }

  /** @param {number} at */
  #link(at) {
    const link = this.#href ? null : linkAt(this.#s, at);
    if (!link) return at + 1;
    this.#leaveOut(at, link.end - at);
    for (const token of new Reader(this.#s, at + 1, link.words, -1, link.href).tokens) this.tokens.push(token);
    return link.end;
  }

  /** @param {number} at */
  #address(at) {
    const end = addressEnd(this.#s, at);
    return end ? this.#bare(at, end, hrefOf) : at + 1;
  }

  /** @param {number} at */
  #mail(at) {
    const found = mailAround(this.#s, at, this.#text);
    return found ? this.#bare(found[0], found[1], (typed) => `mailto:${typed}`) : at + 1;
  }

  /** @param {number} at @param {number} end @param {(typed: string) => string} hrefOf */
  #bare(at, end, hrefOf) {
    const typed = this.#s.slice(at, end);
    this.#leaveOut(at, end - at);
    this.tokens.push({ text: typed, href: hrefOf(typed), auto: true });
    return end;
  }
}

/** How often the sign at a place is repeated. @param {string} s @param {number} at @param {number} to */
function runOf(s, at, to) {
  let end = at;
  while (end < to && s[end] === s[at]) end += 1;
  return end - at;
}

/** @param {string} sign before */
const edgeBefore = (sign) => !sign || (!WORD.test(sign) && !SHUT.has(sign));
/** @param {string} sign after */
const edgeAfter = (sign) => !sign || (!WORD.test(sign) && !OPENING.has(sign));

/** @param {string} s @param {number} at @param {number} to @param {string} href @param {number} [from] what comes before is looked for before this @returns {Stars} */
function starsAt(s, at, to, href, from = at) {
  const stars = runOf(s, at, to);
  const [prev, next] = [before(s, from), after(s, at + stars)];
  return {
    stars,
    at,
    href,
    opens: !!next && next !== '/' && !BLANK.test(next),
    closes: !!prev && !BLANK.test(prev) && !(stars === 1 && prev === '/'),
    openEdge: edgeBefore(prev),
    closeEdge: edgeAfter(next),
    inWord: partOfWord(prev, next),
  };
}

/** Between letters, not beside a digit; `**Note:**word` ends bold too. @param {string} prev @param {string} next */
function partOfWord(prev, next) {
  if (/[0-9]/.test(prev + next) || !WORD.test(next) || !(WORD.test(prev) || prev === ':')) return false;
  return LETTER.test(prev) || LETTER.test(next);
}

/** The end of code that begins at a place: the next backtick, if it may close; else 0. @param {string} s @param {number} at @param {number} to @param {number} [from] */
function codeEnd(s, at, to, from = at) {
  if (!edgeBefore(before(s, from)) || at + 1 >= to || BLANK.test(s[at + 1])) return 0;
  const end = s.indexOf('`', at + 1);
  return end > at + 1 && end < to && !BLANK.test(s[end - 1]) && !WORD.test(after(s, end + 1)) ? end : 0;
}

/** Say of each run of stars whether it begins or ends a mark: a closing one goes with the nearest open one. @param {(Piece | Stars)[]} tokens @param {Mark} mark @param {string} s */
function pair(tokens, mark, s) {
  const own = mark === 'bold' ? 2 : 1;
  const bold = mark === 'bold';
  /** @type {Stars | null} */
  let open = null;
  let [blank, seen] = [-1, 0];
  for (const token of tokens) {
    if (!('stars' in token) || (token.stars !== own && token.stars !== MOST_STARS)) continue;
    for (; seen < token.at; seen += 1) {
      if (BLANK.test(s[seen])) blank = seen;
    }
    if (open && token.closes && fits(open, token, bold && blank < open.at)) {
      [open[mark], token[mark], open] = ['on', 'off', null];
    } else if (token.opens && (token.openEdge || (bold && token.stars === own && token.inWord && !open?.openEdge))) open = token;
  }
}

/** @param {Stars} open @param {Stars} close @param {boolean} oneWord it may be a part of one word */
function fits(open, close, oneWord) {
  if (open.openEdge && close.closeEdge) return true;
  return oneWord && (open.openEdge || open.inWord) && (close.closeEdge || close.inWord);
}

/** @param {(Piece | Stars)[]} tokens @returns {Span[]} */
function joined(tokens) {
  /** @type {Span[]} */
  const spans = [];
  let [bold, italic] = [false, false];
  /** @param {string} text @param {Piece | Stars} token */
  const put = (text, token) => {
    const { href, code = false, auto = false } = 'text' in token ? token : { href: token.href };
    const last = spans.at(-1);
    if (!text) return;
    if (last && last.bold === bold && last.italic === italic && last.href === href && !last.code && !code && !last.auto && !auto) last.text += text;
    else spans.push({ text, bold, italic, code, href, auto });
  };
  for (const token of tokens) {
    if ('text' in token) {
      put(token.text, token);
      continue;
    }
    // Stars that have found no other one are shown.
    const left = '*'.repeat(token.stars - (token.bold ? 2 : 0) - (token.italic ? 1 : 0));
    const closing = token.bold === 'off' || token.italic === 'off';
    if (!closing) put(left, token);
    if (token.bold) bold = token.bold === 'on';
    if (token.italic) italic = token.italic === 'on';
    if (closing) put(left, token);
  }
  return spans;
}
