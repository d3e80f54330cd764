/** Points in time by the clock of a board's time zone, wherever its readers are. */

/** @param {Intl.DateTimeFormatOptions} options @param {string} language @param {string} [zone] one that this browser may not know: then its own */
function format(options, language, zone) {
  try {
    return new Intl.DateTimeFormat(language, { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat(language, options);
  }
}

/** @param {string} at RFC 3339 @param {string} language @param {string} [zone] @returns {string} such as "12. Juni 2026, 18:00" */
export function whenIn(at, language, zone) {
  return format({ dateStyle: 'long', timeStyle: 'short' }, language, zone).format(new Date(at));
}

/** As a field for date and time takes it. @param {string} at RFC 3339 @param {string} [zone] @returns {string} such as "2026-06-12T18:00" */
export function toZone(at, zone) {
  const options = /** @type {const} */ ({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const parts = Object.fromEntries(format(options, 'en', zone).formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return `${parts.year.padStart(4, '0')}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/** What such a field says. An hour that a change of the clocks leaves out is the one after it. @param {string} local @param {string} [zone] @returns {string} RFC 3339 in UTC */
export function fromZone(local, zone) {
  const wanted = Date.parse(`${local}Z`);
  /** How far the zone's clock is ahead at a moment. @param {number} time */
  const ahead = (time) => Date.parse(`${toZone(new Date(time).toISOString(), zone)}Z`) - Math.floor(time / 60_000) * 60_000;
  const first = wanted - ahead(wanted);
  const second = wanted - ahead(first);
  // Both differ only around a change of the clocks.
  return new Date(toZone(new Date(second).toISOString(), zone) === local ? second : Math.max(first, second)).toISOString();
}
