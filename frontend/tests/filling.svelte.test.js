import { afterEach, describe, expect, it, vi } from 'vitest';
import { Filling } from '../src/board/filling.svelte.js';

/** @param {number} count */
const rows = (count) => /** @type {any[]} */ (Array.from({ length: count }, (_, id) => ({ id })));
/** @type {() => void} */
let end = () => {};
afterEach(() => end());

describe('a long column', () => {
  it('begins with its first cards and ends with all of them', async () => {
    const long = rows(500);
    const filling = new Filling(() => [long, rows(3)]);
    const first = filling.of(long);
    expect(first).toEqual(long.slice(0, first.length));
    expect(first.length).toBeLessThan(50);
    end = filling.start();
    await vi.waitFor(() => expect(filling.of(long)).toBe(long));
  });

  it('is whole at once when it is wanted on paper', () => {
    const long = rows(500);
    const filling = new Filling(() => [long]);
    end = filling.start();
    dispatchEvent(new Event('beforeprint'));
    expect(filling.of(long)).toBe(long);
  });

  it('that grows longer once the board is whole stays whole', async () => {
    const filling = new Filling(() => [rows(3)]);
    end = filling.start();
    await vi.waitFor(() => expect(filling.of(rows(500))).toHaveLength(500));
  });
});

it('a short column is the same list, so that nothing is built anew', () => {
  const short = rows(3);
  expect(new Filling(() => [short]).of(short)).toBe(short);
});
