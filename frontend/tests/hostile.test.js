import { describe, expect, it } from 'vitest';
import { parseQuery } from '../src/board/query.js';
import { plain } from '../src/text/shown.js';
import { addressOf, clean, insertLink, isBlock, isMarked, nextItem, toggleBlock, toggleMark } from '../src/text/writing.js';
import { WORST, hostile, random, repeated } from './hostile.js';
import { stepsOf } from './steps.js';

const OURS = /\/src\/core\//;
// CI tries the same texts each time; whoever runs this by hand finds new ones.
const SEED = Number(process.env.KORKWAND_TEST_SEED) || (process.env.CI ? 1 : 1 + (Date.now() % 1_000_000));
/** Counting costs more than reading short texts: several are tried at once, and those of the worst group at full length. */
const GROUPS = 10;
const GROUP = 6;
const SHORT = 400;
/** As long as a card's text may be. */
const LONGEST = 20_000;
/** As long as others than the reader are tried: a way back to the beginning at each sign would be seen as well. */
const LONG = 4_000;
/** @param {string} text @returns {import('../src/text/writing.js').Selection[]} a caret within it, and all of it */
const selections = (text) => [{ text, start: text.length >> 1, end: text.length >> 1 }, { text, start: 0, end: text.length }];

/** What reads visitors' text, and how many steps a sign may take it at most. @type {{ [name: string]: [most: number, act: (text: string) => unknown, signs?: number] }} */
const READERS = {
  'the reader': [80, plain, LONGEST],
  'a search': [100, (text) => parseQuery('aea a "a b" h')?.places(text)],
  'words that are looked for': [60, (text) => parseQuery(text)],
  'pasting': [60, clean],
  'links': [30, (text) => [addressOf(text), ...selections(text).map((one) => insertLink(one, 'https://example.org/', 'a'))]],
  'marks': [400, (text) => selections(text).map((one) => [toggleMark(one, 'bold'), isMarked(one, 'italic')])],
  'blocks and Enter': [100, (text) => selections(text).map((one) => [toggleBlock(one, 'quote'), isBlock(one, 'bullet'), nextItem(one)])],
};

describe.each(Object.entries(READERS))('of each sign %s makes few steps', (name, [most, act, signs = LONG]) => {
  /** @param {string} text */
  const perSign = (text) => stepsOf(OURS, () => act(text)) / text.length;

  it.each(Object.entries(WORST))('in a text of %s', (_, unit) => {
    expect(perSign(repeated(unit, signs))).toBeLessThan(most);
  });

  it('in any text', () => {
    const next = random(SEED);
    const groups = Array.from({ length: GROUPS }, () => {
      const texts = Array.from({ length: GROUP }, () => hostile(next));
      return { texts, steps: stepsOf(OURS, () => texts.forEach((made) => act(made(SHORT)))) };
    });
    const [worst] = groups.sort((one, other) => other.steps - one.steps);
    for (const made of worst.texts) {
      const text = made(signs);
      expect(perSign(text), `seed ${SEED}: ${JSON.stringify(text.slice(0, 60))} … ${JSON.stringify(text.slice(-60))}`).toBeLessThan(most);
    }
    process.stdout.write(`${name}: ${(worst.steps / GROUP / SHORT).toFixed(0)} steps for a sign of such texts, seed ${SEED}\n`);
  }, 120_000);
}, 60_000);

it('a step more for each sign would be seen', () => {
  // A reader that goes back to the beginning at each sign, as those before it did.
  const slow = (/** @type {string} */ text) => [...text].map((_, at) => text.slice(0, at).lastIndexOf('#'));
  expect(stepsOf(OURS, () => slow(repeated('a', LONGEST))) / LONGEST).toBeGreaterThan(1000);
});
