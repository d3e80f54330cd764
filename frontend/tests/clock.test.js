import { afterEach, expect, it, vi } from 'vitest';
import { hearTime, now, setTime } from '../src/sync/clock.js';

const DAY = 86_400_000;

afterEach(() => vi.useRealTimers());

it.each([-DAY, DAY])('a device that is %i ms off shows the time of the server', (off) => {
  vi.useFakeTimers({ now: Date.parse('2026-06-01T08:00:00.000Z') + off });
  setTime('Mon, 01 Jun 2026 08:00:00 GMT');
  vi.advanceTimersByTime(60_000);
  expect(now().toISOString()).toBe('2026-06-01T08:01:00.999Z');
});

it('words that come late do not turn it back, and nonsense is nothing', () => {
  vi.useFakeTimers({ now: Date.parse('2026-06-01T08:00:00.000Z') });
  setTime('Mon, 01 Jun 2026 08:00:00 GMT');
  vi.advanceTimersByTime(60_000);
  hearTime('2026-06-01T08:00:30.000Z');
  hearTime(undefined);
  hearTime('nonsense');
  expect(now().toISOString()).toBe('2026-06-01T08:01:00.999Z');
  hearTime('2026-06-01T08:02:00.000Z');
  expect(now().toISOString()).toBe('2026-06-01T08:02:00.000Z');
});
