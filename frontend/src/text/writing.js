/**
 * Writing marks: what a button or a key does to a text and its selection. Pure functions; a field applies the change, so that
 * the browser's own undo knows of it. What is written is read again (`lines.js`): marks that would be seen are not made.
 */
import { safeHref } from './href.js';
import { searchable } from './shown.js';
import { BLANK, WORD, after, before } from './signs.js';

/** A text and what is selected in it. @typedef {{ text: string, start: number, end: number }} Selection */
/** From `from` to `to` the text becomes `insert`; then `start` to `end` is selected. @typedef {{ from: number, to: number, insert: string, start: number, end: number }} Change */
/** @typedef {'bullet' | 'number' | 'heading' | 'quote'} Block */
/** @typedef {'bold' | 'italic'} Mark */

/** @type {{ [mark in Mark]: string }} */
const STARS = { bold: '**', italic: '*' };
/** What stands before the words of a line, also while there are none yet: blanks, then the signs of an item, a heading or a quote. */
const LEAD = /^([ \t]*)((?:- \[[ xX]\]|[-*]|[1-9][0-9]{0,2}[.)]) +|#{1,6} +|>(?: +|$))?/;
/** @type {{ [block in Block]: RegExp }} */
const BLOCKS = { bullet: /^[ \t]*[-*] /, number: /^[ \t]*[1-9][0-9]{0,2}[.)] /, heading: /^#{1,6} /, quote: /^>(?: |$)/ };

/**
 * Put stars around what is selected, or around the word under the caret, line by line; or take them away.
 * @param {Selection} selection
 * @param {Mark} mark
 * @returns {Change}
 */
export function toggleMark(selection, mark) {
  const { text } = selection;
  const { start, end } = selection.start === selection.end ? wordAround(selection) : selection;
  const spans = spansOf(text, start, end).map((span) => within(text, span));
  if (!spans.length) return around(text, start, end, STARS[mark]);
  const stars = STARS[mark];
  const marked = spans.every((span) => hasMark(text, span, mark));
  const pieces = spans.map((span) => (marked ? { ...outside(span, stars.length), words: text.slice(span.start, span.end) } : fitting(text, span, mark)));
  const from = pieces[0].start;
  let insert = '';
  let at = from;
  for (const piece of pieces) {
    insert += text.slice(at, piece.start) + (marked ? piece.words : stars + piece.words + stars);
    at = piece.end;
  }
  const inset = marked ? 0 : stars.length;
  return { from, to: at, insert, start: from + inset, end: from + insert.length - inset };
}

/** @param {{ start: number, end: number }} span @param {number} signs @returns {{ start: number, end: number }} the span and what stands around it */
const outside = ({ start, end }, signs) => ({ start: start - signs, end: end + signs });

/**
 * What can carry a mark: the span itself, or the words it is a part of, or these without the same mark inside. None of the
 * stars may be seen.
 * @param {string} text
 * @param {{ start: number, end: number }} span
 * @param {Mark} mark
 */
function fitting(text, span, mark) {
  const line = linesAround({ text, ...span });
  const seen = searchable(text.slice(line.from, line.to));
  const stars = STARS[mark];
  const inner = mark === 'bold' ? /(?<!\*)\*\*(?!\*)/g : /(?<!\*)\*(?!\*)/g;
  const word = { start: edgeOf(text, span.start, line.from, -1, WORD), end: edgeOf(text, span.end, line.to, 1, WORD) };
  const whole = { start: edgeOf(text, span.start, line.from, -1), end: edgeOf(text, span.end, line.to, 1) };
  const ways = [span, word, whole].flatMap((one) => {
    const words = text.slice(one.start, one.end);
    return [{ ...one, words }, { ...one, words: words.replace(inner, '') }];
  });
  return ways.find(({ start, end, words }) => searchable(text.slice(line.from, start) + stars + words + stars + text.slice(end, line.to)) === seen) ?? ways[0];
}

/** From a place on as far as there are such signs, or no blanks. @param {string} text @param {number} from @param {number} to @param {1 | -1} step @param {RegExp} [sign] */
function edgeOf(text, from, to, step, sign) {
  let at = from;
  while (at !== to) {
    const next = step > 0 ? after(text, at) : before(text, at);
    if (sign ? !sign.test(next) : BLANK.test(next)) break;
    at += step * next.length;
  }
  return at;
}

