import { expect, it } from 'vitest';
import { fromZone, toZone, whenIn } from '../src/core/zoned-times.js';

it.each([
  ['in summer', '2026-06-12T16:00:00.000Z', 'Europe/Berlin', '2026-06-12T18:00'],
  ['in winter', '2026-12-12T17:00:00.000Z', 'Europe/Berlin', '2026-12-12T18:00'],
  ['at midnight', '2026-06-11T22:00:00.000Z', 'Europe/Berlin', '2026-06-12T00:00'],
  ['just before the clocks go forward', '2026-03-29T00:59:00.000Z', 'Europe/Berlin', '2026-03-29T01:59'],
  ['just after', '2026-03-29T01:00:00.000Z', 'Europe/Berlin', '2026-03-29T03:00'],
  ['after the clocks went back', '2026-10-25T02:00:00.000Z', 'Europe/Berlin', '2026-10-25T03:00'],
  ['far in the west', '2026-06-12T16:00:00.000Z', 'America/St_Johns', '2026-06-12T13:30'],
  ['far in the east', '2026-06-12T16:00:00.000Z', 'Pacific/Auckland', '2026-06-13T04:00'],
])('%s: there and back', (_, at, zone, local) => {
  expect([toZone(at, zone), fromZone(local, zone)]).toEqual([local, at]);
});

it('takes an hour that there is not for the one after it, and one of two that there are', () => {
  expect(toZone(fromZone('2026-03-29T02:30', 'Europe/Berlin'), 'Europe/Berlin')).toBe('2026-03-29T03:30');
  expect(toZone(fromZone('2026-10-25T02:30', 'Europe/Berlin'), 'Europe/Berlin')).toBe('2026-10-25T02:30');
});

it('says a time by the clock of the zone', () => {
  expect(whenIn('2026-06-12T16:00:00.000Z', 'de', 'Europe/Berlin')).toMatch(/^12\. Juni 2026.* 18:00/);
});

it('goes by the clock of the device where the browser does not know a zone', () => {
  expect(toZone(fromZone('2026-06-12T18:00', 'Moon/Base'), 'Moon/Base')).toBe('2026-06-12T18:00');
});
