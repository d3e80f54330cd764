import { beforeAll, describe, expect, it } from 'vitest';
import { setLanguage } from '../src/words/i18n.svelte.js';
import { everybody } from '../src/nouns/visitor/seldom/everybody.js';
import { LONGEST_NAME, faultOfName } from '../src/nouns/visitor/seldom/names.js';

describe('a name', () => {
  beforeAll(() => setLanguage('de', false));

  it.each(['', 'Anna', 'Zoë 👋', 'a\tb', 'שלום', '😀'.repeat(LONGEST_NAME)])('%j is taken', (name) => {
    expect(faultOfName(name)).toBe('');
  });

  it.each([
    ['😀'.repeat(LONGEST_NAME + 1), 'zu lang: 81'],
    ['n'.repeat(10_000), '10.000'],
    ['An\u0000na', 'unsichtbare'],
    ['An\u007fna', 'unsichtbare'],
    ['An\ud83dna', 'unsichtbare'],
  ])('%j is refused in words', (name, words) => {
    expect(faultOfName(name)).toContain(words);
  });
});

describe('everybody who was on a board', () => {
  const card = (/** @type {string | null} */ author_id, /** @type {string | null} */ author_name, /** @type {string} */ created_at) => ({
    id: created_at,
    author_id,
    author_name,
    created_at,
  });

  it('is who is there, then who wrote, the last one first', () => {
    const found = everybody({
      present: [{ visitor_id: 'c', name: null, role: 'viewer' }],
      cards: [card('a', 'Anna', '2026-01-01'), card('b', 'Ben', '2026-03-01'), card(null, 'Aus Excel', '2026-04-01')],
      comments: [card('a', 'Anna O.', '2026-02-01')],
      departures: [],
    });
    expect(found.map(({ id, name, here, cards, comments }) => [id, name, here, cards, comments])).toEqual([
      ['c', '', true, 0, 0],
      ['b', 'Ben', false, 1, 0],
      ['a', 'Anna O.', false, 1, 1],
    ]);
  });

  it('has the name of now of who is there, also if that is none', () => {
    const [found] = everybody({
      present: [{ visitor_id: 'a', name: null, role: 'viewer' }],
      cards: [card('a', 'Anna', '2026-01-01')],
      comments: [],
      departures: [],
    });
    expect(found.name).toBe('');
  });

  it('tells who was removed, and nothing of who was forgotten', () => {
    const found = everybody({
      present: [],
      cards: [card('a', 'Anna', '2026-01-01')],
      comments: [],
      departures: [
        { id: 'a', reason: 'removed', created_at: '2026-05-01' },
        { id: 'x', reason: 'removed', created_at: '2026-06-01' },
        { id: 'y', reason: 'forgotten', created_at: '2026-07-01' },
      ],
    });
    expect(found.map(({ id, removed }) => [id, removed])).toEqual([
      ['a', '2026-05-01'],
      ['x', '2026-06-01'],
    ]);
  });
});
