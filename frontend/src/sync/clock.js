/**
 * What time it is by the server's clock: the device's own may be a day off. Learned from what the server says; until then
 * the device is believed.
 */

/** Milliseconds that the header Date may be behind. */
const CUT_OFF = 999;

let ahead = -Infinity;

/**
 * The server has said what time it is. Words that come late, in a tab that slept, are never ahead of the truth: of two,
 * the later time is the better one.
 * @param {string | null | undefined} at RFC 3339, or as in the header Date
 */
export function hearTime(at) {
  const time = Date.parse(at ?? '');
  if (!Number.isNaN(time)) ahead = Math.max(ahead, time - Date.now());
}

/**
 * What time it is, from an answer to what was asked just now. It names whole seconds, cut off: what is written now must
 * not stand before what was written within that second.
 * @param {string | null} at
 */
export function setTime(at) {
  ahead = -Infinity;
  hearTime(at);
  ahead += CUT_OFF;
}

/** @returns {Date} */
export function now() {
  return new Date(Date.now() + (ahead === -Infinity ? 0 : ahead));
}