/** Whether everything that is selected carries a mark. @param {Selection} selection @param {Mark} mark */
export function isMarked(selection, mark) {
  const { start, end } = selection.start === selection.end ? wordAround(selection) : selection;
  const spans = spansOf(selection.text, start, end).map((span) => within(selection.text, span));
  return spans.length > 0 && spans.every((span) => hasMark(selection.text, span, mark));
}

/**
 * Make every selected line one of a list, a heading or a quote, or a plain one again.
 * @param {Selection} selection
 * @param {Block} block
 * @returns {Change}
 */
export function toggleBlock(selection, block) {
  const { from, to } = linesAround(selection);
  const lines = selection.text.slice(from, to).split('\n');
  const off = isBlock(selection, block);
  let number = 0;
  const changed = lines.map((line) => {
    const words = line.replace(LEAD, '$1');
    if (off || (!line.trim() && lines.length > 1)) return off ? words : line;
    number += 1;
    const bare = words.replace(/^[ \t]+/, '');
    // Only items may stand further in.
    const blanks = block === 'bullet' || block === 'number' ? words.slice(0, words.length - bare.length) : '';
    return blanks + LEADS[block](number, bare) + bare;
  });
  const insert = changed.join('\n');
  // Without a selection the caret stays at its words.
  const caret = Math.max(from, selection.start + insert.length - (to - from));
  if (selection.start === selection.end) return { from, to, insert, start: caret, end: caret };
  return { from, to, insert, start: from, end: from + insert.length };
}

/** One blank before a digit would make it "more than". @type {{ [block in Block]: (number: number, words: string) => string }} */
const LEADS = { bullet: () => '- ', number: (number) => `${number}. `, heading: () => '## ', quote: (_, words) => (/^[0-9]/.test(words) ? '>  ' : '> ') };

/** Whether every selected line is one of a kind. @param {Selection} selection @param {Block} block */
export function isBlock(selection, block) {
  const { from, to } = linesAround(selection);
  const lines = selection.text.slice(from, to).split('\n').filter((line) => line.trim());
  return lines.length > 0 && lines.every((line) => BLOCKS[block].test(line));
}

/**
 * Enter within a list or a quote: the next item, or the end of the list when there are no words in this one.
 * @param {Selection} selection
 * @returns {Change | null} null: an ordinary new line
 */
