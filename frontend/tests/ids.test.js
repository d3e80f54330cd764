import { expect, it, vi } from 'vitest';
import { newId } from '../src/replica/ids.js';

const RANDOM = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('ids are random UUIDs, unlike each other', () => {
  const ids = Array.from({ length: 500 }, newId);
  expect(ids.filter((id) => !RANDOM.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(500);
});

it('ids hold nothing but what is random: not the clock of the device, nor how many were made', () => {
  const drawn = vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => bytes);
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  const first = newId();
  vi.advanceTimersByTime(86_400_000);
  expect([first, newId()]).toEqual(Array(2).fill('00000000-0000-4000-8000-000000000000'));
  vi.useRealTimers();
  drawn.mockRestore();
});
