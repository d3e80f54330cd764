import { expect, it } from 'vitest';
import { Steps, differences } from '../src/text/differences.js';

/** @param {string} text @param {string} other */
const marked = (text, other) =>
  differences(text, other)
    .map(({ words, differs }) => (differs ? `[${words}]` : words))
    .join('');

it.each([
  ['Der alte Kiosk', 'Der kleine Kiosk', 'Der [alte] Kiosk'],
  ['gleich', 'gleich', 'gleich'],
  ['a b c', 'a c', 'a [b ]c'],
  ['a c', 'a b c', 'a c'],
  ['ganz anders', '', '[ganz anders]'],
  ['', 'x', ''],
  ['Eis, Kuchen und Tee am See', 'Eis und Kaffee am Teich', 'Eis[,] [Kuchen ]und [Tee] am [See]'],
  ['Zoë 👋 lacht', 'Zoë weint', 'Zoë [👋 lacht]'],
])('of %j beside %j the other words are seen', (text, other, seen) => {
  expect(marked(text, other)).toBe(seen);
});

it('finds one word among thousands, also where the same is said again and again', () => {
  const long = 'noch ein Wort. '.repeat(1300);
  expect(marked(long.replace('Wort', 'Satz'), `${long}Ende`).match(/\[.*?\]/g)).toEqual(['[Satz]']);
});

it('finds what was put into a long text here and there', () => {
  const sentences = Array.from({ length: 400 }, (_, at) => `Satz ${at} über den Platz.`);
  const more = sentences.map((words, at) => (at % 10 ? words : `${words} Mehr`));
  expect(marked(more.join(' '), sentences.join(' ')).match(/\[.*?\]/g)).toHaveLength(40);
});

const LONGEST = 20_000;
const repeated = (/** @type {string} */ unit) => unit.repeat(LONGEST).slice(0, LONGEST);
const between = (/** @type {string} */ word) => Array.from({ length: 3000 }, (_, at) => `w${at} ${word}`).join(' ').slice(0, LONGEST);
/** The same every time. @param {string[]} signs @param {number} seed */
function mixed(signs, seed) {
  let number = seed;
  return Array.from({ length: LONGEST }, () => signs[(number = (number * 48271) % 2147483647) % signs.length]).join('');
}

/** What a search has found, of the greatest length a text may have. @type {[string, string, string][]} */
const WORST = [
  ['the same word for ever', repeated('a '), `b${repeated('a ').slice(1, -1)}b`],
  ['one sign for ever', repeated('.'), repeated('.,')],
  ['one word between words that stand once', between('x'), between('y')],
  ['the words backwards', between('x'), [...between('x')].reverse().join('')],
  ['periods that do not meet', repeated('a b a c '), repeated('a c a b a ')],
  ['two words by chance', mixed(['a', 'b', ' '], 1), mixed(['a', 'b', ' '], 2)],
  ['signs by chance', mixed(['.', ',', '!', 'ü'], 1), mixed(['.', ',', '!', 'ü'], 2)],
  ['scripts by chance', mixed(['a', 'б', '漢', 'ا', ' '], 1), mixed(['a', 'б', '漢', 'ا', ' '], 2)],
];

it.each(WORST)('of the worst texts, %s, it takes no more steps than it may, and says all is other', (_, text, other) => {
  const steps = new Steps();
  const pieces = differences(text, other, steps);
  expect(pieces.map(({ words }) => words).join('')).toBe(text);
  // One comparison more than allowed may be under way, and that is no longer than a text.
  expect(steps.left).toBeGreaterThanOrEqual(-LONGEST);
});

it('with no steps left everything is other', () => {
  expect(differences('a b c', 'a c', new Steps(0))).toEqual([{ words: 'a b c', differs: true }]);
});