export function nextItem({ text, start, end }) {
  const { from, to } = linesAround({ text, start, end: start });
  const line = text.slice(from, to);
  const [lead, blanks, sign] = LEAD.exec(line) ?? [''];
  if (!sign || sign.startsWith('#') || start < from + lead.length) return null;
  if (start === end && line.length === lead.length) return { from, to, insert: '', start: from, end: from };
  const next = signAfter(sign, from ? text.slice(text.lastIndexOf('\n', from - 2) + 1, from - 1) : '');
  if (!next) return null;
  const insert = `\n${blanks}${next}`;
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

/** What the next item begins with, or nothing: only after a 1 or within a list a number counts on, after "24. Dezember" comes no 25. @param {string} sign @param {string} above the line above */
function signAfter(sign, above) {
  const number = Number.parseInt(sign, 10);
  if (Number.isNaN(number)) return sign.replace(/\[[xX]\]/, '[ ]').replace(/^>\s*$/, '> ');
  const last = Number.parseInt((LEAD.exec(above) ?? [])[2] ?? '', 10);
  return number === 1 || last === number - 1 ? sign.replace(/[0-9]+/, String(number + 1)) : '';
}

/** What browsers and servers take. */
const LONGEST_ADDRESS = 2000;

/**
 * The address that somebody means, or null if it is none that may be linked to.
 * @param {string} typed
 */
export function addressOf(typed) {
  const words = typed.trim();
  if (words.length > LONGEST_ADDRESS) return null;
  if (/^[^\s:/@]+@[^\s:/@]+\.[^\s:/@]+$/.test(words)) return safeHref(`mailto:${words}`);
  if (/^[^\s:/@]+\.[a-z]{2,}(?:[/?#]\S*)?$/i.test(words)) return safeHref(`https://${words}`);
  return /\s/.test(words) ? null : safeHref(words);
}

/**
 * A link on what is selected.
 * @param {Selection} selection
 * @param {string} href
 * @param {string} label when nothing is selected
 * @returns {Change}
 */
export function insertLink({ text, start, end }, href, label) {
  // The words of a link have no brackets.
  const words = (text.slice(start, end).trim() || label).replace(/\s+/g, ' ').replaceAll('[', '(').replaceAll(']', ')');
  const address = href.replace(/[()<>[\]\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const insert = `[${words}](${address})`;
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

/** Signs that no text may have, but line ends and tabs. */
// eslint-disable-next-line no-control-regex -- these are the ones to be taken out
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f\u200b\ufeff\ufffc]/g;
/** What word processors write before the items of a list; what else may begin a line (`§ 5`, `o Ja`) only if a tab follows, as they write it. */
const DOTS = /^([ \t]*)(?:[•·▪▫◦‣⁃∙●○■□][ \t]+|[–o§]\t[ \t]*)/gm;

/** Pasted words without what word processors leave in them. @param {string} text */
export function clean(text) {
  return text
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(CONTROL, '')
    .replace(DOTS, '$1- ')
    .replace(/^([ \t]*\d{1,3}[.)])\t+/gm, '$1 ')
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/\n{3,}/g, '\n\n');
}

/** A star between letters is one of the word. @param {Selection} selection the caret @returns {{ start: number, end: number }} */
function wordAround({ text, start }) {
  const { from, to } = linesAround({ text, start, end: start });
  return { start: wordEnd(text, start, from, -1), end: wordEnd(text, start, to, 1) };
}

/** @param {string} text @param {number} from @param {number} to @param {1 | -1} step */
function wordEnd(text, from, to, step) {
  let at = edgeOf(text, from, to, step, IN_WORD);
  for (;;) {
    const star = at + Math.min(step, 0);
    // Only where a letter stands on both sides, and no more stars.
    if (at === to || text[star] !== '*' || !IN_WORD.test(before(text, star)) || !IN_WORD.test(after(text, star + 1))) return at;
    at = edgeOf(text, at + step, to, step, IN_WORD);
  }
}

const IN_WORD = /[\p{L}\p{N}\p{M}_]/u;

/** @param {Selection} selection @returns {{ from: number, to: number }} */
function linesAround({ text, start, end }) {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  // A selection that ends at the beginning of a line does not mean that line.
  const last = end > start && text[end - 1] === '\n' ? end - 1 : end;
  const to = text.indexOf('\n', last);
  return { from, to: to < 0 ? text.length : to };
}

/** The words of each selected line, without blanks at the ends. @param {string} text @param {number} start @param {number} end */
function spansOf(text, start, end) {
  const spans = [];
  let at = start;
  for (const line of text.slice(start, end).split('\n')) {
    const whole = at === 0 || text[at - 1] === '\n';
    const lead = whole ? (LEAD.exec(line) ?? [''])[0].length : line.length - line.trimStart().length;
    const words = line.slice(lead).trim();
    if (words) {
      const from = at + lead + line.slice(lead).indexOf(words);
      spans.push({ start: from, end: from + words.length });
    }
    at += line.length + 1;
  }
  return spans;
}

/** The words between stars that were selected with them. @param {string} text @param {{ start: number, end: number }} span */
function within(text, { start, end }) {
  let [from, to] = [start, end];
  while (to - from > 2 && text[from] === '*' && text[to - 1] === '*') [from, to] = [from + 1, to - 1];
  return { start: from, end: to };
}

/** @param {string} text @param {{ start: number, end: number }} span @param {Mark} mark */
function hasMark(text, { start, end }, mark) {
  let stars = 0;
  while (text[start - 1 - stars] === '*' && text[end + stars] === '*') stars += 1;
  return mark === 'bold' ? stars >= 2 : stars % 2 === 1;
}

/** @param {string} text @param {number} start @param {number} end @param {string} stars @returns {Change} */
function around(text, start, end, stars) {
  // Nothing to mark: between the stars one writes on.
  if (text.slice(start - stars.length, start) === stars && text.slice(end, end + stars.length) === stars) {
    return { from: start - stars.length, to: end + stars.length, insert: '', start: start - stars.length, end: start - stars.length };
  }
  return { from: start, to: end, insert: stars + stars, start: start + stars.length, end: start + stars.length };
}
