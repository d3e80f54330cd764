/**
 * The text of a card as lines: each is of one kind and has its words as spans (`spans.js`). Nothing crosses the end of a
 * line, nothing is ever dropped but the marks themselves, and the work is linear in the length of the text. The grammar
 * stands in docs/protocol.md under "Texts"; the server has the same reader, and tests/vectors/texts.json holds for both.
 */
import { spansOf } from './spans.js';

/** @typedef {'words' | 'heading' | 'bullet' | 'check' | 'number' | 'quote' | 'rule'} Kind */
/**
 * `lead` is what stands before the words and is not shown as it was typed. `depth` is that of a heading (1 to 6) or an item
 * (0 to 3), `sign` that of a bullet or after a number.
 * @typedef {{ kind: Kind, lead: string, sign: string, depth: number, checked: boolean, number: number, spans: import('./spans.js').Span[] }} Line
 */

/** How a line begins that is more than words, in the order in which it is asked. @type {[Kind, RegExp][]} */
const LEADS = [
  ['heading', /^(#{1,6}) +(?=\S)/],
  ['rule', /^-{3,} *$/],
  ['quote', /^>(?: +|$)/],
  ['check', /^([ \t]*)- \[([ xX])\] +(?=\S)/],
  ['bullet', /^([ \t]*)([-*]) +/],
  ['number', /^([ \t]*)([1-9][0-9]{0,2})([.)]) +(?=\S)/],
];
/** "> 100 people" is a sum. */
const MORE_THAN = /^> [0-9]/;
/** What no line that is more than words begins without. */
const MAY_LEAD = /^[ \t]*[#>*1-9-]/;
/** A backslash that may keep a line from being an item, a heading, a quote, a numbered line. */
const HELD = [/^([ \t]*)\\+(?=[#>*-])/, /^([ \t]*[1-9][0-9]{0,2})\\+(?=[.)] +\S)/];
const MOST_DEPTH = 3;

/**
 * @param {string} text
 * @returns {Line[]}
 */
export function linesOf(text) {
  const typed = text.split('\n');
  const lines = beginningsOf(typed);
  for (let at = 0; at < typed.length; at += 1) {
    const line = lines[at];
    if (line.kind !== 'rule') line.spans = spansOf(typed[at].slice(line.lead.length), line.kind === 'words' ? held(typed[at]) : -1);
  }
  return lines;
}

/**
 * What each line is, without its words.
 * @param {string[]} typed lines
 * @returns {Line[]}
 */
export function beginningsOf(typed) {
  /** @type {Line[]} */
  const lines = [];
  for (const line of typed) lines.push(beginning(line, lines.at(-1)));
  // A line alone that begins with a star is a footnote.
  const starred = lines.map((line) => line.sign === '*');
  return lines.map((line, at) => (starred[at] && !starred[at - 1] && !starred[at + 1] ? words() : line));
}

/** @returns {Line} */
function words() {
  return { kind: 'words', lead: '', sign: '', depth: 0, checked: false, number: 0, spans: [] };
}

/** @param {string} typed @param {Line} [before] the line above @returns {Line} */
function beginning(typed, before) {
  const line = words();
  const is = MAY_LEAD.test(typed) ? kindOf(typed, before) : null;
  if (!is) return line;
  const { kind, found } = is;
  [line.kind, line.lead] = [kind, found[0]];
  if (kind === 'heading') line.depth = found[1].length;
  if (kind === 'bullet' || kind === 'number' || kind === 'check') line.depth = depthOf(found[1]);
  if (kind === 'bullet') line.sign = found[2];
  if (kind === 'check') line.checked = found[2] !== ' ';
  if (kind === 'number') [line.number, line.sign] = [Number(found[2]), found[3]];
  return line;
}

/** @param {string} blanks */
function depthOf(blanks) {
  return Math.min(MOST_DEPTH, blanks.replaceAll('\t', '  ').length >> 1);
}

/** @param {string} typed @param {Line} [before] @returns {{ kind: Kind, found: RegExpExecArray } | null} */
function kindOf(typed, before) {
  for (const [kind, pattern] of LEADS) {
    const found = pattern.exec(typed);
    if (!found) continue;
    return kind === 'quote' && MORE_THAN.test(typed) && before?.kind !== 'quote' ? null : { kind, found };
  }
  return null;
}

/**
 * Where the backslash stands that keeps a line from being more than words; -1 if none does.
 * @param {string} typed
 */
export function held(typed) {
  const found = HELD[0].exec(typed) ?? HELD[1].exec(typed);
  if (!found) return -1;
  const bare = found[1] + typed.slice(found[0].length);
  return kindOf(bare) || MORE_THAN.test(bare) ? found[1].length : -1;
}
