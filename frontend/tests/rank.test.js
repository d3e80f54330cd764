import { describe, expect, it } from 'vitest';
import vectors from '../../tests/vectors/ranks.json';
import { LONGEST, MOST, NEIGHBOURS, between, makeRoom } from '../src/replica/rank.js';

describe('ranks are the same as the server makes them', () => {
  it.each(vectors.between)('between $after and $before', ({ after, before, rank }) => {
    expect(between(after, before)).toBe(rank);
  });

  it.each(vectors.refused)('nothing lies between $after and $before', ({ after, before }) => {
    expect(() => between(after, before)).toThrow(RangeError);
  });

  it.each(vectors.room)('room before $index', ({ order, index, rank, moved }) => {
    const room = makeRoom(order.split(' '), index);
    expect(room.rank).toBe(rank);
    expect(Object.fromEntries(room.moved)).toEqual(moved);
  });

  it('room is made again and again in a crowd', () => {
    const order = vectors.history.start.split(' ');
    for (const index of vectors.history.places) {
      let rank = between(order[index - 1], order[index]);
      if (rank.length > LONGEST) {
        const room = makeRoom(order, index);
        for (const [at, fresh] of room.moved) order[at] = fresh;
        rank = room.rank;
      }
      const at = order.findIndex((other) => other > rank);
      order.splice(at < 0 ? order.length : at, 0, rank);
    }
    expect(order).toEqual(vectors.history.end.split(' '));
  });

  it('has the same limits', () => {
    const { longest, most, neighbours } = vectors;
    expect([LONGEST, MOST, NEIGHBOURS]).toEqual([longest, most, neighbours]);
  });
});

describe('ranks keep an order', () => {
  it('wherever 3,000 random insertions go, the new rank lies between its neighbours', () => {
    let seed = 11;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    /** @type {string[]} */
    const order = [];
    for (let count = 0; count < 3000; count += 1) {
      const at = Math.floor(random() * (order.length + 1));
      order.splice(at, 0, between(order[at - 1] ?? null, order[at] ?? null));
    }
    expect([...order].sort((a, b) => (a < b ? -1 : 1))).toEqual(order);
    expect(new Set(order).size).toBe(order.length);
  });

  it('ten thousand cards at the end have six letters each', () => {
    let rank = between(null, null);
    for (let count = 0; count < 10_000; count += 1) rank = between(rank, null);
    expect(rank).toHaveLength(6);
  });
});
