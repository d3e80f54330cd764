/** The colour by which a visitor is told apart: always the same for the same visitor, never a meaning. */
import { COLORS } from '../core/records.js';

/** @param {string} visitorId @returns {import('../core/records.js').Color} */
export function paperOf(visitorId) {
  let sum = 0;
  for (const letter of visitorId) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  const colors = COLORS.filter((color) => color !== 'white');
  return colors[sum % colors.length];
}
