import { describe, expect, it } from 'vitest';
import { dayInWords, dayOf, endOfDay } from '../src/across/retention/seldom/days.js';

describe('the day on which a board ends', () => {
  it.each([
    ['2026-06-30', 'Europe/Berlin', '2026-06-30T21:59:00.000Z'],
    ['2026-12-31', 'Europe/Berlin', '2026-12-31T22:59:00.000Z'],
    ['2026-06-30', 'America/New_York', '2026-07-01T03:59:00.000Z'],
  ])('%s in %s lasts until its last minute', (day, zone, end) => {
    expect(endOfDay(day, zone)).toBe(end);
    expect(dayOf(end, zone)).toBe(day);
  });

  it('is called as the calendar of the board calls it', () => {
    const end = '2026-06-30T22:30:00.000Z';
    expect([dayInWords(end, 'de', 'Europe/Berlin'), dayInWords(end, 'de', 'UTC')]).toEqual(['1. Juli 2026', '30. Juni 2026']);
  });
});
