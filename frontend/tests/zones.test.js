import { expect, it } from 'vitest';
import { hourIn, momentIn, shownIn } from '../src/words/zones.js';

it.each([
  ['Europe/Berlin', '2026-06-12T18:00', '2026-06-12T16:00:00.000Z'],
  ['Europe/Berlin', '2026-12-12T00:00', '2026-12-11T23:00:00.000Z'],
  ['Asia/Kolkata', '2026-06-12T18:00', '2026-06-12T12:30:00.000Z'],
  ['UTC', '2026-06-12T18:00', '2026-06-12T18:00:00.000Z'],
  // Within a day of the clock being turned.
  ['Europe/Berlin', '2027-03-28T01:59', '2027-03-28T00:59:00.000Z'],
  ['Europe/Berlin', '2027-03-28T03:00', '2027-03-28T01:00:00.000Z'],
  ['America/New_York', '2026-11-01T23:30', '2026-11-02T04:30:00.000Z'],
])('in %s %s is %s', (zone, local, moment) => {
  expect(momentIn(local, zone)).toBe(moment);
  expect(shownIn(moment, zone)).toBe(local);
});

it('an hour that comes twice means the first time', () => {
  expect(momentIn('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
});

it('an hour that never comes is none', () => {
  expect(momentIn('2027-03-28T02:30', 'Europe/Berlin')).toBeNull();
  expect(momentIn('nonsense', 'Europe/Berlin')).toBeNull();
});

it('is told in words, with the year if it is another one', () => {
  const now = new Date('2026-06-01T08:00:00.000Z');
  expect(hourIn('2026-06-12T16:00:00.000Z', 'Europe/Berlin', 'de', now)).toBe('Fr., 12. Juni, 18:00');
  expect(hourIn('2027-06-12T16:00:00.000Z', 'Europe/Berlin', 'de', now)).toBe('Sa., 12. Juni 2027, 18:00');
  expect(hourIn('2026-06-12T16:00:00.000Z', 'Europe/Berlin', 'en', now)).toMatch(/^Fri, June 12, 6:00.PM$/);
});
