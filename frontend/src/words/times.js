/** Points in time in words: yesterday, today and tomorrow by name, everything else by date. */

import { now as serverNow } from '../sync/clock.js';

const DAY = 86_400_000;

/**
 * @param {string} at RFC 3339
 * @param {string} language
 * @param {Date} [now]
 * @returns {string} such as "heute, 09:12", "gestern", "12. Juni"
 */
export function when(at, language, now = serverNow()) {
  const then = new Date(at);
  const days = Math.round((startOfDay(now) - startOfDay(then)) / DAY);
  const clock = hour(then, language);
  if (Math.abs(days) <= 1) {
    const name = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day');
    return `${name}, ${clock}`;
  }
  const sameYear = then.getFullYear() === now.getFullYear();
  const date = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'long',
    year: sameYear ? undefined : 'numeric',
  });
  return `${date.format(then)}, ${clock}`;
}

/** @param {Date} then @param {string} language @returns {string} such as "09:12" */
export function hour(then, language) {
  return new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(then);
}

/** @param {Date} date */
function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
