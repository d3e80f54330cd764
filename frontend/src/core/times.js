/** Points in time in words: today and yesterday by name, everything else by date. */

import { now as serverNow } from './clock.js';

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
  const clock = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(then);
  if (days === 0 || days === 1) {
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

/** @param {Date} date */
function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
