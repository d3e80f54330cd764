import { expect, it } from 'vitest';
import { differences } from '../src/core/differences.js';

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

it('takes two very long texts as they are, and at once', () => {
  const long = (/** @type {string} */ word) => `Anfang ${Array.from({ length: 3000 }, (_, at) => word + at).join(' ')} Ende`;
  const begun = performance.now();
  const pieces = differences(long('a'), long('b'));
  expect(performance.now() - begun).toBeLessThan(500);
  expect(pieces.map(({ differs }) => differs)).toEqual([false, true, false]);
});
