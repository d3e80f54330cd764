import { expect, it } from 'vitest';
import { when } from '../src/words/times.js';

const now = new Date(2026, 5, 12, 0, 30);
/** @param {number} month @param {number} day @param {number} hour @param {number} minute */
const at = (month, day, hour, minute) => new Date(2026, month, day, hour, minute).toISOString();

it.each([
  ['today', at(5, 12, 0, 10), 'heute, 0:10'],
  ['yesterday, though only minutes ago', at(5, 11, 23, 50), 'gestern, 23:50'],
  ['this year', at(0, 3, 9, 5), '3. Januar, 9:05'],
  ['another year', new Date(2025, 11, 31, 23, 59).toISOString(), '31. Dezember 2025, 23:59'],
  ['tomorrow', at(5, 13, 8, 0), 'morgen, 8:00'],
  ['the day after', at(5, 14, 8, 0), '14. Juni, 8:00'],
])('%s', (_, then, words) => {
  // Some versions of the language data write hours with two digits.
  expect(when(then, 'de', now).replace(/\b0(\d:)/, '$1')).toBe(words);
});
