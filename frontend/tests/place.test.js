import { describe, expect, it } from 'vitest';
import { Tables } from '../src/replica/fold.js';
import { indexAmong, named, neighboursAt, place, placeAmong, placeOfRank } from '../src/replica/place.js';
import { card, records } from './make.js';

describe('the index of a place', () => {
  const order = ['a', 'b', 'c'].map((id) => ({ id }));
  it.each([
    [{}, 3],
    [{ after_id: null }, 0],
    [{ after_id: null, before_id: 'c' }, 0],
    [{ after_id: 'a' }, 1],
    [{ after_id: 'c' }, 3],
    [{ before_id: 'b' }, 1],
    [{ after_id: 'gone', before_id: 'b' }, 1],
    [{ after_id: 'gone', before_id: null }, 3],
  ])('named %j is %i', (neighbours, index) => {
    expect(indexAmong(order, neighbours)).toBe(index);
  });
});

describe('the neighbours of a place', () => {
  const ids = ['a', 'b', 'c'];
  it.each([
    [0, 'x', null, 'a'],
    [3, 'x', 'c', null],
    [1, 'a', null, 'b'],
    [0, 'a', null, 'b'],
    [2, 'c', 'b', null],
    [2, 'b', 'a', 'c'],
  ])('before index %i of a, b, c, for %s, are %s and %s', (index, moved, after, before) => {
    expect(neighboursAt((place) => ids[place], index, moved)).toEqual({ after, before });
  });

  it.each([
    [{ after: null, before: 'a' }, { after_id: null, before_id: 'a' }],
    [{ after: 'c', before: null }, { after_id: 'c' }],
    [{ after: undefined, before: null }, {}],
    [{ after: 'b', before: 'c' }, { after_id: 'b', before_id: 'c' }],
  ])('%j are named %j', (between, expected) => {
    expect(named(between)).toEqual(expected);
  });
});

describe('the place said and sent', () => {
  const cards = ['a', 'b', 'c'].map((id) => ({ id }));
  it.each([
    ['x', null, undefined, 1, 4, { after_id: null, before_id: 'a' }],
    ['x', undefined, undefined, 4, 4, {}],
    ['x', 'b', 'c', 3, 4, { after_id: 'b', before_id: 'c' }],
    ['x', 'b', undefined, 3, 4, { after_id: 'b', before_id: 'c' }],
    ['a', 'c', null, 3, 3, { after_id: 'c' }],
    ['x', 'gone', 'b', 2, 4, { after_id: 'gone', before_id: 'b' }],
    ['x', 'gone', 'gone too', 4, 4, { after_id: 'gone', before_id: 'gone too' }],
  ])('of %s after %s and before %s is %i of %i', (id, after, before, number, count, sent) => {
    expect(placeAmong(cards, id, after, before)).toEqual({ number, count, neighbours: sent });
  });
});

describe('the place of a rank', () => {
  const others = ['b', 'd'].map((rank) => ({ id: rank, value: { id: rank, rank } }));
  it.each([
    ['a', { after_id: null, before_id: 'b' }],
    ['', { after_id: null, before_id: 'b' }],
    ['c', { after_id: 'b', before_id: 'd' }],
    ['e', { after_id: 'd' }],
  ])('%j among b and d is %j', (rank, expected) => {
    expect(placeOfRank(others, rank)).toEqual(expected);
  });

  it('among nobody is the first', () => {
    expect(placeOfRank([], 'c')).toEqual({ after_id: null });
  });
});

describe('a rank', () => {
  it('lies where said and sent say, whichever way one came there', () => {
    const tables = new Tables();
    tables.load(records());
    const moved = tables.get('card', 'c1') ?? card('c1', 'k1', 'V');
    const column = String(moved.column_id);
    const ids = tables.list('card', column).map((row) => row.id);
    for (const after of [null, undefined, ...ids.filter((id) => id !== moved.id), 'gone']) {
      const { number, neighbours } = placeAmong(tables.list('card', column), moved.id, after);
      const { rank } = place(tables, 'card', column, neighbours, moved);
      const others = tables.list('card', column).filter((row) => row.id !== moved.id);
      expect(others.filter((row) => row.rank < rank)).toHaveLength(number - 1);
      const again = placeOfRank(others.map((row) => ({ id: row.id, value: row })), rank);
      expect(indexAmong(others, again)).toBe(number - 1);
    }
  });
});
