/** Card text as plain text: what is seen of it, what is looked for in it, and what names it in one line. */
import { linesOf } from './lines.js';

/** @import { Line } from './lines.js' */

const RULE = '―';
const INDENT = '  ';
const ITEMS = new Set(['bullet', 'check', 'number']);

/** The words of a line without their marks. @param {Line} line */
export function wordsOf({ spans }) {
  return spans.length === 1 ? spans[0].text : spans.map((span) => span.text).join('');
}

/** What is seen before the words of a line. @param {Line} line */
function leadOf({ kind, checked, number, sign }) {
  if (kind === 'bullet') return '– ';
  if (kind === 'check') return checked ? '☑ ' : '☐ ';
  if (kind === 'number') return `${number}${sign} `;
  return kind === 'rule' ? RULE : '';
}

/** What is seen, line by line. @param {string} text */
export function plain(text) {
  return linesOf(text)
    .map((line) => (ITEMS.has(line.kind) ? INDENT.repeat(line.depth) : '') + leadOf(line) + wordsOf(line))
    .join('\n');
}

/** What a search looks in: words and numbers, line by line. @param {string} text */
export function searchable(text) {
  return linesOf(text)
    .map((line) => (line.kind === 'number' ? leadOf(line) : '') + wordsOf(line))
    .join('\n');
}

/**
 * The words in one line, for labels and summaries.
 * @param {string} text
 * @param {number} [most] signs that are read: who shows a few words need not know all of a long text
 */
export function summary(text, most = text.length) {
  return searchable(text.slice(0, most)).replace(/\s+/g, ' ').trim();
}
