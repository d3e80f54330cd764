/**
 * Writing in our part of Markdown: what a button or a key does to a text and its selection. Pure functions; a field
 * applies the change, so that the browser's own undo knows of it.
 */
import { safeHref } from './href.js';

/** A text and what is selected in it. @typedef {{ text: string, start: number, end: number }} Selection */
/** From `from` to `to` the text becomes `insert`; then `start` to `end` is selected. @typedef {{ from: number, to: number, insert: string, start: number, end: number }} Change */
/** @typedef {'bullet' | 'number' | 'heading' | 'quote'} Block */
/** @typedef {'bold' | 'italic'} Mark */

/** @type {{ [mark in Mark]: string }} */
const STARS = { bold: '**', italic: '*' };
/** What stands before the words of a line: blanks, then one of the marks of lists, headings and quotes. */
const LEAD = /^(\s*)((?:[-*+]|\d{1,9}[.)])\s+|#{1,6}\s+|>\s?)?/;
/** @type {{ [block in Block]: RegExp }} */
const BLOCKS = { bullet: /^\s*[-*+]\s/, number: /^\s*\d{1,9}[.)]\s/, heading: /^\s*#{1,6}\s/, quote: /^\s*>/ };

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
  const marked = spans.every((span) => hasMark(text, span, mark));
  const stars = STARS[mark].length;
  const from = spans[0].start - (marked ? stars : 0);
  let insert = '';
  let at = from;
  for (const span of spans) {
    insert += text.slice(at, span.start - (marked ? stars : 0));
    const words = text.slice(span.start, span.end);
    insert += marked ? words : STARS[mark] + words + STARS[mark];
    at = span.end + (marked ? stars : 0);
  }
  const inset = marked ? 0 : stars;
  return { from, to: at, insert, start: from + inset, end: from + insert.length - inset };
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
    return words.replace(/^\s*/, (blanks) => blanks + LEADS[block](number));
  });
  const insert = changed.join('\n');
  // Without a selection the caret stays at its words.
  const caret = Math.max(from, selection.start + insert.length - (to - from));
  if (selection.start === selection.end) return { from, to, insert, start: caret, end: caret };
  return { from, to, insert, start: from, end: from + insert.length };
}

/** @type {{ [block in Block]: (number: number) => string }} */
const LEADS = { bullet: () => '- ', number: (number) => `${number}. `, heading: () => '## ', quote: () => '> ' };

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
  if (start === end && line.length === lead.length) {
    // After an item, only a blank line keeps the next words out of it.
    const insert = from ? '\n' : '';
    return { from, to, insert, start: from + insert.length, end: from + insert.length };
  }
  const next = sign.replace(/\d+/, (number) => String(Number(number) + 1));
  const insert = `\n${blanks}${next}`;
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

/**
 * The address that somebody means, or null if it is none that may be linked to.
 * @param {string} typed
 */
export function addressOf(typed) {
  const words = typed.trim();
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
  const words = (text.slice(start, end).trim() || label).replace(/\s+/g, ' ').replace(/[[\]\\]/g, '\\$&');
  const address = href.replace(/[()<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const insert = `[${words}](${address})`;
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

/** Signs that no text may have, but line ends and tabs. */
// eslint-disable-next-line no-control-regex -- these are the ones to be taken out
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f\u200b\ufeff\ufffc]/g;
/** What word processors write before the items of a list. */
const DOTS = /^([ \t]*)[•·▪▫◦‣⁃∙●○■□–o§][ \t]+/gm;

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

/** @param {Selection} selection the caret @returns {{ start: number, end: number }} */
function wordAround({ text, start }) {
  const before = /[\p{L}\p{N}_]*$/u.exec(text.slice(0, start)) ?? [''];
  const after = /^[\p{L}\p{N}_]*/u.exec(text.slice(start)) ?? [''];
  return { start: start - before[0].length, end: start + after[0].length };
}

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
  const before = (/\**$/.exec(text.slice(0, start)) ?? [''])[0].length;
  const after = (/^\**/.exec(text.slice(end)) ?? [''])[0].length;
  const stars = Math.min(before, after);
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
