import { expect, it, vi } from 'vitest';
import { newId } from '../src/core/ids.js';

it('ids are UUIDs of version 7, unlike each other, and sort by time', () => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  const ids = Array.from({ length: 500 }, () => {
    vi.advanceTimersByTime(1);
    return newId();
  });
  vi.useRealTimers();
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(500);
  expect([...ids].sort()).toEqual(ids);
  expect(parseInt(ids[0].replace('-', '').slice(0, 12), 16)).toBe(1_700_000_000_001);
});
