import { beforeEach, describe, expect, it, vi } from 'vitest';
import { keepSeen, newestOf, newsOf, seenUntil } from '../src/sync/visits.js';
import { card as cardOf, comment as commentOf } from './make.js';

/** @type {(...made: Parameters<typeof cardOf>) => any} */
const card = cardOf;
/** @type {(...made: Parameters<typeof commentOf>) => any} */
const comment = commentOf;
const at = (/** @type {number} */ day) => `2026-06-0${day}T08:00:00.000Z`;
const visit = { since: at(2), until: at(5), me: 'me' };
/** @param {object} fields @param {object[]} [comments] */
const news = (fields, comments = []) =>
  newsOf(card('c', 'k', 'V', { author_id: 'x', created_at: at(1), ...fields }), comments.map((one, place) => comment(`${place}`, 'c', { author_id: 'x', created_at: at(1), ...one })), visit);

beforeEach(() => localStorage.clear());

describe('a card', () => {
  it.each([
    ['nothing that was there before', {}, [], null],
    ['new, by somebody else', { created_at: at(3) }, [], 'new'],
    ['nothing when it is one’s own', { created_at: at(3), author_id: 'me' }, [], null],
    ['new when it was imported', { created_at: at(3), author_id: null }, [], 'new'],
    ['changed', { edited_at: at(3) }, [], 'changed'],
    ['changed although it is one’s own', { edited_at: at(3), author_id: 'me' }, [], 'changed'],
    ['talked about', {}, [{}, { created_at: at(3) }], 'comment'],
    ['nothing when one has talked oneself', {}, [{ created_at: at(3), author_id: 'me' }], null],
    ['new before anything else', { created_at: at(3), edited_at: at(4) }, [{ created_at: at(4) }], 'new'],
    ['nothing when it claims to be of tomorrow', { created_at: at(6) }, [], null],
  ])('is %s', (_, fields, comments, expected) => {
    expect(news(fields, comments)).toBe(expected);
  });
});

it('what was seen is the newest of what is there, and nothing of tomorrow', () => {
  const mine = card('a', 'k', 'V', { author_id: 'me', created_at: at(1), edited_at: at(3) });
  const imported = [2, 4, 9].map((day) => card(`i${day}`, 'k', 'V', { created_at: at(day) }));
  expect(newestOf([mine, ...imported], at(5))).toBe(at(4));
  // A device a day behind, that has not heard what time it is.
  expect(newestOf([mine, ...imported], at(1))).toBe(at(3));
  expect(newestOf([], at(5))).toBe('');
});

const of = (/** @type {string} */ board, visitor = 'me') => ({ board, visitor });

it('what was seen stays seen, for each board and visitor', () => {
  keepSeen(of('b'), at(3));
  keepSeen(of('b'), at(2));
  keepSeen(of('other'), at(1));
  expect([of('b'), of('other'), of('third'), of('b', 'else')].map(seenUntil)).toEqual([at(3), at(1), null, null]);
});

it('nothing is known and nothing fails where storage is refused', () => {
  const refuse = () => {
    throw new Error('refused');
  };
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
  keepSeen(of('b'), at(3));
  expect(seenUntil(of('b'))).toBeNull();
  vi.unstubAllGlobals();
});
