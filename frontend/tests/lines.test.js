import { describe, expect, it } from 'vitest';
import { linesOf } from '../src/text/lines.js';
import { searchable, plain, summary } from '../src/text/shown.js';
import cases from '../../tests/vectors/texts.json';

/** @type {{ name: string, text: string, lines: object[], plain: string, found: string }[]} */
const CASES = cases;

/** What differs from the default, and what is always told. @param {object} whole @param {string} always */
const told = (whole, always) => Object.fromEntries(Object.entries(whole).filter(([name, value]) => name === always || (value && name !== 'lead')));

/** The reading of a text as the vectors write it. @param {string} text */
function reading(text) {
  return linesOf(text).map((line) => ({ ...told(line, 'kind'), spans: line.spans.map((span) => told(span, 'text')) }));
}

// Lines by [TX3], stars by [TX4] and [TX5], code by [TX6], links by [TX7], addresses by [TX8], escapes by [TX9], plain words by [TX10].
describe('a text is read as the vectors say', () => {
  it.each(CASES.map((one) => /** @type {const} */ ([one.name, one])))('%s', (_, { text, lines, plain: shown, found: words }) => {
    expect(reading(text)).toEqual(lines);
    expect([plain(text), searchable(text)]).toEqual([shown, words]);
  });

  it('at least two hundred of them, none twice', () => {
    expect(new Set(CASES.map((one) => one.text)).size).toBe(CASES.length);
    expect(CASES.length).toBeGreaterThanOrEqual(200);
  });
});

/** @param {import('../src/text/lines.js').Line} line @param {string} typed */
function inOrder({ lead, spans }, typed) {
  let from = lead.length;
  for (const sign of spans.map((span) => span.text).join('')) {
    const at = typed.indexOf(sign, from);
    if (at < 0) return false;
    from = at + sign.length;
  }
  return typed.startsWith(lead);
}

describe('the reading of any text', () => {
  const PIECES = ['*', '**', '***', 'a', 'ä', ' ', '[', '](', '](http://b)', 'http://c.de', 'www.d.de', '(', ')', '`', '\\', '> ', '\n', '- ', '1. ', '# ', '- [x] ', '---', 'e@f.de', '𝐀', '5', ':', '„'];
  let seed = 5;
  const next = (/** @type {number} */ below) => (seed = (seed * 48271) % 2147483647) % below;
  const texts = Array.from({ length: 5000 }, () => Array.from({ length: 1 + next(9) }, () => PIECES[next(PIECES.length)]).join(''));

  /** [TX1] */
  it('has a line for each line, and of it nothing but what was typed, in this order', () => {
    const other = texts.filter((text) => {
      const typed = text.split('\n');
      const lines = linesOf(text);
      return lines.length !== typed.length || lines.some((line, at) => !inOrder(line, typed[at]));
    });
    expect(other).toEqual([]);
  });

  it('drops only stars, backticks, backslashes, and the brackets and addresses of links', () => {
    const bare = (/** @type {string} */ words) => words.replace(/[*`\\]/g, '');
    const seen = (/** @type {string} */ text) => linesOf(text).map(({ lead, spans }) => lead + spans.map((span) => span.text).join('')).join('\n');
    expect(texts.filter((text) => !text.includes('](') && bare(seen(text)) !== bare(text))).toEqual([]);
  });
});

/** [TX2] */
it('white space, letters and digits are what they are in every language', () => {
  expect(plain('*\u3000a*')).toBe('*\u3000a*');
  expect(plain('*\ufeffa*')).toBe('*\ufeffa*');
  expect(plain('\u{1d400}*b*')).toBe('\u{1d400}*b*');
  expect(plain('a\u0301*b*')).toBe('a\u0301*b*');
  expect(plain('\u0661. a')).toBe('\u0661. a');
  expect(plain('\u20ac*b* \u2116*b*')).toBe('\u20ac*b* \u2116b');
});

describe('the words in one line', () => {
  it('are all of them, without marks', () => {
    expect(summary('# Bus\n\n- **Freitag**\n- [Samstag](https://example.org)\n24. Dezember\n\nbis *zwölf*')).toBe('Bus Freitag Samstag 24. Dezember bis zwölf');
  });

  it('are read only as far as somebody asks', () => {
    expect(summary('eins zwei drei', 6)).toBe('eins z');
  });
});
