/** Hours in a zone of their own: a board has one, and the device that shows it may be elsewhere. */

/** @param {string} own the one to offer in any case */
export function timezones(own) {
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return [...new Set([own, 'UTC', ...known])].sort();
}

/** The zone that this device lives in. */
export function ownZone() {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * What clock and calendar of a zone show at a moment, as a field for date and time takes it.
 * @param {string} at RFC 3339
 * @param {string} zone
 * @returns {string} such as 2026-06-12T18:00
 */
export function shownIn(at, zone) {
  return shown(Date.parse(at), zone);
}

/**
 * The first moment at which clock and calendar of a zone show this.
 * @param {string} local such as 2026-06-12T18:00
 * @param {string} zone
 * @returns {string | null} RFC 3339; null if they never do: in spring the clock leaps over an hour
 */
export function momentIn(local, zone) {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return null;
  // The clock may be turned that night: try the offsets of the day before and the day after.
  const tries = [-DAY, DAY].map((away) => wanted - (Date.parse(`${shown(wanted + away, zone)}Z`) - (wanted + away)));
  const found = tries.sort((a, b) => a - b).find((moment) => shown(moment, zone) === local);
  return found === undefined ? null : new Date(found).toISOString();
}

/**
 * @param {string} at RFC 3339
 * @param {string} zone
 * @param {string} language
 * @param {Date} now
 * @returns {string} such as "Fr., 12. Juni, 18:00"
 */
export function hourIn(at, zone, language, now) {
  const moment = new Date(at);
  const year = shownIn(at, zone).slice(0, 4) === shown(now.getTime(), zone).slice(0, 4) ? undefined : 'numeric';
  const date = new Intl.DateTimeFormat(language, { timeZone: zone, weekday: 'short', day: 'numeric', month: 'long', year });
  const clock = new Intl.DateTimeFormat(language, { timeZone: zone, hour: 'numeric', minute: '2-digit' });
  return `${date.format(moment)}, ${clock.format(moment)}`;
}

const DAY = 86_400_000;

/** @param {number} moment @param {string} zone */
function shown(moment, zone) {
  const two = '2-digit';
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone, calendar: 'iso8601', hourCycle: 'h23', year: 'numeric', month: two, day: two, hour: two, minute: two,
  });
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}
