/** The colour by which a visitor is told apart: their own choice, else always the same for the same visitor; never a meaning. */
import { COLORS } from '../replica/records.js';

/** @param {{ visitor_id: string, color?: import('../replica/records.js').Color | null }} visitor @returns {import('../replica/records.js').Color} */
export function paperOf({ visitor_id: id, color }) {
  if (color) return color;
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  const colors = COLORS.filter((one) => one !== 'white');
  return colors[sum % colors.length];
}
