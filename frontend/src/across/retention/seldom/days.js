/** Days by the calendar of a board's time zone. */
import { momentIn, shownIn } from '../../../words/zones.js';

/** @param {string} at RFC 3339 @param {string} language @param {string} zone @returns {string} such as "12. Juni 2026" */
export function dayInWords(at, language, zone) {
  const day = new Date(`${dayOf(at, zone)}T12:00:00Z`);
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(day);
}

/** As a field for a date takes it. @param {string} at RFC 3339 @param {string} zone @returns {string} such as "2026-06-12" */
export function dayOf(at, zone) {
  return shownIn(at, zone).slice(0, 10);
}

/** The last minute of a day. @param {string} day @param {string} zone @returns {string} RFC 3339 in UTC */
export function endOfDay(day, zone) {
  // No zone leaps over this minute that leaves the day as it is; if one should, the day ends by the clock of UTC.
  return momentIn(`${day}T23:59`, zone) ?? `${day}T23:59:00.000Z`;
}
